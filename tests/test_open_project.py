"""What a stranger relies on: versions agree, forms parse, no folder outside is needed."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

import geo

KEYS = {
    *("cff-version", "message", "type", "title", "abstract", "authors", "version"),
    *("date-released", "license", "repository-code", "keywords"),
}  # of the Citation File Format 1.2.0
FORMS = ("bug", "wrong_place", "feature")


def output(*command: str, cwd: Path) -> str:
    """Return what a command writes."""
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def citation(root: Path) -> dict:
    return yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))


def test_the_version_comes_from_one_place(root: Path, project: dict, citation: dict) -> None:
    assert project["dynamic"] == ["version"]
    assert citation["version"] == geo.__version__
    log = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+) \((\S+)\)$", log, flags=re.MULTILINE)
    assert newest.groups() == (geo.__version__, citation["date-released"])


def test_the_citation_has_the_keys_of_its_format(citation: dict, project: dict) -> None:
    assert set(citation) == KEYS
    assert citation["cff-version"] == "1.2.0"
    assert citation["license"] == project["license"]
    assert citation["repository-code"] == project["urls"]["Source"]
    assert [set(author) for author in citation["authors"]] == [{"name"}]


def test_the_distribution_is_not_called_geo(root: Path, project: dict) -> None:
    assert project["name"] == "geo-event-maps"
    for page in ("README.md", "docs/install.md"):
        text = (root / page).read_text(encoding="utf-8")
        assert "geo-event-maps" in text
        assert "`geo` on PyPI" in text


def test_workflows_run_on_every_system_and_version(root: Path, project: dict) -> None:
    text = (root / ".github/workflows/tests.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    matrix = jobs["pip"]["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert project["requires-python"] == ">=3.11"
    for step in jobs["pip"]["steps"]:  # PowerShell and bash read them alike
        assert not re.search(r"[$;&|\\'\n]", step.get("run", "")), step
    words = re.findall(r"^([a-z-]+) ", output("make", "-s", "help", cwd=root), flags=re.MULTILINE)
    runs = [step.get("run", "") for step in jobs["locked"]["steps"]]
    assert {run.removeprefix("make ") for run in runs if run} <= set(words)


@pytest.mark.parametrize("name", FORMS)
def test_each_form_asks_what_is_needed(root: Path, name: str) -> None:
    path = root / ".github/ISSUE_TEMPLATE" / f"{name}.yml"
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(form) == {"name", "description", "labels", "body"}
    assert len({part["id"] for part in form["body"]}) == len(form["body"])
    for part in form["body"]:
        assert part["type"] in {"textarea", "input"}
        assert part["attributes"]["label"]
    assert form["body"][0]["validations"]["required"]


def test_notes_on_changes_have_a_kind_that_is_known(root: Path) -> None:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)["tool"]["towncrier"]
    kinds = {kind["directory"] for kind in settings["type"]}
    for path in (root / settings["directory"]).iterdir():
        if path.name not in settings["ignore"]:
            name, kind, ending = path.name.rsplit(".", 2)
            assert (bool(name), kind in kinds, ending) == (True, True, "md"), path.name


def test_nothing_refers_to_a_folder_outside_but_by_its_variable(root: Path) -> None:
    outside = re.compile(r"\.\./shared|/ \"shared\"")
    naming = {
        name
        for name in output("git", "ls-files", cwd=root).splitlines()
        if name.endswith((".py", ".md", ".toml", ".yml", ".ipynb", "Makefile", "run"))
        and (root / name).is_file()
        and outside.search((root / name).read_text(encoding="utf-8"))
    }
    # The reader's copies, for people who hold them beside the project.
    assert naming <= {".ci/run", "tests/conftest.py", "tests/test_open_project.py"}
