"""Tables that draw themselves: sentences in full and to the left, numbers to the right.

The markup carries its own few styles and no colour but a rule's, so that it reads on light and on
dark; every text is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.arguments import wrong

if TYPE_CHECKING:
    from collections.abc import Sequence

_Frame = TypeVar("_Frame", bound=pd.DataFrame)
MOST_ROWS = 100
_DASH = "–"
_CELL = "vertical-align:top;max-width:32em;overflow-wrap:break-word;text-align:"
_HEAD = f"{_CELL}{{side}};border-bottom:1px solid currentColor"


@dataclass(frozen=True, eq=False, repr=False)
class ReadableTable:
    """A table that draws itself: as HTML in a notebook, as text in a terminal.

    Parameters
    ----------
    frame : pandas.DataFrame
        What is shown.
    caption : str
        A line above the table; empty for none.
    digits : int
        Decimals of numbers.
    """

    frame: pd.DataFrame
    caption: str = ""
    digits: int = 0

    def __repr__(self) -> str:
        first = self.frame.head(MOST_ROWS)
        table = first.to_string(max_colwidth=60, float_format=f"{{:,.{self.digits}f}}".format)
        return "\n".join(part for part in (self.caption, table, self._left_out()) if part)

    def _repr_html_(self) -> str:
        names = list(self.frame.columns)
        sides = ["right" if _is_number(self.frame.iloc[:, at]) else "left" for at in _each(names)]
        levels = [name for name in self.frame.index.names if name is not None]
        heads = [*levels] if levels else [""] * self.frame.index.nlevels
        top = "".join(
            f'<th scope="col" style="{_HEAD.format(side=side)}">{_text(name)}</th>'
            for name, side in zip([*heads, *names], ["left"] * len(heads) + sides, strict=True)
        )
        first = self.frame.head(MOST_ROWS)
        columns = [first.iloc[:, at].tolist() for at in _each(names)]
        rows = "".join(
            f"<tr>{self._row(label, [column[at] for column in columns], sides)}</tr>\n"
            for at, label in enumerate(first.index.tolist())
        )
        title = f'<caption style="text-align:left;font-weight:bold">{_text(self.caption)}</caption>'
        below = self._left_out()
        return (
            '<div style="overflow-x:auto">'
            '<table class="dataframe" style="border-collapse:collapse">'
            f"{title if self.caption else ''}<thead><tr>{top}</tr></thead>\n"
            f"<tbody>\n{rows}</tbody></table>{f'<p>{below}</p>' if below else ''}</div>"
        )

    def _row(self, label: object, values: Sequence[object], sides: Sequence[str]) -> str:
        labels = label if isinstance(label, tuple) else (label,)
        heads = "".join(
            f'<th scope="row" style="{_CELL}left">{self._cell(one)}</th>' for one in labels
        )
        cells = (
            f'<td style="{_CELL}{side}{_unbroken(value)}">{self._cell(value)}</td>'
            for value, side in zip(values, sides, strict=True)
        )
        return heads + "".join(cells)

    def _cell(self, value: object) -> str:
        if isinstance(value, (bool, np.bool_)):
            return "yes" if value else "no"
        if isinstance(value, pd.Timestamp):
            return value.date().isoformat()
        if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
            return _DASH
        if isinstance(value, float):
            return f"{value:,.{self.digits}f}"
        if isinstance(value, (int, np.integer)):
            return f"{int(value):,}"
        return _text(value)

    def _left_out(self) -> str:
        more = len(self.frame) - MOST_ROWS
        return f"… and {more:,} more row{'s' if more != 1 else ''}" if more > 0 else ""


def _each(names: Sequence[object]) -> range:
    return range(len(names))


def _is_number(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column))


def _unbroken(value: object) -> str:
    """Keep a day on one line."""
    return ";white-space:nowrap" if isinstance(value, pd.Timestamp) else ""


def _text(value: object) -> str:
    return escape(str(value))


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
        Any table of a story, or one made from it; a geometry column is left out.
    columns : sequence of str, optional
        The columns to show, in this order; all when left out.
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
        If it is no table.
    KeyError
        If a column isn't there.

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
    names = [name for name in (frame.columns if columns is None else columns) if name != "geometry"]
    return ReadableTable(_worded(pd.DataFrame(frame[names])), caption=caption, digits=digits)


def _worded(frame: pd.DataFrame) -> pd.DataFrame:
    """Write columns of EDTF dates in words."""
    from geo.maps.wording import worded  # noqa: PLC0415 - only a shown table needs the words

    shown = frame.copy(deep=False)
    for at in _each(list(frame.columns)):
        shown.isetitem(at, worded(frame.iloc[:, at]).array)
    return shown


class _DrawsItself:
    """What a frame shows of itself; frames made from it are plain again."""

    _metadata: ClassVar[list[str]] = ["_shown", "_caption", "_digits"]
    _shown: Sequence[str]
    _caption: str
    _digits: int

    def _repr_html_(self) -> str:
        there = [name for name in self._shown if name in self.columns]  # type: ignore[attr-defined]
        return readable(
            self,  # type: ignore[arg-type]
            columns=there,
            caption=self._caption,
            digits=self._digits,
        )._repr_html_()


class ReadableFrame(_DrawsItself, pd.DataFrame):
    """A table of a story that draws itself in a notebook; else a `pandas.DataFrame`."""


class ReadableGeoFrame(_DrawsItself, gpd.GeoDataFrame):  # type: ignore[misc]  # has no types
    """A table with places that draws itself in a notebook; else a `geopandas.GeoDataFrame`."""


def drawing_itself(
    frame: _Frame, columns: Sequence[str], *, caption: str = "", digits: int = 0
) -> _Frame:
    """Let a frame draw itself in notebooks: the columns that a reader wants, in their order."""
    kind = ReadableGeoFrame if isinstance(frame, gpd.GeoDataFrame) else ReadableFrame
    drawn: Any = kind(frame)
    drawn._shown, drawn._caption, drawn._digits = tuple(columns), caption, digits  # noqa: SLF001
    return cast("_Frame", drawn)
