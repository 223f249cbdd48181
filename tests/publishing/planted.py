"""Outputs of each kind with something withheld planted in them."""

import base64
import gzip
import json
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
from PIL import Image, PngImagePlugin
from shapely import Point, box

NAME = "Ali Khan"
POINT = (67.01234, 24.86543)


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", f"<name>{NAME}</name>")


def _workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = NAME
    book.save(path)


def _picture(path: Path) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Description", f"A picture of {NAME} " * 9, zip=True)
    Image.new("RGB", (8, 8)).save(path, pnginfo=texts)


def _geopackage(path: Path) -> None:
    gpd.GeoDataFrame({"n": [1]}, geometry=[Point(POINT)], crs=4326).to_file(path, engine="pyogrio")


def _box(path: Path) -> None:
    shape = box(POINT[0] - 1, POINT[1], POINT[0], POINT[1] + 1)
    gpd.GeoDataFrame({"n": [1]}, geometry=[shape], crs=4326).to_parquet(path)


def _sqlite(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("create table t (a text)")
        database.execute("insert into t values (?)", ("x " * 4500 + NAME + " y" * 4500,))


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, encoding="utf-8")


def _block(data: bytes) -> Callable[[Path], object]:
    return _text(f'<script type="text/plain">{base64.b64encode(data).decode()}</script>')


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


_PADDING = b"some words of a page that nobody withholds; " * 3

NAMED = {
    "plain.html": _text(f"<p>{NAME}</p>"),
    "capitals.html": _text("<p>ALI KHAN</p>"),
    "split.svg": _text("<text><tspan>Ali</tspan><tspan>Khan</tspan></text>"),
    "line.html": _text("<p>Ali\n   Khan</p>"),
    "entity.html": _text("<p>&#65;li Khan</p>"),
    "escaped.json": _text(json.dumps({"a": "\u0041li Khan"}).replace("A", "\\u0041")),
    "address.html": _text('<a href="https://example.org/people/ali%20khan">'),
    "id.json": _text('{"id": "bbc-ali-khan-denies"}'),
    "wide.txt": lambda path: path.write_bytes(NAME.encode("utf-16-le")),
    "gzip.html": _block(gzip.compress(_PADDING + NAME.encode())),
    "deflate.html": _block(zlib.compress(_PADDING + NAME.encode())),
    "raw-deflate.html": _block(_deflated(_PADDING + NAME.encode())),
    "base64.html": _block(_PADDING + NAME.encode()),
    "a.kmz": _zip,
    "a.xlsx": _workbook,
    "a.png": _picture,
    "a.sqlite": _sqlite,
    "a.parquet": lambda path: pd.DataFrame({"who": [NAME] * 3}).to_parquet(path),
    "a.md5.txt": _text("719960cd682f0faf876abbf4fac65c22"),
    "ali-khan.txt": _text("nothing"),
}
"""The name, as each kind of file may hold it; the last one in its own name."""

LOCATED = {
    "plain.json": _text(json.dumps({"type": "Point", "coordinates": POINT})),
    "rounded.csv": _text("id,lat,lon\na,24.8654,67.0123\n"),
    "box.json": _text('{"bbox": [66.5, 24.86543, 67.0, 25.0]}'),
    "micro.json": _text("[67012340, 24865430]"),
    "polyline.json": _text(json.dumps(["_syqK_onqCcvdE}_hD"])),
    "double.bin": lambda path: path.write_bytes(b"x" * 5 + struct.pack("<d", POINT[0])),
    "single.bin": lambda path: path.write_bytes(struct.pack(">2f", *POINT)),
    "block.html": _block(_deflated(struct.pack("<2d", *POINT) + _PADDING)),
    "a.gpkg": _geopackage,
    "a.parquet": _box,
}
"""The point, as each kind of file may hold it."""
