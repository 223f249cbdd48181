"""What providers answered, kept as JSON text; and who is asking what at this moment."""

from __future__ import annotations

import hashlib
import json
import time
import unicodedata
import uuid
from dataclasses import asdict, dataclass
from enum import Enum
from typing import TYPE_CHECKING

from geo.places.index import Place
from geo.places.online.database import writing
from geo.places.resolve import AMBIGUOUS, NOT_FOUND, OK, Answer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from geo.places.hints import Hints
    from geo.places.online.provider import Provider

_DAY_S = 86_400.0
_SLACK_S = 5.0  # what keeping an answer may take after the deadline for asking


class Claim(Enum):
    """Who asks a question."""

    MINE = "nobody has asked: the caller must ask, then `keep` or `release`"
    BUSY = "another process, or another thread, is asking"


@dataclass(frozen=True)
class Enquiry:
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
    def of(cls, name: str, hints: Hints, provider: Provider) -> Enquiry:
        """Ask a name as a provider gets it."""
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
        As `geo.places.online.database.connect` gives it.
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

    def find(self, question: Enquiry) -> Answer | Claim | None:
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

    def claim(self, question: Enquiry) -> Answer | Claim:
        """Return a good answer, or settle who asks: MINE when nobody does."""
        cached = self.find(question)
        if cached is not None:
            return cached
        with writing(self._database):
            cached = self.find(question)
            if cached is None:
                self._write(question, None)
        return Claim.MINE if cached is None else cached

    def keep(self, question: Enquiry, answer: Answer) -> None:
        """Keep an answer to a claimed question."""
        values = asdict(answer)
        del values["query"]
        with writing(self._database):
            self._write(question, json.dumps(values, ensure_ascii=False, sort_keys=True))

    def release(self, question: Enquiry) -> None:
        """Release a claim, so that somebody else may ask."""
        with writing(self._database):
            self._database.execute(
                "DELETE FROM answers WHERE key = ? AND owner = ? AND answer IS NULL",
                (question.key, self._owner),
            )

    def _write(self, question: Enquiry, answer: str | None) -> None:
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
