"""The schemas that read a story, and the same ones as pandera's."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pandera.errors import SchemaErrors
from story.small import SmallStory

from geo.story.read import read_tables
from geo.story.schema import SCHEMAS

CELLS = ("", "x\0y", "Not An Id", "-1", "0", "1e3", "181", "2007-05", "May 2007", "a; b", "other")


@pytest.mark.parametrize("table", SCHEMAS)
def test_pandera_finds_the_same_faults(tmp_path: Path, table: str) -> None:
    schema = SCHEMAS[table]
    frame = read_tables(SmallStory(tmp_path / "story").write()).frames[table]
    assert list(schema.failures(frame)) == []
    pandera = schema.to_pandera()
    pandera.validate(frame, lazy=True)
    spoiled = frame.iloc[[0] * len(CELLS)].reset_index(drop=True)
    for column in spoiled:
        spoiled[column] = spoiled[column].mask([True] * len(CELLS), list(CELLS))
    with pytest.raises(SchemaErrors) as caught:
        pandera.validate(spoiled, lazy=True)
    cases = caught.value.failure_cases[["index", "column", "failure_case", "check"]]
    assert list(schema.failures(spoiled)) == list(cases.itertuples(index=False, name=None))


def test_a_story_is_read_without_pandera(root: Path) -> None:
    script = "import sys, geo; geo.read_story('data'); print('pandera' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, check=True, capture_output=True, text=True
    )
    assert done.stdout == "False\n"


def test_every_column_is_told_in_the_readme_with_an_example(root: Path) -> None:
    text = (root / "data" / "README.md").read_text(encoding="utf-8")
    for table, schema in SCHEMAS.items():
        section = re.search(rf"^## {table}\.csv\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
        assert section, table
        rows = [line.split("|")[1:3] for line in section[1].splitlines() if line[:1] == "|"]
        told = {name.strip(): cell.strip() for names, cell in rows for name in names.split(",")}
        missing = [column for column in schema.columns if not told.get(column)]
        assert not missing, (table, missing)
