"""Write files whole or not at all, and find a notebook's files."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geo.arguments import as_path
from geo.locks import hidden_folder
from geo.transaction import disk_errors, made, move

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator


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
    with disk_errors(target), made(target.parent), hidden_folder(target.parent) as folder:
        partial = folder / target.name
        yield partial
        move(partial, target)


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
