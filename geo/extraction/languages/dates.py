"""Read dates by the grammar of a language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from geo.dates.edtf import parse_dates
from geo.errors import DateError
from geo.extraction.dates import DateMention
from geo.extraction.languages.grammar import (
    LEFT,
    RIGHT,
    WORD,
    alternatives,
    best_phrase,
    pattern_of,
    split_phrases,
)
from geo.geoparsing.tokenize import sentences

if TYPE_CHECKING:
    from geo.extraction.languages.grammar import Grammar

_YEAR = r"(?P<year>\d{4})(?!\d|[.,]\d)"
_YEARS = range(1000, 2200)
_DAY = r"\d{1,2}(?!\d)"
_NUMERIC = r"(?P<month_number>\d{1,2})"
_SENTENCE = 500  # characters on each side in which the sentence of a date is looked for
_WINDOW = 40  # characters before a date in which the words of its bound stand
_LEADS_DATE = re.compile(
    r",? (?:[^\W\d]+ )?[0-3]?\d(?:\.|º|er)? [^\W\d]"
)  # Saturday, the 12th of May
_STATED, _INFERRED, _OPEN = "stated", "inferred", "none"
_BEFORE_OR_AFTER = "?"  # a word that is both yesterday and tomorrow
_SURE, _COUNTED, _ASKED = 0.9, 0.7, 0.3


@dataclass(frozen=True)
class _Reading:
    """What a form of a date gives."""

    edtf: str
    basis: str
    how: str


def extract_dates(text: str, grammar: Grammar, *, published: str = "") -> list[DateMention]:
    """Extract the dates of a text in the language of a grammar.

    Parameters
    ----------
    text : str
        The text of an article.
    grammar : Grammar
        The words that govern its language.
    published : str
        When it appeared, in EDTF; only a whole day makes days of "Saturday" or "yesterday".

    Returns
    -------
    list of DateMention
        In the order of the text, none over another.

    Examples
    --------
    >>> from geo.extraction.languages import find_grammar
    >>> [date.edtf for date in extract_dates("Er ging am 3. Mai 1992.", find_grammar("German"))]
    ['1992-05-03']
    """
    whole = re.fullmatch(r"\d{4}-\d\d-\d\d", published)
    today = date.fromisoformat(published) if whole else None
    forms = _Forms.of(grammar)
    mentions: list[DateMention] = []
    at = 0
    while (match := forms.any_of.search(text, at)) is not None:
        mention = forms.read(text, match, today, mentions)
        at = max(mention.end, match.start() + 1) if mention is not None else match.start() + 1
        if mention is not None:
            mentions.append(mention)
    return mentions


class _Forms:
    """The forms of dates of a language, as patterns."""

    _cache: dict[str, _Forms] = {}  # noqa: RUF012 - one for each language

    @classmethod
    def of(cls, grammar: Grammar) -> _Forms:
        """Return the forms of a grammar, made once."""
        if grammar.language not in cls._cache:
            cls._cache[grammar.language] = cls(grammar)
        return cls._cache[grammar.language]

    def __init__(self, grammar: Grammar) -> None:
        data = grammar.data["dates"]
        self._grammar = grammar
        self._months = [split_phrases(words) for words in data["months"]]
        self._weekdays = [split_phrases(words) for words in data["weekdays"]]
        self._relative = {
            phrase: step
            for step, phrases in data["relative"].items()
            for phrase in split_phrases(phrases)
        }
        edge = rf"{LEFT}{grammar.attached}"
        weekday = alternatives([word for words in self._weekdays for word in words])
        self._day_words = {
            word: int(day)
            for day, words in data.get("day_words", {}).items()
            for word in split_phrases(words)
        }
        days = f"(?:{_DAY}|{alternatives(list(self._day_words)) or '(?!)'})"
        ordinal = f"(?:{pattern_of(data.get('ordinal', ''))})?"
        values = {
            "day": f"(?P<day>{days}){ordinal}",
            "day_2": f"(?P<day_2>{days}){ordinal}",
            "month": self._names("month", self._months),
            "month_2": self._names("month_2", self._months),
            "month_number": _NUMERIC,
            "year": _YEAR,
            "weekday": f"(?:{weekday})",
        }
        self._patterns = [
            re.compile(f"(?i:{edge}{_filled(form, values)}{_stop(form)})") for form in data["forms"]
        ]
        self._patterns.append(re.compile(r"(?<![\d-])(?P<iso>[12]\d{3}-[01]\d-[0-3]\d)(?![\d-])"))
        steps = alternatives(sorted(self._relative, key=len, reverse=True))
        self._patterns.append(re.compile(f"(?i:{edge}(?P<step>{steps}){RIGHT})"))
        self._patterns.append(re.compile(f"(?i:{edge}(?P<weekday>{weekday}){RIGHT})"))
        # A year alone is one only where a word of time stands beside it.
        self._bare = re.compile(rf"{LEFT}{_YEAR}")
        self._patterns.append(self._bare)
        self.any_of = re.compile("|".join(_unnamed(p.pattern) for p in self._patterns))

    @staticmethod
    def _names(name: str, months: list[list[str]]) -> str:
        words = sorted((word for words in months for word in words), key=len, reverse=True)
        return f"(?P<{name}>{alternatives(words)}){RIGHT}"

    def read(
        self,
        text: str,
        first: re.Match[str],
        today: date | None,
        mentions: list[DateMention],
    ) -> DateMention | None:
        """Read the date that begins at a place; None where it is none."""
        for pattern in self._patterns:
            match = pattern.match(text, first.start())
            is_day = match is not None and match.groupdict().get("weekday")
            if match is None or (is_day and _LEADS_DATE.match(text, match.end())):
                continue
            span, side = self._bounded(text, match.span())
            if pattern is self._bare and (not side or not self._is_year(text, match)):
                continue
            reading = self._reading(text, match, today, mentions)
            edtf = _on_side(reading.edtf, side)
            mention = _mention(text, span, _Reading(edtf, reading.basis, reading.how))
            if mention is not None:
                return mention
        return None

    def _bounded(self, text: str, span: tuple[int, int]) -> tuple[tuple[int, int], str]:
        """Return the span of a date with a word such as "before", and on which side it is open."""
        floor = max(0, span[0] - _WINDOW, text.rfind("\n", 0, span[0]) + 1)
        stop = min(len(text), span[1] + _WINDOW)
        phrases = self._grammar.phrases("date_bounds")
        found_phrase = best_phrase(phrases, text, span, floor, stop)
        return (span, found_phrase[0]) if found_phrase else (span, "")

    def _is_year(self, text: str, match: re.Match[str]) -> bool:
        """Return whether four figures are a year, and no number of what stands behind them."""
        start, end = match.span()
        window = (max(0, start - _WINDOW), min(len(text), end + _WINDOW))
        sizes = [
            best[2] - best[1]
            for table in ("date_bounds", "bounds")
            if (best := best_phrase(self._grammar.phrases(table), text, (start, end), *window))
        ]
        following = WORD.search(text, end, window[1])
        if int(match["year"]) not in _YEARS or sizes[0] < sizes[-1]:
            return False
        if following is None or text[end : following.start()].strip():
            return True
        counted = self._grammar.data["counted"].values()
        is_number = following[0][0].isdigit()
        return not is_number and not any(
            self._grammar.pattern(words).match(text, following.start()) for words in counted
        )

    def _reading(
        self, text: str, match: re.Match[str], today: date | None, mentions: list[DateMention]
    ) -> _Reading:
        groups = match.groupdict()
        if groups.get("iso"):
            return _Reading(groups["iso"], _STATED, "a date in figures")
        if groups.get("step"):
            return self._stepped(groups["step"], today)
        if groups.get("month") or groups.get("month_number"):
            return self._of_month(text, match, today, mentions)
        if groups.get("year"):
            return _Reading(f"{int(groups['year']):04}", _STATED, "a year")
        return self._weekday(text, match, today)

    def _of_month(
        self, text: str, match: re.Match[str], today: date | None, mentions: list[DateMention]
    ) -> _Reading:
        """Read a day or a month, of the year that stands in it or else the last such one."""
        groups = match.groupdict()
        first = int(groups.get("month_number") or self._number(groups["month"], self._months))
        last = self._number(groups["month_2"], self._months) if groups.get("month_2") else first
        days = [self._day(groups[name]) for name in ("day", "day_2") if groups.get(name)]
        if groups.get("year"):
            year, basis, how = int(groups["year"]), _STATED, "a date with its year"
        elif today is None or _other_year(text, match.start(), today, mentions):
            return _Reading("", _OPEN, "of which year?")
        elif self._is_to_come(text, match.start()):
            return _Reading("", _OPEN, "of which year? the sentence tells of what is to come")
        else:
            months = (first, days[0] if days else 1)
            year = today.year - (months > (today.month, today.day))
            basis, how = _INFERRED, "the last one before the article's own date"
        points = [f"{year:04}-{month:02}" for month in (first, last)]
        points = [f"{point}-{day:02}" for point, day in zip(points, days, strict=False)] or points
        edtf = points[0] if len(points) == 1 or points[0] == points[1] else "/".join(points)
        return _Reading(edtf, basis, how)

    def _day(self, word: str) -> int:
        return int(word) if word.isdigit() else self._day_words[word.lower()]

    def _stepped(self, words: str, today: date | None) -> _Reading:
        """Count "yesterday" or "last year" from the article's own date."""
        phrase = next(
            phrase
            for phrase in sorted(self._relative, key=len, reverse=True)
            if re.fullmatch(f"(?i:{self._grammar.attached}{pattern_of(phrase)})", words)
        )
        if today is None or self._relative[phrase] == _BEFORE_OR_AFTER:
            return _Reading("", _OPEN, "before or after which day?")
        number, unit = self._relative[phrase].split()
        how = "counted from the article's own date"
        if unit == "day":
            return _Reading((today + timedelta(int(number))).isoformat(), _INFERRED, how)
        months = today.year * 12 + today.month - 1 + int(number) * (12 if unit == "year" else 1)
        month = f"-{months % 12 + 1:02}" if unit == "month" else ""
        return _Reading(f"{months // 12:04}{month}", _INFERRED, how)

    def _weekday(self, text: str, match: re.Match[str], today: date | None) -> _Reading:
        """Read a day of the week: the last one, unless the sentence tells of what is to come."""
        if today is None or self._is_to_come(text, match.start()):
            return _Reading("", _OPEN, "the day of which week?")
        number = self._number(match[0], self._weekdays)
        back = (today.weekday() - (number - 1)) % 7
        day = today - timedelta(back)
        return _Reading(day.isoformat(), _INFERRED, "the last one up to the article's own date")

    def _number(self, word: str, names: list[list[str]]) -> int:
        """Return which of some names a word is, from 1."""
        return 1 + next(
            number
            for number, words in enumerate(names)
            if re.fullmatch(f"(?i:{self._grammar.attached}(?:{alternatives(words)}))", word)
        )

    def _is_to_come(self, text: str, at: int) -> bool:
        """Return whether a sentence may tell of what is to come."""
        begin = max(text.rfind("\n", 0, at) + 1, at - _SENTENCE)
        spans = sentences(text[begin : at + _SENTENCE])
        start, end = next(span for span in spans if span[0] <= at - begin < span[1])
        possible = self._grammar.words("possible")
        return possible.search(text, begin + start, begin + end) is not None


def _filled(form: str, values: dict[str, str]) -> str:
    """Return the pattern of a form such as ``{day} {month} {year}``."""
    parts = re.split(r"(\{\w+\})", form)
    return "".join(
        values[part[1:-1]] if part.startswith("{") else pattern_of(part) for part in parts
    )


def _stop(form: str) -> str:
    return r"(?!\d)" if form.endswith("}") else RIGHT


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


def _on_side(edtf: str, side: str) -> str:
    """Return a date as one that is open on a side."""
    if not edtf or "/" in edtf or not side or side == "in":
        return edtf
    return {"before": f"../{edtf}", "until": f"../{edtf}", "about": f"{edtf}~"}.get(
        side, f"{edtf}/.."
    )


def _other_year(text: str, at: int, today: date, mentions: list[DateMention]) -> str:
    """Return the year of which a paragraph tells, where it is not that of the article."""
    here = text.rfind("\n", 0, at)
    years = [
        found_year[0]
        for mention in mentions[-4:]
        if mention.start > here and mention.basis == _STATED
        for found_year in [re.search(r"\d{4}", mention.edtf)]
        if found_year is not None
    ]
    return years[-1] if years and years[-1] != str(today.year) else ""


def _mention(text: str, span: tuple[int, int], reading: _Reading) -> DateMention | None:
    """Return a mention with its bounds; None where no calendar has the date."""
    words = text[slice(*span)]
    if not reading.edtf:
        return DateMention(*span, words, "", "", "", reading.basis, reading.how, _ASKED)
    try:
        dates = parse_dates(reading.edtf)
    except DateError:
        return None
    sides = (str(side)[:10] for side in (dates.earliest, dates.latest))
    earliest, latest = ("" if side == "NaT" else side for side in sides)
    sure = _SURE if reading.basis == _STATED else _COUNTED
    return DateMention(
        *span, words, reading.edtf, earliest, latest, reading.basis, reading.how, sure
    )
