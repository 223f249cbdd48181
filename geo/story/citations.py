"""Check claims and mentions against the reader's copies of the sources.

The tables keep no sentence of an article, only where it stands and its hash; so whoever has a copy
of the article can check each of them, and nobody else needs one.
"""

from __future__ import annotations

import hashlib
import logging
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import STORY, SourceError, as_path, check_has
from geo.evidence import page_of
from geo.formats.pdf import PdfText, is_pdf, read_pdf
from geo.story.exhibits import exhibit_outcomes
from geo.story.table_files import Verdict, judge_cells, read_copy

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from geo.story.story import Story


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
        The copy as it is; of a PDF its text.
    length : int
        Code points that the source had when it was read for the story.
    sha256 : str
        Hash that its bytes had then, 64 hex digits; of a PDF that of the file.
    pdf : PdfText, optional
        What the pages of a PDF print; `data` is its text then, in UTF-8.
    file_sha256 : str, optional
        The hash of the file that `data` was read from; that of `data` if not given.
    """

    data: bytes
    length: int
    sha256: str
    pdf: PdfText | None = None
    file_sha256: str = ""

    @classmethod
    def of_file(cls, data: bytes, name: str, *, length: int = 0, sha256: str = "") -> Copy:
        """Return the copy that a file is: its text, of a PDF what its pages print.

        Parameters
        ----------
        data : bytes
            The file.
        name : str
            Its name, for the message.
        length : int, optional
            Characters that the source had when it was read; those of the file if not given.
        sha256 : str, optional
            Hash that the file had then; that of the file if not given.

        Raises
        ------
        SourceError
            When it is a PDF that can't be read.
        """
        digest = hashlib.sha256(data).hexdigest()
        pdf = read_pdf(data, name=name) if is_pdf(data) else None
        copy = cls(pdf.text.encode() if pdf else data, length, sha256 or digest, pdf, digest)
        return copy if length else replace(copy, length=len(copy.text))

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
        return (self.file_sha256 or hashlib.sha256(self.data).hexdigest()) == self.sha256

    def part(self, start: int, end: int) -> str:
        """Return page and box of a span of a PDF (``page=2&xywh=percent:…``); else nothing."""
        return self.pdf.part(start, end) if self.pdf else ""

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
            faults.append(f"{source}: found {path} and {shown}, which differ; wanted one")
        elif others:
            _log.warning("%s: %s is the copy that was read; not %s", source, path, shown)
        try:
            copies[source] = Copy.of_file(_read(path), path.name, length=length, sha256=sha256)
        except SourceError as error:
            faults.append(str(error))
    if faults:
        raise SourceError("sources: " + "\n  ".join(faults))
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


_MOST_DAMAGE = 64


def check(
    story: Story, sources: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
) -> pd.DataFrame:
    """Check each claim and mention of a story against the reader's copies of its sources.

    Parameters
    ----------
    story : Story
    sources : path-like, or sequence of path-like
        Folders with the copies, or the copies themselves. A copy is known by the sha256 of its
        bytes, else by its file name. Where several files have that name, the copy that was read
        is taken, and the others are logged.

    Returns
    -------
    pandas.DataFrame
        A row per claim, then per mention, in their order:

        - id, table (``claims`` or ``mentions``), source, paragraph, column, start, end : as in the
          story
        - exhibit : the exhibit on which a claim stands, or empty
        - outcome : ``found`` (the text stands where the table says), ``moved`` (it stands
          elsewhere in the copy), ``changed`` (it stands nowhere), ``source missing``
        - moved_to : Int64, code point at which a moved text begins now
        - paragraph_found : Int64, number of the paragraph in which a found or moved text begins; of
          a table, the row

        If a copy is, byte for byte, the one that was read, a span in another paragraph than the
        table says, or on another page of a PDF, is ``moved`` too. A byte that is no UTF-8 breaks
        the spans that cover it and no other.

    Raises
    ------
    geo.errors.ArgumentError
        When an argument is of the wrong type.
    geo.errors.SourceError
        If there is no such file or folder, a copy can't be read, or a source has several copies
        and none is the one that was read.

    Examples
    --------
    >>> import tempfile
    >>> from geo.story import read_story
    >>> story = read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as without_copies:
    ...     set(check(story, without_copies)["outcome"])
    {'source missing'}
    """
    check_has("story", story, "claims", "mentions", "sources", wanted=STORY)
    places = [as_path("sources", place) for place in _several(sources)]
    import pandas as pd  # noqa: PLC0415 - copies are read without it

    anchors = pd.concat(
        [_anchors(story.claims, table="claims"), _anchors(story.mentions, table="mentions")],
        ignore_index=True,
    )
    if not hasattr(story, "exhibits"):  # of a publication, whose checksums tell of pictures
        anchors = anchors[anchors["exhibit"] == ""].reset_index(drop=True)
    copies = find_copies(story.sources, places=places)
    verdicts: dict[int, Verdict] = {}
    on_exhibits = anchors["exhibit"] != ""
    if on_exhibits.any():
        exhibits = exhibit_outcomes(story)
        named = anchors.loc[on_exhibits, "exhibit"]
        verdicts |= {int(str(row)): Verdict(exhibits[name]) for row, name in named.items()}
    for source, rows in anchors[~on_exhibits].groupby("source", sort=False):
        copy = copies.get(str(source))
        if copy is not None and (rows["column"] != "").any():
            cells = {name: str(story.sources[name][str(source)]) for name in ("file", "sheet")}
            row = {"id": str(source), **cells}
            table = read_copy(copy.data, row, folder=story.folder)
            verdicts |= judge_cells(table, rows)
        elif copy is not None:
            verdicts |= _verdicts(copy, rows=rows)
    checked = [verdicts.get(row, Verdict("source missing")) for row in range(len(anchors))]
    return anchors.drop(columns=["span_sha256", "part"]).assign(
        outcome=pd.Series([verdict.outcome for verdict in checked], dtype="str"),
        moved_to=pd.Series([verdict.moved_to for verdict in checked], dtype="Int64"),
        paragraph_found=pd.Series([verdict.paragraph for verdict in checked], dtype="Int64"),
    )


def _several(sources: object) -> Sequence[object]:
    """Return one place, or several, as several."""
    return sources if isinstance(sources, (list, tuple)) else [sources]


def _anchors(frame: pd.DataFrame, *, table: str) -> pd.DataFrame:
    """Return the spans of a frame, with its name."""
    columns = ["source", "paragraph", "column", "start", "end", "span_sha256", "part", "exhibit"]
    optional = ("column", "part", "exhibit")
    filled = frame.assign(**{name: "" for name in optional if name not in frame.columns})
    filled = filled[(filled["span_sha256"] != "") | (filled["exhibit"] != "")]  # none if redacted
    spans = filled[columns].rename_axis("id").reset_index()
    spans.insert(1, "table", table)
    return spans


def _verdicts(copy: Copy, *, rows: pd.DataFrame) -> dict[int, Verdict]:
    """Judge the spans of one source: first where they should be, then elsewhere."""
    spans = dict(zip(rows.index, _spans(rows), strict=True))
    in_place = {span: at for span in spans.values() if (at := _in_place(copy, span)) is not None}
    missing = {span for span in spans.values() if span not in in_place}
    moved = _Search(copy, spans_found=in_place).find(missing) if missing else {}
    return {
        row: _found(copy, span=span, at=in_place[span])
        if span in in_place
        else _moved(copy, at=moved.get(span))
        for row, span in spans.items()
    }


def _found(copy: Copy, *, span: _Span, at: int) -> Verdict:
    """Judge a span in its place, where the table may name another paragraph."""
    paragraph = copy.paragraph(at)
    page = page_of(copy.part(at, at + span.width)) if span.page else 0
    if copy.is_whole and (paragraph, page) != (span.paragraph, span.page):
        return Verdict("moved", at, paragraph)
    return Verdict("found", None, paragraph)


def _moved(copy: Copy, *, at: int | None) -> Verdict:
    """Judge a span that isn't in its place."""
    return Verdict("changed") if at is None else Verdict("moved", at, copy.paragraph(at))


@dataclass(frozen=True, order=True)
class _Span:
    """Where a text should stand, and its hash."""

    paragraph: int
    start: int
    width: int
    digest: str
    page: int = 0


def _spans(rows: pd.DataFrame) -> Iterator[_Span]:
    columns = rows[["paragraph", "start", "end", "span_sha256", "part"]].itertuples(index=False)
    for paragraph, start, end, digest, part in columns:
        yield _Span(paragraph, start, end - start, digest, page_of(part))


def _in_place(copy: Copy, span: _Span) -> int | None:
    """Return where a span stands if it is in its place, as far as the place can be told.

    A byte that is no UTF-8 may have been a character or a part of one, so each such byte before
    the span may have pushed it one character further.
    """
    at = span.start
    while at < len(copy.offsets) and at - span.start <= min(copy.damage[at], _MOST_DAMAGE):
        if copy.holds(span.digest, at=at, width=span.width):
            return at
        at += 1
    return None


class _Search:
    """Where spans stand that aren't in their place: as far off as others, else anywhere.

    A place where another span finds the same words stays that span's.

    Parameters
    ----------
    copy : Copy
    found : dict of _Span to int
        Spans in their place, and where that is.
    """

    def __init__(self, copy: Copy, *, spans_found: dict[_Span, int]) -> None:
        self._copy = copy
        self._shifts = [len(copy.text) - copy.length]
        self._owners = {(span.digest, at): span.start for span, at in spans_found.items()}

    def find(self, missing: Iterable[_Span]) -> dict[_Span, int]:
        """Return where each span begins that stands anywhere, the longest looked for first."""
        moved: dict[_Span, int] = {}
        in_order = sorted(missing, key=lambda span: (-span.width, span))
        for width, group in groupby(in_order, key=lambda span: span.width):
            left = []
            for span in group:
                near = (span.start + shift for shift in self._shifts)
                if not self._settle(span, where=near, moved=moved):
                    left.append(span)
            places = self._places_by_digest({span.digest for span in left}, width=width)
            for span in left:
                where = _nearest_first(places[span.digest], start=span.start)
                self._settle(span, where=where, moved=moved)
        return moved

    def _settle(self, span: _Span, *, where: Iterable[int], moved: dict[_Span, int]) -> bool:
        """Choose the first of some places that holds the span and is no other span's."""
        for at in where:
            if not self._copy.holds(span.digest, at=at, width=span.width):
                continue
            if self._owners.setdefault((span.digest, at), span.start) == span.start:
                moved[span] = at
                if at - span.start not in self._shifts:
                    self._shifts.append(at - span.start)
                return True
        return False

    def _places_by_digest(self, digests: set[str], *, width: int) -> dict[str, list[int]]:
        """Look through the whole copy once for all texts of one width."""
        found_places: dict[str, list[int]] = {digest: [] for digest in digests}
        wanted = {bytes.fromhex(digest): at for digest, at in found_places.items()}
        offsets, data = self._copy.offsets, self._copy.data
        if wanted:
            for at, (start, end) in enumerate(zip(offsets, offsets[width:], strict=False)):
                places = wanted.get(hashlib.sha256(data[start:end]).digest())
                if places is not None:
                    places.append(at)
        return found_places


def _nearest_first(places: Iterable[int], *, start: int) -> list[int]:
    """Order places by how far they are from where a span was, the later of two first."""
    return sorted(places, key=lambda at: (abs(at - start), at < start))
