from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from matplotlib.text import Text
from shapely import LineString, MultiLineString, Point

from geo.errors import MapError
from geo.figures import draw
from geo.figures.messages import differing_sets, evidence_text, not_drawn

if TYPE_CHECKING:
    from geo.story import Story


def texts(story: Story) -> list[str]:
    return [artist.get_text() for artist in draw(story).findobj(Text)]


@pytest.fixture(scope="module")
def shown(story: Story) -> str:
    return "\n".join(texts(story))


def test_the_picture_is_twelve_inches_wide(story: Story) -> None:
    assert draw(story).get_size_inches()[0] == 12.0


def test_title_finding_credits_and_sources_are_there(story: Story, shown: str) -> None:
    words = " ".join(shown.split())
    assert story.title in shown
    assert story.finding in words
    assert "Contains Ordnance Survey data © Crown copyright and database right" in words
    assert "GeoNames (geonames.org), CC BY 4.0" in words
    assert "BBC News, Alastair Lawson, 16 May 2007" in words


def test_every_drawn_link_has_a_number_and_a_line_in_the_list(story: Story, shown: str) -> None:
    drawn = story.links[story.links.geometry.notna()]
    lines = shown.split("\n")
    for number in range(1, len(drawn) + 1):
        assert lines.count(str(number)) == 2, number
    assert all(title in lines for title in drawn["title"])


def test_a_line_to_a_country_has_no_length(shown: str) -> None:
    words = " ".join(shown.split())
    assert "Journey, Pakistan – Britain. Reported by The Independent" in words
    assert "Telephone, Edgware – Karachi, 6,329 km." in words
    assert "nan" not in words.split()


def test_an_allegation_stands_with_its_denial(story: Story) -> None:
    told = evidence_text(story.claims, about="alleged-orchestration")
    assert told.startswith("alleged by opposition parties (BBC News, paragraph 22)")
    assert "denied by M Anwar (BBC News, paragraph" in told


def test_the_death_toll_is_a_set_of_three_and_never_a_sum(story: Story, shown: str) -> None:
    sets = differing_sets(story.figures, story.claims)
    assert [group["label"].tolist() for group in sets] == [
        ["at least 40 people", "at least 41 people", "42 people"]
    ]
    assert "Deaths: the sources differ" in shown
    assert "at least 41 people\nBBC News, paragraph 19" in shown
    assert "42 people\nThe Independent, paragraph 9" in shown
    assert "123" not in shown


def test_what_is_not_drawn_is_said(shown: str) -> None:
    words = " ".join(shown.split())
    assert "Outside these maps: Chicago." in words
    assert "an end is not stated: Attacks on opponents allegedly directed from London;" in words
    assert "streets of Karachi, not named" in words


def test_events_without_a_place_are_named_and_of_many_the_first(story: Story) -> None:
    def told(count: int) -> str:
        events = story.events.iloc[[0] * count].assign(place="", title="A murder")
        return not_drawn(dataclasses.replace(story, events=events), shown=frozenset())[1]

    assert told(2) == "No place stated: A murder; A murder."
    assert told(20) == f"No place stated: {'A murder; ' * 13}and 7 more."


def test_nothing_left_out_leaves_nothing_to_say(story: Story) -> None:
    whole = dataclasses.replace(
        story,
        links=story.links[story.links.geometry.notna()],
        places=story.places[story.places.geometry.notna()],
        events=story.events[story.events["place"] != ""],
    )
    assert not_drawn(whole, shown=frozenset(story.places.index)) == []


def test_a_story_without_links_views_or_figures_is_drawn(story: Story) -> None:
    bare = dataclasses.replace(
        story,
        links=story.links.iloc[:0],
        views=story.views.iloc[:0],
        figures=story.figures.iloc[:0],
        events=story.events.iloc[:0],
        claims=story.claims.iloc[:0],
    )
    assert "Links" not in texts(bare)


def test_a_story_over_the_antimeridian_is_drawn(story: Story) -> None:
    place = story.places.loc[["karachi"]]
    places = gpd.GeoDataFrame(
        {**{name: [place[name].iloc[0]] * 2 for name in place.columns if name != "geometry"}},
        index=["tokyo", "los-angeles"],
        geometry=[Point(139.7, 35.7), Point(-118.2, 34.1)],
        crs="EPSG:4326",
    ).assign(label=["Tokyo", "Los Angeles"], lon=[139.7, -118.2], lat=[35.7, 34.1])
    line = MultiLineString([[(139.7, 35.7), (180, 48)], [(-180, 48), (-118.2, 34.1)]])
    links = story.links.iloc[[0]].set_geometry(
        gpd.GeoSeries([line], index=story.links.index[:1], crs=4326)
    )
    there = dataclasses.replace(story, places=places, links=links, views=story.views.iloc[:0])
    found = texts(there)
    assert "Tokyo" in found
    assert "Los Angeles" in found


def test_a_story_around_the_world_is_drawn(story: Story) -> None:
    lines = [LineString([(0, 0), (90, 10)]), LineString([(-170, -40), (-60, 60)])]
    links = story.links.iloc[:2]
    links = links.set_geometry(gpd.GeoSeries(lines, index=links.index, crs=4326))
    assert story.title in texts(dataclasses.replace(story, links=links))


def test_frames_that_cannot_be_drawn_are_refused(story: Story) -> None:
    with pytest.raises(MapError, match="links: wanted the columns medium, got none of them"):
        draw(dataclasses.replace(story, links=story.links.drop(columns="medium")))
    with pytest.raises(MapError, match="places: wanted CRS EPSG:4326, got EPSG:3857"):
        draw(dataclasses.replace(story, places=story.places.to_crs(3857)))
    nowhere = story.places.set_geometry(gpd.GeoSeries([None] * len(story.places), crs=4326))
    with pytest.raises(MapError, match="places: wanted at least one with a geometry"):
        draw(dataclasses.replace(story, places=nowhere))


def test_the_frames_are_not_changed(story: Story) -> None:
    before = {
        name: getattr(story, name).copy() for name in ("places", "links", "claims", "figures")
    }
    draw(story)
    assert all(getattr(story, name).equals(frame) for name, frame in before.items())
