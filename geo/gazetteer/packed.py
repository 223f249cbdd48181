"""Packed columns of the gazetteer, opened without parsing.

Nothing is read before it is looked at, and nothing but NumPy is needed. ``tools/build_index.py``
writes the file and its layout; see `PackedTable`.
"""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


Numbers: TypeAlias = np.ndarray[Any, np.dtype[Any]]


class Texts(Sequence[str]):
    """Texts that lie one behind the other in UTF-8.

    Parameters
    ----------
    content : memoryview
        All texts.
    starts : ndarray of uint32
        Where each begins, in bytes, and where the last one ends.

    Examples
    --------
    >>> words = Texts(memoryview(b"LahoreMultan"), np.array([0, 6, 12]))
    >>> words[1], list(words), words.find("Multan"), words.find("Murree")
    ('Multan', ['Lahore', 'Multan'], 1, -1)
    """

    def __init__(self, content: memoryview, starts: Numbers) -> None:
        self._content = content
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        if not 0 <= number < len(self):
            raise IndexError(number)
        return str(self._content[self._starts[number] : self._starts[number + 1]], "utf-8")

    def find(self, text: str) -> int:
        """Return the number of a text among sorted ones; -1 where it is none of them."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < text:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self[low] == text else -1


class PackedTable:
    """A table whose columns are parts of one file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    layout : mapping of str to [str, int, int]
        For each part its type, where it begins (in bytes) and how many values it has. A column of
        numbers is one part; of texts, two: ``id.bytes``, ``id.starts``. A coded column is its
        numbers ``kind`` and its words ``kind.words.bytes``, ``kind.words.starts``, sorted.

    Raises
    ------
    OSError, ValueError
        When the file can't be read, or is shorter than its layout.
    """

    def __init__(self, path: Path, layout: Mapping[str, tuple[str, int, int]]) -> None:
        self._layout = layout
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        ends = [at + np.dtype(kind).itemsize * count for kind, at, count in layout.values()]
        if max(ends, default=0) > len(self._map):
            raise ValueError(f"{path.name} is shorter than its columns")

    def numbers(self, name: str) -> Numbers:
        """View the numbers of a column."""
        kind, at, count = self._layout[name]
        return np.frombuffer(self._map, kind, count, at)

    def texts(self, name: str) -> Texts:
        """View the texts of a column."""
        return Texts(self.numbers(f"{name}.bytes").data, self.numbers(f"{name}.starts"))

    def words(self, name: str) -> Texts:
        """View what the numbers of a coded column stand for."""
        return self._words[name]

    @cached_property
    def _words(self) -> dict[str, Texts]:
        ending = ".words.starts"
        names = [part.removesuffix(ending) for part in self._layout if part.endswith(ending)]
        return {name: self.texts(f"{name}.words") for name in names}

    def reader(self, name: str) -> Callable[[int], Any]:
        """Return a function that reads a row's cell as text, int or bool."""
        if f"{name}.starts" in self._layout:
            return self.texts(name).__getitem__
        cells = self.numbers(name)
        if name in self._words:
            words = self._words[name]
            return lambda row: words[cells[row]]
        return lambda row: cells[row].item()
