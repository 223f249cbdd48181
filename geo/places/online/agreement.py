"""Whether an answer bears the name that was asked for."""

from __future__ import annotations

import unicodedata
from enum import Enum
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from geo.geodesy import distance_km
from geo.places.candidates import gather
from geo.places.names import SITES, fold
from geo.places.shapes import POINTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.places.index import Gazetteer, Place

# Words that say what a place is, not which one: "Lahore District" is Lahore's.
_GENERIC = SITES | {
    "ave", "blvd", "borough", "boulevard", "city", "commune", "community", "county", "de", "del",
    "department", "der", "des", "district", "division", "du", "el", "governorate", "greater", "la",
    "le", "les", "ln", "metropolitan", "municipality", "of", "oblast", "prefecture", "province",
    "rd", "region", "republic", "saint", "st", "state", "subdistrict", "tehsil", "territory",
    "town", "township", "urban", "village", "and",
} - {"north", "south", "east", "west", "new", "old"}  # fmt: skip
_ONE_EDIT_FROM, _TWO_EDITS_FROM = 5, 8  # letters; as in `geo.places.suggest`
_SAME_PLACE_KM = 25.0
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
_MOST_NAMES = 400  # languages and spellings of one place; a country of Nominatim has 300


class Agreement(Enum):
    """What the name of an answer says of the question."""

    SAME = "the same name, another spelling of it, or one that the gazetteer knows for the place"
    OTHER = "another name"
    UNKNOWN = "another script: the names can't be compared"


def compare(
    gazetteer: Gazetteer, query: str, place: Place, *, names: Sequence[str], address: str
) -> Agreement:
    """Compare the name that was asked with the names that an answer bears.

    Parameters
    ----------
    gazetteer : Gazetteer
        Other names of places.
    asked : str
        The name as it was asked; ``X, Y`` asks for X.
    place : Place
        Where the answer is.
    names : sequence of str
        What the provider calls the place, in any language.
    address : str
        Its name and what contains it, as the provider writes it.

    Returns
    -------
    Agreement
        SAME when every distinctive word of X is in one of the names or, for what contains the
        place, in the address; and the name has no distinctive word that was not asked for.

    Notes
    -----
    Words are folded as in `geo.places.names.fold`, and alike within one edit from 5 letters and
    two edits from 8 letters on (optimal string alignment, Damerau 1964).
    """
    if _known_as(gazetteer, query, place):
        return Agreement.SAME
    head = _words(query.partition(",")[0]) or _words(query)
    everything = _words(query)
    around = _words(address)
    borne = [words for words in map(_words, names[:_MOST_NAMES]) if words]
    if any(_same(head, everything, own, around) for own in borne):
        return Agreement.SAME
    scripts = _scripts(head)
    if not any(scripts & _scripts(own) for own in borne):
        return Agreement.UNKNOWN
    return Agreement.OTHER


def _same(head: list[str], everything: list[str], own: list[str], around: list[str]) -> bool:
    """Check both ways: what was asked is answered, and what is answered was asked."""
    named = _distinctive(head)
    answered = all(_in(word, [*own, *around]) for word in named)
    extra = [word for word in _distinctive(own) if not _in(word, everything)]
    shared = any(_in(word, own) for word in (named if len(named) == 1 else everything))
    return answered and shared and not extra


def _words(text: str) -> list[str]:
    return fold(text).split()


def _distinctive(words: Iterable[str]) -> list[str]:
    """Leave out generic words and numbers of houses, unless there is nothing else."""
    words = list(words)
    own = [word for word in words if word not in _GENERIC and not word[0].isdigit()]
    return own or words


def _in(word: str, others: Iterable[str]) -> bool:
    return any(_alike(word, other) for other in others)


def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    if _is_unspaced(word) and _is_unspaced(other):
        return word.startswith(other) or other.startswith(word)
    shorter = min(len(word), len(other))
    edits = (shorter >= _ONE_EDIT_FROM) + (shorter >= _TWO_EDITS_FROM)
    return bool(edits and OSA.distance(word, other, score_cutoff=edits) <= edits)


def _is_unspaced(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith(_UNSPACED)


def _scripts(words: Iterable[str]) -> set[str]:
    """List the scripts of the letters, as the first word of their Unicode names."""
    letters = {letter for word in words for letter in word if letter.isalpha()}
    return {unicodedata.name(letter, "?").split()[0] for letter in letters} or {"digits"}


def _known_as(gazetteer: Gazetteer, query: str, place: Place) -> bool:
    """Check whether the gazetteer has a place of that name and sort where the answer is."""
    candidates = gather(gazetteer, query.partition(",")[0])
    for number in range(len(candidates)):
        candidate = candidates.candidate(gazetteer, number)
        other = candidate.place
        if candidate.form.part or (place.kind in POINTS and other.kind != place.kind):
            continue
        if "country" in (other.kind, place.kind):
            if other.kind == place.kind and other.country == place.country:
                return True
            continue
        apart_km = distance_km(place.lon, place.lat, other.lon, other.lat)
        if apart_km <= max(_SAME_PLACE_KM, other.radius_m / 1000):
            return True
    return False
