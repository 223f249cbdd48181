"""The commands that draft and review: `geo draft` and `geo review`.

What does their work is imported where a command runs, so that `geo --help` answers at once.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli import arguments
from geo.cli.output import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO = 1
_MOST_SHOWN = 20
_OldFile = click.Path(dir_okay=False, exists=True, path_type=Path)
_OldFolder = click.Path(file_okay=False, exists=True, path_type=Path)


@click.command(cls=arguments.OneValue)
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="ARTICLE… | FOLDER | DRAFT",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default="draft",
    show_default=True,
    help="Folder for the draft; FOLDER: a file in .parquet.",
)
@arguments.article_options
@click.option("--overwrite", is_flag=True, help="Write anew what you changed in the draft.")
@click.option(
    "--from", "spans", type=_OldFile, multiple=True, help="Spans of another extractor in ARTICLE."
)
@click.option("--merge", is_flag=True, help="Take the kept rows of DRAFT into the story.")
@click.option(
    "--story",
    type=_OldFolder,
    help="The story: what it has is told; with --merge, it takes the rows.",
)
def draft(
    paths: Sequence[Path],
    output: Path,
    options: arguments.ArticleOptions,
    story: Path | None,
    spans: Sequence[Path],
    *,
    merge: bool,
    overwrite: bool,
) -> None:
    """Propose rows for a story's tables from articles, or take kept rows in.

    \b
    ARTICLE…       text or saved web pages: proposals are written to draft/<table>.csv
    FOLDER         a folder of articles: all proposals go into one file, -o NAME.parquet
    --merge DRAFT  rows whose column keep has an x come into the tables of --story

    Nothing enters a story before you keep it; the articles' text stays in the draft.
    """  # noqa: D301 - click reads the sign itself
    from geo.cli.draft import draft_articles, draft_many, merge_draft

    if spans and (merge or len(paths) != 1 or paths[0].is_dir()):
        raise click.UsageError("--from wants the one ARTICLE in which its spans stand")
    if not merge:
        if len(paths) == 1 and paths[0].is_dir():
            if not draft_many(paths[0], output, options=options, overwrite=overwrite):
                sys.exit(_NO)
            return
        draft_articles(
            paths, output, options=options, story=story, overwrite=overwrite, spans=spans
        )
        return
    if story is None or len(paths) != 1:
        raise click.UsageError("--merge wants one DRAFT, and --story with the story's folder")
    merge_draft(paths[0], story)


@click.command(cls=arguments.OneValue)
@click.argument(
    "folder",
    metavar="STORY",
    type=_OldFolder,
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
    from geo.editing.review import (
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
        checked = mark_rows(folder, rows, state=state, by=by, note=note)
        click.echo(f"{plain(str(folder))}: {checked.summary()}")
        return
    checked = read_review(folder)
    for table, unchecked in groupby(checked.unchecked, key=lambda row: row.table):
        listed = list(unchecked)
        shown = listed if whole else listed[:_MOST_SHOWN]
        for row in shown:
            about = ", ".join(filter(None, [row.state, row.by, row.note]))
            click.echo(f"{table}/{plain(row.id)}: {plain(about)}")
        if len(shown) < len(listed):
            click.echo(f"{table}: {len(listed) - len(shown):,} more (--all lists them)")
    click.echo(f"{plain(str(folder))}: {checked.summary()}")


def print_checked(folder: Path) -> None:
    """Print how many rows of a story somebody has checked, if anybody began to."""
    from geo.editing.review import FILE, read_review

    if (folder / FILE).exists():
        click.echo(f"{plain(str(folder))}: {read_review(folder).summary()}")


COMMANDS = (draft, review)
