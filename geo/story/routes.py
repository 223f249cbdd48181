"""Lines of links on the Earth: geodesics, through what a link passes, and ways round the world."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj import Geod
from shapely import LineString, MultiLineString, unary_union

from geo.evidence import split_ids
from geo.geodesy import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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
    return route([start, end])


def route(
    stops: Sequence[tuple[float, float]], *, headings: Sequence[str] = ()
) -> tuple[LineString | MultiLineString | None, float]:
    """Draw a line from stop to stop, and measure it.

    Parameters
    ----------
    stops : sequence of tuple of float
        lon, lat in degrees, EPSG:4326; two at least.
    headings : sequence of str
        For each step from stop to stop ``westward``, ``eastward`` or nothing; empty for all.

    Returns
    -------
    geometry : shapely.LineString, shapely.MultiLineString or None
        Geodesics; where a heading is given, a line that way round the world, straight in degrees,
        as more is not known of it. Vertices and parts as those of `geodesic`.
    length_km : float
        Length on the WGS 84 ellipsoid; NaN if a stop is unknown, or a heading is given.

    Examples
    --------
    >>> line, length_km = route([(105.4, -6.1), (-157.9, 21.3)], headings=["westward"])
    >>> [round(degrees) for degrees in line.bounds], length_km
    ([-158, -6, 105, 21], nan)
    """
    if not all(math.isfinite(degrees) for stop in stops for degrees in stop):
        return None, math.nan
    points, length_km = [stops[0]], 0.0
    for (start, end), heading in zip(
        pairwise(stops), headings or [""] * (len(stops) - 1), strict=True
    ):
        if heading:
            points += _around(start, end, heading=heading)
            length_km = math.nan
        elif (leg_km := _earth().inv(*start, *end)[2] / 1000) > 0:
            between = max(FEWEST_VERTICES, math.ceil(leg_km / SPACING_KM) + 1) - 2
            points += [*_earth().npts(*start, *end, between), end]
            length_km += leg_km
    if len(points) == 1:
        return None, length_km
    parts = [LineString(part) for part in _split(points)]
    return (parts[0] if len(parts) == 1 else MultiLineString(parts)), length_km


def _around(
    start: tuple[float, float], end: tuple[float, float], *, heading: str
) -> list[tuple[float, float]]:
    """Return points behind `start` up to `end`, westward or eastward, one for each degree."""
    turn = (start[0] - end[0]) % 360 if heading == "westward" else (end[0] - start[0]) % 360
    count = max(FEWEST_VERTICES, math.ceil(turn))
    shares = np.arange(1, count) / count
    lons = start[0] + shares * (-turn if heading == "westward" else turn)
    lats = start[1] + shares * (end[1] - start[1])
    between = zip(((lons + _HALF_TURN) % 360 - _HALF_TURN).tolist(), lats.tolist(), strict=True)
    return [*between, end]


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


def route_through(
    start: tuple[float, float],
    via: str,
    end: tuple[float, float],
    *,
    where: dict[Any, tuple[float, float]],
) -> tuple[LineString | MultiLineString | None, float]:
    """Draw a link from end to end through what it passes."""
    stops, headings = [start], [""]
    for name in split_ids(via):
        if name in HEADINGS:
            headings[-1] = name
        else:
            stops.append(where[name])
            headings.append("")
    return route([*stops, end], headings=headings)


def outside(line: Any, areas: list[Any]) -> Any:  # noqa: ANN401 - any geometry of shapely
    """Return a line as far as the outlines of countries at its ends; whole between neighbours."""
    known = [area for area in areas if area is not None and area.geom_type != "Point"]
    if not isinstance(line, LineString) or not known:
        return line
    rest = line.difference(unary_union(known))
    parts = [part for part in getattr(rest, "geoms", [rest]) if not part.is_empty]
    return max(parts, key=lambda part: float(part.length), default=line)
