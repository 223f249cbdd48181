"""Does every claim and mention stand in its source? Spans against the reader's own copies.

The tables keep no sentence of an article, only where it stands and its hash; so whoever has a copy
of the article can check each of them, and nobody else needs one.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import SourceError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from geo.story.story import Story

OUTCOMES = ("found", "moved", "changed", "source missing")
"""What may come of a span, from the best to the worst."""

_LINE_END = re.compile(r"\r\n?|\n")
_ESCAPES = (0xDC80, 0xDCFF)
_MOST_DAMAGE = 64


def check(story: Story, sources: str | os.PathLike[str]) -> pd.DataFrame:
    """Check each claim and mention of a story against the reader's copies of its sources.

    Parameters
    ----------
    story : Story
    sources : path-like
        Folder with the copies. A copy is known by its file name, else by the sha256 of its bytes.

    Returns
    -------
    pandas.DataFrame
        A row per claim, then per mention, in their order:

        - id, table (``claims`` or ``mentions``), source, paragraph, start, end : as in the story
        - outcome : ``found`` (the text stands where the table says), ``moved`` (it stands
          elsewhere in the copy), ``changed`` (it stands nowhere), ``source missing``
        - moved_to : Int64, code point at which a moved text begins now
        - paragraph_found : Int64, number of the paragraph in which a found or moved text begins

        If a copy is, byte for byte, the one that was read, a span in another paragraph than the
        table says is ``moved`` too. A byte that is no UTF-8 breaks the spans that cover it and no
        other.

    Raises
    ------
    geo.errors.SourceError
        If there is no such folder, or a copy can't be read.

    Examples
    --------
    >>> outcomes = check(read_story("data"), "copies")  # doctest: +SKIP
    >>> outcomes["outcome"].value_counts()  # doctest: +SKIP
    """
    anchors = pd.concat(
        [_anchors(story.claims, table="claims"), _anchors(story.mentions, table="mentions")],
        ignore_index=True,
    )
    copies = _find_copies(story.sources, folder=Path(sources))
    verdicts: dict[int, _Verdict] = {}
    for source, rows in anchors.groupby("source", sort=False):
        copy = copies.get(str(source))
        if copy is not None:
            verdicts |= _verdicts(copy, rows=rows)
    told = [verdicts.get(row, _Verdict("source missing")) for row in range(len(anchors))]
    return anchors.drop(columns="span_sha256").assign(
        outcome=pd.Series([verdict.outcome for verdict in told], dtype="str"),
        moved_to=pd.Series([verdict.moved_to for verdict in told], dtype="Int64"),
        paragraph_found=pd.Series([verdict.paragraph for verdict in told], dtype="Int64"),
    )


@dataclass(frozen=True)
class _Verdict:
    """What came of one span."""

    outcome: str
    moved_to: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True)
class _Copy:
    """A reader's copy of a source: bytes, and where each character stands in them."""

    data: bytes
    length: int
    sha256: str
    taken: dict[str, set[int]] = field(default_factory=dict)

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


def _anchors(frame: pd.DataFrame, *, table: str) -> pd.DataFrame:
    """Give the spans of a frame, with its name."""
    columns = ["source", "paragraph", "start", "end", "span_sha256"]
    spans = frame[columns].rename_axis("id").reset_index()
    spans.insert(1, "table", table)
    return spans


def _find_copies(sources: pd.DataFrame, *, folder: Path) -> dict[str, _Copy]:
    """Find the copy of each source, by file name or by hash."""
    if not folder.is_dir():
        raise SourceError(f"sources: got {str(folder)!r}; wanted a folder with your copies")
    by_hash: dict[str, bytes] | None = None
    copies = {}
    for source, file, length, sha256 in sources[["file", "length", "sha256"]].itertuples():
        data = _read(folder / file)
        if data is None:
            by_hash = _hashed(folder) if by_hash is None else by_hash
            data = by_hash.get(sha256)
        if data is not None:
            copies[source] = _Copy(data, length, sha256)
    return copies


def _read(path: Path) -> bytes | None:
    """Read a copy, None if there is none."""
    if not path.is_file():
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"sources: {path.name} can't be read: {error.strerror}") from error


def _hashed(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder, by the sha256 of its bytes."""
    read = (_read(path) for path in sorted(folder.iterdir()))
    return {hashlib.sha256(data).hexdigest(): data for data in read if data is not None}


def _verdicts(copy: _Copy, *, rows: pd.DataFrame) -> dict[int, _Verdict]:
    """Judge the spans of one source: first where they should be, then elsewhere."""
    verdicts: dict[int, _Verdict] = {}
    missing = []
    for row, span in zip(rows.index, _spans(rows), strict=True):
        at = _in_place(copy, span)
        if at is None:
            missing.append((row, span))
            continue
        copy.taken.setdefault(span.digest, set()).add(at)
        paragraph = copy.paragraph(at)
        if copy.is_whole and paragraph != span.paragraph:
            verdicts[row] = _Verdict("moved", at, paragraph)
        else:
            verdicts[row] = _Verdict("found", None, paragraph)
    shifts = [len(copy.text) - copy.length]
    for row, span in sorted(missing, key=lambda item: -item[1].width):
        verdicts[row] = _moved_or_changed(copy, span=span, shifts=shifts)
    return verdicts


@dataclass(frozen=True)
class _Span:
    """Where a text should stand, and its hash."""

    paragraph: int
    start: int
    width: int
    digest: str


def _spans(rows: pd.DataFrame) -> Iterator[_Span]:
    columns = rows[["paragraph", "start", "end", "span_sha256"]].itertuples(index=False)
    for paragraph, start, end, digest in columns:
        yield _Span(paragraph, start, end - start, digest)


def _in_place(copy: _Copy, span: _Span) -> int | None:
    """Give where a span stands if it is in its place, as far as the place can be told.

    A byte that is no UTF-8 may have been a character or a part of one, so each such byte before
    the span may have pushed it one character further.
    """
    at = span.start
    while at < len(copy.offsets) and at - span.start <= min(copy.damage[at], _MOST_DAMAGE):
        if copy.holds(span.digest, at=at, width=span.width):
            return at
        at += 1
    return None


def _moved_or_changed(copy: _Copy, *, span: _Span, shifts: list[int]) -> _Verdict:
    """Look for a span elsewhere: as far off as others moved, then nearest first.

    A place where another row finds the same words stays that row's.
    """
    taken = copy.taken.get(span.digest, set())
    near = (span.start + shift for shift in shifts)
    for at in (*near, *_outwards(span.start, end=len(copy.text) - span.width)):
        if at not in taken and copy.holds(span.digest, at=at, width=span.width):
            if at - span.start not in shifts:
                shifts.append(at - span.start)
            return _Verdict("moved", at, copy.paragraph(at))
    return _Verdict("changed")


def _outwards(start: int, *, end: int) -> Iterable[int]:
    """Go through the numbers from 0 to `end`, those near `start` first."""
    for step in range(1, max(start, end - start) + 1):
        if start + step <= end:
            yield start + step
        if 0 <= start - step <= end:
            yield start - step
