"""Names side by side: what is said of one of a list holds for the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.places.candidates import gather
from geo.text.words import SHARED_AREAS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.places.index import Index
    from geo.text.spotting import Spot
    from geo.text.tokens import Tokens

_SIGNS = frozenset((",", "and", "or", "/"))
_BETWEEN = 2  # signs between two names of a list: ", and"


def listed(tokens: Tokens, one: Spot, other: Spot) -> bool:
    """Say whether two names stand in one list, side by side."""
    between = tokens.words[one.last + 1 : other.first]
    return 1 <= len(between) <= _BETWEEN and all(word in _SIGNS for word in between)


def with_areas(index: Index, tokens: Tokens, found: Sequence[Spot]) -> dict[int, Spot]:
    """Read ``Clarke, Barrow and Jackson counties`` as Clarke County, Barrow County and so on.

    Returns
    -------
    dict of int to Spot
        The numbers of such names, and what to look up for each.
    """
    read: dict[int, Spot] = {}
    for last in range(1, len(found)):
        area = SHARED_AREAS.get(tokens.word(found[last].last + 1).lower())
        number = last
        while area and number >= 0:
            spot = found[number]
            if number < last and not listed(tokens, spot, found[number + 1]):
                break
            longer = f"{spot.asked} {area}"
            if spot.known is None or not len(gather(index, longer)):
                break
            read[number] = replace(spot, asked=longer)
            number -= 1
    return read
