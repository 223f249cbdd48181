"""Read tables of texts: one document a row, with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import GeocodeError, SourceError

if TYPE_CHECKING:
    from collections.abc import Hashable


def read_table(
    texts: Any,  # noqa: ANN401 - what a caller gives
    column: str | None,
    source: object,
) -> tuple[list[str], list[Hashable], pd.Index[Any]]:
    """Read texts and their sources.

    Parameters
    ----------
    texts : iterable of str, Series or DataFrame
        The texts.
    column : str or None
        The column of a DataFrame that holds them.
    source : object
        A column of the DataFrame, one source for each text, or None.

    Returns
    -------
    texts : list of str
        The texts; a missing one is empty.
    sources : list of hashable
        One for each; None where it is missing.
    labels : Index
        The index of the texts.

    Raises
    ------
    GeocodeError
        When a column is missing, or the sources are not as many as the texts.
    SourceError
        When a cell is no text; all such rows are named at once.
    """
    if isinstance(texts, pd.DataFrame):
        if column is None:
            raise GeocodeError("text: found DataFrame, wanted its column too: column='text'")
        for word, wanted in (("column", column), ("source", source)):
            if isinstance(wanted, str) and list(texts.columns).count(wanted) != 1:
                there = ", ".join(map(str, texts.columns))
                raise GeocodeError(f"{word}: found no {wanted!r}, the table has {there}")
        keys = texts[source] if isinstance(source, str) else source
        rows = texts[column]
    else:
        if column is not None:
            raise GeocodeError(f"column: found {column!r}, but the texts are no DataFrame")
        rows, keys = texts, source
    if isinstance(rows, (dict, bytes)):
        raise SourceError(
            f"text: found {type(rows).__name__}, wanted text, a list of text or a Series"
        )
    labels = rows.index if isinstance(rows, pd.Series) else None
    cells = list(rows)
    labels = pd.RangeIndex(len(cells)) if labels is None else labels
    sources = _sources(keys, len(cells))
    wrong = [
        f"{label!r}: {type(cell).__name__}"
        for label, cell in zip(labels, cells, strict=True)
        if not isinstance(cell, str) and not _missing(cell)
    ]
    if wrong:
        what = "text" if column is None else f"column {column!r}"
        raise SourceError(f"{what}: wanted text (str); found in rows {'; '.join(wrong)}")
    return [cell if isinstance(cell, str) else "" for cell in cells], sources, labels


def _sources(keys: object, count: int) -> list[Hashable]:
    """Return one source for each text."""
    if keys is None or isinstance(keys, str):
        return [keys] * count
    if not hasattr(keys, "__iter__"):
        raise GeocodeError(f"source: found {type(keys).__name__}, wanted a column or one a text")
    sources = [None if _missing(key) else key for key in keys]
    if len(sources) != count:
        raise GeocodeError(f"source: found {len(sources)} values for {count} texts")
    return sources


def _missing(cell: Any) -> bool:  # noqa: ANN401 - a cell may be anything
    return bool(pd.api.types.is_scalar(cell) and pd.isna(cell))
