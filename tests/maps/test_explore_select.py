"""Events are selected by a line around them, by the corners of an area, or all in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from maps.exploring import LAYER, MAP, report_of, seven_events

from geo.maps.explore import explore
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open, Opened

pytestmark = pytest.mark.browser

# South-west and north-east of a box around the two events on the Indus, which lie 67.0 E, 24.9 N
# and 68.4 E, 25.4 N; the next is at 31.2 E.
_BOX = ((60, 20), (75, 20), (75, 30), (60, 30))


def at(found: Opened, lon: float, lat: float) -> tuple[float, float]:
    """Return where a place is on the screen."""
    box = found.page.locator(".folium-map").bounding_box()
    assert box
    x, y = found.page.evaluate(
        f"([lat, lon]) => {{ const at = {MAP}.latLngToContainerPoint([lat, lon]);"
        " return [at.x, at.y] }",
        [lat, lon],
    )
    return box["x"] + x, box["y"] + y


def selected(found: Opened) -> set[str]:
    """Return the titles of what is selected."""
    return set(
        found.page.evaluate(
            f"""async () => {{
                const layer = {LAYER};
                const titles = [];
                for (let i = 0; i < 7; i += 1)
                    if (layer.chosen?.[i] === 1) titles.push((await layer.texts.of(i))[0]);
                return titles }}"""
        )
    )


def test_a_lasso_a_polygon_and_the_view_select_events(opened: Open, tmp_path: Path) -> None:
    page_map = explore(seven_events(), column="kind", time="date", title="Seven")
    save_html(page_map, tmp_path / "seven.html")
    found = opened(tmp_path / "seven.html")
    page, button = found.page, found.page.get_by_role
    assert report_of(found)["passed"] == 7
    corners = [at(found, *corner) for corner in _BOX]

    button("button", name="Lasso").click()
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner, steps=4)
    page.mouse.up()
    assert page.locator(".many-chosen").inner_text() == "2 selected"
    assert selected(found) == {"Flood of the delta", "Flood upriver"}

    button("button", name="Show only these").click()
    assert report_of(found)["passed"] == 2
    button("button", name="Clear selection").click()
    assert report_of(found)["passed"] == 7
    assert selected(found) == set()

    # What a filter hides is not selected. Both poles of the polygon's corners are clicked in turn.
    button("checkbox", name="flood").uncheck()
    button("button", name="Polygon").click()
    for corner in (at(found, -10, 56), at(found, 75, 56), at(found, 75, 20), at(found, -10, 20)):
        page.mouse.click(*corner)
        page.wait_for_timeout(50)
    assert page.locator(".leaflet-popup").count() == 0
    page.locator(".folium-map").press("Enter")
    assert selected(found) == {"Fire in the market", "Fire at the port"}

    button("button", name="All in view").click()
    assert page.locator(".many-chosen").inner_text() == "4 selected"
    assert button("button", name="Move places").count() == 0  # nobody reads them here
    assert found.complaints == []
