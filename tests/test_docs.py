"""The site of guides and reference: every public name stands in it, and it builds."""

import importlib
import inspect
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from support import Geo

PAGES = Path(__file__).parents[1] / "docs"
PACKAGES = (
    "geo",
    *(
        "geo.dates",
        "geo.drafts",
        "geo.editing",
        "geo.exchange",
        "geo.extraction",
        "geo.figures",
        "geo.formats",
    ),
    "geo.gazetteer",
    *("geo.geocoding", "geo.geocoding.files", "geo.geocoding.online", "geo.geoparsing"),
    *("geo.maps", "geo.publishing", "geo.sealing", "geo.story", "geo.tables"),
)


def public() -> Iterator[tuple[str, object]]:
    """Yield every public name with what it names."""
    for package in PACKAGES:
        module = importlib.import_module(package)
        for name in module.__all__:
            yield f"{package}.{name}", attribute(module, name)


def attribute(module: ModuleType, name: str) -> object:
    """Return what a module has under a name; never a file that is called like it.

    pytest imports files to run their examples, and sets each in its package under its name.
    """
    found = getattr(module, name)
    is_file = inspect.ismodule(found) and found.__name__ not in PACKAGES
    return getattr(found, name) if is_file else found


def listed() -> list[str]:
    """Return the names that the API reference lists, in its order."""
    names = []
    for page in sorted((PAGES / "api").glob("*.rst")):
        package, in_list = "", False
        for line in page.read_text(encoding="utf-8").splitlines():
            directive = re.match(r"\.\. (currentmodule|autosummary|automodule):: ?(.*)", line)
            if directive:
                in_list = directive[1] == "autosummary"
                package = directive[2] if directive[1] == "currentmodule" else package
                names += [directive[2]] if directive[1] == "automodule" else []
            elif in_list and (name := re.fullmatch(r"   (\w+)", line)):
                names.append(f"{package}.{name[1]}")
    return names


def value(name: str) -> object:
    """Return what a full name names: a module, or something in one."""
    if name in PACKAGES:
        return importlib.import_module(name)
    package, _, last = name.rpartition(".")
    return attribute(importlib.import_module(package), last)


def test_every_public_name_stands_in_the_reference() -> None:
    names = listed()
    assert len(names) == len(set(names)) > 90
    values = [value(name) for name in names]
    assert [name for name, named in public() if not any(named is one for one in values)] == []
    known = [named for _, named in public()]
    private = [name for name in names if not any(value(name) is named for named in known)]
    assert private == []


def test_every_public_name_has_an_example_that_runs() -> None:
    docstrings = {name: inspect.getdoc(named) or "" for name, named in public()}
    assert [name for name, text in docstrings.items() if ">>> " not in text] == []
    assert [name for name, text in docstrings.items() if "+SKIP" in text] == []


def test_pages_whose_names_differ_by_case_alone_are_different_files() -> None:
    settings = (PAGES / "conf.py").read_text(encoding="utf-8")
    renamed = dict(re.findall(r'"(geo[\w.]+)": "(geo[\w.]+)"', settings))
    files = [renamed.get(name, name).lower() for name in listed()]
    doubled = {name for name in files if files.count(name) > 1}
    assert doubled == {"geo.gazetteer", "geo.story"}  # these modules have no files of their own


def test_every_notebook_stands_in_the_gallery(root: Path) -> None:
    gallery = (PAGES / "gallery" / "index.md").read_text(encoding="utf-8")
    assert re.findall(r"^(\d\d-[\w-]+)$", gallery, flags=re.MULTILINE) == [
        path.stem for path in sorted((root / "notebooks").glob("*.ipynb"))
    ]


def test_the_eight_calls_open_the_help_and_the_reference() -> None:
    opening = inspect.getdoc(importlib.import_module("geo")) or ""
    calls = re.findall(r"^- `(\w+)`:", opening, flags=re.MULTILINE)
    reference = (PAGES / "api" / "index.rst").read_text(encoding="utf-8")
    assert calls == re.findall(r"^`geo\.(\w+)` ", reference, flags=re.MULTILINE)
    assert len(calls) == 8
    for call in calls:
        assert f">>> geo.{call}(" in opening or f"geo.{call}(" in opening.partition("Examples")[2]


@pytest.mark.slow
def test_the_site_builds_without_a_warning(root: Path, tmp_path: Path) -> None:
    for name in ("docs", "notebooks", "data"):
        unwanted = shutil.ignore_patterns("_build", "generated", "*.ipynb_checkpoints")
        shutil.copytree(root / name, tmp_path / name, ignore=unwanted)
    for name in ("pyproject.toml", "CONTRIBUTING.md", "CHANGELOG.md"):
        shutil.copy(root / name, tmp_path)
    (tmp_path / "geo").mkdir()
    shutil.copy(root / "geo" / "__init__.py", tmp_path / "geo")
    site = tmp_path / "site"
    done = subprocess.run(
        [Path(sys.executable).with_name("sphinx-build"), "--quiet", "-W", "docs", site],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 0
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert {"index.html", "architecture.html", "gallery/01-the-link.html"} <= pages
    assert {"api/generated/geo.geocode.html", "api/generated/geo.Story.html"} <= pages
    for page in site.rglob("*.html"):  # it can be read without a network
        text = page.read_text(encoding="utf-8")
        loads = re.findall(r'<(?:script|img|iframe)[^>]*?src="(https?:[^"]*)', text)
        loads += re.findall(r'<link[^>]*?rel="stylesheet"[^>]*?href="(https?:[^"]*)', text)
        assert loads == [], page.name


def test_the_python_lines_of_the_guide_to_exploring_make_pages(root: Path, tmp_path: Path) -> None:
    text = (PAGES / "exploring.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    shutil.copytree(root / "data", tmp_path / "data")
    code = "\n".join(blocks)
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True)
    for page in ("events.html", "map.html"):
        assert (tmp_path / page).stat().st_size > 100_000


@pytest.mark.slow
def test_the_lines_of_the_guide_to_large_tables_write_a_folder(
    tmp_path: Path, geo_command: Geo
) -> None:
    text = (PAGES / "large-tables.md").read_text(encoding="utf-8")
    fenced = r"^```(?:python|text)\n(.*?)^```"
    # The third block is of frames of engines that set-up does not bring.
    code, shown, _ = re.findall(fenced, text, flags=re.MULTILINE | re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert done.stdout == shown
    (tmp_path / "events").mkdir()
    (tmp_path / "reports.parquet").rename(tmp_path / "events" / "reports.parquet")
    shutil.rmtree(tmp_path / "reports")
    command = re.search(r"^geo (map .*)$", text, flags=re.MULTILINE)[1]
    assert geo_command(*shlex.split(command), cwd=tmp_path).returncode == 0
    assert {path.name for path in (tmp_path / "reports").iterdir()} == {"index.html", "pieces"}


def test_the_command_of_the_guide_to_notebooks_exists(root: Path, geo_command: Geo) -> None:
    text = (PAGES / "notebooks.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^```sh\n(geo .*)\n```", text, flags=re.MULTILINE)
    told = geo_command("notebooks", "--help").stdout
    assert re.findall(r" (--?\w+)", command) == ["--only", "-p"]
    assert "--only NAME" in told
    assert "-p KEY=VALUE" in told
    (notebook,) = (root / "notebooks").glob("01-*.ipynb")
    assert 'medium = \\"' in notebook.read_text(encoding="utf-8")
