"""What the places that are sure say for the others: a name of the same state is likelier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.places.candidates import gather
from geo.text import weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.places.index import Index
    from geo.text.spotting import MentionCandidate

_MEANINGS = 3  # the likeliest places of a name


def support(
    index: Index, candidates: Sequence[MentionCandidate], scores: Sequence[float]
) -> Iterator[tuple[int, float]]:
    """Weigh whether the names in doubt may be places where the sure ones are.

    Yields
    ------
    int
        Number of a name in doubt.
    float
        What to add to its score.
    """
    countries, states = _sure(index, candidates, scores)
    support_by_name: dict[str, float] = {}
    for number, (candidate, score) in enumerate(zip(candidates, scores, strict=True)):
        if candidate.entry is None or candidate.site or candidate.entry.country:
            continue
        if weights.DOUBT_FROM < score < weights.DOUBT_TO:
            if candidate.name not in support_by_name:
                support_by_name[candidate.name] = _support(index, candidate.name, countries, states)
            yield number, support_by_name[candidate.name]


def _sure(
    index: Index, candidates: Sequence[MentionCandidate], scores: Sequence[float]
) -> tuple[set[int], set[int]]:
    """Return the countries and the states of the places that are sure and well known."""
    columns = index.columns
    countries, states = set(), set()
    sure = {
        candidate.name
        for candidate, score in zip(candidates, scores, strict=True)
        if score >= weights.SURE_FROM and not candidate.site and _well_known(candidate)
    }
    for name in sure:
        row = gather(index, name).rows[0]
        countries.add(int(columns.country[row]))
        states.add(int(columns.admin1[row]))
    countries.discard(columns.code("country", ""))
    states.discard(columns.code("admin1", ""))
    return countries, states


def _well_known(candidate: MentionCandidate) -> bool:
    return candidate.entry is not None and candidate.entry.score >= weights.SURE_KNOWN


def _support(index: Index, name: str, countries: set[int], states: set[int]) -> float:
    rows = gather(index, name).rows[:_MEANINGS]
    columns = index.columns
    if states and np.isin(columns.admin1[rows], list(states)).any():
        return weights.SAME_STATE
    same = not countries or np.isin(columns.country[rows], list(countries)).any()
    return 0.0 if same else weights.ELSEWHERE
