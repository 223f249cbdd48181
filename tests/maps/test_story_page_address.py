"""The address's fragment holds view, time, filter and selection, and nothing in it does harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open, Opened

pytestmark = pytest.mark.browser


@pytest.fixture
def page(small_page: Path, opened: Open) -> Opened:
    return opened(small_page)


def fragment(page: Opened) -> str:
    page.page.wait_for_timeout(400)  # it is written when the reader rests
    return page.page.evaluate("location.hash")


def test_the_page_opens_without_a_fragment_and_writes_what_changes(page: Opened) -> None:
    assert fragment(page) == ""
    page.page.locator('button[data-view="far"]').click()
    page.page.locator('[data-item="clash"] .geo-head').click()
    page.page.locator(".geo-time-field").fill("2007-05-12")
    page.page.locator(".geo-time-field").press("Enter")
    assert fragment(page) == "#view=far&time=2007-05-12&item=clash"


def test_a_fragment_shows_all_that_it_holds(page: Opened) -> None:
    address = "#view=far&time=2007-05&status=alleged&item=clash"
    page.page.evaluate("(address) => { location.hash = address }", address)
    page.page.wait_for_function("() => geoMaps.report(story_map_1).selected === 'clash'")
    told = page.report()
    assert (told["view"], told["shown"]) == ("far", ["clash", "order"])
    assert page.page.locator(".geo-time-field").input_value() == "2007-05"
    assert page.page.locator('[data-item="clash"] .geo-details').is_visible()
    assert fragment(page) == address


def test_a_fragment_is_read_when_the_page_opens(page: Opened) -> None:
    page.page.goto("about:blank")
    page.page.go_back()
    url = page.page.url.split("#")[0]
    page.page.goto("about:blank")
    page.page.goto(f"{url}#map=6/30/70&find=call&item=call")
    page.page.wait_for_function("() => geoMaps.report(story_map_1).selected === 'call'")
    centre = page.page.evaluate("[story_map_1.getCenter().lat, story_map_1.getCenter().lng]")
    assert centre == pytest.approx([30, 70], abs=0.01)
    assert page.page.locator(".geo-search").input_value() == "call"


def test_the_skip_link_leaves_the_state_as_it_is(page: Opened) -> None:
    page.page.locator('[data-item="clash"] .geo-head').click()
    page.page.locator(".geo-skip").focus()
    page.page.keyboard.press("Enter")
    assert page.report()["selected"] == "clash"
    assert page.page.evaluate("document.activeElement.id") == "story_map_1_panel"


def test_a_view_stays_whatever_the_step_and_the_item_beside_it(page: Opened) -> None:
    url = page.page.url.split("#")[0]
    address = "#step=there&view=far&item=clash"
    page.page.goto("about:blank")
    page.page.goto(url + address)
    page.page.wait_for_function("() => geoMaps.report(story_map_1).selected === 'clash'")
    page.page.wait_for_timeout(600)  # longer than the map moves
    assert page.report()["view"] == "far"
    assert fragment(page) == address


def test_an_address_set_while_another_is_to_be_written_is_read(page: Opened) -> None:
    page.page.evaluate(
        """() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => { location.hash = "#view=far&item=order"; };
            document.querySelector('[data-item="clash"] .geo-head').click();
            port2.postMessage("next");
            const until = performance.now() + 400;  // the page's own address is overdue then
            while (performance.now() < until);
        }"""
    )
    assert fragment(page).endswith("view=far&item=order")
    assert page.report()["selected"] == "order"
