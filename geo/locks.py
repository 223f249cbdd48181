"""Lock folders, and remove the hidden folders of dead processes.

A lock is the kernel's (`flock`, on the folder itself): it ends with the process, however that
ends, and needs no file and no process number. Where there are no such locks (Windows, some network
file systems), nobody waits, and no hidden folder of another process is removed.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import shutil
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

try:
    import fcntl
except ImportError:  # Windows has no such lock
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOG = logging.getLogger(__name__)
_NO_LOCKS = {errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP}
_RANDOM = "[a-z0-9_]{8}"
_held = threading.local()

PREFIX = ".writing-"
HIDDEN = re.compile(rf"\.(?:writing|building)-{_RANDOM}")
"""Names of hidden folders; earlier versions built in ``.building-XXXXXXXX``."""


@contextmanager
def hidden_folder(folder: Path, prefix: str = PREFIX) -> Iterator[Path]:
    """Create a folder to work in, which is gone at the end; remove those of dead processes.

    Parameters
    ----------
    folder : pathlib.Path
        Where.
    prefix : str
        How its name begins, and those of the dead do.
    """
    sweep(folder, prefix)
    path, lock = _make_hidden(folder, prefix)
    try:
        inner = path / "new"  # its own lock is free for what is done in it
        inner.mkdir()
        yield inner
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if lock is not None:
            os.close(lock)


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """Create a folder among the machine's temporary ones; remove those of dead processes."""
    with hidden_folder(Path(tempfile.gettempdir()), prefix) as path:
        yield path


def lock_folder(folder: Path, *, shared: bool = False, wait: bool = True) -> int | None:
    """Lock a folder until the descriptor is closed, or the process ends.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    shared : bool
        Whether others that share may hold the lock at the same time.
    wait : bool
        Whether to wait for who holds it, with a warning that says so.

    Returns
    -------
    int or None
        The descriptor; None where there are no locks.

    Raises
    ------
    BlockingIOError
        Somebody else holds the lock, and `wait` is false.
    """
    if fcntl is None:
        return None
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                raise
            _LOG.warning("%s: another process is writing here; waiting until it is done", folder)
            fcntl.flock(lock, kind)
    except BaseException as error:
        os.close(lock)
        if isinstance(error, OSError) and error.errno in _NO_LOCKS:
            return None
        raise
    return lock


@contextmanager
def locked(folder: Path, *, shared: bool = False) -> Iterator[bool]:
    """Lock a folder; yield whether this thread takes it here, and held it not before."""
    try:
        status = folder.stat()
        key = (status.st_dev, status.st_ino)
        mine: set[tuple[int, int]] = _held.__dict__.setdefault("folders", set())
        lock = None if key in mine else lock_folder(folder, shared=shared)
    except OSError:
        if not shared:
            raise
        yield False  # who reads says itself what can't be read
        return
    if key in mine:
        yield False
        return
    mine.add(key)
    try:
        yield True
    finally:
        mine.discard(key)
        if lock is not None:
            os.close(lock)


def sweep(folder: Path, prefix: str = PREFIX) -> None:
    """Remove the hidden folders whose writers are dead: nobody holds their locks."""
    if fcntl is None:
        return
    for path in _hidden_folders(folder, prefix):
        try:
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
        except OSError:  # its writer is alive, or there are no locks here
            pass
        finally:
            os.close(lock)


def _hidden_folders(folder: Path, prefix: str) -> list[Path]:
    name = HIDDEN if prefix == PREFIX else re.compile(re.escape(prefix) + _RANDOM)
    try:
        return [path for path in folder.iterdir() if name.fullmatch(path.name)]
    except OSError:
        return []


def _make_hidden(folder: Path, prefix: str) -> tuple[Path, int | None]:
    """Create a hidden folder and lock it, before somebody takes it for one of the dead."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
        if fcntl is None:
            return path, None
        with suppress(FileNotFoundError):
            lock = lock_folder(path)
            if lock is None or path.exists():
                return path, lock
            os.close(lock)
