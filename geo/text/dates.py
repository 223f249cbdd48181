"""When: the dates that a text tells, in days, months, years or only by the article's own date.

A first pass finds the words that a date can begin with; what stands there is then read by a small
grammar, one rule after the other. Every rule gives EDTF (ISO 8601-2), so that a year stays a year
long. What only makes sense from the day on which the article appeared, or from a date named just
before ("a week later"), is worked out from it, and says so; without such a day it stays open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from geo.errors import DateError
from geo.story.dates import parse_dates
from geo.text.date_rules import (
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
from geo.text.moments import find_base, later, shift


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
    """Make a mention of a date, with its bounds; None where no calendar has it."""
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
    plain = edtf.strip("./")
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
