"""Where events are: geometries of any kind and CRS as one place each, with a shape if it is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import MapError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POINT = int(shapely.GeometryType.POINT)
_MOST_DEGREES = 540.0
_POLE = 90.0


@dataclass(frozen=True)
class Places:
    """The rows that can be drawn and where they are.

    Parameters
    ----------
    rows : numpy.ndarray
        Numbers of the rows that have a place, int64: points first, then shapes.
    lon, lat : numpy.ndarray
        Degrees, EPSG:4326, of each of `rows`; of a shape, a point on it. Longitudes lie in
        -180 to 180.
    shapes : numpy.ndarray
        Geometries of the last rows, which are no single points.
    without : int
        Rows whose geometry is missing, empty, or has a coordinate that is no number.
    """

    rows: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    shapes: NDArray[Any]
    without: int


def read_places(frame: gpd.GeoDataFrame, *, what: str) -> Places:
    """Read where the rows of a frame are.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Points, lines, areas or collections, mixed as they come, in any CRS.
    what : str
        What the frame is called in an error.

    Returns
    -------
    Places
        Rows without a usable geometry are left out and counted.

    Raises
    ------
    geo.errors.MapError
        When `frame` is no GeoDataFrame with geometries and a CRS, or its coordinates are no
        longitudes and latitudes after all.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame(geometry=[shapely.Point(67, 24.9), None], crs="EPSG:4326")
    >>> places = read_places(frame, what="events")
    >>> places.lon.tolist(), places.without
    ([67.0], 1)
    """
    geometries = _in_degrees(frame, what=what)
    types = shapely.get_type_id(geometries)
    single = types == _POINT
    if single.all():
        lon_lat = _first_coordinates(geometries)
    else:
        lon_lat = np.full((len(geometries), 2), np.nan)
        lon_lat[single] = _first_coordinates(geometries[single])
    others = np.flatnonzero(~single & (types >= 0))
    if len(others):
        others = others[_drawable(geometries[others])]
        lon_lat[others] = shapely.get_coordinates(shapely.point_on_surface(geometries[others]))
    finite = np.isfinite(lon_lat[:, 0]) & np.isfinite(lon_lat[:, 1])
    _check_range(lon_lat[finite], what=what, crs=frame.crs)
    points = np.flatnonzero(single & finite)
    shapes = others[finite[others]]
    rows = np.concatenate([points, shapes]).astype(np.int64)
    lon = lon_lat[rows, 0]
    wrapped = np.where(np.abs(lon) > 180, (lon + 180) % 360 - 180, lon)  # noqa: PLR2004
    return Places(rows, wrapped, lon_lat[rows, 1], geometries[shapes], len(frame) - len(rows))


def _in_degrees(frame: gpd.GeoDataFrame, *, what: str) -> NDArray[Any]:
    if not isinstance(frame, gpd.GeoDataFrame):
        found = type(frame).__name__
        hint = (
            "; geopandas.GeoDataFrame(frame, geometry=geopandas.points_from_xy(lon, lat), crs=4326)"
        )
        raise MapError(f"{what}: found {found}, wanted a GeoDataFrame{hint} makes one")
    if frame._geometry_column_name not in frame.columns:  # noqa: SLF001 - the property raises
        raise MapError(f"{what}: found no geometry column, wanted one; set_geometry() names it")
    if frame.crs is None:
        raise MapError(
            f'{what}: found no CRS, wanted one; longitudes and latitudes are set_crs("EPSG:4326")'
        )
    geometry = frame.geometry
    if frame.crs.to_epsg() != 4326 and not frame.crs.equals("OGC:CRS84"):  # noqa: PLR2004
        geometry = geometry.to_crs("EPSG:4326")
    return np.asarray(geometry.array)


def _first_coordinates(points: NDArray[Any]) -> NDArray[np.float64]:
    """Give a row for each point; an empty one has no number."""
    degrees: NDArray[np.float64] = shapely.get_coordinates(points)
    if len(degrees) == len(points):
        return degrees
    told = np.full((len(points), 2), np.nan)
    told[~shapely.is_empty(points)] = degrees
    return told


def _drawable(shapes: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which shapes have vertices, all of them finite."""
    degrees, owner = shapely.get_coordinates(shapes, return_index=True)
    kept: NDArray[np.bool_] = np.logical_not(shapely.is_empty(shapes))
    kept[owner[~np.isfinite(degrees).all(axis=1)]] = False
    return kept


def _check_range(lon_lat: NDArray[np.float64], *, what: str, crs: object) -> None:
    lon, lat = np.abs(lon_lat[:, 0]), np.abs(lon_lat[:, 1])
    wrong = np.flatnonzero((lat > _POLE) | (lon > _MOST_DEGREES))
    if not len(wrong):
        return
    x, y = lon_lat[wrong[0]].tolist()
    swapped = np.all(lon <= _POLE) and np.all(lat <= 180)  # noqa: PLR2004
    guess = "; axes swapped?" if swapped else f"; is the CRS {crs} the right one?"
    raise MapError(
        f"{what}: found {len(wrong)} places off the globe, the first at lon {x:g}, lat {y:g}, "
        f"wanted lon -180 to 180 and lat -90 to 90{guess}"
    )
