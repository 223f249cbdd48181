"""Any story that keeps the rules is read; one that breaks one is refused where it does."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story.generated import DATES, LENGTH, generated
from story.small import Row, SmallStory

import geo
from geo.story.read import read_tables
from geo.story.schema import SCHEMAS

RANDOM = st.integers(0, 2**32).map(Random)
Where = tuple[str, int, str]
"""Table, number of the row as a spreadsheet shows it, column."""
Spoil = Callable[[SmallStory, Random], Where]


def any_row(story: SmallStory, table: str, random: Random, /, **cells: str) -> tuple[Row, int]:
    """Return a row with some cells, and its number."""
    rows = story.tables[table]
    fit = [n for n, row in enumerate(rows) if cells.items() <= row.items()]
    at = random.choice(fit)
    return rows[at], at + 2


def set_to(table: str, column: str, of: Row | None = None, /, **cells: str) -> Spoil:
    """Return what sets cells of any row, or of one with the cells of `of`; it is refused there."""

    def spoil(story: SmallStory, random: Random) -> Where:
        row, number = any_row(story, table, random, **(of or {}))
        row.update(cells)
        return table, number, column

    return spoil


def again(table: str, column: str, /, **cells: str) -> Spoil:
    """Return what adds a copy of a row, with some other cells: the last row is refused."""

    def spoil(story: SmallStory, random: Random) -> Where:
        row, _ = any_row(story, table, random)
        story.tables[table].append(row | {name: cells[name] for name in cells if name in row})
        return table, len(story.tables[table]) + 1, column

    return spoil


def an_id_of_another_table(story: SmallStory, random: Random) -> Where:
    row, _ = any_row(story, "actors", random)
    story.tables["actors"].append(row | {"id": random.choice(("p0", "e0", "l0"))})
    return "actors", len(story.tables["actors"]) + 1, "id"


def a_place_twice_in_a_role(story: SmallStory, random: Random) -> Where:
    row, number = any_row(story, "event_places", random)
    row.update(role="at", place=f"p{row['event'][1:]}")  # that of events.csv
    return "event_places", number, "role"


def places_within_each_other(story: SmallStory, random: Random) -> Where:
    names = [row["id"] for row in story.tables["places"]]
    for row, around in zip(story.tables["places"], names[1:] + names[:1], strict=True):
        row["within"] = around
    return "places", random.randrange(len(names)) + 2, "within"


def a_table_cited_as_text(story: SmallStory, random: Random) -> Where:
    source = random.choice(story.tables["claims"])["source"]
    rows = [n for n, row in enumerate(story.tables["claims"]) if row["source"] == source]
    at = random.choice(rows)
    for n in rows:
        story.tables["claims"][n]["column"] = "" if n == at else "Dead"
    if len(rows) == 1:
        story.tables["claims"].append(story.tables["claims"][at] | {"id": "more", "column": "Dead"})
    return "claims", at + 2, "column"


def a_region_that_leaves_out_what_lies_in_it(story: SmallStory, _: Random) -> Where:
    story.tables["places"][0].update(kind="region", within="")
    story.tables["places"][1].update(kind="city", within="p0")
    first, second, *_others = story.tables["pins"]
    first.update(precision="region", radius_m="1000", lon="66", lat="24")
    second.update(precision="city", radius_m="20000", lon="67.01", lat="24.86")
    return "pins", 2, "radius_m"


def a_copy_of_a_copy(story: SmallStory, _: Random) -> Where:
    story.tables["sources"].append(story.tables["sources"][0] | {"id": "s9", "file": "s9.txt"})
    story.tables["sources"][0]["same_text_as"] = "s1"
    story.tables["sources"][-1]["same_text_as"] = "s0"
    return "sources", len(story.tables["sources"]) + 1, "same_text_as"


def a_denial_of_nothing(story: SmallStory, random: Random) -> Where:
    row, number = any_row(story, "claims", random, status="denied")
    story.tables["relations"] = [
        each for each in story.tables["relations"] if each["claim"] != row["id"]
    ]
    return "claims", number, "status"


def a_relation_turned_round(story: SmallStory, random: Random) -> Where:
    row, _ = any_row(story, "relations", random, relation="varies")
    story.tables["relations"].append(row | {"claim": row["other"], "other": row["claim"]})
    return "relations", len(story.tables["relations"]) + 1, "relation"


def a_link_known_better_than_its_event(story: SmallStory, random: Random) -> Where:
    event, _ = any_row(story, "events", random)
    link, number = any_row(story, "links", random)
    event.update(date="2007", date_basis="inferred", date_note="So it reads.")
    link.update(date="2007", date_basis="stated", date_note="")
    claim, _ = any_row(story, "claims", random, about=link["id"])
    claim["about"] += f"; {event['id']}"
    return "links", number, "date_basis"


def events_before_each_other(story: SmallStory, random: Random) -> Where:
    story.tables["events"][0]["after"] = "l0"
    story.tables["links"][0]["after"] = "e0"
    return random.choice(("events", "links")), 2, "after"


def an_event_after_what_came_later(story: SmallStory, _: Random) -> Where:
    first, second, *_others = story.tables["events"]
    first.update(date="1984", date_basis="stated", date_note="", after="e1")
    second.update(date="1992", date_basis="stated", date_note="")
    return "events", 2, "after"


def a_mark_that_names_no_claim(story: SmallStory, random: Random) -> Where:
    row, number = any_row(story, "steps", random)
    row["text"] = "It was said [gone]."
    return "steps", number, "text"


def a_mark_in_the_finding_that_names_none(story: SmallStory, _: Random) -> Where:
    story.head = story.head.replace("A call.", "A call [gone].")
    return "story.toml", 0, "finding"


def a_date_without_a_basis(table: str) -> Spoil:
    def spoil(story: SmallStory, random: Random) -> Where:
        row, number = any_row(story, table, random)
        row["date"], basis, _ = random.choice(DATES)
        wrong = [name for name in ("none", "stated") if (name == "none") != (basis == "none")]
        row.update(date_basis=wrong[0], date_note="")
        return table, number, "date_basis"

    return spoil


def a_thing_that_no_claim_is_about(table: str) -> Spoil:
    return again(table, "id", id="unheard-of", place="p0")


def one_cell(table: str, column: str) -> Spoil:
    return set_to(table, column, None, **{column: "Not@this\n"})


REFERRING = [
    set_to(table, column, None, **{column: "gone"})
    for table, schema in SCHEMAS.items()
    for column, declared in schema.columns.items()
    if declared.refers and table != "redactions"
]
TWICE = [
    set_to(table, column, None, **{column: f"{name}; {name}"})
    for table, column, name in (("claims", "about", "e0"), ("views", "places", "p0"))
]
DATED = [
    a_date_without_a_basis("events"),
    a_date_without_a_basis("links"),
    *(
        set_to(table, "date_note", date="2007", date_basis="inferred", date_note="")
        for table in ("events", "links")
    ),
]
SPANS = [
    set_to(table, "end", **cells)
    for table in ("claims", "mentions")
    for cells in ({"start": "7", "end": "7"}, {"end": str(LENGTH + 1)})
]
FIGURES = [
    set_to("figures", column, {"bound": bound}, **cells)
    for bound, column, cells in (
        ("exact", "high", {"high": "41"}),
        ("about", "high", {"high": ""}),
        ("at-least", "low", {"low": ""}),
        ("more-than", "high", {"high": "50"}),
        ("at-most", "low", {"low": "1"}),
        ("less-than", "high", {"high": ""}),
        ("between", "high", {"high": "39"}),
        ("exact", "bound", {"bound": ""}),
        ("exact", "part_of", {"part_of": "f2", "unit": "ships"}),
        ("more-than", "part_of", {"part_of": "f0", "low": "41"}),
        ("about", "part_of", {"part_of": "f1"}),  # which is itself a part
    )
]
CLAIMS = [
    set_to("claims", "said_by", {"status": "said"}, said_by=""),
    set_to("claims", "said_by", {"status": "reported"}, said_by="a0"),
    set_to("claims", "status", {"status": "said"}, said_by="nobody"),
    set_to("claims", "accused", {"id": "c-e0"}, accused="a0"),
    set_to("claims", "victims", {"id": "c-e0"}, victims="a0"),
    set_to("relations", "relation", {"relation": "adds"}, relation="denies"),
    set_to("relations", "on", {"relation": "contradicts"}, on=""),
    set_to("relations", "other", {"claim": "c-e0"}, other="c-e0"),
]
POINTS = [
    set_to("places", "lat", kind="city", lon="67"),
    set_to("places", "lon", kind="city", lon="0", lat="0"),
    set_to("places", "lon", kind="unlocatable", lon="67", lat="25"),
    set_to("places", "candidate_confidence", candidate="geonames:1"),
    set_to("pins", "lat", precision="city", lon="67", lat="", radius_m="1"),
    set_to("pins", "lon", precision="unlocatable", lon="67", lat="", radius_m=""),
    set_to("pins", "lon", precision="site", lon="0", lat="0"),
    set_to("pins", "radius_m", precision="suburb", lon="67", lat="25", radius_m=""),
    set_to("pins", "boundary", precision="city", lon="67", lat="25", boundary="no:outline"),
]
OTHERS = [
    set_to("links", "from", **{"from": "", "to": ""}),
    set_to("sources", "same_text_as", {"id": "s0"}, same_text_as="s0"),
    set_to("sources", "archived_url", archive_sha256="0" * 64),
    set_to("mentions", "of", {"what": "place"}, of="a0"),
    set_to("steps", "note_at", note="Here", view="", selects=""),
    set_to("redactions", "row", row="gone"),
    set_to("redactions", "column", table="actors", row="a0", column="gone"),
    again("redactions", "row"),
]
OWN = [
    an_id_of_another_table,
    a_place_twice_in_a_role,
    places_within_each_other,
    a_table_cited_as_text,
    a_region_that_leaves_out_what_lies_in_it,
    a_copy_of_a_copy,
    a_denial_of_nothing,
    a_relation_turned_round,
    a_link_known_better_than_its_event,
    events_before_each_other,
    an_event_after_what_came_later,
    a_mark_that_names_no_claim,
    a_mark_in_the_finding_that_names_none,
    *(a_thing_that_no_claim_is_about(table) for table in ("places", "actors", "events", "links")),
    *(again(table, "id") for table in SCHEMAS if "id" in SCHEMAS[table].columns),
    again("event_places", "role"),
    again("relations", "relation"),
    again("pins", "place"),
]
CELLS = [
    one_cell(table, column)
    for table, schema in SCHEMAS.items()
    for column in schema.columns
    if not schema.columns[column].allows("Not@this\n")
    and (table, column) != ("redactions", "table")
]


def refused(story: SmallStory) -> set[Where]:
    """Return where the faults of a story are."""
    try:
        read_tables(story.write())
    except geo.StoryError as error:
        return {
            (fault.file.removesuffix(".csv"), fault.row, fault.column) for fault in error.faults
        }
    return set()


@settings(max_examples=6)
@given(RANDOM)
def test_a_story_that_keeps_the_rules_is_read(random: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        story = generated(Path(folder, "story"), random)
        assert refused(story) == set()
        assert list(geo.read_story(story.folder).claims.index) == [
            row["id"] for row in story.tables["claims"]
        ]


@pytest.mark.parametrize(
    "rules",
    [REFERRING, TWICE, DATED, SPANS, FIGURES, CLAIMS, POINTS, OTHERS, OWN, CELLS],
    ids=[
        "references",
        "twice",
        "dates",
        "spans",
        "figures",
        "claims",
        "points",
        "others",
        "own",
        "cells",
    ],
)
def test_a_broken_rule_is_refused_where_it_is_broken(rules: list[Spoil]) -> None:
    @settings(max_examples=2)
    @given(RANDOM)
    def check(random: Random) -> None:
        for number, spoil in enumerate(rules if rules is not CELLS else random.sample(rules, 12)):
            with tempfile.TemporaryDirectory() as folder:
                story = generated(Path(folder, "story"), random)
                where = spoil(story, random)
                found = refused(story)
                assert where in found, (number, where, found)

    check()
