"""Stories of an older form: refused by every reader, and led to the present form by one command."""

import shutil
from pathlib import Path

import pytest
from story.small import SmallStory
from support import Geo

import geo
from geo.errors import StoryError
from geo.story.upgrade import upgrade_story
from geo.story.vocabulary import SCHEMA

OLD = Path(__file__).parent / "form_1"
"""Two stories as they stood before ``schema`` was written down."""


@pytest.fixture(params=["krakatau", "london-karachi"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a copy of a story of the old form."""
    return Path(shutil.copytree(OLD / request.param, tmp_path / request.param))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_a_story_without_a_form_is_old_and_the_command_is_named(old: Path) -> None:
    with pytest.raises(StoryError) as caught:
        geo.read_story(old)
    (fault,) = caught.value.faults
    assert (fault.file, fault.column, fault.found) == ("story.toml", "schema", "")
    assert fault.wanted == f"2: the tables have an older form; run geo upgrade {old}"


def test_an_old_story_is_one_message_and_exit_2(old: Path, geo_command: Geo) -> None:
    for words in (("build", old, "--output", old / "out"), ("geocode", old), ("schema", old)):
        done = geo_command(*words)
        assert done.returncode == 2
        assert done.stderr.count("wanted") == 1
        assert f"run geo upgrade {old}" in done.stderr
    assert not (old / "out").exists()


def test_an_upgraded_story_reads_and_upgrading_it_again_changes_no_byte(
    old: Path, geo_command: Geo
) -> None:
    done = geo_command("upgrade", old)
    assert done.returncode == 0, done.stderr
    assert f"done: story.toml: schema = {SCHEMA}\n" in done.stdout
    after = contents(old)
    assert geo.read_story(old).name == old.name
    again = geo_command("upgrade", old)
    assert again.stdout == f"{old}: has form {SCHEMA} already, nothing to do\n"
    assert contents(old) == after


def test_the_same_tables_give_the_same_bytes(old: Path, tmp_path: Path) -> None:
    twin = Path(shutil.copytree(old, tmp_path / "twin"))
    assert upgrade_story(old).done == upgrade_story(twin).done
    assert contents(old) == contents(twin)


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("# A remark.\nschema = 1  # old\n", f"# A remark.\nschema = {SCHEMA}  # old\n"),
        ("# A remark.\n", f"schema = {SCHEMA}\n# A remark.\n"),
    ],
)
def test_the_rest_of_the_head_stays_letter_for_letter(
    small: SmallStory, head: str, wanted: str
) -> None:
    rest = small.head.removeprefix(f"schema = {SCHEMA}\n")
    small.head = head + rest
    folder = small.write()
    upgrade_story(folder)
    assert (folder / "story.toml").read_text(encoding="utf-8") == wanted + rest


def test_a_newer_story_is_refused_by_both(small: SmallStory, geo_command: Geo) -> None:
    small.head = small.head.replace(f"schema = {SCHEMA}", f"schema = {SCHEMA + 1}")
    folder = small.write()
    before = contents(folder)
    for words in (("upgrade", folder), ("build", folder, "--output", folder / "out")):
        done = geo_command(*words)
        assert done.returncode == 2
        assert "a newer geo wrote this story" in done.stderr
        assert "Traceback" not in done.stderr
    assert contents(folder) == before


@pytest.mark.parametrize("form", ["0", "-1", '"2"', "true", "2.0"])
def test_a_form_that_is_no_number_is_told(small: SmallStory, form: str) -> None:
    small.head = small.head.replace(f"schema = {SCHEMA}", f"schema = {form}")
    with pytest.raises(StoryError) as caught:
        geo.read_story(small.write())
    (fault,) = caught.value.faults
    assert (fault.column, fault.wanted) == ("schema", f"the form of the tables, {SCHEMA}")


def test_a_table_that_cannot_be_read_stops_the_whole_upgrade(old: Path) -> None:
    path = old / "views.csv"
    path.write_bytes(path.read_bytes() + b"one cell\n")
    events = old / "events.csv"
    events.write_bytes(events.read_bytes().replace(b"id,title", b"id,id", 1))
    before = contents(old)
    with pytest.raises(StoryError) as caught:
        upgrade_story(old)
    assert [(fault.file, fault.column) for fault in caught.value.faults] == [
        ("events.csv", "id"),
        ("views.csv", ""),
    ]
    assert contents(old) == before


def test_a_new_story_has_the_present_form(tmp_path: Path, geo_command: Geo) -> None:
    assert geo_command("new", tmp_path / "choir").returncode == 0
    first = (tmp_path / "choir" / "story.toml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"schema = {SCHEMA}"
