"""environment.yml says the same as pyproject.toml, and conda could solve it."""

import asyncio
import json
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas
import pytest
import rattler
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
# The same project under conda-forge's name.
CONDA_NAMES = {"lazy-loader": "lazy_loader", "matplotlib": "matplotlib-base"}
# Not on conda-forge: pip brings these with the package itself.
ONLY_ON_PYPI = {"tree-sitter", "tree-sitter-javascript"}


@pytest.fixture(scope="module")
def environment() -> dict:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def conda_specs(environment: dict) -> list[str]:
    return [line for line in environment["dependencies"] if isinstance(line, str)]


def normalised(spec: str) -> tuple[str, frozenset[str]]:
    """Return a spec's name and its set of version clauses."""
    name, versions = re.fullmatch(r"([A-Za-z0-9_.-]+?)((?:[<>=!~].*)?)", spec).groups()
    return name, frozenset(part for part in versions.split(",") if part)


def test_environment_lists_what_the_project_and_its_lab_need_and_nothing_else(
    project: dict, conda_specs: list[str]
) -> None:
    wanted = [*project["dependencies"], *project["optional-dependencies"]["lab"]]
    requirements = [Requirement(line) for line in wanted]
    expected = {("python", frozenset({project["requires-python"]})), ("pip", frozenset())} | {
        (CONDA_NAMES.get(each.name, each.name), frozenset(str(each.specifier).split(",")))
        for each in requirements
        if each.name not in ONLY_ON_PYPI
    }
    assert {normalised(spec) for spec in conda_specs} == expected


def test_pip_installs_only_the_project_itself(environment: dict) -> None:
    assert environment["dependencies"][-1] == {"pip": ["-e ."]}


def test_environment_has_the_distribution_s_name_and_one_channel(
    environment: dict, project: dict
) -> None:
    assert environment["name"] == project["name"]
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_every_spec_is_a_strict_match_spec(conda_specs: list[str]) -> None:
    for spec in conda_specs:
        assert rattler.MatchSpec(spec, strict=True).name is not None


def test_the_specs_can_be_satisfied_together(conda_specs: list[str], tmp_path: Path) -> None:
    """Solve against stub records, one per spec, at the lowest version that the spec allows."""
    packages = {}
    for name, versions in map(normalised, conda_specs):
        lowest = next((part[2:] for part in sorted(versions) if part.startswith(">=")), "1.0")
        packages[f"{name}-{lowest}-0.conda"] = {
            "name": name, "version": lowest, "build": "0", "build_number": 0, "depends": [],
            "subdir": "noarch", "timestamp": 1, "size": 1, "sha256": "0" * 64,
        }  # fmt: skip
    repodata = tmp_path / "repodata.json"
    document = {"info": {"subdir": "noarch"}, "packages": {}, "packages.conda": packages}
    repodata.write_text(json.dumps(document), encoding="utf-8")
    stub = rattler.SparseRepoData(rattler.Channel("stub"), "noarch", repodata)
    with ThreadPoolExecutor() as pool:  # a browser test may have left a loop in this thread
        solving = rattler.solve_with_sparse_repodata(conda_specs, [stub])
        solved = pool.submit(asyncio.run, solving).result()
    assert {record.name.normalized for record in solved} == {
        normalised(spec)[0] for spec in conda_specs
    }


def test_geopandas_can_explore_in_this_environment() -> None:
    points = geopandas.points_from_xy(range(6), range(6))
    table = geopandas.GeoDataFrame({"deaths": [1, 2, 3, 5, 8, 13]}, geometry=points, crs=4326)
    assert type(table.explore(column="deaths", scheme="quantiles")).__name__ == "Map"
