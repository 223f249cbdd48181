"""Change bytes of what the product reads: a typed error or a result, soon, and in little memory.

Each mutation runs in a process of its own that is forked from one with everything imported, with a
limit of time and of memory above what that process has. A foreign exception, a signal, and either
limit are faults; what they were made of is kept.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import resource
import select
import shutil
import signal
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 10
BYTES = 1 << 30  # above what the process has when it is forked
_SHOWN = 300  # letters of a foreign error
_TOKENS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b'"', b"'", b",", b";", b"\t", b"=1+1",
    b"[", b"{", b"]]>", b"<!--", b"</script>", b"<table>", b"&#0;", b"\xed\xa0\x80", b"\xc3",
    b"NaN", b"-1", b"1e999", b"99999999999999999999", b"0", b"null", b"true", b"\\u0000",
    "\u202e".encode(), "\u2028".encode(), "۔".encode(), b"2007-02-30", b"../../x",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """Something that is read.

    Parameters
    ----------
    name : str
        What it is.
    files : tuple of pathlib.Path
        Its files; one of them is changed at a time.
    read : callable
        Reads it; is given the folder in which a copy of each file lies.
    """

    name: str
    files: tuple[Path, ...]
    read: Callable[[Path], object]


@dataclass
class Campaign:
    """What became of the mutations of one target."""

    name: str
    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def mutated(data: bytes, draw: random.Random) -> bytes:
    """Return data with one to four changes: bits, bytes, tokens, pieces moved, doubled or cut."""
    changed = data
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        at = draw.randrange(len(changed) + 1)
        end = min(len(changed), at + int(draw.expovariate(0.02)) + 1)
        before, piece, after = changed[:at], changed[at:end], changed[end:]
        token, there = draw.choice(_TOKENS), draw.randrange(len(after) + 1)
        bit = bytes([piece[0] ^ 1 << draw.randrange(8)]) + piece[1:] if piece else b""
        changed = draw.choice(
            (
                before + bit + after,
                before + after,
                before + token + piece + after,
                before + token + after,
                before + piece * draw.choice((2, 50)) + after,
                before + after[:there] + piece + after[there:],
                before,
            )
        )
    return changed


def run(target: Target, *, count: int, seed: int, keep: Path | None = None) -> Campaign:
    """Change one file of a target at a time, `count` times, and read it.

    Parameters
    ----------
    target : Target
        What is changed.
    count, seed : int
        How often, and from which number on; the same numbers give the same changes.
    keep : pathlib.Path, optional
        Where the files of faults are copied.

    Returns
    -------
    Campaign
        How the readings ended, and the faults in words.
    """
    campaign = Campaign(target.name)
    with tempfile.TemporaryDirectory(prefix="geo-mutations-") as name:
        folder = Path(name)
        for file in target.files:
            shutil.copy(file, folder / file.name)
        for number in range(seed, seed + count):
            draw = random.Random(f"{target.name} {number}")  # noqa: S311 - no secret
            file = draw.choice(target.files)
            whole = file.read_bytes()
            (folder / file.name).write_bytes(mutated(whole, draw))
            end = _end(target, folder)
            campaign.ends[end.partition(":")[0]] += 1
            if not end.startswith(("read", "refused")):
                campaign.faults.append(f"{target.name}, {number}, {file.name}: {end}")
                if keep is not None:
                    kept = keep / f"{target.name}-{number}"
                    shutil.copytree(folder, kept, dirs_exist_ok=True)
            (folder / file.name).write_bytes(whole)
    return campaign


def _end(target: Target, folder: Path) -> str:
    """Read a target in a process of its own; return how that ended."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reader)
        _read(target, folder, writer)
    os.close(writer)
    told, until = b"", time.monotonic() + SECONDS
    with os.fdopen(reader, "rb") as pipe:
        while not told.endswith(b"\n"):
            left = until - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                break
            part = os.read(pipe.fileno(), 65536)
            if not part:
                break
            told += part
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    if told.endswith(b"\n"):
        return str(json.loads(told))
    if time.monotonic() >= until:
        return f"slow: more than {SECONDS} s"
    return f"died: {signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else status}"


def _read(target: Target, folder: Path, writer: int) -> None:
    """Read, write how that ended, and leave: runs in the forked process."""
    from geo.errors import GeoError  # noqa: PLC0415 - imported before the fork

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * os.sysconf("SC_PAGE_SIZE") + BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    silent = io.StringIO()
    try:
        with contextlib.redirect_stdout(silent), contextlib.redirect_stderr(silent):
            target.read(folder)
        end = "read"
    except GeoError as error:
        end = f"refused: {type(error).__name__}"
    except MemoryError:
        end = f"large: more than {BYTES >> 20} MB"
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is a fault
        trace, where = error.__traceback__, ""
        while trace is not None:
            code = trace.tb_frame.f_code
            where = f"{Path(code.co_filename).name}:{trace.tb_lineno}"
            trace = trace.tb_next
        end = f"foreign: {type(error).__name__} at {where}: {str(error)[:_SHOWN]}"
    os.write(writer, json.dumps(end).encode() + b"\n")
    os._exit(0)
