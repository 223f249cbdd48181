"""What the arguments of `geo geocode` are: names, a table, or a story's folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import GeocodeError
from geo.places.index import embedded
from geo.places.names import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES, FILE, FOLDER = "names", "file", "folder"
# A name of a place never ends so.
_ENDINGS = (
    ".csv", ".tsv", ".txt", ".parquet", ".geoparquet", ".pq", ".xlsx", ".xls", ".ods", ".json",
    ".geojson", ".gpkg", ".shp", ".feather", ".arrow", ".gz", ".zip",
)  # fmt: skip
_TABLES = "a table in .csv, .tsv or .parquet"
_STORY = "a story's folder, with places.csv in it"


def kind_of(names: Sequence[str], *, column: str | None) -> str:
    """Return what the arguments are.

    Parameters
    ----------
    names : sequence of str
        The arguments.
    column : str or None
        The column with the names, which only a table has.

    Returns
    -------
    str
        ``names``, ``file`` or ``folder``. A word that is also a folder here, but no story's, is a
        name where the gazetteer has it.

    Raises
    ------
    GeocodeError
        When an argument looks like a path and is not there, or is a folder and no story.
    """
    if len(names) > 1 and column is None and not any(map(_looks_like_path, names)):
        return NAMES
    if len(names) > 1:
        wanted = "one file or folder, or names"
        raise GeocodeError(
            f"names: found {len(names)} arguments, a file among them; wanted {wanted}"
        )
    path = Path(names[0])
    if _is_file(path):
        return FILE
    if _is_folder(path):
        return _folder(names[0], path, column)
    if column is not None or _looks_like_path(names[0]):
        raise GeocodeError(f"{names[0]}: no such file or folder; wanted {_TABLES}")
    return NAMES


def _folder(name: str, path: Path, column: str | None) -> str:
    if (path / "places.csv").is_file() and column is None:
        return FOLDER
    if column is None and not _looks_like_path(name) and fold(name) in embedded():
        return NAMES
    wanted = _TABLES if column is not None else f"{_STORY}, or {_TABLES}"
    found = "a folder" if column is not None else "a folder without places.csv"
    raise GeocodeError(f"{name}: found {found}, wanted {wanted}")


def _looks_like_path(name: str) -> bool:
    separators = tuple(filter(None, (os.sep, os.altsep)))
    begins = name.startswith((*separators, "~", "./", "../", ".\\", "..\\"))
    ends = name.endswith(separators) or name.casefold().endswith(_ENDINGS)
    return begins or ends or name in (".", "..")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long for a path, or with a NUL in it
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
