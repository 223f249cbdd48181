"""One question to one provider: sent in turn, again when that pays, judged when it is answered."""

from __future__ import annotations

import functools
import inspect
import logging
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geopy.point import Point
from geopy.util import logger as geopys

from geo.places.online.checking import judge
from geo.places.online.deadline import Deadline
from geo.places.online.provider import host_of
from geo.places.online.retrying import Failure, failure, persistent
from geo.places.online.wording import plain, redact
from geo.places.resolve import FAILED, NOT_FOUND, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geopy.geocoders.base import Geocoder
    from geopy.location import Location

    from geo.places.hints import Area, Hints
    from geo.places.index import Gazetteer
    from geo.places.online.cache import Enquiry
    from geo.places.online.pace import Turns
    from geo.places.online.provider import Provider

_MOST = 5  # places that a provider is asked for; more tell nothing new
_NEAR_DEGREES = 1.0
_LOG_LENGTH = 1_000
_METRES_PER_DEGREE = 111_320.0
# Arguments that mean something else there: codes of three letters.
_OTHERWISE = {"HereV7": ("countries",)}
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What became of one question.

    Parameters
    ----------
    answer : Answer
        ok, ambiguous, not_found or failed.
    keep : bool
        Whether the same question would get the same answer tomorrow.
    shut : bool
        Whether the provider wants no more questions now.
    """

    answer: Answer
    keep: bool = False
    shut: bool = False


def ask(question: Enquiry, provider: Provider, *, gazetteer: Gazetteer, turns: Turns) -> Outcome:
    """Send one question and judge what comes back.

    Parameters
    ----------
    question : Enquiry
        What to ask.
    provider : Provider
        Whom to ask.
    gazetteer : Gazetteer
        Where outlines of countries are.
    turns : Turns
        Whose turn it is to ask a host.

    Returns
    -------
    Outcome
        By the deadline, whatever the server does: no exception is the server's.
    """
    deadline = Deadline.after(provider.limits.deadline_s)
    geocoder = provider.in_time(deadline, turns.wait)
    pause = functools.partial(turns.pause, host_of(geocoder))
    try:
        with discreet(provider):
            locations = persistent(deadline, pause)(_once, geocoder, question, deadline)
        if not locations:
            return Outcome(Answer(question.text, NOT_FOUND, f"{provider.name} has none"), keep=True)
        answer = judge(gazetteer, provider.name, question, locations)
    except sqlite3.Error:  # the file of turns is ours, not the provider's
        raise
    except Exception as error:  # noqa: BLE001 - geopy lets out whatever a bad answer provokes
        return _failed(question, provider, failure(error, provider.secrets), deadline)
    return Outcome(answer, keep=answer.status != NOT_FOUND)


def _once(geocoder: Geocoder, question: Enquiry, deadline: Deadline) -> list[Location]:
    sent = arguments(geocoder, question.hints, question.language)
    locations = geocoder.geocode(question.text, exactly_one=False, timeout=deadline.left(), **sent)
    if locations is None:
        return []
    if not isinstance(locations, list):
        locations = [locations]
    return locations[:_MOST]


def _failed(question: Enquiry, provider: Provider, why: Failure, deadline: Deadline) -> Outcome:
    reason, shut = f"{provider.name}: {why.reason}", why.shut
    if why.wait_s:
        reason += f"; it asks to wait {why.wait_s:,.0f} s"
        if why.wait_s >= deadline.seconds:
            reason += f", longer than the deadline of {deadline.seconds:g} s"
            shut = True
    logger.info("no answer to %r: %s", question.text, reason)
    return Outcome(Answer(question.text, FAILED, reason), shut=shut)


def arguments(geocoder: Geocoder, hints: Hints, language: str) -> dict[str, object]:
    """Translate hints into the arguments of a geocoder, as far as it has any.

    What it has no words for is only checked in the answer.

    Examples
    --------
    >>> from geopy.geocoders import Nominatim
    >>> from geo.places.hints import Hints
    >>> sorted(arguments(Nominatim(user_agent="doc"), Hints(country="GB"), "en"))
    ['addressdetails', 'country_codes', 'language', 'limit', 'namedetails']
    """
    known = inspect.signature(geocoder.geocode).parameters
    country = hints.country.lower()
    sent: dict[str, object] = {"language": language} if language else {}
    if country:
        sent |= {"country_codes": country, "country": country}
        sent |= {"countries": [country], "components": {"country": hints.country}}
    if hints.within is not None and hints.within.place.kind != "country":
        box = _box(hints.within)
        sent |= {"viewbox": box, "bounded": True, "bbox": box, "bounds": box}
    elif hints.near is not None:
        lon, lat = hints.near
        sent |= {"viewbox": _square(lon, lat, _NEAR_DEGREES), "proximity": Point(lat, lon)}
        sent["location_bias"] = Point(lat, lon)
    sent |= {"addressdetails": True, "namedetails": True, "limit": _MOST}
    excluded = _OTHERWISE.get(type(geocoder).__name__, ())
    return {name: sent[name] for name in sent if name in known and name not in excluded}


def _box(area: Area) -> list[Point]:
    """Draw a box around an area: two corners, latitude first as in all of geopy."""
    place = area.place
    outline = area.gazetteer.outlines.around(place.boundary) if place.boundary else None
    if outline is None:
        return _square(place.lon, place.lat, max(place.radius_m, 1_000) / _METRES_PER_DEGREE * 2)
    west, south, east, north = outline.bounds
    return [_corner(south, west), _corner(north, east)]


def _square(lon: float, lat: float, degrees: float) -> list[Point]:
    return [_corner(lat - degrees, lon - degrees), _corner(lat + degrees, lon + degrees)]


def _corner(lat: float, lon: float) -> Point:
    return Point(max(-90.0, min(90.0, lat)), max(-180.0, min(180.0, lon)))


@contextmanager
def discreet(provider: Provider) -> Iterator[None]:
    """Keep keys, and what a server wrote into the terminal, out of what geopy logs meanwhile.

    Only records of the calling thread are changed: other users of geopy keep their log.
    """
    secrets, caller = provider.secrets, threading.get_ident()

    def hide(record: logging.LogRecord) -> bool:
        if record.thread != caller:
            return True
        record.msg = plain(redact(record.getMessage(), secrets), _LOG_LENGTH)
        record.args = ()
        return True

    geopys.addFilter(hide)
    try:
        yield
    finally:
        geopys.removeFilter(hide)
