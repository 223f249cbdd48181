"""No quantity of the drawing is told as one of the data, at any zoom and width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely
from maps.exploring import LAYER, MAP, report_of

from geo.maps import ManyEvents
from geo.maps.explore import explore
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open

pytestmark = pytest.mark.browser

CLUSTERED = f"() => {LAYER}.found.reduce((sum, one) => sum + one.many, 0)"


def around_the_world() -> gpd.GeoDataFrame:
    """Return 360 points, one each degree, and a line and an area that are as wide as the world."""
    lon = np.arange(-180, 180)
    points = list(gpd.points_from_xy(lon, 60 * np.sin(np.radians(lon * 5))))
    wide = [shapely.LineString([(-180, -50), (180, -50)]), shapely.box(-170, -60, 170, 60)]
    names = [f"event {number}" for number in range(362)]
    years = [1900 + number % 100 for number in range(362)]
    return gpd.GeoDataFrame({"name": names, "year": years}, geometry=points + wide, crs=4326)


def test_what_is_in_view_is_counted_once_at_every_zoom(opened: Open, tmp_path: Path) -> None:
    explore(around_the_world()).save(tmp_path / "page.html")
    found = opened(tmp_path / "page.html", width=1900)
    report_of(found)
    page = found.page
    page.get_by_role("button", name="Numbers").click()
    for lon, zoom in ((0, 1), (179, 1.5), (-400, 3)):
        page.evaluate(f"{MAP}.setView([0, {lon}], {zoom}, {{animate: false}})")
        in_view = report_of(found)["inView"]
        assert in_view == 362 if zoom < 2 else 2 < in_view < 362
        if zoom < 2:
            page.wait_for_function(f"({CLUSTERED})() === 362")
    page.evaluate(f"{MAP}.setView([0, 0], 1, {{animate: false}})")
    page.get_by_text("362 events, 362 in view").wait_for()
    page.locator(".many-table summary").click()
    page.locator("caption", has_text="362 events in view").wait_for()
    names = page.locator("tbody th").all_inner_texts()
    assert len({*names}) == len(names) >= 14
    assert page.evaluate(f"() => [...{LAYER}.cloud.histogram(1)]") == [362]


def test_a_map_with_five_worlds_in_view_counts_each_event_once(
    opened: Open, tmp_path: Path
) -> None:
    plain = folium.Map([0, 0], zoom_start=0, tiles=None)
    ManyEvents(around_the_world()).add_to(plain)
    save_html(plain, tmp_path / "plain.html")
    found = opened(tmp_path / "plain.html", width=1900)
    assert report_of(found)["inView"] == 362
    found.page.get_by_text("362 events, 362 in view").wait_for()


def test_one_click_opens_one_event_where_two_worlds_meet(opened: Open, tmp_path: Path) -> None:
    ends = gpd.GeoDataFrame(
        {"name": ["a", "b"]}, geometry=gpd.points_from_xy([180, -180], [0, 30]), crs=4326
    )
    explore(ends).save(tmp_path / "ends.html")
    found = opened(tmp_path / "ends.html", width=1900)
    report_of(found)
    found.page.evaluate(f"{MAP}.setView([0, 180], 1, {{animate: false}})")
    for lon in (180, -180):
        at = f"{LAYER}.at({MAP}.latLngToContainerPoint([0, {lon}]))"
        assert found.page.evaluate(f"{at}.many") == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_skewed_numbers_have_a_key_that_says_how(opened: Open, tmp_path: Path, theme: str) -> None:
    values = [0] * 100 + list(range(1, 100)) + [100_000]
    points = gpd.points_from_xy([i % 20 for i in range(200)], [i // 20 for i in range(200)])
    table = gpd.GeoDataFrame({"deaths": values}, geometry=points, crs=4326)
    explore(table, column="deaths").save(tmp_path / "skewed.html")
    found = opened(tmp_path / "skewed.html")
    found.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    report_of(found)
    key = found.page.locator(".many-key")
    assert key.locator(".many-marks span").all_inner_texts() == ["0", "25", "50", "75", "100,000"]
    assert "Equal steps in rank" in key.inner_text()
    found.page.get_by_label("least shown").fill("127")  # half of the ramp: 50 and more
    assert key.locator(".many-range").inner_text() == "50 – 100,000"
    assert report_of(found)["passed"] == 51
    found.page.get_by_label("greatest shown").fill("190")  # three quarters: 75 is at 190.5
    assert key.locator(".many-range").inner_text() == "50 – 74"
    assert report_of(found)["passed"] == sum(50 <= value <= 74 for value in values)
