"""The speed of `geo.geocode` on a table, measured in a process of its own.

python -m benchmarks.geocoding.own_speed QUESTIONS.parquet
"""

from __future__ import annotations

import json
import sys
import time

import pandas as pd

import geo
from benchmarks.geocoding.contestants import FIRST, peak_mb


def main() -> None:
    """Resolve a table, document by document where it has documents, after the first answer."""
    questions = pd.read_parquet(sys.argv[1])
    document = "document" if "document" in questions else None
    geo.geocode(FIRST)
    began, clock = time.process_time(), time.perf_counter()
    geo.geocode(questions, column="place", document=document)
    told = {
        "names": len(questions),
        "cpu_s": time.process_time() - began,
        "wall_s": time.perf_counter() - clock,
        "peak_mb": peak_mb(),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
