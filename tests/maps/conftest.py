"""A small story, and a way to open a page where there is no network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from maps.opening import Opened
from maps.small_story import FREE_TEXT, SmallStory

from geo.maps import story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from maps.opening import Open
    from playwright.sync_api import Browser, Route


@pytest.fixture
def small_story() -> SmallStory:
    return SmallStory()


@pytest.fixture(scope="session")
def small_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small story's page, saved once: a test only reads it."""
    path: Path = tmp_path_factory.mktemp("small-page") / "page.html"
    save_html(story_map(SmallStory()), path)
    return path


@pytest.fixture
def with_text(small_story: SmallStory) -> Callable[[str], SmallStory]:
    """Return a function that writes one text into every text field of a story."""

    def changed(text: str) -> SmallStory:
        frames = {
            name: getattr(small_story, name).assign(**dict.fromkeys(columns, text))
            for name, columns in FREE_TEXT.items()
        }
        return replace(small_story, title=text, finding=text, **frames)

    return changed


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Open]:
    """Return a function that opens a file with the network refused."""
    contexts = []

    def open_file(
        path: Path, *, width: int = 1280, height: int = 800, served: dict[str, Path] | None = None
    ) -> Opened:
        context = chromium.new_context(viewport={"width": width, "height": height})
        context.set_offline(offline=True)
        contexts.append(context)
        page = context.new_page()
        found = Opened(page, [], [])

        def answer(route: Route) -> None:
            address = route.request.url
            if address == path.as_uri():
                route.continue_()
                return
            found.requests.append(address)
            file = next(
                (file for end, file in (served or {}).items() if address.endswith(end)), None
            )
            if file is None:
                route.abort()
            else:
                route.fulfill(path=file)

        context.route("**/*", answer)
        page.on("console", lambda message: found.complaints.append(message.text))
        page.on("pageerror", lambda error: found.complaints.append(str(error)))
        page.goto(path.as_uri())
        return found

    yield open_file
    for context in contexts:
        context.close()
