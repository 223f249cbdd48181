"""Cells of a table's rows as texts, and the ids that what is made of them gets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.evidence import free_id, plain_id
from geo.formats.escaping import guarded
from geo.story.table_files import cell_text, digest_of
from geo.tables.grid import is_nothing

if TYPE_CHECKING:
    import pandas as pd

    from geo.tables.scan import EventTable
    from geo.tables.schemas import Fields

_LONGEST_ID = 40


@dataclass
class Ids:
    """Ids that rows of a story get: those that they had before, else new ones.

    Parameters
    ----------
    known : dict
        For each kind of thing, its ids by what tells it apart, as the last import gave them.
    taken : set of str
        Ids of places, events, links and actors that are not free.
    """

    known: dict[str, dict[str, str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def of(self, kind: str, key: str, base: str) -> str:
        """Return the id of a thing, the same each time."""
        ids = self.known.setdefault(kind, {})
        if key not in ids:
            ids[key] = free_id(base, self.taken)
        self.taken.add(ids[key])
        return ids[key]


def short_id(text: str, *, longest: int = _LONGEST_ID) -> str:
    """Return a text as an id, cut between words.

    Examples
    --------
    >>> short_id("A wall fell, in Köln!"), short_id("کراچی"), short_id("one two three", longest=8)
    ('a-wall-fell-in-koln', '', 'one-two')
    """
    words = plain_id(text).split("-")
    while len(words) > 1 and len("-".join(words)) > longest:
        words.pop()
    return "-".join(words)[:longest].strip("-")


def row_keys(table: EventTable, fields: Fields) -> list[str]:
    """Return what tells the rows of a table apart: the key's cell, else what, when and where."""
    cells = table.cells
    if fields.key:
        return [cell_text(cell) for cell in cells[fields.key]]
    options = table.options
    names = [table.title, *options.date, table.names.place, options.lon, options.lat]
    columns = [name for name in dict.fromkeys(names) if name in cells.columns] or [
        str(name) for name in cells.columns
    ]
    seen: Counter[str] = Counter()
    keys = []
    for texts in zip(*(cells[name].map(cell_text) for name in columns), strict=True):
        key = digest_of("\t".join(texts))[:16]
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return keys


def hashed_cells(table: EventTable) -> list[dict[str, str]]:
    """Return a short hash of each filled cell, row by row."""
    texts = {str(name): table.cells[name].map(cell_text) for name in table.cells.columns}
    return [
        {name: digest_of(text)[:8] for name, text in zip(texts, row, strict=True) if text}
        for row in zip(*texts.values(), strict=True)
    ]


class RowTexts:
    """The texts of a table's cells, by the place of the row and the name of the column.

    Parameters
    ----------
    table : EventTable
    """

    def __init__(self, table: EventTable) -> None:
        self._cells, self._frame = table.cells, table.frame

    def text(self, at: int, name: str) -> str:
        """Return the text of a cell; nothing where it is a sign for nothing."""
        return self._of(self._cells, at, name)

    def shown(self, at: int, name: str) -> str:
        """Return the text of a cell as a page shows it, with its codes written out."""
        return self._of(self._frame, at, name) if self.text(at, name) else ""

    def _of(self, frame: pd.DataFrame, at: int, name: str) -> str:
        if not name or name not in frame.columns:
            return ""
        cell = frame[name].iloc[at]
        return "" if is_nothing(cell) else " ".join(cell_text(cell).replace("\0", "").split())


def own_words(text: str) -> str:
    """Return a text without the brackets that mark claims in a story's own words.

    What a spreadsheet would run as a formula gets an apostrophe in front.

    Examples
    --------
    >>> own_words("a wall [of bricks]"), own_words("=1+1")
    ('a wall (of bricks)', "'=1+1")
    """
    return guarded(text.replace("[", "(").replace("]", ")"))
