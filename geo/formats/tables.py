"""Write CSV that runs no formula, and put the claims behind each row beside it."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import pandas as pd

from geo.errors import ExportError
from geo.evidence import split_ids
from geo.files import written_whole
from geo.formats.cells import text_of
from geo.formats.columns import cells_of
from geo.formats.escaping import guarded
from geo.formats.frames import flat, require_plain

if TYPE_CHECKING:
    import os

    Frame = TypeVar("Frame", bound=pd.DataFrame)


EXACT = 2**53
"""Whole numbers below it are written without a point, as floats hold them exactly."""


def write_csv(frame: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    r"""Write a table as CSV (RFC 4180) whose cells are safe in a spreadsheet.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table. An index that is data becomes the first column, named as it is or `id`; one
        that only counts the rows is left out.
    path : path-like
        The file; it appears whole or not at all.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ExportError
        Ids or columns repeat, or cells can't be kept: all of them, each with row and column.

    Notes
    -----
    Texts are guarded as `geo.formats.cells.guarded` says, in cells and in the header;
    `geo.formats.cells.unguarded` takes the apostrophe away. A NUL, at which a spreadsheet would
    end the text, is written ``␀`` (U+2400). Lists and mappings are JSON text, geometries WKT,
    times ISO 8601.

    Columns of numbers stay numbers, so that -5 stays -5. Every text stands in quotes, so that a
    comma, semicolon or tab inside does not start a cell.

    UTF-8 without a mark, and lines end in LF as those of a story's own tables do: each program
    that reads RFC 4180 takes both ends, and ``git diff``, ``grep`` and ``cut`` want this one.
    Line ends within a cell stay as they are. Open days and missing numbers are empty cells.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> said = pd.DataFrame({"said": ["=1+1", "plain"], "n": [-5, 2]}, index=["a", "b"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write_csv(said, Path(folder, "a.csv")).read_text(encoding="utf-8"))
    "id","said","n"
    "a","'=1+1",-5
    "b","plain",2
    <BLANKLINE>
    """
    if isinstance(frame, gpd.GeoSeries):
        frame = frame.to_frame()
    table = flat(require_plain(frame))
    columns = [map(_cell, cells_of(table[name])) for name in table.columns]
    with written_whole(path) as partial, partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow([guarded(name) for name in table.columns])
        writer.writerows(zip(*columns, strict=True))
    return Path(path)


def _cell(value: Any) -> str | int | float | Decimal:  # noqa: ANN401 - as cells_of returns it
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < EXACT
        return int(value) if whole else value
    number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return value if number else guarded(text_of(value))


COLUMNS = (
    "statement",
    "said_by",
    "said_by_label",
    "status",
    "source",
    "source_label",
    "paragraph",
    "start",
    "end",
    "denied_by",
    "contradicts",
    "differs_on",
)


def evidence_of(claims: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Group claims by what they are about.

    Parameters
    ----------
    claims : pandas.DataFrame
        A story's claims, indexed by id; `about` holds ids separated by ``"; "``.

    Returns
    -------
    dict
        For each id, its claims in the order of the table. Each is a dictionary of `claim` (its
        id), `statement`, `said_by`, `said_by_label`, `status`, `source`, `source_label`,
        `paragraph` (1-based; of a table, the row), `column` (of a table, where `claims` has it),
        `start` and `end` (code points), `denied_by` (ids of denials), `contradicts` (ids of claims
        that contradict it), `differs_on` (on what).

    Raises
    ------
    ExportError
        A column is missing.

    Examples
    --------
    >>> row = dict.fromkeys(COLUMNS, "") | {"about": "rally; karachi", "status": "alleged"}
    >>> found = evidence_of(pd.DataFrame([row], index=["c-1"]))
    >>> {about: [claim["claim"] for claim in behind] for about, behind in found.items()}
    {'rally': ['c-1'], 'karachi': ['c-1']}
    """
    missing = {"about", *COLUMNS} - set(claims.columns)
    if missing:
        raise ExportError(f"claims: wanted the columns {sorted(missing)}, got none of them")
    evidence: dict[str, list[dict[str, Any]]] = {}
    columns = [*COLUMNS, *(name for name in ("column", "part") if name in claims.columns)]
    records = claims.loc[:, columns].reset_index(names="claim").to_dict("records")
    for about, record in zip(claims["about"], records, strict=True):
        for identity in split_ids(about):
            evidence.setdefault(identity, []).append({str(name): record[name] for name in record})
    return evidence


def with_evidence(
    frame: gpd.GeoDataFrame, *, claims: pd.DataFrame, as_text: bool = False
) -> gpd.GeoDataFrame:
    """Return a copy of `frame` with a last column `evidence`: the claims about each row.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Indexed by the ids that `claims` are about; the places of events by their column `event`.
    claims : pandas.DataFrame
        As `evidence_of` takes them.
    as_text : bool
        Write each list as JSON text, for formats whose cells hold no lists.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows, index and geometry.

    Examples
    --------
    >>> import geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> links = with_evidence(story.links, claims=story.claims)
    >>> len(links.loc["telephone-addresses", "evidence"])
    6
    """
    evidence_by_id = evidence_of(claims)
    lists: list[Any] = [
        evidence_by_id.get(identity, []) if isinstance(identity, str) else []
        for identity in (frame["event"] if {"event", "role"} <= {*frame} else frame.index)
    ]
    if as_text:
        lists = [json.dumps(claims_, ensure_ascii=False, default=int) for claims_ in lists]
    evidence = pd.Series(lists, index=frame.index, dtype="str" if as_text else object)
    return frame.assign(evidence=evidence)
