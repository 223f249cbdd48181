"""The order in which the page lists what happened: by date, as far as one is told."""

from __future__ import annotations

import pandas as pd


def in_order(frame: pd.DataFrame) -> dict[str, int]:
    """Give each row its place in time; what has no date comes last, as it stands.

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
    >>> days = pd.DataFrame(
    ...     {"earliest": ["1992-01-01", None, None], "latest": ["1992-12-31", "1992-12-31", None]},
    ...     index=["arrival", "warrant", "migration"],
    ... ).astype("datetime64[s]")
    >>> in_order(days)
    {'warrant': 0, 'arrival': 1, 'migration': 2}
    """
    earliest = pd.to_datetime(frame["earliest"])
    latest = frame["latest"] if "latest" in frame.columns else earliest
    starts = pd.to_datetime(latest).map(_start_of, na_action="ignore")
    keys = pd.DataFrame(
        {
            "day": earliest.fillna(starts),
            "has_start": earliest.notna(),
            "row": range(len(frame)),
        }
    )
    ranked = keys.sort_values(["day", "has_start", "row"], na_position="last")
    return {str(name): number for number, name in enumerate(ranked.index)}


def _start_of(last: pd.Timestamp) -> pd.Timestamp:
    """Give the first day of the year or month that ends with a day, else the day."""
    if not last.is_month_end:
        return last
    return last.replace(day=1, month=1) if last.is_year_end else last.replace(day=1)
