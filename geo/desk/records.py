"""Read the rows of a story and of its draft, and choose those that hold together.

The tables of a story are whole at each step: what a rule of the tables refuses waits at the desk,
with the fault beside its cell, and so does what leans on it. A row that stands in a file already
stays as it was there until its change holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geo.drafts.append import Identities, read_selection, story_rows
from geo.drafts.columns import own_columns, references
from geo.drafts.folder import MANIFEST, read_rows
from geo.errors import StoryError
from geo.evidence import SEPARATOR, split_ids
from geo.story.citations import FOLDER, find_copies
from geo.story.read import HEAD, check_frames, read_records, read_tables
from geo.story.schema import LIST, SCHEMAS
from geo.story.vocabulary import KEYS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.palette import Medium
    from geo.story.citations import Copy

    Cells = dict[str, str]

    from geo.errors import Fault

PROPOSED, KEPT, DROPPED = "proposed", "kept", "dropped"
"""What a person has decided on a row: nothing yet, to have it, not to have it."""

HEAD_TABLE = "story"
"""The table in which ``story.toml`` is the one row: title and finding."""
HEAD_COLUMNS = ("title", "finding")


class Name(NamedTuple):
    """The table of a row, and what tells it from the others of that table."""

    table: str
    key: str


if TYPE_CHECKING:
    Rows = dict[Name, Cells]


@dataclass(frozen=True)
class Entry:
    """A row as the desk has it.

    Parameters
    ----------
    state : str
        proposed, kept or dropped.
    cells : dict of str to str
        The columns of the story's table.
    note : str
        What somebody wrote beside it, for whoever works at the desk.
    checked : str
        Who has checked it; empty for nobody.
    """

    state: str
    cells: Mapping[str, str]
    note: str = ""
    checked: str = ""


@dataclass
class Material:
    """What lies on a desk.

    Parameters
    ----------
    entries : dict of Name to Entry
        Every row, those of the files first, then the proposals in the draft's order.
    published : dict of Name to dict
        The rows that stand in the files, cell by cell.
    hints : dict of Name to dict
        What the draft says of a row beside its cells: how, confidence, source, start, end …
    copies : dict of str to Copy
        The articles, by the id of their source.
    head : dict of str to str
        As ``story.toml`` has it.
    media : mapping of str to geo.palette.Medium
        The story's own media.
    """

    entries: dict[Name, Entry] = field(default_factory=dict)
    published: dict[Name, Cells] = field(default_factory=dict)
    hints: dict[Name, Cells] = field(default_factory=dict)
    copies: dict[str, Copy] = field(default_factory=dict)
    head: dict[str, str] = field(default_factory=dict)
    media: Mapping[str, Medium] = field(default_factory=dict)


def name_of(table: str, cells: Mapping[str, str]) -> Name:
    """Return the name of a row by its cells.

    Examples
    --------
    >>> name_of("relations", {"claim": "c-1", "relation": "denies", "other": "c-2"}).key
    'c-1 denies c-2'
    """
    return Name(table, " ".join(cells[column] for column in KEYS.get(table, ("id",))))


def read_material(story: Path, draft: Path, *, sources: Sequence[Path] = ()) -> Material:
    """Read a story and the proposals of its draft.

    Parameters
    ----------
    story : pathlib.Path
        Folder of a story.
    draft : pathlib.Path
        Folder of a draft; nothing is proposed where there is none.
    sources : sequence of pathlib.Path
        Copies of the articles, or folders with them, beside those of the story and the draft.

    Returns
    -------
    Material
        A proposal that the story has already is the story's row.

    Raises
    ------
    geo.errors.StoryError
        The tables do not hold together, or the draft's can't be read.
    """
    tables = read_tables(story)
    material = Material(head=tables.head, media=tables.media)
    head = Name(HEAD_TABLE, HEAD_TABLE)
    material.published[head] = {column: tables.head[column] for column in HEAD_COLUMNS}
    for table in TABLES:
        for cells in _file_rows(story, table):
            material.published[name_of(table, cells)] = cells
    for name, cells in material.published.items():
        material.entries[name] = Entry(KEPT, cells)
    if (draft / MANIFEST).is_file():
        _propose(material, story, draft)
    material.copies = _copies(material, [*sources, story / FOLDER, draft])
    return material


def _file_rows(story: Path, table: str) -> Iterator[Cells]:
    """Yield the rows of a table as they stand, with every column of its schema."""
    path = story / f"{table}.csv"
    if not path.exists():
        return
    header, *lines = read_records(path)[0]
    for line in lines:
        yield dict.fromkeys(own_columns(table), "") | dict(zip(header, line, strict=True))


def _propose(material: Material, story: Path, draft: Path) -> None:
    """Add the rows of a draft under the ids that they would have in the story."""
    tables, faults = read_rows(draft)
    rows, mark_faults = read_selection(tables, folder=draft.name)
    if faults or mark_faults:
        raise StoryError([*faults, *mark_faults])
    identities = Identities(story_rows(story))
    in_order = [row for row in rows if row.table not in KEYS]
    ids = {
        (row.table, row.row["id"]): identities.settle(replace(row, marked=True))[0]
        for row in in_order
    }
    for row in rows:
        cells = _with_ids(row.table, row.row, ids)
        name = name_of(row.table, cells)
        material.hints[name] = {
            column: cell for column, cell in row.row.items() if column not in cells and cell
        } | {column: cells[column] for column in _WHERE if cells.get(column)}
        if "source" in material.hints[name]:
            source = material.hints[name]["source"]
            material.hints[name]["source"] = ids.get(("sources", source), source)
        if name not in material.entries:
            material.entries[name] = Entry(KEPT if row.marked else PROPOSED, cells)


_WHERE = ("source", "paragraph", "start", "end")


def _with_ids(table: str, row: Mapping[str, str], ids: Mapping[tuple[str, str], str]) -> Cells:
    """Return a proposal's own cells, each id as the story would have it."""
    cells = {column: row[column] for column in own_columns(table)}
    if "id" in cells:
        cells["id"] = ids[table, row["id"]]
    for column, targets in references(table).items():
        named = [_known(name, targets, ids) for name in split_ids(cells[column])]
        cells[column] = SEPARATOR.join(dict.fromkeys(named))
    return cells


def _known(name: str, targets: Iterable[str], ids: Mapping[tuple[str, str], str]) -> str:
    return next((ids[target, name] for target in targets if (target, name) in ids), name)


def _copies(material: Material, places: Sequence[Path]) -> dict[str, Copy]:
    """Find the copy of each source, among files and in folders."""
    import pandas as pd  # noqa: PLC0415 - the rest needs no frames

    rows = [dict(e.cells) for name, e in material.entries.items() if name.table == "sources"]
    if not rows:
        return {}
    sources = pd.DataFrame(rows).set_index("id")
    sources["length"] = sources["length"].astype(int)
    there = [place for place in places if place.exists()]
    return find_copies(sources, places=there) if there else {}


FOLLOWERS = {"mentions": "of", "pins": "place", "event_places": "event"}
"""Tables whose rows say nothing without the row that they name: they come and go with it."""


@dataclass
class Whole:
    """The rows that hold together, and what is wrong with the others.

    Parameters
    ----------
    rows : dict of Name to dict
        What may stand in the files.
    faults : dict of Name to list of (column, message)
        Of every kept row.
    waiting : set of Name
        Kept rows that are not in `rows`, or not as they are now.
    loose : list of Fault
        Faults of no row: a text of ``story.toml`` that names a claim which is not kept.
    """

    rows: Rows
    faults: dict[Name, list[tuple[str, str]]] = field(default_factory=dict)
    waiting: set[Name] = field(default_factory=set)
    loose: list[Fault] = field(default_factory=list)


def choose_whole(
    entries: Mapping[Name, Entry],
    *,
    published: Mapping[Name, Cells],
    head: Mapping[str, str],
    media: Mapping[str, Medium],
) -> Whole:
    """Choose the largest part of the kept rows that breaks no rule of the tables.

    Parameters
    ----------
    entries : mapping of Name to Entry
        All rows.
    published : mapping of Name to dict
        How rows stand in the files now.
    head : mapping of str to str
        What ``story.toml`` says.
    media : mapping of str to geo.palette.Medium
        The story's own media.

    Returns
    -------
    Whole
    """
    wanted = {name: dict(entry.cells) for name, entry in entries.items() if entry.state == KEPT}
    rows = _trimmed(wanted, entries)
    first = _faults(rows, head, media)
    whole = Whole(rows, faults=first.by_row, loose=first.loose)
    reverted: set[Name] = set()
    faulty = first
    while faulty.by_row:
        for name in faulty.by_row:
            if name in published and name not in reverted and rows[name] != published[name]:
                reverted.add(name)
                wanted[name] = dict(published[name])
            else:
                wanted.pop(name)
        whole.faults |= _without_their_answer(wanted, entries)
        rows = _trimmed(wanted, entries)
        faulty = _faults(rows, head, media)
        whole.loose = faulty.loose
    whole.rows = rows
    kept_names = {name for name, entry in entries.items() if entry.state == KEPT}
    whole.waiting = {
        name for name in kept_names if name not in rows and name.table not in FOLLOWERS
    }
    whole.waiting |= reverted & kept_names
    return whole


def _without_their_answer(
    wanted: Rows, entries: Mapping[Name, Entry]
) -> dict[Name, list[tuple[str, str]]]:
    """Remove what is denied where the kept denial waits: no accusation without its answer."""
    faults = {}
    for name, entry in entries.items():
        if name.table != "relations" or entry.state != KEPT or entry.cells["relation"] != "denies":
            continue
        denial, denied = (Name("claims", entry.cells[column]) for column in ("claim", "other"))
        is_kept = denial in entries and entries[denial].state == KEPT
        if is_kept and denial not in wanted and denied in wanted:
            wanted.pop(denied)
            faults[denied] = [("", f"waits for its denial, {denial.key}, which is not whole yet")]
    return faults


@dataclass
class _Faults:
    by_row: dict[Name, list[tuple[str, str]]] = field(default_factory=dict)
    loose: list[Fault] = field(default_factory=list)


def _faults(rows: Rows, head: Mapping[str, str], media: Mapping[str, Medium]) -> _Faults:
    """Check rows as tables, and name the row of each fault."""
    names: dict[str, list[Name]] = {table: [] for table in TABLES}
    for name in rows:
        if name.table in names:
            names[name.table].append(name)
    frames = {
        table: pd.DataFrame(
            [rows[name] for name in names[table]],
            index=range(2, len(names[table]) + 2),
            columns=list(own_columns(table)),
            dtype="str",
        )
        for table in TABLES
    }
    own = rows.get(Name(HEAD_TABLE, HEAD_TABLE), {})
    faults = _Faults()
    for fault in check_frames({**head, **own}, frames, media=media):
        table = fault.file.removesuffix(".csv")
        if fault.file == HEAD or not fault.row:
            faults.loose.append(fault)
            continue
        name = names[table][fault.row - 2]
        message = f"wanted {fault.wanted}"
        faults.by_row.setdefault(name, []).append((fault.column, message))
    return faults


def _trimmed(wanted: Rows, entries: Mapping[Name, Entry]) -> Rows:
    """Remove from lists what is not there, and rows that say nothing without another."""
    ids = set(wanted)
    rows = {}
    for name, cells in wanted.items():
        if name.table == HEAD_TABLE:
            rows[name] = cells
            continue
        follows = FOLLOWERS.get(name.table)
        if follows and not _any(cells[follows], references(name.table)[follows], ids):
            continue
        rows[name] = cells | {
            column: SEPARATOR.join(
                key
                for key in split_ids(cells[column])
                if _any(key, targets, ids) or not _any_entry(key, targets, entries)
            )
            for column, targets in references(name.table).items()
            if is_list(name.table, column)
        }
    return rows


def is_list(table: str, column: str) -> bool:
    """Return whether a column holds ids of several rows.

    Examples
    --------
    >>> is_list("claims", "about"), is_list("claims", "said_by")
    (True, False)
    """
    limits: dict[str, object] = SCHEMAS[table].columns[column].field.get("constraints", {})
    return limits.get("pattern") == LIST


def _any(key: str, targets: Iterable[str], names: set[Name]) -> bool:
    return any(Name(target, key) in names for target in targets)


def _any_entry(key: str, targets: Iterable[str], entries: Mapping[Name, Entry]) -> bool:
    return any(Name(target, key) in entries for target in targets)
