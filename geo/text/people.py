"""Who is named in a text, so that people are not taken for places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.text.spotting import find_entry
from geo.text.tokens import capital
from geo.text.words import (
    AREAS,
    BODIES,
    CALENDAR,
    COMPASS,
    FEATURES,
    FUNCTION,
    PUBLIC,
    TITLES,
    vocabulary,
)

if TYPE_CHECKING:
    from geo.places.index import Index
    from geo.text.tokens import Tokens

_NO_SURNAME = AREAS | BODIES | CALENDAR | COMPASS | FEATURES | FUNCTION | PUBLIC
_MOST = 3  # words of a name


@dataclass(frozen=True, eq=False)
class People:
    """The people of a text.

    Parameters
    ----------
    tokens : frozenset of int
        Numbers of the tokens that are in a person's name.
    names : frozenset of str
        The names, one word each, in small letters.
    """

    tokens: frozenset[int]
    names: frozenset[str]

    @classmethod
    def of(cls, index: Index, tokens: Tokens) -> People:
        """Find who has a first name and a surname, or a title and a name."""
        numbers: set[int] = set()
        for number, word in enumerate(tokens.words):
            lower = word.lower()
            if lower in TITLES:
                numbers.update(_titled(index, tokens, number))
            elif lower in vocabulary().first and word[0].isupper() and number not in numbers:
                numbers.update(_named(index, tokens, number))
        names = (tokens.words[number].lower() for number in numbers)
        return cls(frozenset(numbers), frozenset(name for name in names if len(name) > 1))


def _named(index: Index, tokens: Tokens, first: int) -> list[int]:
    """Return the tokens of a name that begins with a first name; none where it may be a place."""
    rest = _rest(tokens, first)
    if not rest:
        return []
    word, surname = tokens.words[first], tokens.words[rest[-1]].lower()
    text = tokens.text[tokens.starts[first] : tokens.ends[rest[-1]]]
    if find_entry(index, text) is not None:
        return []
    place = find_entry(index, word)
    lists = vocabulary()
    if place is not None and (place.country or place.province) and surname not in lists.last:
        return []
    common = lists.common.get(word.lower())
    if tokens.opens(first) and common is not None and surname not in lists.last:
        return []
    return [first, *rest]


def _titled(index: Index, tokens: Tokens, title: int) -> list[int]:
    """Return the tokens of a name behind a title; none where it is a country's."""
    name = title + 1
    if tokens.word(name) == ".":
        name += 1
    if name >= len(tokens) or tokens.starts[name] - tokens.ends[name - 1] != 1:
        return []
    word = tokens.words[name]
    if not word[0].isupper() or not _surname(word) or word.lower() in TITLES:
        return []
    place = find_entry(index, word)
    if place is not None and (place.country or place.flag == "abbreviation"):
        return []
    return [name, *_rest(tokens, name)]


def _rest(tokens: Tokens, first: int) -> list[int]:
    """Return what follows of a name: initials and capitalised words that are no clue themselves."""
    rest: list[int] = []
    number = first + 1
    while number < len(tokens) and len(rest) < _MOST:
        word = tokens.words[number]
        if len(word) == 1 and word.isupper() and tokens.word(number + 1) == ".":
            number += 2
            continue
        apart = tokens.starts[number] - tokens.ends[number - 1]
        if word == "-" and apart == 0:
            number += 1
            continue
        if apart > 1 or not capital(word) or not _surname(word):
            break
        rest.append(number)
        number += 1
    return rest


def _surname(word: str) -> bool:
    return len(word) > 1 and not word.endswith(".") and word.lower() not in _NO_SURNAME
