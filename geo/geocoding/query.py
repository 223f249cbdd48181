"""Parse a query: a name and its own hints."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer import weights
from geo.gazetteer.candidates import NOTHING, Candidates, find_candidates, find_candidates_inside
from geo.gazetteer.gazetteer import FLAGS
from geo.gazetteer.normalize import SITES, fold, forms
from geo.geocoding.hints import Area, Hints
from geo.geocoding.notations import Notation, describes_region, notations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer.gazetteer import Gazetteer, Numbers, Place


_COMMAS = 4  # "Edgware, Barnet, London, England, UK"
_HOLDERS = 4  # places that Y in "X, Y" may mean; a fifth has never been meant in what we read
_KEPT = 1 << 16
_FITS = np.empty(0, np.int8)
LONGEST_NAME = 300  # characters; the longest name of a place, Bangkok's, has 193
_AREAS = ("country", "province", "region", "borough")
_LARGE_AREAS = ("country", "province")
_STATES = ("country", "province")
_ALIAS = [FLAGS.index(flag) for flag in ("alternate", "code", "demonym")]
_CODES = [FLAGS.index(flag) for flag in ("code", "abbreviation")]
_HELD_BY = {"country": ("region",), "province": ("country", "region")}
_LEAST_PEOPLE = 1_000  # a hamlet is not meant where only a space stands before the state's name


@dataclass(frozen=True, eq=False)
class ParsedQuery:
    """A question with the places that can answer it.

    Parameters
    ----------
    head : str
        Folded name without what it says of where the place is: ``hyderabad``.
    candidates : Candidates
        Candidates that fit, the best first; scores count the hints.
    refused : Candidates
        Candidates that contradict a hint.
    against : ndarray of int
        Why each of the refused does: see `Hints.why`.
    holders : tuple of Place
        What Y in ``X, Y`` may mean.
    held : ndarray of int
        For each of `candidates` the number of its holder; -1 where the name has none.
    how : Notation or None
        How the name was read, where it is not as it was written.
    doubtful : bool
        Whether Y in ``X, Y`` is a code of several areas that each hold an X: ``Ontario, CA``.
    """

    head: str
    candidates: Candidates
    refused: Candidates
    against: Numbers
    holders: tuple[Place, ...] = ()
    held: Numbers | None = None
    how: Notation | None = None
    doubtful: bool = False

    def holder(self, number: int) -> Place | None:
        """Return what the name itself says to contain a candidate."""
        return None if self.held is None else self.holders[int(self.held[number])]

    @property
    def qualified(self) -> bool:
        """Whether the name says itself where the place is, and a place is there."""
        return self.held is not None and len(self.candidates.rows) > 0


@functools.lru_cache(maxsize=_KEPT)
def read(gazetteer: Gazetteer, name: str, hints: Hints, *, inside: bool = False) -> ParsedQuery:
    """Read a question.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where to look.
    name : str
        The name; ``X, Y`` means X inside Y where Y is a place and holds an X, else one name.
    hints : Hints
        What is known beforehand; a candidate that contradicts a hint is refused.
    inside : bool
        Whether a name that is not known may stand for a place whose name it holds.

    Returns
    -------
    ParsedQuery
        Without candidates when nothing has the name, or all that have it are refused.
    """
    how = None
    candidates, holders, held = _held(gazetteer, name, hints)
    if not len(candidates.rows) and len(name) <= LONGEST_NAME:
        how, candidates, holders, held = _otherwise(gazetteer, name, hints)
    if inside and not len(candidates.rows):
        candidates = find_candidates_inside(gazetteer, name)
    head = fold((how.name if how else name).partition(",")[0])
    if not hints.any and not hints.level and held is None:
        return ParsedQuery(head, candidates, NOTHING, _FITS, how=how)
    against = hints.against(gazetteer, candidates.rows)
    fits = against == 0
    fitting, refused = candidates.take(fits), candidates.take(~fits)
    fitting = replace(fitting, scores=fitting.scores + hints.score(gazetteer, fitting.rows))
    order = np.lexsort((fitting.rows, -fitting.scores))
    return ParsedQuery(
        head=head,
        candidates=fitting.take(order),
        refused=refused,
        against=against[~fits],
        holders=holders,
        held=held[fits][order] if held is not None else None,
        how=how,
        doubtful=_doubtful(
            gazetteer,
            (how.name if how else name),
            fitting.take(order),
            holders,
            held[fits][order] if held is not None else None,
        ),
    )


def _otherwise(
    gazetteer: Gazetteer, name: str, hints: Hints
) -> tuple[Notation | None, Candidates, tuple[Place, ...], Numbers | None]:
    """Read a name that the gazetteer does not have as it is written."""
    for how in notations(name):
        candidates, holders, held = _held(gazetteer, how.name, hints)
        if held is None or holders[held[0]].id == gazetteer.place(int(candidates.rows[0])).id:
            same = _same_place(gazetteer, how)
            if same is not None:
                return replace(how, notes=(*how.notes, same[0])), same[1], (), None
        if held is not None:
            fits = _fits(gazetteer, how, candidates, [holders[number] for number in held])
            candidates, held = candidates.take(fits), held[fits]
        elif "," in how.name:
            continue
        if len(candidates.rows):
            return how, candidates, holders, held
    return None, NOTHING, (), None


def _same_place(gazetteer: Gazetteer, how: Notation) -> tuple[str, Candidates] | None:
    """Read ``Mumbai (Bombay)``: two names of one place."""
    head, comma, tail = how.name.partition(", ")
    if not comma or "," in tail or how.loose or fold(head) == fold(tail):
        return None
    first, other = find_candidates(gazetteer, head), find_candidates(gazetteer, tail)
    both = np.isin(first.rows, other.rows)
    return (f"also called {tail}", first.take(both)) if both.any() else None


def _fits(
    gazetteer: Gazetteer, how: Notation, candidates: Candidates, holders: Sequence[Place]
) -> Numbers:
    """Return which candidates the notation allows to lie in their holders."""
    columns = gazetteer.columns
    area = np.array([place.kind in _AREAS for place in holders])
    if not how.loose:
        suburbs = columns.kind[candidates.rows] == columns.code("kind", "suburb")
        return np.asarray(area | suburbs | ("," in how.written))
    state = np.array([place.kind in _STATES for place in holders])
    well = columns.people[candidates.rows] >= _LEAST_PEOPLE
    return np.asarray(state & well & ~np.isin(candidates.flags, _ALIAS))


def _held(
    gazetteer: Gazetteer, name: str, hints: Hints
) -> tuple[Candidates, tuple[Place, ...], Numbers | None]:
    """Find the candidates for a name, inside what the name says; then as one name."""
    head, comma, tail = name.rpartition(",")
    if not comma or head.count(",") >= _COMMAS or not fold(head) or not fold(tail):
        return find_candidates(gazetteer, name), (), None
    places, scores = _holders(gazetteer, tail, hints)
    for inner in (_held(gazetteer, head, hints)[0], _without_words(gazetteer, head)):
        if not len(inner.rows) or not places:
            continue
        inside = np.array([_inside(gazetteer, place, inner.rows) for place in places])
        likelihood = np.where(inside, weights.HOLDER * (scores - scores[0])[:, None], -np.inf)
        held = likelihood.argmax(axis=0)
        gain = likelihood.max(axis=0)
        chosen = np.isfinite(gain)
        if chosen.any():
            contained = inner.take(chosen)
            return replace(contained, scores=contained.scores + gain[chosen]), places, held[chosen]
    return find_candidates(gazetteer, name), (), None


def _without_words(gazetteer: Gazetteer, name: str) -> Candidates:
    """Find the candidates for ``City of X`` without the words for what it is."""
    return next(
        (find_candidates(gazetteer, form.key) for form in forms(name) if form.words), NOTHING
    )


def _inside(gazetteer: Gazetteer, holder: Place, rows: Numbers) -> Numbers:
    """Return which places lie in a holder and are no larger: no country is in a province."""
    columns = gazetteer.columns
    inside = Area(holder, gazetteer).holds(rows)
    for kind, holding in _HELD_BY.items():
        if holder.kind not in holding:
            inside &= columns.kind[rows] != columns.code("kind", kind)
    return inside


def _doubtful(
    gazetteer: Gazetteer,
    name: str,
    candidates: Candidates,
    holders: Sequence[Place],
    held: Numbers | None,
) -> bool:
    """Return whether a code at the end of a name may be either of two that hold such a place."""
    if held is None or len(np.unique(held)) < 2:  # noqa: PLR2004 - one holder leaves no doubt
        return False
    tail = find_candidates(gazetteer, name.rpartition(",")[2])
    flags = dict(zip(tail.rows.tolist(), tail.flags.tolist(), strict=True))
    known = gazetteer.columns.people[candidates.rows] >= _LEAST_PEOPLE
    known &= candidates.flags == FLAGS.index("main")
    rows = [gazetteer.row(holders[number].id) for number in np.unique(held[known]).tolist()]
    return len(rows) > 1 and all(row is not None and flags.get(row) in _CODES for row in rows)


def _holders(gazetteer: Gazetteer, tail: str, hints: Hints) -> tuple[tuple[Place, ...], Numbers]:
    """List what Y in ``X, Y`` may mean, with the scores."""
    candidates = find_candidates(gazetteer, tail)
    rows = candidates.rows[:_HOLDERS]
    fits = np.ones(len(rows), bool)
    if hints.country:
        fits &= gazetteer.columns.country[rows] == gazetteer.columns.code("country", hints.country)
    if hints.within is not None:
        fits &= hints.within.may_hold(rows)
    places = tuple(gazetteer.place(int(row)) for row in rows[fits])
    return places, candidates.scores[:_HOLDERS][fits]


def read_words(file: str) -> dict[str, tuple[str, ...]]:
    """Read the lists of words of a file in ``data/``, by their names."""
    lists: dict[str, tuple[str, ...]] = {}
    name = ""
    path = Path(__file__).parent / "data" / file
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.endswith(":"):
            name = line[:-1]
            lists[name] = ()
        elif line and not line.startswith("#"):
            lists[name] += tuple(line.split())
    return lists


_PLACEHOLDERS = {
    name: frozenset(fold(word.replace("_", " ")) for word in words)
    for name, words in read_words("placeholders.txt").items()
}
_NOTHING_KNOWN, _NOUNS = _PLACEHOLDERS["nothing known"], _PLACEHOLDERS["nouns"]
_WITHOUT = {"no", "no given", "no specific", "sin", "sans", "ohne", "kein", "geen", "sem", "нет"}
_ONLY_SIGNS = r"\s*[-–—―_?¿*.…/\\#~]+\s*"
_INITIALS = r"(?:k|o)\.\s?A\."  # keine Angabe; without its points it is a place's
_ADJECTIVES = {"north", "south", "east", "west", "new", "old", "the"}
_GENERIC = (SITES - _ADJECTIVES) | _PLACEHOLDERS["kinds"]
_BEFORE = (
    r"(?:(?:at|in|on|near|inside|outside|from)\s)?"
    r"(?:(?:the|a|an|his|her|their|our|my|some|several|various|unnamed|local)\s)?"
)
_BEHIND = r"(?:\s(?:area|areas|zone|region|site))?"


def nothing_known(name: str) -> bool:
    """Return whether a name says that no place is known: ``N/A``, ``lieu inconnu``, ``-``.

    Examples
    --------
    >>> [nothing_known(name) for name in ("N/A", "-", "Location unknown", "Karachi")]
    [True, True, True, False]
    """
    key = fold(name)
    if key in _NOTHING_KNOWN or re.fullmatch(_ONLY_SIGNS, name):
        return True
    if re.fullmatch(_INITIALS, name.strip()):
        return True
    words = key.split()
    rest = " ".join(word for word in words if word not in _NOUNS)
    return len(rest) < len(key) and (rest in _NOTHING_KNOWN or rest in _WITHOUT)


def generic(name: str) -> bool:
    """Return whether a name is a word for a kind of place: ``Hospital``, ``at the airport``.

    Examples
    --------
    >>> [generic(name) for name in ("Hospital", "his office", "border area", "The Hague")]
    [True, True, True, False]
    """
    match = re.fullmatch(rf"{_BEFORE}(.+?){_BEHIND}", fold(name))
    return match is not None and (match[1] in _GENERIC or match[1].removesuffix("s") in _GENERIC)


@dataclass(frozen=True)
class Question:
    """A name with what is known about it beforehand.

    Parameters
    ----------
    name : str
        The name; ``X, Y`` means X inside Y.
    hints : Hints
        A candidate that contradicts a hint is refused.
    """

    name: str
    hints: Hints = field(default_factory=Hints)

    @property
    def rank(self) -> tuple[str, ...]:
        """Sort key: the same questions in the same order, whatever order they came in."""
        hints = self.hints
        within = "" if hints.within is None else hints.within.place.id
        home = "" if hints.home is None else hints.home.id
        near = repr(hints.near)
        known = (hints.kind, hints.country, within, near, home, hints.home_by)
        return (self.name, *known, hints.level, *hints.areas)


@dataclass(frozen=True, eq=False)
class ContextName:
    """A further name of the document, not asked for."""

    parsed: ParsedQuery
    weight: float
    places: list[int]


def cooccurring(
    gazetteer: Gazetteer, context: Sequence[tuple[str, float, int]], heads: set[str]
) -> list[ContextName]:
    """Read the further names; those that are asked for speak for themselves."""
    others: dict[str, ContextName] = {}
    for name, weight, place in sorted(context):
        if name in others:
            others[name].places.append(place)
            continue
        parsed = read(gazetteer, name, Hints())
        if len(parsed.candidates.rows) and parsed.head not in heads:
            others[name] = ContextName(parsed, weight, [place])
    return list(others.values())


def without_kind(gazetteer: Gazetteer, question: Question) -> Question:
    """Return a question without ``region`` as its kind, where a region is only described.

    Northern Mali is a region and Mali is none; the same goes for what is near or between places.
    """
    name, hints = question.name, question.hints
    if hints.kind != "region" or fold(name) in gazetteer or not describes_region(name):
        return question
    return replace(question, hints=replace(hints, kind=""))


def read_question(gazetteer: Gazetteer, question: Question, *, inside: bool) -> ParsedQuery:
    """Read a question; what is too long or empty has no candidates."""
    readable = len(question.name) <= LONGEST_NAME and fold(question.name)
    return read(gazetteer, question.name if readable else "", question.hints, inside=inside)


def is_inside(places: Sequence[Place]) -> bool:
    """Return whether the last of some names is meant as what contains the first."""
    kinds = [place.kind for place in places]
    return len(kinds) == 2 and kinds[1] in _LARGE_AREAS and kinds[0] != kinds[1]  # noqa: PLR2004
