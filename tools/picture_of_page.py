"""Take the picture that README shows: ``outputs/london-karachi.html`` → ``docs/map.png``."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

from tools.find_chromium import ADVICE, find

ROOT = Path(__file__).parents[1]
SIZE_PX: ViewportSize = {"width": 1280, "height": 800}


def main() -> None:
    """Open the built page without a network and write the picture."""
    chromium = find()
    if not chromium:
        raise SystemExit(ADVICE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE_PX, reduced_motion="reduce")
        page.context.set_offline(True)
        page.goto((ROOT / "outputs" / "london-karachi.html").as_uri())
        page.locator(".leaflet-container path").first.wait_for()
        page.screenshot(path=ROOT / "docs" / "map.png")
        browser.close()


if __name__ == "__main__":
    main()
