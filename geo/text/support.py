"""What the places that are sure say for the others: a name of the same state is likelier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.places.candidates import gather
from geo.text import weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.places.index import Index
    from geo.text.spotting import Spot

_MEANINGS = 3  # the likeliest places of a name


def support(
    index: Index, found: Sequence[Spot], told: Sequence[float]
) -> Iterator[tuple[int, float]]:
    """Weigh whether the names in doubt may be places where the sure ones are.

    Yields
    ------
    int
        Number of a name in doubt.
    float
        What to add to its worth.
    """
    countries, states = _sure(index, found, told)
    known: dict[str, float] = {}
    for number, (spot, worth) in enumerate(zip(found, told, strict=True)):
        if spot.known is None or spot.site or spot.known.country:
            continue
        if weights.DOUBT_FROM < worth < weights.DOUBT_TO:
            if spot.asked not in known:
                known[spot.asked] = _support(index, spot.asked, countries, states)
            yield number, known[spot.asked]


def _sure(index: Index, found: Sequence[Spot], told: Sequence[float]) -> tuple[set[int], set[int]]:
    """Return the countries and the states of the places that are sure and well known."""
    columns = index.columns
    countries, states = set(), set()
    sure = {
        spot.asked
        for spot, worth in zip(found, told, strict=True)
        if worth >= weights.SURE_FROM and not spot.site and _well_known(spot)
    }
    for name in sure:
        row = gather(index, name).rows[0]
        countries.add(int(columns.country[row]))
        states.add(int(columns.admin1[row]))
    countries.discard(columns.code("country", ""))
    states.discard(columns.code("admin1", ""))
    return countries, states


def _well_known(spot: Spot) -> bool:
    return spot.known is not None and spot.known.score >= weights.SURE_KNOWN


def _support(index: Index, name: str, countries: set[int], states: set[int]) -> float:
    rows = gather(index, name).rows[:_MEANINGS]
    columns = index.columns
    if states and np.isin(columns.admin1[rows], list(states)).any():
        return weights.SAME_STATE
    same = not countries or np.isin(columns.country[rows], list(countries)).any()
    return 0.0 if same else weights.ELSEWHERE
