"""What `geo import` remembers of a table, so that it knows later what a person has edited."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from geo.errors import EventsError
from geo.story.schema import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
