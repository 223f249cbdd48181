"""A table cut into parts, between its documents: streamed where they stand together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from geo.places.batch.questions import Questions, read_questions
from geo.places.batch.survey import as_keys, run_starts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.places.batch.input import Table
    from geo.places.batch.questions import ColumnRoles

    Codes = NDArray[np.intp]


def chunks(table: Table, *, rows: int, document: str | None) -> Iterator[pa.Table]:
    """Cut a table into parts of `rows` rows; where there are documents, between two of them.

    Parameters
    ----------
    table : Table
        The table.
    rows : int
        Rows of a part: the most that whole documents fill, or one document that has more.
    document : str or None
        Column whose equal neighbours are not parted.

    Yields
    ------
    pyarrow.Table
        Parts, in order; where they are cut does not depend on how the table is read.
    """
    held: list[pa.Table] = []
    count = 0
    for batch in table.batches():
        held.append(batch)
        count += batch.num_rows
        while count > rows:
            whole = pa.concat_tables(held)
            end = rows if document is None else _end(whole, rows, document)
            if not end:
                break
            yield whole.slice(0, end)
            held, count = [whole.slice(end)], count - end
    if count:
        yield pa.concat_tables(held)


def _end(whole: pa.Table, rows: int, document: str) -> int:
    """Find where to cut; 0 where the first document goes on beyond what was read."""
    starts = np.flatnonzero(run_starts(as_keys(whole[document])))
    within = starts[(starts > 0) & (starts <= rows)]
    beyond = starts[starts > rows]
    if len(within):
        return int(within[-1])
    return int(beyond[0]) if len(beyond) else 0


@dataclass(frozen=True)
class Gathered:
    """The questions of a whole table, document after document.

    Parameters
    ----------
    questions : Questions
        Those of all rows.
    order : numpy.ndarray of int
        The questions sorted by document, in the order in which documents first appear.
    starts : numpy.ndarray of int
        Where in `order` each document begins.
    codes : numpy.ndarray of int
        For each row the place of its question in `order`.
    """

    questions: Questions
    order: Codes
    starts: Codes
    codes: Codes

    def parts(self, rows: int) -> Iterator[Questions]:
        """Yield the questions in parts of whole documents, of about `rows` questions."""
        counts = np.bincount(self.codes, minlength=len(self.order))
        first = 0
        while first < len(self.order):
            at = np.searchsorted(self.starts, first + rows, side="right") - 1
            last = int(self.starts[at]) if self.starts[at] > first else self._next(first)
            if first + rows >= len(self.order):
                last = len(self.order)
            yield self._part(first, last, counts)
            first = last

    def _next(self, first: int) -> int:
        """Find the end of the document that begins at `first`."""
        later = self.starts[self.starts > first]
        return int(later[0]) if len(later) else len(self.order)

    def _part(self, first: int, last: int, counts: Codes) -> Questions:
        which = self.order[first:last].tolist()
        whole = self.questions
        documents = whole.documents or []
        return Questions(
            names=[whole.names[number] for number in which],
            hints=[whole.hints[number] for number in which],
            documents=[documents[number] for number in which],
            codes=np.repeat(np.arange(last - first), counts[first:last]),
        )

    def rows(
        self, answers: pa.Table, table: Table, rows: int
    ) -> Iterator[tuple[pa.Table, pa.Table, Codes]]:
        """Yield the table's rows in parts, each with its answers, and which row has which."""
        at = 0
        for part in chunks(table, rows=rows, document=None):
            own, codes = np.unique(self.codes[at : at + part.num_rows], return_inverse=True)
            yield part, answers.take(pa.array(own)).combine_chunks(), codes
            at += part.num_rows


def gather(table: Table, roles: ColumnRoles) -> Gathered:
    """Read the questions of all rows at once, to put together documents whose rows stand apart.

    Parameters
    ----------
    table : Table
        The table; only the columns of its questions are read.
    roles : ColumnRoles
        Which columns these are.

    Returns
    -------
    Gathered
        About 130 bytes for each row.
    """
    whole = _compact(table, roles)
    questions = read_questions(whole, roles)
    numbers: dict[object, int] = {}
    documents = np.array(
        [numbers.setdefault(key, len(numbers)) for key in questions.documents or []], dtype=np.intp
    )
    order = np.argsort(documents, kind="stable")
    begins = np.flatnonzero(np.diff(documents[order], prepend=-1))
    places = np.empty(len(order), dtype=np.intp)
    places[order] = np.arange(len(order))
    return Gathered(questions, order, begins, places[questions.codes])


def _compact(table: Table, roles: ColumnRoles) -> pa.Table:
    """Read the columns that ask with each text once."""
    pieces = []
    for batch in table.batches(roles.columns):
        columns = [batch[name].combine_chunks() for name in roles.columns]
        coded = [
            column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
            for column in columns
        ]
        pieces.append(pa.table(coded, names=roles.columns))
    return pa.concat_tables(pieces).unify_dictionaries().combine_chunks()
