"""Which of the names of a text are places: every clue weighed, and the names told by each other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.text import weights
from geo.text.around import before, behind
from geo.text.lists import listed, with_areas
from geo.text.naming import name_worth
from geo.text.pages import furniture, with_capitals
from geo.text.scene import Scene
from geo.text.spotting import spots
from geo.text.support import support
from geo.text.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.places.index import Index
    from geo.text.spotting import Spot

_SURE = 20.0  # more makes no difference


@dataclass(frozen=True)
class Weighed:
    """A name of a text, and how likely it is a place's.

    Parameters
    ----------
    spot : Spot
        The name.
    worth : float
        All clues added up.
    """

    spot: Spot
    worth: float

    @property
    def recognised(self) -> float:
        """How likely it is a place: 0 to 1."""
        return round(1 / (1 + math.exp(-max(-_SURE, min(_SURE, self.worth)))), 2)


def weigh(index: Index, text: str) -> tuple[Tokens, list[Weighed]]:
    """Weigh all names of a text.

    Parameters
    ----------
    index : Index
        The gazetteer.
    text : str
        Any text.

    Returns
    -------
    tokens : Tokens
        The text's words and signs.
    list of Weighed
        What may be a place, in the order of the text, also where it hardly is one.
    """
    tokens = Tokens.of(text)
    small = text.islower()
    if small:
        tokens = with_capitals(tokens)
    found = list(spots(index, tokens))
    scene = Scene.of(index, tokens, found)
    start = weights.START + weights.NO_CAPITALS * small
    alone = [
        start + name_worth(scene, spot) + before(scene, spot) + behind(scene, spot)
        for spot in found
    ]
    for number, spot in with_areas(index, tokens, found).items():
        found[number] = spot
        alone[number] += weights.AREA_LISTED
    for number in furniture(tokens, found):
        alone[number] += weights.FURNITURE
    told = _told(tokens, found, alone)
    for number, worth in support(index, found, told):
        told[number] += worth
    return tokens, [Weighed(spot, worth) for spot, worth in zip(found, told, strict=True)]


def _told(tokens: Tokens, found: Sequence[Spot], alone: Sequence[float]) -> list[float]:
    """Recognise names that the same name, or the next of a list, is without doubt."""
    best: dict[str, float] = {}
    names = [spot.asked.casefold() for spot in found]
    for name, worth in zip(names, alone, strict=True):
        best[name] = max(worth, best.get(name, worth))
    told = [
        worth + weights.AGAIN if best[name] >= weights.AGAIN_FROM > worth else worth
        for name, worth in zip(names, alone, strict=True)
    ]
    pairs = [n for n in range(1, len(found)) if listed(tokens, found[n - 1], found[n])]
    gained = set()
    for one, other in [*((n, n - 1) for n in pairs), *((n - 1, n) for n in reversed(pairs))]:
        if told[other] >= weights.AND_FROM > told[one] and one not in gained:
            told[one] += weights.AND
            gained.add(one)
    return told
