"""Places, lines and areas of events, and the links between them, as columns."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import antimeridian
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geo.errors import MapError
from geo.formats.columns import plain_table, texts_of
from geo.formats.frames import as_geoframe
from geo.maps.points.columns import known_column, packed, planes, whole_steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[Any]
    from collections.abc import Iterable

STEP = 1e-6
POINT, LINE, RING = 0, 1, 2
_SLANT = 2.0
_KIND_OF_TYPE = {0: POINT, 1: LINE, 2: LINE, 3: RING}
ZOOMS = (3, 6, 9)
"""Zooms up to each of which a map draws a simpler form of a shape."""
_MANY_VERTICES = 20_000
_FEW_AREAS = 2
_TRIED_AREAS = 1_000
_TRIED_PAIRS = 200
_OVERLAPPING = 0.02
_OFF_PX = 0.5
_TILE_PX = 256
_EDGE = 85.0511287798


@dataclass(frozen=True)
class Shapes:
    """Packed columns of lines and areas.

    Parameters
    ----------
    columns : tuple of bytes
        Of each part the number of its geometry, its kind (0 point, 1 line, 2 ring) and its
        vertices; of each vertex longitude and latitude in steps of 1e-6 degrees, and the first of
        `ZOOMS` that draws it (one past the last where only closer maps do), which is empty where
        there are few vertices.
    parts, vertices : int
        How many there are.
    apart : bool
        Whether areas lie beside each other, so that they can be filled.
    """

    columns: tuple[bytes, bytes, bytes, bytes, bytes, bytes]
    parts: int
    vertices: int
    apart: bool


def pack_shapes(geometries: Geometries) -> Shapes:
    """Pack geometries of any kind as columns.

    Edges are straight in degrees, however long they are (RFC 7946): what crosses the 180th meridian
    is cut there, or runs on beyond it.

    Parameters
    ----------
    geometries : numpy.ndarray
        Geometries, none empty, in degrees.

    Returns
    -------
    Shapes
        Their parts in the order of the geometries.

    Examples
    --------
    >>> shapes = pack_shapes(np.array([shapely.LineString([(170, 0), (190, 0)])]))
    >>> shapes.parts, shapes.vertices
    (1, 2)
    """
    flat, owner = _flat(_bent(geometries))
    flat = shapely.orient_polygons(flat)  # a hole runs the other way: many areas are one path
    types = shapely.get_type_id(flat)
    rings, of_ring = shapely.get_rings(flat, return_index=True)
    others = np.flatnonzero(types != shapely.GeometryType.POLYGON)
    pieces = np.concatenate([flat[others], rings])
    source = np.concatenate([others, of_ring])
    sequence = np.argsort(source, kind="stable")
    pieces, source = pieces[sequence], source[sequence]
    kinds = np.array([_KIND_OF_TYPE[int(kind)] for kind in types], dtype=np.uint8)[source]
    degrees, piece = shapely.get_coordinates(pieces, return_index=True)
    lengths = np.bincount(piece, minlength=len(pieces)).astype(np.int32)
    columns = (
        packed(planes(owner[source].astype(np.int32), differences=True)),
        packed(kinds.tobytes()),
        packed(planes(lengths, differences=False)),
        packed(planes(whole_steps(degrees[:, 0], step=STEP), differences=True)),
        packed(planes(whole_steps(degrees[:, 1], step=STEP), differences=True)),
        packed(_detail(degrees, piece, kinds).tobytes()) if len(degrees) > _MANY_VERTICES else b"",
    )
    return Shapes(
        columns, parts=len(pieces), vertices=len(degrees), apart=_apart(flat[types == _POLYGON])
    )


def _apart(areas: Geometries) -> bool:
    """Return whether of up to 1,000 areas hardly any lies over a good part of another."""
    if len(areas) < _FEW_AREAS:
        return False
    some = areas[np.unique(np.linspace(0, len(areas) - 1, _TRIED_AREAS).astype(np.int64))]
    some = np.where(shapely.is_valid(some), some, shapely.make_valid(some))
    left, right = shapely.STRtree(some).query(some, predicate="intersects")
    pairs = np.flatnonzero(left < right)
    tried = pairs[:: -(-len(pairs) // _TRIED_PAIRS) or 1]
    first, second = some[left[tried]], some[right[tried]]
    shared = shapely.area(shapely.intersection(first, second))
    smaller = np.minimum(shapely.area(first), shapely.area(second))
    over = np.count_nonzero(shared > _OVERLAPPING * smaller) * len(pairs) / max(1, len(tried))
    return bool(over <= _OVERLAPPING * len(some))


def _detail(
    degrees: NDArray[np.float64], piece: NDArray[np.int64], kinds: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Return which of `ZOOMS` is the first to draw each vertex (Douglas and Peucker 1973).

    What a zoom leaves out is less than half a pixel of its map off the line.
    """
    detail = np.full(len(degrees), len(ZOOMS), dtype=np.uint8)
    detail[kinds[piece] == POINT] = 0
    vertices = np.flatnonzero(kinds[piece] != POINT)
    latitude = np.radians(np.clip(degrees[vertices, 1], -_EDGE, _EDGE))
    height = np.arcsinh(np.tan(latitude)) / (2 * np.pi)
    world = np.column_stack([degrees[vertices, 0] / 360, height, vertices])
    _, part = np.unique(piece[vertices], return_inverse=True)
    lines = shapely.linestrings(world, indices=part)
    for level in reversed(range(len(ZOOMS))):
        tolerance = _OFF_PX / (_TILE_PX * 2 ** ZOOMS[level])
        simple = shapely.simplify(lines, tolerance, preserve_topology=False)
        drawn = shapely.get_coordinates(simple, include_z=True)[:, 2]
        detail[drawn.astype(np.int64)] = level
    return detail


def _bent(geometries: Geometries) -> Geometries:
    """Add vertices along wide slanting edges, which Mercator's projection bends."""
    lon_lat, owner = shapely.get_coordinates(geometries, return_index=True)
    slanting = np.all(np.abs(np.diff(lon_lat, axis=0)) > _SLANT, axis=1)
    slanting &= owner[1:] == owner[:-1]
    if not np.any(slanting):
        return geometries
    bent = geometries.copy()
    wide = np.unique(owner[1:][slanting])
    bent[wide] = shapely.segmentize(geometries[wide], _SLANT)
    return bent


def _flat(geometries: Geometries) -> tuple[Geometries, NDArray[np.int64]]:
    """Split collections until only points, lines and polygons are left."""
    flat, owner = geometries, np.arange(len(geometries))
    while np.any(shapely.get_type_id(flat) > shapely.GeometryType.POLYGON):
        flat, index = shapely.get_parts(flat, return_index=True)
        owner = owner[index]
        filled = ~shapely.is_empty(flat)
        flat, owner = flat[filled], owner[filled]
    return flat, owner


_POINT = int(shapely.GeometryType.POINT)
_LINE_STRING = int(shapely.GeometryType.LINESTRING)
_POLYGON = int(shapely.GeometryType.POLYGON)
_MOST_DEGREES = 540.0
_TURN = 360.0
_WIDE_EDGE = 90.0
_PIECES = 180
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
        Geometries of the last rows, which are no single points. Their edges are straight in degrees
        (RFC 7946), however long they are; longitudes may run on beyond 180.
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
        When `frame` has no CRS, or its coordinates are no longitudes and latitudes after all.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame(geometry=[shapely.Point(67, 24.9), None], crs="EPSG:4326")
    >>> places = read_places(frame, what="events")
    >>> places.lon.tolist(), places.without
    ([67.0], 1)
    """
    geometries = in_degrees(frame, what=what)
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
    _check_range(_corners(geometries[others]), what=what, crs=frame.crs)
    points = np.flatnonzero(single & finite)
    shapes = others[finite[others]]
    rows = np.concatenate([points, shapes]).astype(np.int64)
    lon = lon_lat[rows, 0]
    wrapped = np.where(np.abs(lon) > 180, (lon + 180) % 360 - 180, lon)  # noqa: PLR2004
    return Places(rows, wrapped, lon_lat[rows, 1], geometries[shapes], len(frame) - len(rows))


def in_degrees(frame: gpd.GeoDataFrame, *, what: str) -> NDArray[Any]:
    """Return the geometries of a frame in EPSG:4326; see `read_places`."""
    if frame.crs is None:
        raise MapError(
            f'{what}: found no CRS, wanted one; longitudes and latitudes are set_crs("EPSG:4326")'
        )
    geometry = frame.geometry
    if frame.crs.to_epsg() != 4326 and not frame.crs.equals("OGC:CRS84"):  # noqa: PLR2004
        return _projected(geometry)
    return np.asarray(geometry.array)


def _projected(geometry: gpd.GeoSeries) -> NDArray[Any]:
    """Project to degrees; an edge that crosses the 180th meridian does not run back.

    What is in degrees already keeps its turns. An edge of another projection is straight there and
    may bend in degrees, so wide shapes get vertices along their edges first, and are then cut at
    the 180th meridian, round a pole if they hold one.
    """
    source = np.asarray(geometry.array)
    degrees = np.asarray(geometry.to_crs("EPSG:4326").array)
    if geometry.crs.is_geographic:
        return _turned_alike(degrees, source)
    wide = np.flatnonzero(_longest_edges(degrees) > _WIDE_EDGE)
    if not len(wide):
        return degrees
    west, south, east, north = shapely.bounds(source[wide]).T
    fine = shapely.segmentize(source[wide], np.fmax(east - west, north - south) / _PIECES)
    turned = gpd.GeoSeries(fine, crs=geometry.crs).to_crs("EPSG:4326")
    degrees = degrees.copy()
    degrees[wide] = [_cut(shape) for shape in turned.array]
    return degrees


def _turned_alike(degrees: NDArray[Any], source: NDArray[Any]) -> NDArray[Any]:
    lon_lat = shapely.get_coordinates(degrees)
    turns = np.round((shapely.get_coordinates(source)[:, 0] - lon_lat[:, 0]) / _TURN)
    if not np.any(turns):
        return degrees
    lon_lat[:, 0] += _TURN * turns
    return np.asarray(shapely.set_coordinates(degrees.copy(), lon_lat))


def _longest_edges(shapes: NDArray[Any]) -> NDArray[np.float64]:
    """Return the widest step from vertex to vertex of each shape, in degrees; 0 of a point."""
    lon_lat, owner = shapely.get_coordinates(shapes, return_index=True)
    longest = np.zeros(len(shapes))
    edges = np.flatnonzero(owner[1:] == owner[:-1])
    wide = np.abs(lon_lat[edges + 1, 0] - lon_lat[edges, 0])
    np.maximum.at(longest, owner[edges], np.nan_to_num(wide, posinf=0))
    return longest


def _cut(shape: shapely.Geometry) -> shapely.Geometry:
    """Cut a shape whose vertices lie close together where it crosses the 180th meridian."""
    lon_lat = shapely.get_coordinates(shape)
    if not np.isfinite(lon_lat).all() or _longest_edges(np.array([shape]))[0] <= _TURN / 2:
        return shape
    kind = shapely.get_type_id(shape)
    if kind == _POLYGON:
        return antimeridian.fix_polygon(shape, fix_winding=True, great_circle=False)
    if kind == _LINE_STRING:
        return antimeridian.fix_line_string(shape, great_circle=False)
    if kind > _POLYGON:
        return shapely.GeometryCollection([_cut(part) for part in shapely.get_parts(shape)])
    return shape


def _first_coordinates(points: NDArray[Any]) -> NDArray[np.float64]:
    """Return a row for each point; an empty one has no number."""
    degrees: NDArray[np.float64] = shapely.get_coordinates(points)
    if len(degrees) == len(points):
        return degrees
    coordinates = np.full((len(points), 2), np.nan)
    coordinates[~shapely.is_empty(points)] = degrees
    return coordinates


def _drawable(shapes: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which shapes have vertices, all of them finite."""
    degrees, owner = shapely.get_coordinates(shapes, return_index=True)
    drawable: NDArray[np.bool_] = np.logical_not(shapely.is_empty(shapes))
    drawable[owner[~np.isfinite(degrees).all(axis=1)]] = False
    return drawable


def _corners(shapes: NDArray[Any]) -> NDArray[np.float64]:
    """Return the south-western corners of boxes around shapes, then the north-eastern ones."""
    corners: NDArray[np.float64] = np.concatenate(np.hsplit(shapely.bounds(shapes), 2))
    return corners


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
    rows = _texts(plain_table(links, what="links", error=MapError))
    records = []
    for texts, line in zip(rows, lines, strict=True):
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
    is_stated = links[side].notna() & (links[side].astype(object) != "")
    unknown = links.loc[is_stated & ~links[side].isin(events.index), side]
    if len(unknown):
        raise MapError(
            f"links, column {side!r}: found {unknown.tolist()[0]!r} ({len(unknown)} such), "
            "wanted labels of the events' index"
        )
    places = events.geometry.to_crs("EPSG:4326").representative_point()
    first = places[~places.index.duplicated()]
    return [
        first[label] if known and first[label] is not None and not first[label].is_empty else None
        for label, known in zip(links[side], is_stated, strict=True)
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
