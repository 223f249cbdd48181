"""Open the desk in a notebook: its page in a cell's output, the story in the kernel."""

from __future__ import annotations

import asyncio
import html
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from geo.desk.desk import Desk
from geo.desk.server import serve_desk
from geo.desk.store import FOLDER, only_desk
from geo.errors import SourceError
from geo.story.read import read_tables
from geo.story.story import read_story

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from geo.story.story import Story

_NOTEBOOKS = "http://localhost:* http://127.0.0.1:* vscode-webview:"
_ASKED_EVERY_S, _ENDS_S = 0.1, 10


class OpenDesk:
    """A desk that is open in a notebook; each decision there is in the story's tables at once.

    As the last value of a cell it shows the page. It is closed by `close`, and with the kernel.

    Attributes
    ----------
    address : str
        Where the page is, on this machine alone; who has the address can decide.
    """

    def __init__(self, folder: Path, draft: Path, sources: Sequence[Path], height: int) -> None:
        self.address = ""
        self._folder, self._height = folder, height
        self._loop: asyncio.AbstractEventLoop | None = None
        self._serving: asyncio.Task[object] | None = None
        self._open = threading.Event()
        read_tables(folder)  # before anything is made in a folder that is no story
        with ExitStack() as held:
            held.enter_context(only_desk(folder))
            self._desk = Desk(folder, draft, sources=sources)
            self._held = held.pop_all()
        self._thread = threading.Thread(target=self._serve, name="geo desk", daemon=True)
        self._thread.start()
        while not self._open.wait(_ASKED_EVERY_S):
            if not self._thread.is_alive():
                self.close()
                raise SourceError(f"{folder}: no page can be served on this machine")

    @property
    def story(self) -> Story:
        """The story as it is now, with all that was decided so far."""
        return read_story(self._folder)

    def close(self) -> None:
        """Close the desk; all that it showed as saved is in the tables."""
        if self._loop is not None and self._serving is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._serving.cancel)
            self._thread.join(_ENDS_S)
        self._held.close()

    def _serve(self) -> None:
        serve_desk(self._desk, opened=self._opened, framed_by=_NOTEBOOKS)

    def _opened(self, address: str) -> None:
        self.address = address
        self._loop, self._serving = asyncio.get_running_loop(), asyncio.current_task()
        self._open.set()

    def __repr__(self) -> str:
        is_open = "open at" if self._thread.is_alive() else "closed; it was at"
        return f"<desk of {self._folder}, {is_open} {self.address}>"

    def _repr_html_(self) -> str:
        if not self._thread.is_alive():
            return html.escape(repr(self))
        return (
            f'<iframe src="{self.address}" title="Desk" width="100%" height="{self._height}" '
            'style="border:1px solid #8888"></iframe>'
        )


def open_desk(
    story: str | os.PathLike[str],
    *,
    draft: str | os.PathLike[str] | None = None,
    sources: Sequence[str | os.PathLike[str]] = (),
    height: int = 760,
) -> OpenDesk:
    """Open the desk of a story in a notebook, as ``geo desk`` does in a browser.

    Parameters
    ----------
    story : path
        Folder of the story.
    draft : path, optional
        A draft of yours (``geo draft``); the desk's own, ``STORY/desk/draft``, if not given.
    sources : sequence of path
        Your own copies of the articles, or folders with them, beside those in ``STORY/articles``.
    height : int
        Height of the page in the cell, in pixels.

    Returns
    -------
    OpenDesk
        Shows the page; its ``story`` is the story as it is now.

    Raises
    ------
    geo.StoryError
        The tables do not hold together.
    geo.SourceError
        Another desk is open on this story.

    Notes
    -----
    The page is served to this machine alone: with a kernel on another machine, run ``geo desk``
    there and forward its port.

    Examples
    --------
    >>> import shutil, tempfile
    >>> folder = shutil.copytree("data", f"{tempfile.mkdtemp()}/story")
    >>> desk = open_desk(folder)
    >>> desk.address.startswith("http://127.0.0.1:"), len(desk.story.events) > 20
    (True, True)
    >>> desk.close()
    """
    folder = Path(story)
    return OpenDesk(
        folder,
        folder / FOLDER / "draft" if draft is None else Path(draft),
        [Path(path) for path in sources],
        height,
    )
