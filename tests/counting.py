"""Pages that may reach a server on loopback, which counts what is asked of it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

# Opens every pop-up and tooltip of every map of Leaflet's.
OPEN_ALL = """() => Object.keys(window).filter((name) => window[name] instanceof L.Map)
    .forEach((name) => {
        const map = window[name], latlng = map.getCenter();
        map.fire("click", { latlng });
        map.eachLayer((one) => {
            if (one.getPopup?.()) { one.fire("click", { latlng }); one.openPopup(latlng); }
            if (one.getTooltip?.()) one.openTooltip(latlng);
        }) })"""


class CountingServer:
    """A server on loopback that has nothing, and the list of what is asked of it."""

    def __init__(self) -> None:
        asked: list[str] = []

        class Counting(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(404)
                self.end_headers()

            do_POST = do_HEAD = do_OPTIONS = do_GET  # noqa: N815 - as http.server calls them

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self.asked = asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
        self.host = f"http://127.0.0.1:{self.server.server_port}"


@contextmanager
def counting_server() -> Iterator[CountingServer]:
    """Run the server."""
    counting = CountingServer()
    threading.Thread(target=counting.server.serve_forever, daemon=True).start()
    yield counting
    counting.server.shutdown()
    counting.server.server_close()


@contextmanager
def opened_quietly(
    path: Path,
    chromium: Browser,
    counting: CountingServer,
    *,
    do: Callable[[Page], object] = lambda page: page.evaluate(OPEN_ALL),
) -> Iterator[tuple[Page, list[str]]]:
    """Open a page that may reach the counting server; give what it complains of.

    `do` is done with the page before it is checked that nothing ran, was asked for or left.
    """
    context = chromium.new_context()
    page = context.new_page()
    complaints: list[str] = []
    gone: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("framenavigated", lambda frame: None if frame.parent_frame else gone.append(frame.url))
    context.on("page", lambda other: gone.append(f"another page: {other.url}"))
    page.goto(path.as_uri())
    do(page)
    page.wait_for_timeout(200)
    # A page may name in its fragment what it shows.
    assert {address.partition("#")[0] for address in [*gone, page.url]} == {path.as_uri()}
    assert page.evaluate("window.ran") is None
    assert counting.asked == []
    yield page, complaints
    assert counting.asked == []
    context.close()
