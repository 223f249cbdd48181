"""Stories of an older form: refused by every reader, and led to the present form by one command."""

import csv
import shutil
from pathlib import Path

import pytest
from story.small import SmallStory
from support import Geo

import geo
from geo.errors import StoryError
from geo.story.upgrade import Table, UpgradeStep, upgrade_story, upgrade_tables
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


def old_claims(*rows: tuple[str, str, str, str]) -> Table:
    columns = ("id", "status", "replies_to", "differs_from")
    return Table(columns, tuple(dict(zip(columns, row, strict=True)) for row in rows))


def figure(claim: str, low: str, *, bound: str = "exact", scope: str = "all") -> dict[str, str]:
    cells = {"claim": claim, "measure": "deaths", "unit": "people", "scope": scope}
    return cells | {"bound": bound, "low": low, "high": low}


def related(change: UpgradeStep) -> list[tuple[str, str, str, str]]:
    rows = change.tables["relations"].rows
    return [(row["claim"], row["relation"], row["other"], row["on"]) for row in rows]


def test_replies_become_denials_or_answers_and_differences_stand_once() -> None:
    claims = old_claims(
        ("a", "alleged", "", "d"),
        ("b", "denied", "a; c", ""),
        ("c", "claimed", "a", "a"),
        ("d", "reported", "", "a; c"),
    )
    change = upgrade_tables({"claims": claims}, form=1)
    assert related(change) == [
        ("b", "denies", "a", ""),
        ("b", "denies", "c", ""),
        ("c", "answers", "a", ""),
        ("a", "varies", "d", ""),
        ("c", "varies", "a", ""),
        ("d", "varies", "c", ""),
    ]
    assert change.tables["claims"].columns == ("id", "status")
    assert [(fault.file, fault.row, fault.column) for fault in change.decide] == [
        ("relations.csv", number, "relation") for number in (5, 6, 7)
    ]
    assert claims.columns == ("id", "status", "replies_to", "differs_from")
    again = upgrade_tables(change.tables, form=1)
    assert (again.tables, again.done, again.decide) == (change.tables, (), ())


@pytest.mark.parametrize(
    ("second", "relation"),
    [
        (figure("b", "41"), "contradicts"),
        (figure("b", "40.0"), "varies"),
        (figure("b", "41", bound="at-least"), "varies"),
        (figure("b", "41", scope="some"), "varies"),
    ],
)
def test_exact_figures_of_one_scope_that_are_not_equal_contradict(
    second: dict[str, str], relation: str
) -> None:
    first = figure("a", "40")
    tables = {
        "claims": old_claims(("a", "reported", "", "b"), ("b", "reported", "", "a")),
        "figures": Table(tuple(first), (first, second)),
    }
    change = upgrade_tables(tables, form=1)
    on = "deaths" if relation == "contradicts" else ""
    assert related(change) == [("a", relation, "b", on)]
    assert len(change.decide) == (relation == "varies")


def test_no_reply_and_no_difference_is_lost(old: Path) -> None:
    with (old / "claims.csv").open(encoding="utf-8", newline="") as file:
        before = list(csv.DictReader(file))
    upgrade_story(old)
    pairs = {
        frozenset((row["id"], other))
        for row in before
        for column in ("replies_to", "differs_from")
        for other in filter(None, row[column].split("; "))
    }
    relations = geo.read_story(old).relations
    ends = relations[["claim", "other"]].itertuples(index=False, name=None)
    assert set(map(frozenset, ends)) == pairs
    with (old / "claims.csv").open(encoding="utf-8", newline="") as file:
        after = list(csv.DictReader(file))
    moved = ("replies_to", "differs_from")
    assert [row | {"status": ""} for row in after] == [
        {name: cell for name, cell in row.items() if name not in moved} | {"status": ""}
        for row in before
    ]
    assert [row["status"] for row in after] == [
        {"claimed": "said"}.get(row["status"], row["status"]) for row in before
    ]


def test_an_open_date_that_was_worked_out_is_a_person_s_to_decide(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(OLD / "london-karachi", tmp_path / "story"))
    asked = [fault for fault in upgrade_story(folder).decide if fault.column == "date"]
    assert {fault.file for fault in asked} == {"events.csv", "links.csv"}
    warrant = next(fault for fault in asked if fault.found == "../1992")
    assert warrant.wanted.startswith("[..1992] if it is a moment that is not known, or ../1992 if")
    assert geo.read_story(folder).events.loc["warrant-for-hussain", "date"] == "../1992"


def test_hearsay_a_bound_and_the_basis_of_a_link_are_led_on(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(OLD / "london-karachi", tmp_path / "story"))
    done = upgrade_story(folder)
    hearsay = [fault for fault in done.decide if fault.column == "status"]
    assert {fault.wanted for fault in hearsay} == {"hearsay if nobody is accused, or alleged"}
    bounds = [fault.wanted for fault in done.decide if fault.column == "bound"]
    assert bounds == ["more-than if the article says so, or at-least"] * 3
    assert "links.csv: date_basis of 1 rows" in done.done
    link = geo.read_story(folder).links.loc["hussain-to-britain"]
    assert link["date_basis"] == "inferred"
    assert link["date_note"].startswith("inferred, as for the same date of hussain-leaves")
