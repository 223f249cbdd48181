"""Find dates in a text, absolute and relative, with their precision.

A first pass finds the words that a date can begin with; what stands there is then read by a small
grammar, one rule after the other. Every rule gives EDTF (ISO 8601-2), so that a year stays a year
long. What only makes sense from the day on which the article appeared, or from a date named just
before ("a week later"), is worked out from it, and says so; without such a day it stays open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from geo.dates.edtf import parse_dates
from geo.errors import DateError
from geo.extraction.date_rules import (
    COUNTED_FROM,
    FIRST,
    INFERRED,
    LEFT,
    MONTHS,
    NUMBERS,
    ON_FROM,
    OPEN,
    RULES,
    STATED,
)
from geo.extraction.quantities import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence


_NUMBERS = {word: number for word, number in WORDS.items() if number in range(1, 21)}
_NUMBERS |= {"a": 1, "an": 1}
_COUNT = rf"(?:{'|'.join(_NUMBERS)}|[0-9]{{1,3}})"
_UNIT = r"(?P<unit>day|week|fortnight|month|year|decade)s?"
_LATER = re.compile(
    rf"(?i:(?P<count>{_COUNT}) {_UNIT} (?P<way>later|afterwards?|earlier|previously"
    r"|before(?=[,.;]|$)|after(?=[,.;]|$))"
    r"|the (?P<way_2>next|following|previous|preceding) (?P<unit_2>day|week|month|year)"
    r"|the (?P<unit_3>day|week|month|year) (?P<way_3>after|before)(?=[,.;]|$)"
    r"|(?:later )?(?:the same|that(?: same)?|that very) (?P<unit_4>day|night|evening|morning"
    r"|afternoon|week|month|year)"
    rf"|(?P<vague>(?:(?:a )?few|several|some|many|a couple of) )?(?P<unit_5>days|weeks|months|years"
    r"|decades) (?:later|afterwards?|earlier))(?!\w)"
)
_BACK = frozenset(("earlier", "previously", "before", "previous", "preceding"))
_WIDTH = {"year": 4, "month": 7, "week": 10, "day": 10}
_FAR = 1_500  # characters back in which a date may stand
_POINT = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")
_ENDS = re.compile(r"[.!?]['\"”’)]*\s")


@dataclass(frozen=True)
class DateStep:
    """A step from a date: forward, back, or none ("the same day").

    Parameters
    ----------
    end : int
        Where its words end.
    number : int or None
        How many; None where only "several" is stated.
    unit : str
        day, week, month or year.
    """

    end: int
    number: int | None
    unit: str

    def from_day(self, base: str) -> str:
        """Return the date in EDTF; empty where it cannot be counted."""
        return "" if self.number is None else shift(base, self.number, self.unit)


def later(text: str, at: int) -> DateStep | None:
    """Read the words of a step that begin at a place.

    Examples
    --------
    >>> step = later("A week later the harbour was closed.", 0)
    >>> step.number, step.unit, step.from_day("2006-09-06")
    (1, 'week', '2006-09-13')
    """
    match = _LATER.match(text, at)
    if match is None:
        return None
    unit = next(match[name] for name in match.re.groupindex if "unit" in name and match[name])
    unit = unit.lower().removesuffix("s")
    way = (match["way"] or match["way_2"] or match["way_3"] or "").lower()
    if match["unit_5"]:
        return DateStep(match.end(), None, unit if unit in _WIDTH else "year")
    if match["unit_4"]:
        return DateStep(match.end(), 0, unit if unit in _WIDTH else "day")
    count = (match["count"] or "one").lower()
    number = _NUMBERS.get(count) or int(count)
    if unit in ("fortnight", "decade"):
        number, unit = (2 * number, "week") if unit == "fortnight" else (10 * number, "year")
    return DateStep(match.end(), -number if way in _BACK else number, unit)


def find_base(
    text: str, at: int, dates: Sequence[tuple[int, int, str]], unit: str, *, far: bool = True
) -> tuple[str, str] | None:
    """Find the date from which a step is counted.

    Parameters
    ----------
    text : str
        The text.
    at : int
        Where the words of the step begin.
    dates : sequence of (int, int, str)
        The last dates before: start, end, EDTF.
    unit : str
        The unit of the step; a date that is less exact is none to count it from.
    far : bool
        Whether a date of an earlier sentence counts, too.

    Returns
    -------
    (str, str) or None
        Its words and its EDTF; None where there is none, or where one sentence has two.
    """
    base: tuple[int, str, str] | None = None
    for start, end, edtf in reversed(dates):
        if at - end > _FAR or text.count("\n\n", end, at) > 1:
            break
        apart = _ENDS.search(text, end, base[0] if base else at) is not None
        if apart and (base or not far):
            break
        if not _POINT.fullmatch(edtf) or len(edtf) < _WIDTH[unit]:
            continue
        if base and base[2] != edtf:
            return None
        base = start, text[start:end], edtf
    return base[1:] if base else None


def shift(base: str, number: int, unit: str) -> str:
    """Return a date some units away, as exact as the unit; empty outside of the years 1 to 9999."""
    if number == 0:
        return base[: _WIDTH[unit]] if unit != "week" else ""
    year, month = int(base[:4]), int(base[5:7] or 1)
    try:
        if unit in ("day", "week"):
            days = number * (7 if unit == "week" else 1)
            return (date.fromisoformat(base) + timedelta(days)).isoformat()
    except (ValueError, OverflowError):
        return ""
    months = year * 12 + month - 1 + number * (12 if unit == "year" else 1)
    if not 12 <= months < 12 * 10_000:  # noqa: PLR2004 - years that have four digits
        return ""
    return f"{months // 12:04}" + (f"-{months % 12 + 1:02}" if unit == "month" else "")


@dataclass(frozen=True)
class DateMention:
    """A date that stands in a text.

    Parameters
    ----------
    start, end : int
        Code points; the end is exclusive.
    text : str
        The words between them.
    edtf : str
        The date in EDTF, level 0 or 1; empty where the words alone don't tell it.
    earliest, latest : str
        First and last day that it allows, ISO 8601; empty where that side is open or not known.
    basis : str
        ``stated``, ``inferred`` (from the day on which the article appeared, or from a date named
        before) or ``none``.
    how : str
        How it was read, in words.
    confidence : float
        From 0 to 1: 0.95 where the text states it, less where it is worked out.

    Examples
    --------
    >>> (date,) = find_dates("He left in May 1992.")
    >>> date.edtf, date.earliest, date.latest
    ('1992-05', '1992-05-01', '1992-05-31')
    """

    start: int
    end: int
    text: str
    edtf: str
    earliest: str
    latest: str
    basis: str
    how: str
    confidence: float = 0.95


def find_dates(text: str, *, published: str = "") -> list[DateMention]:
    """Find the dates that a text tells.

    Parameters
    ----------
    text : str
        The text of an article, in English.
    published : str
        When it appeared, in EDTF; empty where that is not known. Only a whole day makes days of
        "Saturday" or "last week".

    Returns
    -------
    list of DateMention
        In the order of the text, none over another.

    Raises
    ------
    DateError
        When `published` is no date.

    Examples
    --------
    >>> mentions = find_dates("He left in May 1992. On Saturday 40 died.", published="2007-05-16")
    >>> [(mention.text, mention.edtf, mention.basis) for mention in mentions]
    [('May 1992', '1992-05', 'stated'), ('Saturday', '2007-05-12', 'inferred')]
    """
    day = _published(published)
    mentions: list[DateMention] = []
    end = 0
    for first in FIRST.finditer(text):
        if first.start() < end:
            continue
        read = _from_before(text, first.start(), mentions)
        read = read or _read(text, first.start(), day, published, mentions)
        if read is not None:
            mentions.append(read)
            end = read.end
    return mentions


def _published(text: str) -> date | None:
    """Return the day on which the article appeared, where it is one."""
    bounds = parse_dates(text)
    if text and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return date.fromisoformat(str(bounds.earliest)[:10])
    return None


def _from_before(text: str, at: int, mentions: list[DateMention]) -> DateMention | None:
    """Read "a week later" and "the next day" from a date that is named just before."""
    step = later(text, at)
    if step is None:
        return None
    base = find_base(
        text,
        at,
        [(mention.start, mention.end, mention.edtf) for mention in mentions[-8:]],
        step.unit,
    )
    words = text[at : step.end]
    edtf = step.from_day(base[1]) if base else ""
    if base is None or not edtf:
        how = f"counted from a {step.unit} that the text does not settle"
        return DateMention(at, step.end, words, "", "", "", OPEN, how, 0.3)
    return _mention(text, (at, step.end), edtf, INFERRED, f"counted from {base[0]}", 0.7)


def _mention(
    text: str, span: tuple[int, int], edtf: str, basis: str, how: str, confidence: float
) -> DateMention | None:
    """Return a mention of a date, with its bounds; None where no calendar has it."""
    try:
        dates = parse_dates(edtf)
    except DateError:
        return None
    sides = (str(side)[:10] for side in (dates.earliest, dates.latest))
    earliest, latest = ("" if side == "NaT" else side for side in sides)
    return DateMention(*span, text[slice(*span)], edtf, earliest, latest, basis, how, confidence)


def _read(
    text: str, at: int, day: date | None, published: str, mentions: list[DateMention]
) -> DateMention | None:
    """Read what stands at a place by the first rule that fits."""
    for rule, reader in RULES:
        match = rule.match(text, at)
        if match is None:
            continue
        preceding = LEFT.search(text, max(0, at - 40), at)
        left = preceding[1].lower() if preceding else ""
        if re.search(r"\b(?:not|never)\b|n['’]t\b", left) and left.endswith(("until", "till")):
            left = "in"  # "did not leave until 1850": in that year
        named = None if match.groupdict().get("year") else _named_year(text, at, match, mentions)
        reading = reader(match, left, day if named is None else named[1])
        if reading is None:
            continue
        edtf, basis, how = reading
        start, end = match.span()
        if basis == INFERRED and not edtf:
            basis = OPEN
        sure = 0.95
        if basis == INFERRED:
            own = published if day is None else _in_words(day)
            base = f"{named[0]}, named before" if named else f"the article's own date, {own}"
            how, sure = f"{how} of {base}", 0.7
        if edtf and basis == STATED:
            edtf, basis, how = _shifted(text, at, left, edtf, how)
            if ON_FROM.match(text, end) and left == "from" and "/" not in edtf:
                edtf = f"{edtf}/.."
        mention = _mention(text, (start, end), edtf, basis, how, sure if edtf else 0.3)
        if mention is not None:
            return mention
    return None


def _in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def _named_year(
    text: str, at: int, match: re.Match[str], mentions: list[DateMention]
) -> tuple[str, date] | None:
    """Find the date of the same sentence whose year a month without one goes by."""
    if not match.groupdict().get("month"):
        return None
    base = find_base(
        text,
        at,
        [(mention.start, mention.end, mention.edtf) for mention in mentions[-8:]],
        "year",
        far=False,
    )
    if base is None:
        return None
    year, month, number = (int(part) for part in f"{base[1]}-06-15"[:10].split("-"))
    return base[0], date(year, month, number)


def _shifted(text: str, at: int, left: str, edtf: str, how: str) -> tuple[str, str, str]:
    """Work out "two days after 12 May 2007"; else give the date as it stands."""
    counted = (
        COUNTED_FROM.search(text, max(0, at - 40), at) if left in ("after", "before") else None
    )
    plain = edtf.strip("./[]")
    if counted is None:
        return edtf, STATED, how
    count = counted["count"].lower()
    number = 1 if count in ("a", "an", "the", "one") else NUMBERS.get(count) or int(count)
    unit = counted["unit"].lower()
    fits = {"day": 10, "week": 10, "month": 7, "year": 4}[unit]
    if len(plain) < fits:
        return edtf, STATED, how
    shifted = shift(plain, number if left == "after" else -number, unit)
    return shifted, INFERRED, f"counted from {plain}"
