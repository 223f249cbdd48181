"""`geo workbook`: a story as one workbook, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geo.cli.output import plain
from geo.story.workbook import write_workbook
from geo.story.workbook_merge import read_workbook

if TYPE_CHECKING:
    from pathlib import Path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.story.workbook_merge import Taken

_MOST_SHOWN = 20


def workbook(source: Path, target: Path, *, keep: str, dry_run: bool, overwrite: bool) -> None:
    """Write a story into a workbook, or take one into a story, by which of the two is in .xlsx."""
    is_book = [path.suffix.lower() == ".xlsx" for path in (source, target)]
    if is_book[0] == is_book[1]:
        raise click.UsageError(
            "wanted a story's folder and a workbook in .xlsx: geo workbook STORY story.xlsx writes "
            "the workbook, geo workbook story.xlsx STORY reads it"
        )
    if is_book[1]:
        if keep or dry_run:
            raise click.UsageError("--keep and --dry-run go with a workbook that is read")
        write_workbook(source, target, overwrite=overwrite)
        click.echo(f"{target}: written; edit it, and then: geo workbook {target} {source}")
        return
    if overwrite:
        raise click.UsageError("--overwrite goes with a workbook that is written")
    taken = read_workbook(source, target, keep=keep, dry_run=dry_run)
    for line in _lines(taken, keep):
        click.echo(plain(line))
    if not taken.files:
        click.echo(f"{target}: nothing has changed, nothing to do")
    elif dry_run:
        click.echo(f"{target}: nothing is written (--dry-run); would write: {_named(taken.files)}")
    else:
        click.echo(f"{target}: {_named(taken.files)} written")


def _lines(taken: Taken, keep: str) -> Iterator[str]:
    yield from taken.lines[:_MOST_SHOWN]
    if len(taken.lines) > _MOST_SHOWN:
        yield f"{len(taken.lines) - _MOST_SHOWN:,} more changes"
    for fault in taken.conflicts:
        yield f"edited in both, that of the {keep} stays: {fault}"
    for note in taken.notes:
        yield f"note: {note}"


def _named(files: dict[str, bytes]) -> str:
    return ", ".join(sorted(files))
