"""What the desk's tests share: two drafted articles on a desk of their own.

The draft is kept here as it was once, so that these tests say the same whatever the finders find.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from desk.running import desk, drafted_story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desk.running import Running


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drafted_story(tmp_path_factory.mktemp("desk") / "story")


@pytest.fixture
def story(drafted: Path, tmp_path: Path) -> Path:
    return shutil.copytree(drafted, tmp_path / "story")


@pytest.fixture
def running(story: Path) -> Iterator[Running]:
    with desk(story) as at_work:
        yield at_work
