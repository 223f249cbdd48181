"""Parquet files or a relation of DuckDB's as one table, and the SQL that reads it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from glob import iglob
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from geo.errors import EventsError, MapError
from geo.maps.points.columns import chosen_columns, known_column
from geo.tables.events import scan_events

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from geo.tables.schemas import Options

LIMIT = 3_000_000
"""Rows that one file holds; a larger table becomes a folder."""

_SAMPLE = 10_000
_CALL = "python -m pip install 'geo-event-maps[large]'"


@dataclass(frozen=True)
class LargeSource:
    """A table that is read by DuckDB, and not into memory.

    Parameters
    ----------
    name : str
        What it is called in errors and as a headline.
    files : tuple of str
        Parquet files, sorted; empty for a relation.
    relation : duckdb.DuckDBPyRelation or None
        What was given in place of files.
    rows : int
        How many there are.
    """

    name: str
    files: tuple[str, ...]
    relation: Any
    rows: int

    @property
    def in_pieces(self) -> bool:
        """Whether it is more than one file, which only DuckDB reads as one table."""
        return self.relation is None and (len(self.files) > 1 or "=" in self.files[0])

    def table(self, *, limit: int | None = None) -> Any:  # noqa: ANN401 - pyarrow names no types
        """Read the table, or its first rows, as Arrow's."""
        if self.relation is not None:
            rows = self.relation if limit is None else self.relation.limit(limit)
            return rows.to_arrow_table()
        duckdb = engine()
        with duckdb.connect() as connection:
            query = f"SELECT * FROM {scan_sql(self.files)}"  # noqa: S608 - quoted
            if limit is not None:
                query += f" LIMIT {limit}"
            return connection.sql(query).to_arrow_table()

    def types(self) -> dict[str, str]:
        """Return the type, as DuckDB names it, of each column."""
        if self.relation is not None:
            return dict(zip(self.relation.columns, map(str, self.relation.types), strict=True))
        duckdb = engine()
        with duckdb.connect() as connection:
            relation = connection.sql(f"SELECT * FROM {scan_sql(self.files)} LIMIT 0")  # noqa: S608
            return dict(zip(relation.columns, map(str, relation.types), strict=True))


def engine() -> Any:  # noqa: ANN401 - an optional module
    """Return DuckDB.

    Raises
    ------
    geo.errors.EventsError
        When it is not installed, with the command that does it.
    """
    try:
        import duckdb  # noqa: PLC0415 - only large tables need it
    except ImportError as error:
        raise EventsError(f"large tables are read by DuckDB, which is not here: {_CALL}") from error
    return duckdb


def scan_sql(files: Sequence[str]) -> str:
    """Return the expression that reads Parquet files as one table, folders as columns."""
    listed = ", ".join(quoted(name, "'") for name in files)
    return f"read_parquet([{listed}], union_by_name = true, hive_partitioning = true)"


def quoted(name: str, mark: str = '"') -> str:
    """Quote a column's name, or a text, as SQL does.

    Examples
    --------
    >>> quoted("it's", "'")
    "'it''s'"
    """
    return mark + name.replace(mark, 2 * mark) + mark


def large_source(events: Any) -> LargeSource | None:  # noqa: ANN401 - whatever holds a table
    """Return what DuckDB can read in pieces; None for everything else.

    Parameters
    ----------
    events : object
        A Parquet file, a glob of them, a folder that holds them, also by hive partitions, or a
        relation of DuckDB's.

    Raises
    ------
    geo.errors.EventsError
        When a folder or a glob has no Parquet file, or one can't be read.
    """
    if isinstance(events, (str, PurePath)):
        return _of_path(str(events))
    if type(events).__module__.partition(".")[0] in {"duckdb", "_duckdb"}:
        rows = events.aggregate("count(*)").fetchall()[0][0]
        return LargeSource("events", (), events, rows)
    return None


def _of_path(source: str) -> LargeSource | None:
    path = Path(source)
    pattern = any(mark in source for mark in "*?[") and not path.exists()
    if path.is_dir():
        files = sorted(str(file) for file in path.rglob("*.parquet") if file.is_file())
    elif pattern and source.endswith(".parquet"):
        files = sorted(file for file in _matching(source) if Path(file).is_file())
    elif source.endswith(".parquet") and path.is_file():
        files = [source]
    else:
        return None
    if not files:
        raise EventsError(f"{source}: found no .parquet file there, wanted some")
    name = path.parent.name if pattern else path.stem
    return LargeSource(name or "events", tuple(files), None, _rows_of(files))


def _matching(pattern: str) -> Iterator[str]:
    return iglob(pattern, recursive=True)  # noqa: PTH207 - `Path.glob` takes no whole path


def _rows_of(files: Sequence[str]) -> int:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to load
    from pyarrow import ArrowInvalid  # noqa: PLC0415 - the same

    rows = 0
    for name in files:
        try:
            rows += pq.read_metadata(name).num_rows
        except (OSError, ArrowInvalid) as error:
            raise EventsError(f"{name}: this is no whole Parquet file ({error})") from error
    return rows


@dataclass(frozen=True)
class Roles:
    """Which columns of a table are what.

    Parameters
    ----------
    lon, lat : str
        Degrees.
    time : str
        When an event began; empty for none.
    guessed : bool
        Whether that was found and not named.
    colour : str
        What it is coloured by; empty for none.
    text : tuple of str
        What an opened event shows, its title first.
    types : dict
        Of each column, as DuckDB names them.
    """

    lon: str
    lat: str
    time: str
    guessed: bool
    colour: str
    text: tuple[str, ...]
    types: dict[str, str]


def roles_of(
    source: LargeSource,
    *,
    options: Options,
    column: str | None,
    time: str | tuple[str, str] | None,
    text: Sequence[str] | None,
) -> Roles:
    """Find the columns of a large table by its first 10,000 rows, or take those that are named.

    Parameters
    ----------
    source : LargeSource
        The table.
    options : Options
        What a person says of it.
    column : str or None
        What colours it; an empty text is found.
    time, text
        As `geo.explore` takes them.

    Raises
    ------
    geo.errors.MapError
        When it has no columns of degrees, or not a column that is named.
    """
    types = source.types()
    sample = source.table(limit=_SAMPLE).to_pandas()
    table = scan_events(sample, options)
    lon, lat = table.options.lon, table.options.lat
    if lon not in types or lat not in types:
        raise MapError(
            f"{source.name}: found no two columns of degrees, wanted longitude and latitude; "
            "names of places are placed by geo.geocode_file, shapes by DuckDB's spatial "
            "extension: SELECT *, ST_X(geometry) AS lon, ST_Y(geometry) AS lat"
        )
    columns: Any = _Columns(sample)
    if column == "":
        column = table.color if table.color in types else None
    elif column is not None:
        known_column(columns, column, option="column")
    named = [name for name in table.time if name in types]
    if time is not None:
        named = list(chosen_columns(columns, time=time))
    texts = [name for name in table.text if name in types and name not in {lon, lat, column}]
    if text is not None:
        texts = [known_column(columns, name, option="text") for name in text]
    return Roles(
        lon=lon,
        lat=lat,
        time=named[0] if named else "",
        guessed=time is None,
        colour=column or "",
        text=tuple(texts),
        types=types,
    )


class _Columns:
    """The columns of a plain table, as `known_column` asks for them."""

    _geometry_column_name = None

    def __init__(self, frame: pd.DataFrame) -> None:
        self.columns = frame.columns


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


def counts_sql(
    depth: int, *, points: str = "points", within: str = "", by_node: bool = False
) -> str:
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
    by_node : bool
        Order the counts by node, row by row, and so the cells of each.

    Returns
    -------
    str
        A query with the columns ``x``, ``y`` (of the cell), ``code``, ``bin`` and ``many``, in
        their order, or that of the nodes.
    """
    cell, node = WORLD_BITS - depth - CELL_BITS, WORLD_BITS - depth
    joined = (
        f" JOIN {within} ON {within}.x = ({points}.x >> {node})"
        f" AND {within}.y = ({points}.y >> {node})"
        if within
        else ""
    )
    x, y = f"({points}.x >> {cell})", f"({points}.y >> {cell})"
    nodes = f"{y} >> {CELL_BITS}, {x} >> {CELL_BITS}, {y}, {x}, code, bin"
    order = nodes if by_node else "1, 2, 3, 4"
    return (
        f"SELECT {x} AS x, {y} AS y, code, bin, COUNT(*) AS many FROM {points}{joined} "  # noqa: S608
        f"GROUP BY {x}, {y}, code, bin ORDER BY {order}"
    )
