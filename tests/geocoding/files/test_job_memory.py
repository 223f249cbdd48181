"""A file larger than memory: ten times the rows need no more of it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SCRIPT = """
import resource, sys
from geo.geocoding.files import geocode_file
done = geocode_file(sys.argv[1], sys.argv[2], column="place", progress=False)
print(done.rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
NAMES = ["Karachi", "Edgware", "London", "Hyderabad", "Sindh", "Paris", "Springfield", "Xyzzy"]


def write(path: Path, rows: int) -> Path:
    """Write a Parquet of `rows` rows in row groups of 100,000."""
    schema = pa.schema([("row", pa.int64()), ("place", pa.string())])
    with pq.ParquetWriter(path, schema) as writer:
        for first in range(0, rows, 100_000):
            numbers = np.arange(first, first + 100_000)
            names = pa.array(NAMES).take(pa.array(numbers % len(NAMES)))
            writer.write_table(pa.table([pa.array(numbers), names], schema=schema))
    return path


def megabytes(path: Path) -> float:
    """Answer a file in a process of its own; return the most memory that it held."""
    out = path.with_suffix(".out.parquet")
    command = [sys.executable, "-c", SCRIPT, path, out]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows, kilobytes = map(int, done.stdout.split())
    assert rows == pq.read_metadata(path).num_rows == pq.read_metadata(out).num_rows
    return kilobytes / 1024


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    little = megabytes(write(tmp_path / "little.parquet", 400_000))
    much = megabytes(write(tmp_path / "much.parquet", 4_000_000))
    assert much < 1.25 * little
