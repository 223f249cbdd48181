"""Read the folder of a story, and report every fault at once."""

from __future__ import annotations

import csv
import io
import logging
import tomllib
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import Fault, StoryError
from geo.files import reading
from geo.story import framing, rules, schema, vocabulary
from geo.story.framing import MEDIA_KEY, SIGNS, shared_letters

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterator, Mapping

    from geo.palette import Medium, Standing


_log = logging.getLogger(__name__)

HEAD = framing.HEAD
_SCHEMA = "schema"
HEAD_KEYS = {
    "name": "a short name of a-z, 0-9 and single hyphens, such as choir-in-oslo",
    "title": "the title of the story",
    "finding": "what the story finds, in one sentence",
    "language": "a language tag such as en",
}
OPTIONAL_KEYS = {
    "as_of": "the day up to which the story is told, in EDTF, such as 2007-05-16",
    "withheld": "yes, where something of the story is withheld from its tables",
}
_BOM = b"\xef\xbb\xbf"
_MOST_SHOWN = 200
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}
_LONGEST_CELL = 131_072  # characters


@dataclass(frozen=True)
class Tables:
    """The checked tables of a story, every cell as text.

    Parameters
    ----------
    head : dict of str to str
        What ``story.toml`` says: name, title, finding (empty while it is the placeholder),
        language; as_of and withheld (empty if they aren't there).
    frames : dict of str to pandas.DataFrame
        One frame per table, columns as in the file, indexed by the row that a spreadsheet shows
        (the header is 1).
    media : mapping of str to geo.palette.Medium
        The story's own media, as ``story.toml`` tells them.

    Examples
    --------
    >>> tables = read_tables("data")  # the tables of this project's own story
    >>> tables.head["name"], tables.frames["sources"]["id"].tolist()
    ('london-karachi', ['independent', 'bbc'])
    """

    head: dict[str, str]
    frames: dict[str, pd.DataFrame]
    media: Mapping[str, Medium] = field(default_factory=dict)
    kinds: Mapping[str, Medium] = field(default_factory=dict)
    statuses: Mapping[str, Standing] = field(default_factory=dict)
    texts: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is withheld."""
        return self.head.get("withheld", "") == ""


def read_tables(folder: str | os.PathLike[str], *, pins: bool = True) -> Tables:
    """Read and check ``story.toml`` and the tables of a folder.

    Parameters
    ----------
    folder : path-like
        Folder of a story: CSV in UTF-8 with a header row, as spreadsheets and git like it.
        ``event_places.csv``, ``steps.csv`` and ``pins.csv`` may be missing.
    pins : bool
        Whether to read ``pins.csv`` at all; without it, faults of old pins stop nobody who is
        about to write new ones.

    Returns
    -------
    Tables
        Text letter for letter, an empty cell as an empty text.

    Raises
    ------
    geo.errors.StoryError
        If anything is wrong, with every fault in every file.

    Examples
    --------
    >>> sorted(read_tables("data").frames)[:3]  # the tables of this project's own story
    ['actors', 'claims', 'corrections']
    """
    path = Path(folder)
    if not path.is_dir():
        here = "a file" if path.is_file() else "no such folder"
        wanted = f"a folder with {HEAD} and the tables of a story"
        raise StoryError([Fault(str(folder), 0, "", here, wanted)])
    with reading(path):
        return _read_folder(path, pins=pins)


def _read_folder(path: Path, *, pins: bool) -> Tables:
    head, faults = _read_head(path / HEAD)
    signs: dict[str, Any] = {}
    for key, read in SIGNS.items():
        signs[key], sign_faults = read(head.pop(key, {}))
        faults += sign_faults
    media = signs[MEDIA_KEY]
    if any(fault.column == _SCHEMA for fault in faults):
        raise StoryError([fault for fault in faults if fault.column == _SCHEMA])
    frames: dict[str, pd.DataFrame] = {}
    texts: dict[str, pd.DataFrame] = {}
    for table, table_schema in schema.SCHEMAS.items():
        if table == "pins" and not pins:
            continue
        own = table_schema.with_media(media)
        frame, table_faults = _read_table(path / f"{table}.csv", own)
        faults += table_faults
        if frame is not None:
            frames[table] = frame[list(own.columns)]
            texts[table] = frame.drop(columns=list(own.columns))
    faults += rules.faults_of(frames)
    if "links" in frames:
        faults += shared_letters(media, frames["links"]["medium"])
    if "claims" in frames:
        faults += framing.unknown_marks(head, frames, texts)
    if faults:
        raise StoryError(map(_shortened, _without_echoes(faults)))
    head = _without_placeholder({**dict.fromkeys(OPTIONAL_KEYS, ""), **head})
    texts = {name: own for name, own in texts.items() if len(own.columns)}
    return Tables(head, frames, **signs, texts=texts)


def check_frames(
    head: Mapping[str, str],
    frames: dict[str, pd.DataFrame],
    *,
    media: Mapping[str, Medium] | None = None,
) -> list[Fault]:
    """Check tables that are in memory as `read_tables` checks those of a folder.

    Parameters
    ----------
    head : mapping of str to str
        What ``story.toml`` says.
    frames : dict of str to pandas.DataFrame
        Every table as text, all columns of its schema, indexed by the number of the row.
    media : mapping of str to geo.palette.Medium, optional
        The story's own media, beside those of the vocabulary.

    Returns
    -------
    list of geo.errors.Fault
        All faults, of cells and of rules; none where the tables hold together.

    Examples
    --------
    >>> tables = read_tables("data")  # the tables of this project's own story
    >>> check_frames(tables.head, tables.frames)
    []
    """
    faults = [
        fault
        for table, frame in frames.items()
        for fault in _cell_faults(
            frame, schema.SCHEMAS[table].with_media(media or ()), f"{table}.csv"
        )
    ]
    faults += [*rules.faults_of(frames), *framing.unknown_marks(head, frames)]
    return [_shortened(fault) for fault in faults]


def _without_placeholder(head: dict[str, Any]) -> dict[str, str]:
    """Empty the finding that nobody has written yet."""
    unwritten = " ".join(head["finding"].split()) == vocabulary.PLACEHOLDER
    shown = {key: text for key, text in head.items() if key != _SCHEMA}
    return shown | {"finding": ""} if unwritten else shown


def warn_of_missing_finding(head: dict[str, str]) -> None:
    """Warn before a story is published that its finding is left out."""
    if not head["finding"]:
        text = "%s: finding is still what geo new wrote, and is left out; write one sentence"
        _log.warning(text, HEAD)


def _read_head(path: Path) -> tuple[dict[str, Any], list[Fault]]:
    """Read ``story.toml``."""
    text, fault = _read_text(path)
    if text is None:
        return {}, [fault] if fault else []
    try:
        head = tomllib.loads(text)
        return head, [*_form_faults(head, path.parent), *_head_faults(head)]
    except (ValueError, RecursionError) as error:
        return {}, [Fault(HEAD, 0, "", str(error), 'TOML, such as: title = "A story"')]


def _head_faults(head: dict[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the keys of ``story.toml``."""
    for key, wanted in HEAD_KEYS.items():
        value = head.get(key)
        right = isinstance(value, str) and value.strip() != "" and "\0" not in value
        pattern = schema.HEAD_PATTERNS.get(key)
        if right and pattern:
            right = pattern.fullmatch(str(value)) is not None
        if not right:
            yield Fault(HEAD, 0, key, "" if value is None else str(value), wanted)
    keys = (_SCHEMA, *HEAD_KEYS, *OPTIONAL_KEYS, *SIGNS)
    for key in head.keys() - set(keys):
        base, _, language = key.partition("@")
        if base in vocabulary.MARKED_HEAD and schema.LANGUAGE_TAG(language):
            if not isinstance(head[key], str) or not head[key].strip() or "\0" in head[key]:
                wanted = f"{HEAD_KEYS[base]}, in that language"
                yield Fault(HEAD, 0, key, str(head[key]), wanted)
            continue
        yield Fault(HEAD, 0, key, str(head[key]), f"no key but {', '.join(keys)}")
    as_of = head.get("as_of", "")
    if not isinstance(as_of, str) or not schema.is_date(as_of):
        yield Fault(HEAD, 0, "as_of", str(as_of), OPTIONAL_KEYS["as_of"])
    if head.get("withheld", "") not in ("", vocabulary.WITHHELD):
        yield Fault(HEAD, 0, "withheld", str(head["withheld"]), OPTIONAL_KEYS["withheld"])


def _form_faults(head: dict[str, Any], folder: Path) -> Iterator[Fault]:
    """Yield a fault where the tables are of another form than the present one."""
    form, present = head.get(_SCHEMA, 1), vocabulary.SCHEMA
    shown = str(head.get(_SCHEMA, ""))
    if type(form) is not int or form < 1:
        yield Fault(HEAD, 0, _SCHEMA, shown, f"the form of the tables, {present}")
    elif form > present:
        wanted = f"{present} at most; a newer geo wrote this story, and is needed to read it"
        yield Fault(HEAD, 0, _SCHEMA, shown, wanted)
    elif form < present:
        wanted = f"{present}: the tables have an older form; run geo upgrade {folder}"
        yield Fault(HEAD, 0, _SCHEMA, shown, wanted)


@dataclass(frozen=True)
class Form:
    """The form of a story's tables, and the text of ``story.toml`` that states it."""

    version: int
    text: str
    marked: bool


def read_form(folder: Path) -> Form:
    """Read which form the tables of a story have.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of a story.

    Returns
    -------
    Form
        The version, 1 where none is stated; the text of ``story.toml``, and whether the file begins
        with a byte order mark.

    Raises
    ------
    geo.errors.StoryError
        ``story.toml`` can't be read, or names a newer form.

    Examples
    --------
    >>> read_form(Path("data")).version  # the tables of this project's own story
    2
    """
    path = folder / HEAD
    text, fault = _read_text(path)
    if text is None:
        raise StoryError([fault] if fault else [])
    head, faults = _read_head(path)
    form = head.get(_SCHEMA, 1)
    is_old = type(form) is int and 1 <= form < vocabulary.SCHEMA
    faults = [f for f in faults if not f.column or (f.column == _SCHEMA and not is_old)]
    if faults:
        raise StoryError(faults)
    return Form(int(form), text, marked=path.read_bytes().startswith(_BOM))


def _read_text(path: Path) -> tuple[str | None, Fault | None]:
    """Read a file as UTF-8, with or without a byte order mark."""
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = "no such file" if isinstance(error, FileNotFoundError) else str(error.strerror)
        return None, Fault(path.name, 0, "", problem, "a file that can be read")
    try:
        return data.removeprefix(_BOM).decode("utf-8"), None
    except UnicodeDecodeError as error:
        at = error.start + (len(_BOM) if data.startswith(_BOM) else 0)
        line = data.count(b"\n", 0, at) + 1
        problem = f"byte {data[at]:#04x} at position {at}, line {line}"
        return None, Fault(path.name, 0, "", problem, "UTF-8 text; save the file as 'CSV UTF-8'")


def _read_table(
    path: Path, table_schema: schema.TableSchema
) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Read one table; None instead of a frame if its columns, or the rest of it, can't be read."""
    columns = list(table_schema.columns)
    if table_schema.name in vocabulary.OPTIONAL and not path.exists():
        return pd.DataFrame({column: [] for column in columns}, dtype="str"), []
    text, fault = _read_text(path)
    if text is None:
        return None, [fault] if fault else []
    records, faults = _records(text, path.name)
    if not records:
        return None, faults or [
            Fault(path.name, 0, "", "nothing", f"a header: {','.join(columns)}")
        ]
    header, *rows = records
    left_out = [
        column
        for column in vocabulary.OPTIONAL_COLUMNS.get(table_schema.name, ())
        if column not in header
    ]
    columns = [column for column in columns if column not in left_out]
    is_whole = not faults
    in_languages = table_schema.in_languages(header)
    faults += _header_faults(header, columns, path.name, beside=in_languages.columns)
    if set(columns) - set(header) or len(set(header)) < len(header):
        return None, faults
    faults += _row_faults(rows, len(header), path.name)
    every = [*table_schema.columns, *in_languages.columns]
    frame = _frame(rows, header).reindex(columns=every, fill_value="")
    faults += _cell_faults(frame, table_schema, path.name)
    faults += _cell_faults(frame, in_languages, path.name)
    return frame if is_whole else None, faults


def read_records(path: Path) -> tuple[list[list[str]], list[Fault]]:
    """Read the cells of a CSV in UTF-8, the header's among them, as far as they can be read.

    Parameters
    ----------
    path : pathlib.Path
        The file, with or without a byte order mark.

    Returns
    -------
    records : list of list of str
        Row by row.
    faults : list of Fault
        Why it can't be read, or ends early.
    """
    text, fault = _read_text(path)
    if text is None:
        return [], [fault] if fault else []
    return _records(text, path.name)


def _records(text: str, file: str) -> tuple[list[list[str]], list[Fault]]:
    """Split CSV text into records, as far as it can be read."""
    records: list[list[str]] = []
    usual = csv.field_size_limit(_LONGEST_CELL)  # other libraries set another one for all
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        wanted = (
            "CSV: a quote inside a quoted cell is doubled, each quote is closed, and a cell has at "
            f"most {_LONGEST_CELL:,} characters"
        )
        return records, [Fault(file, len(records) + 1, "", str(error), wanted)]
    finally:
        csv.field_size_limit(usual)
    return records, []


def _header_faults(
    header: list[str], columns: list[str], file: str, *, beside: Collection[str]
) -> Iterator[Fault]:
    """Yield what is wrong with the header row; texts in other languages may stand anywhere."""
    for separator, name in _OTHER_SEPARATORS.items():
        if len(header) == 1 and separator in header[0]:
            yield Fault(file, 1, "", header[0], f"cells separated by commas, not {name}")
            return
    for column, number in Counter(header).items():
        if column not in columns and column not in beside:
            wanted = f"no column but {', '.join(columns)}"
            if "@" in column:
                also = vocabulary.TRANSLATED.get(file.removesuffix(".csv"), ())
                wanted += f", and in other languages {', '.join(f'{name}@ur' for name in also)}"
            yield Fault(file, 1, column, column, wanted)
        elif number > 1:
            yield Fault(file, 1, column, f"{number} columns of this name", "one column")
    for column in columns:
        if column not in header:
            yield Fault(file, 1, column, "", "this column")
    header = [column for column in header if column not in beside]
    if sorted(header) == sorted(columns) and header != columns:
        yield Fault(file, 1, "", ",".join(header), f"columns in the order {','.join(columns)}")


def _row_faults(rows: list[list[str]], width: int, file: str) -> Iterator[Fault]:
    """Yield the rows that are blank, or have more or fewer cells than the header."""
    for number, cells in enumerate(rows, start=2):
        if not any(cells):
            yield Fault(file, number, "", "a blank row", "no blank rows; remove it")
        elif len(cells) != width:
            wanted = f"{width} cells, as many as the header has"
            yield Fault(file, number, "", f"{len(cells)} cells", wanted)


def _frame(rows: list[list[str]], header: list[str]) -> pd.DataFrame:
    """Build a frame of rows, padded or cut to the header's width, without the blank ones."""
    width = len(header)
    cells_by_row = {
        number: [*cells, *[""] * width][:width]
        for number, cells in enumerate(rows, start=2)
        if any(cells)
    }
    return pd.DataFrame(
        list(cells_by_row.values()), index=list(cells_by_row), columns=header, dtype="str"
    )


def _cell_faults(frame: pd.DataFrame, table_schema: schema.TableSchema, file: str) -> list[Fault]:
    """Return the cells that break the schema of their column."""
    return [
        Fault(file, row, column, value, _without_blanks(value, wanted))
        for row, column, value, wanted in table_schema.failures(frame)
    ]


def _without_blanks(value: str, wanted: str) -> str:
    """Add what to do where a blank around the text is what is wrong."""
    return wanted if value == value.strip() else f"{wanted}; remove the blank around it"


def _shortened(fault: Fault) -> Fault:
    """Cut what was found, so that a long text doesn't hide the other faults."""
    value = fault.found
    return replace(fault, found=f"{value[:_MOST_SHOWN]}…") if len(value) > _MOST_SHOWN else fault


def _without_echoes(faults: list[Fault]) -> list[Fault]:
    """Drop what follows from a fault of the whole row: its cells stand in the wrong columns."""
    broken = {(fault.file, fault.row) for fault in faults if fault.row > 1 and not fault.column}
    return [f for f in faults if not f.column or (f.file, f.row) not in broken]
