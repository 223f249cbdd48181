"""Rules between the cells of a row, between rows, and between tables.

Each rule takes the tables it names, as text, and gives a fault for each row that breaks it. Cells
that their own schema refuses are passed over: their fault is told already.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from contextlib import suppress
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from geo.errors import Fault, GazetteerError
from geo.evidence import SYMMETRIC, split_ids
from geo.geodesy import HEADINGS
from geo.story import cross_rules, schema
from geo.story.vocabulary import PRECISIONS, REDACTABLE, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd


SHARED_IDS = ("places", "events", "links", "actors")
"""Tables that share one set of ids, so that a claim can be about a row of any of them."""
_MOST_SUGGESTIONS = 100
_LIKE = 60.0


def missing(frames: dict[str, pd.DataFrame]) -> Iterator[Fault]:
    """Check that each id that a row names belongs to a row of the table it points to."""
    for table, frame in frames.items():
        for column, declared in schema.SCHEMAS[table].columns.items():
            targets = declared.refers
            if targets and all(target in frames for target in targets):
                known_ids = {name for target in targets for name in frames[target]["id"]}
                known_ids |= {*declared.words}
                yield from _unknown(frame[column], known_ids, file=f"{table}.csv", targets=targets)


def repeated(frames: dict[str, pd.DataFrame]) -> Iterator[Fault]:
    """Check that each id stands once in a cell."""
    for table, frame in frames.items():
        for column, declared in schema.SCHEMAS[table].columns.items():
            if not declared.refers:
                continue
            for row, cell in frame[column].items():
                for name, number in Counter(split_ids(cell)).items():
                    if number > 1 and name not in declared.words:
                        yield Fault(f"{table}.csv", int(str(row)), column, name, "each id once")


def _unknown(
    cells: pd.Series[str], known_ids: set[str], *, file: str, targets: Iterable[str]
) -> Iterator[Fault]:
    """Yield a fault for each well-formed id of a column that isn't known."""
    names = listed([f"{target}.csv" for target in targets])
    suggestion = suggestions(known_ids)
    for row, cell in cells.items():
        for name in split_ids(cell):
            if name not in known_ids and re.fullmatch(schema.SLUG, name):
                wanted = f"an id that stands in {names}{suggestion(name)}"
                yield Fault(file, int(str(row)), str(cells.name), name, wanted)


def suggestions(known_ids: set[str]) -> Callable[[str], str]:
    """Return a function that guesses which id was meant, for the first names that are asked."""
    choices = sorted(known_ids)
    names = set[str]()

    @cache
    def suggestion(name: str) -> str:
        names.add(name)
        if len(names) > _MOST_SUGGESTIONS:
            return ""
        near = process.extractOne(name, choices, scorer=fuzz.ratio, score_cutoff=_LIKE)
        return f" (did you mean {near[0]}?)" if near else ""

    return suggestion


def repeated_ids(*frames: pd.DataFrame, tables: tuple[str, ...] = SHARED_IDS) -> Iterator[Fault]:
    """Check that no id stands twice; places, events, links and actors share one set of ids."""
    first_tables: dict[str, str] = {}
    for table, frame in zip(tables, frames, strict=True):
        key = "id" if "id" in frame else "place"
        for row, name in frame[key].items():
            here = f"{table}.csv, row {row}"
            first = first_tables.setdefault(name, here)
            if name and first != here:
                wanted = f"an id of its own; it stands already in {first}"
                yield Fault(f"{table}.csv", int(str(row)), key, name, wanted)


_OF_WHAT = {
    "place": ("places",),
    "actor": ("actors",),
    "figure": ("figures",),
    "date": ("events", "links", "sources", "actors", "places", "figures"),
}
_MENTIONABLE = ("places", "actors", "events", "links", "figures", "sources")
_SAID_BY_SOMEBODY = ("said", "said-unnamed", "hearsay", "alleged", "denied")
_FILLED = {
    "exact": ("low", "high"),
    "at-least": ("low",),
    "more-than": ("low",),
    "at-most": ("high",),
    "less-than": ("high",),
    "about": ("low", "high"),
    "between": ("low", "high"),
}


def faults_of(frames: dict[str, pd.DataFrame]) -> list[Fault]:
    """Find every fault that concerns more than one cell.

    Parameters
    ----------
    frames : dict of str to pandas.DataFrame
        Tables as text, indexed by row number (`geo.story.read`). A table that couldn't be read
        is missing, and the rules that need it are left out.

    Returns
    -------
    list of geo.errors.Fault
    """
    faults = [*missing(frames), *repeated(frames)]
    for needed, rule in _RULES:
        if all(table in frames for table in needed):
            faults.extend(rule(*[frames[table] for table in needed]))
    return faults


def _nothing_is_orphaned(claims: pd.DataFrame, *frames: pd.DataFrame) -> Iterator[Fault]:
    """Check that every event, link, place and actor has a claim."""
    subjects = {name for cell in claims["about"] for name in split_ids(cell)}
    for table, frame in zip(SHARED_IDS, frames, strict=True):
        for row, name in frame["id"].items():
            if name not in subjects:
                wanted = "a row in claims.csv that is about it"
                yield Fault(f"{table}.csv", int(str(row)), "id", name, wanted)


def _within_has_no_circle(places: pd.DataFrame) -> Iterator[Fault]:
    """Check that no place lies within itself, however many steps away."""
    circling = _circling(dict(zip(places["id"], places["within"], strict=True)))
    for number, row in cross_rules.rows_of(places):
        if row["id"] in circling:
            wanted = "a place that isn't, in turn, within this one"
            yield Fault("places.csv", number, "within", row["within"], wanted)


def _no_place_is_a_heading(places: pd.DataFrame) -> Iterator[Fault]:
    """Check that no place has an id that `via` of a link reads as a way round the world."""
    for row, name in places["id"].items():
        if name in HEADINGS:
            wanted = "another id, as via of links has this word for a way round the world"
            yield Fault("places.csv", int(str(row)), "id", name, wanted)


def _circling(parents: dict[str, str]) -> set[str]:
    """Name the places from which the way outwards comes back to them."""
    circling, done = set[str](), set[str]()
    for name in parents:
        way: dict[str, None] = {}
        outer = name
        while outer and outer not in way and outer not in done:
            way[outer] = None
            outer = parents.get(outer, "")
        if outer in way:
            passed = list(way)
            circling.update(passed[passed.index(outer) :])
        done.update(way)
    return circling


def _spans_fit(sources: pd.DataFrame, frame: pd.DataFrame, *, table: str) -> Iterator[Fault]:
    """Check that a span begins before it ends, and ends within its source."""
    lengths = dict(zip(sources["id"], sources["length"], strict=True))
    for number, row in cross_rules.rows_of(frame):
        start, end = _whole(row["start"]), _whole(row["end"])
        length = _whole(lengths.get(row["source"], ""))
        if row.get("column"):  # the span is of cells; geo check finds rows that are gone
            length = None
        if start is not None and end is not None and start >= end:
            yield Fault(f"{table}.csv", number, "end", row["end"], f"more than start, {start}")
        elif end is not None and length is not None and end > length:
            wanted = f"at most {length}, the length of {row['source']}"
            yield Fault(f"{table}.csv", number, "end", row["end"], wanted)


def _claims_hold(claims: pd.DataFrame) -> Iterator[Fault]:
    """Check that speakers are known."""
    for number, row in cross_rules.rows_of(claims):
        if row["status"] in _SAID_BY_SOMEBODY and not row["said_by"]:
            wanted = "the actor who says it, or status reported for what the article itself says"
            yield Fault("claims.csv", number, "said_by", "", wanted)
        if row["status"] == "reported" and row["said_by"]:
            wanted = "nobody, as reported is what the article itself says; or another status"
            yield Fault("claims.csv", number, "said_by", row["said_by"], wanted)


def _copies_name_the_first(sources: pd.DataFrame) -> Iterator[Fault]:
    """Check that a source of the same text as another names the first of them, and an archive."""
    same = dict(zip(sources["id"], sources["same_text_as"], strict=True))
    for number, row in cross_rules.rows_of(sources):
        first = row["same_text_as"]
        if first and first == row["id"]:
            yield Fault("sources.csv", number, "same_text_as", first, "another source, not itself")
        elif same.get(first):
            wanted = f"{same[first]}, the source that {first} names; or nothing for {first}"
            yield Fault("sources.csv", number, "same_text_as", first, wanted)
        if row["archive_sha256"] and not row["archived_url"]:
            wanted = "the address of what has the hash in archive_sha256"
            yield Fault("sources.csv", number, "archived_url", "", wanted)


def _denials_name_what_they_deny(claims: pd.DataFrame, relations: pd.DataFrame) -> Iterator[Fault]:
    """Check that each claim with the status denied denies another, and no other claim does."""
    status = dict(zip(claims["id"], claims["status"], strict=True))
    denials = set(relations.loc[relations["relation"] == "denies", "claim"])
    for number, row in cross_rules.rows_of(claims):
        if row["status"] == "denied" and row["id"] not in denials:
            wanted = "what it denies: a row in relations.csv in which it denies another claim"
            yield Fault("claims.csv", number, "status", "denied", wanted)
    for number, row in cross_rules.rows_of(relations):
        if row["relation"] == "denies" and status.get(row["claim"], "denied") != "denied":
            wanted = f"answers; or status denied for {row['claim']} in claims.csv"
            yield Fault("relations.csv", number, "relation", "denies", wanted)


def _relations_hold(relations: pd.DataFrame) -> Iterator[Fault]:
    """Check that a relation joins two claims, stands once, and a contradiction says on what."""
    first_rows: dict[tuple[str, ...], int] = {}
    for number, row in cross_rules.rows_of(relations):
        claim, relation, other = row["claim"], row["relation"], row["other"]
        if claim and claim == other:
            yield Fault("relations.csv", number, "other", other, "another claim, not itself")
            continue
        if relation == "contradicts" and not row["on"]:
            wanted = "on what the two contradict each other, such as deaths"
            yield Fault("relations.csv", number, "on", "", wanted)
        for key, wanted in _relation_keys(claim, relation, other):
            first = first_rows.setdefault(key, number)
            if first != number:
                sentence = f"{claim} {relation} {other}"
                why = f"{wanted}; it stands already in row {first}"
                yield Fault("relations.csv", number, "relation", sentence, why)
                break


def _relation_keys(claim: str, relation: str, other: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what may stand once, with what is wanted."""
    if relation in SYMMETRIC:
        either = "one row for the two claims, whichever of them comes first: contradicts or varies"
        yield ("either", *sorted((claim, other))), either
    yield (claim, relation, other), "each relation once"


def _dates_have_a_basis(frame: pd.DataFrame, *, table: str) -> Iterator[Fault]:
    """Check that a date says how it is known, and that there is no basis without a date."""
    for number, row in cross_rules.rows_of(frame):
        basis = row["date_basis"]
        if basis == "inferred" and not row["date_note"]:
            yield Fault(f"{table}.csv", number, "date_note", "", "how the date was inferred")
        if basis == "none" and row["date"]:
            yield Fault(f"{table}.csv", number, "date_basis", basis, "stated or inferred")
        if basis in ("stated", "inferred") and not row["date"]:
            yield Fault(f"{table}.csv", number, "date_basis", basis, "none, as there is no date")


def _links_have_an_end(links: pd.DataFrame) -> Iterator[Fault]:
    """Check that a link has a place at one end at least."""
    for number, row in cross_rules.rows_of(links):
        if not row["from"] and not row["to"]:
            yield Fault("links.csv", number, "from", "", "a place here, or in the column to")


def _ways_lead_from_end_to_end(links: pd.DataFrame) -> Iterator[Fault]:
    """Check that what a link passes lies between two ends, and each heading leads to a place."""
    for number, row in cross_rules.rows_of(links):
        if not row["via"]:
            continue
        if not (row["from"] and row["to"]):
            wanted = "nothing, as an end is not told; or both ends"
            yield Fault("links.csv", number, "via", row["via"], wanted)
        for here, there in pairwise(split_ids(row["via"])):
            if here in HEADINGS and there in HEADINGS:
                wanted = "the place up to which it goes that way round, between the two"
                yield Fault("links.csv", number, "via", f"{here}; {there}", wanted)


def _notes_have_a_place(steps: pd.DataFrame) -> Iterator[Fault]:
    """Check that a step's note says where on the map it stands."""
    for number, row in cross_rules.rows_of(steps):
        shown = ("note_at", "emphasis", "selects", "view")
        if row["note"] and not any(row[column] for column in shown):
            wanted = "the id of what the note stands at, as the step shows nothing else"
            yield Fault("steps.csv", number, "note_at", "", wanted)


def _figures_have_their_bounds(figures: pd.DataFrame) -> Iterator[Fault]:
    """Check that the columns low and high hold what the bound says."""
    for number, row in cross_rules.rows_of(figures):
        bound = row["bound"]
        if not bound and not (row["wording"] and not row["low"] and not row["high"]):
            wanted = f"one of: {', '.join(_FILLED)}; or nothing, for words that name no number"
            yield Fault("figures.csv", number, "bound", "", wanted)
        filled = _FILLED.get(bound)
        if filled is None:
            continue
        for column in ("low", "high"):
            if bool(row[column]) != (column in filled):
                wanted = f"{'a number' if column in filled else 'nothing'}, as bound is {bound}"
                yield Fault("figures.csv", number, column, row[column], wanted)
        if bound == "between":
            if not _ascend(row["low"], row["high"]):
                wanted = f"more than {row['low']} in low, as bound is between"
                yield Fault("figures.csv", number, "high", row["high"], wanted)
        elif len(filled) > 1 and _differ(row["low"], row["high"]):
            wanted = f"{row['low']} as in low, as bound is {bound}"
            yield Fault("figures.csv", number, "high", row["high"], wanted)


def _mentions_are_of_their_kind(mentions: pd.DataFrame, *frames: pd.DataFrame) -> Iterator[Fault]:
    """Check that a mention of a place is of a row in places.csv, and so on."""
    tables = defaultdict(set)
    for table, frame in zip(_MENTIONABLE, frames, strict=True):
        for name in frame["id"]:
            tables[name].add(table)
    for number, row in cross_rules.rows_of(mentions):
        allowed = _OF_WHAT.get(row["what"])
        if allowed and row["of"] in tables and not tables[row["of"]].intersection(allowed):
            names = listed([f"{table}.csv" for table in allowed])
            wanted = f"an id of {names}, as what is {row['what']}"
            yield Fault("mentions.csv", number, "of", row["of"], wanted)


def _points_hold(places: pd.DataFrame) -> Iterator[Fault]:
    """Check that a person's point is whole, its axes not swapped, and its place located."""
    for number, row in cross_rules.rows_of(places):
        for column, value, wanted in _point_wants(row):
            yield Fault("places.csv", number, column, value, wanted)


def _point_wants(row: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the columns of a place's own point that are wrong, with what is found and wanted."""
    lon, lat = _number(row["lon"]), _number(row["lat"])
    for column, other in (("lon", "lat"), ("lat", "lon")):
        if row[other] and not row[column]:
            yield column, "", f"degrees, as {other} is {row[other]}; or neither"
        if row[column] and row["kind"] == "unlocatable":
            yield column, row[column], "nothing, as the place is unlocatable; or another kind"
    if bool(row["candidate"]) != bool(row["candidate_confidence"]):
        wanted = "a candidate and how sure it is, or neither"
        yield "candidate_confidence", row["candidate_confidence"], wanted
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:  # noqa: PLR2004 - told already
        return
    if lon == 0 and lat == 0:
        yield "lon", row["lon"], "a position; 0, 0 is what a failed look-up gives"
        return
    from geo.geocoding.pins import is_swapped  # noqa: PLC0415 - opened only for a point

    with suppress(GazetteerError):
        if is_swapped(row, lon, lat):
            yield "lon", row["lon"], "degrees east, and degrees north in lat (axes swapped?)"


def _pins_hold(pins: pd.DataFrame) -> Iterator[Fault]:
    """Check that a pin has a position or is unlocatable, and an area an extent."""
    for number, row in cross_rules.rows_of(pins):
        for column, wanted in _pin_wants(row):
            yield Fault("pins.csv", number, column, row[column], wanted)


def _pin_wants(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the columns of a pin that are wrong, with what is wanted."""
    precision = row["precision"]
    if precision not in PRECISIONS:
        return
    if precision == "unlocatable":
        for column in ("lon", "lat", "radius_m", "boundary"):
            if row[column]:
                yield column, "nothing, as the place is unlocatable"
        return
    for column in ("lon", "lat"):
        if not row[column]:
            yield column, "degrees, or precision unlocatable"
    if all(_number(row[column]) == 0 for column in ("lon", "lat")):
        yield "lon", "a position; 0, 0 is what a failed look-up gives"
    extent = ("radius_m",) if precision in ("suburb", "city") else ("radius_m", "boundary")
    if precision not in ("site", "street") and not any(row[column] for column in extent):
        yield "radius_m", f"a radius in metres, as precision is {precision}"


def _boundaries_are_known(pins: pd.DataFrame) -> Iterator[Fault]:
    """Check that boundaries are of the embedded gazetteer; without it, drawing them raises."""
    from geo.gazetteer.gazetteer import embedded  # noqa: PLC0415 - opened only for a boundary

    named = pins.loc[pins["boundary"] != "", "boundary"]
    has_outline: dict[str, bool] = {}
    with suppress(GazetteerError):
        has_outline = {name: name in embedded().outlines for name in named.unique()}
    for row, name in named.items():
        if not has_outline.get(name, True):
            wanted = (
                "the id of an outline in the embedded gazetteer, or nothing; geo geocode asks "
                "again for a place whose row is removed"
            )
            yield Fault("pins.csv", int(str(row)), "boundary", name, wanted)


def _whole(cell: str) -> int | None:
    return int(cell) if re.fullmatch(schema.WHOLE, cell) else None


def _number(cell: str) -> float | None:
    return float(cell) if re.fullmatch(schema.NUMBER, cell) else None


def _differ(first: str, second: str) -> bool:
    """Return whether two cells are different numbers."""
    return None not in (_number(first), _number(second)) and _number(first) != _number(second)


def _ascend(first: str, second: str) -> bool:
    """Return whether the second cell is the greater number, or one of them is none."""
    low, high = _number(first), _number(second)
    return low is None or high is None or low < high


def _in(rule: Callable[..., Iterator[Fault]], table: str) -> Callable[..., Iterator[Fault]]:
    """Bind a rule for several tables to the one that it reads."""

    def bound(*frames: pd.DataFrame) -> Iterator[Fault]:
        return rule(*frames, table=table)

    return bound


def _unique(table: str) -> Callable[..., Iterator[Fault]]:
    def bound(frame: pd.DataFrame) -> Iterator[Fault]:
        return repeated_ids(frame, tables=(table,))

    return bound


_RULES: tuple[tuple[tuple[str, ...], Callable[..., Iterator[Fault]]], ...] = (
    (SHARED_IDS, repeated_ids),
    *(
        ((table,), _unique(table))
        for table in schema.SCHEMAS
        if table not in (*SHARED_IDS, "event_places", "relations", "redactions")
    ),
    (("events", "event_places"), cross_rules.roles_stand_once),
    (("places", "pins"), cross_rules.regions_hold_their_places),
    (("claims", *SHARED_IDS), _nothing_is_orphaned),
    (("claims", "sources"), cross_rules.tables_are_cited_by_cells),
    (("claims", "exhibits"), cross_rules.claims_stand_somewhere),
    (("places",), _within_has_no_circle),
    (("places",), _no_place_is_a_heading),
    (("places",), _points_hold),
    (("sources", "claims"), _in(_spans_fit, "claims")),
    (("sources", "mentions"), _in(_spans_fit, "mentions")),
    (("sources",), _copies_name_the_first),
    (("claims",), _claims_hold),
    (("claims", "relations"), _denials_name_what_they_deny),
    (("relations",), _relations_hold),
    (("events",), _in(_dates_have_a_basis, "events")),
    (("links",), _in(_dates_have_a_basis, "links")),
    (("links",), _links_have_an_end),
    (("links",), _ways_lead_from_end_to_end),
    (("steps",), _notes_have_a_place),
    (("claims", "actors"), cross_rules.named_speakers_have_a_name),
    (("claims",), cross_rules.accused_and_victims_are_named),
    (("claims", "events", "links"), cross_rules.dates_of_links_agree),
    (("events", "links"), cross_rules.order_holds),
    (("figures",), _figures_have_their_bounds),
    (("figures",), cross_rules.parts_fit_their_whole),
    (("mentions", *_MENTIONABLE), _mentions_are_of_their_kind),
    (("pins",), _pins_hold),
    (("pins",), _boundaries_are_known),
    (("redactions", *REDACTABLE[1:]), cross_rules.redactions_hold),
)
