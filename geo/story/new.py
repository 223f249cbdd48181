"""Create a folder for a new story: empty tables and a guide to them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ExportError
from geo.files import disk_errors, reading, transaction, written_whole
from geo.locks import sweep
from geo.story import vocabulary
from geo.story.schema import SCHEMAS
from geo.story.table_files import head_text

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping


FILE = "gazette.txt"
ARTICLE = """\
Choir sings in Oslo

The choir left Bergen by train on 17 May 1996 and sang in Oslo the same night.

The organisers say that 32 singers came. The town hall counted about 30.

A rival choir alleges that two singers never left Bergen. Kari Lund, who leads the choir, denies it.
"""
HEAD = {
    "name": "choir-in-oslo",
    "title": "The choir that went to Oslo [gazette-concert]",
    "finding": (
        "A choir went from Bergen to Oslo [gazette-concert]; how many singers came is told in two "
        "ways [gazette-32; gazette-30]."
    ),
    "language": "en",
}


def anchor(text: str, words: str, *, at: int = 0) -> dict[str, str]:
    r"""Return the columns that locate words in a text.

    Parameters
    ----------
    text : str
        The whole copy.
    words : str
        What is looked for, letter for letter.
    at : int
        The character from which to look.

    Returns
    -------
    dict of str to str
        paragraph (lines that are not blank, from 1), start, end (code points, the end exclusive)
        and span_sha256.

    Raises
    ------
    ValueError
        The words don't stand there.

    Examples
    --------
    >>> anchor("One line.\n\nAnother one.", "Another")["paragraph"]
    '2'
    """
    start = text.index(words, at)
    preceding = text[: start + 1].splitlines()
    return {
        "paragraph": str(sum(bool(line.strip()) for line in preceding)),
        "start": str(start),
        "end": str(start + len(words)),
        "span_sha256": hashlib.sha256(words.encode()).hexdigest(),
    }


def _claim(name: str, words: str, **cells: str) -> dict[str, str]:
    return {"id": name, "source": "gazette", **anchor(ARTICLE, words), **cells}


def _dated(**cells: str) -> dict[str, str]:
    return {"date": "1996-05-17", "date_basis": "stated", **cells}


_CORRECTION = ("singers", "1996-06-01", "32 singers instead of 23", "Two digits were swapped.")
_REDACTIONS = (
    ("actors", "kari-lund", "", "a singer", "K. Lund", "1997-01-01", "She was threatened."),
    ("links", "journey", "note", "", "", "", "Tells how they travel."),
)

ROWS: Mapping[str, list[dict[str, str]]] = {
    "sources": [
        {
            "id": "gazette",
            "title": "Choir sings in Oslo",
            "publisher": "The Harbour Gazette",
            "author": "A. Writer",
            "published": "1996-05-18",
            "file": FILE,
            "length": str(len(ARTICLE)),
            "sha256": hashlib.sha256(ARTICLE.encode()).hexdigest(),
            "url": "https://example.org/gazette/choir",
            "archived_url": "https://archive.example.org/1996/gazette/choir",
            "accessed": "1996-05-19",
            "language": "en",
        }
    ],
    "places": [
        {"id": "bergen", "name": "Bergen", "kind": "city", "country": "NO"},
        {"id": "oslo", "name": "Oslo", "kind": "city", "country": "NO"},
    ],
    "events": [
        _dated(id="concert", title="The choir sings in Oslo", kind="concert", place="oslo"),
    ],
    "event_places": [
        {"event": "concert", "place": "bergen", "role": "from", "note": "Where the choir is from."}
    ],
    "links": [
        {
            **_dated(id="journey", title="The choir goes to Oslo", medium="travel"),
            "from": "bergen",
            "to": "oslo",
            "direction": "one-way",
            "note": "By train.",
        }
    ],
    "actors": [
        {"id": "organisers", "name": "the organisers", "kind": "group"},
        {
            "id": "town-hall",
            "name": "the town hall",
            "kind": "government",
            "role": "counted the singers",
            "claims": "gazette-30",
        },
        {"id": "rival-choir", "name": "a rival choir", "kind": "group"},
        {"id": "two-singers", "name": "two singers", "kind": "group"},
        {
            "id": "kari-lund",
            "name": "Kari Lund",
            "kind": "person",
            "role": "spoke for the choir, denied the charge",
            "claims": "gazette-denial",
        },
    ],
    "claims": [
        _claim(
            "gazette-concert",
            "left Bergen by train on 17 May 1996 and sang in Oslo",
            about="concert; journey; bergen; oslo",
            statement="The choir took a train to Oslo and gave a concert there.",
            status="reported",
        ),
        _claim(
            "gazette-32",
            "32 singers came",
            about="concert; organisers",
            statement="The organisers put the number of singers at 32.",
            said_by="organisers",
            status="said",
        ),
        _claim(
            "gazette-30",
            "counted about 30",
            about="concert; town-hall",
            statement="The town hall's own count was about 30 singers.",
            said_by="town-hall",
            status="said",
        ),
        _claim(
            "gazette-stayed",
            "two singers never left Bergen",
            about="journey; two-singers; rival-choir",
            statement="Another choir accuses two singers of having stayed at home.",
            said_by="rival-choir",
            status="alleged",
        ),
        _claim(
            "gazette-denial",
            "denies it",
            about="journey; kari-lund",
            statement="Kari Lund rejects that.",
            said_by="kari-lund",
            status="denied",
        ),
    ],
    "relations": [
        {
            "claim": "gazette-32",
            "relation": "contradicts",
            "other": "gazette-30",
            "on": "the number of singers",
            "reason": "Both count the singers who came to Oslo.",
            "by": "person",
        },
        {
            "claim": "gazette-denial",
            "relation": "denies",
            "other": "gazette-stayed",
            "reason": "She denies that two singers stayed in Bergen.",
            "by": "person",
        },
    ],
    "figures": [
        {
            "id": "singers-32",
            "claim": "gazette-32",
            "measure": "singers",
            "low": "32",
            "high": "32",
            "bound": "exact",
            "unit": "people",
            "scope": "the choir in Oslo",
        },
        {
            "id": "singers-30",
            "claim": "gazette-30",
            "measure": "singers",
            "low": "30",
            "high": "30",
            "bound": "about",
            "unit": "people",
            "scope": "the choir in Oslo",
        },
    ],
    "mentions": [
        {
            "id": "gazette-p02-01",
            "of": "bergen",
            "what": "place",
            "source": "gazette",
            **anchor(ARTICLE, "Bergen"),
        }
    ],
    "views": [{"id": "whole", "title": "Norway", "places": "bergen; oslo"}],
    "steps": [
        {
            "id": "start",
            "title": "A concert",
            "text": "The choir went by train from Bergen to Oslo [gazette-concert].",
            "view": "whole",
            "selects": "concert",
            "emphasis": "journey; concert",
            "note": "By train [gazette-concert]",
            "note_at": "journey",
        }
    ],
    "corrections": [dict(zip(("id", "date", "what", "why"), _CORRECTION, strict=True))],
    "redactions": [
        dict(
            zip(("table", "row", "column", "instead", "also", "until", "reason"), row, strict=True)
        )
        for row in _REDACTIONS
    ],
    "pins": [],
}
"""Rows by table; a cell that is left out is empty."""


_INTRODUCTION = """\
# {title}

The tables of a story, and nothing in them yet. They are CSV in UTF-8: open them in any spreadsheet,
and save them as "CSV UTF-8". A row says in your own words what an article tells, and where in the
article it stands; the articles themselves stay in `articles/`, on your own disk.

1. Save each article as plain text in `articles/`, and say in `story.toml` what the story finds.
2. Fill in `sources`, `places`, `events` and `claims`; the other tables as the story needs them.
   `geo cite articles/FILE.txt --story .` fills in the last columns of the source, and
   `geo cite articles/FILE.txt --story . --claim ID "words of the article"` those from source to
   span_sha256 of a claim; without `--story` they are only shown.
3. `make pins` looks the places up and says why each was chosen; `make check` compares every span
   with your articles, and your own words with the claims; `make maps` builds the map, pictures,
   tables and notebook into `outputs/`.

Whatever is wrong is told all at once, with file, row and column. The examples below are of a
made-up article, {article} characters long; together they are a whole story.

An id is written in small letters, digits and hyphens. An empty cell means that nothing is known or
nothing applies. Several ids in one cell stand with `; ` between them.

`schema` in `story.toml` is the form of the tables; `geo upgrade .` leads from an older form to the
present one.

Every place, event, link and actor needs a claim whose `about` names it. A date that was worked out
(`inferred`) says how in `date_note`. A claim that denies has a row in `relations`
with what it denies. Only what the article says in its own voice has no `said_by`.

The title, the finding and the steps name the claims that they rest on, `[claim-id]` behind each
sentence; a role names them in the column `claims`. The title of a step rests on what its text
names. Readers see footnotes in their place.
"""
_MAKEFILE = """\
# The words of this story. Where `geo` is not on the path: make GEO=path/to/geo maps
GEO ?= geo

maps: ## build the map, pictures, tables and the notebook into outputs/
\t$(GEO) build . --output outputs

pins: ## look the places up
\t$(GEO) geocode .

check: ## compare every span with the articles
\t$(GEO) check . --sources articles

.PHONY: maps pins check
"""
_IGNORED = "# The articles are not ours to publish; the outputs are built.\n/articles/\n/outputs/\n"
_CELLS = (
    ("markdown", "# {title}"),
    ("parameters", 'folder = ".."  # the story\'s tables'),
    ("code", "import geo\n\nstory = geo.read_story(folder)\nstory"),
    ("markdown", "## Finding 1: one map holds the whole story"),
    ("code", "geo.story_map(story)"),
    ("markdown", "## Finding 2: who says what"),
    ("code", "story.claims"),
    ("markdown", "## Finding 3: how each place was found"),
    ("code", "story.places"),
)


def new_story(folder: str | os.PathLike[str], *, title: str = "") -> Path:
    """Write a folder for a new story: empty tables, a README, a notebook, a Makefile.

    Parameters
    ----------
    folder : path-like
        A folder that is not there yet, or is empty. It is filled whole or not at all.
    title : str
        The story's title; the folder's name if none is given.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    ExportError
        There is something in the folder, or its name has no letter for the story's own name.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     story = new_story(Path(folder, "choir"), title="The choir")
    ...     sorted(path.name for path in story.glob("*.csv"))[:3]
    ['actors.csv', 'claims.csv', 'corrections.csv']
    """
    path = Path(folder)
    files = new_story_files(
        path, name=_slug(path.resolve().name), title=title or path.resolve().name
    )
    return write_story(path, {name: text.encode() for name, text in files.items()})


def write_story(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files of a new story into a folder that is not there yet, or empty.

    Raises
    ------
    ExportError
        There is something in the folder.
    """
    sweep(path.parent)
    with reading(path):  # which removes what a run that was killed has left
        if path.is_file() or (path.is_dir() and any(path.iterdir())):
            here = "a file" if path.is_file() else "a folder that holds something"
            raise ExportError(f"{path}: found {here}, wanted a new or an empty folder")
    if path.is_dir():
        with transaction(path) as change:
            _fill(change.new, files)
    else:
        with written_whole(path) as made:
            made.mkdir()
            _fill(made, files)
    return path


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        with disk_errors(folder / name):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
    (folder / "articles").mkdir(exist_ok=True)


def new_story_files(path: Path, *, name: str, title: str) -> dict[str, str]:
    """Return the text of each file of a new story, by its name in the folder.

    Raises
    ------
    ExportError
        The folder's name has no letter for the story's own.
    """
    if not name:
        raise ExportError(f"{path}: found no letter a-z or digit in the name, wanted one")
    head = {**dict.fromkeys(HEAD, ""), "name": name, "title": title, "language": "en"}
    head["finding"] = vocabulary.PLACEHOLDER
    tables = {table: list(schema.columns) for table, schema in SCHEMAS.items() if table != "pins"}
    return {
        "story.toml": head_text(head),
        **{f"{table}.csv": _csv([columns]) for table, columns in tables.items()},
        "README.md": readme(title),
        "Makefile": _MAKEFILE,
        ".gitignore": _IGNORED,
        "notebooks/01-the-story.ipynb": _notebook(title),
    }


def readme(title: str) -> str:
    """Explain each column of each table by what it wants and an example.

    Parameters
    ----------
    title : str
        The story's title.

    Returns
    -------
    str
        Markdown.
    """
    parts = [_INTRODUCTION.format(title=title, article=len(ARTICLE))]
    for table, schema in SCHEMAS.items():
        lines = [f"## {table}.csv", "", f"A row is {vocabulary.TABLES[table]}.", ""]
        if table in vocabulary.TABLE_NOTES:
            lines += [vocabulary.TABLE_NOTES[table], ""]
        rows = ROWS[table]
        lines += ["| Column | Example | Write |", "|---|---|---|"]
        for name, column in schema.columns.items():
            shown = next((row[name] for row in rows if row.get(name)), "")
            shown = f"`{_short(shown)}`" if shown else ""
            lines.append(f"| {name} | {shown} | {column.description} |")
        parts.append("\n".join([*lines, ""]))
    return "\n".join(parts)


def write_example(folder: Path) -> None:
    """Write the made-up story of the README, with its article, into a folder that is there."""
    for table, schema in SCHEMAS.items():
        if ROWS[table]:
            columns = list(schema.columns)
            rows = [[row.get(name, "") for name in columns] for row in ROWS[table]]
            text = _csv([columns, *rows])
            (folder / f"{table}.csv").write_text(text, encoding="utf-8", newline="")
    (folder / "story.toml").write_text(head_text(HEAD), encoding="utf-8")
    (folder / "articles").mkdir(exist_ok=True)
    (folder / "articles" / FILE).write_text(ARTICLE, encoding="utf-8", newline="")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:8]}…"  # noqa: PLR2004 - a hash


def _csv(rows: Iterable[Iterable[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


def _slug(name: str) -> str:
    letters = (each if each.isascii() and each.isalnum() else " " for each in name.lower())
    return "-".join("".join(letters).split())


def _notebook(title: str) -> str:
    cells = []
    for number, (kind, text) in enumerate(_CELLS, start=1):
        source = text.replace("{title}", " ".join(title.split()))
        cell: dict[str, object] = {
            "cell_type": "markdown" if kind == "markdown" else "code",
            "id": f"cell-{number:02}",
            "metadata": {"tags": [kind]} if kind == "parameters" else {},
            "source": source.splitlines(keepends=True),
        }
        if kind != "markdown":
            cell |= {"execution_count": None, "outputs": []}
        cells.append(cell)
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
