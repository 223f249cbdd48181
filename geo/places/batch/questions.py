"""The questions in the rows of a table: each different one once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from geo.errors import Fault, GeocodeError
from geo.places.batch.faults import AS_UTF_8, TableError
from geo.places.batch.survey import as_keys, as_text
from geo.places.frames import pair
from geo.places.hints import Hints, read_country, read_kind, read_within

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from geo.places.index import Gazetteer

    Codes = NDArray[np.intp]

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
