"""Lines and areas as columns: parts, their kinds, and steps from vertex to vertex."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.maps.many_columns import packed, planes, whole_steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[Any]

STEP = 1e-6
POINT, LINE, RING = 0, 1, 2
_SLANT = 2.0
_KIND_OF_TYPE = {0: POINT, 1: LINE, 2: LINE, 3: RING}


@dataclass(frozen=True)
class Shapes:
    """Packed columns of lines and areas.

    Parameters
    ----------
    columns : tuple of bytes
        Of each part the number of its geometry, its kind (0 point, 1 line, 2 ring) and its
        vertices; of each vertex longitude and latitude in steps of 1e-6 degrees.
    parts, vertices : int
        How many there are.
    """

    columns: tuple[bytes, bytes, bytes, bytes, bytes]
    parts: int
    vertices: int


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
    types = shapely.get_type_id(flat)
    rings, of_ring = shapely.get_rings(flat, return_index=True)
    others = np.flatnonzero(types != shapely.GeometryType.POLYGON)
    pieces = np.concatenate([flat[others], rings])
    source = np.concatenate([others, of_ring])
    sequence = np.argsort(source, kind="stable")
    pieces, source = pieces[sequence], source[sequence]
    kinds = np.array([_KIND_OF_TYPE[int(one)] for one in types], dtype=np.uint8)[source]
    degrees, piece = shapely.get_coordinates(pieces, return_index=True)
    lengths = np.bincount(piece, minlength=len(pieces)).astype(np.int32)
    columns = (
        packed(planes(owner[source].astype(np.int32), differences=True)),
        packed(kinds.tobytes()),
        packed(planes(lengths, differences=False)),
        packed(planes(whole_steps(degrees[:, 0], step=STEP), differences=True)),
        packed(planes(whole_steps(degrees[:, 1], step=STEP), differences=True)),
    )
    return Shapes(columns, parts=len(pieces), vertices=len(degrees))


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
        kept = ~shapely.is_empty(flat)
        flat, owner = flat[kept], owner[kept]
    return flat, owner
