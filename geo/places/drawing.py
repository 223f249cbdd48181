"""Many places drawn at once: what `geo.places.shapes` draws one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.places.shapes import OUTLINED, POINTS, corners, shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.places.index import Gazetteer, Place

    Numbers = NDArray[np.float64]

_HALF_TURN = 180.0


def draw_places(gazetteer: Gazetteer, places: Sequence[Place]) -> NDArray[np.object_]:
    """Draw places by their kind.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where outlines are.
    places : sequence of Place
        Places, each drawn once.

    Returns
    -------
    numpy.ndarray of shapely.Geometry
        The shapes of `geo.places.shapes.shape`, in the order of `places`. Circles away from the
        poles and the antimeridian are drawn all together (Karney 2013, through pyproj).

    Examples
    --------
    >>> from geo.places.index import embedded
    >>> place = embedded().find("geonames:1174872")
    >>> draw_places(embedded(), [place])[0].equals(shape(embedded(), place))
    True
    """
    drawn = np.empty(len(places), dtype=object)
    round_ = np.array([_is_circle(place) for place in places], dtype=bool)
    circled = [place for place, is_round in zip(places, round_, strict=True) if is_round]
    drawn[round_] = _circles(circled)
    for number, place in enumerate(places):
        if drawn[number] is None:
            drawn[number] = shape(gazetteer, place)
    return drawn


def _is_circle(place: Place) -> bool:
    outlined = place.kind in OUTLINED and place.boundary
    return not outlined and place.kind not in POINTS


def _circles(places: Sequence[Place]) -> NDArray[np.object_]:
    """Draw circles; None where one holds a pole or crosses the antimeridian."""
    lons, lats, radii = (
        np.array([getattr(place, name) for place in places], np.float64)
        for name in ("lon", "lat", "radius_m")
    )
    east, north = corners(lons, lats, radius_m=radii)
    plain = _is_plain(east)
    drawn = np.empty(len(places), dtype=object)
    drawn[plain] = shapely.polygons(np.stack([east[plain], north[plain]], axis=-1))
    return drawn


def _is_plain(east: Numbers) -> NDArray[np.bool_]:
    """Return which rings take no step of half a turn."""
    steps = np.abs(np.diff(east, axis=1, append=east[:, :1]))
    on_map = (np.abs(east) <= _HALF_TURN).all(axis=1)
    return np.asarray((steps < _HALF_TURN).all(axis=1) & on_map)
