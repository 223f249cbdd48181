"""What every export asks of a frame before it writes a byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.errors import ExportError
from geo.geoframes import as_geoframe
from geo.plain_tables import plain_column, plain_table, unkept

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.plain_tables import Fault

_POLE = 90
_ID = "id"


def require_geography(frame: gpd.GeoDataFrame, *, what: str = "frame") -> gpd.GeoDataFrame:
    """Return a frame as a table with lon/lat geometry whose ids and columns stand there once.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Any; null and empty geometries are fine, and a point without coordinates is null.
    what : str
        What the frame is called in an error.

    Raises
    ------
    ExportError
        No active geometry, a CRS other than EPSG:4326, coordinates that are no degrees, repeated
        ids, or columns and cells that no file holds.

    Examples
    --------
    >>> points = gpd.GeoSeries.from_xy([67.01], [24.86], crs="EPSG:3857")
    >>> require_geography(gpd.GeoDataFrame(geometry=points))
    Traceback (most recent call last):
        ...
    geo.errors.ExportError: frame: wanted EPSG:4326, got EPSG:3857; call to_crs(4326) first
    """
    frame = as_geoframe(frame, what=what, error=ExportError)
    if frame.crs is None:
        told = "wanted EPSG:4326, got none; call set_crs(4326) if it is lon, lat"
        raise ExportError(f"{what}: {told}")
    if not frame.crs.equals("EPSG:4326", ignore_axis_order=True):
        told = f"wanted EPSG:4326, got {frame.crs.to_string()}; call to_crs(4326) first"
        raise ExportError(f"{what}: {told}")
    plain = require_plain(frame, what=what)
    nowhere = (plain.geometry.geom_type == "Point") & plain.geometry.count_coordinates().gt(0)
    nowhere &= plain.geometry.bounds[["minx", "miny"]].isna().all(axis=1)
    if nowhere.any():
        plain[plain.active_geometry_name] = plain.geometry.where(~nowhere)
    _require_degrees(plain.geometry, what=what)
    return plain


def require_plain(frame: pd.DataFrame, *, what: str = "frame") -> pd.DataFrame:
    """Return a frame as `geo.plain_tables.plain_table` does, if each of its ids stands there once.

    Raises
    ------
    ExportError
        Repeated ids, or columns and cells that no file holds.
    """
    if not isinstance(frame, pd.DataFrame):
        raise ExportError(f"{what}: found {type(frame).__name__}, wanted a table (DataFrame)")
    plain = plain_table(frame, what=what, error=ExportError, unicode=True)
    twice = frame.index[frame.index.duplicated()]
    if len(twice) and has_ids(frame):
        raise ExportError(
            f"{what}, id: wanted each once, got {_listed(twice)} more than once; "
            "reset_index() makes a column of it"
        )
    return plain


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


def index_columns(frame: pd.DataFrame, *, what: str = "frame") -> list[pd.Series[Any]]:
    """Return the index as columns for a format that has only columns; none if it is no data.

    A level without a name is called ``id``, or ``id_1``, ``id_2`` … where there are several.

    Raises
    ------
    ExportError
        A column has that name already and holds something else, or a label can't be kept.
    """
    if not has_ids(frame):
        return []
    levels, faults = [], []
    for number in range(frame.index.nlevels):
        values = frame.index.get_level_values(number)
        default = _ID if frame.index.nlevels == 1 else f"{_ID}_{number + 1}"
        name = default if values.name is None else str(values.name)
        level = pd.Series(values, index=frame.index, name=name)
        plain, found = plain_column(level, what=what, unicode=True)
        levels.append(plain)
        faults += found
    if faults:
        raise unkept(faults, error=ExportError)
    return [level for level in levels if not _stands_there(level, frame, what)]


def _stands_there(level: pd.Series[Any], frame: pd.DataFrame, what: str) -> bool:
    if level.name not in frame.columns:
        return False
    if level.tolist() == frame[level.name].tolist():
        return True
    raise ExportError(
        f"{what}, {level.name}: wanted as the index, got it as a column too; rename one"
    )


def flat(plain: pd.DataFrame, *, what: str = "frame") -> pd.DataFrame:
    """Return a plain table with its index as its first columns, and rows that are only counted."""
    levels = index_columns(plain, what=what)
    counted = plain.reset_index(drop=True)
    for number, level in enumerate(levels):
        counted.insert(number, level.name, level.array)
    return counted


def _require_degrees(geometry: gpd.GeoSeries, *, what: str) -> None:
    bounds = geometry.bounds
    faults: list[Fault] = []
    for label, row in bounds[_off_the_globe(geometry)].iterrows():
        low, high = row["miny"], row["maxy"]
        if abs(low) > _POLE or abs(high) > _POLE:
            wanted = f"wanted latitudes from -90 to 90 degrees, got {low:g} to {high:g}"
            guess = "; axes swapped?"
        else:
            wanted, guess = "wanted finite degrees, got a coordinate that is no number", ""
        faults.append((what, repr(label), repr(str(geometry.name)), f"{wanted}{guess}"))
    if faults:
        raise unkept(faults, error=ExportError)


def _off_the_globe(geometry: gpd.GeoSeries) -> NDArray[np.bool_]:
    degrees, owner = shapely.get_coordinates(geometry.array, return_index=True)
    wrong = ~np.isfinite(degrees).all(axis=1) | (np.abs(degrees[:, 1]) > _POLE)
    found = np.zeros(len(geometry), dtype=bool)
    found[owner[wrong]] = True
    return found


def _listed(labels: pd.Index[Any]) -> str:
    return ", ".join(map(repr, labels.unique()[:20].tolist()))
