"""Files that appear whole or not at all."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator


@contextmanager
def written_whole(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a path to write to, and move it to its place only when all went well.

    Parameters
    ----------
    path : path-like
        Where the file shall stand; missing folders are made.

    Yields
    ------
    pathlib.Path
        A file of the same name in a temporary folder beside it. After an error, or Ctrl-C,
        that folder is removed and whatever stood at `path` before still stands there.

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
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=target.parent) as folder:
        partial = Path(folder, target.name)
        yield partial
        partial.replace(target)


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write `content` to `path` at once: text as UTF-8 with its line ends as they are."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    with written_whole(path) as partial:
        partial.write_bytes(data)
