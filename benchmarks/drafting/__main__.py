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
from geo.text import find_statements

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
Spans = list[tuple[int, int]]

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
    """Say whether a span shares half of the shorter of the two, or of both together, with any."""
    for start, end in others:
        shared = min(span[1], end) - max(span[0], start)
        lengths = span[1] - span[0], end - start
        if 2 * shared >= (sum(lengths) - shared if strict else min(lengths)):
            return True
    return False


def told_spans(story: Path, source: str, text: str, *, strict: bool) -> dict[str, Spans]:
    """Give what a person marked in an article: all, or where the text says it in so many words."""
    spans: dict[str, Spans] = defaultdict(list)
    with (story / "mentions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            span = int(row["start"]), int(row["end"])
            words = text[slice(*span)]
            named = row["what"] != "place" or any(word[0].isupper() for word in words.split())
            if row["source"] == source and (strict or (named and words not in UNTOLD)):
                spans[row["what"]].append(span)
    with (story / "claims.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            attributed = row["said_by"] or row["status"] != "reported"
            if row["source"] == source and attributed:
                spans["statement"].append((int(row["start"]), int(row["end"])))
    return spans


def found_spans(path: Path, published: str) -> dict[str, Spans]:
    """Give what a draft proposes of an article, by what it is."""
    article = read_article(path, published=published)
    draft = propose([article])
    spans: dict[str, Spans] = {"place": [], "date": [], "figure": [], "statement": []}
    for row in draft.tables["mentions"]:
        if row["what"] in spans:
            spans[row["what"]].append((int(row["start"]), int(row["end"])))
    spans["statement"] = [(one.start, one.end) for one in find_statements(article.body)]
    return spans


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
        for what, found in found_spans(copy, article["published"]).items():
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
    print(f"\n{read:,} characters, {cost:.2f} s of processor time, the first answer included")
    if errors:
        errors.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
