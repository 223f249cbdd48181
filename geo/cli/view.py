"""`geo view FOLDER`: the page of a large table, served to this machine until a signal comes.

What does the work is imported where the command runs, so that `geo --help` answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geo.cli import arguments
from geo.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOST = "127.0.0.1"


@click.command(cls=arguments.OneValue)
@click.argument("folder", type=arguments.Folder)
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, help="Any free one if not given."
)
@click.option("--no-browser", is_flag=True, help="Print the address, and open nothing.")
def view(folder: Path, port: int, *, no_browser: bool) -> None:
    """Open the page of a large table in FOLDER, which geo map wrote, until Ctrl-C.

    It is served to this machine alone.
    """
    import asyncio
    import webbrowser

    from geo.maps.large.page import PAGE, PIECES

    if not (folder / PAGE).is_file() or not (folder / PIECES).is_dir():
        raise ExportError(
            f"{folder}: found no page of a large table, wanted {PAGE} and {PIECES}/, as "
            "geo.explore('events/*.parquet', folder=…) writes them"
        )

    def opened(address: str) -> None:
        click.echo(f"{folder} is at {address} until Ctrl-C")
        if not no_browser:
            webbrowser.open(address)

    asyncio.run(_serve({"path": str(folder), "default_filename": PAGE}, opened, port))


async def _serve(files: dict[str, Any], opened: Callable[[str], None], port: int) -> None:
    import asyncio

    from tornado.httpserver import HTTPServer
    from tornado.netutil import bind_sockets
    from tornado.web import Application, StaticFileHandler

    class File(StaticFileHandler):
        """A file of the folder, or the bytes of it that are asked for."""

        def prepare(self) -> None:
            """Refuse another name: that of a page elsewhere which points it at this machine."""
            if self.request.host.partition(":")[0] not in {HOST, "localhost"}:
                self.send_error(421)

        def set_extra_headers(self, path: str) -> None:  # noqa: ARG002 - tornado's signature
            """Declare that what is read stays what it is called, and is asked for anew."""
            self.set_header("X-Content-Type-Options", "nosniff")
            self.set_header("Cache-Control", "no-cache")

    sockets = bind_sockets(port, HOST)
    server = HTTPServer(Application([(r"/(.*)", File, files)]))
    server.add_sockets(sockets)
    opened(f"http://{HOST}:{sockets[0].getsockname()[1]}/")
    try:
        await asyncio.Event().wait()
    finally:
        server.stop()


COMMANDS = (view,)
