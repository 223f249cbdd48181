"""Any table as columns of few kinds, the one way in for pages and writers."""

from __future__ import annotations

import datetime as dt
import math
import reprlib
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

from geo.formats.cells import UnkeptCellError, iso_year, plain_cell, text_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from geo.errors import GeoError

    Frame = TypeVar("Frame", bound=pd.DataFrame)
    Fault = tuple[str, str, str, str]


_MOST_FAULTS = 100
_EXACT = 2**53
_WHOLE = range(-(2**63), 2**63)
_SURROGATE = "Unicode without a lone surrogate"
_NAMED = "a name for each column"
_DIFFERENT = "names that stay different as text"
_ONCE = "each name once"


def plain_table(frame: Frame, *, what: str, error: type[GeoError], unicode: bool = False) -> Frame:
    """Return a table whose columns and cells are of the few kinds that pages and files know.

    Parameters
    ----------
    frame : pandas.DataFrame or geopandas.GeoDataFrame
        Any table, whatever its columns are called and hold; it is not changed. Columns that are
        plain already are not copied.
    what : str
        What the table is called in an error.
    error : type of GeoError
        What is raised.
    unicode : bool
        Refuse half of a surrogate pair, which no file in UTF-8 holds.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        The same rows, index and active geometry. Columns are called by texts: parts of a name are
        joined with ``_``. Each column is numbers or truth values (also nullable), datetime64,
        periods, text, categories of these, a geometry, or objects as `geo.formats.cells.plain_cell`
        returns them.

    Raises
    ------
    GeoError
        Of the type `error`: all columns and cells that can't be kept, each with its row.

    Examples
    --------
    >>> from geo.errors import ExportError
    >>> table = pd.DataFrame({1: [{"a": 1}, None], ("day", ""): [dt.date(2007, 5, 12)] * 2})
    >>> plain_table(table, what="events", error=ExportError).dtypes.to_dict()
    {'1': dtype('O'), 'day': dtype('<M8[s]')}
    """
    names, faults = _names(frame.columns, what, unicode=unicode)
    if faults:
        raise unkept(faults, error=error)
    geometry = _geometry_position(frame)
    columns: dict[int, Any] = {}
    for position, name in enumerate(names):
        columns[position] = frame.iloc[:, position].rename(name)
        if position != geometry:
            columns[position], faults_of_column = plain_column(
                columns[position], what=what, unicode=unicode
            )
            faults += faults_of_column
    if faults:
        raise unkept(faults, error=error)
    table: Any = pd.DataFrame(columns, index=frame.index, copy=False)
    table.columns = pd.Index(names, dtype="str" if all(map(is_encodable, names)) else object)
    if geometry is not None:
        table = gpd.GeoDataFrame(table, geometry=names[geometry])
    return cast("Frame", table)


def column_names(frame: pd.DataFrame) -> dict[Hashable, str]:
    """Return what each column of a frame is called in its plain table."""
    return {label: _name(label) for label in frame.columns}


def _geometry_position(frame: pd.DataFrame) -> int | None:
    """Find the active geometry, if there is one."""
    active: Any = frame.active_geometry_name if isinstance(frame, gpd.GeoDataFrame) else None
    there = active is not None and active in frame.columns
    return list(frame.columns).index(active) if there else None


def _names(columns: pd.Index[Any], what: str, *, unicode: bool) -> tuple[list[str], list[Fault]]:
    labels = list(columns)
    names = [_name(label) for label in labels]
    faults = [
        (what, "", f"number {position}", f"found {label!r}, wanted {_NAMED}")
        for position, (label, name) in enumerate(zip(labels, names, strict=True), start=1)
        if not name.strip()
    ]
    broken = [name for name in names if unicode and not is_encodable(name)]
    faults += [(what, "", repr(name), f"found its name, wanted {_SURROGATE}") for name in broken]
    for name, number in Counter(names).items():
        if number > 1:
            same = {
                repr(label) for label, other in zip(labels, names, strict=True) if other == name
            }
            wanted = _ONCE if len(same) == 1 else _DIFFERENT
            repeated = " and ".join(sorted(same))
            often = "twice" if number == 2 and len(same) == 1 else f"{number} times"  # noqa: PLR2004
            faults.append((what, "", repr(name), f"found {repeated} {often}, wanted {wanted}"))
    return names, faults


def _name(label: object) -> str:
    if isinstance(label, tuple):
        return "_".join(filter(None, map(_name, label)))
    try:
        return text_of(plain_cell(label))
    except UnkeptCellError:
        return ""


def unkept(faults: Sequence[Fault], *, error: type[GeoError]) -> GeoError:
    """Return the error that lists what can't be kept: table, row, column, found and wanted."""
    lines = [
        f"{what}{row and f', row {row}'}, column {column}: {problem}"
        for what, row, column, problem in faults[:_MOST_FAULTS]
    ]
    more = len(faults) - _MOST_FAULTS
    if more > 0:
        lines.append(f"… and {more:,} more")
    return error("\n".join(lines))


def cell_fault(column: pd.Series[Any], row: int, cell: object, *, what: str, wanted: str) -> Fault:
    """Return the fault of one cell, which names its row by the index."""
    problem = f"found {reprlib.repr(cell)} ({type(cell).__name__}), wanted {wanted}"
    return what, shown_label(column.index[row]), repr(column.name), problem


def shown_label(label: object) -> str:
    """Return a label as Python writes it; one that can't be written by its type."""
    try:
        return repr(label.item() if isinstance(label, np.generic) else label)
    except Exception:  # noqa: BLE001 - a stranger's class may raise anything
        return reprlib.repr(label)


def plain_column(
    column: pd.Series[Any], *, what: str, unicode: bool = False
) -> tuple[pd.Series[Any], list[Fault]]:
    """Return a column as `plain_table` has it, and the cells that can't be kept."""
    dtype = column.dtype
    if isinstance(dtype, pd.ArrowDtype):
        return plain_column(_from_arrow(column), what=what, unicode=unicode)
    if isinstance(dtype, pd.SparseDtype):
        return plain_column(cast("Any", column).sparse.to_dense(), what=what, unicode=unicode)
    if isinstance(dtype, pd.CategoricalDtype):
        return _from_categories(column, what=what, unicode=unicode)
    if isinstance(dtype, pd.StringDtype) and not (unicode and dtype.storage == "python"):
        return column, []
    keeps_dtype = isinstance(dtype, (pd.DatetimeTZDtype, pd.PeriodDtype, gpd.array.GeometryDtype))
    if (
        keeps_dtype
        or (pd.api.types.is_numeric_dtype(dtype) and dtype.kind != "c")
        or dtype.kind == "M"
    ):
        return column, []
    return _from_objects(column, what=what, unicode=unicode)


def _from_arrow(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of Arrow's with a type of pandas or NumPy, or as objects."""
    array: Any = pa.array(column)
    kind = array.type
    types = pa.types
    if types.is_date(kind):
        array = array.cast(pa.timestamp("s" if types.is_date32(kind) else "ms"))
    if types.is_timestamp(array.type) or types.is_floating(kind) or types.is_dictionary(kind):
        values = array.to_pandas()
    elif types.is_integer(kind) or types.is_boolean(kind):
        name = "boolean" if types.is_boolean(kind) else str(kind).replace("int", "Int")
        return pd.Series(column.astype(cast("Any", name.replace("u", "U"))))
    elif types.is_string(kind) or types.is_large_string(kind):
        return pd.Series(column.astype("str"))
    else:
        values = pd.Series(_objects(array.to_pylist()), dtype=object)
    return pd.Series(values.array, index=column.index, name=column.name)


def _from_categories(
    column: pd.Series[Any], *, what: str, unicode: bool
) -> tuple[pd.Series[Any], list[Fault]]:
    own = pd.Series(column.cat.categories, name=column.name)
    categories, faults = plain_column(own, what=what, unicode=unicode)
    if faults:
        return _from_objects(column.astype(object), what=what, unicode=unicode)
    if categories is own:
        return column, []
    codes = column.cat.codes.to_numpy()
    if categories.map(text_of).is_unique and categories.notna().all() and len(categories):
        texts = categories if categories.dtype.kind == "M" else categories.map(text_of)
        made = pd.Categorical.from_codes(codes, categories=pd.Index(texts))
        return pd.Series(made, index=column.index, name=column.name), []
    taken = _objects([*categories.tolist(), None])[codes]
    return pd.Series(taken, index=column.index, name=column.name, dtype=object), []


def _objects(values: list[Any]) -> NDArray[np.object_]:
    made = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):  # an assignment at once would take lists apart
        made[row] = value
    return made


def _from_objects(
    column: pd.Series[Any], *, what: str, unicode: bool
) -> tuple[pd.Series[Any], list[Fault]]:
    """Return a column of any cells as numbers, times or text where all are, else as plain cells."""
    values = column.astype(object).to_numpy()
    kinds = {type(value) for value in values if not _is_nothing(value)}
    if kinds == {str}:
        return column, _surrogates(column, values, what) if unicode else []
    cells, faults = _cells(column, values, what)
    if faults:
        return column, faults
    typed = _typed(column, values, kinds, cells)
    if typed is None:
        typed = pd.Series(cells, index=column.index, name=column.name, dtype=object)
        faults = _surrogates(column, cells, what) if unicode else []
    return typed, faults


def _is_nothing(value: object) -> bool:
    nothing = value is None or value is pd.NA or value is pd.NaT
    return nothing or (type(value) is float and math.isnan(value))


def _cells(
    column: pd.Series[Any], values: NDArray[np.object_], what: str
) -> tuple[NDArray[np.object_], list[Fault]]:
    cells = np.empty(len(values), dtype=object)
    faults = []
    for row, value in enumerate(values):
        try:
            cells[row] = plain_cell(value)
        except UnkeptCellError as error:
            faults.append(cell_fault(column, row, value, what=what, wanted=str(error)))
        except Exception as error:  # noqa: BLE001 - a stranger's class may raise anything
            wanted = f"a value that can be read ({type(error).__name__})"
            faults.append(cell_fault(column, row, value, what=what, wanted=wanted))
    return cells, faults


def _typed(
    column: pd.Series[Any],
    values: NDArray[np.object_],
    kinds: set[type],
    cells: NDArray[np.object_],
) -> pd.Series[Any] | None:
    """Return a column with the one type that all its cells have; None where there is none."""
    if kinds and kinds <= {dt.datetime, pd.Timestamp}:
        times = pd.Series(values, index=column.index, name=column.name).infer_objects()
        return times if times.dtype.kind == "M" else None
    if kinds == {dt.date}:
        days = np.array([day if type(day) is dt.date else None for day in values], "M8[D]")
        return pd.Series(days.astype("M8[s]"), index=column.index, name=column.name)
    plain = set(map(type, cells)) - {type(None)}
    dtype = _number_dtype(plain, cells)
    if dtype is None:
        return None
    return pd.Series(
        pd.array(cells.tolist(), dtype=cast("Any", dtype)), index=column.index, name=column.name
    )


def _number_dtype(plain: set[type], cells: NDArray[np.object_]) -> str | None:
    if plain == {bool}:
        return "boolean"
    if plain == {int} and all(cell is None or cell in _WHOLE for cell in cells):
        return "Int64"
    if plain in ({float}, {float, int}):
        whole = (cell for cell in cells if type(cell) is int)
        return "float64" if all(abs(cell) <= _EXACT for cell in whole) else None
    return None


def _surrogates(column: pd.Series[Any], cells: NDArray[np.object_], what: str) -> list[Fault]:
    return [
        cell_fault(column, row, cell, what=what, wanted=_SURROGATE)
        for row, cell in enumerate(cells)
        if isinstance(cell, (str, list, dict)) and not is_encodable(text_of(cell))
    ]


def is_encodable(text: str) -> bool:
    """Return whether UTF-8 has a text: it holds no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def cells_of(column: pd.Series[Any]) -> list[Any]:
    """Return the cells of a plain column: None, bool, int, float, Decimal, str, list or dict.

    Examples
    --------
    >>> cells_of(pd.Series(pd.to_datetime(["2007-05-12", None])))
    ['2007-05-12', None]
    """
    dtype = column.dtype
    if dtype.kind == "M":
        return iso_texts(*times_of(column))
    if isinstance(dtype, pd.CategoricalDtype):
        categories = [*cells_of(pd.Series(column.cat.categories)), None]
        return [categories[code] for code in column.cat.codes]
    if isinstance(dtype, gpd.array.GeometryDtype):
        return [None if shape is None else shape.wkt for shape in _in_degrees(column)]
    if isinstance(dtype, np.dtype) and dtype.kind in "bi":
        return column.tolist()
    return [plain_cell(cell) for cell in column.array]


def _in_degrees(column: Any) -> Any:  # noqa: ANN401 - a GeoSeries
    """Return a further geometry column as the active one is: in degrees, where its CRS is known."""
    shapes = gpd.GeoSeries(column)
    return shapes if shapes.crs is None else shapes.to_crs(4326)


def texts_of(column: pd.Series[Any]) -> list[str | None]:
    """Return the cells of a plain column as text; None where there is nothing."""
    return [None if cell is None else text_of(cell) for cell in cells_of(column)]


def times_of(column: pd.Series[Any]) -> tuple[NDArray[np.datetime64], str, str]:
    """Return times, the unit that says all of each, and the zone that they are written in.

    Parameters
    ----------
    column : pandas.Series
        Dtype datetime64 of any unit, with or without a time zone.

    Returns
    -------
    times : numpy.ndarray
        datetime64 without a zone.
    unit : str
        ``D`` where each is midnight (in its own zone), else ``s``, ``ms``, ``us`` or ``ns``.
    zone : str
        ``Z`` for moments whose zone is known, which are in UTC; else an empty text.
    """
    zoned = isinstance(column.dtype, pd.DatetimeTZDtype)
    times = (column.dt.tz_localize(None) if zoned else column).to_numpy()
    known = times[~np.isnat(times)]
    units = ("D", "s", "ms", "us", "ns")
    unit = next(
        name for name in units if name == "ns" or np.all(known == known.astype(f"M8[{name}]"))
    )
    if not zoned or unit == "D":
        return times, unit, ""
    return column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(), unit, "Z"


def iso_texts(times: NDArray[np.datetime64], unit: str, zone: str) -> list[str | None]:
    """Write times as ISO 8601 text, None where one is open.

    Years before 1 CE are astronomical (44 BCE is ``-000043``), those beyond 9999 start with ``+``.

    Examples
    --------
    >>> iso_texts(np.array(["2007-05-12", "-0043-03-15", "NaT"], dtype="datetime64[s]"), "D", "")
    ['2007-05-12', '-000043-03-15', None]
    """
    texts = np.datetime_as_string(times.astype(f"M8[{unit}]"), unit=cast("Any", unit)).tolist()
    return [None if text == "NaT" else f"{iso_year(text)}{zone}" for text in texts]


def scalars_of(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a plain column for times and colours: decimals as floats, lists and mappings as text.

    Examples
    --------
    >>> scalars_of(pd.Series([["a"], None])).tolist()
    ['["a"]', None]
    """
    if column.dtype != object:
        return column
    kinds = {type(cell) for cell in column} - {type(None)}
    if kinds == {str}:
        return column
    if kinds and kinds <= {Decimal, int, float}:
        numbers = [math.nan if cell is None else float(cell) for cell in column]
        return pd.Series(numbers, index=column.index, name=column.name)
    return pd.Series(texts_of(column), index=column.index, name=column.name, dtype=object)


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
        plain, faults_of_level = plain_column(level, what=what, unicode=unicode)
        levels.append(plain)
        faults += faults_of_level
    if faults:
        raise unkept(faults, error=error)
    return levels
