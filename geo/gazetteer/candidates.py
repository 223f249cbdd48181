"""Look up the places that a name can mean, each with a score and reasons."""

from __future__ import annotations

import functools
import string
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.gazetteer import weights
from geo.gazetteer.gazetteer import FLAGS
from geo.gazetteer.normalize import SITES, NameForm, fold, forms
from geo.geodesy import each_to_each_km

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from geo.gazetteer.gazetteer import Gazetteer, Numbers, Place


_COLUMNS = ("name", "kind", "country", "admin1", "lon", "lat", "population", "radius_m")
_MAIN, _CODE, _ALTERNATE, _EXONYM = (
    FLAGS.index(word) for word in ("main", "code", "alternate", "exonym")
)
_LAST_LATIN = "\u024f"
_INITIALS = 3  # capitals; four are as often a town in a headline
INSIDE = "inside"  # the part of a form whose name is only held by the name that was asked for
_SEATS, _AREAS = ("PPLC", "PPLA", "PPLA2"), ("ADM1", "ADM2")
_RESPELLED = 0.65  # of the letters: Asyut is Assiut, Johor is not Johor Bahru
_LONGEST, _INNER, _SHORT = 12, 4, 2  # words that are looked at; words, and letters, of a name
_KEPT = 1 << 16  # names whose candidates are kept in memory; a name's take about 1 kB


class Candidate(NamedTuple):
    """A place that a name can mean.

    Parameters
    ----------
    place : Place
        The place.
    flag : str
        What the name is to it: a word of `geo.gazetteer.gazetteer.FLAGS`.
    form : Form
        How the name was read.
    score : float
        log10 of population, with weights on top; see `geo.gazetteer.weights`.
    """

    place: Place
    flag: str
    form: NameForm
    score: float


@dataclass(frozen=True, eq=False)
class Candidates:
    """All the places that a name can mean, as arrays: one element per place, the best first.

    Parameters
    ----------
    rows : ndarray of int
        Rows of the gazetteer; each stands there once.
    flags : ndarray of int
        What the name is to the place: numbers in `geo.gazetteer.gazetteer.FLAGS`.
    forms : ndarray of int
        How the name was read: numbers in `readings`.
    scores : ndarray of float
        As of a `Candidate`, without any context.
    readings : tuple of Form
        The ways in which the name was read.
    """

    rows: Numbers
    flags: Numbers
    forms: Numbers
    scores: Numbers
    readings: tuple[NameForm, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, chosen: Numbers) -> Candidates:
        """Select some of the candidates, by a mask or by their numbers in a new order."""
        return replace(
            self,
            rows=self.rows[chosen],
            flags=self.flags[chosen],
            forms=self.forms[chosen],
            scores=self.scores[chosen],
        )

    def candidate(self, gazetteer: Gazetteer, number: int) -> Candidate:
        """Return one candidate with its place."""
        return Candidate(
            place=gazetteer.place(int(self.rows[number])),
            flag=FLAGS[self.flags[number]],
            form=self.readings[self.forms[number]],
            score=round(float(self.scores[number]), 6),
        )


NOTHING = Candidates(
    rows=np.empty(0, np.int64),
    flags=np.empty(0, np.int8),
    forms=np.empty(0, np.int8),
    scores=np.empty(0),
)


@functools.lru_cache(maxsize=_KEPT)
def find_candidates(gazetteer: Gazetteer, name: str) -> Candidates:
    """List the candidates for a name, the best first.

    The literal name comes first. A generic wording is left out only when no candidate is of the
    kind that it asks for, and no province has all of it as its own name. Of those that are found
    then, only those of that kind are kept where there are any: the village of Poland is not the
    country. A part is taken for its whole only when there is nothing else. Codes count only in
    capitals: THE is Teresina's airport, the is not.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where to look.
    name : str
        A name in any script.

    Returns
    -------
    Candidates
        One element for each place, sorted by score, then by id.
    """
    readings = forms(name)
    initials = name.isupper() and len(name.replace(".", "")) <= _INITIALS
    parts: list[tuple[Numbers, ...]] = []
    for number, form in enumerate(readings):
        if form.part and parts:
            break
        if form.words and any(
            (_fits(gazetteer, rows, form) | _own_province(gazetteer, rows, flags)).any()
            for rows, flags, *_ in parts
        ):
            continue
        rows, flags = gazetteer.rows(form.key)
        if len(rows) and not name.isupper():
            rows, flags = rows[flags != _CODE], flags[flags != _CODE]
        if (
            form.key[0] > _LAST_LATIN
        ):  # a name in another script is a translation, not a neighbour's
            flags = np.where(flags == _ALTERNATE, _EXONYM, flags)
        if form.words and (fits := _fits(gazetteer, rows, form)).any():
            rows, flags = rows[fits], flags[fits]
        if len(rows):
            flags, raised = _raise_seats(gazetteer, rows, flags, form.key)
            scores = _scores(gazetteer, rows, flags, form) + raised
            if initials:
                scores = scores + weights.NO_INITIALS * _spelled(gazetteer, rows, flags)
            parts.append((rows, flags, np.full(len(rows), number, np.int8), scores))
    if not parts:
        return NOTHING
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return _sorted(columns, readings)


def _sorted(columns: list[Numbers], readings: list[NameForm]) -> Candidates:
    """Sort the best first, and of a place that was found twice keep the better."""
    rows, flags, numbers, scores = columns
    order = np.lexsort((rows, -scores))
    candidates = Candidates(
        rows[order], flags[order], numbers[order], scores[order], tuple(readings)
    )
    if len(readings) > 1:
        _, first = np.unique(candidates.rows, return_index=True)
        candidates = candidates.take(np.sort(first))
    return candidates


def _fits(gazetteer: Gazetteer, rows: Numbers, form: NameForm) -> Numbers:
    """Return which rows are of a kind that the wording asks for."""
    kinds = [gazetteer.columns.code("kind", kind) for kind in form.kinds]
    return np.isin(gazetteer.columns.kind[rows], kinds)


def _own_province(gazetteer: Gazetteer, rows: Numbers, flags: Numbers) -> Numbers:
    """Return which are provinces whose own name it is: Nairobi County is none of the counties."""
    province = gazetteer.columns.code("kind", "province")
    return np.asarray((flags == _MAIN) & (gazetteer.columns.kind[rows] == province))


def _scores(gazetteer: Gazetteer, rows: Numbers, flags: Numbers, form: NameForm) -> Numbers:
    columns, table = gazetteer.columns, weights.tables(gazetteer)
    scores = table.prior(rows) + table.named[columns.kind[rows], flags]
    if form.kinds:
        scores += weights.ASKED_KIND * _fits(gazetteer, rows, form)
    if form.words:
        scores += weights.LEFT_OUT_WORDS
    if form.part:
        scores += weights.PART_OF
    rounded: Numbers = scores.round(6)
    return rounded


def _raise_seats(
    gazetteer: Gazetteer, rows: Numbers, flags: Numbers, key: str
) -> tuple[Numbers, Numbers]:
    """Return what the name is to each place, and how much is added to its score for its area.

    A seat after which its area is named has the area's name as much as the area: Odesa is the seat
    of Odessa, and Basrah of Basra, in another spelling. Salvador, which is called Bahia besides, is
    not Bahia respelled.
    """
    columns, raised = gazetteer.columns, np.zeros(len(rows))
    listed = flags == _ALTERNATE
    seats = ((flags == _EXONYM) | listed) & np.isin(
        columns.feature[rows], _codes(gazetteer, _SEATS)
    )
    areas = ~listed & np.isin(columns.feature[rows], _codes(gazetteer, _AREAS))
    if not (seats.any() and areas.any()):
        return flags, raised
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - few names are both

    by_flag = np.array([weights.NAME[word] for word in FLAGS])[flags]
    for number in np.flatnonzero(seats):
        row, others = int(rows[number]), rows[areas]
        around = nested(gazetteer, row, others) & (columns.country[others] == columns.country[row])
        around |= same_ground(gazetteer, row, others)
        own = fold(gazetteer.place(row).name)
        longer = own != key and (f"{own} ".startswith(f"{key} ") or f"{key} ".startswith(f"{own} "))
        if around.any() and not longer and OSA.normalized_similarity(own, key) >= _RESPELLED:
            raised[number] = max(0.0, by_flag[areas][around].max() - weights.NAME["exonym"])
            flags = np.where(np.arange(len(rows)) == number, _EXONYM, flags)
    return flags, raised


def _codes(gazetteer: Gazetteer, features: Sequence[str]) -> list[int]:
    return [gazetteer.columns.code("feature", word) for word in features]


def _spelled(gazetteer: Gazetteer, rows: Numbers, flags: Numbers) -> Numbers:
    """Return which places are towns whose name is spelled out: Eu is no EU."""
    columns = gazetteer.columns
    towns = [columns.code("kind", kind) for kind in ("city", "suburb")]
    short = (flags == _CODE) | (flags == FLAGS.index("abbreviation"))
    return np.asarray(np.isin(columns.kind[rows], towns) & ~short)


def find_candidates_inside(gazetteer: Gazetteer, name: str) -> Candidates:
    """List the candidates for the names that a longer, unknown name holds.

    ``Cavan Institute`` holds Cavan; which of the names it holds is meant, the context decides.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where to look.
    name : str
        A name that the gazetteer doesn't have.

    Returns
    -------
    Candidates
        As of `find_candidates`; each form says ``inside`` as its part.
    """
    words = fold(name).split()[:_LONGEST]
    candidates, number = [], 0
    while number < len(words):
        for end in range(min(len(words), number + _INNER), number, -1):
            key = " ".join(words[number:end])
            inner = (
                find_candidates(gazetteer, key)
                if key not in SITES and len(key) > _SHORT
                else NOTHING
            )
            if len(inner) and end - number < len(words):
                candidates.append((key, inner))
                number = end - 1
                break
        number += 1
    if not candidates:
        return NOTHING
    readings = [NameForm(key, words="", part=INSIDE) for key, _ in candidates]
    columns = [
        np.concatenate([getattr(inner, column) for _, inner in candidates])
        for column in ("rows", "flags", "scores")
    ]
    forms_ = np.repeat(
        np.arange(len(candidates), dtype=np.int8), [len(inner) for _, inner in candidates]
    )
    rows, flags, scores = columns
    return _sorted([rows, flags, forms_, scores + weights.INSIDE], readings)


def table(gazetteer: Gazetteer, candidates: Candidates) -> pd.DataFrame:
    """Write candidates as a table; the columns are those of `Gazetteer.candidates`."""
    import pandas as pd  # noqa: PLC0415 - answering a name needs no pandas

    listed = [candidates.candidate(gazetteer, number) for number in range(len(candidates))]
    rows = [
        [*(getattr(c.place, column) for column in _COLUMNS), c.flag, c.score, c.place.id]
        for c in listed
    ]
    return pd.DataFrame(rows, columns=[*_COLUMNS, "named", "score", "provider_id"])


# Shorter names have too many neighbours: Lima, Lama, Lida, Lira are four towns.
_FROM_LETTERS = 5
_TWO_EDITS_FROM_LETTERS = 8
_LONGEST_TYPED = 60  # letters; few longer names are typed, and fewer are mistyped twice
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
    if not _FROM_LETTERS <= len(key) <= _LONGEST_TYPED:
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
    candidates = find_candidates(gazetteer, key)
    if not len(candidates):
        return None
    best = candidates.candidate(gazetteer, 0)
    spelt = best.place.name if fold(best.place.name) == key else key.title()
    return best.score, best.place, spelt


_DISTRICTS, _SEAT_KM = ("ADM2", "ADM3"), 60.0  # a district of the name lies around its town


def same_ground(gazetteer: Gazetteer, row: int, others: Numbers) -> Numbers:
    """Return which places are on the ground of another: a city and the district around it.

    Parameters
    ----------
    gazetteer : Gazetteer
        The gazetteer.
    row : int
        A place.
    others : ndarray of int
        Places that share a name with it.

    Returns
    -------
    ndarray of bool
        For each of the others whether it lies there.
    """
    columns = gazetteer.columns
    same: Numbers = columns.country[others] == columns.country[row]
    number = np.flatnonzero(same)
    if not len(number):
        return same
    others = others[number]
    own = gazetteer.unit_vectors(np.array([row]))
    reach_km = np.maximum(columns.radius_m[others], columns.radius_m[row]) / 1000
    away_km = each_to_each_km(gazetteer.unit_vectors(others), own)[:, 0]
    near = away_km <= reach_km
    in_state = columns.admin1[others] == columns.admin1[row]
    district = columns.code("feature", "ADM2")
    if columns.admin2[row] != columns.code("admin2", ""):
        seat = (columns.feature[others] == district) | (columns.feature[row] == district)
        near |= seat & in_state & (columns.admin2[others] == columns.admin2[row])
    if columns.admin1[row] != columns.code("admin1", ""):
        codes = [columns.code("feature", word) for word in _DISTRICTS]
        near |= np.isin(columns.feature[others], codes) & in_state & (away_km <= _SEAT_KM)
    same[number] = near
    return same


def nested(gazetteer: Gazetteer, row: int, others: Numbers) -> Numbers:
    """Return where one of two places is the province around the other."""
    columns = gazetteer.columns
    province = columns.code("feature", "ADM1")
    either = (columns.feature[others] == province) | (columns.feature[row] == province)
    known = columns.admin1[row] != columns.code("admin1", "")
    inside: Numbers = known & either & (columns.admin1[others] == columns.admin1[row])
    return inside
