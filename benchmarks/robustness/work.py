"""The commands that write, each on made-up input: what stands before, and what stands after."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
ARTICLE = """\
Storm closes the port of Oban

A storm closed the port of Oban in Scotland on 3 February 2024. At least 12 boats were damaged.

The harbour master said that ferries to Tobermory and Castlebay were cancelled.
"""
GIVEN = ("--published", "2024-02-04", "--title", "Storm", "--publisher", "The Shore")
MARK = "GEO_CRASH_RUN"
"""In the environment of every process that a command starts."""
_KEPT = ("sources", "places", "claims")


@dataclass(frozen=True)
class Work:
    """A command that writes.

    Parameters
    ----------
    name : str
        What it is called.
    arguments : tuple of str
        Of `geo`, run in the folder of the work.
    written : str
        What it writes, in that folder.
    prepare : callable
        Puts the input, and what stood before, into an empty folder.
    together : bool
        Whether all that is written changes at once; else each file does.
    is_story : bool
        Whether what is written is a story, which can be read at any time.
    """

    name: str
    arguments: tuple[str, ...]
    written: str
    prepare: Callable[[Path], None]
    together: bool = True
    is_story: bool = False


def run(folder: Path, arguments: tuple[str, ...], *, log: str = "log") -> int:
    """Start `geo` in a forked process that has imported it already; return its number.

    The arguments ``read FOLDER`` read a story, and write nothing.
    """
    sys.stdout.flush()
    number = os.fork()
    if number:
        return number
    try:
        os.setsid()
        os.chdir(folder)
        os.environ[MARK] = str(folder)
        target = os.open(log_of(folder, log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(target, stream)
        _main(arguments)
        os._exit(0)
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(end.code or 0))
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(99)


def _main(arguments: tuple[str, ...]) -> None:
    from geo.cli.main import main  # noqa: PLC0415 - imported before
    from geo.story import read_story  # noqa: PLC0415 - the same

    if arguments[0] == "read":
        read_story(arguments[1])
    else:
        sys.argv[1:] = arguments
        main()


def log_of(folder: Path, log: str = "log") -> Path:
    """Return where a command in a folder writes what it says: not on the disk that is full."""
    return folder.parent.with_name(f"{folder.name}.{log}")


def finish(number: int) -> int:
    """Wait for a process; return its exit code, or minus the number of its signal."""
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def done(folder: Path, arguments: tuple[str, ...], *, log: str = "log") -> int:
    """Run `geo` to its end."""
    return finish(run(folder, arguments, log=log))


def _must_end_well(folder: Path, arguments: tuple[str, ...]) -> None:
    if done(folder, arguments):
        raise SystemExit(log_of(folder).read_text(encoding="utf-8"))


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file in and beneath a folder, or of a file, hidden ones included."""
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths if path.is_file()}


def hidden(folder: Path) -> list[str]:
    """List what a command has left behind."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob(".*")
        if path.name.startswith((".writing-", ".geo-undo", ".building-")) or path.suffix == ".parts"
    )


def orphans(folder: Path, *, patience_s: float = 10) -> list[int]:
    """List the processes that a command has started and that outlive it by some seconds."""
    mark = f"{MARK}={folder}".encode()
    deadline = time.monotonic() + patience_s
    while True:
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in path.read_bytes().split(b"\0"):
                    found.append(int(path.parent.name))
            except OSError:
                continue
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(0.05)


def _story(folder: Path) -> None:
    shutil.copytree(ROOT / "examples/krakatau", folder / "story")


def _build(folder: Path) -> None:
    """Write outputs of the same story under another title, which the build replaces."""
    _story(folder)
    head = folder / "story/story.toml"
    text = head.read_text(encoding="utf-8")
    head.write_text(text.replace('title = "', 'title = "Earlier: '), encoding="utf-8")
    _must_end_well(folder, ("build", "story", "--output", "outputs"))
    head.write_text(text, encoding="utf-8")


def _article(folder: Path) -> None:
    (folder / "storm.txt").write_text(ARTICLE, encoding="utf-8")


def _empty_story(folder: Path) -> None:
    _must_end_well(folder, ("new", "story", "--title", "Storms"))


def _draft(folder: Path) -> None:
    """Write a draft of another article, which the new one replaces."""
    (folder / "storm.txt").write_text(ARTICLE.replace("12 boats", "30 boats"), encoding="utf-8")
    _must_end_well(folder, ("draft", "storm.txt", *GIVEN))
    _article(folder)


def _kept(folder: Path) -> None:
    """Write a draft whose sources, places and their claims a person keeps, and an empty story."""
    _article(folder)
    _must_end_well(folder, ("draft", "storm.txt", *GIVEN))
    _empty_story(folder)
    tables = {table: _rows(folder / "draft" / f"{table}.csv") for table in _KEPT}
    about = {row["about"] for row in tables["claims"]}
    places = {row["id"] for row in tables["places"]} & about
    for row in tables["claims"]:
        row["statement"], row["said_by"] = row["statement"] or "It is said so.", ""
    for table, rows in tables.items():
        for row in rows:
            kept = {"sources": True, "places": row["id"] in places}
            row["keep"] = "x" if kept.get(table, row.get("about") in places) else ""
        with (folder / "draft" / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _without_pins(folder: Path) -> None:
    _story(folder)
    (folder / "story/pins.csv").unlink()


def _cite(folder: Path) -> None:
    _story(folder)
    article = folder / "story/articles/krakatau-1883.txt"
    article.write_text("A word before.\n\n" + article.read_text(encoding="utf-8"), encoding="utf-8")


def _names(folder: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - imported with the rest

    names = pq.read_table(ROOT / "geo/gazetteer/data/places.parquet", columns=["name"])["name"]
    plain = [name for name in names.to_pylist()[::40] if '"' not in name and "," not in name]
    (folder / "in.csv").write_text("\n".join(["place", *plain[:3_000], ""]), encoding="utf-8")


def _notebooks(folder: Path) -> None:
    """Notebooks, and outputs of earlier ones that they replace."""
    (folder / "notebooks").mkdir()
    for value in (1, 2):
        for name in ("01-first", "02-second"):
            _write_notebook(folder / "notebooks" / f"{name}.ipynb", f"{value} * 7")
        if value == 1:
            _must_end_well(folder, ("notebooks", "notebooks"))


def _write_notebook(path: Path, source: str) -> None:
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "only",
        "metadata": {},
        "outputs": [],
        "source": source,
    }
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": [cell],
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(notebook), encoding="utf-8")


def _nothing(folder: Path) -> None:
    """Begin in an empty folder."""


_TABLE = ("geocode", "in.csv", "--column", "place", "--part-rows", "300", "--overwrite", "-o")
WORKS = {
    work.name: work
    for work in (
        Work("build", ("build", "story", "--output", "outputs"), "outputs", _build),
        Work(
            "merge", ("draft", "--merge", "draft", "--story", "story"), "story", _kept,
            is_story=True,
        ),
        Work("pins", ("geocode", "story"), "story", _without_pins, is_story=True),
        Work("new", ("new", "next", "--title", "Next"), "next", _nothing, is_story=True),
        Work("file", (*_TABLE, "out.csv"), "out.csv", _names),
        Work("notebooks", ("notebooks", "notebooks"), "outputs", _notebooks, together=False),
        Work("draft", ("draft", "storm.txt", *GIVEN), "draft", _draft),
        Work(
            "cite",
            ("cite", "story/articles/krakatau-1883.txt", "--story", "story"),
            "story", _cite, is_story=True,
        ),
        Work("file-parquet", (*_TABLE, "out.parquet"), "out.parquet", _names),
    )
}  # fmt: skip
"""The first six are killed; the disk is full for all nine."""
