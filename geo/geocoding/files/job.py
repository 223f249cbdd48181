"""Geocode a file of names or a folder of them: streamed, in bounded memory, and resumable."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from tqdm import tqdm

import geo
from geo.errors import Fault, GeocodeError, as_path
from geo.files import disk_errors, write_whole
from geo.gazetteer.gazetteer import embedded
from geo.geocoding.files.chunks import (
    ChunkStore,
    chunks,
    code_hash,
    fingerprint,
    join_chunks,
    sweep_parts,
    touched,
)
from geo.geocoding.files.columns import read_questions, read_roles, scan
from geo.geocoding.files.reader import TableError, open_table
from geo.geocoding.files.writer import (
    ENDINGS,
    answer_columns,
    answer_table,
    check_types,
    open_output,
    spread,
)
from geo.geocoding.geocode import read_context
from geo.geocoding.hints import read_hints
from geo.geocoding.ranking import answer

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from geopy.geocoders.base import Geocoder
    from numpy.typing import NDArray

    from geo.gazetteer.gazetteer import Gazetteer
    from geo.geocoding.explain import Answer
    from geo.geocoding.files.columns import ColumnRoles, Questions
    from geo.geocoding.files.reader import InputTable
    from geo.geocoding.hints import Hints
    from geo.geocoding.online.providers import Provider

    Piece = tuple[pa.Table, pa.Table, NDArray[np.intp]]


_ENDINGS = (".parquet", ".csv", ".tsv")
_WILD = frozenset("*?[")
_RECORD = "_geocoded.json"  # readers of folders pass over what begins so


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder, or a pattern that may match several files."""
    return path.is_dir() or (not path.exists() and not _WILD.isdisjoint(str(path)))


def tables_of(path: Path) -> tuple[Path, list[Path]]:
    """List the tables of a folder or a pattern.

    Parameters
    ----------
    path : pathlib.Path
        A folder, with all folders below it, or a pattern such as ``events/*/*.parquet``.

    Returns
    -------
    root : pathlib.Path
        The folder that holds them all.
    files : list of pathlib.Path
        Sorted; without what begins with a dot or an underscore.

    Raises
    ------
    TableError
        When there is none.
    GeocodeError
        When two would be written to one output.
    """
    if path.is_dir():
        root, pattern = path, "**/*"
    else:
        parts = path.parts
        wild = next(n for n, part in enumerate(parts) if not _WILD.isdisjoint(part))
        root, pattern = Path(*parts[:wild]), str(Path(*parts[wild:]))
    files = sorted(file for file in root.glob(pattern) if file.is_file() and _is_table(file, root))
    if not files:
        wanted = f"tables in {', '.join(_ENDINGS)}"
        raise TableError([Fault(path.name, 0, "", "a folder or pattern without tables", wanted)])
    twice = [
        name for name, times in Counter(_target(file, root) for file in files).items() if times > 1
    ]
    if twice:
        raise GeocodeError(f"{path}: two tables would be written as {twice[0]}; rename one")
    return root, files


def _is_table(file: Path, root: Path) -> bool:
    hidden = any(part.startswith(("_", ".")) for part in file.relative_to(root).parts)
    return not hidden and file.suffix.lower() in _ENDINGS


def _target(file: Path, root: Path) -> str:
    return file.relative_to(root).with_suffix(".parquet").as_posix()


def geocode_tables(
    path: Path,
    out: Path,
    job_of: Callable[[Path, Path], FileJob],
    *,
    overwrite: bool,
    progress: bool | None,
) -> Iterator[Done]:
    """Answer each table of a folder or pattern, under its own name below `out`.

    A table whose answers stand there from an earlier call, made in the same way from the same
    rows, is not answered again.

    Raises
    ------
    TableError
        When tables can't be read as asked: the faults of all of them, before anything is written.
    GeocodeError
        When an output may not be written.
    """
    root, files = tables_of(path)
    _check_folder(root, out)
    jobs = {_target(file, root): job_of(file, out / _target(file, root)) for file in files}
    _check_tables(jobs, root)
    record = _read_record(out)
    for name, job in jobs.items():
        made = json.dumps([job.about(), job.prefix], default=str)
        about = hashlib.sha256(made.encode()).hexdigest()
        known = record.get(name, {})
        if job.out.exists() and known.get("about") == about:
            yield job.done_before(known["rows"], known["statuses"])
            continue
        if job.out.exists() and not overwrite:
            raise GeocodeError(
                f"{job.out}: stands there already, made otherwise; choose another folder, or "
                "replace it with overwrite"
            )
        job.out.parent.mkdir(parents=True, exist_ok=True)
        done = job.run(progress=progress)
        record[name] = {"about": about, "rows": done.rows, "statuses": done.statuses}
        write_whole(out / _RECORD, json.dumps(record, sort_keys=True, indent=1) + "\n")
        yield done


def _check_folder(root: Path, out: Path) -> None:
    """Refuse an output that is no folder, or lies in the input."""
    if out.exists() and not out.is_dir():
        raise GeocodeError(f"{out}: found a file, wanted a folder, as the input is several files")
    if out.resolve().is_relative_to(root.resolve()):
        raise GeocodeError(f"{out}: lies in the input folder; wanted another folder")


def _check_tables(jobs: dict[str, FileJob], root: Path) -> None:
    """Look at the columns of all tables before the first is answered."""
    faults: list[Fault] = []
    for job in jobs.values():
        try:
            open_table(job.path, wanted=job.roles.columns)
        except TableError as error:
            name = job.path.relative_to(root).as_posix()
            faults += [
                Fault(name, fault.row, fault.column, fault.found, fault.wanted)
                for fault in error.faults
            ]
    if faults:
        raise TableError(faults)


def _read_record(out: Path) -> dict[str, Any]:
    """Read what an earlier call recorded; nothing where it can't be read."""
    try:
        record = json.loads((out / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


_KEPT = 200_000  # answers in memory, about 400 bytes each; then they are begun anew
_PIECES = 64


class Answerer:
    """Answers questions, and remembers what it answered.

    Parameters
    ----------
    gazetteer : Gazetteer
        Where to look.
    context : sequence of (str, float, int)
        Further names of every document; see `geo.geocoding.ranking.resolve_document`.
    provider : object, optional
        Who is asked over the network for what the gazetteer is not sure of.
    outlines : bool
        Whether areas are drawn; else the geometry is a point.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        *,
        context: Sequence[tuple[str, float, int]] = (),
        provider: Any = None,  # noqa: ANN401 - whatever geo.geocode takes
        outlines: bool = False,
    ) -> None:
        self._gazetteer = gazetteer
        self._context = context
        self._provider = provider
        self._drawn_with = gazetteer if outlines else None
        self._rows: dict[Hashable, int] = {}
        self._pieces: list[pa.Table] = []
        self._count = 0

    def table(self, questions: Questions) -> pa.Table:
        """Answer questions as `geo.geocoding.files.writer.answer_table` writes them, one row each.

        Without documents a question that was answered before is not answered again; with them
        each document is answered by itself.
        """
        if questions.documents is not None:
            answers = self._ask(questions.names, questions.hints, questions.documents)
            return answer_table(answers, gazetteer=self._drawn_with)
        if len(self._rows) > _KEPT:
            self._rows, self._pieces, self._count = {}, [], 0
        known = list(map(self._rows.get, questions.keys))
        missing = [number for number, row in enumerate(known) if row is None]
        if missing:
            names = [questions.names[number] for number in missing]
            hints = [questions.hints[number] for number in missing]
            table = answer_table(self._ask(names, hints, None), gazetteer=self._drawn_with)
            self._keep([questions.keys[number] for number in missing], table)
            known = list(map(self._rows.get, questions.keys))
        return self._all().take(pa.array(known, pa.int64())).combine_chunks()

    def remember(self, questions: Questions, table: pa.Table) -> None:
        """Store answers that are known already: one row of `table` for each question."""
        if questions.documents is not None:
            return
        new = [number for number, key in enumerate(questions.keys) if key not in self._rows]
        if new:
            self._keep([questions.keys[number] for number in new], table.take(pa.array(new)))

    def _keep(self, keys: list[Hashable], table: pa.Table) -> None:
        self._rows |= zip(keys, range(self._count, self._count + len(keys)), strict=True)
        self._count += len(keys)
        self._pieces.append(table)

    def _all(self) -> pa.Table:
        if len(self._pieces) > _PIECES:
            self._pieces = [pa.concat_tables(self._pieces).combine_chunks()]
        return pa.concat_tables(self._pieces)

    def _ask(
        self, names: list[str], hints: list[Hints], documents: list[Hashable] | None
    ) -> list[Answer]:
        answers, codes = answer(
            names,
            documents=documents,
            hints=hints,
            context=self._context,
            gazetteer=self._gazetteer,
        )
        listed = [answers[code] for code in codes]
        if self._provider is None:
            return listed
        from geo.geocoding.online.chain import complete  # noqa: PLC0415 - it brings the network's code

        return list(complete(listed, hints, self._provider, gazetteer=self._gazetteer))


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

    Examples
    --------
    >>> from pathlib import Path
    >>> Done(Path("answers.csv"), rows=2, kept=0, statuses={"ok": 2}).statuses["ok"]
    2
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
            ChunkStore(self.out, self.about()) as parts,
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
        parts: ChunkStore,
        ending: str,
        table: InputTable,
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

    def _stream(self, table: InputTable, parts: ChunkStore, bar: tqdm[Any]) -> Iterator[Piece]:
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

    def _apart(self, table: InputTable, parts: ChunkStore, bar: tqdm[Any]) -> Iterator[Piece]:
        """Answer document after document, whose rows stand apart; then write row after row."""
        whole = join_chunks(table, self.roles)
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

    def _answer(self, number: int, questions: Questions, parts: ChunkStore) -> pa.Table:
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

    def about(self) -> dict[str, Any]:
        """Return what the answers depend on: the input, the options, the gazetteer and the code."""
        roles = self.roles
        return {
            "input": fingerprint(self.path),
            "columns": [roles.column, roles.document, roles.hint_columns],
            "options": [*self.options, self.part_rows],
            "gazetteer": roles.gazetteer.version,
            "code": [geo.__version__, code_hash("gazetteer", "geocoding")],
        }

    def done_before(self, rows: int, statuses: dict[str, int]) -> Done:
        """Return what an earlier call wrote."""
        return Done(self.out, rows, rows, statuses)

    def _stopped(self) -> str:
        return (
            f"{self.out.name}: {self.done:,} of {self.rows:,} rows are done and kept; the same "
            "command goes on from there"
        )


# Rows that are answered, kept and written at a time.
_PLAIN_ROWS = 1 << 17
_DOCUMENT_ROWS = 1 << 15
_ONLINE_ROWS = 1 << 12


def geocode_file(  # noqa: PLR0913 - each is one thing that a person says about a table
    path: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    column: str,
    document: str | None = None,
    columns: dict[str, str] | None = None,
    kind: str | None = None,
    within: str | None = None,
    country: str | None = None,
    near: tuple[float, float] | None = None,
    published_in: str | None = None,
    context: str | Iterable[str] | None = None,
    provider: str | Provider | Geocoder | None = None,
    gazetteer: Gazetteer | None = None,
    prefix: str = "geo_",
    outlines: bool = False,
    overwrite: bool = False,
    part_rows: int | None = None,
    progress: bool | None = None,
) -> Done:
    r"""Geocode the names in a file, and write the file with the answers beside them.

    Parameters
    ----------
    path : path-like
        A CSV in UTF-8 with a header (.csv; .tsv with tabs), or Parquet. Or a folder of them, with
        all folders below it (``year=2007/part-0.parquet``), or a pattern (``events/*.parquet``).
    out : path-like
        The output: .parquet (GeoParquet 1.1), .csv or .geojson (RFC 7946). It appears whole or not
        at all. For a folder or a pattern a folder, in which each table has the place and name that
        it has in the input, as Parquet.
    column : str
        The column that holds the names.
    document : str, optional
        A column whose equal values make rows one document: its names are answered in the light of
        each other. A row without a value is a document of its own.
    columns : dict of str to str, optional
        For ``country``, ``within`` and ``kind`` the column that holds each row's own hint.
    kind, within, country, near, published_in, context, provider, gazetteer
        As in `geo.geocode`, for all rows. A row's own hint comes before these.
    prefix : str
        Put before the names of the answers' columns. Only the geometry has none.
    outlines : bool
        Whether areas are drawn as `geo.geocode` draws them; else the geometry is the point.
    overwrite : bool
        Whether a file that stands at `out` may be replaced; the input never is.
    part_rows : int, optional
        Rows that are answered and kept at a time: 131,072; with documents 32,768; with a provider
        4,096.
    progress : bool, optional
        Whether a bar is shown; left out, where errors go to a terminal.

    Returns
    -------
    Done
        Rows, how many were kept from a stopped run, and how many have which status.

    Raises
    ------
    TableError
        When the input can't be read as asked: all faults at once, with row and column, before
        anything is written. `TableError` is a `GeocodeError`.
    GeocodeError
        When a hint is not known, the output may not be written, or another process writes it.
    ArgumentError
        When `path` or `out` is no path.
    KeyboardInterrupt
        On Ctrl-C; its message says how far it came.

    Notes
    -----
    All columns of the input stand in the output, in their order, then the answers: ``geo_matched``,
    ``geo_kind`` … as `geo.geocode` has them, and ``geometry``. Rows keep their order. The same
    input gives the same bytes, however often it was stopped.

    A question (a name with its hints) is answered once, wherever it is repeated. Rows stream
    through memory; only where the rows of a document stand apart, and there are more rows than
    one part, are the questions of all rows held at once: about 130 bytes for each row.

    Done parts are kept in the folder ``.<name>.parts`` beside the output until it stands. The next
    call goes on from there if input (by its hash), options, gazetteer and code are the same; else
    it begins anew, and logs a warning that says why.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     names, answers = pathlib.Path(folder, "a.csv"), pathlib.Path(folder, "b.csv")
    ...     _ = names.write_text("place\nKarachi\nXyzzy\n", encoding="utf-8")
    ...     done = geocode_file(names, answers, column="place")
    >>> done.rows, done.statuses
    (2, {'not_found': 1, 'ok': 1})
    """
    if gazetteer is None:
        gazetteer = embedded()
    hints = {
        "kind": kind, "within": within, "country": country, "near": near,
        "published_in": published_in,
    }  # fmt: skip
    names = read_context(context)
    roles = read_roles(
        column,
        gazetteer,
        hints=read_hints(gazetteer, **hints),
        document=document,
        columns=columns,
    )
    answerer = Answerer(gazetteer, context=names, provider=provider, outlines=outlines)

    def job_of(table: Path, answers: Path) -> FileJob:
        return FileJob(
            path=table,
            out=answers,
            roles=roles,
            answerer=answerer,
            prefix=prefix,
            part_rows=part_rows or _part_rows(document, provider),
            options=(*hints.values(), names, _called(provider), outlines),
        )

    job = job_of(as_path("path", path), as_path("out", out))
    if is_folder(job.path):
        tables = geocode_tables(job.path, job.out, job_of, overwrite=overwrite, progress=progress)
        return _sum(job.out, list(tables))
    _check_target(job.path, job.out, overwrite=overwrite)
    return job.run(progress=progress)


def _sum(out: Path, parts: Sequence[Done]) -> Done:
    statuses = sum((Counter(part.statuses) for part in parts), Counter[str]())
    rows, kept = sum(part.rows for part in parts), sum(part.kept for part in parts)
    return Done(out, rows, kept, dict(sorted(statuses.items())))


def _part_rows(document: str | None, provider: object) -> int:
    if provider is not None:
        return _ONLINE_ROWS
    return _PLAIN_ROWS if document is None else _DOCUMENT_ROWS


def _called(provider: Any) -> str:  # noqa: ANN401 - whatever geo.geocode takes
    if provider is None or isinstance(provider, str):
        return provider or ""
    return str(getattr(provider, "service", type(provider).__name__))


def _check_target(path: Path, out: Path, *, overwrite: bool) -> None:
    """Refuse an output that can't or mustn't be written."""
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise GeocodeError(
            f"{out}: found the ending {ending!r}, wanted {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}"
        )
    if out.is_dir():
        raise GeocodeError(f"{out}: found a folder, wanted the name of a file")
    if out.exists() and path.exists() and out.samefile(path):
        raise GeocodeError(f"{out}: found the input itself; wanted another name for the output")
    if out.exists() and not overwrite:
        sweep_parts(out)
        raise GeocodeError(
            f"{out}: stands there already; choose another name, or replace it with overwrite "
            "(--overwrite)"
        )
