"""The page's own words in its language, and dates in words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.dates.edtf import edtf_bounds
from geo.errors import DateError, MapError

if TYPE_CHECKING:
    from collections.abc import Mapping


_DATE = re.compile(r"(-?[\dX]{4}|Y-?\d+(?:E\d)?)(?:S(\d))?(?:-([\dX]{2}))?(?:-([\dX]{2}))?")
_DAY = re.compile(r"-?\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"(-?\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d(?::?\d\d)?)?)")
_DATED = re.compile(r"date|published|when|time|edtf|year|day")
_TRIED = 20
_MARKS = re.compile(r"[?~%]")
_MONTHS = 12
_DOUBT = {"?": ("uncertain",), "~": ("about",), "%": ("about", "uncertain")}
_SERVER_ONLY = "page."


@dataclass(frozen=True)
class Words:
    """The interface's words in one language.

    Parameters
    ----------
    language : str
        BCP 47 tag, such as ``ur``.
    direction : str
        ``ltr`` or ``rtl``.
    words : mapping
        Text by key, with names in braces where something is filled in.
    """

    language: str
    direction: str
    words: Mapping[str, str]

    def say(self, key: str, **values: str | int) -> str:
        """Return the words for `key`, with its names filled in; an unknown key stands for itself.

        Examples
        --------
        >>> words_in("en").say("date.since", date=1992)
        'since 1992'
        """
        text = self.words.get(key, key)
        return re.sub(r"\{(\w+)\}", lambda name: str(values.get(name[1], "")), text)

    def named(self, vocabulary: str, value: str) -> str:
        """Name a value of a vocabulary; one that nobody knows stands for itself."""
        return self.words.get(f"{vocabulary}.{value}", value)

    def with_signs(self, story: Any) -> Words:  # noqa: ANN401 - any story that can be mapped
        """Return the words with the names of a story's own media, kinds of events and statuses."""
        own = {}
        for group, names in (("medium", "media"), ("kind", "kinds"), ("status", "statuses")):
            for name, sign in getattr(story, names, {}).items():
                label = sign.labels.get(self.language, sign.label)
                own[f"{group}.{name}"] = label
                if group == "kind":
                    own[f"letter.{name}"] = sign.letter
                if group == "status":
                    own[f"status.short.{name}"] = label[:1].lower() + label[1:]
        return replace(self, words={**self.words, **own})

    def for_page(self, *, story: str) -> dict[str, object]:
        """Return what the page's script needs, for a story in the language `story`."""
        words = {key: text for key, text in self.words.items() if not key.startswith(_SERVER_ONLY)}
        return {"language": self.language, "story": story, "words": words}


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    text = files("geo.maps").joinpath("data", "words.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, dict[str, str]]] = json.loads(text)
    return table


@cache
def words_in(language: str) -> Words:
    """Return the interface's words in a language.

    Parameters
    ----------
    language : str
        ``en``, ``ur``, ``de``, ``fr`` or ``es``.

    Raises
    ------
    geo.errors.MapError
        For a language that the interface does not speak, with those that it does.

    Examples
    --------
    >>> words_in("ur").direction
    'rtl'
    """
    languages = _table()["languages"]
    if language not in languages:
        raise MapError(f"language: found {language!r}, wanted one of {', '.join(languages)}")
    words = {key: texts[language] for key, texts in _table()["words"].items()}
    return Words(language, languages[language]["direction"], words)


def interface_language(story: str) -> str:
    """Return the language of the page around a story: the story's own where there are words for it.

    Examples
    --------
    >>> interface_language("ur-PK"), interface_language("it")
    ('ur', 'en')
    """
    main = story.partition("-")[0].lower()
    return main if main in _table()["languages"] else "en"


def as_of_text(edtf: str, *, words: Words | None = None) -> str:
    """Write up to when a story is told; nothing where no date is given.

    Examples
    --------
    >>> as_of_text("2007-05-16"), as_of_text("")
    ('As of 16 May 2007', '')
    """
    words = words or words_in("en")
    return words.say("page.as-of", date=date_text(edtf, words=words)) if edtf else ""


def date_text(edtf: str, *, words: Words | None = None) -> str:
    """Write an EDTF date, level 0 to 2, in words; what is none stays as it is written.

    Parameters
    ----------
    edtf : str
        The date.
    words : Words, optional
        In which language; English if none is given.

    Examples
    --------
    >>> date_text("2007-05-12"), date_text("1992/.."), date_text("2007-05-12/2007-05-13")
    ('12 May 2007', 'since 1992', '12–13 May 2007')
    >>> date_text("[..1992]"), date_text("[1992..]"), date_text("[1849..1852]")
    ('by 1992', '1992 or later', 'between 1849 and 1852')
    >>> date_text("../2007-05-16")
    'as of 16 May 2007; since when is not told'
    >>> date_text("1848-21"), date_text("198X"), date_text("[1667,1668]")
    ('spring 1848', '1980s', '1667 or 1668')
    >>> date_text("-0043-03-15", words=words_in("en"))
    '15 March 44 BCE'
    """
    words = words or words_in("en")
    try:
        return _date_text(edtf.strip(), words=words)
    except (DateError, ValueError):
        return edtf


def worded(column: pd.Series[Any], *, words: Words | None = None) -> pd.Series[Any]:
    """Write a column of EDTF dates in words; any other column is returned as it is.

    Parameters
    ----------
    column : pandas.Series
        Texts under a name such as ``date``, ``event_date`` or ``published``.
    words : Words, optional
        In which language; English if none is given.

    Examples
    --------
    >>> import pandas as pd
    >>> worded(pd.Series(["1848-21", "1992", ""], name="date")).tolist()
    ['spring 1848', '1992', '']
    >>> worded(pd.Series(["1848-21", "soon"], name="date")).tolist()
    ['1848-21', 'soon']
    """
    if column.dtype != object and not isinstance(column.dtype, pd.StringDtype):
        return column
    if not _DATED.search(str(column.name).casefold()):
        return column
    known = column.dropna()
    tried = known.iloc[:_TRIED]
    if not all(isinstance(value, str) and _is_edtf(value) for value in tried):
        return column
    values = known.unique()
    if not all(isinstance(value, str) and _is_edtf(value) for value in values):
        return column
    return column.map(
        {value: date_text(value, words=words) for value in values}, na_action="ignore"
    )


def _is_edtf(text: str) -> bool:
    try:
        _date_text(text.strip(), words=words_in("en"))
    except (DateError, ValueError):
        return False
    return True


def _date_text(edtf: str, *, words: Words) -> str:
    if not edtf:
        return ""
    edtf_bounds(edtf)  # refuses what is no date
    if edtf[0] in "[{":
        kind = "either" if edtf[0] == "[" else "all"
        members = [_member(member.strip(), kind, words=words) for member in edtf[1:-1].split(",")]
        return words.say(f"date.{kind}").join(members)
    if moment := _MOMENT.fullmatch(edtf):
        return f"{_single_date(moment[1], words=words)}, {moment[2]}"
    return _interval(edtf, words=words) if "/" in edtf else _single_date(edtf, words=words)


def _interval(edtf: str, *, words: Words) -> str:
    start, _, end = edtf.partition("/")
    if {start, end} <= {"", ".."}:
        return words.say("date.unknown")
    if end in {"", ".."}:
        return words.say("date.since", date=_single_date(start, words=words))
    if start in {"", ".."}:
        return words.say("date.as-of", date=_single_date(end, words=words))
    if start[:-2] == end[:-2] and _DAY.fullmatch(start) and _DAY.fullmatch(end):
        month = _single_date(end[:-3], words=words)
        return words.say("date.days", first=int(start[-2:]), last=int(end[-2:]), date=month)
    return f"{_single_date(start, words=words)} – {_single_date(end, words=words)}"


def _member(text: str, kind: str, *, words: Words) -> str:
    """Write a member of a set: of "either" one moment that is not known, of "all" each one."""
    start, dots, end = (part.strip() for part in text.partition(".."))
    if not dots:
        return _single_date(text, words=words)
    ends = {
        name: _single_date(side, words=words)
        for name, side in (("start", start), ("end", end))
        if side
    }
    reach = "between" if len(ends) > 1 else "from" if start else "to"
    return words.say(f"date.{kind}-{reach}", **ends)


def _single_date(edtf: str, *, words: Words) -> str:
    match = _DATE.fullmatch(_MARKS.sub("", edtf))
    if match is None:
        raise DateError(f"{edtf} has no words")
    year, significant, month, day = match.groups(default="")
    text = _year(year, significant, words=words)
    if month.isdigit() and int(month) > _MONTHS:
        text = words.say(f"season.{int(month)}", year=text)
    elif month:
        text = _in_year(text, month, day, words=words)
    for key in sorted({key for sign, keys in _DOUBT.items() if sign in edtf for key in keys}):
        text = words.say(f"date.{key}", date=text)
    return text


def _in_year(year: str, month: str, day: str, *, words: Words) -> str:
    """Write a month or day of a year; what is not stated says so."""
    if month.isdigit():
        year = words.say("date.month", month=words.say(f"month.{int(month)}"), year=year)
    if day.isdigit():
        key = "date.day" if month.isdigit() else "date.day-of-some-month"
        return words.say(key, day=int(day), date=year)
    if not month.isdigit():
        return words.say("date.month-unknown", date=year)
    return words.say("date.day-unknown", date=year) if day else year


def _year(year: str, significant: str, *, words: Words) -> str:
    if year == "XXXX":
        return words.say("date.year-unknown")
    if "X" in year or significant:
        bounds = np.array(edtf_bounds(year + (f"S{significant}" if significant else "")), "M8[s]")
        ends = (bounds.astype("M8[Y]").astype(np.int64) + 1970).tolist()
        if year.endswith("X") and year[-2:] != "XX" and year[0] != "-" and not significant:
            return words.say("date.decade", year=ends[0])
        return f"{_count(ends[0], words=words)}–{_count(ends[1], words=words)}"
    digits, _, exponent = year.removeprefix("Y").partition("E")
    return _count(int(digits) * 10 ** int(exponent or 0), words=words)


def _count(year: int, *, words: Words) -> str:
    return words.say("date.bce", year=1 - year) if year <= 0 else str(year)
