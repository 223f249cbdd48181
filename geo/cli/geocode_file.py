"""`geo geocode FILE --column NAME -o OUT`: a table of names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geo.cli.output import show_requests
from geo.errors import GeocodeError
from geo.geocoding.files.chunks import dry_run_file
from geo.geocoding.files.job import geocode_file
from geo.geocoding.files.reader import open_table
from geo.geocoding.files.writer import ENDINGS

if TYPE_CHECKING:
    from pathlib import Path

    from geo.cli.arguments import Columns, Known, Online, Target


def answer_file(
    path: Path, *, known: Known, columns: Columns, target: Target, online: Online
) -> None:
    """Answer a file of names, and say what became of it."""
    column = _column(path, columns)
    if target.output is None:
        raise GeocodeError(f"{path}: where to? give -o with a name in {', '.join(ENDINGS)}")
    done = geocode_file(
        path,
        target.output,
        column=column,
        document=columns.document,
        columns=columns.hints,
        provider=online.open(),
        prefix=target.prefix,
        outlines=target.outlines,
        overwrite=target.overwrite,
        part_rows=target.part_rows,
        **known.arguments(),
    )
    reused = f" ({done.kept:,} kept from before)" if done.kept else ""
    click.echo(f"{done.path}: {done.rows:,} rows written{reused}")
    counts = ", ".join(f"{number:,} {status}" for status, number in done.statuses.items())
    if counts:
        click.echo(f"  {counts}")


def show_dry_run_of_file(path: Path, *, known: Known, columns: Columns, online: Online) -> None:
    """Check the file, say what would be sent, and send and write nothing."""
    provider = online.open()
    column = _column(path, columns)
    requests = dry_run_file(
        path,
        column=column,
        document=columns.document,
        columns=columns.hints,
        provider=provider,
        **known.arguments(),
    )
    if provider is None:
        click.echo("nothing would be sent: no --provider is named; nothing was written")
    else:
        show_requests(requests)


def _column(path: Path, columns: Columns) -> str:
    """Return which column holds the names; where none was named, list what there is."""
    table = open_table(path)
    if columns.column is None:
        names = ", ".join(map(repr, table.schema.names))
        raise GeocodeError(f"{path}: which column holds the names? give --column, one of {names}")
    return columns.column
