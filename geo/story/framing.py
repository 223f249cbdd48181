"""The texts of a story in its own voice, and the claims that each of them rests on.

Titles, the finding, steps, labels, notes and roles are nobody's statement. They name their claims
by marks ``[claim-id]`` in the text; roles by the column ``claims``; titles of events and links rest
on the claims about them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geo.errors import Fault
from geo.evidence import (
    SEPARATOR,
    claims_by_subject,
    marked_claims,
    split_ids,
    without_marks,
)
from geo.story.rules import suggestions
from geo.story.vocabulary import MARKED, MARKED_HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


HEAD = "story.toml"


class OwnText(NamedTuple):
    """A text in the story's own voice.

    Parameters
    ----------
    file : str
        File as the user knows it, such as ``steps.csv``.
    row : int
        Line in the file as a spreadsheet numbers it; 0 for ``story.toml``.
    id : str
        Id of the row; empty for the story.
    column : str
        Column or key.
    marked : str
        The text as it is written, with its marks.
    claims : tuple of str
        Ids of the claims that it rests on.
    """

    file: str
    row: int
    id: str
    column: str
    marked: str
    claims: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text as a reader sees it."""
        return without_marks(self.marked)


def own_texts(
    head: Mapping[str, str], frames: Mapping[str, pd.DataFrame], *, marked_only: bool = False
) -> Iterator[OwnText]:
    """Yield each text of a story's own voice that is there, the story's own first.

    Parameters
    ----------
    head : mapping
        What ``story.toml`` says, by key.
    frames : mapping of str to pandas.DataFrame
        Checked tables as text, indexed by row number.
    marked_only : bool
        Whether to leave out the texts that name no claim themselves.
    """
    for key in MARKED_HEAD:
        if head.get(key):
            marked = head[key]
            yield OwnText(HEAD, 0, "", key, marked, tuple(marked_claims(marked)))
    about = {} if marked_only else claims_by_subject(frames["claims"].set_index("id"))
    for table, columns in MARKED.items():
        frame = frames[table]
        for column in columns:
            own = frame[column] != ""
            if marked_only and column != "role":
                own &= frame[column].str.contains("[", regex=False)
            rests = frame["claims"] if column == "role" else frame["id"]
            cells = (frame["id"][own], frame[column][own], rests[own])
            for row, name, marked, cell in zip(frame.index[own], *cells, strict=True):
                claims = marked_claims(marked)
                if column == "role":
                    claims += split_ids(cell)
                elif column == "title" and table in ("events", "links"):
                    claims += about.get(name, [])
                claims = list(dict.fromkeys(claims))
                yield OwnText(f"{table}.csv", int(row), name, column, marked, tuple(claims))


def unknown_marks(head: Mapping[str, object], frames: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """Return the marks that name no row of ``claims.csv``, and those within another mark."""
    known_ids = set(frames["claims"]["id"])
    suggestion = suggestions(known_ids)
    faults = []
    for file, row, column, marked in _bracketed(head, frames):
        rest = without_marks(marked)
        if marked_claims(rest):
            wanted = "marks beside each other, none within another"
            faults.append(Fault(file, row, column, rest, wanted))
        for name in marked_claims(marked):
            if name not in known_ids:
                wanted = f"an id that stands in claims.csv, or no brackets{suggestion(name)}"
                faults.append(Fault(file, row, column, f"[{name}]", wanted))
    return faults


def _bracketed(
    head: Mapping[str, object], frames: Mapping[str, pd.DataFrame]
) -> Iterator[tuple[str, int, str, str]]:
    """Yield file, row, column and text of what may hold a mark."""
    for key in MARKED_HEAD:
        text = head.get(key)
        if isinstance(text, str) and "[" in text:
            yield HEAD, 0, key, text
    for table, columns in MARKED.items():
        for column in columns if table in frames else ():
            cells = frames[table][column]
            for row, cell in cells[cells.str.contains("[", regex=False)].items():
                yield f"{table}.csv", int(str(row)), column, cell


def without_marks_in(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables without the marks of their texts."""
    return {
        table: frame.assign(
            **{
                column: frame[column].map(without_marks).astype("str")
                for column in MARKED.get(table, ())
                if frame[column].str.contains("[", regex=False).any()
            }
        )
        for table, frame in frames.items()
    }


def framing_frame(head: Mapping[str, str], frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Make the frame of the story's own texts; `geo.story.Story` lists the columns."""
    columns = ["table", "id", "column", "text", "marked", "claims"]
    rows = [
        (
            own.file.removesuffix(".csv").removesuffix(".toml"),
            own.id,
            own.column,
            own.text,
            own.marked,
            SEPARATOR.join(own.claims),
        )
        for own in own_texts(head, frames, marked_only=True)
    ]
    return pd.DataFrame(rows, columns=columns, dtype="str")
