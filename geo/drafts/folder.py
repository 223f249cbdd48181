"""Write and read the folder of a draft, and compare two drafts of an article."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.drafts.columns import TABLES, draft_columns
from geo.errors import Fault, SourceError, StoryError
from geo.files import bytes_sha256, write_together
from geo.formats.escaping import guarded, unguarded
from geo.story.read import read_records
from geo.story.vocabulary import OPTIONAL_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from geo.drafts.propose import Draft

    Row = dict[str, str]
    from collections.abc import Iterator

    Key = tuple[str, ...]

MANIFEST = "draft.json"
"""What was written: articles and tables with their hashes, to know what a person changed."""


@dataclass(frozen=True)
class OldDraft:
    """A draft that stands in a folder already.

    Parameters
    ----------
    sources : dict of str to str
        The hash of each article's copy, by id.
    tables : dict of str to list of dict
        The rows, as they are now.
    edited : tuple of str
        Tables that a person changed since they were written.
    """

    sources: dict[str, str]
    tables: dict[str, list[Row]]
    edited: tuple[str, ...]


def write_draft(draft: Draft, folder: Path) -> list[Path]:
    """Write a draft's tables as CSV, a page to look through them, and the copies of its articles.

    Parameters
    ----------
    draft : Draft
        What is proposed.
    folder : pathlib.Path
        Where; made if it is not there.

    Returns
    -------
    list of pathlib.Path
        The page, the tables, the copies. The same draft gives the same bytes; all files
        appear together. Cells are safe in a spreadsheet, as `geo.formats.cells.guarded`
        makes them.
    """
    from geo.drafts.review import FILE, draft_page  # noqa: PLC0415 - only a draft draws a map

    tables = {table: _csv(table, rows) for table, rows in draft.tables.items()}
    copies = {article.file: article.data for article in draft.articles}
    manifest = {
        "articles": {article.id: article.sha256 for article in draft.articles},
        "tables": {table: bytes_sha256(data) for table, data in tables.items()},
    }
    files = {
        **copies,
        **{f"{table}.csv": data for table, data in tables.items()},
        FILE: draft_page(draft).encode(),
        MANIFEST: (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode(),
    }
    write_together(folder, files)
    names = [FILE, *(f"{table}.csv" for table in tables), *copies]
    return [folder / name for name in names]


def read_old(folder: Path) -> OldDraft | None:
    """Read the draft that stands in a folder; None where there is none.

    Raises
    ------
    SourceError
        If there are tables that no draft wrote: another folder's, or a story's.
    """
    there = [table for table in TABLES if (folder / f"{table}.csv").exists()]
    manifest = _manifest(folder)
    if manifest is None:
        if there:
            raise SourceError(
                f"{folder}: holds {there[0]}.csv, and no draft wrote it; choose another folder "
                "with -o"
            )
        return None
    written: dict[str, str] = manifest["tables"]
    edited = [
        table
        for table in there
        if bytes_sha256((folder / f"{table}.csv").read_bytes()) != written.get(table)
    ]
    tables = {table: _rows_of(folder, table)[0] for table in there}
    return OldDraft(dict(manifest["articles"]), tables, tuple(edited))


def read_rows(folder: Path) -> tuple[dict[str, dict[int, Row]], list[Fault]]:
    """Read a draft's tables, as a person saved them.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of a draft.

    Returns
    -------
    tables : dict of str to dict of int to dict
        The rows of each table by the number that a spreadsheet shows (the header is 1).
    faults : list of Fault
        What can't be read, in every table.

    Raises
    ------
    StoryError
        If it is no folder of a draft.
    """
    if not (folder / MANIFEST).is_file():
        raise StoryError([Fault(str(folder), 0, "", "no draft", "a folder that geo draft wrote")])
    tables, faults = {}, []
    for table in TABLES:
        rows, table_faults = _numbered(folder, table)
        tables[table] = rows
        faults += table_faults
    return tables, faults


def _rows_of(folder: Path, table: str) -> tuple[list[Row], list[Fault]]:
    rows, faults = _numbered(folder, table)
    return list(rows.values()), faults


def _numbered(folder: Path, table: str) -> tuple[dict[int, Row], list[Fault]]:
    """Read one table; a table that a person took away has no rows."""
    path = folder / f"{table}.csv"
    if not path.exists():
        return {}, []
    records, faults = read_records(path)
    if not records:
        return {}, faults
    header, *lines = records
    faults += _header_faults(path, table, header)
    if faults:
        return {}, faults
    rows = {}
    empty = dict.fromkeys(OPTIONAL_COLUMNS.get(table, ()), "")  # an older draft has fewer columns
    for number, cells in enumerate(lines, start=2):
        if not any(cells):
            continue
        if len(cells) != len(header):
            wanted = f"{len(header)} cells, as many as the header has"
            faults.append(Fault(path.name, number, "", f"{len(cells)} cells", wanted))
            continue
        typed = {name: unguarded(cell) for name, cell in zip(header, cells, strict=True)}
        rows[number] = empty | typed
    return rows, faults


def _header_faults(path: Path, table: str, header: Sequence[str]) -> list[Fault]:
    """Check for the columns of a draft, in any order; a person may add some of their own."""
    if len(header) == 1 and ";" in header[0]:
        return [Fault(path.name, 1, "", header[0], "cells separated by commas, not semicolons")]
    wanted = [name for name in draft_columns(table) if name not in OPTIONAL_COLUMNS.get(table, ())]
    missing = [name for name in wanted if name not in header]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    return [
        *(Fault(path.name, 1, name, "", "this column") for name in missing),
        *(Fault(path.name, 1, name, "several of this name", "one column") for name in twice),
    ]


def _csv(table: str, rows: Iterable[Row]) -> bytes:
    columns = draft_columns(table)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([guarded(row[name]) for name in columns] for row in rows)
    return text.getvalue().encode("utf-8")


def _manifest(folder: Path) -> dict[str, Any] | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return manifest if {"articles", "tables"} <= set(manifest) else None
    except (OSError, ValueError, TypeError):
        return None


_COMPARED = ("claims", "mentions", "figures", "events", "links")
_MOST = 20  # lines for one article


def diff(old: OldDraft, new: Draft) -> Iterator[str]:
    """List what differs from an earlier draft, article by article.

    Parameters
    ----------
    old : OldDraft
        The draft that stands.
    new : Draft
        The one that takes its place.

    Yields
    ------
    str
        A line for an article that has changed or is gone, then one for each row that stands
        elsewhere, is new, or is gone: known by its words, wherever they stand.
    """
    now = {article.id: article.sha256 for article in new.articles}
    for source in sorted(set(old.sources) | set(now)):
        if source not in now:
            yield f"{source}: no longer in the draft"
        elif source not in old.sources:
            yield f"{source}: new in the draft"
        elif old.sources[source] != now[source]:
            yield from _of_one(source, old.tables, new.tables)


def _of_one(source: str, old: dict[str, list[Row]], new: dict[str, list[Row]]) -> Iterator[str]:
    old_rows, new_rows = (dict(_rows(tables, source)) for tables in (old, new))
    moved = [
        f"  moved: {_named(key, row)}, {old_rows[key]['start']} → {row['start']}"
        for key, row in new_rows.items()
        if key in old_rows and old_rows[key]["start"] != row["start"]
    ]
    added = [f"  new: {_named(key, new_rows[key])}" for key in new_rows if key not in old_rows]
    gone = [f"  gone: {_named(key, old_rows[key])}" for key in old_rows if key not in new_rows]
    yield (
        f"{source}: the article has changed; {len(moved)} rows stand elsewhere, "
        f"{len(added)} are new, {len(gone)} are gone"
    )
    lines = [*gone, *added, *moved]
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"  … and {len(lines) - _MOST} more"


def _rows(tables: dict[str, list[Row]], source: str) -> Iterator[tuple[Key, Row]]:
    """Yield the rows of one source, each by its words and which time they are found."""
    times: dict[Key, Counter[str]] = defaultdict(Counter)
    for table in _COMPARED:
        for row in tables.get(table, ()):
            if row.get("source") == source:
                counter = times[table, row.get("what", "")]
                counter[row["span_sha256"]] += 1
                number = str(counter[row["span_sha256"]])
                yield (table, row.get("what", ""), row["span_sha256"], number), row


def _named(key: Key, row: Row) -> str:
    return f"{key[0]}.csv, {row['id']} (paragraph {row['paragraph']})"
