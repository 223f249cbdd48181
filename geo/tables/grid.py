"""Find the table in a sheet, and read its cells and columns."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import EventsError
from geo.formats.columns import has_ids, plain_table
from geo.tables.schemas import SCHEMAS, words_of, words_of_name
from geo.tables.sources import SourceSheet, open_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Row = list[Any]

_HEAD = 30
_TRIED = 200
_LISTED = 6
_NUMBER = re.compile(r"[+\-]?[0-9][0-9.,:/\- ]*")
_OTHER_DIGITS = re.compile(r"[٠-٩۰-۹०-९০-৯][٠-٩۰-۹०-९০-৯.,:/\- ]*")
_HXL = re.compile(r"#[a-z][a-z0-9_+ ]*")


class EmptyError(EventsError):
    """A sheet has no row below a header."""


@dataclass(frozen=True)
class Grid:
    """A table with its header taken off.

    Parameters
    ----------
    frame : pandas.DataFrame
        Cells as they stand; the index is the row of the sheet, from 1, and is called ``row``.
    columns : dict
        For each column the number of its column in the sheet, from 0.
    notes : tuple of str
        What was left out, and why.
    """

    frame: pd.DataFrame
    columns: dict[str, int]
    notes: tuple[str, ...] = ()


def is_empty(cell: object) -> bool:
    """Return whether a cell holds nothing."""
    if isinstance(cell, str):
        return not cell or cell.isspace()
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return True
    return isinstance(cell, float) and math.isnan(cell)


def read_grid(sheet: SourceSheet, *, what: str) -> Grid:
    """Find the table in the cells of a sheet.

    Lines above the header, a second header row, tags of HXL, totals and notes below the table, and
    columns without any cell are no part of it, and said. Merged cells hold their value throughout.

    Raises
    ------
    EventsError
        When there is no row below a header.

    Examples
    --------
    >>> from geo.tables.sources import SourceSheet
    >>> cells = [["Incidents 2007"], [], ["town", "dead"], ["Karachi", 40], ["Total", 40]]
    >>> grid = read_grid(SourceSheet(cells=cells), what="a.csv")
    >>> grid.frame.to_dict("split", index=False)["data"], grid.frame.index.tolist()
    ([['Karachi', 40]], [4])
    """
    rows = _filled(sheet)
    width = max(map(len, rows), default=0)
    rows = [row + [None] * (width - len(row)) for row in rows]
    filled = [number for number, row in enumerate(rows) if any(not is_empty(cell) for cell in row)]
    if not filled:
        raise EmptyError(f"{what}: found no cell with anything in it, wanted a header and rows")
    named = _headerless(rows, filled, width)
    if named:
        return _grid(rows, filled, list(named), notes=["a file without a header"])
    head = _header_row(rows, filled)
    notes = _lines_above(filled, head)
    names, body = _header(rows, filled, head, merged=sheet.merged, notes=notes)
    body = _without_totals(rows, _first_table(rows, body, notes), notes)
    if not body:
        raise EmptyError(f"{what}: found a header and no row below it, wanted rows")
    return _grid(rows, body, names, notes=notes)


def _filled(sheet: SourceSheet) -> list[Row]:
    """Return the cells with what is merged filled in; numbers without a fraction are whole."""
    rows = [[_plain(cell) for cell in row] for row in sheet.cells or []]
    for (top, left), (bottom, right) in sheet.merged:
        for number in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[number]))):
                rows[number][column] = rows[top][left]
    return rows


def _plain(cell: Any) -> Any:  # noqa: ANN401
    if isinstance(cell, str):
        return _latin_digits(cell.strip()) or None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date()
    return cell


def _latin_digits(text: str) -> str:
    """Return a number or a date in Arabic, Persian or Indian digits as it is read."""
    if text.isascii() or not _OTHER_DIGITS.fullmatch(text):
        return text
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def _headerless(rows: list[Row], filled: list[int], width: int) -> tuple[str, ...]:
    """Return the names of a known file without a header, if its first cells are values."""
    first = rows[filled[0]]
    for schema in SCHEMAS:
        if schema.headerless and width == len(schema.headerless):
            texts = [str(cell) for cell in first[:2]]
            if all(text.isdecimal() for text in texts):
                return schema.headerless
    return ()


def _is_name(cell: object) -> bool:
    return isinstance(cell, str) and _NUMBER.fullmatch(cell) is None and len(cell) <= 120  # noqa: PLR2004


def _header_row(rows: list[Row], filled: list[int]) -> int:
    """Return the place in `used` of the first row that names most of the table's columns."""
    counts = [sum(not is_empty(cell) for cell in rows[number]) for number in filled]
    most = max(counts[:_TRIED])
    fewest = math.ceil(0.5 * most)
    for place, number in enumerate(filled[:_HEAD]):
        texts = [cell for cell in rows[number] if not is_empty(cell)]
        alone = len(set(map(str, texts))) == 1 and most > 1
        names = [cell for cell in texts if _is_name(cell)]
        if len(texts) >= fewest and not alone and 2 * len(names) > len(texts):
            return place
    return 0


def _lines_above(filled: list[int], head: int) -> list[str]:
    if not head:
        return []
    lines = (
        f"row {filled[0] + 1}" if head == 1 else f"rows {filled[0] + 1} to {filled[head - 1] + 1}"
    )
    return [f"{lines} above the header"]


def _header(
    rows: list[Row],
    filled: list[int],
    head: int,
    *,
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]],
    notes: list[str],
) -> tuple[list[str], list[int]]:
    """Return the columns' names, of one header row or of two, and the rows below."""
    upper = rows[filled[head]]
    names = ["" if is_empty(cell) else str(cell) for cell in upper]
    body = filled[head + 1 :]
    if body and _is_second(rows, filled[head], body, merged):
        lower = rows[body[0]]
        group = ""
        both = []
        for above, below in zip(names, lower, strict=True):
            group = above or group
            part = "" if is_empty(below) else str(below)
            spread = above or (group if part else "")
            both.append(" ".join(dict.fromkeys(filter(None, (spread, part)))))
        parts = ["" if is_empty(cell) else str(cell) for cell in lower]
        is_merged = any(part == name for part, name in zip(parts, names, strict=True))
        alone = all(parts) and len(set(parts)) == len(parts) and not is_merged  # need no heading
        names, body = parts if alone else both, body[1:]
        first, second = filled[head] + 1, filled[head + 1] + 1
        notes.append(
            f"row {first} above the header"
            if alone
            else f"rows {first} and {second} name the columns together"
        )
    while body and all(
        isinstance(cell, str) and _HXL.fullmatch(cell) for cell in rows[body[0]] if cell is not None
    ):
        notes.append(f"row {body[0] + 1} with tags of HXL")
        body = body[1:]
    return names, body


def _is_second(
    rows: list[Row],
    head: int,
    body: list[int],
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> bool:
    """Return whether the row below a header names parts of its columns."""
    upper, lower = rows[head], rows[body[0]]
    spread = any(top == head and right > left for (top, left), (_, right) in merged)
    parts = [number for number, cell in enumerate(lower) if not is_empty(cell)]
    gaps = [number for number in parts if is_empty(upper[number])]
    if not (spread or gaps) or not parts or len(body) < 2:  # noqa: PLR2004 - no row of data else
        return False
    if not all(_is_name(lower[number]) for number in parts):
        return False
    below = [rows[number] for number in body[1:21]]
    return any(
        any(not is_empty(row[number]) and not _is_name(row[number]) for row in below)
        for number in parts
    )


def _first_table(rows: list[Row], body: list[int], notes: list[str]) -> list[int]:
    """Drop a second table: below an empty row a row of names alone, in fewer columns."""
    for place in range(2, len(body)):
        if body[place] - body[place - 1] < 2 or place + 1 == len(body):  # noqa: PLR2004
            continue
        above = [_where(rows[number]) for number in body[:place]]
        width = max(map(len, above))
        head, below = _where(rows[body[place]]), _where(rows[body[place + 1]])
        names = all(_is_name(rows[body[place]][number]) for number in head)
        typed = [number for number in head if not _is_name(rows[body[place + 1]][number] or "")]
        if len(head) > 1 and names and head == below != set(range(width)) and typed:
            notes.append(f"rows {body[place] + 1} to {body[-1] + 1}, which are another table")
            return body[:place]
    return body


def _where(row: Row) -> set[int]:
    return {number for number, cell in enumerate(row) if not is_empty(cell)}


def _without_totals(rows: list[Row], body: list[int], notes: list[str]) -> list[int]:
    """Drop the rows below a table that sum it up or say where it comes from."""
    full = max((sum(not is_empty(cell) for cell in rows[number]) for number in body), default=0)
    left = []
    while body:
        filled = [cell for cell in rows[body[-1]] if not is_empty(cell)]
        first = words_of_name(filled[0]) if isinstance(filled[0], str) else ()
        total = first in words_of("totals")
        apart = len(body) > 1 and body[-1] - body[-2] > 1
        noted = bool(first) and (first[:1] in words_of("notes") or str(filled[0])[:1] in "*†")
        if not (total or (len(filled) == 1 and full > 2 and (apart or noted))):  # noqa: PLR2004
            break
        left.append(f"row {body[-1] + 1} ({str(filled[0])[:30]}) below the table")
        body = body[:-1]
    notes += reversed(left)
    return body


def _grid(rows: list[Row], body: list[int], names: list[str], *, notes: list[str]) -> Grid:
    columns: dict[str, int] = {}
    data: dict[str, list[Any]] = {}
    empty = []
    for number, name in enumerate(names):
        cells = [None if is_empty(rows[row][number]) else rows[row][number] for row in body]
        if all(cell is None for cell in cells):
            if name:
                empty.append(name)
            continue
        label = " ".join(name.split()) or f"column {letters(number)}"
        unique, count = label, 2
        while unique in columns:
            unique, count = f"{label} ({count})", count + 1
        if unique != label:
            notes.append(f"a further column {label!r} is called {unique!r}")
        columns[unique], data[unique] = number, cells
    if empty:
        many = "columns" if len(empty) > 1 else "column"
        named = ", ".join(empty) if len(empty) <= _LISTED else f"({len(empty)})"
        notes.append(f"empty {many} {named}")
    index = pd.Index([row + 1 for row in body], name="row")
    series = {name: pd.Series(cells, index, dtype=object) for name, cells in data.items()}
    frame = pd.DataFrame(series)
    return Grid(frame, columns, tuple(notes))


def letters(number: int) -> str:
    """Return how a spreadsheet calls a column that is counted from 0.

    Examples
    --------
    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


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
