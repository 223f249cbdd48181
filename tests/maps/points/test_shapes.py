from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from maps.exploring import LAYER, MAP, report_of

from geo.maps import ManyEvents
from geo.maps.explore import explore
from geo.maps.points.shapes import link_records, pack_shapes, read_places

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open

WORLD = shapely.box(-180, -80, 180, 80)
NORTH = [(lon, 70) for lon in range(-180, 180, 10)]


def frame(*shapes: shapely.Geometry | None, crs: object = 4326) -> gpd.GeoDataFrame:
    names = [f"shape {number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"name": names}, geometry=list(shapes), crs=crs)


def box(layer: ManyEvents) -> tuple[float, float, float, float]:
    (south, west), (north, east) = layer.bounds()
    return west, south, east, north


@pytest.mark.browser
@pytest.mark.parametrize(
    ("shape", "inside", "outside"),
    [
        (shapely.box(-100, -10, 100, 30), [(0, 10), (-95, 0), (95, 0)], [(150, 10), (-150, 10)]),
        (WORLD, [(20, 10), (-170, 60), (170, -60)], [(0, 83)]),
        (shapely.box(-180, 60, 180, 85), [(60, 70), (-120, 65)], [(60, 40)]),
        (shapely.box(-180, -90, 180, -60), [(0, -75)], [(0, -50)]),
        (WORLD - shapely.box(-100, -10, 100, 30), [(150, 10), (0, 50)], [(0, 10)]),
        (shapely.box(170, -20, 190, -10), [(175, -15), (185, -15)], [(160, -15), (0, -15)]),
        (
            shapely.MultiPolygon([shapely.box(170, 0, 180, 9), shapely.box(-180, 0, -170, 9)]),
            [(175, 4), (-175, 4)],
            [(0, 4)],
        ),
        (
            shapely.GeometryCollection([shapely.box(-130, 0, 130, 9), shapely.Point(0, 40)]),
            [(0, 4), (0, 40)],
            [(170, 4)],
        ),
        # From 170° west eastwards over Greenwich, straight in degrees: at 0° it is at 25°.
        (shapely.LineString([(-170, 0), (170, 50)]), [(0, 25), (85, 37.5)], [(180, 25), (0, 31)]),
        (shapely.Polygon([(-170, 0), (170, 0), (0, 80)]), [(0, 60), (60, 45)], [(85, 55)]),
    ],
)
def test_an_edge_is_straight_in_degrees_however_long(
    opened: Open,
    tmp_path: Path,
    shape: shapely.Geometry,
    inside: list[tuple[float, float]],
    outside: list[tuple[float, float]],
) -> None:
    explore(frame(shape)).save(tmp_path / "wide.html")
    found = opened(tmp_path / "wide.html", width=1280)
    assert report_of(found)["inView"] == 1
    at = f"([lon, lat]) => {LAYER}.at({MAP}.latLngToContainerPoint([lat, lon])).many"

    def hits(lon: float, lat: float) -> int:
        found.page.evaluate(
            f"([lon, lat]) => {MAP}.setView([lat, lon], 4, {{animate: false}})", [lon, lat]
        )
        many: int = found.page.evaluate(at, [lon, lat])
        return many

    assert [hits(*place) for place in inside] == [1] * len(inside)
    assert [hits(*place) for place in outside] == [0] * len(outside)


def test_longitudes_beyond_180_keep_their_turn_in_another_geographic_crs() -> None:
    for crs in ("EPSG:4326", "EPSG:4269", "EPSG:4258"):
        shape = read_places(frame(shapely.box(170, -20, 190, -10), crs=crs), what="events").shapes
        assert shapely.bounds(shape).round(3).tolist() == [[170, -20, 190, -10]]


def test_shapes_of_a_projection_cross_the_antimeridian_the_way_they_do_there() -> None:
    pacific = gpd.GeoSeries([shapely.box(100, -10, 200, 30)], crs=4326)  # in Mercator about 150°
    metres = shapely.box(*pacific.to_crs("+proj=merc +lon_0=150").total_bounds)
    (shape,) = read_places(frame(metres, crs="+proj=merc +lon_0=150"), what="events").shapes
    assert shapely.contains_xy(shape, [150, 179, -179, -165], [0, 0, 0, 0]).all()
    assert not shapely.contains_xy(shape, [0, 90, -150], [0, 0, 0]).any()


def test_a_world_in_web_mercator_is_the_world() -> None:
    metres = frame(WORLD).to_crs(3857)
    (shape,) = read_places(metres, what="events").shapes
    assert shapely.contains_xy(shape, [0, 179, -179, 90], [0, 70, -70, 0]).all()


def test_a_ring_round_the_pole_holds_the_pole() -> None:
    ring = gpd.GeoSeries([shapely.LinearRing(NORTH)], crs=4326).to_crs(3413)
    (shape,) = read_places(frame(shapely.Polygon(ring[0]), crs=3413), what="events").shapes
    assert shapely.contains_xy(shape, [0, 90, -90, 170], [89, 80, 75, 71]).all()
    assert not shapely.contains_xy(shape, [0, 90], [60, 68]).any()


def test_a_point_a_line_and_nothing_pass_through_a_projection() -> None:
    shapes = [
        shapely.Point(175, 0),
        shapely.LineString([(170, 0), (179, 5)]),
        None,
        shapely.Point(),
    ]
    places = read_places(frame(*shapes).to_crs(3832), what="events")
    assert places.rows.tolist() == [0, 1]
    assert places.without == 2
    assert shapely.bounds(places.shapes).round(6).tolist() == [[170, 0, 179, 5]]


@pytest.mark.parametrize(
    ("shapes", "bounds"),
    [
        ([shapely.box(-100, -10, 100, 30)], (-100, -10, 100, 30)),
        ([shapely.box(170, -20, 190, -10)], (170, -20, 190, -10)),
        # Fiji and Samoa, cut at the antimeridian: a map of the Pacific, not of the world.
        (
            [
                shapely.MultiPolygon(
                    [shapely.box(177, -19, 180, -16), shapely.box(-180, -19, -178, -16)]
                )
            ],
            (177, -19, 182, -16),
        ),
        ([WORLD, shapely.Point(0, 0)], (-180, -80, 180, 80)),
    ],
)
def test_a_map_opens_on_the_whole_of_its_shapes(
    shapes: list[shapely.Geometry], bounds: tuple[float, ...]
) -> None:
    assert box(ManyEvents(frame(*shapes))) == bounds


@given(
    st.lists(
        st.tuples(st.floats(-360, 360), st.floats(-89, 89), st.floats(0.1, 179), st.floats(0, 1)),
        min_size=1,
        max_size=6,
    )
)
def test_no_shape_is_left_out_of_the_opening_view(
    boxes: list[tuple[float, float, float, float]],
) -> None:
    shapes = [shapely.box(x, y, x + wide, y + high) for x, y, wide, high in boxes if high > 0]
    if shapes:
        west, _, east, _ = box(ManyEvents(frame(*shapes)))
        for shape in shapes:
            left, _, right, _ = shape.bounds
            turns = [360 * turn for turn in range(-2, 3)]
            assert any(west <= left + turn and right + turn <= east for turn in turns)


def test_vertices_off_the_globe_are_refused() -> None:
    with pytest.raises(Exception, match="axes swapped"):
        read_places(frame(shapely.box(24, 100, 25, 120)), what="events")


def test_a_line_among_the_links_is_straight_and_its_two_ends_are_a_great_circle() -> None:
    events = frame(shapely.Point(0, 0))
    wide = shapely.LineString([(-170, 0), (0, 10), (170, 0)])
    short = shapely.LineString([(170, 0), (-170, 0)])
    records = link_records(frame(wide, short), events=events)
    assert np.cumsum(records[0]["path"][::2]).tolist() == [-170_000_000, 0, 170_000_000]
    assert sum(records[1]["path"][::2]) == 190_000_000
    assert records[1]["km"] == 2226.4  # 20 degrees of the equator


def test_a_link_leads_somewhere_only_where_its_table_says_from_and_to() -> None:
    events = frame(shapely.Point(0, 0), shapely.Point(1, 0))
    (told,) = link_records(pd.DataFrame({"from": [0], "to": [1]}), events=events)
    (line,) = link_records(frame(shapely.LineString([(0, 0), (1, 0)])), events=events)
    assert told["directed"]
    assert "directed" not in line


def test_areas_beside_each_other_are_told_from_those_that_overlap() -> None:
    beside = np.array([shapely.box(x, 0, x + 1, 1) for x in range(100)])
    overlapping = np.array([shapely.box(x / 4, 0, x / 4 + 1, 1) for x in range(100)])
    assert pack_shapes(beside).apart
    assert pack_shapes(np.r_[beside, shapely.box(0, 0, 1, 1)]).apart  # one of a hundred
    assert not pack_shapes(overlapping).apart
    assert not pack_shapes(np.array([shapely.box(0, 0, 30, 30), shapely.box(24, 0, 54, 30)])).apart
    assert not pack_shapes(beside[:1]).apart
    assert not pack_shapes(np.array([shapely.LineString([(0, 0), (1, 0)])])).apart


def test_a_link_of_less_than_a_hundred_km_is_its_two_ends() -> None:
    events = frame(shapely.Point(0, 0))
    (record,) = link_records(frame(shapely.LineString([(0, 0), (0.5, 0)])), events=events)
    assert record["path"] == [0, 0, 500_000, 0]
    assert record["km"] == 55.7  # half a degree of the equator: 111.32 / 2
