"""How many of the dated happenings of some written articles a draft proposes, and how many rightly.

The articles in ``articles/`` were written for this, in different manners; ``happenings.csv`` has
what each tells that happened, with its day and its place, as a person would write it down.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

from geo.drafts import propose, read_article

FOLDER = Path(__file__).parent
_BINS = ((0.8, 1.01), (0.5, 0.8), (0.0, 0.5))


@dataclass(frozen=True)
class Happening:
    """Something that an article tells, with the words that tell it."""

    article: str
    start: int
    date: str
    place: str
    words: str


@dataclass(frozen=True)
class Proposed:
    """An event of a draft: the sentence around it, its date, its place, how sure it is."""

    article: str
    start: int
    end: int
    date: str
    place: str
    confidence: float


def read_happenings() -> tuple[dict[str, str], list[Happening]]:
    """Read when each article appeared, and what happened by it."""
    with (FOLDER / "happenings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = {row["article"]: _text(row["article"]) for row in rows}
    happened = [
        Happening(
            row["article"],
            texts[row["article"]].index(row["words"]),
            row["date"],
            row["place"],
            row["words"],
        )
        for row in rows
    ]
    return {row["article"]: row["published"] for row in rows}, happened


def _text(name: str) -> str:
    return (FOLDER / "articles" / f"{name}.txt").read_text(encoding="utf-8")


def read_proposed(published: dict[str, str]) -> list[Proposed]:
    """Draft each article by itself, and return its events."""
    proposed = []
    for name, day in published.items():
        article = read_article(FOLDER / "articles" / f"{name}.txt", published=day)
        tables = propose([article]).tables
        places = {row["id"]: row["name"] for row in tables["places"]}
        proposed += [
            Proposed(
                name,
                int(row["start"]),
                int(row["end"]),
                row["date"],
                places.get(row["place"], ""),
                float(row["confidence"]),
            )
            for row in tables["events"]
        ]
    return proposed


def fits(happening: Happening, event: Proposed) -> bool:
    """Return whether an event is a happening: its sentence, its date, and its place, if any."""
    here = event.article == happening.article and event.start <= happening.start < event.end
    same_day = event.date.rstrip("~") == happening.date.rstrip("~")
    return here and same_day and event.place in ("", happening.place or event.place)


def main() -> None:
    """Print how many were found, and how many proposals are right, by their confidence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", help="names of articles")
    parser.add_argument("--errors", action="store_true", help="print what was missed and is wrong")
    options = parser.parse_args()
    published, happened = read_happenings()
    if options.only:
        happened = [each for each in happened if each.article in options.only]
        published = {name: published[name] for name in options.only}
    proposed = read_proposed(published)
    found = [each for each in happened if any(fits(each, event) for event in proposed)]
    right = [event for event in proposed if any(fits(each, event) for each in happened)]
    print(f"found: {len(found)} of {len(happened)} ({len(found) / len(happened):.0%})")
    print(f"right: {len(right)} of {len(proposed)} ({len(right) / max(1, len(proposed)):.0%})")
    for low, high in _BINS:
        inside = [event for event in proposed if low <= event.confidence < high]
        sure = sum(event in right for event in inside)
        print(f"  confidence {low} to {min(high, 1)}: {sure} of {len(inside)} right")
    if options.errors:
        for each in happened:
            if each not in found:
                print(f"missed {each.article}: {each.words!r} {each.date} {each.place}")
        for event in proposed:
            if event not in right:
                text = _text(event.article)[event.start : event.end]
                print(
                    f"wrong {event.article}: {event.date} {event.place} {event.confidence} {text!r}"
                )


if __name__ == "__main__":
    main()
