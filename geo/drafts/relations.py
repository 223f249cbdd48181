"""Propose how claims stand to each other: who denies or answers what, and which figures clash."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Row = dict[str, str]


_WHERE = ("source", "paragraph", "start", "end", "span_sha256", "how", "confidence", "quote")


def reply(claim: Row, other: str) -> Row:
    """Return the relation of a claim to the one that it answers: it denies it if it is a denial."""
    denies = claim["status"] == "denied"
    return {
        "claim": claim["id"],
        "relation": "denies" if denies else "answers",
        "other": other,
        "reason": "It rejects what is said there." if denies else "It is said in reply.",
        "by": "draft",
        **{column: claim[column] for column in _WHERE},
    }


def clashes(
    figures: Sequence[Mapping[str, str]], claims: Sequence[Mapping[str, str]]
) -> Iterator[Row]:
    """Yield a contradiction for each two claims whose figures of one scope can't both hold.

    Parameters
    ----------
    figures, claims : sequence of mapping
        Rows of figures, and of the claims that give them, those of all articles. Two numbers of one
        speaker are an earlier and a later count, and no contradiction.

    Yields
    ------
    dict
        A row of relations. Figures with a word such as "about", and those that leave a number
        between them, propose nothing.
    """
    speakers = {row["id"]: (row["source"], row.get("said_by", "")) for row in claims}
    decided = {row["id"] for row in claims if row["status"]}
    sets: dict[tuple[str, ...], list[Mapping[str, str]]] = {}
    for row in figures:
        sets.setdefault((row["measure"], row["unit"], row["scope"]), []).append(row)
    pairs = set[frozenset[str]]()
    for of_set in sets.values():
        for one, other in combinations(of_set, 2):
            pair = frozenset((one["claim"], other["claim"]))
            is_of_two = speakers[one["claim"]] != speakers[other["claim"]] and pair <= decided
            if is_of_two and pair not in pairs and _clash(one, other):
                pairs.add(pair)
                yield {
                    "claim": one["claim"],
                    "relation": "contradicts",
                    "other": other["claim"],
                    "on": one["measure"],
                    "reason": f"Both count {one['scope']}, and not to the same number.",
                    "by": "draft",
                    **{column: one[column] for column in _WHERE},
                    "how": "figures of one measure, unit and scope that can't both hold",
                }


def _clash(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether no number fits two figures; one that is "about" may fit any."""
    if "about" in (one["bound"], other["bound"]):
        return False
    sides = [float(row[side] or end) for row in (one, other) for side, end in _ENDS]
    return sides[0] > sides[3] or sides[2] > sides[1]


_ENDS = (("low", "-inf"), ("high", "inf"))
