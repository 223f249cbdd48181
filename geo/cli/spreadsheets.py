"""The commands that take spreadsheets: `geo map`, `geo import` and `geo workbook`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli import arguments

if TYPE_CHECKING:
    from geo.tables.options import Options


@click.command("map", cls=arguments.OneValue)
@click.argument("source", metavar="FILE")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page; FILE's name with .html in this folder if not given.",
)
@click.option("--headline", default="", help="Headline of the page.")
@arguments.table
def map_(source: str, output: Path | None, headline: str, options: Options) -> None:
    """Draw a table of events in FILE as one page; - reads a pipe.

    FILE is .csv, .tsv, .xlsx, .xls, .ods, .parquet, .json, .geojson, .gpkg, .kml, .kmz, .gpx, .shp
    or one of them zipped. Columns are found by names and values; options overrule what is found.
    """
    from geo.cli.map import map_table

    map_table(source, options, output=output, headline=headline)


@click.command("import", cls=arguments.OneValue)
@click.argument("source", metavar="FILE")
@click.option(
    "--story",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="The story; may be new.",
)
@click.option("--headline", default="", help="Title of a new story; FILE's name if not given.")
@click.option("--key", default="", help="Column that tells the rows apart.")
@click.option("--said-by", default="", help="Column that names who says what a row tells.")
@click.option("--figure", multiple=True, help="A further column that counts something.")
@click.option(
    "--source", "source_id", default="", help="Id of the table; FILE's name if not given."
)
@click.option("--publisher", default="", help="Who published the table.")
@click.option("--published", default="", help="When, in EDTF, such as 2007-05-16.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@arguments.table
def import_(
    source: str,
    story: Path,
    options: Options,
    headline: str,
    source_id: str,
    figure: tuple[str, ...],
    *,
    dry_run: bool,
    **said: str,
) -> None:
    """Import a table of events in FILE into a story whose source is the table.

    Each row becomes an event with a claim that stands in its cells, each number a figure. Import
    the file again, and what has changed in it is told and taken over; what you have edited in the
    story stays.
    """
    from geo.cli.import_table import import_file
    from geo.story.import_table import Wanted

    wanted = Wanted(source=source_id, figures=figure, headline=headline, **said)
    import_file(source, story, options=options, wanted=wanted, dry_run=dry_run)


@click.command(cls=arguments.OneValue)
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="FROM")
@click.argument("target", type=click.Path(path_type=Path), metavar="TO")
@click.option(
    "--keep",
    type=click.Choice(["folder", "workbook"]),
    default=None,
    help="Which edit stays where a cell was edited in both.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--overwrite", is_flag=True, help="Write over a workbook that is there.")
def workbook(
    source: Path, target: Path, *, keep: str | None, dry_run: bool, overwrite: bool
) -> None:
    """Write a story into one workbook, or take an edited workbook into a story.

    \b
    geo workbook STORY story.xlsx   a sheet for each table, with lists and comments
    geo workbook story.xlsx STORY   what was edited, into the tables; all of it or nothing
    """  # noqa: D301 - click reads the sign itself
    from geo.cli.workbook import workbook as take_workbook

    take_workbook(source, target, keep=keep or "", dry_run=dry_run, overwrite=overwrite)


COMMANDS = (map_, import_, workbook)
"""The commands, for the group `geo`."""
