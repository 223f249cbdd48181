"""HTTP requests to a provider: one deadline, one host, a bounded body.

geopy's own adapters wait for each byte anew, follow redirects anywhere and read whatever comes.
This one ends in time whatever the server does, and says what went wrong.
"""

from __future__ import annotations

import copy
import ipaddress
import json
import queue
import socket
import ssl
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias
from urllib.parse import SplitResult, unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import (
    GeocoderParseError,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)

from geo.geocoding.online.retry import Deadline, one_line, retry_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


Json: TypeAlias = list[Any] | dict[str, Any]
LARGEST = 1 << 20  # bytes of an answer; five places of Nominatim with addresses take 5 kB
_REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)
_FINE, _PLAIN_ERROR = range(200, 300), 2_000  # characters of an error's text that are kept
_PORTS = {"http": 80, "https": 443}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SHOWN_CHARACTERS = 60  # characters of what is no JSON


class Transport(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """An adapter for any geocoder of geopy that keeps to a deadline.

    Parameters
    ----------
    proxies : dict or None
        Addresses by scheme, as in geopy; None takes the system's. Loopback never goes to one.
    ssl_context : ssl.SSLContext or None
        None verifies certificates against the system's authorities.

    Notes
    -----
    Host names, connections, TLS, headers and body are all under the deadline. A redirect is
    followed only on the same host, and never from https to http. The body is refused beyond
    1 MiB, and when it is compressed although that was not asked for. JSON is read strictly: a name
    twice in one object, NaN, an empty object or a bare value are no answer. No cookie is kept.

    Examples
    --------
    >>> from geopy.geocoders import Photon
    >>> Photon(adapter_factory=Transport).adapter.__class__.__name__
    'Transport'
    """

    def __init__(
        self, *, proxies: Mapping[str, str] | None, ssl_context: ssl.SSLContext | None
    ) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._proxies = getproxies() if proxies is None else dict(proxies)
        self._system = proxies is None
        self._shared = {"ssl": ssl_context}  # by all copies: authorities are read once
        self._deadline: Deadline | None = None
        self._before: Callable[[str, Deadline], None] = _at_once

    def keeping(self, deadline: Deadline, before: Callable[[str, Deadline], None]) -> Transport:
        """Return the same transport for one name.

        Parameters
        ----------
        deadline : Deadline
            The end of all requests together.
        before : callable
            Called before each request with the host and the deadline: waits for its turn.
        """
        bound = copy.copy(self)
        bound._deadline, bound._before = deadline, before  # noqa: SLF001 - a copy of itself
        return bound

    def get_json(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> Json:
        """Send one request and read its answer as JSON, strictly; see `get_text`."""
        return read_json(self.get_text(url, timeout=timeout, headers=headers))

    def get_text(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> str:
        """Send one request and read its answer as text.

        Parameters
        ----------
        url : str
            Where to.
        timeout : float or None
            Seconds for this request with its redirects, within the deadline for the name.
        headers : mapping
            What geopy wants sent.

        Raises
        ------
        GeocoderTimedOut, GeocoderUnavailable, GeocoderParseError, GeocoderServiceError
            As geopy names them.
        AdapterHTTPError
            For a status that is no success.
        """
        whole = self._deadline or Deadline.after(timeout if timeout is not None else 60.0)
        deadline = whole.sooner(timeout)
        for _ in range(_REDIRECTS + 1):
            split = urlsplit(url)
            self._before(split.hostname or "", deadline)
            status, answered, body = self._send(split, headers, deadline)
            if status not in _MOVED:
                return _read(status, answered, body)
            url = _moved(split, answered.get("location", ""))
        raise GeocoderServiceError(f"redirects without an end ({status})")

    def _send(
        self, url: SplitResult, headers: Mapping[str, str], deadline: Deadline
    ) -> tuple[int, dict[str, str], bytes]:
        sent = {**headers, "Accept-Encoding": "identity", "Connection": "close"}
        try:
            with (
                self._pool(url, deadline) as pool,
                pool.stream("GET", url.geturl(), headers=list(sent.items())) as response,
            ):
                answered = {
                    name.decode("latin-1").lower(): value.decode("latin-1")
                    for name, value in response.headers
                }
                return response.status, answered, _bounded(response.iter_stream(), answered)
        except Exception as error:  # noqa: BLE001 - a server can provoke any; all are told
            _refuse(error, deadline)

    def _pool(self, url: SplitResult, deadline: Deadline) -> httpcore.ConnectionPool:
        """Open a pool for one request: no connection outlives its name."""
        network = DeadlineBackend(deadline)
        context = self._context() if url.scheme == "https" else None
        proxy = self._proxy(url)
        if proxy is None:
            return httpcore.ConnectionPool(ssl_context=context, network_backend=network)
        parts = urlsplit(proxy)
        login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        return httpcore.HTTPProxy(
            address, proxy_auth=login, ssl_context=context, network_backend=network
        )

    def _context(self) -> ssl.SSLContext:
        context = self._shared["ssl"] or ssl.create_default_context()
        self._shared["ssl"] = context
        return context

    def _proxy(self, url: SplitResult) -> str | None:
        host = url.hostname or ""
        if host in _LOOPBACK or (self._system and proxy_bypass(host)):
            return None
        address = self._proxies.get(url.scheme) or self._proxies.get("all")
        return f"http://{address}" if address and "://" not in address else address or None


def read_json(text: str) -> Json:
    """Read JSON (RFC 8259) strictly.

    Raises
    ------
    GeocoderParseError
        When it is none, holds a name twice in one object, is nested too deep, or is neither a
        list nor an object that holds something.
    """
    try:
        value = json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)
    except RecursionError:
        raise GeocoderParseError("the answer's JSON is nested too deep") from None
    except ValueError as error:
        begins = (
            f"begins with {one_line(text, _SHOWN_CHARACTERS)!r}" if text.strip() else "is empty"
        )
        raise GeocoderParseError(f"the answer is no JSON: it {begins} ({error})") from None
    if isinstance(value, list) or (isinstance(value, dict) and value):
        return value
    raise GeocoderParseError(
        f"the answer is {one_line(text, _SHOWN_CHARACTERS)!r}, not a list or an object"
    )


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number in JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return read


def _at_once(_host: str, _deadline: Deadline) -> None:
    """Wait for nothing."""


def _bounded(stream: Iterable[bytes], headers: Mapping[str, str]) -> bytes:
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise GeocoderServiceError(f"the answer is compressed ({one_line(encoding, 20)}), unasked")
    body = bytearray()
    for chunk in stream:
        body += chunk
        if len(body) > LARGEST:
            raise GeocoderServiceError(f"the answer is larger than {LARGEST:,} bytes")
    return bytes(body)


def _read(status: int, headers: Mapping[str, str], body: bytes) -> str:
    if status in _FINE:
        return _decode(body, headers.get("content-type", ""))
    wait_s = retry_after(headers.get("retry-after", ""))
    raise AdapterHTTPError(
        f"HTTP status {status}",
        status_code=status,
        headers={} if wait_s is None else {"retry-after": str(wait_s)},
        text=one_line(body[: 4 * _PLAIN_ERROR].decode("utf-8", "replace"), _PLAIN_ERROR),
    )


def _decode(body: bytes, content_type: str) -> str:
    """Decode as UTF-8, which shows by itself whether it is; else as the server says."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        charset = content_type.lower().partition("charset=")[2].split(";")[0].strip(" \"'")
    try:
        return body.decode(charset or "utf-8")
    except (LookupError, ValueError):
        raise GeocoderParseError(
            f"the answer is neither UTF-8 nor {one_line(charset, 20) or 'another known encoding'}"
        ) from None


def _moved(url: SplitResult, location: str) -> str:
    """Return where a redirect leads to, if that is the same host, at least as safe."""
    if not location.strip():
        raise GeocoderServiceError("redirects without saying where to")
    try:
        there = urlsplit(urljoin(url.geturl(), location))
        port = there.port or _PORTS.get(there.scheme)
    except ValueError:
        there, port = urlsplit(""), None
    here = url.port or _PORTS[url.scheme]
    safe = there.scheme == url.scheme or (url.scheme == "http" and there.scheme == "https")
    same_port = port == here or (here == _PORTS["http"] and port == _PORTS["https"])
    if there.hostname != url.hostname or not same_port:
        host = one_line(there.netloc.rpartition("@")[2], 60) or "no address"
        raise GeocoderServiceError(f"redirects to another host ({host}); not followed")
    if not safe or there.username:
        raise GeocoderServiceError(f"redirects to {one_line(there.scheme, 10)}; not followed")
    return there.geturl()


def _refuse(error: Exception, deadline: Deadline) -> NoReturn:
    """Raise what geopy calls it."""
    if isinstance(error, (GeocoderServiceError, AdapterHTTPError)):
        raise error
    if isinstance(error, httpcore.TimeoutException):
        raise GeocoderTimedOut(f"no whole answer within {deadline.seconds:g} s") from error
    words = one_line(str(error) or type(error).__name__, 120)
    if isinstance(error.__cause__, ssl.SSLCertVerificationError):
        raise GeocoderServiceError(f"shows no certificate to trust: {words}") from error
    if isinstance(error, (httpcore.ConnectError, httpcore.ProxyError)):
        raise GeocoderUnavailable(f"can't be reached: {words}") from error
    if isinstance(error, (httpcore.NetworkError, httpcore.RemoteProtocolError)):
        raise GeocoderUnavailable(f"the connection broke: {words}") from error
    raise GeocoderServiceError(f"the request failed: {words}") from error


class DeadlineBackend(httpcore.NetworkBackend):
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
