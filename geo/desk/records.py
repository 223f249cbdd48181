"""Read the rows of a story and of its draft, each with its state."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from geo.drafts.append import story_rows
from geo.drafts.columns import own_columns, references
from geo.drafts.folder import MANIFEST, read_rows
from geo.drafts.identity import Identities, read_selection
from geo.errors import StoryError
from geo.evidence import SEPARATOR, split_ids
from geo.story.citations import FOLDER, find_copies
from geo.story.read import read_records, read_tables
from geo.story.vocabulary import KEYS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.story.citations import Copy

    Cells = dict[str, str]

PROPOSED, KEPT, DROPPED = "proposed", "kept", "dropped"
"""What a person has decided on a row: nothing yet, to have it, not to have it."""

HEAD_TABLE = "story"
"""The table in which ``story.toml`` is the one row: title and finding."""
HEAD_COLUMNS = ("title", "finding")


class Name(NamedTuple):
    """The table of a row, and what tells it from the others of that table."""

    table: str
    key: str


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
    """

    entries: dict[Name, Entry] = field(default_factory=dict)
    published: dict[Name, Cells] = field(default_factory=dict)
    hints: dict[Name, Cells] = field(default_factory=dict)
    copies: dict[str, Copy] = field(default_factory=dict)
    head: dict[str, str] = field(default_factory=dict)


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
    material = Material(head=tables.head)
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
