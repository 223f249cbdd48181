"""The habits of the house that a script can check."""

import ast
import json
import re
import subprocess
from pathlib import Path

import nbformat
import pytest

MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:root|home/\w+|work|tmp)/")


@pytest.fixture(scope="module")
def tracked(root: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True
    )
    return [root / line for line in listed.stdout.splitlines() if (root / line).is_file()]


def test_the_lock_carries_hashes_and_no_address(root: Path) -> None:
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|index-url|find-links", lock)
    pinned = re.findall(r"^[a-z0-9].*==", lock, flags=re.MULTILINE)
    hashed = re.findall(r"^[a-z0-9].*== ?.*\\\n    --hash=sha256:", lock, flags=re.MULTILINE)
    assert len(hashed) == len(pinned) > 100


def test_the_front_end_s_lock_names_no_address(root: Path) -> None:
    lock = json.loads((root / "web/package-lock.json").read_text(encoding="utf-8"))
    packages = [each for name, each in lock["packages"].items() if name]
    assert packages
    assert not [each for each in packages if "resolved" in each]
    assert all(each["integrity"].startswith("sha512-") for each in packages)


def test_no_file_names_a_folder_of_somebody_s_machine(tracked: list[Path]) -> None:
    texts = [
        path
        for path in tracked
        if path.suffix in {".py", ".ts", ".toml", ".json", ".csv", ".ipynb"}
    ]
    named = [path for path in texts if MACHINE_PATH.search(path.read_text(encoding="utf-8"))]
    assert named == []


LONGER = {
    "desk/server.py": "the desk's page, and the answers that it asks for",
    "drafts/articles.py": "what an article is, and what its bytes must be to be one",
    "drafts/spans.py": "spans of another extractor, whether a file or a model holds them",
    "exchange/formats.py": "the table of the formats, and what writes those of several files",
    "exchange/take_back.py": "each format that comes back is read as one kind of edited rows",
    "figures/panel.py": "a map, and the basemap under it",
    "figures/stage.py": "a scene, and the sheet of SVG whose parts it names",
    "geocoding/files/job.py": "one table or a folder of them: the same job",
    "importing/rows.py": "a row becomes an event, and its place a place",
    "importing/workbook.py": "a story as a workbook, and back",
    "maps/explore.py": "a page of one table or of two",
    "publishing/leaks.py": "what is withheld is looked for in every part of an output",
    "serving/server.py": "the service's queries and what answers them",
}
"""Modules of more than 500 lines, none over 700: what each is, which a cut would part."""


def test_no_module_has_grown_past_500_lines(root: Path) -> None:
    lengths = {
        path.relative_to(root / "geo").as_posix(): len(path.read_text("utf-8").splitlines())
        for path in (root / "geo").rglob("*.py")
    }
    assert {path for path, lines in lengths.items() if lines > 500} == set(LONGER)
    assert max(lengths.values()) <= 700


def test_docstrings_begin_with_the_words_of_the_field(tracked: list[Path]) -> None:
    own = {"Give", "Let", "Put", "Say", "Take", "Tell", "Want"}  # wanted: Return, Write, Check …
    found = []
    for path in tracked:
        text = path.read_text(encoding="utf-8") if path.suffix == ".py" else ""
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                word = (ast.get_docstring(node) or "").partition(" ")[0]
                first = word.strip(",:").removesuffix("s")
                found += [f"{path.name}: {node.name}: {first}"] if first in own else []
    assert found == []


def test_the_library_never_prints(root: Path) -> None:
    calls = [
        (path.name, node.lineno)
        for path in (root / "geo").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert calls == []


def test_notebooks_are_numbered_short_and_stripped(root: Path) -> None:
    paths = sorted((root / "notebooks").glob("*.ipynb"))
    assert len(paths) >= 3
    for path in paths:
        assert re.fullmatch(r"\d\d-[a-z-]+\.ipynb", path.name)
        notebook = nbformat.read(path, as_version=4)
        assert len(notebook.cells) < 30
        assert notebook.cells[0].cell_type == "markdown"
        assert notebook.cells[0].source.startswith("# ")
        assert notebook.cells[1].metadata["tags"] == ["parameters"]
        assert "import geo" in notebook.cells[2].source
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert [cell.outputs for cell in code] == [[]] * len(code)
        assert [cell.execution_count for cell in code] == [None] * len(code)


def test_nine_words_in_a_row_of_an_article_stand_nowhere(
    tracked: list[Path], sources: Path
) -> None:
    """The articles are not ours: no run of nine words may be found in the project."""

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z0-9']+", text.lower())
        return {tuple(words[start : start + 9]) for start in range(len(words) - 8)}

    theirs: set[tuple[str, ...]] = set()
    for path in sources.glob("*.txt"):
        theirs |= runs(path.read_text(encoding="utf-8"))
    texts = [path for path in tracked if path.stat().st_size < 2_000_000]
    copied = [
        path for path in texts if runs(path.read_text(encoding="utf-8", errors="ignore")) & theirs
    ]
    assert copied == []
