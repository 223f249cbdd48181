"""Import a table of events into a story whose source it is, and import it again when it changes."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.dates.edtf import WANTED
from geo.dates.notations import order_of
from geo.errors import EventsError
from geo.evidence import split_ids
from geo.files import exclusive, write_together
from geo.geocoding.pin_file import COLUMNS, read_pins, typed, write_pins
from geo.geocoding.pins import answer_pins
from geo.geodesy import HEADINGS
from geo.importing.cells import Ids, hashed_cells, row_keys, short_id
from geo.importing.merge import (
    TABLES,
    MergedRows,
    match_keys,
    merge_rows,
    remembered,
    unpacked_record,
)
from geo.importing.rows import Built, RowBuilder
from geo.locks import scratch_folder
from geo.story import new as new_stories
from geo.story.citations import FOLDER
from geo.story.read import HEAD, read_form, read_tables
from geo.story.schema import SCHEMAS, is_date
from geo.story.table_files import RECORD, keyed_rows, read_record, table_bytes, trial_story
from geo.story.vocabulary import SCHEMA
from geo.tables.events import scan_events
from geo.tables.fields import find_fields
from geo.tables.grid import numbered
from geo.tables.schemas import Options

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    from geo.tables.scan import EventTable
    from geo.tables.schemas import Fields

    Row = dict[str, str]
    Tables = dict[str, dict[str, Row]]

_SHARED = ("places", "events", "links", "actors")


@dataclass(frozen=True)
class Wanted:
    """What a person says of a table that is imported, beside its columns of place and date.

    Parameters
    ----------
    key, said_by : str
        Columns that tell rows apart, and say who says what a row tells.
    figures : tuple of str
        Further columns that count something.
    source : str
        Id of the table as a source; its file's name if none is given.
    publisher, published : str
        Who published the table, and when (EDTF).
    headline : str
        Title of a new story.
    """

    key: str = ""
    said_by: str = ""
    figures: tuple[str, ...] = ()
    source: str = ""
    publisher: str = ""
    published: str = ""
    headline: str = ""


@dataclass(frozen=True)
class Import:
    """What an import changes, or would change.

    Parameters
    ----------
    table : EventTable
        The table, and what was found in it.
    fields : Fields
        Which of its columns hold what a story wants besides.
    source : str
        Id of the table as a source.
    is_new : bool
        Whether the story is new.
    rows : dict
        Rows of the file by what becomes of them: ``new``, ``changed`` (with the columns), ``gone``.
    merged : MergedRows
        The rows of the story.
    notes : list of str
        What is to be said of rows.
    files : dict
        Contents of the files that are written, by name; empty where nothing changes.
    """

    table: EventTable
    fields: Fields
    source: str
    is_new: bool
    rows: dict[str, list[str]]
    merged: MergedRows
    notes: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each table come from this table."""
        return {table: len(self.merged.written.get(table, {})) for table in TABLES}


def import_table(
    file: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    options: Options | None = None,
    wanted: Wanted | None = None,
    dry_run: bool = False,
) -> Import:
    r"""Import a table of events into a story; again, what has changed in it.

    Each row becomes an event with a claim that stands in the row's cells, each number a figure. A
    cell of the story that a person has edited since the last import stays as it is; rows that are
    gone from the file go, unless a person edited them or something else rests on them.

    Parameters
    ----------
    file : path-like
        A table, as `geo.read_events` takes it.
    folder : path-like
        Folder of the story; made if missing.
    options : Options, optional
        Which columns are what; those of the last import where none are given.
    wanted : Wanted, optional
        What else a person says of the table.
    dry_run : bool
        Whether to write nothing.

    Returns
    -------
    Import
        What has changed, or would.

    Raises
    ------
    geo.errors.EventsError
        The table can't be read, or not in one way only.
    geo.errors.StoryError
        The story would not hold together; nothing is written.

    Examples
    --------
    >>> import tempfile
    >>> text = "What,Date,Town,Country,Dead\nA wall fell,2007-05-12,Karachi,Pakistan,at least 4\n"
    >>> with tempfile.TemporaryDirectory() as name:
    ...     _ = Path(name, "a.csv").write_text(text, encoding="utf-8")
    ...     made = import_table(Path(name, "a.csv"), Path(name, "story"))
    >>> made.counts["events"], [row["high"] for row in made.merged.tables["figures"].values()]
    (1, [''])
    """
    path, story = Path(file), Path(folder)
    is_new = not story.is_dir() or not any(story.iterdir())
    if is_new:
        plan = _plan(path, story, options or Options(), wanted or Wanted(), is_new=True)
        if not dry_run:
            new_stories.write_story(story, plan.files)
        return plan
    with exclusive(story):
        plan = _plan(path, story, options or Options(), wanted or Wanted(), is_new=False)
        if plan.files and not dry_run:
            write_together(story, plan.files)
    return plan


def _plan(path: Path, story: Path, options: Options, wanted: Wanted, *, is_new: bool) -> Import:
    if path.suffix.lower() == ".shp":
        raise EventsError(
            f"{path.name}: found a .shp, whose columns stand in files beside it; wanted all of "
            "them in one zip file, as the story keeps a copy"
        )
    if wanted.published and not is_date(wanted.published):
        raise EventsError(f"published: found {wanted.published!r}, wanted {WANTED}")
    if not is_new and read_form(story).version < SCHEMA:
        read_tables(story)  # says how the story is upgraded
    record = {} if is_new else read_record(story)
    files = dict(_new_files(path, story, wanted)) if is_new else {}
    current = {} if is_new else keyed_rows(story)
    current = {table: current.get(table, {}) for table in SCHEMAS}
    source = (
        wanted.source
        or _source_of(record, path.name, options.sheet)
        or _free_id(path, options, current)
    )
    if not is_new and wanted.headline:
        raise EventsError(
            f"--headline: found the story {story}, wanted a new one ({HEAD} has its title)"
        )
    if not is_new:
        _refuse_clash(source, path.name, current, record)
    last = unpacked_record(record.get(source, {}), path=story / RECORD)
    options, wanted = _repeated(options, wanted, last)
    table = scan_events(path, options)
    table = replace(table, frame=numbered(table.frame), cells=numbered(table.cells))
    fields = find_fields(table, key=wanted.key, said_by=wanted.said_by, figures=wanted.figures)
    taken = {*HEADINGS, *(name for kind in _SHARED for name in current[kind])}
    ids = Ids({kind: dict(known) for kind, known in last.get("ids", {}).items()}, taken)
    keys = _keys(table, fields, last.get("rows", {}))
    others = _others(current, last.get("written", {}).get("places", {}))
    built = RowBuilder(table, fields, source=source, keys=keys, ids=ids, others=others).build()
    data = path.read_bytes()
    own = _source_row(source, path, data, table, wanted)
    merged = merge_rows(
        current,
        {"sources": {source: own}, **built.tables},
        written=last.get("written", {}),
        groups={(kind, name): key for kind, name, key in _owners(last)},
        head={} if is_new else tomllib.loads(read_form(story).text),
    )
    _refuse_orphans(merged)
    options = replace(options, date_order=options.date_order or _order_of(table))
    choices = {**asdict(options), **asdict(wanted)}
    files |= _copy(path, story / FOLDER / path.name, data, record)
    record = {**record, source: remembered(path, data, choices, ids, built, merged.written)}
    files |= {
        f"{name}.csv": table_bytes(story / f"{name}.csv", own_rows.values(), is_new=is_new)
        for name in TABLES
        if (own_rows := merged.tables[name]) != current[name]
    }
    files |= _pin_files(story, merged, built, is_new=is_new)
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if is_new or text.encode() != _bytes(story / RECORD):
        files[RECORD] = text.encode()
    with trial_story(story, files, is_new=is_new) as trial:
        read_tables(trial)
    rows = _row_changes(table, keys, built, last, ids)
    return Import(table, fields, source, is_new, rows, merged, built.notes, files)


def _others(current: Tables, own: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the places that are not this table's: by name, for each id of the gazetteer."""
    known: dict[str, dict[str, str]] = {}
    for name, row in current["places"].items():
        answered = current["pins"].get(name, {}).get("provider_id", "")
        if answered and name not in own:
            known.setdefault(row["name"].casefold(), {}).setdefault(answered, name)
    return known


def _new_files(path: Path, story: Path, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    name = short_id(story.resolve().name)
    title = wanted.headline or _titled(path)
    for file, text in new_stories.new_story_files(story, name=name, title=title).items():
        yield file, text.encode()


def _titled(path: Path) -> str:
    """Return the name of a file as a title."""
    words = " ".join(path.name.partition(".")[0].replace("_", " ").replace("-", " ").split())
    return (words[:1].upper() + words[1:]) or path.name


def _source_of(record: Mapping[str, Any], file: str, sheet: str) -> str:
    """Return the source as which a file was imported before; nothing where several were."""
    names = [
        name
        for name, last in record.items()
        if last["file"] == file and (not sheet or last["options"].get("sheet") == sheet)
    ]
    return names[0] if len(names) == 1 else ""


def _free_id(path: Path, options: Options, current: Tables) -> str:
    base = short_id(path.name.partition(".")[0]) or "table"
    if base in current["sources"] and options.sheet:
        base = short_id(f"{base} {options.sheet}")
    return base


def _refuse_clash(source: str, file: str, current: Tables, record: Mapping[str, Any]) -> None:
    """Refuse to take the place of a source that no import has written."""
    own = current["sources"].get(source)
    if own is not None and source not in record:
        raise EventsError(
            f"{source}: found a source of this id that {RECORD} does not know; wanted another one "
            f"(--source), or {RECORD} as the last import left it"
        )
    other = next(
        (
            name
            for name, row in current["sources"].items()
            if row.get("file") == file and name not in record
        ),
        "",
    )
    if other:
        raise EventsError(f"{file}: is the copy of {other} in this story; wanted another file name")


def _refuse_orphans(merged: MergedRows) -> None:
    """Refuse to leave places and actors that a person edited without any claim about them."""
    claims = merged.tables["claims"].values()
    subjects = {name for row in claims for name in split_ids(row.get("about", ""))}
    orphans = [
        f"{table}.csv, {name}"
        for table, name in merged.stays
        if table in ("places", "actors") and name not in subjects
    ]
    if orphans:
        raise EventsError(
            f"{'; '.join(orphans)}: found a row that you edited and that the file has no more; "
            "wanted a claim of yours about it, or no such row: remove it, and import again"
        )


def _copy(path: Path, there: Path, data: bytes, record: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the copy that the story keeps; never over a file that no import has written."""
    before = _bytes(there)
    if before == data:
        return {}
    digest = hashlib.sha256(before).hexdigest()
    if there.exists() and digest not in {last["sha256"] for last in record.values()}:
        raise EventsError(
            f"{there}: found another file than the last import has left there; wanted that one, or "
            f"none: move yours away, and import {path} again"
        )
    return {f"{FOLDER}/{path.name}": data}


def _repeated(options: Options, wanted: Wanted, last: Mapping[str, Any]) -> tuple[Options, Wanted]:
    """Fill in what the last import was told where this one is told nothing."""
    choices = last.get("options", {})
    old = {
        name: tuple(value) if isinstance(value, list) else value for name, value in choices.items()
    }
    columns: dict[str, Any] = {
        name: old[name] for name in asdict(options) if name in old and not getattr(options, name)
    }
    more: dict[str, Any] = {
        name: old[name] for name in asdict(wanted) if name in old and not getattr(wanted, name)
    }
    return replace(options, **columns), replace(wanted, **more)


def _keys(table: EventTable, fields: Fields, last: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the keys of a table's rows, the old ones where the row is the same."""
    keys = row_keys(table, fields)
    if fields.key or not last:
        return keys
    now = dict(zip(keys, hashed_cells(table), strict=True))
    same = match_keys({key: row["cells"] for key, row in last.items()}, now)
    return [same.get(key, key) for key in keys]


def _source_row(source: str, path: Path, data: bytes, table: EventTable, wanted: Wanted) -> Row:
    sheet = table.options.sheet
    return {
        "id": source,
        "title": f"{_titled(path)}, {sheet}" if sheet else _titled(path),
        "publisher": wanted.publisher or table.schema.name or path.name,
        "published": wanted.published,
        "file": path.name,
        "length": str(max(int(row) for row in table.cells.index)),
        "sha256": hashlib.sha256(data).hexdigest(),
        "sheet": sheet,
    }


def _order_of(table: EventTable) -> str:
    """Return whether the day or the month comes first, where the values of the dates decide it."""
    texts = [
        cell
        for name in table.options.date
        for cell in table.cells.get(name, [])
        if isinstance(cell, str)
    ]
    order = order_of(texts)
    return order if order in ("dmy", "mdy") else ""


def _owners(last: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key, row in last.get("rows", {}).items():
        for made in row["made"]:
            table, _, name = made.partition("/")
            yield table, name, key


def _row_changes(
    table: EventTable,
    keys: Sequence[str],
    built: Built,
    last: Mapping[str, Any],
    ids: Ids,
) -> dict[str, list[str]]:
    """Return the rows of the file that are new, changed or gone, in words."""
    before = last.get("rows", {})
    rows: dict[str, list[str]] = {"new": [], "changed": [], "gone": []}
    for at, key in enumerate(keys):
        name = ids.known["events"][key]
        where = f"row {table.cells.index[at]}"
        if key not in before:
            rows["new"].append(f"{where} ({name})")
            continue
        old, now = before[key]["cells"], built.cells[key]
        columns = [column for column in {**old, **now} if old.get(column) != now.get(column)]
        if columns:
            rows["changed"].append(f"{where}, {', '.join(columns)} ({name})")
    known = last.get("ids", {}).get("events", {})
    rows["gone"] = [known.get(key, key) for key in before if key not in set(keys)]
    return rows


# Files ------------------------------------------------------------------------------------------


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _pin_files(story: Path, merged: MergedRows, built: Built, *, is_new: bool) -> dict[str, bytes]:
    """Return ``pins.csv`` with the pins of places that are new or changed, if it changes."""
    path = story / "pins.csv"
    pins = typed(pd.DataFrame(columns=list(COLUMNS))) if is_new else read_pins(path)
    places = list(merged.tables["places"].values())
    there = {row["id"] for row in places}
    to_pin = {name for table, name in [*merged.added, *merged.changed] if table == "places"}
    to_pin |= built.tables["places"].keys() & there - set(pins["place"])
    gone = {name for table, name in merged.removed if table == "places"}
    if not to_pin and not gone & set(pins["place"]):
        return {}
    columns = list(SCHEMAS["places"].columns)
    cells = [[row.get(column, "") for column in columns] for row in places]
    frame = pd.DataFrame(cells, columns=columns, dtype="str")
    drawn = {name: pin for name, pin in built.pins.items() if name in to_pin}
    before = pins
    if drawn:
        own = set(pins.loc[pins["set_by"] == "person", "place"]) - drawn.keys()
        rest = pins[~pins["place"].isin(drawn) | pins["place"].isin(own)]
        before = typed(pd.concat([rest, pd.DataFrame(list(drawn.values()))], ignore_index=True))
    answers = answer_pins(frame, pins=before)
    answers = answers[answers["place"].isin(to_pin)].set_index("place", drop=False)
    rows = [
        answers.loc[row["place"]].to_dict() if row["place"] in to_pin else row
        for row in pins.to_dict("records")
        if row["place"] in there
    ]
    known = set(pins["place"])
    rows += [row for row in answers.to_dict("records") if row["place"] not in known]
    with scratch_folder("geo-import-") as folder:
        write_pins(typed(pd.DataFrame(rows, columns=list(COLUMNS))), folder / "pins.csv")
        data = (folder / "pins.csv").read_bytes()
    return {} if not is_new and data == _bytes(path) else {"pins.csv": data}
