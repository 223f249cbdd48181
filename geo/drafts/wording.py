"""Whose words are these? What comes into a story is told in a person's own."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from geo.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geo.drafts.appending import Addition

RUN = 9
"""Words running that a row may not share with the article."""

_TEXTS = {
    "claims": ("statement", "note"),
    "events": ("title", "date_note", "note"),
    "links": ("title", "date_note", "note"),
    "actors": ("role",),
    "places": ("note",),
    "figures": ("scope", "note"),
}
_WORD = re.compile(r"\w+")


def borrowed(additions: Sequence[Addition], *, folder: Path) -> Iterator[Fault]:
    """Yield a fault for each text that repeats nine words running of an article of the draft.

    Parameters
    ----------
    additions : sequence of Addition
        The rows that come in.
    folder : pathlib.Path
        The draft's folder, with the copies of its articles.

    Yields
    ------
    Fault
        Where the text stands in the draft.
    """
    texts = [
        (addition, column, _words(addition.row[column]))
        for addition in additions
        for column in _TEXTS.get(addition.table, ())
        if len(_words(addition.row[column])) >= RUN
    ]
    if not texts:
        return
    copied_runs = {
        run for copy in sorted(folder.glob("*.txt")) for run in _runs(_words(_read(copy)))
    }
    for addition, column, words in texts:
        shared = next((run for run in _runs(words) if run in copied_runs), None)
        if shared is not None:
            wanted = f"your own words; {RUN} words running are the article's"
            file = f"{folder.name}/{addition.table}.csv"
            yield Fault(file, addition.number, column, " ".join(shared), wanted)


def _read(copy: Path) -> str:
    return copy.read_bytes().decode("utf-8", errors="replace")


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (words[at : at + RUN] for at in range(len(words) - RUN + 1))
