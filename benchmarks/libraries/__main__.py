"""Measure parts that are written by hand beside libraries that do the same, in one run.

python -m benchmarks.libraries [PART …]
"""

from __future__ import annotations

import csv
import http.server
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from benchmarks.geocoding.running import ROOT, set_up_peers
from benchmarks.libraries.tools import TOOLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
_SENTENCES = ROOT / "tests" / "drafts" / "hard_sentences.tsv"
_DRIP_S = 8  # an answer of eight bytes, one a second
Score = dict[str, str]


def run_tool(part: str, tool: str, inputs: list[Any], peers: Path) -> dict[str, Any]:
    """Run one tool on all inputs in a process of its own.

    Raises
    ------
    click.ClickException
        When it ends with anything but 0.
    """
    python = sys.executable if tool == "geo" else str(peers)
    program = subprocess.run(  # noqa: S603 - the benchmark's own module
        [python, str(HERE / "tools.py"), part, tool],
        input=json.dumps(inputs), capture_output=True, text=True, check=False, cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "0"},
    )  # fmt: skip
    if program.returncode:
        raise click.ClickException(f"{part}, {tool}: {program.stderr.strip()[-800:]}")
    return dict(json.loads(program.stdout))


def rows_of(kind: str) -> tuple[list[str], list[Any]]:
    """Return the sentences of a kind in the tests of drafts, and their right answers."""
    with _SENTENCES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, "excel-tab", quoting=csv.QUOTE_NONE) if row]
    chosen = [row for row in rows if row[0] == kind]
    return [row[1] for row in chosen], [json.loads(row[2]) for row in chosen]


def percent(right: int, of: int) -> str:
    """Return a share in words."""
    return f"{right} of {of}"


def score_dates(run: Callable[[list[Any]], dict[str, Any]]) -> tuple[Score, dict[str, Any]]:
    """Count sentences whose dates are all right, with their reach; and those told to the day."""
    texts, right = rows_of("dates")
    told = run(texts)
    exact = sum(Counter(a) == Counter(b) for a, b in zip(told["answers"], right, strict=True))
    days = [
        (a, b)
        for a, b in zip(told["answers"], right, strict=True)
        if all(len(date) == len("2007-05-16") and date[-1].isdigit() for date in b)
    ]
    to_the_day = sum(Counter(a) == Counter(b) for a, b in days)
    return {
        "sentences right": percent(exact, len(right)),
        "of those that say days": percent(to_the_day, len(days)),
    }, told


def score_numbers(run: Callable[[list[Any]], dict[str, Any]]) -> tuple[Score, dict[str, Any]]:
    """Count sentences whose numbers are all right, with their bounds and without."""
    texts, right = rows_of("figures")
    told = run(texts)
    wanted = [[row[:2] for row in rows] for rows in right]
    pairs = list(zip(told["answers"], wanted, strict=True))
    bounds = sum(sorted(map(str, a)) == sorted(map(str, _floats(b))) for a, b in pairs)
    values = sum(_values(a) == _values(b) for a, b in pairs)
    return {
        "right with bounds": percent(bounds, len(right)),
        "same numbers, bounds aside": percent(values, len(right)),
    }, told


def _floats(rows: list[list[Any]]) -> list[list[float | None]]:
    return [[None if side is None else float(side) for side in row] for row in rows]


def _values(rows: list[list[Any]]) -> set[float]:
    return {float(side) for row in rows for side in row if side is not None}


def score_sentences(run: Callable[[list[Any]], dict[str, Any]]) -> tuple[Score, dict[str, Any]]:
    """Count texts that are cut where a reader would."""
    lines = (HERE / "sentences.txt").read_text("utf-8").splitlines()
    right = [line.split(" | ") for line in lines]
    told = run([line.replace(" | ", " ") for line in lines])
    same = [a == b for a, b in zip(told["answers"], right, strict=True)]
    return {"texts right": percent(sum(same), len(same))}, told


def score_pages(run: Callable[[list[Any]], dict[str, Any]]) -> tuple[Score, dict[str, Any]]:
    """Count lines of the article that are left, and lines of the page that are."""
    pages = (HERE / "pages.txt").read_text("utf-8").split("\n=\n")
    lines = [page.strip().split("\n") for page in pages]
    told = run(["\n".join(line[2:] for line in page) for page in lines])
    own = lost = furniture = left = 0
    for page, answer in zip(lines, told["answers"], strict=True):
        for line in page:
            stays = line[2:].strip() in answer
            own, furniture = own + (line[0] == "+"), furniture + (line[0] == "-")
            lost += line[0] == "+" and not stays
            left += line[0] == "-" and stays
    return {
        "lines of the article lost": percent(lost, own),
        "lines of the page left": percent(left, furniture),
    }, told


def score_labels(run: Callable[[list[Any]], dict[str, Any]]) -> tuple[Score, dict[str, Any]]:
    """Count names that cover another or a mark, and sheets that differ when drawn again."""
    draw = random.Random(7)  # noqa: S311 - the same sheets in each run
    names = ["Karachi", "Edgware", "Hyderabad", "Port-au-Prince", "Lyon", "Dar es Salaam"]
    sheets = [
        [[draw.uniform(30, 610), draw.uniform(30, 450), draw.choice(names)] for _ in range(25)]
        for _ in range(20)
    ]
    told = run(sheets)
    again = run(sheets)
    boxes = [[box for box in sheet if box] for sheet in told["answers"]]
    over = sum(
        _meet(box, other) for sheet in boxes for at, box in enumerate(sheet) for other in sheet[:at]
    )
    marks = sum(
        _meet(box, [x - 2, y - 2, x + 2, y + 2])
        for sheet, points in zip(boxes, sheets, strict=True)
        for box in sheet
        for x, y, _ in points
    )
    same = sum(a == b for a, b in zip(told["answers"], again["answers"], strict=True))
    return {
        "names placed": percent(sum(map(len, boxes)), 20 * 25),
        "names over names": str(over),
        "names over marks": str(marks),
        "sheets the same twice": percent(same, len(sheets)),
    }, told


def _meet(box: list[float], other: list[float]) -> bool:
    left, bottom, right, top = box
    return left < other[2] and right > other[0] and bottom < other[3] and top > other[1]


def score_deadline(run: Callable[[list[Any]], dict[str, Any]]) -> tuple[Score, dict[str, Any]]:
    """Time a request of two seconds to a server that sends one byte a second."""
    with dripping() as url:
        told = run([url])
    return {f"seconds, of {_DRIP_S}": f"{told['answers'][0]:.1f}"}, told


@contextmanager
def dripping() -> Iterator[str]:
    """Serve an answer that comes a byte a second, on loopback."""

    class Drip(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(_DRIP_S))
            self.end_headers()
            try:
                for _ in range(_DRIP_S):
                    self.wfile.write(b"1")
                    self.wfile.flush()
                    time.sleep(1)
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Drip)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


SCORES = {
    "dates": score_dates,
    "numbers": score_numbers,
    "sentences": score_sentences,
    "pages": score_pages,
    "labels": score_labels,
    "deadline": score_deadline,
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(SCORES)))
def main(parts: tuple[str, ...]) -> None:
    """Print a table for each PART, or for all."""
    peers = set_up_peers(HERE)
    for part in parts or SCORES:
        rows = []
        for tool in TOOLS[part]:
            score, told = SCORES[part](
                lambda inputs, part=part, tool=tool: run_tool(part, tool, inputs, peers)
            )
            cost = f"{told['opening_s']:.2f} | {1000 * told['cpu_s']:,.0f} | {told['peak_mb']:.0f}"
            rows.append((score, f"| {tool} | {' | '.join(score.values())} | {cost} |"))
        heads = [part, *rows[0][0], "opening, s", "all answers, ms", "memory, MB"]
        print(f"| {' | '.join(heads)} |")
        print(f"| --- |{' --: |' * (len(heads) - 1)}")
        print("\n".join(row for _, row in rows), end="\n\n")


if __name__ == "__main__":
    main()
