"""What is wrong in a table of names: told with file, row and column, all at once."""

from __future__ import annotations

import csv
import itertools
from typing import TYPE_CHECKING

from geo.errors import Fault, GeocodeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_KEPT = 1_000  # faults that stay on the exception; a wrong file has one a row
_SHOWN = 20
_NUMBERED = 5  # rows that are named for one fault
LONGEST_CELL = 1 << 23  # characters
AS_UTF_8 = "text in UTF-8; save the table as 'CSV UTF-8'"


class TableError(GeocodeError):
    """A table of names that can't be read as asked; every fault is told at once.

    Parameters
    ----------
    faults : iterable of Fault
        What is wrong. The first 1,000 are kept on the exception as `faults`, sorted; `count` is
        the number of all.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        rest = iter(faults)
        self.faults: tuple[Fault, ...] = tuple(sorted(set(itertools.islice(rest, _KEPT))))
        self.count = len(self.faults) + sum(1 for _ in rest)
        lines = list(_lines(self.faults))
        if self.count == 1:
            super().__init__(lines[0])
            return
        shown = [f"  {line}" for line in lines[:_SHOWN]]
        if len(lines) > _SHOWN or self.count > len(self.faults):
            shown.append("  …")
        super().__init__("\n".join([f"{self.count:,} faults in the table", *shown]))


def _lines(faults: Iterable[Fault]) -> Iterator[str]:
    """Yield a fault that many rows have once, with the first rows that have it."""
    alike: dict[tuple[str, str, str, str], list[int]] = {}
    for fault in faults:
        key = (fault.file, fault.column, fault.found, fault.wanted)
        alike.setdefault(key, []).append(fault.row)
    for (file, column, found, wanted), rows in alike.items():
        if len(rows) == 1:
            yield str(Fault(file, rows[0], column, found, wanted))
        else:
            numbers = ", ".join(map(str, rows[:_NUMBERED]))
            more = f" and {len(rows) - _NUMBERED} more" if len(rows) > _NUMBERED else ""
            where = f"{file}, rows {numbers}{more}" + (f", column {column}" if column else "")
            yield f"{where}: found {found!r}, wanted {wanted}"


def csv_faults(path: Path, *, delimiter: str, width: int) -> Iterator[Fault]:
    """Read a CSV slowly and tell each row that is no row: for when the fast reader gave up.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    delimiter : str
        What stands between cells.
    width : int
        Cells that the header has.

    Yields
    ------
    Fault
        With the row as a spreadsheet numbers it, the header being 1.
    """
    for number, row, broken in _records(path, delimiter):
        if broken:
            yield Fault(path.name, number, "", broken, "a row of CSV (is a quote left open?)")
            return
        if row and len(row) != width:
            wanted = f"{width:,} cells, as the header has"
            yield Fault(path.name, number, "", f"{len(row):,} cells", wanted)
        bad = next((cell for cell in row if not _is_text(cell)), None)
        if bad is not None:
            text = bad.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            yield Fault(path.name, number, "", text[:60], AS_UTF_8)


def row_numbers(path: Path, *, delimiter: str, wanted: Iterable[int]) -> dict[int, int]:
    """Map rows of data, counted from 0 without empty lines, to rows of the spreadsheet."""
    missing = set(wanted)
    numbers: dict[int, int] = {}
    at = -1  # the header
    for number, row, _ in _records(path, delimiter):
        if row:
            if at in missing:
                numbers[at] = number
            if len(numbers) == len(missing):
                break
            at += 1
    return numbers


def _records(path: Path, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    usual = csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            for number in itertools.count(1):
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield number, [], str(error)
                    return
                yield number, row, ""
    finally:
        csv.field_size_limit(usual)


def _is_text(cell: str) -> bool:
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return True
