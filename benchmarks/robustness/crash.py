"""Commands killed at random moments, and on a full disk: nothing false stands, nothing is lost."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.robustness.work import (
    WORKS,
    Work,
    contents,
    done,
    finish,
    hidden,
    log_of,
    orphans,
    run,
)

if TYPE_CHECKING:
    from pathlib import Path

KILLED = tuple(WORKS)[:6]
_SIGNALS = (signal.SIGKILL, signal.SIGTERM)


@dataclass
class Result:
    """What became of one command.

    Parameters
    ----------
    name : str
        The command.
    ends : Counter of str
        How the processes ended.
    after : Counter of str
        Whether the old or the new state stood then.
    faults : list of str
        What was wrong.
    """

    name: str
    ends: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class States:
    """A command undisturbed: what stands before and after, its exit code, and how long it takes."""

    work: Work
    before: dict[str, bytes]
    after: dict[str, bytes]
    code: int
    seconds: float

    def place(self, found: dict[str, bytes]) -> str:
        """Name the state that was found: old, new, partly, or broken."""
        if found == self.after:
            return "new"
        if found == self.before:
            return "old"
        allowed = self.before.keys() | self.after.keys()
        each = all(
            name in allowed and data in (self.before.get(name), self.after.get(name))
            for name, data in found.items()
            if name != "notebooks.json"
        )
        return "partly" if each and not self.work.together else "broken"


def undisturbed(work: Work, folder: Path) -> States:
    """Prepare a folder, and run the command in a copy of it; the folder stays as it was."""
    folder.mkdir(parents=True)
    work.prepare(folder)
    copied = shutil.copytree(folder, folder.with_name(f"{folder.name}-undisturbed"))
    start = time.monotonic()
    code = done(copied, work.arguments)
    seconds = time.monotonic() - start
    if code not in (0, 1):
        log = log_of(copied).read_text(encoding="utf-8")
        raise SystemExit(f"{work.name}: does not run by itself (exit code {code})\n{log}")
    after = contents(copied / work.written)
    return States(work, contents(folder / work.written), after, code, seconds)


def kill(name: str, base: Path, *, kills: int, seed: int = 0) -> Result:
    """Kill a command at random moments, with SIGKILL and SIGTERM in turn.

    Parameters
    ----------
    name : str
        One of `KILLED`.
    base : pathlib.Path
        An empty folder to work in.
    kills : int
        How often.
    seed : int
        Of the moments.

    Returns
    -------
    Result
        Without a fault if after each kill every file is whole, no process is left, a story can be
        read, and the same command ends in the bytes of a run that nobody disturbed.
    """
    random_moments = random.Random(f"{name} {seed}")  # noqa: S311 - the same in every run
    states = undisturbed(WORKS[name], base / name)
    result = Result(name)
    for number in range(kills):
        sign = _SIGNALS[number % 2]
        moment = random_moments.uniform(0, 1.05 * states.seconds)
        folder = shutil.copytree(base / name, base / f"{name}-{number}")
        fault = _kill_once(states, folder, sign, moment, result)
        print(f"{name} {number + 1}/{kills}\r", end="", file=sys.stderr, flush=True)
        if fault:
            log = log_of(folder).read_text(encoding="utf-8", errors="replace")[-2_000:]
            result.faults.append(f"{name}, {sign.name} after {moment:.3f} s: {fault}\n{log}")
        else:
            shutil.rmtree(folder)
    return result


def _kill_once(
    states: States, folder: Path, sign: signal.Signals, moment: float, result: Result
) -> str:
    """Kill the command once; return what is wrong then, or nothing."""
    work = states.work
    process = run(folder, work.arguments)
    time.sleep(moment)
    os.kill(process, sign)
    code = finish(process)
    result.ends[f"{sign.name}: {code}"] += 1
    if code not in (states.code, -sign, 128 + sign):
        return f"exit code {code}"
    left = orphans(folder)
    if left:
        for number in left:
            os.kill(number, signal.SIGKILL)
        return f"processes left: {left}"
    is_there = work.is_story and (folder / work.written).exists()
    if is_there and done(folder, ("read", work.written), log="read"):
        return f"the story can't be read, see {log_of(folder, 'read')}"
    found = _visible(contents(folder / work.written))
    where = states.place(found)
    result.after[where] += 1
    if where == "broken" and not _in_the_middle(folder / work.written):
        return "files that are neither the old nor the new ones"
    return _again(states, folder)


def _visible(found: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out hidden folders."""
    return {
        name: data
        for name, data in found.items()
        if not re.search(r"(^|/)\.(writing-|geo-undo)", name)
    }


def _in_the_middle(folder: Path) -> bool:
    """Return whether a change was cut short that the next command undoes."""
    return (folder / ".geo-undo").is_dir()


def _again(states: States, folder: Path) -> str:
    """Run the same command once more, to its end."""
    work = states.work
    finished = states.place(_visible(contents(folder / work.written))) == "new"
    code = done(folder, work.arguments, log="again")
    if code != states.code and not (finished and code in (0, 2)):
        return f"once more, exit code {code}"
    if contents(folder / work.written) != states.after:
        return "once more, other bytes than undisturbed"
    left = hidden(folder)
    return f"left behind: {left}" if left else ""


def fill(name: str, base: Path, *, free_bytes: tuple[int, ...]) -> Result:
    """Run a command where the disk has only so many bytes left.

    Parameters
    ----------
    name : str
        One of `WORKS`.
    base : pathlib.Path
        An empty folder on a small disk of its own.
    free_bytes : tuple of int
        What is left of the disk, each time.

    Returns
    -------
    Result
        Without a fault if the command ends with exit code 2 and names a file, everything stands
        as before, and the command ends well once there is space.
    """
    states = undisturbed(WORKS[name], base / name)
    result = Result(name)
    for free in free_bytes:
        folder = shutil.copytree(base / name, base / f"{name}-{free}")
        fault = _fill_once(states, folder, free, result)
        if fault:
            said = log_of(folder).read_text(encoding="utf-8").strip()
            result.faults.append(f"{name}, {free:,} bytes free: {fault}\n{said}")
        shutil.rmtree(folder)
    return result


def _fill_once(states: States, folder: Path, free: int, result: Result) -> str:
    work = states.work
    ballast = _take_space(folder.parent, free)
    try:
        code = done(folder, work.arguments)
    finally:
        ballast.unlink()
    result.ends[str(code)] += 1
    said = log_of(folder).read_text(encoding="utf-8")
    if code == states.code and contents(folder / work.written) == states.after:
        result.after["new"] += 1
        return ""  # there was space enough
    if code != 2 or "No space left on device" not in said or "Traceback" in said:  # noqa: PLR2004
        return f"exit code {code}"
    where = states.place(_visible(contents(folder / work.written)))
    result.after[where] += 1
    if where not in ("old", "partly"):
        return f"found the {where} state, wanted the old one"
    return _again(states, folder)


def _take_space(folder: Path, free: int) -> Path:
    """Fill a disk but for some bytes."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        rest = max(0, shutil.disk_usage(folder).free - free)
        while rest > 0:
            try:
                rest -= file.write(bytes(min(rest, 1 << 16)))
            except OSError:
                break
    return ballast
