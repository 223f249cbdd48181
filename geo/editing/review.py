"""A second pair of eyes: which rows of a story somebody has checked, and what they noted.

``review.csv`` beside the tables has a row for each that somebody looked at. What was checked counts
as long as the row stays as it was: one that is changed is to be checked again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from geo.errors import Fault, StoryError
from geo.files import write_whole
from geo.formats.escaping import guarded, unguarded
from geo.story.read import read_records, read_tables

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

FILE = "review.csv"
"""Beside the tables of a story; it may be missing."""
COLUMNS = ("table", "id", "state", "by", "note", "row_sha256")
TO_CHECK, CHECKED, CHANGED = "to check", "checked", "changed since"
REVIEWED = ("places", "actors", "events", "links", "claims", "figures")
"""The tables whose rows are checked, as the page shows them."""


class ReviewedRow(NamedTuple):
    """A row of a story, and whether somebody has checked it.

    Parameters
    ----------
    table, id : str
        Which row.
    state : str
        ``to check``, ``checked``, or ``changed since`` it was checked.
    by, note : str
        Who looked at it, and what they noted.
    """

    table: str
    id: str
    state: str
    by: str
    note: str


@dataclass(frozen=True)
class Review:
    """The rows of a story with their states.

    Parameters
    ----------
    rows : tuple of ReviewedRow
        In the order of the tables.

    Examples
    --------
    >>> review = read_review("data")  # this project's own story, which nobody has marked
    >>> review.checked, review.total > 0
    (0, True)
    """

    rows: tuple[ReviewedRow, ...]

    @property
    def total(self) -> int:
        """The number of rows."""
        return len(self.rows)

    @property
    def checked(self) -> int:
        """The number of rows that somebody has checked and nobody changed since."""
        return sum(row.state == CHECKED for row in self.rows)

    @property
    def unchecked(self) -> tuple[ReviewedRow, ...]:
        """The rows that are still to be checked."""
        return tuple(row for row in self.rows if row.state != CHECKED)

    def summary(self) -> str:
        """Return how much is checked, in words."""
        return f"{self.checked:,} of {self.total:,} rows checked"


def read_review(folder: str | Path) -> Review:
    """Read which rows of a story are checked.

    Parameters
    ----------
    folder : path-like
        Folder of a story.

    Returns
    -------
    Review

    Raises
    ------
    StoryError
        If a table, or ``review.csv``, is not as it should be, with every fault.
    """
    digests = _digests(Path(folder))
    marks = {(mark["table"], mark["id"]): mark for mark in _read_marks(Path(folder), digests)}
    return Review(tuple(_states(digests, marks)))


def mark_rows(
    folder: str | Path, names: Sequence[str], *, state: str, by: str, note: str = ""
) -> Review:
    """Mark rows of a story as checked, or as to be checked.

    Parameters
    ----------
    folder : path-like
        Folder of a story.
    names : sequence of str
        Ids of rows, or ``table/id`` where two tables have one id.
    state : str
        ``to check`` or ``checked``.
    by : str
        Who looked at them.
    note : str, optional
        What they noted.

    Returns
    -------
    Review
        As it is then.

    Raises
    ------
    StoryError
        If a name is of no row, or of several; nothing is written then.
    """
    path = Path(folder)
    digests = _digests(path)
    marks = {(mark["table"], mark["id"]): mark for mark in _read_marks(path, digests)}
    keys, faults = [], []
    for name in names:
        matches = [key for key in digests if name in (key[1], "/".join(key))]
        if len(matches) == 1:
            keys += matches
        else:
            several = ", ".join("/".join(key) for key in matches)
            wanted = f"one of {several}" if several else f"the id of a row of {_listed()}"
            faults.append(Fault(FILE, 0, "", name, wanted))
    if faults:
        raise StoryError(faults)
    for table, row in keys:
        marks[table, row] = {
            "table": table, "id": row, "state": state, "by": by, "note": note,
            "row_sha256": digests[table, row],
        }  # fmt: skip
    _write_marks(path, [marks[key] for key in digests if key in marks])
    return Review(tuple(_states(digests, marks)))


def _states(
    digests: Mapping[tuple[str, str], str], marks: Mapping[tuple[str, str], Mapping[str, str]]
) -> Iterator[ReviewedRow]:
    for (table, row), digest in digests.items():
        mark = marks.get((table, row))
        if mark is None:
            yield ReviewedRow(table, row, TO_CHECK, "", "")
            continue
        is_changed = mark["state"] == CHECKED and mark["row_sha256"] != digest
        state = CHANGED if is_changed else mark["state"]
        yield ReviewedRow(table, row, state, mark["by"], mark["note"])


def _digests(folder: Path) -> dict[tuple[str, str], str]:
    """Return the hash of each row: of its cells that are not empty, by their columns."""
    frames = read_tables(folder, pins=False).frames
    return {
        (table, str(cells["id"])): _digest(cells)
        for table in REVIEWED
        if table in frames
        for cells in frames[table].to_dict("records")
    }


def _digest(cells: Mapping[Hashable, object]) -> str:
    known = {str(name): str(cell) for name, cell in cells.items() if str(cell)}
    text = json.dumps(known, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _read_marks(folder: Path, digests: Mapping[tuple[str, str], str]) -> list[dict[str, str]]:
    """Read ``review.csv``; a row whose table has it no more is left out."""
    path = folder / FILE
    if not path.exists():
        return []
    records, faults = read_records(path)
    header = tuple(records[0]) if records else ()
    if not faults and header != COLUMNS:
        faults = [Fault(FILE, 1, "", ", ".join(header), ", ".join(COLUMNS))]
    if faults:
        raise StoryError(faults)
    marks = []
    for number, record in enumerate(records[1:], start=2):
        mark = dict(zip(COLUMNS, map(unguarded, record), strict=False))
        if len(record) != len(COLUMNS):
            faults.append(Fault(FILE, number, "", f"{len(record)} cells", f"{len(COLUMNS)} cells"))
        elif mark["state"] not in (TO_CHECK, CHECKED):
            wanted = f"{TO_CHECK!r} or {CHECKED!r}"
            faults.append(Fault(FILE, number, "state", mark["state"], wanted))
        elif (mark["table"], mark["id"]) in digests:
            marks.append(mark)
    if faults:
        raise StoryError(faults)
    return marks


def _write_marks(folder: Path, marks: Sequence[Mapping[str, str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(mark[column]) for column in COLUMNS] for mark in marks)
    write_whole(folder / FILE, text.getvalue())


def _listed() -> str:
    return f"{', '.join(REVIEWED[:-1])} or {REVIEWED[-1]}"
