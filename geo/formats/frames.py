"""Checks that every export makes of a frame before it writes."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import ExportError
from geo.formats.columns import has_ids, index_columns, plain_table, texts_of, unkept

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.errors import GeoError
    from geo.formats.columns import Fault


_PAIRS = (
    *(("lon", "lat"), ("longitude", "latitude"), ("lng", "lat"), ("long", "lat")),
    *(("x", "y"), ("decimallongitude", "decimallatitude")),
)
_WKT = (
    *("POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON"),
    "GEOMETRYCOLLECTION",
)
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".jsonl")
_WANTED = "wanted a GeoDataFrame"


def as_geoframe(thing: Any, *, what: str, error: type[GeoError]) -> gpd.GeoDataFrame:  # noqa: ANN401
    """Return what a caller holds as a GeoDataFrame, where it says by itself where things are.

    Parameters
    ----------
    thing : object
        A GeoDataFrame or GeoSeries; GeoJSON as a dictionary, or an object with
        ``__geo_interface__`` (RFC 7946: lon, lat in degrees); or a table of Arrow's with a
        GeoArrow column, such as polars, DuckDB and pyarrow have.
    what : str
        What it is called in an error.
    error : type of GeoError
        What is raised.

    Returns
    -------
    geopandas.GeoDataFrame
        A GeoDataFrame is given back as it is.

    Raises
    ------
    GeoError
        Of the type `error`, with the call that makes a GeoDataFrame of this thing.

    Examples
    --------
    >>> from geo.errors import MapError
    >>> as_geoframe({"type": "Point", "coordinates": [67.01, 24.86]}, what="events", error=MapError)
                  geometry
    0  POINT (67.01 24.86)
    """
    if isinstance(thing, gpd.GeoDataFrame):
        return _with_geometry(thing, what=what, error=error)
    if isinstance(thing, gpd.GeoSeries):
        return gpd.GeoDataFrame(geometry=thing)
    try:
        if isinstance(thing, dict) or hasattr(thing, "__geo_interface__"):
            return _from_geojson(getattr(thing, "__geo_interface__", thing))
        if hasattr(thing, "__arrow_c_stream__") and not isinstance(thing, pd.DataFrame):
            return _from_arrow(thing, what=what, error=error)
    except _NoGeometryError as cause:
        raise error(f"{what}: {cause}") from cause
    if isinstance(thing, pd.DataFrame):
        raise error(f"{what}: found DataFrame, {_WANTED}; {advice_for(thing)}")
    if isinstance(thing, (str, bytes, PurePath)):
        raise error(f"{what}: found {thing!r}, {_WANTED}; {_advice_for_path(thing)}")
    raise error(f"{what}: found {type(thing).__name__}, {_WANTED}")


class _NoGeometryError(ValueError):
    """The thing has no geometry that can be read."""


def _with_geometry(
    frame: gpd.GeoDataFrame, *, what: str, error: type[GeoError]
) -> gpd.GeoDataFrame:
    if frame.active_geometry_name is not None and frame.active_geometry_name in frame.columns:
        return frame
    others = [name for name in frame.columns if str(frame.dtypes[name]) == "geometry"]
    call = f"set_geometry({others[0]!r})" if others else "set_geometry()"
    raise error(f"{what}: found no active geometry column, wanted one; {call} names it")


def _from_geojson(thing: Mapping[str, Any]) -> gpd.GeoDataFrame:
    kind = thing.get("type") if hasattr(thing, "get") else None
    if kind == "FeatureCollection":
        features = thing.get("features")
    elif kind == "Feature":
        features = [thing]
    else:
        features = [{"type": "Feature", "geometry": thing, "properties": {}}]
    try:
        frame = gpd.GeoDataFrame.from_features(list(features or []), crs=_crs_of(thing))
        if "geometry" not in frame.columns:
            frame = frame.set_geometry(gpd.GeoSeries([None] * len(frame), crs=_crs_of(thing)))
        return (
            frame.set_axis(pd.Index(_ids(features or []), name="id")) if _ids(features) else frame
        )
    except Exception as cause:
        wanted = "a FeatureCollection, a Feature or a geometry of GeoJSON"
        raise _NoGeometryError(f"found a dictionary of type {kind!r}, wanted {wanted}") from cause


def _ids(features: Sequence[Mapping[str, Any]] | None) -> list[Any]:
    """Return the features' ids, if each has its own and they are more than a count."""
    ids = [feature.get("id") for feature in features or []]
    own = None not in ids and len(set(map(str, ids))) == len(ids)
    return ids if own and list(map(str, ids)) != [str(row) for row in range(len(ids))] else []


def _crs_of(thing: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return the reference system that GeoJSON of before RFC 7946 may name, else EPSG:4326."""
    named = thing.get("crs")
    name = named.get("properties", {}).get("name") if isinstance(named, dict) else None
    return name or "EPSG:4326"


def _from_arrow(thing: Any, *, what: str, error: type[GeoError]) -> gpd.GeoDataFrame:  # noqa: ANN401
    import pyarrow as pa  # noqa: PLC0415 - only few hold such a table

    table = pa.table(thing)
    try:
        return gpd.GeoDataFrame.from_arrow(table)
    except Exception as cause:
        name = type(thing).__name__
        advice = advice_for(table.to_pandas(), name="frame.to_pandas()")
        raise error(
            f"{what}: found {name} without a GeoArrow column, {_WANTED}; {advice}"
        ) from cause


def advice_for(frame: pd.DataFrame, *, name: str = "frame") -> str:
    """Return the call that makes a GeoDataFrame of a table, as its columns allow.

    Examples
    --------
    >>> advice_for(pd.DataFrame({"coord": ["Point(67.01 24.86)"]}))
    "geopandas.GeoDataFrame(frame, geometry=geopandas.GeoSeries.from_wkt(frame['coord']), crs=4326)"
    """
    start = f"geopandas.GeoDataFrame({name}, geometry="
    folded = {str(label).casefold().strip(): label for label in frame.columns}
    for lon, lat in _PAIRS:
        if lon in folded and lat in folded:
            columns = f"{name}[{folded[lon]!r}], {name}[{folded[lat]!r}]"
            return f"{start}geopandas.points_from_xy({columns}), crs=4326)"
    for position, label in enumerate(frame.columns):
        call = _reader_of(frame.iloc[:, position])
        if call:
            return f"{start}{call.format(f'{name}[{label!r}]')}, crs=4326)"
    return (
        "it has no column with places that geo knows: geo.geocode(frame['name of a place']) finds "
        f"them, or {start}geopandas.points_from_xy(lon, lat), crs=4326)"
    )


def _reader_of(column: pd.Series[Any]) -> str:
    """Return the call that reads a column of geometries; an empty text if it is none."""
    first = next((cell for cell in column if not _missing(cell)), None)
    if isinstance(first, shapely.Geometry):
        return "{}"
    if isinstance(first, bytes):
        return "geopandas.GeoSeries.from_wkb({})"
    if isinstance(first, str) and first.lstrip().upper().startswith(_WKT) and "(" in first:
        return "geopandas.GeoSeries.from_wkt({})"
    return ""


def _missing(cell: object) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and bool(np.isnan(cell)))


def _advice_for_path(path: str | bytes | PurePath) -> str:
    text = os.fsdecode(path)
    if "://" in text:
        return "geo opens no address: download the file and read it with geopandas.read_file(path)"
    ending = os.path.splitext(text)[1].casefold()  # noqa: PTH122 - a text that may be no path
    if ending in {".parquet", ".geoparquet"}:
        return f"geopandas.read_parquet({path!r}) reads it"
    if ending in _TABLES:
        read = "read_excel" if ending.startswith(".xls") else "read_csv"
        makes = advice_for(pd.DataFrame(columns=["lon", "lat"]))
        return f"frame = pandas.{read}({path!r}), then {makes}"
    return f"geopandas.read_file({path!r}) reads it"


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
    return [level for level in levels if not _is_a_column(level, frame, what)]


def _is_a_column(level: pd.Series[Any], frame: pd.DataFrame, what: str) -> bool:
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
