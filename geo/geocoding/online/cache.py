"""What all processes of a user share of providers: their answers, and the turns to ask them."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
import time
import unicodedata
import uuid
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from enum import Enum
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from geopy.exc import GeocoderTimedOut
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

from geo.errors import GeocodeError
from geo.gazetteer.gazetteer import Place
from geo.geocoding.explain import AMBIGUOUS, NOT_FOUND, OK, Answer
from geo.geocoding.online.retry import LONGEST_S, PUBLIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.geocoding.hints import Hints
    from geo.geocoding.online.providers import Provider
    from geo.geocoding.online.retry import Deadline


FILE = "online-3.sqlite"  # another layout, or other rules for answers, is another file
_PATIENCE_S = 60.0  # for others to finish writing a row: a thousand times what it takes
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_COLUMNS = "key, service, query, language, hints, answer, moment, claimed_until, owner"
_log = logging.getLogger(__name__)
_TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    service TEXT NOT NULL, query TEXT NOT NULL, language TEXT NOT NULL, hints TEXT NOT NULL,
    answer TEXT, moment REAL NOT NULL, claimed_until REAL, owner TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turns (host TEXT PRIMARY KEY, next REAL NOT NULL) WITHOUT ROWID;
"""


def cache_folder() -> Path:
    """Return the folder for what can be had again: ``GEO_CACHE``, else the system's for the user.

    Examples
    --------
    >>> cache_folder().is_absolute()
    True
    """
    wanted = os.environ.get("GEO_CACHE")
    return Path(wanted).absolute() if wanted else platformdirs.user_cache_path("geo-event-maps")


def has_cache(folder: str | os.PathLike[str] | None = None) -> bool:
    """Return whether the file is there; where it is not, nothing was ever asked."""
    return _path(folder).exists()


def connect(folder: str | os.PathLike[str] | None = None) -> sqlite3.Connection:
    """Open the file for one thread of one process; make it when it is not there.

    Parameters
    ----------
    folder : path-like, optional
        Where; `cache_folder` if left out.

    Raises
    ------
    GeocodeError
        When the folder can't be written, or the file can't be opened.

    Notes
    -----
    A corrupt file is set aside with a warning, and a new one is made: what it held can be had
    again.
    """
    path = _path(folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Turning on the write-ahead log is the one step at which SQLite does not wait for others.
        for attempt in Retrying(
            retry=retry_if_exception_type(sqlite3.OperationalError) & _Locked(),
            stop=stop_after_delay(_PATIENCE_S),
            wait=wait_random_exponential(multiplier=0.01, max=0.5),
            reraise=True,
        ):
            with attempt:
                return _open_sound(path, folder)
    except (OSError, sqlite3.Error) as error:
        raise GeocodeError(
            f"the cache of online answers can't be used ({path}: {error}); "
            "remove the file, or set GEO_CACHE to another folder"
        ) from error
    raise AssertionError  # the loop returns or raises


def is_corrupt(error: sqlite3.Error) -> bool:
    """Check whether an error means that the file is damaged, or is no cache of this layout."""
    code = getattr(error, "sqlite_errorcode", None)
    return code in _DAMAGED or str(error).startswith(("no such column", "no such table"))


def set_aside(folder: str | os.PathLike[str] | None = None) -> Path:
    """Rename a corrupt file, so that the next `connect` makes a new one.

    Parameters
    ----------
    folder : path-like, optional
        Where it is; `cache_folder` if left out.

    Returns
    -------
    Path
        Where the corrupt file is now. Another process may have renamed it before.
    """
    path = _path(folder)
    aside = next(
        name for number in count(1) if not (name := Path(f"{path}.corrupt-{number}")).exists()
    )
    for ending in ("-wal", "-shm"):  # belong to the corrupt file, and to no other
        Path(f"{path}{ending}").unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        path.rename(aside)
    _log.warning("%s: the cache of online answers is corrupt; it is now %s", path, aside.name)
    return aside


def _path(folder: str | os.PathLike[str] | None) -> Path:
    return (cache_folder() if folder is None else Path(folder)) / FILE


def _open_sound(path: Path, folder: str | os.PathLike[str] | None) -> sqlite3.Connection:
    """Open the file, or a new one in place of a corrupt one."""
    try:
        return _open(path)
    except sqlite3.DatabaseError as error:
        if not is_corrupt(error):
            raise
        set_aside(folder)
        return _open(path)


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")  # a kill loses nothing, a power cut a row
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'turns'").fetchone():
            database.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
        database.execute(f"SELECT {_COLUMNS} FROM answers LIMIT 0")  # noqa: S608 - our own words
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def writing(database: sqlite3.Connection) -> Iterator[None]:
    """Lock the file for writing, so that what was read stays true until the end."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


class _Locked(retry_if_exception_type):
    """Whether an error means that another process is just opening the file."""

    def __init__(self) -> None:
        super().__init__()
        self.predicate = lambda error: "locked" in str(error) or "busy" in str(error)


_DAY_S = 86_400.0
_SLACK_S = 5.0  # what keeping an answer may take after the deadline for asking


class Claim(Enum):
    """Who asks a question."""

    MINE = "nobody has asked: the caller must ask, then `keep` or `release`"
    BUSY = "another process, or another thread, is asking"


@dataclass(frozen=True)
class ProviderQuestion:
    """One name with its hints, for one provider.

    Parameters
    ----------
    text : str
        The name as it is sent: white space is one blank.
    hints : Hints
        What the answer must fit.
    service, language : str
        Who is asked, and in which language.
    """

    text: str
    hints: Hints
    service: str
    language: str

    @classmethod
    def of(cls, name: str, hints: Hints, provider: Provider) -> ProviderQuestion:
        """Return the question for a name as a provider gets it."""
        sound = name.encode("utf-8", "replace").decode("utf-8")  # half surrogate pairs go nowhere
        text = " ".join(unicodedata.normalize("NFC", sound).split())
        return cls(text, hints, provider.service, provider.language)

    @property
    def normalised(self) -> str:
        """The name as it is compared: without regard to capitals."""
        return self.text.casefold()

    @property
    def conditions(self) -> str:
        """The hints as JSON."""
        hints = self.hints
        conditions = {
            "kind": hints.kind,
            "country": hints.country,
            "within": hints.within.place.id if hints.within else "",
            "near": hints.near,
        }
        return json.dumps(
            {name: value for name, value in conditions.items() if value}, sort_keys=True
        )

    @property
    def key(self) -> str:
        """What is the same for the same question, in any process."""
        parts = [self.service, self.normalised, self.language, self.conditions]
        return hashlib.sha256(json.dumps(parts).encode("utf-8", "replace")).hexdigest()


class Cache:
    """Answers of providers in SQLite, shared by threads (each with its own) and processes.

    Parameters
    ----------
    database : sqlite3.Connection
        As `geo.geocoding.online.cache.connect` gives it.
    provider : Provider
        Whose answers; its limits say how long they are good.
    clock : callable, optional
        Seconds since 1970, the same for all processes.

    Notes
    -----
    A row without an answer is a claim: its owner is asking. It ends soon after the owner's
    deadline for one name, so that a process that was killed holds a name up for no longer.
    """

    def __init__(
        self,
        database: sqlite3.Connection,
        provider: Provider,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database, self._limits, self._clock = database, provider.limits, clock
        self._owner = uuid.uuid4().hex

    def find(self, question: ProviderQuestion) -> Answer | Claim | None:
        """Return a good answer, BUSY while somebody is asking, or None."""
        row = self._database.execute(
            "SELECT answer, moment, claimed_until FROM answers WHERE key = ?", (question.key,)
        ).fetchone()
        if row is None:
            return None
        text, moment, claimed_until = row
        now = self._clock()
        if text is None:
            # A claim from the future was made before the clock was set back.
            return Claim.BUSY if moment - _SLACK_S < now < claimed_until else None
        answer = _decode(text, question.text)
        if answer is None:
            return None
        missed = answer.status == NOT_FOUND
        days = self._limits.miss_days if missed else self._limits.hit_days
        return answer if now - moment < days * _DAY_S else None

    def claim(self, question: ProviderQuestion) -> Answer | Claim:
        """Return a good answer, or settle who asks: MINE when nobody does."""
        cached = self.find(question)
        if cached is not None:
            return cached
        with writing(self._database):
            cached = self.find(question)
            if cached is None:
                self._write(question, None)
        return Claim.MINE if cached is None else cached

    def keep(self, question: ProviderQuestion, answer: Answer) -> None:
        """Store an answer to a claimed question."""
        values = asdict(answer)
        del values["query"]
        with writing(self._database):
            self._write(question, json.dumps(values, ensure_ascii=False, sort_keys=True))

    def release(self, question: ProviderQuestion) -> None:
        """Release a claim, so that somebody else may ask."""
        with writing(self._database):
            self._database.execute(
                "DELETE FROM answers WHERE key = ? AND owner = ? AND answer IS NULL",
                (question.key, self._owner),
            )

    def _write(self, question: ProviderQuestion, answer: str | None) -> None:
        now = self._clock()
        until = now + self._limits.deadline_s + _SLACK_S if answer is None else None
        self._database.execute(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                question.key,
                question.service,
                question.normalised,
                question.language,
                question.conditions,
                answer,
                now,
                until,
                self._owner,
            ),
        )


def _decode(text: str, query: str) -> Answer | None:
    """Read a kept answer; None when another version wrote it, or it is damaged."""
    try:
        values = json.loads(text)
        place = values.pop("place")
        answer = Answer(query=query, place=Place(**place) if place else None, **values)
        return answer if _is_sound(answer) else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _is_sound(answer: Answer) -> bool:
    """Check what was read from the file as what comes from a provider is checked."""
    place = answer.place
    texts = [answer.reason, answer.refused, *((place.id, place.name, place.kind) if place else ())]
    on_earth = place is None or (abs(place.lon) <= 180 and abs(place.lat) <= 90)  # noqa: PLR2004
    return (
        answer.status in (OK, AMBIGUOUS, NOT_FOUND)
        and (place is None) == (answer.status == NOT_FOUND)
        and on_earth
        and 0 <= answer.confidence <= 1
        and all(isinstance(text, str) for text in texts)
    )


class RequestTurns:
    """The turns to ask hosts, kept in a file that all processes share.

    Parameters
    ----------
    database : sqlite3.Connection
        As `geo.geocoding.online.cache.connect` gives it.
    interval_s : float
        Least seconds between two requests to one host; public hosts have at least a second.
    """

    def __init__(self, database: sqlite3.Connection, *, interval_s: float) -> None:
        self._database, self._interval_s = database, interval_s

    def wait(self, host: str, deadline: Deadline) -> None:
        """Wait until a request may be sent.

        Raises
        ------
        GeocoderTimedOut
            When the turn would come after the deadline; then it is left to others.
        """
        interval_s = max(self._interval_s, PUBLIC.get(host.lower().rstrip("."), 0.0))
        if not interval_s and self._next(host) is None:
            return
        with writing(self._database):
            free = self._next(host)
            now = time.time()
            # What is further away than any deadline was written before the clock was set back.
            turn = max(now, free) if free is not None and free < now + LONGEST_S else now
            if turn - now >= deadline.left():
                raise GeocoderTimedOut(
                    f"its turn comes in {turn - now:.1f} s, after the deadline of "
                    f"{deadline.seconds:g} s: others are asking {host} too"
                )
            self._set(host, turn + interval_s)
        if turn > now:
            time.sleep(turn - now)

    def pause(self, host: str, seconds: float) -> None:
        """Pause all requests to a host for some seconds, because it asked for that."""
        if seconds <= 0:
            return
        until = time.time() + min(seconds, LONGEST_S)
        with writing(self._database):
            self._set(host, max(until, self._next(host) or 0.0))

    def _next(self, host: str) -> float | None:
        row = self._database.execute("SELECT next FROM turns WHERE host = ?", (host,)).fetchone()
        return float(row[0]) if row else None

    def _set(self, host: str, moment: float) -> None:
        self._database.execute("INSERT OR REPLACE INTO turns VALUES (?, ?)", (host, moment))
