"""`geo cite`: where words stand in an article, ready to paste into a table."""

from __future__ import annotations

import csv
import hashlib
import sys
from typing import TYPE_CHECKING

import click

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
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path}: found byte {data[error.start]:#04x} at position {error.start}, wanted UTF-8 "
            "text; save the copy as plain text in UTF-8"
        ) from None
    sha256 = hashlib.sha256(data).hexdigest()
    out = csv.writer(sys.stdout, lineterminator="\n")
    if not words:
        out.writerows([SOURCE, (path.name, len(text), sha256)])
        return True
    copy = Copy(data, len(text), sha256)
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


def _rows(copy: Copy, words: str, source: str) -> Iterator[tuple[object, ...]]:
    if not words:
        return
    digest = hashlib.sha256(words.encode("utf-8", "surrogateescape")).hexdigest()
    at = copy.text.find(words)
    while at >= 0:
        yield source, copy.paragraph(at), at, at + len(words), digest
        at = copy.text.find(words, at + 1)
