"""Points near, beside and between places, each with a circle that holds what is meant."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.gazetteer import weights
from geo.gazetteer.reverse import place_at
from geo.geocoding.coordinates import Coordinates
from geo.geodesy import destination, distance_km, midpoint

if TYPE_CHECKING:
    from geo.gazetteer.gazetteer import Gazetteer, Place
    from geo.geocoding.notations import Notation

_WIDEST_M = 500_000  # further away it is not near
_NEAR_M = 5_000, 30_000  # how far "near" reaches beyond a town: as far as its radius, but …
# Half of the angle between two points of the compass: of 8 where one or two letters or words tell
# the direction, of 16 where three do.
_ASKEW = math.tan(math.radians(22.5))
_POINTS = (
    "north", "north-north-east", "north-east", "east-north-east", "east", "east-south-east",
    "south-east", "south-south-east", "south", "south-south-west", "south-west", "west-south-west",
    "west", "west-north-west", "north-west", "north-north-west",
)  # fmt: skip


def near(place: Place, how: Notation) -> tuple[Place, str]:
    """Return the circle in which something near a place lies, and what it is in words.

    Where distance and direction are told it is around the point there. Whether they count from the
    middle of the town or from its edge nobody tells: the circle holds both.
    """
    far_m = how.near_m or 0.0
    if not far_m:
        reach_m = place.radius_m + min(max(place.radius_m, _NEAR_M[0]), _NEAR_M[1])
    elif how.bearing is None or far_m > _WIDEST_M:
        reach_m = place.radius_m + far_m
    else:
        lon, lat = destination(place.lon, place.lat, how.bearing, far_m / 1000)
        point = _POINTS[round(how.bearing / 22.5) % len(_POINTS)]
        reach_m = place.radius_m + far_m * _ASKEW
        moved = replace(place, lon=round(lon, 5), lat=round(lat, 5), radius_m=round(reach_m))
        note = f"{far_m / 1000:.3g} km {point} of {place.name}; shown as a circle around that point"
        return replace(moved, boundary=""), note
    reach_m = min(_WIDEST_M, round(reach_m))
    note = f"near {place.name}, not in it; shown as a circle around {place.name}"
    return replace(place, radius_m=reach_m, boundary=""), note


def between(gazetteer: Gazetteer, first: Place, second: Place) -> Place | None:
    """Return the circle that holds two towns and all between them; None where that says nothing."""
    if first.id == second.id or not {first.kind, second.kind} <= set(weights.FINE):
        return None
    apart_m = distance_km(first.lon, first.lat, second.lon, second.lat) * 1000
    reach_m = apart_m / 2 + max(first.radius_m, second.radius_m)
    if reach_m > _WIDEST_M:
        return None
    lon, lat = midpoint(first.lon, first.lat, second.lon, second.lat)
    point = place_at(gazetteer, Coordinates(round(lon, 5), round(lat, 5), round(reach_m)))
    return replace(point, name=f"between {first.name} and {second.name}", kind="region")
