from __future__ import annotations

from typing import TYPE_CHECKING

import folium
import pytest
from folium import plugins
from maps.every_plugin import EVERY, features

import geo

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open, Opened

pytestmark = pytest.mark.browser

DAY = 86_400_000
MAP = "window[Object.keys(window).find((name) => window[name] instanceof L.Map)]"


def everything() -> folium.Map:
    """Return a map with the eleven plugins that pages use most, on tiles from the network."""
    m = folium.Map([30, 60], zoom_start=4)
    cluster = plugins.MarkerCluster(name="Cluster").add_to(m)
    for row in range(4):
        icon = folium.Icon(color="red", icon="star", prefix="fa")
        place = [44 + row / 2, 40 + row / 2]
        folium.Marker(place, popup=f"<b>marker</b> {row}", icon=icon).add_to(cluster)
    folium.Marker([35, 50], tooltip="a tip").add_to(m)
    plugins.AntPath([[20, 50], [30, 70]]).add_to(m)
    data = features(time=[f"2007-05-{10 + day}" for day in range(5)], icon=["circle"] * 5)
    stamped = plugins.TimestampedGeoJson(data, period="P1D", duration="P1D", auto_play=False)
    stamped.layer_name = "Stamped"
    stamped.add_to(m)
    spans = features(start=[0, DAY, 2 * DAY], end=[DAY - 1, 2 * DAY - 1, 3 * DAY])
    timeline = plugins.Timeline(spans).add_to(m)
    plugins.TimelineSlider(auto_play=False).add_timelines(timeline).add_to(m)
    plugins.HeatMap([[20 + row / 5, 80, 1] for row in range(20)], name="Heat").add_to(m)
    plugins.MiniMap().add_to(m)
    plugins.Fullscreen().add_to(m)
    places = features(name=["Alpha", "Beta"])
    places["features"][1]["geometry"]["coordinates"] = [100, 50]
    circle = folium.CircleMarker(radius=6, color="#2d7d46")
    layer = folium.GeoJson(places, name="Places", marker=circle).add_to(m)
    plugins.Search(layer, search_label="name", search_zoom=7).add_to(m)
    groups = []
    for name, lon in (("One", 30), ("Two", 32)):
        groups.append(folium.FeatureGroup(name).add_to(m))
        folium.CircleMarker([10, lon], color="#7b3294", class_name=f"in-{name}").add_to(groups[-1])
    line = folium.PolyLine([[10, 40], [15, 80]]).add_to(m)
    plugins.PolyLineTextPath(line, "along the line", offset=-5).add_to(m)
    folium.LayerControl(collapsed=False).add_to(m)
    plugins.GroupedLayerControl({"Group": groups}, collapsed=False).add_to(m)
    return m


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("all") / "everything.html"
    geo.save_html(everything(), path, title="Everything", tiles="basemap")
    return path


@pytest.fixture
def page(saved: Path, opened: Open) -> Opened:
    found = opened(saved, height=900)
    found.wait_for_basemap()
    return found


def value(page: Opened, script: str) -> object:
    """Work out a script that knows the page's map as `map`."""
    return page.page.evaluate(f"() => {{ const map = {MAP}; return {script} }}")


def test_it_opens_without_a_request_or_a_complaint(page: Opened) -> None:
    page.page.wait_for_timeout(300)
    assert page.requests == []
    assert page.complaints == []
    assert page.page.title() == "Everything"


def test_the_clusters_split_when_they_are_clicked_and_have_icons(page: Opened) -> None:
    cluster = page.page.locator(".marker-cluster")
    assert cluster.text_content() == "4"
    zoom = value(page, "map.getZoom()")
    cluster.click()
    page.page.wait_for_function(f"() => {MAP}.getZoom() > {zoom} + 3")
    page.page.locator(".awesome-marker-icon-red i.fa-star").first.wait_for()
    drawn = page.page.locator(".awesome-marker-icon-red").first.evaluate(
        "icon => getComputedStyle(icon).backgroundImage"
    )
    assert drawn.startswith('url("data:image/png;base64,')
    page.page.locator(".awesome-marker-icon-red").first.evaluate("icon => icon.click()")
    assert page.page.locator(".leaflet-popup-content b").text_content() == "marker"
    assert page.page.evaluate("document.fonts.check('900 14px \"Font Awesome 6 Free\"')")


def test_the_plain_marker_has_its_image_and_its_tip(page: Opened) -> None:
    marker = page.page.locator("img.leaflet-marker-icon[src*='image/png']").first
    assert marker.evaluate("image => image.complete && image.naturalWidth") == 25
    page.page.locator("img.leaflet-marker-icon").evaluate_all(
        "images => images.forEach((one) => one.dispatchEvent(new MouseEvent('mouseover')))"
    )
    value(page, "map.eachLayer((one) => one.getTooltip && one.getTooltip() && one.openTooltip())")
    assert page.page.locator(".leaflet-tooltip").first.text_content().strip() == "a tip"


def test_the_ants_walk(page: Opened) -> None:
    ants = page.page.locator("path[stroke-dasharray]").last
    moves = ants.evaluate("path => getComputedStyle(path).animationName")
    first = ants.evaluate("path => getComputedStyle(path).strokeDashoffset")
    page.page.wait_for_timeout(200)
    assert moves != "none"
    assert first != ants.evaluate("path => getComputedStyle(path).strokeDashoffset")


def test_the_time_slider_moves_and_other_features_show(page: Opened) -> None:
    date = page.page.locator(".timecontrol-date")
    assert date.text_content().startswith("2007-05-10")
    shown = "path.leaflet-interactive[stroke='#3388ff'][fill='#3388ff']"
    before = page.page.locator(shown).evaluate_all("all => all.map((one) => one.getAttribute('d'))")
    for _ in range(2):
        page.page.locator(".timecontrol-forward").click()
    page.page.wait_for_function(
        "document.querySelector('.timecontrol-date').textContent.startsWith('2007-05-12')"
    )
    after = page.page.locator(shown).evaluate_all("all => all.map((one) => one.getAttribute('d'))")
    assert before != after
    glyph = page.page.locator(".timecontrol-play").evaluate(
        "button => getComputedStyle(button, '::before').fontFamily"
    )
    assert "Glyphicons Halflings" in glyph
    assert page.page.evaluate("document.fonts.check('14px \"Glyphicons Halflings\"')")


def test_the_timeline_s_slider_changes_what_is_shown(page: Opened) -> None:
    slider = page.page.locator(".leaflet-timeline-control input[type=range]")
    icons = "[...document.querySelectorAll('img.leaflet-marker-icon')]"
    stands = f"{icons}.map((one) => one.style.transform)"
    slider.evaluate("(one) => { one.value = one.min; one.dispatchEvent(new Event('input')) }")
    first = page.page.evaluate(stands)
    slider.evaluate("(one) => { one.value = one.max; one.dispatchEvent(new Event('input')) }")
    assert len(first) == 2  # the plain marker and the first span's
    assert page.page.evaluate(stands) != first


def test_the_heat_is_painted(page: Opened) -> None:
    painted = page.page.locator("canvas.leaflet-heatmap-layer").evaluate(
        """canvas => { const { width, height } = canvas;
            const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
            return data.filter((one, i) => i % 4 === 3 && one > 0).length }"""
    )
    assert painted > 500


def test_the_small_map_is_a_map_of_its_own_with_our_basemap(page: Opened) -> None:
    small = page.page.locator(".leaflet-control-minimap")
    assert small.locator(".leaflet-pane").count() > 5
    assert small.locator("path.leaflet-interactive").count() >= 1  # where the large one is
    colours = small.locator("canvas").first.evaluate(
        """canvas => { const { width, height } = canvas;
            const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
            return new Set(Array.from({ length: data.length / 4 }, (_, i) => data[4 * i])).size }"""
    )
    assert colours > 3


def test_the_button_fills_the_screen(page: Opened) -> None:
    button = page.page.locator(".fullscreen-icon")
    image = button.evaluate("one => getComputedStyle(one).backgroundImage")
    assert image.startswith('url("data:image/svg+xml;base64,')
    button.click()
    page.page.locator(".fullscreen-icon.leaflet-fullscreen-on").wait_for()


def test_the_search_finds_a_place_and_goes_there(page: Opened) -> None:
    page.page.locator(".leaflet-control-search input").press_sequentially("Bet")
    page.page.locator(".leaflet-control-search .search-tip").first.click()
    page.page.wait_for_function(f"() => {MAP}.getZoom() === 7")
    centre = value(page, "[map.getCenter().lat, map.getCenter().lng]")
    assert centre == pytest.approx([50, 100], abs=0.2)


def test_the_control_switches_a_layer_off_and_on(page: Opened) -> None:
    heat = page.page.locator(".leaflet-control-layers-overlays label", has_text="Heat")
    heat.click()
    assert page.page.locator("canvas.leaflet-heatmap-layer").count() == 0
    heat.click()
    page.page.locator("canvas.leaflet-heatmap-layer").wait_for()
    names = page.page.locator(".leaflet-control-layers").first.locator("label").all_text_contents()
    assert "openstreetmap" not in "".join(names)  # a layer that is not there has no switch


def test_of_a_group_only_one_is_shown(page: Opened) -> None:
    assert [page.page.locator(f"path.in-{one}").count() for one in ("One", "Two")] == [1, 0]
    page.page.locator(".leaflet-control-layers-group label", has_text="Two").click()
    assert [page.page.locator(f"path.in-{one}").count() for one in ("One", "Two")] == [0, 1]


def test_the_text_stands_along_its_line(page: Opened) -> None:
    text = page.page.locator("svg text textPath")
    assert text.text_content().replace("\xa0", " ") == "along the line"
    linked = "getAttributeNS('http://www.w3.org/1999/xlink', 'href')"
    path = text.evaluate(f"one => one.getAttribute('href') ?? one.{linked}")
    assert page.page.locator(path).count() == 1


@pytest.mark.parametrize("name", EVERY)
def test_every_plugin_is_shown_and_nothing_complains(
    name: str, tmp_path: Path, opened: Open
) -> None:
    put, shown = EVERY[name]
    m = folium.Map([33, 63], zoom_start=5, tiles=None)
    put(m)
    path = tmp_path / "map.html"
    geo.save_html(m, path, tiles="basemap" if name == "MiniMap" else "refuse")
    found = opened(path)
    found.page.locator(shown).first.wait_for(state="attached")
    assert found.requests == []
    assert found.complaints == []


def test_two_maps_side_by_side_move_together(tmp_path: Path, opened: Open) -> None:
    m = plugins.DualMap([30, 60], zoom_start=4)
    folium.Marker([30, 60]).add_to(m)
    path = tmp_path / "map.html"
    for _ in range(2):  # a second time draws the second map again
        geo.save_html(m, path, tiles="basemap")
    found = opened(path)
    found.page.locator("img.leaflet-marker-icon").nth(1).wait_for()
    maps = "Object.keys(window).filter((name) => window[name] instanceof L.Map)"
    centres = found.page.evaluate(
        f"""() => {{ const maps = {maps}.map((name) => window[name]);
            maps[0].setView([10, 20], 5, {{ animate: false }});
            return maps.map((map) =>
                [map.getCenter().lat, map.getCenter().lng, map.getZoom()]) }}"""
    )
    assert len(centres) == 2
    assert centres[0] == pytest.approx([10, 20, 5], abs=0.1)
    assert centres[1] == pytest.approx(centres[0], abs=0.1)
    assert (found.requests, found.complaints) == ([], [])


def test_clusters_split_on_a_map_without_tiles(tmp_path: Path, opened: Open) -> None:
    m = folium.Map([30, 60], zoom_start=4, tiles=None)
    plugins.MarkerCluster([[30, 60], [30, 60.002]]).add_to(m)
    path = tmp_path / "map.html"
    geo.save_html(m, path)
    found = opened(path)
    found.page.locator(".marker-cluster").click()
    found.page.locator("img.leaflet-marker-icon").nth(1).wait_for()
    assert value(found, "map.getMaxZoom()") == 18
    assert found.complaints == []


def test_it_stays_light_as_folium_s_controls_are(page: Opened) -> None:
    colour = "getComputedStyle(document.querySelector('.geo-map')).backgroundColor"
    light = page.page.evaluate(colour)
    page.page.emulate_media(color_scheme="dark")
    assert page.page.evaluate(colour) == light


def test_a_control_may_be_added_before_its_layers(tmp_path: Path, opened: Open) -> None:
    m = folium.Map(tiles=None)
    folium.LayerControl(collapsed=False).add_to(m)
    folium.Marker([0, 0]).add_to(folium.FeatureGroup("after").add_to(m))
    path = tmp_path / "map.html"
    geo.save_html(m, path)
    found = opened(path)
    labels = found.page.locator(".leaflet-control-layers-overlays label").all_text_contents()
    assert [label.strip() for label in labels] == ["after"]
    assert found.complaints == []


def test_the_button_for_scrolling_needs_no_inline_handler(tmp_path: Path, opened: Open) -> None:
    m = folium.Map(tiles=None)
    plugins.ScrollZoomToggler().add_to(m)
    path = tmp_path / "map.html"
    geo.save_html(m, path)
    found = opened(path)
    assert value(found, "map.scrollWheelZoom.enabled()") is False
    image = found.page.locator("img[alt=scroll]")
    assert image.evaluate("one => one.complete && one.naturalWidth > 0")
    image.click()
    assert value(found, "map.scrollWheelZoom.enabled()") is True
    assert found.complaints == []
