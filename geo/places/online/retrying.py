"""What a failure means: why, whether it pays to ask again, and when."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from geopy.adapters import AdapterHTTPError
from geopy.exc import (
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)
from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_random_exponential

from geo.places.online.wording import plain, redact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tenacity import RetryCallState

    from geo.places.online.deadline import Deadline

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
    message = redact(plain(str(error)), secrets)
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
        before_sleep=lambda state: pause(_asked(state)),
        reraise=True,
    )


def _wait(state: RetryCallState) -> float:
    return max(_asked(state), _BACKOFF(state))


def _asked(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return (failure(error).wait_s or 0.0) if error else 0.0
