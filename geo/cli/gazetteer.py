"""`geo gazetteer`: lists of one's own places beside the gazetteer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geo.cli.output import aligned, plain, write_csv, write_json
from geo.gazetteer.own import add_list, read_added_lists, remove_list

if TYPE_CHECKING:
    from pathlib import Path


def add(path: Path) -> None:
    """Add a list of places, and print how many it has."""
    new = add_list(path)
    click.echo(f"{new.provider}: {len(new.places):,} places with {new.names:,} names added")


def show(*, form: str) -> None:
    """List the lists that were added: name, places, names, version."""
    rows = [
        {
            "list": each.provider, "places": len(each.places), "names": each.names,
            "version": each.version,
        }
        for each in read_added_lists()
    ]  # fmt: skip
    if form == "json":
        write_json(rows)
    elif form == "csv":
        write_csv(rows, columns=["list", "places", "names", "version"])
    elif rows:
        cells = [
            [plain(str(row["list"])), f"{row['places']:,} places", f"{row['names']:,} names"]
            for row in rows
        ]
        click.echo("\n".join(aligned(cells)))
    else:
        click.echo("no list was added: geo gazetteer add FILE")


def remove(name: str) -> None:
    """Remove a list that was added."""
    remove_list(name)
    click.echo(f"{plain(name)}: removed")
