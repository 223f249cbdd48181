"""While the map moves its last picture moves along; at rest it is drawn anew."""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from maps.exploring import LAYER, MAP, report_of, seven_events

from geo.maps.explore import explore
from geo.maps.points.shapes import ZOOMS, pack_shapes

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open


def inflated(column: bytes, dtype: str) -> np.ndarray:
    return np.frombuffer(zlib.decompress(base64.b64decode(column), -15), dtype)


def coasts(number: int) -> gpd.GeoSeries:
    """Return wide areas with jagged edges of 1,500 vertices each."""
    random = np.random.default_rng(7)
    angle = np.linspace(0, 2 * np.pi, 1_500, endpoint=False)
    radius = 8 + np.cumsum(random.normal(0, 0.02, (number, 1_500)), axis=1)
    ring = radius[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    middle = np.column_stack([np.linspace(-150, 150, number), np.zeros(number)])
    return gpd.GeoSeries(shapely.polygons(middle[:, None] + ring), crs="EPSG:4326")


def test_what_a_zoom_leaves_out_is_less_than_half_a_pixel_off() -> None:
    areas = shapely.orient_polygons(shapely.make_valid(coasts(16).to_numpy()))
    areas = areas[shapely.get_type_id(areas) == shapely.GeometryType.POLYGON]
    shapes = pack_shapes(areas)
    detail = inflated(shapes.columns[5], "u1")
    assert len(detail) == shapes.vertices == len(shapely.get_coordinates(areas)) > 20_000
    metres = gpd.GeoSeries(areas, crs="EPSG:4326").to_crs("EPSG:3857")
    whole, owner = shapely.get_coordinates(metres.array, return_index=True)
    for level, zoom in enumerate(ZOOMS):
        metres_a_pixel = 40_075_016.686 / (256 * 2**zoom)
        drawn = detail <= level
        for number, area in enumerate(metres):
            simple = shapely.LineString(whole[drawn & (owner == number)])
            assert shapely.distance(simple, shapely.points(whole[owner == number])).max() <= (
                metres_a_pixel / 2 * 1.001
            )
            assert simple.coords[0] == simple.coords[-1]
            assert len(simple.coords) < len(area.exterior.coords) / {3: 15, 6: 1.9, 9: 1}[zoom]


def test_a_few_shapes_carry_no_detail() -> None:
    assert pack_shapes(np.array([shapely.box(0, 0, 1, 1)])).columns[5] == b""


@pytest.mark.browser
def test_a_drag_shifts_the_picture_and_draws_it_anew_at_rest(opened: Open, tmp_path: Path) -> None:
    events = seven_events()
    boxes = events.iloc[:2].set_geometry([shapely.box(10, 10, 20, 20), shapely.box(30, 0, 40, 9)])
    explore(pd.concat([events, boxes]), column="kind").save(tmp_path / "page.html")
    found = opened(tmp_path / "page.html")
    report_of(found)
    page = found.page
    page.wait_for_timeout(500)
    lonlat = f"() => {{ const c = {MAP}.getCenter(); return [c.lng, c.lat] }}"
    before, frames = page.evaluate(lonlat), report_of(found)["frames"]
    page.mouse.move(500, 400)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(500 - 10 * step, 400 - 4 * step)
    page.wait_for_timeout(60)
    assert page.evaluate(lonlat)[0] > before[0]
    assert report_of(found)["frames"] == frames
    page.mouse.up()
    page.wait_for_function(f"(frames) => {LAYER}.drawn.frames > frames", arg=frames)
    at = f"([lon, lat]) => {LAYER}.at({MAP}.latLngToContainerPoint([lat, lon])).many"
    assert [page.evaluate(at, place) for place in ([15, 15], [35, 4], [25, 15])] == [1, 1, 0]
    # Beyond its margin the picture is drawn anew before the pointer is let go.
    frames = report_of(found)["frames"]
    page.mouse.move(200, 400)
    page.mouse.down()
    for step in range(30):
        page.mouse.move(200 + 20 * step, 400)
    page.wait_for_function(f"(frames) => {LAYER}.drawn.frames > frames", arg=frames)
    page.mouse.up()


@pytest.mark.browser
def test_areas_that_overlap_are_filled_and_their_holes_are_not(
    opened: Open, tmp_path: Path
) -> None:
    hole = shapely.box(0, 0, 30, 30) - shapely.box(10, 10, 20, 20)
    areas = [hole.reverse(), shapely.box(24, 0, 54, 30)]
    frame = gpd.GeoDataFrame({"kind": ["a"] * 2}, geometry=areas, crs="EPSG:4326")
    explore(frame, column="kind").save(tmp_path / "page.html")
    found = opened(tmp_path / "page.html")
    report_of(found)
    found.page.evaluate(f"{MAP}.setView([15, 25], 4, {{animate: false}})")
    found.page.wait_for_timeout(400)
    alpha = f"""([lon, lat]) => {{
        const lines = document.querySelector('.many-lines'), box = lines.getBoundingClientRect();
        const stage = document.querySelector('.folium-map').getBoundingClientRect();
        const at = {MAP}.latLngToContainerPoint([lat, lon]), k = lines.width / box.width;
        const x = (at.x + stage.left - box.left) * k, y = (at.y + stage.top - box.top) * k;
        return lines.getContext('2d').getImageData(x, y, 1, 1).data[3] }}"""
    inside, overlap, in_hole, outside = (
        found.page.evaluate(alpha, place) for place in ([5, 5], [27, 15], [15, 15], [60, 15])
    )
    assert inside == overlap == round(0.16 * 255)
    assert in_hole == outside == 0
