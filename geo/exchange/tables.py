"""Write a story's tables in any of the formats, all of them or none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import STORY, ExportError, as_path, check_has
from geo.exchange.formats import DEFAULT, FORMATS
from geo.exchange.layers import Export, write_credits
from geo.files import transaction
from geo.formats.subjects import in_nfc

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from geo.story.story import Story


WANTED = {
    "sources": ("title", "publisher", "author", "published"),
    "events": ("title", "date", "earliest", "latest", "status", "sources"),
    "links": ("title", "from", "to", "earliest", "latest", "status", "sources"),
    "places": ("name", "label", "precision"),
    "claims": ("about", "statement", "said_by_label", "status", "source", "paragraph"),
    "figures": ("claim", "label", "said_by_label", "status", "source", "paragraph"),
}
"""Without these a file would not say who says so and where it stands."""

_BASE = re.compile(r"https?://[^\s/?#<>\"]+(?:/[^\s?#<>\"]*)?")


def write_tables(  # noqa: PLR0913 - one call; each option stands for itself
    story: Story,
    folder: str | os.PathLike[str],
    *,
    to: Sequence[str] = DEFAULT,
    base: str = "",
    published: str = "",
    sources: Sequence[str | os.PathLike[str]] = (),
    progress: Callable[[Path], object] | None = None,
    check: Callable[[Sequence[Path]], object] | None = None,
) -> list[Path]:
    """Write a story's tables for other tools, by default as GeoJSON, GeoParquet, GeoPackage, CSV.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it.
    folder : path-like
        Where the files shall stand; made if missing.
    to : sequence of str
        Names of formats, as ``geo export --help`` and docs/formats.md list them.
    base : str
        Address below which the files will be published, such as ``https://example.org/story/``:
        things get addresses there in place of UUIDs.
    published : str
        Day on which they will be, such as ``2024-05-17``, for RO-Crate and Croissant; up to when
        the story is told, or the latest day of its articles, if empty.
    sources : sequence of path-like
        Your own copies of the articles, or folders with them: annotations quote the words then.
        Copies that are not, byte for byte, those that were read are not quoted.
    progress : callable, optional
        Called with each file once it is written; all of them change together at the end.
    check : callable, optional
        Called with all files before they change; where it raises an error, nothing does.

    Returns
    -------
    list of pathlib.Path
        The files, and ``CREDITS.txt``. What a format needs beside it is written too.

    Raises
    ------
    ArgumentError
        When an argument is of the wrong type.
    ExportError
        A format is not known, a frame lacks a column, or is not in EPSG:4326. Nothing has changed
        then.

    Notes
    -----
    Every event, link and place carries `evidence`: its claims, each with who says so, status,
    source, paragraph, span and denials. Every file that has a place for them carries the credit
    lines; ``CREDITS.txt`` also names the articles. Texts are in Unicode NFC, but for names of
    files and their columns. The same tables give the same bytes.

    Examples
    --------
    >>> import geo
    >>> import tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in write_tables(story, folder, to=["kml", "ical"])]
    ['london-karachi.kml', 'london-karachi.ics', 'CREDITS.txt']
    """
    check_has("story", story, *WANTED, wanted=STORY)
    target = as_path("folder", folder)
    names = _with_needs(to)
    _require_columns(story)
    if base and not _BASE.fullmatch(base):
        raise ExportError(f"base: found {base!r}, wanted an address such as https://example.org/a/")
    if published and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", published):
        raise ExportError(f"published: found {published!r}, wanted a day such as 2024-05-17")
    texts = _texts(story, sources)
    written = []
    with transaction(target) as change:
        export = Export(story, in_nfc(story), change.new, base, published, texts)
        for path in _files(export, names):
            written.append(target / path.name)
            if progress is not None:
                progress(written[-1])
        if check is not None:
            check(sorted(path for path in change.new.iterdir() if path.is_file()))
    return written


def _with_needs(to: Sequence[str]) -> list[str]:
    """Return the formats that are asked for with those that they need, in their order."""
    wanted = [to] if isinstance(to, str) else list(to)
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown or not wanted:
        known = ", ".join(FORMATS)
        raise ExportError(f"to: found {', '.join(map(repr, unknown)) or 'none'}; wanted {known}")
    needed = {need for name in wanted for need in FORMATS[name].needs}
    return [name for name in FORMATS if name in needed or name in wanted]


def _files(export: Export, names: Sequence[str]) -> Iterator[Path]:
    for name in names:
        for path in FORMATS[name].write(export):
            export.written.append(path)
            yield path
    yield write_credits(export)


def _texts(story: Story, sources: Sequence[str | os.PathLike[str]]) -> dict[str, str]:
    """Return the reader's copies that are the ones that were read."""
    if not sources:
        return {}
    from geo.story.citations import find_copies  # noqa: PLC0415 - only where there are copies

    copies = find_copies(story.sources, places=[Path(place) for place in sources])
    return {name: copy.text for name, copy in copies.items() if copy.is_whole}


def _require_columns(story: Story) -> None:
    for name, wanted in WANTED.items():
        missing = sorted(set(wanted) - set(getattr(story, name).columns))
        if missing:
            raise ExportError(f"{name}: wanted the columns {', '.join(missing)}, got none of them")
