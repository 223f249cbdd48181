"""Names and outlines of the gazetteer around events that lie close together."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from geo.gazetteer.gazetteer import PER_DEGREE, embedded
from geo.gazetteer.reverse import NAMED_KINDS, containing, nearest
from geo.maps.base import encode_rings, ring_unit

_WIDEST = 3.0
"""Degrees across and down from which the world's own names and borders are enough."""

_LEAST_MARGIN = 0.12
_MOST_NAMES = 80
_VIEW_PX = 700
_OUT = 1.5
_FINEST_ZOOM = 12.0
_OUTLINED = frozenset({"borough", "region", "province"})
_CLOSE_KM = 3.0


def near_ground(bounds: list[list[float]]) -> dict[str, Any]:
    """Return what the ground shows around a small box, for the page.

    Parameters
    ----------
    bounds : list of list of float
        South west and north east, latitude first.

    Returns
    -------
    dict
        ``names`` (name, lon, lat; the place at the middle of the box first, then the largest),
        ``areas`` (name, rings, unit) around its middle and corners, and ``zoom`` from which they
        are shown; empty for a wide box.

    Examples
    --------
    >>> edgware = near_ground([[51.6128, -0.2754], [51.6128, -0.2754]])
    >>> edgware["names"][0], [area["name"] for area in edgware["areas"]]
    (['Edgware', -0.2758, 51.6135], ['Barnet', 'England'])
    """
    (south, west), (north, east) = bounds
    wide = max(east - west, north - south)
    if wide > _WIDEST or east > 180:  # noqa: PLR2004 - the antimeridian
        return {}
    margin = max(_LEAST_MARGIN, wide / 2)
    zoom = min(_FINEST_ZOOM, math.log2(_VIEW_PX * 360 / 256 / (wide + 2 * margin))) - _OUT
    box = west - margin, south - margin, east + margin, north + margin
    middle = (west + east) / 2, (south + north) / 2
    return {
        "names": _names(box, middle),
        "areas": _areas([middle, *((lon, lat) for lon in (west, east) for lat in (south, north))]),
        "zoom": round(zoom, 2),
    }


def _names(box: tuple[float, float, float, float], middle: tuple[float, float]) -> list[list[Any]]:
    gazetteer = embedded()
    columns = gazetteer.columns
    west, south, east, north = (edge * PER_DEGREE for edge in box)
    kinds = [columns.code("kind", kind) for kind in NAMED_KINDS]
    rows = np.flatnonzero(
        np.isin(columns.kind, kinds)
        & (columns.lon >= west)
        & (columns.lon <= east)
        & (columns.lat >= south)
        & (columns.lat <= north)
    )
    order = rows[np.lexsort((rows, -columns.people[rows].astype(np.int64)))][:_MOST_NAMES]
    places = [place for place, km in nearest(gazetteer, *middle) if km <= _CLOSE_KM]
    places += [gazetteer.place(int(row)) for row in order]
    names = {place.id: (place.name, round(place.lon, 4), round(place.lat, 4)) for place in places}
    return [[*name] for name in names.values()]


def _areas(points: list[tuple[float, float]]) -> list[dict[str, Any]]:
    gazetteer = embedded()
    places = {
        place.boundary: place
        for point in dict.fromkeys(points)
        for place in containing(gazetteer, *point)
        if place.kind in _OUTLINED
    }
    areas = []
    for boundary, place in places.items():
        outline = gazetteer.outlines.find(boundary)
        unit = ring_unit(outline)
        areas.append({"name": place.name, "rings": encode_rings(outline, unit=unit), "unit": unit})
    return areas
