"""GeoPackage: every table of a story in one SQLite file that any desktop GIS opens."""

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

from .frames import (
    NUL_SIGN,
    index_name,
    is_days,
    is_missing,
    iso_days,
    require_geography,
    require_unique,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Hashable, Iterator, Mapping

YEARS = ("0001-01-01", "9999-12-31")
"""First and last day that a DATE of the format can hold."""
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
        becomes a feature layer, a DataFrame a table. The index becomes a text column of its name,
        or `id`.
    path : path-like
        The file; it appears whole or not at all.
    description : str
        Stands beside each layer in ``gpkg_contents``; the credit lines if not told otherwise.
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
        A frame is not in EPSG:4326, ids repeat, a text is not Unicode, or there is no layer.

    Notes
    -----
    A column of days is a DATE, unless one of them lies outside the years 1 to 9999: then all of
    the column is ISO 8601 text, for SQLite has no such dates. The format ends a text at a NUL, so
    that ``␀`` (U+2400) stands for one. The file is closed when this returns, and holds the same
    bytes each time.

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
    ready = {name: _flat(frame) for name, frame in layers.items()}
    with written_whole(path) as partial, _gdal_options(OGR_CURRENT_DATE=changed):
        try:
            for name, frame in ready.items():
                _append(frame, partial, name, description)
        except (DataSourceError, DataLayerError) as error:
            partial.with_name("space").write_bytes(bytes(_SPACE))  # SQLite hides why
            raise ExportError(f"{path}: can't be written ({error})") from error
    return Path(path)


def _append(frame: pd.DataFrame, path: Path, layer: str, description: str) -> None:
    spatial: dict[str, Any] = {}
    if isinstance(frame, gpd.GeoDataFrame):
        spatial = {"geometry_type": "Unknown", "promote_to_multi": False}
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer,
        driver="GPKG",
        use_arrow=True,
        layer_options={"DESCRIPTION": description},
        **spatial,
    )


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy with the index as a column and every cell as SQLite can hold it."""
    if isinstance(frame, gpd.GeoDataFrame):
        require_geography(frame)
    else:
        require_unique(frame)
    flat = frame.reset_index(names=index_name(frame))
    geometry = getattr(frame, "active_geometry_name", None)
    for name in flat.columns.drop(geometry or []):
        flat[name] = _cells(flat[name])
    return flat


def _cells(values: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(values):
        return _dates(values)
    if pd.api.types.is_numeric_dtype(values):
        return values
    texts = [None if is_missing(cell) else _text(cell, values.name) for cell in values]
    return pd.Series(texts, index=values.index, name=values.name, dtype="str")


def _text(cell: object, column: Hashable) -> str:
    text = str(cell).replace("\0", NUL_SIGN)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ExportError(f"{column}: wanted Unicode, got a lone surrogate: {error}") from error
    return text


def _dates(values: pd.Series) -> pd.Series:
    if values.dt.tz is not None or not is_days(values):
        return iso_days(values)
    days = values.to_numpy().astype("datetime64[D]")
    known = days[~np.isnat(days)]
    first, last = (np.datetime64(day) for day in YEARS)
    if len(known) and (known.min() < first or known.max() > last):
        return iso_days(values)
    return pd.Series(pa.array(days), dtype=pd.ArrowDtype(pa.date32()), index=values.index)


@contextmanager
def _gdal_options(**options: str) -> Iterator[None]:
    """Set options of GDAL, and set them back as they were."""
    before = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
