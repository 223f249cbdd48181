"""`geo cite`: where words stand in an article, to paste into a table or put into one."""

from __future__ import annotations

import csv
import hashlib
import sys
from typing import TYPE_CHECKING

import click

from geo.commands.filling import fill, source_of
from geo.errors import SourceError
from geo.story.copies import Copy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ANCHOR = ("source", "paragraph", "start", "end", "span_sha256")
SOURCE = ("file", "length", "sha256")


def cite(path: Path, words: Sequence[str], *, source: str) -> bool:
    """Write where words stand in a copy of an article, or what ``sources.csv`` says of the copy.

    Parameters
    ----------
    path : pathlib.Path
        The copy, in UTF-8.
    words : sequence of str
        What to look for, letter for letter; a row for each place where it stands. None to
        describe the copy.
    source : str
        The article's id.

    Returns
    -------
    bool
        Whether all of it stands there.

    Raises
    ------
    SourceError
        The copy is not UTF-8.
    """
    copy = _read(path)
    out = csv.writer(sys.stdout, lineterminator="\n")
    if not words:
        out.writerows([SOURCE, (path.name, copy.length, copy.sha256)])
        return True
    out.writerow(ANCHOR)
    missing = []
    for each in words:
        rows = list(_rows(copy, each, source))
        out.writerows(rows)
        if not rows:
            missing.append(each)
        elif len(rows) > 1:
            click.echo(f"{each!r} stands there {len(rows)} times: choose one row", err=True)
    for each in missing:
        click.echo(f"{path}: found nowhere {each!r}; wanted words letter for letter", err=True)
    return not missing


def cite_into(story: Path, path: Path, words: Sequence[str], *, claim: str, source: str) -> bool:
    """Write where words stand into their claim, or what is known of the copy into its source.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story, whose ``claims.csv`` or ``sources.csv`` is written.
    path : pathlib.Path
        The copy, in UTF-8.
    words : sequence of str
        What to look for, letter for letter; it has to stand there once. None for the source.
    claim : str
        Id of the claim; empty for the source.
    source : str
        The article's id; the source that has the file's name if none is given.

    Returns
    -------
    bool
        Whether the words stand there, and once; else nothing is written.

    Raises
    ------
    SourceError
        The copy is not UTF-8.
    StoryError
        The table has no such row.
    """
    copy = _read(path)
    source = source or source_of(story, path)
    if not claim:
        told = (path.name, str(copy.length), copy.sha256)
        number = fill(story / "sources.csv", source, dict(zip(SOURCE, told, strict=True)))
        click.echo(f"{story / 'sources.csv'}, row {number}: {source} has {copy.length} characters")
        return True
    rows = list(_rows(copy, words[0], source))
    if len(rows) != 1:
        found = f"{len(rows)} times" if rows else "nowhere"
        wanted = "words letter for letter that stand there once"
        click.echo(f"{path}: found {found} {words[0]!r}; wanted {wanted}", err=True)
        return False
    cells = dict(zip(ANCHOR, map(str, rows[0]), strict=True))
    number = fill(story / "claims.csv", claim, cells)
    click.echo(
        f"{story / 'claims.csv'}, row {number}: {claim} stands in paragraph {cells['paragraph']}"
    )
    return True


def _read(path: Path) -> Copy:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path}: found byte {data[error.start]:#04x} at position {error.start}, wanted UTF-8 "
            "text; save the copy as plain text in UTF-8"
        ) from None
    return Copy(data, len(text), hashlib.sha256(data).hexdigest())


def _rows(copy: Copy, words: str, source: str) -> Iterator[tuple[object, ...]]:
    if not words:
        return
    digest = hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()
    at = copy.text.find(words)
    while at >= 0:
        yield source, copy.paragraph(at), at, at + len(words), digest
        at = copy.text.find(words, at + 1)
