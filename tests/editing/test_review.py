"""A second pair of eyes: rows are checked until they change, and a build says how many are."""

import csv
import re
import shutil
from pathlib import Path

import pytest
from support import Geo

from geo.editing.review import CHANGED, CHECKED, TO_CHECK, mark_rows, read_review
from geo.errors import StoryError


@pytest.fixture
def story(data: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(data, tmp_path / "story"))


def events(story: Path) -> list[dict[str, str]]:
    with (story / "events.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def states(story: Path) -> dict[str, str]:
    return {f"{row.table}/{row.id}": row.state for row in read_review(story).rows}


def test_a_row_is_checked_until_it_is_changed(story: Path) -> None:
    first = events(story)[0]
    name = f"events/{first['id']}"
    assert states(story)[name] == TO_CHECK
    review = mark_rows(story, [name], state=CHECKED, by="Ann", note="=1+1")
    assert review.checked == 1
    assert states(story)[name] == CHECKED
    (row,) = [row for row in read_review(story).rows if row.state == CHECKED]
    assert (row.by, row.note) == ("Ann", "=1+1")
    text = (story / "events.csv").read_text(encoding="utf-8")
    (story / "events.csv").write_text(text.replace(first["title"], "Another title", 1), "utf-8")
    assert states(story)[name] == CHANGED
    assert read_review(story).checked == 0


def test_a_name_of_no_row_writes_nothing(story: Path) -> None:
    first = events(story)[0]["id"]
    with pytest.raises(StoryError, match=r"nowhere.*wanted the id of a row"):
        mark_rows(story, [first, "nowhere"], state=CHECKED, by="Ann")
    assert not (story / "review.csv").exists()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("table,id\n", "wanted table, id, state, by, note, row_sha256"),
        (
            "table,id,state,by,note,row_sha256\nevents,x,done,,,\n",
            "row 2, column state: found 'done'",
        ),
        ("table,id,state,by,note,row_sha256\nevents,x\n", "row 2: found '2 cells'"),
    ],
)
def test_a_broken_file_is_told_by_row(story: Path, content: str, fault: str) -> None:
    (story / "review.csv").write_text(content, "utf-8")
    with pytest.raises(StoryError, match=re.escape(fault)):
        read_review(story)


def test_the_command_lists_what_is_unchecked_and_marks(story: Path, geo_command: Geo) -> None:
    first, second = (row["id"] for row in events(story)[:2])
    done = geo_command("review", story, first, second, "--by", "Ann Lee")
    assert done.returncode == 0, done.stderr
    assert re.search(r": 2 of \d+ rows checked\n", done.stdout)
    done = geo_command("review", story, second, "--by", "Bo", "--again", "--note", "which day?")
    assert re.search(r": 1 of \d+ rows checked\n", done.stdout)
    done = geo_command("review", story, "--all")
    assert f"events/{second}: to check, Bo, which day?\n" in done.stdout
    assert f"events/{first}:" not in done.stdout
    done = geo_command("review", story, first)
    assert done.returncode == 2
    assert "ROW wants --by NAME" in done.stderr
