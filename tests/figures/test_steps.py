"""Steps of a story: as they are written, and as the tables make them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import shapely

import geo
from geo.evidence import split_ids
from geo.figures.panel import whole_points
from geo.figures.steps import Note, guide_steps

if TYPE_CHECKING:
    from pathlib import Path

    from geo.story.story import Story


@pytest.fixture(scope="module")
def story(data: Path) -> Story:
    return geo.read_story(data)


def test_the_first_step_has_the_arc_and_what_is_contested(story: Story) -> None:
    first = guide_steps(story)[0]
    assert first.emphasis == ("telephone-addresses", "edgware", "karachi", "karachi-violence")
    assert first.notes == (
        Note("telephone-addresses", "Telephone addresses", "Edgware → Karachi · 6,329\xa0km"),
        Note(
            "karachi-violence",
            "Weekend violence in Karachi",
            "12–13 May 2007",
            "contested, sources differ on deaths: at least 40 / at least 41 / 42",
        ),
    )


def test_without_steps_the_tables_make_the_same_opening(story: Story) -> None:
    made = guide_steps(replace(story, steps=story.steps.iloc[:0]))
    assert [step.id for step in made] == ["finding", "london", "karachi", "figures-1"]
    assert made[0].emphasis == guide_steps(story)[0].emphasis
    assert made[0].notes[0].head == "Telephone addresses to Karachi"
    assert made[1].emphasis == ("edgware", "barnet")
    assert made[3].selects == "karachi-violence"
    assert made[3].figures == story.figures.loc["toll-40", "set"]


def test_a_file_of_steps_without_the_newer_columns_is_read(story_folder: Path) -> None:
    steps = story_folder / "steps.csv"
    steps.write_text(
        "id,title,text,view,selects,date\n"
        "one,One,It was so [bbc-orders].,london,orders-to-karachi,\n"
        "two,Two,It was so [bbc-visit].,karachi,,\n",
        encoding="utf-8",
    )
    one, two = guide_steps(geo.read_story(story_folder))
    assert one.emphasis[0] == "telephone-addresses"  # the first opens with what has most claims
    assert two.emphasis == ("karachi", "karachi-airport", "sindh")
    assert two.notes == ()


def test_an_alleged_link_says_so_and_one_between_countries_has_no_length(story: Story) -> None:
    steps = story.steps.assign(
        emphasis=["alleged-orchestration", "hussain-to-britain", "", "", "", ""],
        note="",
        note_at="",
    )
    one, two, *_ = guide_steps(replace(story, steps=steps))
    assert one.notes[0].text == "London → Karachi · 6,318\xa0km · alleged"
    assert one.notes[0].doubt == "contested"
    assert two.notes[0].text == "Pakistan → Britain"


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [
        ("one,One,It was so.,,,,,Words,", "note_at", ""),
        ("one,One,It was so.,,,,nowhere,,", "emphasis", "nowhere"),
        ("one,One,It was so.,,,,,Words,bbc-orders", "note_at", "bbc-orders"),
    ],
)
def test_a_note_that_stands_nowhere_and_an_unknown_id_are_refused(
    story_folder: Path, row: str, column: str, found: str
) -> None:
    header = "id,title,text,view,selects,date,emphasis,note,note_at"
    (story_folder / "steps.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(geo.errors.StoryError) as caught:
        geo.read_story(story_folder)
    told = [(fault.file, fault.row, fault.column, fault.found) for fault in caught.value.faults]
    assert told == [("steps.csv", 2, column, found)]


def test_a_story_without_links_is_told_event_by_event_where_something_happens(story: Story) -> None:
    alone = replace(
        story,
        steps=story.steps.iloc[:0],
        views=story.views.iloc[:0],
        links=story.links.iloc[:0],
        events=story.events.assign(contested=False, differs_on=""),
        figures=story.figures.iloc[:0],
    )
    first, *turns = guide_steps(alone)
    event = first.emphasis[0]
    found = set(split_ids(alone.framing.query("column == 'finding'")["claims"].iloc[0]))
    assert found & {name for name, about in alone.claims["about"].items() if event in about}
    assert len(turns) == 6
    begun = alone.events.loc[[step.id for step in turns], "earliest"]
    assert begun.dropna().is_monotonic_increasing
    assert all(step.claims and step.selects == step.id for step in turns)
    happens = alone.places.geometry[alone.places.index.isin(alone.events["place"])].dropna()
    points = len(shapely.get_coordinates(happens.to_numpy()))
    assert len(whole_points(alone)) == points < len(alone.places.geometry.get_coordinates())
