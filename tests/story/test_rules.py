"""A table that breaks one rule once is refused with exactly that fault."""

import pytest
from story.small import SmallStory

import geo

Change = tuple[str, str, str, str]
"""Table, id of a row, column, and what to write there."""
WORD = "a-z, 0-9"
HEX = "64 hex digits in lower case"
DAY = "a date in EDTF, such as 1992"


def faults(story: SmallStory) -> tuple[geo.Fault, ...]:
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(story.write())
    return caught.value.faults


def assert_only_fault(
    story: SmallStory, *changes: Change, row: int, fault: tuple[str, str, str], wanted: str
) -> None:
    """Spoil cells, and expect one fault: file, column and found as in `fault`."""
    for table, name, column, value in changes:
        story.row(table, name)[column] = value
    told = faults(story)
    assert [(each.file, each.row, each.column, each.found) for each in told] == [
        (fault[0], row, fault[1], fault[2])
    ]
    assert wanted in told[0].wanted


@pytest.mark.parametrize(
    ("table", "name", "row", "column", "wanted"),
    [
        ("sources", "herald", 2, "title", "the title of the article"),
        ("sources", "gazette", 3, "publisher", "who published"),
        ("sources", "herald", 2, "file", "without a folder"),
        ("sources", "herald", 2, "length", "number of characters"),
        ("sources", "herald", 2, "sha256", HEX),
        ("places", "hall", 4, "name", "the name as the article writes it"),
        ("places", "hall", 4, "kind", "one of: site, street, suburb, borough, city"),
        ("events", "encore", 3, "title", "what happened"),
        ("events", "encore", 3, "kind", WORD),
        ("events", "rehearsal", 2, "date_basis", "one of: stated, inferred, none"),
        ("links", "weekly-call", 2, "title", "joins the two places"),
        ("links", "weekly-call", 2, "medium", "one of: telephone, broadcast, orders"),
        ("links", "weekly-call", 2, "direction", "one of: one-way, both, unknown"),
        ("links", "weekly-call", 2, "date_basis", "one of: stated, inferred, none"),
        ("actors", "choir", 4, "name", "the name as the article writes it"),
        ("actors", "choir", 4, "kind", "one of: person, party, government"),
        ("claims", "c-met", 5, "statement", "your own, neutral words"),
        ("claims", "c-met", 5, "status", "one of: confirmed, reported, said, said-unnamed"),
        ("claims", "c-met", 5, "source", "the id of a row in sources.csv"),
        ("claims", "c-met", 5, "paragraph", "from 1"),
        ("claims", "c-met", 5, "start", "counted from 0"),
        ("claims", "c-met", 5, "end", "behind the span"),
        ("claims", "c-met", 5, "span_sha256", HEX),
        ("claims", "c-count", 6, "about", "events.csv, links.csv, places.csv or actors.csv"),
        ("figures", "f-28", 3, "claim", "the id of a row in claims.csv"),
        ("figures", "f-28", 3, "measure", "what is counted"),
        ("figures", "f-28", 3, "bound", "one of: exact, at-least, more-than, at-most"),
        ("figures", "f-28", 3, "unit", "the unit, such as people"),
        ("figures", "f-28", 3, "scope", "which group, time or place"),
        ("mentions", "m-owner", 4, "id", WORD),
        ("mentions", "m-owner", 4, "of", "the id of a row in places.csv, actors.csv"),
        ("mentions", "m-owner", 4, "what", "one of: place, actor, date, figure"),
        ("mentions", "m-owner", 4, "source", "the id of a row in sources.csv"),
        ("views", "whole", 2, "title", "the title of the view"),
        ("views", "whole", 2, "places", "ids of rows in places.csv"),
        ("steps", "first", 2, "title", "the title of the step"),
        ("steps", "first", 2, "text", "what the step tells"),
        ("pins", "hall", 4, "precision", "one of: site, street"),
        ("pins", "hall", 4, "reason", "why this answer won"),
        ("pins", "hall", 4, "set_by", "one of: geocoder, person"),
    ],
)
def test_a_cell_that_must_say_something_is_empty(
    small: SmallStory, table: str, name: str, row: int, column: str, wanted: str
) -> None:
    change = (table, name, column, "")
    assert_only_fault(small, change, row=row, fault=(f"{table}.csv", column, ""), wanted=wanted)


@pytest.mark.parametrize(
    ("table", "name", "row", "column", "found", "wanted"),
    [
        ("mentions", "m-owner", 4, "id", "M Owner", WORD),
        ("mentions", "m-owner", 4, "id", "m--owner", WORD),
        ("mentions", "m-owner", 4, "id", "m-owner\n", "remove the blank around it"),
        ("sources", "herald", 2, "file", "../herald.txt", "without a folder"),
        ("sources", "herald", 2, "file", "..", "without a folder"),
        ("sources", "herald", 2, "length", "-5", "number of characters"),
        ("sources", "herald", 2, "length", "1e3", "number of characters"),
        ("sources", "herald", 2, "sha256", "AB" * 32, HEX),
        ("sources", "herald", 2, "published", "16 May 2007", DAY),
        ("places", "hall", 4, "kind", "village", "one of: site, street"),
        ("places", "hall", 4, "country", "Pakistan", "ISO 3166-1"),
        ("places", "hall", 4, "disputed", "no", "one of: yes"),
        ("places", "edgware", 2, "note", "a\0b", "without the character NUL"),
        ("events", "encore", 3, "kind", "Re-hearsal", "rally or bombing"),
        ("events", "rehearsal", 2, "date", "2006-13", DAY),
        ("events", "rehearsal", 2, "date", "2006-02-29", DAY),
        ("events", "rehearsal", 2, "date_basis", "guessed", "one of: stated"),
        ("links", "weekly-call", 2, "medium", "phone", "one of: telephone"),
        ("links", "weekly-call", 2, "direction", "forth", "one of: one-way"),
        ("actors", "choir", 4, "kind", "choir", "one of: person"),
        ("claims", "c-met", 5, "statement", "  ", "remove the blank around it"),
        ("claims", "c-met", 5, "status", "Reported", "one of: confirmed, reported"),
        ("claims", "c-met", 5, "paragraph", "0", "from 1"),
        ("claims", "c-met", 5, "paragraph", "1.0", "from 1"),
        ("claims", "c-met", 5, "start", "-1", "counted from 0"),
        ("claims", "c-met", 5, "start", "٣", "counted from 0"),
        ("claims", "c-met", 5, "end", "12,000", "behind the span"),
        ("claims", "c-met", 5, "span_sha256", "a" * 63, HEX),
        ("figures", "f-28", 3, "measure", "people at the line", "what is counted"),
        ("figures", "f-28", 3, "low", "inf", "a finite number"),
        ("figures", "f-28", 3, "low", "2,8", "a finite number"),
        ("figures", "f-28", 3, "high", "nan", "a finite number"),
        ("figures", "f-28", 3, "bound", "circa", "one of: exact"),
        ("mentions", "m-owner", 4, "what", "person", "one of: place"),
        ("views", "whole", 2, "places", "edgware;karachi", "separated by '; '"),
        ("pins", "karachi", 3, "lon", "180.1", "-180 to 180"),
        ("pins", "karachi", 3, "lat", "91", "are lon and lat swapped?"),
        ("pins", "karachi", 3, "radius_m", "-1", "a radius in metres"),
        ("pins", "karachi", 3, "confidence", "1.5", "a number from 0 to 1"),
        ("pins", "karachi", 3, "precision", "town", "one of: site"),
        ("pins", "karachi", 3, "set_by", "me", "one of: geocoder"),
    ],
)
def test_a_cell_is_not_in_the_notation_of_its_column(
    small: SmallStory, table: str, name: str, row: int, column: str, found: str, wanted: str
) -> None:
    change = (table, name, column, found)
    assert_only_fault(small, change, row=row, fault=(f"{table}.csv", column, found), wanted=wanted)


@pytest.mark.parametrize(
    ("table", "name", "row", "column", "found", "wanted"),
    [
        ("places", "hall", 4, "within", "karach", "places.csv (did you mean karachi?)"),
        ("events", "encore", 3, "place", "haal", "places.csv (did you mean hall?)"),
        ("links", "weekly-call", 2, "from", "xyz", "an id that stands in places.csv"),
        ("links", "weekly-call", 2, "to", "xyz", "an id that stands in places.csv"),
        ("claims", "c-call", 2, "said_by", "ownr", "actors.csv (did you mean owner?)"),
        ("claims", "c-met", 5, "source", "herold", "sources.csv (did you mean herald?)"),
        ("relations", "c-denial", 2, "other", "c-listn", "claims.csv (did you mean c-listen?)"),
        ("relations", "c-count", 3, "other", "owner", "an id that stands in claims.csv"),
        ("claims", "c-count", 6, "about", "c-call", "events.csv, links.csv, places.csv or actors"),
        ("figures", "f-28", 3, "claim", "choir", "an id that stands in claims.csv"),
        ("mentions", "m-march", 5, "of", "whole", "an id that stands in places.csv, actors.csv"),
        ("mentions", "m-march", 5, "source", "times", "an id that stands in sources.csv"),
        ("views", "whole", 2, "places", "owner", "an id that stands in places.csv"),
        ("pins", "hall", 4, "place", "halls", "places.csv (did you mean hall?)"),
    ],
)
def test_an_id_stands_in_no_table_that_the_column_points_to(
    small: SmallStory, table: str, name: str, row: int, column: str, found: str, wanted: str
) -> None:
    change = (table, name, column, found)
    assert_only_fault(small, change, row=row, fault=(f"{table}.csv", column, found), wanted=wanted)


def test_an_id_is_named_twice_in_a_cell(small: SmallStory) -> None:
    assert_only_fault(
        small,
        ("views", "whole", "places", "edgware; karachi; edgware"),
        row=2,
        fault=("views.csv", "places", "edgware"),
        wanted="each id once",
    )


@pytest.mark.parametrize(
    ("table", "name", "row", "other", "first"),
    [
        ("sources", "gazette", 3, "herald", "sources.csv, row 2"),
        ("figures", "f-28", 3, "f-30", "figures.csv, row 2"),
        ("mentions", "m-count", 6, "m-march", "mentions.csv, row 5"),
    ],
)
def test_an_id_stands_twice_in_a_table(
    small: SmallStory, table: str, name: str, row: int, other: str, first: str
) -> None:
    small.row("sources", "gazette")["length"] = small.row("sources", "herald")["length"]
    for kind in ("claims", "mentions"):
        for each in small.tables[kind]:
            each["source"] = "herald"
    small.row("mentions", "m-count")["of"] = "f-30"
    wanted = f"an id of its own; it stands already in {first}"
    fault = (f"{table}.csv", "id", other)
    assert_only_fault(small, (table, name, "id", other), row=row, fault=fault, wanted=wanted)


def test_a_pin_stands_twice(small: SmallStory) -> None:
    fault = ("pins.csv", "place", "edgware")
    wanted = "it stands already in pins.csv, row 2"
    change = ("pins", "karachi", "place", "edgware")
    assert_only_fault(small, change, row=3, fault=fault, wanted=wanted)


def test_places_events_links_and_actors_share_one_set_of_ids(small: SmallStory) -> None:
    assert_only_fault(
        small,
        ("actors", "choir", "id", "karachi"),
        ("claims", "c-listen", "about", "weekly-call; karachi"),
        ("claims", "c-met", "about", "rehearsal; encore; hall; karachi"),
        ("claims", "c-count", "about", "karachi"),
        row=4,
        fault=("actors.csv", "id", "karachi"),
        wanted="it stands already in places.csv, row 3",
    )


@pytest.mark.parametrize(
    ("claim", "about", "file", "row", "orphan"),
    [
        ("c-met", "rehearsal; hall; choir", "events.csv", 3, "encore"),
        ("c-met", "rehearsal; encore; choir", "places.csv", 4, "hall"),
        ("c-denial", "weekly-call", "actors.csv", 3, "secretary"),
    ],
)
def test_no_claim_is_about_a_thing(
    small: SmallStory, claim: str, about: str, file: str, row: int, orphan: str
) -> None:
    wanted = "a row in claims.csv that is about it"
    fault = (file, "id", orphan)
    assert_only_fault(small, ("claims", claim, "about", about), row=row, fault=fault, wanted=wanted)


def test_no_claim_is_about_a_link(small: SmallStory) -> None:
    assert_only_fault(
        small,
        ("claims", "c-call", "about", "edgware; karachi; owner"),
        ("claims", "c-listen", "about", "choir"),
        ("claims", "c-denial", "about", "secretary"),
        row=2,
        fault=("links.csv", "id", "weekly-call"),
        wanted="a row in claims.csv that is about it",
    )


def test_a_place_has_no_heading_for_its_id(small: SmallStory) -> None:
    for table in small.tables.values():
        for row in table:
            row.update({column: "westward" for column, cell in row.items() if cell == "hall"})
    small.row("claims", "c-met")["about"] += "; westward"
    told = [(each.column, each.found) for each in faults(small) if each.file == "places.csv"]
    assert told == [("id", "westward")]


def test_a_place_lies_within_itself(small: SmallStory) -> None:
    assert_only_fault(
        small,
        ("places", "edgware", "within", "edgware"),
        row=2,
        fault=("places.csv", "within", "edgware"),
        wanted="a place that isn't, in turn, within this one",
    )


def test_a_circle_of_places_is_told_for_those_in_it_alone(small: SmallStory) -> None:
    small.row("places", "edgware")["within"] = "hall"
    small.row("places", "karachi")["within"] = "hall"
    told = [(each.row, each.column, each.found) for each in faults(small)]
    assert told == [(3, "within", "hall"), (4, "within", "karachi")]


@pytest.mark.parametrize(
    ("table", "name", "row", "column", "found", "wanted"),
    [
        ("claims", "c-listen", 3, "end", "1", "more than start, "),
        ("mentions", "m-owner", 4, "end", "27", "more than start, 27"),
        ("claims", "c-count", 6, "end", "90", "at most 83, the length of gazette"),
        ("mentions", "m-count", 6, "end", "999999999", "at most 83, the length of gazette"),
    ],
)
def test_a_span_ends_before_it_begins_or_behind_its_source(
    small: SmallStory, table: str, name: str, row: int, column: str, found: str, wanted: str
) -> None:
    change = (table, name, column, found)
    assert_only_fault(small, change, row=row, fault=(f"{table}.csv", column, found), wanted=wanted)


@pytest.mark.parametrize(
    ("claim", "row", "column", "found", "wanted"),
    [
        ("c-call", 2, "said_by", "", "the actor who says it, or status reported"),
        ("c-met", 5, "said_by", "owner", "nobody, as reported is what the article itself says"),
    ],
)
def test_a_claim_says_too_little_or_answers_itself(
    small: SmallStory, claim: str, row: int, column: str, found: str, wanted: str
) -> None:
    change = ("claims", claim, column, found)
    assert_only_fault(small, change, row=row, fault=("claims.csv", column, found), wanted=wanted)


@pytest.mark.parametrize(
    ("change", "row", "column", "found", "wanted"),
    [
        (("events", "encore", "date_note", ""), 3, "date_note", "", "how the date was inferred"),
        (("events", "encore", "date", ""), 3, "date_basis", "inferred", "none, as there is no"),
        (("events", "rehearsal", "date_basis", "none"), 2, "date_basis", "none", "stated or"),
        (("links", "weekly-call", "date", "1999"), 2, "date_basis", "none", "stated or inferred"),
        (("links", "weekly-call", "date_basis", "stated"), 2, "date_basis", "stated", "none, as"),
    ],
)
def test_a_date_and_its_basis_do_not_agree(
    small: SmallStory, change: Change, row: int, column: str, found: str, wanted: str
) -> None:
    fault = (f"{change[0]}.csv", column, found)
    assert_only_fault(small, change, row=row, fault=fault, wanted=wanted)


@pytest.mark.parametrize(
    ("via", "end", "found", "wanted"),
    [
        ("hall", "", "hall", "nothing, as an end is not told; or both ends"),
        ("westward; eastward", "karachi", "westward; eastward", "the place up to which it goes"),
        ("hal", "karachi", "hal", "an id that stands in places.csv"),
        ("hall; hall", "karachi", "hall", "each id once"),
        ("hall,westward", "karachi", "hall,westward", "ids of the places that it passes"),
    ],
)
def test_a_way_leads_from_end_to_end_over_places(
    small: SmallStory, via: str, end: str, found: str, wanted: str
) -> None:
    changes = (("links", "weekly-call", "via", via), ("links", "weekly-call", "to", end))
    assert_only_fault(small, *changes, row=2, fault=("links.csv", "via", found), wanted=wanted)


def test_a_link_has_no_place_at_either_end(small: SmallStory) -> None:
    assert_only_fault(
        small,
        ("links", "weekly-call", "from", ""),
        ("links", "weekly-call", "to", ""),
        row=2,
        fault=("links.csv", "from", ""),
        wanted="a place here, or in the column to",
    )


@pytest.mark.parametrize(
    ("changes", "row", "column", "found", "wanted"),
    [
        ([("f-30", "low", "")], 2, "low", "", "a number, as bound is at-least"),
        ([("f-30", "high", "40")], 2, "high", "40", "nothing, as bound is at-least"),
        ([("f-28", "bound", "at-most")], 3, "low", "28", "nothing, as bound is at-most"),
        (
            [("f-30", "bound", "less-than"), ("f-30", "high", "30")],
            *(2, "low", "30", "nothing, as bound is less-than"),
        ),
        ([("f-28", "high", "")], 3, "high", "", "a number, as bound is exact"),
        ([("f-28", "high", "29")], 3, "high", "29", "28 as in low, as bound is exact"),
        (
            [("f-28", "bound", "about"), ("f-28", "low", "27.5")],
            *(3, "high", "28", "27.5 as in low, as bound is about"),
        ),
        (
            [("f-28", "bound", "between")],
            *(3, "high", "28", "more than 28 in low, as bound is between"),
        ),
    ],
)
def test_a_figure_is_not_filled_as_its_bound_says(
    small: SmallStory,
    changes: list[tuple[str, str, str]],
    row: int,
    column: str,
    found: str,
    wanted: str,
) -> None:
    spoilt = [("figures", *change) for change in changes]
    fault = ("figures.csv", column, found)
    assert_only_fault(small, *spoilt, row=row, fault=fault, wanted=wanted)


def test_equal_numbers_may_be_written_differently(small: SmallStory) -> None:
    small.row("figures", "f-28")["high"] = "28.0"
    assert geo.read_story(small.write()).figures.loc["f-28", "high"] == 28


@pytest.mark.parametrize(
    ("name", "row", "of", "wanted"),
    [
        ("m-edgware", 2, "owner", "an id of places.csv, as what is place"),
        ("m-owner", 4, "karachi", "an id of actors.csv, as what is actor"),
        ("m-count", 6, "choir", "an id of figures.csv, as what is figure"),
    ],
)
def test_a_mention_is_of_a_thing_of_another_kind(
    small: SmallStory, name: str, row: int, of: str, wanted: str
) -> None:
    change = ("mentions", name, "of", of)
    assert_only_fault(small, change, row=row, fault=("mentions.csv", "of", of), wanted=wanted)


@pytest.mark.parametrize(
    ("changes", "row", "column", "found", "wanted"),
    [
        ([("hall", "lon", "1")], 4, "lon", "1", "nothing, as the place is unlocatable"),
        ([("hall", "radius_m", "9")], 4, "radius_m", "9", "nothing, as the place is unlocatable"),
        ([("karachi", "lon", "")], 3, "lon", "", "degrees, or precision unlocatable"),
        ([("karachi", "lat", "")], 3, "lat", "", "degrees, or precision unlocatable"),
        ([("karachi", "radius_m", "")], 3, "radius_m", "", "as precision is city"),
        ([("karachi", "boundary", "ogl:atlantis")], 3, "boundary", "ogl:atlantis", "an outline"),
        (
            [("karachi", "lon", "0"), ("karachi", "lat", "0.0")],
            *(3, "lon", "0", "0, 0 is what a failed look-up gives"),
        ),
    ],
)
def test_a_pin_has_no_position_or_too_much_of_it(
    small: SmallStory,
    changes: list[tuple[str, str, str]],
    row: int,
    column: str,
    found: str,
    wanted: str,
) -> None:
    spoilt = [("pins", *change) for change in changes]
    assert_only_fault(small, *spoilt, row=row, fault=("pins.csv", column, found), wanted=wanted)


@pytest.mark.parametrize(
    ("key", "line", "found", "wanted"),
    [
        ("name", 'name = "Two Choirs"', "Two Choirs", "such as choir-in-oslo"),
        ("name", "", "", "such as choir-in-oslo"),
        ("title", 'title = " "', " ", "the title of the story"),
        ("title", "title = 7", "7", "the title of the story"),
        ("finding", r'finding = "a\u0000b"', "a\0b", "in one sentence"),
        ("language", 'language = "English, please"', "English, please", "such as en"),
        ("colour", 'colour = "red"', "red", "no key but schema, name, title, finding, language"),
    ],
)
def test_a_key_of_the_head_is_wrong(
    small: SmallStory, key: str, line: str, found: str, wanted: str
) -> None:
    kept = [each for each in small.head.splitlines() if not each.startswith(f"{key} ")]
    small.head = "\n".join([*kept, line])
    told = faults(small)
    assert [(each.file, each.row, each.column, each.found) for each in told] == [
        ("story.toml", 0, key, found)
    ]
    assert wanted in told[0].wanted


@pytest.mark.parametrize(
    ("changes", "row", "column", "found", "wanted"),
    [
        ({"other": "c-count"}, 3, "other", "c-count", "another claim, not itself"),
        ({"on": ""}, 3, "on", "", "on what the two contradict each other, such as deaths"),
        ({"on": "deaths; blame"}, 3, "on", "deaths; blame", "without a semicolon"),
        ({"relation": "differs"}, 3, "relation", "differs", "one of: contradicts, varies, adds"),
        ({"reason": ""}, 3, "reason", "", "why, in your own words"),
        ({"by": "geocoder"}, 3, "by", "geocoder", "one of: person, draft"),
        ({"relation": "denies", "on": ""}, 3, "relation", "denies", "status denied for c-count"),
    ],
)
def test_a_relation_is_wrong(
    small: SmallStory, changes: dict[str, str], row: int, column: str, found: str, wanted: str
) -> None:
    small.row("relations", "c-count").update(changes)
    (fault,) = faults(small)
    assert (fault.file, fault.row, fault.column, fault.found) == (
        *("relations.csv", row, column, found),
    )
    assert wanted in fault.wanted


def test_a_denial_that_denies_nothing_is_told(small: SmallStory) -> None:
    small.row("relations", "c-denial")["relation"] = "answers"
    (fault,) = faults(small)
    assert (fault.file, fault.row, fault.column, fault.found) == (
        *("claims.csv", 4, "status", "denied"),
    )
    assert "a row in relations.csv in which it denies another claim" in fault.wanted


@pytest.mark.parametrize(
    ("changes", "found", "wanted"),
    [
        ({}, "c-count contradicts c-listen", "it stands already in row 3"),
        ({"relation": "varies"}, "c-count varies c-listen", "one row for the two claims"),
        (
            {"claim": "c-listen", "other": "c-count"},
            "c-listen contradicts c-count",
            "whichever of them comes first",
        ),
    ],
)
def test_a_symmetric_relation_stands_once(
    small: SmallStory, changes: dict[str, str], found: str, wanted: str
) -> None:
    small.tables["relations"].append(small.row("relations", "c-count") | changes)
    (fault,) = faults(small)
    assert (fault.file, fault.row, fault.column) == ("relations.csv", 4, "relation")
    assert fault.found == found
    assert wanted in fault.wanted


def test_a_relation_twice_is_told_and_another_way_round_is_another(small: SmallStory) -> None:
    adds = small.row("relations", "c-count") | {"relation": "adds", "on": ""}
    back = adds | {"claim": "c-listen", "other": "c-count"}
    small.tables["relations"] = [small.row("relations", "c-denial"), adds, back, adds]
    (fault,) = faults(small)
    assert (fault.row, fault.found) == (5, "c-count adds c-listen")
    assert fault.wanted == "each relation once; it stands already in row 3"
