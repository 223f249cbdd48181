"""`geo places` and `geo gazetteer`: what the gazetteer knows under a name, and your own lists.

What does their work is imported where a command runs, so that `geo --help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli import arguments
from geo.cli.output import aligned, plain, print_csv, print_json

if TYPE_CHECKING:
    import pandas as pd


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
        _show(candidates, limit)
    if candidates.empty:
        where = f" in {iso}" if iso else ""
        click.echo(f"no place is called {plain(name)!r}{where} in the gazetteer", err=True)
        for near in suggest(known, name):
            spelt = "" if near.name == near.place.name else f" ({near.name})"
            click.echo(f"  did you mean {near.place.address}{spelt}?", err=True)
        sys.exit(arguments.NO)


def _show(candidates: pd.DataFrame, limit: int) -> None:
    lines = aligned([_cells(row) for _, row in candidates.head(limit).iterrows()])
    click.echo("\n".join(lines))
    if len(candidates) > limit:
        click.echo(f"… and {len(candidates) - limit:,} more (--limit)")


def _cells(row: pd.Series) -> list[str]:
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


COMMANDS = (places, gazetteer)
