"""Serve pages to this machine alone, until the process is stopped."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

HOST = "127.0.0.1"


def serve_pages(
    routes: Sequence[tuple[Any, ...]],
    opened: Callable[[str], None],
    *,
    port: int = 0,
    most_bytes: int | None = None,
    settings: Mapping[str, Any] | None = None,
) -> None:
    """Serve until the process is stopped.

    Parameters
    ----------
    routes : sequence of tuple
        Patterns of paths with their handlers, as tornado takes them.
    opened : callable
        Takes the address once it can be used.
    port : int
        The port; a free one if 0.
    most_bytes : int, optional
        How large a request may be.
    settings : mapping, optional
        What the handlers find in their settings, beside ``port``.

    Raises
    ------
    OSError
        The port is taken.
    """

    async def until_stopped() -> None:
        sockets = bind_sockets(port, HOST)
        number = sockets[0].getsockname()[1]
        own = {"port": number, "log_function": _ignore, **(settings or {})}
        server = HTTPServer(Application(list(routes), **own), max_body_size=most_bytes)
        server.add_sockets(sockets)
        opened(f"http://{HOST}:{number}/")
        try:
            await asyncio.Event().wait()
        finally:
            server.stop()
            await server.close_all_connections()

    with suppress(asyncio.CancelledError):
        asyncio.run(until_stopped())


def _ignore(_: object) -> None:
    """Log no request."""
