"""Start and stop the process that kernels are forked from."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_client.manager import AsyncKernelManager

from geo.locks import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_STUB = Path(__file__).with_name("stub.py")
_INLINE = "module://matplotlib_inline.backend_inline"


@contextmanager
def nursery(environment: Mapping[str, str]) -> Iterator[type[AsyncKernelManager]]:
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
