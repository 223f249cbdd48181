"""The table of docs/harm.md on the project's own story: built, searched, and what it says holds."""

import json
import re
import shutil
from pathlib import Path

import pytest
from support import Geo, hashes

TEXT = (Path(__file__).parents[2] / "docs" / "harm.md").read_text(encoding="utf-8")
(TABLE,) = re.findall(r"^```csv\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
(COMMAND,) = re.findall(r"^```sh\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
SPELLINGS = (b"Anwar", b"anwar", b"High Street", b"high-street", b"mqm-office", b"Chicago")


@pytest.fixture
def story(data: Path, tmp_path: Path) -> Path:
    shutil.copytree(data, tmp_path / "data")
    (tmp_path / "data" / "redactions.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path / "data"


def test_the_audit_lists_what_is_left(story: Path, geo_command: Geo) -> None:
    assert COMMAND == "geo audit data\n"
    done = geo_command("audit", story)
    assert (done.returncode, done.stderr) == (0, "")
    assert "exact point: 1\n  places, karachi-airport: Karachi airport: site at" in done.stdout
    assert "named person: 7\n" in done.stdout
    assert "actors, withheld-1: a spokesman; in public life?" in done.stdout
    assert "Anwar" not in done.stdout
    rows = json.loads(geo_command("audit", story, "--on", "2030-01-01", "--format", "json").stdout)
    assert [row["detail"] for row in rows if row["kind"] == "embargo"] == [
        "the embargo is over since 2030-01-01: it is published"
    ]


def test_a_wrong_day_is_a_mistake(story: Path, geo_command: Geo) -> None:
    done = geo_command("audit", story, "--on", "1/1/2030")
    assert done.returncode == 2
    assert "found '1/1/2030', wanted a day such as 2024-05-17" in done.stderr


@pytest.mark.slow
def test_no_output_holds_what_is_withheld(story: Path, tmp_path: Path, geo_command: Geo) -> None:
    out = tmp_path / "outputs"
    done = geo_command("build", story, "--output", out)
    assert (done.returncode, done.stderr.replace("\r", "").count("Traceback")) == (0, 0)
    for path in out.iterdir():
        data = path.read_bytes()
        assert not [each for each in SPELLINGS if each in data], path
    before = hashes(out)
    assert "nothing to do" in geo_command("build", story, "--output", out).stdout
    (story / "notebooks").mkdir()
    cell = {"cell_type": "markdown", "metadata": {}, "source": "As **Mr Anwar** said.", "id": "a"}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (story / "notebooks" / "01-leak.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    done = geo_command("build", story, "--output", out)
    assert done.returncode == 1
    assert "01-leak.html: found 'Mr Anwar' (redactions.csv, row 2)" in done.stderr
    assert hashes(out) == before
