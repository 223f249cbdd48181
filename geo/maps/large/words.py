"""The words of all texts, sorted, each with the blocks of events whose texts hold it.

A page that looks for a word fetches the few pieces between whose first words it lies, and then
reads the blocks that they name: these may hold the word, all others do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa

from geo.maps.points.columns import deflated, planes
from geo.maps.points.text import BLOCK, word_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

PART = 131_072
"""Pairs of a word and a block that a piece holds."""

_AT_ONCE = 256


def sections(parts: Sequence[bytes], *, more: Sequence[bytes] = ()) -> bytes:
    """Join sections one behind another, with how many and how long they are in front.

    The lengths of blocks that follow the piece stand there too.
    """
    lengths = [len(parts), len(more), *map(len, parts), *map(len, more)]
    return np.array(lengths, dtype="<u4").tobytes() + b"".join(parts)


@dataclass(frozen=True)
class Part:
    """Some of the sorted words, packed.

    Parameters
    ----------
    first : int
        Its first word.
    pairs : int
        How many pairs of a word and a block it holds.
    content : bytes
        Its words, in planes of their bytes from the first to the eighth; how many blocks each has;
        the numbers of these blocks.
    """

    first: int
    pairs: int
    content: bytes


class WordIndex:
    """Words and the blocks that hold them, sorted by DuckDB within the memory that it may use.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        Closed at the end.
    names : sequence of str
        Names of the first codes: an event has the words of its own code's name, too.
    """

    def __init__(self, connection: Any, *, names: Sequence[str]) -> None:  # noqa: ANN401
        self._connection = connection
        self._names = [name.encode() for name in names]
        self._blocks = 0
        self._waiting: list[tuple[NDArray[np.uint64], int]] = []
        connection.execute("CREATE TABLE words (word UBIGINT, block INTEGER)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def add(self, blocks: Sequence[bytes], *, codes: NDArray[np.uint8]) -> None:
        """Add the blocks of a leaf.

        Parameters
        ----------
        blocks : sequence of bytes
            Texts, as `text_blocks` gives them.
        codes : numpy.ndarray
            By event of the leaf.
        """
        for number, block in enumerate(blocks):
            present = np.unique(codes[number * BLOCK : (number + 1) * BLOCK])
            named = [self._names[code] for code in present.tolist() if code < len(self._names)]
            self._waiting.append((word_keys(b"\xff".join([block, *named])), self._blocks))
            self._blocks += 1
        if len(self._waiting) >= _AT_ONCE:
            self._store()

    def _store(self) -> None:
        if not self._waiting:
            return
        keys, numbers = zip(*self._waiting, strict=True)
        block = np.repeat(np.array(numbers, dtype=np.int32), [len(words) for words in keys])
        pairs = pa.table({"word": np.concatenate(keys), "block": block})
        self._connection.register("pairs", pairs)
        self._connection.execute("INSERT INTO words SELECT word, block FROM pairs")
        self._connection.unregister("pairs")
        self._waiting.clear()

    def parts(self) -> Iterator[Part]:
        """Yield all words in their order."""
        self._store()
        query = "SELECT word, block FROM words ORDER BY word, block"
        reader = self._connection.sql(query).to_arrow_reader(PART)
        ready: list[pa.RecordBatch] = []
        for batch in reader:
            ready.append(batch)
            if sum(map(len, ready)) >= PART:
                whole = pa.Table.from_batches(ready)
                yield _packed(whole.slice(0, PART))
                ready = whole.slice(PART).to_batches()
        if ready:
            yield _packed(pa.Table.from_batches(ready))


def _packed(pairs: pa.Table) -> Part:
    every = pairs["word"].to_numpy()
    starts = np.flatnonzero(np.append(True, every[1:] != every[:-1]))
    words = every[starts]
    letters = np.ascontiguousarray(words.astype(">u8").view(np.uint8).reshape(-1, 8).T)
    many = np.diff([*starts, len(pairs)]).astype(np.int32)
    content = [
        deflated(letters.tobytes()),
        deflated(planes(many, differences=False)),
        deflated(planes(pairs["block"].to_numpy(), differences=True)),
    ]
    return Part(int(words[0]), len(pairs), sections(content))
