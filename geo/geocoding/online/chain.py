"""The chain gazetteer, cache, provider for names that are not resolved."""

from __future__ import annotations

import copy
import functools
import inspect
import logging
import random
import sqlite3
import threading
import time
from collections import deque
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.point import Point
from geopy.util import logger as geopys
from tqdm import tqdm

from geo.errors import GeocodeError
from geo.gazetteer.gazetteer import embedded
from geo.gazetteer.normalize import fold
from geo.geocoding.explain import AMBIGUOUS, FAILED, NOT_FOUND, OK, Answer
from geo.geocoding.online.cache import (
    Cache,
    Claim,
    ProviderQuestion,
    RequestTurns,
    connect,
    has_cache,
    is_corrupt,
    set_aside,
)
from geo.geocoding.online.providers import host_of
from geo.geocoding.online.providers import provider as named
from geo.geocoding.online.retry import (
    Deadline,
    Failure,
    failure,
    one_line,
    persistent,
    redact,
)
from geo.geocoding.online.validate import judge

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from geopy.geocoders.base import Geocoder
    from geopy.location import Location

    from geo.gazetteer.gazetteer import Gazetteer
    from geo.geocoding.hints import Area, Hints
    from geo.geocoding.online.providers import Provider


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


def ask(
    question: ProviderQuestion, provider: Provider, *, gazetteer: Gazetteer, turns: RequestTurns
) -> Outcome:
    """Send one question and judge what comes back.

    Parameters
    ----------
    question : ProviderQuestion
        What to ask.
    provider : Provider
        Whom to ask.
    gazetteer : Gazetteer
        Where outlines of countries are.
    turns : RequestTurns
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
        with keys_hidden_in_logs(provider):
            locations = persistent(deadline, pause)(_request_once, geocoder, question, deadline)
        if not locations:
            return Outcome(Answer(question.text, NOT_FOUND, f"{provider.name} has none"), keep=True)
        answer = judge(gazetteer, provider.name, question, locations)
    except sqlite3.Error:  # the file of turns is ours, not the provider's
        raise
    except Exception as error:  # noqa: BLE001 - geopy lets out whatever a bad answer provokes
        return _failed(question, provider, failure(error, provider.secrets), deadline)
    return Outcome(answer, keep=answer.status != NOT_FOUND)


def _request_once(
    geocoder: Geocoder, question: ProviderQuestion, deadline: Deadline
) -> list[Location]:
    sent = arguments(geocoder, question.hints, question.language)
    locations = geocoder.geocode(question.text, exactly_one=False, timeout=deadline.left(), **sent)
    if locations is None:
        return []
    if not isinstance(locations, list):
        locations = [locations]
    return locations[:_MOST]


def _failed(
    question: ProviderQuestion, provider: Provider, why: Failure, deadline: Deadline
) -> Outcome:
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
    >>> from geo.geocoding.hints import Hints
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
def keys_hidden_in_logs(provider: Provider) -> Iterator[None]:
    """Remove keys, and what a server wrote into the terminal, from what geopy logs meanwhile.

    Only records of the calling thread are changed: other users of geopy keep their log.
    """
    secrets, caller = provider.secrets, threading.get_ident()

    def hide(record: logging.LogRecord) -> bool:
        if record.thread != caller:
            return True
        record.msg = one_line(redact(record.getMessage(), secrets), _LOG_LENGTH)
        record.args = ()
        return True

    geopys.addFilter(hide)
    try:
        yield
    finally:
        geopys.removeFilter(hide)


_ASKED = (NOT_FOUND, AMBIGUOUS)
_LONGEST = 300  # characters; as in `geo.geocoding.ranking`
_IN_A_ROW = 5  # failures after which the rest of a batch is not asked
_POLL_S = 0.02
_BAR_S = 2.0  # a progress bar appears when it takes longer


def complete(
    answers: Sequence[Answer],
    hints: Sequence[Hints],
    provider: Provider | Geocoder | str,
    *,
    gazetteer: Gazetteer | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> list[Answer]:
    """Query a provider for the names that the gazetteer has not, or is not sure of.

    Parameters
    ----------
    answers : sequence of Answer
        The gazetteer's, one a question.
    hints : sequence of Hints
        What was known of each.
    provider : Provider, str or geopy geocoder
        Whom to ask; see `geo.geocoding.online.provider`.
    gazetteer : Gazetteer, optional
        Where outlines of countries are; the embedded gazetteer if left out.
    folder : path-like, optional
        Of the cache; `cache_folder` if left out.

    Returns
    -------
    list of Answer
        As many, in the same order. An ok answer is as it was, and was not sent, except where a
        containing place stands in for a street or site. A not_found one becomes the provider's:
        ok, ambiguous, not_found or failed. The others stay, with the provider's word added to the
        reason, unless the provider is surer.

    Raises
    ------
    GeocodeError
        When there is no such provider, or the cache can't be used. Whatever the network does ends
        as the status failed, with the reason.

    Notes
    -----
    A question is sent once, however often it stands in the batch and however many processes ask
    it; what another process is asking at this moment is waited for. After a refusal that holds for
    every name (a key, a ban, a Retry-After beyond the deadline), or five failures in a row, the
    rest of the batch is not sent. Every answer is kept before the next name is asked.

    Examples
    --------
    >>> complete([], [], "nominatim")  # nothing to ask: nothing is sent
    []
    """
    provider = named(provider)
    questions = _questions(answers, hints, provider)
    if not questions:
        return list(answers)
    results = _answer_all(
        list(dict.fromkeys(questions.values())), provider, folder, gazetteer or embedded()
    )
    return [
        _join(answer, results[questions[number].key]) if number in questions else answer
        for number, answer in enumerate(answers)
    ]


def pending(
    answers: Sequence[Answer],
    hints: Sequence[Hints],
    provider: Provider | Geocoder | str,
    *,
    folder: str | os.PathLike[str] | None = None,
) -> pd.DataFrame:
    """List what `complete` would send, and send nothing.

    Parameters
    ----------
    answers, hints, provider, folder
        As for `complete`.

    Returns
    -------
    DataFrame
        One row a request: query (text), provider, url (the first that would be sent, its keys
        blanked), user_agent. What the cache has is not listed.

    Examples
    --------
    >>> pending([], [], "nominatim").columns.tolist()
    ['query', 'provider', 'url', 'user_agent']
    """
    import pandas as pd  # noqa: PLC0415 - only a dry run makes a table here

    provider = named(provider)
    questions = dict.fromkeys(_questions(answers, hints, provider).values())
    waiting = list(questions)
    if has_cache(folder):
        try:
            with closing(connect(folder)) as database:
                cache = Cache(database, provider)
                waiting = [
                    question
                    for question in questions
                    if not isinstance(cache.find(question), Answer)
                ]
        except sqlite3.Error as error:
            if not is_corrupt(error):
                raise GeocodeError(f"the cache of online answers broke: {error}") from error
    agent = getattr(provider.geocoder, "headers", {}).get("User-Agent", "")
    rows = [(question.text, provider.name, _url(provider, question), agent) for question in waiting]
    return pd.DataFrame(rows, columns=["query", "provider", "url", "user_agent"])


def _questions(
    answers: Sequence[Answer], hints: Sequence[Hints], provider: Provider
) -> dict[int, ProviderQuestion]:
    """Return the questions by their number in the batch; one key is one question."""
    if len(answers) != len(hints):
        raise GeocodeError(f"hints: found {len(hints)} for {len(answers)} answers")
    known: dict[str, ProviderQuestion] = {}
    questions: dict[int, ProviderQuestion] = {}
    for number, (answer, hint) in enumerate(zip(answers, hints, strict=True)):
        open_ = answer.status in _ASKED or answer.stands_in
        if open_ and fold(answer.query) and len(answer.query) <= _LONGEST:
            question = ProviderQuestion.of(answer.query, hint, provider)
            questions[number] = known.setdefault(question.key, question)
    return questions


def _answer_all(
    questions: Sequence[ProviderQuestion],
    provider: Provider,
    folder: str | os.PathLike[str] | None,
    gazetteer: Gazetteer,
) -> dict[str, Answer]:
    """Answer every question; a cache that turns out to be corrupt is set aside, once."""
    for last in (False, True):
        try:
            with closing(connect(folder)) as database:
                return _settle(questions, provider, database, gazetteer)
        except sqlite3.Error as error:
            if last or not is_corrupt(error):
                raise GeocodeError(f"the cache of online answers broke: {error}") from error
            set_aside(folder)
    raise AssertionError  # the loop returns or raises


def _settle(
    questions: Sequence[ProviderQuestion],
    provider: Provider,
    database: sqlite3.Connection,
    gazetteer: Gazetteer,
) -> dict[str, Answer]:
    """Answer every question, from the cache, by asking, or by waiting for who asks."""
    cache = Cache(database, provider)
    turns = RequestTurns(database, interval_s=provider.interval_s)
    answers: dict[str, Answer] = {}
    pauses = random.Random()  # noqa: S311 - no secret; the caller's own sequence stays as it is
    queue, strain, idle = deque(questions), _ProviderHealth(), 0
    with tqdm(total=len(queue), desc=provider.name, unit="name", delay=_BAR_S, disable=None) as bar:
        while queue:
            question = queue.popleft()
            claim = _unsent(cache, question, strain) or cache.claim(question)
            if claim is Claim.BUSY:
                queue.append(question)
                idle += 1
                if idle >= len(queue):
                    time.sleep(_POLL_S * pauses.uniform(0.5, 1.5))
                    idle = 0
                continue
            idle = 0
            if not isinstance(claim, Answer):
                claim = _ask(question, provider, cache, gazetteer, turns, strain)
            answers[question.key] = claim
            bar.update()
    return answers


class _ProviderHealth:
    """How a provider bears a batch: when to stop asking it."""

    def __init__(self) -> None:
        self._failures, self.reason = 0, ""

    def note(self, outcome: Outcome) -> None:
        failed = outcome.answer.status == FAILED
        self._failures = self._failures + 1 if failed else 0
        if outcome.shut or self._failures >= _IN_A_ROW:
            self.reason = outcome.answer.reason


def _unsent(cache: Cache, question: ProviderQuestion, strain: _ProviderHealth) -> Answer | None:
    """Answer without asking, once a provider wants or bears no more."""
    if not strain.reason:
        return None
    cached = cache.find(question)
    if isinstance(cached, Answer):
        return cached
    return Answer(question.text, FAILED, f"not asked, after {strain.reason}")


def _ask(
    question: ProviderQuestion,
    provider: Provider,
    cache: Cache,
    gazetteer: Gazetteer,
    turns: RequestTurns,
    strain: _ProviderHealth,
) -> Answer:
    try:
        outcome = ask(question, provider, gazetteer=gazetteer, turns=turns)
    except BaseException:
        cache.release(question)  # Ctrl-C: another may ask at once
        raise
    if outcome.keep:
        cache.keep(question, outcome.answer)
    else:
        cache.release(question)
    strain.note(outcome)
    return outcome.answer


def _join(answer: Answer, online: Answer) -> Answer:
    """Merge the provider's answer and the gazetteer's: the one that is surer counts."""
    unsure = answer.status == AMBIGUOUS
    better = answer.status == NOT_FOUND or (
        online.place is not None
        and (online.status == OK or (unsure and online.confidence > answer.confidence))
    )
    if better:
        refused = "; ".join(part for part in (online.refused, answer.refused) if part)
        return replace(online, query=answer.query, refused=refused)
    return replace(answer, reason=f"{answer.reason}; {online.reason}")


def _url(provider: Provider, question: ProviderQuestion) -> str:
    """Return the address that a question would be sent to, without keys."""
    geocoder = copy.copy(provider.geocoder)
    geocoder.adapter = _RecordingAdapter()
    sent: Mapping[str, Any] = arguments(geocoder, question.hints, question.language)
    try:
        with keys_hidden_in_logs(provider):
            geocoder.geocode(question.text, exactly_one=False, **sent)
    except _NotSentError as letter:
        return redact(str(letter), provider.secrets)
    except Exception as error:  # noqa: BLE001 - geopy refuses some questions itself
        return f"nothing: {redact(str(error), provider.secrets)}"
    return "nothing: it needs no network"


class _NotSentError(Exception):
    """Carries the address of a request that was only written down."""


class _RecordingAdapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """An adapter that writes the address down and sends nothing."""

    def __init__(self) -> None:
        super().__init__(proxies={}, ssl_context=None)

    def get_json(self, url: str, **_: object) -> NoReturn:
        raise _NotSentError(url)

    get_text = get_json
