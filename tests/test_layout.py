"""The tree is as CONTRIBUTING draws it: packages name their modules, tests mirror them."""

import ast
import importlib
import re
from pathlib import Path

import pytest

import geo

ROOT = Path(geo.__file__).parents[1]
PACKAGES = sorted(
    path.parent.relative_to(ROOT).as_posix()
    for path in (ROOT / "geo").rglob("__init__.py")
    if path.parent.name != "geo"
)
APART = {"benchmarks", "services"}  # what they test is no package of geo


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_names_each_of_its_modules(package: str) -> None:
    folder = ROOT / package
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    table = re.search(r"^==[= ]+\n(.*?)^==", text, flags=re.DOTALL | re.MULTILINE)
    named = {line.split()[0] for line in table[1].splitlines()} if table else set()
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    modules |= {path.parent.name for path in folder.glob("*/__init__.py")}
    assert named == modules


def test_the_folders_of_tests_are_packages_of_geo() -> None:
    folders = {
        path.parent.relative_to(ROOT / "tests").as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
    } - {"."}
    assert {name for name in folders if name.split("/")[0] not in APART} <= {
        package.removeprefix("geo/") for package in PACKAGES
    }


@pytest.mark.parametrize("package", ["geo", *PACKAGES])
def test_every_public_name_is_there_and_in_order(package: str) -> None:
    module = importlib.import_module(package.replace("/", "."))
    names = getattr(module, "__all__", [])
    assert list(names) == sorted(names)
    for name in names:
        assert getattr(module, name) is not None
