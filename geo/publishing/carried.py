"""Carry the tables of a story in its page, and get them back from there, ready to edit.

The page reads them, too: dropped on it, a reader's copy of an article is checked against them.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import zlib
from importlib.resources import files as package_files
from typing import TYPE_CHECKING, Any

from geo.errors import ExportError
from geo.story.new import write_story
from geo.story.read import HEAD, read_tables
from geo.story.schema import SCHEMAS
from geo.story.table_files import files_of, trial_story

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.story.read import Tables

CARRIED = "geo-story"
"""Id of the element in which a page carries its story."""
_BLOCK = re.compile(rf'<script type="text/plain" id="{CARRIED}">([A-Za-z0-9+/=\s]*)</script>')
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
    block = _BLOCK.search(page.read_text(encoding="utf-8", errors="replace"))
    wanted = "a page that geo publish wrote (index.html), which carries its tables"
    if block is None:
        raise ExportError(f"{page}: found no story in it, wanted {wanted}")
    try:
        packed = base64.b64decode(block[1])
        with gzip.open(io.BytesIO(packed)) as unpacked:
            text = unpacked.read(_MOST)
        files = {str(name): str(cells).encode() for name, cells in json.loads(text).items()}
    except (ValueError, zlib.error, OSError, EOFError, AttributeError) as error:
        raise ExportError(
            f"{page}: found a story that is damaged ({error}), wanted {wanted}"
        ) from error
    strange = sorted(files.keys() - _FILES)
    if strange:
        raise ExportError(f"{page}: found {', '.join(strange)} in it, wanted tables of a story")
    with trial_story(folder, files, is_new=True) as trial:
        read_tables(trial)
    write_story(folder, files)
    return sorted(files)
