"""The timeline: the reach of every date, and a stretch of time to mark and to play."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geo.maps import story_map
from geo.maps.records import day_numbers, in_order
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open, Opened
    from maps.small_story import SmallStory

pytestmark = pytest.mark.browser


@pytest.fixture
def page(small_page: Path, opened: Open) -> Opened:
    return opened(small_page, height=900)


def shown(page: Opened, kind: str = "event") -> list[str]:
    titles = page.page.locator(f".section-{kind} .geo-item:not([hidden]) .geo-title")
    return titles.all_text_contents()


def set_time(page: Opened, text: str) -> None:
    page.page.locator(".geo-time-field").fill(text)
    page.page.locator(".geo-time-field").press("Enter")


def test_a_day_keeps_its_month_as_possible(page: Opened) -> None:
    set_time(page, "2007-05-12")
    assert shown(page) == ["A speech", "A clash", "A murder"]
    lines = {
        item: page.page.locator(f'[data-item="{item}"] .geo-line').text_content()
        for item in ("speech", "clash", "murder", "call")
    }
    assert lines["speech"] == "May 2007 · Karachi · reported · possible"
    assert "possible" not in lines["clash"]
    assert lines["murder"].endswith("possible, no date stated")
    assert lines["call"].endswith("possible")  # it has the whole year
    ghosts = page.page.evaluate(
        """() => [[".geo-mark", ".geo-link", ".geo-bar:not(.is-out)"].map((kind) =>
            document.querySelectorAll(`${kind}.is-ghost`).length),
            document.querySelector('[data-bar="clash"]').classList.contains("is-ghost")]"""
    )
    assert ghosts == [[0, 3, 6], False]  # the mark has the clash, which is certain
    assert page.report()["events"] == 2  # on the map, the murder has no place
    assert page.page.locator('.geo-table [data-row="meeting"]').is_hidden()
    text = page.page.locator(".geo-number-shown").text_content()
    assert text == "3 events, 2 reports · 4 links · 12 May 2007: 1 certain, 6 possible"
    page.page.locator(".geo-time-all").click()
    assert len(shown(page)) == 4
    assert page.page.locator(".geo-possible").count() == 0


def test_what_is_no_date_is_told_and_changes_nothing(page: Opened) -> None:
    set_time(page, "yesterday")
    assert page.page.locator(".geo-time-field").get_attribute("aria-invalid") == "true"
    assert page.page.locator(".geo-panel [role=status]").text_content().startswith("Not a date")
    assert len(shown(page)) == 4


def test_a_stretch_is_marked_with_the_pointer_and_taken_off_by_a_click(page: Opened) -> None:
    page.page.locator(".geo-time").scroll_into_view_if_needed()
    face = page.page.locator(".geo-time-face")
    box = face.bounding_box()
    bar = page.page.locator('[data-bar="meeting"]').bounding_box()
    y = box["y"] + box["height"] - 4
    page.page.mouse.move(bar["x"] + 3, y)
    page.page.mouse.down()
    page.page.mouse.move(bar["x"] + bar["width"] - 3, y, steps=4)
    page.page.mouse.up()
    assert shown(page) == ["A meeting", "A murder"]
    assert page.page.locator(".geo-time-field").input_value().startswith("1992")
    assert page.page.locator(".geo-brush").is_visible()
    page.page.mouse.click(box["x"] + box["width"] / 2, y)
    assert len(shown(page)) == 4


def test_the_handles_are_sliders_that_the_keyboard_moves(page: Opened) -> None:
    start = page.page.locator(".geo-handle").first
    assert start.get_attribute("role") == "slider"
    assert start.get_attribute("aria-valuetext") == "open"
    start.focus()
    for _ in range(3):  # the stops: 1992, 1993, 2007
        page.page.keyboard.press("ArrowRight")
    assert start.get_attribute("aria-valuetext") == "1 January 2007"
    assert shown(page) == ["A speech", "A clash", "A murder"]
    page.page.keyboard.press("Shift+ArrowLeft")
    assert start.get_attribute("aria-valuetext") == "31 December 2006"
    page.page.keyboard.press("Home")
    assert len(shown(page)) == 4


def test_a_bar_selects_everywhere_and_the_arrows_walk_in_time(page: Opened) -> None:
    page.page.locator('[data-bar="clash"]').click()
    assert page.report()["selected"] == "clash"
    assert page.page.locator('[data-item="clash"] .geo-claim').count() == 2
    assert page.page.locator(".geo-mark.is-selected").count() == 1
    page.page.locator('[data-item="meeting"] .geo-head').click()
    assert page.page.locator('[data-bar="meeting"]').get_attribute("aria-pressed") == "true"
    assert page.page.locator('[data-bar][tabindex="0"]').count() == 1  # one stop of the Tab key
    page.page.locator('[data-bar="meeting"]').focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("Enter")
    assert page.report()["selected"] != "meeting"
    focused = page.page.evaluate("document.activeElement.dataset.bar")
    assert page.report()["selected"] == focused


def test_playing_goes_through_the_story_and_stops_when_told(page: Opened) -> None:
    button = page.page.locator(".geo-play")
    assert button.get_attribute("aria-label") == "Play"
    button.click()
    assert button.get_attribute("aria-label") == "Pause"
    assert page.page.locator(".geo-time-field").input_value() == "1992"
    page.page.wait_for_function("() => document.querySelector('.geo-time-field').value !== '1992'")
    button.click()
    held = page.page.locator(".geo-time-field").input_value()
    assert button.get_attribute("aria-label") == "Play"
    page.page.wait_for_timeout(1500)
    assert page.page.locator(".geo-time-field").input_value() == held


def test_an_open_end_fades(small_story: SmallStory, tmp_path: Path, opened: Open) -> None:
    events = small_story.events.copy()
    events.loc["meeting", ["date", "latest"]] = ["1992/..", pd.NaT]
    path = tmp_path / "page.html"
    save_html(story_map(replace(small_story, events=events)), path)
    page = opened(path, height=900)
    masks = [
        page.page.locator(f'[data-bar="{item}"] rect:not(.geo-bar-target)').get_attribute("mask")
        for item in ("meeting", "clash")
    ]
    assert masks == ["url(#geo-fade-end)", None]
    set_time(page, "2007-05-12")
    assert "A meeting" in shown(page)


def test_names_on_a_narrow_axis_never_lie_on_each_other(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    told = ["2024-03-03", "2024-03-04", "2024-03-05", "2024-03-07"]
    days = np.array(told, dtype="datetime64[s]")
    events = small_story.events.assign(date=told, earliest=days, latest=days)
    path = tmp_path / "page.html"
    save_html(story_map(replace(small_story, events=events, links=small_story.links[:0])), path)
    page = opened(path, width=390)
    names = page.page.locator(".geo-time-tick")
    assert names.first.text_content() == "3 March 2024"
    boxes = names.evaluate_all(
        """(all) => all.map((one) => one.getBoundingClientRect())
            .map(({left, right}) => [left, right])"""
    )
    axis = page.page.locator(".geo-time-face").bounding_box()
    assert axis is not None
    assert boxes[0][0] >= axis["x"]
    assert boxes[-1][1] <= axis["x"] + axis["width"]
    assert all(left >= right for (_, right), (left, _) in pairwise(boxes))


def test_before_1970_and_before_the_common_era(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    events = small_story.events.copy()
    first = np.array(["-0043-03-15", "1969-07-20", "1848-01-01", "NaT"], dtype="datetime64[s]")
    last = np.array(["-0043-03-15", "1969-07-20", "1848-12-31", "NaT"], dtype="datetime64[s]")
    dates = ["-0043-03-15", "1969-07-20", "1848", ""]
    events = events.assign(date=dates, earliest=first, latest=last)
    assert day_numbers(events["earliest"])[:2] == [-735_160, -165]
    assert in_order(events) == {"speech": 0, "meeting": 1, "clash": 2, "murder": 3}
    path = tmp_path / "page.html"
    save_html(story_map(replace(small_story, events=events)), path)
    page = opened(path, height=900)
    assert shown(page) == ["A speech", "A meeting", "A clash", "A murder"]
    line = page.page.locator('[data-item="speech"] .geo-line').text_content()
    assert line.startswith("15 March 44 BCE · Karachi")
    set_time(page, "-0043")
    assert shown(page) == ["A speech", "A murder"]
    assert (
        page.page.locator(".geo-number-shown")
        .text_content()
        .endswith("44 BCE: 1 certain, 1 possible")
    )
    assert page.complaints == []
