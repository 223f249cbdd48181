"""Create a folder for a new story: empty tables and a guide to them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
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


@dataclass(frozen=True)
class Example:
    """A made-up story, as ``data/example.toml`` has it.

    Parameters
    ----------
    file, article : str
        Name of its one article's copy, and the text.
    head : dict of str to str
        What stands in ``story.toml``.
    rows : dict of str to list of dict
        Rows by table; a cell that is left out is empty.
    """

    file: str
    article: str
    head: dict[str, str]
    rows: dict[str, list[dict[str, str]]]


@cache
def example() -> Example:
    """Read the made-up story of a new folder's README."""
    known = Example(**tomllib.loads(_data("example.toml")))
    for rows in known.rows.values():
        for row in rows:
            if "words" in row:
                row.update(anchor(known.article, row.pop("words")))
    digest = hashlib.sha256(known.article.encode()).hexdigest()
    known.rows["sources"][0] |= {"length": str(len(known.article)), "sha256": digest}
    return known


def _data(name: str) -> str:
    return resources.files("geo.story").joinpath("data", name).read_text("utf-8")


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
_IGNORED = """\
# The articles are not ours to publish, and files of pictures say where they were taken; the outputs
# are built.
/articles/
/exhibits/
/outputs/
"""
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
    head = {**dict.fromkeys(example().head, ""), "name": name, "title": title, "language": "en"}
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
    parts = [_data("guide.md").format(title=title, article=len(example().article))]
    for table, schema in SCHEMAS.items():
        lines = [f"## {table}.csv", "", f"A row is {vocabulary.TABLES[table]}.", ""]
        if table in vocabulary.TABLE_NOTES:
            lines += [vocabulary.TABLE_NOTES[table], ""]
        rows = example().rows.get(table, [])
        lines += ["| Column | Example | Write |", "|---|---|---|"]
        for name, column in schema.columns.items():
            shown = next((row[name] for row in rows if row.get(name)), "")
            shown = f"`{_short(shown)}`" if shown else ""
            lines.append(f"| {name} | {shown} | {column.description} |")
        parts.append("\n".join([*lines, ""]))
    return "\n".join(parts)


def write_example(folder: Path) -> None:
    """Write the made-up story of the README, with its article, into a folder that is there."""
    story = example()
    for table, rows in story.rows.items():
        columns = list(SCHEMAS[table].columns)
        text = _csv([columns, *([row.get(name, "") for name in columns] for row in rows)])
        (folder / f"{table}.csv").write_text(text, encoding="utf-8", newline="")
    (folder / "story.toml").write_text(head_text(story.head), encoding="utf-8")
    (folder / "articles").mkdir(exist_ok=True)
    (folder / "articles" / story.file).write_text(story.article, encoding="utf-8", newline="")


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
