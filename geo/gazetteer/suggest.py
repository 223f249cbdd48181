"""Suggest names that a misspelt name may stand for."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.gazetteer.candidates import gather
from geo.gazetteer.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.gazetteer.gazetteer import Gazetteer, Place


# Shorter names have too many neighbours: Lima, Lama, Lida, Lira are four towns.
_FROM_LETTERS = 5
_TWO_EDITS_FROM_LETTERS = 8
_LONGEST = 60  # letters; few longer names are typed, and fewer are mistyped twice
_LATIN = string.ascii_lowercase + " "


@dataclass(frozen=True)
class Suggestion:
    """A name that the gazetteer has, close to one that it hasn't.

    Parameters
    ----------
    name : str
        The name as it could have been written.
    place : Place
        The likeliest place of that name.
    score : float
        Likeness, 0 to 1: one less the share of letters that differ (optimal string alignment).
    edits : int
        Letters left out, put in, replaced, or swapped with their neighbour.
    """

    name: str
    place: Place
    score: float
    edits: int


def suggest(gazetteer: Gazetteer, name: str, *, limit: int = 3) -> list[Suggestion]:
    """List the places whose names differ from a name by a typing mistake.

    Parameters
    ----------
    gazetteer : Gazetteer
        The names that there are.
    name : str
        A name that nothing is called by. Of ``X, Y`` only X is read.
    limit : int
        The most that are given.

    Returns
    -------
    list of Suggestion
        Fewest edits first, then the likeliest place; each place once. One edit anywhere in
        names of 5 letters and more; two edits, the first letter being right, from 8 letters on.
        Empty for shorter names, and where nothing is so close.

    Notes
    -----
    Edits are those of the optimal string alignment distance (Damerau 1964, restricted). One edit is
    tried by writing out all neighbours (Norvig 2007), two by comparing all names with the same
    first letter: a few hundredths of a second, and no memory of its own.

    Examples
    --------
    >>> from geo.gazetteer.gazetteer import embedded
    >>> [(found.name, found.edits) for found in suggest(embedded(), "Cincinatti", limit=1)]
    [('Cincinnati', 2)]
    """
    key = fold(name.partition(",")[0]) or fold(name)
    if not _FROM_LETTERS <= len(key) <= _LONGEST:
        return []
    ranked = []
    for near, edits in sorted(_near(gazetteer, key).items()):
        likeliest = _likeliest(gazetteer, near)
        if likeliest is not None:
            weight, place, spelt = likeliest
            score = round(1 - edits / max(len(key), len(near)), 3)
            ranked.append(((edits, -weight, near), Suggestion(spelt, place, score, edits)))
    ranked.sort(key=lambda entry: entry[0])
    first = {each.place.id: each for _, each in reversed(ranked)}  # the first of each place stays
    return [each for _, each in ranked if first[each.place.id] is each][:limit]


def _near(gazetteer: Gazetteer, key: str) -> dict[str, int]:
    """Find the names of the gazetteer around a key, each with its edits."""
    from rapidfuzz import process  # noqa: PLC0415 - few names are misspelt
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    trie = gazetteer._trie  # noqa: SLF001 - names by their beginning are asked for nowhere else
    near = {other: 1 for other in _neighbours(key) if other != key and other in trie}
    if not near and len(key) >= _TWO_EDITS_FROM_LETTERS:
        others = trie.keys(key[0])
        close = process.extract_iter(key, others, scorer=OSA.distance, score_cutoff=2)
        near = {other: int(edits) for other, edits, _ in close if edits}
    return near


def _neighbours(key: str) -> Iterator[str]:
    """Write out every text that is one edit away; what is put in are letters that names have."""
    letters = _LATIN if key.isascii() else "".join(sorted(set(key)))
    for at in range(len(key) + 1):
        head, tail = key[:at], key[at:]
        yield from (head + letter + tail for letter in letters)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in letters)
            yield head + tail[1:2] + tail[0] + tail[2:]


def _likeliest(gazetteer: Gazetteer, key: str) -> tuple[float, Place, str] | None:
    """Return the place that most people mean by a key, and the name in its spelling."""
    candidates = gather(gazetteer, key)
    if not len(candidates):
        return None
    best = candidates.candidate(gazetteer, 0)
    spelt = best.place.name if fold(best.place.name) == key else key.title()
    return best.score, best.place, spelt
