"""Describe the providers that can be asked, and parse their raw answers: kind, country, box, id."""

from __future__ import annotations

import copy
import inspect
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import geopy
from geopy.adapters import BaseAsyncAdapter, RequestsAdapter, URLLibAdapter
from geopy.exc import GeopyError
from geopy.geocoders import SERVICE_TO_GEOCODER
from geopy.geocoders.base import Geocoder

from geo.errors import GeocodeError
from geo.gazetteer.candidates import find_candidates
from geo.gazetteer.gazetteer import Place
from geo.gazetteer.reverse import containing
from geo.geocoding.online.client import Transport
from geo.geocoding.online.retry import LONGEST_S, PUBLIC, one_line, redact, secrets_of
from geo.geocoding.query import read_words
from geo.geodesy import distance_km

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geopy.location import Location

    from geo.gazetteer.gazetteer import Gazetteer
    from geo.geocoding.online.retry import Deadline


_OURS = f"geo-event-maps/{version('geo-event-maps')} geopy/{geopy.__version__}"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Limits:
    """How long a provider may take, how often it is asked, and how long its answers are good.

    Parameters
    ----------
    deadline_s : float
        Seconds for one name: its turn, look-up of the host, connection, retries, pauses that the
        server asks for, and the last byte. At most 600.
    interval_s : float or None
        Least seconds between two requests to one host, across threads and processes. None: 1, or
        0 on loopback. Public hosts have at least 1 whatever is given.
    hit_days, miss_days : float
        Days for which a place, and a "no such place", are taken from the cache.

    Examples
    --------
    >>> Limits(deadline_s=5).hit_days
    180.0
    """

    deadline_s: float = 20.0
    interval_s: float | None = None
    hit_days: float = 180.0
    miss_days: float = 7.0

    def __post_init__(self) -> None:
        if not 0 < self.deadline_s <= LONGEST_S:
            wanted = f"more than 0 and at most {LONGEST_S:g} seconds"
            raise GeocodeError(f"deadline_s: found {self.deadline_s!r}, wanted {wanted}")
        for name in ("interval_s", "hit_days", "miss_days"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < math.inf:
                raise GeocodeError(f"{name}: found {value!r}, wanted 0 or more")


@dataclass(frozen=True)
class Provider:
    """A geocoder of geopy behind the gazetteer; `provider` makes one.

    Parameters
    ----------
    name : str
        As in the column ``provider`` of an answer.
    service : str
        Who is asked, in the cache and in messages: name and address, never a key.
    geocoder : geopy.geocoders.base.Geocoder
        What is asked.
    language : str
        Language of names in answers, where the geocoder takes one.
    limits : Limits
        Time and rate.

    Examples
    --------
    >>> local = provider("nominatim", url="http://127.0.0.1:8088")
    >>> local.name, local.interval_s  # no pause between questions to one's own machine
    ('nominatim', 0.0)
    """

    name: str
    service: str
    geocoder: Geocoder = field(repr=False, compare=False)
    language: str = "en"
    limits: Limits = Limits()

    @property
    def secrets(self) -> tuple[str, ...]:
        """Keys that must not be told; never part of the representation."""
        return secrets_of(self.geocoder)

    @property
    def interval_s(self) -> float:
        """Least seconds between two requests."""
        if self.limits.interval_s is not None:
            return self.limits.interval_s
        return 0.0 if host_of(self.geocoder) in _LOOPBACK else 1.0

    def in_time(self, deadline: Deadline, before: Callable[[str, Deadline], None]) -> Geocoder:
        """Return a copy of the geocoder whose requests keep to a deadline and a pace."""
        geocoder = copy.copy(self.geocoder)
        if isinstance(geocoder.adapter, Transport):
            geocoder.adapter = geocoder.adapter.keeping(deadline, before)
        return geocoder


def provider(
    name: str | Geocoder | Provider,
    *,
    url: str = "",
    user_agent: str = "",
    email: str = "",
    language: str = "en",
    options: Mapping[str, object] | None = None,
    limits: Limits | None = None,
) -> Provider:
    """Name an online geocoder; nothing is sent yet.

    Parameters
    ----------
    name : str or geopy geocoder
        A name of geopy (``nominatim``, ``photon``, ``opencage`` …) or a geocoder with its own
        settings. A geocoder with a stock adapter gets ours; another adapter of yours stays, and
        then its waiting is yours to limit.
    url : str, optional
        Address of a server of one's own, such as ``http://127.0.0.1:8088``.
    user_agent : str, optional
        What the asking project is called; stands before ours.
    email : str, optional
        Whom the provider may write to; part of the User-Agent.
    language : str, optional
        Language of names in answers.
    options : mapping, optional
        Arguments of geopy's class, such as ``{"api_key": "…"}``.
    limits : Limits, optional
        Time, rate, and how long answers are good.

    Returns
    -------
    Provider
        For `geo.geocode(…, provider=…)`.

    Raises
    ------
    GeocodeError
        When geopy has no such geocoder, or it doesn't take what is given.

    Examples
    --------
    >>> provider("nominatim", url="http://127.0.0.1:8088", user_agent="karachi-map").service
    'nominatim http://127.0.0.1:8088'
    """
    if isinstance(name, Provider):
        return name
    bounds = limits or Limits()
    if not isinstance(name, str):
        if url or user_agent or email or options:
            raise GeocodeError("provider: a geocoder of geopy brings its own url and options")
        return _of_geocoder(name, language, bounds)
    service = name.strip().lower()
    if service not in SERVICE_TO_GEOCODER:
        known = ", ".join(sorted(SERVICE_TO_GEOCODER))
        raise GeocodeError(f"provider: found {name!r}, wanted one of {known}")
    kind, arguments = SERVICE_TO_GEOCODER[service], dict(options or {})
    project = str(arguments.pop("user_agent", ""))
    if url and "domain" not in inspect.signature(kind).parameters:
        raise GeocodeError(f"url: {kind.__name__} has one address only")
    made = _make(
        kind,
        {**arguments, **_address(url), "user_agent": _user_agent(user_agent or project, email)},
    )
    return Provider(service, _service(service, made), made, language, bounds)


def host_of(geocoder: Geocoder) -> str:
    """Return the host that a geocoder asks, as far as it tells before it asks."""
    return urlsplit(_shown_address(geocoder)).hostname or ""


def _of_geocoder(geocoder: Geocoder, language: str, limits: Limits) -> Provider:
    if not isinstance(geocoder, Geocoder):
        raise GeocodeError(
            f"provider: found {type(geocoder).__name__}, wanted a name or a geocoder of geopy"
        )
    if isinstance(geocoder.adapter, BaseAsyncAdapter):
        raise GeocodeError("provider: wanted a geocoder that doesn't need await (AioHTTPAdapter)")
    made = copy.copy(geocoder)
    if isinstance(made.adapter, (RequestsAdapter, URLLibAdapter)):
        made.adapter = Transport(proxies=made.proxies, ssl_context=made.ssl_context)
        if made.headers.get("User-Agent", "").startswith("geopy/"):
            made.headers = {**made.headers, "User-Agent": _user_agent("", "")}
    name = type(made).__name__.lower()
    return Provider(name, _service(name, made), made, language, limits)


def _make(kind: type[Geocoder], arguments: dict[str, object]) -> Geocoder:
    taken = inspect.signature(kind).parameters
    for name in arguments:
        if name not in taken:
            known = ", ".join(word for word in taken if word not in ("adapter_factory", "self"))
            raise GeocodeError(f"provider: {kind.__name__} takes no {name!r}; it takes {known}")
    try:
        return kind(**arguments, adapter_factory=Transport)
    except (GeopyError, TypeError, ValueError) as error:
        raise GeocodeError(f"provider: {kind.__name__} can't be made: {error}") from error


def _address(url: str) -> dict[str, object]:
    """Read a server's address as geopy's domain and scheme."""
    if not url:
        return {}
    wanted = "wanted http:// or https://, a host, and no password or question mark"
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        sound = False
    if not sound or parts.username or parts.query or parts.fragment or one_line(url) != url:
        raise GeocodeError(f"url: found {redact(one_line(url.rpartition('@')[2]))!r}, {wanted}")
    return {"scheme": parts.scheme, "domain": f"{parts.netloc}{parts.path}".rstrip("/")}


def _user_agent(project: str, email: str) -> str:
    parts = [project, f"({email})" if email else "", _OURS]
    words = " ".join(part for part in parts if part)
    if not words.isascii() or one_line(words) != words:
        raise GeocodeError(f"user_agent: found {one_line(words)!r}, wanted one short line of ASCII")
    return words


def _shown_address(geocoder: Geocoder) -> str:
    for name in ("api", "geocode_api", "domain"):
        value = getattr(geocoder, name, "")
        if isinstance(value, str) and value:
            return value if "://" in value else f"{geocoder.scheme}://{value}"
    return ""


def _service(name: str, geocoder: Geocoder) -> str:
    """Name a service without its keys: the path may hold one, too."""
    parts = urlsplit(redact(_shown_address(geocoder), secrets_of(geocoder)))
    host = parts.netloc.rpartition("@")[2]
    if not host:
        return name
    end = parts.path.removesuffix("/search").rstrip("/") if host not in PUBLIC else ""
    return f"{name} {parts.scheme}://{host}{end}"


_MOST_RADIUS_M = 20_037_508  # half the way around the Earth
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
        if isinstance(sides, list) and len(sides) == len(order):
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


# What services call a kind, by ours. A word that is not there has no kind.
_KIND_OF = {word: kind for kind, words in read_words("kinds.txt").items() for word in words}
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
        when it states no extent.
    """
    raw, lon, lat = location.raw, location.longitude, location.latitude
    name = _text(raw, _NAME_AT) or one_line(location.address).split(",")[0].strip()
    country = stated_country(gazetteer, raw)
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


def stated_country(gazetteer: Gazetteer, raw: object) -> str:
    """Return the ISO 3166-1 code (alpha-2) of the country that a provider names, or nothing."""
    word = _text(raw, _COUNTRY_AT).upper()
    if not word or word in gazetteer.countries:
        return word
    places = map(gazetteer.place, find_candidates(gazetteer, word).rows.tolist())
    return next((place.country for place in places if place.kind == "country"), "")


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
