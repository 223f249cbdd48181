from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import folium
import pytest

from geo.errors import ExportError
from geo.maps import save_html, story_map
from geo.maps.sealing import content_policy

if TYPE_CHECKING:
    from pathlib import Path

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
    assert "denied by <bdi>the party</bdi>, <bdi>The Paper</bdi>, paragraph 5" in table
    assert "<td>place not told</td>" in table
    assert "<td>alleged, told differently</td>" in table
    assert "<td>alleged, contested</td>" in table
    assert table.index("A clash") < table.index("A murder")  # what has no date comes last
    assert "<noscript>" in page


def test_credits_are_complete(small_story: SmallStory) -> None:
    from geo.credits import CREDIT_LINES  # noqa: PLC0415 - beside its only use

    page = story_map(small_story).sealed()
    for line in CREDIT_LINES:
        assert line in page


def test_a_plain_map_names_each_file_that_it_would_need(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        save_html(folium.Map(), tmp_path / "map.html")
    message = str(caught.value)
    for wanted in ("jquery-3.7.1.min.js", "bootstrap.min.css", "tile.openstreetmap.org"):
        assert wanted in message
    assert list(tmp_path.iterdir()) == []


def test_an_element_with_a_file_of_its_own_is_refused(
    small_story: SmallStory, tmp_path: Path
) -> None:
    page = story_map(small_story)
    folium.Marker([0, 0], popup=folium.Popup("a pop-up")).add_to(page)
    with pytest.raises(ExportError, match="jQuery"):
        save_html(page, tmp_path / "map.html")


def test_what_stood_there_stays_when_saving_fails(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text("the old page", encoding="utf-8")
    with pytest.raises(ExportError):
        save_html(folium.Map(), path)
    assert path.read_text(encoding="utf-8") == "the old page"


def test_an_image_from_elsewhere_is_found_in_the_markup() -> None:
    with pytest.raises(ExportError, match=r"https://example\.org/a\.png"):
        content_policy('<img src="https://example.org/a.png">', strict=True)


def test_a_script_is_hashed_whole_even_with_markup_in_its_strings() -> None:
    script = 'var a = "<b></b> &amp; </i>";'
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = content_policy(f"<script>{script}</script><p>text</p>", strict=True)
    assert f"script-src 'sha256-{digest}';" in policy
