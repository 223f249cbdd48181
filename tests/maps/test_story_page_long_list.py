"""A list of five hundred events: only what is near the view stands in the page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from maps.small_story import SmallStory

from geo.maps import story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open, Opened

pytestmark = pytest.mark.browser

SELECT = """(id) => { const map = Object.values(window).find((one) => one instanceof L.Map);
    geoMaps.storeOf(map).select(id, "map"); }"""
IN_PAGE = ".section-event .geo-item"
NUMBERS = ("aria-posinset", "aria-setsize")


@pytest.fixture(scope="module")
def page_of_many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    small = SmallStory()
    base = small.events.loc[["speech"]]
    many = pd.concat([base.assign(title=f"Number {n}") for n in range(1, 501)])
    many.index = pd.Index([f"event-{n:04}" for n in range(1, 501)], name="id")
    claims = small.claims
    claims.loc["c-call", "about"] = "; ".join(many.index)
    path: Path = tmp_path_factory.mktemp("many") / "page.html"
    save_html(story_map(replace(small, events=many, claims=claims)), path)
    return path


@pytest.fixture
def page(page_of_many: Path, opened: Open) -> Opened:
    found = opened(page_of_many)
    found.page.wait_for_selector(IN_PAGE)
    found.page.evaluate("document.querySelector('.geo-archive').scrollIntoView()")
    found.page.wait_for_timeout(300)
    return found


def focused(page: Opened) -> str:
    return page.page.evaluate("document.activeElement.querySelector('.geo-title').textContent")


def test_few_rows_stand_in_the_page_and_each_says_which_of_how_many_it_is(page: Opened) -> None:
    assert page.page.locator(IN_PAGE).count() < 150
    first = page.page.locator(IN_PAGE).first
    assert [first.get_attribute(name) for name in NUMBERS] == ["1", "500"]
    page.page.evaluate(SELECT, "event-0300")
    row = page.page.locator('[data-item="event-0300"]')
    assert [row.get_attribute(name) for name in NUMBERS] == ["300", "500"]
    assert page.page.locator(".section-event .geo-count").first.text_content() == "500"


def test_what_is_chosen_on_the_map_comes_into_sight_and_what_is_far_leaves_the_page(
    page: Opened,
) -> None:
    page.page.evaluate(SELECT, "event-0450")
    page.page.wait_for_timeout(1500)
    assert focused(page) == "Number 450"
    box = page.page.locator('[data-item="event-0450"]').bounding_box()
    slot = page.page.locator(".geo-slot-panel").bounding_box()
    assert slot["y"] <= box["y"] < slot["y"] + slot["height"]
    assert page.page.locator('[data-item="event-0001"]').count() == 0
    assert page.page.locator(IN_PAGE).count() < 150
    page.page.evaluate(SELECT, "event-0002")
    page.page.wait_for_timeout(1500)
    opened = page.page.locator(".geo-panel [aria-expanded=true]")
    assert opened.locator(".geo-title").all_text_contents() == ["Number 2"]


def test_the_keys_reach_rows_that_are_not_in_the_page(page: Opened) -> None:
    page.page.locator(f"{IN_PAGE} .geo-head").first.focus()
    for _ in range(60):
        page.page.keyboard.press("ArrowDown")
    assert focused(page) == "Number 61"
    page.page.keyboard.press("End")  # the last of all sections is a person
    page.page.keyboard.press("Home")
    assert focused(page) == "Number 1"


def test_the_search_finds_rows_that_are_not_in_the_page(page: Opened) -> None:
    page.page.locator(".geo-search").fill("number 498")
    page.page.wait_for_function(f"() => document.querySelectorAll('{IN_PAGE}').length === 1")
    assert page.page.locator(f"{IN_PAGE} .geo-title").text_content() == "Number 498"
    assert page.page.locator(".section-event .geo-count").first.text_content() == "1 of 500"
    page.page.locator(".geo-search").fill("")
    page.page.wait_for_function(f"() => document.querySelectorAll('{IN_PAGE}').length > 20")


def test_paper_has_them_all(page: Opened) -> None:
    page.page.emulate_media(media="print")
    page.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    rows = page.page.locator('.geo-table [data-row^="event-"]')
    assert rows.count() == 500
    assert rows.nth(499).is_visible()
