"""What the desk's tests share: two drafted articles on a desk of their own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from desk.running import ARTICLES, GIVEN, desk, new_story, start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desk.running import Running


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a story with the draft of both articles, on which nothing is decided."""
    story = new_story(tmp_path_factory.mktemp("desk") / "story")
    start(story, ARTICLES / "harbour.txt", ARTICLES / "quarry.txt", *GIVEN).stop()
    return story


@pytest.fixture
def story(drafted: Path, tmp_path: Path) -> Path:
    return shutil.copytree(drafted, tmp_path / "story")


@pytest.fixture
def running(story: Path) -> Iterator[Running]:
    with desk(story) as at_work:
        yield at_work
