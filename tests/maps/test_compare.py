"""Two tables on one page: one key of colours, two maps that move as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from maps.exploring import seven_events

import geo
from geo.errors import MapError

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open

    from geo.maps import CompareMap


def halves() -> CompareMap:
    """Return floods and fires beside what is neither, of seven events."""
    table = seven_events()
    some = table["kind"].isin(["flood", "fire"])
    return geo.compare(table[some], table[~some], names=("Some", "Others"), column="kind")


def test_a_value_has_one_colour_in_both() -> None:
    left, right = halves()._layers
    assert left._colours.key == right._colours.key
    assert left._colours.key["names"] == ["flood", "fire", "strike"]
    assert left._colours.codes.tolist() == [0, 0, 0, 1, 1]
    assert right._colours.codes.tolist() == [2, 255]


def test_the_same_page_is_the_same_bytes() -> None:
    assert halves().sealed() == halves().sealed()


def test_two_names_are_wanted() -> None:
    with pytest.raises(MapError, match="names: found 'ab', wanted two names"):
        geo.compare(seven_events(), seven_events(), names="ab")


@pytest.mark.browser
def test_maps_move_as_one_and_are_filtered_apart(opened: Open, tmp_path: Path) -> None:
    geo.save_html(halves(), tmp_path / "halves.html")
    found = opened(tmp_path / "halves.html")
    page = found.page
    page.get_by_text("5 events, 5 in view").wait_for()
    page.get_by_text("2 events, 2 in view").wait_for()
    # Halves of an odd and an even width have their middles half a pixel apart.
    places = """() => [...document.querySelectorAll(".folium-map")].map(({id}) => {
        const zoom = window[id].getZoom();
        const {x, y} = window[id].project(window[id].getCenter(), zoom);
        return [x, y, zoom] })"""
    left, right = page.evaluate(places)
    assert left == pytest.approx(right, abs=1)
    for half, move in ((0, "Zoom in"), (1, "Zoom out")):
        page.locator(".folium-map").nth(half).get_by_role("button", name=move).click()
        page.wait_for_timeout(400)
        now = page.evaluate(places)
        assert now[0] == pytest.approx(now[1], abs=1)
        assert (now[0][2] > left[2]) is (half == 0)

    page.get_by_role("button", name="only flood").first.click()
    page.get_by_text("3 of 5 events").wait_for()
    page.get_by_text("2 events, ").wait_for()

    page.get_by_role("button", name="Swipe").click()
    boxes = [page.locator(".folium-map").nth(half).bounding_box() for half in (0, 1)]
    assert boxes[0] == boxes[1]
    page.get_by_role("slider", name="Share of Some").fill("25")
    clip = page.locator(".folium-map").nth(1).evaluate("map => getComputedStyle(map).clipPath")
    assert clip == "inset(0px 0px 0px 25%)"
    # A click at a tenth of the width meets the left map, one at nine tenths the right.
    width, middle = boxes[0]["width"], boxes[0]["y"] + boxes[0]["height"] / 3
    hits = [
        page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).closest('.folium-map').ariaLabel",
            [boxes[0]["x"] + share * width, middle],
        )
        for share in (0.1, 0.9)
    ]
    assert hits == ["Map: Some", "Map: Others"]
    assert found.requests == []
    assert found.complaints == []
