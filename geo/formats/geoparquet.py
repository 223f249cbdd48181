"""Write GeoParquet 1.1, with the credits in the file's metadata."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.credits import CREDIT_LINES
from geo.errors import ExportError
from geo.files import written_whole
from geo.formats.columns import cells_of, plain_column, texts_of, unkept
from geo.formats.frames import require_geography

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence


def write_geoparquet(
    frame: gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    *,
    attribution: Sequence[str] = CREDIT_LINES,
    metadata: Mapping[str, str] | None = None,
) -> Path:
    """Write a GeoDataFrame as GeoParquet 1.1: WKB, zstd, and a box per row to filter by.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        EPSG:4326. Index, columns and times come back as they are, where Arrow has their type; else
        as text, lists and mappings as JSON. Null geometry is kept.
    path : path-like
        The file; it appears whole or not at all.
    attribution : sequence of str
        Credit lines; stand in the file's metadata as `attribution`, a JSON list.
    metadata : mapping of str to str, optional
        More to say in the file's metadata.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ExportError
        The frame is not in EPSG:4326, ids or columns repeat, or cells can't be kept: all of them,
        each with row and column.

    Examples
    --------
    >>> import tempfile, geopandas
    >>> at = geopandas.GeoSeries.from_xy([67.01], [24.86], index=["karachi"], crs="EPSG:4326")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_geoparquet(at.to_frame("at"), Path(folder, "a.parquet"))
    ...     geopandas.read_parquet(file, bbox=(60, 20, 70, 30)).index.tolist()
    ['karachi']
    """
    ready = _typed(frame, plain=require_geography(frame))
    if "bbox" in ready.columns:
        raise ExportError("bbox: wanted for the boxes of GeoParquet, got a column of the frame")
    buffer = io.BytesIO()
    try:
        ready.to_parquet(buffer, index=None, schema_version="1.1.0", write_covering_bbox=True)
    except (TypeError, ValueError, UnicodeEncodeError) as error:
        raise ExportError(f"columns: wanted one type in each, got {error}") from error
    table = pq.read_table(buffer)
    metadata_entries = {
        "attribution": json.dumps(list(attribution), ensure_ascii=False),
        **(metadata or {}),
    }
    geo = {"geo": _finite(table.schema.metadata[b"geo"])}
    table = table.replace_schema_metadata({**table.schema.metadata, **geo, **metadata_entries})
    with written_whole(path) as partial:
        pq.write_table(table, partial, compression="zstd", compression_level=9)
    return Path(path)


def _typed(frame: pd.DataFrame, *, plain: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with each column as it is where Arrow keeps it, else as plain text."""
    ready = plain.copy(deep=False)
    for position, name in enumerate(plain.columns):
        if name != plain.active_geometry_name:
            ready[name] = _unchanged(frame.iloc[:, position], plain[name])
    ready.index = _index(frame.index)
    return ready


def _index(index: pd.Index[Any]) -> pd.Index[Any]:
    """Return an index as it is where Arrow keeps it, else with its labels as text."""
    levels = [pd.Series(index.get_level_values(number)) for number in range(index.nlevels)]
    if all(map(_comes_back, levels)):
        return index
    level_columns = [plain_column(level, what="frame", unicode=True) for level in levels]
    faults = [fault for _, faults in level_columns for fault in faults]
    if faults:
        raise unkept(faults, error=ExportError)
    texts = [texts_of(level) for level, _ in level_columns]
    if len(texts) == 1:
        return pd.Index(texts[0], name=index.name, dtype="str")
    return pd.MultiIndex.from_arrays(texts, names=index.names)


def _unchanged(own: pd.Series[Any], plain: pd.Series[Any]) -> pd.Series[Any]:
    if isinstance(plain.dtype, gpd.array.GeometryDtype):
        return plain
    for column in (own, plain):
        if _comes_back(column):
            return pd.Series(column.array, index=plain.index, name=plain.name)
    return pd.Series(texts_of(plain), index=plain.index, name=plain.name, dtype="str")


def _comes_back(column: pd.Series[Any]) -> bool:
    """Whether Parquet keeps a column, and gives its lists and mappings back as they are."""
    try:
        array = pa.array(column, from_pandas=True)
        pq.write_table(pa.table({"": array.slice(0, 1)}), io.BytesIO())
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return False
    nested = pa.types.is_nested(array.type) and column.dtype == object
    return not nested or array.to_pylist() == cells_of(column)


def _finite(geo: bytes) -> str:
    """Drop the bounds of a column without any: NaN is no JSON, and the specification needs none."""
    metadata = json.loads(geo)
    for column in metadata["columns"].values():
        if any(edge != edge for edge in column.get("bbox", [])):  # noqa: PLR0124 - NaN
            del column["bbox"]
    return json.dumps(metadata, sort_keys=True)
