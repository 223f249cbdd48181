"""Kill commands, fill their disk, and change what they read: nothing is lost, half, or false."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.robustness import crash
from benchmarks.robustness.work import WORKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.robustness import mutate

_MODULES = (
    "geo.build", "geo.cli.main", "geo.cli.pin", "geo.drafts.folder", "geo.drafts.merge",
    "geo.drafts.propose", "geo.figures.scene", "geo.geocoding.files.job", "geo.maps.story_page",
    "geo.notebooks.outputs", "geo.story.new", "geo.story.schema",
)  # fmt: skip
_SMALL_DISK = ("-t", "tmpfs", "-o", "size=96m", "tmpfs")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a campaign, and print a table; the exit code is 1 if there is a fault."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.robustness", description=__doc__)
    campaigns = parser.add_subparsers(required=True)
    killing = campaigns.add_parser("crash", help="kill commands at random moments")
    killing.add_argument("--kills", type=int, default=100, help="of each command (100)")
    killing.add_argument("--only", nargs="*", choices=crash.KILLED, default=crash.KILLED)
    killing.add_argument("--seed", type=int, default=0, help="of the moments (0)")
    killing.set_defaults(run=_crash)
    filling = campaigns.add_parser("full", help="run commands on a full disk")
    filling.add_argument("--only", nargs="*", choices=tuple(WORKS), default=tuple(WORKS))
    filling.add_argument("--free-kb", nargs="*", type=int, default=[0, 4, 16, 64, 256, 1024])
    filling.set_defaults(run=_full)
    changing = campaigns.add_parser("mutate", help="change bytes of what is read")
    changing.add_argument("--count", type=int, default=20_000, help="changes in all (20,000)")
    changing.add_argument("--only", nargs="*", help="names of targets, such as page")
    changing.add_argument("--seed", type=int, default=0, help="number of the first change (0)")
    changing.add_argument("--keep", type=Path, help="folder for the files of faults")
    changing.set_defaults(run=_mutate)
    options = parser.parse_args(arguments)
    for name in _MODULES:  # once, for all processes that are forked
        importlib.import_module(name)
    sys.exit(1 if options.run(options) else 0)


def _crash(options: argparse.Namespace) -> bool:
    with tempfile.TemporaryDirectory(prefix="geo-crash-") as name:
        results = [
            _shown(crash.kill(each, Path(name, "work"), kills=options.kills, seed=options.seed))
            for each in options.only
        ]
    return any(result.faults for result in results)


def _full(options: argparse.Namespace) -> bool:
    with tempfile.TemporaryDirectory(prefix="geo-full-") as name:
        base = Path(name, "work")
        base.mkdir()
        if subprocess.run(["mount", *_SMALL_DISK, base], check=False).returncode:  # noqa: S603, S607
            sys.exit("a small disk is mounted for this: run it as root, or under `unshare -rm`")
        try:
            free = tuple(1024 * number for number in options.free_kb)
            results = [_shown(crash.fill(each, base, free_bytes=free)) for each in options.only]
        finally:
            subprocess.run(["umount", base], check=True)  # noqa: S603, S607
    return any(result.faults for result in results)


def _mutate(options: argparse.Namespace) -> bool:
    from benchmarks.robustness import mutate, targets  # noqa: PLC0415 - they import everything

    targets.warm()
    with tempfile.TemporaryDirectory(prefix="geo-targets-") as name:
        listed = targets.targets(Path(name))
        chosen = [target for target in listed if target.name in (options.only or [target.name])]
        each = -(-options.count // len(chosen))
        campaigns = [
            _told(mutate.run(target, count=each, seed=options.seed, keep=options.keep))
            for target in chosen
        ]
    return any(campaign.faults for campaign in campaigns)


def _told(campaign: mutate.Campaign) -> mutate.Campaign:
    """Print a row of the table, and what was wrong below it."""
    ends = ", ".join(f"{end} ×{number}" for end, number in sorted(campaign.ends.items()))
    print(f"| {campaign.name} | {ends} | {len(campaign.faults)} |", flush=True)
    for fault in campaign.faults:
        print(f"    {fault}", flush=True)
    return campaign


def _shown(result: crash.Result) -> crash.Result:
    """Print a row of the table, and what was wrong below it."""
    ends = ", ".join(f"{end} ×{number}" for end, number in sorted(result.ends.items()))
    after = ", ".join(f"{state} ×{number}" for state, number in sorted(result.after.items()))
    print(f"| {result.name} | {ends} | {after} | {len(result.faults)} |", flush=True)
    for fault in result.faults:
        print(f"    {fault}", flush=True)
    return result


if __name__ == "__main__":
    main()
