"""The columns of a draft: those of the tables, and help to decide."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from geo.story import schema

if TYPE_CHECKING:
    from collections.abc import Mapping


TABLES = (
    *("sources", "places", "actors", "events", "event_places", "links", "claims"),
    *("relations", "figures", "mentions"),
)
"""The tables of a draft, each after those that it refers to, as far as that goes."""

KEEP = "keep"
"""The column in which a person marks a row: x, yes, 1 or keep."""

ANCHOR = ("source", "paragraph", "start", "end", "span_sha256")
"""Where in which copy a row stands: code points, the end exclusive."""

WHERE = tuple(
    f"candidate_{name}" for name in ("name", "lon", "lat", "precision", "radius_m", "boundary")
)
"""What the gazetteer says of the candidate of a place: degrees, metres, id of the outline."""

ABOUT = ("how", "confidence", "quote")
"""How a row was found, how sure that is (0 to 1), and the words around it."""

SOURCE_BOUND = ("events", "links", "claims", "figures", "mentions")
"""Tables whose ids begin with that of their source."""


@cache
def own_columns(table: str) -> tuple[str, ...]:
    """Return the columns of a story's table."""
    return tuple(schema.SCHEMAS[table].columns)


@cache
def draft_columns(table: str) -> tuple[str, ...]:
    """Return the columns of a draft's table.

    Examples
    --------
    >>> draft_columns("actors")[:5]
    ('keep', 'id', 'name', 'kind', 'role')
    """
    own = own_columns(table)
    where = WHERE if table == "places" else ()
    dated = ("edtf", "basis") if table == "mentions" else ()
    anchor = [name for name in ANCHOR if name not in own] if table != "sources" else []
    return (KEEP, *own, *where, *dated, *anchor, *ABOUT)


@cache
def references(table: str) -> dict[str, tuple[str, ...]]:
    """Return the columns of a table that name rows, each with the tables that it may point to."""
    columns = schema.SCHEMAS[table].columns.items()
    return {name: column.refers for name, column in columns if column.refers}


def filled(table: str, row: Mapping[str, str]) -> dict[str, str]:
    """Return a row with all columns of its table, those that it lacks empty."""
    columns = draft_columns(table)
    unknown = set(row) - set(columns)
    if unknown:
        raise KeyError(f"{table}: no column {', '.join(sorted(unknown))}")
    return {name: row.get(name, "") for name in columns}
