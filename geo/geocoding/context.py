"""Score candidates by the other names of one document.

Every name starts with how likely each of its candidates is by itself. In each pass every candidate
gains from the likely places of the *other* names: those in its country, its state, its county, and
those close by. Nothing depends on the order of the names, and no name speaks for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer import weights
from geo.geodesy import each_to_each_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer.candidates import Candidates
    from geo.gazetteer.gazetteer import Gazetteer, Numbers


NOWHERE = np.array([-1]), np.array([-np.inf])  # where a place of a single name would fit
_SHARES = ("country", "admin1", "admin2")


@dataclass(frozen=True, eq=False)
class DocumentNames:
    """The names of a document with all their candidates, one after the other.

    Parameters
    ----------
    candidates : sequence of Candidates
        For each name its candidates.
    heads : sequence of str
        For each name what it is called without a qualifier; equal heads don't speak for each other.
    weights : sequence of float
        How much each name's places say about the others, 0 to 1.
    positions : sequence of sequence of int, or None
        For each name where it stands, in characters (-1: not known); None where no name's place
        is known.
    sure : sequence of bool
        Whether the name says itself where its place is.
    """

    candidates: Sequence[Candidates]
    heads: Sequence[str]
    weights: Sequence[float]
    sure: Sequence[bool]
    positions: Sequence[Sequence[int]] | None = None


@dataclass(frozen=True, eq=False)
class DocumentScores:
    """What the names of a document have said to each other.

    Parameters
    ----------
    scores : list of ndarray of float
        For each name the scores of its candidates, log10 of population, in their order.
    around : ndarray of int
        For each name the row of the town or county where a place that no list has would best fit;
        -1 where the document names none.
    fits : ndarray of float
        How well: what the other names say for a place there.
    """

    scores: list[Numbers]
    around: Numbers
    fits: Numbers


def score_together(
    gazetteer: Gazetteer, names: DocumentNames, *, unlisted: bool = True
) -> DocumentScores:
    """Score every candidate of every name in the light of the other names.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where the candidates are from.
    names : Names
        The names of one document.
    unlisted : bool
        Whether to look for where a place that no list has would fit.

    Returns
    -------
    DocumentScores
        Scores, and where an unlisted place would fit.
    """
    count = len(names.candidates)
    if count < 2 or not any(len(each.rows) for each in names.candidates):  # noqa: PLR2004 - nothing to compare
        scores = [candidates.scores for candidates in names.candidates]
        return DocumentScores(scores, *_nowhere(count))
    flat = _Flat.of(gazetteer, names)
    document_scores = flat.document_scores()
    around, fits = flat.around(document_scores) if unlisted else _nowhere(count)
    ends = np.cumsum([len(candidates.rows) for candidates in names.candidates])
    return DocumentScores(np.split(document_scores, ends[:-1]), around, fits)


@dataclass(frozen=True, eq=False)
class _Flat:
    """All candidates of all names in one row of arrays."""

    scores: Numbers
    owner: Numbers  # the name's number
    starts: Numbers  # where each name that has candidates begins
    influence: Numbers  # how much a name (row) hears of another (column)
    head: Numbers  # per name: equal for names of one head
    kind: Numbers  # how much the kind of the place says
    areas: dict[str, tuple[Numbers, int]]  # number of the area, 0 where not known; how many
    point: Numbers  # unit vectors
    row: Numbers
    sure: Numbers
    fine: Numbers  # whether it is no larger than a county
    county: Numbers  # the numbers of those that are one

    @classmethod
    def of(cls, gazetteer: Gazetteer, names: DocumentNames) -> _Flat:
        counts = np.array([len(candidates.rows) for candidates in names.candidates])
        owner = np.repeat(np.arange(len(counts)), counts)
        rows = np.concatenate([candidates.rows for candidates in names.candidates]).astype(np.int64)
        heads = {head: number for number, head in enumerate(dict.fromkeys(names.heads))}
        columns = gazetteer.columns
        return cls(
            scores=np.concatenate([candidates.scores for candidates in names.candidates]),
            owner=owner,
            starts=np.concatenate([[0], np.cumsum(counts)[:-1]])[counts > 0],
            influence=_influence(names),
            head=np.array([heads[head] for head in names.heads]),
            kind=weights.tables(gazetteer).kind_weight[columns.kind[rows]],
            areas={word: _areas(gazetteer, rows, word) for word in _SHARES}
            | ({} if names.positions else {"level": _levels(gazetteer, rows)}),
            point=gazetteer.unit_vectors(rows),
            row=rows,
            sure=np.asarray(names.sure)[owner],
            fine=_fine(gazetteer, rows),
            county=np.flatnonzero(_is_county(gazetteer, rows)),
        )

    def document_scores(self) -> Numbers:
        """Weigh the names by each other, pass by pass.

        Each pass hears the mean of what the passes before it made likely: else two names that
        settle each other, as a town and its county do, change in turn without an end.
        """
        likely = self._likely(self.scores)
        for _ in range(weights.PASSES):
            scores = self.scores + self._evidence(likely)
            change = (self._likely(scores) - likely) / 2
            likely = likely + change
            if np.abs(change).max() < weights.SETTLED:
                break
        return scores

    def _likely(self, scores: Numbers) -> Numbers:
        """Turn scores into how likely each candidate of a name is; they add up to one."""
        sizes = np.diff(np.append(self.starts, len(scores)))
        best = np.repeat(np.maximum.reduceat(scores, self.starts), sizes)
        share = np.exp(weights.SLOPE * (scores - best))
        likely: Numbers = share / np.repeat(np.add.reduceat(share, self.starts), sizes)
        return likely

    def _evidence(self, likely: Numbers) -> Numbers:
        anchors = np.flatnonzero(likely > weights.ANCHOR)
        near = self._near(np.arange(len(likely)), anchors, likely)
        near *= self.influence[self.owner[:, None], self.owner[anchors]]
        evidence = weights.CLOSE * _saturate(near.sum(axis=1), weights.ENOUGH["close"])
        for word, support in self._support(likely).items():
            shared = support[self.owner, self.areas[word][0]]
            if word == "admin2":
                shared[self.county] -= self._of_itself(likely)
            evidence += weights.SHARED[word] * _saturate(shared, weights.ENOUGH[word])
        return evidence + weights.SAME_NAME * self._same_name(likely)

    def _of_itself(self, likely: Numbers) -> Numbers:
        """Return what each county would add to itself, by another name of the text."""
        itself = self.row[self.county][:, None] == self.row
        itself &= self.areas["admin2"][0] > 0
        hears = self.influence[self.owner[self.county]][:, self.owner]
        shared: Numbers = (hears * itself) @ (likely * self.kind)
        return shared

    def around(self, scores: Numbers) -> tuple[Numbers, Numbers]:
        """Find for each name the town or county where a place of it would best fit."""
        likely = self._likely(scores)
        towns = np.flatnonzero((likely > weights.TOWN) & self.fine)
        count = len(self.influence)
        if not len(towns):
            return _nowhere(count)
        anchors = np.flatnonzero(likely > weights.ANCHOR)
        near = self.influence[:, self.owner[anchors]] @ self._near(towns, anchors, likely).T
        fits = weights.CLOSE * _saturate(near, weights.ENOUGH["close"])
        for word, support in self._support(likely).items():
            area = self.areas[word][0][towns]
            fits += weights.SHARED[word] * _saturate(support[:, area], weights.ENOUGH[word])
        fits[self.head[:, None] == self.head[self.owner[towns]]] = -np.inf
        best = fits.argmax(axis=1)
        return self.row[towns][best], fits[np.arange(count), best]

    def _support(self, likely: Numbers) -> dict[str, Numbers]:
        """Add up for each name (row) and area (column) what the other names say for it."""
        support = {}
        for word, (area, count) in self.areas.items():
            places = self.owner * count + area
            totals = np.bincount(places, likely * self.kind, len(self.influence) * count)
            totals = totals.reshape(-1, count)
            totals[:, 0] = 0
            support[word] = self.influence @ totals
        return support

    def _near(self, places: Numbers, anchors: Numbers, likely: Numbers) -> Numbers:
        """Return how near each place (row) is to each likely place (column).

        What is larger than a county is near nothing: its middle may be anywhere. Nor is a place
        near itself: a text rarely has two names for one.
        """
        steps = each_to_each_km(self.point[places], self.point[anchors]) / weights.CLOSE_KM
        near: Numbers = (likely * self.kind * self.fine)[anchors] / (1 + steps**2)
        near[self.row[places][:, None] == self.row[anchors]] = 0
        return near

    def _same_name(self, likely: Numbers) -> Numbers:
        """Score a bare name by what it meant where the document said which one it is."""
        gained = np.zeros(len(likely))
        if not self.sure.any() or self.sure.all():
            return gained
        keys = self.head[self.owner] * (self.row.max() + 1) + self.row
        order = np.argsort(keys[self.sure], kind="stable")
        known, shares = keys[self.sure][order], likely[self.sure][order]
        place = np.searchsorted(known, keys)
        hit = (place < len(known)) & ~self.sure
        hit[hit] = known[place[hit]] == keys[hit]
        gained[hit] = shares[place[hit]]
        return gained


def _nowhere(count: int) -> tuple[Numbers, Numbers]:
    return np.full(count, -1), np.full(count, -np.inf)


def _fine(gazetteer: Gazetteer, rows: Numbers) -> Numbers:
    """Return which places are no larger than a county."""
    fine: Numbers = weights.tables(gazetteer).fine[gazetteer.columns.kind[rows]]
    return fine | _is_county(gazetteer, rows)


def _is_county(gazetteer: Gazetteer, rows: Numbers) -> Numbers:
    columns = gazetteer.columns
    county: Numbers = columns.feature[rows] == columns.code("feature", "ADM2")
    return county


def _influence(names: DocumentNames) -> Numbers:
    """Return how much each name hears of each other: the closer they stand, the more."""
    heads = np.array(names.heads)
    strengths = np.broadcast_to(np.asarray(names.weights, float), (len(heads), len(heads)))
    apart = np.where(heads[:, None] == heads, 0.0, strengths)
    if names.positions is None:
        return apart * (weights.ANYWHERE + weights.LISTED)
    ends = np.cumsum([0, *(len(places) for places in names.positions)])[:-1]
    places = np.concatenate([np.asarray(places, float) for places in names.positions])
    places[places < 0] = np.inf
    with np.errstate(invalid="ignore"):
        steps = np.abs(places[:, None] - places)
    steps[np.isnan(steps)] = np.inf
    steps = np.minimum.reduceat(np.minimum.reduceat(steps, ends, axis=0), ends, axis=1)
    return apart * (weights.ANYWHERE + weights.BESIDE / (1 + (steps / weights.BESIDE_CHARS) ** 2))


def _areas(gazetteer: Gazetteer, rows: Numbers, word: str) -> tuple[Numbers, int]:
    """Enumerate the countries, states or counties of candidates; 0 where it is not known."""
    code = getattr(gazetteer.columns, word)[rows].astype(np.int64)
    for at in np.flatnonzero(_is_county(gazetteer, rows)) if word == "admin2" else ():
        own = gazetteer.columns.code(word, gazetteer.place(rows[at]).name)
        code[at] = own if own >= 0 else code[at]  # a county speaks for the towns in it
    known = code != gazetteer.columns.code(word, "")
    if word == "admin2":  # there is a Washington County in thirty states
        states = len(gazetteer.columns.words["admin1"])
        code = code * states + gazetteer.columns.admin1[rows]
    codes, area = np.unique(code, return_inverse=True)
    return np.where(known, area + 1, 0), len(codes) + 1


def _levels(gazetteer: Gazetteer, rows: Numbers) -> tuple[Numbers, int]:
    """Enumerate the provinces of each country; 0 for any other place."""
    columns = gazetteer.columns
    province = columns.kind[rows] == columns.code("kind", "province")
    province &= columns.country[rows] != columns.code("country", "")
    codes, level = np.unique(columns.country[rows], return_inverse=True)
    return np.where(province, level + 1, 0), len(codes) + 1


def _saturate(support: Numbers, enough: float) -> Numbers:
    """Saturate: `enough` names are half of all the evidence that there can be."""
    return support / (support + enough)
