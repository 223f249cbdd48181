"""One file of names that is being answered: parts that are done stay done."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from tqdm import tqdm

import geo
from geo.errors import Fault
from geo.places.batch.columns import answer_columns, check_types
from geo.places.batch.cut import chunks, gather
from geo.places.batch.faults import TableError
from geo.places.batch.input import open_table
from geo.places.batch.output import open_output
from geo.places.batch.parts import Parts, fingerprint, touched
from geo.places.batch.questions import read_questions
from geo.places.batch.survey import scan
from geo.places.frames import spread
from geo.transaction import disk_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.places.batch.answers import Answerer
    from geo.places.batch.input import Table
    from geo.places.batch.questions import ColumnRoles, Questions

    Piece = tuple[pa.Table, pa.Table, NDArray[np.intp]]

_FAILED = "failed"


@dataclass(frozen=True)
class Done:
    """What was written.

    Parameters
    ----------
    path : pathlib.Path
        The output.
    rows : int
        Its rows.
    kept : int
        Rows of it whose answers were kept from a run that was stopped.
    statuses : dict of str to int
        How many rows are ok, ambiguous, not_found, failed and skipped.
    """

    path: Path
    rows: int
    kept: int
    statuses: dict[str, int]


@dataclass
class FileJob:
    """One file to answer, and how far it is.

    Parameters
    ----------
    path, out : pathlib.Path
        Input and output.
    roles : ColumnRoles
        What the columns of the table are to its questions.
    answerer : Answerer
        Who answers.
    prefix : str
        Put before the names of the answers' columns.
    part_rows : int
        Rows that are answered, kept and written at a time.
    options : tuple
        What the answers depend on besides.
    """

    path: Path
    out: Path
    roles: ColumnRoles
    answerer: Answerer
    prefix: str
    part_rows: int
    options: tuple[Any, ...]
    rows: int = 0
    kept: int = 0
    done: int = 0
    statuses: Counter[str] = field(default_factory=Counter)

    def run(self, *, progress: bool | None) -> Done:
        """Answer the file, or go on with it."""
        ending = self.out.suffix.lower()
        table = open_table(self.path, wanted=self.roles.columns)
        names = answer_columns(table.schema, file=self.path.name, prefix=self.prefix)
        before = touched(self.path)
        scanned = scan(table, self.roles)
        check_types(table.schema, file=self.path.name, ending=ending)
        self.rows = scanned.rows
        quiet = None if progress is None else not progress
        with (
            Parts(self.out, self._about()) as parts,
            tqdm(total=self.rows, unit=" rows", unit_scale=True, disable=quiet) as bar,
        ):
            pieces = self._apart if scanned.split and self.rows > self.part_rows else self._stream
            try:
                with disk_errors(self.out):
                    self._write(pieces(table, parts, bar), parts, ending, table, names)
            except KeyboardInterrupt:
                raise KeyboardInterrupt(self._stopped()) from None
            if touched(self.path) != before:
                fault = Fault(self.path.name, 0, "", "another content than at first", "no change")
                raise TableError([fault])
            parts.finish()
        return Done(self.out, self.rows, self.kept, dict(sorted(self.statuses.items())))

    def _write(
        self,
        pieces: Iterator[Piece],
        parts: Parts,
        ending: str,
        table: Table,
        names: dict[str, str],
    ) -> None:
        output = open_output(parts.partial, ending=ending, schema=table.schema, names=names)
        try:
            for rows, answers, codes in pieces:
                self._count(answers, codes)
                columns = spread(answers.select(list(names)), codes)
                for name, new in names.items():
                    rows = rows.append_column(new, columns[name])  # noqa: PLW2901 - it grows
                output.write(rows, answers)
        finally:
            output.close()

    def _stream(self, table: Table, parts: Parts, bar: tqdm[Any]) -> Iterator[Piece]:
        """Answer row after row."""
        pieces = chunks(table, rows=self.part_rows, document=self.roles.document)
        for number, rows in enumerate(pieces):
            questions = read_questions(rows, self.roles)
            answers = parts.read(number, rows=len(questions))
            if answers is None:
                answers = self._answer(number, questions, parts)
            else:
                self.kept += rows.num_rows
                self.answerer.remember(questions, answers)
            yield rows, answers, questions.codes
            self.done += rows.num_rows
            bar.update(rows.num_rows)

    def _apart(self, table: Table, parts: Parts, bar: tqdm[Any]) -> Iterator[Piece]:
        """Answer document after document, whose rows stand apart; then write row after row."""
        whole = gather(table, self.roles)
        tables = []
        for number, questions in enumerate(whole.parts(self.part_rows)):
            answers = parts.read(number, rows=len(questions))
            if answers is None:
                answers = self._answer(number, questions, parts)
            else:
                self.kept += len(questions.codes)
            tables.append(answers)
            self.done += len(questions.codes)
            bar.update(len(questions.codes))
        yield from whole.rows(pa.concat_tables(tables), table, self.part_rows)

    def _answer(self, number: int, questions: Questions, parts: Parts) -> pa.Table:
        answers = self.answerer.table(questions)
        if _FAILED not in answers["status"].unique().to_pylist():  # asked again the next time
            parts.save(number, answers)
        return answers

    def _count(self, answers: pa.Table, codes: NDArray[np.intp]) -> None:
        times = np.bincount(codes, minlength=answers.num_rows)
        coded = answers["status"].combine_chunks().dictionary_encode()
        which = coded.indices.to_numpy(zero_copy_only=False)
        for at, status in enumerate(coded.dictionary.to_pylist()):
            self.statuses[status] += int(times[which == at].sum())

    def _about(self) -> dict[str, Any]:
        roles = self.roles
        return {
            "input": fingerprint(self.path),
            "columns": [roles.column, roles.document, roles.hint_columns],
            "options": [*self.options, self.part_rows],
            "gazetteer": roles.gazetteer.version,
            "code": [geo.__version__, _code()],
        }

    def _stopped(self) -> str:
        return (
            f"{self.out.name}: {self.done:,} of {self.rows:,} rows are done and kept; the same "
            "command goes on from there"
        )


def _code() -> str:
    """Hash what makes an answer."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].glob("**/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
