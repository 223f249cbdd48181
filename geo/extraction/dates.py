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
from typing import TYPE_CHECKING, NamedTuple

from geo.dates.edtf import parse_dates
from geo.errors import DateError
from geo.extraction.date_readers import (
    AHEAD,
    INFERRED,
    MONTHS,
    OPEN,
    STATED,
    month_of,
)
from geo.extraction.date_rules import (
    FIRST,
    LEFT,
    ON_FROM,
    ORDINAL,
    ORDINALS,
    RULES,
    WIDTH,
    counted_from,
    shift,
)
from geo.extraction.fates import find_past
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
_NUMBERED = re.compile(
    rf"(?:(?P<number>[0-9]{{1,2}})(?:st|nd|rd|th|d)|(?P<word>{ORDINAL}))"
    r"(?=[,.;]| (?:we|he|she|they|it|I|the|an?|his|our|her|their|and)\b)"
)
_SAME_YEAR = re.compile(r",? (?:of|in) (?:the same|that) year\b")
_BACK = frozenset(("earlier", "previously", "before", "previous", "preceding"))
_SINCE = re.compile(r"\b[Ss]ince $")
_FAR = 1_500  # characters back in which a date may stand
_WHOLE_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# A date that heads a letter or an entry of a diary: after nothing but a place, before nothing else.
_BEFORE_HEAD = re.compile(r"(?:[A-Z][\w’'-]*[.,]?(?: (?:[\w’'-]+)[.,]?){0,5} ?)?(?:the )?")
_OF = re.compile(r"\b(?:of|in|since|until|from|to|by|for) $")
_BEHIND_HEAD = re.compile(r"[.,:]?\s*$|[.:]? ?[–—-] ?(?=[\"“A-Z])|[.:] ?(?=[\"“A-Z])")
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
        return DateStep(match.end(), None, unit if unit in WIDTH else "year")
    if match["unit_4"]:
        return DateStep(match.end(), 0, unit if unit in WIDTH else "day")
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
        point = edtf.strip("./[]")  # of "until 1879" the year is 1879
        if not _POINT.fullmatch(point) or len(point) < WIDTH[unit]:
            continue
        if base and base[2] != point:
            return None
        base = start, text[start:end], point
    return base[1:] if base else None


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
    own = published if day is None else _in_words(day)
    today = _Today(day, f"the article's own date, {own}")
    mentions: list[DateMention] = []
    end = 0
    for first in FIRST.finditer(text):
        if first.start() < end:
            continue
        read = _from_before(text, first.start(), mentions)
        read = read or _of_the_same_month(text, first.start(), mentions)
        read = read or _read(text, first.start(), today, mentions)
        if read is not None:
            mentions.append(read)
            end = read.end
            today = _headed(text, read) or today
    return mentions


class _Today(NamedTuple):
    """The day from which "yesterday" is counted, None where it is not known, and what it is."""

    day: date | None
    name: str


def _headed(text: str, mention: DateMention) -> _Today | None:
    """Return the day of a letter or of an entry in a diary, if a date is the head of it.

    The head stands in a paragraph of its own, with the place alone, or before ``The ferry …`` as
    ``3 March.`` does.
    """
    if mention.basis != STATED or not re.fullmatch(_WHOLE_DAY, mention.edtf):
        return None
    begin = text.rfind("\n", 0, mention.start) + 1
    stop = text.find("\n", mention.end)
    line = text[mention.end : len(text) if stop < 0 else stop]
    if not _BEFORE_HEAD.fullmatch(text, begin, mention.start) or not _BEHIND_HEAD.match(line):
        return None
    if find_past(text, begin, mention.start) or _OF.search(text, begin, mention.start):
        return None  # a title: "The riots of", "Smith died on"
    return _Today(date.fromisoformat(mention.edtf), f"the date above, {mention.text}")


def _published(text: str) -> date | None:
    """Return the day on which the article appeared, where it is one."""
    bounds = parse_dates(text)
    if text and re.fullmatch(_WHOLE_DAY, text):
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


def _of_the_same_month(text: str, at: int, mentions: list[DateMention]) -> DateMention | None:
    """Read "on the 20th" by the month of the day that is named just before."""
    match = _NUMBERED.match(text, at)
    if match is None or not re.search(r"\b[Oo]n the $", text[max(0, at - 8) : at]):
        return None
    base = find_base(
        text,
        at,
        [(mention.start, mention.end, mention.edtf) for mention in mentions[-8:]],
        "month",
    )
    if base is None:
        return None
    number = int(match["number"] or ORDINALS.index(match["word"]) + 1)
    how = f"a day of the month of {base[0]}"
    return _mention(text, match.span(), f"{base[1][:7]}-{number:02}", INFERRED, how, 0.5)


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


def _read(text: str, at: int, today: _Today, mentions: list[DateMention]) -> DateMention | None:
    """Read what stands at a place by the first rule that fits."""
    for rule, reader in RULES:
        match = rule.match(text, at)
        if match is None:
            continue
        preceding = LEFT.search(text, max(0, at - 40), at)
        left = preceding[1].lower() if preceding else ""
        if re.search(r"\b(?:not|never)\b|n['’]t\b", left) and left.endswith(("until", "till")):
            left = "in"  # "did not leave until 1850": in that year
        named, own = _year_of(text, at, match, mentions, today.day)
        reading = reader(match, left, own)
        if reading is None:
            continue
        edtf, basis, how = reading
        start, end = match.span()
        if basis == INFERRED and not edtf:
            basis = OPEN
        other = "" if named else _other_year(text, at, match, mentions, today.day)
        if basis == INFERRED and other:
            edtf, basis, how = "", OPEN, f"a day without a year, where the text tells of {other}"
        sure = 0.95
        if basis == INFERRED:
            base = f"{named[0]}, named before" if named else today.name
            how, sure = f"{how} of {base}", 0.7
        if edtf:
            edtf, basis, how = counted_from(text, at, left, (edtf, basis, how))
        is_start = basis == STATED and left == "from" and "/" not in edtf
        if edtf and is_start and ON_FROM.match(text, end):
            edtf = f"{edtf}/.."
        mention = _mention(text, (start, end), edtf, basis, how, sure if edtf else 0.3)
        how = "a day that no calendar has"
        return mention or DateMention(start, end, text[start:end], "", "", "", OPEN, how, 0.3)
    return None


def _in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def _year_of(
    text: str, at: int, match: re.Match[str], mentions: list[DateMention], day: date | None
) -> tuple[tuple[str, date] | None, date | None]:
    """Return the date by whose year a day goes, if one is named before, and from which to count."""
    groups = match.groupdict()
    if groups.get("year"):
        return None, day
    named = _named_year(text, at, match, mentions, far=False)
    if named is None and day is None:  # of a text without a date the year goes on
        named = _named_year(text, at, match, mentions, far=True)
    if named is not None:
        return named, named[1]
    is_month = groups.get("month") or groups.get("m2")
    return None, _as_told(text, at, day) if day is not None and is_month else day


def _named_year(
    text: str, at: int, match: re.Match[str], mentions: list[DateMention], *, far: bool
) -> tuple[str, date] | None:
    """Find the date whose year a month without one goes by: of the same sentence, or of any."""
    month = match.groupdict().get("month") or match.groupdict().get("m2")
    if not month:
        return None
    base = find_base(
        text,
        at,
        [(mention.start, mention.end, mention.edtf) for mention in mentions[-8:]],
        "year",
        far=far,
    )
    if base is None:
        return None
    wanted, year = month_of(month), int(base[1][:4])
    if len(base[1]) == WIDTH["year"] or _SAME_YEAR.match(text, match.end()):
        return base[0], date(year, wanted, 15)  # any day of that year is in it
    if _SINCE.search(text, max(0, at - 6), at):  # the last such month
        return base[0], date(year - (wanted > int(base[1][5:7])), wanted, 15)
    if far:  # a story goes on: the next such month
        return base[0], date(year + (wanted < int(base[1][5:7])), wanted, 15)
    return base[0], date.fromisoformat(f"{base[1]}-15"[:10])


def _as_told(text: str, at: int, day: date) -> date:
    """Return the day to which the year of a month is nearest: of what is over, half a year back."""
    begin = max(text.rfind(mark, 0, at) for mark in (". ", "! ", "? ", "\n")) + 1
    ends = [end for mark in (". ", "! ", "? ", "\n") if (end := text.find(mark, at)) >= 0]
    stop = min(ends, default=len(text))
    over = _SINCE.search(text, max(0, at - 6), at) or (
        find_past(text, begin, stop) and not AHEAD.search(text, begin, stop)
    )
    return day - timedelta(182) if over else day


def _other_year(
    text: str,
    at: int,
    match: re.Match[str],
    mentions: list[DateMention],
    day: date | None,
) -> str:
    """Return the year of which a paragraph tells twice or more, and of none near the article's."""
    groups = match.groupdict()
    if day is None or not (groups.get("month") or groups.get("feast")):
        return ""
    here = text.rfind("\n", 0, at)
    years = [
        year[1]
        for mention in mentions[-4:]
        if mention.start > here and (year := re.match("[^0-9]*([0-9]{4})", mention.edtf))
    ]
    far = [year for year in years if abs(int(year) - day.year) > 1]
    return far[-1] if len(far) == len(years) and len(far) > 1 else ""
