"""Choose the column that names each event, and the one that gives its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.tables.schemas import rank_of, words_in, words_of
from geo.tables.values import is_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_TITLE = 160
_GROUPS = 12
_TRIED = 5_000


def find_title(frame: pd.DataFrame, *, taken: Sequence[str]) -> str:
    """Return the column with the names of the events; an empty text where there is none.

    Examples
    --------
    >>> find_title(pd.DataFrame({"id": [1, 2], "Headline": ["Flood", "Fire"]}), taken=[])
    'Headline'
    """
    texts = [str(name) for name in frame.columns if name not in taken and _is_text(frame[name])]
    named = _ranked(texts, "title")
    short = [name for name in named if _length(frame[name]) <= _LONGEST_TITLE]
    if short:
        return short[0]
    plain = [name for name in texts if not _is_identity(name)]
    telling = [name for name in plain if 8 <= _length(frame[name]) <= _LONGEST_TITLE]  # noqa: PLR2004
    different = [name for name in telling if _different(frame[name]) > 0.5]  # noqa: PLR2004
    return different[0] if different else ""


def find_colour(frame: pd.DataFrame, *, taken: Sequence[str]) -> str:
    """Return the column with few groups, else a number of victims or the like; or an empty text.

    Examples
    --------
    >>> find_colour(pd.DataFrame({"Type": ["flood", "fire", "flood"], "n": [1, 2, 3]}), taken=[])
    'Type'
    """
    names = [str(name) for name in frame.columns if name not in taken]
    grouped = [name for name in names if _is_grouped(frame[name])]
    named = _ranked(grouped, "colour")
    numbers = [name for name in names if pd.api.types.is_numeric_dtype(frame[name].dtype)]
    measured = [name for name in _ranked(numbers, "number") if _different_numbers(frame[name])]
    others = [name for name in grouped if not _is_identity(name)]
    return next(iter([*named, *measured, *others]), "")


def _different_numbers(column: pd.Series[Any]) -> bool:
    return bool((column.dropna() != column.dropna().iloc[0]).any())


def _ranked(names: Sequence[str], role: str) -> list[str]:
    found = [(rank, name) for name in names if (rank := rank_of(name, role)) is not None]
    return [name for _, name in sorted(found, key=lambda pair: pair[0])]


def _is_identity(name: str) -> bool:
    return bool({(word,) for word in words_in(name)} & set(words_of("identity")))


def _known(column: pd.Series[Any]) -> list[Any]:
    return [cell for cell in column.iloc[:_TRIED] if not is_nothing(cell)]


def _is_text(column: pd.Series[Any]) -> bool:
    known = _known(column)
    texts = [cell for cell in known if isinstance(cell, str)]
    return 2 * len(texts) > len(known) and not texts[0].startswith(("http:", "https:"))


def _length(column: pd.Series[Any]) -> int:
    lengths = sorted(len(str(cell)) for cell in _known(column))
    return lengths[len(lengths) // 2]


def _different(column: pd.Series[Any]) -> float:
    known = list(map(str, _known(column)))
    return len(set(known)) / len(known)


def _is_grouped(column: pd.Series[Any]) -> bool:
    """Return whether a column of texts has from two to a dozen values, most of them often."""
    known = _known(column)
    texts = {cell for cell in known if isinstance(cell, str)}
    truths = {cell for cell in known if isinstance(cell, bool)}
    groups = len(texts | truths)
    whole = len(texts) + len(truths) > 0 and all(isinstance(cell, (str, bool)) for cell in known)
    return whole and 1 < groups <= _GROUPS and (groups <= 3 or 2 * groups <= len(known))  # noqa: PLR2004
