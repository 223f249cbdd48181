"""Cut geometries at the antimeridian as RFC 7946 asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


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
    """Make one geometry of parts, without those that only touch the edge of a world."""
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
