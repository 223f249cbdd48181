"""Parquet files or a relation of DuckDB's as one table, and which of its columns is what."""

from __future__ import annotations

from dataclasses import dataclass
from glob import iglob
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from geo.errors import EventsError, MapError
from geo.maps.points.columns import chosen_columns, known_column
from geo.tables.events import scan_events

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from geo.tables.options import Options


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
        files = sorted(str(one) for one in path.rglob("*.parquet") if one.is_file())
    elif pattern and source.endswith(".parquet"):
        files = sorted(one for one in _matching(source) if Path(one).is_file())
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
