"""A server on loopback that plays what a test tells it to, byte by byte if need be."""

from __future__ import annotations

import json
import socket
import socketserver
import struct
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

EDGWARE: dict[str, Any] = {
    "place_id": 11,
    "osm_type": "way",
    "osm_id": 4711,
    "lat": "51.61370",
    "lon": "-0.27500",
    "addresstype": "road",
    "name": "High Street",
    "display_name": "High Street, Edgware, London Borough of Barnet, England, United Kingdom",
    "address": {"road": "High Street", "state": "England", "country_code": "gb"},
    "boundingbox": ["51.6120", "51.6160", "-0.2770", "-0.2730"],
}


class Call:
    """One request that came in, and the connection to answer it on."""

    def __init__(self, connection: socket.socket, head: bytes) -> None:
        self.connection = connection
        lines = head.decode("latin-1").split("\r\n")
        self.target = lines[0].split(" ")[1] if " " in lines[0] else ""
        self.headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }

    @property
    def query(self) -> str:
        """The name that was asked."""
        return parse_qs(urlsplit(self.target).query).get("q", [""])[0]

    def send(self, data: bytes) -> None:
        """Send all of it at once."""
        self.connection.sendall(data)

    def drip(self, data: bytes, *, every_s: float = 0.05) -> None:
        """Send a byte at a time, for as long as the other side listens."""
        for byte in data:
            self.connection.sendall(bytes([byte]))
            time.sleep(every_s)

    def hang(self) -> None:
        """Send nothing more until the other side goes away."""
        self.connection.settimeout(30)
        while self.connection.recv(1024):
            pass

    def reset(self) -> None:
        """End the connection as a crash does: with RST."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def response(
    body: bytes | str = b"",
    *,
    status: str = "200 OK",
    kind: str = "application/json",
    length: int | None = None,
    **headers: str,
) -> bytes:
    """Write a response; `length` is what it claims to be long."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(data) if length is None else length}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + data


def place(**changed: object) -> str:
    """Write an answer with one place."""
    return json.dumps([answer_with(changed)])


def answer_with(changed: dict[str, object]) -> dict[str, object]:
    """Change an answer; `...` leaves a name out, and another point has no box of its own."""
    if {"lat", "lon"} & set(changed) and "boundingbox" not in changed:
        changed = changed | {"boundingbox": ...}
    return {name: value for name, value in (EDGWARE | changed).items() if value is not ...}


def healthy(call: Call) -> None:
    """Answer with Edgware's High Street where a street is asked for, else by the name asked."""
    asked = call.query
    named = {} if "street" in asked.lower() else {"name": asked, "display_name": asked}
    call.send(response(place(**named)))


class Server(socketserver.ThreadingTCPServer):
    """Plays `play` for each connection and counts who asked what."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.play: Callable[[Call], None] = healthy
        self.calls: list[Call] = []
        self.asked: Counter[str] = Counter()
        self.came: list[float] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Where it is: ``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def note(self, call: Call) -> None:
        """Count a request."""
        with self._lock:
            self.calls.append(call)
            self.asked[call.query] += 1
            self.came.append(time.monotonic())

    def forget(self) -> None:
        """Count from nothing again."""
        with self._lock:
            self.calls.clear()
            self.asked.clear()
            self.came.clear()

    def handle_error(self, *_: object) -> None:
        """Print nothing: the other side goes away in most of the plays."""


class _Handler(socketserver.BaseRequestHandler):
    server: Server

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            part = self.request.recv(65536)
            if not part:
                return
            head += part
        call = Call(self.request, head)
        self.server.note(call)
        self.server.play(call)
