"""Take what was edited in a workbook into the tables of a story, and lose nothing of either."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import Fault, StoryError
from geo.files import exclusive, write_together
from geo.importing.merge import hash_of, hashes_of
from geo.importing.workbook import HEAD_SHEET, Book, read_book
from geo.story import new as new_stories
from geo.story.framing import SIGNS, signs_text
from geo.story.read import HEAD, HEAD_KEYS, read_form, read_records, read_tables
from geo.story.schema import SCHEMAS
from geo.story.table_files import (
    head_text,
    keyed_rows,
    row_key,
    table_bytes,
    trial_story,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    Row = dict[str, str]
    Rows = dict[str, Row]

KEEP = ("", "folder", "workbook")


@dataclass
class Taken:
    """What a workbook changes in a story.

    Parameters
    ----------
    lines : list of str
        What is changed, a line each.
    conflicts : list of Fault
        Cells that were edited in both, each with what the folder has.
    notes : list of str
        What is to be said of sheets.
    files : dict
        Contents of the files that are written, by name.
    new : list of tuple
        Of each row that the story does not have its table, its cells and where it stands.
    """

    lines: list[str] = field(default_factory=list)
    conflicts: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    new: list[tuple[str, dict[str, str], str]] = field(default_factory=list)


def read_workbook(
    file: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    keep: str = "",
    dry_run: bool = False,
) -> Taken:
    """Merge what was edited in a workbook into the tables of a story, all of it or nothing.

    Parameters
    ----------
    file : path-like
        A workbook that `geo.importing.workbook.write_workbook` has written.
    folder : path-like
        Folder of the story; one that is missing is made from the workbook alone.
    keep : str
        Which of two edits of one cell stays: ``folder`` or ``workbook``; if empty, none is made.
    dry_run : bool
        Whether to write nothing.

    Returns
    -------
    Taken
        What has changed. A table in which nothing was edited stays byte for byte.

    Raises
    ------
    geo.errors.StoryError
        Cells can't be read, the story would not hold together, or cells were edited in both: all
        of them; nothing is written.

    Examples
    --------
    >>> import tempfile
    >>> from geo.importing.workbook import write_workbook
    >>> with tempfile.TemporaryDirectory() as name:
    ...     book = write_workbook("data", Path(name, "story.xlsx"))
    ...     read_workbook(book, "data", dry_run=True).files
    {}
    """
    book, story = read_book(file), Path(folder)
    if not story.is_dir() or not any(story.iterdir()):
        taken = _new(book, story)
        if not dry_run:
            new_stories.write_story(story, taken.files)
        return taken
    with exclusive(story):
        taken = _merged(book, story, keep)
        if taken.conflicts and not keep:
            raise StoryError(taken.conflicts)
        if taken.files:
            _check(book, story, taken.files)
        if taken.files and not dry_run:
            write_together(story, taken.files)
    return taken


def _new(book: Book, story: Path) -> Taken:
    name = book.head.get("name", "")
    files = {
        file: text.encode()
        for file, text in new_stories.new_story_files(
            story, name=name, title=book.head.get("title", "") or name
        ).items()
    }
    head = {key: text for key, text in book.head.items() if text or key in HEAD_KEYS}
    files[HEAD] = head_text(head).encode()
    taken = Taken(notes=list(book.notes), files=files)
    for table, rows in book.tables.items():
        files[f"{table}.csv"] = table_bytes(story / f"{table}.csv", rows.values(), is_new=True)
        if rows:
            taken.lines.append(f"{table}.csv: {len(rows)} rows")
    _check(book, story, files, is_new=True)
    return taken


def _merged(book: Book, story: Path, keep: str) -> Taken:
    taken = Taken(notes=list(book.notes))
    form = read_form(story)
    whole = tomllib.loads(form.text)
    head = {key: str(text) for key, text in whole.items() if key not in ("schema", *SIGNS)}
    current = keyed_rows(story)
    for table, own in book.tables.items():
        merge = _Merge(book, table, f"{table}.csv", keep, taken)
        rows = merge.rows(current[table], own, book.base.get(table, {}))
        if list(rows.items()) != list(current[table].items()):
            path = story / f"{table}.csv"
            taken.files[path.name] = table_bytes(path, rows.values())
    texts = {key: {"key": key, "text": text} for key, text in head.items()}
    own = {
        key: {"key": key, "text": text} for key, text in book.head.items() if text or key in head
    }
    merge = _Merge(book, HEAD_SHEET, HEAD, keep, taken)
    rows = merge.rows(texts, own, book.base.get(HEAD_SHEET, {}))
    if rows != texts:
        head = {key: row["text"] for key, row in rows.items() if row["text"]}
        signs: dict[str, Any] = {key: read(whole.get(key, {}))[0] for key, read in SIGNS.items()}
        taken.files[HEAD] = (head_text(head) + signs_text(signs)).encode()
    return taken


class _Merge:
    """Merge the rows of one sheet into those of the folder, cell by cell."""

    def __init__(self, book: Book, table: str, file: str, keep: str, taken: Taken) -> None:
        self._book, self._table, self._file, self._keep = book, table, file, keep
        self._taken = taken

    def rows(self, current: Rows, own: Rows, base: Mapping[str, Mapping[str, str]]) -> Rows:
        """Return the rows that follow from both."""
        made: Rows = {}
        for key, row in own.items():
            there = current.get(key)
            if there is None:
                if key in base and not self._is_edited(row, base[key]):
                    continue  # removed in the folder
                if key in base and not self._wins(key, "", "a row that the folder has no more"):
                    continue
                made[key] = {column: cell for column, cell in row.items() if cell}
                self._say(key, "", "new")
            else:
                made[key] = self._cells(key, there, row, base.get(key, {}))
        for key, there in current.items():
            if key in own:
                continue
            gone = key in base
            if gone and self._is_edited(there, base[key]):
                gone = self._wins(key, "", "a row that the workbook has no more, edited here")
            if gone:
                self._say(key, "", "removed")
            else:
                made[key] = there
        return self._ordered(made, current, own, base)

    def _is_edited(self, row: Row, base: Mapping[str, str]) -> bool:
        sheet = {column: cell for column, cell in row.items() if "@" not in column}
        return hashes_of(sheet) != dict(base)

    def _cells(self, key: str, there: Row, own: Row, base: Mapping[str, str]) -> Row:
        row = dict(there)
        for column, cell in own.items():
            now = there.get(column, "")
            if cell in (now, now.replace("\r\n", "\n").replace("\r", "\n")):
                continue
            if (hash_of(cell) if cell else "") == base.get(column, ""):
                continue  # edited in the folder alone
            is_ours = (hash_of(now) if now else "") == base.get(column, "")
            if is_ours or self._wins(key, column, now):
                row[column] = cell
                self._say(key, column, f"{now!r} → {cell!r}")
        return row

    def _wins(self, key: str, column: str, now: str) -> bool:
        """Note what was edited in both, and return whether the workbook's is to stay."""
        number = self._book.rows.get((self._table, key), 0)
        if self._table == HEAD_SHEET:
            column = key
        mine = self._book.tables.get(self._table, {}).get(key, {}).get(column, "")
        where = f"{self._book.name}, sheet {self._table}"
        wanted = (
            f"one of the two: {self._file} has {now!r} now, edited after the workbook was written; "
            "--keep folder or --keep workbook"
        )
        what = mine or ("" if column else key.replace("\t", ", "))
        self._taken.conflicts.append(Fault(where, number, column, what, wanted))
        return self._keep == "workbook"

    def _say(self, key: str, column: str, what: str) -> None:
        name = key.replace("\t", ", ")
        column = "" if self._table == HEAD_SHEET else column
        self._taken.lines.append(
            ": ".join([", ".join(filter(None, (self._file, name, column))), what])
        )

    def _ordered(
        self, made: Rows, current: Rows, own: Rows, base: Mapping[str, Mapping[str, str]]
    ) -> Rows:
        """Return the rows in the order of the folder, unless the sheet was put in another."""
        old = [key for key in base if key in own]
        is_turned = [key for key in own if key in base] != old
        first = own if is_turned else current
        order = [*(key for key in first if key in made), *(key for key in made if key not in first)]
        if is_turned and order != [key for key in current if key in made]:
            self._taken.lines.append(f"{self._file}: in the order of the sheet")
        return {key: made[key] for key in order}


def _check(book: Book, story: Path, files: Mapping[str, bytes], *, is_new: bool = False) -> None:
    """Refuse tables that would not hold together; faults name the cells of the workbook."""
    with trial_story(story, files, is_new=is_new) as trial:
        try:
            read_tables(trial)
        except StoryError as error:
            raise StoryError(_of_the_book(fault, book, trial) for fault in error.faults) from error


def _of_the_book(fault: Fault, book: Book, trial: Path) -> Fault:
    """Return a fault of a table with the sheet and row in which it stands, where it has one."""
    table = fault.file.removesuffix(".csv")
    if table not in SCHEMAS or fault.row < 2:  # noqa: PLR2004 - of the whole table
        return fault
    header, *lines = read_records(trial / fault.file)[0]
    cells = lines[fault.row - 2] if fault.row - 2 < len(lines) else []
    number = book.rows.get((table, row_key(table, dict(zip(header, cells, strict=False)))))
    if number is None:
        return fault
    return replace(fault, file=f"{book.name}, sheet {table}", row=number)
