"""A server on loopback for each test of a provider."""

from __future__ import annotations

import ssl
import threading
from typing import TYPE_CHECKING

import pytest
from geocoding.online.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep every test away from the user's cache."""
    monkeypatch.setenv("GEO_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers well until a test tells it otherwise."""
    yield from _serving(Server())


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[Server]:
    """Return a server whose certificate nobody has signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(tmp_path))
    server = Server()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    yield from _serving(server)


def _serving(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _certificate(folder: Path) -> Path:
    import subprocess  # noqa: PLC0415

    path = folder / "self-signed.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", path, "-out",
         folder / "cert.pem", "-subj", "/CN=127.0.0.1", "-days", "30"],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_bytes(path.read_bytes() + (folder / "cert.pem").read_bytes())
    return path
