"""Sentences that invite a mistake, each with its places (``data/README.md`` says how).

A name that is wrong, or no place at all, and yet is ``ok`` or above 0.9, is a confident mistake.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from geo.gazetteer.gazetteer import Place
from geo.gazetteer.normalize import fold
from geo.geoparsing.geoparse import mentions

TABLE = Path(__file__).with_name("data") / "adversarial.tsv"
RIGHT, UNSURE, MISSED, WRONG, DOUBTED = "right", "unsure", "missed", "wrong", "doubted"
CERTAIN = 0.9


class Outcome(NamedTuple):
    """What became of a name of a sentence."""

    text: str
    name: str
    verdict: str
    confidence: float
    open: bool


def wanted(cell: str) -> Iterator[tuple[str, bool, list[str]]]:
    """Yield the name of each place, whether it may be left out, and what it may be."""
    for part in filter(None, cell.split(";")):
        alternatives = [each.partition(">") for each in part.lstrip("?").split("|")]
        yield alternatives[0][0], part.startswith("?"), [each[2] for each in alternatives]


def fits(place: Place, description: str) -> bool:
    """Return whether a place is ``US.Ohio:province``; ``*`` is any."""
    area, _, kind = description.partition(":")
    country, _, admin1 = area.partition(".")
    if country not in ("*", place.country) or kind not in ("", place.kind):
        return False
    return fold(admin1) in ("", fold(place.admin1), fold(place.name))


def judged(text: str, cell: str, *, is_open: bool) -> Iterator[Outcome]:
    """Yield the outcome for each place of a sentence, and for what is no place."""
    found, end = mentions(text), 0
    for name, optional, descriptions in wanted(cell):
        start = text.index(name, end)
        end = start + len(name)
        own = next((one for one in found if one.start < end and one.end > start), None)
        answer = own and own.answer
        if own is None or answer is None or answer.place is None or answer.status == "unlisted":
            verdict, confidence = RIGHT if optional else MISSED, 0.0
        else:
            confidence, sure = own.confidence, answer.status == "ok" or own.confidence > CERTAIN
            if any(fits(answer.place, each) for each in descriptions):
                verdict = RIGHT if optional or answer.status == "ok" else UNSURE
            else:
                verdict = WRONG if sure else DOUBTED
        found = [one for one in found if one is not own]
        yield Outcome(text, name, verdict, confidence, is_open)
    for one in found:
        if one.answer.place is not None and one.answer.status != "unlisted":
            sure = one.answer.status == "ok" or one.confidence > CERTAIN
            yield Outcome(text, one.name, WRONG if sure else DOUBTED, one.confidence, is_open)


@cache
def outcomes() -> list[Outcome]:
    """Return the outcomes of the whole table."""
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()]
    return [one for _, text, cell, mark in rows for one in judged(text, cell, is_open=bool(mark))]


def test_there_are_enough_sentences() -> None:
    assert len(TABLE.read_text("utf-8").splitlines()) >= 600


def test_no_confident_mistake_but_those_that_are_listed_as_open() -> None:
    assert [one for one in outcomes() if one.verdict == WRONG and not one.open] == []


def test_no_mistake_is_certain() -> None:
    assert [one for one in outcomes() if one.verdict == WRONG and one.confidence > CERTAIN] == []


def test_what_is_listed_as_open_is() -> None:
    wrong = {one.text for one in outcomes() if one.verdict == WRONG}
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()]
    assert {text for _, text, _, mark in rows if mark} == wrong


def test_places_are_found_and_most_are_sure() -> None:
    counts = Counter(one.verdict for one in outcomes())
    meant = counts[RIGHT] + counts[UNSURE] + counts[MISSED]
    assert counts[RIGHT] / meant >= 0.94
    assert counts[MISSED] / meant <= 0.02
