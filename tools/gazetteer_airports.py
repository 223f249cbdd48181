"""Airports that have an IATA code, under the names by which writers call them."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.normalize import fold
from tools.gazetteer_rows import ALTERNATE, CODE, EXONYM, MAIN, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.gazetteer_sources import Sources

_AIRPORT = re.compile(
    r"(?P<own>.+?),?(?: (?:(?P<large>International|Intl|Intcntl)"
    r"|Regional|Municipal|Metropolitan|National|Ntl|County|Domestic))? (?:Airport|Airfield)"
)
_PARTS = re.compile(r"[-/ –]+")
# An airport is in the first-level area of the nearest town, if that is so near (degrees).
_NEAR_DEGREES = 0.5
# A city is served from so near (degrees), and is a city from so many people.
_SERVED_DEGREES, _CITY_PEOPLE = 0.6, 50_000


def add_airports(rows: dict[str, Row], sources: Sources) -> None:
    """Add the airports that have an IATA code; the thousands of private strips stay out.

    Parameters
    ----------
    rows : dict of str to Row
        All places so far; changed in place.
    sources : Sources
        The packages.
    """
    text = sources.read("airportsdata", "airports").decode("utf-8")
    found = [_read(cells) for cells in csv.DictReader(io.StringIO(text)) if cells["iata"]]
    _put_into_areas(found, rows)
    _confirm_names(found, rows)
    rows |= {row.id: row for row in found}


def _read(cells: dict[str, str]) -> Row:
    row = Row(
        id=f"iata:{cells['iata']}",
        name=cells["name"],
        lon=float(cells["lon"]),
        lat=float(cells["lat"]),
        kind="site",
        feature="AIRP",
        country=cells["country"],
        admin1=cells["subd"],
        admin2=cells["city"],
    )
    row.call(cells["name"], MAIN)
    row.call(cells["iata"], CODE)
    for name in spoken_names(cells["name"], cells["city"], cells["iata"]):
        row.call(name, ALTERNATE)
    return row


def spoken_names(name: str, city: str, code: str) -> Iterator[str]:
    """List what an airport is called besides its full name.

    Parameters
    ----------
    name, city, code : str
        Its full name, the city that it serves (may be empty), and its IATA code.

    Yields
    ------
    str
        Names; some may be there twice.

    Examples
    --------
    >>> sorted(set(spoken_names("London Heathrow Airport", "London", "LHR")))[:4]
    ['Heathrow Airport', 'LHR Airport', 'London Airport', 'London Heathrow']
    >>> sorted(set(spoken_names("Chicago O'Hare International Airport", "Chicago", "ORD")))[3:]
    ["O'Hare", "O'Hare Airport", "O'Hare International Airport", 'ORD Airport']
    """
    yield f"{code} Airport"
    if city:
        yield f"{city} Airport"
    match = _AIRPORT.fullmatch(name)
    if match is None:
        return
    own = match["own"]
    yield f"{own} Airport"
    special = fold(own) != fold(city) and len(_PARTS.split(own)) > 1
    if special and fold(own).startswith(f"{fold(city)} ") and city:
        yield own
        own = own[len(city) :].strip(" -–/")
        yield f"{own} Airport"
        if match["large"]:
            yield own
            yield f"{own} International Airport"


def _put_into_areas(found: list[Row], rows: dict[str, Row]) -> None:
    """Set each airport's first-level area to that of the nearest town of its country."""
    towns: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows.values():
        if row.kind == "city" and row.admin1_code:
            towns[row.country].append(row)
    spots = {land: np.array([(t.lon, t.lat) for t in here]) for land, here in towns.items()}
    for row in found:
        if row.country in spots:
            apart = spots[row.country] - (row.lon, row.lat)
            apart[:, 0] *= np.cos(np.radians(row.lat))
            nearest = int(np.argmin((apart**2).sum(axis=1)))
            if (apart[nearest] ** 2).sum() <= _NEAR_DEGREES**2:
                row.admin1_code = towns[row.country][nearest].admin1_code
                row.admin1 = towns[row.country][nearest].admin1


def _confirm_names(found: list[Row], rows: dict[str, Row]) -> None:
    """Where an airport serves a city by one of its other names, that is its name in English."""
    called: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    towns = [row for row in rows.values() if row.feature.startswith("PPL")]
    taken = {(town.country, fold(town.name)) for town in towns}  # New Delhi is not Delhi
    for row in towns:
        if row.population >= _CITY_PEOPLE:
            for name, flag in row.names.items():
                if flag == ALTERNATE and (row.country, fold(name)) not in taken:
                    called[row.country, fold(name)].append(row)
    for airport in found:
        for row in called[airport.country, fold(airport.admin2)]:
            away = np.cos(np.radians(row.lat)) * (row.lon - airport.lon), row.lat - airport.lat
            if np.hypot(*away) <= _SERVED_DEGREES:
                row.call(airport.admin2, EXONYM)
