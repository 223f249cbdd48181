"""Work that was stopped goes on where it stopped, and ends in the same bytes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from geo.errors import GeocodeError
from geo.geocoding.files import Done, geocode_file
from geo.geocoding.files.chunks import ChunkStore

ROWS, PART = 6_000, 250
SCRIPT = """
import signal, sys
from geo.geocoding.files import geocode_file
signal.signal(signal.SIGINT, signal.default_int_handler)
print("ready", flush=True)
try:
    names, out, part_rows = sys.argv[1:]
    geocode_file(names, out, column="place", part_rows=int(part_rows), progress=False)
except KeyboardInterrupt as stopped:
    print(stopped, flush=True)
    sys.exit(130)
"""


def write_names(root: Path, path: Path, count: int) -> Path:
    """Write a CSV of different names."""
    places = pq.read_table(root / "geo/gazetteer/data/places.parquet", columns=["name"])
    different = list(dict.fromkeys(places["name"].to_pylist()[::15]))[:count]
    pd.DataFrame({"place": different, "row": range(count)}).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def names(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return so many names that answering them takes seconds."""
    return write_names(root, tmp_path_factory.mktemp("names") / "names.csv", ROWS)


@pytest.fixture(scope="module")
def undisturbed(names: Path) -> bytes:
    """Return what a run that nobody stops writes."""
    out = names.with_name("undisturbed.parquet")
    done = geocode_file(names, out, column="place", part_rows=PART, progress=False)
    assert (done.rows, done.kept) == (ROWS, 0)
    return out.read_bytes()


def parts_of(out: Path) -> list[Path]:
    return sorted(out.with_name(f".{out.name}.parts").glob("part-*.arrow"))


def stopped(
    names: Path, out: Path, sign: int, part_rows: int = PART
) -> subprocess.CompletedProcess[str]:
    """Stop a run in its middle: after its third part, long before its last."""
    command = [sys.executable, "-c", SCRIPT, names, out, str(part_rows)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    while len(parts_of(out)) < 3 and run.poll() is None:
        time.sleep(0.002)
    os.kill(run.pid, sign)
    said, _ = run.communicate(timeout=300)
    assert not out.exists()
    assert len(parts_of(out)) >= 3
    return subprocess.CompletedProcess(run.args, run.returncode, said)


def resumed(names: Path, out: Path) -> Done:
    return geocode_file(names, out, column="place", part_rows=PART, progress=False)


def test_ctrl_c_keeps_what_is_done_and_the_next_run_goes_on(
    names: Path, undisturbed: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "out.parquet"
    run = stopped(names, out, signal.SIGINT)
    kept = len(parts_of(out)) * PART
    assert run.returncode == 130
    assert "of 6,000 rows are done and kept; the same command goes on from there" in run.stdout
    done = resumed(names, out)
    assert (done.rows, done.kept) == (ROWS, kept)
    assert out.read_bytes() == undisturbed
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def test_kill_9_loses_at_most_the_part_in_work(
    names: Path, undisturbed: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "out.parquet"
    run = stopped(names, out, signal.SIGKILL)
    kept = len(parts_of(out)) * PART
    assert run.returncode == -signal.SIGKILL
    assert resumed(names, out).kept == kept
    assert out.read_bytes() == undisturbed
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def test_a_run_can_be_stopped_again_and_again(
    names: Path, undisturbed: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "out.parquet"
    stopped(names, out, signal.SIGKILL)
    part = parts_of(out)[1]
    part.write_bytes(part.read_bytes()[:-100])  # as a disk that was full would leave it
    kept = len(parts_of(out)) - 1
    assert resumed(names, out).kept == kept * PART
    assert out.read_bytes() == undisturbed


@pytest.fixture(scope="module")
def few(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of 1,000 names that was killed in its middle."""
    folder = tmp_path_factory.mktemp("few")
    write_names(root, folder / "in.csv", 1_000)
    stopped(folder / "in.csv", folder / "out.csv", signal.SIGKILL, part_rows=20)
    return folder


@pytest.fixture
def left(few: Path, tmp_path: Path) -> tuple[Path, Path, int]:
    """Return a table, an output that is not there yet, and how many rows of it are kept."""
    folder = shutil.copytree(few, tmp_path / "left")
    out = folder / "out.csv"
    return folder / "in.csv", out, 20 * len(parts_of(out))


def go_on(path: Path, out: Path, **asked: object) -> int:
    """Finish what was stopped; return the rows that were kept."""
    given = {"column": "place", "part_rows": 20, **asked}
    done = geocode_file(path, out, progress=False, **given)
    assert out.read_text(encoding="utf-8").count("geonames:") > 500
    return done.kept


def test_the_same_question_goes_on(left: tuple[Path, Path, int]) -> None:
    path, out, kept = left
    assert go_on(path, out) == kept > 0


@pytest.mark.parametrize(
    ("change", "why"), [("input", "input"), ("option", "options"), ("column", "columns")]
)
def test_another_input_or_option_begins_anew_and_says_so(
    left: tuple[Path, Path, int], change: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    path, out, _ = left
    asked: dict[str, object] = {}
    if change == "input":
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(",999", ",998"), encoding="utf-8")
    elif change == "option":
        asked["near"] = (67.0, 24.9)
    else:
        asked["document"] = "row"
    assert go_on(path, out, **asked) == 0
    assert f"begun anew, as what was kept of a stopped run is of another {why}" in caplog.text


def test_a_touched_input_of_the_same_content_goes_on(left: tuple[Path, Path, int]) -> None:
    path, out, kept = left
    os.utime(path, (0, 0))
    assert go_on(path, out) == kept


def test_another_prefix_or_form_of_output_needs_no_new_answers(
    left: tuple[Path, Path, int],
) -> None:
    path, out, kept = left
    assert go_on(path, out, prefix="found_") == kept


def test_a_manifest_that_is_none_begins_anew(left: tuple[Path, Path, int]) -> None:
    path, out, _ = left
    (out.parent / ".out.csv.parts" / "manifest.json").write_text("[1]", encoding="utf-8")
    assert go_on(path, out) == 0


def test_two_at_once_on_one_output_are_refused(left: tuple[Path, Path, int]) -> None:
    path, out, kept = left
    manifest = json.loads((out.parent / ".out.csv.parts" / "manifest.json").read_text())
    with ChunkStore(out, manifest), pytest.raises(GeocodeError, match="another process is at work"):
        go_on(path, out)
    assert go_on(path, out) == kept
