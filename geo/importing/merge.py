"""Record what an import read, and merge its rows with what a person has made of them.

Each cell is compared three ways: what the last import wrote (its hash), what stands there now, and
what the table says now. What a person edited stays; all else follows the table.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.errors import EventsError
from geo.evidence import marked_claims, split_ids
from geo.story.schema import SCHEMAS
from geo.story.table_files import digest_of
from geo.story.vocabulary import MARKED, MARKED_HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Row = dict[str, str]
    Tables = dict[str, dict[str, Row]]
    Hashes = dict[str, dict[str, dict[str, str]]]
    from collections.abc import Sequence
    from pathlib import Path

    from geo.importing.cells import Ids
    from geo.importing.rows import Built

TABLES = ("sources", "places", "actors", "events", "claims", "figures")
"""The tables that an import writes, each after those that it refers to."""


def pack_hashes(cells: Mapping[str, str], columns: Sequence[str]) -> str:
    """Return the hashes of cells as one text, in the order of the columns.

    Examples
    --------
    >>> pack_hashes({"b": "1a"}, ["a", "b"]), unpack_hashes("- 1a", ["a", "b"])
    ('- 1a', {'b': '1a'})
    """
    return " ".join(cells.get(column, "-") for column in columns)


def unpack_hashes(text: str, columns: Sequence[str]) -> dict[str, str]:
    """Return the hashes of a text that `pack_hashes` has written."""
    cells = zip(columns, text.split(), strict=True)
    return {column: cell for column, cell in cells if cell != "-"}


def remembered(
    path: Path,
    data: bytes,
    choices: Mapping[str, Any],
    ids: Ids,
    built: Built,
    written: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> dict[str, Any]:
    """Return what the next import has to know of this one.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    data : bytes
        Its content.
    choices : mapping
        What a person says of the table.
    ids : Ids
        The ids that its things have.
    built : Built
        What it makes of a story.
    written : mapping
        Hashes of the cells, by table, id and column.
    """
    made: dict[str, list[str]] = {key: [] for key in built.cells}
    for (table, name), key in built.owners.items():
        made[key].append(f"{table}/{name}")
    living = {name for rows in built.tables.values() for name in rows}
    columns = {table: list(SCHEMAS[table].columns) for table in TABLES}
    own = list(dict.fromkeys(name for cells in built.cells.values() for name in cells))
    return {
        "file": path.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "columns": columns | {"": own},
        "options": {name: value for name, value in choices.items() if value and name != "headline"},
        "ids": {
            kind: {key: name for key, name in known.items() if name in living}
            for kind, known in ids.known.items()
        },
        "rows": {
            key: {"cells": pack_hashes(cells, own), "made": " ".join(made[key])}
            for key, cells in built.cells.items()
        },
        "written": {
            table: {
                name: pack_hashes(cells, columns[table])
                for name, cells in written.get(table, {}).items()
            }
            for table in TABLES
        },
    }


def unpacked_record(last: Mapping[str, Any], *, path: Path) -> dict[str, Any]:
    """Return what is known of the last import of a table, its hashes by column."""
    if not last:
        return {}
    try:
        columns = last["columns"]
        rows = {
            key: {"cells": unpack_hashes(row["cells"], columns[""]), "made": row["made"].split()}
            for key, row in last["rows"].items()
        }
        written = {
            table: {name: unpack_hashes(text, columns[table]) for name, text in made.items()}
            for table, made in last["written"].items()
        }
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise EventsError(
            f"{path}: can't be read; wanted it as the last import left it: restore it"
        ) from error
    return {**last, "rows": rows, "written": written}


@dataclass
class MergedRows:
    """What comes of a merge.

    Parameters
    ----------
    tables : dict
        All rows of the story by table and id, in their order.
    written : dict
        Hashes of the cells as the table has them now, by table, id and column.
    added, changed, removed : list
        Table and id of rows that are new, differ, or go.
    conflicts : list of tuple
        Table, id, column and what the table says, where a person's own cell stays.
    stays : list of tuple
        Table and id of rows that the table has no more, and that stay as they are in use.
    """

    tables: Tables
    written: Hashes = field(default_factory=lambda: defaultdict(dict))
    added: list[tuple[str, str]] = field(default_factory=list)
    changed: list[tuple[str, str]] = field(default_factory=list)
    removed: list[tuple[str, str]] = field(default_factory=list)
    conflicts: list[tuple[str, str, str, str]] = field(default_factory=list)
    stays: list[tuple[str, str]] = field(default_factory=list)


def hash_of(cell: str) -> str:
    """Return the short hash of a cell that an import remembers."""
    return digest_of(cell)[:8]


def hashes_of(row: Row) -> dict[str, str]:
    """Return the hashes of the filled cells of a row.

    Examples
    --------
    >>> hashes_of({"id": "a", "note": ""})
    {'id': 'ca978112'}
    """
    return {column: hash_of(cell) for column, cell in row.items() if cell}


def merge_rows(
    current: Tables,
    new: Tables,
    *,
    written: Mapping[str, Mapping[str, Mapping[str, str]]],
    groups: Mapping[tuple[str, str], str],
    head: Mapping[str, Any],
) -> MergedRows:
    """Merge the rows that a table makes now into those of a story.

    Parameters
    ----------
    current : dict
        All rows of the story, by table and id.
    new : dict
        What the table makes, by table and id.
    written : mapping
        Hashes of what the last import wrote, by table, id and column.
    groups : mapping
        For rows of one event of the last import, its key: they go or stay together.
    head : mapping
        What ``story.toml`` says; its texts may name claims.

    Returns
    -------
    MergedRows
    """
    merged = MergedRows({table: dict(rows) for table, rows in current.items()})
    for table in TABLES:
        before = written.get(table, {})
        for name, row in new.get(table, {}).items():
            _merge_row(merged, table, name, row, before.get(name))
    _readd(merged, new)
    _remove(merged, new, written=written, groups=groups, head=head)
    return merged


def _merge_row(
    merged: MergedRows, table: str, name: str, row: Row, before: Mapping[str, str] | None
) -> None:
    """Add a row, or let those of its cells follow the table that nobody edited."""
    merged.written[table][name] = hashes_of(row)
    own = merged.tables[table].get(name)
    if own is None:
        if before is None:
            merged.tables[table][name] = dict(row)
            merged.added.append((table, name))
        return  # a person has removed it
    cells, base = dict(own), before or {}
    for column in SCHEMAS[table].columns:
        now, theirs = own.get(column, ""), row.get(column, "")
        if now == theirs:
            continue
        is_own = (hash_of(now) if now else "") != base.get(column, "")
        if not is_own:
            cells[column] = theirs
        elif (hash_of(theirs) if theirs else "") != base.get(column, ""):
            merged.conflicts.append((table, name, column, theirs))
    if cells != own:
        merged.tables[table][name] = cells
        merged.changed.append((table, name))


def _readd(merged: MergedRows, new: Tables) -> None:
    """Restore rows that a person removed and that new rows of the table refer to."""
    missing = True
    while missing:
        missing = False
        for table, name in [*merged.added, *merged.changed]:
            for target, wanted in references_of(table, merged.tables[table][name]):
                if wanted in new.get(target, {}) and wanted not in merged.tables[target]:
                    merged.tables[target][wanted] = dict(new[target][wanted])
                    merged.added.append((target, wanted))
                    missing = True


def references_of(table: str, row: Row) -> Iterator[tuple[str, str]]:
    """Yield table and id of each row that a row may refer to, as far as its columns tell.

    Examples
    --------
    >>> sorted(references_of("figures", {"claim": "a-row", "part_of": "b"}))
    [('claims', 'a-row'), ('figures', 'b')]
    """
    for column, declared in SCHEMAS[table].columns.items():
        for name in split_ids(row.get(column, "")) if declared.refers else ():
            for target in declared.refers:
                yield target, name
    for column in MARKED.get(table, ()):
        for name in marked_claims(row.get(column, "")):
            yield "claims", name


def _remove(
    merged: MergedRows,
    new: Tables,
    *,
    written: Mapping[str, Mapping[str, Mapping[str, str]]],
    groups: Mapping[tuple[str, str], str],
    head: Mapping[str, Any],
) -> None:
    """Remove what the table has no more, unless a person edited it or something else uses it."""
    gone: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for table, rows in written.items():
        for name in rows:
            if name not in new.get(table, {}) and name in merged.tables.get(table, {}):
                gone[groups.get((table, name), f"\t{table}\t{name}")].add((table, name))
    edited = {
        group
        for group, rows in gone.items()
        for table, name in rows
        if hashes_of(merged.tables[table][name]) != dict(written[table][name])
    }
    going = {row for group, rows in gone.items() if group not in edited for row in rows}
    while True:
        needed = set(_needed(merged.tables, going, head))
        staying = {row for group, rows in gone.items() if rows & going & needed for row in rows}
        if not staying & going:
            break
        going -= staying
    for table, name in sorted(going):
        del merged.tables[table][name]
        merged.removed.append((table, name))
    merged.stays = sorted({row for rows in gone.values() for row in rows} - going)


def _needed(
    tables: Tables, going: set[tuple[str, str]], head: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield what the rows that stay refer to."""
    for table, rows in tables.items():
        if table == "pins":
            continue
        for name, row in rows.items():
            if (table, name) not in going:
                yield from references_of(table, row)
    for key in MARKED_HEAD:
        for name in marked_claims(str(head.get(key, ""))):
            yield "claims", name


_COMMON = 200  # rows with a cell in common from which on it tells nothing


def _agreeing(
    cells: Mapping[str, str],
    lost: Mapping[str, Mapping[str, str]],
    holders: Mapping[tuple[str, str], list[str]],
) -> Counter[str]:
    """Return for rows that share a rare cell with this one how many of their cells agree."""
    near = {
        key
        for cell in cells.items()
        if len(keys := holders.get(cell, [])) <= _COMMON
        for key in keys
    }
    return Counter(
        {
            key: sum(cells.get(column) == text for column, text in lost[key].items())
            for key in sorted(near)
        }
    )


def match_keys(
    old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Find out which rows without a key of their own are the same although a cell has changed.

    Parameters
    ----------
    old, new : mapping
        For each key of the last import, and of this one, the hashes of the row's cells by column.

    Returns
    -------
    dict
        For keys that are new the old key of the same row: most of their cells agree, and with no
        other row as many do.

    Examples
    --------
    >>> old = {"a": {"What": "1", "Town": "2", "Dead": "3"}}
    >>> match_keys(old, {"b": {"What": "1", "Town": "2", "Dead": "4"}, "c": {"What": "9"}})
    {'b': 'a'}
    """
    lost = {key: cells for key, cells in old.items() if key not in new}
    fresh = {key: cells for key, cells in new.items() if key not in old}
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, cells in lost.items():
        for cell in cells.items():
            holders[cell].append(key)
    scores = {key: _agreeing(cells, lost, holders) for key, cells in fresh.items()}
    best_of: dict[str, list[int]] = defaultdict(list)
    for agreeing in scores.values():
        for other, score in agreeing.items():
            best_of[other].append(score)
    matches = {}
    for key, agreeing in scores.items():
        if not agreeing:
            continue
        (other, best), *rest = agreeing.most_common(2)
        size = max(len(fresh[key]), len(lost[other]))
        is_alone = sorted(best_of[other])[-2:].count(best) == 1 and best == max(best_of[other])
        if 2 * best > size and is_alone and (not rest or rest[0][1] < best):
            matches[key] = other
    return matches
