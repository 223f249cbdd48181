"""What a provider's raw answer says beside the point: kind, country, extent, id."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from geo.places.candidates import gather
from geo.places.index import Place
from geo.places.nearby import containing
from geo.places.online.extent import at, box_of
from geo.places.online.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geopy.location import Location

    from geo.places.index import Gazetteer

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
# What services call a coordinate, or what holds both: never a house number or a rank.
_AXIS = re.compile(
    r"(?i)(?:lat(?:itude)?|lon(?:g|gitude)?|lng|x|y|pos|coord\w*|points?|cent(?:er|re|roid)"
    r"|\w*latlng|\w*position)$"
)
_DEEPEST = 12  # levels of a raw answer; the deepest of geopy's services has six


def numbers(raw: object, depth: int = 0, *, axis: bool = False) -> Iterator[float]:
    """Yield every number that a raw answer calls a coordinate, as a number or as text."""
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


def place_of(gazetteer: Gazetteer, service: str, location: Location) -> Place:
    """Read a geopy Location as a place.

    Parameters
    ----------
    gazetteer : Gazetteer
        Tells the country when the provider doesn't.
    service : str
        Name of the provider, for the id.
    location : geopy.location.Location
        With a sound point.

    Returns
    -------
    Place
        `kind` is empty when the provider doesn't tell how exact the place is; `radius_m` is NaN
        when it tells no extent.
    """
    raw, lon, lat = location.raw, location.longitude, location.latitude
    name = _text(raw, _NAME_AT) or plain(location.address).split(",")[0].strip()
    country = country_told(gazetteer, raw)
    if not country:
        around = containing(gazetteer, lon, lat)
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
        radius_m=box.radius_m(lon, lat) if (box := box_of(raw)) else math.nan,
        boundary="",
        disputed=False,
    )


def names_of(location: Location) -> list[str]:
    """List what a provider calls a place: its name, and those in other languages where told.

    Parameters
    ----------
    location : geopy.location.Location
        With Nominatim's ``namedetails``, where the service has them.

    Returns
    -------
    list of str
        Each one printable line.
    """
    raw = location.raw
    names = [_text(raw, _NAME_AT), plain(location.address).split(",")[0]]
    details = at(raw, "namedetails")
    if isinstance(details, Mapping):
        names += [part for name in details.values() for part in plain(name).split(";")]
    return [name for name in dict.fromkeys(map(str.strip, names)) if name]


def country_told(gazetteer: Gazetteer, raw: object) -> str:
    """Return the ISO 3166-1 code (alpha-2) of the country that a provider names, or nothing."""
    word = _text(raw, _COUNTRY_AT).upper()
    if not word or word in gazetteer.countries:
        return word
    candidates = gather(gazetteer, word)
    named = (candidates.candidate(gazetteer, number).place for number in range(len(candidates)))
    return next((place.country for place in named if place.kind == "country"), "")


def _kind(raw: object) -> str:
    for path in _KIND_AT:
        value = at(raw, path)
        for word in value if isinstance(value, list) else [value]:
            if isinstance(word, str) and word.lower() in _KIND_OF:
                return _KIND_OF[word.lower()]
    return ""


def _id(raw: object, lon: float, lat: float) -> str:
    kind, number = at(raw, "osm_type"), at(raw, "osm_id")
    if isinstance(kind, str) and isinstance(number, int):
        return f"{plain(kind, 20)}/{number}"
    for path in _ID_AT:
        value = at(raw, path)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value):
            return plain(str(value), 60)
    return f"{lon:.6f},{lat:.6f}"


def _text(raw: object, paths: tuple[str, ...]) -> str:
    return next((text for path in paths if (text := plain(at(raw, path)))), "")
