"""The small story that the tests of this room spoil and read."""

from pathlib import Path

import pytest
from story.small import SmallStory


@pytest.fixture
def small(tmp_path: Path) -> SmallStory:
    """Return a valid small story that isn't written yet."""
    return SmallStory(tmp_path / "two-choirs")
