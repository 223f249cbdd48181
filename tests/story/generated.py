"""Stories made up at random that keep every rule, as tables of text."""

import hashlib
from pathlib import Path
from random import Random

from story.small import HEAD, Row, SmallStory

from geo.story.schema import SCHEMAS

DATES = (
    ("1984", "stated", ""),
    ("2007-05-12", "inferred", "The Saturday before."),
    ("[..1992]", "inferred", "Before he left."),
    ("../2007-05-16", "inferred", "Told as now."),
    ("", "none", ""),
)
FIGURES = (
    ("exact", "40", "40"),
    ("at-least", "40", ""),
    ("more-than", "40", ""),
    ("at-most", "", "40"),
    ("less-than", "", "40"),
    ("about", "40", "40"),
    ("between", "40", "45"),
)
LENGTH = 900
_SHA = hashlib.sha256(b"").hexdigest()


def generated(folder: Path, random: Random) -> SmallStory:
    """Return a story of random size, order and cells that keeps every rule of the tables."""
    count = random.randint(2, 4)
    numbers = range(count)
    table: dict[str, list[Row]] = {
        "sources": [_source(n) for n in numbers],
        "places": [_place(n, random) for n in numbers],
        "actors": [
            *({"id": f"a{n}", "name": f"Actor {n}", "kind": "person"} for n in numbers),
            {"id": "nobody", "name": "accusers", "kind": "unnamed"},
        ],
        "events": [_event(n, random) for n in numbers],
        "event_places": [
            {"event": f"e{n}", "place": "p0", "role": random.choice(("from", "to", "via"))}
            for n in numbers
        ],
        "links": [_link(n, random) for n in numbers],
    }
    things = [row["id"] for name in ("places", "actors", "events", "links") for row in table[name]]
    table["claims"] = [_claim(f"c-{name}", name, "reported", "", count, random) for name in things]
    for n in numbers:
        table["claims"] += [
            _claim(f"said{n}", f"e{n}", "said", f"a{n}", count, random),
            _claim(f"alleged{n}", f"a{n}", "alleged", "nobody", count, random)
            | {"accused": f"a{n}"},
            _claim(f"denial{n}", f"a{n}", "denied", f"a{n}", count, random),
        ]
    table["relations"] = [_relation(f"denial{n}", "denies", f"alleged{n}") for n in numbers]
    table["relations"] += [_relation("c-e0", "varies", "c-e1"), _relation("said0", "adds", "c-e0")]
    table["relations"] += [_relation("c-e1", "contradicts", "said1") | {"on": "deaths"}]
    table["figures"] = [_figure(n, *known) for n, known in enumerate(FIGURES)]
    table["figures"][1]["part_of"] = "f0"
    mentioned = (("place", "p0"), ("actor", "a0"), ("date", "e0"), ("figure", "f0"))
    table["mentions"] = [
        {"id": f"m{n}", "of": of, "what": what} | _anchor(count, random)
        for n, (what, of) in enumerate(mentioned)
    ]
    table["exhibits"] = [
        {"id": "x0", "file": "https://example.org/choir.mp4", "kind": "video"}
        | {"alt": "They sing.", "credit": "A. Singer"}
    ]
    table["views"] = [{"id": "v0", "title": "All", "places": "p0; p1"}]
    table["steps"] = [_step(n) for n in numbers]
    table["pins"] = [_pin(row) for row in table["places"]]
    table["corrections"] = [{"id": "r", "date": "2007-06-01", "what": "41", "why": "Read anew."}]
    table["redactions"] = [
        {"table": "links", "row": "l0", "column": "note", "reason": "It names him."}
    ]
    for name in ("actors", "claims", "relations", "figures", "mentions"):
        random.shuffle(table[name])
    whole = {name: [_whole(name, row) for row in rows] for name, rows in table.items()}
    return SmallStory(folder, whole, HEAD)


def _whole(table: str, row: Row) -> Row:
    """Return a row with every column of its table."""
    return {column: row.get(column, "") for column in SCHEMAS[table].columns}


def _source(n: int) -> Row:
    return {
        "id": f"s{n}",
        "title": f"Article {n}",
        "publisher": "A paper",
        "published": "2007-05-16",
        "file": f"s{n}.txt",
        "length": str(LENGTH),
        "sha256": _SHA,
    }


def _place(n: int, random: Random) -> Row:
    kind = "unlocatable" if n > 1 and random.random() < 0.5 else "city"
    within = f"p{random.randrange(n)}" if n and random.random() < 0.5 else ""
    return {"id": f"p{n}", "name": f"Place {n}", "kind": kind, "within": within}


def _event(n: int, random: Random) -> Row:
    date, basis, note = random.choice(DATES)
    return {
        "id": f"e{n}",
        "title": f"Event {n}",
        "kind": "rally",
        "date": date,
        "date_basis": basis,
        "date_note": note,
        "place": f"p{n}",
    }


def _link(n: int, random: Random) -> Row:
    date, basis, note = random.choice(DATES)
    ends = random.choice((("p0", "p1"), ("p0", ""), ("", "p1")))
    return {
        "id": f"l{n}",
        "title": f"Link {n}",
        "from": ends[0],
        "to": ends[1],
        "medium": "telephone",
        "direction": random.choice(("one-way", "both", "unknown")),
        "date": date,
        "date_basis": basis,
        "date_note": note,
    }


def _anchor(sources: int, random: Random) -> Row:
    start = random.randrange(LENGTH - 1)
    return {
        "source": f"s{random.randrange(sources)}",
        "paragraph": str(random.randint(1, 9)),
        "start": str(start),
        "end": str(random.randint(start + 1, LENGTH)),
        "span_sha256": _SHA,
    }


def _claim(name: str, about: str, status: str, said_by: str, sources: int, random: Random) -> Row:
    told = {"id": name, "about": about, "statement": f"In our words: {name}."}
    return told | {"said_by": said_by, "status": status} | _anchor(sources, random)


def _relation(claim: str, relation: str, other: str) -> Row:
    ends = {"claim": claim, "relation": relation, "other": other}
    return ends | {"reason": "So it reads.", "by": "person"}


def _figure(n: int, bound: str, low: str, high: str) -> Row:
    return {
        "id": f"f{n}",
        "claim": "c-e0",
        "measure": "deaths",
        "low": low,
        "high": high,
        "bound": bound,
        "unit": "people",
        "scope": f"scope {n}",
    }


def _step(n: int) -> Row:
    return {
        "id": f"step{n}",
        "title": f"Step {n}",
        "text": "Something was said.",
        "view": "v0",
        "selects": f"e{n}",
    }


def _pin(place: Row) -> Row:
    located = place["kind"] != "unlocatable"
    point = {"lon": "67.01", "lat": "24.86", "precision": "city", "radius_m": "20000"}
    where = point if located else {"precision": "unlocatable"}
    return {"place": place["id"], "reason": "a test", "set_by": "person"} | where
