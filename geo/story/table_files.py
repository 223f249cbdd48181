"""Write tables as their files are written, describe them, and check claims against a copy."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import hashlib
import io
import json
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import EventsError, Fault, SourceError, StoryError
from geo.evidence import SEPARATOR, without_marks
from geo.files import write_whole
from geo.locks import scratch_folder
from geo.story import schema, vocabulary
from geo.story.framing import SIGNS, signs_text
from geo.story.read import HEAD, read_records, read_tables, warn_of_missing_finding
from geo.story.schema import SCHEMAS
from geo.story.vocabulary import KEYS, OPTIONAL, OPTIONAL_COLUMNS, SCHEMA

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from geo.story.read import Tables

    Row = dict[str, str]


RECORD = "imports.json"
"""What `geo import` remembers of the tables that it has read, beside those of the story."""


@dataclass(frozen=True)
class Verdict:
    """What came of one span."""

    outcome: str
    moved_to: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True)
class TableCopy:
    r"""The cells of a table by row and column; rows as a spreadsheet numbers them.

    Examples
    --------
    >>> import pandas as pd
    >>> copy = TableCopy(pd.DataFrame({"Town": ["Karachi"], "Dead": [4]}, index=[2]))
    >>> copy.text(2, ("Town", "Dead"))
    'Karachi\t4'
    """

    frame: pd.DataFrame

    def text(self, row: int, columns: Sequence[str]) -> str | None:
        """Return the text of cells of a row; None where there is no such row or column."""
        if row not in self.frame.index or not set(columns) <= set(self.frame.columns):
            return None
        return "\t".join(cell_text(self.frame.loc[row, name]) for name in columns)

    def rows(self, columns: Sequence[str]) -> dict[str, list[int]]:
        """Return the rows by the hash of their cells in some columns."""
        rows: dict[str, list[int]] = defaultdict(list)
        if set(columns) <= set(self.frame.columns):
            cells = [self.frame[name].map(cell_text) for name in columns]
            for row, *texts in zip(self.frame.index, *cells, strict=True):
                rows[digest_of("\t".join(texts))].append(int(row))
        return rows


def digest_of(text: str) -> str:
    """Return the sha256 of a text, 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def cell_text(cell: Any) -> str:  # noqa: ANN401, PLR0911 - whatever a table holds
    """Return the text of a cell, the same whichever kind of file it comes from.

    Examples
    --------
    >>> [cell_text(cell) for cell in (" Karachi ", 4.0, 1.5, dt.date(2007, 5, 12), None, True)]
    ['Karachi', '4', '1.5', '2007-05-12', '', 'TRUE']
    """
    if isinstance(cell, np.generic):
        cell = cell.item()
    if cell is None or (isinstance(cell, float) and cell != cell) or str(cell) in ("<NA>", "NaT"):  # noqa: PLR0124 - NaN
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, (dt.datetime, dt.date, dt.time)):
        return cell.isoformat()
    if isinstance(cell, (dict, list)):
        return json.dumps(cell, ensure_ascii=False, sort_keys=True)
    return str(cell).strip()


def read_record(folder: Path) -> dict[str, Any]:
    """Read what `geo import` remembers of a story's tables, by the id of the source.

    Raises
    ------
    SourceError
        The file is broken.
    """
    path = Path(folder) / RECORD
    if not path.exists():
        return {}
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return {name: {**known} for name, known in record.items()}
    except (ValueError, TypeError, AttributeError, OSError) as error:
        raise SourceError(
            f"{path}: can't be read; wanted what geo import wrote: restore it, or remove it and "
            "import anew"
        ) from error


def read_copy(data: bytes, source: Mapping[str, Any], *, folder: Path) -> TableCopy:
    """Read the bytes of a table that a story cites.

    Parameters
    ----------
    data : bytes
        The reader's copy.
    source : mapping
        Its row of ``sources``, with id, file and sheet.
    folder : pathlib.Path
        Folder of the story, where `RECORD` says how the file is written.

    Raises
    ------
    SourceError
        It can't be read, or has no such sheet.
    """
    from geo.tables.grid import read_cells  # noqa: PLC0415 - only tables need it

    settings = read_record(folder).get(source["id"], {}).get("options", {})
    try:
        frame = read_cells(
            io.BytesIO(data),
            name=str(source["file"]),
            sheet=str(source["sheet"]),
            encoding=str(settings.get("encoding", "")),
        )
    except EventsError as error:
        raise SourceError(f"sources: {error}") from error
    return TableCopy(frame)


def split_columns(cell: str, known: Iterable[str]) -> tuple[str, ...] | None:
    """Return the names of columns in a cell; a name may hold the sign between them.

    Examples
    --------
    >>> split_columns("What; Town; Dead", ["What; Town", "Dead"])
    ('What; Town', 'Dead')
    >>> split_columns("What; Place", ["What"]) is None
    True
    """
    names, parts = set(known), cell.split(SEPARATOR)
    columns = []
    while parts:
        size = next((n for n in range(len(parts), 0, -1) if SEPARATOR.join(parts[:n]) in names), 0)
        if not size:
            return None
        columns.append(SEPARATOR.join(parts[:size]))
        parts = parts[size:]
    return tuple(columns)


def judge_cells(table: TableCopy, claims: pd.DataFrame) -> dict[int, Verdict]:
    """Judge the claims of one table: first where they should be, then in other rows.

    A row that a claim of several cells finds elsewhere is where the row's single cells are looked
    for; a single cell alone, such as a number, is looked for in no other row.

    Parameters
    ----------
    table : TableCopy
    claims : pandas.DataFrame
        With paragraph, column, start, end and span_sha256.

    Returns
    -------
    dict of int to Verdict
        By the index of `claims`.
    """
    verdicts: dict[int, Verdict] = {}
    moved: dict[int, int] = {}
    spans = [
        (len(columns or ()), row, columns, index, start, end, digest)
        for index, row, start, end, digest, columns in zip(
            claims.index,
            *(claims[name] for name in ("paragraph", "start", "end", "span_sha256")),
            (split_columns(cell, table.frame.columns) for cell in claims["column"]),
            strict=True,
        )
    ]
    rows_by_hash: dict[tuple[str, ...], dict[str, list[int]]] = {}
    for size, row, columns, index, start, end, digest in sorted(
        spans, key=lambda span: (-span[0], span[1], span[3])
    ):
        if columns is None:
            verdicts[index] = Verdict("changed")
            continue
        text = table.text(row, columns)
        other = moved.get(row)
        if other is None and text is not None and digest_of(text[start:end]) == digest:
            verdicts[index] = Verdict("found", None, int(row))
            continue
        if other is not None:
            text = table.text(other, columns)
            holds = text is not None and digest_of(text[start:end]) == digest
            verdicts[index] = Verdict("moved", other, other) if holds else Verdict("changed")
            continue
        if size > 1:
            rows = rows_by_hash.setdefault(columns, table.rows(columns))
            near = sorted(rows.get(digest, ()), key=lambda at: (abs(at - row), at))
            if near:
                moved[row] = near[0]
                verdicts[index] = Verdict("moved", near[0], near[0])
                continue
        verdicts[index] = Verdict("changed")
    return verdicts


def row_key(table: str, row: Mapping[str, str]) -> str:
    """Return what tells a row of a table apart.

    Examples
    --------
    >>> row_key("events", {"id": "march"}), row_key("pins", {"place": "oslo"})
    ('march', 'oslo')
    """
    return "\t".join(row.get(column, "") for column in KEYS.get(table, ("id",)))


def keyed_rows(folder: Path) -> dict[str, dict[str, Row]]:
    """Read the rows of all tables of a story, letter for letter, by what tells them apart.

    Raises
    ------
    StoryError
        A table can't be read, or has two rows of one id.
    """
    tables: dict[str, dict[str, Row]] = {}
    faults = []
    for table in SCHEMAS:
        path = folder / f"{table}.csv"
        records, problems = read_records(path) if path.exists() else ([], [])
        faults += problems
        header, *lines = records or [[]]
        rows = tables[table] = dict[str, "Row"]()
        for number, cells in enumerate(lines, start=2):
            if not any(cells):
                continue
            row = dict(zip(header, cells, strict=False))
            key = row_key(table, row)
            if key in rows:
                wanted = "an id of its own; it stands already above"
                faults.append(Fault(path.name, number, KEYS.get(table, ("id",))[0], key, wanted))
            rows[key] = row
    if faults:
        raise StoryError(faults)
    return tables


def table_bytes(
    path: Path, rows: Collection[Row], *, columns: Sequence[str] = (), is_new: bool = False
) -> bytes:
    """Return rows as the table's file writes them, whose columns, line ends and mark stay.

    Parameters
    ----------
    path : pathlib.Path
        The table's file; it need not be there.
    rows : collection of dict
        All rows, in their order.
    columns : sequence of str
        The columns; where none are named, those of the file, and optional ones that rows fill.
    is_new : bool
        Whether the file that is there counts for nothing.
    """
    before = path.read_bytes() if path.exists() and not is_new else b""
    if not columns:
        columns, optional = list(SCHEMAS[path.stem].columns), OPTIONAL_COLUMNS.get(path.stem, ())
        header = read_records(path)[0][0] if before else columns
        filled = {column for row in rows for column, cell in row.items() if cell}
        needed = filled.union(header, {*columns} - {*optional})
        columns = [column for column in columns if column in needed]
        columns += [name for name in header if "@" in name]  # texts in other languages
    return csv_bytes([columns, *([row.get(name, "") for name in columns] for row in rows)], before)


def csv_bytes(lines: Iterable[Sequence[str]], before: bytes) -> bytes:
    r"""Return lines of cells as CSV, with the ends of line and the mark that the file had before.

    Examples
    --------
    >>> csv_bytes([["id", "note"], ["a", "b, c"]], b"id\r\n")
    b'id,note\r\na,"b, c"\r\n'
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n" if b"\r\n" in before else "\n").writerows(lines)
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    return mark + text.getvalue().encode("utf-8", "replace")


@contextmanager
def trial_story(story: Path, files: Mapping[str, bytes], *, is_new: bool = False) -> Iterator[Path]:
    """Yield a folder with the tables of a story as they would be with other files."""
    with scratch_folder("geo-trial-") as trial:
        for name in (HEAD, *(f"{table}.csv" for table in SCHEMAS)):
            if name in files:
                (trial / name).write_bytes(files[name])
            elif not is_new and (story / name).exists():
                (trial / name).write_bytes((story / name).read_bytes())
        yield trial


def files_of(tables: Tables) -> dict[str, bytes]:
    """Return checked tables as the files of a story's folder.

    Examples
    --------
    >>> from geo.story.read import read_tables
    >>> tables = read_tables("data")  # the tables of this project's own story
    >>> sorted(files_of(tables))[:3]
    ['actors.csv', 'claims.csv', 'event_places.csv']
    """
    head = head_text({key: text for key, text in tables.head.items() if text})
    files = {HEAD: (head + signs_text({key: getattr(tables, key) for key in SIGNS})).encode()}
    for table, own in tables.frames.items():
        frame = own.join(tables.texts[table]) if table in tables.texts else own
        rows = [
            {str(name): str(cell) for name, cell in row.items()} for row in frame.to_dict("records")
        ]
        filled = {column for row in rows for column, cell in row.items() if cell}
        unfilled = {*OPTIONAL_COLUMNS.get(table, ())} - filled
        columns = [column for column in SCHEMAS[table].columns if column not in unfilled]
        columns += [name for name in map(str, frame) if "@" in name]
        if rows or table not in OPTIONAL:
            files[f"{table}.csv"] = csv_bytes(
                [columns, *([row.get(name, "") for name in columns] for row in rows)], b""
            )
    return files


def head_text(head: Mapping[str, str]) -> str:
    """Return ``story.toml`` with what a story says of itself, in its present form.

    Examples
    --------
    >>> head_text({"name": "choir"}).splitlines()[-1]
    'name = "choir"'
    """
    lines = [
        f"{_toml_key(key)} = {json.dumps(text, ensure_ascii=False)}\n" for key, text in head.items()
    ]
    return "".join([f"schema = {SCHEMA}\n", *lines])


def _toml_key(key: str) -> str:
    return f'"{key}"' if "@" in key else key


FILE = "datapackage.json"
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}
"""The licence of the tables, which are our own words; the articles are not among them."""


def write_datapackage(folder: str | os.PathLike[str]) -> Path:
    """Write ``datapackage.json`` beside the tables of a story, from the schemas that check them.

    Parameters
    ----------
    folder : path-like
        Folder of a story.

    Returns
    -------
    pathlib.Path
        The file. The same tables give the same bytes.

    Raises
    ------
    geo.errors.StoryError
        If the tables don't hold together.

    Notes
    -----
    Frictionless Data Package and Table Schema, version 1, as ``frictionless validate`` reads them.

    Examples
    --------
    >>> import tempfile
    >>> from geo.story import new_story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_datapackage(new_story(Path(folder, "choir"), title="The choir")).name
    'datapackage.json'
    """
    path = Path(folder)
    tables = read_tables(path)
    warn_of_missing_finding(tables.head)
    package = {
        "name": tables.head["name"],
        "title": without_marks(tables.head["title"]),
        **({"description": without_marks(finding)} if (finding := tables.head["finding"]) else {}),
        "licenses": [LICENCE],
        "sources": [{"title": title} for title in _source_titles(tables.frames["sources"])],
        "resources": [
            _resource(
                table,
                columns=_present(
                    path / f"{table}.csv",
                    table_schema.with_media(tables.media).columns
                    | table_schema.in_languages(map(str, tables.texts.get(table, ()))).columns,
                ),
            )
            for table, table_schema in schema.SCHEMAS.items()
            if (path / f"{table}.csv").exists()
        ],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2, sort_keys=True)
    write_whole(path / FILE, text + "\n")
    return path / FILE


def _present(path: Path, columns: dict[str, schema.Column]) -> dict[str, schema.Column]:
    """Drop the columns that a table may and does leave out."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        header = next(csv.reader(lines), [])
    left_out = vocabulary.OPTIONAL_COLUMNS.get(path.stem, ())
    return {
        name: column for name, column in columns.items() if name in header or name not in left_out
    }


def _source_titles(sources: pd.DataFrame) -> list[str]:
    rows = zip(sources["title"], sources["publisher"], strict=True)
    return [f"{title} ({publisher})" for title, publisher in rows]


def _resource(table: str, *, columns: dict[str, schema.Column]) -> dict[str, Any]:
    """Describe one table."""
    return {
        "name": table,
        "path": f"{table}.csv",
        "description": f"A row is {vocabulary.TABLES[table]}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(name, column=column) for name, column in columns.items()],
            "foreignKeys": [
                _foreign_key(name, target=target, table=table)
                for name, column in columns.items()
                if (target := _only_target(column))
            ],
            "missingValues": [""],
            "primaryKey": list(vocabulary.KEYS.get(table, ("id",))),
        },
    }


def _field(name: str, *, column: schema.Column) -> dict[str, Any]:
    """Describe one column."""
    return {"name": name, "description": column.description, **column.field}


def _only_target(column: schema.Column) -> str:
    """Name the one table to which the cells of a column point, one id each; else nothing."""
    one_id = column.field.get("constraints", {}).get("pattern") == schema.SLUG
    return column.refers[0] if one_id and len(column.refers) == 1 else ""


def _foreign_key(name: str, *, target: str, table: str) -> dict[str, Any]:
    """Describe a column whose cells are ids of another table, or of its own."""
    resource = "" if target == table else target
    return {"fields": [name], "reference": {"fields": ["id"], "resource": resource}}
