"""Geometries as steps from vertex to vertex, the form in which they travel to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

_UNITS_PER_DEGREE = 100_000
_FINEST_PART = 1_500
_AREAL = frozenset({"Polygon", "MultiPolygon"})


def line_steps(geometry: shapely.Geometry | None) -> list[list[int]]:
    """Give each part of a line as steps of 1e-5 degrees, longitude and latitude in turn.

    Examples
    --------
    >>> line_steps(shapely.LineString([(0, 0), (1, 2)]))
    [[0, 0, 100000, 200000]]
    """
    if geometry is None or geometry.is_empty:
        return []
    return [_steps(shapely.get_coordinates(part)) for part in shapely.get_parts(geometry)]


def ring_steps(geometry: shapely.Geometry | None) -> list[list[int]]:
    """Give the rings of an area as steps of 1e-5 degrees, without detail that no map shows.

    Detail finer than a 1,500th of the area's width is dropped; what is no area gives nothing.
    """
    if (
        geometry is None
        or geometry.is_empty
        or geometry.geom_type not in {"Polygon", "MultiPolygon"}
    ):
        return []
    west, south, east, north = geometry.bounds
    finest = max(east - west, north - south) / _FINEST_PART
    parts = shapely.get_parts(shapely.simplify(geometry, finest))
    large = [part for part in parts if part.area > (4 * finest) ** 2]
    rings = [ring for part in large or parts for ring in (part.exterior, *part.interiors)]
    return [_steps(shapely.get_coordinates(ring)) for ring in rings]


def _steps(degrees: NDArray[Any]) -> list[int]:
    units = np.round(degrees * _UNITS_PER_DEGREE).astype(np.int64)
    moved = np.r_[True, np.any(np.diff(units, axis=0) != 0, axis=1)]
    steps: list[int] = np.diff(units[moved], axis=0, prepend=[[0, 0]]).ravel().tolist()
    return steps
