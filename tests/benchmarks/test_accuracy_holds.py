"""The accuracy that README tells is not lost unnoticed: the marked corpora, where they are."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import skip


def marked(root: Path, corpus: str) -> tuple[Path, Path]:
    """Return a marked corpus and the scorer."""
    geocoding = root / "benchmarks" / "geocoding"
    gold = Path(os.environ.get("GEO_CORPORA", geocoding / "corpora")) / f"{corpus}.jsonl"
    if not gold.is_file():
        skip("the marked corpora are others' and not ours to ship: set GEO_CORPORA to their folder")
    return gold, geocoding / "score_toponyms.py"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("corpus", "within_161_km", "within_20_km"),
    [("lgl_dev", 91, 86), ("geowebnews_dev", 77, 75), ("wiktor_dev500", 74, 69)],
)
def test_marked_names_are_put_where_the_corpus_has_them(
    root: Path, tmp_path: Path, corpus: str, within_161_km: float, within_20_km: float
) -> None:
    gold, scorer = marked(root, corpus)
    predict = root / "benchmarks" / "geocoding" / "predict.py"
    told = tmp_path / "told.jsonl"
    subprocess.run([sys.executable, predict, gold, "-o", told, "--spans", "gold"], check=True)
    command = [sys.executable, scorer, gold, told, "--gold-spans", "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    right = json.loads(done.stdout)
    assert 100 * right["acc@161"] >= within_161_km
    assert 100 * right["acc@20"] >= within_20_km


@pytest.mark.slow
@pytest.mark.parametrize(
    ("corpus", "recognised", "placed"), [("lgl_dev", 82, 78), ("geowebnews_dev", 86, 80)]
)
def test_names_are_found_and_put_where_the_corpus_has_them(
    root: Path, tmp_path: Path, corpus: str, recognised: float, placed: float
) -> None:
    gold, scorer = marked(root, corpus)
    told = tmp_path / "told.jsonl"
    module = ["-m", "benchmarks.geoparsing.recognisers", "geo"]
    subprocess.run([sys.executable, *module, gold, told], check=True, cwd=root)
    done = subprocess.run(
        [sys.executable, scorer, gold, told, "--json"], check=True, capture_output=True, text=True
    )
    scores = json.loads(done.stdout)
    assert 100 * scores["overlap_F1"] >= recognised
    assert 100 * scores["e2e161_F1"] >= placed
