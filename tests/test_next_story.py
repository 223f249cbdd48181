"""`geo new`, `geo cite`, `geo build`: from an empty folder to the map of an own story."""

import csv
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import Geo, hashes

import geo
from geo.story import new, vocabulary
from geo.story.new import new_story, readme, write_example
from geo.story.schema import SCHEMAS


@pytest.fixture
def folder(tmp_path: Path, geo_command: Geo) -> Path:
    done = geo_command("new", tmp_path / "My Story", "--title", "Ein Chor <fährt>")
    assert done.returncode == 0, done.stderr
    return tmp_path / "My Story"


def test_a_new_story_has_every_table_with_its_columns_and_nothing_else(folder: Path) -> None:
    tables = set(SCHEMAS) - {"pins"}
    assert {path.name for path in folder.iterdir()} == {
        *(f"{table}.csv" for table in tables),
        *("story.toml", "README.md", "Makefile", ".gitignore", "notebooks", "articles"),
    }
    for table in tables:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file)) == [list(SCHEMAS[table].columns)]
    story = geo.read_story(folder)
    assert (story.name, story.title) == ("my-story", "Ein Chor <fährt>")


def test_the_readme_explains_each_column_with_an_example(folder: Path) -> None:
    told = (folder / "README.md").read_text(encoding="utf-8")
    assert told.startswith("# Ein Chor <fährt>\n")
    for table, one in SCHEMAS.items():
        section = told.split(f"## {table}.csv\n")[1].split("\n## ")[0]
        assert re.findall(r"^\| (\w+) \|", section, flags=re.MULTILINE)[1:] == list(one.columns)
    assert "| medium | `travel` | one of: telephone, broadcast," in told


@pytest.mark.slow
def test_the_examples_are_a_whole_story_that_builds(folder: Path, geo_command: Geo) -> None:
    write_example(folder)
    assert geo_command("geocode", folder).returncode == 0
    done = geo_command("check", folder, "--sources", folder / "articles")
    assert (done.returncode, done.stdout) == (0, "6 found\n")
    story = geo.read_story(folder)
    assert story.links.loc["journey", "length_km"] == pytest.approx(305, abs=5)
    assert story.claims.loc["gazette-stayed", "denied_by"] == "gazette-denial"
    (name,) = set(story.figures["set"])
    assert list(story.figure_set(name)["label"]) == ["32 people", "about 30 people"]
    out = folder / "outputs"
    done = subprocess.run(
        ["make", "-C", folder, "maps", f"GEO={Path(sys.executable).with_name('geo')}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    names = {"choir-in-oslo.html", "choir-in-oslo.png", "01-the-story.html", "events.geojson"}
    assert names <= set(hashes(out))


def test_every_column_has_an_example_or_is_explained_by_its_words() -> None:
    optional = {"query", "disputed", "label", "local", "note", "date_note", "within", "date"}
    for table in set(SCHEMAS) - {"pins"}:
        left_out = {*optional, *vocabulary.OPTIONAL_COLUMNS.get(table, ())}
        for name in SCHEMAS[table].columns:
            shown = any(row.get(name) for row in new.example().rows[table])
            assert shown or name in left_out, (table, name)
    assert "pins.csv" in readme("x")


def test_an_empty_story_says_what_to_fill_in(
    folder: Path, tmp_path: Path, geo_command: Geo
) -> None:
    done = geo_command("build", folder, "--output", tmp_path / "out")
    assert done.returncode == 2
    for table in ("sources", "places", "events", "claims"):
        assert f"{table}.csv: found 'no rows', wanted at least one row" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_what_a_killed_run_left_is_removed_where_the_story_stands(
    folder: Path, geo_command: Geo
) -> None:
    left = folder.with_name(".writing-abcdefgh")  # killed once the story had its name
    left.mkdir()
    assert geo_command("new", folder).returncode == 2
    assert not left.exists()


def test_what_is_there_is_left_alone(tmp_path: Path, geo_command: Geo) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("precious", encoding="utf-8")
    (tmp_path / "file").write_text("precious", encoding="utf-8")
    for name, found in (
        ("mine", "found a folder that holds something"),
        ("file", "is a file"),
        ("قصة", "found no letter a-z or digit in the name"),
    ):
        done = geo_command("new", tmp_path / name)
        assert done.returncode == 2
        assert found in done.stderr
    assert hashes(tmp_path / "mine") == {"notes.txt": hashlib.sha256(b"precious").hexdigest()}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "mine"]
    with pytest.raises(geo.ExportError, match="wanted a new or an empty folder"):
        new_story(tmp_path / "mine")


def test_cite_gives_the_columns_of_a_claim_and_of_a_source(
    tmp_path: Path, geo_command: Geo
) -> None:
    article = tmp_path / "gazette.txt"
    article.write_bytes("Ein Chor – ‘zwei’.\r\n\r\nZwei Chöre, zwei Säle.".encode())
    done = geo_command("cite", article, "zwei Säle", "‘zwei’")
    assert done.returncode == 0, done.stderr
    sha = hashlib.sha256("zwei Säle".encode()).hexdigest()
    assert done.stdout.splitlines()[:2] == [
        "source,paragraph,start,end,span_sha256",
        f"gazette,2,34,43,{sha}",
    ]
    done = geo_command("cite", article, "zwei", "--source", "g")
    assert [row.split(",")[:4] for row in done.stdout.splitlines()[1:]] == [
        ["g", "1", "12", "16"],
        ["g", "2", "34", "38"],
    ]
    assert "'zwei' stands there 2 times: choose one row" in done.stderr
    done = geo_command("cite", article, "drei", "Zwei Ch")
    assert done.returncode == 1
    assert "found nowhere 'drei'" in done.stderr
    assert "g,2,22,29," in done.stdout.replace("gazette", "g")
    done = geo_command("cite", article)
    whole = hashlib.sha256(article.read_bytes()).hexdigest()
    assert done.stdout == f"file,length,sha256\ngazette.txt,44,{whole}\n"
    article.write_bytes(b"caf\xe9")
    done = geo_command("cite", article, "caf")
    assert done.returncode == 2
    assert "found byte 0xe9 at position 3, wanted UTF-8" in done.stderr


def test_the_new_notebook_is_whole_and_without_outputs(folder: Path) -> None:
    notebook = json.loads((folder / "notebooks/01-the-story.ipynb").read_text(encoding="utf-8"))
    assert [cell["cell_type"] for cell in notebook["cells"]].count("code") == 5
    assert notebook["cells"][1]["metadata"] == {"tags": ["parameters"]}
    assert all(cell.get("outputs", []) == [] for cell in notebook["cells"])
