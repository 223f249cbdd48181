"""GeoJSON by the letter of RFC 7946."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.credits import CREDITS
from geo.errors import ExportError
from geo.files import written_whole

from .antimeridian import HALF_TURN, for_geojson
from .frames import index_name, is_missing, iso_days, require_geography

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from geo.credits import Credit


def write_geojson(
    frame: gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    *,
    name: str = "",
    sources: pd.DataFrame | None = None,
    attribution: Sequence[Credit] = CREDITS,
    decimals: int = 7,
) -> Path:
    """Write a GeoDataFrame as GeoJSON (RFC 7946), one feature a line.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        EPSG:4326. The index becomes the features' `id`, columns become properties; null geometry
        is kept. Cells hold text, numbers, booleans, times, None, or lists and dictionaries of
        these.
    path : path-like
        The file; it appears whole or not at all.
    name : str
        Title of the collection; none if empty.
    sources : pandas.DataFrame, optional
        Articles that the rows come from; stands as `sources` at the top level.
    attribution : sequence of Credit
        Lines and licences; stand as `attribution` and `license` at the top level (foreign
        members, RFC 7946, 6.1).
    decimals : int
        Digits of a degree that are kept; seven are 11 mm.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ExportError
        The frame is not in EPSG:4326, ids repeat, or a cell is nothing that JSON has.

    Notes
    -----
    Days are written as ISO 8601 dates and open ones as null; a NaN is null. Reading the file
    again through GDAL gives the same rows; GDAL ignores the foreign members.

    Examples
    --------
    >>> import tempfile, pathlib, geopandas
    >>> at = geopandas.GeoSeries.from_xy([67.01], [24.86], index=["karachi"], crs="EPSG:4326")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_geojson(at.to_frame("at"), pathlib.Path(folder, "a.geojson"))
    ...     json.loads(file.read_text(encoding="utf-8"))["features"][0]["geometry"]
    {'type': 'Point', 'coordinates': [67.01, 24.86]}
    """
    require_geography(frame)
    geometry = for_geojson(frame.geometry, decimals=decimals)
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if name:
        head["name"] = name
    head["attribution"] = [credit.line for credit in attribution]
    head["license"] = sorted({credit.licence for credit in attribution})
    if sources is not None:
        head["sources"] = _records(sources.reset_index(names=index_name(sources)))
    bbox = bounding_box(geometry)
    if bbox:
        head["bbox"] = bbox
    with written_whole(path) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        try:
            file.write(_json(head)[:-1] + ',\n"features": [')
            for number, feature in enumerate(_features(frame, geometry)):
                file.write((",\n" if number else "\n") + _json(feature))
        except UnicodeEncodeError as error:
            raise ExportError(f"text: wanted Unicode, got a lone surrogate: {error}") from error
        file.write("\n]}\n")
    return Path(path)


def bounding_box(geometry: gpd.GeoSeries) -> list[float]:
    """Return west, south, east, north of cut geometry (RFC 7946, 5); empty if it has none.

    West is greater than east when geometry touches both sides of the antimeridian and the box
    across it is the smaller one (5.2).
    """
    bounds = geometry[~(geometry.isna() | geometry.is_empty)].explode().bounds
    if bounds.empty:
        return []
    west, east = bounds["minx"].min(), bounds["maxx"].max()
    south, north = bounds["miny"].min(), bounds["maxy"].max()
    if west == -HALF_TURN and east == HALF_TURN:
        west, east = _around_the_back(bounds) or (west, east)
    return [float(west), float(south), float(east), float(north)]


def _around_the_back(bounds: pd.DataFrame) -> tuple[float, float] | None:
    """Give the box without the widest band of longitudes that nothing touches."""
    spans = bounds.sort_values("minx", kind="stable")
    reached = spans["maxx"].cummax().to_numpy()[:-1]
    gaps = spans["minx"].to_numpy()[1:] - reached
    if not len(gaps) or gaps.max() <= 0:
        return None
    widest = int(gaps.argmax())
    return float(spans["minx"].to_numpy()[widest + 1]), float(reached[widest])


def _features(frame: gpd.GeoDataFrame, geometry: gpd.GeoSeries) -> Iterator[dict[str, Any]]:
    records = _records(frame.drop(columns=frame.active_geometry_name))
    ids = _plain(frame.index.to_series())
    for identity, record, shape in zip(ids, records, geometry, strict=True):
        outline = None if shape is None else shapely.geometry.mapping(shape)
        yield {"type": "Feature", "id": identity, "geometry": outline, "properties": record}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give each row as a dictionary of what JSON can hold."""
    if not len(table.columns):
        return [{} for _ in table.index]
    columns = {str(name): _plain(table[name]) for name in table.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _plain(values: pd.Series) -> list[Any]:
    if pd.api.types.is_datetime64_any_dtype(values):
        return iso_days(values).tolist()
    return [_plain_cell(cell, str(values.name)) for cell in values.astype(object)]


def _plain_cell(cell: Any, column: str) -> Any:  # noqa: ANN401 - cells are of any type
    if isinstance(cell, str | bool | int):
        return cell
    if isinstance(cell, dict):
        return {str(key): _plain_cell(value, column) for key, value in cell.items()}
    if isinstance(cell, list | tuple):
        return [_plain_cell(value, column) for value in cell]
    if is_missing(cell):
        return None
    if isinstance(cell, np.generic):
        return _plain_cell(cell.item(), column)
    if isinstance(cell, float) and np.isfinite(cell):
        return cell
    raise ExportError(
        f"{column}: wanted text, a finite number, a boolean, a time or nothing, got {cell!r}"
    )


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
