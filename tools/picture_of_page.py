"""Draw the pictures of the story pages in ``docs/``: those of README and of the gallery."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright

import geo
from tools.find_chromium import ADVICE, find

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
SIZE_PX: ViewportSize = {"width": 1280, "height": 800}
SMALL = (480, 300)
STORIES = {"london-karachi": "data", "krakatau": "examples/krakatau"}


class Shot(NamedTuple):
    """What a picture shows: a story's page, the fragment of its address, what stands at the top."""

    story: str
    fragment: str = ""
    top: str = ""


PICTURES = {
    "map.png": Shot("london-karachi"),
    "figures.png": Shot("london-karachi", "#step=contested-figures"),
    "time.png": Shot("london-karachi", "#view=karachi&time=2007-05-12/2007-05-13"),
    "krakatau.png": Shot("krakatau", "#step=ash"),
    "gallery/00-start-here.png": Shot("london-karachi", "#step=contested-figures"),
    "gallery/01-the-link.png": Shot("london-karachi"),
    "gallery/03-claims-and-figures.png": Shot("london-karachi", top=".geo-differing"),
    "gallery/04-time.png": Shot("london-karachi", "#view=karachi&time=2007-05-12/2007-05-13"),
    "gallery/05-your-own-story.png": Shot("krakatau"),
}
"""The names in the places' own scripts want fonts for them (on Debian ``fonts-noto-core``)."""


def take(browser: Browser, pages: Path, name: str, shot: Shot) -> None:
    """Open a built page without a network and write one picture, small ones in few colours."""
    page = browser.new_page(viewport=SIZE_PX, reduced_motion="reduce")
    page.context.set_offline(True)
    page.goto((pages / f"{shot.story}.html").as_uri() + shot.fragment)
    page.locator(".leaflet-container path").first.wait_for(state="attached")
    if shot.top:
        page.locator(shot.top).evaluate("(one) => one.scrollIntoView({ block: 'start' })")
    page.wait_for_timeout(900)  # the basemap is inflated and painted after the first line
    picture: Image.Image = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    if name.startswith("gallery"):
        picture = picture.convert("RGB").resize(SMALL, Image.Resampling.LANCZOS).quantize(128)
    picture.save(ROOT / "docs" / name, optimize=True)


def main() -> None:
    """Write every picture."""
    chromium = find()
    if not chromium:
        raise SystemExit(ADVICE)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for name, story in STORIES.items():
            page = geo.story_map(geo.read_story(ROOT / story))
            geo.save_html(page, Path(folder, f"{name}.html"))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, shot in PICTURES.items():
            take(browser, Path(folder), name, shot)
        browser.close()


if __name__ == "__main__":
    main()
