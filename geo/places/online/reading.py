"""What a provider's raw answer says beside the point: kind, country, extent, id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from geo.places.candidates import gather
from geo.places.hints import distance
from geo.places.index import Place
from geo.places.nearby import containing
from geo.places.online.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geopy.location import Location

    from geo.places.index import Index

# What services call a kind, by ours. A word that is not here tells nothing.
KINDS = {
    "country": ("country", "nation", "pcli"),
    "province": ("state", "province", "territory", "administrative_area_level_1", "adm1"),
    "region": (
        "region", "county", "state_district", "administrative_area_level_2", "subregion",
        "prefecture", "macroregion", "macrocounty", "adm2",
    ),
    "borough": ("borough", "city_district", "postal_town_district"),
    "city": (
        "city", "town", "village", "hamlet", "municipality", "locality", "localadmin", "place",
        "administrative_area_level_3", "postal_town", "ppl", "ppla", "pplc", "populatedplace",
    ),
    "suburb": (
        "suburb", "quarter", "neighbourhood", "neighborhood", "sublocality", "pplx",
        "sublocality_level_1", "residential", "macrohood",
    ),
    "street": (
        "road", "street", "route", "intersection", "streetname", "streetint", "highway",
        "pedestrian", "streets", "thoroughfare",
    ),
    "site": (
        "house", "building", "amenity", "poi", "pointaddress", "streetaddress", "address",
        "street_address", "premise", "subpremise", "establishment", "point_of_interest", "shop",
        "office", "tourism", "leisure", "historic", "railway", "aeroway", "airport", "venue",
        "housenumber", "housenumbers", "craft", "healthcare", "man_made", "emergency", "military",
    ),
}  # fmt: skip
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words}
# Where services say it; the first that holds a known word, or any text, counts.
_KIND_AT = (
    "addresstype", "properties.type", "properties.layer", "place_type", "types",
    "attributes.Addr_type", "components._type", "resultType", "entityType", "fcode", "type",
)  # fmt: skip
_COUNTRY_AT = (
    "address.country_code", "properties.countrycode", "properties.country_code",
    "properties.country_a", "components.country_code", "address.countryCode", "countryCode",
    "attributes.Country", "country_code",
)  # fmt: skip
_STATE_AT = (
    "address.state", "properties.state", "properties.region", "components.state", "adminName1",
    "attributes.Region", "address.province", "address.region", "address.countrySubdivision",
)  # fmt: skip
_NAME_AT = ("name", "properties.name", "text", "attributes.PlaceName", "toponymName")
_ID_AT = ("place_id", "id", "properties.osm_id", "properties.gid", "geonameId")
_BOX_AT = ("boundingbox",)  # south, north, west, east; other services order it otherwise
# What services call a coordinate, or what holds both: never a house number or a rank.
_AXIS = re.compile(
    r"(?i)(?:lat(?:itude)?|lon(?:g|gitude)?|lng|x|y|pos|coord\w*|points?|cent(?:er|re|roid)"
    r"|\w*latlng|\w*position)$"
)
_DEEPEST = 12  # levels of a raw answer; the deepest of geopy's services has six
_MOST_RADIUS_M = 20_037_508  # half the way around the Earth


def numbers(raw: object, depth: int = 0, *, axis: bool = False) -> Iterator[float]:
    """Give every number that a raw answer calls a coordinate, as a number or as text."""
    if isinstance(raw, bool) or depth > _DEEPEST:
        return
    if isinstance(raw, Mapping):
        for name, part in raw.items():
            yield from numbers(part, depth + 1, axis=axis or bool(_AXIS.match(str(name))))
    elif isinstance(raw, (list, tuple)):
        for part in raw:
            yield from numbers(part, depth + 1, axis=axis)
    elif axis and isinstance(raw, (int, float)):
        yield float(raw)
    elif axis and isinstance(raw, str):
        for part in raw.replace(",", " ").split()[:4]:
            try:
                yield float(part)
            except ValueError:
                continue


def place_of(index: Index, service: str, location: Location) -> Place:
    """Read a geopy Location as a place.

    Parameters
    ----------
    index : Index
        Tells the country when the provider doesn't.
    service : str
        Name of the provider, for the id.
    location : geopy.location.Location
        With a sound point.

    Returns
    -------
    Place
        `kind` is empty when the provider doesn't tell how exact the place is; `radius_m` is 0
        when it tells no extent.
    """
    raw, lon, lat = location.raw, location.longitude, location.latitude
    name = _text(raw, _NAME_AT) or plain(location.address).split(",")[0].strip()
    country = country_told(index, raw)
    if not country:
        around = containing(index, lon, lat)
        country = around[-1].country if around else ""
    return Place(
        id=f"{service}:{_id(raw, lon, lat)}",
        name=name or plain(location.address),
        lon=lon,
        lat=lat,
        kind=_kind(raw),
        feature="",
        country=country,
        admin1=_text(raw, _STATE_AT),
        admin1_code="",
        admin2="",
        population=0,
        radius_m=_radius_m(raw, lon, lat),
        boundary="",
        disputed=False,
    )


def country_told(index: Index, raw: object) -> str:
    """Give the ISO 3166-1 code (alpha-2) of the country that a provider names, or nothing."""
    word = _text(raw, _COUNTRY_AT).upper()
    if not word or word in index.countries:
        return word
    found = gather(index, word)
    named = (found.candidate(index, number).place for number in range(len(found)))
    return next((place.country for place in named if place.kind == "country"), "")


def _kind(raw: object) -> str:
    for path in _KIND_AT:
        value = _at(raw, path)
        for word in value if isinstance(value, list) else [value]:
            if isinstance(word, str) and word.lower() in _KIND_OF:
                return _KIND_OF[word.lower()]
    return ""


def _id(raw: object, lon: float, lat: float) -> str:
    kind, number = _at(raw, "osm_type"), _at(raw, "osm_id")
    if isinstance(kind, str) and isinstance(number, int):
        return f"{plain(kind, 20)}/{number}"
    for path in _ID_AT:
        value = _at(raw, path)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value):
            return plain(str(value), 60)
    return f"{lon:.6f},{lat:.6f}"


def _radius_m(raw: object, lon: float, lat: float) -> int:
    """Measure from the point to the furthest corner of the bounding box; 0 when there is none."""
    for path in _BOX_AT:
        box = _at(raw, path)
        if not isinstance(box, list) or len(box) != 4:  # noqa: PLR2004 - four sides
            continue
        try:
            south, north, west, east = (float(side) for side in box)
        except (TypeError, ValueError):
            continue
        if not (south <= lat <= north and west <= lon <= east):  # false for NaN, too
            continue
        corners = [(x, y) for x in (west, east) for y in (south, north)]
        furthest_m = max(distance(lon, lat, x, y) for x, y in corners) * 1000
        return min(round(furthest_m), _MOST_RADIUS_M)
    return 0


def _text(raw: object, paths: tuple[str, ...]) -> str:
    return next((text for path in paths if (text := plain(_at(raw, path)))), "")


def _at(raw: object, path: str) -> object:
    for step in path.split("."):
        if not isinstance(raw, Mapping):
            return None
        raw = raw.get(step)
    return raw
