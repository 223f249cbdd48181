"""The copies of a draft's articles, kept beside the story's tables so that spans can be checked."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from geo.story.copies import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.drafts.appending import Addition
    from geo.drafts.marks import MarkedRow

    Row = dict[str, str]

_IGNORE = ".gitignore"
_NOT_OURS = "# The articles are not ours to publish.\n*\n"


def keep_copies(
    draft: Path,
    story: Path,
    additions: Sequence[Addition],
    there: Sequence[tuple[MarkedRow, Mapping[str, str]]],
) -> tuple[list[Addition], dict[str, bytes], list[str]]:
    """Find the copies that come into the story's folder of articles with a draft's sources.

    Parameters
    ----------
    draft, story : pathlib.Path
        Their folders.
    additions : sequence of Addition
        The rows that come in.
    there : sequence of (Kept, mapping)
        Sources of the draft that the story has already, each with the story's row.

    Returns
    -------
    additions : list of Addition
        The same; a source whose file's name another text has in the story has a new name for it.
    copies : dict of str to bytes
        The files to write, by their path in the story's folder: byte for byte what was read. What
        stands there already is not among them.
    messages : list of str
        Sources whose copy is not as it was read.
    """
    home = story / FOLDER
    hashes = _names(home) | {row["file"].casefold(): row["sha256"] for _, row in there}
    copies: dict[str, bytes] = {}
    messages: list[str] = []
    with_names = []
    for addition in additions:
        if addition.table == "sources":
            name = _free(addition.row["file"], addition.row["sha256"], hashes)
            hashes[name.casefold()] = addition.row["sha256"]
            messages += _take(draft / addition.row["file"], home / name, addition.row, copies)
            addition = replace(addition, row=addition.row | {"file": name})  # noqa: PLW2901 - the same row
        with_names.append(addition)
    for source, row in there:
        messages += _take(draft / source.row["file"], home / row["file"], row, copies)
    if copies and not home.exists():
        copies[f"{FOLDER}/{_IGNORE}"] = _NOT_OURS.encode()
    return with_names, copies, messages


def _names(home: Path) -> dict[str, str]:
    """Return the hash of each file in a folder, by its name in small letters."""
    if not home.is_dir():
        return {}
    files = [path for path in sorted(home.iterdir()) if path.is_file()]
    return {path.name.casefold(): _hash(path.read_bytes()) for path in files}


def _free(name: str, sha256: str, hashes: Mapping[str, str]) -> str:
    """Return a name that no other text has: the name itself, or with a number behind its stem."""
    return next(
        candidate
        for candidate in _numbered(name)
        if hashes.get(candidate.casefold(), sha256) == sha256
    )


def _numbered(name: str) -> Iterator[str]:
    yield name
    path = Path(name)
    yield from (f"{path.stem}-{number}{path.suffix}" for number in count(2))


def _take(copy: Path, target: Path, row: Mapping[str, str], copies: dict[str, bytes]) -> list[str]:
    """Add a copy that is not there yet, or return why it is not kept."""
    if target.exists():
        return []
    shown = f"{row['id']}: {copy.parent.name}/{copy.name}"
    if not copy.is_file():
        return [f"{shown} is gone, so the story keeps no copy of it"]
    data = copy.read_bytes()
    if _hash(data) != row["sha256"]:
        return [f"{shown} is not as it was read, so the story keeps no copy of it"]
    copies[f"{FOLDER}/{target.name}"] = data
    return []


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
