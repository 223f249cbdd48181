"""The story's steps as a control on any folium map, by pointer and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import folium
import pytest

from geo.maps import EventLayer, LinkLayer, Panel, Steps, Timeline, Views, story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open
    from maps.small_story import SmallStory

pytestmark = pytest.mark.browser


def plain_map(story: SmallStory) -> folium.Map:
    """Return a folium map with layers, list, timeline, views and steps."""
    found = folium.Map(tiles=None)
    told = {"claims": story.claims, "figures": story.figures}
    EventLayer(story.events, **told).add_to(found)
    LinkLayer(story.links, **told).add_to(found)
    Panel(actors=story.actors, **told).add_to(found)
    Views(story.views, places=story.places, links=story.links).add_to(found)
    Timeline().add_to(found)
    Steps(story.steps).add_to(found)
    return found


def test_next_and_back_by_keyboard(small_story: SmallStory, tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "page.html"
    save_html(plain_map(small_story), path)
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
