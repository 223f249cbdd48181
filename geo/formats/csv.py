"""Write CSV that a spreadsheet opens without running a formula."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from geo.files import written_whole
from geo.formats.cells import text_of
from geo.formats.columns import cells_of
from geo.formats.formulas import guarded
from geo.formats.frames import flat, require_plain

if TYPE_CHECKING:
    import os

    import pandas as pd


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
    Texts are guarded as `geo.formats.formulas.guarded` says, in cells and in the header;
    `geo.formats.formulas.unguarded` takes the apostrophe away. A NUL, at which a spreadsheet would
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
