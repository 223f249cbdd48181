"""`geo places NAME`: what the gazetteer knows under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geo.cli.output import aligned, plain, write_csv, write_json
from geo.gazetteer.candidates import suggest
from geo.gazetteer.own import added_lists
from geo.geocoding.geopy import Gazetteer
from geo.geocoding.hints import read_country

if TYPE_CHECKING:
    import pandas as pd


def list_places(name: str, *, country: str | None, limit: int, form: str) -> bool:
    """List candidates, the likeliest first.

    Parameters
    ----------
    name : str
        A name in any script.
    country : str or None
        ISO code or name of a country; other places are left out.
    limit : int
        Rows to show.
    form : str
        text, json or csv.

    Returns
    -------
    bool
        Whether there is any.
    """
    gazetteer = Gazetteer(extra=added_lists())
    iso = read_country(gazetteer, country)
    candidates = gazetteer.candidates(name)
    if iso:
        candidates = candidates[candidates["country"] == iso]
    if form == "json":
        write_json(candidates.head(limit).to_dict("records"))
    elif form == "csv":
        write_csv(candidates.head(limit).to_dict("records"), columns=list(candidates.columns))
    elif len(candidates):
        _show(candidates, limit)
    if candidates.empty:
        where = f" in {iso}" if iso else ""
        click.echo(f"no place is called {plain(name)!r}{where} in the gazetteer", err=True)
        for near in suggest(gazetteer, name):
            spelt = "" if near.name == near.place.name else f" ({near.name})"
            click.echo(f"  did you mean {near.place.address}{spelt}?", err=True)
    return not candidates.empty


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
