"""Read which events and links came before which, and the first day that this allows each.

The column ``after`` of events and links names what a reader of the articles knows to have come
before. Nothing is guessed from kinds, speakers or places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.dates.edtf import parse_dates
from geo.errors import Fault
from geo.evidence import SEPARATOR, split_ids
from geo.story.schema import is_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd


_DERIVED = ("not_before", "not_before_by")


def order_holds(events: pd.DataFrame, links: pd.DataFrame) -> Iterator[Fault]:
    """Check that nothing comes before itself, and that the dates allow the order.

    Parameters
    ----------
    events, links : pandas.DataFrame
        Tables as text, indexed by row number.
    """
    rows = pd.concat({"events": events, "links": links})[["id", "date", "after"]]
    after = dict(zip(rows["id"], rows["after"].map(split_ids), strict=True))
    dates = {
        name: parse_dates(date)
        for name, date in zip(rows["id"], rows["date"], strict=True)
        if is_date(date)
    }
    for (table, row), name, cell in zip(rows.index, rows["id"], rows["after"], strict=True):
        earlier = _all_before(name, after)
        if name in earlier:
            wanted = f"ids of what came before {name}, which comes before them by their own rows"
            yield Fault(f"{table}.csv", int(row), "after", cell, wanted)
            continue
        for other in split_ids(cell):
            if {name, other} <= dates.keys() and dates[name].latest < dates[other].earliest:
                wanted = f"something earlier: by their dates {name} was over before it"
                yield Fault(f"{table}.csv", int(row), "after", other, wanted)


def _all_before(name: str, after: Mapping[str, list[str]]) -> list[str]:
    """Return all that comes before something, over any number of steps, the nearest first."""
    earlier: list[str] = []
    wanted = list(after.get(name, ()))
    while wanted:
        other = wanted.pop(0)
        if other not in earlier:
            earlier.append(other)
            wanted += after.get(other, ())
    return earlier


def with_not_before(
    events: gpd.GeoDataFrame, links: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return events and links with the first day that what came before allows each of them.

    Parameters
    ----------
    events, links : geopandas.GeoDataFrame
        With earliest and after.

    Returns
    -------
    tuple of geopandas.GeoDataFrame
        With not_before (datetime64[s]; NaT where nothing before it has a first day, or its own
        date begins no earlier) and not_before_by (ids of what sets that day).
    """
    both = pd.concat([events[["after", "earliest"]], links[["after", "earliest"]]])
    names = list(map(str, both.index))
    after = dict(zip(names, both["after"].map(split_ids), strict=True))
    first = dict(zip(names, both["earliest"].to_numpy("datetime64[s]"), strict=True))
    days = {name: _not_before(name, after, first) for name in names}
    return _with_days(events, days), _with_days(links, days)


def _not_before(
    name: str, after: Mapping[str, list[str]], first: Mapping[str, np.datetime64]
) -> tuple[np.datetime64, str]:
    """Return the first day that the order allows, and what sets it."""
    known = {other: first[other] for other in _all_before(name, after) if other in first}
    known = {other: day for other, day in known.items() if not np.isnat(day)}
    day = max(known.values(), default=np.datetime64("NaT", "s"))
    if np.isnat(day) or first[name] >= day:
        return np.datetime64("NaT", "s"), ""
    return day, SEPARATOR.join(other for other, its_day in known.items() if its_day == day)


def _with_days(
    frame: gpd.GeoDataFrame, days: Mapping[str, tuple[np.datetime64, str]]
) -> gpd.GeoDataFrame:
    own = [days[str(name)] for name in frame.index]
    columns = [name for name in frame.columns if name not in _DERIVED]
    at = columns.index("latest") + 1
    made = frame.assign(
        not_before=np.array([day for day, _ in own], dtype="datetime64[s]"),
        not_before_by=pd.Series([by for _, by in own], index=frame.index, dtype="str"),
    )
    return made[[*columns[:at], *_DERIVED, *columns[at:]]]
