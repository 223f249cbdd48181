"""Links as curves on the sheet: great circles, fanned out where several join the same places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from .window import Window

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
    """Gather curves that join about the same two places, whichever way they run."""
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
