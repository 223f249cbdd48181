"""Which columns of a frame are meant, where a call leaves it open."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from geo.errors import MapError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import geopandas as gpd


def known_column(events: gpd.GeoDataFrame, column: object, *, option: str) -> Any:  # noqa: ANN401
    """Return `column` if the frame has it and it is not the geometry.

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
    if _has_hash(column) and column in names:
        return column
    folded = {str(one).casefold(): str(one) for one in names}
    close = get_close_matches(str(column).casefold(), folded, n=1)
    guess = f"; did you mean {folded[close[0]]!r}?" if close else ","
    listed = ", ".join(map(str, names)) or "(the frame has none)"
    raise MapError(f"{option}={column!r}: found no such column{guess} wanted one of: {listed}")


def plain_label(label: Any, *, names: Mapping[Hashable, str], option: str) -> Any:  # noqa: ANN401
    """Return what the column of a frame that a caller names is called in its plain table.

    Parameters
    ----------
    label : hashable, or tuple of hashable
        A column's label, or two of them.
    names : mapping
        As `geo.plain_tables.column_names` returns them.
    option : str
        The argument that names the column.

    Raises
    ------
    geo.errors.MapError
        When values are given in place of a column's name.

    Examples
    --------
    >>> plain_label(2007, names={2007: "2007"}, option="column")
    '2007'
    """
    if isinstance(label, (list, tuple)) and not _names_a_column(label, names):
        return tuple(plain_label(one, names=names, option=option) for one in label)
    if _has_hash(label):
        return names.get(label, label)
    raise MapError(
        f"{option}: found {type(label).__name__}, wanted the name of a column; "
        f"explore(events.assign(values=…), {option}='values')"
    )


def _names_a_column(label: object, names: Mapping[Hashable, str]) -> bool:
    return _has_hash(label) and label in names


def _has_hash(label: object) -> bool:
    try:
        hash(label)
    except TypeError:
        return False
    return True


def chosen_columns(events: gpd.GeoDataFrame, *, time: str | tuple[str, str]) -> tuple[str, ...]:
    """Return the one or two columns that a call names for the time; none for an empty text.

    Raises
    ------
    geo.errors.MapError
        When a named column is missing.
    """
    if isinstance(time, str) and time == "":
        return ()
    names = time if isinstance(time, tuple) else (time,)
    if len(names) not in {1, 2}:
        raise MapError(f"time: found {len(names)} columns, wanted one, or two: first and last")
    return tuple(known_column(events, one, option="time") for one in names)
