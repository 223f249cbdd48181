"""The text of events, in blocks that a page inflates when it needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.formats.cells import json_text, plain_cell
from geo.formats.columns import cells_of, iso_texts, times_of
from geo.maps.points.columns import packed
from geo.maps.points.words import word_filter
from geo.sealing.assets import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Reader = Callable[[Rows], pa.Array]


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
    return TextColumn(name, _reader(column))


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
            list(map(_said_whole, values[rows].tolist())), type=pa.binary()
        )
    if values.dtype in (np.float16, np.float32):
        return lambda rows: pa.array(list(map(_said, values[rows])), type=pa.binary())
    return lambda rows: pa.array(list(map(_said, values[rows].tolist())), type=pa.binary())


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
            piece.take(pa.array(sorted_rows[cuts[one] : cuts[one + 1]] - starts[one]))
            for one, piece in enumerate(pieces)
        ]
        back = np.empty(len(rows), dtype=np.int64)
        back[by_piece] = np.arange(len(rows))
        return pa.concat_arrays(taken).take(pa.array(back)) if taken else whole.combine_chunks()

    return take


def _categories(column: pd.Series[Any]) -> Reader:
    categories = pd.Series(column.cat.categories)
    said = pa.array([*map(_said, cells_of(categories)), b""], type=pa.binary())
    codes = column.cat.codes.to_numpy()
    return lambda rows: said.take(pa.array(codes[rows].astype(np.int64) % len(said)))


def _dates(column: pd.Series[Any]) -> Reader:
    times, unit, zone = times_of(column)
    return lambda rows: pa.array(
        [(text or "").encode() for text in iso_texts(times[rows], unit, zone)], type=pa.binary()
    )


def _said(value: object) -> bytes:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN
        return b""
    if isinstance(value, np.floating):
        value = plain_cell(value)
    return printable_utf8(json_text(value) if isinstance(value, (list, dict)) else str(value))


def _whole(numbers: NDArray[Any]) -> bool:
    """Return whether all numbers are whole; pandas adds a fraction if one is missing."""
    known = numbers[np.isfinite(numbers)]
    return bool(np.all(known == np.round(known)) and np.all(np.abs(known) < _EXACT))


def _said_whole(number: float) -> bytes:
    return str(int(number)).encode() if number - number == 0 else _said(number)


def printable_utf8(text: str) -> bytes:
    """Encode text as UTF-8; a lone surrogate, which has no UTF-8, becomes U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return printable(text).encode()


def text_blocks(
    columns: Sequence[TextColumn], *, order: Rows, pack: Callable[[bytes], bytes] = packed
) -> Iterator[tuple[bytes, bytes | None]]:
    """Pack the texts of events, 2,048 a block, in the given order.

    Parameters
    ----------
    columns : sequence of TextColumn
        What is written of each event.
    order : numpy.ndarray
        Row numbers.
    pack : callable
        How a block is packed; by default deflated, in base64.

    Yields
    ------
    bytes
        A block: columns parted by byte FE, values by FF (neither is in UTF-8), packed.
    bytes or None
        Which words the block may hold, as `word_filter` writes it; None where there are so few
        blocks that a page reads all of them as soon.
    """
    filtered = len(order) > READ_AS_SOON * BLOCK
    for start in range(0, len(order), _AT_ONCE):
        rows = order[start : start + _AT_ONCE]
        texts = [column.read(rows) for column in columns]
        for first in range(0, len(rows), BLOCK):
            block = b"\xfe".join([_together(one.slice(first, BLOCK)) for one in texts])
            yield pack(block), word_filter(block) if filtered else None


def _together(texts: pa.Array) -> bytes:
    ends = pa.array([0, len(texts)], type=pa.int32())
    joined: bytes = pc.binary_join(pa.ListArray.from_arrays(ends, texts), b"\xff")[0].as_py()
    return joined
