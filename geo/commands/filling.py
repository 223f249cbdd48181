"""`geo cite --story`: the cells that say where words stand, put into their row of a table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geo.errors import Fault, StoryError
from geo.files import write_whole
from geo.story.tables import read_records
from geo.transaction import exclusive

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_BOM = b"\xef\xbb\xbf"


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
        found = f"{len(numbers)} rows with the id {row}"
        wanted = "one; write the row first, with its id, and save the table"
        raise StoryError([Fault(path.name, 0, "id", found, wanted)])
    (number,) = numbers
    record = records[number - 1]
    record += [""] * (len(header) - len(record))
    for column, text in cells.items():
        record[header.index(column)] = text
    _write(path, records)
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


def _write(path: Path, records: list[list[str]]) -> None:
    before = path.read_bytes()
    ends = "\r\n" if b"\r\n" in before else "\n"
    file = io.StringIO()
    csv.writer(file, lineterminator=ends).writerows(records)
    mark = _BOM if before.startswith(_BOM) else b""
    write_whole(path, mark + file.getvalue().encode("utf-8"))
