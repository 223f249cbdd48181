"""Parse a provider's raw answer: kind, country, bounding box, id."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from geo.gazetteer.candidates import find_candidates
from geo.gazetteer.gazetteer import Place
from geo.gazetteer.reverse import containing
from geo.geocoding.online.retry import one_line
from geo.geodesy import distance_km

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geopy.location import Location

    from geo.gazetteer.gazetteer import Gazetteer


_MOST_RADIUS_M = 20_037_508  # half the way around the Earth
_SIDES = 4
# Where lists stand, and the order of their sides.
_LISTS = {
    "boundingbox": "snwe",  # Nominatim
    "bbox": "wsen",  # GeoJSON (RFC 7946, 5): Mapbox, MapTiler, Pelias
    "properties.extent": "wnes",  # Photon
}
# Where sides stand by name: west, south, east, north.
_NAMED = {
    "bbox": ("west", "south", "east", "north"),  # GeoNames
    "mapView": ("west", "south", "east", "north"),  # HERE
    "extent": ("xmin", "ymin", "xmax", "ymax"),  # ArcGIS
    "geometry.bounds": ("southwest.lng", "southwest.lat", "northeast.lng", "northeast.lat"),
    "bounds": ("southwest.lng", "southwest.lat", "northeast.lng", "northeast.lat"),  # OpenCage
}


class Box(NamedTuple):
    """A box in degrees, EPSG:4326; `west` is greater than `east` where it crosses 180°."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float, *, slack_degrees: float = 0.0) -> bool:
        """Check whether a point lies in the box, or so close to it."""
        width = (self.east - self.west) % 360 if self.west > self.east else self.east - self.west
        along = (lon - self.west + slack_degrees) % 360
        return (
            self.south - slack_degrees <= lat <= self.north + slack_degrees
            and along <= width + 2 * slack_degrees
        )

    def radius_m(self, lon: float, lat: float) -> float:
        """Measure from a point to the furthest corner, in metres; NaN for a box of no size."""
        corners = [(x, y) for x in (self.west, self.east) for y in (self.south, self.north)]
        furthest_m = max(distance_km(lon, lat, x, y) for x, y in corners) * 1000
        return min(round(furthest_m), _MOST_RADIUS_M) or math.nan


def stated_box(raw: object) -> Box | None:
    """Read the bounding box of a raw answer.

    Parameters
    ----------
    raw : object
        What the service sent for one place.

    Returns
    -------
    Box or None
        None where there is none, or what stands there is no box.

    Examples
    --------
    >>> stated_box({"boundingbox": ["51.5", "51.6", "-0.3", "-0.2"]})
    Box(west=-0.3, south=51.5, east=-0.2, north=51.6)
    """
    for path, order in _LISTS.items():
        sides = at(raw, path)
        if isinstance(sides, list) and len(sides) == _SIDES:
            return _box([sides[order.index(side)] for side in "wsen"])
    for path, names in _NAMED.items():
        sides = at(raw, path)
        if isinstance(sides, Mapping):
            return _box([at(sides, name) for name in names])
    return None


def at(raw: object, path: str) -> object:
    """Return what stands at a path of names such as ``address.country``; None where nothing is."""
    for step in path.split("."):
        if not isinstance(raw, Mapping):
            return None
        raw = raw.get(step)
    return raw


def _box(sides: list[object]) -> Box | None:
    if any(isinstance(side, bool) or not isinstance(side, (int, float, str)) for side in sides):
        return None
    try:
        box = Box(*(float(side) for side in sides))  # type: ignore[arg-type]  # checked above
    except (ValueError, OverflowError):
        return None
    inside = all(abs(side) <= limit for side, limit in zip(box, (180, 90, 180, 90), strict=True))
    return box if inside and box.south <= box.north else None


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
    name = _text(raw, _NAME_AT) or one_line(location.address).split(",")[0].strip()
    country = country_told(gazetteer, raw)
    if not country:
        around = containing(gazetteer, lon, lat)
        country = around[-1].country if around else ""
    return Place(
        id=f"{service}:{_id(raw, lon, lat)}",
        name=name or one_line(location.address),
        lon=lon,
        lat=lat,
        kind=_kind(raw),
        feature="",
        country=country,
        admin1=_text(raw, _STATE_AT),
        admin1_code="",
        admin2="",
        population=0,
        radius_m=box.radius_m(lon, lat) if (box := stated_box(raw)) else math.nan,
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
    names = [_text(raw, _NAME_AT), one_line(location.address).split(",")[0]]
    details = at(raw, "namedetails")
    if isinstance(details, Mapping):
        names += [part for name in details.values() for part in one_line(name).split(";")]
    return [name for name in dict.fromkeys(map(str.strip, names)) if name]


def country_told(gazetteer: Gazetteer, raw: object) -> str:
    """Return the ISO 3166-1 code (alpha-2) of the country that a provider names, or nothing."""
    word = _text(raw, _COUNTRY_AT).upper()
    if not word or word in gazetteer.countries:
        return word
    candidates = find_candidates(gazetteer, word)
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
        return f"{one_line(kind, 20)}/{number}"
    for path in _ID_AT:
        value = at(raw, path)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value):
            return one_line(str(value), 60)
    return f"{lon:.6f},{lat:.6f}"


def _text(raw: object, paths: tuple[str, ...]) -> str:
    return next((text for path in paths if (text := one_line(at(raw, path)))), "")
