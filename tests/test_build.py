"""`geo build`: everything stands in one folder, nothing twice, all or nothing."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from support import Geo, hashes

from geo.exchange.formats import TABLES

NOTEBOOKS = tuple(path.stem for path in (Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
FILES = {
    "london-karachi.html",
    "london-karachi.png",
    "london-karachi.svg",
    "london-karachi.gpkg",
    "events.geojson",
    "event_places.geojson",
    "links.geojson",
    "places.geojson",
    "events.parquet",
    "event_places.parquet",
    "links.parquet",
    "places.parquet",
    *(f"{table}.csv" for table in TABLES),
    "CREDITS.txt",
    "build.json",
    *(f"{name}.{suffix}" for name in NOTEBOOKS for suffix in ("ipynb", "html")),
}


@pytest.fixture
def small_build(story_folder: Path, plain_outputs: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Return a story's folder and its outputs (without notebooks); a test may spoil both."""
    return story_folder, Path(shutil.copytree(plain_outputs, tmp_path / "outputs"))


def test_a_build_writes_every_output(outputs: Path) -> None:
    assert set(hashes(outputs)) == FILES


def test_the_record_holds_the_hash_of_each_input_and_output(outputs: Path, data: Path) -> None:
    record = json.loads((outputs / "build.json").read_text(encoding="utf-8"))
    assert record["story"] == "london-karachi"
    known = {
        name: sha for step in record["steps"].values() for name, sha in step["outputs"].items()
    }
    assert known == {name: sha for name, sha in hashes(outputs).items() if name != "build.json"}
    assert record["inputs"] == {
        name: sha for name, sha in hashes(data).items() if name.endswith((".csv", ".toml"))
    }
    assert record["packages"].keys() >= {"geo", "python", "geopandas", "folium"}


def test_a_second_build_does_nothing(outputs: Path, geo_command: Geo) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in outputs.iterdir()}
    done = geo_command("build", "data", "--notebooks", "notebooks", "--output", outputs)
    assert "nothing has changed" in done.stdout
    assert {path.name: path.stat().st_mtime_ns for path in outputs.iterdir()} == before


@pytest.mark.slow
def test_the_same_story_gives_the_same_bytes_elsewhere(
    outputs: Path, tmp_path: Path, geo_command: Geo
) -> None:
    elsewhere = {"TZ": "Asia/Karachi", "LC_ALL": "C", "PYTHONHASHSEED": "7", "LANGUAGE": "ur"}
    again = tmp_path / "again"
    done = geo_command(
        "build", "data", "--notebooks", "notebooks", "--output", again, env=elsewhere
    )
    assert done.returncode == 0, done.stderr
    assert hashes(again) == hashes(outputs)


def test_a_lost_output_is_made_again_and_only_its_step(
    small_build: tuple[Path, Path], geo_command: Geo
) -> None:
    story, output = small_build
    before = hashes(output)
    times = {path.name: path.stat().st_mtime_ns for path in output.iterdir()}
    (output / "claims.csv").unlink()
    done = geo_command("build", story, "--output", output)
    assert done.returncode == 0, done.stderr
    assert hashes(output) == before
    assert (output / "london-karachi.html").stat().st_mtime_ns == times["london-karachi.html"]


def test_a_bad_row_stops_the_build_and_the_old_outputs_stay(
    small_build: tuple[Path, Path], geo_command: Geo
) -> None:
    story, output = small_build
    before = hashes(output)
    events = story / "events.csv"
    lines = events.read_text(encoding="utf-8").splitlines(keepends=True)
    header = lines[0].rstrip().split(",")
    cells = {"id": "Bad Id", "date": "May 2007", "date_basis": "stated", "place": "nowhere"}
    bad = ",".join(cells.get(column, "") for column in header) + "\n"
    events.write_text("".join([*lines, bad]), encoding="utf-8")
    done = geo_command("build", story, "--output", output)
    assert done.returncode == 2
    row = len(lines) + 1
    assert f"events.csv, row {row}, column id: found 'Bad Id'" in done.stderr
    assert f"events.csv, row {row}, column date: found 'May 2007'" in done.stderr
    assert f"events.csv, row {row}, column place: found 'nowhere'" in done.stderr
    assert "Traceback" not in done.stderr
    assert hashes(output) == before


@pytest.mark.slow
def test_a_failing_notebook_is_named_and_the_old_outputs_stay(
    small_build: tuple[Path, Path], tmp_path: Path, geo_command: Geo
) -> None:
    story, output = small_build
    before = hashes(output)
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    cells = [nbformat.v4.new_code_cell("1 + 1"), nbformat.v4.new_code_cell("{}['no such key']")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebooks / "99-broken.ipynb")
    done = geo_command("build", story, "--output", output, "--notebooks", notebooks)
    assert done.returncode == 1
    assert "99-broken.ipynb, cell 2: KeyError: 'no such key'" in done.stderr
    assert "Traceback (most recent call last)" not in done.stderr.split("KeyError", 1)[0]
    assert hashes(output) == before
    assert not list(output.glob(".*"))


@pytest.mark.slow
def test_ctrl_c_in_the_middle_leaves_the_old_outputs_whole(
    small_build: tuple[Path, Path], tmp_path: Path
) -> None:
    story, output = small_build
    before = hashes(output)
    started = tmp_path / "started"
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    source = f"import pathlib, time\npathlib.Path({str(started)!r}).touch()\ntime.sleep(60)"
    cells = [nbformat.v4.new_code_cell(source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebooks / "98-slow.ipynb")
    geo = Path(sys.executable).with_name("geo")
    process = subprocess.Popen(
        [geo, "build", story, "--output", output, "--notebooks", notebooks],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A test run in the background of a shell ignores SIGINT, and its children would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    deadline = time.monotonic() + 120
    while not started.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 130
    assert "stopped; what stood before still stands" in errors
    assert "Traceback" not in errors
    assert hashes(output) == before
    assert not list(output.glob(".*"))


def test_a_story_that_is_not_there_is_told_and_nothing_is_made(
    tmp_path: Path, geo_command: Geo
) -> None:
    done = geo_command("build", tmp_path / "none", "--output", tmp_path / "outputs")
    assert done.returncode == 2
    assert f"Directory '{tmp_path / 'none'}' does not exist" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "outputs").exists()


@pytest.mark.slow
def test_an_output_of_an_earlier_name_does_not_outlive_it(
    small_build: tuple[Path, Path], geo_command: Geo
) -> None:
    story, output = small_build
    settings = story / "story.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"london-karachi"', '"renamed"'), encoding="utf-8")
    done = geo_command("build", story, "--output", output)
    assert done.returncode == 0, done.stderr
    assert (output / "renamed.html").is_file()
    assert not list(output.glob("london-karachi.*"))


def test_somebody_s_own_file_beside_the_outputs_is_left_alone(
    small_build: tuple[Path, Path], geo_command: Geo
) -> None:
    story, output = small_build
    (output / "mine.txt").write_text("mine", encoding="utf-8")
    shutil.copy(output / "claims.csv", output / "claims-copy.csv")
    (output / "events.parquet").unlink()
    assert geo_command("build", story, "--output", output).returncode == 0
    assert (output / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (output / "claims-copy.csv").is_file()


@pytest.mark.parametrize("where", ["story", "story/notebooks"])
def test_a_story_is_never_built_over_its_own_tables(
    story_folder: Path, tmp_path: Path, geo_command: Geo, where: str
) -> None:
    (story_folder / "notebooks").mkdir()
    before = hashes(story_folder)
    done = geo_command("build", story_folder, "--output", tmp_path / where)
    assert done.returncode == 2
    assert "the folder of what is built from" in done.stderr
    assert hashes(story_folder) == before


@pytest.mark.slow
def test_a_file_that_no_build_has_written_is_not_overwritten(
    story_folder: Path, tmp_path: Path, geo_command: Geo
) -> None:
    output = tmp_path / "outputs"
    output.mkdir()
    (output / "claims.csv").write_text("precious", encoding="utf-8")
    done = geo_command("build", story_folder, "--output", output)
    assert done.returncode == 2
    assert "found claims.csv in" in done.stderr
    assert [path.name for path in output.iterdir()] == ["claims.csv"]
    assert (output / "claims.csv").read_text(encoding="utf-8") == "precious"


@pytest.mark.slow
def test_a_build_without_notebooks_leaves_those_of_an_earlier_one(
    small_build: tuple[Path, Path], root: Path, tmp_path: Path, geo_command: Geo
) -> None:
    story, output = small_build
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    (notebooks / "03.ipynb").write_bytes(
        (root / "notebooks/03-claims-and-figures.ipynb").read_bytes()
    )
    done = geo_command("build", story, "--output", output, "--notebooks", notebooks)
    assert done.returncode == 0, done.stderr
    cells = nbformat.read(output / "03.ipynb", as_version=4).cells
    assert "image/png" in cells[-1].outputs[0]["data"]
    (story / "views.csv").write_text("id,title,places\n", encoding="utf-8")
    (story / "steps.csv").unlink()  # its steps name the views
    done = geo_command("build", story, "--output", output)
    assert done.returncode == 0, done.stderr
    assert (output / "03.ipynb").is_file()
    assert (output / "03.html").is_file()


def test_a_folder_that_cannot_be_written_is_told_in_one_line(
    story_folder: Path, geo_command: Geo
) -> None:
    done = geo_command("build", story_folder, "--output", "/dev/null/outputs")
    assert done.returncode == 2
    assert done.stderr.startswith("geo: /dev/null/outputs: ")
    assert done.stderr.count("\n") == 1
