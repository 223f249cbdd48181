"""Read tables of names in chunks, CSV and Parquet, and report their faults."""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from geo.errors import Fault, GeocodeError
from geo.formats.columns import is_encodable
from geo.formats.escaping import unguarded, unguarded_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


_KEPT = 1_000  # faults that stay on the exception; a wrong file has one a row
_SHOWN = 20
_NUMBERED = 5  # rows that are named for one fault
LONGEST_CELL = 1 << 23  # characters
AS_UTF_8 = "text in UTF-8; save the table as 'CSV UTF-8'"


class TableError(GeocodeError):
    """A table of names that can't be read as asked; every fault is named at once.

    Parameters
    ----------
    faults : iterable of Fault
        What is wrong. The first 1,000 are kept on the exception as `faults`, sorted; `count` is
        the number of all.

    Examples
    --------
    >>> from geo.errors import Fault
    >>> print(TableError([Fault("names.csv", 2, "country", "XX", "an ISO 3166-1 code")]))
    names.csv, row 2, column country: found 'XX', wanted an ISO 3166-1 code
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        rest = iter(faults)
        self.faults: tuple[Fault, ...] = tuple(sorted(set(itertools.islice(rest, _KEPT))))
        self.count = len(self.faults) + sum(1 for _ in rest)
        lines = list(_lines(self.faults))
        if self.count == 1:
            super().__init__(lines[0])
            return
        shown = [f"  {line}" for line in lines[:_SHOWN]]
        if len(lines) > _SHOWN or self.count > len(self.faults):
            shown.append("  …")
        super().__init__("\n".join([f"{self.count:,} faults in the table", *shown]))


def _lines(faults: Iterable[Fault]) -> Iterator[str]:
    """Yield a fault that many rows have once, with the first rows that have it."""
    alike: dict[tuple[str, str, str, str], list[int]] = {}
    for fault in faults:
        key = (fault.file, fault.column, fault.found, fault.wanted)
        alike.setdefault(key, []).append(fault.row)
    for (file, column, value, wanted), rows in alike.items():
        if len(rows) == 1:
            yield str(Fault(file, rows[0], column, value, wanted))
        else:
            numbers = ", ".join(map(str, rows[:_NUMBERED]))
            more = f" and {len(rows) - _NUMBERED} more" if len(rows) > _NUMBERED else ""
            where = f"{file}, rows {numbers}{more}" + (f", column {column}" if column else "")
            yield f"{where}: found {value!r}, wanted {wanted}"


def csv_faults(path: Path, *, delimiter: str, width: int) -> Iterator[Fault]:
    """Read a CSV slowly and tell each row that is no row: for when the fast reader gave up.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    delimiter : str
        What stands between cells.
    width : int
        Cells that the header has.

    Yields
    ------
    Fault
        With the row as a spreadsheet numbers it, the header being 1.
    """
    for number, row, broken in _records(path, delimiter):
        if broken:
            yield Fault(path.name, number, "", broken, "a row of CSV (is a quote left open?)")
            return
        if row and len(row) != width:
            wanted = f"{width:,} cells, as the header has"
            yield Fault(path.name, number, "", f"{len(row):,} cells", wanted)
        bad = next((cell for cell in row if not is_encodable(cell)), None)
        if bad is not None:
            text = bad.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            yield Fault(path.name, number, "", text[:60], AS_UTF_8)


def row_numbers(path: Path, *, delimiter: str, wanted: Iterable[int]) -> dict[int, int]:
    """Map rows of data, counted from 0 without empty lines, to rows of the spreadsheet."""
    missing = set(wanted)
    numbers: dict[int, int] = {}
    at = -1  # the header
    for number, row, _ in _records(path, delimiter):
        if row:
            if at in missing:
                numbers[at] = number
            if len(numbers) == len(missing):
                break
            at += 1
    return numbers


def _records(path: Path, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    usual = csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            for number in itertools.count(1):
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield number, [], str(error)
                    return
                yield number, row, ""
    finally:
        csv.field_size_limit(usual)


DELIMITERS = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
PARQUET = (".parquet", ".geoparquet", ".pq")
_OTHERS = ",;\t|"
_BLOCK = 1 << 23  # bytes of CSV that are read at a time; no row may be longer
_BATCH = 1 << 16  # rows of Parquet that are read at a time
# How files of another kind than their name says begin.
_MAGIC = {
    b"PAR1": "a Parquet file",
    b"PK\x03\x04": "a spreadsheet or a zip file",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "a picture",
    b"%PDF": "a PDF",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"SQLite format 3": "a database",
}


class InputTable(Protocol):
    """A table on disk."""

    @property
    def path(self) -> Path:
        """Where it is."""

    @property
    def schema(self) -> pa.Schema:
        """Columns and their types."""

    def batches(
        self, columns: Sequence[str] | None = None, *, start: int = 0
    ) -> Iterator[pa.Table]:
        """Yield the rows from `start` on, in pieces."""

    def row_numbers(self, rows: Iterable[int]) -> dict[int, int]:
        """Map rows that are counted from 0 to the numbers that a person gives them."""


def open_table(path: Path, *, wanted: Sequence[str] = ()) -> InputTable:
    """Open a table by the ending of its name.

    Parameters
    ----------
    path : pathlib.Path
        A CSV (.csv; .tsv with tabs) in UTF-8 with a header, or Parquet.
    wanted : sequence of str
        Columns that must be there.

    Returns
    -------
    Table
        Nothing but its header has been read.

    Raises
    ------
    TableError
        When there is no such file, it is of another kind, or columns are missing or stand twice.
    """
    suffix = path.suffix.lower()
    kinds = f"a table in {', '.join([*DELIMITERS, PARQUET[0]])}"
    if not path.exists():
        raise TableError([Fault(str(path), 0, "", "no such file", kinds)])
    if not path.is_file():
        raise TableError([Fault(str(path), 0, "", "a folder", kinds)])
    if suffix in PARQUET:
        table: InputTable = ParquetTable(path)
    elif suffix in DELIMITERS:
        table = CsvTable(path, wanted=tuple(wanted))
    else:
        raise TableError([Fault(path.name, 0, "", suffix or "no ending", kinds)])
    _check_columns(table, wanted)
    return table


def _check_columns(table: InputTable, wanted: Sequence[str]) -> None:
    names = table.schema.names
    faults = [
        Fault(table.path.name, 1, name, f"{names.count(name)} columns of that name", "each once")
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
    there = f"one of {', '.join(map(repr, dict.fromkeys(names)))}"
    faults += [
        Fault(table.path.name, 1, name, "no such column", there)
        for name in dict.fromkeys(wanted)
        if name not in names
    ]
    if faults:
        raise TableError(faults)


@dataclass(frozen=True)
class ParquetTable:
    """A Parquet file, read by row groups."""

    path: Path

    @cached_property
    def _file(self) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self.path)
        except (OSError, ValueError) as error:
            fault = Fault(self.path.name, 0, "", _begins(self.path), "a whole Parquet file")
            raise TableError([fault]) from error

    @property
    def schema(self) -> pa.Schema:
        """Columns and their types."""
        return self._file.schema_arrow

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self._file.metadata.num_rows)

    def batches(
        self, columns: Sequence[str] | None = None, *, start: int = 0
    ) -> Iterator[pa.Table]:
        """Yield the rows from `start` on, in pieces; row groups before it are not read."""
        groups, skipped = self._groups(start)
        try:
            for batch in self._file.iter_batches(_BATCH, row_groups=groups, columns=columns):
                rest = batch.slice(skipped) if skipped else batch
                skipped = max(0, skipped - batch.num_rows)
                if rest.num_rows:
                    yield pa.Table.from_batches([rest])
        except (OSError, ValueError) as error:
            fault = Fault(self.path.name, 0, "", str(error), "Parquet that is whole")
            raise TableError([fault]) from error

    def _groups(self, start: int) -> tuple[list[int], int]:
        """Return the row groups that hold rows from `start` on, and the rows to skip in them."""
        metadata = self._file.metadata
        first = 0
        while first < metadata.num_row_groups and start >= metadata.row_group(first).num_rows:
            start -= metadata.row_group(first).num_rows
            first += 1
        return list(range(first, metadata.num_row_groups)), start

    def row_numbers(self, rows: Iterable[int]) -> dict[int, int]:
        """Count from 1: there is no header."""
        return {row: row + 1 for row in rows}


@dataclass(frozen=True)
class CsvTable:
    """A CSV in UTF-8 with a header; every cell is text, and empty lines are no rows.

    The apostrophe that keeps a spreadsheet from running a text is taken away.

    Where a wanted column stands in no header read with the usual sign between cells, but in one
    read with a comma, semicolon, tab or bar, that sign is taken.
    """

    path: Path
    wanted: tuple[str, ...] = field(default=())

    @cached_property
    def _head(self) -> tuple[str, list[str]]:
        """The sign between cells, and the header."""
        with self.path.open("rb") as file:
            begin = file.read(_BLOCK)
        if not begin.strip():
            raise TableError([Fault(self.path.name, 0, "", "nothing", "a header and rows")])
        if begin.startswith(tuple(_MAGIC)):
            fault = Fault(self.path.name, 0, "", _begins(self.path), AS_UTF_8)
            raise TableError([fault])
        text = begin.decode("utf-8-sig", "replace")
        usual = DELIMITERS[self.path.suffix.lower()]
        headers = {sign: _header(text, sign) for sign in dict.fromkeys(usual + _OTHERS)}
        fitting = [sign for sign, head in headers.items() if set(self.wanted) <= set(head)]
        sign = fitting[0] if fitting else usual
        return sign, headers[sign]

    @property
    def schema(self) -> pa.Schema:
        """Columns; all are text."""
        return pa.schema([(unguarded(name), pa.string()) for name in self._head[1]])

    def batches(
        self, columns: Sequence[str] | None = None, *, start: int = 0
    ) -> Iterator[pa.Table]:
        """Yield the rows from `start` on, in pieces."""
        sign, head = self._head
        try:
            for batch in self._reader(sign, head, columns):
                rest = batch.slice(start) if start else batch
                start = max(0, start - batch.num_rows)
                if rest.num_rows:
                    texts = [unguarded_array(column) for column in rest.columns]
                    yield pa.table(texts, names=[unguarded(name) for name in rest.schema.names])
        except (OSError, ValueError) as error:
            slow = csv_faults(self.path, delimiter=sign, width=len(head))
            faults = list(slow) or [Fault(self.path.name, 0, "", str(error), "a table in CSV")]
            raise TableError(faults) from error

    def verify(self, *, broken: bool) -> None:
        """Refuse a table in which a quote was left open: the fast reader takes it for a long cell.

        Parameters
        ----------
        broken : bool
            Whether a cell had a line end in it. If none had, and quotes come in pairs, all is well.
        """
        with self.path.open("rb") as file:
            quotes = sum(block.count(b'"') for block in iter(lambda: file.read(_BLOCK), b""))
        if broken or quotes % 2:
            sign, head = self._head
            faults = list(csv_faults(self.path, delimiter=sign, width=len(head)))
            if faults:
                raise TableError(faults)

    def _reader(
        self, sign: str, head: Sequence[str], columns: Sequence[str] | None
    ) -> pyarrow.csv.CSVStreamingReader:
        raw = {unguarded(name): name for name in head}
        return pyarrow.csv.open_csv(
            self.path,
            read_options=pyarrow.csv.ReadOptions(block_size=_BLOCK),
            parse_options=pyarrow.csv.ParseOptions(delimiter=sign, newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(head, pa.string()),
                strings_can_be_null=False,
                include_columns=None if columns is None else [raw[name] for name in columns],
            ),
        )

    def row_numbers(self, rows: Iterable[int]) -> dict[int, int]:
        """Count as a spreadsheet does: the header is 1, and empty lines count."""
        return row_numbers(self.path, delimiter=self._head[0], wanted=rows)


def _header(text: str, sign: str) -> list[str]:
    """Read the first row that is not empty."""
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        return next((row for row in rows if row), [])
    except csv.Error:
        return []


def _begins(path: Path) -> str:
    """Return the kind of a file, by its first bytes."""
    with path.open("rb") as file:
        begin = file.read(16)
    kinds = (kind for magic, kind in _MAGIC.items() if begin.startswith(magic))
    return next(kinds, f"a file that begins with {begin!r}" if begin else "nothing")
