"""Tables on the terminal: aligned text, JSON, or CSV that a spreadsheet may open."""

from __future__ import annotations

import csv
import json
import math
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import click

from geo.formulas import guarded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

_GAP = "  "


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Set cells under each other; the last cell of a row is as long as it is.

    Examples
    --------
    >>> aligned([["Paris", "ok", "FR"], ["کراچی", "ok"], ["Lodi", "ambiguous", "IT"]])
    ['Paris  ok         FR', 'کراچی  ok', 'Lodi   ambiguous  IT']
    """
    most = max((len(row) for row in rows), default=0)
    widths = [
        max((width(row[at]) for row in rows if at < len(row) - 1), default=0) for at in range(most)
    ]
    lines = []
    for row in rows:
        cells = [
            cell + " " * (widths[at] - width(cell)) if at < len(row) - 1 else cell
            for at, cell in enumerate(row)
        ]
        lines.append(_GAP.join(cells))
    return lines


def width(text: str) -> int:
    """Count the columns of a terminal that a text takes (Unicode, UAX 11)."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    marks = sum(unicodedata.combining(letter) > 0 for letter in text)
    return len(text) + wide - marks


def plain(text: str) -> str:
    """Show what would move the cursor or hide text as a sign: names come from strangers."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def write_json(table: Sequence[Mapping[Any, Any]]) -> None:
    """Write rows as a JSON list; a number that is none is null."""
    rows = [{str(name): _json_cell(cell) for name, cell in row.items()} for row in table]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2, allow_nan=False))


def _json_cell(cell: object) -> object:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def write_csv(table: Sequence[Mapping[Any, Any]], *, columns: Sequence[str]) -> None:
    """Write rows as CSV; text that a spreadsheet would run gets an apostrophe in front."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in table:
        writer.writerow([_csv_cell(row[column]) for column in columns])


def _csv_cell(cell: object) -> object:
    if isinstance(cell, str):
        return guarded(cell)
    return "" if isinstance(cell, float) and not math.isfinite(cell) else cell


def show_requests(requests: pd.DataFrame) -> None:
    """List what would be sent to whom."""
    for query, url in zip(requests["query"], requests["url"], strict=True):
        click.echo(f"{plain(query)}{_GAP}{url}")
    total = len(requests)
    agents = ", ".join(sorted(set(requests["user_agent"]) - {""}))
    as_who = f" (User-Agent: {agents})" if agents else ""
    click.echo(f"{total:,} request{'s' if total != 1 else ''} would be sent{as_who}; none was")
