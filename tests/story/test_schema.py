"""The schemas that read a story, and the same ones as pandera's."""

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
