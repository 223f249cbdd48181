"""How long the notebooks take without a screen: one command for all, against one call for each."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


class Cost(NamedTuple):
    """What a command took, its children included, in seconds."""

    clock: float
    processor: float


def cost_of(*commands: list[str | Path]) -> Cost:
    """Run commands one after the other, and say what they took together."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for command in commands:
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - ours
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.perf_counter() - start, used)


def main() -> None:
    """Measure both in turn, and print a table of the least of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=2, help="runs of each (2); the least counts")
    repeat = parser.parse_args().repeat
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    one_call, one_each = [], []
    for number in range(repeat):
        with tempfile.TemporaryDirectory() as out:
            geo = [BIN / "geo", "notebooks", "notebooks", "--output", Path(out, "geo")]
            convert = [BIN / "jupyter", "nbconvert", "--execute", "--to", "html"]
            each = [[*convert, "--output-dir", Path(out, "each"), path] for path in notebooks]
            one_call.append(cost_of(geo))
            one_each.append(cost_of(*each))
        print(f"run {number + 1} of {repeat} done", file=sys.stderr)
    ours = Cost(*map(min, zip(*one_call, strict=True)))
    theirs = Cost(*map(min, zip(*one_each, strict=True)))
    print(f"{len(notebooks)} notebooks, {os.cpu_count()} processors, least of {repeat} runs\n")
    print("| Notebooks without a screen | Clock, s | Processor, s |")
    print("| --- | --: | --: |")
    print(f"| `geo notebooks` | {ours.clock:.1f} | {ours.processor:.1f} |")
    print(f"| `jupyter nbconvert --execute`, each | {theirs.clock:.1f} | {theirs.processor:.1f} |")
    ratio = Cost(*(b / a for a, b in zip(ours, theirs, strict=True)))
    print(f"| *times as long* | {ratio.clock:.1f} | {ratio.processor:.1f} |")


if __name__ == "__main__":
    main()
