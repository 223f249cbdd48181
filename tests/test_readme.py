"""Every command and every line of Python in README holds."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import Geo

from benchmarks.geocoding.report import SHORT_MARKS, placed, short

TEXT = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
PYTHON = [block for kind, block in BLOCKS if kind == "python"]


def test_readme_begins_with_the_map_and_shows_two_commands() -> None:
    assert TEXT.startswith("![")
    picture = re.search(r"\((.*?)\)", TEXT).group(1)
    assert (Path(__file__).parents[1] / picture).stat().st_size < 500_000
    assert COMMANDS[:2] == ["make maps", "make lab"]


def test_every_word_of_make_in_the_texts_exists(root: Path) -> None:
    words = subprocess.run(
        ["make", "-s", "help"], cwd=root, capture_output=True, text=True, check=True
    )
    known = set(re.findall(r"^([a-z-]+) ", words.stdout, flags=re.MULTILINE))
    assert known >= {"maps", "test", "lab", "test-services"}
    contributing = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", TEXT + contributing, flags=re.MULTILINE))
    assert named <= known
    for word in named - {"lab"}:
        subprocess.run(["make", "-n", word], cwd=root, capture_output=True, check=True)


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("geo ")])
def test_each_geo_command_runs(
    command: str, geo_command: Geo, data: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    shutil.copytree(data, tmp_path / "data")
    shutil.copytree(data.parent / "examples", tmp_path / "examples")
    if "my-copies" in command:
        shutil.copytree(request.getfixturevalue("sources"), tmp_path / "my-copies")
    article = "Rain fell in Leeds on Monday, and two roads were shut.\n"
    (tmp_path / "article.txt").write_text(article, encoding="utf-8")
    done = geo_command(*shlex.split(command)[1:], cwd=tmp_path)
    assert done.returncode == 0, done.stderr + done.stdout


def test_the_python_lines_make_a_map(data: Path, tmp_path: Path) -> None:
    block, _ = PYTHON
    assert len([line for line in block.splitlines() if line]) == 5
    shutil.copytree(data, tmp_path / "data")
    done = subprocess.run(
        [sys.executable, "-W", "error::FutureWarning", "-c", block],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "telephone" in done.stdout
    assert (tmp_path / "map.html").stat().st_size > 100_000


def test_any_table_becomes_a_page(tmp_path: Path) -> None:
    _, block = PYTHON
    done = subprocess.run(
        [sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "events.html").stat().st_size > 100_000


def test_the_accuracy_is_what_was_measured(root: Path) -> None:
    results = json.loads((root / "benchmarks/geocoding/results.json").read_text("utf-8"))
    assert placed(TEXT, short(results), marks=SHORT_MARKS) == TEXT


def test_the_table_of_folders_names_what_is_there(root: Path) -> None:
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text[text.index("| Folder |") : text.index("## A first change")]
    rows = [line.split("|")[1] for line in table.splitlines()[2:] if line]
    named = [name for row in rows for name in re.findall(r"`([\w./]+)`", row)]
    assert len(named) >= 15
    for name in named:
        assert (root / name).exists(), name


def test_the_recipe_for_spans_gives_what_check_finds(root: Path, tmp_path: Path) -> None:
    text = (root / "data" / "README.md").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    article = "A headline\n\nHe said: é, the words that carry the claim, and left.\n"
    (tmp_path / "article.txt").write_text(article, encoding="utf-8", newline="")
    done = subprocess.run(
        [sys.executable, "-c", recipe], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    told = dict(zip(done.stdout.split()[::2], done.stdout.split()[1::2], strict=True))
    assert told["length"] == str(len(article))
    assert (told["paragraph"], told["start"], told["end"]) == ("2", "24", "54")
    assert article[24:54] == "the words that carry the claim"
    assert len(told["span_sha256"]) == len(told["sha256"]) == 64
