"""Geometries as steps from vertex to vertex, the form in which they travel to the page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

_UNITS_PER_DEGREE = 100_000
_FINEST_PART = 1_500
_STRAIGHT_DEGREES = 0.004
_AREAL = frozenset({"Polygon", "MultiPolygon"})


def line_steps(geometry: shapely.Geometry | None) -> list[list[int]]:
    """Return each part of a line as steps of 1e-5 degrees, longitude and latitude in turn.

    Vertices less than 0.004 degrees (some 450 m) beside the line without them are left out: a
    great circle keeps one every 150 km.

    Examples
    --------
    >>> line_steps(shapely.LineString([(0, 0), (1, 2)]))
    [[0, 0, 100000, 200000]]
    """
    if geometry is None or geometry.is_empty:
        return []
    parts = shapely.get_parts(shapely.simplify(geometry, _STRAIGHT_DEGREES))
    return [_steps(shapely.get_coordinates(part)) for part in parts]


def ring_unit(geometry: shapely.Geometry | None) -> int:
    """Return the unit in which an area's rings need be written, in 1e-5 degrees: a power of ten.

    Examples
    --------
    >>> ring_unit(shapely.box(61, 24, 77, 37)), ring_unit(shapely.box(-0.31, 51.56, -0.13, 51.67))
    (100, 1)
    """
    if geometry is None or geometry.is_empty:
        return 1
    west, south, east, north = geometry.bounds
    finest = max(east - west, north - south) / _FINEST_PART * _UNITS_PER_DEGREE
    return int(10 ** max(0, math.floor(math.log10(max(finest, 1))) - 1))


def ring_steps(geometry: shapely.Geometry | None, *, unit: int = 1) -> list[list[int]]:
    """Return the rings of an area as steps of 1e-5 degrees, without detail that no map shows.

    Detail finer than a 1,500th of the area's width is dropped; what is no area gives nothing. The
    steps count `unit` times 1e-5 degrees.
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
    return [_steps(shapely.get_coordinates(ring) / unit) for ring in rings]


def box_of(*frames: gpd.GeoDataFrame) -> tuple[float, float, float, float] | None:
    """Return the box around frames in degrees, as `bounds_round` does; None if all are empty."""
    parts = [frame.geometry.explode().bounds.dropna().to_numpy() for frame in frames]
    boxes = np.vstack(parts)
    return bounds_round(boxes) if len(boxes) else None


def bounds_round(boxes: NDArray[Any]) -> tuple[float, float, float, float]:
    """Return the smallest box around boxes on the globe, over the antimeridian if that is less.

    Parameters
    ----------
    boxes : array of float, shape (n, 4)
        West, south, east, north in degrees, n at least 1.

    Returns
    -------
    tuple of float
        West, south, east, north; east is over 180 where the box crosses the antimeridian.

    Examples
    --------
    >>> bounds_round(np.array([[177.0, -18.0, 180.0, -17.0], [-172.0, -14.0, -171.0, -13.0]]))
    (177.0, -18.0, 189.0, -13.0)
    """
    west, east = boxes[:, 0], boxes[:, 2]
    order = np.argsort(west, kind="stable")
    reach = np.maximum.accumulate(east[order])
    starts = west[order]
    gaps = np.r_[starts[1:], starts[0] + 360] - reach
    last = int(np.argmax(np.r_[gaps[-1], gaps[:-1]]))  # of equal gaps the one over 180°
    first = float(starts[last])
    end = float(reach[-1] if last == 0 else reach[last - 1] + 360)
    return first, float(boxes[:, 1].min()), end, float(boxes[:, 3].max())


def _steps(degrees: NDArray[Any]) -> list[int]:
    units = np.round(degrees * _UNITS_PER_DEGREE).astype(np.int64)
    moved = np.r_[True, np.any(np.diff(units, axis=0) != 0, axis=1)]
    steps: list[int] = np.diff(units[moved], axis=0, prepend=[[0, 0]]).ravel().tolist()
    return steps
