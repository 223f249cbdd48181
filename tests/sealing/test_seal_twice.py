from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import folium
import pytest
from branca.element import IFrame
from folium import plugins
from maps.every_plugin import EVERY, features

from geo.sealing.folium_text import elements
from geo.sealing.seal import seal

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """
import sys, folium, geo
from maps.every_plugin import EVERY
m = folium.Map([33, 63], zoom_start=5)
for put, _ in EVERY.values():
    put(m)
geo.save_html(m, sys.argv[1], tiles="basemap")
"""


def everything() -> folium.Map:
    m = folium.Map([33, 63], zoom_start=5)
    for put, _ in EVERY.values():
        put(m)
    folium.Marker([0, 0], popup=folium.Popup(IFrame(folium.Element("<p>in a frame</p>")))).add_to(m)
    folium.LayerControl().add_to(m)
    return m


def test_the_same_map_twice_is_the_same_page_and_so_is_one_made_alike() -> None:
    m = everything()
    first = seal(m.get_root(), tiles="basemap")
    assert seal(m.get_root(), tiles="basemap") == first
    assert seal(everything().get_root(), tiles="basemap") == first


def test_no_random_id_is_left_and_no_text_that_looks_like_one_is_touched() -> None:
    m = folium.Map(tiles=None)
    digest = hashlib.md5(b"text", usedforsecurity=False).hexdigest()
    folium.GeoJson(features(name=[f"file_{digest}"])).add_to(m)
    folium.Marker([0, 0], popup="a").add_to(m)
    page = seal(m.get_root())
    assert set(re.findall(r"_([0-9a-f]{32})\b", page)) == {digest}
    assert 'id="map_1"' in page
    assert "var popup_" in page


def test_a_map_is_left_as_it_was() -> None:
    m = everything()
    before = {one: dict(vars(one)) for one in elements(m.get_root())}
    lists = {
        (one, name): list(value)
        for one, own in before.items()
        for name, value in own.items()
        if isinstance(value, (list, dict))
    }
    seal(m.get_root(), tiles="basemap")
    with pytest.raises(ValueError, match="openstreetmap"):
        seal(m.get_root())
    assert {one: dict(vars(one)) for one in elements(m.get_root())} == before
    assert {key: list(vars(key[0])[key[1]]) for key in lists} == lists


def test_a_saved_map_is_drawn_in_a_notebook_as_if_it_had_not_been_saved() -> None:
    def drawn(m: folium.Map) -> str:
        page = m.get_root().render()
        numbers: dict[str, str] = {}
        name = r"[0-9a-f]{32}"
        return re.sub(name, lambda one: numbers.setdefault(one[0], str(len(numbers))), page)

    fresh, saved = folium.Map([51.6, -0.28]), folium.Map([51.6, -0.28])
    for m in (fresh, saved):
        folium.Marker([51.6, -0.28], popup="{{ 7*7 }}", icon=folium.Icon()).add_to(m)
        plugins.MiniMap().add_to(m)
    seal(saved.get_root(), tiles="none")
    assert drawn(saved) == drawn(fresh)
    assert "49" in drawn(fresh)  # folium's own drawing still takes it for a template


def test_a_map_that_was_drawn_before_gives_the_same_page() -> None:
    def page(*, drawn: int) -> str:
        m = folium.Map(tiles=None)
        folium.Marker([0, 0], icon=folium.Icon(), popup="a").add_to(m)
        for _ in range(drawn):
            m.get_root().render()
        return seal(m.get_root())

    assert page(drawn=0) == page(drawn=1) == page(drawn=3)


@pytest.mark.slow
def test_in_another_process_zone_locale_and_hash_seed(root: Path, tmp_path: Path) -> None:
    found = set()
    for seed, zone, locale in (("1", "UTC", "C.UTF-8"), ("2", "Pacific/Auckland", "C")):
        path = tmp_path / f"{seed}.html"
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        env["PYTHONPATH"] = os.pathsep.join([str(root), str(root / "tests")])
        subprocess.run([sys.executable, "-c", SCRIPT, path], env=env, check=True, timeout=120)
        found.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(found) == 1
