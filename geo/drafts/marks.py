"""Which rows of a draft a person keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.drafts.columns import KEEP, TABLES
from geo.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    Row = dict[str, str]

_YES = ("x", "yes", "1", "keep")
_WANTED = "x, yes, 1 or keep to take the row, or nothing to leave it"


@dataclass(frozen=True)
class MarkedRow:
    """A row of a draft.

    Parameters
    ----------
    table : str
        Its table.
    number : int
        Its row, as a spreadsheet numbers it.
    row : dict of str to str
        Its cells.
    marked : bool
        Whether a person keeps it.
    """

    table: str
    number: int
    row: Row
    marked: bool


def read_selection(
    tables: Mapping[str, Mapping[int, Row]], *, folder: str
) -> tuple[list[MarkedRow], list[Fault]]:
    """Read the column keep of every table.

    Parameters
    ----------
    tables : dict of str to dict of int to dict
        As `geo.drafts.folder.read_rows` gives them.
    folder : str
        The draft's name, for the messages.

    Returns
    -------
    rows : list of Kept
        Every row, marked or not, in the order of the tables.
    faults : list of Fault
        A fault for each mark that is none, and each id that a marked row shares with another.
    """
    rows, faults = [], []
    for table in TABLES:
        numbers: dict[str, int] = {}
        for number, row in tables.get(table, {}).items():
            mark = row[KEEP].strip()
            marked = mark.casefold() in _YES
            if mark and not marked:
                faults.append(Fault(f"{folder}/{table}.csv", number, KEEP, mark, _WANTED))
            if marked and numbers.setdefault(row["id"], number) != number:
                wanted = f"an id of its own; it stands already in row {numbers[row['id']]}"
                faults.append(Fault(f"{folder}/{table}.csv", number, "id", row["id"], wanted))
            rows.append(MarkedRow(table, number, row, marked))
    return rows, faults
