"""Sort the events, count them at every zoom and write all in packed pieces.

A node of the pyramid is a square of the map. A node with more than `LEAF` events is counted by
64 × 64 cells, group and bin of time, and cut into four; one with fewer is a leaf and holds the
events themselves. At every depth, the counted nodes and the leaves above them make up all events.

The pieces are deflated columns of numbers and blocks of text, of the form that `geo.explore` writes
into its page: the same script reads them, without a reader for Parquet of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.errors import MapError
from geo.maps.large.source import (
    CELL_BITS,
    NAMED,
    UNDATED,
    WORLD_BITS,
    Bins,
    bin_sql,
    bins_for,
    code_sql,
    counts_sql,
    day_sql,
    engine,
    places_sql,
    quoted,
    scan_sql,
)
from geo.maps.large.words import WordIndex, sections
from geo.maps.points.colours import OWN_COLOURS
from geo.maps.points.columns import deflated, planes, whole_steps
from geo.maps.points.text import text_blocks, text_column

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.maps.large.source import LargeSource, Roles


LEAF = 32_768
"""Most events of a leaf."""

DEEPEST = 14
"""Depth at which no node is cut any more; its cells are 38 m wide at the equator."""

FILE = 64 << 20
"""A file of pieces is closed once it is so large, in bytes."""

COUNTS, EVENTS, WORDS = 0, 1, 2
_AT_ONCE = 1 << 20
_EPOCH = "DATE '1970-01-01'"
_SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


@dataclass
class Piece:
    """Where a node's counts, or some of its events, stand.

    Parameters
    ----------
    kind : int
        0 counts, 1 events, 2 words.
    depth, x, y : int
        The node: at depth d the world is 2**d nodes wide.
    rows : int
        Events that it counts, or holds; of words, how often one stands in a block.
    file, offset, length : int
        Its bytes. Blocks of text follow those of events.
    """

    kind: int
    depth: int
    x: int
    y: int
    rows: int
    file: int = 0
    offset: int = 0
    length: int = 0


@dataclass
class Pyramid:
    """What was written, and what a page needs to know of it.

    Parameters
    ----------
    rows, without : int
        Events, and rows that have no place.
    step : float
        Step of the grid for places, in degrees.
    bins : Bins or None
        Bins of time.
    values : list of str
        The values that the page names, the most frequent first.
    others, missing : int
        How many values have no colour of their own, and how many events have no value.
    totals : numpy.ndarray
        Events by code (256) and bin, the last column those without a date.
    box : tuple of float
        West, south, east, north of all events.
    pieces : list of Piece
        In the order in which they were written.
    words : list of int
        The first word of each piece of words, as `word_keys` has it.
    text : tuple of str
        The columns of the texts: those of `Roles`, and that of the colour where it has more values
        than the page names.
    """

    rows: int
    without: int
    step: float
    bins: Bins | None
    values: list[str]
    others: int
    missing: int
    box: tuple[float, float, float, float]
    totals: NDArray[np.int64] = field(default_factory=lambda: np.zeros((256, 1), dtype=np.int64))
    pieces: list[Piece] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    text: tuple[str, ...] = ()


class _Writer:
    """Files of pieces, closed when they are large."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        self.file = (folder / "000.bin").open("wb")

    def write(self, piece: Piece, content: bytes, *more: bytes) -> None:
        if self.file.tell() + len(content) > FILE and self.file.tell():
            self.file.close()
            self.number += 1
            self.file = (self.folder / f"{self.number:03}.bin").open("wb")
        piece.file, piece.offset, piece.length = self.number, self.file.tell(), len(content)
        self.file.write(content)
        for block in more:
            self.file.write(block)


def build_pyramid(
    source: LargeSource, roles: Roles, *, folder: Path, work: Path, memory: str
) -> Pyramid:
    """Write the pieces of a large table into a folder.

    Parameters
    ----------
    source : LargeSource
        The table.
    roles : Roles
        Its columns.
    folder : pathlib.Path
        Where the pieces go: ``000.bin`` and so on.
    work : pathlib.Path
        An empty folder on a disk that can hold the table once more.
    memory : str
        What DuckDB may use, such as ``"4GB"``.

    Raises
    ------
    geo.errors.MapError
        When places are off the globe, or dates can't be read.
    """
    with engine().connect(str(work / "events.duckdb")) as connection:
        connection.execute(f"SET memory_limit = {quoted(memory, chr(39))}")
        connection.execute(f"SET temp_directory = {quoted(str(work / 'spill'), chr(39))}")
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        rows, tie = _open(connection, source)
        pyramid = _survey(connection, rows, roles)
        if pyramid.others > NAMED - OWN_COLOURS:  # not all values are among the names
            roles = replace(roles, text=(*roles.text, roles.colour))
        pyramid.text = roles.text
        _sort(connection, rows, tie, roles=roles, pyramid=pyramid)
        writer = _Writer(folder)
        try:
            _write_counts(connection, pyramid, writer)
            with WordIndex(connection.cursor(), names=pyramid.values) as words:
                _write_events(connection, pyramid, writer, roles, words)
                connection.execute("DROP TABLE points")
                for part in words.parts():
                    piece = Piece(WORDS, 0, 0, 0, part.pairs)
                    writer.write(piece, part.content)
                    pyramid.pieces.append(piece)
                    pyramid.words.append(part.first)
        finally:
            writer.file.close()
    return pyramid


def _open(connection: Any, source: LargeSource) -> tuple[str, str]:  # noqa: ANN401
    """Return how the rows are read, and what tells rows at one place apart."""
    if source.relation is None:
        return scan_sql(source.files), "filename, file_row_number"
    reader = source.relation.to_arrow_reader()  # noqa: F841 - named in the query
    connection.execute("CREATE TABLE given AS SELECT * FROM reader")
    return "given", "rowid"


def _survey(connection: Any, rows: str, roles: Roles) -> Pyramid:  # noqa: ANN401
    """Read the whole table once: what can't be drawn, how far it reaches, what is most frequent."""
    lon, lat = _degrees(roles.lon), _degrees(roles.lat)
    off = f"(abs({lat}) > 90 OR abs({lon}) > 540)"
    first, _, fault, fineness = _time(roles)
    query = f"""
        SELECT count(*), count(*) FILTER (NOT {_placed(roles)}),
            count(*) FILTER ({off}), any_value(({lon}, {lat})) FILTER ({off}),
            max(abs({lon} / 1e-5 - round({lon} / 1e-5)) + abs({lat} / 1e-5 - round({lat} / 1e-5))),
            min({lon}), min({lat}), max({lon}), max({lat}),
            count(*) FILTER ({fault}), min({_as_text(roles.time)}) FILTER ({fault}),
            min({first} - {_EPOCH}), max({first} - {_EPOCH}), max({fineness})
        FROM {rows}
    """  # noqa: S608 - names are quoted
    counts = connection.sql(query).fetchall()[0]
    total, without, off_globe, example, far, *box = counts[:9]
    unread, unread_example, first_day, last_day, coarse = counts[9:]
    if off_globe:
        raise MapError(
            f"events: found {off_globe:,} places off the globe, one at lon {example[0]:g}, "
            f"lat {example[1]:g}, wanted lon -180 to 180 and lat -90 to 90; axes swapped?"
        )
    if total == without:
        raise MapError(f"events: found {total:,} rows and none with a place, wanted some")
    if unread:
        raise MapError(
            f"time={roles.time!r}: found {unread:,} values such as {unread_example!r}, wanted "
            "dates, timestamps, years, days such as 20070512, or text in ISO 8601; "
            "time='' draws no timeline"
        )
    bins = None
    if first_day is not None:
        coarsest = ("day", "month", "year")[coarse]
        bins = bins_for(first_day, last_day, coarsest=coarsest)
    step = 1e-5 if far < 2e-3 else 1e-6  # noqa: PLR2004 - of a step, as in `finest_step`
    values, others, missing = _frequent(connection, rows, roles)
    return Pyramid(total - without, without, step, bins, values, others, missing, tuple(box))


def _degrees(column: str) -> str:
    return f"TRY_CAST({quoted(column)} AS DOUBLE)"


def _placed(roles: Roles) -> str:
    return f"(coalesce(isfinite({_degrees(roles.lon)}) AND isfinite({_degrees(roles.lat)}), false))"


def _as_text(column: str) -> str:
    return f"{quoted(column)}::VARCHAR" if column else "''"


def _time(roles: Roles) -> tuple[str, str, str, str]:
    """Return the expressions of first and last day, of what can't be read, and of how exact it is.

    That is 0 for a day, 1 for a month and 2 for a year.
    """
    if not roles.time:
        return "NULL::DATE", "NULL::DATE", "false", "0"
    name, kind = quoted(roles.time), roles.types[roles.time]
    if kind.startswith(("DATE", "TIMESTAMP")):
        finite = f"CASE WHEN isfinite({name}) THEN {name}::DATE END"
        return finite, finite, "false", "0"
    text = f"nullif(trim({name}::VARCHAR), '')"
    if kind in _NUMBERS:
        year, month = r"'-?\d{1,4}'", "'(?!)'"
        day, iso = r"'[12]\d{7}'", f"strptime({text}, '%Y%m%d')"
    else:
        year, month = r"'\d{4}'", r"'\d{4}-\d{2}'"
        day, iso = r"'\d{4}-\d{2}-\d{2}([T ].*)?'", f"{text}[:10]"
    is_year, is_month = f"regexp_full_match({text}, {year})", _matched(text, month)
    exact = f"TRY(({iso})::DATE)" if kind in _NUMBERS else f"TRY_CAST({iso} AS DATE)"
    first = (
        f"CASE WHEN {is_year} THEN make_date(TRY_CAST({text} AS INTEGER), 1, 1) "
        f"WHEN {is_month} THEN TRY_CAST({text} || '-01' AS DATE) "
        f"WHEN regexp_full_match({text}, {day}) THEN {exact} END"
    )
    last = (
        f"CASE WHEN {is_year} THEN make_date(TRY_CAST({text} AS INTEGER), 12, 31) "
        f"WHEN {is_month} THEN last_day(TRY_CAST({text} || '-01' AS DATE)) ELSE {first} END"
    )
    fineness = f"CASE WHEN {is_year} THEN 2 WHEN {is_month} THEN 1 ELSE 0 END"
    return first, last, f"{text} IS NOT NULL AND ({first}) IS NULL", fineness


def _matched(text: str, pattern: str) -> str:
    return "false" if pattern == "'(?!)'" else f"regexp_full_match({text}, {pattern})"


def _frequent(connection: Any, rows: str, roles: Roles) -> tuple[list[str], int, int]:  # noqa: ANN401
    """Return the most frequent values, how many have no colour, and events without a value."""
    if not roles.colour:
        return [], 0, 0
    query = f"""
        SELECT {_as_text(roles.colour)} AS value, count(*) AS many
        FROM {rows} WHERE {_placed(roles)} GROUP BY 1
    """  # noqa: S608 - names are quoted
    connection.execute(f"CREATE TEMP TABLE frequent AS {query}")
    ranked = "SELECT value FROM frequent WHERE value IS NOT NULL ORDER BY many DESC, value"
    values = [value for (value,) in connection.sql(f"{ranked} LIMIT {NAMED}").fetchall()]
    known = "count(*) FILTER (value IS NOT NULL)"
    none = "coalesce(sum(many) FILTER (value IS NULL), 0)"
    many, missing = connection.sql(f"SELECT {known}, {none} FROM frequent").fetchall()[0]  # noqa: S608
    return values, max(0, many - OWN_COLOURS), int(missing)


def _sort(
    connection: Any,  # noqa: ANN401 - an optional module's
    rows: str,
    tie: str,
    *,
    roles: Roles,
    pyramid: Pyramid,
) -> None:
    """Store the events near each other side by side, each with its cell, group and bin."""
    x, y = places_sql("lon", "lat")
    first, last, _, _ = _time(roles)
    code = code_sql("colour", pyramid.values) if roles.colour else "0"
    written = (*_NUMBERS, "DATE")  # as Python writes them, too
    texts = "".join(
        f", {_as_text(name) if roles.types[name] in written else quoted(name)} AS t{place}"
        for place, name in enumerate(roles.text)
    )
    for name, bits in (("spread", _spread_sql("v")), ("morton", "spread(x) | (spread(y) << 1)")):
        connection.execute(f"CREATE MACRO {name}({'v' if name == 'spread' else 'x, y'}) AS {bits}")
    connection.execute(f"""
        CREATE TABLE points AS
        SELECT x::INTEGER AS x, y::INTEGER AS y, ({code})::UTINYINT AS code,
            ({bin_sql("first", pyramid.bins)})::SMALLINT AS bin, lon, lat,
            ({day_sql("first")})::INTEGER AS first, (last - first)::INTEGER AS lasts
            {"".join(f", t{place}" for place in range(len(roles.text)))}
        FROM (
            SELECT {x} AS x, {y} AS y, * FROM (
                SELECT {_degrees(roles.lon)} AS lon, {_degrees(roles.lat)} AS lat,
                    {first} AS first, {last} AS last,
                    {_as_text(roles.colour)} AS colour, {tie}{texts}
                FROM {rows} WHERE {_placed(roles)}
            )
        ) ORDER BY morton(x, y), {tie}
    """)  # noqa: S608 - names are quoted


def _spread_sql(value: str) -> str:
    """Write a zero between any two of 30 bits."""
    for shift, mask in _SPREAD:
        value = f"(({value} | ({value} << {shift})) & {mask})"
    return value


def _write_counts(connection: Any, pyramid: Pyramid, writer: _Writer) -> None:  # noqa: ANN401
    """Count depth by depth; what is small enough is a leaf."""
    bins = 0 if pyramid.bins is None else len(pyramid.bins.edges) - 1
    pyramid.totals = np.zeros((256, bins + 1), dtype=np.int64)
    query = "SELECT code, bin, COUNT(*) FROM points GROUP BY 1, 2"
    for code, number, many in connection.sql(query).fetchall():
        pyramid.totals[code, number] += many  # -1 is the last column
    connection.execute(
        "CREATE TEMP TABLE leaves (depth INTEGER, x INTEGER, y INTEGER, n BIGINT, start BIGINT)"
    )
    connection.execute(
        "CREATE TEMP TABLE nodes AS "
        "SELECT 0 AS x, 0 AS y, count(*) AS n, 0::BIGINT AS start FROM points"
    )
    for depth in range(DEEPEST + 1):
        small = f"n <= {LEAF}"
        connection.execute(f"INSERT INTO leaves SELECT {depth}, * FROM nodes WHERE {small}")  # noqa: S608
        connection.execute(f"DELETE FROM nodes WHERE {small}")  # noqa: S608
        if not connection.sql("SELECT count(*) FROM nodes").fetchall()[0][0]:
            break
        for piece, content in _counted(connection, depth):
            writer.write(piece, content)
            pyramid.pieces.append(piece)
        if depth == DEEPEST:
            connection.execute(f"INSERT INTO leaves SELECT {depth}, * FROM nodes")  # noqa: S608
            break
        shift = WORLD_BITS - depth
        connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE nodes AS
            SELECT points.x >> {shift - 1} AS x, points.y >> {shift - 1} AS y,
                count(*) AS n, min(points.rowid) AS start
            FROM points JOIN nodes
            ON nodes.x = (points.x >> {shift}) AND nodes.y = (points.y >> {shift})
            GROUP BY 1, 2
        """)  # noqa: S608 - numbers alone


def _counted(connection: Any, depth: int) -> Iterator[tuple[Piece, bytes]]:  # noqa: ANN401
    """Yield the counts of each node of one depth, of which no more than a batch is in memory."""
    query = counts_sql(depth, within="nodes", by_node=True)
    rest: list[pa.RecordBatch] = []
    for batch in connection.sql(query).to_arrow_reader(_AT_ONCE):
        counts = pa.Table.from_batches([*rest, batch])
        node = _node(counts["x"], counts["y"])
        starts = np.flatnonzero(np.diff(node, prepend=-1)).tolist()
        for start, end in pairwise(starts):
            yield _packed(counts.slice(start, end - start), depth)
        rest = counts.slice(starts[-1]).to_batches()
    if rest:
        yield _packed(pa.Table.from_batches(rest), depth)


def _node(x: pa.ChunkedArray, y: pa.ChunkedArray) -> NDArray[np.int64]:
    """Return one number for the node of each cell."""
    node: NDArray[np.int64] = (y.to_numpy() >> CELL_BITS) << WORLD_BITS | x.to_numpy() >> CELL_BITS
    return node


def _packed(counts: pa.Table, depth: int) -> tuple[Piece, bytes]:
    x, y, code, number, many = (
        counts[name].to_numpy().astype(np.int32) for name in counts.column_names
    )
    within = (1 << CELL_BITS) - 1
    content = [
        deflated(planes((y & within) << CELL_BITS | x & within, differences=True)),
        deflated(code.astype(np.uint8).tobytes()),
        deflated(planes(number, differences=False)),
        deflated(planes(many, differences=False)),
    ]
    piece = Piece(COUNTS, depth, int(x[0]) >> CELL_BITS, int(y[0]) >> CELL_BITS, int(many.sum()))
    return piece, sections(content)


def _write_events(
    connection: Any,  # noqa: ANN401 - an optional module's
    pyramid: Pyramid,
    writer: _Writer,
    roles: Roles,
    words: WordIndex,
) -> None:
    """Write the events leaf by leaf, in the order in which they were sorted."""
    leaves = connection.sql("SELECT depth, x, y, n, start FROM leaves ORDER BY start").fetchall()
    pieces = [
        Piece(EVENTS, depth, x, y, min(LEAF, n - start))
        for depth, x, y, n, _ in leaves
        for start in range(0, n, LEAF)
    ]
    names = "".join(f", t{place}" for place in range(len(roles.text)))
    query = f"SELECT lon, lat, first, lasts, code{names} FROM points"  # noqa: S608 - numbers alone
    reader = connection.sql(query).to_arrow_reader(LEAF * 4)
    for piece, table in zip(pieces, _cut(reader, [part.rows for part in pieces]), strict=True):
        frame = table.to_pandas(types_mapper={pa.string(): pd.StringDtype("pyarrow")}.get)
        columns = [text_column(name, frame[f"t{place}"]) for place, name in enumerate(roles.text)]
        blocks = list(text_blocks(columns, order=np.arange(len(frame)))) if columns else []
        words.add(blocks, codes=frame["code"].to_numpy())
        texts = [deflated(block) for block in blocks]
        writer.write(piece, sections(_columns(frame, step=pyramid.step), more=texts), *texts)
        pyramid.pieces.append(piece)


def _columns(frame: pd.DataFrame, *, step: float) -> list[bytes]:
    lon = frame["lon"].to_numpy()
    lon = np.where(np.abs(lon) > 180, (lon + 180) % 360 - 180, lon)  # noqa: PLR2004 - degrees
    dated = frame["first"].notna().to_numpy()
    first = frame["first"].fillna(0).to_numpy().astype(np.int32)
    lasts = frame["lasts"].fillna(UNDATED).to_numpy().astype(np.int32)
    return [
        deflated(planes(whole_steps(lon, step=step), differences=True)),
        deflated(planes(whole_steps(frame["lat"].to_numpy(), step=step), differences=True)),
        deflated(planes(np.where(dated, first, 0).astype(np.int32), differences=False)),
        deflated(planes(np.where(dated, lasts, UNDATED).astype(np.int32), differences=False)),
        deflated(frame["code"].to_numpy().astype(np.uint8).tobytes()),
    ]


def _cut(reader: Any, sizes: Sequence[int]) -> Iterator[pa.Table]:  # noqa: ANN401 - pyarrow's
    """Yield tables of the given sizes from a stream of batches."""
    batches: list[Any] = []
    ready = 0
    for size in sizes:
        while ready < size:
            batch = reader.read_next_batch()
            batches.append(batch)
            ready += len(batch)
        whole = pa.Table.from_batches(batches)
        yield whole.slice(0, size)
        rest = whole.slice(size)
        batches, ready = rest.to_batches(), len(rest)
