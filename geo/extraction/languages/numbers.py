"""Read numbers in figures and words by the grammar of a language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.extraction.languages.grammar import LEFT, RIGHT, SPACE, alternatives, split_phrases

if TYPE_CHECKING:
    from geo.extraction.languages.grammar import Grammar

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
