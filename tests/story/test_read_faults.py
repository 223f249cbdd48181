"""All faults are told at once, in an order and in words that a person can work through."""

from pathlib import Path

import pytest
from story.small import SmallStory

import geo
from geo.story import read_tables


def faults(folder: Path) -> tuple[geo.Fault, ...]:
    with pytest.raises(geo.StoryError) as caught:
        read_tables(folder)
    return caught.value.faults


def test_the_small_story_holds_together(small: SmallStory) -> None:
    frames = read_tables(small.write()).frames
    assert {name: len(frame) for name, frame in frames.items()} == {
        "sources": 2,
        "places": 3,
        "events": 2,
        "event_places": 1,
        "links": 1,
        "actors": 3,
        "claims": 5,
        "relations": 2,
        "figures": 2,
        "mentions": 5,
        "exhibits": 1,
        "views": 1,
        "steps": 1,
        "corrections": 1,
        "redactions": 1,
        "pins": 3,
    }


def test_a_long_cell_does_not_hide_the_other_faults(small: SmallStory) -> None:
    small.row("sources", "herald")["published"] = "9" * 100_000
    (fault,) = faults(small.write())
    assert len(fault.found) <= 201


def test_faults_of_several_tables_are_told_at_once(small: SmallStory) -> None:
    small.head = 'schema = 2\nname = "two-choirs"\nlanguage = "en"\n'
    small.row("places", "edgware")["kind"] = "village"
    small.row("relations", "c-count")["on"] = ""
    small.row("claims", "c-call")["source"] = "tribune"
    small.row("figures", "f-28")["high"] = "29"
    folder = small.write()
    Path(folder, "views.csv").unlink()
    told = [(fault.file, fault.row, fault.column) for fault in faults(folder)]
    assert told == [
        ("claims.csv", 2, "source"),
        ("figures.csv", 3, "high"),
        ("places.csv", 2, "kind"),
        ("relations.csv", 3, "on"),
        ("story.toml", 0, "finding"),
        ("story.toml", 0, "title"),
        ("views.csv", 0, ""),
    ]


def test_the_message_reads_like_a_list_of_corrections(small: SmallStory) -> None:
    small.row("figures", "f-28")["high"] = "29"
    with pytest.raises(geo.StoryError) as caught:
        read_tables(small.write())
    assert str(caught.value) == (
        "1 fault in the story's tables\n"
        "  figures.csv, row 3, column high: found '29', wanted 28 as in low, as bound is exact"
    )
