"""Footnotes of a page: the claims that its finding and its steps rest on, numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.evidence import cell_shown, split_marks

if TYPE_CHECKING:
    Part = tuple[str, list[int]]


class Footnotes:
    """Numbers for the claims that a story's own texts name, in the order in which they are read.

    Parameters
    ----------
    framing : pandas.DataFrame
        As of `geo.Story`: columns table, id, column and marked.
    claims : pandas.DataFrame
        As of `geo.Story`; the index is the id.

    Examples
    --------
    >>> import geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> notes = Footnotes(story.framing, claims=story.claims)
    >>> notes.finding[0][1][:2]  # the first part rests on several claims
    [1, 2]
    """

    def __init__(self, framing: pd.DataFrame, *, claims: pd.DataFrame) -> None:
        self._claims = claims
        self._numbers: dict[str, int] = {}
        rows = framing[["table", "id", "column", "marked"]].itertuples(index=False, name=None)
        texts = {(table, column, name): marked for table, name, column, marked in rows}
        self.finding = self._parts(texts.get(("story", "finding", ""), ""))
        """The finding in parts, each with the numbers of the notes behind it."""
        self.steps = {
            name: self._parts(marked)
            for (table, column, name), marked in texts.items()
            if (table, column) == ("steps", "text")
        }
        """The same of each step's text, by its id."""

    def _parts(self, marked: str) -> list[Part]:
        return [
            (text, [self._numbers.setdefault(name, len(self._numbers) + 1) for name in names])
            for text, names in split_marks(marked)
        ]

    def rows(self) -> list[dict[str, Any]]:
        """Return the claim of each note, in the order of their numbers."""
        columns = ["statement", "status", "said_by", "said_by_label", "source_label", "paragraph"]
        chosen = self._claims.loc[list(self._numbers), columns]
        rows = chosen.itertuples(index=False, name=None)
        cells = self._claims.get("column", pd.Series("", index=self._claims.index))
        return [
            {**dict(zip(columns, row, strict=True)), "column": cell_shown(cell)}
            for row, cell in zip(rows, cells.loc[list(self._numbers)], strict=True)
        ]


def note_text(numbers: list[int]) -> str:
    """Write the numbers of the notes behind one place of a text, those in a row as a range.

    Examples
    --------
    >>> note_text([1, 2, 3, 4, 5]), note_text([14, 10, 12, 13])
    ('1–5', '10, 12–14')
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        ", ".join(map(str, run)) if len(run) < _RANGE else f"{run[0]}–{run[-1]}" for run in runs
    )


_RANGE = 3
