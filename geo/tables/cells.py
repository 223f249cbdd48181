"""Read the cells of a table as they stand, by row and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import EventsError
from geo.formats.columns import has_ids, plain_table
from geo.tables.grid import read_grid
from geo.tables.sources import SourceSheet, open_sheets
from geo.tables.values import is_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_body(
    sheet: SourceSheet, *, what: str, own_index: bool = False
) -> tuple[pd.DataFrame, list[str]]:
    """Return the cells of a sheet without its header, and what was left out.

    Rows are numbered as a spreadsheet does; those of a file without cells from 1.
    """
    if sheet.frame is None:
        grid = read_grid(sheet, what=what)
        return grid.frame, [*sheet.notes, *grid.notes]
    frame = sheet.frame
    if not own_index and not has_ids(frame):
        frame = frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="row"))
    frame = plain_table(frame, what=what, error=EventsError)
    own = getattr(frame, "active_geometry_name", None)
    return frame[[name for name in frame if name == own or not _is_empty(frame[name])]], [
        *sheet.notes
    ]


def _is_empty(column: pd.Series[Any]) -> bool:
    return all(map(is_nothing, column))


def numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose rows have numbers: those of the sheet, else from 1.

    Examples
    --------
    >>> numbered(pd.DataFrame({"n": [5]}, index=["a"])).index.tolist()
    [1]
    """
    if frame.index.name == "row" and pd.api.types.is_integer_dtype(frame.index.dtype):
        return frame
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1, name="row"))


def read_cells(
    source: Any,  # noqa: ANN401 - whatever holds a table
    *,
    name: str,
    sheet: str = "",
    encoding: str = "",
) -> pd.DataFrame:
    r"""Read one table of a source as its cells stand.

    Parameters
    ----------
    source : object
        As `geo.tables.sources.open_sheets` takes it.
    name : str
        What it is called in an error.
    sheet, encoding : str
        The sheet's name where there are several, and how a text is written.

    Raises
    ------
    EventsError
        It can't be read, or has no such sheet.

    Examples
    --------
    >>> import io
    >>> read_cells(io.BytesIO(b"town,dead\nKarachi,4\n"), name="a.csv").to_dict("index")
    {2: {'town': 'Karachi', 'dead': '4'}}
    """
    _, sheets = open_sheets(source, encoding=encoding)
    chosen = sheet_of(sheets, sheet, name=name) if sheet else sheets[0]
    frame, _ = read_body(chosen, what=name)
    plain = [column for column in frame.columns if str(frame[column].dtype) != "geometry"]
    return numbered(pd.DataFrame(frame[plain]))


def sheet_of(sheets: Sequence[SourceSheet], wanted: str, *, name: str) -> SourceSheet:
    """Return the sheet of a name.

    Raises
    ------
    EventsError
        There is none.
    """
    named = [sheet for sheet in sheets if sheet.name == wanted]
    if not named:
        there = ", ".join(repr(sheet.name) for sheet in sheets if sheet.name) or "none by name"
        raise EventsError(f"{name}: found no sheet {wanted!r}, wanted one of: {there}")
    return named[0]
