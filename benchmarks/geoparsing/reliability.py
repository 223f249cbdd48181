"""Measure whether a confidence is the share of such answers that are right, on marked corpora.

python -m benchmarks.geoparsing.reliability [--corpora FOLDER] [--sources] [--plot FILE.svg]

On gold spans, and end to end, where a name that the corpus does not mark is wrong. Right is within
161 km, or GeoNames' own number. What is ``unlisted`` is no answer and is left out.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from benchmarks.geocoding.measures import read_lines
from benchmarks.geocoding.running import HERE, run
from benchmarks.geocoding.score_toponyms import UNLISTED, distance_km, located, pair, unique
from geo.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DEFAULT = Path(os.environ.get("GEO_CORPORA", HERE / "corpora"))
_CORPORA = ("lgl_dev", "geowebnews_dev")  # WikToR marks its titles alone
_EDGES = (0.0, 0.3, 0.5, 0.65, 0.8, 0.85, 0.9, 1.01)
_LIMIT_KM = 161
_SURE = 0.9


@dataclass(frozen=True)
class Row:
    """Answers of a range of confidence.

    Parameters
    ----------
    low, high : float
        Its ends.
    answers : int
        How many.
    said, right : float
        Their confidence, and the share that is right; 0 to 1.
    """

    low: float
    high: float
    answers: int
    said: float
    right: float


def answers(
    gold: Sequence[dict[str, Any]], predicted: Sequence[dict[str, Any]]
) -> Iterator[tuple[float, bool]]:
    """Yield the confidence of each answer, and whether it is right.

    An answer to a name that the corpus marks and does not locate is neither.
    """
    for toponym, own in _pairs(unique(list(gold)), unique(list(predicted))):
        if not located(toponym) or toponym.get("status") == UNLISTED:
            continue
        if own is None:
            yield toponym["confidence"], False
        elif located(own):
            number = own.get("geonameid")
            same = bool(number) and number == toponym.get("geonameid")
            yield toponym["confidence"], same or distance_km(own, toponym) <= _LIMIT_KM


def _pairs(
    gold: list[dict[str, Any]], predicted: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    matched = {j: i for i, j in pair(gold, predicted).items()}
    for number, toponym in enumerate(predicted):
        yield toponym, gold[matched[number]] if number in matched else None


def bins(judged: Sequence[tuple[float, bool]]) -> list[Row]:
    """Sort answers into ranges of confidence; the last row is what is above 0.9."""
    rows = []
    for low, high in (*pairwise(_EDGES), (_SURE + 1e-9, _EDGES[-1])):
        own = [(said, right) for said, right in judged if low <= said < high]
        if own:
            said = sum(said for said, _ in own) / len(own)
            rows.append(
                Row(low, min(high, 1.0), len(own), said, sum(right for _, right in own) / len(own))
            )
    return rows


def measured(corpora: Path, spans: str, *, sources: bool) -> list[tuple[float, bool]]:
    """Answer the corpora with ``predict.py``, and judge each answer."""
    judged: list[tuple[float, bool]] = []
    for name in _CORPORA:
        gold = corpora / f"{name}.jsonl"
        with tempfile.TemporaryDirectory() as scratch:
            output = Path(scratch) / "predicted.jsonl"
            options = ["--spans", spans, *(["--sources"] if sources else [])]
            run([sys.executable, HERE / "predict.py", gold, "-o", output, *options])
            found = {one["doc_id"]: one["toponyms"] for one in read_lines(output)}
        for document in read_lines(gold):
            judged += answers(document["toponyms"], found[document["doc_id"]])
    return judged


def table(groups: dict[str, list[Row]]) -> str:
    """Write the rows of each group as a table in Markdown."""
    lines = ["| | Confidence | Answers | Said, % | Right, % |", "| --- | --- | --: | --: | --: |"]
    for group, rows in groups.items():
        for row in rows:
            sure = row is rows[-1]
            ends = f"above {_SURE}" if sure else f"{row.low:g} to {row.high:g}"
            shares = f"{100 * row.said:.1f} | {100 * row.right:.1f}"
            lines.append(f"| {group} | {ends} | {row.answers:,} | {shares} |")
    return "\n".join(lines) + "\n"


def plot(groups: dict[str, list[Row]]) -> str:
    """Draw what was said against what was right, as SVG; the line is where both are equal."""
    size, edge = 320, 40
    marks = []
    for number, rows in enumerate(groups.values()):
        for row in rows[:-1]:
            x, y = edge + size * row.said, edge + size * (1 - row.right)
            shape = (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#1b6ca8"/>'
                if number == 0
                else f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="9" height="9" fill="#b5451b"/>'
            )
            marks.append(shape)
    names = list(groups)
    texts = [
        f'<text x="{edge + size / 2}" y="{size + edge + 30}" text-anchor="middle">said</text>',
        f'<text x="12" y="{edge - 12}">right</text>',
        *(
            f'<text x="{edge + 20}" y="{edge + 20 + 20 * n}">{"●" if n == 0 else "■"} {name}</text>'
            for n, name in enumerate(names)
        ),
        *(
            f'<text x="{edge + size * tick:.0f}" y="{size + edge + 15}" '
            f'text-anchor="middle">{tick:g}</text><text x="{edge - 6}" '
            f'y="{edge + size * (1 - tick) + 4:.0f}" text-anchor="end">{tick:g}</text>'
            for tick in (0.0, 0.5, 1.0)
        ),
    ]
    whole = size + 2 * edge
    frame = (
        f'<rect x="{edge}" y="{edge}" width="{size}" height="{size}" fill="none" stroke="#888"/>'
    )
    line = f'<path d="M{edge} {edge + size}L{edge + size} {edge}" stroke="#888"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" '
        f'font-family="sans-serif" font-size="12"><rect width="{whole}" height="{whole}" '
        f'fill="#fff"/>{frame}{line}{"".join(marks)}{"".join(texts)}</svg>\n'
    )


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--corpora", type=click.Path(file_okay=False, path_type=Path), default=_DEFAULT,
    help="Folder of marked corpora; GEO_CORPORA sets it too.",
)  # fmt: skip
@click.option("--sources/--no-sources", default=False, help="Find the home of each text's source.")
@click.option("--plot", "picture", type=click.Path(path_type=Path), help="Also draw it, as SVG.")
def main(*, corpora: Path, sources: bool, picture: Path | None) -> None:
    """Print how sure answers are and how many are right, on gold spans and end to end."""
    missing = [name for name in _CORPORA if not (corpora / f"{name}.jsonl").is_file()]
    if missing:
        raise click.BadParameter(f"no {missing[0]}.jsonl in {corpora}", param_hint="--corpora")
    groups = {
        group: bins(measured(corpora, spans, sources=sources))
        for group, spans in (("gold spans", "gold"), ("end to end", "found"))
    }
    if picture:
        write_whole(picture, plot(groups))
    click.echo(table(groups))


if __name__ == "__main__":
    main()
