"""Where a notebook's files are, wherever it is run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo.arguments import as_path

if TYPE_CHECKING:
    import os


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
