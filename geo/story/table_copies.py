"""Check claims against a reader's copy of a table: rows, columns and the hash of their cells.

A claim of a table stands in a row (``paragraph``, as a spreadsheet numbers it) and in one column or
several (``column``, by the names in the header). What is hashed is the text of these cells, joined
by tabs: a text as it stands without blanks around it, a number in its shortest form, a date in ISO
8601, an empty cell as nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import EventsError, SourceError
from geo.evidence import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd


RECORD = "imports.json"
"""What `geo import` remembers of the tables that it has read, beside those of the story."""


@dataclass(frozen=True)
class Verdict:
    """What came of one span."""

    outcome: str
    moved_to: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True)
class TableCopy:
    r"""The cells of a table by row and column; rows as a spreadsheet numbers them.

    Examples
    --------
    >>> import pandas as pd
    >>> copy = TableCopy(pd.DataFrame({"Town": ["Karachi"], "Dead": [4]}, index=[2]))
    >>> copy.text(2, ("Town", "Dead"))
    'Karachi\t4'
    """

    frame: pd.DataFrame

    def text(self, row: int, columns: Sequence[str]) -> str | None:
        """Return the text of cells of a row; None where there is no such row or column."""
        if row not in self.frame.index or not set(columns) <= set(self.frame.columns):
            return None
        return "\t".join(cell_text(self.frame.loc[row, name]) for name in columns)

    def rows(self, columns: Sequence[str]) -> dict[str, list[int]]:
        """Return the rows by the hash of their cells in some columns."""
        rows: dict[str, list[int]] = defaultdict(list)
        if set(columns) <= set(self.frame.columns):
            cells = [self.frame[name].map(cell_text) for name in columns]
            for row, *texts in zip(self.frame.index, *cells, strict=True):
                rows[digest_of("\t".join(texts))].append(int(row))
        return rows


def digest_of(text: str) -> str:
    """Return the sha256 of a text, 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def cell_text(cell: Any) -> str:  # noqa: ANN401, PLR0911 - whatever a table holds
    """Return the text of a cell, the same whichever kind of file it comes from.

    Examples
    --------
    >>> [cell_text(cell) for cell in (" Karachi ", 4.0, 1.5, dt.date(2007, 5, 12), None, True)]
    ['Karachi', '4', '1.5', '2007-05-12', '', 'TRUE']
    """
    if isinstance(cell, np.generic):
        cell = cell.item()
    if cell is None or (isinstance(cell, float) and cell != cell) or str(cell) in ("<NA>", "NaT"):  # noqa: PLR0124 - NaN
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, (dt.datetime, dt.date, dt.time)):
        return cell.isoformat()
    if isinstance(cell, (dict, list)):
        return json.dumps(cell, ensure_ascii=False, sort_keys=True)
    return str(cell).strip()


def read_record(folder: Path) -> dict[str, Any]:
    """Read what `geo import` remembers of a story's tables, by the id of the source.

    Raises
    ------
    SourceError
        The file is broken.
    """
    path = Path(folder) / RECORD
    if not path.exists():
        return {}
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return {name: {**known} for name, known in record.items()}
    except (ValueError, TypeError, AttributeError, OSError) as error:
        raise SourceError(
            f"{path}: can't be read; wanted what geo import wrote: restore it, or remove it and "
            "import anew"
        ) from error


def read_copy(data: bytes, source: Mapping[str, Any], *, folder: Path) -> TableCopy:
    """Read the bytes of a table that a story cites.

    Parameters
    ----------
    data : bytes
        The reader's copy.
    source : mapping
        Its row of ``sources``, with id, file and sheet.
    folder : pathlib.Path
        Folder of the story, where `RECORD` says how the file is written.

    Raises
    ------
    SourceError
        It can't be read, or has no such sheet.
    """
    from geo.tables.grid import read_cells  # noqa: PLC0415 - only tables need it

    settings = read_record(folder).get(source["id"], {}).get("options", {})
    try:
        frame = read_cells(
            io.BytesIO(data),
            name=str(source["file"]),
            sheet=str(source["sheet"]),
            encoding=str(settings.get("encoding", "")),
        )
    except EventsError as error:
        raise SourceError(f"sources: {error}") from error
    return TableCopy(frame)


def split_columns(cell: str, known: Iterable[str]) -> tuple[str, ...] | None:
    """Return the names of columns in a cell; a name may hold the sign between them.

    Examples
    --------
    >>> split_columns("What; Town; Dead", ["What; Town", "Dead"])
    ('What; Town', 'Dead')
    >>> split_columns("What; Place", ["What"]) is None
    True
    """
    names, parts = set(known), cell.split(SEPARATOR)
    columns = []
    while parts:
        size = next((n for n in range(len(parts), 0, -1) if SEPARATOR.join(parts[:n]) in names), 0)
        if not size:
            return None
        columns.append(SEPARATOR.join(parts[:size]))
        parts = parts[size:]
    return tuple(columns)


def judge_cells(table: TableCopy, claims: pd.DataFrame) -> dict[int, Verdict]:
    """Judge the claims of one table: first where they should be, then in other rows.

    A row that a claim of several cells finds elsewhere is where the row's single cells are looked
    for; a single cell alone, such as a number, is looked for in no other row.

    Parameters
    ----------
    table : TableCopy
    claims : pandas.DataFrame
        With paragraph, column, start, end and span_sha256.

    Returns
    -------
    dict of int to Verdict
        By the index of `claims`.
    """
    verdicts: dict[int, Verdict] = {}
    moved: dict[int, int] = {}
    spans = [
        (len(columns or ()), row, columns, index, start, end, digest)
        for index, row, start, end, digest, columns in zip(
            claims.index,
            *(claims[name] for name in ("paragraph", "start", "end", "span_sha256")),
            (split_columns(cell, table.frame.columns) for cell in claims["column"]),
            strict=True,
        )
    ]
    rows_by_hash: dict[tuple[str, ...], dict[str, list[int]]] = {}
    for size, row, columns, index, start, end, digest in sorted(
        spans, key=lambda span: (-span[0], span[1], span[3])
    ):
        if columns is None:
            verdicts[index] = Verdict("changed")
            continue
        text = table.text(row, columns)
        other = moved.get(row)
        if other is None and text is not None and digest_of(text[start:end]) == digest:
            verdicts[index] = Verdict("found", None, int(row))
            continue
        if other is not None:
            text = table.text(other, columns)
            holds = text is not None and digest_of(text[start:end]) == digest
            verdicts[index] = Verdict("moved", other, other) if holds else Verdict("changed")
            continue
        if size > 1:
            rows = rows_by_hash.setdefault(columns, table.rows(columns))
            near = sorted(rows.get(digest, ()), key=lambda at: (abs(at - row), at))
            if near:
                moved[row] = near[0]
                verdicts[index] = Verdict("moved", near[0], near[0])
                continue
        verdicts[index] = Verdict("changed")
    return verdicts
