"""Which of the names of a text are places: every clue weighed, and the names by each other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.text import weights
from geo.text.around import left_context_score, right_context_score
from geo.text.lists import listed, with_areas
from geo.text.naming import name_score
from geo.text.pages import boilerplate, with_capitals
from geo.text.scene import Scene
from geo.text.spotting import mention_candidates
from geo.text.support import support
from geo.text.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.places.index import Index
    from geo.text.spotting import MentionCandidate

_SURE = 20.0  # more makes no difference


@dataclass(frozen=True)
class ScoredCandidate:
    """A name of a text, and how likely it is a place's.

    Parameters
    ----------
    candidate : MentionCandidate
        The name.
    score : float
        All clues added up.
    """

    candidate: MentionCandidate
    score: float

    @property
    def recognised(self) -> float:
        """How likely it is a place: 0 to 1."""
        return round(1 / (1 + math.exp(-max(-_SURE, min(_SURE, self.score)))), 2)


def score_candidates(index: Index, text: str) -> tuple[Tokens, list[ScoredCandidate]]:
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
    list of ScoredCandidate
        What may be a place, in the order of the text, also where it hardly is one.
    """
    tokens = Tokens.of(text)
    small = text.islower()
    if small:
        tokens = with_capitals(tokens)
    candidates = list(mention_candidates(index, tokens))
    scene = Scene.of(index, tokens, candidates)
    start = weights.START + weights.NO_CAPITALS * small
    own_scores = [
        start
        + name_score(scene, candidate)
        + left_context_score(scene, candidate)
        + right_context_score(scene, candidate)
        for candidate in candidates
    ]
    for number, candidate in with_areas(index, tokens, candidates).items():
        candidates[number] = candidate
        own_scores[number] += weights.AREA_LISTED
    for number in boilerplate(tokens, candidates):
        own_scores[number] += weights.BOILERPLATE
    scores = _propagated(tokens, candidates, own_scores)
    for number, score in support(index, candidates, scores):
        scores[number] += score
    return tokens, [
        ScoredCandidate(candidate, score)
        for candidate, score in zip(candidates, scores, strict=True)
    ]


def _propagated(
    tokens: Tokens, candidates: Sequence[MentionCandidate], own_scores: Sequence[float]
) -> list[float]:
    """Recognise names that the same name, or the next of a list, is without doubt."""
    best: dict[str, float] = {}
    names = [candidate.name.casefold() for candidate in candidates]
    for name, score in zip(names, own_scores, strict=True):
        best[name] = max(score, best.get(name, score))
    scores = [
        score + weights.AGAIN if best[name] >= weights.AGAIN_FROM > score else score
        for name, score in zip(names, own_scores, strict=True)
    ]
    pairs = [
        n for n in range(1, len(candidates)) if listed(tokens, candidates[n - 1], candidates[n])
    ]
    gained = set()
    for number, other in [*((n, n - 1) for n in pairs), *((n - 1, n) for n in reversed(pairs))]:
        if scores[other] >= weights.AND_FROM > scores[number] and number not in gained:
            scores[number] += weights.AND
            gained.add(number)
    return scores
