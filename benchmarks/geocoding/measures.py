"""What is computed from answers: how far off each is, what could be reached, how sure is sure.

Accuracy itself is the scorer's (`score_toponyms.py`, run by its path); this is what it leaves out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from geopy.distance import great_circle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

LIMITS_KM = (161, 20)
EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 1.0)  # of confidence
SURE = 0.9
UNLISTED = "unlisted"  # no list has the name; it is shown at another place of the text


@dataclass(frozen=True)
class Judged:
    """One marked name with a known place, and what was answered.

    Parameters
    ----------
    doc_id : str
        The document.
    gold : dict
        The name as the corpus marks it: start, end, name, lat, lon, geonameid …
    answer : dict
        What was predicted for the span; empty when nothing was.
    """

    doc_id: str
    gold: dict[str, Any]
    answer: dict[str, Any]

    @property
    def off_km(self) -> float | None:
        """Kilometres between answer and place; None without an answer."""
        return _off(self.gold, self.answer)

    def right(self, *, limit_km: float, ids: bool) -> bool:
        """Return whether the answer is near enough; with `ids` the same GeoNames number is, too."""
        return _right(self.gold, self.answer, limit_km=limit_km, ids=ids)


def _off(gold: Mapping[str, Any], answer: Mapping[str, Any]) -> float | None:
    if answer.get("lat") is None or answer.get("lon") is None:
        return None
    if answer.get("status") == UNLISTED:  # a guess that is no answer
        return None
    points = ((each["lat"], each["lon"]) for each in (gold, answer))
    return float(great_circle(*points).km)


def _right(
    gold: Mapping[str, Any], answer: Mapping[str, Any], *, limit_km: float, ids: bool
) -> bool:
    off_km = _off(gold, answer)
    if off_km is None:
        return False
    same = bool(gold.get("geonameid")) and gold["geonameid"] == answer.get("geonameid")
    return (ids and same) or off_km <= limit_km


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Read JSON lines; only a line feed ends one, for a text may hold U+2028 and its like."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def judge(gold: Iterable[dict[str, Any]], predicted: Iterable[dict[str, Any]]) -> list[Judged]:
    """Set each marked name that has a place beside the prediction for its span.

    A span that a corpus marks twice counts once, as the scorer counts it.
    """
    answers = {
        (document["doc_id"], each["start"], each["end"]): each
        for document in predicted
        for each in document["toponyms"]
    }
    judged = {}
    for document in gold:
        for each in document["toponyms"]:
            span = (document["doc_id"], each["start"], each["end"])
            if span not in judged:
                judged[span] = Judged(document["doc_id"], each, answers.get(span, {}))
    return [each for each in judged.values() if _located(each.gold)]


def _located(gold: Mapping[str, Any]) -> bool:
    return gold.get("lat") is not None and gold.get("lon") is not None


def accuracy(judged: Sequence[Judged], *, limit_km: float, ids: bool) -> float:
    """Return the share of right answers; no answer is a wrong one."""
    return share(each.right(limit_km=limit_km, ids=ids) for each in judged)


def coverage(
    judged: Sequence[Judged],
    candidates: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    limit_km: float,
    ids: bool,
) -> float:
    """Return the ceiling: the share of names of which some candidate would be right.

    Parameters
    ----------
    judged : sequence of Judged
        The names.
    candidates : mapping
        For each name as written, all that the gazetteer offers: lat, lon, geonameid.
    limit_km : float
        How far off a right one may be, kilometres.
    ids : bool
        Whether the same GeoNames number is right at any distance.
    """
    return share(
        first_right(each, candidates[each.gold["name"]], limit_km=limit_km, ids=ids) > 0
        or each.right(limit_km=limit_km, ids=ids)
        for each in judged
    )


def first_right(
    each: Judged, candidates: Sequence[Mapping[str, Any]], *, limit_km: float, ids: bool
) -> int:
    """Return the rank, from 1, of the first candidate that would be right; 0 when none would."""
    for rank, candidate in enumerate(candidates, 1):
        if _right(each.gold, candidate, limit_km=limit_km, ids=ids):
            return rank
    return 0


@dataclass(frozen=True)
class Bin:
    """The answers with a confidence from `low` to below `high` (the last bin: to 1)."""

    low: float
    high: float
    count: int
    right: dict[int, float]


def calibration(judged: Iterable[Judged], edges: Sequence[float] = EDGES) -> list[Bin]:
    """Return for each bin of confidence which share of its answers is right (ids count).

    Parameters
    ----------
    judged : iterable of Judged
        Names; those without an answer have no confidence and are left out.
    edges : sequence of float
        Where bins begin and end, from 0 to 1.

    Returns
    -------
    list of Bin
        `right` is by limit in kilometres; NaN for an empty bin.
    """
    answered = [each for each in judged if each.off_km is not None]
    bins = []
    for low, high in pairwise(edges):
        last = high == edges[-1]
        inside = [
            each
            for each in answered
            if low <= each.answer["confidence"] and (last or each.answer["confidence"] < high)
        ]
        bins.append(Bin(low, high, len(inside), _shares(inside)))
    return bins


def sure(judged: Iterable[Judged], above: float = SURE) -> Bin:
    """Count the answers surer than `above`, with the share of them that is right."""
    inside = [
        each for each in judged if each.off_km is not None and each.answer["confidence"] > above
    ]
    return Bin(above, 1.0, len(inside), _shares(inside))


def _shares(judged: Sequence[Judged]) -> dict[int, float]:
    return {limit: accuracy(judged, limit_km=limit, ids=True) for limit in LIMITS_KM}


def share(found: Iterable[bool]) -> float:
    """Return the share of what is true; NaN of nothing."""
    values = list(found)
    return sum(values) / len(values) if values else float("nan")
