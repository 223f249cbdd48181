"""Scan a table and collect the queries of its rows, each once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import Fault, GeocodeError
from geo.geocoding.files.reader import AS_UTF_8, CsvTable, ParquetTable, TableError
from geo.geocoding.geocode import pair
from geo.geocoding.hints import Hints, read_country, read_kind, read_within

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from numpy.typing import NDArray

    from geo.gazetteer.gazetteer import Gazetteer
    from geo.geocoding.files.reader import InputTable

    Codes = NDArray[np.intp]


_EXAMPLES = 3


@dataclass(frozen=True)
class TableScan:
    """What a first look through a table shows.

    Parameters
    ----------
    rows : int
        Rows of the table.
    split : bool
        Whether rows of one document stand apart.
    """

    rows: int
    split: bool


def scan(table: InputTable, roles: ColumnRoles) -> TableScan:
    """Check a table before anything is written.

    Parameters
    ----------
    table : InputTable
        The table.
    roles : ColumnRoles
        Its columns, and the hints that hold for all rows.

    Returns
    -------
    TableScan
        Rows, and whether documents are split.

    Raises
    ------
    TableError
        When a column holds no text, no name has a letter, a hint is not known, or a row of CSV is
        none: all of them at once.
    """
    _check_types(table, roles)
    state = _Scan(roles)
    for piece in _pieces(table, roles):
        state.at(piece)
    if isinstance(table, CsvTable):
        table.verify(broken=state.broken)
    rows = table.rows if isinstance(table, ParquetTable) else state.rows
    faults = list(state.faults(table))
    if faults:
        raise TableError(faults)
    return TableScan(rows, state.split())


def _check_types(table: InputTable, roles: ColumnRoles) -> None:
    faults = []
    for name in roles.texts:
        kind = table.schema.field(name).type
        value = kind.value_type if pa.types.is_dictionary(kind) else kind
        is_text = pa.types.is_string(value) or pa.types.is_large_string(value)
        if not (is_text or pa.types.is_string_view(value) or pa.types.is_null(value)):
            faults.append(Fault(table.path.name, 0, name, str(kind), "text"))
    if roles.document is not None and pa.types.is_nested(table.schema.field(roles.document).type):
        kind = str(table.schema.field(roles.document).type)
        faults.append(Fault(table.path.name, 0, roles.document, kind, "one value a row"))
    if faults:
        raise TableError(faults)


def _pieces(table: InputTable, roles: ColumnRoles) -> Iterator[pa.Table]:
    """Read what must be looked at: all of a CSV, whose rows may be broken; of Parquet little."""
    if not isinstance(table, ParquetTable):
        yield from table.batches()
        return
    for piece in table.batches([roles.column]):
        yield piece
        if _has_letter(piece[roles.column]):
            break
    others = [name for name in roles.columns if name != roles.column]
    if others:
        yield from table.batches(others)


class _Scan:
    """What has been seen so far."""

    def __init__(self, roles: ColumnRoles) -> None:
        self.rows = 0
        self.broken = False  # whether a cell of a CSV goes over several lines
        self._roles = roles
        self._letter = False
        self._examples: dict[str, None] = {}
        self._bad: list[tuple[str, str, str, int]] = []
        self._messages: dict[tuple[str, str], str] = {}
        self._at: dict[str, int] = dict.fromkeys(roles.hint_columns, 0)
        self._runs = _KeyRuns()

    def at(self, piece: pa.Table) -> None:
        self.rows += piece.num_rows
        self.broken = self.broken or any(_has_line_end(column) for column in piece.columns)
        names = set(piece.column_names)
        if self._roles.column in names and not self._letter:
            self._letter = _has_letter(piece[self._roles.column])
            self._remember(piece[self._roles.column])
        for hint, column in self._roles.hint_columns.items():
            if column in names:
                self._check_hint(hint, piece[column])
        if self._roles.document in names:
            self._runs.add(piece[self._roles.document])

    def _remember(self, column: pa.ChunkedArray) -> None:
        if len(self._examples) < _EXAMPLES:
            cells = pc.unique(as_text(column)).to_pylist()
            filled = [cell for cell in cells if cell and cell.strip()]
            self._examples |= dict.fromkeys(filled[:_EXAMPLES])

    def _check_hint(self, hint: str, column: pa.ChunkedArray) -> None:
        coded = as_text(column).dictionary_encode()
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        for number, value in enumerate(coded.dictionary.to_pylist()):
            wanted = self._wanted(hint, value)
            if wanted:
                rows = np.flatnonzero(codes == number) + self._at[hint]
                self._bad += [(hint, value, wanted, int(row)) for row in rows]
        self._at[hint] += len(codes)

    def _wanted(self, hint: str, value: str) -> str:
        if (hint, value) not in self._messages:
            try:
                self._roles.read_hint(hint, value)
                self._messages[hint, value] = ""
            except GeocodeError as error:
                self._messages[hint, value] = str(error).partition("wanted ")[2] or str(error)
        return self._messages[hint, value]

    def faults(self, table: InputTable) -> Iterator[Fault]:
        examples = list(self._examples)[:_EXAMPLES]
        if examples and not self._letter:
            values = ", ".join(examples)
            wanted = "names of places; no cell of this column has a letter"
            yield Fault(table.path.name, 0, self._roles.column, values, wanted)
        numbers = table.row_numbers({row for *_, row in self._bad})
        for hint, value, wanted, row in self._bad:
            column = self._roles.hint_columns[hint]
            yield Fault(table.path.name, numbers[row], column, value, wanted)

    def split(self) -> bool:
        return self._runs.split()


class _KeyRuns:
    """Whether the rows of each key stand together: eight bytes for each run of equal keys."""

    def __init__(self) -> None:
        self._hashes: list[NDArray[np.uint64]] = []
        self._last: Any = None

    def add(self, column: pa.ChunkedArray) -> None:
        keys = as_keys(column)
        starts = run_starts(keys)
        last, self._last = self._last, keys[-1].as_py() if len(keys) else self._last
        if len(keys) and last is not None and keys[0].as_py() == last:
            starts[0] = False  # goes on from the piece before
        begun = keys.filter(pa.array(starts)).drop_null()
        values = np.array(begun.to_pylist(), dtype=object)
        self._hashes.append(pd.util.hash_array(values, categorize=False))

    def split(self) -> bool:
        if not self._hashes:
            return False
        hashes = np.sort(np.concatenate(self._hashes))
        return bool((hashes[1:] == hashes[:-1]).any())


def as_text(column: pa.ChunkedArray) -> pa.Array:
    """Return a text column of any kind as plain text in one piece."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return whole if pa.types.is_string(whole.type) else whole.cast(pa.string())


def as_keys(column: pa.ChunkedArray) -> pa.Array:
    """Return a column of documents in one piece; empty text is no document."""
    whole = column.combine_chunks()
    if pa.types.is_dictionary(whole.type):
        whole = whole.cast(whole.type.value_type)
    if pa.types.is_string(whole.type) or pa.types.is_large_string(whole.type):
        return pc.if_else(pc.equal(whole, ""), pa.scalar(None, whole.type), whole)
    return whole


def run_starts(keys: pa.Array) -> NDArray[np.bool_]:
    """Return which rows begin another document; a row without one stands alone."""
    starts = np.ones(len(keys), dtype=bool)
    if len(keys) > 1:
        same = pc.equal(keys.slice(1), keys.slice(0, len(keys) - 1))
        starts[1:] = ~pc.fill_null(same, fill_value=False).to_numpy(zero_copy_only=False)
    return starts


def _has_line_end(column: pa.ChunkedArray) -> bool:
    if not pa.types.is_string(column.type):
        return False
    return bool(pc.any(pc.match_substring_regex(column, r"[\r\n]")).as_py())


def _has_letter(column: pa.ChunkedArray) -> bool:
    matches = pc.any(pc.match_substring_regex(as_text(column), r"\p{L}"))
    return bool(matches.as_py())


HINTS = ("country", "within", "kind")


@dataclass(frozen=True)
class ColumnRoles:
    """What the columns of a table are to its questions, and what holds for all rows.

    Parameters
    ----------
    column : str
        Column with the names.
    gazetteer : Gazetteer
        Where hints are looked up.
    document : str or None
        Column whose equal values make rows one document.
    hint_columns : dict of str to str
        For country, within and kind the column that holds them, where one does.
    hints : Hints
        What holds for all rows; a row's own hint comes before it.
    """

    column: str
    gazetteer: Gazetteer
    document: str | None = None
    hint_columns: dict[str, str] = field(default_factory=dict)
    hints: Hints = field(default_factory=Hints)

    @cached_property
    def texts(self) -> list[str]:
        """Columns that must hold text."""
        return list(dict.fromkeys([self.column, *self.hint_columns.values()]))

    @cached_property
    def columns(self) -> list[str]:
        """All columns that questions are made of."""
        document = [] if self.document is None else [self.document]
        return list(dict.fromkeys([*self.texts, *document]))

    def read_hint(self, hint: str, value: str) -> Any:  # noqa: ANN401 - as the hint is
        """Read the text of one hint; GeocodeError says what is possible."""
        if hint == "kind":
            return read_kind(value)
        if hint == "country":
            return read_country(self.gazetteer, value)
        return read_within(self.gazetteer, value, country=self.hints.country)


@dataclass(frozen=True)
class Questions:
    """The different questions of some rows, in the order in which they first stand there.

    Parameters
    ----------
    names : list of str
        One name a question.
    hints : list of Hints
        What is known beforehand, one a question.
    documents : list of hashable or None
        Which document each question is from; None where there are no documents.
    codes : numpy.ndarray of int
        For each row the place of its question.
    keys : list of hashable
        What tells one question from another where there are no documents.
    """

    names: list[str]
    hints: list[Hints]
    documents: list[Hashable] | None
    codes: Codes
    keys: list[Hashable] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.names)


def read_roles(
    column: str,
    gazetteer: Gazetteer,
    *,
    hints: Hints,
    document: str | None = None,
    columns: dict[str, str] | None = None,
) -> ColumnRoles:
    """Check which columns hold hints; GeocodeError says what is possible."""
    own = {hint: name for hint, name in sorted((columns or {}).items()) if name}
    unknown = sorted(set(own) - set(HINTS))
    if unknown:
        raise GeocodeError(f"columns: found {unknown[0]!r}, wanted {', '.join(HINTS)}")
    return ColumnRoles(column, gazetteer, document, own, hints)


def read_questions(rows: pa.Table, roles: ColumnRoles) -> Questions:
    """Find the different questions of a table's rows.

    Parameters
    ----------
    rows : pyarrow.Table
        Rows with the columns that ask.
    roles : ColumnRoles
        Which columns these are.

    Returns
    -------
    Questions
        A question is a name with its hints and its document; a row without a document has one of
        its own. A missing name is the empty name.
    """
    names, name_codes = _texts(rows, roles.column)
    parts = [name_codes]
    words: dict[str, tuple[list[str], Codes]] = {}
    for hint, column in roles.hint_columns.items():
        words[hint] = _texts(rows, column)
        parts.append(words[hint][1])
    keys, key_codes = _documents(rows, roles)
    if roles.document is not None:
        parts.append(key_codes)
    firsts, codes = pair(*parts)
    known: dict[tuple[str, ...], Hints] = {}
    hint_cells = [[values[code] for code in at[firsts].tolist()] for values, at in words.values()]
    hints = [_hints(roles, list(words), cells, known) for cells in zip(*hint_cells, strict=True)]
    questions = [names[code] for code in name_codes[firsts].tolist()]
    return Questions(
        names=questions,
        hints=hints if words else [roles.hints] * len(firsts),
        documents=None if keys is None else [keys[code] for code in key_codes[firsts].tolist()],
        codes=codes,
        keys=_keys(questions, hint_cells) if keys is None else [],
    )


def _keys(names: list[str], hint_cells: list[list[str]]) -> list[Hashable]:
    return list(zip(names, *hint_cells, strict=True)) if hint_cells else list(names)


def _hints(
    roles: ColumnRoles,
    which: list[str],
    cells: tuple[str, ...],
    known: dict[tuple[str, ...], Hints],
) -> Hints:
    if cells not in known:
        read = {hint: roles.read_hint(hint, cell) for hint, cell in zip(which, cells, strict=True)}
        known[cells] = replace(
            roles.hints, **{hint: value for hint, value in read.items() if value}
        )
    return known[cells]


def _texts(rows: pa.Table, column: str) -> tuple[list[str], Codes]:
    """Return the different texts of a column, and each row's; nothing is empty text."""
    try:
        coded = _coded(rows[column])
        texts = coded.dictionary.to_pylist()
    except UnicodeDecodeError as error:
        raise TableError([Fault("the table", 0, column, str(error), AS_UTF_8)]) from error
    empty = texts.index("") if "" in texts else len(texts)
    codes = coded.indices.fill_null(empty).to_numpy(zero_copy_only=False).astype(np.intp)
    return [*texts, ""], codes


def _coded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Code a column of text of any kind by its different texts, each of them once."""
    whole = column.combine_chunks()
    if not pa.types.is_dictionary(whole.type):
        return as_text(whole).dictionary_encode()
    words = as_text(whole.dictionary).dictionary_encode()
    return pa.DictionaryArray.from_arrays(words.indices.take(whole.indices), words.dictionary)


def _documents(rows: pa.Table, roles: ColumnRoles) -> tuple[list[Hashable] | None, Codes]:
    """Return the different documents, and each row's; rows without one have one each."""
    if roles.document is None:
        return None, np.empty(0, dtype=np.intp)
    coded = as_keys(rows[roles.document]).dictionary_encode()
    keys: list[Hashable] = [("key", key) for key in coded.dictionary.to_pylist()]
    missing = coded.indices.is_null().to_numpy(zero_copy_only=False)
    codes = coded.indices.fill_null(0).to_numpy(zero_copy_only=False).astype(np.intp)
    alone = int(missing.sum())
    codes[missing] = np.arange(len(keys), len(keys) + alone)
    return [*keys, *(("alone", number) for number in range(alone))], codes
