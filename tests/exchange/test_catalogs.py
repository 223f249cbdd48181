"""Those who find data read what describes the files: Data Package, Croissant, RO-Crate."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import frictionless
import mlcroissant
import pytest
from conftest import skip
from exchange.conftest import DAY
from rocrate.rocrate import ROCrate

import geo
from geo.credits import CREDIT_LINES
from tools.find_crate_validator import ADVICE, ENVIRONMENT

if TYPE_CHECKING:
    from exchange.conftest import Made

    from geo.story import Story

STORIES = pytest.mark.parametrize(
    "name", ["odd", "krakatau", pytest.param("london-karachi", marks=pytest.mark.slow)]
)


@STORIES
def test_a_data_package_is_valid(name: str, made: Made) -> None:
    path = made(name, "datapackage")
    described = json.loads(path.read_text(encoding="utf-8"))
    for resource in described["resources"]:
        data = (path.parent / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    report = frictionless.Package(str(path)).validate()
    assert report.flatten(["type", "message"]) == []
    assert len(report.tasks) >= 12


@STORIES
def test_a_data_package_beside_parquet_is_valid(
    name: str, stories: dict[str, Story], tmp_path: Path
) -> None:
    """Dates with gaps in a Parquet file are nothing for a reader of tables to trip over."""
    geo.write_tables(stories[name], tmp_path, to=["parquet", "datapackage"])
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.flatten(["type", "message"]) == []
    assert {task.type for task in report.tasks if task.place.endswith(".parquet")} == {"file"}


@STORIES
def test_a_crate_names_files_sources_and_how_it_was_made(
    name: str, made: Made, stories: dict[str, Story]
) -> None:
    path = made(name, "ro-crate")
    crate = ROCrate(path.parent)
    days = {"odd": DAY, "krakatau": "2026", "london-karachi": "2007-05-16"}
    assert crate.root_dataset["datePublished"] == days[name]
    present = {file.name for file in path.parent.iterdir()} - {path.name, "CREDITS.txt"}
    assert {entity.id for entity in crate.data_entities} == present
    for entity in crate.data_entities:
        assert (
            entity["sha256"] == hashlib.sha256((path.parent / entity.id).read_bytes()).hexdigest()
        )
    action = crate.dereference("#export")
    assert action["instrument"].id == "#geo"
    sources = [entity for entity in crate.contextual_entities if entity.type == "NewsArticle"]
    assert {entity["sha256"] for entity in sources} == set(stories[name].sources["sha256"])
    assert {
        e["creditText"] for e in crate.contextual_entities if "creditText" in e.properties()
    } == set(CREDIT_LINES)


@STORIES
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # mlcroissant's older calls of it
def test_croissant_gives_each_cell_of_each_table(name: str, made: Made) -> None:
    path = made(name, "croissant")
    dataset = mlcroissant.Dataset(str(path))
    issues = dataset.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    tables = {file.stem for file in path.parent.glob("*.csv")}
    assert {records.uuid for records in dataset.metadata.record_sets} == tables
    for table in tables:
        with (path.parent / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        read = list(dataset.records(table))
        assert len(read) == len(rows)
        for values, cells in zip(read, rows, strict=True):
            assert values == {
                f"{table}/{column}": _as_croissant(cell, values[f"{table}/{column}"])
                for column, cell in cells.items()
            }


def _as_croissant(cell: str, read: object) -> object:
    """Return what a cell is as the type that it was read as; numbers and booleans are no text."""
    if not cell:
        return None
    if isinstance(read, bool):
        return {"true": True, "false": False}[cell]
    return type(read)(cell) if isinstance(read, (int, float)) else cell.encode()


@pytest.fixture(scope="module")
def validate(
    made: Made, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[tuple[str, ...]]]:
    """Return what roc-validator says of crates: severity, requirement and message of each issue."""
    if not ENVIRONMENT.is_ready():
        skip(ADVICE)
    crates = {name: made(name, "ro-crate").parent for name in ("odd", "krakatau", "london-karachi")}
    crates["broken"] = tmp_path_factory.mktemp("crates") / "broken"
    shutil.copytree(crates["odd"], crates["broken"])
    (crates["broken"] / "claims.csv").unlink()
    script = Path(__file__).with_name("crate") / "validate.py"
    done = subprocess.run(
        [ENVIRONMENT.command("python"), script, *crates.values()],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return {name: [tuple(issue) for issue in told[str(path)]] for name, path in crates.items()}


@pytest.mark.slow
def test_a_crate_is_valid_and_lacks_only_what_a_story_does_not_say(
    validate: dict[str, list[tuple[str, ...]]],
) -> None:
    """Nobody is made its author, no address is invented, and a year is no day."""
    organization = "Contextual Entity linked for the organizational `affiliation` property"
    unsaid = {
        f"CreativeWork Author: RECOMMENDED {organization}",
        "Root Data Entity: `author` property",
        "Root Data Entity: `publisher` property",
        "CreativeWork Author: RECOMMENDED affiliation property",
        "Organization: RECOMMENDED url property",
    }
    year = {"krakatau": {"Root Data Entity: RECOMMENDED `datePublished` property"}}
    for name in ("odd", "krakatau", "london-karachi"):
        assert {severity for severity, _, _ in validate[name]} == {"RECOMMENDED"}, validate[name]
        requirements = {requirement for _, requirement, _ in validate[name]}
        assert requirements - unsaid == year.get(name, set())
    wrong = [issue for issue in validate["broken"] if issue[0] == "REQUIRED"]
    assert [message for _, _, message in wrong if "claims.csv" in message]
