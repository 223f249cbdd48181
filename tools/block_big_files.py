"""Refuse files that are too large for git; derived data has its own, larger limit."""

from __future__ import annotations

import sys
from pathlib import Path

LIMIT_KB = 500
DATA_LIMIT_KB = 25_000
DATA = ("geo/gazetteer/data/", "geo/maps/data/")


def too_big(path: str) -> str | None:
    """Return what is wrong with the size of `path`, or None."""
    limit = DATA_LIMIT_KB if path.startswith(DATA) else LIMIT_KB
    size = Path(path).stat().st_size / 1000
    return f"{path}: {size:,.0f} kB, wanted at most {limit:,} kB" if size > limit else None


def main(paths: list[str]) -> int:
    """Name each file that is too big; exit code 1 when there is one."""
    faults = [fault for path in paths if (fault := too_big(path))]
    for fault in faults:
        print(fault)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
