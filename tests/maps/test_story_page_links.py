"""Links over the antimeridian reach the other place, and a view of both shows them side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from maps.small_story import SmallStory

from geo.maps import story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open

SUVA, APIA = (178.44, -18.14), (-171.77, -13.83)


def across() -> SmallStory:
    """Return the small story moved to Fiji and Samoa, with one line cut at 180°."""
    small = SmallStory()
    line = shapely.MultiLineString(
        [[SUVA, (180, -17.5)], [(-180, -17.5), (-175, -15.2), APIA]],
    )
    where = {"karachi": SUVA, "edgware": APIA, "barnet": APIA}
    places = small.places.copy()
    for name, (lon, lat) in where.items():
        places.loc[name, ["lon", "lat", "precision"]] = [lon, lat, "site"]
        places.loc[name, "geometry"] = shapely.Point(lon, lat)
    events = small.events.copy()
    for name, row in events.iterrows():
        if row["place"]:
            spot = places.loc[row["place"]]
            events.loc[name, ["lon", "lat", "precision"]] = [spot["lon"], spot["lat"], "site"]
            events.loc[name, "geometry"] = spot.geometry
    links = small.links.iloc[[0]].copy()
    links["geometry"] = gpd.GeoSeries([line], index=links.index, crs=4326)
    return replace(small, events=events, places=places, links=links)


@pytest.mark.browser
def test_the_line_ends_at_both_places(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(across()), path)
    found = opened(path)
    found.wait_for_basemap()
    told = found.page.evaluate(
        """() => {
            const line = document.querySelector(".geo-link");
            const box = line.getBoundingClientRect();
            const marks = [...document.querySelectorAll(".geo-mark:not(.is-quiet)")].map((mark) => {
                const { left, width } = mark.getBoundingClientRect();
                return left + width / 2 });
            const bounds = story_map_1.getBounds();
            const moves = line.getAttribute("d").match(/M/g).length;
            return { line: [box.left, box.right], marks: marks.sort((a, b) => a - b), moves,
                span: bounds.getEast() - bounds.getWest() } }"""
    )
    assert told["span"] < 40  # not the whole world
    assert told["moves"] == 1  # one line, not two to the edges of the map
    assert len(told["marks"]) == 2
    assert told["line"][0] == pytest.approx(told["marks"][0], abs=4)
    assert told["line"][1] == pytest.approx(told["marks"][1], abs=4)
    assert found.complaints == []


@pytest.mark.browser
def test_a_reader_who_drags_on_round_the_world_finds_the_marks_again(
    tmp_path: Path, opened: Open
) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(across()), path)
    found = opened(path)
    page = found.page
    page.evaluate("document.querySelector('.geo-archive').scrollIntoView()")
    for lon in (-180, 180, 540):
        page.evaluate("(lon) => story_map_1.setView([-16, lon], 5, { animate: false })", lon)
        seen = page.evaluate(
            """() => [...document.querySelectorAll(".geo-mark:not(.is-quiet), .geo-chip")].filter(
                (mark) => {
                    const { left, top } = mark.getBoundingClientRect();
                    const seen = left > 0 && left < 830 && top > 100 && top < 700;
                    return seen && !mark.hidden }).length"""
        )
        assert seen == 3, lon  # two marks and the link's chip
