"""Describe the tables of a story as a Frictionless data package."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.evidence import without_marks
from geo.files import write_whole
from geo.story import schema, vocabulary
from geo.story.read import read_tables, warn_of_missing_finding

if TYPE_CHECKING:
    import os

    import pandas as pd


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
    """Leave out the columns that a table may and does leave out."""
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
