"""Draw the pictures that README shows: ``outputs/london-karachi.html`` → ``docs/*.png``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import ViewportSize, sync_playwright

from tools.find_chromium import ADVICE, find

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
SIZE_PX: ViewportSize = {"width": 1280, "height": 800}
PICTURES = {
    "map": "",
    "figures": "#step=contested-figures",
    "time": "#view=karachi&time=2007-05-12/2007-05-13",
}
"""What each picture shows: the fragment of the page's address.

The names in the places' own scripts want fonts for them (on Debian ``fonts-noto-core``).
"""


def take(browser: Browser, *, name: str, fragment: str) -> None:
    """Open the built page without a network and write one picture."""
    page = browser.new_page(viewport=SIZE_PX, reduced_motion="reduce")
    page.context.set_offline(True)
    page.goto((ROOT / "outputs" / "london-karachi.html").as_uri() + fragment)
    page.locator(".leaflet-container path").first.wait_for()
    page.wait_for_timeout(600)  # the basemap is inflated and painted after the first line
    page.screenshot(path=ROOT / "docs" / f"{name}.png")
    page.close()


def main() -> None:
    """Write every picture."""
    chromium = find()
    if not chromium:
        raise SystemExit(ADVICE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, fragment in PICTURES.items():
            take(browser, name=name, fragment=fragment)
        browser.close()


if __name__ == "__main__":
    main()
