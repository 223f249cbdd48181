"""Names and marks at the map's edge and under its buttons: whole, or not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import geo
from geo.maps import story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

# Each word that is written on a canvas over the map, with where it lies on the screen.
WATCH = """
window.written = new Map();
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const [known, half] = [window.written.get(this.canvas) ?? [], this.measureText(text).width / 2];
    window.written.set(this.canvas, [...known, { text, x, y, half }]);
    return write.call(this, text, x, y);
};
const clear = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, "width");
Object.defineProperty(HTMLCanvasElement.prototype, "width", {
    ...clear,
    set(width) { window.written.delete(this); clear.set.call(this, width); },
});
"""
NAMES = """() => {
    const seen = document.querySelector(".folium-map").getBoundingClientRect();
    return [...window.written].filter(([canvas]) => canvas.closest(".folium-map")).flatMap(
        ([canvas, words]) => words.map(({ text, x, y, half }) => {
            const corner = canvas.getBoundingClientRect();
            const [left, right] = [corner.left + x - half, corner.left + x + half];
            const [top, bottom] = [corner.top + y - 6, corner.top + y + 6];
            return { text,
                inside: left >= seen.left && right <= seen.right &&
                    top >= seen.top && bottom <= seen.bottom,
                outside: right <= seen.left || left >= seen.right ||
                    bottom <= seen.top || top >= seen.bottom };
        }));
}"""
DISCS = ".geo-chip:not([hidden]) circle:not(.geo-chip-target)"
CHIPS = """(discs) => [...document.querySelectorAll(discs)].map((chip) => {
    const { left, right, top, bottom } = chip.getBoundingClientRect();
    const over = [...document.querySelectorAll(".leaflet-control, .geo-views")].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.left < right && box.right > left && box.top < bottom && box.bottom > top;
    });
    return { under: over.map((one) => one.className) };
})"""


@pytest.fixture(scope="module")
def story_page(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cut") / "story.html"
    save_html(story_map(geo.read_story(data)), path)
    return path


@pytest.fixture(params=[390, 1200, 1280])
def page(request: pytest.FixtureRequest, chromium: Browser, story_page: Path) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": request.param, "height": 800}, reduced_motion="reduce"
    )
    context.set_offline(offline=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(story_page.as_uri())
    page.wait_for_function(f"() => ({NAMES})().some(({{ text }}) => text === 'Karachi')")
    yield page
    context.close()


def views(page: Page) -> Iterator[str]:
    """Go to each of the story's views, and wait until its names are written."""
    for view in ("London", "Karachi", "The whole link"):
        page.get_by_role("button", name=view, exact=True).click()
        page.wait_for_timeout(500)
        yield view


def test_a_name_is_seen_whole_or_not_at_all(page: Page) -> None:
    for view in views(page):
        told: list[dict[str, Any]] = page.evaluate(NAMES)
        expected = "Edgware" if view == "London" else "Karachi"
        assert expected in {one["text"] for one in told if one["inside"]}
        assert [one["text"] for one in told if not one["inside"] and not one["outside"]] == [], view


def test_no_letter_of_a_link_lies_under_a_button(page: Page) -> None:
    for view in views(page):
        chips = page.evaluate(CHIPS, DISCS)
        assert len(chips) >= 2, view
        assert [one["under"] for one in chips if one["under"]] == [], view
