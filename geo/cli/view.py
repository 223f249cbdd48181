"""Serve the folder page of a large table to this machine, for `geo view FOLDER`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, StaticFileHandler

from geo.errors import ExportError
from geo.maps.large.page import PAGE, PIECES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOST = "127.0.0.1"


def serve_folder(folder: Path, *, opened: Callable[[str], None], port: int = 0) -> None:
    """Serve a folder page on loopback until a signal stops it.

    Parameters
    ----------
    folder : pathlib.Path
        What `FolderMap.save` wrote.
    opened : callable
        Is called with the address once it can be opened.
    port : int
        0 takes any free one.

    Raises
    ------
    geo.errors.ExportError
        When the folder holds no page.
    """
    if not (folder / PAGE).is_file() or not (folder / PIECES).is_dir():
        raise ExportError(
            f"{folder}: found no page of a large table, wanted {PAGE} and {PIECES}/, as "
            "geo.explore('events/*.parquet', folder=…) writes them"
        )
    asyncio.run(_serve(folder, opened, port))


async def _serve(folder: Path, opened: Callable[[str], None], port: int) -> None:
    sockets = bind_sockets(port, HOST)
    address = f"http://{HOST}:{sockets[0].getsockname()[1]}/"
    files = {"path": str(folder), "default_filename": PAGE}
    server = HTTPServer(Application([(r"/(.*)", _File, files)]))
    server.add_sockets(sockets)
    opened(address)
    try:
        await asyncio.Event().wait()
    finally:
        server.stop()


class _File(StaticFileHandler):
    """A file of the folder, or the bytes of it that are asked for."""

    def prepare(self) -> None:
        """Refuse another name: that of a page elsewhere which points it at this machine."""
        if self.request.host.partition(":")[0] not in {HOST, "localhost"}:
            self.send_error(421)

    def set_extra_headers(self, path: str) -> None:  # noqa: ARG002 - tornado's signature
        """Declare that what is read stays what it is called, and is asked for anew."""
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-cache")
