"""Outlines that can't be read are no outlines: nobody's call ends by one of them."""

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

import geo
from geo.errors import GazetteerError
from geo.gazetteer.gazetteer import embedded
from geo.gazetteer.outlines import build_outline
from geo.geocoding import Gazetteer, answer_pins, pin_geometry
from geo.geoparsing import mentions
from tools.gazetteer_check import find_faults
from tools.gazetteer_outlines import area_km2

DATA = Path(__file__).parents[2] / "geo" / "gazetteer" / "data"
KANSAS, TRAVIS = "geonames:4273857", "census:48453"


def test_every_row_of_the_gazetteer_is_sound_as_it_stands_in_the_files() -> None:
    assert find_faults(DATA) == []


def test_no_name_of_the_index_is_empty_and_each_leads_to_places() -> None:
    index = embedded()
    assert "" not in index
    assert (np.diff(index._starts.astype(np.int64)) > 0).all()
    assert (index._entries & 0xFFFFFF).max() < len(index)


def test_a_country_of_several_units_is_drawn_by_its_largest() -> None:
    # CIA World Factbook, total area in square kilometres; a twentieth for what maps leave out
    areas = {"AU": 7_741_220, "FR": 643_801, "KZ": 2_724_900, "US": 9_833_517, "GB": 243_610}
    columns = embedded().columns
    rows = np.flatnonzero(columns.kind == columns.code("kind", "country")).tolist()
    codes = {place.country: place for place in map(embedded().place, rows)}
    for code, square_km in areas.items():
        outline = embedded().boundary(codes[code].boundary)
        assert area_km2(outline) == pytest.approx(square_km, rel=0.05), code


@pytest.mark.parametrize(
    ("name", "code"), [("Somerset County, Maryland", "US.MD"), ("Isle of Wight County", "US.VA")]
)
def test_a_county_of_islands_has_its_polygons(name: str, code: str) -> None:
    answer = geo.geocode(name, country="US").iloc[0]
    assert answer["admin1"] == {"US.MD": "Maryland", "US.VA": "Virginia"}[code]
    assert answer.geometry.geom_type == "MultiPolygon"
    assert answer.geometry.contains(shapely.Point(answer["lon"], answer["lat"]))


def test_what_lies_around_a_point_is_told_beside_such_a_county() -> None:
    found = Gazetteer().reverse((36.9, -76.7), exactly_one=False)
    assert [place.raw["name"] for place in found][-1] == "United States"


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def _no_parquet(path: Path) -> None:
    path.write_bytes(b"not a table at all")


def _gone(path: Path) -> None:
    path.unlink()


def _damaged_pages(path: Path) -> None:
    data = bytearray(path.read_bytes())
    footer = int.from_bytes(data[-8:-4], "little") + 8
    data[4:-footer] = bytes(len(data) - footer - 4)
    path.write_bytes(bytes(data))


def _rewritten(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        table = pq.read_table(path)
        rows = table.to_pylist()
        for row in rows:
            change(row)
        pq.write_table(pa.Table.from_pylist(rows, table.schema), path, row_group_size=64)

    return damage


def _metres(row: dict[str, Any]) -> None:
    row["lon"] = [x * 100 for x in row["lon"][:1]] + [2_000_000_000] * (len(row["lon"]) - 1)


DAMAGES = {
    "truncated": _truncated,
    "no parquet": _no_parquet,
    "gone": _gone,
    "damaged pages": _damaged_pages,
    "empty": _rewritten(lambda row: row.update(parts=[], rings=[], lon=[], lat=[])),
    "points missing": _rewritten(lambda row: row.update(lon=row["lon"][:-3])),
    "null": _rewritten(lambda row: row.update(parts=None)),
    "in metres": _rewritten(_metres),
    "rings too short": _rewritten(
        lambda row: row.update(parts=[1], rings=[2], lon=[0, 1], lat=[0, 1])
    ),
    "bow tie": _rewritten(
        lambda row: row.update(parts=[1], rings=[5], lon=[0, 9, 0, 9, 0], lat=[0, 9, 9, 0, 0])
    ),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a gazetteer's folder with 130 outlines, England and Kansas among them."""
    folder = tmp_path_factory.mktemp("gazetteer")
    (folder / "index").symlink_to(DATA.parent / "index")
    (folder / "data").mkdir()
    table = pq.read_table(DATA / "boundaries.parquet")
    kept = {embedded().find(KANSAS).boundary, "geo:gb-england", "ogl:barnet"}  # type: ignore[union-attr]
    rows = [n for n, key in enumerate(table["id"].to_pylist()) if key in kept or n < 130]
    pq.write_table(table.take(rows), folder / "data" / "boundaries.parquet", row_group_size=64)
    return folder


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_outline_that_cannot_be_read_is_no_outline(
    small: Path, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(small, tmp_path / "places", symlinks=True)
    DAMAGES[damage](tmp_path / "places" / "data" / "boundaries.parquet")
    gazetteer = Gazetteer(tmp_path / "places")
    kansas = gazetteer.find(KANSAS)
    assert kansas is not None
    with caplog.at_level(logging.WARNING):
        assert gazetteer.outlines.find(kansas.boundary) is None
        assert gazetteer.outlines.around(kansas.boundary) is None
    assert "can't be read" in caplog.text
    with pytest.raises(GazetteerError, match="can't be read"):
        gazetteer.boundary(kansas.boundary)
    rows = [
        ("barnet", "Barnet", "borough", "", "GB"),
        ("edgware", "Edgware", "suburb", "barnet", "GB"),
    ]
    places = pd.DataFrame(rows, columns=["id", "name", "kind", "within", "country"])
    pins = answer_pins(places.assign(query=""), gazetteer=gazetteer)
    assert list(pins["provider_id"]) == ["ogl:barnet", "geonames:2650228"]
    drawn = pin_geometry(pins, gazetteer=gazetteer)
    assert list(drawn.geom_type) == ["Polygon", "Polygon"]
    found = Gazetteer(tmp_path / "places").reverse((51.614, -0.27), exactly_one=False)
    assert found is None or all(place.raw["name"] for place in found)
    assert len(mentions("They met in Kansas, and later in England.", gazetteer=gazetteer)) == 2


def test_every_call_answers_where_no_outline_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded(), "outlines", Gazetteer().outlines.__class__(tmp_path / "none"))
    names = ["Somerset County, Maryland", "Karachi", "Barnet", "England"]
    answers = geo.geocode(names)
    assert list(answers["status"]) == ["ok"] * 4
    assert list(answers.geom_type) == ["Polygon"] * 4
    text = "The fair of Somerset County, Maryland, was talked of in Karachi."
    assert len(geo.geoparse(text)) >= 2
    together = geo.geocode(names, document=["a"] * 4)
    assert json.loads(together.to_json())["features"][0]["geometry"]["type"] == "Polygon"


def test_a_ring_that_does_not_close_is_closed_and_a_hole_is_one() -> None:
    outer = ([0, 400_000, 400_000, 0, 0], [0, 0, 400_000, 400_000, 0])
    inner = ([100_000, 100_000, 200_000, 200_000, 100_000],
             [100_000, 200_000, 200_000, 100_000, 100_000])  # fmt: skip
    row = {"lon": [outer[0] + inner[0]], "lat": [outer[1] + inner[1]]}
    assert build_outline({"parts": [[2]], "rings": [[5, 5]], **row}).area == 15.0
