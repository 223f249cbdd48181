"""Write the folder page of a generated table, and print what it took.

Usage: python -m benchmarks.large ROWS [FOLDER]

Time and peak memory are those of one process of its own, from the files to the page.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.large.generate import main as generate

BUILD = """
import sys
import geo
geo.explore(sys.argv[1], column="event_type", time="event_date", folder=sys.argv[2])
"""


def size(folder: Path) -> int:
    """Return the bytes of a folder's files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main(rows: int, folder: Path) -> None:
    """Generate the table unless it is there, build, and print a line."""
    table, page = folder / f"table-{rows}", folder / f"page-{rows}"
    if not table.exists():
        generate(rows, table)
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", BUILD, table, page], check=True)  # noqa: S603
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{rows:,} rows, {size(table) / 1e6:,.0f} MB of Parquet: {seconds:,.0f} s, "
        f"{used.ru_utime + used.ru_stime:,.0f} CPU s, {used.ru_maxrss / 1e6:.1f} GB at most, "
        f"{size(page) / 1e6:,.0f} MB in {len(list(page.rglob('*.bin')))} files"
    )


if __name__ == "__main__":
    if len(sys.argv) > 2:  # noqa: PLR2004 - a folder is named
        main(int(sys.argv[1]), Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as name:
            main(int(sys.argv[1]), Path(name))
