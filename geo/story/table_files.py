"""Write tables as their files are written, and describe them as a data package."""

from __future__ import annotations

import codecs
import csv
import io
import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import Fault, StoryError
from geo.evidence import without_marks
from geo.files import write_whole
from geo.locks import scratch_folder
from geo.story import schema, vocabulary
from geo.story.framing import SIGNS, signs_text
from geo.story.read import HEAD, read_records, read_tables, warn_of_missing_finding
from geo.story.schema import SCHEMAS
from geo.story.vocabulary import KEYS, OPTIONAL, OPTIONAL_COLUMNS, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from geo.story.read import Tables

    Row = dict[str, str]
    import os

    import pandas as pd


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
