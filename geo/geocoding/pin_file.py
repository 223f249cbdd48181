"""Read, write and compare the file ``pins.csv``."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Fault, StoryError
from geo.files import write_whole
from geo.formats.escaping import guarded, unguarded

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator


COLUMNS = (
    "place", "lon", "lat", "precision", "radius_m", "boundary", "provider", "provider_id",
    "gazetteer", "query", "matched", "confidence", "reason", "refused", "set_by",
)  # fmt: skip
NUMBERS = ("lon", "lat", "radius_m", "confidence")
UNLOCATABLE = "unlocatable"
PERSON = "person"
_PRECISIONS = (
    "site", "street", "suburb", "borough", "city", "region", "province", "country", UNLOCATABLE,
)  # fmt: skip
_BETWEEN = {
    "lon": (-180, 180, "degrees east, -180 to 180"),
    "lat": (-90, 90, "degrees north, -90 to 90 (axes swapped?)"),
    "radius_m": (0, 20_100_000, "metres, 0 or more"),
    "confidence": (0, 1, "a number from 0 to 1"),
}


def read_pins(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read ``pins.csv``; a file that is not there yet has no rows.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    DataFrame
        The columns of ``pins.csv``; lon, lat, radius_m and confidence as float (NaN where
        empty), the others as text.

    Raises
    ------
    StoryError
        When a column is missing or a cell holds what it can't; all faults at once, each with its
        row and column.

    Examples
    --------
    >>> len(read_pins("not-there.csv"))
    0
    """
    file = Path(path)
    if not file.exists():
        return typed(pd.DataFrame(columns=list(COLUMNS)))
    head, *rows = _read_cells(file) or [[]]
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        wanted = f"the columns {', '.join(COLUMNS)}"
        raise StoryError(Fault(file.name, 1, name, "no such column", wanted) for name in missing)
    filled = [(number, row) for number, row in enumerate(rows, start=2) if any(row)]
    faults = [fault for number, row in filled for fault in _faults(file.name, number, head, row)]
    if faults:
        raise StoryError(faults)
    cells = [[unguarded(cell) for cell in row] for _, row in filled]
    pins = pd.DataFrame(cells, columns=head)
    return typed(pins[list(COLUMNS)].replace("", None))


def _read_cells(file: Path) -> list[list[str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        wanted = "a table in CSV, UTF-8; save the file as 'CSV UTF-8'"
        raise StoryError([Fault(file.name, 0, "", str(error), wanted)]) from error


def _faults(file: str, number: int, head: list[str], row: list[str]) -> Iterator[Fault]:
    """Yield what a row holds that it can't."""
    if len(row) != len(head):
        yield Fault(file, number, "", f"{len(row)} cells", f"{len(head)} cells, as the header has")
        return
    cells = dict(zip(head, row, strict=True))
    for name, (low, high, wanted) in _BETWEEN.items():
        if cells[name] and not low <= _number(cells[name]) <= high:
            yield Fault(file, number, name, cells[name], f"{wanted}, or nothing")
    if cells["precision"] not in _PRECISIONS:
        wanted = f"one of {', '.join(_PRECISIONS)}"
        yield Fault(file, number, "precision", cells["precision"], wanted)


def _number(text: str) -> float:
    """Read a number; what is none lies between nothing."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def typed(pins: pd.DataFrame) -> pd.DataFrame:
    """Return numbers as float and everything else as text, empty where there is nothing."""
    numbers = {name: pd.to_numeric(pins[name]).astype("float64") for name in NUMBERS}
    text = {n: pins[n].astype("object").fillna("").astype(str) for n in COLUMNS if n not in NUMBERS}
    return pd.DataFrame({name: (numbers | text)[name] for name in COLUMNS}, index=pins.index)


def write_pins(pins: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write ``pins.csv`` whole or not at all: UTF-8, LF, in the order of the rows.

    A text cell that a spreadsheet would take for a formula gets an apostrophe in front.

    Parameters
    ----------
    pins : DataFrame
        As `answer_pins` and `read_pins` give them.
    path : path-like
        The file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_pins(read_pins("data/pins.csv"), Path(folder, "pins.csv"))
    ...     Path(folder, "pins.csv").read_bytes() == Path("data/pins.csv").read_bytes()
    True
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in pins[list(COLUMNS)].itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    write_whole(path, buffer.getvalue())


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6f}".rstrip("0").rstrip(".")
    text = str(value).replace("\r", " ")  # csv leaves a lone one unquoted, which splits the row
    return guarded(text)


def changes(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return what new pins would change.

    Parameters
    ----------
    old, new : DataFrame
        Pins before and after.

    Returns
    -------
    DataFrame
        One row for each place whose pin would be another: place, change (in words), set_by (who
        set the old pin; empty when it is new). Empty when nothing changes.

    Examples
    --------
    >>> import pandas as pd
    >>> changes(read_pins("not-there.csv"), read_pins("not-there.csv")).empty
    True
    """
    before = {row["place"]: row for row in _cells(old)}
    after = {row["place"]: row for row in _cells(new)}
    rows = []
    for place in [*after, *(key for key in before if key not in after)]:
        change = _change(before.get(place), after.get(place))
        if change:
            rows.append((place, change, before.get(place, {}).get("set_by", "")))
    return pd.DataFrame(rows, columns=["place", "change", "set_by"])


def _cells(pins: pd.DataFrame) -> list[dict[str, str]]:
    """Return the rows as they stand in the file."""
    rows = pins[list(COLUMNS)].itertuples(index=False)
    return [dict(zip(COLUMNS, map(_cell, row), strict=True)) for row in rows]


def _change(before: dict[str, str] | None, after: dict[str, str] | None) -> str:
    if before is None and after is not None:
        return f"new: {_where(after)}"
    if after is None and before is not None:
        return f"gone: was {_where(before)}"
    if before is None or after is None or before == after:
        return ""
    if _where(before) != _where(after):
        return f"{_where(before)} → {_where(after)}"
    return ", ".join(name for name in COLUMNS if before[name] != after[name]) + " changed"


def _where(pin: dict[str, str]) -> str:
    if pin["precision"] == UNLOCATABLE:
        return pin["reason"] or UNLOCATABLE
    return (
        f"{pin['matched']} ({pin['precision']}, {pin['lat']}, {pin['lon']}, {pin['provider_id']})"
    )
