"""Every command, option and line of Python in docs/geocoding.md holds."""

import doctest
import re
import shlex
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support import Geo

from geo.geocoding.geocode import COLUMNS

TEXT = (Path(__file__).parents[2] / "docs" / "geocoding.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```([^\n]*)\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
TABLE, PLACES = [block for kind, block in BLOCKS if kind == "csv"]


@pytest.fixture
def folder(data: Path, tmp_path: Path) -> Path:
    """Return a folder with what the page speaks of."""
    shutil.copytree(data, tmp_path / "data")
    (tmp_path / "towns.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "my_places.csv").write_text(PLACES, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(command: str, geo_command: Geo, folder: Path) -> None:
    assert command.startswith("geo ")
    own = {"XDG_CACHE_HOME": str(folder / "cache"), "GEO_LISTS": str(folder / "lists")}
    done = geo_command(*shlex.split(command)[1:], cwd=folder, env=own)
    assert done.stderr == ""
    assert done.returncode == 0 or " ambiguous " in done.stdout
    assert done.stdout


def test_the_python_lines_give_what_is_shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    text = "\n".join(block for kind, block in BLOCKS if kind == "pycon")
    example = doctest.DocTestParser().get_doctest(text, {}, "geocoding.md", None, 0)
    told: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    with ThreadPoolExecutor(1) as apart:  # a browser in this process leaves its loop running
        outcome = apart.submit(runner.run, example, out=told.append).result()
    assert outcome.attempted >= 10
    assert outcome.failed == 0, "".join(told)


def test_every_option_of_geocode_is_named_in_the_page_or_its_help(geo_command: Geo) -> None:
    told = geo_command("geocode", "--help").stdout
    options = set(re.findall(r"^ +(?:-\w, )?(--[a-z][a-z-]+)", told, flags=re.MULTILINE))
    commands = re.sub(r"`python -m [^`]*`", "", TEXT)  # of the benchmarks
    named = set(re.findall(r"--[a-z][a-z-]+", commands))
    assert named <= options | {"--limit", "--precision", "--reason"}
    assert options - named == {"--help"}


def test_the_columns_in_the_page_are_those_of_an_answer() -> None:
    table = TEXT[TEXT.index("| Column |") : TEXT.index("### How sure")]
    rows = re.findall(r"^\| ([a-z0-9_, ]+) \|", table, flags=re.MULTILINE)
    assert sorted(word for row in rows for word in row.split(", ")) == sorted(COLUMNS)
