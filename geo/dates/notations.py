"""Dates as tables write them, and feasts, each with its range.

What a cell cannot decide alone, the other values of its column do: the order of 12/05/2007, or
whether digits are a year, a day or a count of seconds. What they do not decide either is refused.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.easter import easter

from geo.dates.edtf import DAY_S, NOT_KNOWN, Bounds, edtf_bounds, of_parts
from geo.errors import DateError

if TYPE_CHECKING:
    from collections.abc import Callable

_UNKNOWN = frozenset(
    (
        *("unknown", "unk", "unkn", "n/a", "na", "#n/a", "nan", "nat", "none", "null", "nil", "-"),
        *("--", "?", "..", "/", "../..", "n.d.", "nd", "n. d.", "no date", "undated", "not known"),
        *("not available", "missing", "tbd", "tba", "unspecified", "not stated", "<na>", "–", "—"),
    )
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +)?"
_YEAR = r"(?P<year>[0-9]{4})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_GAP = r"[ ,.\-/]+"
_WORDED = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WEEKDAY}{_DAY}(?: of)?{_GAP}{_MONTH}{_GAP}{_YEAR}",
        rf"{_WEEKDAY}{_MONTH}{_GAP}{_DAY},? +{_YEAR}",
        rf"{_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}",
        rf"{_MONTH}{_GAP}{_YEAR}",
        rf"{_YEAR}{_GAP}{_MONTH}",
    )
]
_BEFORE_CHRIST = re.compile(
    rf"(?:(?:{_DAY} +)?{_MONTH} +)?(?P<year>[0-9]{{1,7}}) ?(?:BCE?|B\.C\.(?:E\.)?)", re.IGNORECASE
)
_AFTER = re.compile(
    r"(?:AD|A\.D\.|CE) ?(?P<first>[0-9]{1,4})|(?P<second>[0-9]{1,4}) ?(?:AD|A\.D\.|CE|C\.E\.)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:c\.|ca\.?|circa|about|around|approx(?:imately|\.)?|~) *(?=\S)", re.IGNORECASE
)
_DECADE = re.compile(r"(?:the )?([0-9]{3}0)'?s", re.IGNORECASE)
_SEASON = re.compile(r"(spring|summer|autumn|fall|winter)(?: of)?,? ([0-9]{4})", re.IGNORECASE)
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_YEARS = re.compile(r"([0-9]{4}) ?[–—] ?([0-9]{4})")
_ISO = re.compile(r"(-?[0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")
_BARE = re.compile(r"(-[0-9]{1,3}|[1-9][0-9]{2})|([12][0-9]{3})(0[1-9]|1[0-2])([0-3][0-9])")
_YMD = re.compile(r"([0-9]{4})([/.\-])([0-9]{1,2})\2([0-9]{1,2})")
_TRIPLE = re.compile(r"([0-9]{1,2})([/.\-])([0-9]{1,2})\2([0-9]{4})")
_SHORT_YEAR = re.compile(
    r"[0-9]{1,2}([/.\-])[0-9]{1,2}\1[0-9]{2}"
    rf"|{_DAY}[ \-/]{_MONTH}[ \-/]'?[0-9]{{2}}",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?P<date>.*?[0-9A-Za-z.])(?:[T,]| +at)? *(?<![0-9])(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)? ?(?P<half>[AP]\.?M\.?)?"
    r" ?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"-?[0-9]+(?:\.0+)?")
_MOST_MONTHS = 12
_NOON = 12
_FULL_HOUR = 24


def parse_cell(text: str, *, order: str = "") -> tuple[Bounds, int | None]:
    """Parse one cell in any notation that stands for itself.

    Parameters
    ----------
    text : str
        ISO 8601; EDTF level 0, 1 or 2; ``12 May 2007``, ``May 12, 2007``, ``May 2007``,
        ``2007/05/12``, ``44 BC``, ``1850s``, ``c. 1850``, ``spring 1848``, a time of day behind any
        date, with or without a zone; or one of the usual words for what is not known.
    order : str
        ``dmy`` or ``mdy``, for dates such as 12/05/2007; those are refused where it is empty.

    Returns
    -------
    tuple
        First and last second since 1970 (of the cell's own clock; `NOT_KNOWN` if nothing is known),
        and the zone in seconds east of Greenwich, None where none is stated.

    Raises
    ------
    geo.errors.DateError
        If the text is none of these, or could be two of them.

    Examples
    --------
    >>> (first, last), zone = parse_cell("12 May 2007")
    >>> first, last - first, zone
    (1178928000, 86399, None)
    """
    text = " ".join(text.split()).replace("−", "-")
    if is_unknown(text):
        return NOT_KNOWN, None
    if match := _ISO.fullmatch(text):
        return of_parts(*(int(part or 0) for part in match.groups())), None
    if match := _BARE.fullmatch(text):
        return of_parts(*(int(part) for part in match.groups() if part)), None
    timed = _CLOCK.fullmatch(text)
    if timed:
        return _moment(timed, order=order)
    return _date(text, order=order), None


def is_unknown(text: str) -> bool:
    """Return whether a cell says that nothing is known."""
    return not text or text.casefold() in _UNKNOWN


def is_digits(text: str) -> bool:
    """Return whether a cell is a whole number, whose meaning its column decides."""
    return _DIGITS.fullmatch(text.strip()) is not None


def order_of(texts: list[str]) -> str:
    """Return the order in which day and month stand in a column: ``dmy``, ``mdy``, or empty.

    Examples
    --------
    >>> order_of(["12/05/2007", "25/12/2007"]), order_of(["12/05/2007"])
    ('dmy', '')
    """
    pairs = [(int(match[1]), int(match[3])) for text in texts if (match := _numeric_date(text))]
    first = any(first_number > _MOST_MONTHS for first_number, _ in pairs)
    second = any(second_number > _MOST_MONTHS for _, second_number in pairs)
    if first == second:
        same = (
            bool(pairs)
            and not first
            and all(first_number == second_number for first_number, second_number in pairs)
        )
        return "dmy" if same else ""
    return "dmy" if first else "mdy"


def is_ambiguous(text: str) -> bool:
    """Return whether a cell is a date whose day, month or century only its column can decide."""
    return _numeric_date(text) is not None or _SHORT_YEAR.fullmatch(_dated_part(text)) is not None


def settling_call(column: object, texts: list[str]) -> str:
    """Return the call that settles what ambiguous cells of a column mean."""
    text = next(example for example in texts if is_ambiguous(example))
    date, clock = _dated_part(text), _clock_format(text)
    sign = next((example for example in date if example in "/.- "), "/")
    year = "%Y" if _numeric_date(text) else "%y"
    if re.search("[A-Za-z]", date):
        return _call(column, f"%d{sign}%b{sign}%y{clock}")
    first, second = (f"{example}{sign}{year}{clock}" for example in (f"%d{sign}%m", f"%m{sign}%d"))
    return f"{_call(column, first)}, or format={second!r} where the month is first"


def _call(column: object, format_: str) -> str:
    return f"table[{column!r}] = pandas.to_datetime(table[{column!r}], format={format_!r})"


def _clock_format(text: str) -> str:
    match = _CLOCK.fullmatch(" ".join(text.split()))
    if match is None:
        return ""
    seconds = ":%S" if match["second"] else ""
    hour = f" %I:%M{seconds} %p" if match["half"] else f" %H:%M{seconds}"
    return f"{hour} %z" if match["zone"] else hour


def _dated_part(text: str) -> str:
    text = " ".join(text.split())
    timed = _CLOCK.fullmatch(text)
    return timed["date"].rstrip(" ,T") if timed else text


def _numeric_date(text: str) -> re.Match[str] | None:
    """Match a date such as 12/05/2007; 14/13/2020 is none, whatever comes first."""
    match = _TRIPLE.fullmatch(_dated_part(text))
    is_date = match is not None and min(int(match[1]), int(match[3])) <= _MOST_MONTHS
    return match if is_date else None


def _moment(match: re.Match[str], *, order: str) -> tuple[Bounds, int | None]:
    first, last = _date(match["date"].rstrip(" ,T"), order=order)
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    half = (match["half"] or "").replace(".", "").upper()
    if half and not 1 <= hour <= _NOON:
        raise DateError(f"{hour} {half} is no time of day")
    hour = hour % _NOON + _NOON * (half == "PM") if half else hour
    whole = hour == _FULL_HOUR and minute == second == 0
    if (hour >= _FULL_HOUR and not whole) or minute > 59 or second > 60:  # noqa: PLR2004
        raise DateError(f"{hour}:{minute:02}:{second:02} is no time of day")
    if last - first != DAY_S - 1:
        raise DateError("a time of day needs a day")
    at = first + 3600 * hour + 60 * minute + second
    return (at, at), _offset(match["zone"])


def _offset(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone.upper() in {"Z", "UTC", "GMT"}:
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    seconds = 3600 * int(digits[:2]) + 60 * int(digits[2:])
    return -seconds if zone[0] == "-" else seconds


def _date(text: str, *, order: str) -> Bounds:
    match = _ISO.fullmatch(text)
    if match:
        return of_parts(*(int(part or 0) for part in match.groups()))
    if match := _YMD.fullmatch(text):
        return of_parts(*(int(first) for first in match.group(1, 3, 4)))
    if match := _TRIPLE.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if not order:
            raise DateError(f"{text} could be two days")
        return of_parts(year, *((second, first) if order == "dmy" else (first, second)))
    return _worded(text, order=order)


def _worded(text: str, *, order: str) -> Bounds:
    if match := _ABOUT.match(text):
        return _date(text[match.end() :], order=order)
    for pattern in (*_WORDED, _BEFORE_CHRIST):
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            name, year = parts["month"], int(parts["year"])
            month = _MONTHS.index(name[:3].lower()) + 1 if name else 0
            is_bce = pattern is _BEFORE_CHRIST
            return of_parts(1 - year if is_bce else year, month, int(parts.get("day") or 0))
    for pattern, edtf in _AS_EDTF:
        if match := pattern.fullmatch(text):
            return edtf_bounds(edtf(match))
    return edtf_bounds(text)


# Words whose meaning EDTF has a notation for.
_AS_EDTF: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_AFTER, lambda match: (match["first"] or match["second"]).zfill(4)),
    (_DECADE, lambda match: f"{match[1][:3]}X"),
    (_SEASON, lambda match: f"{match[2]}-{SEASONS[match[1].lower()]}"),
    (_YEARS, lambda match: f"{match[1]}/{match[2]}"),
)


# Feasts of a fixed day, and those that Easter moves: days after it.
_FIXED = {
    "new year's day": (1, 1), "new year's eve": (12, 31), "twelfth night": (1, 5),
    "candlemas": (2, 2), "lady day": (3, 25), "midsummer day": (6, 24), "lammas": (8, 1),
    "michaelmas": (9, 29), "all saints' day": (11, 1), "all souls' day": (11, 2),
    "martinmas": (11, 11), "christmas eve": (12, 24), "christmas day": (12, 25),
    "christmas": (12, 25), "boxing day": (12, 26),
}  # fmt: skip
_MOVED = {
    "ash wednesday": -46, "palm sunday": -7, "maundy thursday": -3, "good friday": -2,
    "easter sunday": 0, "easter day": 0, "easter monday": 1, "ascension day": 39,
    "whit sunday": 49, "whit monday": 50, "pentecost": 49, "corpus christi": 60,
}  # fmt: skip
FEASTS = (*_FIXED, *_MOVED)
"""The names that are known, in small letters."""


def feast_day(name: str, year: int) -> date:
    """Return the day of a feast in a year.

    Parameters
    ----------
    name : str
        One of `FEASTS`.
    year : int
        A year of the Gregorian calendar.

    Raises
    ------
    KeyError
        If there is no such feast.

    Examples
    --------
    >>> feast_day("easter monday", 1916).isoformat(), feast_day("michaelmas", 1916).isoformat()
    ('1916-04-24', '1916-09-29')
    """
    if name in _FIXED:
        return date(year, *_FIXED[name])
    sunday: date = easter(year)
    return sunday + timedelta(_MOVED[name])
