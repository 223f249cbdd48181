"""An end to what takes too long: an article that is read among many."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

DEADLINE_S = 60.0
"""Seconds on the clock that an article of a folder may take, unless others are asked for."""


class _Over(BaseException):
    """The time is over. No `except Exception` of a library takes it for a fault of its own."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Stop the block when its time is over, in the main thread of a system that has timers.

    Parameters
    ----------
    seconds : float
        Seconds on the clock.

    Raises
    ------
    SourceError
        When it took longer.

    Examples
    --------
    >>> with deadline(60):
    ...     len("short")
    5
    """
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    previous_handler = signal.signal(signal.SIGALRM, _end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _Over:
        raise SourceError(
            f"took longer than {seconds:g} s; draft it by itself, or give it more with --deadline"
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous_handler)


def _end(_: int, __: object) -> None:
    raise _Over
