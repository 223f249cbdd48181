"""The ids of a story's tables: each given once, and each that is named given somewhere."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from geo.errors import Fault
from geo.story import schema
from geo.story.evidence import split_ids
from geo.story.words import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd

SHARED_IDS = ("places", "events", "links", "actors")
"""Tables that share one set of ids, so that a claim can be about a row of any of them."""
_MOST_SUGGESTIONS = 100
_LIKE = 60.0


def missing(frames: dict[str, pd.DataFrame]) -> Iterator[Fault]:
    """Check that each id that a row names belongs to a row of the table it points to."""
    for table, frame in frames.items():
        for column, declared in schema.SCHEMAS[table].columns.items():
            targets = declared.refers
            if targets and all(target in frames for target in targets):
                known_ids = {name for target in targets for name in frames[target]["id"]}
                yield from _unknown(frame[column], known_ids, file=f"{table}.csv", targets=targets)


def repeated(frames: dict[str, pd.DataFrame]) -> Iterator[Fault]:
    """Check that each id stands once in a cell."""
    for table, frame in frames.items():
        for column, declared in schema.SCHEMAS[table].columns.items():
            if not declared.refers:
                continue
            for row, cell in frame[column].items():
                for name, number in Counter(split_ids(cell)).items():
                    if number > 1:
                        yield Fault(f"{table}.csv", int(str(row)), column, name, "each id once")


def _unknown(
    cells: pd.Series[str], known_ids: set[str], *, file: str, targets: Iterable[str]
) -> Iterator[Fault]:
    """Yield a fault for each well-formed id of a column that isn't known."""
    names = listed([f"{target}.csv" for target in targets])
    suggestion = _suggestions(known_ids)
    for row, cell in cells.items():
        for name in split_ids(cell):
            if name not in known_ids and re.fullmatch(schema.SLUG, name):
                wanted = f"an id that stands in {names}{suggestion(name)}"
                yield Fault(file, int(str(row)), str(cells.name), name, wanted)


def _suggestions(known_ids: set[str]) -> Callable[[str], str]:
    """Make a function that guesses which id was meant, for the first names that are asked."""
    choices = sorted(known_ids)
    names = set[str]()

    @cache
    def suggestion(name: str) -> str:
        names.add(name)
        if len(names) > _MOST_SUGGESTIONS:
            return ""
        near = process.extractOne(name, choices, scorer=fuzz.ratio, score_cutoff=_LIKE)
        return f" (did you mean {near[0]}?)" if near else ""

    return suggestion


def twice_given(*frames: pd.DataFrame, tables: tuple[str, ...] = SHARED_IDS) -> Iterator[Fault]:
    """Check that no id stands twice; places, events, links and actors share one set of ids."""
    first_tables: dict[str, str] = {}
    for table, frame in zip(tables, frames, strict=True):
        key = "id" if "id" in frame else "place"
        for row, name in frame[key].items():
            here = f"{table}.csv, row {row}"
            first = first_tables.setdefault(name, here)
            if name and first != here:
                wanted = f"an id of its own; it stands already in {first}"
                yield Fault(f"{table}.csv", int(str(row)), key, name, wanted)
