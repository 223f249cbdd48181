"""A place that may be another one of that name says so wherever the page shows it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from story.small import SmallStory

import geo

if TYPE_CHECKING:
    from collections.abc import Callable

    from maps.opening import Open, Opened

pytestmark = pytest.mark.browser

LONG = "unsure: it may be another place of that name"


@pytest.fixture
def page_of(tmp_path: Path, opened: Open) -> Callable[..., Opened]:
    """Return a function that opens the page of the small story with guesses for some places."""

    def make(*guesses: str, language: str = "en") -> Opened:
        small = SmallStory(tmp_path / "two-choirs")
        for name in guesses:
            small.row("pins", name)["confidence"] = "0.55"
        story = geo.read_story(small.write())
        path = tmp_path / "page.html"
        geo.save_html(geo.story_map(story, language=language), path)
        return opened(path)

    return make


def line_of(page: Opened, item: str) -> str:
    return page.page.locator(f'[data-item="{item}"] .geo-line').inner_text()


def cells(page: Opened, item: str) -> list[str]:
    return page.page.locator(f'.geo-table [data-row="{item}"] td').all_inner_texts()


def test_rows_of_list_and_table_tell_which_place_is_a_guess(
    page_of: Callable[..., Opened],
) -> None:
    page = page_of("karachi")
    rehearsal = "March 2006 · Karachi (label) (unsure) · reported"
    assert line_of(page, "rehearsal") == rehearsal
    assert "unsure" not in line_of(page, "encore")
    assert line_of(page, "weekly-call").startswith("Edgware → Karachi (label) (unsure), ")
    page.page.locator(".geo-table summary").click()
    assert cells(page, "rehearsal")[1] == "Karachi (label) (unsure)"
    assert cells(page, "weekly-call")[1] == "Edgware → Karachi (label) (unsure)"
    assert cells(page, "karachi")[1] == "Karachi (unsure)"
    assert cells(page, "edgware")[1] == ""
    assert page.complaints == []


def test_an_open_event_and_an_open_link_explain_the_doubt(page_of: Callable[..., Opened]) -> None:
    page = page_of("karachi")
    for item in ("rehearsal", "weekly-call"):
        page.page.locator(f'[data-item="{item}"] .geo-head').click()
        facts = page.page.locator(f'[data-item="{item}"] .geo-facts').inner_text()
        assert facts.count(LONG) == 1, item
    assert "Edgware → Karachi (label) (unsure), " in facts


def test_the_line_is_marked_near_its_unsure_end(page_of: Callable[..., Opened]) -> None:
    page = page_of("karachi")
    page.wait_for_basemap()
    ends = page.page.locator(".geo-link-end")
    assert [end.inner_text() for end in ends.all()] == ["?"]
    away = page.page.evaluate(
        """() => { const map = story_map_1;
            const box = document.querySelector(".geo-link-end").getBoundingClientRect();
            const frame = map.getContainer().getBoundingClientRect();
            const at = L.point(box.x + box.width / 2 - frame.x, box.y + box.height / 2 - frame.y);
            return [[24.86, 67.01], [51.61, -0.28]].map(
                (one) => at.distanceTo(map.latLngToContainerPoint(one))); }"""
    )
    assert away[0] == pytest.approx(32, abs=1.5)  # pixels along the line from Karachi
    assert away[1] > 100
    page.page.evaluate("location.hash = 'status=reported'")  # the call is said
    page.page.wait_for_function("() => !geoMaps.report(story_map_1).shown.includes('weekly-call')")
    assert ends.count() == 0


def test_a_named_place_is_marked_on_the_map_and_in_the_list(
    page_of: Callable[..., Opened],
) -> None:
    page = page_of("edgware")
    page.wait_for_basemap()
    assert page.page.locator(".geo-mark.is-quiet .geo-unsure").all_text_contents() == ["?"]
    assert line_of(page, "edgware") == "(unsure)"
    assert line_of(page, "rehearsal") == "March 2006 · Karachi (label) · reported"
    assert line_of(page, "weekly-call").startswith("Edgware (unsure) → Karachi (label), ")


@pytest.mark.parametrize(("guesses", "told"), [((), 0), (("karachi",), 1), (("edgware",), 1)])
def test_the_key_explains_the_sign_only_where_it_is_drawn(
    page_of: Callable[..., Opened], guesses: tuple[str, ...], told: int
) -> None:
    page = page_of(*guesses)
    key = page.page.locator(".geo-legend li", has_text="it may be another place of that name")
    assert key.count() == told
    assert key.locator(".geo-unsure").count() == told
    assert page.page.locator(".geo-is-unsure").count() == 2 * told


def test_csv_and_geojson_carry_the_doubt(page_of: Callable[..., Opened]) -> None:
    page = page_of("karachi")
    files = {}
    for tool in ("download.csv", "download.geojson"):
        with page.page.expect_download() as download:
            page.page.locator(f'[data-tool="{tool}"]').click()
        files[tool] = Path(download.value.path()).read_bytes().decode()
    rows = csv.DictReader(io.StringIO(files["download.csv"], newline=""))
    columns = ("unsure", "from_unsure", "to_unsure")
    told = {row["id"]: tuple(row[name] for name in columns) for row in rows}
    assert told["rehearsal"] == ("true", "", "")
    assert told["encore"] == told["edgware"] == ("false", "", "")
    assert told["weekly-call"] == ("true", "false", "true")
    features = json.loads(files["download.geojson"])["features"]
    unsure = {one["id"] for one in features if one["properties"]["unsure"]}
    assert unsure == {"rehearsal", "weekly-call"}


def test_the_doubt_is_said_in_urdu_too(page_of: Callable[..., Opened]) -> None:
    page = page_of("karachi", language="ur")
    assert "(یقینی نہیں)" in line_of(page, "rehearsal")
