"""`geo import FILE`: a table of events as a story, and what has changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geo.cli.output import plain
from geo.errors import EventsError
from geo.story.import_table import import_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geo.story.import_table import Import, Wanted
    from geo.tables.options import Options

_MOST_SHOWN = 12
_FOUND = ("table", "place", "date", "title")
_LEFT_ON_PAGE = ", listed on the page"


def import_file(
    source: str, story: Path, *, options: Options, wanted: Wanted, dry_run: bool
) -> None:
    """Import a table, and say what was found in it and what changes.

    Raises
    ------
    EventsError
        The file can't be read; a pipe has no name by which a copy is found again.
    """
    if source == "-":
        raise EventsError(
            "-: found a pipe, wanted a file: the story keeps a copy of it by its name"
        )
    made = import_table(source, story, options=options, wanted=wanted, dry_run=dry_run)
    for name in _FOUND:
        line = made.table.lines[name].replace(_LEFT_ON_PAGE, "")
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
    options = table.options
    used = {options.lon, options.lat, *options.date, table.title, fields.kind}
    used |= {table.names.place, *table.names.within, fields.said_by, fields.key, fields.precision}
    used |= {*fields.actors, *fields.notes, *fields.links, *fields.counts, *fields.estimate}
    used.add(fields.date_precision)
    unused = [str(name) for name in table.cells.columns if name not in used]
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
    kept = [
        f"{table}.csv, {name}, {column}: the file now has {theirs!r}"
        for table, name, column, theirs in made.merged.conflicts
    ]
    yield from _listed("yours stays", kept)
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
