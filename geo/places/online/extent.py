"""The bounding box that a provider's answer carries, in whichever order the service writes it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from geo.geodesy import distance_km

_MOST_RADIUS_M = 20_037_508  # half the way around the Earth
_SIDES = 4
# Where lists stand, and the order of their sides.
_LISTS = {
    "boundingbox": "snwe",  # Nominatim
    "bbox": "wsen",  # GeoJSON (RFC 7946, 5): Mapbox, MapTiler, Pelias
    "properties.extent": "wnes",  # Photon
}
# Where sides stand by name: west, south, east, north.
_NAMED = {
    "bbox": ("west", "south", "east", "north"),  # GeoNames
    "mapView": ("west", "south", "east", "north"),  # HERE
    "extent": ("xmin", "ymin", "xmax", "ymax"),  # ArcGIS
    "geometry.bounds": ("southwest.lng", "southwest.lat", "northeast.lng", "northeast.lat"),
    "bounds": ("southwest.lng", "southwest.lat", "northeast.lng", "northeast.lat"),  # OpenCage
}


class Box(NamedTuple):
    """A box in degrees, EPSG:4326; `west` is greater than `east` where it crosses 180°."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float, *, slack_degrees: float = 0.0) -> bool:
        """Check whether a point lies in the box, or so close to it."""
        width = (self.east - self.west) % 360 if self.west > self.east else self.east - self.west
        along = (lon - self.west + slack_degrees) % 360
        return (
            self.south - slack_degrees <= lat <= self.north + slack_degrees
            and along <= width + 2 * slack_degrees
        )

    def radius_m(self, lon: float, lat: float) -> float:
        """Measure from a point to the furthest corner, in metres; NaN for a box of no size."""
        corners = [(x, y) for x in (self.west, self.east) for y in (self.south, self.north)]
        furthest_m = max(distance_km(lon, lat, x, y) for x, y in corners) * 1000
        return min(round(furthest_m), _MOST_RADIUS_M) or math.nan


def box_of(raw: object) -> Box | None:
    """Read the bounding box of a raw answer.

    Parameters
    ----------
    raw : object
        What the service sent for one place.

    Returns
    -------
    Box or None
        None where there is none, or what stands there is no box.

    Examples
    --------
    >>> box_of({"boundingbox": ["51.5", "51.6", "-0.3", "-0.2"]})
    Box(west=-0.3, south=51.5, east=-0.2, north=51.6)
    """
    for path, order in _LISTS.items():
        sides = at(raw, path)
        if isinstance(sides, list) and len(sides) == _SIDES:
            return _box([sides[order.index(side)] for side in "wsen"])
    for path, names in _NAMED.items():
        sides = at(raw, path)
        if isinstance(sides, Mapping):
            return _box([at(sides, name) for name in names])
    return None


def at(raw: object, path: str) -> object:
    """Return what stands at a path of names such as ``address.country``; None where nothing is."""
    for step in path.split("."):
        if not isinstance(raw, Mapping):
            return None
        raw = raw.get(step)
    return raw


def _box(sides: list[object]) -> Box | None:
    if any(isinstance(side, bool) or not isinstance(side, (int, float, str)) for side in sides):
        return None
    try:
        box = Box(*(float(side) for side in sides))  # type: ignore[arg-type]  # checked above
    except (ValueError, OverflowError):
        return None
    inside = all(abs(side) <= limit for side, limit in zip(box, (180, 90, 180, 90), strict=True))
    return box if inside and box.south <= box.north else None
