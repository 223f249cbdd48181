"""`geo` without its second of imports: a process that has imported them forks for each command.

The child has arguments, folder, environment and streams of its own, runs the console script itself
and ends as any process of Python does. What Python reads before it runs a line (its own variables,
the locale) is the server's: a command that wants other ones is started cold.
"""

import atexit
import gc
import json
import os
import runpy
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

GEO = Path(sys.executable).with_name("geo")
PRELOADED = (
    "geo.build",
    "geo.cli.main",
    "geo.cli.pin",
    "geo.drafts.folder",
    "geo.drafts.propose",
    "geo.figures",
    "geo.geocoding.files.job",
    "geo.geocoding.geopy",
    "geo.maps.story_page",
    "geo.notebooks.outputs",
    "geo.story.schema",
    "geopandas",
    "matplotlib.pyplot",
)
# Libraries that start a thread when they are imported, which a fork would leave behind.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
TIMEOUT_S = 600


class ForkServer:
    """Starts commands in processes that are forked; one at a time."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._streams = [folder / name for name in ("stdin", "stdout", "stderr")]

    def run(
        self, arguments: list[str], *, cwd: Path, answers: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        """Run `geo` as `subprocess.run` does with the environment of this process."""
        given, *told = self._streams
        given.write_text(answers)
        wanted = {
            "arguments": arguments,
            "cwd": str(cwd),
            "env": dict(os.environ),
            "streams": [str(path) for path in self._streams],
        }
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        output, errors = (path.read_text() for path in told)
        return subprocess.CompletedProcess([GEO, *arguments], code, output, errors)


@contextmanager
def fork_server(folder: Path) -> Iterator[ForkServer]:
    """Start the server, which keeps the streams of commands in a folder."""
    with subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | ONE_THREAD,
    ) as process:
        yield ForkServer(process, folder)
        process.stdin.close()


def serve() -> dict[str, Any]:
    """Fork for each line of standard input; return what it wants, in the child."""
    for name in PRELOADED:
        import_module(name)
    threads = list(Path("/proc/self/task").glob("*"))
    assert len(threads) <= 1, [(thread / "comm").read_text() for thread in threads]
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            return json.loads(line)
        print(_exit_code(pid), flush=True)  # noqa: T201 - the answer
    sys.exit()


def _exit_code(pid: int) -> int:
    """Wait for a process, as long as a command may take; return its exit code."""
    deadline = time.monotonic() + TIMEOUT_S
    pause = 0.001
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            os.kill(pid, 9)
        time.sleep(pause)
        pause = min(pause * 1.2, 0.05)


def become(wanted: dict[str, Any]) -> None:
    """Turn this process into the command that is wanted."""
    os.environ.clear()
    os.environ.update(wanted["env"])
    time.tzset()
    os.chdir(wanted["cwd"])
    for number, path in enumerate(wanted["streams"]):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC if number else os.O_RDONLY
        opened = os.open(path, flags)
        os.dup2(opened, number)
        os.close(opened)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        number = getattr(sys, name).fileno()
        buffering = 1 if name == "stderr" else -1
        errors = "backslashreplace" if name == "stderr" else None
        stream = os.fdopen(number, mode, buffering, errors=errors, closefd=False)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.argv = [str(GEO), *wanted["arguments"]]
    sys.orig_argv = [sys.executable, *sys.argv]
    sys.path[0] = str(GEO.parent)


def leave(code: int) -> NoReturn:
    """End as Python does, but for taking apart what is imported, which takes longer than most."""
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    become(serve())
    try:
        runpy.run_path(str(GEO), run_name="__main__")
    except SystemExit as end:
        leave(int(end.code or 0))
    except BaseException:  # noqa: BLE001 - whatever it is, as Python does
        sys.excepthook(*sys.exc_info())
        leave(1)
