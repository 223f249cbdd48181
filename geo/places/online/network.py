"""Connections on which every wait ends with one deadline."""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpcore

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from geo.places.online.deadline import Deadline


class InTime(httpcore.NetworkBackend):
    """httpcore's network, with what is left of the deadline for every step.

    Parameters
    ----------
    deadline : Deadline
        The end of look-up, connection, handshake, and of every byte.
    """

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Try each address of a host with a share of the time that is left."""
        addresses = _addresses(host, port, self._deadline)
        for number, address in enumerate(addresses, start=1):
            share = self._deadline.left() / (len(addresses) - number + 1)
            try:
                stream = self._plain.connect_tcp(
                    address, port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
            else:
                return _Stream(stream, self._deadline)
        raise httpcore.ConnectError(f"no address for {host}")


class _Stream(httpcore.NetworkStream):
    """A connection on which every wait ends with the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _addresses(host: str, port: int, deadline: Deadline) -> list[str]:
    """Look a host up in a thread, because the system's resolver knows no deadline."""
    with suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in entries)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, daemon=True, name=f"look-up of {host}").start()
    try:
        answer = answers.get(timeout=deadline.left())
    except queue.Empty:
        raise httpcore.ConnectTimeout(f"the address of {host} was not found in time") from None
    if isinstance(answer, list):
        return answer
    raise httpcore.ConnectError(f"no address for {host}: {answer}")
