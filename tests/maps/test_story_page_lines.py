"""A click on a line opens the line that is nearest, and a pointer says which that is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from maps.small_story import SmallStory

from geo.maps import story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open, Opened

WEST, EAST, NORTH, SOUTH = (-20, 40), (40, 40), (10, 62), (10, 10)


def crossing(copies: int) -> SmallStory:
    """Return the small story with links from west to east, and one from north to south."""
    small = SmallStory()
    one = small.links.iloc[[0]]
    rows = [one.rename(index={one.index[0]: f"east-{number}"}) for number in range(copies)]
    rows.append(one.rename(index={one.index[0]: "south"}))
    lines = [shapely.LineString([WEST, EAST])] * copies + [shapely.LineString([NORTH, SOUTH])]
    links = gpd.GeoDataFrame(pd.concat(rows), crs=4326)
    links["title"] = [f"Link {name}" for name in links.index]
    links["geometry"] = gpd.GeoSeries(lines, index=links.index, crs=4326)
    return replace(small, links=links, events=small.events.iloc[:0])


def opened_story(copies: int, tmp_path: Path, opened: Open) -> Opened:
    save_html(story_map(crossing(copies)), tmp_path / "page.html")
    found = opened(tmp_path / "page.html")
    found.wait_for_basemap()
    found.page.evaluate("document.querySelector('.geo-archive').scrollIntoView()")
    found.page.evaluate("story_map_1.setView([37, 10], 3.5, { animate: false })")
    return found


POINTS = """() => [...document.querySelectorAll(".geo-link")].map((line) => {
    const at = line.getPointAtLength(line.getTotalLength() * 0.3);
    const { x, y } = at.matrixTransform(line.getScreenCTM());
    return [x, y] })"""


def selected(found: Opened) -> str:
    return str(found.report()["selected"])


@pytest.mark.browser
def test_of_lines_side_by_side_the_nearest_opens(tmp_path: Path, opened: Open) -> None:
    found = opened_story(3, tmp_path, opened)
    *beside, _ = found.page.evaluate(POINTS)
    assert len({round(y) for _, y in beside}) == 3
    names = ["east-0", "east-1", "east-2"]
    for aside in (-3, 3):
        for name, (x, y) in zip(names, beside, strict=True):
            found.page.mouse.click(x, y + aside)
            assert selected(found) == name


@pytest.mark.browser
def test_where_lines_cross_the_reader_chooses(tmp_path: Path, opened: Open) -> None:
    found = opened_story(1, tmp_path, opened)
    page = found.page
    x, y = page.evaluate(
        """() => { const at = story_map_1.latLngToContainerPoint([40, 10]);
            const box = story_map_1.getContainer().getBoundingClientRect();
            return [box.left + at.x, box.top + at.y] }"""
    )
    page.evaluate("document.querySelectorAll('.geo-chip').forEach((chip) => chip.remove())")
    page.mouse.click(x, y)
    choices = page.locator("ul.geo-choices button")
    assert choices.locator(".geo-title").all_inner_texts() == ["Link east-0", "Link south"]
    assert selected(found) == ""
    choices.nth(1).click()
    assert selected(found) == "south"
    choices.first.wait_for(state="detached")
    assert found.complaints == []


@pytest.mark.browser
def test_a_pointer_says_what_a_click_would_open(tmp_path: Path, opened: Open) -> None:
    found = opened_story(3, tmp_path, opened)
    *beside, _ = found.page.evaluate(POINTS)
    x, y = beside[1]
    found.page.mouse.move(x, y + 2)
    assert found.page.locator(".geo-link-tip").inner_text() == "Link east-1"
    assert found.page.locator(".geo-casing.is-near").count() == 1
    found.page.mouse.move(x, y + 200)
    found.page.locator(".geo-link-tip").wait_for(state="detached")
