from __future__ import annotations

from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import pytest
import shapely
from maps.exploring import seven_events

from geo.maps import EventLayer, LinkLayer, ManyEvents, PlaceLayer
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open
    from maps.small_story import SmallStory


def test_every_layer_tells_folium_its_bounds(small_story: SmallStory) -> None:
    story = small_story
    for layer, frame in (
        (EventLayer(story.events), story.events),
        (PlaceLayer(story.places), story.places),
        (LinkLayer(story.links), story.links),
        (ManyEvents(seven_events()), seven_events()),
    ):
        plain = folium.Map(tiles=None)
        layer.add_to(plain)
        west, south, east, north = frame.geometry.total_bounds
        assert plain.get_bounds() == [[south, west], [north, east]]


@pytest.mark.browser
def test_a_map_is_fitted_to_the_bounds_of_its_layers(opened: Open, tmp_path: Path) -> None:
    plain = folium.Map(tiles=None)
    ManyEvents(
        gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.box(170, -20, 190, -10)], crs=4326)
    ).add_to(plain)
    plain.fit_bounds(plain.get_bounds())
    save_html(plain, tmp_path / "fitted.html")
    found = opened(tmp_path / "fitted.html")
    shown = found.page.evaluate(
        "() => { const name = Object.keys(window).find((one) => /^map_/.test(one)); "
        "const box = window[name].getBounds(); "
        "return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()] }"
    )
    west, south, east, north = shown
    assert [west <= 170, south <= -20, east >= 190, north >= -10] == [True] * 4
    assert east - west < 60
    assert found.complaints == []
