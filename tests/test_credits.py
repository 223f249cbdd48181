"""Every shipped part has its licence and its credit, in words and in the page."""

import json
import re
from pathlib import Path

import pytest

from geo.credits import CREDITS
from geo.maps import story_map
from geo.sealing import save_html
from geo.story import read_story
from tools.gazetteer_sources import read_pins

ROOT = Path(__file__).parents[1]
LICENCES = (ROOT / "data" / "LICENSES.md").read_text(encoding="utf-8")
PACKAGE = re.compile(r"^\| ([\w.@/-]+) \| ([\d.]+) \| (?:PyPI|npm) \|", re.MULTILINE)


def test_the_credit_lines_are_those_of_the_outputs() -> None:
    table = LICENCES.split("## Credit lines")[1].split("##")[0]
    rows = [line.strip("|").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    told = [tuple(cell.strip(" `<>") for cell in row) for row in rows[1:]]
    assert told == [(c.line, c.licence, c.part, c.url) for c in CREDITS]


def test_every_package_that_data_comes_from_is_named_with_its_version() -> None:
    named = dict(PACKAGE.findall(LICENCES))
    for source in read_pins().values():
        assert named[source.name] == source.version, source.name
    basemap = json.loads((ROOT / "geo" / "maps" / "data" / "basemap.json").read_text("utf-8"))
    folders = {path.split("/")[0] for path in basemap["inputs"]}
    written = {f"{name}-{version}" for name, version in named.items()}
    written |= {name.replace("-", "_") for name in named}
    assert folders <= written


@pytest.mark.parametrize("folder", ["geo/gazetteer/data", "geo/maps/data"])
def test_every_data_file_is_explained_beside_it(folder: str) -> None:
    readme = (ROOT / folder / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / folder).iterdir():
        assert path.name == "README.md" or f"`{path.name}`" in readme, path.name


def test_the_bundled_script_is_named_with_the_version_that_is_bundled() -> None:
    package = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))
    named = dict(PACKAGE.findall(LICENCES))
    assert named["leaflet"] == package["dependencies"]["leaflet"]


def test_every_package_that_a_folium_map_may_carry_has_its_notice() -> None:
    static = ROOT / "geo" / "maps" / "static" / "folium"
    package = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))
    notices = json.loads((static / "notices.json").read_text("utf-8"))
    noticed = {name for name, notice in notices["packages"].items() if notice["text"]}
    assert set(package["dependencies"]) - {"leaflet"} <= noticed


def test_leaflets_copyright_stays_in_a_saved_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(read_story(ROOT / "data")), path)
    page = path.read_text(encoding="utf-8")
    assert "(c) 2010-2022 Vladimir Agafonkin, (c) 2010-2011 CloudMade" in page
