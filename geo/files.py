"""Write files whole or not at all, one or several together, and find a notebook's files."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import shutil
import signal
import threading
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import DiskError, as_path
from geo.locks import HIDDEN, hidden_folder, locked, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_LOG = logging.getLogger(__name__)
UNDO = ".geo-undo"
_JOURNAL = "journal.json"
_PARTS = ".parts"
_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_NO_SYNC = {errno.EBADF, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}


@dataclass
class Transaction:
    """Changes to a folder in the making.

    Parameters
    ----------
    folder : pathlib.Path
        The folder that changes.
    new : pathlib.Path
        Where to write: a file here takes the place of the one of the same name in `folder`. Files
        in subfolders go into the same subfolders; a subfolder may be empty.
    removed : set of str
        Names of files in `folder` that go.
    written : list of pathlib.Path
        After the block, the files that were written, sorted.
    """

    folder: Path
    new: Path
    removed: set[str] = field(default_factory=set)
    written: list[Path] = field(default_factory=list)

    def _commit(self) -> None:
        """Move everything to its place."""
        names = self._names(folders=False)
        gone = sorted(name for name in self.removed - {*names} if _exists(self.folder / name))
        self._keep_old(names, gone)
        with signals_held():
            self._swap(names, gone)
        self.written = [self.folder / name for name in names]

    def _names(self, *, folders: bool) -> list[str]:
        """List what was written, without what an inner change has left."""
        paths = [path for path in self.new.rglob("*") if path.is_dir() == folders]
        names = [path.relative_to(self.new) for path in paths]
        return sorted(
            name.as_posix() for name in names if not any(map(HIDDEN.fullmatch, name.parts))
        )

    def _keep_old(self, names: list[str], gone: list[str]) -> None:
        """Link the old files, note what is new, and sync it all."""
        old = self.new.with_name("old")
        added = []
        for name in (*names, *gone):
            target = self.folder / name
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
            if not _exists(target):
                added.append(name)
                continue
            (old / name).parent.mkdir(parents=True, exist_ok=True)
            _link(target, old / name)
            if name in names and target.is_file():
                shutil.copymode(target, self.new / name)
        subfolders = self._names(folders=True)
        folders = [name for name in subfolders if not (self.folder / name).exists()]
        hidden = self.new.parent
        journal = {"added": added, "folders": folders, "hidden": hidden.name}
        (hidden / _JOURNAL).write_text(json.dumps(journal), encoding="utf-8")
        for path in (hidden, hidden / _JOURNAL, *old.rglob("*"), self.new, *self.new.rglob("*")):
            if (path.is_dir() or old not in path.parents) and not _is_inner(self.folder):
                sync(path)

    def _swap(self, names: list[str], gone: list[str]) -> None:
        folders = self._names(folders=True)
        hidden, undo = self.new.parent, self.folder / UNDO
        hidden.rename(undo)
        try:
            sync(self.folder)
            for name in folders:
                (self.folder / name).mkdir(exist_ok=True)
            for name in names:
                (undo / "new" / name).replace(self.folder / name)
            for name in gone:
                (self.folder / name).unlink()
            for folder in sorted({(self.folder / name).parent for name in (*names, *gone)}):
                sync(folder)
            undo.rename(hidden)
        except BaseException:
            _roll_back(self.folder)
            raise
        sync(self.folder)


@contextmanager
def transaction(folder: str | os.PathLike[str]) -> Iterator[Transaction]:
    """Change files of a folder together, at the end of the block.

    Parameters
    ----------
    folder : path-like
        The folder; made if missing.

    Yields
    ------
    Transaction
        Write into its folder `new`. After an error, or a signal, everything is as it was.

    Raises
    ------
    DiskError
        The disk is full, or may not be written; the error names the file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     with transaction(name) as change:
    ...         for letter in "ab":
    ...             _ = (change.new / f"{letter}.txt").write_text("whole", encoding="utf-8")
    ...     sorted(path.name for path in Path(name).iterdir())
    ['a.txt', 'b.txt']
    """
    path = Path(folder)
    with disk_errors(path), made_folder(path), exclusive(path), hidden_folder(path) as new:
        change = Transaction(path, new)
        yield change
        change._commit()  # noqa: SLF001 - nobody else ends it


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files of a folder, all or none.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; made if missing.
    files : mapping of str to bytes
        Contents by name; a name may begin with that of a subfolder, as in ``articles/a.txt``.

    Raises
    ------
    DiskError
        A file can't be written; the error names it, and nothing has changed.
    """
    with transaction(folder) as change:
        for name, data in files.items():
            path = change.new / name
            with disk_errors(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)


@contextmanager
def exclusive(folder: str | os.PathLike[str]) -> Iterator[None]:
    """Lock a folder, so that what is read in the block is what is written over.

    Another process that writes there is waited for, with a warning that says so. What a process
    that was killed left there is put right first. Blocks may stand in each other.

    Raises
    ------
    DiskError
        The folder can't be opened, or can't be put right.
    """
    path = Path(folder)
    with ExitStack() as stack:
        with disk_errors(path):
            if path.is_dir() and stack.enter_context(locked(path)):
                _heal(path)
        yield


@contextmanager
def reading(folder: str | os.PathLike[str]) -> Iterator[None]:
    """Lock a folder while several of its files are read.

    What a process that was killed left there is put right first.

    Raises
    ------
    DiskError
        A change that was cut short can't be put right, for want of permission or space.
    """
    path = Path(folder)
    while True:
        with locked(path, shared=True) as is_first:
            if not (is_first and (path / UNDO).is_dir()):
                sweep(path)
                yield
                return
        try:
            with exclusive(path):
                pass
        except DiskError as error:
            why = f"{error.strerror}; a change was cut short here and can't be undone"
            raise DiskError(error.errno, why, error.filename) from error


@contextmanager
def made_folder(folder: Path) -> Iterator[None]:
    """Create a folder that is missing, and remove it again where it stays empty by an error."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in missing:
            sync(path.parent)
        yield
    except BaseException:
        for path in missing:
            with suppress(OSError):
                path.rmdir()
        raise


def move(partial: Path, target: Path) -> None:
    """Move a finished file or folder to its place: synced, with the mode of what stood there."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if target.is_file():
        shutil.copymode(target, partial)
    is_last = not _is_inner(target)
    for path in (*partial.rglob("*"), partial) if is_last else ():
        sync(path)
    if (target.parent / UNDO).exists():  # else the file would be undone later
        with exclusive(target.parent):
            pass
    partial.replace(target)
    if is_last:
        sync(target.parent)


def _is_inner(path: Path) -> bool:
    """Return whether an outer change moves this one, and syncs it then."""
    return any(map(HIDDEN.fullmatch, path.parts))


def sync(path: Path) -> None:
    """Wait until a file or the names in a folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:  # not every file system syncs its folders
            raise
    finally:
        os.close(descriptor)


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn an error of the disk into a `DiskError` that names the file as its owner knows it.

    Parameters
    ----------
    path : pathlib.Path
        What is written, where the error itself names no file.
    """
    try:
        yield
    except OSError as error:
        if isinstance(error, (ConnectionError, TimeoutError)):
            raise
        shown = _as_known(error.filename, path)
        raise DiskError(error.errno, error.strerror or str(error), shown) from error


def _as_known(filename: object, path: Path) -> str:
    """Name the file that a file in a hidden folder would have become."""
    if not isinstance(filename, (str, bytes, os.PathLike)):
        return str(path)
    parts = Path(os.fsdecode(filename)).parts
    for at, part in enumerate(parts):
        if part == UNDO or HIDDEN.fullmatch(part):
            folder, rest = Path(*parts[:at]), parts[at + 1 :]
            if rest[:1] in (("new",), ("old",)) and rest[1:]:
                return _as_known(folder.joinpath(*rest[1:]), path)
            return str(path)
        if part.startswith(".") and part.endswith(_PARTS):  # where work on a large file is kept
            return str(Path(*parts[:at], part[1:].removesuffix(_PARTS)))
    return os.fsdecode(filename)


@contextmanager
def signals_held() -> Iterator[None]:
    """Delay SIGINT, SIGTERM and SIGHUP until the end of the block."""
    if threading.current_thread() is not threading.main_thread():
        yield  # the handlers run in the main thread
        return
    waiting: list[int] = []
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    handled = [n for n, handler in before.items() if handler not in (None, signal.SIG_IGN)]
    for number in handled:
        signal.signal(number, lambda number, _: waiting.append(number))
    try:
        yield
    finally:
        for number in handled:
            signal.signal(number, before[number])
        for number in dict.fromkeys(waiting):
            signal.raise_signal(number)


def _heal(folder: Path) -> None:
    """Undo a change that was cut short, and remove hidden folders of the dead."""
    if (folder / UNDO).is_dir():
        _LOG.warning("%s: a change that was cut short is undone", folder)
        _roll_back(folder)
    sweep(folder)


def _roll_back(folder: Path) -> None:
    """Restore the old files; what was done of it already may be done again."""
    undo = folder / UNDO
    if not undo.is_dir():  # the change counts, or never began
        return
    journal = json.loads((undo / _JOURNAL).read_text(encoding="utf-8"))
    for name in journal["added"]:
        (folder / name).unlink(missing_ok=True)
    for path in sorted((undo / "old").rglob("*")):
        if not path.is_dir() or path.is_symlink():
            path.replace(folder / path.relative_to(undo / "old"))
    for name in reversed(journal["folders"]):
        with suppress(OSError):  # somebody has put a file there
            (folder / name).rmdir()
    sync(folder)
    hidden = folder / journal["hidden"]
    undo.rename(hidden)
    sync(folder)
    shutil.rmtree(hidden, ignore_errors=True)


def _exists(path: Path) -> bool:
    return os.path.lexists(path)


def _link(path: Path, link: Path) -> None:
    """Link a file under a second name; copy it where the file system has no links."""
    try:
        os.link(path, link, follow_symlinks=False)
    except OSError:
        shutil.copy2(path, link, follow_symlinks=False)
        if not link.is_symlink():
            sync(link)


@contextmanager
def written_whole(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a path to write to, and move the file to its place only when all went well.

    Parameters
    ----------
    path : path-like
        Where the file shall stand; missing folders are made.

    Yields
    ------
    pathlib.Path
        A file of the same name in a hidden folder beside it. After an error, or Ctrl-C, that
        folder is removed and whatever stood at `path` before still stands there.

    Raises
    ------
    DiskError
        The disk is full, or may not be written; the error names the file.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = pathlib.Path(folder, "a.txt")
    ...     with written_whole(target) as partial:
    ...         _ = partial.write_text("whole", encoding="utf-8")
    ...     target.read_text(encoding="utf-8")
    'whole'
    """
    target = Path(path)
    with disk_errors(target), made_folder(target.parent), hidden_folder(target.parent) as folder:
        partial = folder / target.name
        yield partial
        move(partial, target)


def bytes_sha256(data: bytes) -> str:
    """Return the sha256 of bytes, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sorted_json(value: object) -> str:
    """Return a value as the text of a JSON file: the same value, the same bytes."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write `content` to `path` at once: text as UTF-8 with its line ends as they are."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    with written_whole(path) as partial:
        partial.write_bytes(data)


def find(path: str | os.PathLike[str]) -> Path:
    """Find a file or folder that a notebook of this suite names from its own folder.

    Jupyter and nbconvert run a notebook in its folder, papermill in the one where it was called.

    Parameters
    ----------
    path : path-like
        Relative to the working directory; if nothing is there, relative to ``notebooks/`` of the
        checkout that geo is installed from.

    Returns
    -------
    pathlib.Path
        The path as it was given where it is found in neither place, so that who opens it says so.

    Raises
    ------
    geo.errors.ArgumentError
        When it is neither text nor a path.

    Examples
    --------
    >>> find("no-such-folder").as_posix()
    'no-such-folder'
    """
    path = as_path("path", path)
    beside = Path(__file__).parents[1] / "notebooks" / path
    return beside if beside.exists() and not path.exists() else path
