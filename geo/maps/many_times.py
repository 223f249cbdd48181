"""Times of events as whole numbers, first and last, whatever column they come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import DateError, MapError
from geo.maps.many_clock import Times, UnsettledDatesError, moments, plain, refused, unsettled
from geo.maps.many_numbers import of_numbers
from geo.story import notations
from geo.story.edtf import DAY_S, NOT_KNOWN, OPEN_END, OPEN_START, of_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.maps.many_clock import Seconds

_UNITS = (DAY_S, 1, 60)
_WIDEST = 2**31 - 8
_FOUR_DIGITS = 9_999


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
    zone = next((one.zone for one in times if one.zone and one.moments.any()), "")
    return _in_units(first, last, columns=tuple(columns), zone=zone)


def _alike(times: list[Times], *, columns: Sequence[str]) -> list[Times]:
    """Read midnights as days if all are, and several zones on one clock."""
    if all(one.at_midnight for one in times):
        return [one.days() for one in times]
    zones = {one.zone for one in times if one.moments.any()}
    if len(zones) == 1 and None not in zones:
        return times
    if "" in zones:
        raise UnsettledDatesError(
            f"columns {', '.join(map(repr, columns))}: found times with and without a zone, wanted "
            "one of both; pandas.to_datetime(…).dt.tz_localize(…) states a zone"
        )
    return [one.universal() for one in times]


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
        ends = [_seconds(one) for one in (column.dt.start_time, column.dt.end_time)]
        return plain(ends[0], ends[1], ~column.isna().to_numpy())
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
        odd = np.array([not isinstance(one, Hashable) for one in column])
        raise refused(column, odd if odd.any() else ~odd) from error
    cells = list(values)
    stated = {
        one for one in cells if not (isinstance(one, str) and notations.is_unknown(one.strip()))
    }
    if stated and all(isinstance(one, str) and notations.is_digits(one) for one in stated):
        by_value = [float(one) if one in stated else np.nan for one in cells]
        return of_numbers(column, np.array([*by_value, np.nan])[codes])
    texts = [one for one in cells if isinstance(one, str)]
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
        one for one in bad if isinstance(cells[one], str) and notations.is_ambiguous(cells[one])
    ]
    if len(open_) < len(bad):
        return refused(column, np.isin(codes, [*{*bad} - {*open_}]))
    call = notations.settling_call(column.name, [cells[one] for one in open_])
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
        bare = [number for number, one in enumerate(offsets) if moment[number] and one is None]
        call = f"pandas.to_datetime(table[{column.name!r}], format='mixed', utc=True)"
        raise unsettled(column, np.isin(codes, bare), f"{call}, if those without a zone are UTC")
    offset = np.array([*(one or 0 for one in offsets), 0], dtype=np.int64)
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
        first, last = (int(one.timestamp() // 1) for one in ends)
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


def _joined(one: Times, other: Times) -> tuple[Seconds, Seconds]:
    """Return the start of the first and the end of the second; where one is missing it is open."""
    starts, ends = one.known, other.known
    either = starts | ends
    first = np.where(starts, one.first, np.where(either, OPEN_START, OPEN_END))
    return first, np.where(ends, other.last, np.where(either, OPEN_END, OPEN_START))


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
        one
        for one in (_UNITS if days else (1, 60, DAY_S))
        if (high - low) // one < _WIDEST or one == DAY_S
    )
    zero = low // unit
    limits = np.iinfo(np.int32)
    known_first = np.clip(first // unit - zero, limits.min, limits.max)
    known_last = np.clip(last // unit - zero, limits.min, limits.max)
    span = known_first.astype(np.int32), known_last.astype(np.int32)
    return Spans(*span, unit, zero, columns, zone)
