"""What redactions.csv names is gone from the frames, with all that hangs on it; the rest stays."""

from pathlib import Path

import pytest
from story.small import SmallStory

import geo

COLUMNS = ("table", "row", "column", "instead", "also", "until", "reason")


def redact(small: SmallStory, *rows: dict[str, str]) -> Path:
    """Write the small story with these redactions alone."""
    blank = dict.fromkeys(COLUMNS, "") | {"reason": "a test"}
    small.tables["redactions"] = [blank | row for row in rows]
    return small.write()


def faults(folder: Path, **options: str) -> list[tuple[str, int, str, str]]:
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(folder, **options)
    return [(each.file, each.row, each.column, each.wanted) for each in caught.value.faults]


def test_a_name_becomes_a_role_wherever_it_stands(small: SmallStory) -> None:
    small.row("actors", "owner")["name"] = "Ali Khan"
    small.row("claims", "c-call")["statement"] = "Ali Khan calls each Sunday; ALI  KHAN rings."
    small.row("claims", "c-call")["id"] = "c-ali-khan"
    small.row("steps", "first")["text"] = "It is Khan’s call [c-ali-khan]."
    row = {"table": "actors", "row": "owner", "instead": "a resident", "also": "Khan"}
    story = geo.read_story(redact(small, row))
    assert story.actors.loc["withheld-1", ["name", "kind", "role"]].tolist() == [
        *("a resident", "person", "")
    ]
    assert story.claims.loc["c-withheld-1", "statement"] == (
        "A resident calls each Sunday; a resident rings."
    )
    assert story.claims.loc["c-withheld-1", "said_by_label"] == "a resident"
    assert story.steps.loc["first", ["text", "selects"]].tolist() == [
        *("It is a resident’s call.", "withheld-1")
    ]
    assert "owner" not in set(story.mentions["of"])  # their hashes are of the name
    assert story.mentions.index.tolist() == ["m-edgware", "m-karachi", "m-march", "m-count"]


def test_a_place_becomes_the_one_around_it(small: SmallStory) -> None:
    small.row("places", "hall")["within"] = ""
    small.row("places", "karachi")["within"] = "hall"
    small.row("places", "hall") | {"name": "the district"}
    row = {"table": "places", "row": "karachi", "instead": "hall", "also": "Kurrachee"}
    small.row("views", "whole")["places"] = "edgware; karachi"
    story = geo.read_story(redact(small, row))
    assert story.places.index.tolist() == ["edgware", "hall"]
    assert story.events["place"].tolist() == ["hall", "hall"]
    assert story.links.loc["weekly-call", ["from", "to"]].tolist() == ["edgware", "hall"]
    assert story.links.geometry.isna().all()
    assert story.views.loc["whole", "places"] == "edgware; hall"
    assert story.claims.loc["c-call", "about"] == "weekly-call; edgware; hall; owner"
    assert story.event_places[["event", "place", "role"]].to_numpy().tolist() == [
        ["rehearsal", "hall", "at"],
        ["encore", "hall", "at"],
        ["encore", "hall", "about"],
    ]


def test_an_event_goes_with_what_is_said_of_it(small: SmallStory) -> None:
    story = geo.read_story(redact(small, {"table": "events", "row": "encore"}))
    assert story.events.index.tolist() == []  # the one claim is about the rehearsal, too
    assert "c-met" not in story.claims.index
    assert "hall" not in story.places.index  # nothing is said of it any more
    assert story.event_places.empty


def test_a_cell_is_emptied_or_replaced(small: SmallStory) -> None:
    story = geo.read_story(
        redact(
            small,
            {"table": "events", "row": "rehearsal", "column": "date", "instead": "2006"},
            {"table": "places", "row": "hall", "column": "note"},
            {"table": "story", "column": "finding", "instead": "Somebody calls."},
        )
    )
    assert story.events.loc["rehearsal", "date"] == "2006"
    assert str(story.events.loc["rehearsal", "latest"]) == "2006-12-31 00:00:00"
    assert story.places.loc["hall", "note"] == ""
    assert story.finding == "Somebody calls."


def test_a_denial_stays_as_long_as_its_accusation_does(small: SmallStory) -> None:
    denial = {"table": "claims", "row": "c-denial"}
    folder = redact(small, denial)
    wanted = "a row for c-listen in claims.csv, too, which c-denial denies"
    assert ("redactions.csv", 2, "row", wanted) in faults(folder)
    story = geo.read_story(redact(small, denial, {"table": "claims", "row": "c-listen"}))
    assert story.claims.index.tolist() == ["c-call", "c-met", "c-count"]
    assert story.figures.index.tolist() == ["f-28"]
    assert "secretary" not in story.actors.index


def test_withheld_words_in_other_cells_are_refused(small: SmallStory) -> None:
    small.row("claims", "c-met")["note"] = "Told by Secret Sam."
    row = {"table": "figures", "row": "f-28", "column": "note", "also": "Secret Sam"}
    ((file, number, column, wanted),) = faults(redact(small, row))
    assert (file, number, column) == ("claims.csv", 5, "note")
    assert "'Secret Sam'" in wanted
    assert "row 2 of redactions.csv" in wanted


def test_an_embargo_ends_on_the_day_that_is_given_and_on_no_clock(small: SmallStory) -> None:
    row = {"table": "events", "row": "encore", "until": "2007-06-01"}
    folder = redact(small, row)
    assert "encore" not in geo.read_story(folder).events.index
    assert "encore" not in geo.read_story(folder, on="2007-05-31").events.index
    assert "encore" in geo.read_story(folder, on="2007-06-01").events.index
    assert "encore" in geo.read_story(folder, redacted=False).events.index


def test_a_whole_story_under_embargo_is_not_read(small: SmallStory) -> None:
    folder = redact(small, {"table": "story", "until": "2007-06-01"})
    wanted = "publication on 2007-06-01 or later: --on DAY, or on= in Python"
    assert faults(folder) == [("redactions.csv", 2, "until", wanted)]
    assert faults(folder, on="2007-05-31") == [("redactions.csv", 2, "until", wanted)]
    assert len(geo.read_story(folder, on="2007-06-01").events) == 2


@pytest.mark.parametrize(
    ("row", "column", "wanted"),
    [
        ({"table": "events", "row": "encor"}, "row", "the id of a row in events.csv"),
        ({"table": "events", "row": "encore", "column": "where"}, "column", "one of: title"),
        ({"table": "events", "row": "encore", "column": "title"}, "instead", "as in the column"),
        ({"table": "actors", "row": "owner"}, "instead", "what stands in place of the name"),
        ({"table": "places", "row": "hall", "instead": "edgware"}, "instead", "karachi; or nothin"),
        ({"table": "places", "row": "karachi"}, "row", "a row for hall, too, which lies in it"),
        ({"table": "claims", "row": "c-met", "instead": "x"}, "instead", "nothing, as the whole"),
        ({"table": "story", "row": "x", "until": "2020-01-01"}, "row", "nothing, as the table"),
        ({"table": "story"}, "until", "the day on which the embargo"),
        ({"table": "pins", "row": "karachi"}, "column", "a column of pins.csv"),
        ({"table": "events", "row": "encore", "until": "soon"}, "until", "the day on which an emb"),
        ({"table": "mentions", "row": "m-march"}, "table", "one of: story, sources"),
    ],
)
def test_a_wrong_redaction_says_what_is_wanted(
    row: dict[str, str], column: str, wanted: str, small: SmallStory
) -> None:
    found = [fault for fault in faults(redact(small, row)) if fault[2] == column]
    assert any(wanted in fault[3] for fault in found), found
