"""Read the words that govern a language: ``extraction/data/lang/<code>.toml``, for one engine."""

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
