"""Find articles that print nearly the same text: a wire report in two papers is one report."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


WORDS = 5
"""Words running that make a shingle."""
FROM = 0.5
"""The share of the shorter text's shingles from which two texts are near copies."""
_WORD = re.compile(r"\w+")


class NearCopy(NamedTuple):
    """Two sources that print nearly the same text.

    Parameters
    ----------
    source, other : str
        Ids, the earlier row of the table first.
    shared : float
        Share of the shorter text's shingles that the other has, 0 to 1.
    """

    source: str
    other: str
    shared: float


def near_copies(texts: Mapping[str, str]) -> list[NearCopy]:
    """Return each two texts of which one holds at least half of the other.

    Parameters
    ----------
    texts : mapping of str to str
        Text by the id of its source.

    Returns
    -------
    list of NearCopy
        In the order of the texts.

    Notes
    -----
    By shingles (Broder 1997, On the resemblance and containment of documents): of the runs of five
    words in the shorter text, how many stand in the other. A text of fewer words has none.

    Examples
    --------
    >>> wire = "The ferry ran into the pier at Ullapool on Monday, and nobody was hurt."
    >>> near_copies({"post": wire, "times": f"ULLAPOOL: {wire}", "mail": "Rain is likely."})
    [NearCopy(source='post', other='times', shared=1.0)]
    """
    shingles = {name: _shingles(text) for name, text in texts.items()}
    copies = []
    for (name, own), (other, others) in combinations(shingles.items(), 2):
        fewer = min(len(own), len(others))
        shared = len(own & others) / fewer if fewer else 0.0
        if shared >= FROM:
            copies.append(NearCopy(name, other, shared))
    return copies


def unmarked_copies(sources: pd.DataFrame, texts: Mapping[str, str]) -> list[NearCopy]:
    """Return the near copies that the table of sources does not call one text.

    Parameters
    ----------
    sources : pandas.DataFrame
        A story's sources, with the column report.
    texts : mapping of str to str
        The copies that are there.
    """
    report = sources["report"]
    return [copy for copy in near_copies(texts) if report[copy.source] != report[copy.other]]


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return {tuple(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}
