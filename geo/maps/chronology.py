"""The order in which the page lists what happened: by date, as far as one is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def day_numbers(days: pd.Series[pd.Timestamp]) -> list[int | None]:
    """Return days as numbers, counted from 1970-01-01; None where a day is open or unknown.

    Parameters
    ----------
    days : pandas.Series
        datetime64 of any unit, also before the years that a Timestamp holds.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.Series(np.array(["1969-12-31", "NaT", "-0043-03-15"], dtype="datetime64[s]"))
    >>> day_numbers(days)
    [-1, None, -735160]
    """
    numbers = days.to_numpy().astype("datetime64[D]")
    return [None if np.isnat(day) else int(day.astype(np.int64)) for day in numbers]


def in_order(frame: pd.DataFrame) -> dict[str, int]:
    """Return each row's place in time; what has no date comes last, as it stands.

    A date that is told only by its end ("until 1992") is listed where the year, month or day of
    that end begins, before what happened in it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``earliest`` and, where there is one, ``latest``: first and last day, NaT where
        open; the index is the id.

    Returns
    -------
    dict
        By id, counted from 0.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.DataFrame(
    ...     {"earliest": ["1992-01-01", None, None], "latest": ["1992-12-31", "1992-12-31", None]},
    ...     index=["arrival", "warrant", "migration"],
    ... ).astype("datetime64[s]")
    >>> in_order(days)
    {'warrant': 0, 'arrival': 1, 'migration': 2}
    """
    earliest = day_numbers(frame["earliest"])
    latest = day_numbers(frame["latest"]) if "latest" in frame.columns else earliest

    def key(row: int) -> tuple[bool, int, bool, int]:
        start, end = earliest[row], latest[row]
        day = start if start is not None else None if end is None else _start_of(end)
        return day is None, day or 0, start is not None, row

    ranked = sorted(range(len(frame)), key=key)
    return {str(frame.index[row]): number for number, row in enumerate(ranked)}


def _start_of(last: int) -> int:
    """Return the first day of the year or month that ends with a day, else the day."""
    day = np.datetime64(last, "D")
    for unit in ("Y", "M"):
        period = day.astype(f"datetime64[{unit}]")
        if (period + 1).astype("datetime64[D]") - 1 == day:
            return int(period.astype("datetime64[D]").astype(np.int64))
    return last
