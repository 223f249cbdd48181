"""Which columns of a frame are meant, where a call leaves it open."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from geo.errors import MapError

if TYPE_CHECKING:
    import geopandas as gpd


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


def chosen_columns(events: gpd.GeoDataFrame, *, time: str | tuple[str, str]) -> tuple[str, ...]:
    """Return the one or two columns that a call names for the time; none for an empty text.

    Raises
    ------
    geo.errors.MapError
        When a named column is missing.
    """
    if isinstance(time, str) and time == "":
        return ()
    names = (time,) if isinstance(time, str) else tuple(time)
    if len(names) not in {1, 2}:
        raise MapError(f"time: found {len(names)} columns, wanted one, or two: first and last")
    return tuple(known_column(events, one, option="time") for one in names)
