"""A still picture marks the places that are guesses, and its key says what the mark means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.text import Text
from story.small import SmallStory

import geo
from geo.figures import draw
from geo.figures.messages import description

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.story import Story

KEY = "unsure: it may be another place of that name"


@pytest.fixture
def story_with(tmp_path: Path) -> Callable[..., Story]:
    """Return a function that reads the small story with guesses for some places."""

    def read(*guesses: str) -> Story:
        small = SmallStory(tmp_path / "two-choirs")
        for name in guesses:
            small.row("pins", name)["confidence"] = "0.55"
        return geo.read_story(small.write())

    return read


def test_a_guess_has_a_sign_at_its_mark_at_the_end_of_its_link_and_in_the_key(
    story_with: Callable[..., Story],
) -> None:
    texts = draw(story_with("karachi")).findobj(Text)
    words = " ".join(text.get_text() for text in texts)
    label = next(text for text in texts if text.get_text() == "Karachi (label)")
    signs = [text for text in texts if text.get_text() == "?"]
    away = sorted(
        float(np.hypot(*np.subtract(sign.get_position(), label.get_position()))) for sign in signs
    )
    assert len(away) == 3
    assert away[1] < 60 < away[2]  # two near Karachi, one in the key far below
    assert KEY in words
    assert "Edgware – Karachi (label) (unsure), 6,329 km" in words
    assert "Unsure, each may be another place of that name: Karachi (label)." in words


def test_sure_places_have_no_sign_and_no_entry_in_the_key(
    story_with: Callable[..., Story],
) -> None:
    story = story_with()
    words = [text.get_text() for text in draw(story).findobj(Text)]
    assert "?" not in words
    assert not [text for text in words if "unsure" in text.lower()]
    assert "nsure" not in description(story)


def test_who_cannot_see_the_picture_is_told(story_with: Callable[..., Story]) -> None:
    told = description(story_with("edgware"))
    assert told.endswith(" Unsure, each may be another place of that name: Edgware.") or (
        "another place of that name: Edgware. The sources differ on " in told
    )
