"""Cut a table into chunks between documents, and keep finished chunks."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa

import geo
from geo.errors import GeocodeError
from geo.files import disk_errors, move, sha256_of, sorted_json, write_whole, written_whole
from geo.gazetteer.gazetteer import Gazetteer, embedded
from geo.geocoding.files.columns import (
    Questions,
    as_keys,
    read_questions,
    read_roles,
    run_starts,
    scan,
)
from geo.geocoding.files.reader import open_table
from geo.geocoding.geocode import read_context
from geo.geocoding.hints import read_hints
from geo.geocoding.ranking import answer
from geo.locks import lock_folder

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
    from types import TracebackType

    from geopy.geocoders.base import Geocoder
    from numpy.typing import NDArray

    from geo.geocoding.files.columns import ColumnRoles
    from geo.geocoding.files.reader import InputTable
    from geo.geocoding.hints import Hints
    from geo.geocoding.online.providers import Provider

    Codes = NDArray[np.intp]


def chunks(table: InputTable, *, rows: int, document: str | None) -> Iterator[pa.Table]:
    """Cut a table into parts of `rows` rows; where there are documents, between two of them.

    Parameters
    ----------
    table : InputTable
        The table.
    rows : int
        Rows of a part: the most that whole documents fill, or one document that has more.
    document : str or None
        Column whose equal neighbours are not parted.

    Yields
    ------
    pyarrow.Table
        The parts, in order; where they are cut does not depend on how the table is read.
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
class JoinedChunks:
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
        self, answers: pa.Table, table: InputTable, rows: int
    ) -> Iterator[tuple[pa.Table, pa.Table, Codes]]:
        """Yield the table's rows in parts, each with its answers, and which row has which."""
        at = 0
        for part in chunks(table, rows=rows, document=None):
            own, codes = np.unique(self.codes[at : at + part.num_rows], return_inverse=True)
            yield part, answers.take(pa.array(own)).combine_chunks(), codes
            at += part.num_rows


def join_chunks(table: InputTable, roles: ColumnRoles) -> JoinedChunks:
    """Read the questions of all rows at once, to put together documents whose rows stand apart.

    Parameters
    ----------
    table : InputTable
        The table; only the columns of its questions are read.
    roles : ColumnRoles
        Which columns these are.

    Returns
    -------
    JoinedChunks
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
    return JoinedChunks(questions, order, begins, places[questions.codes])


def _compact(table: InputTable, roles: ColumnRoles) -> pa.Table:
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


_LOG = logging.getLogger(__name__)
_MANIFEST = "manifest.json"
_MOVED = "moved"
_PARTIAL = "output"


class ChunkStore:
    """A folder beside an output that holds the answers to the parts that are done.

    Parameters
    ----------
    out : pathlib.Path
        The output; the folder is called ``.<name of the output>.parts``.
    about : mapping
        What the answers depend on: input, options, versions. Parts that depend on anything else
        are thrown away, and a warning is logged that says why.

    Raises
    ------
    GeocodeError
        When another process is at work on the same output.

    Notes
    -----
    A part appears whole or not at all; one that is damaged is answered anew. ``kill -9`` loses the
    part in work. The folder goes when the output stands.
    """

    def __init__(self, out: Path, about: Mapping[str, Any]) -> None:
        self.folder = out.with_name(f".{out.name}.parts")
        self._out = out
        self._about = json.loads(json.dumps(about, sort_keys=True))
        self._lock: int | None = None

    def __enter__(self) -> Self:
        with disk_errors(self.folder):
            self._lock = self._locked()
            (self.folder / _MOVED).unlink(missing_ok=True)
            if self._changed():
                self._clear()
                write_whole(self.folder / _MANIFEST, sorted_json(self._about))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def partial(self) -> Path:
        """Where the output is written before it moves to its place."""
        return self.folder / _PARTIAL

    def read(self, number: int, *, rows: int | None = None) -> pa.Table | None:
        """Return a part that is done, or None; with `rows`, only one of so many."""
        path = self._path(number)
        try:
            with pa.memory_map(str(path)) as source:
                table = pa.ipc.open_file(source).read_all()
        except (OSError, pa.ArrowInvalid):
            return None
        return table if rows is None or table.num_rows == rows else None

    def save(self, number: int, table: pa.Table) -> None:
        """Save a part."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        with written_whole(self._path(number)) as partial:
            partial.write_bytes(sink.getvalue())  # a stop leaves no file of Arrow's half closed

    def finish(self) -> None:
        """Move the output to its place, and throw the folder away."""
        with disk_errors(self._out):
            (self.folder / _MOVED).touch()
            move(self.partial, self._out)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, number: int) -> Path:
        return self.folder / f"part-{number:06}.arrow"

    def _changed(self) -> bool:
        """Return whether the parts must be thrown away; log why, where there are any."""
        try:
            known = json.loads((self.folder / _MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return True
        if known == self._about:
            return False
        keys = sorted(set(known) | set(self._about)) if isinstance(known, dict) else []
        differing = [key for key in keys if known.get(key) != self._about.get(key)]
        _LOG.warning(
            "%s: begun anew, as what was kept of a stopped run is of another %s",
            self.folder.name.removeprefix(".").removesuffix(".parts"),
            " and ".join(differing) or "form",
        )
        return True

    def _clear(self) -> None:
        for path in self.folder.iterdir():
            if path.is_file():
                path.unlink()

    def _locked(self) -> int | None:
        """Lock a file until the process ends, however it ends."""
        while True:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                lock = lock_folder(self.folder, wait=False)
            except BlockingIOError as error:
                raise GeocodeError(
                    f"{self.folder.name}: another process is at work on this output; wait for it, "
                    "or stop it"
                ) from error
            except FileNotFoundError:
                continue  # another process has just finished, and threw it away
            if lock is None or self.folder.exists():
                return lock
            os.close(lock)


def sweep_parts(out: Path) -> None:
    """Remove the parts of an output that stands, where a run was killed after it moved there."""
    folder = out.with_name(f".{out.name}.parts")
    with contextlib.suppress(OSError):
        if (folder / _MOVED).exists() and not (folder / _PARTIAL).exists():
            shutil.rmtree(folder, ignore_errors=True)


def fingerprint(path: Path) -> dict[str, Any]:
    """Return the size and hash of a file.

    Parameters
    ----------
    path : pathlib.Path
        The file; all of it is read.

    Returns
    -------
    dict
        name, size (bytes) and sha256.
    """
    return {"name": path.name, "size": path.stat().st_size, "sha256": sha256_of(path)}


def code_hash(*packages: str) -> str:
    """Return the hash of the modules of some packages of `geo`: of what makes an answer."""
    digest = hashlib.sha256()
    for package in packages:
        for path in sorted(Path(geo.__file__).parent.joinpath(package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def touched(path: Path) -> tuple[int, int]:
    """Return what changes when a file is written to: its size and time."""
    with contextlib.suppress(OSError):
        status = path.stat()
        return status.st_size, status.st_mtime_ns
    return -1, -1


_ROWS = 1 << 15
_COLUMNS = ["query", "provider", "url", "user_agent"]


def dry_run_names(
    names: Sequence[str],
    *,
    provider: str | Provider | Geocoder,
    context: str | Iterable[str] | None = None,
    **hints: Any,  # noqa: ANN401 - as `read_hints` takes them
) -> pd.DataFrame:
    """List the requests that `geo.geocode` would send for names; nothing is sent.

    Parameters
    ----------
    names : sequence of str
        Names, each by itself.
    provider, context
        As in `geo.geocode`.
    **hints
        country, within, kind, near and published_in, as in `geo.geocode`: one for all names.

    Returns
    -------
    DataFrame
        One row a request: query, provider, url, user_agent. What the cache has is not listed.
    """
    gazetteer = embedded()
    all_hints = [read_hints(gazetteer, **hints)] * len(names)
    return _requests(list(names), all_hints, None, read_context(context), provider, gazetteer)


def dry_run_file(
    path: str | os.PathLike[str],
    *,
    column: str,
    provider: str | Provider | Geocoder | None,
    document: str | None = None,
    columns: dict[str, str] | None = None,
    context: str | Iterable[str] | None = None,
    **hints: Any,  # noqa: ANN401 - as `read_hints` takes them
) -> pd.DataFrame:
    """List the requests that `geo.geocoding.files.geocode_file` would send; nothing is sent.

    Parameters
    ----------
    path, column, provider, document, columns, context
        As in `geocode_file`. Without a provider the file is checked, and the list is empty.
    **hints
        country, within, kind, near and published_in: one for all rows.

    Returns
    -------
    DataFrame
        One row a request: query, provider, url, user_agent.

    Raises
    ------
    TableError
        As `geocode_file` does.
    """
    gazetteer = embedded()
    roles = read_roles(
        column,
        gazetteer,
        hints=read_hints(gazetteer, **hints),
        document=document,
        columns=columns,
    )
    table = open_table(Path(path), wanted=roles.columns)
    scan(table, roles)
    tables = [pd.DataFrame(columns=_COLUMNS)]
    known = read_context(context)
    if provider is not None:
        for rows in chunks(table, rows=_ROWS, document=document):
            each: Questions = read_questions(rows, roles)
            tables.append(
                _requests(each.names, each.hints, each.documents, known, provider, gazetteer)
            )
    return pd.concat(tables[1:] or tables).drop_duplicates("url", ignore_index=True)


def _requests(
    names: Sequence[str],
    hints: Sequence[Hints],
    documents: Sequence[Hashable] | None,
    context: Sequence[tuple[str, float, int]],
    provider: str | Provider | Geocoder,
    gazetteer: Gazetteer,
) -> pd.DataFrame:
    from geo.geocoding.online.chain import pending  # noqa: PLC0415 - it brings the network's code

    answers, codes = answer(
        names, documents=documents, hints=hints, context=context, gazetteer=gazetteer
    )
    return pending([answers[code] for code in codes], hints, provider)
