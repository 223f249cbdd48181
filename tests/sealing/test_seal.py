from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import folium
import pytest
from folium import plugins

from geo.errors import ExportError
from geo.maps import Basemap, EventLayer, story_map
from geo.sealing import save_html
from geo.sealing.script import content_policy

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open
    from maps.small_story import SmallStory

POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')


def test_the_policy_lets_only_the_page_s_own_scripts_and_styles_through(
    small_story: SmallStory,
) -> None:
    page = story_map(small_story).sealed()
    policy = dict(part.strip().split(" ", 1) for part in POLICY.search(page)[1].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["img-src"] == "data: blob:"
    assert "unsafe" not in "".join(policy.values())
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts
    ]
    assert policy["script-src"].split() == [f"'sha256-{digest}'" for digest in digests]
    assert len(scripts) == 3  # Leaflet, the front end, the page's own lines


def test_the_head_says_what_the_page_is(small_story: SmallStory) -> None:
    page = story_map(small_story).sealed()
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>A call across the world</title>" in page
    assert '<meta name="description" content="One calls and many listen.">' in page
    assert '<link rel="icon" href="data:image/svg+xml,' in page


def test_without_scripts_the_table_still_tells_all(small_story: SmallStory) -> None:
    page = story_map(small_story).sealed()
    table = page[page.index("<table>") : page.index("</table>")]
    assert "<bdi>It was none.</bdi>" in table
    assert "denied by the party, The Paper, paragraph 5" in table
    assert "<td>place not stated</td>" in table
    assert "<td>alleged, sources differ on deaths: at least 40 / 50</td>" in table
    assert "<td>alleged, contested</td>" in table
    assert table.index("A clash") < table.index("A murder")  # what has no date comes last
    assert "<noscript>" in page


def test_credits_are_complete(small_story: SmallStory) -> None:
    from geo.credits import CREDIT_LINES  # noqa: PLC0415 - beside its only use

    page = story_map(small_story).sealed()
    for line in CREDIT_LINES:
        assert line in page


def test_a_map_on_tiles_names_them_and_what_to_pass(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        save_html(folium.Map(), tmp_path / "map.html", tiles="refuse")
    message = str(caught.value)
    for wanted in ("tile.openstreetmap.org", 'tiles="basemap"', 'tiles="none"', "tiles=None"):
        assert wanted in message
    assert list(tmp_path.iterdir()) == []


def test_a_default_map_is_saved_on_our_basemap_and_one_line_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    m = folium.Map([51.6, -0.28])
    plugins.MiniMap().add_to(m)
    save_html(m, tmp_path / "map.html")
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("tiles of the network replaced by the offline basemap: https://tile.")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "geo_basemap_bytes" in page
    assert "tile.openstreetmap.org" not in page


def test_tiles_over_the_map_are_nowhere_else_and_so_are_refused(tmp_path: Path) -> None:
    m = folium.Map([51.6, -0.28])
    rails = "https://rails.example.org/{z}/{x}/{y}.png"
    folium.TileLayer(rails, attr="rails", name="Rails", overlay=True).add_to(m)
    with pytest.raises(ExportError) as caught:
        save_html(m, tmp_path / "map.html")
    assert f"{rails}\n    in the layer of tiles over the map" in str(caught.value)
    assert "openstreetmap" not in str(caught.value)
    save_html(m, tmp_path / "map.html", tiles="basemap")


def test_the_policy_of_a_folium_map_lets_scripts_run_by_hash_alone(tmp_path: Path) -> None:
    plain = folium.Map(tiles=None)
    folium.Marker([0, 0], popup="a pop-up").add_to(plain)
    path = tmp_path / "map.html"
    save_html(plain, path)
    page = path.read_text(encoding="utf-8")
    policy = dict(part.strip().split(" ", 1) for part in POLICY.search(page)[1].split(";"))
    assert policy["default-src"] == policy["connect-src"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["img-src"] == "data: blob:"
    assert policy["style-src"] == "'unsafe-inline'"
    assert "frame-src" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts
    ]
    assert set(policy["script-src"].split()) == {f"'sha256-{digest}'" for digest in digests}


@pytest.mark.browser
def test_folium_s_markers_pop_ups_and_icons_work_on_a_story(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    page = story_map(small_story)
    before = page.sealed()
    marker = folium.Marker([60, 30], popup=folium.Popup("a <b>pop-up</b>", show=True))
    marker.add_to(page)
    folium.Marker([50, 30], icon=folium.Icon(color="green", icon="cloud")).add_to(page)
    path = tmp_path / "map.html"
    save_html(page, path)
    found = opened(path)
    image = found.page.locator("img.leaflet-marker-icon").first
    assert image.evaluate("one => one.complete && one.naturalWidth") == 25
    assert found.page.locator(".leaflet-popup-content b").text_content() == "pop-up"
    icon = found.page.locator(".awesome-marker-icon-green i.glyphicon-cloud")
    assert "Glyphicons" in icon.evaluate("one => getComputedStyle(one, '::before').fontFamily")
    assert found.requests == []
    assert found.complaints == []
    assert "jQuery v" not in path.read_text(encoding="utf-8")  # a story has no use for it
    assert story_map(small_story).sealed() == before


def test_our_layers_are_saved_on_any_map(small_story: SmallStory, tmp_path: Path) -> None:
    plain = folium.Map([40, 30], zoom_start=3, tiles=None)
    Basemap().add_to(plain)
    EventLayer(small_story.events).add_to(plain)
    save_html(plain, tmp_path / "map.html", title="Ours")
    assert "geoMaps.events" in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_what_stood_there_stays_when_saving_fails(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text("the old page", encoding="utf-8")
    with pytest.raises(ExportError):
        save_html(folium.Map(), path, tiles="refuse")
    assert path.read_text(encoding="utf-8") == "the old page"


def test_an_image_from_elsewhere_is_found_in_the_markup() -> None:
    with pytest.raises(ExportError, match=r"https://example\.org/a\.png"):
        content_policy('<img src="https://example.org/a.png">', strict=True)


def test_a_script_is_hashed_whole_even_with_markup_in_its_strings() -> None:
    script = 'var a = "<b></b> &amp; </i>";'
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = content_policy(f"<script>{script}</script><p>text</p>", strict=True)
    assert f"script-src 'sha256-{digest}';" in policy
