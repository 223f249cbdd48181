"""The text of events, in blocks that a page inflates as it needs them, and the words of each.

A filter (Bloom 1970) answers "not here" surely and "here" with an error of about two in a hundred,
so that a page inflates only the few blocks that may hold a rare word. Words are compared without
case and without marks on letters; `web/src/many/words.ts` does the same.
"""

from __future__ import annotations

import binascii
import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo.formats.cells import json_text, plain_cell
from geo.formats.columns import cells_of, iso_texts, times_of
from geo.sealing.assets import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Rows = NDArray[np.int64]
    Reader = Callable[[Rows], pa.Array]

Octets = NDArray[np.uint8]

LENGTHS = (3, 5, 7)
"""Bytes of a word's beginning that the filter knows; longer words are known by the longest."""

HASHES = 3
_BITS_AN_ENTRY = 10
_MOST_BYTES = 18_432  # of a block of 2,048 events: 12 bytes an event in base64
_ROOM = 21
_ASCII = 0x80
_LOWER = bytes(byte + 32 if 65 <= byte <= 90 else byte for byte in range(256))  # noqa: PLR2004
_PARTED = bytes(byte if byte < 0xFE else 32 for byte in range(256))  # noqa: PLR2004
_WORDS_ALONE = bytes(
    byte if (chr(byte).isalnum() if byte < _ASCII else byte < 0xFE) else 0  # noqa: PLR2004
    for byte in range(256)
)
_KEY = 8
_LOWEST = np.uint64(0x0101010101010101)
_HIGHEST = np.uint64(0x8080808080808080)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MARKS = re.compile(rb"\xcc[\x80-\xbf]|\xcd[\x80-\xaf]")
_SEPARATORS = re.compile(
    rb"\xc2[\xa0-\xbf]|\xc3[\x97\xb7]|\xd8[\x8c\x9b\x9f]|\xe0\xa5[\xa4\xa5]"
    rb"|\xe2[\x80-\x82].|\xe3\x80.|\xef\xbf\xbd",
    re.DOTALL,
)
_UNSPACED = {
    0xE0: (0xB8, 0xBB),  # Thai, Lao
    0xE1: (0x80, 0x82),  # Myanmar
    **dict.fromkeys(range(227, 234), (128, 191)),  # kana, Han
}


def folded(text: bytes) -> bytes:
    """Return UTF-8 in lower case, compatible characters as one, without marks on letters.

    What stands between words is a space, outside ASCII too.

    Examples
    --------
    >>> folded("Malmö – İzmir".encode()).decode()
    'malmo   izmir'
    """
    if text.isascii():
        return text.translate(_LOWER)
    lower = pc.utf8_lower(pa.scalar(text.decode()))
    plain = pc.utf8_normalize(lower, form="NFKD").as_py().replace("ς", "σ").encode()
    return _SEPARATORS.sub(b" ", _MARKS.sub(b"", plain))


def word_filter(block: bytes) -> bytes:
    """Return the filter of a block of texts, in base64.

    Parameters
    ----------
    block : bytes
        UTF-8, values parted by the bytes FE and FF.

    Returns
    -------
    bytes
        Bits, the lowest of each byte first; each beginning of `LENGTHS` bytes of a word, or of a
        character of a script without spaces, sets `HASHES` of them.
    """
    entries = np.zeros(1 << _ROOM, dtype=bool)
    for numbers in _beginnings(block):
        entries[numbers] = True
    known = np.flatnonzero(entries).astype(np.uint32)
    size = max(1, min(_MOST_BYTES, len(known) * _BITS_AN_ENTRY // 8))
    bits = np.zeros(8 * size, dtype=np.uint8)
    first = _mixed(known)
    step = _mixed(first ^ np.uint32(0x9E3779B9)) | np.uint32(1)
    for number in range(HASHES):
        bits[(first + np.uint32(number) * step) % np.uint32(8 * size)] = 1
    return binascii.b2a_base64(np.packbits(bits, bitorder="little").tobytes(), newline=False)


def word_keys(block: bytes) -> NDArray[np.uint64]:
    """Return the words of a block of texts, each cut to 8 bytes, as sorted numbers.

    Numbers have the order of the words; a shorter word is filled with zero bytes.

    Examples
    --------
    >>> [hex(word) for word in word_keys("Zoë, abc abc".encode()).tolist()]
    ['0x6162630000000000', '0x7a6f650000000000']
    """
    keys, endings = _starts(block)
    # Bits below the word's first zero byte; all where it has none.
    lowest = endings & (~endings + np.uint64(1))
    whole = keys & ((lowest >> np.uint64(7)) - np.uint64(1))
    words = np.sort(whole.byteswap())
    is_first = np.ones(len(words), dtype=bool)  # eight times as fast as np.unique
    is_first[1:] = words[1:] != words[:-1]
    return words[is_first]


def _beginnings(block: bytes) -> list[NDArray[np.uint64]]:
    """Return the beginnings of each length as numbers."""
    keys, endings = _starts(block)
    hashes = []
    for length in LENGTHS:
        mask = np.uint64((1 << 8 * length) - 1)
        long = keys[(endings & mask) == 0] & mask
        hashes.append((long * _GOLDEN) >> np.uint64(64 - _ROOM))
    return hashes


def _starts(block: bytes) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the 8 bytes from where each word begins, and what marks the first byte behind it."""
    words = folded(block.translate(_PARTED)).translate(_WORDS_ALONE)
    padded = b"\0" + words + bytes(_KEY)
    octets = np.frombuffer(padded, dtype=np.uint8)[: len(words) + 1]
    inside = octets != 0
    starting = inside[1:] & ~inside[:-1]
    if not words.isascii():
        starting |= _unspaced(octets[1:])
    eights = np.ndarray((len(words),), dtype="<u8", buffer=padded, offset=1, strides=(1,))
    keys = eights[np.flatnonzero(starting)]
    # What is no word is zero bytes; the lowest bit is that of the first of them.
    return keys, (keys - _LOWEST) & ~keys & _HIGHEST


def _unspaced(octets: Octets) -> NDArray[np.bool_]:
    """Return where a character of a script begins that writes no spaces between words."""
    starting = np.zeros(len(octets), dtype=bool)
    second = np.append(octets[1:], np.uint8(0))
    for lead, (low, high) in _UNSPACED.items():
        starting |= (octets == lead) & (second >= low) & (second <= high)
    return starting


def _mixed(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Spread each hash over all its bits (the end of MurmurHash3)."""
    hashes = hashes ^ (hashes >> np.uint32(16))
    hashes = hashes * np.uint32(0x85EBCA6B)
    hashes = hashes ^ (hashes >> np.uint32(13))
    hashes = hashes * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))


BLOCK = 2_048
"""Events whose text travels, and is inflated, together."""

READ_AS_SOON = 8
"""Blocks that a page searches without knowing which of them hold a word."""

_AT_ONCE = 16 * BLOCK
_EXACT = 2.0**53
_SMALL = 64_000_000


@dataclass(frozen=True)
class TextColumn:
    """A column that can be read as text, some rows at a time.

    Parameters
    ----------
    name : str
        Its name, as the page shows it.
    read : callable
        Takes row numbers and gives their texts as an Arrow array of binary values, UTF-8; what is
        missing is an empty text.
    """

    name: str
    read: Reader


def text_column(name: str, column: pd.Series[Any]) -> TextColumn:
    """Return a plain column's texts without making a second copy of it.

    Numbers and truth values are written as Python writes them, times as ISO 8601 (the day alone
    where each is midnight, moments whose zone is known in UTC), lists and mappings as JSON.

    Examples
    --------
    >>> column = text_column("deaths", pd.Series([40, 41]))
    >>> column.read(np.array([1, 0])).to_pylist()
    [b'41', b'40']
    """

    @functools.cache
    def reader() -> Reader:
        return _reader(column)

    def read(rows: Rows) -> pa.Array:
        return reader()(rows)

    return TextColumn(name, read)


def _reader(column: pd.Series[Any]) -> Reader:
    if column.dtype.kind == "M":
        return _dates(column)
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _categories(column)
    if isinstance(column.dtype, pd.StringDtype):
        texts = _taker(pa.array(column.array))
        return lambda rows: pc.fill_null(texts(rows).cast(pa.binary()), b"")
    values = column.to_numpy() if isinstance(column.dtype, np.dtype) else column.to_numpy(object)
    if values.dtype.kind == "f" and _whole(values):
        return lambda rows: pa.array(
            list(map(_whole_as_bytes, values[rows].tolist())), type=pa.binary()
        )
    if values.dtype in (np.float16, np.float32):
        return lambda rows: pa.array(list(map(_as_bytes, values[rows])), type=pa.binary())
    return lambda rows: pa.array(list(map(_as_bytes, values[rows].tolist())), type=pa.binary())


def _taker(whole: pa.Array | pa.ChunkedArray) -> Reader:
    """Return a function that takes rows of an array; a large one in pieces is not joined for it."""
    if isinstance(whole, pa.ChunkedArray) and whole.nbytes < _SMALL:
        whole = whole.combine_chunks()
    if not isinstance(whole, pa.ChunkedArray):
        return lambda rows: whole.take(pa.array(rows))
    pieces = whole.chunks
    starts = np.cumsum([0, *map(len, pieces)])

    def take(rows: Rows) -> pa.Array:
        piece_of = (np.searchsorted(starts, rows, side="right") - 1).astype(np.uint16)
        by_piece = np.argsort(piece_of, kind="stable")
        sorted_rows = rows[by_piece]
        cuts = np.searchsorted(piece_of[by_piece], np.arange(len(pieces) + 1, dtype=np.uint16))
        taken = [
            piece.take(pa.array(sorted_rows[cuts[number] : cuts[number + 1]] - starts[number]))
            for number, piece in enumerate(pieces)
        ]
        back = np.empty(len(rows), dtype=np.int64)
        back[by_piece] = np.arange(len(rows))
        return pa.concat_arrays(taken).take(pa.array(back)) if taken else whole.combine_chunks()

    return take


def _categories(column: pd.Series[Any]) -> Reader:
    categories = pd.Series(column.cat.categories)
    texts = pa.array([*map(_as_bytes, cells_of(categories)), b""], type=pa.binary())
    codes = column.cat.codes.to_numpy()
    return lambda rows: texts.take(pa.array(codes[rows].astype(np.int64) % len(texts)))


def _dates(column: pd.Series[Any]) -> Reader:
    times, unit, zone = times_of(column)
    return lambda rows: pa.array(
        [(text or "").encode() for text in iso_texts(times[rows], unit, zone)], type=pa.binary()
    )


def _as_bytes(value: object) -> bytes:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN
        return b""
    if isinstance(value, np.floating):
        value = plain_cell(value)
    return printable_utf8(json_text(value) if isinstance(value, (list, dict)) else str(value))


def _whole(numbers: NDArray[Any]) -> bool:
    """Return whether all numbers are whole; pandas adds a fraction if one is missing."""
    known = numbers[np.isfinite(numbers)]
    return bool(np.all(known == np.round(known)) and np.all(np.abs(known) < _EXACT))


def _whole_as_bytes(number: float) -> bytes:
    return str(int(number)).encode() if number - number == 0 else _as_bytes(number)


def printable_utf8(text: str) -> bytes:
    """Encode text as UTF-8; a lone surrogate, which has no UTF-8, becomes U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return printable(text).encode()


def text_blocks(columns: Sequence[TextColumn], *, order: Rows) -> Iterator[bytes]:
    """Join the texts of events, 2,048 a block, in the given order.

    Parameters
    ----------
    columns : sequence of TextColumn
        What is written of each event.
    order : numpy.ndarray
        Row numbers.

    Yields
    ------
    bytes
        A block: columns parted by byte FE, values by FF (neither is in UTF-8).
    """
    for start in range(0, len(order), _AT_ONCE):
        rows = order[start : start + _AT_ONCE]
        texts = [column.read(rows) for column in columns]
        for first in range(0, len(rows), BLOCK):
            block = b"\xfe".join([_together(column.slice(first, BLOCK)) for column in texts])
            yield block


def _together(texts: pa.Array) -> bytes:
    ends = pa.array([0, len(texts)], type=pa.int32())
    joined: bytes = pc.binary_join(pa.ListArray.from_arrays(ends, texts), b"\xff")[0].as_py()
    return joined
