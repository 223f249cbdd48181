"""`geo cite`: where words stand in an article, for a row of a table."""

from __future__ import annotations

import csv
import hashlib
import sys
from typing import TYPE_CHECKING

import click

from geo.errors import Fault, SourceError, StoryError
from geo.files import exclusive, write_whole
from geo.story.citations import Copy
from geo.story.read import read_records
from geo.story.table_files import csv_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


def fill(path: Path, row: str, cells: Mapping[str, str]) -> int:
    """Write cells into the row of a table that has an id; all others keep their text.

    Parameters
    ----------
    path : pathlib.Path
        The table. Its byte order mark and its line ends stay, as spreadsheets want them.
    row : str
        The id.
    cells : dict of str to str
        Text by column.

    Returns
    -------
    int
        The row as a spreadsheet numbers it; the header is 1.

    Raises
    ------
    StoryError
        The table can't be read, lacks a column, or has not one row of that id.
    """
    with exclusive(path.parent):
        return _fill(path, row, cells)


def _fill(path: Path, row: str, cells: Mapping[str, str]) -> int:
    records, faults = read_records(path)
    header = records[0] if records else []
    faults += [
        Fault(path.name, 1, column, "", "this column")
        for column in ("id", *cells)
        if column not in header
    ]
    if faults:
        raise StoryError(faults)
    at = header.index("id")
    numbers = [
        number
        for number, record in enumerate(records[1:], start=2)
        if len(record) > at and record[at] == row
    ]
    if len(numbers) != 1:
        matches = f"{len(numbers)} rows with the id {row}"
        wanted = "one; write the row first, with its id, and save the table"
        raise StoryError([Fault(path.name, 0, "id", matches, wanted)])
    (number,) = numbers
    record = records[number - 1]
    record += [""] * (len(header) - len(record))
    for column, text in cells.items():
        record[header.index(column)] = text
    write_whole(path, csv_bytes(records, path.read_bytes()))
    return number


def source_of(story: Path, article: Path) -> str:
    """Return the id of the source whose copy an article is, by the name of its file.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story.
    article : pathlib.Path
        The copy.

    Returns
    -------
    str
        The id; the file's name without its ending if no source has that file.
    """
    records, _ = read_records(story / "sources.csv")
    rows = [dict(zip(records[0], record, strict=False)) for record in records[1:]]
    named = (row.get("id", "") for row in rows if row.get("file") == article.name)
    return next(named, article.stem)


ANCHOR = ("source", "paragraph", "start", "end", "span_sha256")
SOURCE = ("file", "length", "sha256")


def print_spans(path: Path, words: Sequence[str], *, source: str) -> bool:
    """Write where words stand in a copy of an article, or what ``sources.csv`` says of the copy.

    Parameters
    ----------
    path : pathlib.Path
        The copy, in UTF-8.
    words : sequence of str
        What to look for, letter for letter; a row for each place where it stands. None to
        describe the copy.
    source : str
        The article's id.

    Returns
    -------
    bool
        Whether all of it stands there.

    Raises
    ------
    SourceError
        The copy is not UTF-8.
    """
    copy = _read(path)
    out = csv.writer(sys.stdout, lineterminator="\n")
    if not words:
        out.writerows([SOURCE, (path.name, copy.length, copy.sha256)])
        return True
    out.writerow(ANCHOR)
    missing = []
    for each in words:
        rows = list(_rows(copy, each, source))
        out.writerows(rows)
        if not rows:
            missing.append(each)
        elif len(rows) > 1:
            click.echo(f"{each!r} stands there {len(rows)} times: choose one row", err=True)
    for each in missing:
        click.echo(f"{path}: found nowhere {each!r}; wanted words letter for letter", err=True)
    return not missing


def cite_into(story: Path, path: Path, words: Sequence[str], *, claim: str, source: str) -> bool:
    """Write where words stand into their claim, or what is known of the copy into its source.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story, whose ``claims.csv`` or ``sources.csv`` is written.
    path : pathlib.Path
        The copy, in UTF-8.
    words : sequence of str
        What to look for, letter for letter; it has to stand there once. None for the source.
    claim : str
        Id of the claim; empty for the source.
    source : str
        The article's id; the source that has the file's name if none is given.

    Returns
    -------
    bool
        Whether the words stand there, and once; else nothing is written.

    Raises
    ------
    SourceError
        The copy is not UTF-8.
    StoryError
        The table has no such row.
    """
    copy = _read(path)
    source = source or source_of(story, path)
    if not claim:
        columns = (path.name, str(copy.length), copy.sha256)
        number = fill(story / "sources.csv", source, dict(zip(SOURCE, columns, strict=True)))
        click.echo(f"{story / 'sources.csv'}, row {number}: {source} has {copy.length} characters")
        return True
    rows = list(_rows(copy, words[0], source))
    if len(rows) != 1:
        matches = f"{len(rows)} times" if rows else "nowhere"
        wanted = "words letter for letter that stand there once"
        click.echo(f"{path}: found {matches} {words[0]!r}; wanted {wanted}", err=True)
        return False
    cells = dict(zip(ANCHOR, map(str, rows[0]), strict=True))
    number = fill(story / "claims.csv", claim, cells)
    click.echo(
        f"{story / 'claims.csv'}, row {number}: {claim} stands in paragraph {cells['paragraph']}"
    )
    return True


def _read(path: Path) -> Copy:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path}: found byte {data[error.start]:#04x} at position {error.start}, wanted UTF-8 "
            "text; save the copy as plain text in UTF-8"
        ) from None
    return Copy(data, len(text), hashlib.sha256(data).hexdigest())


def _rows(copy: Copy, words: str, source: str) -> Iterator[tuple[object, ...]]:
    if not words:
        return
    digest = hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()
    at = copy.text.find(words)
    while at >= 0:
        yield source, copy.paragraph(at), at, at + len(words), digest
        at = copy.text.find(words, at + 1)
