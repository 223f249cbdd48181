"""Read figures by the grammar of a language: a number, its bound, and what it counts.

A number counts where a word of ``[counted]`` stands behind it, or a word for what became of people.
What the sentence supposes or negates gives nothing: an empty cell is better than a false one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from geo.extraction.figures import FigureMention
from geo.extraction.languages.dates import extract_dates
from geo.extraction.languages.grammar import (
    RIGHT,
    SPACE,
    WORD,
    Grammar,
    NumberReader,
    alternatives,
    best_phrase,
    pattern_of,
    split_phrases,
)
from geo.extraction.languages.statements import clauses, extract_statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.extraction.speech import Statement

_WINDOW = 60  # characters before a number in which the words of its bound stand
# Between a number and what it counts: of "deux millions de personnes" the "de".
_BETWEEN_NOUN = ("fillers", "particles", "determiners")
_NEVER_BETWEEN = ("aux", "prepositions", "adverbs", "breaks", "pronouns")
_GAP = 90  # characters between what is counted and what became of it
_MEASURES = {
    "percent": "share", "dollars": "money", "euros": "money", "pounds": "money",
    "rupees": "money", "roubles": "money", "hryvnias": "money", "liras": "money",
    "kilometres": "distance", "metres": "distance", "miles": "distance",
}  # fmt: skip
_UP, _DOWN = ("at-least", "more-than"), ("at-most", "less-than")
_DECIDED, _BOUND_ONLY, _UNDECIDED = 0.85, 0.8, 0.6


class _Number(NamedTuple):
    """A number, or a range of two, with the words of its bound."""

    start: int
    end: int
    inner: tuple[int, int]
    low: float
    high: float
    bound: str


class _Noun(NamedTuple):
    """What a number counts, where the words end, and what became of it, if they say so."""

    unit: str
    end: int
    fate: str


def extract_figures(text: str, grammar: Grammar) -> list[FigureMention]:
    """Extract the figures of a text in the language of a grammar.

    Parameters
    ----------
    text : str
        The text of an article.
    grammar : Grammar
        The words that govern its language.

    Returns
    -------
    list of FigureMention
        In the order of the text, none over another.

    Examples
    --------
    >>> from geo.extraction.languages import find_grammar
    >>> (figure,) = extract_figures("Mindestens 21 Menschen starben.", find_grammar("German"))
    >>> figure.measure, figure.low, figure.high, figure.bound
    ('deaths', 21.0, None, 'at-least')
    """
    dates = [(date.start, date.end) for date in extract_dates(text, grammar)]
    denials = [
        statement for statement in extract_statements(text, grammar) if statement.status == "denied"
    ]
    reader = _reader(grammar)
    return [
        figure
        for start, end in clauses(text, grammar)
        for figure in reader.read(text, (start, end), dates, denials)
    ]


@cache
def _reader(grammar: Grammar) -> _FigureReader:
    return _FigureReader(grammar)


class _FigureReader:
    """The words by which the figures of a language are read."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._numbers_of = NumberReader(grammar)
        self._counted = {
            unit: grammar.pattern(words) for unit, words in grammar.data["counted"].items()
        }
        self._counted_before = {
            unit: re.compile(f"{grammar.pattern(words).pattern}{SPACE}*$")
            for unit, words in grammar.data.get("counted_before", {}).items()
        }
        self._fates_apart = {
            fate: grammar.pattern(forms["passive"], attached=False)
            for fate, forms in grammar.data["fates"].items()
        }
        self._fates = {
            fate: {form: grammar.pattern(words) for form, words in forms.items()}
            for fate, forms in grammar.data["fates"].items()
        }
        self._gap = _gap_pattern(grammar)
        self._behind = {
            kind: tuple(phrase for phrase in phrases if not phrase.both[0])
            for kind, phrases in grammar.phrases("bounds").items()
        }

    def read(
        self,
        text: str,
        clause: tuple[int, int],
        dates: Sequence[tuple[int, int]],
        denials: Sequence[Statement],
    ) -> Iterator[FigureMention]:
        """Yield the figures of a sentence."""
        start, end = clause
        numbers = list(self._numbers(text, start, end, dates))
        consumed = [(number.start, number.end) for number in numbers]
        spans = [(start, start), *consumed, (end, end)]
        for number, before, behind in zip(numbers, spans, spans[2:], strict=False):
            if number.bound == "negated":
                continue
            noun = self._noun(text, number, behind[0])
            if noun is None or self._is_open(text, (start, end), number, consumed):
                continue
            fate, sure = self._fate(text, number, noun, before[1], behind[0])
            if not sure or not fate:  # "killed were not 40, but 60"
                fate = self._fate_of_other(text, number, noun, numbers) or fate
            if fate is None or (not noun.unit and not fate):
                continue
            bounded = self._bounded_behind(text, number, noun, end)
            figure = self._figure(text, bounded, noun, fate)
            denied = any(denial.start <= number.start < denial.end for denial in denials)
            yield replace(
                figure,
                status="denied" if denied else "reported",
                confidence=figure.confidence if sure else _UNDECIDED,
                how=figure.how if sure else f"{figure.how}; what became of them?",
            )

    def _numbers(
        self, text: str, start: int, end: int, dates: Sequence[tuple[int, int]]
    ) -> Iterator[_Number]:
        """Yield the numbers of a sentence with their bounds; a pair that is a range as one."""
        at = floor = start
        while (match := self._numbers_of.pattern.search(text, at, end)) is not None:
            at = match.end()
            if any(first < match.end() and match.start() < last for first, last in dates):
                continue
            value = self._numbers_of.value(match)
            if value is None:
                continue
            span = match.start() + len(match[0]) - len(match[0].lstrip()), match.end()
            number = self._bounded(text, span, value, floor, end, about=bool(match["about"]))
            if number is None:
                continue
            if number.bound != "skip":
                yield number
            floor = number.end
            at = self._behind_unit(text, max(at, number.end), end)

    def _behind_unit(self, text: str, at: int, end: int) -> int:
        """Return where what a number counts ends: no part of "10 por ciento" is another number."""
        blank = re.compile(f"{SPACE}*").match(text, at, end)
        at = blank.end() if blank else at
        counted = (words.match(text, at, end) for words in self._counted.values())
        return max([at, *(match.end() for match in counted if match is not None)])

    def _bounded(
        self,
        text: str,
        span: tuple[int, int],
        value: float,
        start: int,
        end: int,
        *,
        about: bool,
    ) -> _Number | None:
        floor = max(start, span[0] - _WINDOW)
        pair = self._pair(text, span, value, floor, end)
        if pair is not None:
            return pair
        bounds = self._grammar.phrases("bounds")
        at = self._without_fillers(text, floor, span[0])
        best = best_phrase(bounds, text, (at, span[1]), floor, end)
        kind, first, last = best or ("exact", span[0], span[1])
        negation = self._grammar.words("negation")
        word = list(WORD.finditer(text, floor, first))[-1:]
        adjacent = bool(word) and not text[word[0].end() : first].strip()
        if adjacent and negation.match(text, word[0].start()):
            return _Number(word[0].start(), last, span, value, value, "negated")
        if about and kind == "exact":
            kind = "about"
        if value == 1 and kind == "exact" and not text[span[0]].isdigit():
            return None  # an article
        return _Number(min(first, span[0]), last, span, value, value, kind)

    def _bounded_behind(self, text: str, number: _Number, noun: _Noun, end: int) -> _Number:
        """Return a number with the bound that stands behind what it counts: "40 people at most"."""
        if number.bound != "exact":
            return number
        best = best_phrase(self._behind, text, (noun.end, noun.end), noun.end, end)
        return number if best is None else number._replace(bound=best[0])

    def _without_fillers(self, text: str, floor: int, at: int) -> int:
        """Return where a number begins with the words before it that say nothing of its bound."""
        fillers = self._grammar.words("fillers")
        while True:
            words = list(WORD.finditer(text, floor, at))
            last = words[-1] if words else None
            is_filler = last is not None and fillers.fullmatch(text, *last.span()) is not None
            if last is None or text[last.end() : at].strip() or not is_filler:
                return at
            at = last.start()

    def _pair(
        self, text: str, span: tuple[int, int], value: float, floor: int, end: int
    ) -> _Number | None:
        """Read a range of two numbers; where the pair is a change it is skipped."""
        for kind in ("change", "between"):
            phrases = self._grammar.data["ranges"][kind]
            for phrase in split_phrases(phrases):
                before, middle = re.split(r"\{low\}|\{high\}", phrase)[:2]
                left = self._grammar.pattern(before.strip()).pattern if before.strip() else ""
                led = re.search(rf"{left}{SPACE}+$", text[floor : span[0]]) if left else None
                if left and led is None:
                    continue
                joined = re.compile(rf"{_spaced(middle)}").match(text, span[1], end)
                second = self._numbers_of.pattern.match(text, joined.end(), end) if joined else None
                high = self._numbers_of.value(second) if second is not None else None
                if second is None or high is None:
                    continue
                low = value * self._numbers_of.shared_scale(value, high, second)
                first = floor + led.start() if led else span[0]
                whole = (span[0], second.end())
                is_range = kind == "between" and low < high
                return _Number(
                    first, second.end(), whole, low, high, "between" if is_range else "skip"
                )
        return None

    def _noun(self, text: str, number: _Number, end: int) -> _Noun | None:
        """Find what a number counts among the words behind it; None where nothing tells it."""
        for unit, words in self._counted_before.items():
            if words.search(text, max(0, number.start - _WINDOW), number.start):
                return _Noun(unit, number.end, "")
        at, befallen = max(number.inner[1], number.end), ""
        while (word := self._word(text, at, end)) is not None:
            noun = self._noun_at(text, word.start(), end)
            if noun is not None:
                return noun._replace(fate=noun.fate or befallen)
            fate = self._befallen(text, word)
            if not fate and not self._leads_on(text, word):
                break
            befallen, at = fate or befallen, word.end()
        direct = self._directly(text, number.end, end)
        return _Noun("", number.end, direct) if direct else None

    def _word(self, text: str, at: int, end: int) -> re.Match[str] | None:
        """Return the word behind a place, or the sign of a unit; None where none stands there."""
        return re.compile(rf"{SPACE}*(?:{WORD.pattern}|[%٪€$])").match(text, at, end)

    def _noun_at(self, text: str, at: int, end: int) -> _Noun | None:
        """Return what is counted, if a word for it stands at a place."""
        blank = re.compile(f"{SPACE}*").match(text, at, end)
        at = blank.end() if blank else at
        for unit, words in self._counted.items():
            counted = words.match(text, at, end)
            if counted is not None:
                return _Noun(unit, counted.end(), "")
        for fate, forms in self._fates.items():
            noun = forms["nouns"].match(text, at, end) if "nouns" in forms else None
            if noun is not None:
                return _Noun("people", noun.end(), fate)
        return None

    def _befallen(self, text: str, word: re.Match[str]) -> str:
        """Return what an adjective before a noun says of it: "12 injured passengers"."""
        at = word.end() - len(word[0].lstrip())
        fates = (
            fate
            for fate, forms in self._fates.items()
            if (match := forms["passive"].match(text, at)) is not None and match.end() >= word.end()
        )
        return next(fates, "")

    def _leads_on(self, text: str, word: re.Match[str]) -> bool:
        """Return whether a word may stand between a number and what it counts.

        Where nouns have a capital, any adjective may; else no word that is not known: of "12 hours
        people waited" no people are counted.
        """
        first = word.end() - len(word[0].lstrip())
        words = self._grammar.words
        if any(words(name).fullmatch(text, first, word.end()) for name in _BETWEEN_NOUN):
            return True
        if any(words(name).fullmatch(text, first, word.end()) for name in _NEVER_BETWEEN):
            return False
        is_small = text[first].islower()
        return is_small and bool(self._grammar.data["words"].get("nouns_are_capital", False))

    def _directly(self, text: str, at: int, end: int) -> str:
        """Return what became of "12 injured": of a number without a noun."""
        for fate, forms in self._fates.items():
            match = re.compile(rf"{SPACE}+(?:{forms['passive'].pattern})").match(text, at, end)
            if match is not None:
                return str(fate)
        return ""

    def _is_open(
        self,
        text: str,
        sentence: tuple[int, int],
        number: _Number,
        consumed: Sequence[tuple[int, int]],
    ) -> bool:
        """Return whether a sentence supposes, asks or negates what it tells around a number."""
        start, end = sentence
        stop = _clause_end(text, number.end, end)
        negated = [
            match
            for match in self._grammar.words("negation").finditer(text, start, stop)
            if not any(first <= match.start() < last for first, last in consumed)
        ]
        supposed = self._grammar.words("possible").search(text, start, stop) is not None
        return bool(negated) or supposed or text[start:end].rstrip('"”»’ ').endswith(("?", "؟"))

    def _fate(
        self, text: str, number: _Number, noun: _Noun, begin: int, end: int
    ) -> tuple[str | None, bool]:
        """Return what became of those who are counted, and whether the grammar decides it."""
        if noun.unit not in ("people", ""):
            return "", True
        if noun.fate:
            return noun.fate, True
        behind = self._fates_behind(text, noun.end, end)
        # "killed 40 soldiers a man": who is counted may be who did it.
        is_subject = self._noun_at(text, noun.end, end) is not None
        before = set() if is_subject else self._fates_before(text, begin, number.start)
        fates = behind or before
        if len(fates) == 1:
            return fates.pop(), True
        return "", not fates

    def _fate_of_other(
        self, text: str, number: _Number, noun: _Noun, numbers: Sequence[_Number]
    ) -> str:
        """Return what became of those of another number that the sentence puts in its place."""
        place = numbers.index(number)
        other = numbers[place - 1] if place else None
        if noun.unit not in ("people", "") or other is None or other.bound != "negated":
            return ""
        begin = numbers[place - 2].end if place > 1 else max(0, other.start - _GAP)
        fates = self._fates_before(text, begin, other.start)
        return fates.pop() if len(fates) == 1 else ""

    def _fates_behind(self, text: str, at: int, end: int) -> set[str]:
        stop = min(end, at + _GAP)
        return {
            fate
            for fate, words in self._fates_apart.items()
            for match in words.finditer(text, at, stop)
            if self._gap.fullmatch(text, at, match.start())
        }

    def _fates_before(self, text: str, begin: int, at: int) -> set[str]:
        """Return the fates whose word stands left of a number, with no other between them."""
        floor = max(begin, at - _GAP)
        return {
            fate
            for fate, forms in self._fates.items()
            for form in ("passive", "active")
            for match in (forms[form].finditer(text, floor, at) if form in forms else ())
            if self._gap.fullmatch(text, match.end(), at)
        }

    def _figure(self, text: str, number: _Number, noun: _Noun, fate: str) -> FigureMention:
        unit = noun.unit or "people"
        measure = fate or _MEASURES.get(unit, unit)
        low: float | None = number.low
        high: float | None = number.high
        low = None if number.bound in _DOWN else low
        high = None if number.bound in _UP else high
        how = f"a number of {unit}, read in {self._grammar.language}"
        sure = _BOUND_ONLY if number.bound == "exact" else _DECIDED
        span = number.start, max(number.end, number.inner[1])
        return FigureMention(
            *span, text[slice(*span)], measure, low, high, number.bound, unit, "", how,
            confidence=sure,
        )  # fmt: skip


def _spaced(words: str) -> str:
    """Return the pattern of what stands between two numbers of a range."""
    return rf"{SPACE}?[-–—]{SPACE}?" if words.strip() == "-" else pattern_of(words)


def _clause_end(text: str, at: int, end: int) -> int:
    mark = re.compile(r"[,;:،؛–—](?!\d)").search(text, at, end)
    return mark.start() if mark else end


def _gap_pattern(grammar: Grammar) -> re.Pattern[str]:
    """Return what may stand between who is counted and what became of them.

    That is auxiliary verbs and adverbs, and where and when it was: a preposition with up to three
    words, up to three words with a postposition, and names.
    """
    word = rf"(?:{WORD.pattern})"
    words = grammar.data["words"]

    def some(name: str) -> str:
        return alternatives(split_phrases(words.get(name, ""))) or "(?!)"

    plain = rf"(?!(?:{some('breaks')}){RIGHT}){word}"
    small = rf"(?:{some('aux')}|{some('adverbs')}|{some('fillers')}){RIGHT}"
    ahead = rf"(?:{some('prepositions')}){RIGHT}{SPACE}+{plain}(?:{SPACE}+{plain}){{0,2}}"
    behind = rf"{plain}(?:{SPACE}+{plain}){{0,2}}{SPACE}+(?:{some('postpositions')}){RIGHT}"
    name = (
        r"(?-i:[A-ZÀ-ÞА-ЯЄІЇҐİŞÇÖÜĞ])[\w’'-]*" if words.get("names_are_capital", True) else "(?!)"
    )
    numeral = r"\d[\d.:/]*"
    part = rf"(?:{small}|{ahead}|{behind}|{name}|{numeral})"
    return re.compile(rf"(?i:{SPACE}*(?:{part}(?:{SPACE}+{part})*)?{SPACE}*)")
