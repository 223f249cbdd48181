"""Read the words that govern a language, and its numbers: ``extraction/data/lang/<code>.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[1] / "data" / "lang"
# Vowel signs and other marks belong to the word that they stand in.
LETTER = (
    r"[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957"
    r"\u0962\u0963]"
)
SPACE = r"[ \u00a0\u202f\u2009]"
# A word begins and ends: no part of one behind a hyphen is meant ("manifestaram-se").
LEFT, RIGHT = rf"(?<!{LETTER})(?<![^\W\d]-)", rf"(?!{LETTER})"
WORD = re.compile(rf"{LETTER}+(?:['’ʼ-]{LETTER}+)*['’]?")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_NEVER = re.compile(r"(?!)")


def pattern_of(phrase: str) -> str:
    """Return the regular expression of a phrase as a translator writes it.

    A ``*`` is any ending, ``…`` up to six words, a full stop is one, a blank is any blank;
    ``( | )``, ``[ ]`` and ``?`` are those of a regular expression.

    Examples
    --------
    >>> bool(re.fullmatch(pattern_of("погиб*"), "погибли"))
    True
    """
    plain = phrase.replace(".", r"\.").replace("(", "(?:").replace("*", f"{LETTER}*")
    plain = plain.replace(" ", f"{SPACE}+")
    return plain.replace("…", f"(?:{SPACE}+{WORD.pattern}){{0,6}}?")


def split_phrases(text: str) -> list[str]:
    """Split a list of words or phrases at its commas, the longest first."""
    phrases = (" ".join(part.split()) for part in text.split(","))
    return sorted(filter(None, phrases), key=len, reverse=True)


@dataclass(frozen=True)
class Phrase:
    """A phrase around a number, a date or a name: what stands left and right of it.

    Parameters
    ----------
    left, right : re.Pattern
        ``left`` is searched up to the place, ``right`` is matched behind it.
    both : tuple of bool
        Whether something stands on each side.
    """

    left: re.Pattern[str]
    right: re.Pattern[str]
    both: tuple[bool, bool]


@dataclass(frozen=True, eq=False)
class Grammar:
    """The words and phrases of one language.

    Parameters
    ----------
    language : str
        Its English name, as `geo.extraction.find_language` gives it.
    data : dict
        The file.

    Examples
    --------
    >>> grammar = find_grammar("German")
    >>> bool(grammar.words("negation").match("nicht"))
    True
    """

    language: str
    data: dict[str, Any]

    @cache  # noqa: B019 - the grammars live as long as the process
    def words(self, name: str) -> re.Pattern[str]:
        """Return the pattern of a list of ``[words]``, whole words, in any case."""
        return self.pattern(self.data["words"].get(name, ""))

    def pattern(self, phrases: str, *, attached: bool = True) -> re.Pattern[str]:
        """Return the pattern of a list of phrases, whole words, in any case."""
        parts = split_phrases(phrases)
        if not parts:
            return _NEVER
        prefix = self.attached if attached else ""
        return re.compile(rf"(?i:{LEFT}{prefix}(?:{alternatives(parts)}){RIGHT})")

    @cached_property
    def attached(self) -> str:
        """What may be written together with a following word, such as *and* in Arabic."""
        letters = self.data.get("attached", "")
        return rf"(?:{'|'.join(letters.split())})?" if letters else ""

    @cache  # noqa: B019
    def phrases(self, table: str) -> dict[str, tuple[Phrase, ...]]:
        """Return the phrases of a table with one placeholder, by their kind."""
        return {
            kind: tuple(map(self.phrase, split_phrases(text)))
            for kind, text in self.data[table].items()
        }

    def phrase(self, text: str) -> Phrase:
        """Return a phrase such as ``at least {n}``, ready to be looked for."""
        left, _, right = _PLACEHOLDER.sub("{}", text).partition("{}")
        before = rf"(?i:{LEFT}{self.attached}{pattern_of(left)}$)" if left.strip() else ""
        # Written together with what follows ("l'an {year}") it needs no blank.
        ending = RIGHT if right.strip() and right.strip()[-1].isalnum() else ""
        behind = rf"(?i:{pattern_of(right)}{ending})" if right.strip() else ""
        sides = (bool(before), bool(behind))
        return Phrase(re.compile(before or "$"), re.compile(behind), sides)


def alternatives(phrases: list[str]) -> str:
    """Return the patterns of phrases as one."""
    return "|".join(map(pattern_of, phrases))


def best_phrase(
    phrases: dict[str, tuple[Phrase, ...]], text: str, span: tuple[int, int], begin: int, end: int
) -> tuple[str, int, int] | None:
    """Return the kind of the longest phrase around a span, and where it begins and ends."""
    best: tuple[int, str, int, int] | None = None
    for kind, options in phrases.items():
        for phrase in options:
            left = phrase.left.search(text, begin, span[0])
            right = phrase.right.match(text, span[1], end)
            if left is None or right is None:
                continue
            first = left.start() if phrase.both[0] else span[0]
            last = right.end() if phrase.both[1] else span[1]
            if best is None or last - first > best[0]:
                best = last - first, kind, first, last
    return best[1:] if best else None


@cache
def grammars() -> dict[str, Grammar]:
    """Return the grammars that are there, by the English name of their language."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted(_DATA.glob("*.toml"))]
    return {data["language"]: Grammar(data["language"], data) for data in files}


def find_grammar(language: str) -> Grammar | None:
    """Return the grammar of a language; None where there is none.

    Examples
    --------
    >>> find_grammar("German").language, find_grammar("Latin")
    ('German', None)
    """
    return grammars().get(language)


_LETTER = r"[^\W\d_]"
_HUNDRED, _THOUSAND = 100, 1000


class NumberReader:
    """The numbers of a language: what they look like, and what they are.

    Examples
    --------
    >>> from geo.extraction.languages import find_grammar
    >>> numbers = NumberReader(find_grammar("German"))
    >>> [numbers.value(numbers.pattern.match(n)) for n in ("3.500", "einundzwanzig", "2,5 Mio.")]
    [3500.0, 21.0, 2500000.0]
    """

    def __init__(self, grammar: Grammar) -> None:
        numbers = grammar.data["numbers"]
        self._decimal = numbers["decimal"]
        self._marks = numbers["thousands"]
        self._unit_first = numbers.get("unit_first", False)
        self._joins = split_phrases(numbers.get("joins", ""))
        self._values = {
            word.lower(): float(value)
            for table in (numbers["words"], numbers["scales"])
            for value, words in table.items()
            for word in split_phrases(words)
        }
        self._about = {
            word: float(value)
            for value, words in numbers.get("about", {}).items()
            for word in split_phrases(words)
        }
        self._scales = {float(value) for value in numbers["scales"]}
        digits = self._digits()
        scale = alternatives([w for s in numbers["scales"].values() for w in split_phrases(s)])
        words = alternatives(sorted(self._values, key=len, reverse=True))
        behind = "" if numbers.get("joins_attached", False) else " "
        joins = alternatives([f" {join}{behind}" for join in self._joins]) or "(?!)"
        glue = numbers.get("glued", False)
        between = f"(?:{joins}|[-{SPACE[1:-1]}]{'|' + '|'.join(self._joins) + '|' if glue else ''})"
        self._part = re.compile(rf"(?i:{words})")
        self.pattern = re.compile(
            rf"(?i:(?<![\d.,:/$€£-]){LEFT}{grammar.attached}"
            rf"(?:(?P<digits>{digits})(?:{SPACE}?(?P<scale>{scale}){RIGHT})?"
            rf"|(?P<about>{alternatives(list(self._about)) or '(?!)'}){RIGHT}"
            rf"|(?P<words>(?:{words})(?:{between}(?:{words}))*){RIGHT})"
            rf"(?![\d:/]|[.,]\d|-\d)(?!{_LETTER}))"
        )

    def _digits(self) -> str:
        marks = "".join(SPACE[1:-1] if mark == " " else re.escape(mark) for mark in self._marks)
        grouped = rf"\d{{1,3}}(?:[{marks}]\d{{3}})+" if marks else r"(?!)"
        indian = r"|\d{1,2}(?:,\d{2})+,\d{3}" if "," in self._marks else ""
        return rf"(?:{grouped}{indian}|\d{{1,15}})(?:{re.escape(self._decimal)}\d{{1,6}})?"

    def value(self, match: re.Match[str]) -> float | None:
        """Return the value of a number; None where its words are not one number."""
        if match["about"]:
            return next(
                value
                for word, value in self._about.items()
                if re.fullmatch(f"(?i:{alternatives([word])})", match["about"])
            )
        if match["words"]:
            return self._of_words(match["words"])
        digits = match["digits"]
        for mark in self._marks:
            digits = re.sub(SPACE, "", digits) if mark == " " else digits.replace(mark, "")
        value = float(digits.replace(self._decimal, "."))
        return value * self._of_word(match["scale"]) if match["scale"] else value

    def _of_word(self, word: str) -> float:
        return next(
            value
            for known, value in self._values.items()
            if re.fullmatch(f"(?i:{alternatives([known])})", word)
        )

    def _of_words(self, words: str) -> float | None:
        """Add up number words; None where they do not follow one another as those of one number."""
        total, part = 0.0, 0.0
        for value in [self._of_word(piece) for piece in self._part.findall(words)]:
            if value in self._scales and value >= _THOUSAND:
                total, part = total + (part or 1.0) * value, 0.0
            elif value in self._scales:
                if part >= value:
                    return None
                part = (part or 1.0) * value
            elif part == 0.0:
                part = value
            elif _follows(part, value) or (self._unit_first and _follows(value, part)):
                part += value
            else:
                return None
        return total + part

    def shared_scale(self, low: float, high: float, second: re.Match[str]) -> float:
        """Return the scale that the first of a pair shares: of "2 to 3 million" the million."""
        if not second["scale"] or low >= _HUNDRED:
            return 1.0
        shared = max((scale for scale in self._scales if scale <= high), default=1.0)
        return shared if low * shared < high else 1.0


def _follows(tens: float, units: float) -> bool:
    """Return whether one number word may stand behind another: "vierzig zwei", "cent cinq"."""
    if units < 10:  # noqa: PLR2004
        return tens % 10 == 0
    if tens % _HUNDRED == 0:
        return units < _HUNDRED
    return tens in (60, 80) and units < 20  # noqa: PLR2004 - soixante-dix, quatre-vingt-dix
