"""The columns of a table with its answers: how they are called, and of which type they are."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from geo.errors import Fault
from geo.places.batch.faults import TableError
from geo.places.frames import COLUMNS

GEOMETRY = "geometry"


def answer_columns(schema: pa.Schema, *, file: str, prefix: str) -> dict[str, str]:
    """Name the answers' columns in a table that has columns of its own.

    Parameters
    ----------
    schema : pyarrow.Schema
        The input's columns.
    file : str
        The input's name, for the message.
    prefix : str
        Put before each name; the geometry has none, so that every tool finds it, unless the input
        has a column ``geometry``.

    Returns
    -------
    dict of str to str
        From the names of `geo.places.frames.COLUMNS` to those in the output; the query is
        left out, as it stands in the input.

    Raises
    ------
    TableError
        When the input has a column of such a name.
    """
    there = {name.casefold() for name in schema.names}  # a GeoPackage knows no difference
    names = {name: prefix + name for name in COLUMNS if name not in ("query", GEOMETRY)}
    names[GEOMETRY] = prefix + GEOMETRY if GEOMETRY in there else GEOMETRY
    wanted = "none that the answers have; name these otherwise with a prefix"
    faults = [
        Fault(file, 1, name, "a column of that name", wanted)
        for name in names.values()
        if name.casefold() in there
    ]
    if faults:
        raise TableError(faults)
    return names


def check_types(schema: pa.Schema, *, file: str, ending: str) -> None:
    """Refuse columns that the output's form can't hold; TableError tells all of them."""
    if ending == ".parquet":
        return
    faults = [
        Fault(file, 0, field.name, str(field.type), f"text, numbers or times in {ending}")
        for field in schema
        if pa.types.is_nested(field.type)
        or (_is_bytes(field.type) and field.name not in own_geometries(schema))
    ]
    if faults:
        raise TableError(faults)


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_binary_view(kind)
    )


def own_geometries(schema: pa.Schema) -> dict[str, Any]:
    """Return what GeoParquet records of the input's own geometry, by column."""
    try:
        return dict(json.loads((schema.metadata or {}).get(b"geo", b"{}")).get("columns", {}))
    except ValueError:
        return {}


def kind_of(name: str) -> pa.DataType:
    """Return the type of an answers' column, by its name without prefix."""
    if name == GEOMETRY:
        return pa.binary()
    if name in ("lon", "lat", "radius_m", "confidence"):
        return pa.float64()
    return pa.dictionary(pa.int32(), pa.string())
