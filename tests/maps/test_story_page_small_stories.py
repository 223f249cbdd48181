"""Stories with nothing on the map, and keys and credits that name only what is there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import geo
from geo.credits import CREDIT_LINES
from geo.maps import story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open
    from maps.small_story import SmallStory


def unlocated(small: SmallStory) -> SmallStory:
    """Return the story with every place unlocatable."""
    nowhere = {"lon": float("nan"), "lat": float("nan"), "radius_m": float("nan")}

    def moved(frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.assign(precision="unlocatable", **nowhere)
        return frame.set_geometry([None] * len(frame), crs=4326)

    links = small.links.set_geometry([None] * len(small.links), crs=4326)
    frames = {"events": moved(small.events), "places": moved(small.places), "links": links}
    return replace(small, **frames, views=small.views.iloc[:0], steps=small.steps.iloc[:0])


@pytest.mark.browser
def test_a_story_without_a_located_place_is_its_list(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(unlocated(small_story)), path)
    found = opened(path, height=900)
    assert found.page.locator(".geo-stage").is_hidden()
    assert found.page.locator(".geo-legend").is_hidden()
    assert found.page.locator(".section-event .geo-title").count() == 4
    assert found.page.locator(".geo-side").bounding_box()["width"] > 1200
    found.page.locator('[data-item="clash"] .geo-head').click()
    assert found.page.locator('[data-item="clash"] .geo-claim').count() == 2
    assert found.page.locator(".geo-time").is_visible()
    assert found.complaints == []


@pytest.mark.browser
def test_a_story_without_dates_has_no_timeline(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    none = {"date": "", "earliest": pd.NaT, "latest": pd.NaT}
    events, links = small_story.events.assign(**none), small_story.links.assign(**none)
    story = replace(small_story, events=events, links=links)
    path = tmp_path / "page.html"
    save_html(story_map(story), path)
    found = opened(path)
    assert found.page.locator(".geo-time").is_hidden()
    assert found.complaints == []


@pytest.mark.browser
def test_the_key_names_the_borders_that_are_in_sight(
    data: Path, tmp_path: Path, opened: Open
) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(geo.read_story(data)), path)
    found = opened(path, height=1000)
    found.wait_for_basemap()
    page = found.page
    page.emulate_media(reduced_motion="reduce")

    def named() -> list[str]:
        found.page.wait_for_timeout(100)
        rows = page.locator(".geo-group:last-child li:not([hidden])")
        return [text.strip() for text in rows.all_text_contents()]

    assert "Line of control" in named()
    page.locator('[data-view="karachi"]').click()
    assert named() == ["International border"]
    page.locator('[data-view="london"]').click()
    assert named() == []


def test_credits_name_the_parts_that_are_used(small_story: SmallStory) -> None:
    airports = next(line for line in CREDIT_LINES if "airport" in line)
    places = small_story.places
    without = story_map(replace(small_story, places=places.assign(provider="geonames"))).sealed()
    assert airports not in without
    assert all(line in without for line in CREDIT_LINES if line != airports)
    with_airport = story_map(replace(small_story, places=places.assign(provider="iata"))).sealed()
    assert airports in with_airport
