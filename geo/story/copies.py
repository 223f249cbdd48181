"""A reader's own copies of the sources: where they are, and what stands at each character."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

_LINE_END = re.compile(r"\r\n?|\n")
_ESCAPES = (0xDC80, 0xDCFF)


@dataclass(frozen=True)
class Copy:
    """A reader's copy of a source: bytes, and where each character stands in them.

    Parameters
    ----------
    data : bytes
        The copy as it is.
    length : int
        Code points that the source had when it was read for the story.
    sha256 : str
        Hash that its bytes had then, 64 hex digits.
    """

    data: bytes
    length: int
    sha256: str

    @cached_property
    def text(self) -> str:
        """The text; a byte that is no UTF-8 stands for itself, as a lone surrogate."""
        return self.data.decode("utf-8", errors="surrogateescape")

    @cached_property
    def _points(self) -> NDArray[np.uint32]:
        return np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)

    @cached_property
    def offsets(self) -> list[int]:
        """The byte at which each character begins, and the end."""
        widths = np.searchsorted([0x80, 0x800, 0x10000], self._points, side="right") + 1
        widths = np.where(self._escaped, 1, widths)
        return [0, *np.cumsum(widths).tolist()]

    @cached_property
    def _escaped(self) -> NDArray[np.bool_]:
        low, high = _ESCAPES
        return (self._points >= low) & (self._points <= high)

    @cached_property
    def damage(self) -> list[int]:
        """The number of bytes before each character that are no UTF-8."""
        return [0, *np.cumsum(self._escaped).tolist()]

    @cached_property
    def is_whole(self) -> bool:
        """Whether the copy is, byte for byte, the one that was read."""
        return hashlib.sha256(self.data).hexdigest() == self.sha256

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        """The characters at which the lines begin that aren't blank."""
        starts = [0, *(end.end() for end in _LINE_END.finditer(self.text))]
        lines = zip(starts, [*starts[1:], len(self.text)], strict=True)
        return [start for start, end in lines if self.text[start:end].strip()]

    def paragraph(self, at: int) -> int:
        """Give the number of the paragraph in which a character stands, 0 before the first."""
        return int(np.searchsorted(self._paragraph_starts, at, side="right"))

    def holds(self, digest: str, *, at: int, width: int) -> bool:
        """Tell whether the span of `width` characters at `at` has that sha256."""
        if at < 0 or at + width >= len(self.offsets):
            return False
        span = self.data[self.offsets[at] : self.offsets[at + width]]
        return hashlib.sha256(span).hexdigest() == digest


def find_copies(sources: pd.DataFrame, *, folder: Path) -> dict[str, Copy]:
    """Find the copy of each source, by file name or by hash.

    Parameters
    ----------
    sources : pandas.DataFrame
        Sources of a story, with file, length and sha256.
    folder : pathlib.Path
        Folder with the copies.

    Returns
    -------
    dict of str to Copy
        By the id of the source; one without a copy is left out.

    Raises
    ------
    geo.errors.SourceError
        If there is no such folder, or a copy can't be read.
    """
    if not folder.is_dir():
        raise SourceError(f"sources: got {str(folder)!r}; wanted a folder with your copies")
    by_name = {path.name: path for path in sorted(folder.iterdir()) if path.is_file()}
    by_hash: dict[str, Path] | None = None
    copies = {}
    for source, file, length, sha256 in sources[["file", "length", "sha256"]].itertuples():
        path = by_name.get(file)
        if path is None:
            by_hash = _by_hash(by_name.values()) if by_hash is None else by_hash
            path = by_hash.get(sha256)
        if path is not None:
            copies[source] = Copy(_read(path), length, sha256)
    return copies


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"sources: {path.name} can't be read: {error.strerror}") from error


def _by_hash(paths: Iterable[Path]) -> dict[str, Path]:
    """Give files by the sha256 of their bytes, those left out that can't be read."""
    hashed = {}
    for path in paths:
        with suppress(OSError), path.open("rb") as file:
            hashed[hashlib.file_digest(file, "sha256").hexdigest()] = path
    return hashed
