"""A small made-up story, whole and valid: what a new story's README shows of each column."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "gazette.txt"
ARTICLE = """\
Choir sings in Oslo

The choir left Bergen by train on 17 May 1996 and sang in Oslo the same night.

The organisers say that 32 singers came. The town hall counted about 30.

A rival choir alleges that two singers never left Bergen. Kari Lund, who leads the choir, denies it.
"""
HEAD = {
    "name": "choir-in-oslo",
    "title": "The choir that went to Oslo",
    "finding": "A choir went from Bergen to Oslo; how many singers came is told in two ways.",
    "language": "en",
}


def anchor(text: str, words: str, *, at: int = 0) -> dict[str, str]:
    r"""Return the columns that locate words in a text.

    Parameters
    ----------
    text : str
        The whole copy.
    words : str
        What is looked for, letter for letter.
    at : int
        The character from which to look.

    Returns
    -------
    dict of str to str
        paragraph (lines that are not blank, from 1), start, end (code points, the end exclusive)
        and span_sha256.

    Raises
    ------
    ValueError
        The words don't stand there.

    Examples
    --------
    >>> anchor("One line.\n\nAnother one.", "Another")["paragraph"]
    '2'
    """
    start = text.index(words, at)
    preceding = text[: start + 1].splitlines()
    return {
        "paragraph": str(sum(bool(line.strip()) for line in preceding)),
        "start": str(start),
        "end": str(start + len(words)),
        "span_sha256": hashlib.sha256(words.encode()).hexdigest(),
    }


def _claim(name: str, words: str, **cells: str) -> dict[str, str]:
    return {"id": name, "source": "gazette", **anchor(ARTICLE, words), **cells}


def _dated(**cells: str) -> dict[str, str]:
    return {"date": "1996-05-17", "date_basis": "stated", **cells}


ROWS: Mapping[str, list[dict[str, str]]] = {
    "sources": [
        {
            "id": "gazette",
            "title": "Choir sings in Oslo",
            "publisher": "The Harbour Gazette",
            "author": "A. Writer",
            "published": "1996-05-18",
            "file": FILE,
            "length": str(len(ARTICLE)),
            "sha256": hashlib.sha256(ARTICLE.encode()).hexdigest(),
        }
    ],
    "places": [
        {"id": "bergen", "name": "Bergen", "kind": "city", "country": "NO"},
        {"id": "oslo", "name": "Oslo", "kind": "city", "country": "NO"},
    ],
    "events": [
        _dated(id="concert", title="The choir sings in Oslo", kind="concert", place="oslo"),
    ],
    "links": [
        {
            **_dated(id="journey", title="The choir goes to Oslo", medium="travel"),
            "from": "bergen",
            "to": "oslo",
            "direction": "one-way",
            "note": "By train.",
        }
    ],
    "actors": [
        {"id": "organisers", "name": "the organisers", "kind": "group"},
        {"id": "town-hall", "name": "the town hall", "kind": "government", "role": "of Oslo"},
        {"id": "rival-choir", "name": "a rival choir", "kind": "group"},
        {"id": "kari-lund", "name": "Kari Lund", "kind": "person", "role": "leads the choir"},
    ],
    "claims": [
        _claim(
            "gazette-concert",
            "left Bergen by train on 17 May 1996 and sang in Oslo",
            about="concert; journey; bergen; oslo",
            statement="The choir took a train to Oslo and gave a concert there.",
            status="reported",
        ),
        _claim(
            "gazette-32",
            "32 singers came",
            about="concert; organisers",
            statement="The organisers put the number of singers at 32.",
            said_by="organisers",
            status="claimed",
            differs_from="gazette-30",
        ),
        _claim(
            "gazette-30",
            "counted about 30",
            about="concert; town-hall",
            statement="The town hall's own count was about 30 singers.",
            said_by="town-hall",
            status="claimed",
            differs_from="gazette-32",
        ),
        _claim(
            "gazette-stayed",
            "two singers never left Bergen",
            about="journey; rival-choir",
            statement="Another choir accuses two singers of having stayed at home.",
            said_by="rival-choir",
            status="alleged",
        ),
        _claim(
            "gazette-denial",
            "denies it",
            about="journey; kari-lund",
            statement="Kari Lund rejects that.",
            said_by="kari-lund",
            status="denied",
            replies_to="gazette-stayed",
        ),
    ],
    "figures": [
        {
            "id": "singers-32",
            "claim": "gazette-32",
            "measure": "singers",
            "low": "32",
            "high": "32",
            "bound": "exact",
            "unit": "people",
            "scope": "the choir in Oslo",
        },
        {
            "id": "singers-30",
            "claim": "gazette-30",
            "measure": "singers",
            "low": "30",
            "high": "30",
            "bound": "about",
            "unit": "people",
            "scope": "the choir in Oslo",
        },
    ],
    "mentions": [
        {
            "id": "gazette-p02-01",
            "of": "bergen",
            "what": "place",
            "source": "gazette",
            **anchor(ARTICLE, "Bergen"),
        }
    ],
    "views": [{"id": "whole", "title": "Norway", "places": "bergen; oslo"}],
    "steps": [
        {
            "id": "start",
            "title": "A concert",
            "text": "The choir goes from Bergen to Oslo.",
            "view": "whole",
            "selects": "concert",
        }
    ],
    "pins": [],
}
"""Rows by table; a cell that is left out is empty."""
