"""Read the cells of a table as they stand, and turn columns into numbers, dates or text."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import EventsError
from geo.formats.columns import has_ids, plain_table
from geo.tables.grid import is_empty, read_grid
from geo.tables.sources import SourceSheet, open_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SERIALS = (10_000, 80_000)
"""Days that a spreadsheet counts: 1927 to 2119."""
ORIGIN = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - days of a sheet have no zone
_WHOLE = re.compile(r"[+\-]?(?:0|[1-9][0-9]{0,14})")
_POINT = re.compile(r"[+\-]?[0-9]{1,15}\.[0-9]+(?:[eE][+\-]?[0-9]+)?")
_COMMA = re.compile(r"[+\-]?[0-9]{1,15},[0-9]+")
_GROUPED = re.compile(r"[+\-]?[0-9]{1,3}(?:,[0-9]{3})+")
_NOTHING = frozenset(("", "-", "–", "—", "n/a", "na", "nan", "null", "none", "#n/a", "?", "."))
_LONGEST_SIGN = max(map(len, _NOTHING))


def is_nothing(cell: object) -> bool:
    """Return whether a cell holds nothing, or a usual sign for it."""
    if not isinstance(cell, str):
        return is_empty(cell)
    if len(cell) > _LONGEST_SIGN and not (cell[0].isspace() or cell[-1].isspace()):
        return False
    return cell.strip().casefold() in _NOTHING


def stated(cells: Iterable[Any]) -> list[Any]:
    """Return the cells that hold something."""
    return [cell for cell in cells if not is_nothing(cell)]


def is_address(cell: object) -> bool:
    """Return whether a cell is an address on the web."""
    return str(cell).startswith(("http:", "https:"))


def middle_length(cells: Iterable[object]) -> int:
    """Return how many characters the texts of cells have, in the middle."""
    lengths = sorted(len(str(cell)) for cell in cells)
    return lengths[len(lengths) // 2]


def typed_column(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of objects as numbers or dates, if each cell is one.

    Texts stay as they are: numbers with zeros in front, and 1,234 in a column in which nothing
    tells whether the comma parts thousands or decimals.

    Examples
    --------
    >>> [typed_column(pd.Series(cells, dtype=object)).tolist() for cells in (
    ...     ["1,5", "2,25"], ["1,234", "5"], ["007", "8"])]
    [[1.5, 2.25], ['1,234', '5'], ['007', '8']]
    """
    if column.dtype != object:
        return column
    cells = [None if is_empty(cell) else cell for cell in column]
    known = [cell for cell in cells if cell is not None]
    kinds = set(map(type, known))
    if kinds and kinds <= {dt.date, dt.datetime}:
        return _dates(column, cells)
    if kinds & {dt.date, dt.datetime} and kinds <= {dt.date, dt.datetime, int, float}:
        days = [_day(cell) for cell in cells]
        if all(day is not None for day, cell in zip(days, cells, strict=True) if cell is not None):
            return _dates(column, days)
    if kinds == {str}:
        numbers = _numbers([None if is_nothing(cell) else cell for cell in cells])
        if numbers is not None:
            return pd.Series(numbers, index=column.index, name=column.name)
    if kinds and kinds <= {int, float}:
        return pd.to_numeric(pd.Series(cells, index=column.index, name=column.name, dtype=object))
    return pd.Series(cells, index=column.index, name=column.name, dtype=object)


def _day(cell: Any) -> Any:  # noqa: ANN401 - a date, a number or nothing
    """Return a date as it is, and the day that a spreadsheet counts beside dates; else nothing."""
    if not isinstance(cell, (int, float)):
        return cell
    low, high = SERIALS
    is_day = low <= cell < high and float(cell).is_integer()
    return ORIGIN.date() + dt.timedelta(days=int(cell)) if is_day else None


def _dates(column: pd.Series[Any], cells: Sequence[Any]) -> pd.Series[Any]:
    moments = [
        cell if cell is None else dt.datetime(*cell.timetuple()[:6])  # noqa: DTZ001 - as it stands
        for cell in cells
    ]
    values = np.array(moments, dtype="datetime64[s]")
    return pd.Series(values, index=column.index, name=column.name)


def _numbers(cells: Sequence[str | None]) -> Any:  # noqa: ANN401 - an array of pandas or NumPy
    known = [cell for cell in cells if cell is not None]
    if known and all(map(_WHOLE.fullmatch, known)):
        return pd.array([None if cell is None else int(cell) for cell in cells], dtype="Int64")
    decimal = "," if _are_commas(known) else "."
    pattern = _COMMA if decimal == "," else _POINT
    if not known or not all(_WHOLE.fullmatch(cell) or pattern.fullmatch(cell) for cell in known):
        return None
    return np.array(
        [np.nan if cell is None else float(cell.replace(",", ".")) for cell in cells], float
    )


def _are_commas(known: Sequence[str]) -> bool:
    """Return whether commas part decimals: one of them does not stand before three digits."""
    commas = [cell for cell in known if _COMMA.fullmatch(cell)]
    return any(not _GROUPED.fullmatch(cell) for cell in commas)


def read_body(
    sheet: SourceSheet, *, what: str, own_index: bool = False
) -> tuple[pd.DataFrame, list[str]]:
    """Return the cells of a sheet without its header, and what was left out.

    Rows are numbered as a spreadsheet does; those of a file without cells from 1.
    """
    if sheet.frame is None:
        grid = read_grid(sheet, what=what)
        return grid.frame, [*sheet.notes, *grid.notes]
    frame = sheet.frame
    if not own_index and not has_ids(frame):
        frame = frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="row"))
    frame = plain_table(frame, what=what, error=EventsError)
    own = getattr(frame, "active_geometry_name", None)
    return frame[[name for name in frame if name == own or not _is_empty(frame[name])]], [
        *sheet.notes
    ]


def _is_empty(column: pd.Series[Any]) -> bool:
    return all(map(is_nothing, column))


def numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose rows have numbers: those of the sheet, else from 1.

    Examples
    --------
    >>> numbered(pd.DataFrame({"n": [5]}, index=["a"])).index.tolist()
    [1]
    """
    if frame.index.name == "row" and pd.api.types.is_integer_dtype(frame.index.dtype):
        return frame
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="row"))


def read_cells(
    source: Any,  # noqa: ANN401 - whatever holds a table
    *,
    name: str,
    sheet: str = "",
    encoding: str = "",
) -> pd.DataFrame:
    r"""Read one table of a source as its cells stand.

    Parameters
    ----------
    source : object
        As `geo.tables.sources.open_sheets` takes it.
    name : str
        What it is called in an error.
    sheet, encoding : str
        The sheet's name where there are several, and how a text is written.

    Raises
    ------
    EventsError
        It can't be read, or has no such sheet.

    Examples
    --------
    >>> import io
    >>> read_cells(io.BytesIO(b"town,dead\nKarachi,4\n"), name="a.csv").to_dict("index")
    {2: {'town': 'Karachi', 'dead': '4'}}
    """
    _, sheets = open_sheets(source, encoding=encoding)
    chosen = sheet_of(sheets, sheet, name=name) if sheet else sheets[0]
    frame, _ = read_body(chosen, what=name)
    plain = [column for column in frame.columns if str(frame[column].dtype) != "geometry"]
    return numbered(pd.DataFrame(frame[plain]))


def sheet_of(sheets: Sequence[SourceSheet], wanted: str, *, name: str) -> SourceSheet:
    """Return the sheet of a name.

    Raises
    ------
    EventsError
        There is none.
    """
    named = [sheet for sheet in sheets if sheet.name == wanted]
    if not named:
        there = ", ".join(repr(sheet.name) for sheet in sheets if sheet.name) or "none by name"
        raise EventsError(f"{name}: found no sheet {wanted!r}, wanted one of: {there}")
    return named[0]
