"""Keep lists of one's own places beside the embedded gazetteer: add, list, remove."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from geo.errors import GazetteerError
from geo.files import write_whole
from geo.gazetteer.gazetteer import Gazetteer

if TYPE_CHECKING:
    from geo.gazetteer.own import OwnList


def lists_folder() -> Path:
    """Return the folder of the lists: ``GEO_LISTS``, else the system's for the user's data.

    Examples
    --------
    >>> lists_folder().is_absolute()
    True
    """
    wanted = os.environ.get("GEO_LISTS")
    if wanted:
        return Path(wanted).absolute()
    return platformdirs.user_data_path("geo-event-maps") / "lists"


def added() -> tuple[Path, ...]:
    """Return the files of the lists that were added, sorted by name."""
    folder = lists_folder()
    return tuple(sorted(folder.iterdir())) if folder.is_dir() else ()


def read_added() -> tuple[OwnList, ...]:
    """Read the lists that were added."""
    own = Gazetteer(extra=added()).own
    return own.lists if own else ()


def add_list(path: Path) -> OwnList:
    """Check a list and keep a copy of it; one of the same name is replaced.

    Raises
    ------
    GazetteerError
        When the list can't be read, or rows in it can't be taken; nothing is kept then.
    """
    own = Gazetteer(extra=path).own
    assert own is not None  # noqa: S101 - a list was given
    new = own.lists[0]
    folder = lists_folder()
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{new.provider}{path.suffix.casefold()}", path.read_text("utf-8-sig"))
    for old in added():
        if old.stem == new.provider and old.suffix != path.suffix.casefold():
            old.unlink()
    return new


def remove_list(name: str) -> None:
    """Remove a list that was added, by its name.

    Raises
    ------
    GazetteerError
        When there is none of that name; the message lists those that there are.
    """
    for path in added():
        if name in (path.stem, path.name):
            path.unlink()
            return
    there = ", ".join(path.stem for path in added()) or "none"
    raise GazetteerError(f"found no list {name!r}, wanted one that was added: {there}")
