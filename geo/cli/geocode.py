"""`geo geocode`, `geo places`, `geo gazetteer` and `geo pin`: where names are, and why.

What does their work is imported where a command runs, so that `geo --help` answers at once.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli import arguments
from geo.cli.terminal import aligned, plain, print_csv, print_json, show_requests
from geo.errors import GeocodeError
from geo.story.vocabulary import PINNABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo.cli.arguments import Columns, NameHints, Online, Target
    from geo.geocoding.online.providers import Provider

_COLOURS = {"ok": "green", "ambiguous": "yellow"}
_INDENT = "    "
_NARROWEST = 40  # columns of a terminal, below which lines are not broken further


@click.command(cls=arguments.OneValue)
@click.argument("names", nargs=-1, required=True, metavar="NAME… | FILE | FOLDER")
@arguments.known
@arguments.form
@arguments.online
@click.option("--dry-run", is_flag=True, help="Say what would be sent or changed; do neither.")
@arguments.columns
@arguments.target
@click.option(
    "--reset", multiple=True, metavar="PLACE", help="FOLDER: forget the pin of this place."
)
@click.option("--yes", is_flag=True, hidden=True, help="Nothing is asked; for old scripts.")
def geocode(
    names: Sequence[str],
    known: arguments.NameHints,
    columns: arguments.Columns,
    target: arguments.Target,
    online: arguments.Online,
    form: str,
    reset: Sequence[str],
    **flags: bool,
) -> None:
    """Geocode names, and explain each answer.

    \b
    NAME…   answers on the terminal
    FILE    a table in CSV or Parquet: --column names the column, -o the output
    FOLDER  a story's tables: its places are answered anew into pins.csv;
            what a person set stays (geo pin), unless --reset names it

    Nothing is sent anywhere unless --provider names a service.
    """  # noqa: D301 - click reads the sign itself
    kind = arguments.kind_of_arguments(names, column=columns.column)
    if reset and kind != arguments.FOLDER:
        raise click.UsageError("--reset goes with the folder of a story")
    fine = True
    if kind == arguments.FOLDER:
        from geo.cli.pin import refresh_pins
        from geo.files import exclusive

        with exclusive(names[0]):
            fine = refresh_pins(Path(names[0]), reset=reset, dry_run=flags["dry_run"])
    elif kind == arguments.FILE and flags["dry_run"]:
        _show_dry_run_of_file(Path(names[0]), known=known, columns=columns, online=online)
    elif kind == arguments.FILE:
        _answer_file(Path(names[0]), known=known, columns=columns, target=target, online=online)
    elif flags["dry_run"]:
        _show_dry_run(names, known=known, online=online)
    else:
        fine = _answer_names(names, known=known, online=online, form=form)
    if not fine:
        sys.exit(arguments.NO)


@click.command(cls=arguments.OneValue, context_settings={"ignore_unknown_options": True})
@click.argument("folder", type=arguments.OldFolder, metavar="STORY")
@click.argument("place")
@click.argument("lat", type=float)
@click.argument("lon", type=float)
@click.option(
    "--precision",
    type=click.Choice(PINNABLE),
    help="How exact the point is; the place's kind if left out.",
)
@click.option("--reason", default="", help="Why the place lies there.")
def pin(
    folder: Path, place: str, lat: float, lon: float, precision: str | None, reason: str
) -> None:
    """Set the pin of PLACE, an id in the places of STORY, in degrees: LAT, then LON.

    It stays, whatever the gazetteer says, until geo geocode STORY --reset PLACE.
    """
    from geo.cli.pin import set_pin
    from geo.files import exclusive

    with exclusive(folder):
        set_pin(folder, place, lat, lon, precision=precision or "", reason=reason.strip())


def _answer_names(names: Sequence[str], *, known: NameHints, online: Online, form: str) -> bool:
    """Answer names on the terminal; return whether an answer is sure."""
    from geo.geocoding.explain import ANSWER_COLUMNS

    provider = online.open()
    rows = _offline(names, known) if provider is None else _online(names, known, provider)
    if form == "json":
        print_json(rows)
    elif form == "csv":
        print_csv(rows, columns=ANSWER_COLUMNS)
    else:
        _show(rows)
    return any(row["status"] == "ok" for row in rows)


def _offline(names: Sequence[str], known: NameHints) -> list[dict[str, Any]]:
    """Query the gazetteer alone, without what takes a second to import."""
    from geo.gazetteer.gazetteer import embedded
    from geo.gazetteer.normalize import encodable
    from geo.geocoding.explain import as_row
    from geo.geocoding.hints import read_hints
    from geo.geocoding.ranking import answer

    context = [(name, 1.0, -1) for name in known.names]
    hints = read_hints(embedded(), **known.hints())
    answers, codes = answer([encodable(name) for name in names], hints=hints, context=context)
    return [as_row(answers[code]) for code in codes]


def _online(names: Sequence[str], known: NameHints, provider: Provider) -> list[dict[str, Any]]:
    import geo
    from geo.geocoding.explain import ANSWER_COLUMNS

    answers = geo.geocode(list(names), provider=provider, **known.arguments())
    rows: list[dict[str, Any]] = answers[list(ANSWER_COLUMNS)].to_dict("records")
    return rows


def _show_dry_run(names: Sequence[str], *, known: NameHints, online: Online) -> None:
    """Print what would be sent, and send nothing."""
    provider = online.open()
    if provider is None:
        click.echo("nothing would be sent: no --provider is named")
        return
    from geo.geocoding.files.chunks import dry_run_names

    show_requests(dry_run_names(names, provider=provider, **known.arguments()))


def _show(rows: Sequence[dict[str, Any]]) -> None:
    """Show a line a name, and under it why, and who lost."""
    for line, row in zip(aligned([_cells(row) for row in rows]), rows, strict=True):
        click.echo(_coloured(line, plain(row["query"]), row["status"]))
        _write_sentence("because", row["reason"])
        _write_sentence("not", row["refused"])
        _write_sentence("did you mean", _near(row))


def _cells(row: dict[Any, Any]) -> list[str]:
    head = [plain(row["query"]), row["status"]]
    if not row["matched"]:
        return head
    area = dict.fromkeys(filter(None, (row["matched"], row["admin1"], row["country"])))
    known = row["radius_m"] == row["radius_m"]  # NaN where a provider told no extent
    extent = f"{row['radius_m'] / 1000:.1f} km" if known else "extent not known"
    reach = f"{row['precision']}, {extent}"
    where = f"{row['lat']:.4f}, {row['lon']:.4f}"
    return [*head, f"{row['confidence']:.2f}", plain(", ".join(area)), reach, where]


def _coloured(line: str, name: str, status: str) -> str:
    """Set the name in bold and the status in its colour, where there is a terminal."""
    rest = line[len(name) :].replace(status, click.style(status, fg=_COLOURS.get(status, "red")), 1)
    return click.style(name, bold=True) + rest


def _write_sentence(word: str, text: str) -> None:
    """Write a sentence under a name: broken at the edge of a terminal, whole for a pipe."""
    if not text:
        return
    sentence = f"{word} {plain(text)}"
    width = max(_NARROWEST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else 0
    lines = textwrap.wrap(sentence, width - len(_INDENT)) if width else [sentence]
    for line in lines:
        click.echo(_INDENT + line)


def _near(row: dict[Any, Any]) -> str:
    if row["status"] != "not_found":
        return ""
    from geo.gazetteer.candidates import suggest
    from geo.gazetteer.gazetteer import embedded
    from geo.geocoding.ranking import answer

    _, comma, holder = row["query"].partition(",")
    near = suggest(embedded(), row["query"])
    if comma:  # "Springfeild, Illinois" means the one in Illinois, if there is one
        answers, _ = answer([f"{each.name},{holder}" for each in near])
        return "; ".join(each.query for each in answers if each.place is not None)
    return "; ".join(each.place.address for each in near)


def _answer_file(
    path: Path, *, known: NameHints, columns: Columns, target: Target, online: Online
) -> None:
    """Answer a file of names, and say what became of it."""
    from geo.geocoding.files.job import geocode_file
    from geo.geocoding.files.writer import ENDINGS

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


def _show_dry_run_of_file(
    path: Path, *, known: NameHints, columns: Columns, online: Online
) -> None:
    """Check the file, say what would be sent, and send and write nothing."""
    from geo.geocoding.files.chunks import dry_run_file

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
    from geo.geocoding.files.reader import open_table

    table = open_table(path)
    if columns.column is None:
        names = ", ".join(map(repr, table.schema.names))
        raise GeocodeError(f"{path}: which column holds the names? give --column, one of {names}")
    return columns.column


@click.command(cls=arguments.OneValue)
@click.argument("name")
@click.option("--country", help="ISO code or name of the country to look in, such as GB.")
@click.option(
    "--limit", type=click.IntRange(1), default=10, show_default=True, help="Rows to show."
)
@arguments.form
def places(name: str, country: str | None, limit: int, form: str) -> None:
    """List what the gazetteer knows under NAME, the likeliest first."""
    from geo.gazetteer.candidates import suggest
    from geo.gazetteer.own import added_lists
    from geo.geocoding.geopy import Gazetteer
    from geo.geocoding.hints import read_country

    known = Gazetteer(extra=added_lists())
    iso = read_country(known, country)
    candidates = known.candidates(name)
    if iso:
        candidates = candidates[candidates["country"] == iso]
    if form == "json":
        print_json(candidates.head(limit).to_dict("records"))
    elif form == "csv":
        print_csv(candidates.head(limit).to_dict("records"), columns=list(candidates.columns))
    elif len(candidates):
        _show_candidates(candidates, limit)
    if candidates.empty:
        where = f" in {iso}" if iso else ""
        click.echo(f"no place is called {plain(name)!r}{where} in the gazetteer", err=True)
        for near in suggest(known, name):
            spelt = "" if near.name == near.place.name else f" ({near.name})"
            click.echo(f"  did you mean {near.place.address}{spelt}?", err=True)
        sys.exit(arguments.NO)


def _show_candidates(candidates: pd.DataFrame, limit: int) -> None:
    lines = aligned([_candidate_cells(row) for _, row in candidates.head(limit).iterrows()])
    click.echo("\n".join(lines))
    if len(candidates) > limit:
        click.echo(f"… and {len(candidates) - limit:,} more (--limit)")


def _candidate_cells(row: pd.Series) -> list[str]:
    area = dict.fromkeys(filter(None, (row["name"], row["admin1"], row["country"])))
    people = f"{row['population']:,} people" if row["population"] else ""
    where = f"{row['lat']:.4f}, {row['lon']:.4f}"
    named = "" if row["named"] == "main" else f"({row['named']} name)"
    cells = [plain(", ".join(area)), row["kind"], people, where, row["provider_id"], named]
    return cells if named else cells[:-1]


@click.group()
def gazetteer() -> None:
    """Add lists of your own places to the gazetteer, list them, remove them."""


@gazetteer.command("add", cls=arguments.OneValue)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def add_list(file: Path) -> None:
    """Check FILE and keep a copy: CSV, GeoJSON, Linked Places, or a dump of GeoNames."""
    from geo.gazetteer import own

    new = own.add_list(file)
    click.echo(f"{new.provider}: {len(new.places):,} places with {new.names:,} names added")


@gazetteer.command("list", cls=arguments.OneValue)
@arguments.form
def show_lists(form: str) -> None:
    """List the lists that were added."""
    from geo.gazetteer.own import read_added_lists

    rows = [
        {
            "list": each.provider, "places": len(each.places), "names": each.names,
            "version": each.version,
        }
        for each in read_added_lists()
    ]  # fmt: skip
    if form == "json":
        print_json(rows)
    elif form == "csv":
        print_csv(rows, columns=["list", "places", "names", "version"])
    elif rows:
        cells = [
            [plain(str(row["list"])), f"{row['places']:,} places", f"{row['names']:,} names"]
            for row in rows
        ]
        click.echo("\n".join(aligned(cells)))
    else:
        click.echo("no list was added: geo gazetteer add FILE")


@gazetteer.command("remove", cls=arguments.OneValue)
@click.argument("name")
def remove_list(name: str) -> None:
    """Remove the list NAME; its places are known no more."""
    from geo.gazetteer import own

    own.remove_list(name)
    click.echo(f"{plain(name)}: removed")


COMMANDS = (geocode, places, gazetteer, pin)
