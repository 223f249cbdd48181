"""Three stories to export: the project's own, Krakatau, and one of odd values."""

from __future__ import annotations

import csv
import hashlib
from typing import TYPE_CHECKING

import pytest

import geo
from geo.story.schema import SCHEMAS
from geo.story.table_files import head_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.story import Story

    Made = Callable[[str, str], Path]

collect_ignore = ["crate/validate.py"]  # it runs in an environment of its own
DAY = "2024-05-17"

HOSTILE = "=1+1 <script>x</script>\"';{{ 7*7 }}]]> --> & \\ {a} %s $[NAME] \u202eabc\u202c a; b, c"
ARABIC = "كراچى کی خبر"
DECOMPOSED = "Cafe\u0301 in Ma\u0308rz"
TEXT = f"{DECOMPOSED}. Ships met at the line of dates. The old king died. {ARABIC}. Rain fell."
SHA = hashlib.sha256(TEXT.encode()).hexdigest()


def _span(words: str) -> dict[str, str]:
    start = TEXT.index(words)
    digest = hashlib.sha256(words.encode()).hexdigest()
    at = {"source": "odd", "paragraph": "1", "start": str(start), "end": str(start + len(words))}
    return {**at, "span_sha256": digest}


def _claim(name: str, about: str, words: str, **cells: str) -> dict[str, str]:
    row = {"id": name, "about": about, "statement": words, "status": "reported", **_span(words)}
    return {**row, **cells}


def _event(name: str, title: str, date: str, place: str, note: str = "") -> dict[str, str]:
    basis = "stated" if date else "none"
    row = {"id": name, "title": title, "kind": "meeting", "date": date, "date_basis": basis}
    return {**row, "place": place, "note": note}


def _pin(place: str, lon: str, lat: str, precision: str, **cells: str) -> dict[str, str]:
    pin = {"place": place, "lon": lon, "lat": lat, "precision": precision, "reason": "set"}
    return {**pin, "confidence": "1", "set_by": "person", "query": place, **cells}


ROWS: dict[str, list[dict[str, str]]] = {
    "sources": [
        {
            "id": "odd",
            "title": HOSTILE,
            "publisher": "The {Odd} Paper & Co",
            "author": "Ludwig van Beethoven and Reuters",
            "published": "2007-05~",
            "file": "odd.txt",
            "length": str(len(TEXT)),
            "sha256": SHA,
            "url": "https://example.org/a?b=1&c=%7Bd%7D",
            "licence": "CC BY-SA 4.0",
        }
    ],
    "places": [
        {"id": "taveuni", "name": "Taveuni", "kind": "city", "country": "FJ", "note": HOSTILE},
        {"id": "rome", "name": "Rome", "kind": "city", "country": "IT", "local": "روما"},
        {"id": "fiji", "name": "Fiji", "kind": "country", "country": "FJ"},
        {"id": "nowhere", "name": "the south", "kind": "unlocatable"},
        {"id": "cafe", "name": DECOMPOSED, "kind": "site", "within": "rome"},
    ],
    "events": [
        _event("undated", HOSTILE, "", "taveuni", ARABIC),
        _event("ides", "The king dies", "-0043-03-15", "rome"),
        _event("vague", DECOMPOSED, "[..1992]", "fiji"),
        _event("open", "It goes on", "1992/..", "cafe"),
        _event("placeless", ARABIC, "198X", ""),
        _event("several", "In two years", "{1849,1850}", "nowhere"),
        _event("far", "Long ago", "Y-12000", "rome"),
        _event("day", "A day", "2007-05-12T14:30+05:00", "rome"),
    ],
    "links": [
        {
            "id": "over",
            "title": "Over the line of dates",
            "from": "taveuni",
            "to": "rome",
            "medium": "travel",
            "direction": "one-way",
            "date": "2007-05/2007-06",
            "date_basis": "stated",
        }
    ],
    "actors": [
        {"id": "king", "name": "The king; & son", "kind": "person", "role": "", "claims": ""},
        {"id": "party", "name": "Party", "kind": "party", "role": "", "claims": ""},
    ],
    "claims": [
        _claim("c-ships", "undated; taveuni; over; several; open", "Ships met"),
        _claim(
            "c-king", "ides; rome; king; far; day", "The old king died", said_by="party",
            status="alleged",
        ),
        _claim("c-no", "vague; party", "Rain fell", said_by="king", status="denied"),
        _claim("c-rtl", "placeless; fiji; nowhere; cafe", ARABIC, note=HOSTILE),
    ],
    "relations": [
        {
            "claim": "c-no",
            "relation": "denies",
            "other": "c-king",
            "on": "",
            "reason": HOSTILE,
            "by": "person",
        }
    ],
    "figures": [
        {
            "id": "f-1",
            "claim": "c-ships",
            "measure": "ships",
            "low": "2",
            "high": "",
            "bound": "at-least",
            "unit": "ships",
            "scope": HOSTILE,
        }
    ],
    "mentions": [{"id": "m-1", "of": "rome", "what": "place", **_span("Rain")}],
    "views": [{"id": "all", "title": "All", "places": "taveuni; rome"}],
    "steps": [{"id": "s-1", "title": "One", "text": "Ships met [c-ships].", "view": "all"}],
    "pins": [
        _pin("taveuni", "-179.99", "-16.85", "city", radius_m="40000"),
        _pin("rome", "12.4839", "41.8947", "site"),
        _pin("fiji", "178", "-17.8", "country", radius_m="300000"),
        _pin("nowhere", "", "", "unlocatable", confidence=""),
        _pin("cafe", "12.5", "41.9", "site"),
    ],
}  # fmt: skip


def write_odd_story(folder: Path) -> Path:
    """Write the tables of the odd story."""
    folder.mkdir()
    for table, rows in ROWS.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(SCHEMAS[table].columns), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    head = {
        "name": "odd",
        "title": HOSTILE,
        "finding": f"{ARABIC}. {DECOMPOSED}.",
        "language": "ur",
    }
    (folder / "story.toml").write_text(head_text(head), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def odd_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_odd_story(tmp_path_factory.mktemp("odd") / "story")


@pytest.fixture(scope="session")
def odd(odd_folder: Path) -> Story:
    return geo.read_story(odd_folder)


@pytest.fixture(scope="session")
def stories(odd: Story, data: Path, root: Path) -> dict[str, Story]:
    """Return the three stories by name."""
    return {
        "odd": odd,
        "london-karachi": geo.read_story(data),
        "krakatau": geo.read_story(root / "examples" / "krakatau"),
    }


@pytest.fixture(scope="session")
def made(stories: dict[str, Story], tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a function that exports a story in a format, once, for tests that only read it."""
    folder = tmp_path_factory.mktemp("made")
    files: dict[tuple[str, str], list[Path]] = {}

    def make(name: str, form: str) -> Path:
        if (name, form) not in files:
            output = folder / name / form
            day = DAY if name == "odd" else ""  # it has no day of its own
            files[name, form] = geo.write_tables(stories[name], output, to=[form], published=day)
        return next(path for path in reversed(files[name, form]) if path.name != "CREDITS.txt")

    return make
