"""The basemap of every page as shapes."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray


AREAS = frozenset({"land", "lake"})


@dataclass(frozen=True)
class BasemapName:
    """A name on the basemap, in degrees, with the zoom from which the map shows it."""

    text: str
    kind: str
    lon: float
    lat: float
    zoom: int


@dataclass(frozen=True, eq=False)
class PictureBasemap:
    """Shapes of the world, and finer ones for some parts of it.

    Parameters
    ----------
    layers : dict
        By kind (land, lake, river, international, line-of-control, disputed, indefinite,
        province, borough) and detail (its name, or empty for the world): an array of shapes, lon
        and lat in degrees.
    boxes : dict
        By name of a detail: west, south, east, north in degrees.
    names : tuple of BasemapName
        Countries, seas, cities and boroughs.
    """

    layers: dict[tuple[str, str], NDArray[Any]]
    boxes: dict[str, tuple[float, float, float, float]]
    names: tuple[BasemapName, ...]

    def shapes(self, kind: str, *, near: shapely.Geometry | None = None) -> NDArray[Any]:
        """Return the shapes of one kind, with details wherever they meet `near`.

        Parameters
        ----------
        kind : str
            As in `layers`.
        near : shapely geometry, optional
            The part of the world that is drawn large, in degrees; None for the whole world.
        """
        world = self.layers.get((kind, ""), np.array([], dtype=object))
        if near is None:
            return world
        parts = []
        for name, box in self.boxes.items():
            window = shapely.box(*box)
            if not near.intersects(window):
                continue
            world = shapely.difference(world, window)
            detail = self.layers.get((kind, name), np.array([], dtype=object))
            parts.append(shapely.intersection(detail, window))
        shapes = np.concatenate([world, *parts])
        return np.asarray(shapes[~shapely.is_empty(shapes)])

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds that there are."""
        return frozenset(kind for kind, _ in self.layers)


@lru_cache
def basemap() -> PictureBasemap:
    """Read the basemap that ships with geo.

    Examples
    --------
    >>> {"land", "international", "line-of-control"} <= basemap().kinds
    True
    """
    packed = files("geo").joinpath("maps/data/basemap.bin.gz").read_bytes()
    content = gzip.decompress(packed)
    start = 4 + int.from_bytes(content[:4], "little")
    header = json.loads(content[4:start])
    numbers = _unpacked(np.frombuffer(content, dtype=np.uint8, offset=start))
    layers, at = {}, 0
    for layer in header["layers"]:
        lines, at = _lines(numbers, at, layer["lines"], layer["scale"])
        key = (layer["kind"], layer["detail"])
        layers[key] = (
            _areas(lines)
            if layer["kind"] in AREAS
            else np.array([shapely.LineString(line) for line in lines])
        )
    boxes = {detail["name"]: tuple(detail["box"]) for detail in header["details"]}
    return PictureBasemap(layers, boxes, tuple(BasemapName(*label) for label in header["labels"]))


def _unpacked(data: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Decode zigzag varints: seven bits a byte, the lowest first."""
    ends = np.flatnonzero(data < 0x80)  # noqa: PLR2004 - the bit that says "more"
    starts = np.r_[0, ends[:-1] + 1]
    place = np.arange(len(data)) - np.repeat(starts, ends - starts + 1)
    bits = (data & 0x7F).astype(np.int64) << (7 * place)
    values = np.add.reduceat(bits, starts)
    return (values >> 1) ^ -(values & 1)


def _lines(
    numbers: NDArray[np.int64], at: int, count: int, scale: float
) -> tuple[list[NDArray[np.float64]], int]:
    lines: list[NDArray[np.float64]] = []
    for _ in range(count):
        length = int(numbers[at])
        steps = numbers[at + 1 : at + 1 + 2 * length].reshape(-1, 2)
        lines.append(np.cumsum(steps, axis=0).astype(np.float64) * scale)
        at += 1 + 2 * length
    return lines, at


def _areas(rings: list[NDArray[np.float64]]) -> NDArray[Any]:
    """Build polygons of rings: one that lies in another is a hole of it."""
    polygons = shapely.make_valid(np.array([shapely.Polygon(ring) for ring in rings]))
    tree = shapely.STRtree(polygons)
    inner, outer = tree.query(shapely.point_on_surface(polygons), predicate="within")
    depth = np.bincount(inner[inner != outer], minlength=len(polygons))
    holes = polygons[depth % 2 == 1]
    land = polygons[depth % 2 == 0]
    if len(holes):
        land = shapely.difference(land, shapely.union_all(holes))
    return np.asarray(land)
