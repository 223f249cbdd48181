"""Write the files of a story together with the desk's own, and know who changed them.

The file ``desk/desk.json`` in the story's folder holds what the tables cannot: rows that were
dropped, kept rows that wait, notes, and the steps that can be undone. It is written in one
transaction with the tables, so that a process that is killed leaves both or neither.
"""

from __future__ import annotations

import csv
import io
import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from geo.desk.records import DROPPED, HEAD_COLUMNS, KEPT, Entry, Name
from geo.drafts.columns import own_columns
from geo.errors import Fault, GeoError, SourceError, StoryError
from geo.files import bytes_sha256, exclusive, write_together
from geo.locks import lock_folder
from geo.story.read import HEAD, read_form, read_records
from geo.story.vocabulary import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.desk.records import Material

    Cells = dict[str, str]

FOLDER = "desk"
"""The desk's own folder in that of a story; git leaves it alone."""
STATE = f"{FOLDER}/desk.json"
_IGNORE = f"{FOLDER}/.gitignore"
_NOT_OURS = "# Quotes the articles, and is yours alone.\n*\n"
_FORM = 1
_MOST_STEPS = 500
_BOM = b"\xef\xbb\xbf"


@contextmanager
def only_desk(story: Path) -> Iterator[None]:
    """Lock the desk's own folder in a story, or refuse where another desk has it."""
    folder = story / FOLDER
    folder.mkdir(exist_ok=True)
    try:
        lock = lock_folder(folder, wait=False)
    except BlockingIOError:
        raise SourceError(
            f"{story}: another desk is open on this story; work there, or close it"
        ) from None
    try:
        yield
    finally:
        with suppress(OSError):  # it holds something, as a rule
            folder.rmdir()
        if lock is not None:
            os.close(lock)


class ConflictError(GeoError, RuntimeError):
    """Somebody else has changed files since they were read; nothing was written.

    Parameters
    ----------
    files : sequence of str
        Their names.
    """

    def __init__(self, files: Sequence[str]) -> None:
        super().__init__(f"{', '.join(files)} changed since the desk read it; nothing was written")
        self.files = list(files)


class Store:
    """The files of one story, and what stood in them when they were last read or written.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story.
    """

    def __init__(self, story: Path) -> None:
        self.story = story
        self._seen: dict[str, str] = {}

    def look(self) -> None:
        """Note what stands in the files now."""
        self._seen = self._hashes()

    def changed(self) -> list[str]:
        """Return the files that somebody else has changed."""
        now = self._hashes()
        return sorted(name for name in {*now, *self._seen} if now.get(name) != self._seen.get(name))

    def _hashes(self) -> dict[str, str]:
        names = [HEAD, *(f"{table}.csv" for table in TABLES), STATE]
        paths = [(name, self.story / name) for name in names]
        return {name: bytes_sha256(path.read_bytes()) for name, path in paths if path.is_file()}

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files together, if nobody else has changed any since.

        Raises
        ------
        ConflictError
            Somebody has; nothing is written.
        geo.errors.DiskError
            The disk does not take it; nothing has changed.
        """
        with exclusive(self.story):
            changed = self.changed()
            if changed:
                raise ConflictError(changed)
            new = dict(files)
            if not (self.story / _IGNORE).exists():
                new[_IGNORE] = _NOT_OURS.encode()
            write_together(self.story, new)
            self._seen |= {
                name: bytes_sha256(data)
                for name, data in new.items()
                if name in self._seen or name == STATE or "/" not in name
            }

    def table_bytes(self, table: str, rows: Sequence[Mapping[str, str]]) -> bytes | None:
        """Return a table with these rows as its file writes them; None where it has them already.

        Columns that the file leaves out stay out while they are empty; its line ends stay.
        """
        path = self.story / f"{table}.csv"
        old = path.read_bytes() if path.exists() else b""
        columns = list(own_columns(table))
        header, *lines = read_records(path)[0] if old else [columns]
        if [dict(zip(header, line, strict=False)) for line in lines] == [
            {column: row[column] for column in header} for row in rows
        ] and not _left_out(header, rows, columns):
            return None
        if _left_out(header, rows, columns):
            header = columns
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n" if b"\r\n" in old else "\n")
        writer.writerow(header)
        writer.writerows([row[column] for column in header] for row in rows)
        return (_BOM if old.startswith(_BOM) else b"") + text.getvalue().encode()

    def head_bytes(self, head: Mapping[str, str]) -> bytes:
        """Return ``story.toml`` with another title and finding; its other lines stay.

        Raises
        ------
        geo.errors.StoryError
            A value goes over several lines, which is a person's to edit.
        """
        form = read_form(self.story)
        lines = form.text.splitlines(keepends=True)
        for key in HEAD_COLUMNS:
            at = [n for n, line in enumerate(lines) if line.split("=")[0].strip() == key]
            if len(at) != 1 or '"""' in lines[at[0]] or "'''" in lines[at[0]]:
                raise StoryError([Fault(HEAD, 0, key, "several lines", "one line to write over")])
            lines[at[0]] = f"{key} = {json.dumps(head[key], ensure_ascii=False)}\n"
        return (_BOM if form.marked else b"") + "".join(lines).encode()


def _left_out(
    header: Sequence[str], rows: Iterable[Mapping[str, str]], columns: Sequence[str]
) -> bool:
    """Return whether a row fills a column that the file does not have."""
    missing = [column for column in columns if column not in header]
    return any(row[column] for row in rows for column in missing)


def state_bytes(
    entries: Mapping[Name, Entry],
    *,
    published: Mapping[Name, Mapping[str, str]],
    undo: Sequence[Any],
    redo: Sequence[Any],
) -> bytes:
    """Return the desk's own file: what the tables do not say of the rows, and the steps."""
    rows = []
    for name, entry in entries.items():
        base = published.get(name)
        pending = entry.state == KEPT and base != entry.cells
        if entry.state == DROPPED or pending or entry.note or entry.checked:
            rows.append({**as_json(name, entry), "base": base})
    state = {
        "form": _FORM,
        "rows": rows,
        "undo": list(undo)[-_MOST_STEPS:],
        "redo": list(redo)[-_MOST_STEPS:],
    }
    return (json.dumps(state, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def read_desk_state(story: Path, material: Material) -> tuple[list[Any], list[Any]]:
    """Lay what the desk's own file says over the rows of the files and of the draft.

    Parameters
    ----------
    story : pathlib.Path
        Folder of the story.
    material : Material
        The rows; changed in place. What somebody has changed in a file meanwhile comes first.

    Returns
    -------
    undo, redo : list
        The steps.

    Raises
    ------
    geo.errors.StoryError
        The file is of a newer desk, or is none of a desk's.
    """
    path = story / STATE
    if not path.is_file():
        return [], []
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
        rows, steps = state["rows"], (state["undo"], state["redo"])
        newer = state["form"] > _FORM
    except (ValueError, KeyError, TypeError) as error:
        wanted = "what a desk wrote; remove it, and what waits in it is gone"
        raise StoryError([Fault(STATE, 0, "", str(error), wanted)]) from error
    if newer:
        wanted = "a file of this geo; a newer one wrote it"
        raise StoryError([Fault(STATE, 0, "form", str(state["form"]), wanted)])
    for row in rows:
        name, entry = of_json(row)
        merged = _laid_over(entry, row["base"], material.published.get(name))
        if merged is not None:
            material.entries[name] = merged
    return steps


def _laid_over(
    entry: Entry, base: Mapping[str, str] | None, there: Mapping[str, str] | None
) -> Entry | None:
    """Return a row as desk and file have it together."""
    if there is None:
        is_gone = entry.state == KEPT and base is not None  # somebody took it out of the file
        return Entry(DROPPED if is_gone else entry.state, entry.cells, entry.note, entry.checked)
    if entry.state != KEPT or base is None:  # somebody put it into the file
        return Entry(KEPT, there, entry.note, entry.checked)
    cells = {
        column: entry.cells[column] if cell == base[column] else cell
        for column, cell in there.items()
    }
    return Entry(KEPT, cells, entry.note, entry.checked)


def as_json(name: Name, entry: Entry) -> dict[str, Any]:
    """Return a row as JSON has it."""
    return {
        "table": name.table,
        "key": name.key,
        "state": entry.state,
        "cells": dict(entry.cells),
        "note": entry.note,
        "checked": entry.checked,
    }


def of_json(row: Mapping[str, Any]) -> tuple[Name, Entry]:
    """Return the row that JSON has."""
    entry = Entry(row["state"], row["cells"], row["note"], row["checked"])
    return Name(row["table"], row["key"]), entry
