"""The shortest way between two places, as a line on a map."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pyproj import Geod
from shapely import LineString, MultiLineString

if TYPE_CHECKING:
    from collections.abc import Iterator

SPACING_KM = 50.0
"""Distance between the vertices of a line, at most."""
FEWEST_VERTICES = 32
_HALF_TURN = 180.0


@cache
def _earth() -> Geod:
    return Geod(ellps="WGS84")


def geodesic(
    start: tuple[float, float], *, end: tuple[float, float]
) -> tuple[LineString | MultiLineString | None, float]:
    """Draw the geodesic between two points, and measure it.

    Parameters
    ----------
    start, end : tuple of float
        lon, lat in degrees, EPSG:4326.

    Returns
    -------
    geometry : shapely.LineString, shapely.MultiLineString or None
        From `start` to `end`, a vertex at least every 50 km and 32 at least; in two parts, each
        up to 180° or -180°, if it crosses the antimeridian (RFC 7946, 3.1.9). None if a point is
        unknown, or both are the same.
    length_km : float
        Length on the WGS 84 ellipsoid; NaN if a point is unknown.

    Notes
    -----
    C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013), by PROJ.

    Examples
    --------
    >>> line, length_km = geodesic((-0.28, 51.61), end=(67.01, 24.86))
    >>> round(length_km, -2)
    6300.0
    >>> geodesic((-0.28, 51.61), end=(float("nan"), float("nan")))
    (None, nan)
    """
    if not all(math.isfinite(degrees) for degrees in (*start, *end)):
        return None, math.nan
    length_km = _earth().inv(*start, *end)[2] / 1000
    if length_km == 0:
        return None, 0.0
    between = max(FEWEST_VERTICES, math.ceil(length_km / SPACING_KM) + 1) - 2
    points = [start, *_earth().npts(*start, *end, between), end]
    parts = [LineString(part) for part in _split(points)]
    return (parts[0] if len(parts) == 1 else MultiLineString(parts)), length_km


def _split(points: list[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    """Cut a line wherever it jumps from one side of the antimeridian to the other."""
    part = [points[0]]
    for here, there in pairwise(points):
        if abs(there[0] - here[0]) > _HALF_TURN:
            side = math.copysign(_HALF_TURN, here[0])
            lat = _crossing_lat(here, there, side=side)
            yield from _drawable([*part, (side, lat)])
            part = [(-side, lat)]
        part.append(there)
    yield from _drawable(part)


def _crossing_lat(here: tuple[float, float], there: tuple[float, float], *, side: float) -> float:
    """Return the latitude at which a short step crosses the antimeridian."""
    step = there[0] + 2 * side - here[0]
    share = (side - here[0]) / step if step else 0.0
    return here[1] + share * (there[1] - here[1])


def _drawable(part: list[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    """Yield a part if it has an extent, without repeated points."""
    points = [part[0], *(there for here, there in pairwise(part) if there != here)]
    if len(points) > 1:
        yield points
