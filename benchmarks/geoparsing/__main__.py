"""Measure how well geo finds and places the names in texts, beside other tools, in one run.

python -m benchmarks.geoparsing [--corpora FOLDER] [--no-peers]
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from benchmarks.geocoding.accuracy import SCORER
from benchmarks.geocoding.contestants import MostPopulous
from benchmarks.geocoding.running import RunError, run, set_up_peers
from benchmarks.geoparsing.recognisers import TOOLS

HERE = Path(__file__).parent
_DEFAULT = Path(os.environ.get("GEO_CORPORA", SCORER.with_name("corpora")))
_CORPORA = {"lgl_dev": "LGL", "geowebnews_dev": "GeoWebNews"}  # WikToR marks its titles alone
_SCORES = ("overlap_F1", "e2e161_F1", "e2e20_F1")


def located(path: Path, texts: dict[str, str], gazetteer: MostPopulous) -> None:
    """Locate each name that its tool does not, where most people live who may be meant."""
    lines = path.read_text(encoding="utf-8").splitlines()
    told = []
    for document in map(json.loads, lines):
        text = texts[document["doc_id"]]
        for one in document["toponyms"]:
            if "lat" not in one:
                (found,) = gazetteer.answer([text[one["start"] : one["end"]]], text)
                one |= {"lat": found and found.lat, "lon": found and found.lon}
        told.append(json.dumps(document) + "\n")
    path.write_text("".join(told), encoding="utf-8")


def measured(tool: str, python: Path, corpora: list[Path], scratch: Path) -> dict[str, Any]:
    """Run a tool on the corpora in a process of its own, and score what it found."""
    files = [(each, scratch / f"{tool}.{each.name}") for each in corpora]
    module = ["-m", "benchmarks.geoparsing.recognisers", tool]
    told: dict[str, Any] = json.loads(
        run([python, *module, *(p for pair in files for p in pair)]).output
    )
    gazetteer = MostPopulous()
    for gold, found in files:
        documents = [
            json.loads(line) for line in gold.read_text("utf-8").split("\n") if line.strip()
        ]
        located(found, {one["doc_id"]: one["text"] for one in documents}, gazetteer)
        scores = json.loads(run([sys.executable, SCORER, gold, found, "--json"]).output)
        told[gold.stem] = {score: scores[score] for score in _SCORES}
    return told


def table(figures: dict[str, dict[str, Any]], corpora: list[Path]) -> str:
    """Write the figures as a table."""
    names = [_CORPORA[each.stem] for each in corpora]
    lines = [
        (
            f"| F1: overlap / within 161 km / 20 km | {' | '.join(names)} | Characters a second "
            "| First answer, s | Memory, MB |"
        ),
        f"| --- |{' --: |' * (len(names) + 3)}",
    ]
    for tool, told in figures.items():
        scores = [
            " / ".join(f"{100 * told[each.stem][score]:.1f}" for score in _SCORES)
            for each in corpora
        ]
        cost = f"{told['characters'] / told['cpu_s']:,.0f} | {told['first_s']:.2f}"
        called = f"**{tool}**" if tool == "geo" else tool
        lines.append(f"| {called} | {' | '.join(scores)} | {cost} | {told['peak_mb']:.0f} |")
    return "\n".join(lines)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--corpora", type=click.Path(file_okay=False, path_type=Path), default=_DEFAULT,
    help="Folder of marked corpora (*.jsonl); GEO_CORPORA sets it too.",
)  # fmt: skip
@click.option("--peers/--no-peers", default=True, help="Whether to set up and run other tools.")
def main(*, corpora: Path, peers: bool) -> None:
    """Print how much is found and rightly placed, and what it costs."""
    there = [path for name in _CORPORA if (path := corpora / f"{name}.jsonl").exists()]
    if not there:
        sys.exit(f"{corpora}: found no corpus, wanted {' or '.join(_CORPORA)} as .jsonl")
    python = set_up_peers(HERE) if peers else Path(sys.executable)
    figures: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for tool in TOOLS if peers else ["geo"]:
            interpreter = Path(sys.executable) if tool == "geo" else python
            try:
                figures[tool] = measured(tool, interpreter, there, Path(folder))
            except RunError as error:
                sys.exit(str(error))
    print(table(figures, there))


if __name__ == "__main__":
    main()
