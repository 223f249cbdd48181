"""Write GeoPackage: every table of a story in one SQLite file."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from geo.credits import CREDIT_LINES
from geo.errors import ExportError
from geo.files import written_whole
from geo.formats.columns import cells_of, iso_texts, texts_of, times_of, unkept
from geo.formats.formulas import NUL_SIGN
from geo.formats.frames import flat, require_geography, require_plain

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping


YEARS = ("0001-01-01", "9999-12-31")
"""First and last day that a DATE or DATETIME of the format can hold."""

LARGEST = 2**63 - 1
"""The largest whole number that SQLite can hold."""

_SPACE = 1 << 20  # bytes


def write_geopackage(
    layers: Mapping[str, pd.DataFrame],
    path: str | os.PathLike[str],
    *,
    description: str = " · ".join(CREDIT_LINES),
    changed: str = "1970-01-01T00:00:00.000Z",
) -> Path:
    """Write tables as the layers of one GeoPackage.

    Parameters
    ----------
    layers : mapping of str to DataFrame
        A layer for each: a GeoDataFrame (EPSG:4326; geometry of any kinds together, or null)
        becomes a feature layer, a DataFrame a table. An index that is data becomes a column of
        its name, or `id`; one that only counts the rows is left out.
    path : path-like
        The file; it appears whole or not at all.
    description : str
        Stands beside each layer in ``gpkg_contents``; by default the credit lines.
    changed : str
        The time that the format wants to know for each layer; never taken from the clock.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    DiskError
        The disk is full, or may not be written.
    ExportError
        A frame is not in EPSG:4326, ids repeat, columns differ by capitals only, there is no
        layer, or cells can't be kept: all of them, each with row and column.

    Notes
    -----
    A column of days is a DATE, one of moments a DATETIME to the millisecond, in UTC where its zone
    is known; where a year lies outside 1 to 9999 all of the column is ISO 8601 text, for
    SQLite has no such dates. Decimals are text, and so are whole numbers that have no 64 bits;
    lists and mappings are JSON, further geometries WKT. The format ends a text at a NUL, so that
    ``␀`` (U+2400) stands for one. The file is closed when this returns, and holds the same bytes
    each time.

    Examples
    --------
    >>> import tempfile
    >>> seen = gpd.GeoDataFrame(
    ...     {"title": ["a rally"]}, index=["rally"], geometry=[None], crs="EPSG:4326"
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_geopackage({"events": seen}, Path(folder, "story.gpkg"))
    ...     pyogrio.read_dataframe(file, layer="events")["id"].tolist()
    ['rally']
    """
    if not layers:
        raise ExportError("layers: wanted at least one table, got none")
    ready = {str(name): _flat(frame, str(name)) for name, frame in layers.items()}
    with written_whole(path) as partial, _gdal_options(OGR_CURRENT_DATE=changed):
        try:
            for name, frame in ready.items():
                _append(frame, partial, name, description)
        except (DataSourceError, DataLayerError) as error:
            partial.with_name("space").write_bytes(bytes(_SPACE))  # SQLite hides why
            raise ExportError(f"{path}: can't be written ({error})") from error
    return Path(path)


def write_flatgeobuf(
    frame: gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    *,
    name: str = "",
    description: str = " · ".join(CREDIT_LINES),
) -> Path:
    """Write a GeoDataFrame as FlatGeobuf, with an index by which parts are read over HTTP.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        EPSG:4326; geometry of any kinds together. Cells as `write_geopackage` holds them.
    path : path-like
        The file; it appears whole or not at all.
    name : str
        Title of the layer.
    description : str
        Stands in the header; by default the credit lines.

    Returns
    -------
    pathlib.Path
        The file. Rows stand in the order of the index, which is not that of the frame; those
        without geometry are left out, for an index has no place for them.

    Examples
    --------
    >>> import tempfile
    >>> at = gpd.GeoSeries.from_xy([67.01], [24.86], index=["karachi"], crs="EPSG:4326")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_flatgeobuf(at.to_frame("at"), Path(folder, "a.fgb"))
    ...     pyogrio.read_dataframe(file)["id"].tolist()
    ['karachi']
    """
    target = Path(path)
    table = _flat(frame, target.stem)
    located = table[~(table.geometry.isna() | table.geometry.is_empty)]
    with written_whole(target) as partial:
        try:
            pyogrio.write_dataframe(
                located,
                partial,
                driver="FlatGeobuf",
                geometry_type="Unknown",
                layer=target.stem,
                promote_to_multi=False,
                layer_options={"TITLE": name, "DESCRIPTION": description},
            )
        except (DataSourceError, DataLayerError) as error:
            raise ExportError(f"{path}: can't be written ({error})") from error
    return target


def _append(frame: pd.DataFrame, path: Path, layer: str, description: str) -> None:
    spatial: dict[str, Any] = {}
    options = {"DESCRIPTION": description, "FID": _unused(frame, "fid")}
    if isinstance(frame, gpd.GeoDataFrame):
        spatial = {"geometry_type": "Unknown", "promote_to_multi": False}
        options["GEOMETRY_NAME"] = _unused(frame, "geom")
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer,
        driver="GPKG",
        use_arrow=True,
        layer_options=options,
        **spatial,
    )


def _unused(frame: pd.DataFrame, name: str) -> str:
    """Return a name for a column of the format's own that no column of the table has."""
    names = {column.casefold() for column in frame.columns}
    while name in names:
        name += "_"
    return name


def _flat(frame: pd.DataFrame, layer: str) -> pd.DataFrame:
    """Return a copy with the index as a column and every cell as SQLite can hold it."""
    if isinstance(frame, gpd.GeoSeries):
        frame = frame.to_frame()
    spatial = isinstance(frame, gpd.GeoDataFrame)
    plain = (require_geography if spatial else require_plain)(frame, what=layer)
    table = flat(plain, what=layer)
    _require_field_names(table, layer)
    for name in table.columns.drop(getattr(table, "active_geometry_name", None) or []):
        table[name] = _cells(table[name])
    return table


def _require_field_names(table: pd.DataFrame, layer: str) -> None:
    """Refuse columns that differ by capitals only, which SQLite takes for one."""
    by_name: dict[str, list[str]] = {}
    for name in table.columns:
        by_name.setdefault(name.casefold(), []).append(name)
    problem = "found {}, wanted names that differ by more than capitals"
    faults = [
        (layer, "", repr(same[-1]), problem.format(" and ".join(map(repr, same))))
        for same in by_name.values()
        if len(same) > 1
    ]
    if faults:
        raise unkept(faults, error=ExportError)


def _cells(column: pd.Series) -> pd.Series:
    if column.dtype.kind == "M":
        return _times(column)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return _numbers(column)
    texts = [text and text.replace("\0", NUL_SIGN) for text in texts_of(column)]
    return pd.Series(texts, index=column.index, name=column.name, dtype="str")


def _numbers(column: pd.Series) -> pd.Series:
    """Return numbers as SQLite holds them: of 64 bits at most, and with a sign."""
    if column.dtype.kind == "u" and column.max() > LARGEST:
        return pd.Series(texts_of(column), index=column.index, name=column.name, dtype="str")
    if column.dtype.kind == "f" and column.dtype not in ("float64", "Float64"):
        return pd.Series(cells_of(column), index=column.index, name=column.name, dtype="float64")
    return column


def _times(column: pd.Series) -> pd.Series:
    times, unit, zone = times_of(column)
    valid_days = times[~np.isnat(times)].astype("datetime64[D]")
    first, last = (np.datetime64(day) for day in YEARS)
    if len(valid_days) and (valid_days.min() < first or valid_days.max() > last):
        return pd.Series(iso_texts(times, unit, zone), index=column.index, dtype="str")
    if unit == "D":
        days = pa.array(times.astype("datetime64[D]"))
        return pd.Series(days, dtype=pd.ArrowDtype(pa.date32()), index=column.index)
    moments = pd.Series(times.astype("datetime64[ms]"), index=column.index)
    return moments.dt.tz_localize("UTC") if zone else moments


@contextmanager
def _gdal_options(**options: str) -> Iterator[None]:
    """Set options of GDAL, and set them back as they were."""
    previous = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(previous)
