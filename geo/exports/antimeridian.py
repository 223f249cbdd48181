"""Geometry as RFC 7946 wants it: cut at the antimeridian, rings by the right-hand rule."""

from __future__ import annotations

from typing import Any

import antimeridian
import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry, BaseMultipartGeometry

HALF_TURN = 180.0


def for_geojson(geometry: gpd.GeoSeries, *, decimals: int = 7) -> gpd.GeoSeries:
    """Cut, wind and round geometry for GeoJSON.

    Parameters
    ----------
    geometry : geopandas.GeoSeries
        EPSG:4326, lon and lat in degrees. Longitudes may run past ±180°, and an edge longer than
        180° is taken the short way round, as on the globe.
    decimals : int
        Digits kept after the point of a degree. Seven are 11 mm at the equator: finer than any
        place of a story is known, and finer than most instruments.

    Returns
    -------
    geopandas.GeoSeries
        Longitudes within ±180°; geometry that crosses the antimeridian is cut into a Multi one
        (RFC 7946, 3.1.9); outer rings run counter-clockwise and holes clockwise (3.1.6). Null
        stays null.

    Examples
    --------
    >>> over = gpd.GeoSeries.from_wkt(["LINESTRING (170 0, 190 0)"], crs="EPSG:4326")
    >>> for_geojson(over).iloc[0].wkt
    'MULTILINESTRING ((170 0, 180 0), (-180 0, -170 0))'
    """
    shapes = np.array(geometry.array, dtype=object)
    crossing = _crosses(shapes)
    shapes[crossing] = [_cut(shape) for shape in shapes[crossing]]
    shapes = shapely.orient_polygons(shapes)
    shapes = shapely.transform(shapes, lambda xy: np.round(xy, decimals) + 0.0, include_z=None)
    return gpd.GeoSeries(shapes, index=geometry.index, crs=geometry.crs)


def _crosses(shapes: Any) -> Any:  # noqa: ANN401 - arrays of shapes have no type yet
    """Tell which shapes leave ±180°, or have an edge that is longer than half a turn."""
    beyond = np.abs(shapely.bounds(shapes)[:, [0, 2]]).max(axis=1, initial=0) > HALF_TURN
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    ends = np.abs(xy[:, 0]) == HALF_TURN
    long_edge = np.abs(np.diff(xy[:, 0])) > HALF_TURN
    long_edge &= (owner[:-1] == owner[1:]) & ~(ends[:-1] & ends[1:])
    crossing = np.nan_to_num(beyond).astype(bool)
    crossing[owner[:-1][long_edge]] = True
    return crossing


def _cut(shape: BaseGeometry) -> BaseGeometry:
    if isinstance(shape, BaseMultipartGeometry):
        parts = [_cut(part) for part in shape.geoms]
        if shape.geom_type == "GeometryCollection":
            return shapely.GeometryCollection(parts)
        return _gathered(parts)
    if shape.geom_type == "Polygon":
        return antimeridian.fix_polygon(shape, fix_winding=True, great_circle=False)
    wrapped = shapely.transform(shape, _wrap, include_z=None)
    if shape.geom_type == "LineString":
        return antimeridian.fix_line_string(wrapped, great_circle=False)
    return wrapped


def _gathered(parts: list[BaseGeometry]) -> BaseGeometry:
    """Make one Multi geometry of parts of one dimension."""
    single = shapely.get_parts(np.array(parts, dtype=object))
    kinds = {
        "Point": shapely.MultiPoint,
        "LineString": shapely.MultiLineString,
        "Polygon": shapely.MultiPolygon,
    }
    return kinds[single[0].geom_type](list(single))


def _wrap(xy: Any) -> Any:  # noqa: ANN401 - coordinates of two or three columns
    wrapped = np.array(xy)
    beyond = np.abs(wrapped[:, 0]) > HALF_TURN
    wrapped[beyond, 0] = (wrapped[beyond, 0] + HALF_TURN) % (2 * HALF_TURN) - HALF_TURN
    return wrapped
