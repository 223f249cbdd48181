"""Check the prose of a story's notebooks against its tables.

A notebook belongs to a story if one of its code cells names the story's folder. In its Markdown
cells a claim is named by a mark in a comment, ``<!-- [claim-id] -->``, which Jupyter does not show.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.editing.remarks import Remark
from geo.editing.wording import wording_of
from geo.errors import Fault, StoryError
from geo.evidence import marked_claims, without_marks

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from geo.story.read import Tables


FOLDER = "notebooks"
"""Where a story keeps its notebooks, beside its tables."""

_NOT_PROSE = re.compile(
    r"^(```|~~~).*?^\1|`[^`\n]*`|!?\[[^\]\n]*\]\([^)\n]*\.ipynb[^)\n]*\)|\]\([^)\n]*\)|https?://\S+",
    re.DOTALL | re.MULTILINE,
)
_LINKED = re.compile(r"\[[^\]\n]*\](?=[\[(:])")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ORDINAL = re.compile(r"^\s*(#+\s*(?:\w+\s+)?\d+\s*[·:.)]|\d+[.)]\s)", re.MULTILINE)
_NAME = re.compile(r"\b[A-Z]{2,}[ :-]*\d[\d.:-]*")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[,\u202f\u00a0]\d{3})*(?:\.\d+)?(?!\w)")
_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_MONTH = re.compile(r"(?<!\d)(\d{4})-(\d\d)(?!\d)")
_TECHNICAL = {
    "id",
    "start",
    "end",
    "span_sha256",
    "sha256",
    "length",
    "file",
    "paragraph",
    "lon",
    "lat",
}
_UNSAID = {"mentions", "pins"}
_ROUNDINGS = (1, 2, 3)


def check_notebooks(
    story: Path, tables: Tables, *, notebooks: str | os.PathLike[str] | None
) -> list[Remark]:
    """Return marks that name no claim, and numbers and months that no table of the story holds.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story.
    tables : geo.story.Tables
        Its tables.
    notebooks : path-like or None
        Folder of the notebooks; the folder ``notebooks`` in the story's if None.

    Raises
    ------
    geo.errors.StoryError
        A notebook can't be read.
    """
    folder = story / FOLDER if notebooks is None else Path(notebooks)
    paths = sorted(folder.glob("*.ipynb")) if folder.is_dir() else []
    cells = {path: _cells(path) for path in paths}
    own = [path for path in paths if _names(cells[path], path.parent, story)]
    if not own:
        return []
    known = _Known(story, tables)
    return [
        remark
        for path in own
        for number, cell in enumerate(cells[path], start=1)
        if cell["cell_type"] == "markdown"
        for remark in known.check(path.name, number, _source(cell))
    ]


def _cells(path: Path) -> list[dict[str, Any]]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [{"cell_type": cell["cell_type"], "source": cell["source"]} for cell in cells]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoryError([Fault(path.name, 0, "", str(error), "a notebook in JSON")]) from error


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _names(cells: list[dict[str, Any]], here: Path, story: Path) -> bool:
    """Return whether a code cell has a text that is the way to the story's folder."""
    target = story.resolve()
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        for text in _texts(_source(cell)):
            if 0 < len(text) < 200 and "\n" not in text and (here / text).resolve() == target:  # noqa: PLR2004
                return True
    return False


def _texts(code: str) -> list[str]:
    """Return the texts in a code cell; none if it is no plain Python."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return []
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\0" not in node.value
    ]


class _Known:
    """What the tables of a story hold: claims, numbers, months."""

    def __init__(self, story: Path, tables: Tables) -> None:
        self._claims = set(tables.frames["claims"]["id"])
        texts = [*tables.head.values(), *_cell_texts(tables.frames)]
        self._numbers = {_value(number) for text in texts for number in _DIGITS.findall(text)}
        self._numbers |= {part for text in texts for part in _date_parts(text)}
        self._numbers |= {float(len(frame)) for frame in tables.frames.values()}
        self._numbers |= _lengths(story)
        words = wording_of(tables.head["language"])
        self._months: list[str] = words.words["months"] if words else []
        self._held = {f"{year}-{month}" for text in texts for year, month in _MONTH.findall(text)}
        self._held |= {month for text in texts for month in self._named_months(text)}

    def check(self, file: str, cell: int, markdown: str) -> Iterator[Remark]:
        """Yield what is wrong with the prose of a cell."""
        text = _NOT_PROSE.sub(" ", markdown)
        for name in marked_claims(_LINKED.sub(" ", text)):
            if name not in self._claims:
                why = "wanted an id that stands in claims.csv, or no brackets"
                yield Remark(file, cell, "", f"[{name}]", why, "mark", refused=True)
        shown = _COMMENT.sub(" ", text)
        for name in marked_claims(_LINKED.sub(" ", shown)):
            if name in self._claims:
                why = f"a mark that Jupyter shows; write <!-- [{name}] -->"
                yield Remark(file, cell, "", f"[{name}]", why, "mark")
        prose = _NAME.sub(" ", _ORDINAL.sub(" ", without_marks(shown)))
        for month, words in self._named_months(prose).items():
            if month not in self._held:
                yield Remark(
                    file, cell, "", words, "a date that no table of the story holds", "prose"
                )
        for number in dict.fromkeys(_NUMBER.findall(prose)):
            if _value(number) not in self._numbers:
                why = "a number that no table of the story holds"
                yield Remark(file, cell, "", number, why, "prose")

    def _named_months(self, text: str) -> dict[str, str]:
        """Return the months that a text names with their year, as ``2007-05``, and its words."""
        if not self._months:
            return {}
        named = re.finditer(rf"\b({'|'.join(self._months)}),? (\d{{4}})\b", text)
        return {f"{word[2]}-{self._months.index(word[1]) + 1:02}": word[0] for word in named}


def _cell_texts(frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    for table, frame in frames.items():
        if table in _UNSAID:
            continue
        for column in frame.columns:
            if column not in _TECHNICAL:
                yield from frame[column]


def _date_parts(text: str) -> Iterator[float]:
    """Yield year, month and day of the dates in EDTF that a text holds."""
    for date in re.findall(r"\d{4}-\d\d(?:-\d\d)?", text):
        yield from map(float, date.split("-"))


def _value(number: str) -> float:
    return float(re.sub(r"[,\u202f\u00a0]", "", number))


def _lengths(story: Path) -> set[float]:
    """Return the lengths of the links in km, rounded as a person would."""
    from geo.story.story import read_story  # noqa: PLC0415 - the gazetteer is opened for it

    lengths = [km for km in read_story(story).links["length_km"] if km == km and km > 0]  # noqa: PLR0124
    return {float(f"{km:.{digits}g}") for km in lengths for digits in _ROUNDINGS} | {
        float(round(km)) for km in lengths
    }
