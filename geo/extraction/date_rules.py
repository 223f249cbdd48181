"""The patterns of dates, and the EDTF that each stands for.

Each rule is a pattern and a function that reads what the pattern matches, given the word before it
and the day that counts as today, None where that is not known.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from geo.dates.notations import FEASTS
from geo.extraction.date_readers import (
    INFERRED,
    NUMBERS,
    OPEN,
    ROMAN,
    STATED,
    read_century,
    read_dated,
    read_decade,
    read_era,
    read_feast,
    read_from_to,
    read_iso,
    read_letter_day,
    read_nth,
    read_of_month,
    read_of_two,
    read_pair,
    read_relative,
    read_roman,
    read_season,
    read_slashed,
    read_vague,
    read_weekday,
    read_weekdays,
    read_year,
    read_years,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.extraction.date_readers import DateReading


WIDTH = {"year": 4, "month": 7, "week": 10, "day": 10}
"""Characters of an ISO date that is exact to a unit."""


def shift(base: str, number: int, unit: str) -> str:
    """Return a date some units away, as exact as the unit; empty outside of the years 1 to 9999."""
    if number == 0:
        return base[: WIDTH[unit]] if unit != "week" else ""
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


def read_ago(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read "three years ago"."""
    if day is None:
        return "", OPEN, "counted back, in an article without a date"
    word = match["count"].lower()
    if word in ("several", "some", "a few"):
        return f"[..{day.isoformat()}]", INFERRED, "some time before the day"
    number, unit = NUMBERS.get(word) or int(word), match["unit"].lower()
    if unit in ("fortnight", "decade"):
        number, unit = (2 * number, "week") if unit == "fortnight" else (10 * number, "year")
    if match["anchor"]:
        return _ago_from(match["anchor"].lower(), day, relativedelta(**{f"{unit}s": number}))
    edtf = shift(day.isoformat(), -number, unit)
    return f"{edtf}~" if edtf and unit == "week" else edtf, INFERRED, "counted back"


def _ago_from(anchor: str, day: date, back: relativedelta) -> DateReading:
    """Read "ten years ago today"; of "ten years ago on Saturday" the week is not told."""
    step = {"today": 0, "yesterday": -1, "tomorrow": 1}.get(anchor)
    try:
        earlier = day + timedelta(step or 0) - back
    except (ValueError, OverflowError):
        return "", OPEN, "counted back beyond the calendar"
    if step is None:
        return f"{earlier.isoformat()[:7]}~", INFERRED, "counted back"
    return earlier.isoformat(), INFERRED, "counted back"


_FEAST = "|".join(
    re.escape(name).replace("'", "['’]") for name in sorted(FEASTS, key=len, reverse=True)
)
_ROMAN_MONTH = f"(?i:{'|'.join(sorted(ROMAN, key=len, reverse=True))})"
_THIS_MONTH = "(?i:inst|ult|prox)(?:ant|imo)?"
_M = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_W = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_D = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th|d)?(?![0-9:%]|[.,][0-9])"
_Y = r"(?:1[0-9]{3}|20[0-9]{2})(?![0-9:%]|[.,][0-9])\b"
_TO = r"(?: ?[-–—/] ?| to | and | until | through )"
_DAYS_OF = rf"(?P<day>{_D})(?:{_TO}(?P<last>{_D})| or (?:on )?(?:the )?(?P<other>{_D}))?"
_JOIN = r"(?P<join> ?[-–—] ?| to | and | or | until | till | through )"
_OF_YEAR = rf"(?:,? (?P<year>{_Y}))?(?!\w)"
_ERA = (
    r"(?P<before>[0-9]{1,4}) (?:BCE?|B\.C\.(?:E\.)?)(?!\w)"
    r"|(?P<after>[0-9]{1,4}) (?:AD|CE|A\.D\.)(?!\w)|(?:AD|A\.D\.) (?P<since>[0-9]{1,4})(?!\w)"
)
_COUNT = "|".join(NUMBERS)
_UNIT = r"(?:day|week|fortnight|month|year|decade)"
_VAGUE = (
    r"(?i:recently|lately|of late|nowadays|(?:in )?these days"
    r"|(?:in )?recent (?:days|weeks|months|years)|ever since|soon|at the same time)"
)
_RELATIVE = (
    r"(?i:today|yesterday|tomorrow|tonight|last night|this (?:morning|afternoon|evening)"
    r"|(?:(?:over|at|during|on) )?(?:(?:the|this|last|next) )?weekend"
    r"|(?:earlier |later )?(?:this|last|next) (?:week|month|year))"
)
ORDINALS = (
    *(
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
    ),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second", "twenty-third"),
    *("twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth"),
    *("twenty-ninth", "thirtieth", "thirty-first"),
)
ORDINAL = "|".join(ORDINALS[::-1])
FIRST = re.compile(
    rf"(?<![\w$€£#])(?:[0-9]{{1,4}}|{_M}|{_W}|{_VAGUE}|{_RELATIVE}|(?i:{_FEAST})"
    rf"|(?<=[Oo]n the )(?:{ORDINAL})"
    rf"|(?i:spring|summer|autumn|winter|fall|AD|A\.D\.|{_COUNT}|last|next|several|some|the|many"
    r"|(?:an?|that|later|days|weeks|months|years|decades)(?= (?:later|day|week|fortnight|month|year"
    r"|decade|few|couple|earlier|before|same|night|evening|morning|afternoon|that)\b)))"
    r"(?![0-9])"
)
LEFT = re.compile(
    r"(?i:\b((?:by|before|until|till) the (?:end|close) of|since the (?:beginning|start) of"
    r"|early|mid|late|beginning of|end of|middle of|start of|(?:ever |not )?since"
    r"|(?:(?:not|never|n['’]t) (?:\w+ ){0,3})?(?:until|till)|on or before|on or after|prior to"
    r"|up to|up until"
    r"|(?:not |no )?(?:later|earlier) than|not before|not after|before|after|following|as of"
    r"|starting|beginning|by|around|about|circa|c\.|from|between|in|of|on|during|last|next|this"
    r"|the|every|each"
    r"|through|throughout|year|and|to))[ \-–]?(?i:in |of |the )?$"
)
COUNTED_FROM = re.compile(
    rf"(?i:\b(?P<count>an?|the|{_COUNT}|[0-9]{{1,3}}) (?P<unit>day|week|month|year)s?"
    r"(?: (?:almost |exactly )?to the day)? (?:after|before) (?:the )?$)"
)
# A span of time that a date begins or ends: "the week to", "in the 12 months before".
SPAN_OF = re.compile(
    rf"(?i:(?P<during>\b(?:in|during|over|within|for|throughout) )?(?:the|its|their|his|her) "
    rf"(?:(?:first|last|past|whole|full|financial|fiscal|school|tax|calendar) )?"
    rf"(?:(?P<count>{_COUNT}|[0-9]{{1,3}}) )?(?P<unit>day|week|fortnight|month|quarter|year)s? "
    r"(?:(?:that |which )?(?P<to>(?:up )?to|end(?:s|ed|ing)(?: on| in)?)"
    r"|(?P<from>from|beg[aiu]n(?:s|ning)?(?: on| in)?|start(?:s|ed|ing)(?: on| in)?)"
    r"|(?P<before>before|prior to|(?:leading )?up to|preceding)|(?P<after>after|following)"
    r"|(?P<of>of)) (?:the )?$)"
)
ON_FROM = re.compile(r" on(?:wards?)?\b(?! (?:the|an?|his|her|its)\b)| and (?:after|later)\b")
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str], str, date | None], DateReading]], ...] = (
    (r"[12][0-9]{3}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?(?![\w-])", read_iso),
    (rf"(?P<left>[0-9]{{1,2}})/(?P<right>[0-9]{{1,2}})/(?P<year>{_Y})(?![/\w])", read_slashed),
    (
        (
            rf"(?P<nth>first|second|third|fourth|fifth|last) (?P<weekday>{_W})"
            rf" (?:of|in) (?P<month>{_M})(?:,? (?P<year>{_Y}))?(?!\w)"
        ),
        read_nth,
    ),
    (
        (
            rf"(?P<d1>{_D})(?: of)? (?P<m1>{_M}),? (?P<y1>{_Y}){_JOIN}(?:the )?(?P<d2>{_D})(?: of)?"
            rf" (?P<m2>{_M}),? (?P<y2>{_Y})(?!\w)"
        ),
        read_from_to,
    ),
    (
        (
            rf"(?P<m1>{_M}) (?P<d1>{_D}),? (?P<y1>{_Y}){_JOIN}(?P<m2>{_M}) (?P<d2>{_D}),?"
            rf" (?P<y2>{_Y})(?!\w)"
        ),
        read_from_to,
    ),
    (rf"(?P<m1>{_M}),? (?P<y1>{_Y}){_JOIN}(?P<m2>{_M}),? (?P<y2>{_Y})(?!\w)", read_from_to),
    (
        (
            rf"(?P<day>{_D})(?= and (?:on )?(?:the )?(?P<second>{_D})(?: of)? (?P<month>{_M}),?"
            rf" (?P<year>{_Y})(?!\w))"
        ),
        read_of_two,
    ),
    (
        (
            rf"(?P<day>{_D})(?: of)? (?P<month>{_M})(?=,? and (?:on )?(?:the )?"
            rf"(?P<second>{_D})(?: of)? (?P<month_2>{_M}),? (?P<year>{_Y})(?!\w))"
        ),
        read_of_two,
    ),
    (
        (
            rf"(?P<day>{_D})(?: of)? (?P<month>{_M})(?=(?: [^\W\d][\w’'-]*){{0,3}},? (?:and|but)"
            rf"(?: then)?(?: [a-z]+(?: [a-z]+)?)? on (?:the )?(?P<second>{_D})(?: of)?"
            rf" (?P<month_2>{_M}),? (?P<year>{_Y})(?!\w))"
        ),
        read_of_two,
    ),
    (rf"(?P<month>{_M})(?= and (?:in )?(?P<month_2>{_M}),? (?P<year>{_Y})(?!\w))", read_of_two),
    (
        (
            rf"(?P<d1>{_D})(?: of)? (?P<m1>{_M}){_JOIN}(?:the )?(?P<d2>{_D})(?: of)? (?P<m2>{_M}),?"
            rf" (?P<year>{_Y})(?!\w)"
        ),
        read_pair,
    ),
    (
        rf"(?P<m1>{_M}) (?P<d1>{_D}){_JOIN}(?P<m2>{_M}) (?P<d2>{_D}),? (?P<year>{_Y})(?!\w)",
        read_pair,
    ),
    (rf"(?P<m1>{_M}) (?P<d1>{_D}){_JOIN}(?P<m2>{_M}) (?P<d2>{_D})(?!\w)", read_pair),
    (
        rf"(?P<d1>{_D})(?: of)? (?P<m1>{_M}){_JOIN}(?P<d2>{_D})(?: of)? (?P<m2>{_M})(?!\w)",
        read_pair,
    ),
    (rf"(?P<m1>{_M}){_JOIN}(?P<m2>{_M}),?(?: of)? (?P<year>{_Y})(?!\w)", read_pair),
    (rf"(?P<m1>{_M}){_JOIN}(?P<m2>{_M})(?! [0-9])(?![\w’'])", read_pair),
    (rf"(?:{_W},? (?:the )?)?{_DAYS_OF}(?: of)? (?P<month>{_M}){_OF_YEAR}", read_dated),
    (rf"(?:{_W},? )?(?P<month>{_M}) (?:the )?{_DAYS_OF}{_OF_YEAR}", read_dated),
    (rf"(?P<month>{_M}),?(?: of)? (?P<year>{_Y})(?!\w)", read_of_month),
    (rf"(?P<month>{_M})(?P<year>(?!))?(?![\w’'])", read_of_month),
    (rf"(?P<feast>(?i:{_FEAST}))(?:,? (?:of )?(?P<year>{_Y}))?(?![\w’'-])", read_feast),
    (rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|d) (?P<month_of>{_THIS_MONTH})\b\.?", read_letter_day),
    (rf"(?P<day>[0-9]{{1,2}})\. ?(?P<roman>{_ROMAN_MONTH})\. ?(?P<year>{_Y})", read_roman),
    (rf"(?P<season>(?i:spring|summer|autumn|fall|winter))(?: of)?,? (?P<year>{_Y})", read_season),
    (
        rf"(?P<weekday_1>{_W})(?: and | to | until | through |[-–])(?P<weekday_2>{_W})",
        read_weekdays,
    ),
    (rf"(?P<weekday>{_W})(?P<last> last\b)?(?![\w’']| {_Y}| week\b)", read_weekday),
    (_ERA, read_era),
    (r"(?P<decade>[12][0-9]{2}0)['’]?s\b", read_decade),
    (r"(?P<century>[0-9]{1,2})(?:st|nd|rd|th)[ -]century\b", read_century),
    (
        (
            rf"(?P<first>{_Y})(?: ?[-–—/] ?| to | and | until | till | or (?:in )?)(?P<last>{_Y}"
            rf"|[0-9]{{1,2}}(?![0-9-]))(?!\w)"
        ),
        read_years,
    ),
    (rf"{_Y}(?![\w/-])", read_year),
    (
        (
            rf"(?i:(?P<count>{_COUNT}|[0-9]{{1,3}}|several|some|a few) (?P<unit>{_UNIT})s? ago"
            r"(?:,? (?P<anchor>today|yesterday|tomorrow|this (?:week|weekend|month)"
            rf"|(?:on |last |this |next )?{_W}))?)\b"
        ),
        read_ago,
    ),
    (rf"{_RELATIVE}(?!\w)", read_relative),
    (rf"{_VAGUE}(?!\w)", read_vague),
)
RULES = tuple((re.compile(pattern), reader) for pattern, reader in _PATTERNS)


_TIMES = {"fortnight": 2, "quarter": 3}
_SPAN_WIDTH = 60  # characters of "during the first twenty fortnights leading up to the"


def counted_from(
    text: str, at: int, left: str, reading: tuple[str, str, str]
) -> tuple[str, str, str]:
    """Work out "two days after 12 May 2007" and "the week to 12 May"; else return the reading."""
    edtf, basis, how = reading
    if span := _span_of(text, at):
        return _spanned(span, edtf)
    return _shifted(text, at, left, edtf, how) if basis == STATED else reading


def _span_of(text: str, at: int) -> re.Match[str] | None:
    """Match the words that make a date the end or the start of a span: "in the week to 12 May".

    "The week before 12 May" without "in" is a day, and "the month of May" is that month.
    """
    span = SPAN_OF.search(text, max(0, at - _SPAN_WIDTH), at)
    if span is None or (span["of"] and span["unit"].lower() not in ("week", "fortnight")):
        return None
    return None if (span["before"] or span["after"]) and not span["during"] else span


def _spanned(span: re.Match[str], edtf: str) -> tuple[str, str, str]:
    """Work out the days of a span; those of "the week of 7 May", or of one "to May", are open."""
    plain = edtf.strip("./[]~")
    unit, count = span["unit"].lower(), (span["count"] or "one").lower()
    number = (NUMBERS.get(count) or int(count)) * _TIMES.get(unit, 1)
    unit = {"fortnight": "week", "quarter": "month"}.get(unit, unit)
    exact = {width: name for name, width in WIDTH.items() if name != "week"}.get(len(plain))
    if span["of"] or exact is None or len(plain) < WIDTH[unit]:
        return "", OPEN, f"a {unit} whose days the text does not settle"
    day = date.fromisoformat(f"{plain}-01-01"[:10])
    length, step = relativedelta(**{f"{unit}s": number}), relativedelta(**{f"{exact}s": 1})
    first, last = day - length + step, day
    if span["from"]:
        first, last = day, day + length - step
    elif span["before"]:
        first, last = day - length, day - step
    elif span["after"]:
        first, last = day + step, day + length
    ends = (each.isoformat()[: len(plain)] for each in (first, last))
    return "/".join(ends), INFERRED, f"counted from {plain}"


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
    if len(plain) < WIDTH[unit]:
        return edtf, STATED, how
    shifted = shift(plain, number if left == "after" else -number, unit)
    return shifted, INFERRED, f"counted from {plain}"
