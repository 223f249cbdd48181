"""Search, filters, and the number of what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.maps import story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open, Opened
    from maps.small_story import SmallStory

pytestmark = pytest.mark.browser


@pytest.fixture
def page(small_story: SmallStory, tmp_path: Path, opened: Open) -> Opened:
    claims = small_story.claims.copy()
    claims.loc["c-fifty", ["source", "source_label"]] = ["other", "The Other"]
    path = tmp_path / "page.html"
    save_html(story_map(small_story.__class__(claims=claims)), path)
    return opened(path)


def number(page: Opened) -> str:
    return page.page.locator(".geo-number-shown").text_content()


def titles(page: Opened) -> list[str]:
    return page.page.locator(".geo-item:not([hidden]) .geo-title").all_text_contents()


def choose(page: Opened, facet: str, value: str) -> None:
    filters = page.page.locator(".geo-filters")
    if filters.get_attribute("open") is None:
        filters.locator("> summary").click()
    box = page.page.locator(f'[data-facet="{facet}"]')
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    box.locator(f'input[value="{value}"]').click()


def test_events_and_reports_are_counted_apart(page: Opened) -> None:
    assert number(page) == "4 events, 3 reports · 4 links"  # two papers tell of the clash
    page.page.locator(".geo-search").fill("fifty died")
    page.page.wait_for_function("() => document.querySelectorAll('.geo-item').length < 5")
    assert titles(page) == ["A clash"]
    assert number(page) == "1 event, 2 reports · 0 links"
    assert page.page.locator(".geo-panel [role=status]").text_content() == number(page)


def test_filters_of_one_sort_add_and_of_two_sorts_narrow(page: Opened) -> None:
    choose(page, "status", "alleged")
    assert titles(page) == ["A clash", "An order"]
    choose(page, "status", "said")
    assert titles(page) == ["A meeting", "A clash", "An order", "An answer"]
    assert page.page.locator(".geo-filters > summary").text_content() == "Filters (2)"
    choose(page, "medium", "orders")
    assert titles(page) == ["An order"]
    assert page.report()["links"] == 1
    assert page.page.locator(".geo-chip").count() == 1
    assert page.page.locator(".geo-mark").count() == 0
    assert page.page.locator(".geo-table tbody tr[data-row]:not([hidden])").count() == 1


def test_a_source_and_a_person_find_what_they_tell(page: Opened) -> None:
    choose(page, "source", "other")
    assert titles(page) == ["A clash"]
    choose(page, "source", "other")
    choose(page, "actor", "rival")
    assert titles(page) == ["An order", "The party"]  # said by it, and beside a claim of its own


def test_reset_shows_all_again_and_a_hidden_thing_is_not_selected(page: Opened) -> None:
    page.page.locator('[data-item="meeting"] .geo-head').click()
    choose(page, "status", "alleged")
    assert page.report()["selected"] == ""
    page.page.keyboard.press("Escape")
    assert page.page.locator(".geo-filters").get_attribute("open") is None
    page.page.locator(".geo-reset").click()
    assert number(page) == "4 events, 3 reports · 4 links"
    assert page.page.locator(".geo-reset").is_hidden()
    assert page.page.evaluate("document.activeElement.className") == "geo-search"
    assert page.page.locator("input[type=checkbox]:checked").count() == 3  # the layers
