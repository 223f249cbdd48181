"""Find what a number counts by the words behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.extraction.parts import after_more
from geo.extraction.quantities import PLAIN
from geo.geoparsing.lexicon import read_lists

if TYPE_CHECKING:
    from geo.extraction.quantities import Quantity

_LEXICON = read_lists("extraction")["figures"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PEOPLE = frozenset(_LEXICON["people"].split())
TIMES = _words("hour day week month year decade minute second")
_NO_HEADS = _words("others more")  # of what was counted before
_LENGTHS = {"km": "kilometres", "kilometres": "kilometres", "kilometers": "kilometres"}
_LENGTHS |= {"miles": "miles", "metres": "metres", "meters": "metres", "feet": "feet"}
_MONEY = {
    word: f"{word.removesuffix('s')}s"
    for word in ("dollar", "dollars", "euro", "euros", "pound", "pounds", "rupee", "rupees")
}
_FRACTIONS = _words(
    "halves thirds quarters fifths sixths sevenths eighths ninths tenths hundredths"
)
_SAME_PLURAL = frozenset(_LEXICON["same_plural"].split())
_PRICED = {
    "$": ("dollars", "money", ""),
    "€": ("euros", "money", ""),
    "£": ("pounds", "money", ""),
    "%": ("percent", "share", ""),
}
_PERCENT = re.compile(r" ?(?:%|per ?cent\b|percentage points?\b)")
_NEXT = re.compile(r"[ -](?P<word>[^\W\d_][\w’'-]*)")
_SCOPE = re.compile(
    rf"(?i: of (?:(?:the |its |all |his |her |their |those |these )?(?P<all>[0-9][0-9,]*)"
    rf"|(?:the|its|his|her|their|those|these) (?P<worded>(?!an?\b){PLAIN})\b))"
)
_NO_NOUN = frozenset(_LEXICON["no_noun"].split())
_JOINED = re.compile(
    r"-(?P<noun>member|seat|storey|mile|kilometre|hour|day|week|month|year)\b(?![ -]olds?\b)"
)
_BEFALLEN = frozenset(_LEXICON["befallen"].split())
_OF_THEM = re.compile(r" of (?:them|those|us|you)\b")
_OF_THE = re.compile(r" of (?:the |its |his |her |their |all |these |those )*")


@dataclass(frozen=True)
class CountedNoun:
    """What stands behind a number.

    Parameters
    ----------
    noun : str
        What is counted; empty where no word tells it.
    end : int
        Where it ends.
    bare : bool
        Whether no word at all stands between the number and the verb.
    unit, measure, scope : str
        As in `FigureMention`.
    befallen : str
        The word before the noun that says what befell them: "injured passengers".
    """

    noun: str
    end: int
    bare: bool
    unit: str
    measure: str
    scope: str
    befallen: str = ""

    @property
    def people(self) -> bool:
        """Whether people are counted."""
        return self.unit == "people"


def read_noun(text: str, match: re.Match[str], quantity: Quantity) -> CountedNoun:
    """Find what is counted by the words behind a number; empty where they don't tell."""
    end = after_more(text, quantity.end)
    percent = _PERCENT.match(text, end)
    if match["money"] or percent:
        unit, measure, share = _PRICED[match["money"] or "%"]
        return CountedNoun("", end, bare=False, unit=unit, measure=measure, scope=share)
    joined = _JOINED.match(text, quantity.digits_end)
    if joined is not None:
        return _named(f"{joined['noun']}s", joined.end(), "")
    scope = _SCOPE.match(text, end)
    them = _OF_THEM.match(text, end)
    if them is not None:
        return CountedNoun("", them.end(), bare=True, unit="", measure="", scope="")
    of = _OF_THE.match(text, end)
    at = scope.end() if scope else of.end() - 1 if of else end
    noun, stop, bare, befallen = _noun(text, at)
    whole = f"of {scope['all'] or scope['worded']} {noun}".strip() if scope else ""
    head = replace(_named(noun, stop, whole), bare=bare, befallen=befallen)
    return head if noun or not quantity.vague else replace(head, unit="people", measure="people")


def _named(noun: str, end: int, scope: str) -> CountedNoun:
    bare, word = False, noun.lower()
    singular = word.removesuffix("s")
    if singular in TIMES:
        return CountedNoun(noun, end, bare, f"{singular}s", "duration", scope)
    if word in _LENGTHS:
        return CountedNoun(noun, end, bare, _LENGTHS[word], "distance", scope)
    if word in _MONEY:
        return CountedNoun(noun, end, bare, _MONEY[word], "money", scope)
    if word in PEOPLE:
        return CountedNoun(noun, end, bare, "people", word, scope)
    return CountedNoun(noun, end, bare, word, word, scope)


def _noun(text: str, at: int) -> tuple[str, int, bool, str]:
    """Find what is counted among the words behind a number: the first plural.

    Returns the noun, where it ends, whether no word stands there, and what befell them.
    """
    begin, befallen = at, ""
    for _ in range(5):
        following = _NEXT.match(text, at)
        word = following["word"] if following else ""
        lower = word.lower()
        if following is None or (lower in _NO_NOUN - _NO_HEADS and lower not in _BEFALLEN):
            break
        at = following.end()
        if lower in _NO_HEADS:
            begin = at
            continue
        if lower in _BEFALLEN:
            befallen = lower
            continue
        if _is_counted(word):
            return word, at, False, befallen
        if befallen:
            break
    if befallen:
        return "", begin, True, ""
    return "", at if at == begin else begin, at == begin, ""


def _is_counted(word: str) -> bool:
    lower = word.lower()
    if lower in PEOPLE | _SAME_PLURAL | TIMES or lower in _LENGTHS or lower in _MONEY:
        return True
    if lower in _FRACTIONS:
        return False
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))  # noqa: PLR2004
