"""Read a state of a story: a folder, a revision in git, or a page, which carries its tables.

A page reads the tables in it, too: dropped on it, a reader's copy of an article is checked against
them.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import subprocess
import tempfile
import tomllib
import zlib
from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import ExportError, Fault, StoryError
from geo.story import schema, vocabulary
from geo.story.exhibits import FOLDER, copy_name, exhibit_faults, shown_exhibits
from geo.story.new import write_story
from geo.story.read import HEAD, read_records, read_tables
from geo.story.schema import SCHEMAS
from geo.story.table_files import files_of, trial_story

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.story.read import Tables

Rows = dict[str, dict[str, str]]

_BLOCK = re.compile(r'<script type="application/json" id="(\w+)">(.*?)</script>', re.DOTALL)
_TABLE = {"event": "events", "link": "links", "place": "places", "actor": "actors"}
_WANTED = "a story's folder, a revision such as HEAD~3:data, or a page that geo built"
_GIT_LIMIT_S = 60


@dataclass(frozen=True)
class State:
    """One state of a story: its rows by table and key, and the columns that it holds of each.

    Parameters
    ----------
    name : str
        What it was read from.
    head : dict of str to str
        Title and finding.
    rows : dict of str to dict
        For each table its rows by key; several columns of a key are joined by a blank.
    columns : dict of str to set of str
        The columns of each table that the state knows at all; a page lacks some.
    """

    name: str
    head: dict[str, str]
    rows: dict[str, Rows]
    columns: dict[str, set[str]]


def read_state(name: str) -> State:
    """Read a state of a story.

    Parameters
    ----------
    name : str
        A folder; ``REVISION:FOLDER`` of the git repository in which one stands; or a page.

    Returns
    -------
    State

    Raises
    ------
    geo.errors.ExportError
        There is no such thing, or it is none of these.
    geo.errors.StoryError
        A table can't be read.

    Examples
    --------
    >>> state = read_state("data")  # the tables of this project's own story
    >>> len(state.rows["events"])
    42
    """
    path = Path(name)
    if path.is_dir():
        return _of_folder(path, name=name)
    if path.is_file():
        return _of_page(path)
    revision, colon, folder = name.partition(":")
    if not colon:
        raise ExportError(f"{name}: found no such file or folder, wanted {_WANTED}")
    return _of_revision(revision, folder or ".", name=name)


def _of_folder(path: Path, *, name: str) -> State:
    """Read tables as they stand, unchecked: those of an older form are compared, too."""
    if not (path / HEAD).is_file():
        raise ExportError(f"{name}: found no {HEAD}, wanted {_WANTED}")
    head = _head(path / HEAD)
    rows: dict[str, Rows] = {}
    columns: dict[str, set[str]] = {}
    faults: list[Fault] = []
    for table in schema.SCHEMAS:
        file = path / f"{table}.csv"
        records, row_faults = read_records(file) if file.is_file() else ([], [])
        faults += row_faults
        header, *lines = records or [[]]
        columns[table] = set(header) or set(schema.SCHEMAS[table].columns)
        cells = [dict(zip(header, line, strict=False)) for line in lines if any(line)]
        keys = vocabulary.KEYS.get(table, ("id",))
        rows[table] = {" ".join(row.get(key, "") for key in keys): row for row in cells}
    if faults:
        raise StoryError(faults)
    return State(name, head, rows, columns)


def _head(path: Path) -> dict[str, str]:
    try:
        head = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise ExportError(f"{path}: found {error}, wanted TOML") from error
    return {key: str(head.get(key, "")) for key in vocabulary.MARKED_HEAD}


def _of_revision(revision: str, folder: str, *, name: str) -> State:
    """Read the tables of a folder as they stood in a revision, without touching the checkout."""
    with tempfile.TemporaryDirectory() as temporary:
        for file in (HEAD, *(f"{table}.csv" for table in schema.SCHEMAS)):
            done = _git("show", f"{revision}:./{Path(folder, file).as_posix()}")
            if done.returncode == 0:
                Path(temporary, file).write_bytes(done.stdout)
            elif file == HEAD:
                message = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
                raise ExportError(f"{name}: git says {message!r}, wanted {_WANTED}")
        return _of_folder(Path(temporary), name=name)


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - arguments are a list, and no option of git begins them
            ["git", *arguments],  # noqa: S607 - whichever git the person uses
            capture_output=True,
            check=False,
            timeout=_GIT_LIMIT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ExportError(f"git: found {error}, wanted an installed git that answers") from error


def blocks_of(page: str) -> dict[str, Any]:
    """Return the data blocks of a page by their ids, without the numbers in them."""
    blocks = {}
    for name, text in _BLOCK.findall(page):
        try:
            blocks[re.sub(r"_\d+(?=_|$)", "", name)] = json.loads(text)
        except ValueError:
            continue
    return blocks


def claims_of(page: str, *, name: str) -> dict[str, Any]:
    """Return the claims and figures that a page carries.

    Raises
    ------
    geo.errors.ExportError
        It is no page of a story.
    """
    evidence = blocks_of(page).get("story_map_evidence")
    if not isinstance(evidence, dict) or "claims" not in evidence:
        raise ExportError(f"{name}: found no page of a story, wanted {_WANTED}")
    return evidence


def _of_page(path: Path) -> State:
    page = path.read_text(encoding="utf-8", errors="replace")
    evidence = claims_of(page, name=path.name)
    rows: dict[str, Rows] = {table: {} for table in (*_TABLE.values(), "claims", "figures", "pins")}
    about: dict[str, list[str]] = {}
    for block in blocks_of(page).values():
        for item in block.get("items", []) if isinstance(block, dict) else []:
            rows[_TABLE[item["type"]]][item["id"]] = _item(item)
            for claim in item.get("claims", []):
                about.setdefault(claim, []).append(item["id"])
        for place in block.get("places", []) if isinstance(block, dict) else []:
            rows["places"].setdefault(place["id"], {"label": place["label"]})
            if place.get("lon") is not None:
                rows["pins"][place["id"]] = {axis: str(place[axis]) for axis in ("lon", "lat")}
    for claim in evidence["claims"]:
        rows["claims"][claim["id"]] = {
            "statement": claim["statement"],
            "said_by": claim.get("by", ""),
            "status": claim["status"],
            "source": claim["source"],
            "paragraph": str(claim["paragraph"]),
            "note": claim.get("note", ""),
            "items": "; ".join(dict.fromkeys(about.get(claim["id"], []))),
        }
    for figure in evidence.get("figures", []):
        rows["figures"][figure["id"]] = {
            **{key: figure[key] for key in ("claim", "measure", "scope", "unit")},
            **{key: _number(figure.get(key)) for key in ("low", "high")},
            "bound": figure.get("bound", ""),
        }
    columns = {table: set[str]().union(*own.values()) for table, own in rows.items()}
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    return State(str(path), {"title": title[1].strip() if title else ""}, rows, columns)


def _item(item: dict[str, Any]) -> dict[str, str]:
    named = "name" if item["type"] == "actor" else "title"
    cells = {named: item["title"], "note": item.get("note", "")}
    if item["type"] in ("event", "link"):
        cells["date"] = item.get("edtf", "")
    if item["type"] == "event":
        cells["place"] = item.get("place", "")
    return cells


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


CARRIED = "geo-story"
"""Id of the element in which a page carries its story."""
_CARRIED_BLOCK = re.compile(
    rf'<script type="text/plain" id="{CARRIED}">([A-Za-z0-9+/=\s]*)</script>'
)
_PICTURE = re.compile(
    r'<img data-exhibit="([a-z0-9-]+)" src="data:image/jpeg;base64,([A-Za-z0-9+/=]+)"'
)
_FILES = {HEAD, *(f"{table}.csv" for table in SCHEMAS)}
_MOST = 1 << 28
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^">]*script-src ')


def with_story(page: str, tables: Tables, record: Mapping[str, Any]) -> str:
    """Return a page that carries its story: the tables, and what the record says of the page.

    Parameters
    ----------
    page : str
        The page.
    tables : geo.story.read.Tables
        Its tables, redacted.
    record : mapping
        An article in the words of schema.org, for those who read pages by machine.
    """
    files = {name: data.decode() for name, data in files_of(tables).items()}
    text = json.dumps(files, ensure_ascii=False, sort_keys=True)
    packed = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
    described = json.dumps(record, ensure_ascii=False).replace("<", "\\u003c")
    script = package_files("geo.maps").joinpath("static", "proof.js").read_text(encoding="utf-8")
    parts = (
        f'<script type="application/ld+json">{described}</script>',
        f'<script type="text/plain" id="{CARRIED}">{packed}</script>',
        f"<script>{script}</script>",
    )
    before, closing, after = page.rpartition("</body>")
    return _allowed(f"{before}{chr(10).join(parts)}\n{closing}{after}", script)


def _allowed(page: str, script: str) -> str:
    """Return a page whose policy lets this one script run, too."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _POLICY.sub(rf"\g<0>'sha256-{digest}' ", page, count=1)


def open_page(page: Path, folder: Path) -> list[str]:
    """Write the story that a page carries into a new folder, all of it or nothing.

    Parameters
    ----------
    page : pathlib.Path
        A page that `geo publish` wrote.
    folder : pathlib.Path
        Where the tables shall stand: a new folder, or an empty one.

    Returns
    -------
    list of str
        The names of the files. What was withheld is in none of them.

    Raises
    ------
    geo.errors.ExportError
        The page carries no story, or there is something in the folder.
    geo.errors.StoryError
        The tables don't hold together, as somebody changed them in the page.
    """
    text = page.read_text(encoding="utf-8", errors="replace")
    block = _CARRIED_BLOCK.search(text)
    wanted = "a page that geo publish wrote (index.html), which carries its tables"
    if block is None:
        raise ExportError(f"{page}: found no story in it, wanted {wanted}")
    try:
        packed = base64.b64decode(block[1])
        with gzip.open(io.BytesIO(packed)) as unpacked:
            tables = json.loads(unpacked.read(_MOST))
        files = {str(name): str(cells).encode() for name, cells in tables.items()}
    except (ValueError, zlib.error, OSError, EOFError, AttributeError) as error:
        raise ExportError(
            f"{page}: found a story that is damaged ({error}), wanted {wanted}"
        ) from error
    strange = sorted(files.keys() - _FILES)
    if strange:
        raise ExportError(f"{page}: found {', '.join(strange)} in it, wanted tables of a story")
    with trial_story(folder, files, is_new=True) as trial:
        files |= _pictures(text, read_tables(trial), trial)
    write_story(folder, files)
    return sorted(files)


def _pictures(page: str, tables: Tables, trial: Path) -> dict[str, bytes]:
    """Return the pictures of a page as the files that its tables name, each with its hash."""
    files = {
        f"{FOLDER}/{copy_name(name)}": base64.b64decode(data)
        for name, data in _PICTURE.findall(page)
    }
    for name, data in files.items():
        (trial / FOLDER).mkdir(exist_ok=True)
        (trial / name).write_bytes(data)
    if faults := exhibit_faults(trial, shown_exhibits(tables.frames["exhibits"])):
        raise StoryError(faults)
    return files
