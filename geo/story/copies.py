"""A reader's own copies of the sources: where they are, and what stands at each character."""

from __future__ import annotations

import hashlib
import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

FOLDER = "articles"
"""Where a story keeps its reader's copies, beside its tables."""

_log = logging.getLogger(__name__)
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
        """Return the number of the paragraph in which a character stands, 0 before the first."""
        return int(np.searchsorted(self._paragraph_starts, at, side="right"))

    def holds(self, digest: str, *, at: int, width: int) -> bool:
        """Return whether the span of `width` characters at `at` has that sha256."""
        if at < 0 or at + width >= len(self.offsets):
            return False
        span = self.data[self.offsets[at] : self.offsets[at + width]]
        return hashlib.sha256(span).hexdigest() == digest


def find_copies(sources: pd.DataFrame, *, places: Sequence[Path]) -> dict[str, Copy]:
    """Find the copy of each source, by hash or by file name.

    Parameters
    ----------
    sources : pandas.DataFrame
        Sources of a story, with file, length and sha256.
    places : sequence of pathlib.Path
        Folders with copies, or copies.

    Returns
    -------
    dict of str to Copy
        By the id of the source; one without a copy is left out. Where files differ that have a
        source's name, the one that was read is taken and the others are logged.

    Raises
    ------
    geo.errors.SourceError
        If there is no such file or folder, a copy can't be read, or a source has several copies of
        which none is the one that was read; all sources at once.
    """
    files = _files(places)
    hashes = _Hashes(files)
    copies: dict[str, Copy] = {}
    faults = []
    for source, file, length, sha256 in sources[["file", "length", "sha256"]].itertuples():
        named = hashes.different([path for path in files if path.name == file])
        path = hashes.find(sha256, first=named) or next(iter(named), None)
        if path is None:
            continue
        others = [other for other in named if hashes.of(other) != hashes.of(path)]
        shown = ", ".join(map(str, others))
        if others and hashes.of(path) != sha256:
            faults.append(f"{source}: found {path} and {shown}, which differ")
        elif others:
            _log.warning("%s: %s is the copy that was read; not %s", source, path, shown)
        copies[source] = Copy(_read(path), length, sha256)
    if faults:
        raise SourceError("sources: " + "\n  ".join([*faults, "wanted one copy of each"]))
    return copies


class _Hashes:
    """The sha256 of files, each read once and only when it is asked for."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self._known: dict[Path, str] = {}

    def of(self, file: Path) -> str:
        """Return the hash of a file's bytes; nothing where it can't be read."""
        if file not in self._known:
            self._known[file] = ""
            with suppress(OSError), file.open("rb") as data:
                self._known[file] = hashlib.file_digest(data, "sha256").hexdigest()
        return self._known[file]

    def find(self, digest: str, *, first: Sequence[Path]) -> Path | None:
        """Return a file that has a hash, one of some files before all others."""
        return next((file for file in (*first, *self._files) if self.of(file) == digest), None)

    def different(self, files: Sequence[Path]) -> list[Path]:
        """Return files without those that repeat the bytes of one before."""
        return list({self.of(file) or str(file): file for file in reversed(files)}.values())[::-1]


def _files(places: Sequence[Path]) -> list[Path]:
    """Return the files in some folders, and those named themselves, each once."""
    files: list[Path] = []
    for place in places:
        if place.is_dir():
            files += [path for path in sorted(place.iterdir()) if path.is_file()]
        elif place.is_file():
            files.append(place)
        else:
            raise SourceError(f"sources: got {str(place)!r}; wanted a folder with your copies")
    return list({path.resolve(): path for path in files}.values())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"sources: {path.name} can't be read: {error.strerror}") from error
