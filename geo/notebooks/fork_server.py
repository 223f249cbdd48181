"""Fork kernels from one process: the server, and the kernel manager that starts and asks it."""

from __future__ import annotations

import ctypes
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from jupyter_client.manager import AsyncKernelManager

from geo.locks import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_PR_SET_PDEATHSIG = 1  # prctl(2)
PRELOADED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "matplotlib.pyplot",
    "geopandas",
    "geo.display",
    "geo.figures",
    "geo.maps.explore",
    "geo.maps.story_page",
    "geo.geocoding.geocode",
    "geo.story.frames",
    "geo.story.schema",
    "geo.story.story",
)


def serve(address: str, *, parent: int) -> None:
    """Fork a kernel for each stub that connects, until standard input is closed.

    Parameters
    ----------
    address : str
        Path of the socket to listen on.
    parent : int
        Process id of who started this process; where it has ended already, this one ends, too.
    """
    end_with_parent(parent)
    for name in PRELOADED:
        import_module(name)
    kernels: dict[int, socket.socket] = {}
    woken, wake = socket.socketpair()
    wake.setblocking(False)  # noqa: FBT003 - its only parameter
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    with socket.socket(socket.AF_UNIX) as listener, selectors.DefaultSelector() as waiting:
        listener.bind(address)
        listener.listen()
        for waited_for in (listener, woken, sys.stdin):
            waiting.register(waited_for, selectors.EVENT_READ)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            for key, _ in waiting.select():
                if key.fileobj is listener:
                    stub, _ = listener.accept()
                    kernels[_forked(stub, [listener, woken, wake, *kernels.values()])] = stub
                    waiting.register(stub, selectors.EVENT_READ)
                elif key.fileobj is woken:
                    woken.recv(4096)
                    for pid, code in _ended(list(kernels)):
                        stub = kernels.pop(pid)
                        waiting.unregister(stub)
                        with suppress(OSError):
                            stub.sendall(bytes([code]))
                        stub.close()
                elif key.fileobj is sys.stdin:
                    for pid in kernels:
                        _kill(pid, signal.SIGKILL)
                    return
                else:
                    _hand_on(key.fileobj, kernels, waiting)


def _hand_on(
    stub: object, kernels: dict[int, socket.socket], waiting: selectors.BaseSelector
) -> None:
    """Pass a stub's signals to its kernel; end the kernel of a stub that is gone."""
    pid = next((pid for pid, other in kernels.items() if other is stub), 0)
    if not pid:
        return
    try:
        numbers = kernels[pid].recv(64)
    except OSError:
        numbers = b""
    if not numbers:
        waiting.unregister(kernels[pid])
        kernels.pop(pid).close()
        _kill(pid, signal.SIGKILL)
    for number in numbers:
        _kill(pid, number)


def _kill(pid: int, number: int) -> None:
    """Signal a kernel; one that is to end at once ends with what it has started."""
    if number == signal.SIGKILL:
        with suppress(ProcessLookupError, PermissionError):  # it has no group of its own yet
            os.killpg(pid, number)
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def end_with_parent(parent: int) -> None:
    """Have the kernel of Linux end this process when the one that started it ends.

    Elsewhere the end of standard input, or ipykernel's own watch, does the same more slowly.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it has ended meanwhile
        os._exit(1)


def _ended(pids: list[int]) -> list[tuple[int, int]]:
    """Collect the exit codes of kernels that have ended; those that were killed, too."""
    ended: list[tuple[int, int]] = []
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        code = os.waitstatus_to_exitcode(status)
        if pid in pids:
            ended.append((pid, code if code >= 0 else 128 - code))


def _forked(stub: socket.socket, others: list[socket.socket]) -> int:
    """Fork a kernel for a stub."""
    with stub.makefile("rb") as request:
        wanted = json.loads(request.readline())
    server = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        for open_socket in (stub, *others):
            open_socket.close()
        _become_kernel(wanted, server)
    finally:
        os._exit(1)


def _become_kernel(wanted: dict[str, Any], server: int) -> NoReturn:
    """Turn this process, which was forked, into the kernel of a connection file."""
    import random  # noqa: PLC0415 - only a kernel needs it

    import numpy as np  # noqa: PLC0415 - imported by what is preloaded
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415 - the same

    end_with_parent(server)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    os.environ.clear()
    os.environ.update(wanted["env"])
    os.environ["JPY_PARENT_PID"] = str(server)
    os.chdir(wanted["cwd"])
    if sys.path and sys.path[0] not in ("", wanted["cwd"]):
        sys.path.insert(0, "")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    random.seed()
    np.random.seed()  # noqa: NPY002 - who uses it finds it as in a process of its own
    IPKernelApp.launch_instance(["-f", wanted["file"]])
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1], parent=int(sys.argv[2]))


_STUB = Path(__file__).with_name("stub.py")
_INLINE = "module://matplotlib_inline.backend_inline"


@contextmanager
def kernel_server(environment: Mapping[str, str]) -> Iterator[type[AsyncKernelManager]]:
    """Start a server of kernels, and return a kernel manager whose kernels start at once.

    Parameters
    ----------
    environment : mapping
        Variables of the server.

    Yields
    ------
    type
        A subclass of `jupyter_client.manager.AsyncKernelManager`; that class itself where
        processes can't be forked, or where the server did not start.
    """
    if not hasattr(os, "fork") or sys.platform == "darwin":  # Apple's libraries don't survive it
        yield AsyncKernelManager
        return
    with scratch_folder("geo-kernels-") as folder:
        address = str(folder / "kernels")
        server = subprocess.Popen(  # noqa: S603 - ours
            [sys.executable, "-m", "geo.notebooks.fork_server", address, str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "MPLBACKEND": _INLINE},
            start_new_session=True,  # Ctrl-C reaches it as the end of its input
        )
        assert server.stdin is not None  # noqa: S101 - they are pipes
        assert server.stdout is not None  # noqa: S101 - they are pipes
        try:
            ready = server.stdout.readline() == b"ready\n"
            yield _manager(address) if ready else AsyncKernelManager
        finally:
            server.stdin.close()
            server.stdout.close()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _manager(address: str) -> type[AsyncKernelManager]:
    class ForkedKernelManager(AsyncKernelManager):
        """Starts kernels by asking the server at an address."""

        def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:  # noqa: ARG002
            return [sys.executable, "-S", "-E", str(_STUB), address, self.connection_file]

    return ForkedKernelManager
