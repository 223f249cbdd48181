"""Dates in EDTF (ISO 8601-2:2019, annex A), with the range each allows.

Dates of a story have level 0 or level 1, and of level 2 the sets. An interval says that something
lasted: ``1984/1992``. A set says that a moment is not known: ``[..1992]`` is by 1992, ``[1992..]``
in 1992 or later, ``[1849..1852]`` between these years, ``[1849,1850]`` in one of them. Other parts
of level 2 are refused there, because no story needs them; `edtf_bounds` takes them from any table.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

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
    if abs(year) > LAST_YEAR:
        raise DateError(f"{year}-{month:02} is out of range")
    return _of_parts(year, month, day)


def _of_parts(year: int, month: int = 0, day: int = 0) -> Bounds:
    """Return the bounds as `of_parts` does, in any year."""
    if not 0 <= month <= _MOST_MONTHS:
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


_FIRST_S, _LAST_S = _of_parts(-LAST_YEAR)[0], _of_parts(LAST_YEAR)[1]


def edtf_bounds(text: str) -> Bounds:
    """Return the first and last second that a date in EDTF, level 0 to 2, allows.

    Parameters
    ----------
    text : str
        A date, season, interval, set or list. Marks of doubt do not widen the bounds; of a set, the
        earliest and the latest member count. A time of day counts as its day. Seasons 21 to 28 are
        those of the north.

    Raises
    ------
    geo.errors.DateError
        If the text is nothing of the kind.

    Examples
    --------
    >>> edtf_bounds("{1960,1961-12}") == edtf_bounds("1960/1961-12")
    True
    """
    bounds = _bounds(text)
    closed = [second for second in bounds if second not in (OPEN_START, OPEN_END)]
    if closed and not _FIRST_S <= min(closed) <= max(closed) <= _LAST_S:
        raise DateError(f"{text} is out of range")
    if bounds[0] > bounds[1] and bounds != NOT_KNOWN:
        raise DateError(f"{text} ends before it begins")
    return NOT_KNOWN if bounds == (OPEN_START, OPEN_END) else bounds


def _bounds(text: str) -> Bounds:
    """Return the bounds; the last before the first where a date ends before it begins."""
    if text[:1] + text[-1:] in {"[]", "{}"}:
        members = [_member(member.strip()) for member in text[1:-1].split(",")]
        turned = [member for member in members if member[0] > member[1]]
        return turned[0] if turned else (min(m[0] for m in members), max(m[1] for m in members))
    if "/" in text:
        start, _, end = text.partition("/")
        return _end(start, side=0), _end(end, side=1)
    return _point(text)


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
    plain = _TIMED.sub("", _QUALIFIERS.sub("", text))
    if match := _PRECISE.fullmatch(plain):
        year = _long_year(match[1])
        scale = 10 ** max(0, len(str(abs(year))) - int(match[2]))
        low = year // scale * scale
        return _of_parts(low)[0], _of_parts(low + scale - 1)[1]
    if _LONG.fullmatch(plain):
        return _of_parts(_long_year(plain))
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
        return _of_parts(low)[0], _of_parts(high)[1]
    if month.isdigit() and int(month) in _PARTS and not day:
        return _part_of_year(low, int(month))[0], _part_of_year(high, int(month))[1]
    months = _fitting(month, most=_MOST_MONTHS)
    if not day:
        return _of_parts(low, months[0])[0], _of_parts(high, months[-1])[1]
    days = _fitting(day, most=max(_month_days(high, month_number) for month_number in months))
    last = min(days[-1], _month_days(high, months[-1]))
    return _of_parts(low, months[0], days[0])[0], _of_parts(high, months[-1], last)[1]


def _part_of_year(year: int, code: int) -> Bounds:
    start, length = _PARTS[code]
    after = start + length - 2
    return _of_parts(year, start)[0], _of_parts(year + after // 12, after % 12 + 1)[1]


def _fitting(pattern: str, *, most: int) -> list[int]:
    """Return the numbers from 1 to `most` that a pattern of two digits allows."""
    regex = re.compile(pattern.replace("X", "[0-9]"))
    fitting = [number for number in range(1, most + 1) if regex.fullmatch(f"{number:02}")]
    if not fitting:
        raise DateError(f"{pattern} is no month or day")
    return fitting


LONGEST = 64
"""Characters that a date may have; nothing longer is given to the parser."""

WANTED = (
    "a date in EDTF, such as 1992, 2007-05, 2007-05-12, 2007-05-12T14:30, 1984~, 198X, a span "
    "such as 2007-05-12/2007-05-13 or 1992/.., a moment not known such as [..1992], [1992..] or "
    "[1849,1850] (empty if there is none)"
)

_YEAR = r"-?[0-9]{4}"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DATE = rf"{_YEAR}(?:-2[1-4]|-{_MONTH}(?:-[0-9]{{2}})?)?"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?:Z|[+-][0-9]{2}(?::[0-9]{2})?)?"
_VAGUE = rf"-?[0-9](?:[0-9]{{2}}X|[0-9]XX|XXX)|{_YEAR}-(?:XX-XX|XX|{_MONTH}-XX)"
_TIMED = re.compile(rf"(?<=[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})T{_TIME}$")
_DATE_OR_VAGUE = rf"(?:{_DATE}|{_VAGUE})[?~%]?"
_SHAPE = re.compile(
    r"(?=.*[0-9])(?:"
    rf"{_YEAR}-{_MONTH}-[0-9]{{2}}T{_TIME}|Y-?[1-9][0-9]{{4,8}}|{_DATE_OR_VAGUE}|(?:{_DATE_OR_VAGUE}|\.\.)?/(?:{_DATE_OR_VAGUE}|\.\.)?)"
)
_MEMBER = rf"(?:{_DATE_OR_VAGUE}|{_DATE_OR_VAGUE}\.\.(?:{_DATE_OR_VAGUE})?|\.\.{_DATE_OR_VAGUE})"
_MEMBERS = rf"{_MEMBER}(?: ?, ?{_MEMBER})*"
_SET = re.compile(rf"\[{_MEMBERS}\]|\{{{_MEMBERS}\}}")
_NO_DAY = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Dates:
    """The days on which something may have happened.

    Parameters
    ----------
    text : str
        The date in EDTF, letter for letter. Two dates are equal if their texts are.
    earliest, latest : numpy.datetime64
        First and last day that the text allows, unit s, at midnight; NaT where the text leaves
        that side open (``..``) or unknown.

    See Also
    --------
    parse_dates : make one from a text.

    Examples
    --------
    >>> dates = parse_dates("1992/..")
    >>> str(dates.earliest)[:10], np.isnat(dates.latest)
    ('1992-01-01', np.True_)
    """

    text: str
    earliest: np.datetime64 = field(compare=False)
    latest: np.datetime64 = field(compare=False)


@lru_cache(maxsize=8192)
def parse_dates(text: str) -> Dates:
    """Read a date in EDTF, level 0 or 1 or a set of level 2, with both its bounds.

    Parameters
    ----------
    text : str
        One date, span (``1984/1992``, ``1992/..``), or set: ``[1849,1850]`` is one of its members,
        ``[..1992]`` some moment by 1992, ``{1849,1850}`` all of its members. A time of day may
        follow a day, with its offset or else by the clock of the place: ``2007-05-12T14:30+05:00``.
        An empty text is a date that nobody knows: both bounds are NaT.

    Returns
    -------
    Dates
        A bare year is a year long, a month a month. Qualifiers (``?``, ``~``, ``%``) don't widen
        the bounds. Seasons are those of the northern hemisphere, three whole months each, and a
        winter ends in February of the next year. A time of day counts as its day. A set reaches
        from its earliest member to its latest.

    Raises
    ------
    geo.errors.DateError
        If `text` is anything else: another notation, a day that no calendar has, an interval
        that ends before it begins.

    Notes
    -----
    Grammar: Library of Congress, Extended Date/Time Format specification, 2019. Years are
    those of the proleptic Gregorian calendar, year 0000 is 1 BCE.

    Examples
    --------
    >>> dates = parse_dates("2007-05")
    >>> str(dates.earliest), str(dates.latest)
    ('2007-05-01T00:00:00', '2007-05-31T00:00:00')
    >>> str(parse_dates("1992/..").latest)
    'NaT'
    >>> str(parse_dates("[1849,1850]").latest)
    '1850-12-31T00:00:00'
    >>> str(parse_dates("[..1992]").latest), str(parse_dates("[1992..]").earliest)
    ('1992-12-31T00:00:00', '1992-01-01T00:00:00')
    """
    if text == "":
        return Dates("", _NO_DAY, _NO_DAY)
    if len(text) > LONGEST:
        raise _refusal(text)
    if not (_SET.fullmatch(text) or _SHAPE.fullmatch(text)):
        raise _refusal(text)
    try:
        first, last = _bounds(text)
    except DateError as error:
        raise _refusal(text) from error
    if first > last:
        raise DateError(f"date: got {text!r}, which ends before it begins; wanted {WANTED}")
    return Dates(text, _day(first), _day(last))


def possible(earliest: Any, latest: Any, *, day: str | np.datetime64) -> Any:  # noqa: ANN401 - shape in, shape out
    """Return whether something may have happened on a day.

    Parameters
    ----------
    earliest, latest : datetime64 scalar, array or Series
        Bounds as in `Dates` and in the frames of a story; NaT is an open side.
    day : str or numpy.datetime64
        The day, such as ``"2007-05-12"``.

    Returns
    -------
    bool, or array or Series of bool
        As `earliest`, with its index. What has no date at all may fall on any day.

    Examples
    --------
    >>> dates = parse_dates("[..1992]")
    >>> bool(possible(dates.earliest, dates.latest, day="1992-12-31"))
    True
    >>> bool(possible(dates.earliest, dates.latest, day="1993-01-01"))
    False
    """
    when = np.datetime64(day).astype("datetime64[s]")
    begun = np.isnat(earliest) | (earliest <= when)
    return begun & (np.isnat(latest) | (latest >= when))


def _day(second: int) -> np.datetime64:
    """Return the day of a second, counted from 1970; NaT for an open side."""
    if second in (OPEN_START, OPEN_END):
        return _NO_DAY
    return np.datetime64(second // DAY_S * DAY_S, "s")


def _refusal(text: str) -> DateError:
    """Word the error for a text that is no date; a long text is cut."""
    shown = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return DateError(f"date: got {shown!r}; wanted {WANTED}")
