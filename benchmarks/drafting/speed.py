"""How fast a draft is made: whole articles in one process, and one from a cold start.

python -m benchmarks.drafting.speed CORPUS.jsonl [--repeat N]
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from benchmarks.geocoding.contestants import peak_mb
from geo.drafts import propose, read_article

PUBLISHED = "2007-05-16"


def whole(texts: list[str], folder: Path) -> tuple[int, float]:
    """Read and draft each text by itself; give the characters and the processor time."""
    paths = [folder / f"article-{number}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    propose([read_article(paths[0], published=PUBLISHED)])
    read, began = 0, time.process_time()
    for path in paths:
        article = read_article(path, published=PUBLISHED)
        propose([article])
        read += len(article.text)
    return read, time.process_time() - began


def cold(text: str, folder: Path) -> tuple[float, float]:
    """Run `geo draft` on one article in a new process; give seconds on the clock and megabytes."""
    (folder / "one.txt").write_text(text, encoding="utf-8")
    geo = Path(sys.executable).with_name("geo")
    command = [geo, "draft", "one.txt", "--published", PUBLISHED, "--overwrite"]
    began = time.perf_counter()
    run = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    _, status, usage = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        sys.exit(f"geo draft: exit {run.returncode}")
    return time.perf_counter() - began, usage.ru_maxrss * 1024 / 1e6


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("corpus", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--repeat", default=9, help="Articles drafted cold; the middle and the most are told."
)
def main(*, corpus: Path, repeat: int) -> None:
    """Print characters a second, and what the first draft of a new process takes."""
    lines = corpus.read_text(encoding="utf-8").split("\n")
    texts = [json.loads(line)["text"] for line in lines if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        runs = [cold(text, Path(folder)) for text in texts[:repeat]]
        read, spent = whole(texts, Path(folder))
    print(f"{len(texts)} articles, {read:,} characters: {read / spent:,.0f} a second of processor")
    print(f"time, with at most {peak_mb():.0f} MB in one process")
    clock, memory = zip(*runs, strict=True)
    print(f"geo draft, cold: {statistics.median(clock):.2f} s (most {max(clock):.2f}), ", end="")
    print(f"{max(memory):.0f} MB")


if __name__ == "__main__":
    main()
