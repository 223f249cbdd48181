"""The story in `examples/`: other places, older dates, and nothing in the package knows of it."""

import math
import re
from pathlib import Path

import pytest
from support import Geo

import geo
from geo.story import Story

COMMANDS = re.findall(
    r"^geo .*$",
    (Path(__file__).parents[1] / "examples" / "README.md").read_text(encoding="utf-8"),
    flags=re.MULTILINE,
)


@pytest.fixture(scope="module")
def story(root: Path) -> Story:
    return geo.read_story(root / "examples" / "krakatau")


def test_each_place_is_where_it_is(story: Story) -> None:
    located = story.places[story.places.geometry.notna()]
    assert len(located) == 14
    pins = story.places[["lon", "lat"]].round(0)
    assert tuple(pins.loc["batavia"]) == (107, -6)  # Jakarta, by its former name
    assert story.places.loc["batavia", "matched"] == "Jakarta"
    assert tuple(pins.loc["rodrigues"]) == (63, -20)
    assert tuple(pins.loc["honolulu"]) == (-158, 21)
    assert {"ID", "SG", "GB", "MU", "AU", "US"} <= set(
        geo.geocode(["Jakarta", "Singapore", "London", "Rodrigues", "Perth", "Honolulu"])["country"]
    )


def test_the_ash_goes_west_and_has_no_length(story: Story) -> None:
    ash = story.links.loc["ash-to-honolulu"]
    assert math.isnan(ash["length_km"])  # which way it took is told, and no more
    west, _, east, _ = ash.geometry.bounds
    assert (round(west), round(east)) == (-158, 105)
    assert ash["contested"]  # somebody denied it


def test_the_dead_are_two_numbers(story: Story) -> None:
    (name,) = set(story.figures.loc[story.figures["measure"] == "deaths", "set"])
    assert list(story.figure_set(name)["label"]) == ["36,417 people", "more than 120,000 people"]
    assert story.claims.loc["from-krakatau", "denied_by"] == "not-dust"


def test_dates_before_1900_keep_their_days(story: Story) -> None:
    assert str(story.events.loc["eruption", "earliest"].date()) == "1883-08-27"
    assert story.events["earliest"].min().year == 1883
    assert story.events["latest"].max().year == 1942


@pytest.mark.browser
def test_the_commands_of_its_readme_run_and_its_page_can_be_read(
    geo_command: Geo, root: Path, tmp_path: Path, chromium: object
) -> None:
    check, build = COMMANDS
    (tmp_path / "examples").symlink_to(root / "examples")
    done = geo_command(*check.split()[1:], cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "33 found\n")
    done = geo_command(*build.split()[1:], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = chromium.new_page(viewport={"width": 1300, "height": 900})
    page.context.set_offline(True)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((tmp_path / "my-outputs" / "krakatau.html").as_uri())
    page.get_by_text("26 August 1883 · Krakatau · reported").wait_for()
    time = page.locator(".geo-time-face")
    first = time.get_by_text("26 August 1883", exact=True).bounding_box()
    assert first["x"] >= time.bounding_box()["x"] + 5  # clear of the brush's handle
    assert [time.get_by_text(year, exact=True).count() for year in ("1888", "1942")] == [1, 1]
    assert page.locator(".geo-time-field").get_attribute("placeholder") == "1883-08-26"
    page.get_by_role("button", name="The strait", exact=True).click()
    page.get_by_role("button", name=re.compile("^Most of Krakatau")).first.click()
    page.get_by_text("36,417 people").first.wait_for()
    assert page.get_by_text("more than 120,000 people").count() >= 1
    assert faults == []
    page.close()


def test_nothing_in_the_package_knows_a_story(root: Path) -> None:
    skipped = {"node_modules", "static", "data", "index", "__pycache__", "test"}
    logic = [
        path
        for path in (root / "geo").rglob("*")
        if path.suffix in {".py", ".ts", ".html", ".css"} and not skipped & set(path.parts)
    ]
    assert len(logic) > 150
    for path in logic:
        text = path.read_text(encoding="utf-8")
        for word in ("london-karachi", "mqm", "altaf", "krakatau"):
            assert word not in re.sub(r'""".*?"""|#.*', "", text.lower(), flags=re.DOTALL), path
