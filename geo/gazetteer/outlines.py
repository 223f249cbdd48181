"""Outlines of boroughs, provinces and countries, read one at a time."""

from __future__ import annotations

import logging
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.errors import GazetteerError

if TYPE_CHECKING:
    from pathlib import Path

    from geo.gazetteer.packed import Numbers


_PER_DEGREE = 100_000
_EDGE_OF_MAP = (180.0, 90.0)
# What a damaged file or row raises: Arrow, NumPy and shapely each have their own.
_UNREADABLE = (
    *(OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError),
    *(pa.ArrowException, shapely.errors.ShapelyError),
)
_EDGE_DEGREES = 0.02  # outlines and points come from different lists: 2 km at the coast

_log = logging.getLogger(__name__)


class Outlines:
    """The file of outlines; a look-up reads the 64 rows around the id, and is kept.

    A file or a row that can't be read is no outline: `find` returns None and a warning names it.

    Parameters
    ----------
    path : pathlib.Path
        ``boundaries.parquet``: id, parts (rings of each polygon), rings (points of each ring),
        lon and lat in 0.00001 degrees.
    """

    def __init__(self, path: Path) -> None:
        self._kept: dict[str, shapely.Geometry | None] = {}
        self._widened: dict[str, shapely.Geometry | None] = {}
        self._file: pq.ParquetFile | None = None
        self._last: list[str] = []
        try:
            self._file = pq.ParquetFile(path)
            groups = range(self._file.num_row_groups)
            columns = (self._file.metadata.row_group(group).column(0) for group in groups)
            self._last = [column.statistics.max for column in columns]
        except _UNREADABLE as error:
            self._file = None
            _log.warning("the outlines can't be read (%s); areas are drawn as circles", error)

    def __contains__(self, boundary_id: object) -> bool:
        """Return whether an outline has the id, readable or not; True where no file tells."""
        if self._file is None or self.find(str(boundary_id)) is not None:
            return True
        try:
            return self._row(str(boundary_id)) is not None
        except _UNREADABLE:
            return True

    def read(self, boundary_id: str) -> shapely.Geometry:
        """Return one outline as a MultiPolygon, EPSG:4326; GazetteerError where there is none."""
        outline = self.find(boundary_id)
        if outline is None:
            raise GazetteerError(f"no outline has the id {boundary_id!r}, or it can't be read")
        return outline

    def find(self, boundary_id: str) -> shapely.Geometry | None:
        """Return one outline as a MultiPolygon, EPSG:4326, or None."""
        if boundary_id not in self._kept:
            self._kept[boundary_id] = self._find(boundary_id)
        return self._kept[boundary_id]

    def holds(self, boundary_id: str, lon: float, lat: float) -> bool:
        """Return whether a point, in degrees, lies in an outline; False where there is none."""
        outline = self.find(boundary_id)
        return outline is not None and bool(shapely.intersects_xy(outline, lon, lat))

    def around(self, boundary_id: str) -> shapely.Geometry | None:
        """Return one outline with a margin of 0.02 degrees, prepared for many questions."""
        if boundary_id not in self._widened:
            outline = self.find(boundary_id)
            widened = None if outline is None else outline.buffer(_EDGE_DEGREES)
            shapely.prepare(widened)
            self._widened[boundary_id] = widened
        return self._widened[boundary_id]

    def around_holds(self, boundary_id: str, lon: Numbers, lat: Numbers) -> Numbers | None:
        """Return which points lie in an outline with its margin; None where there is none."""
        outline = self.around(boundary_id)
        return None if outline is None else np.asarray(shapely.intersects_xy(outline, lon, lat))

    def _find(self, boundary_id: str) -> shapely.Geometry | None:
        try:
            row = self._row(boundary_id)
            return None if row is None else build(row)
        except _UNREADABLE as error:
            _log.warning("the outline %s can't be read (%s)", boundary_id, error)
            return None

    def _row(self, boundary_id: str) -> dict[str, list[list[int]]] | None:
        group = int(np.searchsorted(self._last, boundary_id)) if self._last else 0
        if self._file is None or group >= len(self._last):
            return None
        table = self._file.read_row_group(group)
        ids = table["id"].to_pylist()
        if boundary_id not in ids:
            return None
        cells: dict[str, list[list[int]]]
        cells = table.slice(ids.index(boundary_id), 1).to_pydict()
        return cells


def build(row: dict[str, list[list[int]]]) -> shapely.Geometry:
    """Build an outline from points and counts, and check it.

    Parameters
    ----------
    row : dict of str to list
        One row of the file of outlines; each column a list of one.

    Returns
    -------
    shapely.MultiPolygon
        Degrees, EPSG:4326.

    Raises
    ------
    ValueError
        When the counts and the points don't go together, or the outline is empty, invalid, or
        not on the map.

    Examples
    --------
    >>> corners = {"lon": [[0, 100_000, 0, 0]], "lat": [[0, 0, 100_000, 0]]}
    >>> build({"parts": [[1]], "rings": [[4]], **corners}).area
    0.5
    """
    lon, lat, rings, parts = (row[name][0] for name in ("lon", "lat", "rings", "parts"))
    if not parts or sum(parts) != len(rings) or not sum(rings) == len(lon) == len(lat):
        found = f"{len(parts)} polygons, {len(rings)} rings, {len(lon)} and {len(lat)} numbers"
        raise ValueError(f"found {found}, wanted what makes polygons")
    points = np.column_stack([lon, lat]) / _PER_DEGREE
    if not (np.abs(points) <= _EDGE_OF_MAP).all():
        raise ValueError("found points off the map, wanted degrees")
    loops = shapely.linearrings(points, indices=np.repeat(np.arange(len(rings)), rings))
    starts = np.cumsum([0, *parts])
    polygons = [
        shapely.polygons(loops[first], loops[first + 1 : last]) for first, last in pairwise(starts)
    ]
    outline = shapely.multipolygons(polygons)
    if not shapely.is_valid(outline):
        raise ValueError(shapely.is_valid_reason(outline))
    return outline
