"""Outlines of boroughs, provinces and countries, read one at a time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq
import shapely

from geo.errors import GazetteerError

if TYPE_CHECKING:
    from pathlib import Path

_PER_DEGREE = 100_000
_EDGE_DEGREES = 0.02  # outlines and points come from different lists: 2 km at the coast


class Outlines:
    """The file of outlines; a look-up reads the 64 rows around the id, and is kept.

    Parameters
    ----------
    path : pathlib.Path
        ``boundaries.parquet``: id, parts (rings of each polygon), rings (points of each ring),
        lon and lat in 0.00001 degrees.

    Raises
    ------
    GazetteerError
        When the file can't be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = pq.ParquetFile(path)
        except (OSError, ValueError) as error:
            raise GazetteerError(f"the outlines can't be read: {error}") from error
        groups = range(self._file.num_row_groups)
        columns = (self._file.metadata.row_group(group).column(0) for group in groups)
        self._last = [column.statistics.max for column in columns]
        self._kept: dict[str, shapely.Geometry] = {}
        self._widened: dict[str, shapely.Geometry] = {}

    def read(self, boundary_id: str) -> shapely.Geometry:
        """Give one outline as a MultiPolygon, EPSG:4326."""
        if boundary_id not in self._kept:
            self._kept[boundary_id] = self._read(boundary_id)
        return self._kept[boundary_id]

    def around(self, boundary_id: str) -> shapely.Geometry:
        """Give one outline with a margin of 0.02 degrees, prepared for many questions."""
        if boundary_id not in self._widened:
            widened = self.read(boundary_id).buffer(_EDGE_DEGREES)
            shapely.prepare(widened)
            self._widened[boundary_id] = widened
        return self._widened[boundary_id]

    def _read(self, boundary_id: str) -> shapely.Geometry:
        group = int(np.searchsorted(self._last, boundary_id))
        if group < len(self._last):
            table = self._file.read_row_group(group)
            ids = table["id"].to_pylist()
            if boundary_id in ids:
                return _build(table.slice(ids.index(boundary_id), 1).to_pydict())
        raise GazetteerError(f"no outline has the id {boundary_id!r}")


def _build(row: dict[str, list[list[int]]]) -> shapely.Geometry:
    """Put rings and polygons together from points and counts."""
    points = np.column_stack([row["lon"][0], row["lat"][0]]) / _PER_DEGREE
    rings, parts = row["rings"][0], row["parts"][0]
    loops = shapely.linearrings(points, indices=np.repeat(np.arange(len(rings)), rings))
    starts = np.cumsum([0, *parts])
    polygons = [
        shapely.polygons(loops[first], loops[first + 1 : last]) for first, last in pairwise(starts)
    ]
    return shapely.multipolygons(polygons)
