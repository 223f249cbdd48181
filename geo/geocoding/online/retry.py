"""Deadlines and retries of requests; messages from outside, made safe to print."""

from __future__ import annotations

import re
import time
import unicodedata
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from geopy.adapters import AdapterHTTPError
from geopy.exc import (
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)
from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_random_exponential

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tenacity import RetryCallState


LONGEST = 200  # characters of text from outside that are shown
_JOINERS = "\u200c\u200d"  # invisible, but part of the spelling of Persian, Urdu and Hindi names
_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
# Parameters that carry a key, whichever service calls them so.
_KEYS = re.compile(
    r"(?i)\b((?:api|app|access|auth|client|subscription|secret|private)?[-_]?"
    r"(?:key|token|secret|signature|password|id|code|sig|sn|ak|username|user)=)[^&#\s'\"]+"
)
_HIDDEN = "***"
_SECRET_NAME = re.compile(
    r"(?i)key|token|secret|passw|signature|user_?name|app_(?:id|code)|auth_id"
)
_SHORTEST = 4  # a shorter secret would blank half of a message


def one_line(text: object, limit: int = LONGEST) -> str:
    r"""Write any text as one printable line.

    Parameters
    ----------
    text : object
        What a server sent; anything but text gives an empty string.
    limit : int
        Most characters; a longer text ends with an ellipsis.

    Returns
    -------
    str
        Without control characters, terminal sequences, line breaks, half surrogate pairs and
        marks that turn the direction of writing.

    Examples
    --------
    >>> one_line("Edg\x1b[31mware\n\u202eeht")
    'Edgware eht'
    """
    if not isinstance(text, str):
        return ""
    visible = _ANSI.sub("", text[: 8 * limit])
    shown = "".join(
        letter if letter in _JOINERS or unicodedata.category(letter)[0] not in "CZ" else " "
        for letter in visible
    )
    line = " ".join(shown.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Hide keys: the known secrets, and the values of parameters that are called like one.

    Examples
    --------
    >>> redact("https://example.org/x?q=Edgware&api_key=hunter2")
    'https://example.org/x?q=Edgware&api_key=***'
    """
    for secret in secrets:
        for written in {secret, quote(secret, safe=""), quote_plus(secret)}:
            text = text.replace(written, _HIDDEN)
    return _KEYS.sub(rf"\1{_HIDDEN}", text)


def secrets_of(holder: object) -> tuple[str, ...]:
    """List the values of a geocoder's attributes that are called like a secret, longest first."""
    secrets = {
        value
        for name, value in vars(holder).items()
        if _SECRET_NAME.search(name) and isinstance(value, str) and len(value) >= _SHORTEST
    }
    return tuple(sorted(secrets, key=lambda value: (-len(value), value)))


@dataclass(frozen=True)
class Deadline:
    """A moment by which an answer must be there, whatever has to be waited for.

    Parameters
    ----------
    end : float
        Seconds on the clock of `time.monotonic`.
    seconds : float
        How long it was from the start, to say so.
    """

    end: float
    seconds: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Set a deadline so many seconds from now."""
        return cls(time.monotonic() + seconds, seconds)

    def sooner(self, seconds: float | None) -> Deadline:
        """Return the nearer of this one and so many seconds from now (None: this one)."""
        if seconds is None or time.monotonic() + seconds >= self.end:
            return self
        return Deadline.after(seconds)

    def left(self) -> float:
        """Return the seconds that are left.

        Raises
        ------
        GeocoderTimedOut
            When none is left.
        """
        seconds = self.end - time.monotonic()
        if seconds <= 0:
            raise GeocoderTimedOut(f"no whole answer within {self.seconds:g} s")
        return seconds


_TRIES = 3
_BACKOFF = wait_random_exponential(multiplier=0.25, max=8)  # full jitter (Brooker 2015)
_SECONDS = re.compile(r"[0-9]{1,12}")
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_SHUT = (401, 402, 403, 407)  # the next name would be refused like this one
_WORDS = {
    400: "refused the question",
    401: "refused the key",
    402: "payment required",
    403: "refused us",
    404: "has nothing at that address; is the url right?",
    407: "wants a login at the proxy",
    408: "gave up waiting",
    410: "is gone",
    429: "was asked too often",
    500: "failed inside",
    502: "bad gateway",
    503: "unavailable",
    504: "gateway timeout",
}


@dataclass(frozen=True)
class Failure:
    """Why a provider gave no answer.

    Parameters
    ----------
    reason : str
        In words, one line, without keys.
    again : bool
        Whether the same question may be answered in a moment.
    wait_s : float or None
        Seconds that the server asks to wait.
    shut : bool
        Whether asking on is pointless for any name.
    """

    reason: str
    again: bool = False
    wait_s: float | None = None
    shut: bool = False


def retry_after(value: str) -> int | None:
    """Read a Retry-After header (RFC 9110, 10.2.3) as seconds from now.

    Parameters
    ----------
    value : str
        A number of seconds or an HTTP date.

    Returns
    -------
    int or None
        Never negative; None when it is neither.

    Examples
    --------
    >>> retry_after("120"), retry_after("-1"), retry_after("soon")
    (120, None, None)
    >>> retry_after("Fri, 31 Dec 1999 23:59:59 GMT")
    0
    """
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return int(value)
    try:
        moment = parsedate_to_datetime(value).timestamp()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return max(0, round(moment - time.time()))


def failure(error: BaseException, secrets: Iterable[str] = ()) -> Failure:
    """Classify an error."""
    cause = error if isinstance(error, AdapterHTTPError) else error.__cause__
    if isinstance(cause, AdapterHTTPError):
        code = int(cause.status_code)
        words = _WORDS.get(code, "gave no answer")
        retry_after_s = cause.headers.get("retry-after")
        return Failure(
            f"{words} (HTTP status {code})",
            again=code in _AGAIN,
            wait_s=None if retry_after_s is None else float(retry_after_s),
            shut=code in _SHUT,
        )
    message = redact(one_line(str(error)), secrets)
    if isinstance(error, (GeocoderTimedOut, GeocoderUnavailable)):
        return Failure(message, again=True)
    if isinstance(error, GeocoderServiceError):
        return Failure(message or type(error).__name__)
    # geopy reads answers in the belief that they are well formed.
    return Failure(f"the answer can't be read ({type(error).__name__}: {message})")


def persistent(deadline: Deadline, pause: Callable[[float], None]) -> Retrying:
    """Return a way to call something again, with growing random pauses, within a deadline.

    Parameters
    ----------
    deadline : Deadline
        No pause goes beyond it.
    pause : callable
        Called with the seconds for which the server wants to be left alone.
    """
    return Retrying(
        retry=retry_if_exception(lambda error: failure(error).again),
        stop=stop_after_attempt(_TRIES) | stop_before_delay(deadline.left()),
        wait=_wait,
        before_sleep=lambda state: pause(_stated_wait(state)),
        reraise=True,
    )


def _wait(state: RetryCallState) -> float:
    return max(_stated_wait(state), _BACKOFF(state))


def _stated_wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return (failure(error).wait_s or 0.0) if error else 0.0


# Hosts that are free for all and ask for no more than a request a second.
PUBLIC = {"nominatim.openstreetmap.org": 1.0, "photon.komoot.io": 1.0}
LONGEST_S = 600.0  # no turn is further away, because no deadline is
