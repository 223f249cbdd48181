"""Standard streams, and tables on the terminal."""

from __future__ import annotations

import codecs
import csv
import io
import json
import logging
import math
import os
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import click

from geo.formats.escaping import guarded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd


def open_streams() -> None:
    """Open what is closed on the null device, and write what an encoding has not as an escape.

    A closed descriptor would be given to the next file that is opened, which would then hold what
    the command prints.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def restart_in_utf8() -> None:
    """Replace a process that knows ASCII alone by one in Python's UTF-8 mode (PEP 540).

    Under ``LC_ALL=C`` without that mode, arguments, names of files and what is printed would lose
    every other letter.
    """
    if codecs.lookup(sys.getfilesystemencoding()).name == "ascii" and sys.executable:
        command = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execv(sys.executable, command)  # noqa: S606 - the same command again


def check_arguments(arguments: Sequence[str]) -> None:
    """Refuse arguments whose bytes are no UTF-8 and no file's name: what they say is not known.

    Raises
    ------
    click.UsageError
        Naming all of them.
    """
    wrong = [each for each in arguments if not _is_text(each) and not os.path.lexists(each)]
    if wrong:
        shown = ", ".join(os.fsencode(each).decode("utf-8", "backslashreplace") for each in wrong)
        raise click.UsageError(f"found bytes that are not UTF-8 ({shown}), wanted text in UTF-8")


def _is_text(argument: str) -> bool:
    try:
        argument.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def log_to_stderr() -> None:
    """Write warnings of this package to standard error; other libraries' logs are not ours."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    handler.addFilter(logging.Filter("geo"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)


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
        max((terminal_width(row[at]) for row in rows if at < len(row) - 1), default=0)
        for at in range(most)
    ]
    lines = []
    for row in rows:
        cells = [
            cell + " " * (widths[at] - terminal_width(cell)) if at < len(row) - 1 else cell
            for at, cell in enumerate(row)
        ]
        lines.append(_GAP.join(cells))
    return lines


def terminal_width(text: str) -> int:
    """Count the columns of a terminal that a text takes (Unicode, UAX 11)."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    marks = sum(unicodedata.combining(letter) > 0 for letter in text)
    return len(text) + wide - marks


def how_many(number: int, word: str) -> str:
    """Return a number with what it counts.

    Examples
    --------
    >>> how_many(1, "pin"), how_many(2_000, "row")
    ('1 pin', '2,000 rows')
    """
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def plain(text: str) -> str:
    """Show what would move the cursor or hide text as a sign: names come from strangers."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def print_json(table: Sequence[Mapping[Any, Any]]) -> None:
    """Write rows as a JSON list; a number that is none is null."""
    rows = [{str(name): _json_cell(cell) for name, cell in row.items()} for row in table]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2, allow_nan=False))


def _json_cell(cell: object) -> object:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def print_csv(table: Sequence[Mapping[Any, Any]], *, columns: Sequence[str]) -> None:
    """Write rows as CSV; text that a spreadsheet would run gets an apostrophe in front."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in table:
        writer.writerow([_csv_cell(row[column]) for column in columns])


def _csv_cell(cell: object) -> object:
    if isinstance(cell, str):
        return guarded(cell)
    return "" if isinstance(cell, float) and not math.isfinite(cell) else cell


def written(frame: pd.DataFrame, form: str) -> bool:
    """Write a frame for other tools, if that is asked for; return whether it was."""
    rows = frame.to_dict(orient="records")
    if form == "json":
        print_json(rows)
    elif form == "csv":
        print_csv(rows, columns=list(frame.columns))
    return form != "text"


def show_requests(requests: pd.DataFrame) -> None:
    """List what would be sent to whom."""
    for query, url in zip(requests["query"], requests["url"], strict=True):
        click.echo(f"{plain(query)}{_GAP}{url}")
    total = len(requests)
    agents = ", ".join(sorted(set(requests["user_agent"]) - {""}))
    as_who = f" (User-Agent: {agents})" if agents else ""
    click.echo(f"{how_many(total, 'request')} would be sent{as_who}; none was")
