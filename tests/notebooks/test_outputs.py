"""`geo notebooks`: parameters in, notebooks and pages out; a failure stops only its own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from support import Geo, hashes


def write(folder: Path, name: str, *cells: str, parameters: str = "") -> None:
    """Write a small notebook, with a tagged cell of parameters in front."""
    tagged = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}, id="given")
    made = [nbformat.v4.new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(cells)]
    folder.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[tagged, *made]), folder / f"{name}.ipynb")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "notebooks"
    write(folder, "01-sum", "a + b", parameters="a = 1\nb = 2.5\nname = 'x'")
    write(folder, "02-breaks", "1 + 1", "{}['no such key']", "2 + 2", parameters="c = 0")
    return folder


def shown(path: Path) -> list[str]:
    cells = nbformat.read(path, as_version=4).cells
    return [output["data"]["text/plain"] for cell in cells for output in cell.get("outputs", [])]


def test_parameters_reach_the_notebooks_that_know_them(
    folder: Path, tmp_path: Path, geo_command: Geo
) -> None:
    out = tmp_path / "out"
    done = geo_command(
        *("notebooks", folder, "--only", "01", "-p", "a=40", "-p", "b=2", "--output", out)
    )
    assert done.returncode == 0, done.stderr
    assert "1 of 1 notebooks written" in done.stdout
    assert shown(out / "01-sum.ipynb") == ["42.0"]
    executed = nbformat.read(out / "01-sum.ipynb", as_version=4)
    assert executed.cells[1].source == "a = 40\nb = 2.0"
    assert executed.cells[1].metadata["tags"] == ["injected-parameters"]
    assert "42.0" in (out / "01-sum.html").read_text(encoding="utf-8")
    record = json.loads((out / "notebooks.json").read_text(encoding="utf-8"))
    assert record["01-sum"]["parameters"] == {"a": 40, "b": 2.0}
    assert record["01-sum"]["outputs"] == {
        name: sha for name, sha in hashes(out).items() if name != "notebooks.json"
    }


def test_a_notebook_of_before_cells_had_ids_runs(tmp_path: Path, geo_command: Geo) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    cell = {"cell_type": "code", "metadata": {}, "source": "6 * 7"}
    old = {
        "cells": [{**cell, "outputs": [], "execution_count": None}],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    (folder / "old.ipynb").write_text(json.dumps(old), encoding="utf-8")
    done = geo_command("notebooks", folder, "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert shown(tmp_path / "out" / "old.ipynb") == ["42"]


@pytest.mark.slow
def test_a_failing_cell_stops_its_notebook_and_the_good_one_of_before_stays(
    folder: Path, tmp_path: Path, geo_command: Geo
) -> None:
    out = tmp_path / "out"
    write(folder, "02-breaks", "'well'", parameters="c = 0")
    assert geo_command("notebooks", folder, "--output", out).returncode == 0
    good = (out / "02-breaks.ipynb").read_bytes()
    write(folder, "02-breaks", "1 + 1", "{}['no such key']", "2 + 2", parameters="c = 0")
    done = geo_command("notebooks", folder, "--output", out, "-p", "a=5")
    assert done.returncode == 1
    assert "02-breaks.ipynb, cell 3: KeyError: 'no such key'" in done.stderr
    assert "{}['no such key']" in done.stderr
    assert "1 of 2 notebooks written" in done.stdout
    assert shown(out / "01-sum.ipynb") == ["7.5"]  # the other one was finished
    assert (out / "02-breaks.ipynb").read_bytes() == good
    partial = nbformat.read(out / "02-breaks.failed.ipynb", as_version=4)
    assert partial.cells[1].outputs[0]["data"]["text/plain"] == "2"
    assert partial.cells[2].outputs[0]["ename"] == "KeyError"
    assert partial.cells[3].outputs == []
    write(folder, "02-breaks", "3", parameters="c = 0")
    assert geo_command("notebooks", folder, "--output", out).returncode == 0
    assert not (out / "02-breaks.failed.ipynb").exists()


@pytest.mark.slow
def test_a_kernel_that_dies_is_told_and_the_others_go_on(
    folder: Path, tmp_path: Path, geo_command: Geo
) -> None:
    write(folder, "02-breaks", "1", "import os; os._exit(3)")
    out = tmp_path / "out"
    done = geo_command("notebooks", folder, "--output", out)
    assert done.returncode == 1
    assert "02-breaks.ipynb, after cell 1: the kernel died" in done.stderr
    assert "1 of 2 notebooks written" in done.stdout
    assert shown(out / "01-sum.ipynb") == ["3.5"]


def test_every_mistake_in_what_was_given_is_told_at_once(
    folder: Path, tmp_path: Path, geo_command: Geo
) -> None:
    out = tmp_path / "out"
    wrong = [*("-p", "a=many"), *("-p", "d=1"), *("-p", "e")]
    done = geo_command("notebooks", folder, "--output", out, *wrong)
    assert done.returncode == 2
    assert "-p a=many: found 'many', wanted int, such as 1" in done.stderr
    assert "-p d=1: found no such parameter, wanted a, b, name, c" in done.stderr
    assert "-p e: wanted key=value" in done.stderr
    done = geo_command("notebooks", folder, "--output", out, "--only", "07")
    assert done.returncode == 2
    assert "--only: found 07, wanted the beginning of: 01-sum, 02-breaks" in done.stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    done = geo_command("notebooks", empty, "--output", out)
    assert (done.returncode, "found no notebook" in done.stderr) == (2, True)
    assert not out.exists()


def test_nothing_is_written_over_what_no_run_has_written(
    folder: Path, tmp_path: Path, geo_command: Geo
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "01-sum.html").write_text("precious", encoding="utf-8")
    done = geo_command("notebooks", folder, "--output", out)
    assert done.returncode == 2
    assert "found 01-sum.html in" in done.stderr
    assert [path.name for path in out.iterdir()] == ["01-sum.html"]
    before = hashes(folder)
    done = geo_command("notebooks", folder, "--output", folder)
    assert (done.returncode, "the folder of the notebooks" in done.stderr) == (2, True)
    assert hashes(folder) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129), ("SIGKILL", -9)]
)
def test_a_stopped_run_leaves_no_kernel_and_nothing_half_written(
    folder: Path, tmp_path: Path, number: str, code: int
) -> None:
    mark, out = tmp_path / "kernel", tmp_path / "out"
    slow = (
        f"import os, pathlib, time\npathlib.Path({str(mark)!r}).write_text(str(os.getpid()))\n"
        "time.sleep(60)"
    )
    write(folder, "02-breaks", slow)
    command = [Path(sys.executable).with_name("geo"), "notebooks", folder, "--output", out]
    process = subprocess.Popen(
        [*command, "--only", "02"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A test run in the background of a shell ignores SIGINT, and its children would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    deadline = time.monotonic() + 120
    while not (mark.exists() and mark.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, getattr(signal, number))
    _, errors = process.communicate(timeout=300)
    assert process.returncode == code
    assert "Traceback" not in errors
    deadline = time.monotonic() + 30
    while Path("/proc", mark.read_text()).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
    assert not out.exists() or list(out.iterdir()) == []
