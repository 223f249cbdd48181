"""The process that Jupyter takes for a kernel: it asks the server for one.

Run by its path, with the standard library alone, so that it starts in a few milliseconds.
Signals are handed on; when this process is killed, the server sees its socket close.
"""

import json
import os
import signal
import socket
import sys


def main() -> int:
    """Request a kernel, hand on signals, and return its exit code."""
    address, connection_file = sys.argv[1:]
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(address)
        request = {
            "file": connection_file,
            "cwd": os.getcwd(),  # noqa: PTH109 - pathlib would take as long as all else
            "env": dict(os.environ),
        }
        server.sendall(json.dumps(request).encode() + b"\n")
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: server.sendall(bytes([number])))
        code = server.recv(1)
    return code[0] if code else 1


if __name__ == "__main__":
    sys.exit(main())
