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
_REACH_KM = 30.0  # a place further away says less about a point than the area around it
_SUBURB_KM = 3.0  # the middle of the next suburb; further away a city has none listed there
_GROUNDS = 0.5  # of an airport's radius, which is meant to hold its surroundings
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


def containing_areas(gazetteer: Gazetteer, place: Place) -> list[Place]:
    """List the province and the country that a place is in by its own entry, the smaller first."""
    columns = gazetteer.columns
    code = columns.code("admin1", place.admin1_code or "-")
    first_level = columns.feature == columns.code("feature", "ADM1")
    rows = np.flatnonzero((columns.admin1 == code) & first_level)[:1]
    country = country_of(gazetteer, place.country)
    areas = [*(gazetteer.place(int(row)) for row in rows), *([country] if country else [])]
    return [area for area in areas if area.id != place.id]


def country_of(gazetteer: Gazetteer, code: str) -> Place | None:
    """Return the country with an ISO 3166-1 code (alpha-2) and an outline, or None."""
    columns = gazetteer.columns
    here = columns.country == columns.code("country", code)
    rows = np.flatnonzero(here & (columns.kind == columns.code("kind", "country")))
    outlined = (place for place in map(gazetteer.place, rows.tolist()) if place.boundary)
    return next(outlined, None)


def named_at(
    gazetteer: Gazetteer, lon: float, lat: float, *, country: str = ""
) -> tuple[Place, float]:
    """Return the town, suburb or airport that a point is in, and its distance in kilometres.

    The nearest, where the point lies in the circle of its people; of suburbs, which share a city
    among themselves, also one that is a little further away. Else the town in whose circle the
    point lies furthest inside, else the one whose circle is nearest.

    Lists give the middle of a suburb to some hundred metres. Of those of one kind that lie as near
    as that, it is the one with the most people.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where to look.
    lon, lat : float
        Degrees, EPSG:4326.
    country : str
        ISO 3166-1 alpha-2 of the country around the point; empty for any.

    Examples
    --------
    >>> from geo.gazetteer.gazetteer import embedded
    >>> named_at(embedded(), -0.275, 51.612)[0].name
    'Edgware'
    >>> named_at(embedded(), -0.4543, 51.47)[0].name
    'London Heathrow Airport'
    """
    columns = gazetteer.columns
    kinds = {kind: columns.code("kind", kind) for kind in (*NAMED_KINDS, "site")}
    gone = [columns.code("feature", feature) for feature in _GONE]
    named = np.isin(columns.kind, list(kinds.values())) & ~np.isin(columns.feature, gone)
    here = named & (columns.country == columns.code("country", country)) if country else named
    rows = np.flatnonzero(here if here.any() else named)
    apart_km = distances_km(
        lon, lat, columns.lon[rows] / PER_DEGREE, columns.lat[rows] / PER_DEGREE
    )
    kind, reach_km = columns.kind[rows], columns.radius_m[rows] / 1000
    site = kind == kinds["site"]
    reach_km = np.where(site, reach_km * _GROUNDS, reach_km)
    apart_km = np.where(site & (apart_km > reach_km), np.inf, apart_km)
    first = int(np.lexsort((rows, apart_km))[0])
    suburb = kind[first] == kinds["suburb"] and apart_km[first] <= _SUBURB_KM
    if apart_km[first] <= reach_km[first] or suburb:
        alike = np.flatnonzero((kind == kind[first]) & (apart_km <= apart_km[first] + _EXACT_KM))
        best = alike[np.lexsort((rows[alike], -columns.people[rows[alike]].astype(np.int64)))[0]]
    else:
        holds = (apart_km <= reach_km).any()
        best = int((apart_km / reach_km if holds else apart_km - reach_km).argmin())
    return gazetteer.place(int(rows[best])), float(apart_km[best])


def locate(gazetteer: Gazetteer, lon: float, lat: float) -> tuple[Place | None, float, list[Place]]:
    """Return the place that a point is in, its distance in kilometres, and the areas around.

    The place is one of the country around the point, and no further than 30 km; None where there
    is none. Where the outlines put the middle of a town beyond its own border they are not exact
    enough to tell, and the town's own areas are taken; so they are where no outline holds the
    point, on a pier or a small island.

    Examples
    --------
    >>> from geo.gazetteer.gazetteer import embedded
    >>> place, _, around = locate(embedded(), -0.4543, 51.47)
    >>> place.name, [area.name for area in around]
    ('London Heathrow Airport', ['Hillingdon', 'England', 'United Kingdom'])
    """
    around = containing(gazetteer, lon, lat)
    place, km = named_at(gazetteer, lon, lat)
    holds = km * 1000 <= place.radius_m
    if not around:
        return (place, km, containing_areas(gazetteer, place)) if holds else (None, km, [])
    country = around[-1].country
    if place.country != country:
        beyond = containing(gazetteer, place.lon, place.lat)
        if holds and (not beyond or beyond[-1].country != place.country):
            return place, km, containing_areas(gazetteer, place)
        place, km = named_at(gazetteer, lon, lat, country=country)
    near = km <= _REACH_KM and place.country == country
    return place if near else None, km, around


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
