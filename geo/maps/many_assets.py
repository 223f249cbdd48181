"""The built front end of the page for many events, and its map of the world."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from geo.maps.assets import static_text
from geo.maps.finished import Finished
from geo.palette import style_variables

_LEFT_OUT = frozenset({"river"})
_FEWEST = {"lake": 14, "land": 6}
"""Vertices below which a ring is too small a thing for this map."""


def many_head_parts() -> dict[str, Finished]:
    """Return the elements that a page with many events needs in its head, by name."""
    styles = style_variables() + static_text("many.css")
    return {
        "geo_many_style": Finished(f"<style>{styles}</style>\n"),
        "geo_many_script": Finished(f"<script>{static_text('many.js')}</script>\n"),
    }


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
