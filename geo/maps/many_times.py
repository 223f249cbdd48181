"""Times of events as whole numbers, first and last, whatever column they come from."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import DateError, MapError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Bounds = tuple[NDArray[np.int64], NDArray[np.int64]]

DAY_S = 86_400
OPEN_START, OPEN_END = -(2**62), 2**62
_UNITS = (DAY_S, 1, 60)
_WIDEST = 2**31 - 8
_LAST_YEAR = 2_000_000
_ISO = re.compile(r"(-?\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_WANTED = "dates (datetime64), years as whole numbers, or texts in EDTF such as 2007-05 or -0044"


@dataclass(frozen=True)
class Spans:
    """When each event may have happened, in whole units from a common zero.

    Parameters
    ----------
    first, last : numpy.ndarray
        int32. ``last < first`` where the time is not known; the least and greatest int32 where a
        side is open.
    unit_s : int
        Seconds in a unit: 86400, 60 or 1.
    zero : int
        Units from 1970-01-01 to the zero of `first` and `last`.
    label : str
        The column or columns they come from.
    """

    first: NDArray[np.int32]
    last: NDArray[np.int32]
    unit_s: int
    zero: int
    label: str

    @property
    def unknown(self) -> int:
        """How many events have no time."""
        return int(np.count_nonzero(self.last < self.first))


def read_spans(frame: pd.DataFrame, *, columns: Sequence[str]) -> Spans:
    """Read the times of a frame from one column, or from two: first and last.

    Parameters
    ----------
    frame : pandas.DataFrame
        The events.
    columns : sequence of str
        One column, or two. Dates, years as whole numbers, EDTF texts; a date without a time is a
        day long, a year a year. Of two, a missing one leaves its side open.

    Returns
    -------
    Spans
        In days if all are whole days, else in seconds, or minutes where those would not fit.

    Raises
    ------
    geo.errors.MapError
        When a value is no date, or an event ends before it begins.

    Examples
    --------
    >>> spans = read_spans(pd.DataFrame({"year": [-43, 2007]}), columns=["year"])
    >>> spans.first.tolist(), spans.last.tolist(), spans.unit_s
    ([0, 748747], [364, 749111], 86400)
    """
    first, last = read_bounds(frame[columns[0]])
    if len(columns) > 1:
        first, last = _joined((first, last), read_bounds(frame[columns[1]]))
        wrong = np.flatnonzero((last < first) & (first != OPEN_END))
        if len(wrong):
            row = frame.index[wrong[0]]
            raise MapError(
                f"columns {columns[0]!r} and {columns[1]!r}: found {len(wrong)} events that end "
                f"before they begin, the first at {row!r}, wanted the first day and then the last"
            )
    return _in_units(first, last, label=" to ".join(map(str, columns)))


def read_bounds(column: pd.Series[Any]) -> Bounds:
    """Read the first and the last second of each value; a missing one is (OPEN_END, OPEN_START).

    Raises
    ------
    geo.errors.MapError
        Naming the column, the first value that is no date, and what was wanted.
    """
    if isinstance(column.dtype, pd.PeriodDtype):
        first = _seconds(column.dt.start_time)
        return _known(first, _seconds(column.dt.end_time), ~column.isna().to_numpy())
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _of_datetimes(column)
    if pd.api.types.is_bool_dtype(column.dtype):
        raise _refused(column, column.iloc[0])
    if pd.api.types.is_numeric_dtype(column.dtype):
        return _of_years(column)
    codes, values = pd.factorize(column)
    bounds = [_of_value(value, column) for value in values]
    table = np.array([*bounds, (OPEN_END, OPEN_START)], dtype=np.int64)
    return table[codes, 0], table[codes, 1]


def _of_datetimes(column: pd.Series[Any]) -> Bounds:
    naive = column if column.dt.tz is None else column.dt.tz_convert("UTC").dt.tz_localize(None)
    seconds, known = _seconds(naive), ~column.isna().to_numpy()
    whole_days = not np.any(seconds[known] % DAY_S)
    return _known(seconds, seconds + (DAY_S - 1 if whole_days else 0), known)


def _seconds(column: pd.Series[Any]) -> NDArray[np.int64]:
    return column.to_numpy().astype("datetime64[s]").astype(np.int64)


def _of_years(column: pd.Series[Any]) -> Bounds:
    numbers = column.to_numpy(dtype=float, na_value=np.nan)
    known = ~np.isnan(numbers)
    wrong = known & ((numbers % 1 != 0) | (np.abs(numbers) > _LAST_YEAR))
    if wrong.any():
        raise _refused(column, column[wrong].iloc[0])
    years = np.where(known, numbers, 0).astype(np.int64)
    return _known(_year_starts(years), _year_starts(years + 1) - 1, known)


def _year_starts(years: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the second at which each year of the proleptic Gregorian calendar begins."""
    past = years - 1
    days = 365 * past + past // 4 - past // 100 + past // 400 - 719_162
    return days * DAY_S


def _known(first: NDArray[np.int64], last: NDArray[np.int64], known: NDArray[np.bool_]) -> Bounds:
    return np.where(known, first, OPEN_END), np.where(known, last, OPEN_START)


def _of_value(value: object, column: pd.Series[Any]) -> tuple[int, int]:
    try:
        bounds = _of_text(value) if isinstance(value, str) else _of_object(value)
    except ValueError as error:
        raise _refused(column, value) from error
    if bounds is None:
        raise _refused(column, value)
    return bounds


def _of_object(value: object) -> tuple[int, int] | None:
    if isinstance(value, dt.datetime):
        return _of_moment(value)
    if isinstance(value, dt.date):
        return _of_parts(value.year, value.month, value.day)
    if isinstance(value, (int, np.integer)) and abs(int(value)) <= _LAST_YEAR:
        return _of_parts(int(value), 0, 0)
    return None


def _of_text(value: str) -> tuple[int, int]:
    text = value.strip()
    if not text:
        return OPEN_END, OPEN_START
    found = _ISO.fullmatch(text)
    if found:
        year, month, day = (int(part or 0) for part in found.groups())
        return _of_parts(year, month, day)
    if len(text) > len("2007-05-12") and text[4] == "-" and text[10] in "T ":
        return _of_moment(dt.datetime.fromisoformat(text))
    return _of_edtf(text)


def _of_moment(value: dt.datetime) -> tuple[int, int]:
    utc = value.replace(tzinfo=value.tzinfo or dt.UTC)
    second = int((utc - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(seconds=1))
    return second, second


def _of_parts(year: int, month: int, day: int) -> tuple[int, int]:
    """Give the first and last second of a year, month or day; 0 where it is not told."""
    if not month:
        first, after = _year_starts(np.array([year, year + 1], dtype=np.int64)).tolist()
        return first, after - 1
    start = np.datetime64(f"{year:05d}" if year < 0 else f"{year:04d}", "M") + (month - 1)
    if not day:
        first, after = (int(one.astype("M8[s]").astype(np.int64)) for one in (start, start + 1))
        return first, after - 1
    date = start.astype("M8[D]") + (day - 1)
    if date.astype("M8[M]") != start:
        raise DateError(f"{year}-{month:02}-{day:02} is no day")
    first = int(date.astype("M8[s]").astype(np.int64))
    return first, first + DAY_S - 1


def _of_edtf(text: str) -> tuple[int, int]:
    from geo.story.dates import parse_dates  # noqa: PLC0415 - few columns need the parser

    dates = parse_dates(text)
    first = OPEN_START if np.isnat(dates.earliest) else int(dates.earliest.astype(np.int64))
    last = OPEN_END if np.isnat(dates.latest) else int(dates.latest.astype(np.int64)) + DAY_S - 1
    return (OPEN_END, OPEN_START) if (first, last) == (OPEN_START, OPEN_END) else (first, last)


def _joined(one: Bounds, other: Bounds) -> Bounds:
    """Take the start of the first and the end of the second; where one is missing it is open."""
    starts, ends = one[0] != OPEN_END, other[1] != OPEN_START
    either = starts | ends
    first = np.where(starts, one[0], np.where(either, OPEN_START, OPEN_END))
    return first, np.where(ends, other[1], np.where(either, OPEN_END, OPEN_START))


def _in_units(first: NDArray[np.int64], last: NDArray[np.int64], *, label: str) -> Spans:
    has_start = np.abs(first) != OPEN_END
    has_end = np.abs(last) != OPEN_END
    starts, ends = first[has_start], last[has_end]
    low, high = int(min(starts.min(initial=2**60), ends.min(initial=2**60))), 0
    high = int(max(starts.max(initial=-(2**60)), ends.max(initial=-(2**60))))
    if low > high:
        low = high = 0
    days = not np.any(starts % DAY_S) and not np.any((ends + 1) % DAY_S)
    unit = next(
        one
        for one in (_UNITS if days else (1, 60, DAY_S))
        if (high - low) // one < _WIDEST or one == DAY_S
    )
    zero = low // unit
    limits = np.iinfo(np.int32)
    known_first = np.clip(first // unit - zero, limits.min, limits.max)
    known_last = np.clip(last // unit - zero, limits.min, limits.max)
    return Spans(known_first.astype(np.int32), known_last.astype(np.int32), unit, zero, label)


def _refused(column: pd.Series[Any], value: object) -> MapError:
    plain = value.item() if isinstance(value, np.generic) else value
    return MapError(f"column {column.name!r}: found {plain!r}, wanted {_WANTED}")
