"""Which columns of a frame are meant, where a call leaves it open."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import MapError

if TYPE_CHECKING:
    import geopandas as gpd

_PAIRS = (("earliest", "latest"), ("start", "end"), ("begin", "end"), ("from", "to"))
_SINGLE = ("date", "time", "datetime", "when", "year", "timestamp")


def known_column(events: gpd.GeoDataFrame, column: object, *, option: str) -> Any:  # noqa: ANN401
    """Give `column` back if the frame has it and it is not the geometry.

    Raises
    ------
    geo.errors.MapError
        Naming the option, the column, and those that the frame has, the likeliest first.

    Examples
    --------
    >>> import geopandas
    >>> known_column(geopandas.GeoDataFrame({"kind": [], "geometry": []}), "Kin", option="text")
    Traceback (most recent call last):
    ...
    geo.errors.MapError: text='Kin': found no such column; did you mean 'kind'? wanted one of: kind
    """
    names = [one for one in events.columns if one != events._geometry_column_name]  # noqa: SLF001
    if column in names:
        return column
    folded = {str(one).casefold(): str(one) for one in names}
    close = get_close_matches(str(column).casefold(), folded, n=1)
    guess = f"; did you mean {folded[close[0]]!r}?" if close else ","
    listed = ", ".join(map(str, names)) or "(the frame has none)"
    raise MapError(f"{option}={column!r}: found no such column{guess} wanted one of: {listed}")


def each_once(events: gpd.GeoDataFrame) -> None:
    """Refuse a frame that has two columns of one name.

    Raises
    ------
    geo.errors.MapError
        Naming the first such column.
    """
    twice = events.columns[events.columns.duplicated()]
    if len(twice):
        raise MapError(f"events: found the column {twice[0]!r} twice, wanted each name once")


def chosen_columns(
    events: gpd.GeoDataFrame, *, time: str | tuple[str, str] | None
) -> tuple[str, ...]:
    """Give the one or two columns that hold the time; none if there are none.

    Parameters
    ----------
    events : geopandas.GeoDataFrame
        The events.
    time : str or tuple of str, optional
        One column, or two; an empty text for none. ``None`` takes two columns with dates called
        earliest and latest, start and end, or begin and end; else one called date, time, year …;
        else the only one with dates.

    Raises
    ------
    geo.errors.MapError
        When a named column is missing.
    """
    if time is None:
        return _guessed(events)
    if time == "":
        return ()
    names = (time,) if isinstance(time, str) else tuple(time)
    if len(names) not in {1, 2}:
        raise MapError(f"time: found {len(names)} columns, wanted one, or two: first and last")
    return tuple(known_column(events, one, option="time") for one in names)


def _guessed(events: gpd.GeoDataFrame) -> tuple[str, ...]:
    names = {
        str(one).casefold(): one for one in events.columns if list(events.columns).count(one) == 1
    }
    for first, last in _PAIRS:
        if first in names and last in names and _dated(events, names[first], names[last]):
            return names[first], names[last]
    for single in _SINGLE:
        if single in names and _dated(events, names[single]):
            return (names[single],)
    dated = [one for one in names.values() if _dated(events, one)]
    return (dated[0],) if len(dated) == 1 else ()


def _dated(events: gpd.GeoDataFrame, *columns: Any) -> bool:  # noqa: ANN401
    """Tell whether all columns have dates for a type (or, called a year, whole numbers)."""
    return all(
        pd.api.types.is_datetime64_any_dtype(events[one].dtype)
        or isinstance(events[one].dtype, pd.PeriodDtype)
        or (str(one).casefold() == "year" and pd.api.types.is_integer_dtype(events[one].dtype))
        for one in columns
    )
