"""Compare a folder of marked corpora with `corpora.csv`: the documents that the figures are of.

python -m benchmarks.geocoding.corpora [FOLDER]
"""

from __future__ import annotations

import csv
import hashlib
import os
import sys
from pathlib import Path

from benchmarks.geocoding.measures import read_lines

HERE = Path(__file__).parent
LISTED = HERE / "corpora.csv"


def faults(folder: Path, *, listed: Path = LISTED) -> list[str]:
    """Return what is missing, or differs, in the corpora of a folder; nothing where all agrees."""
    wanted: dict[str, dict[str, tuple[str, int]]] = {}
    with listed.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            marked = (row["doc_id"], int(row["toponyms"]))
            wanted.setdefault(row["corpus"], {})[row["text_sha256"]] = marked
    told = []
    for corpus, documents in wanted.items():
        path = folder / f"{corpus}.jsonl"
        if not path.is_file():
            told.append(f"{path}: not there")
            continue
        found = {
            hashlib.sha256(each["text"].encode("utf-8")).hexdigest()[:16]: len(each["toponyms"])
            for each in read_lines(path)
        }
        told += [
            f"{path}: {name} is missing, or its text differs"
            for digest, (name, _) in documents.items()
            if digest not in found
        ]
        told += [
            f"{path}: {name} has {found[digest]} names, wanted {number}"
            for digest, (name, number) in documents.items()
            if found.get(digest, number) != number
        ]
        more = len(found.keys() - documents.keys())
        told += [f"{path}: {more} documents that are not listed"] if more else []
    return told


def main() -> None:
    """Print what differs; the exit code is 1 where anything does."""
    folder = Path(os.environ.get("GEO_CORPORA", HERE / "corpora"))
    differing = faults(Path(sys.argv[1]) if sys.argv[1:] else folder)
    print("\n".join(differing) or "all documents agree with corpora.csv")
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
