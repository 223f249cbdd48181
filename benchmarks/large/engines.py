"""Count a table by cell, group and bin with DuckDB, SedonaDB and Spark: one SQL, equal counts.

Usage: python -m benchmarks.large.engines FOLDER

SedonaDB and Spark take a gigabyte, so they have an environment of their own (``.venv`` beside this
file), made with ``python -m pip install -r requirements.txt`` when it is missing. Spark runs in
local mode, with two threads, and needs Java 17 or newer (``apt-get install default-jre-headless``).
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
COUNTING = """
import hashlib
for query in sys.stdin.read().split(";"):
    started = time.perf_counter()
    rows = counted(query)
    print(hashlib.sha256(repr(rows).encode()).hexdigest(), len(rows), time.perf_counter() - started)
"""
ENGINES = {
    "SedonaDB": """
import sys, time
import sedonadb
connection = sedonadb.connect()
connection.read_parquet(sys.argv[1]).to_view("events")
def counted(query):
    table = connection.sql(query).to_arrow_table()
    return list(zip(*(table[name].to_pylist() for name in table.column_names)))
""",
    "Spark": """
import sys, time
from pyspark.sql import SparkSession
builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
session = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
session.sparkContext.setLogLevel("ERROR")
session.read.parquet(sys.argv[1]).createOrReplaceTempView("events")
def counted(query):
    return [tuple(row) for row in session.sql(query).collect()]
""",
}


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


def with_engine(name: str, folder: Path) -> list[tuple[str, int, float]]:
    """Return the same by another engine."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)  # noqa: S603
        install = [python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"]
        subprocess.run(install, check=True)  # noqa: S603
    done = subprocess.run(  # noqa: S603
        [python, "-c", ENGINES[name] + COUNTING, f"{folder}/"],
        input=";".join(queries()),
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    return [(digest, int(rows), float(seconds)) for digest, rows, seconds in lines]


def main(folder: Path) -> None:
    """Print a line for each depth; end with 1 where the counts differ."""
    results = {"DuckDB": with_duckdb(folder)}
    results |= {name: with_engine(name, folder) for name in ENGINES}
    differ = False
    for depth, measured in zip(DEPTHS, zip(*results.values(), strict=True), strict=True):
        same = len({digest for digest, _, _ in measured}) == 1
        differ |= not same
        taken = ", ".join(
            f"{name} {seconds:.1f} s"
            for name, (_, _, seconds) in zip(results, measured, strict=True)
        )
        print(
            f"depth {depth}: {measured[0][1]:,} counts, {taken}, {'equal' if same else 'DIFFERENT'}"
        )
    sys.exit(differ)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
