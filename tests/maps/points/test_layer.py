from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from maps.exploring import seven_events, shapes

from geo.errors import MapError
from geo.maps.explore import NOTEBOOK_ROWS, explore
from geo.maps.points.columns import morton_order, packed, planes
from geo.maps.points.text import BLOCK, text_blocks, text_column
from geo.sealing import save_html
from geo.tables.times import read_spans

if TYPE_CHECKING:
    from pathlib import Path

INTS = st.integers(-(2**31), 2**31 - 1)


def unplaned(data: bytes, *, differences: bool) -> list[int]:
    """Undo the planes, one number at a time."""
    many = len(data) // 4
    out, total = [], 0
    for row in range(many):
        word = sum(data[plane * many + row] << (8 * plane) for plane in range(4))
        if differences:
            step = word >> 1 if word % 2 == 0 else -(word >> 1) - 1
            total = (total + step + 2**31) % 2**32 - 2**31
            out.append(total)
        else:
            out.append((word + 2**31) % 2**32 - 2**31)
    return out


@given(st.lists(INTS, max_size=60), st.booleans())
def test_planes_lose_nothing(numbers: list[int], differences: bool) -> None:  # noqa: FBT001
    data = planes(np.array(numbers, dtype=np.int32), differences=differences)
    assert (
        unplaned(zlib.decompress(base64.b64decode(packed(data)), -15), differences=differences)
        == numbers
    )


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=40))
def test_every_event_stands_once_in_the_order_of_places(places: list[tuple[float, float]]) -> None:
    lon, lat = np.array(places).T
    assert sorted(morton_order(lon, lat).tolist()) == list(range(len(places)))


def test_events_at_one_place_keep_the_order_of_their_rows() -> None:
    assert morton_order(np.full(5, 66.9), np.full(5, 24.8)).tolist() == [0, 1, 2, 3, 4]


@given(st.lists(st.text(), min_size=1, max_size=30))
def test_texts_come_out_letter_for_letter(texts: list[str]) -> None:
    column = text_column("text", pd.Series(texts, dtype=object))
    (block,) = text_blocks([column, column], order=np.arange(len(texts)))
    for part in block.split(b"\xfe"):
        assert [value.decode() for value in part.split(b"\xff")] == texts


def test_a_block_holds_2048_events() -> None:
    column = text_column("text", pd.Series([str(one) for one in range(2 * BLOCK + 1)], dtype="str"))
    blocks = text_blocks([column], order=np.arange(2 * BLOCK + 1))
    assert [len(block.split(b"\xff")) for block in blocks] == [2048, 2048, 1]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pd.Series([1.0, None]), [b"1", b""]),
        (pd.Series([1.5, None]), [b"1.5", b""]),
        (pd.Series([True, False]), [b"True", b"False"]),
        (pd.Series(pd.to_datetime(["2007-05-12", None])), [b"2007-05-12", b""]),
        (pd.Series(pd.to_datetime(["2007-05-12 10:30", None])), [b"2007-05-12T10:30:00", b""]),
        (pd.Series(["a", None], dtype="category"), [b"a", b""]),
        (pd.Series([["a"], {"b": 1}]), [b'["a"]', b'{"b": 1}']),
        (pd.Series([2**60, None], dtype="Int64"), [b"1152921504606846976", b""]),
        (pd.Series(["\ud800x", None], dtype=object), ["�x".encode(), b""]),
    ],
)
def test_values_are_written_as_a_reader_expects(column: pd.Series, said: list[bytes]) -> None:
    assert text_column("any", column).read(np.arange(2)).to_pylist() == said


@pytest.mark.parametrize(
    ("values", "days"),
    [
        (["2007-05-12"], [(0, 0)]),
        (["2007"], [(0, 364)]),
        (["-0043-03-15", "0001-01-01"], [(0, 0), (15998, 15998)]),
        ([-43, -42], [(0, 364), (365, 729)]),
        ([-44, -43], [(0, 365), (366, 730)]),  # -44 (45 BCE) is a leap year
        (["2000-02"], [(0, 28)]),
        (["2000-02-29/2000-03-02"], [(0, 2)]),
        (["1992/..", "1993-01-01"], [(0, 2**31 - 1), (366, 366)]),
        (["../1992", "1991-12-31"], [(-(2**31), 366), (0, 0)]),
    ],
)
def test_dates_become_days(values: list[object], days: list[tuple[int, int]]) -> None:
    spans = read_spans(pd.DataFrame({"when": values}), columns=["when"])
    assert spans.unit_s == 86_400
    assert list(zip(spans.first.tolist(), spans.last.tolist(), strict=True)) == days


def test_moments_keep_their_seconds_while_they_fit_and_then_their_minutes() -> None:
    when = pd.Series(pd.to_datetime(["2007-05-12 10:00:01", "2007-05-12 10:00:31"]))
    seconds = read_spans(pd.DataFrame({"when": when}), columns=["when"])
    assert (seconds.unit_s, seconds.first.tolist(), seconds.last.tolist()) == (1, [0, 30], [0, 30])
    wide = pd.DataFrame({"when": np.array(["0100-01-01T00:00:30", "2100-01-01"], "M8[s]")})
    minutes = read_spans(wide, columns=["when"])
    assert minutes.unit_s == 60
    assert minutes.last.tolist()[1] == 730_485 * 1440


def test_a_missing_end_is_open_and_a_missing_pair_is_unknown() -> None:
    frame = pd.DataFrame({"a": [2001, 2001, None, None], "b": [2002, None, 2002, None]})
    spans = read_spans(frame, columns=["a", "b"])
    assert spans.first.tolist() == [0, 0, -(2**31), 2**31 - 1]
    assert spans.last.tolist() == [729, 2**31 - 1, 729, -(2**31)]
    assert spans.unknown == 1


def test_the_same_table_gives_the_same_bytes_whatever_the_surroundings(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, 'tests');"
        "from maps.exploring import seven_events, shapes; from geo.maps import explore;"
        "explore(seven_events(), column='kind', time='date').save(sys.argv[1] + 'a');"
        "explore(shapes()).save(sys.argv[1] + 'b')"
    )
    found = set()
    for zone, seed in (("Asia/Karachi", "1"), ("America/Lima", "2")):
        stem = tmp_path / seed
        env = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": seed}
        subprocess.run([sys.executable, "-c", script, str(stem)], check=True, env=env)
        pages = [stem.with_name(seed + end).read_bytes() for end in "ab"]
        found.add(tuple(hashlib.sha256(page).hexdigest() for page in pages))
    assert len(found) == 1
    page = explore(seven_events(), column="kind", time="date")
    save_html(page, tmp_path / "c.html")
    page.save(tmp_path / "d.html")
    saved = (tmp_path / "c.html").read_bytes()
    assert saved == (tmp_path / "d.html").read_bytes() == (tmp_path / "1a").read_bytes()


def test_the_caller_s_frames_stay_as_they_were(tmp_path: Path) -> None:
    events, before = seven_events(), seven_events()
    explore(events, column="kind", time="date").save(tmp_path / "page.html")
    pd.testing.assert_frame_equal(events, before)


def test_the_fixed_part_is_within_290_kilobytes(tmp_path: Path) -> None:
    explore(seven_events().iloc[:1]).save(tmp_path / "one.html")
    assert (tmp_path / "one.html").stat().st_size < 290_000


def test_a_notebook_has_the_map_of_very_many_events_without_their_texts() -> None:
    many = gpd.GeoDataFrame(
        {"note": [f"note {number} " * 8 for number in range(NOTEBOOK_ROWS + 1)]},
        geometry=gpd.points_from_xy(*np.random.default_rng(7).random((2, NOTEBOOK_ROWS + 1))),
        crs="EPSG:4326",
    )
    shown = explore(many)._repr_html_()
    assert "_t0&quot;" not in shown
    assert "many_events_2_e0" in shown
    assert len(shown) < 2_500_000
    assert "_t0&quot;" in explore(many.head(5))._repr_html_()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: explore(seven_events(), column="Kind"), "column='Kind'.*did you mean 'kind'"),
        (lambda: explore(seven_events(), time="day"), "time='day': found no such column"),
        (lambda: explore(seven_events(), time=("date",) * 3), "time: found 3 columns, wanted one"),
        (lambda: explore(seven_events(), text=["tittle"]), "did you mean 'title'"),
        (lambda: explore(seven_events(), text="title"), r"text: found the text 'title', wanted a"),
        (lambda: explore(seven_events(), time="title"), "'title': found 'Flood of the delta'"),
        (lambda: explore(seven_events(), time="geometry"), "found no such column"),
        (lambda: explore(pd.DataFrame({"a": [1]})), "events: found no column of coordinates or"),
        (lambda: explore(seven_events().set_crs(None, allow_override=True)), "found no CRS"),
        (lambda: explore(seven_events().rename(columns={"kind": "title"})), "'title' twice"),
        (lambda: explore(swapped()), "lat 139.7.*axes swapped"),
        (
            lambda: explore(seven_events(), links=pd.DataFrame({"from": [99], "to": [1]})),
            "found 99",
        ),
        (lambda: explore(seven_events(), links=seven_events()), "type Point, wanted lines"),
        (lambda: explore(backwards(), time=("a", "b")), "1 events that end before they begin"),
        (lambda: explore(seven_events().assign(y=2.5), time="y"), "'y': found 2.5, wanted dates"),
        (lambda: explore(seven_events().assign(y="2007-02-30"), time="y"), "found '2007-02-30'"),
    ],
)
def test_a_wrong_call_names_column_found_and_wanted(wrong: object, said: str) -> None:
    with pytest.raises(MapError, match=said):
        wrong()  # type: ignore[operator]


def swapped() -> gpd.GeoDataFrame:
    events = seven_events()
    turned = [shapely.Point(one.y, one.x) for one in events.geometry]
    return events.set_geometry(turned, crs="EPSG:4326")


def backwards() -> gpd.GeoDataFrame:
    return seven_events().iloc[:2].assign(a=[2001, 2003], b=[2002, 2002])


def test_a_second_geometry_column_is_no_text() -> None:
    events = seven_events()
    page = explore(events.assign(area=events.geometry))
    (layer,) = page._children.values()
    assert [column.name for column in layer._columns] == ["title", "kind", "date", "deaths"]


def test_rows_without_a_place_are_counted() -> None:
    page = explore(shapes())
    (layer,) = page._children.values()
    assert (layer.rows, layer.without_place) == (4, 3)
