"""How many: the numbers of things that a text tells, with what they allow and what they count.

A number counts when something stands behind it that can be counted, or a bound before it. Dates,
times, telephone numbers and numbers in names are no figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.text.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Iterator


def _words(text: str) -> list[str]:
    return text.split()


_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: number for number, word in enumerate(_ONES)}
_WORDS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "lakh": 10**5,
    "crore": 10**7,
    "dozen": 12,
    "score": 20,
    "m": 10**6,
    "bn": 10**9,
    "k": 1_000,
}
# Words that are a number of many: at least so many.
_MANY = {
    "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2_000, "millions": 2 * 10**6,
    "billions": 2 * 10**9,
}  # fmt: skip
_TENS_OF = {"tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1_000}
_BOUNDS = {
    "at-least": (
        "at least|no fewer than|not less than|no less than|a minimum of|more than|over|upwards of"
        "|longer than|greater than|above|in excess of"
    ),
    "at-most": (
        "at most|up to|as many as|no more than|fewer than|less than|under|below|a maximum of"
    ),
    "about": (
        "about|around|some|nearly|almost|roughly|approximately|an estimated|close to|just over"
        "|just under"
    ),
    "exact": "exactly|precisely|only|a total of|all|both",
}
_PEOPLE = frozenset(
    (
        *_words("people persons men women children passengers residents refugees soldiers police"),
        *_words("policemen officers workers students protesters demonstrators supporters members"),
        *_words("fighters civilians victims prisoners voters migrants singers survivors crew dead"),
    )
)
_LENGTHS = {"km": "kilometres", "kilometres": "kilometres", "kilometers": "kilometres"}
_LENGTHS |= {"miles": "miles", "metres": "metres", "meters": "metres", "feet": "feet"}
_TIMES = frozenset(_words("hour day week month year decade minute second"))
# What became of those who are counted, by the words around the number.
_FATES = (
    ("deaths", r"\b(?:killed|died|dead|deaths?|death toll|lives|bodies|murdered|fatalities)\b"),
    ("injured", r"\b(?:injured|wounded|hurt|injuries)\b"),
    ("arrested", r"\b(?:arrested|detained|arrests)\b"),
    ("missing", r"\bmissing\b"),
    ("displaced", r"\b(?:displaced|fled|homeless)\b"),
)
_JOINED = re.compile(r"-(member|seat|storey|mile|kilometre|hour|day|week|month|year)\b(?!-old)")
_CLAUSE = re.compile(r"[.;:,()“”\n]")
_PRICED = {
    "$": ("dollars", "money", ""),
    "€": ("euros", "money", ""),
    "£": ("pounds", "money", ""),
    "%": ("percent", "share", ""),
}
_FATES_AT = tuple((name, re.compile(words)) for name, words in _FATES)

_WORD_NUMBER = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(_ONES)})"
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|lakh|crore|dozen|score|bn|m|k)"
_PLAIN = rf"(?:{_DIGITS}|{_WORD_NUMBER}|half a|a|an)(?:[ -]?{_SCALE}\b)?(?: and a half)?"
_PLENTY = rf"(?:(?:{'|'.join(_TENS_OF)}) of )?(?:{'|'.join(_MANY)})"
_ALL_BOUNDS = "|".join(_BOUNDS.values())
_NUMBER = re.compile(
    rf"(?i:(?<![\w$€£#.,:/-])(?:(?P<bound>{_ALL_BOUNDS}) )?(?P<between>between )?"
    rf"(?P<money>[$€£])?(?:(?P<many>{_PLENTY})|(?P<low>{_PLAIN}))"
    rf"(?:(?:(?P<range>[-–—]| to )|(?P<and> and ))(?P<money_2>[$€£])?(?P<high>{_PLAIN}))?)"
    r"(?![\w:/]|[.,][0-9])"
)
_AFTER = re.compile(
    r"(?:(?P<percent> ?%| per ?cent\b)|(?P<of> of (?:the |its |all )?(?P<all>[0-9][0-9,]*)?)?"
    r"[ -]?(?P<words>(?:[a-z][a-z’'-]*[ -]){0,3}?)(?P<noun>[A-Za-z][A-Za-z’'-]*))"
)
_FLOOR = re.compile(
    r"(?i:\b(?P<number>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) floor\b)"
)
_NO_NOUN = frozenset(
    (
        *_words("of the a an and or to in on at by for from with that which who as is are was"),
        *_words("were be been has have had will would could may might it its this these those"),
        *_words("he she they his her their but if not no so than then there when where while"),
        *_words("after before since until over under into out up down more less most other"),
        *_words("others another each every any some such very one two three"),
    )
)
_NAMES_NUMBERED = re.compile(
    r"(?:[Nn]o\.?|[Nn]umber|[Pp]age|[Cc]hapter|[Ff]light|[Hh]ighway|[Rr]oute|[Rr]oom|[Tt]el\.?"
    r"|[Pp]hone|[Aa]rticle|[Ss]ection|[Ff]igure|[Tt]able|[Aa]ged?|[Pp]art|[A-Z][a-z]+) $"
)
_TIME = re.compile(r" ?(?:am|pm|a\.m\.|p\.m\.|o’clock|o'clock|GMT|UTC|th|st|nd|rd)\b")


@dataclass(frozen=True)
class FigureMention:
    """A number of something that stands in a text.

    Parameters
    ----------
    start, end : int
        Code points of the number with its bound; the end is exclusive.
    text : str
        The words between them.
    measure : str
        What is counted, such as deaths, seats, distance, duration, share or money.
    low, high : float or None
        The least and the most that the words allow; None where that side is open.
    bound : str
        exact, at-least, at-most or about.
    unit : str
        people, seats, hours, percent …; empty where nothing tells it.
    scope : str
        Of what: ``of 168 seats``; empty where nothing tells it.
    how : str
        How it was read, in words.
    """

    start: int
    end: int
    text: str
    measure: str
    low: float | None
    high: float | None
    bound: str
    unit: str
    scope: str
    how: str


def find_figures(text: str) -> list[FigureMention]:
    """Find the numbers of things that a text tells.

    Parameters
    ----------
    text : str
        The text of an article, in English.

    Returns
    -------
    list of FigureMention
        In the order of the text, none over another.

    Examples
    --------
    >>> found = find_figures("At least 41 people died; 42 of 168 seats; about 6,300 km.")
    >>> [(one.text, one.low, one.bound, one.measure, one.unit) for one in found]  # doctest: +SKIP
    >>> [one.text for one in found]
    ['At least 41', '42', '168', 'about 6,300']
    """
    dated = sorted((one.start, one.end) for one in find_dates(text))
    found: list[FigureMention] = []
    end, at = 0, 0
    for match in _NUMBER.finditer(text):
        start = match.start()
        if start < end:
            continue
        while at < len(dated) and dated[at][1] <= start:
            at += 1
        if at < len(dated) and dated[at][0] < match.end():
            continue
        one = _read(text, match)
        if one is not None:
            found.append(one)
            end = one.end
    found += [one for one in _floors(text) if not any(_over(one, other) for other in found)]
    return sorted(found, key=lambda one: one.start)


def _over(one: FigureMention, other: FigureMention) -> bool:
    return one.start < other.end and other.start < one.end


def _floors(text: str) -> Iterator[FigureMention]:
    for match in _FLOOR.finditer(text):
        number = float(
            "first second third fourth fifth sixth seventh eighth ninth tenth".split().index(  # noqa: SIM905
                match["number"].lower()
            )
            + 1
        )
        start, end = match.span()
        yield FigureMention(
            start, end, text[start:end], "floor", number, number, "exact", "floor", "", "a floor"
        )


def _read(text: str, match: re.Match[str]) -> FigureMention | None:
    """Read a number by what stands around it; None where nothing shows that it counts."""
    if match["and"] and not match["between"]:
        stop = match.start("and")
        again = _NUMBER.match(text, match.start(), stop)
        return None if again is None or again.end() != stop else _read(text, again)
    end = match.end()
    after = _AFTER.match(text, end)
    unit, measure, scope = _counted(text, match, after)
    if _TIME.match(text, end) or not _counts(text, match, unit, measure):
        return None
    low, high = _numbers(match)
    bound = _bound(match)
    if bound == "at-least":
        high = None
    elif bound == "at-most":
        low = None
    how = f"{'a number in words' if not re.search('[0-9]', match[0]) else 'a number'}"
    start = match.start()
    return FigureMention(
        start, end, text[start:end], measure, low, high, bound, unit, scope, f"{how} of {measure}"
    )


def _counts(text: str, match: re.Match[str], unit: str, measure: str) -> bool:
    """Say whether a number is one of something, and no name, pronoun or article."""
    before = text[max(0, match.start() - 24) : match.start()]
    small, said = (match["low"] or "").lower(), (match["bound"] or "").lower()
    bare = not said and not match["money"] and not match["many"]
    if bare and (not unit or _NAMES_NUMBERED.search(before)):
        return False
    if small in ("a", "an"):
        return bool(unit) and said not in ("", "some")
    if small == "one" and not said:
        return measure in ("duration", "distance")
    return bool(unit) or small not in _WORDS or said not in _LOOSE


_LOOSE = ("all", "both", "only", "some", "over", "under", "above", "below", "around")


def _bound(match: re.Match[str]) -> str:
    said = (match["bound"] or "").lower()
    for bound, words in _BOUNDS.items():
        if said in words.split("|"):
            return bound
    return "at-least" if match["many"] else "exact"


def _numbers(match: re.Match[str]) -> tuple[float | None, float | None]:
    """Give the least and the most that a number's words say."""
    if match["many"]:
        words = match["many"].lower().split(" of ")
        least = float(_MANY[words[-1]])
        if len(words) > 1:
            least = float(_TENS_OF[words[0]] * _SCALES.get(words[-1].removesuffix("s"), 1) * 2)
        return least, None
    low = _value(match["low"])
    high = _value(match["high"]) if match["high"] else low
    if match["high"]:
        scale = re.search(rf"{_SCALE}$", match["high"].lower())
        if scale and not re.search(rf"{_SCALE}$", match["low"].lower()):
            low *= _SCALES[scale[0]]  # 2 to 3 million
    return min(low, high), max(low, high)


def _value(words: str) -> float:
    """Read a number in figures or words."""
    said = words.lower().strip()
    more = 0.5 if said.endswith(" and a half") else 0.0
    said = said.removesuffix(" and a half")
    scale = 1
    found = re.search(rf"[ -]?({_SCALE})$", said)
    if found:
        scale, said = _SCALES[found[1]], said[: found.start()]
    if said in ("a", "an"):
        return scale + more
    if said == "half a":
        return 0.5 * scale
    if said[0].isdigit():
        return float(said.replace(",", "")) * scale + more * scale
    return sum(_WORDS[part] for part in re.split(r"[- ]", said)) * scale + more * scale


def _counted(text: str, match: re.Match[str], after: re.Match[str] | None) -> tuple[str, str, str]:
    """Say unit, measure and scope by the words around a number; empty where they don't tell."""
    if match["money"] or after is None or after["percent"]:
        return _PRICED.get(match["money"] or ("%" if after else ""), ("", "", ""))
    joined = _JOINED.match(text, match.end())
    words = [*after["words"].replace("-", " ").split(), after["noun"]]
    noun = f"{joined[1]}s" if joined else _noun(words)
    scope = f"of {after['all']} {noun}".strip() if after["all"] else ""
    singular = noun.lower().removesuffix("s")
    if singular in _TIMES or noun.lower() in _LENGTHS:
        timed = f"{singular}s", "duration", scope
        return timed if singular in _TIMES else (_LENGTHS[noun.lower()], "distance", scope)
    of_people = not noun or noun.lower() in _PEOPLE
    fate = _fate(text, match) if of_people else ""
    if fate or (noun and of_people):
        return "people", fate or noun.lower(), scope
    many = "people" if match["many"] and not noun else noun.lower()
    return many, many, scope


def _fate(text: str, match: re.Match[str]) -> str:
    """Say what became of those who are counted, by the words of the same clause."""
    behind = _CLAUSE.split(text[match.end() : match.end() + 48], maxsplit=1)[0]
    before = _CLAUSE.split(text[max(0, match.start() - 32) : match.start()])[-1]
    told = (name for name, at in _FATES_AT if at.search(behind) or at.search(before))
    return next(told, "")


def _noun(words: list[str]) -> str:
    """Find what is counted among the words behind a number: the first plural."""
    for word in words:
        if word.lower() in _NO_NOUN:
            return ""
        if word.lower() in _PEOPLE or word.lower() in _LENGTHS or word.lower() in _TIMES:
            return word
        if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):  # noqa: PLR2004
            return word
    return ""
