"""A page scrolls past its map, in a frame and on a phone; Ctrl or two fingers move the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.maps import explore, story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from maps.opening import Open
    from maps.small_story import SmallStory
    from playwright.sync_api import Browser, Frame, Page

MAP = (
    "window[Object.keys(window).find((name) => /map/.test(name) && window[name] instanceof L.Map)]"
)
TO_THE_MAP = "scrollTo(0, document.querySelector('.geo-archive')?.offsetTop ?? 0)"
FRAME = '<body style="margin:0;height:3000px"><iframe src="{}" width="900" height="600"></iframe>'


def save(which: str, story: SmallStory, path: Path) -> Path:
    if which == "story":
        save_html(story_map(story), path)
    else:
        explore(story.events, title="Events").save(path)
    return path


@pytest.fixture(params=["story", "explore"])
def framed(
    request: pytest.FixtureRequest, small_story: SmallStory, tmp_path: Path, chromium: Browser
) -> Iterator[tuple[Page, Frame]]:
    """Yield a long page with a map in a frame, and the frame."""
    page_of_map = save(request.param, small_story, tmp_path / "page.html")
    outer = tmp_path / "outer.html"
    outer.write_text(FRAME.format(page_of_map.name), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1000, "height": 700})
    page.goto(outer.as_uri())
    frame = page.frames[1]
    frame.locator(".leaflet-container").wait_for()
    frame.wait_for_function(f"() => {MAP}?.getZoom() !== undefined")
    frame.evaluate(TO_THE_MAP)
    yield page, frame
    page.close()


def zoom(frame: Frame | Page) -> float:
    return float(frame.evaluate(f"{MAP}.getZoom()"))


def middle_of_map(frame: Frame) -> tuple[float, float]:
    box = frame.locator(".leaflet-container").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.browser
def test_the_wheel_scrolls_the_page_around_a_frame(framed: tuple[Page, Frame]) -> None:
    page, frame = framed
    before, top = zoom(frame), frame.evaluate("scrollY")
    page.mouse.move(*middle_of_map(frame))
    page.mouse.wheel(0, 200)
    hint = frame.locator(".geo-gesture-hint.is-shown")
    hint.wait_for()
    assert hint.inner_text() == "Hold Ctrl while scrolling to zoom"
    for _ in range(100):
        if page.evaluate("scrollY") + frame.evaluate("scrollY") > top:
            break
        page.wait_for_timeout(50)
    else:
        pytest.fail("nothing was scrolled")
    assert zoom(frame) == before


@pytest.mark.browser
def test_ctrl_and_the_wheel_zoom_the_map_in_a_frame(framed: tuple[Page, Frame]) -> None:
    page, frame = framed
    before = zoom(frame)
    page.mouse.move(*middle_of_map(frame))
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    frame.wait_for_function(f"() => {MAP}.getZoom() > {before}")
    assert page.evaluate("window.scrollY") == 0


@pytest.mark.browser
def test_a_page_of_its_own_zooms_by_the_wheel_alone(
    tmp_path: Path, small_story: SmallStory, opened: Open
) -> None:
    found = opened(save("explore", small_story, tmp_path / "page.html"))
    found.page.wait_for_function(f"() => {MAP}?.getZoom() !== undefined")
    before = zoom(found.page)
    box = found.page.locator(".leaflet-container").bounding_box()
    assert box is not None
    found.page.mouse.move(box["x"] + 200, box["y"] + 200)
    found.page.mouse.wheel(0, -400)
    found.page.wait_for_function(f"() => {MAP}.getZoom() > {before}")
    assert found.page.locator(".geo-gesture-hint").count() == 0


@pytest.mark.browser
def test_a_finger_scrolls_a_phone_s_page_over_the_map(
    tmp_path: Path, small_story: SmallStory, chromium: Browser
) -> None:
    path = save("story", small_story, tmp_path / "page.html")
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(path.as_uri())
    page.locator(".geo-link").first.wait_for(state="attached")
    page.evaluate(TO_THE_MAP)
    before = page.evaluate("scrollY")
    box = page.locator(".leaflet-container").bounding_box()
    assert box is not None
    centre = page.evaluate(f"{MAP}.getCenter().lat")
    touch = context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 40
    for step in range(9):
        points = [{"x": x, "y": y - 20 * step}]
        kind = "touchMove" if step else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function(f"() => window.scrollY > {before} + 50")
    assert page.evaluate(f"{MAP}.getCenter().lat") == centre
    assert page.locator(".geo-gesture-hint").inner_text() == "Two fingers move the map"
    context.close()


@pytest.mark.browser
def test_the_wheel_scrolls_a_story_s_page_past_its_map(
    tmp_path: Path, small_story: SmallStory, opened: Open
) -> None:
    page = opened(save("story", small_story, tmp_path / "page.html")).page
    page.evaluate(TO_THE_MAP)
    before, top = zoom(page), page.evaluate("scrollY")
    box = page.locator(".leaflet-container").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 300)
    page.mouse.wheel(0, 200)
    page.locator(".geo-gesture-hint.is-shown").wait_for()
    page.wait_for_function(f"() => scrollY > {top}")
    assert zoom(page) == before
