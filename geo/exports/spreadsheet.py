"""CSV that a spreadsheet opens without running what a stranger wrote."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import ExportError
from geo.files import written_whole

from .frames import NUL_SIGN, index_name, is_missing, iso_days, require_unique

if TYPE_CHECKING:
    import os

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet take a text for a formula (OWASP, CSV injection)."""

EXACT = 2**53
"""Whole numbers below it are written without a point, as floats hold them exactly."""


def write_csv(frame: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    r"""Write a table as CSV (RFC 4180) whose cells are safe in a spreadsheet.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table; the index becomes the first column, named as it is or `id`.
    path : path-like
        The file; it appears whole or not at all.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ExportError
        Ids or columns repeat, or a text is not Unicode.

    Notes
    -----
    A text that starts with ``= + - @``, a tab, a line end or NUL gets an apostrophe in front, in
    cells and in the header; to have the text back, take one apostrophe away where one of these
    follows it. A NUL, at which a spreadsheet would end the text, is written ``␀`` (U+2400).
    Columns of numbers stay numbers, so that -5 stays -5. Every text stands in quotes, so that a
    comma, semicolon or tab inside does not start a cell.

    UTF-8 without a mark, and lines end in LF as those of a story's own tables do: each program
    that reads RFC 4180 takes both ends, and ``git diff``, ``grep`` and ``cut`` want this one.
    Line ends within a cell stay as they are. Open days and missing numbers are empty cells.

    Examples
    --------
    >>> import tempfile
    >>> said = pd.DataFrame({"said": ["=1+1", "plain"], "n": [-5, 2]}, index=["a", "b"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write_csv(said, Path(folder, "a.csv")).read_text(encoding="utf-8"))
    "id","said","n"
    "a","'=1+1",-5
    "b","plain",2
    <BLANKLINE>
    """
    require_unique(frame)
    table = frame.reset_index(names=index_name(frame))
    columns = [_cells(table[name]) for name in table.columns]
    with written_whole(path) as partial, partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        try:
            writer.writerow([guarded(str(name)) for name in table.columns])
            writer.writerows(zip(*columns, strict=True))
        except UnicodeEncodeError as error:
            raise ExportError(f"text: wanted Unicode, got a lone surrogate: {error}") from error
    return Path(path)


def guarded(text: str) -> str:
    r"""Return `text` so that a spreadsheet shows it and never runs it.

    Examples
    --------
    >>> guarded("@SUM(A1)"), guarded("Mr A = Mr B"), guarded("a\0b")
    ("'@SUM(A1)", 'Mr A = Mr B', 'a␀b')
    """
    prefix = "'" if text.startswith(FORMULA_STARTS) else ""
    return prefix + text.replace("\0", NUL_SIGN)


def _cells(values: pd.Series) -> list[str | int | float]:
    if pd.api.types.is_datetime64_any_dtype(values):
        values = iso_days(values)
    return [_cell(value) for value in values.astype(object)]


def _cell(value: Any) -> str | int | float:  # noqa: ANN401 - cells are of any type
    if isinstance(value, str):
        return guarded(value)
    if is_missing(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return int(value)
    return value if isinstance(value, int | float) else guarded(str(value))
