"""GeoParquet 1.1: columns for analysis, with the credits in the file's metadata."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from geo.credits import CREDIT_LINES
from geo.errors import ExportError
from geo.files import written_whole

from .frames import require_geography

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    import geopandas as gpd


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
        EPSG:4326. Index, columns and times come back as they are; null geometry is kept.
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
        The frame is not in EPSG:4326, ids or columns repeat, or a column can't be written.

    Examples
    --------
    >>> import tempfile, geopandas
    >>> at = geopandas.GeoSeries.from_xy([67.01], [24.86], index=["karachi"], crs="EPSG:4326")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_geoparquet(at.to_frame("at"), Path(folder, "a.parquet"))
    ...     geopandas.read_parquet(file, bbox=(60, 20, 70, 30)).index.tolist()
    ['karachi']
    """
    require_geography(frame)
    if "bbox" in frame.columns:
        raise ExportError("bbox: wanted for the boxes of GeoParquet, got a column of the frame")
    buffer = io.BytesIO()
    try:
        frame.to_parquet(buffer, index=True, schema_version="1.1.0", write_covering_bbox=True)
    except (TypeError, ValueError, UnicodeEncodeError) as error:
        raise ExportError(f"columns: wanted one type in each, got {error}") from error
    table = pq.read_table(buffer)
    said = {"attribution": json.dumps(list(attribution), ensure_ascii=False), **(metadata or {})}
    geo = {"geo": _finite(table.schema.metadata[b"geo"])}
    table = table.replace_schema_metadata({**table.schema.metadata, **geo, **said})
    with written_whole(path) as partial:
        pq.write_table(table, partial, compression="zstd", compression_level=9)
    return Path(path)


def _finite(geo: bytes) -> str:
    """Drop the bounds of a column without any: NaN is no JSON, and the specification needs none."""
    said = json.loads(geo)
    for column in said["columns"].values():
        if any(edge != edge for edge in column.get("bbox", [])):  # noqa: PLR0124 - NaN
            del column["bbox"]
    return json.dumps(said, sort_keys=True)
