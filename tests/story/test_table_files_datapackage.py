"""The folder of a story describes itself to tools that know the Frictionless standard."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from story.small import SmallStory

import geo
from geo.story import write_datapackage
from geo.story.schema import SCHEMAS


def validate(package: Path) -> "subprocess.CompletedProcess[str]":
    command = Path(sys.executable).with_name("frictionless")
    return subprocess.run(
        [command, "validate", package.name],
        cwd=package.parent,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_same_tables_give_the_same_sorted_bytes(small: SmallStory) -> None:
    folder = small.write()
    path = write_datapackage(folder)
    first = path.read_bytes()
    assert write_datapackage(folder).read_bytes() == first
    package = json.loads(first)
    assert (
        first.decode() == json.dumps(package, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    )
    assert package["name"] == "two-choirs"
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["sources"][0] == {"title": "The bell in the harbour (The Herald)"}
    assert [resource["name"] for resource in package["resources"]] == list(SCHEMAS)


def test_the_places_of_events_are_told_apart_by_three_columns(small: SmallStory) -> None:
    role = {"event": "encore", "place": "edgware", "role": "heard-at", "note": ""}
    small.tables["event_places"] = [role]
    package = json.loads(write_datapackage(small.write()).read_text(encoding="utf-8"))
    names = {resource["name"]: resource["schema"] for resource in package["resources"]}
    assert set(names) == set(SCHEMAS)
    assert names["event_places"]["primaryKey"] == ["event", "place", "role"]
    assert names["pins"]["primaryKey"] == ["place"]
    assert names["events"]["primaryKey"] == ["id"]


def test_the_fields_carry_types_vocabularies_and_keys(small: SmallStory) -> None:
    package = json.loads(write_datapackage(small.write()).read_text(encoding="utf-8"))
    schemas = {resource["name"]: resource["schema"] for resource in package["resources"]}
    claims = {field["name"]: field for field in schemas["claims"]["fields"]}
    assert claims["status"]["constraints"] == {
        "enum": [
            *("confirmed", "reported", "said", "said-unnamed", "hearsay", "alleged", "denied"),
            "retracted",
        ],
        "required": True,
    }
    assert claims["start"]["type"] == "integer"
    assert {field["type"] for field in schemas["figures"]["fields"]} == {"string", "number"}
    assert schemas["pins"]["primaryKey"] == ["place"]
    assert {"fields": ["within"], "reference": {"fields": ["id"], "resource": ""}} in schemas[
        "places"
    ]["foreignKeys"]
    keys = {
        key["fields"][0]: key["reference"]["resource"] for key in schemas["claims"]["foreignKeys"]
    }
    assert keys == {"said_by": "actors", "source": "sources"}
    assert schemas["views"]["foreignKeys"] == []


def test_a_table_that_is_not_there_is_not_described(small: SmallStory) -> None:
    folder = small.write()
    Path(folder, "pins.csv").unlink()
    package = json.loads(write_datapackage(folder).read_text(encoding="utf-8"))
    assert "pins" not in [resource["name"] for resource in package["resources"]]


def test_tables_with_faults_are_not_described(small: SmallStory) -> None:
    small.row("places", "edgware")["kind"] = "village"
    folder = small.write()
    with pytest.raises(geo.StoryError):
        write_datapackage(folder)
    assert not Path(folder, "datapackage.json").exists()


def test_frictionless_accepts_the_small_story(small: SmallStory) -> None:
    done = validate(write_datapackage(small.write()))
    assert done.returncode == 0, done.stdout


def test_frictionless_accepts_the_real_story(story_folder: Path) -> None:
    done = validate(write_datapackage(story_folder))
    assert done.returncode == 0, done.stdout
    assert "INVALID" not in done.stdout


@pytest.mark.parametrize(
    ("table", "name", "column", "cell"),
    [
        ("places", "edgware", "kind", "village"),
        ("claims", "c-call", "start", "first"),
        ("claims", "c-call", "source", "tribune"),
        ("events", "encore", "id", "The Encore"),
    ],
)
def test_frictionless_refuses_what_we_refuse(
    small: SmallStory, table: str, name: str, column: str, cell: str
) -> None:
    package = write_datapackage(small.write())
    small.row(table, name)[column] = cell
    small.write()
    done = validate(package)
    assert done.returncode == 1
    assert cell in done.stdout.replace("\n", " ")
