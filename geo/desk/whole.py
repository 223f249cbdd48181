"""Choose from the kept rows those that hold together.

The tables of a story are whole at each step: what a rule of the tables refuses waits at the desk,
with the fault beside its cell, and so does what leans on it. A row that stands in a file already
stays as it was there until its change holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from geo.desk.records import HEAD_TABLE, KEPT, Name
from geo.drafts.columns import own_columns, references
from geo.evidence import SEPARATOR, split_ids
from geo.story.read import HEAD, check_frames
from geo.story.schema import LIST, SCHEMAS
from geo.story.vocabulary import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.desk.records import Entry
    from geo.errors import Fault

    Cells = dict[str, str]
    Rows = dict[Name, Cells]

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

    Returns
    -------
    Whole
    """
    wanted = {name: dict(entry.cells) for name, entry in entries.items() if entry.state == KEPT}
    rows = _trimmed(wanted, entries)
    first = _faults(rows, head)
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
        faulty = _faults(rows, head)
        whole.loose = faulty.loose
    whole.rows = rows
    kept = {name for name, entry in entries.items() if entry.state == KEPT}
    whole.waiting = {name for name in kept if name not in rows and name.table not in FOLLOWERS}
    whole.waiting |= reverted & kept
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


def _faults(rows: Rows, head: Mapping[str, str]) -> _Faults:
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
    found = _Faults()
    for fault in check_frames({**head, **own}, frames):
        table = fault.file.removesuffix(".csv")
        if fault.file == HEAD or not fault.row:
            found.loose.append(fault)
            continue
        name = names[table][fault.row - 2]
        message = f"wanted {fault.wanted}"
        found.by_row.setdefault(name, []).append((fault.column, message))
    return found


def _trimmed(wanted: Rows, entries: Mapping[Name, Entry]) -> Rows:
    """Leave out of lists what is not there, and rows that say nothing without another."""
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
                one
                for one in split_ids(cells[column])
                if _any(one, targets, ids) or not _any_entry(one, targets, entries)
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
