"""The commands that take tables: map, view, import and workbook.

What does their work is imported where a command runs, so that `geo --help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli import arguments
from geo.cli.terminal import how_many, plain
from geo.errors import EventsError, ExportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.importing.import_table import Import
    from geo.importing.workbook import Taken
    from geo.maps.large.source import LargeSource
    from geo.tables.scan import EventTable
    from geo.tables.schemas import Options

_MOST_SHOWN = 12
_MOST_EDITS_SHOWN = 20


@click.command("map", cls=arguments.OneValue)
@click.argument("source", metavar="FILE")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page; FILE's name with .html in this folder if not given.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write a folder that is read piece by piece; of more than 3 million rows always.",
)
@click.option("--headline", default="", help="Headline of the page.")
@arguments.table
def map_(
    source: str, output: Path | None, folder: Path | None, headline: str, options: Options
) -> None:
    """Draw a table of events in FILE as one page; - reads a pipe.

    FILE is .csv, .tsv, .xlsx, .xls, .ods, .parquet, .json, .geojson, .gpkg, .kml, .kmz, .gpx, .shp
    or one of them zipped. Columns are found by names and values; options overrule what is found.

    A folder of .parquet files, or a quoted pattern such as 'events/*.parquet', is one table. It
    takes the extra "large".
    """
    from geo.maps.large.source import LIMIT, large_source

    large = large_source(source)
    if large is not None and (folder is not None or large.rows > LIMIT):
        if output is not None:
            raise click.UsageError(f"{large.rows:,} rows make a folder: give --folder, no --output")
        _map_folder(large, folder or Path(large.name), headline=headline, options=options)
        return
    if folder is not None:
        raise click.UsageError(f"{source}: --folder takes .parquet files")
    thing = large.table() if large is not None and large.in_pieces else None
    _map_table(source, options, output=output, headline=headline, thing=thing)


def _map_folder(large: LargeSource, folder: Path, *, headline: str, options: Options) -> None:
    """Write a large table as a folder and say what was taken."""
    from geo.maps.large.page import folder_map

    page = folder_map(
        large, column="", time=None, text=None, title=headline or None, options=options
    )
    page.save(folder)
    roles = page.roles
    click.echo(f"table: {large.rows:,} rows in {len(large.files):,} files")
    click.echo(f"place: {plain(roles.lon)}, {plain(roles.lat)}")
    click.echo(f"date: {plain(roles.time) or 'none'}")
    click.echo(f"colour: {plain(roles.colour) or 'none'}")
    click.echo(f"open it with: geo view {folder}")


def _map_table(
    source: str, options: Options, *, output: Path | None, headline: str, thing: object = None
) -> None:
    """Draw a table as a page, say what was taken and left, and print the Python that does it."""
    from geo.maps.explore import explore
    from geo.tables.events import scan_events

    piped = source == "-"
    if thing is None:
        thing = sys.stdin.buffer if piped else source
    table = scan_events(thing, options)
    target = output or Path(f"{'map' if piped else Path(source).name.partition('.')[0]}.html")
    drawn = _drawn(table, headline or _headline(table, piped=piped))
    explore(table.frame, **drawn).save(target)
    for what in ("table", "place", "date", "title", "colour", "left"):
        click.echo(f"{what}: {plain(table.lines[what])}")
    click.echo(f"open {target}")
    click.echo("the same in Python:")
    for line in _program(source, table, drawn, target):
        click.echo(f"    {line}")


def _headline(table: EventTable, *, piped: bool) -> str:
    name = "" if piped else f"{Path(table.name).name.partition('.')[0]}: "
    return f"{name}{how_many(len(table.frame), 'event')}"


def _drawn(table: EventTable, title: str) -> dict[str, Any]:
    """Return the arguments that draw a table as it was found."""
    return {
        "column": table.color or None,
        "time": table.timeline,
        "text": table.text,
        "title": title,
    }


def _program(source: str, table: EventTable, shown: dict[str, Any], target: Path) -> list[str]:
    """Return the lines of Python that write the same page."""
    options = table.options
    named = {
        "sheet": options.sheet,
        "lon": options.lon,
        "lat": options.lat,
        "place": options.place,
        "date": options.date[0] if len(options.date) == 1 else options.date,
        "date_order": options.date_order,
        "country": options.country,
        "encoding": options.encoding,
    }
    first = "sys.stdin.buffer" if source == "-" else repr(source)
    read = [first, *(f"{name}={value!r}" for name, value in named.items() if value)]
    drawn = [f"{name}={value!r}" for name, value in shown.items() if value is not None]
    return [
        *(["import sys"] if source == "-" else []),
        "import geo",
        f"events = geo.read_events({', '.join(read)})",
        f"page = geo.explore(events, {', '.join(drawn)})",
        f"geo.save_html(page, {str(target)!r})",
    ]


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
@click.option(
    "--keep",
    type=click.Choice(["folder", "file"]),
    default=None,
    help="Which edit stays where a cell of an exported file was edited in both.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@arguments.table
def import_(  # noqa: PLR0913 - an option each
    source: str,
    story: Path,
    options: Options,
    headline: str,
    source_id: str,
    figure: tuple[str, ...],
    *,
    keep: str | None,
    dry_run: bool,
    **texts: str,
) -> None:
    """Import a table of events in FILE into a story whose source is the table.

    Each row becomes an event with a claim that stands in its cells, each number a figure. Import
    the file again, and what has changed in it is told and taken over; what you have edited in the
    story stays.

    A FILE that geo export wrote of the story, and that was edited in QGIS, a spreadsheet or another
    tool since, is merged into its tables; docs/formats.md says what comes back.
    """
    from geo.importing.import_table import Wanted, import_table

    if source != "-" and _take_back(Path(source), story, keep=keep, dry_run=dry_run):
        return
    if keep:
        raise click.UsageError("--keep goes with a file that geo export wrote of the story")

    wanted = Wanted(source=source_id, figures=figure, headline=headline, **texts)
    if source == "-":
        raise EventsError(
            "-: found a pipe, wanted a file: the story keeps a copy of it by its name"
        )
    made = import_table(source, story, options=options, wanted=wanted, dry_run=dry_run)
    for name in ("table", "place", "date", "title"):
        line = made.table.lines[name].replace(", listed on the page", "")
        click.echo(f"{name}: {plain(line)}")
    for line in _fields(made):
        click.echo(plain(line))
    for line in _changes(made, dry_run=dry_run):
        click.echo(plain(line))
    if dry_run:
        click.echo(f"{story}: nothing is written (--dry-run)")
        return
    counts = ", ".join(f"{n} {name}" for name, n in made.counts.items() if name != "sources")
    if not made.files:
        click.echo(f"{story}: nothing has changed, nothing to do")
        return
    click.echo(f"{story}: {counts} from {made.source}")
    if made.is_new:
        click.echo("finding: none yet; write one sentence in story.toml, or the page has none")
    click.echo(f"next: geo build {story}")


def _take_back(source: Path, story: Path, *, keep: str | None, dry_run: bool) -> bool:
    """Merge what was edited in an exported file into its story; False for any other file."""
    if not source.is_file():
        return False
    from geo.exchange.take_back import take_back

    taken = take_back(source, story, keep=keep or "", dry_run=dry_run)
    if taken is None:
        return False
    for line in _edits(taken, keep):
        click.echo(plain(line))
    for line in _held(taken, source, story, dry_run=dry_run):
        click.echo(plain(line))
    _tell_written(taken, story, dry_run=dry_run)
    return True


def _held(taken: Taken, source: Path, story: Path, *, dry_run: bool) -> Iterator[str]:
    """Yield what becomes of rows that the story does not have: the desk keeps them."""
    if dry_run:
        for table, cells, where in taken.new:
            shown = ", ".join(f"{column} {cell!r}" for column, cell in cells.items() if cell)
            yield f"new: {table} ({where}): would go to the desk: {shown}"
        return
    if not taken.new:
        return
    from geo.desk.desk import Desk
    from geo.desk.store import FOLDER

    desk = Desk(story, story / FOLDER / "draft")
    before = {path.name: path.read_bytes() for path in story.glob("*.csv")}
    for name in desk.hold(f"import {source.name}", taken.new):
        waits = name in desk.whole.waiting
        faults = "; ".join(
            f"{column} {why}".strip() for column, why in desk.whole.faults.get(name, [])
        )
        what = f"waits at the desk (geo desk {story}): {faults}" if waits else "taken"
        yield f"new: {name.table}, {name.key} ({desk.entries[name].note}): {what}"
    after = {path.name: path.read_bytes() for path in story.glob("*.csv")}
    taken.files |= {name: data for name, data in after.items() if before.get(name) != data}


def _tell_written(taken: Taken, story: Path, *, dry_run: bool) -> None:
    names = ", ".join(sorted(taken.files))
    if not names and taken.new:
        return
    if not names:
        click.echo(f"{story}: nothing has changed, nothing to do")
    elif dry_run:
        click.echo(f"{story}: nothing is written (--dry-run); would write: {names}")
    else:
        click.echo(f"{story}: {names} written")


def _fields(made: Import) -> Iterator[str]:
    """Yield which columns a story takes beside place, date and title, and which it leaves."""
    fields, table = made.fields, made.table
    counts = [f"{name} ({measure})" for name, measure in fields.counts.items()]
    counts += [f"{', '.join(fields.estimate)} (deaths)"] if fields.estimate else []
    lines = {
        "kind": fields.kind or "none found",
        "figures": ", ".join(counts),
        "said by": fields.said_by or "nobody named; the table itself reports",
        "actors": ", ".join(fields.actors),
        "notes": ", ".join((*fields.notes, *fields.links)),
        "precision": ", ".join(filter(None, (fields.precision, fields.date_precision))),
        "key": fields.key or "none; rows are told apart by what, when and where",
    }
    for name, line in lines.items():
        if line:
            yield f"{name}: {line}"
    known = table.placing | fields.columns
    unused = [str(name) for name in table.cells.columns if name not in known]
    left = "" if table.lines["left"] == "nothing" else table.lines["left"]
    columns = f"columns {', '.join(unused)}" if unused else ""
    yield f"left: {'; '.join(filter(None, (left, columns))) or 'nothing'}"
    for note in made.notes:
        yield f"note: {note}"


def _changes(made: Import, *, dry_run: bool) -> Iterator[str]:
    """Yield what is new, changed and gone since the last import; for a new story, numbers alone."""
    if made.is_new:
        yield f"new: {len(made.rows['new'])} rows"
        return
    for what, rows in made.rows.items():
        yield from _listed(what, rows)
    edits = [
        f"{table}.csv, {name}, {column}: the file now has {theirs!r}"
        for table, name, column, theirs in made.merged.conflicts
    ]
    yield from _listed("yours stays", edits)
    stays = [f"{table}.csv, {name}" for table, name in made.merged.stays]
    yield from _listed("gone from the file, and stays as you edited or use it", stays)
    if dry_run:
        names = ", ".join(sorted(made.files)) or "nothing"
        yield f"would write: {names}"


def _listed(what: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines[:_MOST_SHOWN]:
        yield f"{what}: {line}"
    if len(lines) > _MOST_SHOWN:
        yield f"{what}: {len(lines) - _MOST_SHOWN} more"


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
    from geo.importing.workbook import read_workbook, write_workbook

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
    taken = read_workbook(source, target, keep=keep or "", dry_run=dry_run)
    for line in _edits(taken, keep):
        click.echo(plain(line))
    _tell_written(taken, target, dry_run=dry_run)


def _edits(taken: Taken, keep: str | None) -> Iterator[str]:
    yield from taken.lines[:_MOST_EDITS_SHOWN]
    if len(taken.lines) > _MOST_EDITS_SHOWN:
        yield f"{len(taken.lines) - _MOST_EDITS_SHOWN:,} more changes"
    for fault in taken.conflicts:
        yield f"edited in both, that of the {keep} stays: {fault}"
    for note in taken.notes:
        yield f"note: {note}"


@click.command(cls=arguments.OneValue)
@click.argument("folder", type=arguments.Folder)
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, help="Any free one if not given."
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
def view(folder: Path, port: int, *, no_browser: bool) -> None:
    """Open the page of a large table in FOLDER, which geo map wrote, until Ctrl-C.

    It is served to this machine alone.
    """
    import webbrowser

    from tornado.web import StaticFileHandler

    from geo.maps.large.page import PAGE, PIECES
    from geo.serving.loopback import HOST, serve_pages

    if not (folder / PAGE).is_file() or not (folder / PIECES).is_dir():
        raise ExportError(
            f"{folder}: found no page of a large table, wanted {PAGE} and {PIECES}/, as "
            "geo.explore('events/*.parquet', folder=…) writes them"
        )

    class File(StaticFileHandler):
        """A file of the folder, or the bytes of it that are asked for."""

        def prepare(self) -> None:
            """Refuse another name: that of a page elsewhere which points it at this machine."""
            if self.request.host.partition(":")[0] not in {HOST, "localhost"}:
                self.send_error(421)

        def set_extra_headers(self, path: str) -> None:  # noqa: ARG002 - tornado's signature
            """Declare that what is read stays what it is called, and is asked for anew."""
            self.set_header("X-Content-Type-Options", "nosniff")
            self.set_header("Cache-Control", "no-cache")

    def opened(address: str) -> None:
        click.echo(f"{folder} is at {address} until Ctrl-C")
        if not no_browser:
            webbrowser.open(address)

    files = {"path": str(folder), "default_filename": PAGE}
    serve_pages([(r"/(.*)", File, files)], opened, port=port)


COMMANDS = (map_, view, import_, workbook)
"""The commands, for the group `geo`."""
