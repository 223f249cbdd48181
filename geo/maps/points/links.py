"""Links between places, along great circles."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geo.errors import MapError
from geo.formats.columns import plain_table, texts_of
from geo.formats.frames import as_geoframe
from geo.maps.points.columns import known_column
from geo.maps.points.shapes import STEP, in_degrees

if TYPE_CHECKING:
    from collections.abc import Iterable


_EARTH = Geod(ellps="WGS84")
_APART_M = 100_000
_ENDS = 2
_HALF_TURN = 180


def link_records(
    links: gpd.GeoDataFrame | pd.DataFrame, *, events: gpd.GeoDataFrame
) -> list[dict[str, Any]]:
    """Return each link's line and texts, as the page reads them.

    Parameters
    ----------
    links : geopandas.GeoDataFrame or pandas.DataFrame
        Lines in any CRS; one between two points is drawn along its great circle. Or a frame
        without geometry whose columns ``from`` and ``to`` hold labels of the events' index.
    events : geopandas.GeoDataFrame
        The events.

    Returns
    -------
    list of dict
        ``path`` (steps of 1e-6 degrees from vertex to vertex, longitude and latitude in turn, run
        on beyond 180 degrees where it crosses), ``km``, ``texts`` (name and value of each
        column) and, of a frame with ends, ``directed``. What has no line is left out.

    Raises
    ------
    geo.errors.MapError
        When the links have neither lines nor ends among the events.

    Examples
    --------
    >>> ends = gpd.GeoDataFrame(
    ...     geometry=[shapely.Point(179, 0), shapely.Point(-179, 0)], index=["a", "b"], crs=4326
    ... )
    >>> records = link_records(pd.DataFrame({"from": ["a"], "to": ["b"]}), events=ends)
    >>> records[0]["km"], sum(records[0]["path"][::2])
    (222.6, 181000000)
    """
    if not isinstance(links, pd.DataFrame):
        links = as_geoframe(links, what="links", error=MapError)
    if isinstance(links, gpd.GeoDataFrame) and links.active_geometry_name not in links.columns:
        links = pd.DataFrame(links)  # it has lost its geometry
    lines = _lines(links, events)
    directed = not isinstance(links, gpd.GeoDataFrame)
    told = _texts(plain_table(links, what="links", error=MapError))
    records = []
    for texts, line in zip(told, lines, strict=True):
        parts = () if line is None or line.is_empty else shapely.get_parts(line)
        for part in parts:
            path = _along(shapely.get_coordinates(part))
            km = round(_EARTH.line_length(path[:, 0], path[:, 1]) / 1000, 1)
            record: dict[str, Any] = {"path": _steps(path), "km": km, "texts": texts}
            records.append(record | {"directed": True} if directed else record)
    return records


def _texts(plain: pd.DataFrame) -> list[list[list[str]]]:
    """Return name and value of each cell of a row that holds something."""
    names = [name for name in plain.columns if str(plain.dtypes[name]) != "geometry"]
    columns = [[text or "" for text in texts_of(plain[name])] for name in names]
    return [
        [[name, column[row]] for name, column in zip(names, columns, strict=True) if column[row]]
        for row in range(len(plain))
    ]


def _lines(links: pd.DataFrame, events: gpd.GeoDataFrame) -> Iterable[shapely.Geometry | None]:
    if isinstance(links, gpd.GeoDataFrame):
        wrong = sorted({*links.geometry.geom_type.dropna()} - {"LineString", "MultiLineString"})
        if wrong:
            raise MapError(f"links: found geometries of type {', '.join(wrong)}, wanted lines")
        return list(in_degrees(links, what="links"))
    starts, ends = (_places(links, side, events) for side in ("from", "to"))
    pairs = zip(starts, ends, strict=True)
    return [None if not (a and b) else shapely.LineString([a, b]) for a, b in pairs]


def _places(links: pd.DataFrame, side: str, events: gpd.GeoDataFrame) -> list[shapely.Point | None]:
    """Find the place of one end of each link; an end that is not stated has none."""
    known_column(gpd.GeoDataFrame(links), side, option="links")
    lists = [label for label in links[side] if not isinstance(label, Hashable)]
    if lists:
        raise MapError(
            f"links, column {side!r}: found {lists[0]!r}, wanted labels of the events' index"
        )
    told = links[side].notna() & (links[side].astype(object) != "")
    unknown = links.loc[told & ~links[side].isin(events.index), side]
    if len(unknown):
        raise MapError(
            f"links, column {side!r}: found {unknown.tolist()[0]!r} ({len(unknown)} such), "
            "wanted labels of the events' index"
        )
    places = events.geometry.to_crs("EPSG:4326").representative_point()
    first = places[~places.index.duplicated()]
    return [
        first[label] if known and first[label] is not None and not first[label].is_empty else None
        for label, known in zip(links[side], told, strict=True)
    ]


def _along(degrees: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Follow the great circle of a line that is only its two ends, and run on beyond 180.

    The edges of any other line are straight in degrees, however long they are.
    """
    if len(degrees) != _ENDS:
        return degrees
    (lon0, lat0), (lon1, lat1) = degrees.tolist()
    metres = _EARTH.inv(lon0, lat0, lon1, lat1)[2]
    steps_between = min(200, int(metres // _APART_M))
    between = _EARTH.npts(lon0, lat0, lon1, lat1, steps_between) if steps_between else []
    degrees = np.array([[lon0, lat0], *between, [lon1, lat1]])
    steps = np.diff(degrees[:, 0], prepend=degrees[:1, 0])
    turns = np.where(np.abs(steps) > _HALF_TURN, -np.sign(steps), 0)
    return np.column_stack([degrees[:, 0] + 360 * np.cumsum(turns), degrees[:, 1]])


def _steps(degrees: np.ndarray[Any, np.dtype[np.float64]]) -> list[int]:
    units = np.round(degrees / STEP).astype(np.int64)
    steps: list[int] = np.diff(units, axis=0, prepend=[[0, 0]]).ravel().tolist()
    return steps
