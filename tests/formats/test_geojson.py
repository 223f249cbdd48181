from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo.errors import ExportError
from geo.formats import write_geojson
from geo.formats.geojson import for_geojson

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def shapes(*geometry: BaseGeometry | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(geometry), crs="EPSG:4326")


def signed_area(ring: list[list[float]]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def test_features_carry_the_index_as_id_and_columns_as_properties(
    events: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    said = read(write_geojson(events, tmp_path / "events.geojson"))
    assert said["type"] == "FeatureCollection"
    assert [feature["id"] for feature in said["features"]] == ["rally", "kidney", "talk", "ides"]
    assert {feature["type"] for feature in said["features"]} == {"Feature"}
    assert list(said["features"][0]["properties"]) == list(events.columns.drop("geometry"))


def test_outer_rings_run_counter_clockwise_and_holes_clockwise(
    events: gpd.GeoDataFrame, places: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    kidney = read(write_geojson(events, tmp_path / "events.geojson"))["features"][1]
    assert signed_area(kidney["geometry"]["coordinates"][0]) == 1
    karachi = read(write_geojson(places, tmp_path / "places.geojson"))["features"][0]
    outer, hole = karachi["geometry"]["coordinates"]
    assert signed_area(outer) == 4
    assert signed_area(hole) == -0.25


def test_null_geometry_is_kept(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    talk = read(write_geojson(events, tmp_path / "events.geojson"))["features"][2]
    assert talk["geometry"] is None
    assert talk["properties"]["title"] == "Told without a place"


def test_coordinates_are_lon_lat_with_seven_decimals(
    events: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    rally = read(write_geojson(events, tmp_path / "events.geojson"))["features"][0]
    assert rally["geometry"]["coordinates"] == [67.1234568, 24.86]


def test_days_are_iso_dates_and_open_ones_null(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    said = read(write_geojson(events, tmp_path / "events.geojson"))
    earliest = [feature["properties"]["earliest"] for feature in said["features"]]
    assert earliest == ["2007-05-12", "1992-01-01", None, "-000043-03-15"]


def test_times_with_a_zone_are_written_in_utc(tmp_path: Path) -> None:
    at = pd.to_datetime(["2007-05-16T12:33:00"]).tz_localize("Europe/London")
    frame = shapes(Point(0, 51)).assign(at=at)
    said = read(write_geojson(frame, tmp_path / "a.geojson"))
    assert said["features"][0]["properties"]["at"] == "2007-05-16T11:33:00Z"


def test_a_missing_number_is_null(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    said = read(write_geojson(events, tmp_path / "events.geojson"))
    assert [feature["properties"]["radius_m"] for feature in said["features"]] == [
        0.0,
        2000.0,
        None,
        None,
    ]


def test_hostile_text_stands_letter_for_letter(
    events: gpd.GeoDataFrame, hostile: str, tmp_path: Path
) -> None:
    said = read(write_geojson(events, tmp_path / "events.geojson"))
    assert said["features"][1]["properties"]["title"] == hostile


def test_credits_licences_and_sources_stand_at_the_top(
    events: gpd.GeoDataFrame, sources: pd.DataFrame, tmp_path: Path
) -> None:
    said = read(write_geojson(events, tmp_path / "events.geojson", sources=sources))
    assert (
        "Contains Ordnance Survey data © Crown copyright and database right"
        in (said["attribution"])
    )
    assert said["license"] == ["CC-BY-4.0", "LicenseRef-public-domain", "MIT", "OGL-UK-3.0"]
    assert said["sources"][0]["id"] == "paper-1"
    assert said["sources"][0]["author"] == "A. Writer"


def test_the_box_is_west_south_east_north(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    said = read(write_geojson(events, tmp_path / "events.geojson"))
    assert said["bbox"] == [0.0, 24.86, 67.1234568, 52.0]


def test_the_box_runs_over_the_antimeridian_where_that_is_shorter(tmp_path: Path) -> None:
    fiji = shapes(Polygon([(177, -20), (182, -20), (182, -16), (177, -16)]))
    assert read(write_geojson(fiji, tmp_path / "fiji.geojson"))["bbox"] == [177, -20, -178, -16]


def test_the_box_of_the_whole_world_is_the_world(tmp_path: Path) -> None:
    world = shapes(box(-180, -90, 180, 90))
    assert read(write_geojson(world, tmp_path / "world.geojson"))["bbox"] == [-180, -90, 180, 90]


def test_a_frame_without_any_geometry_has_no_box(tmp_path: Path) -> None:
    said = read(write_geojson(shapes(None, None), tmp_path / "a.geojson"))
    assert "bbox" not in said
    assert [feature["geometry"] for feature in said["features"]] == [None, None]


def test_an_empty_frame_is_a_collection_of_nothing(
    events: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    said = read(write_geojson(events.iloc[:0], tmp_path / "events.geojson"))
    assert said["features"] == []


def test_a_line_over_the_antimeridian_is_cut_where_it_crosses() -> None:
    cut = for_geojson(shapes(LineString([(170, 10), (190, 20)])).geometry).iloc[0]
    assert cut.wkt == "MULTILINESTRING ((170 10, 180 15), (-180 15, -170 20))"


@pytest.mark.parametrize(
    "wide",
    [
        LineString([(170, 10), (-170, 20)]),
        box(-100, -10, 100, 30),
        box(-180, 60, 180, 85),
        MultiPolygon([box(-170, 0, 170, 1), box(0, 10, 1, 11)]),
    ],
)
def test_an_edge_longer_than_half_a_turn_is_straight_in_degrees(wide: BaseGeometry) -> None:
    assert for_geojson(shapes(wide).geometry).iloc[0].equals(wide)


def test_an_area_that_goes_round_the_world_twice_over_is_cut_at_each_turn() -> None:
    cut = for_geojson(shapes(box(-200, 0, 200, 1)).geometry).iloc[0]
    wanted = [box(160, 0, 180, 1), box(-180, 0, 180, 1), box(-180, 0, -160, 1)]
    assert [part.bounds for part in cut.geoms] == [part.bounds for part in wanted]


def test_heights_are_kept_where_a_line_is_cut() -> None:
    line = shapely.from_wkt("LINESTRING Z (170 0 0, 190 0 10)")
    cut = for_geojson(shapes(line).geometry).iloc[0]
    assert cut.wkt == "MULTILINESTRING Z ((170 0 0, 180 0 5), (-180 0 5, -170 0 10))"


@pytest.mark.parametrize(
    ("wkt", "coordinates"),
    [
        ("LINESTRING ZM (0 0 1 1, 10 10 2 2)", [[0, 0, 1], [10, 10, 2]]),
        ("LINESTRING M (0 0 1, 10 10 2)", [[0, 0], [10, 10]]),
        ("POINT ZM (1 2 3 4)", [1, 2, 3]),
        ("POINT M (1 2 4)", [1, 2]),
        ("POINT Z (1 2 NaN)", [1, 2]),
        ("POINT ZM (1 2 NaN 5)", [1, 2]),
        ("LINESTRING Z (0 0 NaN, 1 1 7)", [[0, 0], [1, 1, 7]]),
        ("MULTIPOINT Z (0 0 NaN, 1 1 7)", [[0, 0], [1, 1, 7]]),
    ],
)
def test_measures_and_heights_that_are_no_numbers_are_left_out(
    tmp_path: Path, wkt: str, coordinates: list[Any]
) -> None:
    said = read(write_geojson(shapes(shapely.from_wkt(wkt)), tmp_path / "a.geojson"))
    assert said["features"][0]["geometry"]["coordinates"] == coordinates


def test_a_collection_loses_its_measures(tmp_path: Path) -> None:
    wkt = "GEOMETRYCOLLECTION ZM (POINT ZM (1 2 3 4), LINESTRING ZM (0 0 NaN 1, 1 1 2 2))"
    said = read(write_geojson(shapes(shapely.from_wkt(wkt)), tmp_path / "a.geojson"))
    parts = said["features"][0]["geometry"]["geometries"]
    assert [part["coordinates"] for part in parts] == [[1, 2, 3], [[0, 0], [1, 1, 2]]]


def test_a_point_without_coordinates_is_null(tmp_path: Path) -> None:
    frame = shapes(Point(float("nan"), float("nan")), Point(1, 2))
    said = read(write_geojson(frame, tmp_path / "a.geojson"))
    assert [feature["geometry"] is None for feature in said["features"]] == [True, False]


def test_coordinates_that_are_no_numbers_are_refused_by_row(tmp_path: Path) -> None:
    bad = [Point(1, float("nan")), Point(float("inf"), 0), Point(1, 2)]
    with pytest.raises(ExportError) as told:
        write_geojson(shapes(*bad), tmp_path / "a.geojson")
    assert [line[:13] for line in str(told.value).splitlines()] == [
        "frame, row 0,",
        "frame, row 1,",
    ]


def test_a_polygon_beyond_180_becomes_two(tmp_path: Path) -> None:
    fiji = shapes(Polygon([(177, -20), (182, -20), (182, -16), (177, -16)]))
    said = read(write_geojson(fiji, tmp_path / "fiji.geojson"))["features"][0]["geometry"]
    assert said["type"] == "MultiPolygon"
    wanted = MultiPolygon([box(177, -20, 180, -16), box(-180, -20, -178, -16)])
    assert shapely.geometry.shape(said).equals(wanted)
    assert all(signed_area(polygon[0]) > 0 for polygon in said["coordinates"])


def test_points_and_collections_beyond_180_come_back_inside() -> None:
    collection = shapely.GeometryCollection([Point(190, 3), LineString([(170, 0), (190, 0)])])
    cut = for_geojson(shapes(Point(-190, 3), collection).geometry)
    assert cut.iloc[0].wkt == "POINT (170 3)"
    assert cut.iloc[1].geoms[0].wkt == "POINT (-170 3)"
    assert cut.iloc[1].geoms[1].geom_type == "MultiLineString"


def test_geometry_that_ends_at_180_is_left_alone() -> None:
    left = shapes(box(170, 0, 180, 10), LineString([(170, 1), (180, 1)])).geometry
    assert for_geojson(left).geom_equals(left).all()


@given(
    st.lists(
        st.tuples(st.floats(-539, 539), st.floats(-89, 89)), min_size=2, max_size=8, unique=True
    )
)
def test_whatever_the_line_every_longitude_ends_within_180(
    points: list[tuple[float, float]],
) -> None:
    cut = for_geojson(shapes(LineString(points)).geometry)
    assert np.abs(shapely.get_coordinates(cut.array)[:, 0]).max() <= 180


def test_gdal_reads_the_same_rows(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = write_geojson(events.drop(index="ides"), tmp_path / "events.geojson")
    back = gpd.read_file(path)
    assert back["id"].tolist() == ["rally", "kidney", "talk"]
    assert back.crs == "EPSG:4326"
    assert back["earliest"].dt.date.astype(str).tolist()[:2] == ["2007-05-12", "1992-01-01"]
    assert back.geometry.isna().tolist() == [False, False, True]
    assert back["contested"].tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda frame: frame.set_crs(3857, allow_override=True), "wanted EPSG:4326, got EPSG:3857"),
        (lambda frame: frame.set_crs(None, allow_override=True), "wanted EPSG:4326, got none"),
        (pd.DataFrame, "wanted a GeoDataFrame"),
        (lambda frame: pd.concat([frame, frame]), "'ides' more than once"),
        (
            lambda frame: frame.assign(length=np.inf),
            "row 'talk', column 'length': found inf (float), wanted a finite number",
        ),
        (lambda frame: frame.assign(thing=object()), "row 'kidney', column 'thing': found <object"),
        (
            lambda frame: frame.assign(title=pd.Series("\ud800", frame.index, object)),
            "lone surrogate",
        ),
        (lambda frame: frame.set_geometry([Point(24, 167)] * 4, crs=4326), "axes swapped?"),
    ],
)
def test_what_geojson_cannot_hold_is_refused_and_no_file_appears(
    events: gpd.GeoDataFrame,
    tmp_path: Path,
    change: Callable[[gpd.GeoDataFrame], pd.DataFrame],
    told: str,
) -> None:
    with pytest.raises(ExportError, match=re.escape(told)):
        write_geojson(change(events), tmp_path / "events.geojson")
    assert list(tmp_path.iterdir()) == []
