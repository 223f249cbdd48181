"""Write GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.credits import CREDITS
from geo.errors import ExportError
from geo.files import written_whole
from geo.formats.cells import text_of
from geo.formats.columns import cell_fault, cells_of, has_ids, plain_column, unkept
from geo.formats.frames import flat, index_levels, require_geography, require_plain

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

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
        EPSG:4326. An index that is data becomes the features' `id` (several levels become
        properties), columns become properties; null geometry is kept. Cells hold what
        `geo.formats.cells.plain_cell` knows; decimals, periods and further geometries become text.
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
        The frame is not in EPSG:4326, ids repeat, or cells are nothing that JSON has, such as an
        infinite number: all of them, each with row and column.

    Notes
    -----
    Days are written as ISO 8601 dates and open ones as null; a NaN is null. Measures (M) are left
    out, for GeoJSON has none, and so is a height that is no number. Reading the file
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
    frame = require_geography(frame)
    geometry = for_geojson(frame.geometry, decimals=decimals)
    features = list(_features(frame, geometry))
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if name:
        head["name"] = name
    head["attribution"] = [credit.line for credit in attribution]
    head["license"] = sorted({credit.licence for credit in attribution})
    if sources is not None:
        head["sources"] = _records(flat(require_plain(sources, what="sources"), what="sources"))
    bbox = bounding_box(geometry)
    if bbox:
        head["bbox"] = bbox
    with written_whole(path) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_json(head)[:-1] + ',\n"features": [')
        for number, feature in enumerate(features):
            file.write((",\n" if number else "\n") + _json(feature))
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
    """Return the box without the widest band of longitudes that nothing touches."""
    spans = bounds.sort_values("minx", kind="stable")
    reached = spans["maxx"].cummax().to_numpy()[:-1]
    gaps = spans["minx"].to_numpy()[1:] - reached
    if not len(gaps) or gaps.max() <= 0:
        return None
    widest = int(gaps.argmax())
    return float(spans["minx"].to_numpy()[widest + 1]), float(reached[widest])


def _features(frame: gpd.GeoDataFrame, geometry: gpd.GeoSeries) -> Iterator[dict[str, Any]]:
    records, ids = _records(frame.drop(columns=frame.active_geometry_name)), _feature_ids(frame)
    if ids is None and has_ids(frame):
        levels = pd.DataFrame({level.name: level.array for level in index_levels(frame)})
        level_records = _records(levels)
        records = [level | record for level, record in zip(level_records, records, strict=True)]
    for row, (record, shape) in enumerate(zip(records, geometry, strict=True)):
        identity = {} if ids is None else {"id": ids[row]}
        outline = None if shape is None else _outline(shape)
        yield {"type": "Feature", **identity, "geometry": outline, "properties": record}


def _feature_ids(frame: gpd.GeoDataFrame) -> list[str | int | float] | None:
    """Return the features' ids, which are text or numbers (RFC 7946, 3.2); None without any."""
    if not has_ids(frame) or frame.index.nlevels > 1:
        return None
    index = pd.Series(frame.index, name="id")
    plain, faults = plain_column(index, what="frame", unicode=True)
    if faults:
        raise unkept(faults, error=ExportError)
    cells = cells_of(plain)
    numbers = all(type(cell) in {int, float} and np.isfinite(float(cell)) for cell in cells)
    return cells if numbers else [text_of(cell) for cell in cells]


def _outline(shape: BaseGeometry) -> dict[str, Any]:
    """Return the GeoJSON of a shape; a height that is no number is left out."""
    outline: dict[str, Any] = shapely.geometry.mapping(shape)
    heights = shapely.get_coordinates(shape, include_z=True)[:, 2]
    if shape.has_z and not np.isfinite(heights).all():
        outline = {key: _without_gaps(value) for key, value in outline.items()}
    return outline


def _without_gaps(part: Any) -> Any:  # noqa: ANN401 - a geometry, or positions at any depth
    if isinstance(part, dict):
        return {key: _without_gaps(value) for key, value in part.items()}
    if not isinstance(part, (list, tuple)):
        return part
    if part and isinstance(part[0], float):
        return part[:2] if not np.isfinite(part[-1]) else part
    return [_without_gaps(point) for point in part]


def _records(plain: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as a dictionary of what JSON can hold."""
    if not len(plain.columns):
        return [{} for _ in plain.index]
    columns = {name: cells_of(plain[name]) for name in plain.columns}
    faults = [
        cell_fault(plain[name], row, cell, what="frame", wanted="a finite number, or nothing")
        for name, cells in columns.items()
        for row, cell in enumerate(cells)
        if isinstance(cell, float) and np.isinf(cell)
    ]
    if faults:
        raise unkept(faults, error=ExportError)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)


HALF_TURN = 180.0
_TURN = 360.0
_POLE = 90.0


def for_geojson(geometry: gpd.GeoSeries, *, decimals: int = 7) -> gpd.GeoSeries:
    """Cut, wind and round geometry for GeoJSON.

    Parameters
    ----------
    geometry : geopandas.GeoSeries
        EPSG:4326, lon and lat in degrees. Edges are straight in degrees (RFC 7946, 3.1.1), however
        long they are; what goes over the antimeridian has longitudes that run past ±180°.
    decimals : int
        Digits kept after the point of a degree. Seven are 11 mm at the equator: finer than any
        place of a story is known, and finer than most instruments.

    Returns
    -------
    geopandas.GeoSeries
        Longitudes within ±180°; geometry that crosses the antimeridian is cut into a Multi one
        (RFC 7946, 3.1.9); outer rings run counter-clockwise and holes clockwise (3.1.6). Measures
        (M), which GeoJSON has none of, are left out. Null stays null.

    Examples
    --------
    >>> over = gpd.GeoSeries.from_wkt(["LINESTRING (170 0, 190 0)"], crs="EPSG:4326")
    >>> for_geojson(over).iloc[0].wkt
    'MULTILINESTRING ((170 0, 180 0), (-180 0, -170 0))'
    """
    shapes = _without_measures(np.array(geometry.array, dtype=object))
    bounds = np.nan_to_num(shapely.bounds(shapes))
    crossing = np.abs(bounds[:, [0, 2]]).max(axis=1, initial=0) > HALF_TURN
    shapes[crossing] = [_split(shape) for shape in shapes[crossing]]
    shapes = shapely.orient_polygons(shapes)
    shapes = shapely.transform(shapes, lambda xy: np.round(xy, decimals) + 0.0, include_z=None)
    return gpd.GeoSeries(shapes, index=geometry.index, crs=geometry.crs)


def _without_measures(shapes: Any) -> Any:  # noqa: ANN401 - arrays of shapes have no type yet
    for dimensions, high in ((3, True), (2, False)):
        measured = shapely.has_m(shapes) & (shapely.has_z(shapes) == high)
        written = shapely.to_wkb(shapes[measured], output_dimension=dimensions)
        shapes[measured] = shapely.from_wkb(written)
    return shapes


def _split(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape with each part of it within ±180°."""
    if shape.geom_type == "GeometryCollection":
        return shapely.GeometryCollection([_split(part) for part in shape.geoms])
    if shape.geom_type in {"Point", "MultiPoint"}:
        return shapely.transform(shape, _wrap, include_z=None)
    west, _, east, _ = shape.bounds
    first, last = (int((degrees + HALF_TURN) // _TURN) for degrees in (west, east))
    parts = [_in_world(shape, number) for number in range(first, last + 1)]
    return _gathered([part for part in parts if not part.is_empty], shape)


def _in_world(shape: BaseGeometry, number: int) -> BaseGeometry:
    """Return what of a shape lies on one copy of the world, on the one in the middle."""
    middle = number * _TURN
    world = shapely.box(middle - HALF_TURN, -_POLE, middle + HALF_TURN, _POLE)
    try:
        inside = shapely.intersection(shape, world)
    except shapely.GEOSException:  # a ring that crosses itself
        inside = shapely.intersection(shapely.make_valid(shape), world)
    return shapely.transform(inside, lambda xy: xy - _shift(xy, middle), include_z=None)


def _shift(xy: Any, middle: float) -> Any:  # noqa: ANN401 - coordinates of two or three columns
    return np.array([middle] + [0.0] * (xy.shape[1] - 1))


def _gathered(parts: list[BaseGeometry], shape: BaseGeometry) -> BaseGeometry:
    """Return one geometry from parts, without those that only touch the edge of a world."""
    single = shapely.get_parts(np.array(parts, dtype=object))
    while np.any(shapely.get_type_id(single) > shapely.GeometryType.POLYGON):
        single = shapely.get_parts(single)
    dimension = shapely.get_dimensions(shape)
    same_dimension = single[shapely.get_dimensions(single) == dimension]
    if len(same_dimension) == 1:
        return same_dimension[0]
    return (shapely.MultiLineString if dimension == 1 else shapely.MultiPolygon)(
        list(same_dimension)
    )


def _wrap(xy: Any) -> Any:  # noqa: ANN401 - coordinates of two or three columns
    wrapped = np.array(xy)
    beyond = np.abs(wrapped[:, 0]) > HALF_TURN
    wrapped[beyond, 0] = (wrapped[beyond, 0] + HALF_TURN) % _TURN - HALF_TURN
    return wrapped
