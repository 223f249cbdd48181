"""What every export asks of a frame before it writes a byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import ExportError

if TYPE_CHECKING:
    from numpy.typing import NDArray

NUL_SIGN = "\N{SYMBOL FOR NULL}"
"""Stands for U+0000 in the formats that would end a text there."""


def require_geography(frame: gpd.GeoDataFrame) -> None:
    """Refuse a frame that is not a table of unique ids with lon/lat geometry.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Any; null and empty geometries are fine.

    Raises
    ------
    ExportError
        No active geometry, a CRS other than EPSG:4326, a latitude beyond ±90°, repeated ids or
        column names.

    Examples
    --------
    >>> points = gpd.GeoSeries.from_xy([67.01], [24.86], crs="EPSG:3857")
    >>> require_geography(gpd.GeoDataFrame(geometry=points))
    Traceback (most recent call last):
        ...
    geo.errors.ExportError: CRS: wanted EPSG:4326, got EPSG:3857; call to_crs(4326) first
    """
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        raise ExportError(
            f"geometry: wanted a GeoDataFrame with an active geometry, got {type(frame).__name__}; "
            "call set_geometry first"
        )
    require_unique(frame)
    if frame.crs is None:
        raise ExportError("CRS: wanted EPSG:4326, got none; call set_crs(4326) if it is lon, lat")
    if not frame.crs.equals("EPSG:4326", ignore_axis_order=True):
        raise ExportError(
            f"CRS: wanted EPSG:4326, got {frame.crs.to_string()}; call to_crs(4326) first"
        )
    _require_degrees(frame.geometry)


def require_unique(frame: pd.DataFrame) -> None:
    """Refuse a frame in which an id or a column name stands twice."""
    for what, labels in (("id", frame.index), ("column", frame.columns)):
        twice = labels[labels.duplicated()]
        if len(twice):
            raise ExportError(f"{what}: wanted each once, got {twice[0]!r} more than once")


def is_missing(cell: object) -> bool:
    """Whether a cell holds nothing: None, NaN, NaT or NA; an empty text or list is something."""
    return cell is None or cell is pd.NA or cell is pd.NaT or bool(cell != cell)  # noqa: PLR0124


def index_name(frame: pd.DataFrame) -> str:
    """Name the index for a format that has only columns: its own name, or ``id``."""
    name = str(frame.index.name or "id")
    if name in frame.columns:
        raise ExportError(f"{name}: wanted as the index, got it as a column too; rename one")
    return name


def iso_days(values: pd.Series) -> pd.Series:
    """Write times as ISO 8601 text: days where every time is midnight, else seconds.

    Parameters
    ----------
    values : pandas.Series
        Dtype datetime64 of any unit, with or without a time zone.

    Returns
    -------
    pandas.Series
        Text, or None where a time is open. Times with a zone are in UTC and end in ``Z``. Years
        before 1 CE are astronomical (44 BCE is ``-0043``), those beyond 9999 start with ``+``.

    Examples
    --------
    >>> times = np.array(["2007-05-12", "-0043-03-15", "NaT"], dtype="datetime64[s]")
    >>> iso_days(pd.Series(times)).tolist()
    ['2007-05-12', '-0043-03-15', None]
    """
    zone = "Z" if isinstance(values.dtype, pd.DatetimeTZDtype) else ""
    times = _naive(values).astype("datetime64[s]")
    unit = "D" if not zone and is_days(values) else "s"
    texts = [_iso(text) + (zone if unit == "s" else "") for text in _texts(times, unit)]
    open_ = np.isnat(times)
    kept = [None if missing else text for text, missing in zip(texts, open_, strict=True)]
    return pd.Series(kept, index=values.index, name=values.name, dtype=object)


def is_days(values: pd.Series) -> bool:
    """Whether a datetime64 column holds days only: each time is midnight, or open."""
    times = _naive(values)
    days = times.astype("datetime64[D]")
    return bool(np.all((times == days) | np.isnat(times)))


def _naive(values: pd.Series) -> NDArray[np.datetime64]:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
    return values.to_numpy()


def _texts(times: NDArray[np.datetime64], unit: str) -> list[str]:
    return [str(text) for text in np.datetime_as_string(times, unit=unit)]  # type: ignore[call-overload]


def _iso(text: str) -> str:
    """Give a year as written by numpy the digits and the sign that ISO 8601 asks for."""
    sign = "-" if text.startswith("-") else ""
    year, dash, rest = text.removeprefix("-").partition("-")
    if not sign and len(year) > len("9999"):
        sign = "+"
    return f"{sign}{year:0>4}{dash}{rest}"


def _require_degrees(geometry: gpd.GeoSeries) -> None:
    bounds = geometry.bounds
    wrong = bounds.index[(bounds["miny"] < -90) | (bounds["maxy"] > 90)]  # noqa: PLR2004 - the poles
    if len(wrong):
        raise ExportError(
            f"geometry of {wrong[0]!r}: wanted latitudes from -90 to 90 degrees, got "
            f"{bounds.loc[wrong[0], 'miny']:g} to {bounds.loc[wrong[0], 'maxy']:g}; axes swapped?"
        )
    infinite = geometry.index[np.isinf(bounds).any(axis=1)]
    if len(infinite):
        raise ExportError(f"geometry of {infinite[0]!r}: wanted finite degrees, got an infinity")
