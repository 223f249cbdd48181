"""Events that lie close together have names and outlines around them; dots have sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

import geo
from geo.maps.layers import near_ground

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open

EDGWARE = (-0.2754, 51.6128)


def test_a_point_in_edgware_has_its_name_and_the_outline_of_its_borough() -> None:
    lon, lat = EDGWARE
    found = near_ground([[lat, lon], [lat, lon]])
    assert found["names"][0][0] == "Edgware"
    assert {"Stanmore", "Finchley"} <= {name for name, _, _ in found["names"]}
    assert found["areas"][0]["name"] == "Barnet"
    assert found["areas"][0]["rings"]


@pytest.mark.parametrize(
    "bounds", [[[24, 60], [28, 70]], [[-17, 179.5], [-16, 180.5]], [[-55, -170], [75, 170]]]
)
def test_the_world_alone_is_enough_for_a_wide_box_and_across_180_degrees(
    bounds: list[list[float]],
) -> None:
    assert near_ground(bounds) == {}


@pytest.mark.browser
def test_dots_have_their_areas_and_are_opened_by_them(opened: Open, tmp_path: Path) -> None:
    table = gpd.GeoDataFrame(
        {"name": ["large", "small"], "deaths": [100, 1]},
        geometry=[shapely.Point(EDGWARE), shapely.Point(-0.2, 51.6)],
        crs=4326,
    )
    geo.save_html(geo.explore(table, size="deaths", title="Two"), tmp_path / "two.html")
    found = opened(tmp_path / "two.html")
    page = found.page
    page.get_by_text("2 events, 2 in view").wait_for()
    assert page.locator(".many-size-row").all_inner_texts() == ["100", "30", "4"]
    x, y, zoom = page.evaluate(
        "([lon, lat]) => { const id = document.querySelector('.folium-map').id;"
        " const box = document.getElementById(id).getBoundingClientRect();"
        " const at = window[id].latLngToContainerPoint([lat, lon]);"
        " return [box.x + at.x, box.y + at.y, window[id].getZoom()] }",
        list(EDGWARE),
    )
    # 15 pixels beside the middle are still inside a dot of 18; a plain dot has less than 5.
    page.mouse.click(x + 15, y)
    page.get_by_role("heading", name="large").wait_for()
    assert zoom > 10
    assert found.complaints == []
