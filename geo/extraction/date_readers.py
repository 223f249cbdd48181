"""Read what a pattern of dates matches, as EDTF.

Each function takes the match, the word before it, and the day that counts as today, None where that
is not known. It returns the EDTF, its basis and how it was read; None where it is no date.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from geo.dates.notations import SEASONS, feast_day
from geo.extraction.fates import find_past
from geo.extraction.quantities import WORDS

STATED, INFERRED, OPEN = "stated", "inferred", "none"

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GREGORIAN = 1753
"""The first whole year in which a feast of an English text has the day of our calendar."""
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_COUNTED = "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty"
NUMBERS = {"a": 1, "an": 1}
NUMBERS |= {word: WORDS[word] for word in f"{_COUNTED} forty fifty".split()}
# What the word before a date opens, its start or its end; of what lasted, or of one moment.
_LASTED_TO = frozenset(
    ("until", "till", "up to", "up until", "until the end of", "till the end of")
)
_LASTED_FROM = frozenset(("since", "ever since", "not since", "starting", "beginning"))
_MOMENT_BY = frozenset(
    (
        *("by the end of", "by the close of", "before the end of", "before the close of"),
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

_YEAR_AND_TWO = len("2006-07")
_SEASONAL = re.compile(
    r" (?:season|(?:financial|fiscal|school|academic|tax) year|budget|campaign|winter|ski)\b"
)
# A year, and not a number of things: "the law of 1992 was".
_GOES_ON = re.compile(r" (?:was|were|is|are|had|has)\b")
_THE_LAW_OF = re.compile(
    r"\b[Tt]he (?:[a-z]+ )?(?!(?:total|number|toll|crowd|force|army|population|sum|figure|price"
    r"|cost|height|distance|record|maximum|average|group|crew|party|fleet|value|size|limit)\b)"
    r"[a-z]+ of $"
)
_ANY_DAY = re.compile(r"\b(?:[Aa]|[Aa]ny|[Ss]ome|[Oo]ne|[Mm]ost|[Nn]o)(?: [a-z]+)? $")
_BLACK = re.compile(
    r"\b(?!(?:On|Last|Next|This|That|Until|By|Since|Late|Early|From|After|Before|Every|Each|Till"
    r"|And|But|In|Of|Through|During|Over|For|Between|The)\b)[A-Z][a-z]+ $"
)
_PAPER = re.compile(
    r" (?:Times|Telegraph|Post|Mirror|Express|Mail|Herald|Independent|Sun|Observer|Tribune|Mercury"
    r"|Dispatch|School|Club|Agreement)\b"
)
_PAST_WORD = re.compile(r"\b(?:was|were|had|did|said|told|came|went|began|knew|[a-z]{2,}ed)\b")
_PRESENT = re.compile(
    r"\b(?:(?!(?:this|his|its|was|us|as|thus|plus|always|perhaps|besides|towards)\b)[a-z]{3,}[^s\W]s"
    r"|[a-z]+sses|is|are)(?: (?:again|here|there|up|down|out))? (?:on )?(?:the )?$"
)
AHEAD = re.compile(r"\b(?:will|shall|would|going to|due|plan\w*|schedul\w*|until|next|from)\b")
"""Words of what is to come."""

DateReading = tuple[str, str, str] | None


def month_of(name: str) -> int:
    """Return the number of a month by its name or the beginning of it."""
    short = name.lower().rstrip(".")[:3]
    return next(
        number for number, month_name in enumerate(MONTHS, start=1) if month_name.startswith(short)
    )


def read_iso(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read 2006-05-12, and 2006-05."""
    behind = match.string[match.end() : match.end() + 24]
    if len(match[0]) == _YEAR_AND_TWO and _SEASONAL.match(behind):
        return None  # the 2006-07 season
    return match[0], STATED, "a date in figures"


def read_slashed(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read 13/06/1847, where only one of the two numbers can be a month."""
    left_number, right_number = int(match["left"]), int(match["right"])
    if left_number != right_number and max(left_number, right_number) <= len(MONTHS):
        return "", OPEN, "in figures: which of them is the month is not told"
    first, month = left_number, right_number
    if right_number > len(MONTHS):
        first, month = right_number, left_number
    return _reach(f"{match['year']}-{month:02}-{first:02}", left), STATED, "a date in figures"


def read_nth(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read "the first Monday of May 2006"."""
    if match["year"] is None:
        return "", OPEN, "a day of a month without a year"
    year, month = int(match["year"]), month_of(match["month"])
    wanted = _DAYS.index(match["weekday"].lower())
    days = [
        number
        for number in range(1, calendar.monthrange(year, month)[1] + 1)
        if date(year, month, number).weekday() == wanted
    ]
    place = ("first", "second", "third", "fourth", "fifth").index
    number = -1 if match["nth"].lower() == "last" else place(match["nth"].lower())
    if number >= len(days):
        return "", OPEN, "a day that this month does not have"
    edtf = f"{year:04}-{month:02}-{days[number]:02}"
    return _reach(edtf, left), STATED, "a day of the week of a month"


def read_of_two(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read the first of two days or months that share what stands behind: "3 and 5 May 2006"."""
    if left == "between":
        return None
    groups = match.groupdict()
    first, month = groups.get("day"), month_of(match["month"])
    then = month_of(groups.get("month_2") or match["month"])
    year = int(match["year"]) - (month > then)
    if first is None:
        return f"{year:04}-{month:02}", STATED, "a month, its year behind the next"
    number = int(re.sub(r"\D", "", first))
    second = int(re.sub(r"\D", "", match["second"]))
    if month == then and second - number == 1:
        return None  # two days that follow each other are a span
    return f"{year:04}-{month:02}-{number:02}", STATED, "a day, its year behind the next"


def read_from_to(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read a span of which both ends have their year."""
    if "and" in match["join"] and left != "between":
        return None
    ends = [
        f"{match[f'y{side}']}-{month_of(match[f'm{side}']):02}"
        + (f"-{int(re.sub(r'[^0-9]', '', number)):02}" if (number := days.get(f"d{side}")) else "")
        for days in [match.groupdict()]
        for side in ("1", "2")
    ]
    if ends[0] >= ends[1]:
        return None
    return f"{ends[0]}/{ends[1]}", STATED, "from one day or month to another"


def read_dated(match: re.Match[str], left: str, day: date | None) -> DateReading:
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


def read_pair(match: re.Match[str], left: str, day: date | None) -> DateReading:
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


def read_of_month(match: re.Match[str], left: str, day: date | None) -> DateReading:
    """Read a month, with or without its year."""
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
    return _reach(f"{year_of:04}-{month:02}", left), INFERRED, "the year is the nearest to that"


def read_feast(match: re.Match[str], left: str, day: date | None) -> DateReading:
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


def read_letter_day(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read "the 4th inst.", "ult." or "prox.": a day of this month, the last or the next."""
    if day is None:
        return "", OPEN, "a day of a month that a letter's date tells, which is not known"
    months = day.year * 12 + day.month - 1
    months += {"i": 0, "u": -1, "p": 1}[match["month_of"][0].lower()]
    number = int(re.sub(r"\D", "", match["day"]))
    edtf = f"{months // 12:04}-{months % 12 + 1:02}-{number:02}"
    return edtf, INFERRED, "inst., ult. or prox., by the month"


def read_roman(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read 5.vi.1847."""
    month = ROMAN.index(match["roman"].lower()) + 1
    edtf = f"{match['year']}-{month:02}-{int(match['day']):02}"
    return _reach(edtf, left), STATED, "a day, its month in Roman figures, and its year"


def read_season(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read "summer 2006"."""
    edtf = f"{match['year']}-{SEASONS[match['season'].lower()]}"
    return _reach(edtf, left if left not in _QUALIFIED else ""), STATED, "a season and its year"


def read_years(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read 1847-8, "1914 to 1918" and "1849 or 1850"."""
    first, last = match["first"], match["last"]
    if len(last) == 1 and not (re.search("[-–/]", match[0]) and left in _YEAR_AFTER):
        return None  # 1847-8
    last = first[: 4 - len(last)] + last
    if int(last) <= int(first):
        return None
    if " or " in match[0]:
        return f"[{first},{last}]", STATED, "one of two years"
    if "and" in match[0] and left != "between":
        return None
    return f"{first}/{last}", STATED, "from one year to another"


def read_decade(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read "the 1840s"."""
    edtf = f"{match['decade'][:3]}X"
    return (
        _reach(edtf, left if left not in _QUALIFIED else ""),
        STATED,
        f"{'a part of ' if left in _QUALIFIED else ''}a decade",
    )


def read_century(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read "the 19th century"."""
    number = int(match["century"])
    if not 1 <= number <= 21:  # noqa: PLR2004 - of our era, so far
        return None
    edtf = f"{number - 1:02}XX"
    return _reach(edtf, left if left not in _QUALIFIED else ""), STATED, "a century"


def read_era(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read "44 BC" and "AD 300"."""
    number = int(match["before"] or match["after"] or match["since"])
    year = 1 - number if match["before"] else number
    edtf = f"{'-' if year < 0 else ''}{abs(year):04}"
    about = "~" if left in ("about", "around", "circa", "c.") else ""
    return f"{edtf}{about}", STATED, "a year of an era"


def read_year(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read a year by the words around it."""
    after = match.string[match.end() : match.end() + 2]
    preceding = match.string[max(0, match.start() - 1) : match.start()]
    closed = not after.strip() or after[0] in ".,;:)]!?—–"
    before = match.string[max(0, match.start() - 5) : match.start()]
    listed = before.endswith(("the ", "The ")) and after[:1] == " "  # the 1992 riots
    named = _THE_LAW_OF.search(match.string, max(0, match.start() - 48), match.start())
    is_year_of = named is not None and _GOES_ON.match(match.string, match.end()) is not None
    closed = closed or is_year_of
    if left in _YEAR_AFTER and not (left in ("about", "around", "to", "and", "of") and not closed):
        return _reach(match[0], left), STATED, "a year"
    if preceding in "([" or listed:
        return match[0], STATED, "a year"
    return None


def read_weekday(match: re.Match[str], left: str, day: date | None) -> DateReading:
    """Read a day of the week, the last such day or the next."""
    if day is None:
        return "", OPEN, "a day of the week, in an article without a date"
    if read_is_named_day(match) or left in ("every", "each"):
        return None
    left = "last" if match["last"] else left  # Tuesday last
    wanted = _DAYS.index(match["weekday"].lower())
    if _ANY_DAY.search(match.string, 0, match.start()):
        return "", OPEN, "some such day"
    tense = read_tense(match)
    if tense == "present" and left not in ("last", "this"):
        return "", OPEN, "a day of the week: the last or the next is not told"
    if left == "next" or (tense == "future" and left not in ("last", "this")):
        ahead = (wanted - day.weekday() - 1) % 7 + 1
        return (day + timedelta(ahead)).isoformat(), INFERRED, "the first such day after that"
    back = (day.weekday() - wanted) % 7 or (7 if left == "last" else 0)
    edtf = (day - timedelta(back)).isoformat()
    left = left if left in _LASTED_TO | _LASTED_FROM | {"by"} else ""
    return _reach(edtf, left), INFERRED, "the last such day, worked out"


def read_is_named_day(match: re.Match[str]) -> bool:
    """Return whether a day belongs to a name: Black Friday, the Sunday Times."""
    text = match.string
    named = _BLACK.search(text, max(0, match.start() - 24), match.start())
    return named is not None or _PAPER.match(text, match.end()) is not None


def read_tense(match: re.Match[str]) -> str:
    """Return whether a sentence tells of its day as over, as to come, or does not show it."""
    text, at = match.string, match.start()
    begin = max(text.rfind(mark, 0, at) for mark in (". ", "! ", "? ", "\n")) + 1
    ends = [end for mark in (". ", "! ", "? ", "\n") if (end := text.find(mark, at)) >= 0]
    stop = min(ends, default=len(text))
    if find_past(text, begin, stop) or _PAST_WORD.search(text, begin, stop):
        return "past"
    if AHEAD.search(text, begin, at):
        return "future"
    return "present" if _PRESENT.search(text, begin, at) else "past"


def read_weekdays(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read two days of one week: "on Wednesday and Thursday"."""
    if day is None:
        return "", OPEN, "days of the week, in an article without a date"
    first, last = (_DAYS.index(match[name].lower()) for name in ("weekday_1", "weekday_2"))
    if last <= first:
        return None
    end = day - timedelta((day.weekday() - last) % 7)
    return _between(end - timedelta(last - first), end), INFERRED, "the last such days, worked out"


def read_relative(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read "yesterday" and "last month"."""
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


def read_vague(match: re.Match[str], left: str, day: date | None) -> DateReading:  # noqa: ARG001
    """Read "recently", which is open."""
    word = match[0].lower()
    if day is None or word in ("ever since", "at the same time", "soon"):
        return "", OPEN, "told by what stands around it"
    return f"[..{day.isoformat()}]", INFERRED, "before the day"


def _reach(edtf: str, left: str) -> str:
    """Open a date, or make it an about, by the word before it."""
    if left in _OPENING:
        return _OPENING[left].format(edtf)
    return f"{edtf}~" if left in _QUALIFIED else edtf
