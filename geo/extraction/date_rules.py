"""The patterns of dates, and the EDTF that each stands for.

Each rule is a pattern and a function that reads what the pattern matches, given the word before it
and the day that counts as today, None where that is not known.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from geo.dates.feasts import FEASTS, feast_day
from geo.dates.notations import SEASONS
from geo.extraction.quantities import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable


STATED, INFERRED, OPEN = "stated", "inferred", "none"

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FEAST = "|".join(
    re.escape(name).replace("'", "['’]") for name in sorted(FEASTS, key=len, reverse=True)
)
_GREGORIAN = 1753
"""The first whole year in which a feast of an English text has the day of our calendar."""
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN_MONTH = f"(?i:{'|'.join(sorted(_ROMAN, key=len, reverse=True))})"
_THIS_MONTH = "(?i:inst|ult|prox)(?:ant|imo)?"
_COUNTED = "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty"
NUMBERS = {"a": 1, "an": 1}
NUMBERS |= {word: WORDS[word] for word in f"{_COUNTED} forty fifty".split()}
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
_UNIT = r"(?:day|week|month|year|decade)"
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
    r"(?i:\b(early|mid|late|beginning of|end of|middle of|start of|(?:ever |not )?since"
    r"|(?:(?:not|never|n['’]t) (?:\w+ ){0,3})?(?:until|till)|on or before|on or after|prior to"
    r"|up to|up until"
    r"|(?:not |no )?(?:later|earlier) than|not before|not after|before|after|following|as of"
    r"|starting|beginning|by|around|about|circa|c\.|from|between|in|of|on|during|last|next|this"
    r"|the|every|each"
    r"|through|throughout|year|and|to))[ \-–]?(?i:in |of |the )?$"
)
# What the word before a date opens, its start or its end; of what lasted, or of one moment.
_LASTED_TO = frozenset(("until", "till", "up to", "up until"))
_LASTED_FROM = frozenset(("since", "ever since", "not since", "starting", "beginning", "as of"))
_MOMENT_BY = frozenset(
    (
        *("before", "by", "on or before", "prior to"),
        *("not later than", "no later than", "not after", "earlier than"),
    )
)
_MOMENT_FROM = frozenset(
    (
        *("after", "on or after", "not before", "later than"),
        *("not earlier than", "no earlier than"),
    )
)
_OPENING = {
    **dict.fromkeys(_LASTED_TO, "../{}"),
    **dict.fromkeys(_LASTED_FROM, "{}/.."),
    **dict.fromkeys(_MOMENT_BY, "[..{}]"),
    **dict.fromkeys(_MOMENT_FROM, "[{}..]"),
}
_QUALIFIED = frozenset(
    (
        *("early", "mid", "late", "around", "about", "circa", "c."),
        *("end of", "beginning of", "middle of", "start of"),
    )
)
_STYLES = (10, 11, 12, 13)
"""Days by which the Gregorian calendar is ahead of the Julian, since 1582."""
_TO_COME = {"next": 1, "this": 0, "last": -1}
# A year is one after these words, in brackets, or before a mark; else it may be a number of things.
_YEAR_AFTER = {
    *("early", "mid", "late", "since", "until", "till", "before", "after", "by", "around", "in"),
    *_OPENING,
    *("of", "during", "from", "between", "through", "throughout", "year", "circa", "c."),
    *("beginning of", "end of", "middle of", "start of", "about", "and", "to"),
}

_DateReading = tuple[str, str, str] | None


def month_of(name: str) -> int:
    """Return the number of a month by its name or the beginning of it."""
    short = name.lower().rstrip(".")[:3]
    return next(
        number for number, month_name in enumerate(MONTHS, start=1) if month_name.startswith(short)
    )


def _iso(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    return match[0], STATED, "a date in figures"


def _dated(match: re.Match[str], left: str, day: date | None) -> _DateReading:
    """Read a day of a month, or two, with or without the year."""
    first = int(re.sub(r"\D", "", match["day"]))
    second = match["last"] and int(re.sub(r"\D", "", match["last"]))
    other = match["other"] and int(re.sub(r"\D", "", match["other"]))
    month, year = month_of(match["month"]), match["year"]
    if year is None:
        if day is None:
            return "", OPEN, "a day without a year, in an article without a date"
        near = _nearest(month, first, day)
        if near is None:
            return None
        edtf = _either(near, month, first, other) if other else _span(near, month, first, second)
        edtf = edtf if second or other else _reach(edtf, left)
        return edtf, INFERRED, "the year is the nearest to that"
    if other:
        return _either(int(year), month, first, other), STATED, "one of two days"
    if second and "/" in match[0] and int(second) - first in _STYLES:
        edtf = _span(int(year), month, int(second), None)
        return edtf, STATED, "Old Style / New Style: the second, as the calendar has it now"
    edtf = _span(int(year), month, first, second)
    return _reach(edtf, left if not second else ""), STATED, "a day and its month and year"


def _either(year: int, month: int, first: int, other: int) -> str:
    """Return two days of which one is meant, as an EDTF set."""
    days = sorted((first, other))
    return f"[{','.join(f'{year:04}-{month:02}-{number:02}' for number in days)}]"


def _pair(match: re.Match[str], left: str, day: date | None) -> _DateReading:
    """Read two days or months of which only the second has its year."""
    numbered = match.groupdict().get("year")
    if numbered is None and day is None:
        return "", OPEN, "days without a year, in an article without a date"
    last = month_of(match["m2"]), int(re.sub(r"\D", "", match.groupdict().get("d2") or "15"))
    year = int(numbered) if numbered else _nearest(*last, day) if day else None
    if year is None:
        return None
    ends = []
    for side in ("1", "2"):
        month = month_of(match[f"m{side}"])
        number = match.groupdict().get(f"d{side}")
        ends.append(
            f"-{month:02}" + (f"-{int(re.sub(r'[^0-9]', '', number)):02}" if number else "")
        )
    first = f"{year - (ends[0] > ends[1]):04}{ends[0]}"
    second, join = f"{year:04}{ends[1]}", match["join"].strip()
    if join == "and" and left != "between":
        return None
    edtf = f"[{first},{second}]" if join == "or" else f"{first}/{second}"
    if not numbered:
        return edtf, INFERRED, "the year is the nearest to that"
    how = "one of two" if join == "or" else "from one day or month to another"
    return edtf, STATED, how


def _span(year: int, month: int, first: int, second: int | str | None) -> str:
    start = f"{year:04}-{month:02}-{first:02}"
    return f"{start}/{year:04}-{month:02}-{int(second):02}" if second else start


def _nearest(month: int, number: int, day: date) -> int | None:
    """Return the year in which a day of a month is nearest to the article's own."""
    years = []
    for year in (day.year - 1, day.year, day.year + 1):
        try:
            years.append((abs((date(year, month, number) - day).days), year))
        except ValueError:
            continue
    return min(years)[1] if years else None


def _of_month(match: re.Match[str], left: str, day: date | None) -> _DateReading:
    month, year = month_of(match["month"]), match["year"]
    if year is not None:
        return _reach(f"{int(year):04}-{month:02}", left), STATED, "a month and its year"
    if left not in _YEAR_AFTER | {"last", "next", "this", "every", "each", "on"} or (
        match["month"] in ("May", "March", "Mar", "Jun") and left in ("", "on", "to", "and")
    ):
        return None
    if left in ("every", "each"):
        return "", OPEN, "a month of every year"
    if day is None:
        return "", OPEN, "a month without a year, in an article without a date"
    year_of = day.year if left in ("this", "") else _nearest(month, 15, day) or day.year
    if left == "last":
        year_of = day.year - (month >= day.month)
    elif left == "next":
        year_of = day.year + (month <= day.month)
    elif left in ("since", "ever since"):
        year_of = day.year - (month > day.month)
    return _reach(f"{year_of:04}-{month:02}", left), INFERRED, "the year is the nearest to that"


def _feast(match: re.Match[str], left: str, day: date | None) -> _DateReading:
    """Read a feast of the Western church, with its year or without."""
    name = match["feast"].lower().replace("’", "'")
    if name == "christmas" and left not in _YEAR_AFTER | {"on", "at", "last", "next", "this"}:
        return None  # Christmas cards
    if match["year"]:
        year = int(match["year"])
        if year < _GREGORIAN:
            return "", OPEN, "a feast, by a calendar that the text does not tell"
        return _reach(feast_day(name, year).isoformat(), left), STATED, "a feast and its year"
    if day is None:
        return "", OPEN, "a feast without a year, in an article without a date"
    days = [feast_day(name, year) for year in (day.year - 1, day.year, day.year + 1)]
    if left == "last":
        chosen = max(each for each in days if each < day)
    elif left == "next":
        chosen = min(each for each in days if each > day)
    else:
        chosen = min(days, key=lambda each: abs((each - day).days))
    return _reach(chosen.isoformat(), left), INFERRED, "the year is the nearest to that"


def _letter_day(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    """Read "the 4th inst.", "ult." or "prox.": a day of this month, the last or the next."""
    if day is None:
        return "", OPEN, "a day of a month that a letter's date tells, which is not known"
    months = day.year * 12 + day.month - 1
    months += {"i": 0, "u": -1, "p": 1}[match["month_of"][0].lower()]
    number = int(re.sub(r"\D", "", match["day"]))
    edtf = f"{months // 12:04}-{months % 12 + 1:02}-{number:02}"
    return edtf, INFERRED, "inst., ult. or prox., by the month"


def _roman(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    month = _ROMAN.index(match["roman"].lower()) + 1
    edtf = f"{match['year']}-{month:02}-{int(match['day']):02}"
    return _reach(edtf, left), STATED, "a day, its month in Roman figures, and its year"


def _season(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    edtf = f"{match['year']}-{SEASONS[match['season'].lower()]}"
    return _reach(edtf, left if left not in _QUALIFIED else ""), STATED, "a season and its year"


def _years(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    first, last = match["first"], match["last"]
    last = first[: 4 - len(last)] + last
    if int(last) <= int(first):
        return None
    if " or " in match[0]:
        return f"[{first},{last}]", STATED, "one of two years"
    if "and" in match[0] and left != "between":
        return None
    return f"{first}/{last}", STATED, "from one year to another"


def _decade(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    edtf = f"{match['decade'][:3]}X"
    return (
        _reach(edtf, left if left not in _QUALIFIED else ""),
        STATED,
        f"{'a part of ' if left in _QUALIFIED else ''}a decade",
    )


def _century(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    number = int(match["century"])
    if not 1 <= number <= 21:  # noqa: PLR2004 - of our era, so far
        return None
    edtf = f"{number - 1:02}XX"
    return _reach(edtf, left if left not in _QUALIFIED else ""), STATED, "a century"


def _era(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    number = int(match["before"] or match["after"] or match["since"])
    year = 1 - number if match["before"] else number
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04}", STATED, "a year of an era"


def _year(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    after = match.string[match.end() : match.end() + 2]
    preceding = match.string[max(0, match.start() - 1) : match.start()]
    closed = not after.strip() or after[0] in ".,;:)]!?—–"
    listed = left == "the" and after[:1] == " "  # the 1992 riots
    if left in _YEAR_AFTER and not (left in ("about", "around", "to", "and", "of") and not closed):
        return _reach(match[0], left), STATED, "a year"
    if preceding in "([" or listed:
        return match[0], STATED, "a year"
    return None


def _weekday(match: re.Match[str], left: str, day: date | None) -> _DateReading:
    if day is None:
        return "", OPEN, "a day of the week, in an article without a date"
    wanted = _DAYS.index(match["weekday"].lower())
    if left == "next":
        ahead = (wanted - day.weekday() - 1) % 7 + 1
        return (day + timedelta(ahead)).isoformat(), INFERRED, "the first such day after that"
    back = (day.weekday() - wanted) % 7 or (7 if left == "last" else 0)
    return (day - timedelta(back)).isoformat(), INFERRED, "the last such day, worked out"


def _weekdays(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    """Read two days of one week: "on Wednesday and Thursday"."""
    if day is None:
        return "", OPEN, "days of the week, in an article without a date"
    first, last = (_DAYS.index(match[name].lower()) for name in ("weekday_1", "weekday_2"))
    if last <= first:
        return None
    end = day - timedelta((day.weekday() - last) % 7)
    return _between(end - timedelta(last - first), end), INFERRED, "the last such days, worked out"


def _ago(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    if day is None:
        return "", OPEN, "counted back, in an article without a date"
    word = match["count"].lower()
    unit = match["unit"].lower()
    if word in ("several", "some", "a few"):
        return f"[..{day.isoformat()}]", INFERRED, "some time before the day"
    number = NUMBERS.get(word) or int(word)
    if unit in ("day", "week"):
        earlier = day - timedelta(number * (7 if unit == "week" else 1))
        return f"{earlier.isoformat()}{'~' if unit == 'week' else ''}", INFERRED, "counted back"
    if unit == "month":
        months = day.year * 12 + day.month - 1 - number
        return f"{months // 12:04}-{months % 12 + 1:02}", INFERRED, "counted back"
    year = day.year - number * (10 if unit == "decade" else 1)
    return (f"{year:04}" if year > 0 else ""), INFERRED, "counted back"


def _relative(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    if day is None:
        return "", OPEN, "told from the article's own day, which is not known"
    words = match[0].lower().split()
    turn = next((_TO_COME[word] for word in words if word in _TO_COME), 0)
    unit = words[-1]
    how = "worked out"
    if unit in ("week", "weekend"):
        monday = day - timedelta(day.weekday()) + timedelta(7 * turn)
        if unit == "week":
            return _between(monday, monday + timedelta(6)), INFERRED, how
        saturday = monday + timedelta(5)
        if turn <= 0 and saturday > day:
            saturday -= timedelta(7)
        return _between(saturday, saturday + timedelta(1)), INFERRED, how
    if unit == "month":
        months = day.year * 12 + day.month - 1 + turn
        return f"{months // 12:04}-{months % 12 + 1:02}", INFERRED, how
    if unit == "year":
        return f"{day.year + turn:04}", INFERRED, how
    step = {"yesterday": -1, "tomorrow": 1}.get(unit, -1 if words[0] == "last" else 0)
    return (day + timedelta(step)).isoformat(), INFERRED, how


def _between(first: date, last: date) -> str:
    return f"{first.isoformat()}/{last.isoformat()}"


def _vague(match: re.Match[str], left: str, day: date | None) -> _DateReading:  # noqa: ARG001
    word = match[0].lower()
    if day is None or word in ("ever since", "at the same time", "soon"):
        return "", OPEN, "told by what stands around it"
    return f"[..{day.isoformat()}]", INFERRED, "before the day"


def _reach(edtf: str, left: str) -> str:
    """Open a date, or make it an about, by the word before it."""
    if left in _OPENING:
        return _OPENING[left].format(edtf)
    return f"{edtf}~" if left in _QUALIFIED else edtf


COUNTED_FROM = re.compile(
    rf"(?i:\b(?P<count>an?|the|{_COUNT}|[0-9]{{1,3}}) (?P<unit>day|week|month|year)s?"
    r" (?:after|before) (?:the )?$)"
)
ON_FROM = re.compile(r" on(?:wards?)?\b(?! (?:the|an?|his|her|its)\b)| and (?:after|later)\b")
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str], str, date | None], _DateReading]], ...] = (
    (r"[12][0-9]{3}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?(?![\w-])", _iso),
    (
        (
            rf"(?P<d1>{_D})(?: of)? (?P<m1>{_M}){_JOIN}(?:the )?(?P<d2>{_D})(?: of)? (?P<m2>{_M}),?"
            rf" (?P<year>{_Y})(?!\w)"
        ),
        _pair,
    ),
    (rf"(?P<m1>{_M}) (?P<d1>{_D}){_JOIN}(?P<m2>{_M}) (?P<d2>{_D}),? (?P<year>{_Y})(?!\w)", _pair),
    (rf"(?P<m1>{_M}) (?P<d1>{_D}){_JOIN}(?P<m2>{_M}) (?P<d2>{_D})(?!\w)", _pair),
    (rf"(?P<d1>{_D})(?: of)? (?P<m1>{_M}){_JOIN}(?P<d2>{_D})(?: of)? (?P<m2>{_M})(?!\w)", _pair),
    (rf"(?P<m1>{_M}){_JOIN}(?P<m2>{_M}),?(?: of)? (?P<year>{_Y})(?!\w)", _pair),
    (rf"(?P<m1>{_M}){_JOIN}(?P<m2>{_M})(?! [0-9])(?![\w’'])", _pair),
    (rf"(?:{_W},? (?:the )?)?{_DAYS_OF}(?: of)? (?P<month>{_M}){_OF_YEAR}", _dated),
    (rf"(?:{_W},? )?(?P<month>{_M}) (?:the )?{_DAYS_OF}{_OF_YEAR}", _dated),
    (rf"(?P<month>{_M}),?(?: of)? (?P<year>{_Y})(?!\w)", _of_month),
    (rf"(?P<month>{_M})(?P<year>(?!))?(?![\w’'])", _of_month),
    (rf"(?P<feast>(?i:{_FEAST}))(?:,? (?:of )?(?P<year>{_Y}))?(?![\w’'-])", _feast),
    (rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|d) (?P<month_of>{_THIS_MONTH})\b\.?", _letter_day),
    (rf"(?P<day>[0-9]{{1,2}})\. ?(?P<roman>{_ROMAN_MONTH})\. ?(?P<year>{_Y})", _roman),
    (rf"(?P<season>(?i:spring|summer|autumn|fall|winter))(?: of)?,? (?P<year>{_Y})", _season),
    (rf"(?P<weekday_1>{_W})(?: and | to | until | through |[-–])(?P<weekday_2>{_W})", _weekdays),
    (rf"(?P<weekday>{_W})(?![\w’']| {_Y})", _weekday),
    (_ERA, _era),
    (r"(?P<decade>[12][0-9]{2}0)['’]?s\b", _decade),
    (r"(?P<century>[0-9]{1,2})(?:st|nd|rd|th)[ -]century\b", _century),
    (
        (
            rf"(?P<first>{_Y})(?: ?[-–—/] ?| to | and | until | till | or (?:in )?)(?P<last>{_Y}"
            rf"|[0-9]{{2}}(?![0-9-]))(?!\w)"
        ),
        _years,
    ),
    (rf"{_Y}(?![\w/-])", _year),
    (
        rf"(?i:(?P<count>{_COUNT}|[0-9]{{1,3}}|several|some|a few) (?P<unit>{_UNIT})s? ago)\b",
        _ago,
    ),
    (rf"{_RELATIVE}(?!\w)", _relative),
    (rf"{_VAGUE}(?!\w)", _vague),
)
RULES = tuple((re.compile(pattern), reader) for pattern, reader in _PATTERNS)
