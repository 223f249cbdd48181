"""The guided story: its steps set view, time and selection, by pointer and by keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import geo
from geo.maps import story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open
    from maps.small_story import SmallStory

pytestmark = pytest.mark.browser


def test_next_and_back_by_keyboard(small_story: SmallStory, tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(small_story), path)
    found = opened(path)
    page = found.page
    assert page.locator(".geo-step-number").text_content() == "Step 1 of 2"
    assert found.report()["step"] == "all"
    onward = page.get_by_role("button", name="Next step")
    onward.focus()
    page.keyboard.press("Enter")
    assert page.locator(".geo-step-number").text_content() == "Step 2 of 2"
    assert page.locator(".geo-guide h2").text_content() == "There"
    told = found.report()
    assert (told["selected"], told["view"], told["step"]) == ("clash", "far", "there")
    assert page.locator(".geo-time-field").input_value() == "2007-05-12"
    assert page.locator('[data-item="clash"] .geo-claim').count() == 2
    assert page.evaluate("document.activeElement.className") == "geo-step-next"
    said = page.locator(".geo-panel [role=status]").text_content()
    assert said == "Step 2 of 2: There. There was a clash."
    page.keyboard.press("ArrowLeft")
    told = found.report()
    assert (told["selected"], told["view"], told["step"]) == ("", "whole", "all")
    assert page.locator(".geo-time-field").input_value() == ""


def test_moving_the_map_leaves_the_view(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(small_story), path)
    found = opened(path)
    found.page.get_by_role("button", name="Zoom in").click()
    found.page.wait_for_function("() => geoMaps.report(story_map_1).view === ''")
    assert found.page.locator('.geo-views [aria-pressed="true"]').count() == 0


def test_without_steps_there_is_no_guide(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(replace(small_story, steps=small_story.steps.iloc[:0])), path)
    found = opened(path)
    assert found.page.locator(".geo-guide").count() == 0
    assert found.complaints == []


def test_the_real_story_leads_to_the_contested_figures(
    data: Path, tmp_path: Path, opened: Open
) -> None:
    story = geo.read_story(data)
    assert list(story.steps["title"])[1:3] == ["Edgware", "Karachi"]
    path = tmp_path / "page.html"
    save_html(story_map(story), path)
    page = opened(path).page
    for _ in range(3):
        page.locator(".geo-step-next").click()
    numbers = page.locator('[data-item="karachi-violence"] .geo-set').first.locator(".geo-number")
    assert numbers.all_text_contents() == ["at least 40 people", "at least 41 people", "42 people"]
    assert page.locator('[data-item="karachi-violence"] .is-denial').count() >= 1
