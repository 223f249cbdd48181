"""Look up the places near a point and around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.gazetteer import PER_DEGREE, Place
from geo.geodesy import distances_km

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.gazetteer.gazetteer import Gazetteer
    from geo.geocoding.coordinates import Coordinates


NAMED_KINDS = ("city", "suburb")
_AREAS = ("borough", "region", "province", "country")
_GONE = ("PPLH", "PPLQ", "PPLW", "PPLCH")  # what nobody would give as an address today
_WITNESSES = 64  # places near a point that tell which areas may be around it
_EXACT_KM = 0.25  # how far apart two lists put the middle of one suburb
_BOROUGH_KM = 60.0  # no borough of the gazetteer reaches further from its point


def nearest(
    gazetteer: Gazetteer,
    lon: float,
    lat: float,
    *,
    count: int = 1,
    kinds: Iterable[str] = NAMED_KINDS,
) -> list[tuple[Place, float]]:
    """List the places next to a point.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where to look.
    lon, lat : float
        Degrees, EPSG:4326.
    count : int
        Most places to give.
    kinds : iterable of str
        Which kinds of place; towns and suburbs if left out.

    Returns
    -------
    list of (Place, float)
        Nearest first, each with its distance in kilometres along a great circle.

    Examples
    --------
    >>> from geo.gazetteer.gazetteer import embedded
    >>> [place.name for place, _ in nearest(embedded(), -0.2754, 51.6128)]
    ['Edgware']
    """
    columns = gazetteer.columns
    wanted = [columns.code("kind", kind) for kind in kinds]
    gone = [columns.code("feature", feature) for feature in _GONE]
    rows = np.flatnonzero(np.isin(columns.kind, wanted) & ~np.isin(columns.feature, gone))
    apart_km = distances_km(
        lon, lat, columns.lon[rows] / PER_DEGREE, columns.lat[rows] / PER_DEGREE
    )
    few = min(count, len(rows))
    chosen = np.argpartition(apart_km, few - 1)[:few] if few else np.empty(0, np.int64)
    order = chosen[np.lexsort((rows[chosen], apart_km[chosen]))]
    return [(gazetteer.place(int(rows[number])), float(apart_km[number])) for number in order]


def containing(gazetteer: Gazetteer, lon: float, lat: float) -> list[Place]:
    """List the areas whose outline a point lies in, the smallest first.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where to look.
    lon, lat : float
        Degrees, EPSG:4326.

    Returns
    -------
    list of Place
        Borough, region, province and country as far as the gazetteer has outlines; empty at sea.

    Examples
    --------
    >>> from geo.gazetteer.gazetteer import embedded
    >>> [place.name for place in containing(embedded(), -0.2754, 51.6128)]
    ['Barnet', 'England', 'United Kingdom']
    """
    areas = [place for place in _areas(gazetteer, lon, lat) if _holds(gazetteer, place, lon, lat)]
    order = sorted(areas, key=lambda place: (_AREAS.index(place.kind), place.radius_m, place.id))
    return list({place.boundary: place for place in reversed(order)}.values())[::-1]


def _areas(gazetteer: Gazetteer, lon: float, lat: float) -> list[Place]:
    """List the areas that the places near a point say they are in, and boroughs near it."""
    columns = gazetteer.columns
    witnesses = [place for place, _ in nearest(gazetteer, lon, lat, count=_WITNESSES)]
    countries = [columns.code("country", place.country) for place in witnesses]
    admins = [columns.code("admin1", place.admin1_code) for place in witnesses if place.admin1_code]
    kinds = {kind: columns.kind == columns.code("kind", kind) for kind in _AREAS}
    here = np.isin(columns.country, countries)
    rows = np.flatnonzero(
        (kinds["country"] & here)
        | ((kinds["province"] | kinds["region"]) & np.isin(columns.admin1, admins) & here)
    )
    boroughs = nearest(gazetteer, lon, lat, count=_WITNESSES, kinds=["borough"])
    near = [place for place, km in boroughs if km <= _BOROUGH_KM]
    return [place for place in [*near, *map(gazetteer.place, rows.tolist())] if place.boundary]


def _holds(gazetteer: Gazetteer, place: Place, lon: float, lat: float) -> bool:
    return gazetteer.outlines.holds(place.boundary, lon, lat)


def country_of(gazetteer: Gazetteer, code: str) -> Place | None:
    """Return the country with an ISO 3166-1 code (alpha-2) and an outline, or None."""
    columns = gazetteer.columns
    here = columns.country == columns.code("country", code)
    rows = np.flatnonzero(here & (columns.kind == columns.code("kind", "country")))
    outlined = (place for place in map(gazetteer.place, rows.tolist()) if place.boundary)
    return next(outlined, None)


def named_at(gazetteer: Gazetteer, lon: float, lat: float) -> tuple[Place, float]:
    """Return the town or suburb that a point is in, and its distance in kilometres.

    Lists give the middle of a suburb to some hundred metres. Of those of one kind that lie as near
    as that, it is the one with the most people.

    Examples
    --------
    >>> from geo.gazetteer.gazetteer import embedded
    >>> named_at(embedded(), -0.275, 51.612)[0].name
    'Edgware'
    """
    near = nearest(gazetteer, lon, lat, count=_WITNESSES)
    first, first_km = near[0]
    alike = [
        each for each in near if each[0].kind == first.kind and each[1] <= first_km + _EXACT_KM
    ]
    return max(alike, key=lambda each: each[0].population)


def place_at(gazetteer: Gazetteer, point: Coordinates) -> Place:
    """Return a point as a place, with the country and province around it."""
    around = containing(gazetteer, point.lon, point.lat)
    country = next((place.country for place in around if place.country), "")
    province = next((place for place in around if place.kind == "province"), None)
    name = f"{point.lat:.9g}, {point.lon:.9g}"
    return Place(
        id=f"coordinates:{name.replace(' ', '')}",
        name=name,
        lon=point.lon,
        lat=point.lat,
        kind="site",
        feature="",
        country=country,
        admin1="" if province is None else province.admin1,
        admin1_code="" if province is None else province.admin1_code,
        admin2="",
        population=0,
        radius_m=point.radius_m,
        boundary="",
        disputed=any(place.disputed for place in around),
    )
