from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from PIL import Image

from geo.figures import still_of_events

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHAPES = {
    "box": shapely.box(20, 20, 30, 30),
    "circle": shapely.Point(30, 0).buffer(15, 9),
    "hole": shapely.box(0, 0, 20, 20) - shapely.box(8, 8, 12, 12),
    "line": shapely.LineString([(-170, 0), (170, 50)]),
    "wide": shapely.box(-100, -10, 100, 30),
    "world": shapely.box(-180, -80, 180, 80),
    "north": shapely.box(-180, 60, 180, 85),
    "south": shapely.box(-180, -90, 180, -60),
    "beyond 180": shapely.box(170, -20, 190, -10),
    "a turn away": shapely.box(400, 0, 420, 10),
    "bow tie": shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]),
    "flat": shapely.Polygon([(30, 0), (40, 0), (30, 0), (30, 0)]),
    "points": shapely.MultiPoint([(0, 0), (10, 10), (20, 0)]),
    "collection": shapely.GeometryCollection(
        [shapely.box(0, 0, 5, 5), shapely.LineString([(5, 5), (20, 20)]), shapely.Point(9, 1)]
    ),
}


def picture(
    *shapes: shapely.Geometry, points: NDArray[np.float64] | None = None
) -> NDArray[np.int_]:
    spots = np.array([shapely.get_coordinates(shapely.point_on_surface(one))[0] for one in shapes])
    single = np.empty((0, 2)) if points is None else points
    lonlat = np.vstack([single, np.reshape(spots, (-1, 2))])
    png = still_of_events(
        lonlat,
        colours=np.full(len(lonlat), "#ff00ff"),
        shapes=np.array(shapes, dtype=object),
        title="",
        key=[],
    )
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=int)


def strong(pixels: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Return which pixels have the ink of an outline or a dot."""
    red, green, blue = (pixels[..., band] for band in range(3))
    return (red > 200) & (blue > 200) & (green < 120)


@pytest.mark.parametrize("name", SHAPES)
def test_the_whole_shape_is_in_the_picture(name: str) -> None:
    ink = strong(picture(SHAPES[name]))
    down, across = (np.flatnonzero(ink.any(axis=one)) for one in (1, 0))
    high, wide = np.ptp(down), np.ptp(across)
    assert max(high / 380, wide / 850) > 0.6  # of the map
    assert across[0] > 12  # not at its edge, where it would be cut
    assert across[-1] < ink.shape[1] - 12


@pytest.mark.parametrize(
    "shape", [shapely.Polygon([(20, 0)] * 4), shapely.LineString([(20, 0), (20, 0)])]
)
def test_a_shape_without_a_size_is_a_dot(shape: shapely.Geometry) -> None:
    ink = strong(picture(shape, shapely.box(0, 0, 20, 20)))
    alone = strong(picture(shapely.box(0, 0, 20, 20)))
    assert 5 < ink.sum() - alone.sum() < 120


def test_an_area_is_filled_and_has_no_dot_inside() -> None:
    pixels = picture(SHAPES["box"])
    middle = pixels[pixels.shape[0] // 2, pixels.shape[1] // 2]
    red, green, blue = middle.tolist()
    assert min(red, blue) - green > 15
    assert not strong(pixels)[180:240, 400:500].any()


def test_the_outermost_of_many_points_are_in_the_picture() -> None:
    crowd = np.column_stack([np.linspace(10, 10.5, 9_001), np.full(9_001, 50.0)])
    for far in ((40.0, 50.0), (10.0, 20.0), (-20.0, 55.0)):
        points = np.insert(crowd, 4_001, far, axis=0)
        ink = strong(picture(points=points))
        assert np.ptp(np.argwhere(ink), axis=0).max() > 150
