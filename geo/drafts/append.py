"""Append rows to a story's tables, if the whole holds together."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from geo.drafts.columns import TABLES, own_columns
from geo.errors import Fault, StoryError
from geo.files import write_together
from geo.story.read import read_records, read_tables
from geo.story.table_files import trial_story
from geo.story.vocabulary import OPTIONAL_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    Row = dict[str, str]


@dataclass(frozen=True)
class Addition:
    """A row that comes into a story.

    Parameters
    ----------
    table : str
        Its table.
    number : int
        The draft's row that it comes from.
    row : dict of str to str
        The columns of the story's table.
    """

    table: str
    number: int
    row: Row


def story_rows(story: Path) -> dict[str, list[Row]]:
    """Read the rows of a story's tables, letter for letter."""
    tables = {}
    for table in TABLES:
        path = story / f"{table}.csv"
        header, *lines = read_records(path)[0] if path.exists() else [[]]
        tables[table] = [dict(zip(header, cells, strict=False)) for cells in lines if any(cells)]
    return tables


def add_rows(
    story: Path,
    additions: Sequence[Addition],
    *,
    folder: str,
    faults: Sequence[Fault],
    copies: dict[str, bytes],
    unkept: Collection[str] = (),
) -> None:
    """Append rows to a story's tables.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story; its rows stay byte for byte.
    additions : sequence of Addition
        The rows.
    folder : str
        Name of the draft, for the messages.
    faults : sequence of Fault
        What is wrong already: told with the rest.
    copies : dict of str to bytes
        Files that come with them, by their path in the story's folder, where they do not stand yet.
    unkept : collection of str
        Sources that no row is kept of, as `faults` tells: one fault each, not one for each row.

    Raises
    ------
    StoryError
        If the story would not hold together; nothing is written. A fault of a new row names the
        draft's row.
    """
    written: dict[str, bytes] = {}
    origin: dict[tuple[str, int], int] = {}
    for table in dict.fromkeys(addition.table for addition in additions):
        path = story / f"{table}.csv"
        new = [addition for addition in additions if addition.table == table]
        last = len(read_records(path)[0]) if path.exists() else 1
        origin |= {
            (path.name, last + at): addition.number for at, addition in enumerate(new, start=1)
        }
        before = path.read_bytes() if path.exists() else _header(table)
        written[path.name] = before + _lines(path, [addition.row for addition in new], before)
    new_faults = _faults(story, written)
    draft_faults = [_of_the_draft(fault, origin, folder) for fault in new_faults]
    reported = {(fault.file, fault.row, fault.column) for fault in faults}
    draft_faults = [
        fault
        for fault in draft_faults
        if (fault.file, fault.row, fault.column) not in reported
        and not (fault.column == "source" and fault.found in unkept)
    ]
    if faults or draft_faults:
        raise StoryError([*faults, *draft_faults])
    write_together(story, written | copies)


def _header(table: str) -> bytes:
    """Return a table without a row, for one that may be missing."""
    return (",".join(own_columns(table)) + "\n").encode()


def _lines(path: Path, rows: Sequence[Row], data: bytes) -> bytes:
    """Write rows as the file has its own: the order of its columns, its line ends."""
    end = "\r\n" if b"\r\n" in data else "\n"
    header = read_records(path)[0][0] if path.exists() else list(own_columns(path.stem))
    optional = OPTIONAL_COLUMNS.get(path.stem, ())
    missing = [name for name in rows[0] if name not in header and name not in optional]
    if missing:
        raise StoryError([Fault(path.name, 1, name, "", "this column") for name in missing])
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    opening = "" if data.endswith((b"\n", b"\r")) else end
    return (opening + text.getvalue()).encode("utf-8")


def _faults(story: Path, written: dict[str, bytes]) -> tuple[Fault, ...]:
    """Check the story as it would be, in a folder of its own."""
    with trial_story(story, written) as trial:
        try:
            read_tables(trial)
        except StoryError as error:
            return error.faults
    return ()


def _of_the_draft(fault: Fault, origin: dict[tuple[str, int], int], folder: str) -> Fault:
    number = origin.get((fault.file, fault.row))
    if number is None:
        return fault
    return replace(fault, file=f"{folder}/{fault.file}", row=number)


RUN = 9
"""Words running that a row may not share with the article."""

OWN_WORDS = {
    "claims": ("statement", "note"),
    "relations": ("on", "reason"),
    "events": ("title", "date_note", "note"),
    "event_places": ("note",),
    "links": ("title", "date_note", "note"),
    "actors": ("role",),
    "places": ("note",),
    "figures": ("scope", "note"),
}
"""Columns in a person's own words, by table."""
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
        (addition, column)
        for addition in additions
        for column in OWN_WORDS.get(addition.table, ())
        if len(_words(addition.row[column])) >= RUN
    ]
    if not texts:
        return
    copied_runs = runs_of(_read(copy) for copy in sorted(folder.glob("*.txt")))
    for addition, column in texts:
        shared = shared_run(addition.row[column], copied_runs)
        if shared:
            wanted = f"your own words; {RUN} words running are the article's"
            file = f"{folder.name}/{addition.table}.csv"
            yield Fault(file, addition.number, column, " ".join(shared), wanted)


def runs_of(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """Return every nine words running of some texts, without case and punctuation."""
    return {run for text in texts for run in _runs(_words(text))}


def shared_run(text: str, runs: set[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the first nine words of a text that stand among some runs; nothing where none do.

    Examples
    --------
    >>> runs = runs_of(["The river rose in the night and took the bridge."])
    >>> len(shared_run("It is said: the river rose in the night and took the mill", runs))
    9
    >>> shared_run("The river took the bridge.", runs)
    ()
    """
    return next((run for run in _runs(_words(text)) if run in runs), ())


def _read(copy: Path) -> str:
    return copy.read_bytes().decode("utf-8", errors="replace")


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (words[at : at + RUN] for at in range(len(words) - RUN + 1))
