"""Search outputs for what is withheld: words, ids, points, and hashes that tell them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import io
import json
import math
import re
import sqlite3
import struct
import zipfile
import zlib
from contextlib import closing, suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import numpy as np

from geo.errors import BuildError
from geo.story.withheld import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.story.withheld import Secret, Withheld

    Point = tuple[float, float]


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


_NEAR = 6e-4
"""Degrees within which two points are the same one: about 60 m."""
_SAME = 1e-9
_DIGITS = 3
_FEW_DIGITS = 2
_EXACT_DIGITS = 4
_SHARE = 0.02
"""Of a point close to 0, 0 what is farther off than this is another one, even within 60 m."""
_LEAST = 1e6
"""Two whole numbers, in parts of degrees, whose product is less may as well be counts."""
_SCALES = [10.0**digits for digits in range(3, 9)]
_HASHES = ("md5", "sha1", "sha256", "sha512")
_SHORT_HASH = 12
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_POLYLINE = re.compile(r'"([?-~]{4,})"')
_WIDE = 0.2
_REACH = 4
_FIXED = ("*.js", "*.css", "*.html", "*.ts", "*.json", "*.toml")


@dataclass(frozen=True, order=True)
class Leak:
    """Something withheld that stands in an output.

    Parameters
    ----------
    file : str
        The output, and the part of it.
    what : str
        What was found there.
    row : int
        The row of ``redactions.csv`` that withholds it; 0 where several may.

    Examples
    --------
    >>> print(Leak("map.html", "'Ali Khan'", 2))
    map.html: found 'Ali Khan' (redactions.csv, row 2)
    """

    file: str
    what: str
    row: int = 0

    def __str__(self) -> str:
        row = f" (redactions.csv, row {self.row})" if self.row else ""
        return f"{self.file}: found {self.what}{row}"


def find_leaks(files: Iterable[Path], withheld: Withheld) -> list[Leak]:
    """Search files for what is withheld, whatever they are packed in.

    Parameters
    ----------
    files : iterable of pathlib.Path
        Outputs; their names are searched, too.
    withheld : geo.story.withheld.Withheld
        As `geo.story.redactions.redact_tables` returns it.

    Returns
    -------
    list of Leak
        All of it, sorted, each once for each part of a file; none where nothing was found.

    Notes
    -----
    Searched are texts as they stand and with the escapes of JSON, HTML and addresses taken away and
    tags left out, in UTF-8 and UTF-16; decimal and scaled numbers, running differences, and numbers
    as bytes; the MD5 and SHA hashes of the words, from 12 digits on. Pixels are not read.

    Examples
    --------
    >>> import tempfile
    >>> from geo.story.withheld import Withheld, Secret
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = Path(folder, "a.html")
    ...     _ = page.write_text("<b>Ali</b> <i>Khan</i>", encoding="utf-8")
    ...     [leak.what for leak in find_leaks([page], Withheld((Secret("Ali Khan", "name"),)))]
    ["'Ali Khan'"]
    """
    leaks = set[Leak]()
    if withheld:
        for path in files:
            leaks |= set(_in_text(path.name, path.name, withheld))
            for name, part in parts_of(path.name, path.read_bytes()):
                leaks |= set(_in_part(name, part, withheld))
    return sorted(leaks)


def refuse_leaks(files: Iterable[Path], withheld: Withheld) -> None:
    """Stop where anything withheld stands in an output.

    Raises
    ------
    geo.errors.BuildError
        Naming each file and what was found in it.
    """
    leaks = find_leaks(files, withheld)
    if leaks:
        lines = "\n".join(f"  {leak}" for leak in leaks)
        raise BuildError(f"found in the outputs what is withheld; nothing was written:\n{lines}")


def not_searched(withheld: Withheld) -> list[str]:
    """Return the single words that can't be searched for, as the page itself uses them."""
    return sorted({each.text for each in withheld.words if _is_fixed(each)})


def _in_part(name: str, data: bytes, withheld: Withheld) -> Iterator[Leak]:
    for text in _texts(data):
        yield from _in_text(name, text, withheld)
        yield from _hashes(name, text, withheld)
        for point in _points_in(text, withheld.points):
            yield Leak(name, f"the point {point[1]}, {point[0]}")
    for point in _points_as_bytes(data, withheld.points):
        yield Leak(name, f"the point {point[1]}, {point[0]}")


def _texts(data: bytes) -> Iterator[str]:
    """Yield the bytes as text, in each way in which the text may be escaped."""
    text = data.decode("utf-8", "replace")
    yield text
    if data.count(b"\0") > _WIDE * len(data):
        for encoding in ("utf-16-le", "utf-16-be"):
            yield data.decode(encoding, "replace")
    plain = text
    for unescape in (_without_json_escapes, html.unescape, unquote, _without_tags):
        plainer = unescape(plain)
        if plainer != plain:
            yield plainer
            plain = plainer


def _without_json_escapes(text: str) -> str:
    def put(match: re.Match[str]) -> str:
        try:
            return str(json.loads(f'"{match[0]}"'))
        except ValueError:
            return match[0]

    return re.sub(r"(?:\\u[0-9a-fA-F]{4}|\\[\"/nrt\\])+", put, text) if "\\" in text else text


def _without_tags(text: str) -> str:
    return re.sub(r"<[^<>]*>", " ", text) if "<" in text else text


def _in_text(name: str, text: str, withheld: Withheld) -> Iterator[Leak]:
    shown = normal(text)
    folded = shown.casefold()
    for words in withheld.words:
        if words.is_in(shown, folded=folded) and not _is_fixed(words):
            yield Leak(name, repr(words.text), words.row)


@cache
def _is_fixed(words: Secret) -> bool:
    """Return whether a single word is one of the page's own: its script, its styles, its words."""
    return len(words.words) == 1 and words.is_in(_fixed_text())


@cache
def _fixed_text() -> str:
    package = Path(__file__).parents[1]
    folders = [package / "maps", package / "sealing", package / "figures"]
    files = [path for folder in folders for kind in _FIXED for path in folder.rglob(kind)]
    files += [package / "messages.py", package / "credits.py"]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(files)]
    return normal("\n".join(texts))


def _hashes(name: str, text: str, withheld: Withheld) -> Iterator[Leak]:
    low = text.lower()
    for words in withheld.words:
        for digest, kind in _digests(words):
            if digest in low:
                yield Leak(name, f"the {kind} of {words.text!r}", words.row)


@cache
def _digests(words: Secret) -> tuple[tuple[str, str], ...]:
    """Return the beginnings of hashes from which words could be guessed."""
    text = words.text
    spellings = {text, text.lower(), text.upper(), text.title(), "-".join(words.words)}
    return tuple(
        (
            hashlib.new(kind, spelling.encode(), usedforsecurity=False).hexdigest()[:_SHORT_HASH],
            kind,
        )
        for spelling in sorted(spellings)
        for kind in _HASHES
    )


def _digits_of(number: float) -> int:
    return len(_decimals(number))


def _decimals(number: float) -> str:
    return f"{Decimal(repr(number)):f}".partition(".")[2].rstrip("0")


def _is_small(point: Point) -> bool:
    """Return whether a point is so close to 0, 0 that its numbers look like any other."""
    return max(map(abs, point)) < 1


def _is_exact(axis: float) -> bool:
    """Return whether a coordinate has so many digits that it alone tells where something is."""
    digits = f"{int(abs(axis))}{_decimals(axis)}".lstrip("0")
    return min(_digits_of(axis), len(digits)) >= _EXACT_DIGITS


def _points_in(text: str, points: tuple[Point, ...]) -> Iterator[Point]:
    """Yield the points that stand in a text as numbers: plain, scaled, or as differences."""
    if not points:
        return
    tokens = _NUMBER.findall(text)
    numbers = np.array([_value(token) for token in tokens])
    digits = np.array([len(token.partition(".")[2]) for token in tokens], dtype="int64")
    apart = np.full(_REACH + 1, np.nan)
    runs = np.concatenate([part for run in _runs(text) for part in (run, apart)] or [apart])
    for point in points:
        if not all(_digits_of(axis) for axis in point):
            if _has_axis(numbers, digits >= _EXACT_DIGITS, point):
                yield point
            continue
        is_fine = all(_digits_of(axis) >= _DIGITS for axis in point)
        near = _NEAR if is_fine else _SAME
        few = _DIGITS if _is_small(point) else _FEW_DIGITS
        degrees = np.where(digits >= few, numbers, np.nan)  # "80, 80" is no point
        whole = [(degrees, numbers), (numbers, degrees)] if is_fine else [(numbers, numbers)]
        if _is_small(point):
            whole = [(degrees, degrees)]
        if (
            _has_axis(numbers, digits >= _EXACT_DIGITS, point)
            or any(_has_pair(pair, point, near, scales=(1.0,)) for pair in whole)
            or _has_pair((numbers, numbers), point, near, scales=_SCALES)
            or (is_fine and _has_pair((runs, runs), point, near, scales=_SCALES))
        ):
            yield point


def _value(token: str) -> float:
    value = float(token)
    return value if math.isfinite(value) else 0.0


def _has_axis(numbers: Any, fine: Any, point: Point) -> bool:  # noqa: ANN401 - arrays of numpy
    """Return whether one coordinate stands there in full, as in a bounding box."""
    return any(
        bool(np.any(fine & (np.abs(numbers - axis) < _SAME))) for axis in point if _is_exact(axis)
    )


def _has_pair(
    numbers: tuple[Any, Any],
    point: Point,
    near: float,
    *,
    scales: Sequence[float],
) -> bool:
    """Return whether lon and lat stand close to each other, in degrees or in parts of them."""
    is_small = _is_small(point)
    for scale in scales:
        if is_small and scale > 1 and abs(point[0] * point[1]) * scale**2 < _LEAST:
            continue
        share = 0.51 / scale if scale > 1 else _SHARE * max(map(abs, point))
        within = min(near, share) if is_small else near
        lon = np.flatnonzero(np.abs(numbers[0] / scale - point[0]) < within)
        lat = np.flatnonzero(np.abs(numbers[1] / scale - point[1]) < within)
        apart = np.abs(lon[:, None] - lat[None, :])
        if np.any((apart > 0) & (apart <= _REACH)):  # one number is not both of them
            return True
    return False


def _runs(text: str) -> Iterator[Any]:
    """Yield the points of lines that are written as differences: lon and lat by turns.

    In lists of whole numbers, and in encoded polylines (`geo.maps.records.encode_line`).
    """
    for match in _POLYLINE.finditer(text):
        steps = np.array(_decoded(match[1]), dtype=float)
        even = steps[: len(steps) // 2 * 2].reshape(-1, 2)
        yield even.cumsum(axis=0).ravel()
    for match in re.finditer(r"\[(?:-?\d+,\s*){3,}-?\d+\]", text):
        steps = np.array([float(token) for token in _NUMBER.findall(match[0])])
        even = steps[: len(steps) // 2 * 2].reshape(-1, 2)
        yield even.cumsum(axis=0).ravel()


def _decoded(letters: str) -> list[int]:
    """Return the numbers of an encoded polyline."""
    numbers, number, shift = [], 0, 0
    for letter in letters:
        bits = ord(letter) - 63
        number |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:  # noqa: PLR2004 - the last five bits of a number
            numbers.append(number >> 1 ^ -(number & 1))
            number, shift = 0, 0
    return numbers


def _points_as_bytes(data: bytes, points: tuple[Point, ...]) -> Iterator[Point]:
    """Yield the points whose numbers stand in bytes: one as a double, both as singles."""
    for point in points:
        doubles = [struct.pack(f"{order}d", axis) for order in "<>" for axis in point if axis % 1]
        singles = [
            all(_has_single(data, axis, order) for axis in point if axis % 1) for order in "<>"
        ]
        is_whole = not any(axis % 1 for axis in point)
        if not is_whole and (any(each in data for each in doubles) or any(singles)):
            yield point


def _has_single(data: bytes, axis: float, order: str) -> bool:
    """Return whether a number stands there in single precision, rounded either way."""
    near = np.float32(axis)
    sides = (near, np.nextafter(near, np.float32(-999)), np.nextafter(near, np.float32(999)))
    return any(struct.pack(f"{order}f", float(side)) in data for side in sides)
