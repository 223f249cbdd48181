"""Times of events as whole numbers, first and last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.dates import notations
from geo.dates.edtf import DAY_S, LAST_YEAR, NOT_KNOWN, OPEN_END, OPEN_START, of_parts
from geo.errors import DateError, MapError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Seconds = NDArray[np.int64]
    from collections.abc import Sequence


_WANTED = (
    "dates (datetime64), years as whole numbers, or texts such as 2007-05-12, 12 May 2007, "
    "44 BC or 2007-05/2007-08 (ISO 8601, EDTF)"
)


class UnsettledDatesError(MapError):
    """A column's values could be dates of two kinds; the message holds the call that settles it."""


@dataclass(frozen=True)
class Times:
    """First and last second of each value of a column, by the clock of its own zone.

    Parameters
    ----------
    first, last : numpy.ndarray
        int64, since 1970; (OPEN_END, OPEN_START) where nothing is known.
    moments : numpy.ndarray
        Which of them are moments of a day's clock.
    offset : numpy.ndarray
        Seconds east of Greenwich of the moments' clock.
    zone : str or None
        Name of the zone if it is one throughout; empty if none is stated, None if they differ.
    """

    first: Seconds
    last: Seconds
    moments: Mask
    offset: Seconds
    zone: str | None

    @property
    def known(self) -> Mask:
        """Which values are known, at least on one side."""
        return self.first <= self.last

    @property
    def at_midnight(self) -> bool:
        """Whether all moments are midnights, which stand for their days."""
        return not np.any(self.first[self.moments] % DAY_S)

    def days(self) -> Times:
        """Return each midnight as its whole day."""
        last = np.where(self.moments, self.last + DAY_S - 1, self.last)
        return Times(self.first, last, np.zeros_like(self.moments), self.offset, "")

    def universal(self) -> Times:
        """Turn the moments into universal time."""
        moved = np.where(self.moments, self.offset, 0)
        return Times(self.first - moved, self.last - moved, self.moments, 0 * self.offset, "UTC")


def moments(wall: Seconds, known: Mask, *, offset: Seconds, zone: str | None) -> Times:
    """Return times of day; `known` tells which there are."""
    first, last = np.where(known, wall, OPEN_END), np.where(known, wall, OPEN_START)
    return Times(first, last, known, offset, zone)


def of_bounds(first: Seconds, last: Seconds, known: Mask) -> Times:
    """Return spans of whole days; `known` tells which there are."""
    first, last = np.where(known, first, OPEN_END), np.where(known, last, OPEN_START)
    return Times(first, last, np.zeros(len(first), dtype=bool), np.zeros_like(first), "")


def call(column: pd.Series[Any], how: str) -> str:
    """Return the call that reads a column as dates."""
    return f"table[{column.name!r}] = pandas.to_datetime(table[{column.name!r}], {how})"


def unsettled(column: pd.Series[Any], rows: Mask, call: str) -> UnsettledDatesError:
    """Return the error for rows that could be dates of two kinds, with the call that settles it."""
    value, where = _found(column, rows)
    return UnsettledDatesError(
        f"{value}, which could be dates of two kinds, wanted {call}; {where}"
    )


def refused(column: pd.Series[Any], rows: Mask) -> MapError:
    """Return the error for rows that are no dates."""
    value, where = _found(column, rows)
    return MapError(f"{value}, wanted {_WANTED}; {where}")


def _found(column: pd.Series[Any], rows: Mask) -> tuple[str, str]:
    wrong = np.flatnonzero(rows)
    value = column.iloc[wrong[0]]
    plain = value.item() if isinstance(value, np.generic) else value
    more = f" and {len(wrong) - 1:,} more" if len(wrong) > 1 else ""
    label = column.index[wrong[0]]
    return f"column {column.name!r}: found {plain!r}", f"row {label!r}{more}"


_FOUR_DIGITS = 9_999
_MONTHS = 1500_00, 2200_00
_DAYS = 1000_00_00, 10_000_00_00
_CLOCKS = 1000_00_00_00_00_00, 3000_00_00_00_00_00
_EPOCHS = (("s", 1), ("ms", 1_000), ("us", 1_000_000), ("ns", 1_000_000_000))
_SINCE_S, _UNTIL_S = 1e8, 4.2e9  # 1973 to 2103
_SERIALS = (10_000, 80_000)
_FULL_DAY = (1_800_01_01, 2_199_12_31)


def of_numbers(column: pd.Series[Any], numbers: NDArray[np.float64]) -> Times:
    """Read numbers that are all of one kind: years, days as 20070512, or seconds since 1970."""
    known = np.isfinite(numbers)
    values = numbers[known]
    whole = np.where(known, numbers, 0).astype(np.int64)
    if not len(values):
        return of_bounds(whole, whole, known)
    most, fraction = np.abs(values).max(initial=0), np.any(values % 1)
    far_back = values.max() <= _FOUR_DIGITS and most <= LAST_YEAR
    if not fraction and far_back:
        return of_bounds(_year_starts(whole), _year_starts(whole + 1) - 1, known)
    if not fraction and _DAYS[0] <= values.min() and most < _DAYS[1]:
        return _written_out(column, whole, known)
    if not fraction and _CLOCKS[0] <= values.min() and most < _CLOCKS[1]:
        days = _written_out(column, whole // 1_000_000, known)
        clock = whole % 1_000_000
        seconds = clock // 10_000 * 3600 + clock // 100 % 100 * 60 + clock % 100
        return moments(days.first + seconds, known, offset=0 * whole, zone="")
    if not fraction and _MONTHS[0] <= values.min() and most < _MONTHS[1]:
        return _months(column, whole, known)
    return _since_1970(column, numbers, known)


def _written_out(column: pd.Series[Any], whole: Seconds, known: Mask) -> Times:
    """Read days written as 20070512; 00 stands for a month or day that is not stated."""
    codes, values = pd.factorize(np.where(known, whole, 1970_01_01))
    bounds = []
    for value in values.tolist():
        try:
            bounds.append(of_parts(value // 10_000, value // 100 % 100, value % 100))
        except DateError as error:
            raise refused(column, known & (whole == value)) from error
    table = np.array(bounds, dtype=np.int64)
    return of_bounds(table[codes, 0], table[codes, 1], known)


def _months(column: pd.Series[Any], whole: Seconds, known: Mask) -> Times:
    """Read months written as 201305, unless all of them are days as 130105 would be, too."""
    values = whole[known]
    month, day = values // 100 % 100, values % 100
    if np.any((day < 1) | (day > 12)):  # noqa: PLR2004 - months of a year
        raise refused(column, known)
    if np.all((month >= 1) & (month <= 12)):  # noqa: PLR2004
        how = call(column, "format='%Y%m'")
        raise unsettled(column, known, f"{how}, or format='%y%m%d' where they are days")
    return _written_out(column, whole * 100, known)


def _since_1970(column: pd.Series[Any], numbers: NDArray[np.float64], known: Mask) -> Times:
    """Read seconds, or thousandths and so on, since 1970 (UTC)."""
    values = numbers[known]
    for unit, scale in _EPOCHS:
        if values.min() >= _SINCE_S * scale and values.max() < _UNTIL_S * scale:
            digits = {"s": 100, "ms": 10_000}.get(unit)  # behind a day that is written out
            if digits and _are_days(values // digits):
                raise unsettled(column, known, call(column, f"unit={unit!r}"))
            seconds = np.where(known, numbers, 0) // scale
            wall = seconds.astype(np.int64)
            return moments(wall, known, offset=0 * wall, zone="UTC")
    low, high = _SERIALS
    if np.all((values >= low) & (values < high)):
        how = call(column, "unit='D', origin='1899-12-30'")
        raise unsettled(column, known, f"{how}, if they are days of a spreadsheet")
    raise refused(column, known & ((numbers % 1 != 0) | (np.abs(numbers) > _FOUR_DIGITS)))


def _are_days(values: NDArray[np.float64]) -> bool:
    whole = values.astype(np.int64)
    month, day = whole // 100 % 100, whole % 100
    low, high = _FULL_DAY
    fitting = (whole >= low) & (whole <= high) & (month >= 1) & (month <= 12)  # noqa: PLR2004
    return bool(np.all(fitting & (day >= 1) & (day <= 31)))  # noqa: PLR2004


def _year_starts(years: Seconds) -> Seconds:
    """Return the second at which each year of the proleptic Gregorian calendar begins."""
    past = years - 1
    days = 365 * past + past // 4 - past // 100 + past // 400 - 719_162
    return days * DAY_S


_UNITS = (DAY_S, 1, 60)
_WIDEST = 2**31 - 8


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
    columns : tuple
        The one or two columns they come from.
    zone : str
        Name of the zone whose clock they are told by; empty for whole days, and where none is
        stated.
    """

    first: NDArray[np.int32]
    last: NDArray[np.int32]
    unit_s: int
    zero: int
    columns: tuple[Any, ...]
    zone: str = ""

    @property
    def label(self) -> str:
        """The columns in words."""
        return " to ".join(map(str, self.columns))

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
        One column, or two, in any notation that `geo.maps.explore` names; a date without a time is
        a day long, a year a year. Of two, a missing one leaves its side open.

    Returns
    -------
    Spans
        In days if all are whole days, else in seconds, or minutes where those would not fit. A
        column with only midnights holds whole days, of whatever zone.

    Raises
    ------
    geo.errors.MapError
        When a value is no date or could be two, or an event ends before it begins.

    Examples
    --------
    >>> spans = read_spans(pd.DataFrame({"year": [-43, 2007]}), columns=["year"])
    >>> spans.first.tolist(), spans.last.tolist(), spans.unit_s
    ([0, 748747], [364, 749111], 86400)
    """
    times = _alike([read_times(frame[column]) for column in columns], columns=columns)
    first, last = times[0].first, times[0].last
    if len(columns) > 1:
        first, last = _joined(times[0], times[1])
        wrong = np.flatnonzero((last < first) & (first != OPEN_END))
        if len(wrong):
            row = frame.index[wrong[0]]
            raise MapError(
                f"columns {columns[0]!r} and {columns[1]!r}: found {len(wrong)} events that end "
                f"before they begin, the first at {row!r}, wanted the first day and then the last"
            )
    zone = next((each.zone for each in times if each.zone and each.moments.any()), "")
    return _in_units(first, last, columns=tuple(columns), zone=zone)


def _alike(times: list[Times], *, columns: Sequence[str]) -> list[Times]:
    """Read midnights as days if all are, and several zones on one clock."""
    if all(each.at_midnight for each in times):
        return [each.days() for each in times]
    zones = {each.zone for each in times if each.moments.any()}
    if len(zones) == 1 and None not in zones:
        return times
    if "" in zones:
        raise UnsettledDatesError(
            f"columns {', '.join(map(repr, columns))}: found times with and without a zone, wanted "
            "one of both; pandas.to_datetime(…).dt.tz_localize(…) states a zone"
        )
    return [each.universal() for each in times]


def read_times(column: pd.Series[Any]) -> Times:
    """Read the first and the last second of each value of a column.

    Raises
    ------
    geo.errors.MapError
        Naming the column, the first row whose value is no date, how many there are, and what was
        wanted; `UnsettledDatesError` where the values could be dates of two kinds.
    """
    if isinstance(column.dtype, (pd.ArrowDtype, pd.CategoricalDtype)):
        column = column.astype(object).infer_objects()
    if isinstance(column.dtype, pd.PeriodDtype):
        ends = [_seconds(end) for end in (column.dt.start_time, column.dt.end_time)]
        return of_bounds(ends[0], ends[1], ~column.isna().to_numpy())
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _of_datetimes(column)
    if pd.api.types.is_bool_dtype(column.dtype):
        raise refused(column, np.arange(len(column)) == 0)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return of_numbers(column, column.to_numpy(dtype=float, na_value=np.nan))
    return _of_values(column)


def _of_datetimes(column: pd.Series[Any]) -> Times:
    known, zone = ~column.isna().to_numpy(), column.dt.tz
    if zone is None:
        wall = _seconds(column)
        return moments(wall, known, offset=np.zeros_like(wall), zone="")
    wall = _seconds(column.dt.tz_localize(None))
    universal = _seconds(column.dt.tz_convert("UTC").dt.tz_localize(None))
    return moments(wall, known, offset=wall - universal, zone=str(zone))


def _seconds(column: pd.Series[Any]) -> Seconds:
    return column.to_numpy().astype("datetime64[s]").astype(np.int64)


def _of_values(column: pd.Series[Any]) -> Times:
    try:
        codes, values = pd.factorize(column)
    except TypeError as error:  # a list or dict has no hash
        odd = np.array([not isinstance(cell, Hashable) for cell in column])
        raise refused(column, odd if odd.any() else ~odd) from error
    cells = list(values)
    unknown = [isinstance(cell, str) and notations.is_unknown(cell.strip()) for cell in cells]
    stated = {cell for cell, is_unknown in zip(cells, unknown, strict=True) if not is_unknown}
    if stated and all(isinstance(cell, str) and notations.is_digits(cell) for cell in stated):
        by_value = [float(cell) if cell in stated else np.nan for cell in cells]
        return of_numbers(column, np.array([*by_value, np.nan])[codes])
    texts = [cell for cell in cells if isinstance(cell, str)]
    order = notations.order_of(texts)
    bounds, offsets, bad = [], [], []
    for number, cell in enumerate(cells):
        try:
            known, offset = _of_cell(cell, order=order)
        except (DateError, ValueError, OverflowError):
            bad.append(number)
            known, offset = NOT_KNOWN, None
        bounds.append(known)
        offsets.append(offset)
    if bad:
        raise _bad_cells(column, codes, cells, bad)
    return _gathered(column, codes, bounds, offsets)


def _bad_cells(
    column: pd.Series[Any], codes: NDArray[np.int64], cells: list[Any], bad: list[int]
) -> MapError:
    open_ = [
        row for row in bad if isinstance(cells[row], str) and notations.is_ambiguous(cells[row])
    ]
    if len(open_) < len(bad):
        return refused(column, np.isin(codes, [*{*bad} - {*open_}]))
    call = notations.settling_call(column.name, [cells[row] for row in open_])
    return unsettled(column, np.isin(codes, open_), call)


def _gathered(
    column: pd.Series[Any],
    codes: NDArray[np.int64],
    bounds: list[tuple[int, int]],
    offsets: list[int | None],
) -> Times:
    table = np.array([*bounds, NOT_KNOWN], dtype=np.int64)
    moment = table[:, 0] == table[:, 1]
    stated = {offset for offset, at in zip(offsets, moment.tolist(), strict=False) if at}
    if None in stated and len(stated) > 1 and np.any(table[moment, 0] % DAY_S):
        bare = [
            number for number, offset_ in enumerate(offsets) if moment[number] and offset_ is None
        ]
        call = f"pandas.to_datetime(table[{column.name!r}], format='mixed', utc=True)"
        raise unsettled(column, np.isin(codes, bare), f"{call}, if those without a zone are UTC")
    offset = np.array([*(offset_ or 0 for offset_ in offsets), 0], dtype=np.int64)
    zone = _zone_name(next(iter(stated))) if len(stated) == 1 else None if stated else ""
    return Times(table[codes, 0], table[codes, 1], moment[codes], offset[codes], zone)


def _zone_name(offset: int | None) -> str:
    if not offset:
        return "" if offset is None else "UTC"
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f"UTC{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"


def _of_cell(cell: object, *, order: str) -> tuple[tuple[int, int], int | None]:
    if isinstance(cell, str):
        return notations.parse_cell(cell, order=order)
    if isinstance(cell, np.datetime64):
        cell = cell.astype("datetime64[us]").item()
    if isinstance(cell, pd.Period):
        ends = (cell.start_time, cell.end_time)
        first, last = (int(end.timestamp() // 1) for end in ends)
        return (first, last), None
    if isinstance(cell, dt.datetime):
        offset = cell.utcoffset()
        day, _ = of_parts(cell.year, cell.month, cell.day)
        at = day + 3600 * cell.hour + 60 * cell.minute + cell.second
        return (at, at), None if offset is None else int(offset.total_seconds())
    if isinstance(cell, dt.date):
        return of_parts(cell.year, cell.month, cell.day), None
    if isinstance(cell, (int, float, np.integer, np.floating)) and not isinstance(cell, bool):
        year = int(cell)
        if float(cell) != year or abs(year) > _FOUR_DIGITS:
            raise DateError(f"{cell} is no year")
        return of_parts(year), None
    raise DateError(f"{cell!r} is no date")


def _joined(start: Times, end: Times) -> tuple[Seconds, Seconds]:
    """Return the start of the first and the end of the second; where one is missing it is open."""
    starts, ends = start.known, end.known
    either = starts | ends
    first = np.where(starts, start.first, np.where(either, OPEN_START, OPEN_END))
    return first, np.where(ends, end.last, np.where(either, OPEN_END, OPEN_START))


def _in_units(first: Seconds, last: Seconds, *, columns: tuple[Any, ...], zone: str) -> Spans:
    has_start = np.abs(first) != OPEN_END
    has_end = np.abs(last) != OPEN_END
    starts, ends = first[has_start], last[has_end]
    low, high = int(min(starts.min(initial=2**60), ends.min(initial=2**60))), 0
    high = int(max(starts.max(initial=-(2**60)), ends.max(initial=-(2**60))))
    if low > high:
        low = high = 0
    days = not np.any(starts % DAY_S) and not np.any((ends + 1) % DAY_S)
    unit = next(
        size
        for size in (_UNITS if days else (1, 60, DAY_S))
        if (high - low) // size < _WIDEST or size == DAY_S
    )
    zero = low // unit
    limits = np.iinfo(np.int32)
    known_first = np.clip(first // unit - zero, limits.min, limits.max)
    known_last = np.clip(last // unit - zero, limits.min, limits.max)
    span = known_first.astype(np.int32), known_last.astype(np.int32)
    return Spans(*span, unit, zero, columns, zone)
