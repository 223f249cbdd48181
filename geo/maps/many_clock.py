"""First and last seconds of a column's values, and the errors for those that are no times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import MapError
from geo.story.edtf import DAY_S, OPEN_END, OPEN_START

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Seconds = NDArray[np.int64]

_WANTED = (
    "dates (datetime64), years as whole numbers, or texts such as 2007-05-12, 12 May 2007, "
    "44 BC or 2007-05/2007-08 (ISO 8601, EDTF)"
)


class UnsettledDatesError(MapError):
    """A column's values could be dates of two kinds; the message holds the call that settles it."""


@dataclass(frozen=True)
class Times:
    """First and last second of each value of a column, by the clock of its own zone.

    Parameters
    ----------
    first, last : numpy.ndarray
        int64, since 1970; (OPEN_END, OPEN_START) where nothing is known.
    moments : numpy.ndarray
        Which of them are moments of a day's clock.
    offset : numpy.ndarray
        Seconds east of Greenwich of the moments' clock.
    zone : str or None
        Name of the zone if it is one throughout; empty if none is stated, None if they differ.
    """

    first: Seconds
    last: Seconds
    moments: Mask
    offset: Seconds
    zone: str | None

    @property
    def known(self) -> Mask:
        """Which values are known, at least on one side."""
        return self.first <= self.last

    @property
    def at_midnight(self) -> bool:
        """Whether all moments are midnights, which stand for their days."""
        return not np.any(self.first[self.moments] % DAY_S)

    def days(self) -> Times:
        """Return each midnight as its whole day."""
        last = np.where(self.moments, self.last + DAY_S - 1, self.last)
        return Times(self.first, last, np.zeros_like(self.moments), self.offset, "")

    def universal(self) -> Times:
        """Turn the moments into universal time."""
        moved = np.where(self.moments, self.offset, 0)
        return Times(self.first - moved, self.last - moved, self.moments, 0 * self.offset, "UTC")


def moments(wall: Seconds, known: Mask, *, offset: Seconds, zone: str | None) -> Times:
    """Return times of day; `known` tells which there are."""
    first, last = np.where(known, wall, OPEN_END), np.where(known, wall, OPEN_START)
    return Times(first, last, known, offset, zone)


def plain(first: Seconds, last: Seconds, known: Mask) -> Times:
    """Return spans of whole days; `known` tells which there are."""
    first, last = np.where(known, first, OPEN_END), np.where(known, last, OPEN_START)
    return Times(first, last, np.zeros(len(first), dtype=bool), np.zeros_like(first), "")


def call(column: pd.Series[Any], how: str) -> str:
    """Return the call that reads a column as dates."""
    return f"table[{column.name!r}] = pandas.to_datetime(table[{column.name!r}], {how})"


def unsettled(column: pd.Series[Any], rows: Mask, call: str) -> UnsettledDatesError:
    """Return the error for rows that could be dates of two kinds, with the call that settles it."""
    value, where = _found(column, rows)
    return UnsettledDatesError(
        f"{value}, which could be dates of two kinds, wanted {call}; {where}"
    )


def refused(column: pd.Series[Any], rows: Mask) -> MapError:
    """Return the error for rows that are no dates."""
    value, where = _found(column, rows)
    return MapError(f"{value}, wanted {_WANTED}; {where}")


def _found(column: pd.Series[Any], rows: Mask) -> tuple[str, str]:
    wrong = np.flatnonzero(rows)
    value = column.iloc[wrong[0]]
    plain = value.item() if isinstance(value, np.generic) else value
    more = f" and {len(wrong) - 1:,} more" if len(wrong) > 1 else ""
    label = column.index[wrong[0]]
    return f"column {column.name!r}: found {plain!r}", f"row {label!r}{more}"
