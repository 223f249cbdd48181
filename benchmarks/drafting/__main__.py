"""How much of a story a draft finds: its proposals against the tables that a person made.

python -m benchmarks.drafting --sources FOLDER
"""

from __future__ import annotations

import csv
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.drafts import propose, read_article

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
Spans = list[tuple[int, int]]
# Where somebody says something, who, and whether they claim, allege or deny it.
Said = list[tuple[tuple[int, int], str, str]]

# A person also marked words that only the story makes a place, a date or a number of: "the city",
# "once", "the only". In so many words a text names a place by a name, and a time by a day, a month,
# a year or a span.
UNTOLD = frozenset(
    (
        *("once", "regular", "frequently", "on partition", "around the time of partition"),
        *("within hours of arriving", "the only"),
    )
)


def overlaps(
    span: tuple[int, int], others: Iterable[tuple[int, int]], *, strict: bool = False
) -> bool:
    """Return whether a span shares half of the shorter, or of both together, with any other."""
    for start, end in others:
        shared = min(span[1], end) - max(span[0], start)
        lengths = span[1] - span[0], end - start
        if 2 * shared >= (sum(lengths) - shared if strict else min(lengths)):
            return True
    return False


def told_spans(story: Path, source: str, text: str, *, strict: bool) -> dict[str, Spans]:
    """Return what a person marked in an article: all, or only what the text says literally."""
    spans: dict[str, Spans] = defaultdict(list)
    with (story / "mentions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            span = int(row["start"]), int(row["end"])
            words = text[slice(*span)]
            named = row["what"] != "place" or is_named(words)
            if row["source"] == source and (strict or (named and words not in UNTOLD)):
                spans[row["what"]].append(span)
    with (story / "claims.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            attributed = row["said_by"] or row["status"] != "reported"
            if row["source"] == source and attributed:
                spans["statement"].append((int(row["start"]), int(row["end"])))
    return spans


def told_statements(story: Path, source: str) -> Said:
    """Return who says what in an article, by the story's tables; nobody is the empty name."""
    with (story / "actors.csv").open(encoding="utf-8", newline="") as file:
        names = {
            row["id"]: "" if row["kind"] == "unnamed" else row["name"]
            for row in csv.DictReader(file)
        }
    with (story / "claims.csv").open(encoding="utf-8", newline="") as file:
        return [
            ((int(row["start"]), int(row["end"])), names[row["said_by"]], row["status"])
            for row in csv.DictReader(file)
            if row["source"] == source and row["said_by"]
        ]


def same_name(one: str, other: str) -> bool:
    """Return whether two names share a word that says who, or both are empty."""
    words = [
        {word.strip("()").casefold() for word in name.split()} - {"the", "of", "mr"}
        for name in (one, other)
    ]
    return bool(words[0] & words[1]) or not (one or other)


def is_named(words: str) -> bool:
    """Return whether words name something, or only point to it: "the city"."""
    return any(word[0].isupper() for word in words.split())


def found_spans(path: Path, published: str, *, strict: bool) -> tuple[dict[str, Spans], Said]:
    """Return what a draft proposes of an article, by what it is, and who says what."""
    article = read_article(path, published=published)
    draft = propose([article])
    spans: dict[str, Spans] = {"place": [], "date": [], "figure": [], "statement": []}
    for row in draft.tables["mentions"]:
        words = article.text[int(row["start"]) : int(row["end"])]
        if row["what"] in spans and (strict or row["what"] != "place" or is_named(words)):
            spans[row["what"]].append((int(row["start"]), int(row["end"])))
    names = {
        row["id"]: "" if row["kind"] == "unnamed" else row["name"] for row in draft.tables["actors"]
    }
    said = [
        ((int(row["start"]), int(row["end"])), names.get(row["said_by"], ""), row["status"])
        for row in draft.tables["claims"]
        if row["status"] not in ("", "reported")  # "" asks who says it
    ]
    spans["statement"] = [span for span, _, _ in said]
    return spans, said


@click.command()
@click.option("--story", type=click.Path(exists=True, path_type=Path), default=ROOT / "data")
@click.option(
    "--sources",
    type=click.Path(exists=True, path_type=Path),
    required=True,
    help="Your own copies of the story's articles.",
)
@click.option("--errors", type=click.Path(path_type=Path), help="A file for what was missed.")
@click.option("--strict", is_flag=True, help="Count all that is marked, by half of the union.")
def main(story: Path, sources: Path, errors: Path | None, *, strict: bool) -> None:
    """Print recall and precision of the proposals for each table, and what reading costs."""
    wanted: dict[str, int] = defaultdict(int)
    hit: dict[str, int] = defaultdict(int)
    proposed: dict[str, int] = defaultdict(int)
    right: dict[str, int] = defaultdict(int)
    lines: list[str] = []
    paired = named = firm = 0
    read, began = 0, time.process_time()
    with (story / "sources.csv").open(encoding="utf-8", newline="") as file:
        articles = list(csv.DictReader(file))
    for article in articles:
        copy = sources / article["file"]
        if not copy.is_file():
            sys.exit(f"{copy}: found no such file, wanted your copy of {article['title']!r}")
        text = copy.read_bytes().decode("utf-8")
        read += len(text)
        told = told_spans(story, article["id"], text, strict=strict)
        spans, said = found_spans(copy, article["published"], strict=strict)
        wanted_said = told_statements(story, article["id"])
        for span, name, status in said:
            there = [one for one in wanted_said if overlaps(span, [one[0]], strict=strict)]
            paired += bool(there)
            named += any(same_name(name, one[1]) for one in there)
            firm += any(status == one[2] for one in there)
        for what, found in spans.items():
            missed = [span for span in told[what] if not overlaps(span, found, strict=strict)]
            extra = [span for span in found if not overlaps(span, told[what], strict=strict)]
            wanted[what] += len(told[what])
            hit[what] += len(told[what]) - len(missed)
            proposed[what] += len(found)
            right[what] += len(found) - len(extra)
            lines += [f"{article['id']} {what} missed {text[slice(*span)]!r}" for span in missed]
            lines += [f"{article['id']} {what} extra {text[slice(*span)]!r}" for span in extra]
    cost = time.process_time() - began
    print("| Proposals | In the tables | Found, % | Proposed | Right, % |")
    print("| --- | --: | --: | --: | --: |")
    for what, number in wanted.items():
        share = 100 * hit[what] / number, 100 * right[what] / proposed[what]
        print(f"| {what}s | {number} | {share[0]:.0f} | {proposed[what]} | {share[1]:.0f} |")
    print(f"\nof {paired} right statements {named} have the right speaker, {firm} the right status")
    print(f"{read:,} characters, {cost:.2f} s of processor time, the first answer included")
    if errors:
        errors.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
