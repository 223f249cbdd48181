"""Count a table by cell, group and bin with DuckDB and with SedonaDB: the same SQL, equal counts.

Usage: python -m benchmarks.large.engines FOLDER

SedonaDB takes 270 MB, so it has an environment of its own (``.venv`` beside this file), made with
``python -m pip install -r requirements.txt`` when it is missing.
"""

import hashlib
import subprocess
import sys
import time
from pathlib import Path

from geo.maps.large.source import bin_sql, bins_for, code_sql, counts_sql, places_sql

HERE = Path(__file__).parent
ENVIRONMENT = HERE / ".venv"
VALUES = ["protest", "battle", "riot", "explosion", "flood", "fire", "strike", "arrest"]
DEPTHS = (0, 3, 6)
FIRST_DAY, LAST_DAY = 9862, 20_088
SEDONA = """
import sys, time
import sedonadb
connection = sedonadb.connect()
connection.read_parquet(sys.argv[1]).to_view("events")
for query in sys.stdin.read().split(";"):
    started = time.perf_counter()
    table = connection.sql(query).to_arrow_table()
    rows = list(zip(*(table[name].to_pylist() for name in table.column_names)))
    import hashlib
    print(hashlib.sha256(repr(rows).encode()).hexdigest(), len(rows), time.perf_counter() - started)
"""


def queries() -> list[str]:
    """Return the query of each depth, on the table ``events``."""
    x, y = places_sql("longitude", "latitude")
    code = code_sql("event_type", VALUES)
    bin_ = bin_sql("event_date", bins_for(FIRST_DAY, LAST_DAY))
    points = f"(SELECT {x} AS x, {y} AS y, {code} AS code, {bin_} AS bin FROM events) AS points"  # noqa: S608
    return [counts_sql(depth).replace("FROM points", f"FROM {points}") for depth in DEPTHS]


def with_duckdb(folder: Path) -> list[tuple[str, int, float]]:
    """Return hash, rows and seconds of each depth's counts."""
    import duckdb  # noqa: PLC0415 - what is measured

    out = []
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.read_parquet(f"{folder}/*.parquet").create_view("events")
        for query in queries():
            started = time.perf_counter()
            rows = connection.sql(query).fetchall()
            digest = hashlib.sha256(repr(rows).encode()).hexdigest()
            out.append((digest, len(rows), time.perf_counter() - started))
    return out


def with_sedona(folder: Path) -> list[tuple[str, int, float]]:
    """Return the same by SedonaDB."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)  # noqa: S603
        install = [python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"]
        subprocess.run(install, check=True)  # noqa: S603
    command = [python, "-c", SEDONA, f"{folder}/"]
    done = subprocess.run(  # noqa: S603
        command, input=";".join(queries()), text=True, capture_output=True, check=True
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    return [(digest, int(rows), float(seconds)) for digest, rows, seconds in lines]


def main(folder: Path) -> None:
    """Print a line for each depth; end with 1 where the counts differ."""
    ours, theirs = with_duckdb(folder), with_sedona(folder)
    for depth, one, other in zip(DEPTHS, ours, theirs, strict=True):
        same = "equal" if one[0] == other[0] else "DIFFERENT"
        taken = f"DuckDB {one[2]:.1f} s, SedonaDB {other[2]:.1f} s"
        print(f"depth {depth}: {one[1]:,} counts, {taken}, {same}")
    sys.exit(any(one[0] != other[0] for one, other in zip(ours, theirs, strict=True)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
