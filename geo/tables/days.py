"""Find the columns that hold an event's time, and settle what they mean."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.dates.edtf import DAY_S, OPEN_END, parse_dates
from geo.dates.notations import is_ambiguous, parse_cell
from geo.errors import DateError, EventsError, GeoError
from geo.formats.columns import scalars_of
from geo.tables.column_choice import time_candidates
from geo.tables.grid import ORIGIN, SERIALS, is_nothing, stated, typed_column
from geo.tables.schemas import columns_of, words_of, words_of_name
from geo.tables.times import UnsettledDatesError, read_spans, read_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.tables.schemas import Schema

MADE = "edtf_date"
"""Column that is added where a table's own columns can't be drawn as they stand."""

_BROKEN = 0.1
_FEW_BROKEN = 3
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_OR_MONTH = re.compile(r"\s*([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-][0-9]{4}\b")
_ORDER = "give --date-order dmy or mdy (date_order='dmy')"
_SHORT = re.compile(r"[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{2}(?![0-9])")


class AmbiguousDatesError(EventsError):
    """A column's dates could mean two days each; the message says how to settle it."""


@dataclass(frozen=True)
class DateColumns:
    """Columns with the time of each event.

    Parameters
    ----------
    columns : tuple of str
        The columns of the table: one; first and last; or year, month and day.
    made : pandas.Series or None
        What they say as EDTF, where they can't be read as they stand.
    note : str
        What is to be said of how they are read.
    """

    columns: tuple[str, ...] = ()
    made: pd.Series[Any] | None = None
    note: str = ""

    @property
    def time(self) -> tuple[str, ...]:
        """The columns that a timeline is drawn of."""
        return self.columns if self.made is None else (MADE,)


def find_date_columns(
    frame: pd.DataFrame, *, schema: Schema, taken: Sequence[str], order: str
) -> tuple[DateColumns, list[str]]:
    """Choose the columns with an event's time, by their names and values.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    schema : Schema
        What is known of it.
    taken : sequence of str
        Columns that are something else.
    order : str
        ``dmy`` or ``mdy``, where a person knows it.

    Returns
    -------
    tuple
        The dates, and a sentence for each column that was passed over.

    Raises
    ------
    EventsError
        When the likeliest column could mean two dates, and nothing decides.
    """
    named = columns_of(frame, schema.date)
    if named:
        return read_dates(frame, named, order=order), []
    free = frame[[name for name in frame.columns if name not in taken]]
    keeping = columns_of(free, schema.keeping)
    rest = free[[name for name in free.columns if name not in keeping]]
    passed: list[str] = []
    for table in (rest, free) if keeping else (rest,):
        dates = _first_dates(table, order, passed)
        if dates.columns:
            return dates, passed
    return DateColumns(), passed


def _first_dates(frame: pd.DataFrame, order: str, passed: list[str]) -> DateColumns:
    parts = _parts(frame)
    whole = frame.copy()
    for name in frame.columns:
        whole[name] = scalars_of(typed_column(frame[name]))
    for columns in time_candidates(whole):
        if parts and set(columns) & set(parts):
            break  # a year, which the month and the day beside it make finer
        try:
            return read_dates(frame, columns, order=order)
        except AmbiguousDatesError:
            raise
        except EventsError as error:
            passed.append(str(error))
    return read_dates(frame, parts, order=order) if parts else DateColumns()


def _parts(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns of year and month, and of the day if there is one."""
    by_stem: dict[tuple[str, ...], dict[str, str]] = {}
    for role in ("year", "month", "day"):
        entries = {entry[0] for entry in words_of(role)}
        for name in map(str, frame.columns):
            words = words_of_name(name)
            at = next((number for number, word in enumerate(words) if word in entries), None)
            if at is not None:
                by_stem.setdefault(words[:at] + words[at + 1 :], {}).setdefault(role, name)
    whole = [part for part in by_stem.values() if {"year", "month"} <= part.keys()]
    if len(whole) != 1 or not _are_parts(frame, whole[0]):
        return ()
    return tuple(whole[0][role] for role in ("year", "month", "day") if role in whole[0])


def _are_parts(frame: pd.DataFrame, part: dict[str, str]) -> bool:
    years = [_whole(cell) for cell in stated(frame[part["year"]])]
    months = [_month(cell) for cell in stated(frame[part["month"]])]
    return bool(years) and None not in years and bool(months) and None not in months


def _whole(cell: object) -> int | None:
    text = str(cell).strip().removesuffix(".0")
    return int(text) if text.isdecimal() else None


def _month(cell: object) -> int | None:
    number = _whole(cell)
    if number is not None:
        return number if 0 <= number <= 12 else None  # noqa: PLR2004 - 0 where it is not known
    word = str(cell).strip().casefold()[:3]
    return _MONTHS.index(word) + 1 if word in _MONTHS else None


def read_dates(frame: pd.DataFrame, columns: tuple[str, ...], *, order: str = "") -> DateColumns:
    """Read the times of one column, of first and last, or of year, month and day.

    Raises
    ------
    EventsError
        When values could be dates of two kinds, or most of them are no dates.

    Examples
    --------
    >>> read_dates(pd.DataFrame({"day": [39214, 39215]}), ("day",)).made.tolist()
    ['2007-05-12', '2007-05-13']
    """
    if len(columns) == 3 or (len(columns) == 2 and columns == _parts(frame)):  # noqa: PLR2004
        return _of_parts(frame, columns)
    settled = {name: _settled(frame[name], order) for name in columns}
    table = pd.DataFrame({name: column for name, (column, _) in settled.items()})
    notes = [note for _, note in settled.values() if note]
    try:
        read_spans(table, columns=columns)
    except GeoError as error:
        raise EventsError(f"date: {error}") from error
    if not notes:
        return DateColumns(columns)
    first = [_text(cell) for cell in table[columns[0]]]
    if len(columns) > 1:
        last = [_text(cell) for cell in table[columns[1]]]
        first = [_span(start, end) for start, end in zip(first, last, strict=True)]
    made = pd.Series(first, index=frame.index, name=MADE, dtype=object)
    return DateColumns(columns, made, "; ".join(notes))


def _text(cell: object) -> str | None:
    if is_nothing(cell):
        return None
    if isinstance(cell, dt.datetime):
        return str(cell.date() if cell.time() == dt.time() else cell.isoformat())
    return str(cell)


def _span(first: str | None, last: str | None) -> str | None:
    if first is None and last is None:
        return None
    return first if first == last else f"{first or '..'}/{last or '..'}"


def _settled(column: pd.Series[Any], order: str) -> tuple[pd.Series[Any], str]:
    """Return a column of times that can be read, and how it was made so."""
    _refuse_mixture(column, order)
    serials = _of_serials(column)
    if serials is not None:
        return serials, f"{column.name!r} counts days as a spreadsheet does"
    if order:
        column = _ordered(column, order)
    try:
        read_times(scalars_of(column))
    except UnsettledDatesError as error:
        example = next(
            (cell for cell in column if isinstance(cell, str) and is_ambiguous(cell)), ""
        )
        if not example:
            raise AmbiguousDatesError(f"date: {error}") from error
        if _SHORT.match(example):
            wanted = "years of four digits"
            message = f"date: column {column.name!r}: found {example!r}, wanted {wanted}"
            raise AmbiguousDatesError(f"{message}, as the century is not stated") from error
        orders = {order: _of_order(column, order) for order in ("dmy", "mdy")}
        if all(orders.values()):
            raise AmbiguousDatesError(
                f"date: column {column.name!r}: found {orders['dmy']!r} beside {orders['mdy']!r}: "
                "the day stands first in one and the month in the other; write one of them anew"
            ) from error
        raise AmbiguousDatesError(
            f"date: column {column.name!r}: found {example!r}, which could be two days, and no "
            f"value of the column decides; {_ORDER}"
        ) from error
    except GeoError as error:
        return _without_broken(column, error)
    return (
        column,
        f"{column.name!r} has the {'day' if order == 'dmy' else 'month'} first" if order else "",
    )


def _of_order(column: pd.Series[Any], order: str) -> str:
    """Return a cell that can be a date in one order of day and month alone; else nothing."""
    for cell in column:
        match = _DAY_OR_MONTH.match(cell) if isinstance(cell, str) else None
        first, second = (int(part) for part in match.groups()) if match else (0, 0)
        day, month = (first, second) if order == "dmy" else (second, first)
        if match and 12 < day <= 31 and 1 <= month <= 12:  # noqa: PLR2004 - days and months
            return str(cell)
    return ""


def _refuse_mixture(column: pd.Series[Any], order: str) -> None:
    """Refuse dates beside texts such as 25/12/2007: a spreadsheet may have turned the former."""
    texts = [cell for cell in column if isinstance(cell, str) and is_ambiguous(cell)]
    moments = [cell for cell in column if isinstance(cell, dt.date)]
    if texts and moments and not order:
        raise AmbiguousDatesError(
            f"date: column {column.name!r}: found {len(moments)} dates beside {len(texts)} texts "
            f"such as {texts[0]!r}: a spreadsheet may have turned day and month around; check "
            f"them, and {_ORDER}"
        )


def _of_serials(column: pd.Series[Any]) -> pd.Series[Any] | None:
    """Return days that a spreadsheet counts from 1900 as dates; None if they are none."""
    known = stated(column)
    numbers = [_number(cell) for cell in known]
    low, high = SERIALS
    if not known or any(number is None or not low <= number < high for number in numbers):
        return None
    whole = all(number == int(number) for number in numbers if number is not None)
    made: list[str | None] = []
    for cell in column:
        number = None if is_nothing(cell) else _number(cell)
        if number is None:
            made.append(None)
            continue
        moment = ORIGIN + dt.timedelta(seconds=round(number * DAY_S))
        made.append(str(moment.date()) if whole else moment.isoformat())
    return pd.Series(made, index=column.index, name=column.name, dtype=object)


def _number(cell: object) -> float | None:
    if isinstance(cell, (int, float, np.number)) and not isinstance(cell, bool):
        return float(cell)
    try:
        return float(str(cell)) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", str(cell)) else None
    except ValueError:
        return None


def _ordered(column: pd.Series[Any], order: str) -> pd.Series[Any]:
    """Return a column in which 12/05/2007 is written as ISO 8601, day or month first."""
    cells = [
        _ordered_cell(cell, order) if isinstance(cell, str) and is_ambiguous(cell) else cell
        for cell in column
    ]
    return pd.Series(cells, index=column.index, name=column.name, dtype=object)


def _ordered_cell(cell: str, order: str) -> str:
    try:
        (first, last), _ = parse_cell(cell, order=order)
    except DateError:
        return cell
    moment = np.datetime64(first, "s")
    return str(moment.astype("datetime64[D]") if last - first == DAY_S - 1 else moment)


def _without_broken(column: pd.Series[Any], error: GeoError) -> tuple[pd.Series[Any], str]:
    """Return a column without its few cells that are no dates."""
    cells = column.tolist()
    filled = [row for row, cell in enumerate(cells) if not is_nothing(cell)]
    broken = [row for row in filled if not _is_readable(column, cells[row])]
    if len(broken) > max(_FEW_BROKEN, _BROKEN * len(filled)) or 2 * len(broken) >= len(filled):
        raise EventsError(f"date: {error}") from error
    for row in broken:
        cells[row] = None
    made = pd.Series(cells, index=column.index, name=column.name, dtype=object)
    try:
        read_times(scalars_of(made))
    except UnsettledDatesError as unsettled:
        raise AmbiguousDatesError(f"date: {unsettled}; {_ORDER}") from unsettled
    except GeoError as other:
        raise EventsError(f"date: {other}") from other
    listed = ", ".join(f"{column.iloc[row]!r} in row {column.index[row]}" for row in broken[:3])
    more = f" and {len(broken) - 3} more" if len(broken) > 3 else ""  # noqa: PLR2004
    return made, f"no date in {listed}{more}"


def _is_readable(column: pd.Series[Any], cell: object) -> bool:
    try:
        read_times(pd.Series([cell], dtype=object, name=column.name))
    except UnsettledDatesError:
        return True
    except GeoError:
        return False
    return True


def _of_parts(frame: pd.DataFrame, columns: tuple[str, ...]) -> DateColumns:
    """Return year, month and day as one date, as exact as they are stated."""
    made: list[str | None] = []
    faults = []
    for label, *cells in frame[list(columns)].itertuples():
        year, month = (None if is_nothing(cell) else cell for cell in cells[:2])
        day = cells[2] if len(cells) > 2 and not is_nothing(cells[2]) else None  # noqa: PLR2004
        numbers = (_whole(year), _month(month) if month is not None else 0, _whole(day) or 0)
        if year is None:
            made.append(None)
        elif numbers[0] is None or numbers[1] is None or not _is_day(*numbers):
            faults.append(label)
            made.append(None)
        else:
            parts = [f"{numbers[0]:04}", *(f"{number:02}" for number in numbers[1:])]
            parts = parts[:1] if numbers[1] == 0 else parts[:2] if numbers[2] == 0 else parts
            made.append("-".join(parts))
    if len(faults) > max(_FEW_BROKEN, _BROKEN * len(made)):
        raise EventsError(f"date: columns {', '.join(columns)}: found no day in {len(faults)} rows")
    note = f"no day of a calendar in row {', '.join(map(str, faults[:5]))}" if faults else ""
    return DateColumns(columns, pd.Series(made, index=frame.index, name=MADE, dtype=object), note)


def _is_day(year: Any, month: Any, day: Any) -> bool:  # noqa: ANN401
    try:
        dt.date(year, month or 1, day or 1)
    except ValueError:
        return False
    return True


def edtf_texts(frame: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Return the times of a table's rows in EDTF, as exact as they stand there; empty for none.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    columns : sequence of str
        One column, or first and last.

    Examples
    --------
    >>> table = pd.DataFrame({"from": ["May 2007", "2007-05-12"], "to": [None, "2007-05-13"]})
    >>> edtf_texts(table, ["from"]), edtf_texts(table, ["from", "to"])
    (['2007-05', '2007-05-12'], ['2007-05', '2007-05-12/2007-05-13'])
    """
    if not columns:
        return [""] * len(frame)
    sides = [_edtf_column(frame[name]) for name in columns[:2]]
    if len(sides) == 1:
        return sides[0]
    return [_checked(_lasting(first, last)) for first, last in zip(*sides, strict=True)]


def _lasting(first: str, last: str) -> str:
    days = [text.partition("T")[0] for text in (first, last)]
    if not all(days) or days[0] == days[1]:
        return first or (f"[..{days[1]}]" if days[1] else "")
    return "" if any(sign in text for text in days for sign in "/[{") else "/".join(days)


def _edtf_column(column: pd.Series[Any]) -> list[str]:
    times = read_times(scalars_of(column))
    days = times.at_midnight
    spans = zip(times.first, times.last, times.moments, times.offset, column, strict=True)
    return [
        _checked(str(cell).strip()) or _checked(_of_span(first, last, moment and not days, offset))
        if isinstance(cell, str) and not moment
        else _checked(_of_span(first, last, moment and not days, offset if times.zone else None))
        for first, last, moment, offset, cell in spans
    ]


def _of_span(first: int, last: int, moment: bool, offset: int | None) -> str:  # noqa: FBT001
    if first > last:
        return ""
    open_start, open_end = abs(first) >= OPEN_END, abs(last) >= OPEN_END
    start, end = (
        "" if is_open else str(np.datetime64(int(at), "s").astype("datetime64[D]"))
        for at, is_open in ((first, open_start), (last, open_end))
    )
    if moment:
        clock = str(np.datetime64(int(first), "s"))[11:16]
        return f"{start}T{clock}{_offset(offset)}"
    if open_start or open_end:
        return f"[{start}..{end}]"
    if start[3:] == "0-01-01" and end == f"{start[:3]}9-12-31":
        return f"{start[:3]}X"
    for size, following in (("D", 1), ("M", 1), ("Y", 1)):
        unit = np.datetime64(int(first), "s").astype(f"datetime64[{size}]")
        whole = unit.astype("datetime64[s]").astype(int) == first
        after = (unit + following).astype("datetime64[s]").astype(int)
        if whole and last in (after - 1, first):
            return str(unit)
    return f"[{start}..{end}]"


def _offset(offset: int | None) -> str:
    if offset is None:
        return ""
    hours, minutes = divmod(abs(int(offset)) // 60, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}" if offset else "Z"


def _checked(text: str) -> str:
    """Return a text that is EDTF, else nothing."""
    try:
        parse_dates(text)
    except DateError:
        return ""
    return text
