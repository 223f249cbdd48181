"""Other programs, run by themselves, with what each took; and the peers' environment."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


class RunError(RuntimeError):
    """A program ended badly; carries what it said."""


@dataclass(frozen=True)
class Run:
    """What a program took.

    Parameters
    ----------
    output : str
        Its standard output.
    wall_s, cpu_s : float
        Seconds on the clock, and of processor time (user and system, all threads).
    """

    output: str
    wall_s: float
    cpu_s: float


def run(command: Sequence[str | os.PathLike[str]]) -> Run:
    """Run a program to its end.

    Raises
    ------
    RunError
        When it ends with anything but 0.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        began = time.perf_counter()
        program = subprocess.Popen(  # noqa: S603 - the programs are this benchmark's own
            list(map(str, command)),
            stdout=said,
            stderr=complained,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            cwd=ROOT,
        )
        _, status, usage = os.wait4(program.pid, 0)
        wall_s = time.perf_counter() - began
        program.returncode = os.waitstatus_to_exitcode(status)
        output, complaint = _read(said), _read(complained)
    if program.returncode:
        words = " ".join(map(str, command))
        raise RunError(f"{words}: exit {program.returncode}\n{complaint.strip()}")
    cpu_s = usage.ru_utime + usage.ru_stime
    return Run(output, wall_s, cpu_s)


def _read(written: IO[bytes]) -> str:
    written.seek(0)
    return written.read().decode("utf-8", "replace")


def set_up_peers(folder: Path = HERE) -> Path:
    """Make the peers' environment out of a benchmark's lock, once; return its interpreter."""
    peers, lock = folder / ".venv", folder / "requirements.lock"
    python, stamp = peers / "bin" / "python", peers / ".locked"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text("utf-8") == wanted:
        return python
    uv = Path(sys.executable).with_name("uv")
    run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, peers])
    run([uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", lock])
    stamp.write_text(wanted, "utf-8")
    return python
