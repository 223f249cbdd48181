"""Tables in notebooks: sentences in full, aligned left, numbers right.

The markup carries its own few styles and no colour but a rule's, so that it reads on light and on
dark; every text is escaped. Frames stay plain: this is the one function that changes their looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import ArgumentError, wrong
from geo.formats.cells import text_of
from geo.formats.columns import cells_of, column_names, plain_column, plain_table, unkept

if TYPE_CHECKING:
    from collections.abc import Sequence


MOST_ROWS = 100
_DASH = "–"
_CELL = "vertical-align:top;max-width:32em;overflow-wrap:break-word;text-align:"
_HEAD = f"{_CELL}{{side}};border-bottom:1px solid currentColor"
_TITLE = "text-align:left;font-weight:bold"
_UNBROKEN = ";white-space:nowrap"


@dataclass(frozen=True, eq=False, repr=False)
class ReadableTable:
    """A table that draws itself: as HTML in a notebook, as text in a terminal.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows that are shown, as `geo.formats.columns.plain_table` returns them.
    caption : str
        A line above the table; empty for none.
    digits : int
        Decimals of numbers.
    more : int
        Rows of the whole table that are not shown.
    """

    frame: pd.DataFrame
    caption: str = ""
    digits: int = 0
    more: int = 0

    def __repr__(self) -> str:
        table = self.frame.to_string(max_colwidth=60, float_format=f"{{:,.{self.digits}f}}".format)
        return "\n".join(part for part in (self.caption, table, self._left_out()) if part)

    def _repr_html_(self) -> str:
        columns = [self.frame[name] for name in self.frame.columns]
        sides = ["right" if _is_number(column) else "left" for column in columns]
        levels = _levels(self.frame)
        names = [*(str(level.name or "") for level in levels), *self.frame.columns]
        top = "".join(
            f'<th scope="col" style="{_HEAD.format(side=side)}">{escape(name)}</th>'
            for name, side in zip(names, ["left"] * len(levels) + sides, strict=True)
        )
        heads = [self._texts(level) for level in levels]
        cells = [self._texts(column) for column in columns]
        styles = [
            f"{side}{_UNBROKEN if column.dtype.kind == 'M' else ''}"
            for column, side in zip(columns, sides, strict=True)
        ]
        rows = "".join(
            f"<tr>{_row([head[at] for head in heads], [cell[at] for cell in cells], styles)}</tr>\n"
            for at in range(len(self.frame))
        )
        title = (
            f'<caption style="text-align:left;font-weight:bold">{escape(self.caption)}</caption>'
        )
        below = self._left_out()
        return (
            '<div style="overflow-x:auto">'
            '<table class="dataframe" style="border-collapse:collapse">'
            f"{title if self.caption else ''}<thead><tr>{top}</tr></thead>\n"
            f"<tbody>\n{rows}</tbody></table>{f'<p>{below}</p>' if below else ''}</div>"
        )

    def _texts(self, column: pd.Series[Any]) -> list[str]:
        return [self._text(cell) for cell in cells_of(column)]

    def _text(self, cell: object) -> str:
        if isinstance(cell, bool):
            return "yes" if cell else "no"
        if cell is None:
            return _DASH
        if isinstance(cell, float):
            return f"{cell:,.{self.digits}f}"
        return f"{cell:,}" if isinstance(cell, int) else escape(text_of(cell))

    def _left_out(self) -> str:
        return f"… and {self.more:,} more row{'s' if self.more != 1 else ''}" if self.more else ""


def _row(heads: Sequence[str], cells: Sequence[str], styles: Sequence[str]) -> str:
    first = (f'<th scope="row" style="{_CELL}left">{head}</th>' for head in heads)
    rest = (
        f'<td style="{_CELL}{style}">{cell}</td>' for cell, style in zip(cells, styles, strict=True)
    )
    return "".join((*first, *rest))


def _levels(frame: pd.DataFrame) -> list[pd.Series[Any]]:
    """Return the levels of the index as columns."""
    levels = (frame.index.get_level_values(number) for number in range(frame.index.nlevels))
    plain = [plain_column(pd.Series(level), what="frame") for level in levels]
    faults = [fault for _, own_faults in plain for fault in own_faults]
    if faults:
        raise unkept(faults, error=ArgumentError)
    return [level for level, _ in plain]


def _is_number(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column))


def readable(
    frame: pd.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    caption: str = "",
    digits: int = 0,
) -> ReadableTable:
    """Show a table in a notebook so that its sentences can be read.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table of a story, or one made from it.
    columns : sequence of str, optional
        The columns to show, in this order; all but geometries when left out.
    caption : str
        A line above the table.
    digits : int
        Decimals of numbers.

    Returns
    -------
    ReadableTable
        Text escaped, whole and to the left, dates in EDTF in words; numbers with thousands
        separators; what is missing as a dash; the first 100 rows, and how many more there are. The
        same table gives the same HTML and the same text.

    Raises
    ------
    geo.errors.ArgumentError
        If it is no table, a column isn't there, or cells can't be shown: all of them, each with
        row and column.

    Examples
    --------
    >>> import pandas as pd
    >>> table = readable(pd.DataFrame({"said": ["<b>"], "km": [6328.7]}))
    >>> print(repr(table))
      said    km
    0  <b> 6,329
    >>> "&lt;b&gt;" in table._repr_html_()
    True
    """
    if not isinstance(frame, pd.DataFrame):
        raise wrong("frame", frame, "a table (DataFrame)")
    names = column_names(frame)
    plain = pd.DataFrame(plain_table(frame.head(MOST_ROWS), what="frame", error=ArgumentError))
    if columns is None:
        shown = [name for name in plain.columns if str(plain.dtypes[name]) != "geometry"]
    else:
        shown = [names.get(label, label) for label in columns]
    _require_shown(plain, shown)
    positions = [list(plain.columns).index(name) for name in shown]
    more = max(0, len(frame) - MOST_ROWS)
    return ReadableTable(
        _worded(plain.iloc[:, positions]), caption=caption, digits=digits, more=more
    )


def _require_shown(plain: pd.DataFrame, shown: Sequence[str]) -> None:
    """Refuse names that are no columns, and labels of rows that can't be shown."""
    missing = [name for name in shown if name not in plain.columns]
    if missing:
        wanted = ", ".join(plain.columns)
        raise ArgumentError(f"columns: found no column {missing[0]!r}, wanted one of {wanted}")
    _levels(plain)


def _worded(frame: pd.DataFrame) -> pd.DataFrame:
    """Write columns of EDTF dates in words."""
    from geo.messages import worded  # noqa: PLC0415 - only a shown table needs the words

    shown = frame.copy(deep=False)
    for position in range(len(frame.columns)):
        column = frame.iloc[:, position]
        in_words = worded(column)
        if in_words is not column:
            shown.isetitem(position, in_words.array)
    return shown
