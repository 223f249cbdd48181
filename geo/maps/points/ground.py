"""The ground under many events: the world, and what is around events that lie close together."""

from __future__ import annotations

import base64
import gzip
import json
import math
import zlib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from geo.gazetteer.gazetteer import PER_DEGREE, embedded
from geo.gazetteer.reverse import NAMED_KINDS, containing, nearest
from geo.maps.base import encode_rings, ring_unit

_WIDEST = 3.0
"""Degrees across and down from which the world's own names and borders are enough."""

_LEAST_MARGIN = 0.12
_MOST_NAMES = 80
_VIEW_PX = 700
_OUT = 1.5
_FINEST_ZOOM = 12.0
_OUTLINED = frozenset({"borough", "region", "province"})
_CLOSE_KM = 3.0


_LEFT_OUT = frozenset({"river"})
_FEWEST = {"lake": 14, "land": 6}
"""Vertices below which a ring is too small a thing for this map."""


@cache
def world_text() -> str:
    """Return the embedded basemap without details, rivers and the smallest lakes and islands.

    Returns
    -------
    str
        A gzip file in base64, of the form that the embedded basemap has.
    """
    packed = files("geo.maps").joinpath("data", "basemap.bin.gz").read_bytes()
    content = gzip.decompress(packed)
    start = 4 + int.from_bytes(content[:4], "little")
    header: dict[str, Any] = json.loads(content[4:start])
    layers, bodies = [], []
    for layer, lines in zip(header["layers"], _lines(header, content[start:]), strict=True):
        if layer["detail"] or layer["kind"] in _LEFT_OUT:
            continue
        fewest = _FEWEST.get(layer["kind"], 0)
        kept = [line for vertices, line in lines if vertices >= fewest]
        layers.append({**layer, "lines": len(kept)})
        bodies += kept
    lean = json.dumps(
        {**header, "layers": layers, "details": []}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    whole = len(lean).to_bytes(4, "little") + lean + b"".join(bodies)
    squeezed = zlib.compressobj(9, zlib.DEFLATED, 31, 9)
    return base64.b64encode(squeezed.compress(whole) + squeezed.flush()).decode("ascii")


def _lines(header: dict[str, Any], content: bytes) -> list[list[tuple[int, bytes]]]:
    """Cut a basemap's numbers (seven bits a byte, lowest first) into the lines of each layer."""
    octets = np.frombuffer(content, dtype=np.uint8)
    ends = np.flatnonzero(octets < 0x80)  # noqa: PLR2004 - the last byte of a number
    starts = np.concatenate([[0], ends[:-1] + 1])
    numbers = np.zeros(len(ends), dtype=np.int64)
    for place in range(int((ends - starts).max()) + 1):
        there = np.flatnonzero(starts + place <= ends)
        low = octets[starts[there] + place].astype(np.int64) & 0x7F
        numbers[there] |= low << (7 * place)
    vertices = (numbers // 2).tolist()
    layers, at = [], 0
    for layer in header["layers"]:
        lines = []
        for _ in range(layer["lines"]):
            after = at + 1 + 2 * vertices[at]
            lines.append((vertices[at], content[starts[at] : ends[after - 1] + 1]))
            at = after
        layers.append(lines)
    return layers


def near_ground(bounds: list[list[float]]) -> dict[str, Any]:
    """Return what the ground shows around a small box, for the page.

    Parameters
    ----------
    bounds : list of list of float
        South west and north east, latitude first.

    Returns
    -------
    dict
        ``names`` (name, lon, lat; the place at the middle of the box first, then the largest),
        ``areas`` (name, rings, unit), the smallest around its middle and corners, and ``zoom`` from
        which they are shown; empty for a wide box.

    Examples
    --------
    >>> edgware = near_ground([[51.6128, -0.2754], [51.6128, -0.2754]])
    >>> edgware["names"][0], [area["name"] for area in edgware["areas"]]
    (['Edgware', -0.2754, 51.6128], ['Barnet'])
    """
    (south, west), (north, east) = bounds
    wide = max(east - west, north - south)
    if wide > _WIDEST or east > 180:  # noqa: PLR2004 - the antimeridian
        return {}
    margin = max(_LEAST_MARGIN, wide / 2)
    zoom = min(_FINEST_ZOOM, math.log2(_VIEW_PX * 360 / 256 / (wide + 2 * margin))) - _OUT
    box = west - margin, south - margin, east + margin, north + margin
    middle = (west + east) / 2, (south + north) / 2
    return {
        "names": _names(box, middle),
        "areas": _areas([middle, *((lon, lat) for lon in (west, east) for lat in (south, north))]),
        "zoom": round(zoom, 2),
    }


def _names(box: tuple[float, float, float, float], middle: tuple[float, float]) -> list[list[Any]]:
    gazetteer = embedded()
    columns = gazetteer.columns
    west, south, east, north = (edge * PER_DEGREE for edge in box)
    kinds = [columns.code("kind", kind) for kind in NAMED_KINDS]
    rows = np.flatnonzero(
        np.isin(columns.kind, kinds)
        & (columns.lon >= west)
        & (columns.lon <= east)
        & (columns.lat >= south)
        & (columns.lat <= north)
    )
    order = rows[np.lexsort((rows, -columns.people[rows].astype(np.int64)))][:_MOST_NAMES]
    places = [place for place, km in nearest(gazetteer, *middle) if km <= _CLOSE_KM]
    places += [gazetteer.place(int(row)) for row in order]
    names = {place.id: (place.name, round(place.lon, 4), round(place.lat, 4)) for place in places}
    return [[*name] for name in names.values()]


def _areas(points: list[tuple[float, float]]) -> list[dict[str, Any]]:
    gazetteer = embedded()
    around = [containing(gazetteer, *point)[:1] for point in dict.fromkeys(points)]
    places = {place.boundary: place for found in around for place in found}
    places = {key: place for key, place in places.items() if place.kind in _OUTLINED}
    areas = []
    for boundary, place in places.items():
        outline = gazetteer.outlines.find(boundary)
        unit = ring_unit(outline)
        areas.append({"name": place.name, "rings": encode_rings(outline, unit=unit), "unit": unit})
    return areas
