"""Geocoders of geopy as providers, with their limits."""

from __future__ import annotations

import copy
import inspect
import math
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import geopy
from geopy.adapters import BaseAsyncAdapter, RequestsAdapter, URLLibAdapter
from geopy.exc import GeopyError
from geopy.geocoders import SERVICE_TO_GEOCODER
from geopy.geocoders.base import Geocoder

from geo.errors import GeocodeError
from geo.geocoding.online.client import Transport
from geo.geocoding.online.retry import LONGEST_S, PUBLIC, one_line, redact, secrets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
