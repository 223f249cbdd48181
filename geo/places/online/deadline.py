"""One end for all that is done about one name."""

from __future__ import annotations

import time
from dataclasses import dataclass

from geopy.exc import GeocoderTimedOut


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
