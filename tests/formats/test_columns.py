"""Every public function that takes a frame takes any table, or names the column that it can't."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import fractions
import inspect
import json
import pathlib
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import pytest
import shapely

import geo
from geo.errors import ExportError
from geo.formats.cells import plain_cell
from geo.formats.columns import cells_of, plain_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

STORY = geo.read_story(Path(__file__).parents[2] / "examples" / "krakatau")


class Kind(enum.Enum):
    """A cell as many tables of Python's have it."""

    FLOOD = "flood"


class Hostile:
    """A cell that raises whatever is done with it."""

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        raise ValueError

    def __eq__(self, other: object) -> bool:
        raise ValueError


def arrow(values: list[Any], kind: pa.DataType) -> pd.api.extensions.ExtensionArray:
    return pd.array(values, dtype=pd.ArrowDtype(kind))


LOOP: list[Any] = []
LOOP.append(LOOP)
DAY = dt.date(2007, 5, 12)
MOMENT = dt.datetime(2007, 5, 12, 10, 30, tzinfo=dt.UTC)
OBJECTS: dict[str, list[Any]] = {
    "lists": [["a"], [1, 2]],
    "mappings": [{"a": 1}, {"b": [1]}],
    "empty mappings": [{}, {}],
    "keys that are no text": [{1: 2}, {("a", 1): 4}],
    "colliding keys": [{1: 2, "1": 3}, None],
    "sets": [{"b", "a"}, {1, "a"}],
    "arrays": [np.array([1, 2]), np.array([[1], [3]])],
    "mixed": [1, "a"],
    "truth": [True, None],
    "large numbers": [2**70, -(2**70)],
    "decimals": [decimal.Decimal("1.50"), decimal.Decimal("sNaN")],
    "infinite decimals": [decimal.Decimal("Infinity"), None],
    "fractions": [fractions.Fraction(1, 3), None],
    "complex numbers": [1 + 2j, None],
    "bytes": [b"\xff\x00", bytearray(b"a")],
    "enumerations": [Kind.FLOOD, None],
    "uuids": [uuid.UUID(int=1), None],
    "paths": [pathlib.PurePosixPath("a/b"), None],
    "intervals": [pd.Interval(0, 1), None],
    "periods": [pd.Period("2007-05"), pd.Period("2007")],
    "durations": [dt.timedelta(days=1), np.timedelta64(3, "D")],
    "days": [DAY, None],
    "times of day": [dt.time(10, 30), None],
    "mixed zones": [MOMENT, pd.Timestamp("2007-05-12T10:00+01:00")],
    "zoned and not": [MOMENT, pd.Timestamp("2007-05-12")],
    "days and moments": [DAY, pd.Timestamp("2007-05-12T10:00")],
    "NumPy's times": [np.datetime64("2007-05-12"), np.datetime64("NaT")],
    "texts with NA": ["a", pd.NA],
    "nothing": [None, pd.NaT],
    "geometries": [shapely.Point(1, 2), shapely.Point()],
    "half a surrogate": ["\ud800", "a"],
    "formulas": ["\xa0=1", "a\0b"],
    "functions": [len, None],
    "hostile": [Hostile(), object()],
    "loops": [LOOP, None],
    "nested infinity": [[float("inf")], None],
    "nested nothing": [[float("nan")], {"a": pd.NaT}],
    "nested dates": [{"when": DAY, "n": decimal.Decimal("1.5")}, [uuid.UUID(int=1)]],
    "columns": [pd.Series([1, 2]), pd.Index([1])],
    "NumPy's texts": [np.str_("a"), np.bool_(True)],  # noqa: FBT003
}
COLUMNS: dict[str, Any] = {
    **{name: pd.Series(values, dtype=object) for name, values in OBJECTS.items()},
    "an interval type": pd.IntervalIndex.from_breaks([0, 1, 2]),
    "categories of intervals": pd.cut([1, 3], 2),
    "categories of days": pd.Categorical([DAY, None]),
    "categories of several types": pd.Categorical([1, "1"]),
    "no categories": pd.Categorical([None, None]),
    "periods of a type": pd.PeriodIndex(["2007-05", "NaT"], freq="M"),
    "durations of a type": pd.to_timedelta(["1D", None]),
    "nullable numbers": pd.array([1, None], dtype="Int64"),
    "nullable truth": pd.array([True, None], dtype="boolean"),
    "texts of a type": pd.array(["a", pd.NA], dtype="string"),
    "half": np.array([0.1, np.inf], dtype="float16"),
    "single": np.array([0.1, np.nan], dtype="float32"),
    "unsigned": np.array([1, 2**64 - 1], dtype="uint64"),
    "infinite": [np.inf, 1.5],
    "sparse": pd.arrays.SparseArray([0, 1]),
    "zoned": pd.DatetimeIndex(["2007-05-12T10:30", None]).tz_localize("Asia/Karachi"),
    "before our era": np.array(["-0043-03-15", "12000-01-01"], dtype="datetime64[s]"),
    "Arrow days": arrow([DAY, None], pa.date32()),
    "Arrow moments": arrow([MOMENT, None], pa.timestamp("us", "Asia/Karachi")),
    "Arrow times": arrow([dt.time(1, 2), None], pa.time64("us")),
    "Arrow durations": arrow([dt.timedelta(1), None], pa.duration("s")),
    "Arrow decimals": arrow([decimal.Decimal("1.50"), None], pa.decimal128(5, 2)),
    "Arrow lists": arrow([[1], None], pa.list_(pa.int64())),
    "Arrow structs": arrow([{"a": 1}, None], pa.struct([("a", pa.int64())])),
    "Arrow dictionaries": arrow(["a", None], pa.dictionary(pa.int8(), pa.string())),
    "Arrow texts": arrow(["a", None], pa.large_string()),
    "Arrow bytes": arrow([b"a", None], pa.binary()),
    "Arrow nulls": arrow([None, None], pa.null()),
    "a further geometry": gpd.GeoSeries([shapely.Point(1, 2), None], crs=3857),
}
NAMES: dict[str, list[Any]] = {
    "numbers": [1, 2],
    "tuples": [("a", "x"), ("a", "y")],
    "nothing": [None, "b"],
    "the same twice": ["a", "a"],
    "the same as text": [1, "1"],
    "in capitals": ["a", "A"],
    "of the formats": ["fid", "geom"],
    "surrogates": ["\ud800", "b"],
}


def table(column: object) -> gpd.GeoDataFrame:
    data = {"odd": pd.Series(column), "n": [1, 2]}
    return gpd.GeoDataFrame(data, geometry=gpd.points_from_xy([0, 1], [0, 1]), crs=4326)


def drawn(page: geo.maps.ExploreMap) -> bytes:
    return b"".join(page._layer.pieces("events"))


def odd_story(frame: gpd.GeoDataFrame, name: str) -> pd.DataFrame:
    """Return a story's frame with the odd column beside its own."""
    own = getattr(STORY, name)
    cells = frame.iloc[:, 0].astype(object).tolist()
    column = [cells[row % len(cells)] for row in range(len(own))]
    return own.assign(odd=pd.Series(column, own.index, dtype=object))


def geocoded(frame: gpd.GeoDataFrame) -> object:
    return geo.geocode(frame.iloc[:, 0])


LINKS = {"from": 0, "to": 1}
ENDS = table([1, 2])
CALLS: dict[str, Callable[[gpd.GeoDataFrame, Path], object]] = {
    "geo.maps.explore.explore": lambda frame, _: [
        drawn(geo.explore(frame, time="")),
        drawn(geo.explore(frame, time="", column=frame.columns[0])),
        drawn(geo.explore(frame, time="", text=[frame.columns[0]])),
        drawn(geo.explore(ENDS, links=pd.DataFrame(frame.iloc[:1, :1]).assign(**LINKS))),
    ],
    "geo.maps.points.layer.ManyEvents": lambda frame, _: b"".join(
        geo.maps.ManyEvents(frame, time="").pieces("events")
    ),
    "geo.formats.tables.write_csv": lambda frame, folder: geo.formats.write_csv(
        frame, folder / "a.csv"
    ),
    "geo.formats.geojson.write_geojson": lambda frame, folder: geo.formats.write_geojson(
        frame, folder / "a.geojson", sources=frame.iloc[:, :1]
    ),
    "geo.formats.geopackage.write_geopackage": lambda frame, folder: geo.formats.write_geopackage(
        {"odd": frame}, folder / "a.gpkg"
    ),
    "geo.formats.geoparquet.write_geoparquet": lambda frame, folder: geo.formats.write_geoparquet(
        frame, folder / "a.parquet"
    ),
    "geo.formats.tables.with_evidence": lambda frame, _: geo.formats.with_evidence(
        frame, claims=STORY.claims, as_text=True
    ),
    "geo.formats.tables.evidence_of": lambda frame, _: geo.formats.evidence_of(
        odd_story(frame, "claims")
    ),
    "geo.display.readable": lambda frame, _: [
        geo.readable(frame)._repr_html_(),
        repr(geo.readable(frame)),
    ],
    "geo.geocoding.geocode.geocode": lambda frame, _: geocoded(frame),
    "geo.maps.layers.EventLayer": lambda frame, _: geo.maps.EventLayer(
        odd_story(frame, "events"), claims=odd_story(frame, "claims")
    ),
    "geo.maps.layers.LinkLayer": lambda frame, _: geo.maps.LinkLayer(
        odd_story(frame, "links"), claims=odd_story(frame, "claims")
    ),
    "geo.maps.layers.PlaceLayer": lambda frame, _: geo.maps.PlaceLayer(
        odd_story(frame, "places"), claims=odd_story(frame, "claims")
    ),
    "geo.maps.summary.summarise": lambda frame, _: geo.maps.summarise(frame, by="country"),
}

OF_A_STORY = {
    "geo.maps.controls.Legend",
    "geo.maps.controls.Panel",
    "geo.maps.controls.Share",
    "geo.maps.controls.Steps",
    "geo.maps.controls.Views",
    "geo.geocoding.pin_file.changes",
    "geo.geocoding.pin_file.write_pins",
    "geo.geocoding.pins.answer_pins",
    "geo.geocoding.pins.pin_geometry",
    "geo.story.story.Story",
    "geo.story.read.Tables",
}
"""They take the tables that `geo.read_story` checks cell by cell, and read no other column."""


OF_TEXTS = {"geo.geoparsing.geoparse.geoparse"}
"""They read one column, which is text alone."""
OF_ANY_TABLE = {"geo.maps.summary.summarise"}
"""It finds the columns itself, as tests/maps/test_summary.py tries."""


def public(module: ModuleType, seen: set[str]) -> Iterator[Any]:
    """Return every public function and class of a module and of the public modules in it."""
    for name in module.__all__:
        thing = getattr(module, name)
        if not inspect.ismodule(thing):
            yield thing
        elif thing.__name__ not in seen:
            seen.add(thing.__name__)
            yield from public(thing, seen)


def takes_a_frame(thing: object) -> bool:
    if not callable(thing) or (inspect.isclass(thing) and issubclass(thing, Exception)):
        return False
    annotations = [str(one.annotation) for one in inspect.signature(thing).parameters.values()]
    return any("Frame" in one or "Series" in one for one in annotations)


def test_every_public_function_that_takes_a_frame_is_tried() -> None:
    found = {
        f"{one.__module__}.{one.__qualname__}" for one in public(geo, set()) if takes_a_frame(one)
    }
    assert found == {*CALLS, *OF_A_STORY, *OF_TEXTS, *OF_ANY_TABLE}


def tried(call: str, frame: gpd.GeoDataFrame, folder: Path, *, named: str) -> None:
    """Call a function: it does what it should, or refuses the table by the name of the column."""
    told = named
    try:
        CALLS[call](frame, folder)
    except geo.GeocodeError:
        assert call == "geo.geocoding.geocode.geocode"
    except geo.GeoError as error:
        told = str(error)
    assert named in told


@pytest.mark.parametrize("call", CALLS)
def test_any_cell_is_kept_or_refused_by_its_column(call: str, tmp_path: Path) -> None:
    for column in COLUMNS.values():
        tried(call, table(column), tmp_path, named="odd")


@pytest.mark.parametrize("call", CALLS)
def test_any_name_of_a_column_is_kept_or_refused(call: str, tmp_path: Path) -> None:
    for labels in NAMES.values():
        frame = table([1, 2])
        frame.columns = pd.Index([*labels, "geometry"], dtype=object, tupleize_cols=False)
        tried(call, frame, tmp_path, named="column")


@pytest.mark.parametrize("call", CALLS)
def test_any_index_is_kept_or_refused(call: str, tmp_path: Path) -> None:
    for index in (["a", "a"], [0, 0], [5, 7], pd.MultiIndex.from_tuples([("a", 1), ("a", 1)])):
        tried(call, table([1, 2]).set_axis(index), tmp_path, named="id")
    for column in ("uuids", "mixed zones", "an interval type", "Arrow days", "lists", "hostile"):
        values = pd.Series(COLUMNS[column])
        tried(call, table([1, 2]).set_axis(pd.Index(values, name="key")), tmp_path, named="")


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("lists", [["a"], [1, 2]]),
        ("sets", [["a", "b"], [1, "a"]]),
        ("arrays", [[1, 2], [[1], [3]]]),
        ("decimals", [decimal.Decimal("1.50"), None]),
        ("fractions", ["1/3", None]),
        ("bytes", ["ff00", "61"]),
        ("enumerations", ["flood", None]),
        ("periods", ["2007-05", "2007"]),
        ("durations", ["P1DT0H0M0S", "P3DT0H0M0S"]),
        ("days", ["2007-05-12", None]),
        ("mixed zones", ["2007-05-12T10:30:00Z", "2007-05-12T10:00:00+01:00"]),
        ("geometries", ["POINT (1 2)", "POINT EMPTY"]),
        ("nested nothing", [[None], {"a": None}]),
        ("nested dates", [{"when": "2007-05-12", "n": "1.5"}, [str(uuid.UUID(int=1))]]),
        ("categories of intervals", ["(0.998, 2.0]", "(2.0, 3.0]"]),
        ("single", [0.1, None]),
        ("zoned", ["2007-05-12T05:30:00Z", None]),
        ("before our era", ["-000043-03-15", "+012000-01-01"]),
        ("Arrow days", ["2007-05-12", None]),
        ("Arrow decimals", [decimal.Decimal("1.50"), None]),
        ("Arrow structs", [{"a": 1}, None]),
        ("Arrow dictionaries", ["a", None]),
    ],
)
def test_cells_are_what_they_were(name: str, cells: list[Any]) -> None:
    plain = plain_table(table(COLUMNS[name]), what="events", error=ExportError)
    assert cells_of(plain["odd"]) == cells


def test_whole_days_of_a_zone_stay_days() -> None:
    days = pd.DatetimeIndex(["2007-05-12", None]).tz_localize("Asia/Karachi")
    assert cells_of(pd.Series(days)) == ["2007-05-12", None]


def test_all_cells_that_cannot_be_kept_are_named_at_once() -> None:
    frame = pd.DataFrame({"a": [object(), 1], "b": [1, len]}, index=["x", "y"], dtype=object)
    with pytest.raises(ExportError) as told:
        plain_table(frame, what="events", error=ExportError)
    starts = [line.split(": ")[0] for line in str(told.value).splitlines()]
    assert starts == ["events, row 'x', column 'a'", "events, row 'y', column 'b'"]


def test_the_table_given_is_not_changed() -> None:
    frame = table(COLUMNS["lists"])
    before = frame.copy(deep=True)
    plain_table(frame, what="events", error=ExportError)
    assert frame.equals(before)


def test_a_set_is_written_in_one_order() -> None:
    assert plain_cell({"b", "a", 2, 1}) == [1, 2, "a", "b"]


def test_a_default_index_is_no_data_and_a_column_of_ids_stays(tmp_path: Path) -> None:
    frame = table([1, 2]).rename(columns={"odd": "id"}).assign(id=["e1", "e2"])
    for kept in (frame, frame[frame["n"] > 1], pd.concat([frame, frame])):
        csv = geo.formats.write_csv(kept.drop(columns="geometry"), tmp_path / "a.csv")
        assert csv.read_text(encoding="utf-8").startswith('"id","n"\n"e')
        gpkg = geo.formats.write_geopackage({"events": kept}, tmp_path / "a.gpkg")
        assert gpd.read_file(gpkg)["id"].tolist() == kept["id"].tolist()
        feature = json.loads(
            geo.formats.write_geojson(kept, tmp_path / "a.geojson").read_text(encoding="utf-8")
        )["features"][0]
        assert "id" not in feature
        assert feature["properties"]["id"] == kept["id"].iloc[0]


def test_times_are_times_in_a_geopackage_where_it_has_them(tmp_path: Path) -> None:
    frame = table([1, 2]).assign(
        day=pd.to_datetime(["2007-05-12", None]),
        moment=pd.to_datetime(["2007-05-12T10:30", None]),
        zoned=COLUMNS["zoned"],
        local_days=pd.DatetimeIndex(["2007-05-12", None]).tz_localize("Asia/Karachi"),
        arrow_day=COLUMNS["Arrow days"],
        ancient=COLUMNS["before our era"],
        edtf=["2007-05", "1992?"],
    )
    path = geo.formats.write_geopackage({"events": frame}, tmp_path / "a.gpkg")
    info = pyogrio.read_info(path, layer="events")
    kinds = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert {name: kinds[name] for name in kinds if name not in {"odd", "n"}} == {
        "day": "OFTDate",
        "moment": "OFTDateTime",
        "zoned": "OFTDateTime",
        "local_days": "OFTDate",
        "arrow_day": "OFTDate",
        "ancient": "OFTString",
        "edtf": "OFTString",
    }
    back = gpd.read_file(path)["zoned"][0]
    assert back.isoformat() == "2007-05-12T05:30:00+00:00"


class Thing:
    """An object that says by itself where it is."""

    __geo_interface__ = table([1, 2]).__geo_interface__


@pytest.mark.parametrize(
    "thing",
    [
        table([1, 2]).geometry,
        table([1, 2]).__geo_interface__,
        Thing(),
        shapely.Point(1, 2),
        pa.table(table([1, 2]).to_arrow()),
    ],
    ids=["GeoSeries", "GeoJSON", "object", "geometry", "GeoArrow"],
)
def test_what_says_where_it_is_is_drawn(thing: object) -> None:
    assert drawn(geo.explore(thing))


@pytest.mark.parametrize(
    ("thing", "advice"),
    [
        ("events.geojson", "events.geojson: no such file; wanted a table in .csv"),
        (Path("events.csv"), "events.csv: no such file; wanted a table in .csv"),
        ("https://example.org/a.geojson", "download the file"),
        (pd.DataFrame({"n": [1]}), "found no column of coordinates or of places"),
        ({"type": "Nothing"}, "wanted a FeatureCollection, a Feature or a geometry"),
    ],
)
def test_what_does_not_is_refused_with_what_was_wanted(thing: object, advice: str) -> None:
    with pytest.raises(geo.MapError) as told:
        geo.explore(thing)
    assert advice in str(told.value)


@pytest.mark.parametrize(
    ("thing", "advice"),
    [
        ("events.geojson", "geopandas.read_file('events.geojson')"),
        ("events.parquet", "geopandas.read_parquet('events.parquet')"),
        (Path("events.csv"), "pandas.read_csv("),
        (pd.DataFrame({"Lat": [1], "Long": [2]}), "points_from_xy(frame['Long'], frame['Lat'])"),
        (pd.DataFrame({"coord": [None, "Point(1 2)"]}), "from_wkt(frame['coord'])"),
        (pd.DataFrame({"g": [shapely.Point(1, 2).wkb]}), "from_wkb(frame['g'])"),
        (pd.DataFrame({"g": [shapely.Point(1, 2)]}), "geometry=frame['g']"),
        (pd.DataFrame({"town": ["Karachi"]}), "geo.geocode("),
        (pa.table({"lat": [1], "lon": [2]}), "points_from_xy(frame.to_pandas()['lon']"),
    ],
)
def test_a_writer_refuses_it_with_the_call_that_fits(
    thing: object, advice: str, tmp_path: Path
) -> None:
    with pytest.raises(geo.ExportError) as told:
        geo.formats.write_geojson(thing, tmp_path / "a.geojson")
    assert advice in str(told.value)


@pytest.mark.parametrize("values", [pd.Series([1, 2]), np.array([1, 2]), [1, 2], {"a": 1}])
def test_values_in_place_of_a_column_are_refused(values: object) -> None:
    for option in ("column", "time"):
        with pytest.raises(geo.MapError, match=f"{option}.*found|{option}='"):
            geo.explore(table([1, 2]), **{option: values})
