"""One workbook as a story: a sheet for each table, to be edited in a spreadsheet and read back.

All cells are text, so that `2007-05` stays a month. A hidden sheet holds a hash of each cell as it
was written: when the workbook is read back, cells that were edited here, and those edited in the
folder meanwhile, are told apart (`geo.importing.workbook`).
"""

from __future__ import annotations

import datetime as dt
import io
import re
import tomllib
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import ExportError, Fault, StoryError
from geo.files import exclusive, reading, write_together, write_whole
from geo.importing.merge import hash_of, hashes_of, pack_hashes, unpack_hashes
from geo.story import new as new_stories
from geo.story.framing import SIGNS, signs_text
from geo.story.read import HEAD, HEAD_KEYS, OPTIONAL_KEYS, read_form, read_records, read_tables
from geo.story.schema import SCHEMAS, Column
from geo.story.table_files import (
    head_text,
    keyed_rows,
    row_key,
    table_bytes,
    trial_story,
)
from geo.story.vocabulary import KEYS
from geo.tables.grid import letters

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


HEAD_SHEET = "story"
"""The sheet with what ``story.toml`` says: a key and its text in each row."""
_BASE_SHEET = "geo"
_WRITTEN_BY = "geo workbook"
_LONGEST_CELL = 32_767
_LONGEST_LIST = 255
_ROOM = 2_000  # rows below a table in which lists are still offered
_WIDTHS = {"id": 28, "statement": 60, "text": 60, "title": 40, "note": 40, "span_sha256": 14}
_DATES = ("date", "published", "accessed", "as_of")
_SERIALS = (10_000, 80_000)
_FIXED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Book:
    """What a workbook holds of a story.

    Parameters
    ----------
    name : str
        Name of its file.
    tables : dict
        Rows by table and by what tells them apart, in the order of the sheet.
    rows : dict
        The row of the sheet in which each of them stands.
    head : dict
        What the sheet ``story`` says.
    base : dict
        Hashes of the cells as they were written into it, by table, key and column.
    notes : list of str
        What is to be said of sheets.
    """

    name: str
    tables: dict[str, dict[str, Row]]
    rows: dict[tuple[str, str], int]
    head: dict[str, str]
    base: dict[str, dict[str, dict[str, str]]]
    notes: list[str] = field(default_factory=list)


def write_workbook(
    folder: str | os.PathLike[str], file: str | os.PathLike[str], *, overwrite: bool = False
) -> Path:
    """Write the tables of a story into one workbook.

    Parameters
    ----------
    folder : path-like
        Folder of the story.
    file : path-like
        The workbook, in .xlsx.
    overwrite : bool
        Whether to take the place of a workbook that is there.

    Returns
    -------
    pathlib.Path
        The workbook. The same tables give the same bytes.

    Raises
    ------
    ExportError
        There is such a file already, or a cell is too long for a spreadsheet.
    geo.errors.StoryError
        A table can't be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     book = write_workbook("data", Path(name, "story.xlsx"))
    ...     zipfile.is_zipfile(book)
    True
    """
    path, story = Path(file), Path(folder)
    if path.exists() and not overwrite:
        raise ExportError(
            f"{path}: found a file, wanted a new one: what was edited in it would be lost; read it "
            f"first (geo workbook {path} {story}), or --overwrite"
        )
    with reading(story):
        tables, head = keyed_rows(story), tomllib.loads(read_form(story).text)
    faults = [
        f"{table}.csv, {key!r}, column {column}: {problem}"
        for table, rows in tables.items()
        for key, row in rows.items()
        for column, cell in row.items()
        if (problem := _unwritable(cell))
    ]
    if faults:
        raise ExportError("\n  ".join([f"{path}: cells that a workbook can't hold", *faults]))
    write_whole(path, _book_bytes(tables, head))
    return path


def _unwritable(cell: str) -> str:
    if len(cell) > _LONGEST_CELL:
        return f"found {len(cell):,} characters, wanted at most {_LONGEST_CELL:,}"
    return "found a control character, wanted none" if _CONTROLS.search(cell) else ""


def _book_bytes(tables: Mapping[str, Mapping[str, Row]], head: Mapping[str, Any]) -> bytes:
    import openpyxl  # noqa: PLC0415 - it takes a while

    book = openpyxl.Workbook()
    book.remove(book.active)
    texts = {
        key: {"key": key, "text": str(head.get(key, ""))} for key in (*HEAD_KEYS, *OPTIONAL_KEYS)
    }
    wanted = {**HEAD_KEYS, **OPTIONAL_KEYS}
    _fill(book.create_sheet(HEAD_SHEET), ["key", "text", "write"], [
        row | {"write": wanted[key]} for key, row in texts.items()
    ])  # fmt: skip
    for table, schema in SCHEMAS.items():
        sheet = book.create_sheet(table)
        columns = list(schema.columns)
        _fill(sheet, columns, list(tables[table].values()))
        for number, (name, column) in enumerate(schema.columns.items()):
            _describe(sheet, number, name, column)
            _offer(sheet, letters(number), column)
    base = book.create_sheet(_BASE_SHEET)
    base.sheet_state = "veryHidden"
    base.append([_WRITTEN_BY, "1"])
    for table, rows in {**tables, HEAD_SHEET: texts}.items():
        columns = ["key", "text"] if table == HEAD_SHEET else list(SCHEMAS[table].columns)
        base.append(["table", table, " ".join(columns)])
        for key, row in rows.items():
            base.append(["row", _escaped(key), pack_hashes(hashes_of(row), columns)])
    buffer = io.BytesIO()
    book.save(buffer)
    return _fixed(buffer.getvalue())


def _fill(sheet: Any, columns: list[str], rows: list[Row]) -> None:  # noqa: ANN401 - of openpyxl
    """Write a header and rows as text."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - goes with the workbook

    for number, name in enumerate(columns, start=1):
        cell = sheet.cell(1, number, name)
        cell.font = Font(bold=True)
        dimension = sheet.column_dimensions[letters(number - 1)]
        dimension.width = _WIDTHS.get(name, 18)
        dimension.number_format = "@"
    for at, row in enumerate(rows, start=2):
        for number, name in enumerate(columns, start=1):
            text = row.get(name, "")
            cell = sheet.cell(at, number)
            cell.number_format = "@"
            if text:
                cell.value = _escaped(text)
                cell.data_type = "s"  # never a formula
            if name in ("statement", "text", "note"):
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"


def _describe(sheet: Any, number: int, name: str, column: Column) -> None:  # noqa: ANN401
    """Write into a comment of the header what is wanted below it."""
    from openpyxl.comments import Comment  # noqa: PLC0415 - goes with the workbook

    comment = Comment(f"{name}: {column.description}", _WRITTEN_BY)
    comment.width, comment.height = 320, 120
    sheet.cell(1, number + 1).comment = comment


def _offer(sheet: Any, letter: str, column: Column) -> None:  # noqa: ANN401 - of openpyxl
    """Offer a list of what a cell may be: a vocabulary, or the ids of another sheet."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - the same

    constraints = column.field.get("constraints", {})
    choices = ",".join(constraints.get("enum", ()))
    one_id = len(column.refers) == 1 and ";" not in constraints.get("pattern", ";")
    if choices and len(choices) <= _LONGEST_LIST:
        formula = f'"{choices}"'
    elif one_id:
        formula = f"'{column.refers[0]}'!$A$2:$A${_ROOM}"
    else:
        return
    offer = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=True)
    offer.errorStyle = "stop" if choices else "warning"
    offer.error = f"Wanted: {column.description}"[:_LONGEST_LIST]
    offer.add(f"{letter}2:{letter}{sheet.max_row + _ROOM}")
    sheet.add_data_validation(offer)


def _escaped(text: str) -> str:
    """Return a text as a workbook's XML holds it: a carriage return has a name of its own."""
    named = _ESCAPE.sub(lambda match: f"_x005F_x{match[1]}_", text)
    return named.replace("\r", "_x000D_")


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def _fixed(data: bytes) -> bytes:
    """Return a workbook without the time at which it was written."""
    when = _FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(?<=W3CDTF\">)[^<]+", when, content)
            part = zipfile.ZipInfo(name, date_time=_FIXED.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, content)
    return buffer.getvalue()


def read_book(file: str | os.PathLike[str]) -> Book:
    """Read the sheets of a workbook that `write_workbook` has written, and a person edited.

    Parameters
    ----------
    file : path-like
        The workbook.

    Returns
    -------
    Book

    Raises
    ------
    geo.errors.StoryError
        It is no such workbook, or cells hold what they can't: all of them, with sheet, row and
        column.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     book = read_book(write_workbook("data", Path(name, "story.xlsx")))
    >>> book.tables["sources"]["bbc"]["publisher"]
    'BBC News'
    """
    import openpyxl  # noqa: PLC0415 - it takes a while

    path = Path(file)
    wanted = "a workbook as geo workbook writes it, in .xlsx"
    try:
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise StoryError([Fault(str(path), 0, "", f"another file ({error})", wanted)]) from error
    if HEAD_SHEET not in book.sheetnames or not set(SCHEMAS) & set(book.sheetnames):
        raise StoryError([Fault(str(path), 0, "", "a workbook of another kind", wanted)])
    is_based = _BASE_SHEET in book.sheetnames
    made = Book(path.name, {}, {}, {}, _base(book[_BASE_SHEET]) if is_based else {})
    if not is_based:
        made.notes.append(
            f"the hidden sheet {_BASE_SHEET!r} is gone: each cell that differs counts as edited in "
            "both, and rows of the folder stay"
        )
    faults: list[Fault] = []
    for name in book.sheetnames:
        if name in SCHEMAS:
            _read_sheet(made, name, book[name], faults)
        elif name not in (_BASE_SHEET, HEAD_SHEET):
            made.notes.append(f"sheet {name!r} is none of a story, and left")
    for table in SCHEMAS:
        if table not in book.sheetnames:
            made.notes.append(f"sheet {table!r} is not there; the table stays as it is")
    _read_head(made, book[HEAD_SHEET], faults)
    if faults:
        raise StoryError(faults)
    return made


def is_story_book(file: Path) -> bool:
    """Return whether a file is a workbook that `write_workbook` has written."""
    if not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
    import openpyxl  # noqa: PLC0415 - it takes a while

    names = openpyxl.load_workbook(file, read_only=True).sheetnames
    return {HEAD_SHEET, _BASE_SHEET} <= {*names}


def _base(sheet: Any) -> dict[str, dict[str, dict[str, str]]]:  # noqa: ANN401 - of openpyxl
    base: dict[str, dict[str, dict[str, str]]] = {}
    table, columns = "", list[str]()
    for kind, name, text, *_ in sheet.iter_rows(min_row=2, max_col=3, values_only=True):
        if kind == "table":
            table, columns = str(name), str(text).split()
            base[table] = {}
        elif kind == "row":
            base[table][_unescaped(str(name))] = unpack_hashes(str(text), columns)
    return base


def _read_head(made: Book, sheet: Any, faults: list[Fault]) -> None:  # noqa: ANN401 - of openpyxl
    for cells in sheet.iter_rows(min_row=2, max_col=2):
        key = str(cells[0].value or "").strip()
        if key:
            made.head[key] = _cell_text(cells[1], key, made.name, HEAD_SHEET, faults)


def _read_sheet(made: Book, table: str, sheet: Any, faults: list[Fault]) -> None:  # noqa: ANN401
    """Read the rows of a sheet, and what is wrong with its cells."""
    file = f"{made.name}, sheet {table}"
    header = [str(cell.value or "").strip() for cell in sheet[1]]
    columns = SCHEMAS[table].columns
    faults += [
        Fault(file, 1, letters(at), name, f"no column but {', '.join(columns)}")
        for at, name in enumerate(header)
        if name and (name not in columns or header.index(name) != at)
    ]
    faults += [Fault(file, 1, name, "", "this column") for name in columns if name not in header]
    rows = made.tables[table] = {}
    first: dict[str, int] = {}
    for number, cells in enumerate(sheet.iter_rows(min_row=2, max_col=len(header)), start=2):
        row = {
            name: _cell_text(cell, name, made.name, table, faults)
            for name, cell in zip(header, cells, strict=True)
            if name in columns
        }
        if not any(row.values()):
            continue
        key = row_key(table, row)
        if key in first or not key.strip("\t"):
            what = KEYS.get(table, ("id",))[0]
            wanted = f"another than in row {first[key]}" if key in first else "an id"
            faults.append(Fault(file, number, what, row.get(what, ""), wanted))
        first.setdefault(key, number)
        rows[key] = row
        made.rows[table, key] = number


def _cell_text(  # noqa: PLR0911 - a kind of cell each
    cell: Any,  # noqa: ANN401
    name: str,
    book: str,
    sheet: str,
    faults: list[Fault],
) -> str:
    """Return the text of a cell, or note what keeps it from being one."""
    value = cell.value
    if value is None:
        return ""

    def refuse(wanted: str, actual: str = "") -> str:
        where = f"{name} ({cell.coordinate})"
        faults.append(
            Fault(f"{book}, sheet {sheet}", cell.row, where, actual or str(value), wanted)
        )
        return ""

    if cell.data_type == "f":
        return refuse("what it comes to, as text: a formula is not read")
    if cell.data_type == "e":
        return refuse("text, or nothing: the spreadsheet has an error here")
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        day = _day_text(value, str(cell.number_format)) if name in _DATES else ""
        return day or refuse("text: the spreadsheet has made a date of it; format the cell as text")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        low, high = _SERIALS
        if name in _DATES and low <= value < high:
            meant = dt.date(1899, 12, 30) + dt.timedelta(days=int(value))
            return refuse(f"a date as text; if it is {meant}, write {meant}")
        whole = isinstance(value, int) or value.is_integer()
        return str(int(value)) if whole else repr(value)
    return _unescaped(str(value))


def _day_text(value: object, pattern: str) -> str:
    """Return a date of a spreadsheet as exact as its format shows it; nothing for a time of day."""
    if not isinstance(value, dt.date) or (
        isinstance(value, dt.datetime) and value.time() != dt.time()
    ):
        return ""
    shown = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.", "", pattern.casefold())
    day = f"{value:%Y-%m-%d}"
    return day if "d" in shown else day[:7] if "m" in shown else day[:4]
