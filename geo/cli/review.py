"""`geo review`: which rows of a story somebody has checked."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import click

from geo.cli.output import plain

_MOST_SHOWN = 20


@click.command()
@click.argument(
    "folder",
    metavar="STORY",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
)
@click.argument("rows", nargs=-1, metavar="[ROW]...")
@click.option("--by", default="", help="Who checked ROW…, which are marked as checked.")
@click.option("--note", default="", help="What there is to note of ROW….")
@click.option("--again", is_flag=True, help="Mark ROW… as to be checked instead.")
@click.option("--all", "whole", is_flag=True, help="List every row that is not checked.")
def review(
    folder: Path, rows: tuple[str, ...], by: str, note: str, *, again: bool, whole: bool
) -> None:
    """List the rows of STORY that nobody has checked, or mark some.

    ROW is the id of a row, or TABLE/ID where two tables have it. What is checked counts until the
    row is changed. The marks stand in review.csv beside the tables.
    """
    from geo.editing.review import (  # noqa: PLC0415 - it brings the rules of the tables
        CHECKED,
        TO_CHECK,
        mark_rows,
        read_review,
    )

    if rows and not by:
        raise click.UsageError("ROW wants --by NAME: who looked at it")
    if not rows and (by or note or again):
        raise click.UsageError("--by, --note and --again want the ids of rows")
    if rows:
        state = TO_CHECK if again else CHECKED
        found = mark_rows(folder, rows, state=state, by=by, note=note)
        click.echo(f"{plain(str(folder))}: {found.summary()}")
        return
    found = read_review(folder)
    for table, unchecked in groupby(found.unchecked, key=lambda row: row.table):
        listed = list(unchecked)
        shown = listed if whole else listed[:_MOST_SHOWN]
        for row in shown:
            about = ", ".join(filter(None, [row.state, row.by, row.note]))
            click.echo(f"{table}/{plain(row.id)}: {plain(about)}")
        if len(shown) < len(listed):
            click.echo(f"{table}: {len(listed) - len(shown):,} more (--all lists them)")
    click.echo(f"{plain(str(folder))}: {found.summary()}")


def tell_checked(folder: Path) -> None:
    """Say how many rows of a story somebody has checked, if anybody began to."""
    from geo.editing.review import FILE, read_review  # noqa: PLC0415 - only for such a story

    if (folder / FILE).exists():
        click.echo(f"{plain(str(folder))}: {read_review(folder).summary()}")
