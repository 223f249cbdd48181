"""The real story, read once for all pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import geo

if TYPE_CHECKING:
    from pathlib import Path

    from geo.story import Story


@pytest.fixture(scope="session")
def story(data: Path) -> Story:
    """Read the story of the two articles."""
    return geo.read_story(data)
