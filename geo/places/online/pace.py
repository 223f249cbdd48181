"""One request at a time to a host: whose turn it is, across threads and processes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from geopy.exc import GeocoderTimedOut

from geo.places.online.database import writing

if TYPE_CHECKING:
    import sqlite3

    from geo.places.online.deadline import Deadline

# Hosts that are free for all and ask for no more than a request a second.
PUBLIC = {"nominatim.openstreetmap.org": 1.0, "photon.komoot.io": 1.0}
LONGEST_S = 600.0  # no turn is further away, because no deadline is


class Turns:
    """The turns to ask hosts, kept in a file that all processes share.

    Parameters
    ----------
    database : sqlite3.Connection
        As `geo.places.online.database.connect` gives it.
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
