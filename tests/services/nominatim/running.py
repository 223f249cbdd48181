"""A Nominatim of one's own: a private PostgreSQL, a hand-made map, a server on loopback."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.find_nominatim import Parts

MAP = Path(__file__).with_name("places.osm")
_PATIENCE_S = 120
# For a database that lives a minute: no socket to the outside, and nothing is forced to the disk.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
}


@dataclass(frozen=True)
class Nominatim:
    """A server that answers.

    Parameters
    ----------
    url : str
        ``http://127.0.0.1:PORT``.
    log : pathlib.Path
        Has a line for each request.
    """

    url: str
    log: Path

    def asked(self) -> list[str]:
        """Return the request lines so far, without the questions whether it is up."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [line.split('"')[1] for line in lines if '"GET /search' in line]


@contextmanager
def running(parts: Parts) -> Iterator[Nominatim]:
    """Import the map and serve it; everything is stopped by its process id and removed."""
    with ExitStack() as stack:
        # Straight in the temporary folder: the path of a socket has at most 107 bytes.
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="geo-nominatim-")))
        socket_folder = stack.enter_context(_postgres(parts.postgres, home))
        env = os.environ | {
            "NOMINATIM_DATABASE_DSN": f"pgsql:dbname=nominatim;host={socket_folder};user=postgres",
            "NOMINATIM_DATABASE_WEBUSER": "postgres",
        }
        _import(parts.nominatim, home, env)
        yield stack.enter_context(_serving(parts.nominatim, home, env))


@contextmanager
def _postgres(commands: Path, home: Path) -> Iterator[Path]:
    """Make and run a cluster; PostgreSQL refuses to be root, so root runs it as postgres."""
    folder = home / "postgres"
    folder.mkdir(mode=0o700)
    who: dict[str, object] = {}
    if os.geteuid() == 0:
        home.chmod(0o755)
        shutil.chown(folder, "postgres", "postgres")
        who = {"user": "postgres", "group": "postgres", "extra_groups": []}
    data = folder / "data"
    made = subprocess.run(
        [commands / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync"],
        check=False, capture_output=True, text=True, cwd=folder, **who,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    settings = _SETTINGS | {"unix_socket_directories": str(folder)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = home / "postgres.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [commands / "postgres", "-D", data, *options],
            stdout=file, stderr=file, cwd=folder, **who,
        )  # fmt: skip
    try:
        _wait(lambda: "ready to accept connections" in log.read_text(), process, log)
        yield folder
    finally:
        _stop(process, signal.SIGINT)  # a fast shutdown


def _import(command: Path, home: Path, env: dict[str, str]) -> None:
    done = subprocess.run(
        [command, "import", "--offline", "--osm-file", MAP, "--project-dir", home / "project",
         "-j", "2", "--osm2pgsql-cache", "50"],
        check=False, capture_output=True, text=True, env=env, cwd=_made(home / "project"),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@contextmanager
def _serving(command: Path, home: Path, env: dict[str, str]) -> Iterator[Nominatim]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    log = home / "nominatim.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [command, "serve", "--engine", "falcon", "--server", address,
             "--project-dir", home / "project"],
            stdout=file, stderr=file, env=env, cwd=home,
        )  # fmt: skip
    try:
        _wait(lambda: _is_up(f"http://{address}/status"), process, log)
        yield Nominatim(f"http://{address}", log)
    finally:
        _stop(process, signal.SIGTERM)


def _wait(ready: object, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _PATIENCE_S
    while process.poll() is None and time.monotonic() < end:
        if ready():
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text()[-3000:])


def _is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - loopback
            return answer.status == 200
    except OSError:
        return False


def _stop(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
