"""Build and check the story as it is kept so far."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from geo.editing.check import check_texts
from geo.errors import GeoError
from geo.story.citations import FOLDER, check
from geo.story.read import HEAD, read_records
from geo.story.story import read_story
from geo.story.vocabulary import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    Finding = dict[str, str | bool]

OUTPUTS = "outputs"
"""Where the page is built, in the story's folder."""
_BUILD = "from geo.cli.main import main; main()"
_MOST_LINES = 40


def check_story(story: Path, sources: Sequence[Path]) -> list[Finding]:
    """Check spans and texts of a story as `geo check` does.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story.
    sources : sequence of pathlib.Path
        Copies of its articles, or folders with them; the story's own if none are given.

    Returns
    -------
    list of dict
        message; refused (whether `geo check` refuses the story for it); table and key of the row
        that it is about, empty where it is about none. Nothing where all is well.
    """
    try:
        return [*_spans(story, sources), *_texts(story)]
    except GeoError as error:
        return [{"message": str(error), "refused": True, "table": "", "key": ""}]


def _spans(story: Path, sources: Sequence[Path]) -> Iterator[Finding]:
    own = [story / FOLDER] if (story / FOLDER).is_dir() else []
    if not (sources or own):
        return
    outcomes = check(read_story(story, redacted=False), list(sources) or own)
    for row in outcomes[outcomes["outcome"] != "found"].itertuples():
        message = f"the words in paragraph {row.paragraph} of {row.source}: {row.outcome}"
        yield {"message": message, "refused": True, "table": str(row.table), "key": str(row.id)}


def _texts(story: Path) -> Iterator[Finding]:
    for remark in check_texts(story):
        table, key = _row_of(story, remark.file, remark.row)
        yield {"message": str(remark), "refused": remark.refused, "table": table, "key": key}


def _row_of(story: Path, file: str, row: int) -> tuple[str, str]:
    """Return table and key of the row that a file has at a number."""
    if file == HEAD:
        return "story", "story"
    path = story / file
    if not file.endswith(".csv") or row < 2 or not path.is_file():  # noqa: PLR2004 - below the header
        return "", ""
    header, *lines = read_records(path)[0]
    cells = dict(zip(header, lines[row - 2], strict=False))
    table = file.removesuffix(".csv")
    return table, " ".join(cells[column] for column in KEYS.get(table, ("id",)))


async def build_story(story: Path) -> tuple[bool, str]:
    """Build the page of a story as it is kept so far, in a process of its own.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story.

    Returns
    -------
    bool, str
        Whether it was built, and what the build said.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _BUILD, "build", str(story), "--output", str(story / OUTPUTS)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    lines = said.decode(errors="replace").replace("\r", "\n").splitlines()
    shown = [line for line in lines if line.strip() and "|" not in line]
    return process.returncode == 0, "\n".join(shown[-_MOST_LINES:])
