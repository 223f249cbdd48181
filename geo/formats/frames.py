"""Checks that every export makes of a frame before it writes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.errors import ExportError
from geo.formats.columns import has_ids, index_columns, plain_table, texts_of, unkept
from geo.formats.geoframes import as_geoframe

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.formats.columns import Fault


_POLE = 90


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
    >>> import geopandas as gpd
    >>> points = gpd.GeoSeries.from_xy([67.01], [24.86], crs="EPSG:3857")
    >>> require_geography(gpd.GeoDataFrame(geometry=points))
    Traceback (most recent call last):
        ...
    geo.errors.ExportError: frame: wanted EPSG:4326, got EPSG:3857; call to_crs(4326) first
    """
    frame = as_geoframe(frame, what=what, error=ExportError)
    if frame.crs is None:
        problem = "wanted EPSG:4326, got none; call set_crs(4326) if it is lon, lat"
        raise ExportError(f"{what}: {problem}")
    if not frame.crs.equals("EPSG:4326", ignore_axis_order=True):
        problem = f"wanted EPSG:4326, got {frame.crs.to_string()}; call to_crs(4326) first"
        raise ExportError(f"{what}: {problem}")
    plain = require_plain(frame, what=what)
    nowhere = (plain.geometry.geom_type == "Point") & plain.geometry.count_coordinates().gt(0)
    nowhere &= plain.geometry.bounds[["minx", "miny"]].isna().all(axis=1)
    if nowhere.any():
        plain[plain.active_geometry_name] = plain.geometry.where(~nowhere)
    _require_degrees(plain.geometry, what=what)
    return plain


def require_plain(frame: pd.DataFrame, *, what: str = "frame") -> pd.DataFrame:
    """Return a frame as `columns.plain_table` does, if each of its ids stands there once.

    Raises
    ------
    ExportError
        Repeated ids, or columns and cells that no file holds.
    """
    if not isinstance(frame, pd.DataFrame):
        raise ExportError(f"{what}: found {type(frame).__name__}, wanted a table (DataFrame)")
    plain = plain_table(frame, what=what, error=ExportError, unicode=True)
    twice = _repeated(frame, what) if has_ids(frame) else []
    if twice:
        raise ExportError(
            f"{what}, id: wanted each once, got {', '.join(twice[:20])} more than once; "
            "reset_index() makes a column of it"
        )
    return plain


def index_levels(frame: pd.DataFrame, *, what: str = "frame") -> list[pd.Series[Any]]:
    """Return the index as columns that a frame lacks.

    Raises
    ------
    ExportError
        A column has the name of a level and holds something else, or a label can't be kept.
    """
    levels = index_columns(frame, what=what, error=ExportError, unicode=True)
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
    levels = index_levels(plain, what=what)
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
    outside = np.zeros(len(geometry), dtype=bool)
    outside[owner[wrong]] = True
    return outside


def _repeated(frame: pd.DataFrame, what: str) -> list[str]:
    """Return the labels that stand in an index more than once."""
    try:
        return [repr(label) for label in frame.index[frame.index.duplicated()].unique()]
    except Exception:  # noqa: BLE001 - labels without a hash, or that can't be compared
        levels = index_columns(frame, what=what, error=ExportError)
        rows = Counter(zip(*map(texts_of, levels), strict=True))
        return [", ".join(map(str, row)) for row, number in rows.items() if number > 1]
