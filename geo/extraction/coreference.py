"""Resolve "the city" or "the country" to a place named before."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


_KINDS = {
    "country": "country", "city": "city", "town": "city", "village": "city",
    "province": "province", "state": "province", "borough": "borough", "suburb": "suburb",
}  # fmt: skip
_OFFICE = "department|government|council|hall|court|assembly|police|officials|authorities|house"
# Not "the city of Leeds", which names one, nor "the state department", which is none.
_POINTS = re.compile(
    rf"\b[Tt]he (?:(?:north|south|east|west)(?:ern)? )?(?:port |capital |coastal )?"
    rf"(?P<what>{'|'.join(_KINDS)})\b(?! of\b)(?!['’]?s? [A-Z])(?! (?:{_OFFICE})\b)"
)
_PARAGRAPHS = 2  # how far back a place counts as just named
_ELSEWHERE = ("-based", "-born")  # who is London-based speaks of another city as "the city"
_BREAK = re.compile(r"\n\s*")


@dataclass(frozen=True)
class Coreference:
    """Words that point to a place.

    Parameters
    ----------
    start, end : int
        Where they stand, in code points; the end is exclusive.
    place : int
        Number of the named place that they point to.
    how : str
        Why this one, in words.

    Examples
    --------
    >>> text = "Leeds was flooded. Two bridges in the city are closed."
    >>> (words,) = find_coreferences(text, [(0, 5, "city", "leeds")])
    >>> text[words.start : words.end], words.place
    ('the city', 0)
    """

    start: int
    end: int
    place: int
    how: str


def find_coreferences(text: str, places: Sequence[tuple[int, int, str, str]]) -> list[Coreference]:
    """Find the words that point to a place, where it is clear which.

    Parameters
    ----------
    text : str
        The text of an article, in English.
    places : sequence of (int, int, str, str)
        The places named in it, in their order: start, end, kind (country, province, city,
        borough, suburb or another), and a key that is the same for the same place.

    Returns
    -------
    list of Coreference
        In the order of the text. Clear means: of that kind just one place is named in this
        paragraph before the words, or, if none is, in the two paragraphs before.

    Examples
    --------
    >>> text = "Leeds was flooded. Two bridges in the city are closed."
    >>> (reference,) = find_coreferences(text, [(0, 5, "city", "leeds")])
    >>> text[reference.start : reference.end], reference.place, reference.how
    ('the city', 0, 'points to Leeds, the only city just named')
    """
    breaks = [0, *(match.end() for match in _BREAK.finditer(text))]
    begins = [start for start, *_ in places]
    coreferences = []
    for match in _POINTS.finditer(text):
        here = bisect_left(begins, match.start())
        paragraph = bisect_left(breaks, match.start() + 1) - 1
        kind = _KINDS[match["what"]]
        for back in (paragraph, max(0, paragraph - _PARAGRAPHS)):
            first = bisect_left(begins, breaks[back])
            near = [
                number
                for number in range(first, here)
                if places[number][2] == kind
                and not text.startswith(_ELSEWHERE, places[number][1], places[number][1] + 6)
            ]
            if near:
                break
        if len({places[number][3] for number in near}) != 1:
            continue
        start, end, *_ = places[near[-1]]
        how = f"points to {text[start:end]}, the only {kind} just named"
        coreferences.append(Coreference(*match.span(), near[-1], how))
    return coreferences
