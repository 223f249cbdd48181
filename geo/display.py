"""Tables that can be read: sentences to the left, in full, numbers to the right."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from pandas.io.formats.style import Styler


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
        table = self.frame.to_string(max_colwidth=60, float_format=f"{{:,.{self.digits}f}}".format)
        return f"{self.caption}\n{table}" if self.caption else table

    def _repr_html_(self) -> str:
        return str(self._style().to_html())

    def _style(self) -> Styler:
        numbers: list[Hashable] = list(self.frame.select_dtypes("number").columns)
        texts: list[Hashable] = [name for name in self.frame.columns if name not in numbers]
        identity = hashlib.sha256((self.caption + self.frame.to_csv()).encode()).hexdigest()[:8]
        style = self.frame.style.set_uuid(identity).format(escape="html", na_rep="–")
        style = style.format_index(escape="html").format_index(escape="html", axis="columns")
        style = style.format(precision=self.digits, thousands=",", na_rep="–", subset=numbers)
        style = style.set_properties(subset=texts, **{"text-align": "left"})
        style = style.set_table_styles(
            [
                {"selector": "th, td", "props": "vertical-align: top"},
                {"selector": "th", "props": "text-align: left"},
                {"selector": "caption", "props": "text-align: left; font-weight: bold"},
            ]
        )
        return style.set_caption(escape(self.caption)) if self.caption else style


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
        Text escaped, whole and to the left; numbers with thousands separators; what is missing
        as a dash. The same table gives the same HTML and the same text.

    Raises
    ------
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
    names = [name for name in columns or frame.columns if name != "geometry"]
    return ReadableTable(pd.DataFrame(frame[names]), caption=caption, digits=digits)
