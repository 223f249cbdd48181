"""Read the outlines of areas, and draw each place as a dot, a circle or its outline."""

from __future__ import annotations

import logging
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import Geod

from geo.errors import GazetteerError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.gazetteer.gazetteer import Gazetteer, Numbers, Place


_PER_DEGREE = 100_000
_EDGE_OF_MAP = (180.0, 90.0)
# What a damaged file or row raises: Arrow, NumPy and shapely each have their own.
_UNREADABLE = (
    *(OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError),
    *(pa.ArrowException, shapely.errors.ShapelyError),
)
_EDGE_DEGREES = 0.02  # outlines and points come from different lists: 2 km at the coast

_log = logging.getLogger(__name__)


class Outlines:
    """The file of outlines; a look-up reads the 64 rows around the id, and is kept.

    A file or a row that can't be read is no outline: `find` returns None and a warning names it.

    Parameters
    ----------
    path : pathlib.Path
        ``boundaries.parquet``: id, parts (rings of each polygon), rings (points of each ring),
        lon and lat in 0.00001 degrees.
    """

    def __init__(self, path: Path) -> None:
        self._read: dict[str, shapely.Geometry | None] = {}
        self._widened: dict[str, shapely.Geometry | None] = {}
        self._file: pq.ParquetFile | None = None
        self._last: list[str] = []
        try:
            self._file = pq.ParquetFile(path)
            groups = range(self._file.num_row_groups)
            columns = (self._file.metadata.row_group(group).column(0) for group in groups)
            self._last = [column.statistics.max for column in columns]
        except _UNREADABLE as error:
            self._file = None
            _log.warning("the outlines can't be read (%s); areas are drawn as circles", error)

    def __contains__(self, boundary_id: object) -> bool:
        """Return whether an outline has the id, readable or not; True where no file tells."""
        if self._file is None or self.find(str(boundary_id)) is not None:
            return True
        try:
            return self._row(str(boundary_id)) is not None
        except _UNREADABLE:
            return True

    def read(self, boundary_id: str) -> shapely.Geometry:
        """Return one outline as a MultiPolygon, EPSG:4326; GazetteerError where there is none."""
        outline = self.find(boundary_id)
        if outline is None:
            raise GazetteerError(f"no outline has the id {boundary_id!r}, or it can't be read")
        return outline

    def find(self, boundary_id: str) -> shapely.Geometry | None:
        """Return one outline as a MultiPolygon, EPSG:4326, or None."""
        if boundary_id not in self._read:
            self._read[boundary_id] = self._find(boundary_id)
        return self._read[boundary_id]

    def holds(self, boundary_id: str, lon: float, lat: float) -> bool:
        """Return whether a point, in degrees, lies in an outline; False where there is none."""
        outline = self.find(boundary_id)
        return outline is not None and bool(shapely.intersects_xy(outline, lon, lat))

    def around(self, boundary_id: str) -> shapely.Geometry | None:
        """Return one outline with a margin of 0.02 degrees, prepared for many questions."""
        if boundary_id not in self._widened:
            outline = self.find(boundary_id)
            widened = None if outline is None else outline.buffer(_EDGE_DEGREES)
            shapely.prepare(widened)
            self._widened[boundary_id] = widened
        return self._widened[boundary_id]

    def around_holds(self, boundary_id: str, lon: Numbers, lat: Numbers) -> Numbers | None:
        """Return which points lie in an outline with its margin; None where there is none."""
        outline = self.around(boundary_id)
        return None if outline is None else np.asarray(shapely.intersects_xy(outline, lon, lat))

    def _find(self, boundary_id: str) -> shapely.Geometry | None:
        try:
            row = self._row(boundary_id)
            return None if row is None else build_outline(row)
        except _UNREADABLE as error:
            _log.warning("the outline %s can't be read (%s)", boundary_id, error)
            return None

    def _row(self, boundary_id: str) -> dict[str, list[list[int]]] | None:
        group = int(np.searchsorted(self._last, boundary_id)) if self._last else 0
        if self._file is None or group >= len(self._last):
            return None
        table = self._file.read_row_group(group)
        ids = table["id"].to_pylist()
        if boundary_id not in ids:
            return None
        cells: dict[str, list[list[int]]]
        cells = table.slice(ids.index(boundary_id), 1).to_pydict()
        return cells


def build_outline(row: dict[str, list[list[int]]]) -> shapely.Geometry:
    """Build an outline from points and counts, and check it.

    Parameters
    ----------
    row : dict of str to list
        One row of the file of outlines; each column a list of one.

    Returns
    -------
    shapely.MultiPolygon
        Degrees, EPSG:4326.

    Raises
    ------
    ValueError
        When the counts and the points don't go together, or the outline is empty, invalid, or
        not on the map.

    Examples
    --------
    >>> corners = {"lon": [[0, 100_000, 0, 0]], "lat": [[0, 0, 100_000, 0]]}
    >>> build_outline({"parts": [[1]], "rings": [[4]], **corners}).area
    0.5
    """
    lon, lat, rings, parts = (row[name][0] for name in ("lon", "lat", "rings", "parts"))
    if not parts or sum(parts) != len(rings) or not sum(rings) == len(lon) == len(lat):
        sizes = f"{len(parts)} polygons, {len(rings)} rings, {len(lon)} and {len(lat)} numbers"
        raise ValueError(f"found {sizes}, wanted what makes polygons")
    points = np.column_stack([lon, lat]) / _PER_DEGREE
    if not (np.abs(points) <= _EDGE_OF_MAP).all():
        raise ValueError("found points off the map, wanted degrees")
    loops = shapely.linearrings(points, indices=np.repeat(np.arange(len(rings)), rings))
    starts = np.cumsum([0, *parts])
    polygons = [
        shapely.polygons(loops[first], loops[first + 1 : last]) for first, last in pairwise(starts)
    ]
    outline = shapely.multipolygons(polygons)
    if not shapely.is_valid(outline):
        raise ValueError(shapely.is_valid_reason(outline))
    return outline


POINTS = ("site", "street")
OUTLINED = ("borough", "region", "province", "country")
SIDES = 64
_GEOD = Geod(ellps="WGS84")
_AZIMUTHS = np.linspace(0, -360, SIDES, endpoint=False)
_SMALL_M, _STEEP = 30_000.0, 65.0  # beyond, the second order is no longer exact to a metre


def shape(gazetteer: Gazetteer, place: Place) -> shapely.Geometry:
    """Draw a place of the gazetteer by its kind; see `draw_place`."""
    boundary = place.boundary if place.kind in OUTLINED else ""
    return draw_place(gazetteer, place.lon, place.lat, place.kind, place.radius_m, boundary)


def draw_place(
    gazetteer: Gazetteer, lon: float, lat: float, precision: str, radius_m: float, boundary: str
) -> shapely.Geometry:
    """Draw by precision.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where outlines are.
    lon, lat : float
        Degrees, EPSG:4326.
    precision : str
        site and street are points; suburb and city circles; borough, region, province and
        country their outline, or a circle where there is none that can be read.
    radius_m : float
        Metres.
    boundary : str
        Id of the outline, or empty.

    Returns
    -------
    shapely geometry
        Degrees, EPSG:4326.
    """
    outline = gazetteer.outlines.find(boundary) if precision in OUTLINED and boundary else None
    if outline is not None:
        return outline
    if precision in POINTS or not radius_m > 0:
        return shapely.Point(lon, lat)
    return circle(lon, lat, radius_m=radius_m)


def circle(lon: float, lat: float, *, radius_m: float) -> shapely.Geometry:
    """Draw a geodesic circle of 64 corners (Karney 2013, through pyproj).

    Parameters
    ----------
    lon, lat : float
        Centre in degrees, EPSG:4326.
    radius_m : float
        Metres.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        Cut in two where it crosses the antimeridian; where it holds a pole, the cap around it.

    Examples
    --------
    >>> circle(179.99, -17.0, radius_m=5_000).geom_type
    'MultiPolygon'
    """
    east, north = corners(np.array([lon]), np.array([lat]), radius_m=np.array([radius_m]))
    lons, lats = east[0], north[0]
    turned = np.unwrap(np.append(lons, lons[0]), period=360)
    if abs(turned[-1] - turned[0]) > 1:
        return _cap(lons, lats)
    ring = np.column_stack([turned[:-1], lats])
    return _cut(shapely.Polygon(ring))


def corners(
    lon: Numbers, lat: Numbers, *, radius_m: Numbers
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the corners of circles: on the ellipsoid, to about a metre.

    Parameters
    ----------
    lon, lat : ndarray of shape (n,)
        Centres in degrees.
    radius_m : ndarray of shape (n,)
        Metres.

    Returns
    -------
    east, north : ndarray of shape (n, 64)
        Degrees. Where a circle is small and far from the poles, by the radii of curvature at its
        centre up to the second order, in a tenth of the time (Bomford 1980, ch. 2); elsewhere
        geodesics (Karney 2013, through pyproj).
    """
    phi = np.radians(lat)[:, None]
    azimuth = np.radians(_AZIMUTHS)
    ahead, aside = radius_m[:, None] * np.cos(azimuth), radius_m[:, None] * np.sin(azimuth)
    bent = 1 - _GEOD.es * np.sin(phi) ** 2
    meridian, normal = _GEOD.a * (1 - _GEOD.es) / bent**1.5, _GEOD.a / np.sqrt(bent)
    slope = np.tan(phi)
    north = lat[:, None] + np.degrees(ahead / meridian - aside**2 * slope / (2 * meridian * normal))
    east = np.degrees(aside / (normal * np.cos(phi)) * (1 + ahead * slope / meridian))
    east += lon[:, None]
    far = (radius_m > _SMALL_M) | (np.abs(lat) > _STEEP)
    if far.any():
        x, y, radii = (np.repeat(values[far], SIDES) for values in (lon, lat, radius_m))
        lons, lats, _ = _GEOD.fwd(x, y, np.tile(_AZIMUTHS, int(far.sum())), radii)
        east[far], north[far] = lons.reshape(-1, SIDES), lats.reshape(-1, SIDES)
    return east, north


def _cap(lons: np.ndarray, lats: np.ndarray) -> shapely.Polygon:
    """Close a circle around a pole along the edges of the map."""
    order = np.argsort(lons)
    pole = 90.0 if lats.mean() > 0 else -90.0
    edge = float(np.interp(180, [lons[order[-1]], lons[order[0]] + 360], lats[order[[-1, 0]]]))
    ring = [(-180, edge), *zip(lons[order], lats[order], strict=True), (180, edge)]
    return shapely.orient_polygons(shapely.Polygon([*ring, (180, pole), (-180, pole)]))


def _cut(polygon: shapely.Polygon) -> shapely.Geometry:
    """Cut a polygon that reaches over ±180 degrees into two parts on the map."""
    west, _, east, _ = polygon.bounds
    if west >= -180 and east <= 180:  # noqa: PLR2004 - the edges of the map
        return polygon
    parts = [
        shapely.transform(
            shapely.intersection(polygon, shapely.box(shift - 180, -90, shift + 180, 90)),
            lambda points, shift=shift: points - [shift, 0],
        )
        for shift in (-360, 0, 360)
    ]
    return shapely.multipolygons(shapely.get_parts([p for p in parts if not p.is_empty]))


_HALF_TURN = 180.0


def place_shapes(gazetteer: Gazetteer, places: Sequence[Place]) -> NDArray[np.object_]:
    """Draw places by their kind.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where outlines are.
    places : sequence of Place
        Places, each drawn once.

    Returns
    -------
    numpy.ndarray of shapely.Geometry
        The shapes of `shape`, in the order of `places`. Circles away from the
        poles and the antimeridian are drawn all together (Karney 2013, through pyproj).

    Examples
    --------
    >>> from geo.gazetteer.gazetteer import embedded
    >>> place = embedded().find("geonames:1174872")
    >>> place_shapes(embedded(), [place])[0].equals(shape(embedded(), place))
    True
    """
    drawn = np.empty(len(places), dtype=object)
    round_ = np.array([_is_circle(place) for place in places], dtype=bool)
    circled = [place for place, is_round in zip(places, round_, strict=True) if is_round]
    drawn[round_] = _circles(circled)
    for number, place in enumerate(places):
        if drawn[number] is None:
            drawn[number] = shape(gazetteer, place)
    return drawn


def _is_circle(place: Place) -> bool:
    outlined = place.kind in OUTLINED and place.boundary
    return not outlined and place.kind not in POINTS


def _circles(places: Sequence[Place]) -> NDArray[np.object_]:
    """Draw circles; None where one holds a pole or crosses the antimeridian."""
    lons, lats, radii = (
        np.array([getattr(place, name) for place in places], np.float64)
        for name in ("lon", "lat", "radius_m")
    )
    east, north = corners(lons, lats, radius_m=radii)
    plain = _is_plain(east)
    drawn = np.empty(len(places), dtype=object)
    drawn[plain] = shapely.polygons(np.stack([east[plain], north[plain]], axis=-1))
    return drawn


def _is_plain(east: Numbers) -> NDArray[np.bool_]:
    """Return which rings take no step of half a turn."""
    steps = np.abs(np.diff(east, axis=1, append=east[:, :1]))
    on_map = (np.abs(east) <= _HALF_TURN).all(axis=1)
    return np.asarray((steps < _HALF_TURN).all(axis=1) & on_map)
