"""Numbers that are times: years, days written as 20070512, seconds since 1970."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import DateError
from geo.maps.many_clock import call, moments, plain, refused, unsettled
from geo.story.edtf import DAY_S, LAST_YEAR, of_parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.maps.many_clock import Mask, Seconds, Times

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
        return plain(whole, whole, known)
    most, fraction = np.abs(values).max(initial=0), np.any(values % 1)
    far_back = values.max() <= _FOUR_DIGITS and most <= LAST_YEAR
    if not fraction and far_back:
        return plain(_year_starts(whole), _year_starts(whole + 1) - 1, known)
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
    return plain(table[codes, 0], table[codes, 1], known)


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
