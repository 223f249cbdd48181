"""Project degrees to points on the sheet, and draw links as curves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray


HEMISPHERE = 80.0
"""Degrees from the middle up to which the azimuthal projection is used."""

FARTHEST_M = 9_500_000.0
"""Metres from the middle to a corner of it: what lies beyond is bent out of recognition."""

FINE_KM = 2500.0
"""A window narrower than this is drawn from the basemap's details."""

UNSEEN = 0.11
"""Bends of fewer points are straightened: three tenths of a pixel at 200 per inch."""

WIDE_GAP = 60.0
"""Degrees of longitude without a point that a map of the world is cut through."""

GRID = np.linspace(0, 1, 33)


@dataclass(frozen=True)
class Rect:
    """A rectangle on the sheet, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in points."""
        return self.top - self.bottom


@dataclass(frozen=True, eq=False)
class Window:
    """A part of the world, projected into a rectangle of the sheet.

    Parameters
    ----------
    lon, lat : float
        Middle of the projection in degrees.
    crs : str
        PROJ string, in metres.
    extent : tuple of float
        Left, bottom, right, top in metres; of the same proportions as `rect`.
    rect : Rect
        Where it stands.
    """

    lon: float
    lat: float
    crs: str
    extent: tuple[float, float, float, float]
    rect: Rect

    @cached_property
    def metres_per_point(self) -> float:
        """Scale in the middle."""
        return (self.extent[2] - self.extent[0]) / self.rect.width

    @cached_property
    def width_km(self) -> float:
        """How wide the window is, in kilometres."""
        return (self.extent[2] - self.extent[0]) / 1000

    @cached_property
    def near(self) -> shapely.Geometry | None:
        """The window in degrees where details are wanted; None where the world will do."""
        if self.width_km > FINE_KM:
            return None
        west, south, east, north = self._degrees
        return shapely.box(west + self.lon, south, east + self.lon, north)

    @cached_property
    def outline(self) -> shapely.Geometry:
        """The rectangle as a shape, in points."""
        return shapely.box(self.rect.left, self.rect.bottom, self.rect.right, self.rect.top)

    def points(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Project lon, lat of shape (n, 2) to x, y on the sheet, inside the window or not."""
        x, y = self._forward.transform(lonlat[:, 0], lonlat[:, 1])
        left, bottom = self.extent[:2]
        scale = self.metres_per_point
        return np.column_stack(
            [self.rect.left + (x - left) / scale, self.rect.bottom + (y - bottom) / scale]
        )

    def shapes(self, shapes: Any) -> NDArray[Any]:  # noqa: ANN401 - one shape or an array
        """Project polygons and lines to the sheet, cut to the window; what is outside is dropped.

        Edges are straight in degrees, as the basemap's are, and bent by the projection.
        """
        geometries = np.atleast_1d(np.asarray(shapes, dtype=object))
        turned = self._turned(geometries[~shapely.is_missing(geometries)])
        west, south, east, north = self._degrees
        cut = shapely.clip_by_rect(turned, west, south, east, north)
        cut = shapely.segmentize(cut[~shapely.is_empty(cut)], max((east - west) / 120, 1e-4))
        back = np.array([self.lon, 0.0])
        drawn = shapely.transform(cut, lambda xy: self.points(xy + back))
        rect = self.rect
        drawn = shapely.clip_by_rect(drawn, rect.left, rect.bottom, rect.right, rect.top)
        drawn = shapely.simplify(drawn, UNSEEN)
        return np.asarray(drawn[~shapely.is_empty(drawn)])

    def holds(self, xy: NDArray[np.float64], *, inset: float = 0.0) -> bool:
        """Whether a point of the sheet lies in the window, `inset` points or more from its edge."""
        rect = self.rect
        return bool(
            rect.left + inset <= xy[0] <= rect.right - inset
            and rect.bottom + inset <= xy[1] <= rect.top - inset
        )

    @cached_property
    def _forward(self) -> Transformer:
        return Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)

    @cached_property
    def _degrees(self) -> tuple[float, float, float, float]:
        """Bounds in degrees, longitudes counted from the middle."""
        left, bottom, right, top = self.extent
        grid = np.meshgrid(left + GRID * (right - left), bottom + GRID * (top - bottom))
        x, y = (part.ravel() for part in grid)
        lon, lat = self._forward.transform(x, y, direction="INVERSE")
        known = np.isfinite(lon) & np.isfinite(lat)
        turned = _around(lon[known] - self.lon)
        south, north = float(lat[known].min()) - 1, float(lat[known].max()) + 1
        west, east = float(turned.min()) - 1, float(turned.max()) + 1
        for pole in (-90.0, 90.0):
            if self.holds(self.points(np.array([[self.lon, pole]]))[0]):
                west, east = -179.999, 179.999
                south, north = min(south, pole), max(north, pole)
        return max(west, -179.999), max(south, -90.0), min(east, 179.999), min(north, 90.0)

    def _turned(self, shapes: NDArray[Any]) -> NDArray[Any]:
        """Count longitudes from the middle, so that the cut lies on the far side of the world."""
        parts = shapely.get_parts(shapely.get_parts(shapes))
        parts = parts[shapely.length(parts) > 0]
        west, _, east, _ = shapely.total_bounds(parts) - self.lon if len(parts) else np.zeros(4)
        copies = [
            shapely.clip_by_rect(_moved(parts, 360.0 * turn - self.lon), -180, -90, 180, 90)
            for turn in range(math.floor((-180 - east) / 360) + 1, math.ceil((180 - west) / 360))
        ]
        turned = np.concatenate(copies)
        return np.asarray(turned[~shapely.is_empty(turned)])


def window_on(lonlat: NDArray[np.float64], *, rect: Rect, least_km: float, margin: float) -> Window:
    """Choose a window that shows all of some points.

    Parameters
    ----------
    lonlat : numpy.ndarray
        Points of shape (n, 2), in degrees.
    rect : Rect
        Where it shall stand; the window takes its proportions.
    least_km : float
        The window is at least so wide and high.
    margin : float
        Share of the width and height that is added on each side.

    Returns
    -------
    Window
        Lambert azimuthal equal-area about the middle of the points, or Equal Earth where they
        lie farther apart than that can show (Snyder 1987; Šavrič, Patterson and Jenny 2018).
    """
    lon, lat, reach = middle(lonlat)
    meridian = _meridian(lonlat[:, 0])
    near = f"+proj=laea +lat_0={lat:.4f} +lon_0={lon:.4f} +datum=WGS84 +units=m"
    world = f"+proj=eqearth +lon_0={meridian:.4f} +datum=WGS84 +units=m"
    sizes: Any = {"rect": rect, "least_m": least_km * 1000, "margin": margin}
    if reach <= HEMISPHERE:
        extent = _extent(lonlat, near, **sizes)
        if np.hypot(np.abs(extent[::2]).max(), np.abs(extent[1::2]).max()) <= FARTHEST_M:
            return Window(lon, lat, near, extent, rect)
    return Window(meridian, lat, world, _extent(lonlat, world, **sizes), rect)


def _meridian(lon: NDArray[np.float64]) -> float:
    """Choose the middle of a map of the world, which is cut where there is a wide gap.

    The map that everyone knows, cut near the 180th meridian, comes first: where that gap is not
    wide, the widest is taken, and if none is wide, Greenwich stays in the middle.

    Examples
    --------
    >>> _meridian(np.array([-120.0, 0.0, 140.0]))
    10.0
    >>> _meridian(np.array([100.0, 140.0, -175.0, -80.0]))
    -170.0
    >>> _meridian(np.arange(-180.0, 180.0, 50.0))
    0.0
    """
    around = np.sort(lon % 360)
    gaps = np.diff(around, append=around[0] + 360)
    usual = int(np.searchsorted(around, 180, side="right")) - 1
    cut = usual if gaps[usual] >= WIDE_GAP else int(gaps.argmax())
    if gaps[cut] < WIDE_GAP:
        return 0.0
    opposite = around[cut] + gaps[cut] / 2 + 180
    return float((opposite + 180) % 360 - 180)


def _extent(
    lonlat: NDArray[np.float64], crs: str, *, rect: Rect, least_m: float, margin: float
) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top around points, in metres, in the proportions of `rect`."""
    forward = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x, y = forward.transform(lonlat[:, 0], lonlat[:, 1])
    wide = max(float(np.ptp(x)), least_m) * (1 + 2 * margin)
    high = max(float(np.ptp(y)), least_m) * (1 + 2 * margin)
    wide, high = (
        max(wide, high * rect.width / rect.height),
        max(high, wide * rect.height / rect.width),
    )
    x0, y0 = (float(x.min() + x.max()) / 2, float(y.min() + y.max()) / 2)
    return x0 - wide / 2, y0 - high / 2, x0 + wide / 2, y0 + high / 2


def middle(lonlat: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return lon, lat and radius, in degrees, of a small circle of the globe around all points.

    Bădoiu and Clarkson's walk (2003): step by step towards the farthest point.

    Examples
    --------
    >>> lon, lat, radius = middle(np.array([[170.0, 0.0], [-170.0, 0.0]]))
    >>> round(abs(lon)), round(lat), round(radius)
    (180, 0, 10)
    """
    lon, lat = np.radians(lonlat).T
    globe = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    centre = globe.mean(axis=0) + 1e-12
    centre /= np.linalg.norm(centre)
    for step in range(1, 400):
        centre = centre + (globe[np.argmin(globe @ centre)] - centre) / (step + 1)
        centre /= np.linalg.norm(centre)
    radius = np.degrees(np.arccos(np.clip((globe @ centre).min(), -1, 1)))
    return (
        float(np.degrees(np.arctan2(centre[1], centre[0]))),
        float(np.degrees(np.arcsin(np.clip(centre[2], -1, 1)))),
        float(radius),
    )


def _around(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    return (degrees + 180) % 360 - 180


def _moved(shapes: NDArray[Any], turn: float) -> NDArray[Any]:
    step = np.array([turn, 0.0])
    return np.asarray(shapely.transform(shapes, lambda xy: xy + step))


SAME_PLACE = 0.2
"""Ends that lie closer than this share of a link's length are fanned out as if they were one."""

SPREAD = 15.0
"""Distance of fanned curves at their widest, in points."""

STEPS = 97


@dataclass(frozen=True, eq=False)
class Arc:
    """A link as drawn.

    Parameters
    ----------
    link : str
        Its id.
    number : int
        What stands on it and in the key.
    points : numpy.ndarray
        The curve from its `from` to its `to`, of shape (n, 2), in points.
    badge : numpy.ndarray
        Where the number stands.
    """

    link: str
    number: int
    points: NDArray[np.float64]
    badge: NDArray[np.float64]

    def head(self, share: float, *, size: float, back: bool = False) -> NDArray[np.float64]:
        """Return the three corners of an arrow head at a share of the length, 0 to 1."""
        points = self.points[::-1] if back else self.points
        tip, way = _along(points, 1 - share if back else share)
        across = np.array([-way[1], way[0]])
        foot = tip - way * size
        return np.array([tip, foot + across * size * 0.46, foot - across * size * 0.46])


def arcs(links: gpd.GeoDataFrame, *, window: Window) -> list[Arc]:
    """Lay out the links that have a geometry.

    Parameters
    ----------
    links : geopandas.GeoDataFrame
        A story's links; geometry from `from` to `to`.
    window : Window
        Where they are drawn.

    Returns
    -------
    list of Arc
        Numbered from 1, bundle by bundle and in each from its upper side to its lower. Curves that
        join about the same two places are a bundle: they are bowed apart, so that each is seen,
        and their ends stay where they are.
    """
    drawn = links[~(links.geometry.isna() | links.geometry.is_empty)]
    curves = [_resampled(window.points(lonlat_of(line))) for line in drawn.geometry]
    fanned = [fan for bundle in _bundles(curves) for fan in _fanned(curves, bundle)]
    return [
        _bowed(str(drawn.index[at]), number, curves[at], offset)
        for number, (at, offset) in enumerate(fanned, start=1)
    ]


def lonlat_of(line: Any) -> NDArray[np.float64]:  # noqa: ANN401 - a shapely geometry
    """Return the points of a line, whole again if it was cut at the antimeridian."""
    return np.asarray(shapely.get_coordinates(line))


def _resampled(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points at equal distances along the line."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    length = np.r_[0.0, np.cumsum(steps)]
    at = np.linspace(0, length[-1], STEPS)
    x, y = points.T
    return np.column_stack([np.interp(at, length, x), np.interp(at, length, y)])


def _fanned(curves: list[NDArray[np.float64]], bundle: list[int]) -> list[tuple[int, float]]:
    """Order a bundle from its upper side, so that curves part, and say how far each is bowed."""
    across = _across(curves[bundle[0]])
    heights = {at: float(curves[at][STEPS // 2] @ across) for at in bundle}
    upper_first = sorted(bundle, key=lambda at: -heights[at])
    middle = float(np.mean(list(heights.values())))
    slots = ((len(bundle) - 1) / 2 - np.arange(len(bundle))) * SPREAD
    return [
        (at, middle + float(slot) - heights[at])
        for at, slot in zip(upper_first, slots, strict=True)
    ]


def _bundles(curves: list[NDArray[np.float64]]) -> list[list[int]]:
    """Collect curves that join about the same two places, whichever way they run."""
    bundles: list[list[int]] = []
    for at, curve in enumerate(curves):
        for bundle in bundles:
            if _is_beside(curve, curves[bundle[0]]):
                bundle.append(at)
                break
        else:
            bundles.append([at])
    return bundles


def _is_beside(curve: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    reach = SAME_PLACE * float(np.hypot(*(other[-1] - other[0])))
    return any(
        np.hypot(*(first - other[0])) < reach and np.hypot(*(last - other[-1])) < reach
        for first, last in ((curve[0], curve[-1]), (curve[-1], curve[0]))
    )


def _across(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the unit vector to the upper side, the same for both directions of a curve."""
    way = curve[-1] - curve[0]
    if way[0] < 0:
        way = -way
    return np.array([-way[1], way[0]]) / max(float(np.hypot(*way)), 1e-9)


def _bowed(link: str, number: int, curve: NDArray[np.float64], offset: float) -> Arc:
    """Bow a curve to the upper side (offset above 0) or the lower; its ends stay."""
    bow = np.sin(np.linspace(0, np.pi, STEPS)) ** 0.8
    points = curve + np.outer(bow * offset, _across(curve))
    return Arc(link, number, points, points[STEPS // 2])


def _along(
    points: NDArray[np.float64], share: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    at = min(max(round(share * (STEPS - 1)), 2), STEPS - 1)
    way = points[at] - points[at - 2]
    return points[at], way / max(float(np.hypot(*way)), 1e-9)
