"""Footnotes: numbers for claims, in the finding and the steps, and the way to each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo.maps import story_map
from geo.maps.guide import Footnotes
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open
    from maps.small_story import SmallStory

COLUMNS = ["table", "id", "column", "text", "marked", "claims"]


def cited(story: SmallStory, finding: str, step: str) -> SmallStory:
    """Return the story with marks in its finding and its second step."""
    rows = [
        ("story", "", "finding", "", finding, ""),
        ("steps", "there", "text", "", step, ""),
    ]
    return replace(story, framing=pd.DataFrame(rows, columns=COLUMNS, dtype="str"), as_of="2007-05")


@pytest.fixture
def claims(small_story: SmallStory) -> list[str]:
    return list(small_story.claims.index[:3])


def test_a_claim_keeps_its_number(small_story: SmallStory, claims: list[str]) -> None:
    one, two, three = claims
    story = cited(small_story, f"A call [{two}; {one}].", f"A clash [{three}], a call [{two}].")
    notes = Footnotes(story.framing, claims=story.claims)
    assert notes.finding == [("A call", [1, 2]), (".", [])]
    assert notes.steps == {"there": [("A clash", [3]), (", a call", [1]), (".", [])]}
    assert [row["statement"] for row in notes.rows()] == [
        story.claims.loc[name, "statement"] for name in (two, one, three)
    ]


def test_without_marks_the_text_stands_as_it_is(small_story: SmallStory) -> None:
    page = story_map(small_story).sealed()
    assert "One calls and many listen." in page
    assert "_note_" not in page.split("<script")[0]
    assert "geo-as-of" not in page.split("</style>")[-1].split("<script")[0]


def test_hostile_text_around_marks_stays_text(small_story: SmallStory, claims: list[str]) -> None:
    story = cited(small_story, f"<script>x</script> [{claims[0]}]\"'><b>", "y")
    page = story_map(story).sealed()
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<b>" not in page.split("geo-finding")[-1].split("</p>")[0]


@pytest.mark.browser
def test_a_number_leads_to_its_claim(
    small_story: SmallStory, claims: list[str], tmp_path: Path, opened: Open
) -> None:
    story = cited(small_story, f"A call [{claims[0]}].", f"A clash [{claims[1]}].")
    save_html(story_map(story), tmp_path / "map.html")
    page = opened(tmp_path / "map.html").page
    assert page.locator(".geo-as-of").inner_text() == "As of May 2007"
    page.locator(".geo-finding .geo-marks a").click()
    note = page.locator(".geo-notes li").first
    assert note.evaluate("one => one === document.activeElement")
    assert story.claims.loc[claims[0], "statement"] in note.inner_text()
    page.locator('[data-step="there"] .geo-marks a').click()
    assert page.locator(".geo-notes li").nth(1).evaluate("one => one === document.activeElement")
    assert page.locator('[data-step="there"] .geo-step-text').inner_text() == "A clash2."
    assert "_note_" not in page.url


@pytest.mark.browser
def test_several_marks_at_one_place_are_one_that_opens_all(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    names = list(small_story.claims.index[:5])
    story = cited(small_story, f"A call [{'; '.join(names)}].", "y")
    save_html(story_map(story), tmp_path / "map.html")
    page = opened(tmp_path / "map.html").page
    mark = page.locator(".geo-finding .geo-marks a")
    assert mark.all_inner_texts() == ["1–5"]
    assert mark.get_attribute("aria-label") == "Notes 1–5"
    mark.click()
    assert page.locator(".geo-notes li.is-open").count() == 5
    assert page.locator(".geo-notes li").first.evaluate("one => one === document.activeElement")
