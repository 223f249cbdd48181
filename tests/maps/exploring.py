"""Tables of events that are small enough to be worked out by hand, and pages that show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

if TYPE_CHECKING:
    from maps.opening import Opened

LAYER = "window[Object.keys(window).find((name) => /^many_events_/.test(name))]"
MAP = "window[Object.keys(window).find((name) => /^explore_map_/.test(name))]"


def seven_events() -> gpd.GeoDataFrame:
    """Return seven events: three floods, two fires, one strike, one without a kind."""
    rows = [
        ("Flood of the delta", "flood", "2007-05-12", 67.0, 24.9, 40),
        ("Flood upriver", "flood", "2007-05", 68.4, 25.4, 12),
        ("Flood of old", "flood", "-0043", 12.5, 41.9, None),
        ("Fire in the market", "fire", "2007-06-01", -0.28, 51.6, 3),
        ("Fire at the port", "fire", "1992/..", 31.2, 30.0, 7),
        ("Strike", "strike", "", 139.7, 35.7, 0),
        ("Nobody says what", None, "2001", -58.4, -34.6, 1),
    ]
    columns = dict(
        zip(("title", "kind", "date", "lon", "lat", "deaths"), zip(*rows, strict=True), strict=True)
    )
    points = gpd.points_from_xy(columns.pop("lon"), columns.pop("lat"))
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")


def report_of(found: Opened) -> dict[str, Any]:
    """Return the page's own count once all its events have been read."""
    found.page.wait_for_function(
        f"() => {{ const layer = {LAYER}; return layer && layer.drawn.whole > 0 }}"
    )
    told: dict[str, Any] = found.page.evaluate(f"() => geoMany.report({LAYER})")
    return told


def open_event(found: Opened, lon: float, lat: float, *, zoom: float = 8) -> str:
    """Click on a place and return the text of what opens."""
    page = found.page
    page.evaluate(f"() => {MAP}.closePopup()")
    page.locator(".leaflet-popup-content").wait_for(state="detached")
    page.evaluate(
        f"([lat, lon, zoom]) => {MAP}.setView([lat, lon], zoom, {{animate: false}})",
        [lat, lon, zoom],
    )
    page.wait_for_timeout(120)
    box = page.locator(".folium-map").bounding_box()
    assert box
    x, y = page.evaluate(
        f"([lat, lon]) => {{ const at = {MAP}.latLngToContainerPoint([lat, lon]); "
        "return [at.x, at.y] }",
        [lat, lon],
    )
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.locator(".leaflet-popup-content").wait_for()
    text = page.locator(".leaflet-popup-content").inner_text()
    return text.replace("\n\nLink to this event", "")


def shapes() -> gpd.GeoDataFrame:
    """Return an area with a hole, a line, two points as one, a point, and three without a place."""
    area = shapely.box(0, 0, 20, 20) - shapely.box(8, 8, 12, 12)
    geometries = [
        area,
        shapely.LineString([(170, -10), (190, -10)]),
        shapely.MultiPoint([(-60, 40), (-50, 40)]),
        shapely.Point(-90, 0),
        None,
        shapely.Point(),
        shapely.Point(float("nan"), 3),
    ]
    names = ["area", "line", "two points", "point", "missing", "empty", "no number"]
    return gpd.GeoDataFrame({"name": names}, geometry=geometries, crs="EPSG:4326")
