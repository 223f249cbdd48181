"""`geo map FILE`: a table of events as one page, and what was found in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.output import plain
from geo.maps.explore import explore
from geo.sealing.seal import save_html
from geo.tables.events import scan_events

if TYPE_CHECKING:
    from geo.tables.options import Options
    from geo.tables.scan import EventTable

_ORDER = ("table", "place", "date", "title", "colour", "left")


def map_table(source: str, options: Options, *, output: Path | None, headline: str) -> None:
    """Draw a table as a page, say what was taken and left, and print the Python that does it."""
    piped = source == "-"
    thing: Any = sys.stdin.buffer if piped else source
    table = scan_events(thing, options)
    target = output or Path(f"{'map' if piped else Path(source).name.partition('.')[0]}.html")
    arguments = _drawn(table, headline or _headline(table, piped=piped))
    save_html(explore(table.frame, **arguments), target)
    for what in _ORDER:
        click.echo(f"{what}: {plain(table.lines[what])}")
    click.echo(f"open {target}")
    click.echo("the same in Python:")
    for line in program(source, table, arguments, target):
        click.echo(f"    {line}")


def _headline(table: EventTable, *, piped: bool) -> str:
    many = len(table.frame)
    name = "" if piped else f"{Path(table.name).name.partition('.')[0]}: "
    return f"{name}{many:,} event{'' if many == 1 else 's'}"


def _drawn(table: EventTable, title: str) -> dict[str, Any]:
    """Return the arguments that draw a table as it was found."""
    return {
        "column": table.color or None,
        "time": table.timeline,
        "text": table.text,
        "title": title,
    }


def program(source: str, table: EventTable, arguments: dict[str, Any], target: Path) -> list[str]:
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
    drawn = [f"{name}={value!r}" for name, value in arguments.items() if value is not None]
    return [
        *(["import sys"] if source == "-" else []),
        "import geo",
        f"events = geo.read_events({', '.join(read)})",
        f"page = geo.explore(events, {', '.join(drawn)})",
        f"geo.save_html(page, {str(target)!r})",
    ]
