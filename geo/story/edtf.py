"""Dates in EDTF (ISO 8601-2:2019, annex A), level 0 to 2, as their first and last second."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from geo.errors import DateError

DAY_S = 86_400
LAST_YEAR = 2_000_000
OPEN_START, OPEN_END = -(2**62), 2**62
NOT_KNOWN = (OPEN_END, OPEN_START)
"""Bounds of a time that nobody knows."""

Bounds = tuple[int, int]

_MOST_MONTHS = 12
_QUALIFIERS = re.compile(r"[?~%]")
_POINT = re.compile(r"(-?)([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?")
_LONG = re.compile(r"Y(-?[1-9][0-9]*)(?:E([0-9]))?")
_PRECISE = re.compile(r"(.+?)S([1-9])")
# First month and length of each season, quarter and so on; 21 to 28 are those of the north.
_PARTS = {
    **{code: (3 * (code - 21) + 3, 3) for code in range(21, 25)},
    **{code: (3 * (code - 25) + 3, 3) for code in range(25, 29)},
    **dict(zip(range(29, 33), ((9, 3), (12, 3), (3, 3), (6, 3)), strict=True)),
    **{code: (3 * (code - 33) + 1, 3) for code in range(33, 37)},
    **{code: (4 * (code - 37) + 1, 4) for code in range(37, 40)},
    **{code: (6 * (code - 40) + 1, 6) for code in range(40, 42)},
}


def of_parts(year: int, month: int = 0, day: int = 0) -> Bounds:
    """Return the first and last second of a year, month or day; 0 where it is not stated.

    Raises
    ------
    geo.errors.DateError
        If there is no such day, or the year is beyond two million.

    Examples
    --------
    >>> of_parts(1970, 1, 1), of_parts(1970, 2)
    ((0, 86399), (2678400, 5097599))
    """
    if abs(year) > LAST_YEAR or not 0 <= month <= _MOST_MONTHS:
        raise DateError(f"{year}-{month:02} is out of range")
    most = _month_days(year, month) if month else 0
    if day and not 1 <= day <= most:
        raise DateError(f"{year}-{month:02}-{day:02} is no day")
    first = _days_to(year, month or 1, day or 1)
    last = _days_to(year, month or _MOST_MONTHS, day or most or 31)
    return first * DAY_S, last * DAY_S + DAY_S - 1


def _month_days(year: int, month: int) -> int:
    return monthrange(2000 + year % 400, month)[1]


def _days_to(year: int, month: int, day: int) -> int:
    """Count the days from 1970-01-01; the calendar repeats itself every 400 years."""
    turn, rest = divmod(year, 400)
    return dt.date(2000 + rest, month, day).toordinal() + (turn - 5) * 146_097 - 719_163


def edtf_bounds(text: str) -> Bounds:
    """Return the first and last second that a date in EDTF, level 0 to 2, allows.

    Parameters
    ----------
    text : str
        A date, season, interval, set or list. Marks of doubt do not widen the bounds; of a set, the
        earliest and the latest member count. Seasons 21 to 28 are those of the north.

    Raises
    ------
    geo.errors.DateError
        If the text is nothing of the kind.

    Examples
    --------
    >>> edtf_bounds("{1960,1961-12}") == edtf_bounds("1960/1961-12")
    True
    """
    if text[:1] + text[-1:] in {"[]", "{}"}:
        members = [_member(member.strip()) for member in text[1:-1].split(",")]
        bounds = min(member for member, _ in members), max(latest for _, latest in members)
    elif "/" in text:
        start, _, end = text.partition("/")
        bounds = _end(start, side=0), _end(end, side=1)
    else:
        bounds = _point(text)
    if bounds[0] > bounds[1] and bounds != NOT_KNOWN:
        raise DateError(f"{text} ends before it begins")
    return NOT_KNOWN if bounds == (OPEN_START, OPEN_END) else bounds


def _member(text: str) -> Bounds:
    if ".." not in text:
        return _point(text)
    start, _, end = text.partition("..")
    return _end(start, side=0), _end(end, side=1)


def _end(text: str, *, side: int) -> int:
    if text in {"", ".."}:
        return (OPEN_START, OPEN_END)[side]
    bounds = _point(text)
    return (OPEN_START, OPEN_END)[side] if bounds == NOT_KNOWN else bounds[side]


def _point(text: str) -> Bounds:
    plain = _QUALIFIERS.sub("", text)
    if match := _PRECISE.fullmatch(plain):
        year = _long_year(match[1])
        scale = 10 ** max(0, len(str(abs(year))) - int(match[2]))
        low = year // scale * scale
        return of_parts(low)[0], of_parts(low + scale - 1)[1]
    if _LONG.fullmatch(plain):
        return of_parts(_long_year(plain))
    match = _POINT.fullmatch(plain)
    if match is None or (match[1] and match[2] == "0000"):
        raise DateError(f"{text} is no date in EDTF")
    return _filled(match)


def _long_year(text: str) -> int:
    if match := _LONG.fullmatch(text):
        exponent = int(match[2] or 0)
        return int(match[1]) * int(10**exponent)
    if re.fullmatch(r"-?[0-9]{4}", text):
        return int(text)
    raise DateError(f"{text} is no year in EDTF")


def _filled(match: re.Match[str]) -> Bounds:
    """Return the bounds of a date, where X stands for any digit."""
    sign, year, month, day = (part or "" for part in match.groups())
    if year == "XXXX":
        return NOT_KNOWN
    low, high = (int(sign + year.replace("X", digit)) for digit in "09")
    low, high = min(low, high), max(low, high)
    if not month:
        return of_parts(low)[0], of_parts(high)[1]
    if month.isdigit() and int(month) in _PARTS and not day:
        return _part_of_year(low, int(month))[0], _part_of_year(high, int(month))[1]
    months = _fitting(month, most=_MOST_MONTHS)
    if not day:
        return of_parts(low, months[0])[0], of_parts(high, months[-1])[1]
    days = _fitting(day, most=max(_month_days(high, month_number) for month_number in months))
    last = min(days[-1], _month_days(high, months[-1]))
    return of_parts(low, months[0], days[0])[0], of_parts(high, months[-1], last)[1]


def _part_of_year(year: int, code: int) -> Bounds:
    start, length = _PARTS[code]
    after = start + length - 2
    return of_parts(year, start)[0], of_parts(year + after // 12, after % 12 + 1)[1]


def _fitting(pattern: str, *, most: int) -> list[int]:
    """Return the numbers from 1 to `most` that a pattern of two digits allows."""
    regex = re.compile(pattern.replace("X", "[0-9]"))
    fitting = [number for number in range(1, most + 1) if regex.fullmatch(f"{number:02}")]
    if not fitting:
        raise DateError(f"{pattern} is no month or day")
    return fitting
