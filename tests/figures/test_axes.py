from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, box

from geo.figures.axes import SPREAD, Rect, Window, arcs, middle, window_on
from geo.figures.panel import basemap

RECT = Rect(0, 0, 800, 400)
LONDON, KARACHI = (-0.28, 51.61), (67.01, 24.86)


@pytest.fixture
def window() -> Window:
    return window_on(np.array([LONDON, KARACHI]), rect=RECT, least_km=10, margin=0.1)


def land_at(lon: float, lat: float) -> bool:
    return bool(shapely.contains_xy(basemap().layers["land", ""], lon, lat).any())


def test_the_middle_of_two_places_is_half_way_on_the_great_circle() -> None:
    lon, lat, radius = middle(np.array([LONDON, KARACHI]))
    (half,) = Geod(a=6371000, b=6371000).npts(*LONDON, *KARACHI, 1)
    assert (lon, lat) == (pytest.approx(half[0], abs=0.3), pytest.approx(half[1], abs=0.3))
    assert radius == pytest.approx(56.8 / 2, abs=0.3)


def test_a_window_holds_its_points_and_keeps_the_proportions_of_its_rectangle(
    window: Window,
) -> None:
    assert all(window.holds(at, inset=30) for at in window.points(np.array([LONDON, KARACHI])))
    left, bottom, right, top = window.extent
    assert (right - left) / (top - bottom) == pytest.approx(2)


def test_areas_keep_their_size(window: Window) -> None:
    one_degree = shapely.segmentize(box(40, 39, 41, 40), 0.05)
    km2 = Geod(ellps="WGS84").geometry_area_perimeter(one_degree)[0] / 1e6
    drawn = window.shapes([one_degree])[0].area * (window.metres_per_point / 1000) ** 2
    assert drawn == pytest.approx(km2, rel=0.005)


def test_a_window_over_the_antimeridian_is_small() -> None:
    pacific = window_on(np.array([(170.0, 0.0), (-170.0, 0.0)]), rect=RECT, least_km=10, margin=0)
    assert pacific.width_km == pytest.approx(20 * 111.32, rel=0.01)
    crossing = shapely.MultiPolygon([box(175, -2, 180, 2), box(-180, -2, -175, 2)])
    assert sum(shape.area for shape in pacific.shapes([crossing])) > 0.2 * 800 * 180


def test_points_around_the_world_get_a_world_map() -> None:
    world = window_on(
        np.array([(0.0, 0.0), (120.0, 10.0), (-120.0, -10.0)]), rect=RECT, least_km=10, margin=0.05
    )
    assert "eqearth" in world.crs
    land = world.shapes(basemap().shapes("land"))
    assert sum(shape.area for shape in land) * (world.metres_per_point / 1e6) ** 2 > 80


def test_a_world_map_is_cut_where_no_points_are_and_else_opposite_greenwich() -> None:
    around = np.column_stack([np.linspace(-175, 175, 36), np.tile([-50.0, 60.0], 18)])
    assert "+lon_0=0.0000" in window_on(around, rect=RECT, least_km=10, margin=0.1).crs
    # Singapore, Sydney, Suva, San Francisco, Santiago: from 103.8 eastwards to 289.3.
    pacific = np.array(
        [(103.8, 1.4), (151.2, -33.9), (178.4, -18.1), (-122.4, 37.8), (-70.7, -33.4)]
    )
    view = window_on(pacific, rect=RECT, least_km=10, margin=0.1)
    assert "+proj=eqearth +lon_0=-163.4500" in view.crs
    assert all(view.holds(at) for at in view.points(pacific))


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-89, 89)), min_size=1, max_size=6))
def test_any_points_get_a_window_that_holds_them(points: list[tuple[float, float]]) -> None:
    lonlat = np.array(points)
    view = window_on(lonlat, rect=RECT, least_km=10, margin=0.1)
    assert all(view.holds(at) for at in view.points(lonlat))


def test_land_lies_where_land_is() -> None:
    assert land_at(-0.12, 51.8)
    assert land_at(68.5, 26)
    assert not land_at(50.5, 41.5), "the Caspian Sea is a hole"
    assert not land_at(64, 20), "the Arabian Sea is sea"
    land = gpd.GeoSeries(basemap().layers["land", ""], crs=4326).to_crs("ESRI:54034")
    assert land.area.sum() / 1e12 == pytest.approx(147.5, rel=0.02)


def test_details_replace_the_world_where_they_are_finer() -> None:
    near = box(66, 24, 68, 26)
    fine, world = basemap().shapes("land", near=near), basemap().shapes("land")
    vertices = [
        shapely.get_num_coordinates(shapely.intersection(land, near)).sum()
        for land in (fine, world)
    ]
    assert vertices[0] > 3 * vertices[1]
    area = [shapely.area(shapely.intersection(land, near)).sum() for land in (fine, world)]
    assert area[0] == pytest.approx(area[1], rel=0.05)


def test_the_line_of_control_is_no_international_border() -> None:
    kashmir = box(73.5, 33, 77, 35.2)
    control = basemap().shapes("line-of-control")
    assert shapely.length(shapely.intersection(control, kashmir)).sum() > 2
    assert not shapely.intersects(
        basemap().shapes("international"), box(74, 34.3, 76.5, 34.7)
    ).any()


def links(*lines: LineString) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        index=[f"link-{at}" for at in range(len(lines))], geometry=list(lines), crs=4326
    )


def test_links_between_the_same_places_are_fanned_out_and_keep_their_ends(window: Window) -> None:
    there, back = LineString([LONDON, KARACHI]), LineString([KARACHI, LONDON])
    fan = arcs(links(there, back, there), window=window)
    assert [arc.number for arc in fan] == [1, 2, 3]
    middles = np.array([arc.badge for arc in fan])
    assert np.hypot(*np.diff(middles, axis=0).T) == pytest.approx([SPREAD, SPREAD])
    ends = window.points(np.array([LONDON, KARACHI]))
    for arc in fan:
        assert sorted(map(tuple, arc.points[[0, -1]].round(6))) == sorted(map(tuple, ends.round(6)))


def test_an_arrow_points_from_its_start_to_its_end(window: Window) -> None:
    (arc,) = arcs(links(LineString([KARACHI, LONDON])), window=window)
    tip, *foot = arc.head(0.7, size=8)
    way = arc.points[-1] - arc.points[0]
    assert float((tip - np.mean(foot, axis=0)) @ way) == pytest.approx(8 * np.hypot(*way), rel=0.01)
    tip, *foot = arc.head(0.3, size=8, back=True)
    assert float((tip - np.mean(foot, axis=0)) @ way) < 0


def test_a_link_without_a_geometry_has_no_arc(window: Window) -> None:
    assert arcs(links(None, LineString()), window=window) == []
