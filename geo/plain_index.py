"""The index of a table: which labels are data, and the columns that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.plain_tables import plain_column, unkept

if TYPE_CHECKING:
    from geo.errors import GeoError

_ID = "id"


def has_ids(frame: pd.DataFrame) -> bool:
    """Whether the index is data: a default one, which only counts the rows, is none.

    Whole numbers without a name are what filtering or joining leaves of a default index where they
    repeat, or where ids stand in a column.

    Examples
    --------
    >>> has_ids(pd.DataFrame({"n": [1]})), has_ids(pd.DataFrame({"n": [1]}, index=["a"]))
    (False, True)
    """
    index = frame.index
    if index.nlevels > 1 or index.name is not None:
        return True
    if isinstance(index, pd.RangeIndex):
        return False
    left_over = pd.api.types.is_integer_dtype(index.dtype)
    return not (left_over and (index.has_duplicates or _ID in frame.columns))


def index_columns(
    frame: pd.DataFrame, *, what: str, error: type[GeoError], unicode: bool = False
) -> list[pd.Series[Any]]:
    """Return the index as plain columns, one for each level; none if it is no data.

    A level without a name is called ``id``, or ``id_1``, ``id_2`` … where there are several.

    Raises
    ------
    GeoError
        Of the type `error`: labels that can't be kept.
    """
    if not has_ids(frame):
        return []
    levels, faults = [], []
    for number in range(frame.index.nlevels):
        values = frame.index.get_level_values(number)
        default = _ID if frame.index.nlevels == 1 else f"{_ID}_{number + 1}"
        name = default if values.name is None else str(values.name)
        level = pd.Series(values.array, index=frame.index, name=name)
        plain, found = plain_column(level, what=what, unicode=unicode)
        levels.append(plain)
        faults += found
    if faults:
        raise unkept(faults, error=error)
    return levels
