"""Places, days, groups and counts as SQL that every engine reads alike.

Nothing here is of one engine: `DATE_PART`, `FLOOR`, `CASE`, ``>>`` and `GROUP BY` are the same in
DuckDB, SedonaDB (DataFusion) and Spark 4, and so are the counts.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from geo.errors import MapError

if TYPE_CHECKING:
    from collections.abc import Sequence


WORLD_BITS = 30
"""The world is 2**30 units wide and high, in Mercator's projection, from its upper left."""

CELL_BITS = 6
"""A node of the pyramid has 64 × 64 cells."""

NAMED = 32
"""So many values, the most frequent, keep their names; the first eight have colours, too."""

OTHER, MISSING = 253, 255
"""Codes of all other values, and of no value."""

UNDATED = -1
"""Bin of what has no date."""

MOST_BINS = 60
_EPOCH = date(1970, 1, 1)
_EPOCH_JULIAN = 2_440_588
_FARTHEST = 85.0511287798
_STEPS = (("month", 1), ("month", 3), *(("month", 12 * years) for years in (1, 5, 10, 50, 100)))


@dataclass(frozen=True)
class Bins:
    """Bins of time: days, weeks, or whole months.

    Parameters
    ----------
    unit : {"day", "month"}
        What they are made of.
    step : int
        How many units a bin has.
    first : int
        The first bin's start: days since 1970-01-01, or months since year 0.
    edges : tuple of int
        Where each bin starts, and where the last one ends, in days since 1970-01-01.
    """

    unit: str
    step: int
    first: int
    edges: tuple[int, ...]

    @property
    def label(self) -> str:
        """What one bin is called."""
        if self.unit == "day":
            return {1: "day", 7: "week"}[self.step]
        names = {1: "month", 3: "quarter", 12: "year"}
        return names.get(self.step, f"{self.step // 12} years")


def bins_for(first: int, last: int, *, coarsest: str = "day") -> Bins:
    """Return the finest bins, at most 60, that reach from one day to another.

    Parameters
    ----------
    first, last : int
        Days since 1970-01-01.
    coarsest : {"day", "month", "year"}
        How exact the least exact date is: no bin is finer.

    Raises
    ------
    geo.errors.MapError
        When the times reach over more than 6,000 years.

    Examples
    --------
    >>> bins_for(0, 364).label, bins_for(0, 364, coarsest="month").label, bins_for(0, 9000).label
    ('week', 'month', 'year')
    """
    for step in (1, 7) if coarsest == "day" else ():
        many = (last - first) // step + 1
        if many <= MOST_BINS:
            return Bins("day", step, first, tuple(first + step * bin_ for bin_ in range(many + 1)))
    months = [_month_of(day) for day in (first, last)]
    for unit, step in _STEPS:
        if coarsest == "year" and step < 12:  # noqa: PLR2004 - months
            continue
        start = months[0] // step * step
        many = (months[1] - start) // step + 1
        if many <= MOST_BINS:
            edges = tuple(_day_of(start + step * bin_) for bin_ in range(many + 1))
            return Bins(unit, step, start, edges)
    raise MapError(f"time: found days {first} to {last} of 1970, wanted at most 6,000 years")


def _month_of(day: int) -> int:
    """Return the month, counted from year 0, of a day since 1970-01-01; also before year 1."""
    turns, within = divmod(_EPOCH.toordinal() + day - 1, 146_097)  # 400 years
    known = date.fromordinal(within + 1)
    return 12 * (known.year + 400 * turns) + known.month - 1


def _day_of(month: int) -> int:
    turns, within = divmod(month - 12, 4_800)
    known = date(within // 12 + 1, within % 12 + 1, 1)
    return known.toordinal() + 146_097 * turns - _EPOCH.toordinal()


def bin_of(day: int, bins: Bins) -> int:
    """Return the number of the bin that holds a day."""
    return bisect_right(bins.edges, day) - 1


def places_sql(lon: str, lat: str) -> tuple[str, str]:
    """Return the expressions of a point's place in the world, 2**30 units wide and high.

    Parameters
    ----------
    lon, lat : str
        Expressions of degrees. Longitudes beyond 180 are turned back; what lies beyond 85.05
        degrees north or south lies on the edge.

    Examples
    --------
    >>> places_sql("lon", "lat")[0]
    'CAST(FLOOR(((lon + 180.0) / 360.0 - FLOOR((lon + 180.0) / 360.0)) * 1073741824.0) AS BIGINT)'
    """
    turn = f"({lon} + 180.0) / 360.0"
    x = f"({turn} - FLOOR({turn})) * {2**WORLD_BITS}.0"
    sine = f"SIN(RADIANS(LEAST(GREATEST({lat}, -{_FARTHEST}), {_FARTHEST})))"
    y = f"(0.5 - LN((1.0 + {sine}) / (1.0 - {sine})) / (4.0 * PI())) * {2**WORLD_BITS}.0"
    within = f"LEAST(GREATEST(FLOOR({y}), 0.0), {2**WORLD_BITS - 1}.0)"
    return f"CAST(FLOOR({x}) AS BIGINT)", f"CAST({within} AS BIGINT)"


def day_sql(day: str) -> str:
    """Return the expression of a date's days since 1970-01-01 (Fliegel and Van Flandern 1968)."""
    before = f"FLOOR((14 - DATE_PART('month', {day})) / 12.0)"
    year = f"(DATE_PART('year', {day}) + 4800 - {before})"
    month = f"(DATE_PART('month', {day}) + 12 * {before} - 3)"
    leaps = f"FLOOR({year} / 4.0) - FLOOR({year} / 100.0) + FLOOR({year} / 400.0)"
    days = f"DATE_PART('day', {day}) + FLOOR((153 * {month} + 2) / 5.0) + 365 * {year} + {leaps}"
    return f"CAST({days} - 32045 - {_EPOCH_JULIAN} AS BIGINT)"


def bin_sql(day: str, bins: Bins | None) -> str:
    """Return the expression of a date's bin; what has no date is in bin -1."""
    if bins is None:
        return str(UNDATED)
    units = (
        day_sql(day)
        if bins.unit == "day"
        else f"DATE_PART('year', {day}) * 12 + DATE_PART('month', {day}) - 1"
    )
    number = f"CAST(FLOOR(({units} - {bins.first}) / {bins.step}.0) AS INTEGER)"
    return f"CASE WHEN {day} IS NULL THEN {UNDATED} ELSE {number} END"


def code_sql(column: str, values: Sequence[object]) -> str:
    """Return the expression of a value's code: its place in `values`, 253 for others, 255 for none.

    Parameters
    ----------
    column : str
        Expression of the values.
    values : sequence
        Values, texts or numbers.

    Examples
    --------
    >>> code_sql("kind", ["flood"])
    "CASE WHEN kind IS NULL THEN 255 WHEN kind = 'flood' THEN 0 ELSE 253 END"
    """
    cases = [f"WHEN {column} = {literal(value)} THEN {code}" for code, value in enumerate(values)]
    return f"CASE WHEN {column} IS NULL THEN {MISSING} {' '.join(cases)} ELSE {OTHER} END"


def literal(value: object) -> str:
    """Return a value as SQL writes it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def counts_sql(depth: int, *, points: str = "points", within: str = "") -> str:
    """Return the query that counts events by cell, group and bin at one depth of the pyramid.

    At depth 0 the world is one node of 64 × 64 cells, at each further one every node is four.

    Parameters
    ----------
    depth : int
        From 0 on.
    points : str
        A table with ``x`` and ``y`` as `places_sql` gives them, ``code`` and ``bin``.
    within : str, optional
        A table with ``x`` and ``y`` of the nodes to count; all if not given.

    Returns
    -------
    str
        A query with the columns ``x``, ``y`` (of the cell), ``code``, ``bin`` and ``many``, in
        their order.
    """
    cell, node = WORLD_BITS - depth - CELL_BITS, WORLD_BITS - depth
    joined = (
        f" JOIN {within} ON {within}.x = ({points}.x >> {node})"
        f" AND {within}.y = ({points}.y >> {node})"
        if within
        else ""
    )
    x, y = f"({points}.x >> {cell})", f"({points}.y >> {cell})"
    return (
        f"SELECT {x} AS x, {y} AS y, code, bin, COUNT(*) AS many FROM {points}{joined} "  # noqa: S608
        f"GROUP BY {x}, {y}, code, bin ORDER BY 1, 2, 3, 4"
    )
