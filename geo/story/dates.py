"""Dates that keep their reach: EDTF text with the first and the last day it allows.

The text is read by the library ``edtf`` (ISO 8601-2:2019, annex A: EDTF). Level 0 and level 1
are taken, and of level 2 the sets: "1849 or 1850" is neither a year nor an interval. Other parts
of level 2 are refused, because no table needs them.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import DateError

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 64
"""Characters that a date may have; nothing longer is given to the parser."""

WANTED = (
    "a date in EDTF, such as 1992, 2007-05, 2007-05-12, 2007-05-12/2007-05-13, 1984~, 198X, "
    "[1849,1850] or 1992/.. (empty if there is none)"
)

_YEAR = r"-?[0-9]{4}"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DATE = rf"{_YEAR}(?:-2[1-4]|-{_MONTH}(?:-[0-9]{{2}})?)?"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-][0-9]{2}(?::[0-9]{2})?)?"
_VAGUE = rf"-?[0-9](?:[0-9]{{2}}X|[0-9]XX|XXX)|{_YEAR}-(?:XX-XX|XX|{_MONTH}-XX)"
_DATE_OR_VAGUE = rf"(?:{_DATE}|{_VAGUE})[?~%]?"
_SHAPE = re.compile(
    r"(?=.*[0-9])(?:"
    rf"{_YEAR}-{_MONTH}-[0-9]{{2}}T{_TIME}|Y-?[1-9][0-9]{{4,8}}|{_DATE_OR_VAGUE}|(?:{_DATE_OR_VAGUE}|\.\.)?/(?:{_DATE_OR_VAGUE}|\.\.)?)"
)
_MEMBER = rf"(?:{_DATE_OR_VAGUE}|{_DATE_OR_VAGUE}\.\.(?:{_DATE_OR_VAGUE})?|\.\.{_DATE_OR_VAGUE})"
_MEMBERS = rf"{_MEMBER}(?: ?, ?{_MEMBER})*"
_SET = re.compile(rf"\[{_MEMBERS}\]|\{{{_MEMBERS}\}}")
# The commonest dates are read without the library, whose grammar takes a fifth of a second to load.
_PLAIN = re.compile(rf"([0-9]{{4}})(?:-({_MONTH})(?:-(0[1-9]|[12][0-9]|3[01]))?)?[?~%]?")
_WINTER = "24"
_FEBRUARY = 2
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
        One date, interval, or set: ``[1849,1850]`` is one of its members, ``{1849,1850}`` all of
        them. An empty text is a date that nobody knows: both bounds are NaT.

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
    """
    if text == "":
        return Dates("", _NO_DAY, _NO_DAY)
    if len(text) > LONGEST:
        raise _refusal(text)
    if _SET.fullmatch(text):
        members = [_reach(member.strip(), "..", whole=text) for member in text[1:-1].split(",")]
        earliest, latest = zip(*members, strict=True)
        return Dates(text, np.min(earliest), np.max(latest))  # an open end leaves the side open
    if not _SHAPE.fullmatch(text):
        raise _refusal(text)
    return Dates(text, *_reach(text, "/", whole=text))


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
    >>> dates = parse_dates("../1992")
    >>> bool(possible(dates.earliest, dates.latest, day="1992-12-31"))
    True
    >>> bool(possible(dates.earliest, dates.latest, day="1993-01-01"))
    False
    """
    when = np.datetime64(day).astype("datetime64[s]")
    begun = np.isnat(earliest) | (earliest <= when)
    return begun & (np.isnat(latest) | (latest >= when))


@cache
def _parser() -> Callable[[str], Any]:
    """Import edtf at the first date: its grammar warns under ``python -W error``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from edtf import parse_edtf  # noqa: PLC0415 - see the docstring
    parse: Callable[[str], Any] = parse_edtf
    return parse


def _reach(text: str, sign: str, *, whole: str) -> tuple[np.datetime64, np.datetime64]:
    """Return the first and last day of a date, or of two with a sign between them."""
    first, interval, last = text.partition(sign)
    earliest, latest = _bounds(first, whole=whole)
    if interval:
        latest = _bounds(last, whole=whole)[1]
    if earliest > latest:
        raise DateError(f"date: got {whole!r}, which ends before it begins; wanted {WANTED}")
    return earliest, latest


def _bounds(date: str, *, whole: str) -> tuple[np.datetime64, np.datetime64]:
    """Return the first and last day of one end of an interval, or of a date that is none."""
    if date in ("", ".."):
        return _NO_DAY, _NO_DAY
    if plain := _PLAIN.fullmatch(date):
        year, month, day = (int(part or 0) for part in plain.groups())
        first, last = (year, month or 1, day or 1), (year, month or 12, day or 31)
        while not day and not _is_day(*last):
            last = (year, last[1], last[2] - 1)
        if not _is_day(*first):
            raise _refusal(whole)
        return _day(*first), _day(*last)
    try:
        parsed = _parser()(date.rstrip("?~%"))
    except Exception as error:  # the library raises what it likes
        raise _refusal(whole) from error
    first, last = tuple(parsed.lower_strict())[:3], tuple(parsed.upper_strict())[:3]
    if getattr(parsed, "season", None) == _WINTER:
        year = last[0] + 1
        last = (year, _FEBRUARY, 29 if _is_day(year, _FEBRUARY, 29) else 28)
    if not (_is_day(*first) and _is_day(*last)):
        raise _refusal(whole)
    return _day(*first), _day(*last)


def _day(year: int, month: int, day: int) -> np.datetime64:
    """Return a day of any year, also of those that the standard library doesn't know."""
    months = (year - 1970) * 12 + month - 1
    date = np.datetime64(months, "M").astype("datetime64[D]") + np.timedelta64(day - 1, "D")
    seconds: np.datetime64 = date.astype("datetime64[s]")
    return seconds


def _is_day(year: int, month: int, day: int) -> bool:
    """Return whether the month has that day."""
    months = (year - 1970) * 12 + month - 1
    return bool(_day(year, month, day).astype("datetime64[M]") == np.datetime64(months, "M"))


def _refusal(text: str) -> DateError:
    """Word the error for a text that is no date; a long text is cut."""
    shown = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return DateError(f"date: got {shown!r}; wanted {WANTED}")
