from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import folium
import pytest

from geo.maps import story_map
from geo.sealing import save_html, seal

if TYPE_CHECKING:
    from pathlib import Path

    from maps.small_story import SmallStory

SCRIPT = """
import sys, geo
geo.save_html(geo.story_map(geo.read_story(sys.argv[1])), sys.argv[2])
"""


def test_twice_in_one_process(small_story: SmallStory) -> None:
    assert story_map(small_story).sealed() == story_map(small_story).sealed()


def test_saving_again_changes_nothing(small_story: SmallStory, tmp_path: Path) -> None:
    page = story_map(small_story)
    save_html(page, tmp_path / "one.html")
    page.save(tmp_path / "two.html")
    with (tmp_path / "three.html").open("wb") as file:
        page.save(file)
    texts = {path.read_bytes() for path in tmp_path.iterdir()}
    assert texts == {page.get_root().render().encode()}


@pytest.mark.slow
def test_in_another_zone_locale_and_hash_seed(data: Path, tmp_path: Path) -> None:
    found = set()
    for seed, zone, locale in (("1", "UTC", "C.UTF-8"), ("2", "Pacific/Auckland", "C")):
        path = tmp_path / f"{seed}.html"
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        subprocess.run([sys.executable, "-c", SCRIPT, data, path], env=env, check=True, timeout=120)
        found.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(found) == 1


def test_no_random_id_is_left(small_story: SmallStory) -> None:
    page = story_map(small_story).sealed()
    assert re.findall(r"\b[a-z_]+_[0-9a-f]{32}\b", page) == []
    assert 'id="story_map_1"' in page


def test_a_plain_map_keeps_no_random_id_either() -> None:
    def page() -> str:
        plain = folium.Map(tiles=None)
        plain.default_js, plain.default_css = plain.default_js[:1], plain.default_css[:1]
        folium.Marker([51.6, -0.28]).add_to(plain)
        return seal(plain.get_root())

    assert page() == page()
    assert "marker_" in page()
