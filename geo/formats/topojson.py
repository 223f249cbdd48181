"""Write TopoJSON: outlines that several events and places share stand once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.credits import CREDITS
from geo.files import write_whole
from geo.formats.subjects import entities_of

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


SCALE = 1e-5
"""Degrees of a step of the grid to which arcs are rounded: about a metre."""
_SINGLE = {"MultiPolygon": "Polygon", "MultiLineString": "LineString", "MultiPoint": "Point"}


def write_topojson(story: Any, path: str | os.PathLike[str]) -> Path:  # noqa: ANN401 - a Story, or frames
    """Write events, links and places as the objects of one topology.

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    path : path-like
        The file; it appears whole or not at all.

    Returns
    -------
    pathlib.Path
        The file. Arcs are rounded to about a metre; a ring or line that several things have is
        written once.

    Examples
    --------
    >>> import geo, tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_topojson(story, Path(folder, "story.topojson"))
    ...     sorted(json.loads(file.read_text("utf-8"))["objects"])
    ['events', 'links', 'places']
    """
    arcs = _Arcs()
    objects = {}
    for table in ("events", "links", "places"):
        geometries = [
            {
                **arcs.geometry(subject.geometry),
                "id": subject.id,
                "properties": {**subject.cells, "evidence": subject.claims},
            }
            for subject in entities_of(story, table)
        ]
        objects[table] = {"type": "GeometryCollection", "geometries": geometries}
    document = {
        "type": "Topology",
        "title": story.title,
        "attribution": [credit.line for credit in CREDITS],
        "license": sorted({credit.licence for credit in CREDITS}),
        "transform": {"scale": [SCALE, SCALE], "translate": [0, 0]},
        "objects": objects,
        "arcs": arcs.written,
    }
    target = Path(path)
    write_whole(target, json.dumps(document, ensure_ascii=False, default=int) + "\n")
    return target


class _Arcs:
    """The arcs of a topology, each once."""

    def __init__(self) -> None:
        self.written: list[list[list[int]]] = []
        self._numbers: dict[bytes, int] = {}

    def geometry(self, shape: BaseGeometry | None) -> dict[str, Any]:
        """Return a geometry by the numbers of its arcs."""
        if shape is None or shape.is_empty:
            return {"type": None}
        kind = shape.geom_type
        if kind == "GeometryCollection":
            return {"type": kind, "geometries": [self.geometry(part) for part in shape.geoms]}
        if kind in _SINGLE:
            parts = [self._single(part) for part in shape.geoms]
            name = "coordinates" if kind == "MultiPoint" else "arcs"
            return {"type": kind, name: parts}
        return {"type": kind, "coordinates" if kind == "Point" else "arcs": self._single(shape)}

    def _single(self, shape: BaseGeometry) -> Any:  # noqa: ANN401 - a position, or numbers of arcs
        if shape.geom_type == "Point":
            return _steps(shape)[0].tolist()
        if shape.geom_type == "Polygon":
            return [[self._number(ring)] for ring in (shape.exterior, *shape.interiors)]
        return [self._number(shape)]

    def _number(self, line: BaseGeometry) -> int:
        steps = _steps(line)
        key = steps.tobytes()
        if key not in self._numbers:
            self._numbers[key] = len(self.written)
            self.written.append(np.diff(steps, axis=0, prepend=[[0, 0]]).tolist())
        return self._numbers[key]


def _steps(shape: BaseGeometry) -> NDArray[np.int64]:
    """Return the positions in steps of the grid; neighbours that fall together stand once."""
    steps = np.round(shapely.get_coordinates(shape) / SCALE).astype(np.int64)
    moved = np.r_[True, np.any(np.diff(steps, axis=0) != 0, axis=1)]
    enough = 4 if shape.geom_type == "LinearRing" else 2
    shown: NDArray[np.int64] = steps[moved] if moved.sum() >= enough else steps
    return shown
