"""Draft a folder of articles into one Parquet file: parallel, resumable."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import threading
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from tqdm import tqdm

import geo
from geo.drafts.articles import SourceOptions, check_dates, named, read_article
from geo.drafts.columns import ABOUT, ANCHOR, KEEP, draft_columns
from geo.drafts.propose import propose
from geo.errors import BuildError, SourceError
from geo.files import disk_errors
from geo.gazetteer.gazetteer import embedded
from geo.geocoding.files.chunks import ChunkStore, code_hash, sweep_parts, touched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


DEADLINE_S = 60.0
"""Seconds on the clock that an article of a folder may take, unless others are asked for."""


class _Over(BaseException):
    """The time is over. No `except Exception` of a library takes it for a fault of its own."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Stop the block when its time is over, in the main thread of a system that has timers.

    Parameters
    ----------
    seconds : float
        Seconds on the clock.

    Raises
    ------
    SourceError
        When it took longer.

    Examples
    --------
    >>> with deadline(60):
    ...     len("short")
    5
    """
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    previous_handler = signal.signal(signal.SIGALRM, _end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _Over:
        raise SourceError(
            f"took longer than {seconds:g} s; draft it by itself, or give it more with --deadline"
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous_handler)


def _end(_: int, __: object) -> None:
    raise _Over


ENDINGS = (".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".pdf")
"""How the names of articles end."""

SCHEMA = pa.schema(
    [
        ("document", pa.string()),
        ("table", pa.string()),
        ("id", pa.string()),
        ("paragraph", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("span_sha256", pa.string()),
        ("confidence", pa.float64()),
        ("how", pa.string()),
        ("values", pa.string()),
    ]
)
"""A row is a proposal; values holds the other cells of its table as a JSON object."""

_MAKERS = ("dates", "drafts", "extraction", "formats", "gazetteer", "geocoding", "geoparsing")
_PART = 32  # articles that are read and kept at a time
_AHEAD = 2  # parts that wait for each process
_BAD = "unreadable"
_NOT_VALUES = {KEEP, "id", *ANCHOR, *ABOUT}


@dataclass(frozen=True)
class Reading:
    """How the articles of a folder are read.

    Parameters
    ----------
    options : SourceOptions
        What a person says of them.
    values : dict of str to dict of str to str
        That of each, by its path in the folder.
    published_in : str or None
        A place that their readers know.
    deadline_s : float
        Seconds that one may take.
    """

    options: SourceOptions
    values: dict[str, dict[str, str]]
    published_in: str | None
    deadline_s: float


@dataclass
class Done:
    """What was written.

    Parameters
    ----------
    path : pathlib.Path
        The output.
    documents, kept : int
        Articles, and how many of them were kept from a run that was stopped.
    rows : Counter of str
        Proposals, by table.
    bad : list of (str, str)
        Articles that could not be read, and why; they have no row.
    skipped : list of str
        Files that are no articles by the endings of their names.
    """

    path: Path
    documents: int
    kept: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def draft_folder(
    folder: Path,
    out: Path,
    *,
    options: SourceOptions,
    published_in: str | None = None,
    overwrite: bool = False,
    deadline_s: float = DEADLINE_S,
    jobs: int | None = None,
) -> Done:
    """Propose rows from every article in a folder and those beneath it.

    Parameters
    ----------
    folder : pathlib.Path
        Articles: files that end like one of `ENDINGS`.
    out : pathlib.Path
        A file in .parquet; it appears whole or not at all.
    options : SourceOptions
        What a person says of the articles, each known by its path in the folder.
    published_in : str, optional
        A place that the articles' readers know.
    overwrite : bool
        Whether a file that stands at `out` may be replaced.
    deadline_s : float
        Seconds on the clock that one article may take; where the system has timers for it, as
        Windows has not.
    jobs : int, optional
        Processes; left out, one for each processor.

    Returns
    -------
    Done
        An article that can't be read, or not in time, stops no other, and is told in `bad`; a
        file that ends like none of `ENDINGS` in `skipped`.

    Raises
    ------
    SourceError
        When there is no article, or the output may not be written.
    KeyboardInterrupt
        On Ctrl-C; its message says how far it came.

    Notes
    -----
    Done parts are kept beside the output until it stands, as `geo.geocode_file` keeps
    them. The next call goes on from there if the articles (by name, size and time), options,
    gazetteer and code are the same. The same articles give the same bytes.
    """
    names, skipped = _articles(folder, out)
    _check_target(out, overwrite=overwrite)
    values = options.of(names)
    check_dates(values)
    reading = Reading(options, dict(zip(names, values, strict=True)), published_in, deadline_s)
    about = {
        "input": _digest(folder, names),
        "options": [values, options.overrule, published_in, _PART, deadline_s],
        "gazetteer": embedded().version,
        "code": [geo.__version__, code_hash(*_MAKERS)],
    }
    done = Done(out, len(names), skipped=skipped)
    count = jobs or multiprocessing.cpu_count()
    with (
        ChunkStore(out, about) as parts,
        tqdm(total=len(names), unit=" articles", disable=None) as bar,
    ):
        work = _Work(folder, names, reading, parts, bar, done)
        try:
            work.read(count)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                f"{out.name}: {bar.n:,} of {len(names):,} articles are done and kept; the same "
                "command goes on from there"
            ) from None
        with disk_errors(out):
            work.write()
        parts.finish()
    return done


@dataclass
class _Work:
    """The articles of a folder on their way into one file."""

    folder: Path
    names: list[str]
    reading: Reading
    parts: ChunkStore
    bar: tqdm[Any]
    done: Done

    def read(self, jobs: int) -> None:
        """Read what is not read yet, some parts at a time."""
        missing = []
        for number, names in enumerate(self._cut()):
            if self.parts.read(number) is None:
                missing.append((number, names))
            else:
                self.done.kept += len(names)
                self.bar.update(len(names))
        if not missing:
            return
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(min(jobs, len(missing)), context, _leave_signals_to_the_first)
        try:
            self._spread(pool, iter(missing), ahead=jobs * _AHEAD)
        except BrokenProcessPool as error:
            raise BuildError(
                "a process that read articles was ended from outside, perhaps for want of "
                "memory; the same command goes on from there"
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _spread(
        self, pool: ProcessPoolExecutor, missing: Iterator[tuple[int, list[str]]], *, ahead: int
    ) -> None:
        running: dict[Future[pa.Table], tuple[int, int]] = {}
        more = True
        while more or running:
            while more and len(running) < ahead:
                following = next(missing, None)
                if following is None:
                    more = False
                    break
                number, names = following
                task = pool.submit(read_part, self.folder, names, self.reading)
                running[task] = number, len(names)
            ready, _ = wait(running, return_when=FIRST_COMPLETED)
            for task in ready:
                number, count = running.pop(task)
                self.parts.save(number, task.result())
                self.bar.update(count)

    def write(self) -> None:
        """Join the parts, in the order of the articles."""
        with pq.ParquetWriter(self.parts.partial, SCHEMA, compression="zstd") as writer:
            for number, _ in enumerate(self._cut()):
                table = self.parts.read(number)
                if table is None:
                    raise BuildError(f"{self.done.path.name}: a part that was read is gone")
                tables = table["table"].to_pylist()
                self._count(table, tables)
                readable = pa.array([table_name != _BAD for table_name in tables], pa.bool_())
                writer.write_table(table.filter(readable))

    def _count(self, table: pa.Table, tables: list[str]) -> None:
        self.done.rows.update(table_name for table_name in tables if table_name != _BAD)
        if _BAD in tables:
            for row in table.select(["document", "table", "how"]).to_pylist():
                if row["table"] == _BAD:
                    self.done.bad.append((row["document"], row["how"]))

    def _cut(self) -> Iterator[list[str]]:
        for first in range(0, len(self.names), _PART):
            yield self.names[first : first + _PART]


def read_part(folder: Path, names: Sequence[str], reading: Reading) -> pa.Table:
    """Propose rows from some articles; one that can't be read has a row that says why."""
    rows: list[dict[str, object]] = []
    for name in names:
        try:
            with deadline(reading.deadline_s):
                rows += _rows_of(folder, name, reading)
        except SourceError as error:
            why = str(error).removeprefix(f"{Path(name).name}: ")
            rows.append({"document": name, "table": _BAD, "how": why})
    columns = {field.name: [row.get(field.name) for row in rows] for field in SCHEMA}
    return pa.Table.from_pydict(columns, schema=SCHEMA)


def _rows_of(folder: Path, name: str, reading: Reading) -> list[dict[str, object]]:
    values = reading.values[name]
    article = read_article(folder / name, encoding=values.get("encoding", ""))
    own = replace(
        reading.options.settle(article, values), id=named(Path(name).with_suffix("").as_posix())
    )
    tables = propose([own], published_in=reading.published_in).tables
    return [_row(name, table, row) for table, rows in tables.items() for row in rows]


def _row(document: str, table: str, row: dict[str, str]) -> dict[str, object]:
    values = {
        name: row[name] for name in draft_columns(table) if name not in _NOT_VALUES and row[name]
    }
    places = {name: int(row[name]) for name in ("paragraph", "start", "end") if row.get(name)}
    return {
        "document": document,
        "table": table,
        "id": row["id"],
        **places,
        "span_sha256": row.get("span_sha256") or None,
        "confidence": float(row["confidence"]),
        "how": row["how"],
        "values": json.dumps(values, ensure_ascii=False, sort_keys=True),
    }


def _leave_signals_to_the_first() -> None:
    """Ignore signals, which are for the process that was started first; end with it, too."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    first = multiprocessing.parent_process()
    if first is not None:
        threading.Thread(target=_end_with, args=(first.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _articles(folder: Path, out: Path) -> tuple[list[str], list[str]]:
    """Return the names of the articles in a folder, and of the other files but the output."""
    files = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
        and path.resolve() != out.resolve()
    )
    names = [name for name in files if name.lower().endswith(ENDINGS)]
    if not names:
        raise SourceError(f"{folder}: found no article, wanted files in {', '.join(ENDINGS)}")
    return names, [name for name in files if not name.lower().endswith(ENDINGS)]


def _check_target(out: Path, *, overwrite: bool) -> None:
    if out.suffix.lower() != ".parquet" or out.is_dir():
        raise SourceError(f"{out}: wanted the name of a file in .parquet, for a folder of articles")
    if out.exists() and not overwrite:
        sweep_parts(out)
        raise SourceError(
            f"{out}: stands there already; choose another name, or replace it with --overwrite"
        )


def _digest(folder: Path, names: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update(f"{name}\0{touched(folder / name)}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
