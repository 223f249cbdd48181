"""The file that all processes of one user share: what providers answered, and whose turn it is."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

from geo.errors import GeocodeError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "online-3.sqlite"  # another layout, or other rules for answers, is another file
_PATIENCE_S = 60.0  # for others to finish writing a row: a thousand times what it takes
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_COLUMNS = "key, service, query, language, hints, answer, moment, claimed_until, owner"
_log = logging.getLogger(__name__)
_TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    service TEXT NOT NULL, query TEXT NOT NULL, language TEXT NOT NULL, hints TEXT NOT NULL,
    answer TEXT, moment REAL NOT NULL, claimed_until REAL, owner TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turns (host TEXT PRIMARY KEY, next REAL NOT NULL) WITHOUT ROWID;
"""


def cache_folder() -> Path:
    """Return the folder for what can be had again: ``GEO_CACHE``, else the system's for the user.

    Examples
    --------
    >>> cache_folder().is_absolute()
    True
    """
    wanted = os.environ.get("GEO_CACHE")
    return Path(wanted).absolute() if wanted else platformdirs.user_cache_path("geo-event-maps")


def there_is_one(folder: str | os.PathLike[str] | None = None) -> bool:
    """Return whether the file is there; where it is not, nothing was ever asked."""
    return _path(folder).exists()


def connect(folder: str | os.PathLike[str] | None = None) -> sqlite3.Connection:
    """Open the file for one thread of one process; make it when it is not there.

    Parameters
    ----------
    folder : path-like, optional
        Where; `cache_folder` if left out.

    Raises
    ------
    GeocodeError
        When the folder can't be written, or the file can't be opened.

    Notes
    -----
    A corrupt file is set aside with a warning, and a new one is made: what it held can be had
    again.
    """
    path = _path(folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Turning on the write-ahead log is the one step at which SQLite does not wait for others.
        for attempt in Retrying(
            retry=retry_if_exception_type(sqlite3.OperationalError) & _Locked(),
            stop=stop_after_delay(_PATIENCE_S),
            wait=wait_random_exponential(multiplier=0.01, max=0.5),
            reraise=True,
        ):
            with attempt:
                return _open_sound(path, folder)
    except (OSError, sqlite3.Error) as error:
        raise GeocodeError(
            f"the cache of online answers can't be used ({path}: {error}); "
            "remove the file, or set GEO_CACHE to another folder"
        ) from error
    raise AssertionError  # the loop returns or raises


def is_corrupt(error: sqlite3.Error) -> bool:
    """Check whether an error means that the file is damaged, or is no cache of this layout."""
    code = getattr(error, "sqlite_errorcode", None)
    return code in _DAMAGED or str(error).startswith(("no such column", "no such table"))


def set_aside(folder: str | os.PathLike[str] | None = None) -> Path:
    """Rename a corrupt file, so that the next `connect` makes a new one.

    Parameters
    ----------
    folder : path-like, optional
        Where it is; `cache_folder` if left out.

    Returns
    -------
    Path
        Where the corrupt file is now. Another process may have renamed it before.
    """
    path = _path(folder)
    aside = next(
        name for number in count(1) if not (name := Path(f"{path}.corrupt-{number}")).exists()
    )
    for ending in ("-wal", "-shm"):  # belong to the corrupt file, and to no other
        Path(f"{path}{ending}").unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        path.rename(aside)
    _log.warning("%s: the cache of online answers is corrupt; it is now %s", path, aside.name)
    return aside


def _path(folder: str | os.PathLike[str] | None) -> Path:
    return (cache_folder() if folder is None else Path(folder)) / FILE


def _open_sound(path: Path, folder: str | os.PathLike[str] | None) -> sqlite3.Connection:
    """Open the file, or a new one in place of a corrupt one."""
    try:
        return _open(path)
    except sqlite3.DatabaseError as error:
        if not is_corrupt(error):
            raise
        set_aside(folder)
        return _open(path)


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")  # a kill loses nothing, a power cut a row
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'turns'").fetchone():
            database.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
        database.execute(f"SELECT {_COLUMNS} FROM answers LIMIT 0")  # noqa: S608 - our own words
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def writing(database: sqlite3.Connection) -> Iterator[None]:
    """Hold the file's only right to write, so that what was read stays true until the end."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


class _Locked(retry_if_exception_type):
    """Whether an error means that another process is just opening the file."""

    def __init__(self) -> None:
        super().__init__()
        self.predicate = lambda error: "locked" in str(error) or "busy" in str(error)
