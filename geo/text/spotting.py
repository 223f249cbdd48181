"""What of a text may be the name of a place: names that the gazetteer has, streets, rivers."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.places.candidates import gather
from geo.places.index import FLAGS
from geo.places.names import fold
from geo.text.inflection import base_forms
from geo.text.tokens import capital, caseless, contracted, unspaced
from geo.text.words import (
    AREAS,
    ARTICLES,
    BUILDINGS,
    FEATURES,
    FUNCTION,
    INNER,
    LEADING_FEATURES,
    OTHER_FUNCTION,
    ROADS,
    SETTLEMENTS,
    vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.places.index import Index
    from geo.text.tokens import Tokens

_LONGEST = 6  # words of a name
_AS_NAMED = ("main", "abbreviation", "demonym", "exonym", "historical")
_LONG = 200  # characters; the longest name of a place, Bangkok's, has 193
_KEPT = 1 << 16
_LARGE = 3.5  # three hundred thousand people under a name that a list has besides
_EVERYDAY, _RARE = 2, 4  # sizes of the list of common words
_PARTICLE = 2  # letters of a word that is no name
_WHERE = ("in", "near", "at", "from", "outside", "of")
_SIGNS = ("-", "’s", "'s")
_ROAD_SIGNS = ("US", "I", "U.S.", "M", "A", "SR", "CR")


@dataclass(frozen=True)
class Known:
    """What the gazetteer has under a name.

    Parameters
    ----------
    score : float
        Of the likeliest place: powers of ten of people; see `geo.places.weights`.
    kind : str
        Its kind.
    world : bool
        Whether it lies in no one country: a sea, a continent, the EU.
    flag : str
        What the name is to it: a word of `geo.places.index.FLAGS`.
    """

    score: float
    kind: str
    flag: str
    world: bool

    @property
    def country(self) -> bool:
        """Whether it is how a country or a continent, or its people, are called."""
        return self.kind == "country" and self.flag in _AS_NAMED

    @property
    def province(self) -> bool:
        """Whether it is how a state or a region of the world is called."""
        return self.kind in ("province", "region") and self.flag in _AS_NAMED


@dataclass(frozen=True)
class Spot:
    """Words of a text that may be a place's name.

    Parameters
    ----------
    first, last : int
        Numbers of its first and its last token.
    asked : str
        The name to look up; as it stands in the text, but for line breaks.
    known : Known or None
        What the gazetteer has under it, or under the words that it begins with.
    site : bool
        Whether it is a street, a river, a building that the gazetteer does not have.
    held : str
        For a building, or a town's high street, the name that it begins with, when the gazetteer
        has that; else empty.
    """

    first: int
    last: int
    asked: str
    known: Known | None
    site: bool = False
    held: str = ""


@functools.lru_cache(maxsize=_KEPT)
def known(index: Index, name: str) -> Known | None:
    """Look up a name; None where the gazetteer has no place of it."""
    key = fold(name)
    if len(key) < 2 or key not in index:  # noqa: PLR2004 - a letter is no name
        return None
    return _best(index, name)


def _best(index: Index, name: str) -> Known | None:
    found = gather(index, " ".join(name.split()))
    if not len(found):
        return None
    kinds = index.columns.words["kind"]
    kind = kinds[index.columns.kind[found.rows[0]]]
    world = index.columns.country[found.rows[0]] == index.columns.code("country", "")
    return Known(float(found.scores[0]), kind, FLAGS[found.flags[0]], bool(world))


@functools.lru_cache(maxsize=_KEPT)
def _area(index: Index, name: str) -> Known | None:
    """Look up ``X County``: also where the gazetteer calls the county X."""
    return _best(index, name)


def spots(index: Index, tokens: Tokens) -> Iterator[Spot]:
    """Yield what may be places, the longest at each place, in the order of the text.

    Parameters
    ----------
    index : Index
        The gazetteer.
    tokens : Tokens
        The text.

    Yields
    ------
    Spot
        None over another.
    """
    number, words = 0, tokens.words
    while number < len(words):
        word = words[number]
        if not (word[0].isupper() or capital(word) or caseless(word)):
            article = _with_article(index, tokens, number) if word in ARTICLES else None
            if article is None:
                number += 1
                continue
            yield article
            number = article.last + 1
            continue
        spot = _spot(index, tokens, number)
        if spot is not None:
            yield spot
            number = spot.last
        number += 1


def _with_article(index: Index, tokens: Tokens, first: int) -> Spot | None:
    """Read a name that begins with an article in small letters, where a list has it so."""
    at = first + 1 + (tokens.word(first + 1) == "-")
    hyphen = at > first + 1
    if not tokens.word(at)[:1].isupper() or (tokens.words[first] != "the" and not hyphen):
        return None
    last, bare = _longest(index, tokens, at, _run(tokens, at))
    last = max(last, at)
    key = fold(_name(tokens, first, last))
    if key not in index or (not hyphen and bare is None):
        return None
    found = _named(index, tokens, first, last)
    literal = len(index.rows(key)[0]) > 0
    if found is None or not literal or (bare is not None and bare.score >= found.score):
        return None
    return Spot(first, last, _name(tokens, first, last), found)


def _inflected(index: Index, tokens: Tokens, first: int, end: int) -> Spot | None:
    """Read a well-known name with a case ending or a particle: в Лондоне, 서울에서."""
    last = first
    if tokens.words[first].casefold() in OTHER_FUNCTION:
        return None
    while last + 2 < end and tokens.words[last + 1] == "-":
        last += 2
    before = tokens.text[tokens.starts[first] : tokens.starts[last]]
    for base in base_forms(tokens.words[last]):
        name = before + base
        found = known(index, name)
        if found is not None and _well_known(found):
            return Spot(first, last, name, found)
    return None


def _well_known(found: Known) -> bool:
    """Return whether a name that is not written as its list has it is that of a large place."""
    return found.score >= _LARGE or found.country or found.province


def _spot(index: Index, tokens: Tokens, first: int) -> Spot | None:
    end = _run(tokens, first)
    last, found = _longest(index, tokens, first, end)
    if not tokens.words[first].isascii():
        inflected = None if found else _inflected(index, tokens, first, end)
        small = found is not None and unspaced(tokens.words[first]) and not _well_known(found)
        if small or inflected is not None:
            return inflected
    single = last <= first
    stopped = tokens.word(first + 1) == "."
    short = stopped and found is not None and found.flag == "abbreviation"
    if single and not short and _no_name(tokens.words[first]):
        return None
    site = _site(tokens, first, end)
    if site > last or (found is None and site > first):
        held = _name(tokens, first, last) if _stands_there(tokens, last, site) else ""
        return Spot(first, site, _name(tokens, first, site), found, site=True, held=held)
    if found is None:
        return _unknown(tokens, first, end)
    behind = last + 1
    if tokens.word(behind).lower() in AREAS and tokens.joined(behind):
        name = _name(tokens, first, behind)
        area = _area(index, name) if capital(tokens.words[behind]) else None
        if area is not None:
            return Spot(first, behind, name, area)
    return Spot(first, last, _name(tokens, first, last), found)


def _unknown(tokens: Tokens, first: int, end: int) -> Spot | None:
    """Read a name that no list has, where the text says what it is: the village of X; in X, Y."""
    words, last = tokens.words, first
    while last + 1 < end and capital(words[last + 1]):
        last += 1
    if len(words[first]) < 3 or words[first].lower() in vocabulary().common:  # noqa: PLR2004
        return None
    before, further = tokens.word(first - 1).lower(), tokens.word(first - 2).lower()
    called = before == "of" and further in SETTLEMENTS
    inside = before in _WHERE and tokens.word(last + 1) == ","
    if called or (inside and capital(tokens.word(last + 2))):
        return Spot(first, last, _name(tokens, first, last), None)
    return None


def _stands_there(tokens: Tokens, last: int, site: int) -> bool:
    """Return whether a building stands where the name that it begins with is."""
    if last < 0 or tokens.words[site].isdigit():
        return False
    if tokens.words[site].lower() in BUILDINGS:  # Aga Khan Hospital is in no place called Aga
        between = tokens.words[last + 1 : site]
        own = bool(between) and between[0] in _SIGNS[1:]  # London's Royal Hospital
        return own or all(_plain(word.lower()) for word in between)
    return tokens.words[site - 1] in ("High", "Main") and site - 1 > last


def _plain(word: str) -> bool:
    """Return whether a word between a town and a building is no part of another name."""
    lists = vocabulary()
    if word in FEATURES or word in _SIGNS:
        return True
    common = lists.common.get(word, _RARE)
    named = word in lists.first or word in lists.last
    return common < (_EVERYDAY if named else _RARE)


def _no_name(word: str) -> bool:
    """Return whether a word by itself is no name, whatever village is called so."""
    lower = word.lower()
    if not word.isascii():
        cyrillic = "\u0400" <= lower[0] <= "\u052f" and len(word) <= _PARTICLE
        return cyrillic or lower in OTHER_FUNCTION or lower in INNER or contracted(word)
    return (lower in FUNCTION and not word.isupper()) or lower in INNER or contracted(word)


def _name(tokens: Tokens, first: int, last: int) -> str:
    return " ".join(tokens.text[tokens.starts[first] : tokens.ends[last]].split())


def _run(tokens: Tokens, first: int) -> int:
    """Find the end of the words that may stand in one name: capitals and small words."""
    words, end, count = tokens.words, first + 1, 1
    while end < len(words) and count < _LONGEST and tokens.joined(end):
        word = words[end]
        if word not in _SIGNS:
            inside = words[end - 1] == "-" or tokens.word(end + 1) == "-"
            if not (word in INNER or capital(word) or caseless(word) or inside):
                break
            count += 1
        end += 1
    return end


def _longest(index: Index, tokens: Tokens, first: int, end: int) -> tuple[int, Known | None]:
    """Find the longest name that the gazetteer has."""
    words = tokens.words
    for last in range(end - 1, first - 1, -1):
        word = words[last]
        if word == "-" or not (word in _SIGNS or capital(word) or caseless(word)):
            continue
        found = _named(index, tokens, first, last)
        if found is not None:
            own = word in _SIGNS and tokens.word(last + 1) != ","  # St. George's, Grenada
            bare = _named(index, tokens, first, last - 1) if own else None
            return (last - 1, bare) if bare and bare.score >= found.score else (last, found)
    return -1, None


def _named(index: Index, tokens: Tokens, first: int, last: int) -> Known | None:
    start, end = tokens.starts[first], tokens.ends[last]
    return known(index, tokens.text[start:end]) if 0 < end - start <= _LONG else None


def _site(tokens: Tokens, first: int, end: int) -> int:
    """Find the last word of a street, a river, a building; -1 where there is none."""
    words, last = tokens.words, -1
    lower = words[first].lower()
    if lower in ROADS or words[first] in _ROAD_SIGNS:
        behind = first + 1 + (tokens.word(first + 1) == "-")
        signed = behind > first + 1 or lower in ROADS
        return behind if signed and tokens.word(behind).isdigit() else -1
    for number in range(first + 1, end):
        word = words[number]
        if not capital(word):
            if word not in _SIGNS:
                break
        elif word.lower() in FEATURES:
            last = number
        elif word.lower() in ROADS and tokens.word(number + 1).isdigit():
            return number + 1
    if last > 0 and words[last] == "Road" and tokens.word(last + 1).isdigit():
        return last + 1
    if last < 0 and lower in LEADING_FEATURES and first + 1 < end:
        return first + 1 if capital(words[first + 1]) and words[first + 1] != "War" else -1
    return last
