"""Open what an output is made of: every part that holds text, numbers or bytes of its own."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import sqlite3
import zipfile
import zlib
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


_DEEPEST = 8
_MOST = 1 << 30
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_SQLITE, _PARQUET, _PNG = b"SQLite format 3\0", b"PAR1", b"\x89PNG\r\n\x1a\n"
_ZIP, _GZIP, _PDF = b"PK\x03\x04", b"\x1f\x8b", b"%PDF"
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_WINDOW = -15
_PLAIN = 0.95


def parts_of(name: str, data: bytes, *, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield a file and all that is packed in it, each with a name that says where it was.

    Parameters
    ----------
    name : str
        Name of the file.
    data : bytes
        What it holds.
    depth : int
        In how many others it lies.

    Yields
    ------
    tuple of str and bytes
        The file itself first; then the contents of archives, compressed and Base64 blocks, the
        texts of pictures, and the cells of databases and Parquet files.

    Examples
    --------
    >>> [part for _, part in parts_of("a.gz", gzip.compress(b"inside"))][-1]
    b'inside'
    """
    yield name, _without_pixels(data) if data.startswith(_PNG) else data
    if depth < _DEEPEST:
        for inner, part in _opened(data):
            yield from parts_of(f"{name} › {inner}", part, depth=depth + 1)


def _opened(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what lies directly in some bytes."""
    if data.startswith(_GZIP):
        yield from _inflated(data)
    elif data.startswith(_ZIP):
        yield from _of_archive(data)
    elif data.startswith(_SQLITE):
        yield from _of_database(data)
    elif data.startswith(_PARQUET):
        yield from _of_parquet(data)
    elif data.startswith(_PNG):
        yield from _of_picture(data)
    elif data.startswith(_PDF):
        for stream in _STREAM.findall(data):
            yield from _deflated("stream", stream)
    else:
        yield from _of_base64(data)


def _inflated(data: bytes) -> Iterator[tuple[str, bytes]]:
    with suppress(OSError, EOFError, zlib.error), gzip.open(io.BytesIO(data)) as file:
        yield "gzip", file.read(_MOST)


def _deflated(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield bytes that were deflated, with or without the frame of zlib."""
    for window in (zlib.MAX_WBITS, _WINDOW):
        with suppress(zlib.error):
            yield name, zlib.decompressobj(window).decompress(data, _MOST)
            return


def _of_archive(data: bytes) -> Iterator[tuple[str, bytes]]:
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield "comment", archive.comment
        for entry in archive.infolist():
            yield f"name of {entry.filename}", entry.filename.encode() + entry.comment
            with suppress(zipfile.BadZipFile, RuntimeError, zlib.error):
                yield entry.filename, archive.read(entry)


def _of_database(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the cells of each table of SQLite, which may be split between pages of the file."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        database.text_factory = bytes
        tables = database.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in tables:
            name = table.decode()
            with suppress(sqlite3.DatabaseError):  # a virtual table, whose shadows are read
                quoted = name.replace('"', '""')
                rows = database.execute(f'select * from "{quoted}"').fetchall()  # noqa: S608 - a name of its own
                yield name, b"\n".join(_bytes_of(cell) for row in rows for cell in row)


def _of_parquet(data: bytes) -> Iterator[tuple[str, bytes]]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only for files of this kind

    table = pq.read_table(io.BytesIO(data))
    described = {**(pq.read_schema(io.BytesIO(data)).metadata or {})}
    yield "metadata", b"\n".join(part for pair in described.items() for part in pair)
    for column in table.column_names:
        yield column, b"\n".join(_bytes_of(cell) for cell in table[column].to_pylist())


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the content of each chunk of a PNG that is no pixels."""
    at = len(_PNG)
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if kind != b"IDAT":
            yield kind, data[at + 8 : at + 8 + length]
        at += length + 12


def _without_pixels(data: bytes) -> bytes:
    return b"\n".join(kind + b" " + chunk for kind, chunk in _chunks(data))


def _of_picture(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the texts of a PNG that are deflated."""
    for kind, chunk in _chunks(data):
        packed = chunk.split(b"\0")
        for rest in range(1, len(packed)):
            yield from _deflated(kind.decode("latin-1"), b"\0".join(packed[rest:])[:_MOST])
            yield from _deflated(kind.decode("latin-1"), b"\0".join(packed[rest:])[1:])


def _of_base64(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what is written in Base64, deflated or not, as pages carry it."""
    for number, match in enumerate(_BASE64.finditer(data)):
        text = match[0].translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
        raw = base64.b64decode(text[: len(text) // 4 * 4] if len(text) % 4 == 1 else _padded(text))
        name = f"block {number + 1}"
        if raw.startswith((_GZIP, _ZIP, _SQLITE, _PARQUET, _PNG, _PDF)) or _is_text(raw):
            yield name, raw
        else:
            yield from ((where, part) for where, part in _deflated(name, raw) if part)
            yield f"{name}, as it is", b"\0" + raw


def _padded(text: bytes) -> bytes:
    return text + b"=" * (-len(text) % 4)


def _is_text(data: bytes) -> bool:
    """Return whether bytes are plain text, as far as their beginning shows."""
    start = data[:400]
    with suppress(UnicodeDecodeError):
        letters = start.decode("utf-8", "ignore")
        shown = sum(letter.isprintable() or letter.isspace() for letter in letters)
        return bool(letters) and shown >= _PLAIN * len(start.decode("utf-8", "replace"))
    return False


def _bytes_of(cell: Any) -> bytes:  # noqa: ANN401 - a cell of any type
    """Return a cell as the bytes in which its text, number or shape is found."""
    if isinstance(cell, bytes):
        return cell
    if cell is None:
        return b""
    if isinstance(cell, (dict, list)):
        return json.dumps(cell, ensure_ascii=False, default=_shown).encode()
    return str(cell).encode()


def _shown(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
