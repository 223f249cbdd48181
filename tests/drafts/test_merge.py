"""`geo draft --merge`: what a person keeps comes in whole, once, and over nothing."""

import shutil
from pathlib import Path

import pytest
from drafts.drafting import GIVEN, HEADERS, edit, keep, rows, run, write_article, write_story

KEPT = ("hebden-bridge", "west-yorkshire", "leeds")


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drafted")
    write_article(folder)
    code, told = run(folder, "draft", "flood.txt", *GIVEN)
    assert code == 0, told
    return folder / "draft"


@pytest.fixture
def desk(drafted: Path, tmp_path: Path) -> Path:
    """Return a folder with a draft that nobody marked, and a story without a row."""
    shutil.copytree(drafted, tmp_path / "draft")
    write_story(tmp_path / "story")
    return tmp_path


def keep_places(draft: Path) -> None:
    keep(draft, "sources", mark="YES")
    keep(draft, "places", *KEPT, mark="x")
    keep(draft, "mentions", mark=" 1")
    edit(draft, "claims", lambda row: row.update(keep="Keep") if row["about"] in KEPT else None)


def merge(desk: Path) -> tuple[int, str]:
    return run(desk, "draft", "--merge", "draft", "--story", "story")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_marked_rows_come_in_and_the_story_holds(desk: Path) -> None:
    keep_places(desk / "draft")
    code, told = merge(desk)
    assert code == 0, told
    assert {row["id"] for row in rows(desk / "story", "places")} == set(KEPT)
    for table, header in HEADERS.items():
        first = (desk / "story" / f"{table}.csv").read_text(encoding="utf-8").split("\n")[0]
        assert first == header
    code, told = run(desk, "check", "story", "--sources", "draft")
    assert code == 0, told
    assert told.endswith("found\n")


def test_merging_twice_adds_nothing(desk: Path) -> None:
    keep_places(desk / "draft")
    assert merge(desk)[0] == 0
    before = contents(desk / "story")
    code, told = merge(desk)
    assert code == 0, told
    assert contents(desk / "story") == before
    assert "places.csv: 0 rows added, 3 there already" in told


def test_what_a_person_edited_stays_and_is_not_added_again(desk: Path) -> None:
    keep_places(desk / "draft")
    assert merge(desk)[0] == 0
    edit(
        desk / "story",
        "places",
        lambda row: row.update(label="the town") if row["id"] == "leeds" else None,
    )
    edit(desk / "story", "claims", lambda row: row.update(statement="Roads were closed."))
    before = contents(desk / "story")
    code, told = merge(desk)
    assert code == 0, told
    assert contents(desk / "story") == before


def test_no_word_around_a_span_comes_in(desk: Path) -> None:
    keep_places(desk / "draft")
    assert merge(desk)[0] == 0
    everything = b"".join(contents(desk / "story").values()).decode()
    assert "left their homes" not in everything
    assert "said that two roads" not in everything


def test_a_mark_that_is_none_names_its_cell(desk: Path) -> None:
    keep(desk / "draft", "places", "leeds", mark="maybe")
    before = contents(desk / "story")
    code, told = merge(desk)
    assert code == 2
    number = [row["id"] for row in rows(desk / "draft", "places")].index("leeds") + 2
    assert f"draft/places.csv, row {number}, column keep: found 'maybe'" in told
    assert contents(desk / "story") == before


def test_nothing_marked_is_said(desk: Path) -> None:
    code, told = merge(desk)
    assert code == 2
    assert "no marked row" in told


def test_a_claim_whose_place_is_not_kept_is_told(desk: Path) -> None:
    keep(desk / "draft", "sources")
    edit(
        desk / "draft",
        "claims",
        lambda row: row.update(keep="x") if row["about"] == "leeds" else None,
    )
    before = contents(desk / "story")
    code, told = merge(desk)
    assert code == 2
    assert "column about: found 'leeds', wanted the id of a row that is kept" in told
    assert contents(desk / "story") == before


def test_a_claim_brings_along_who_makes_it(desk: Path) -> None:
    keep_places(desk / "draft")
    said = next(row for row in rows(desk / "draft", "claims") if row["said_by"])
    assert (said["said_by"], said["status"], said["statement"]) == ("the-council", "said", "")
    edit(
        desk / "draft",
        "claims",
        lambda row: row.update(keep="x") if row["id"] == said["id"] else None,
    )
    number = [row["id"] for row in rows(desk / "draft", "claims")].index(said["id"]) + 2
    before = contents(desk / "story")
    code, told = merge(desk)
    assert code == 2
    assert told.splitlines() == [
        "geo: 1 fault in the story's tables",
        (
            f"  draft/claims.csv, row {number}, column statement: found '', "
            "wanted the statement in your own, neutral words"
        ),
    ]
    assert contents(desk / "story") == before
    keep(desk / "draft", "claims", said["id"])
    code, told = merge(desk)
    assert code == 0, told
    assert (
        f"draft/actors.csv, row 2: the-council comes along, who makes the claim of claims.csv, "
        f"row {number}" in told
    )
    (actor,) = rows(desk / "story", "actors")
    assert (actor["id"], actor["name"]) == ("the-council", "The council")
    claims = {row["id"]: row["said_by"] for row in rows(desk / "story", "claims")}
    assert claims[said["id"]] == "the-council"


def test_all_faults_are_told_at_once(desk: Path) -> None:
    keep_places(desk / "draft")
    edit(desk / "draft", "sources", lambda row: row.update(keep="", title=""))
    edit(desk / "draft", "places", lambda row: row.update(kind="town"))
    before = contents(desk / "story")
    code, told = merge(desk)
    assert code == 2
    assert "draft/sources.csv, row 2, column keep: found '', wanted x" in told
    assert "column source" not in told
    assert told.count("column kind: found 'town', wanted one of: site") == 3
    assert contents(desk / "story") == before


def test_the_article_s_own_words_are_refused(desk: Path) -> None:
    keep_places(desk / "draft")
    copied = "The council said that two roads to Leeds were closed."
    edit(
        desk / "draft",
        "claims",
        lambda row: row.update(statement=copied) if row["about"] == "leeds" else None,
    )
    code, told = merge(desk)
    assert code == 2
    assert "column statement" in told
    assert "9 words running are the article's" in told


def test_an_id_that_another_thing_has_gets_a_number(desk: Path) -> None:
    story = desk / "story"
    with (story / "places.csv").open("a", encoding="utf-8") as file:
        file.write("leeds,Leeds,city,,,US,,,,,,,,\n")
    with (story / "sources.csv").open("a", encoding="utf-8") as file:
        file.write(f"flood,Another,Elsewhere,,,other.txt,50,{'0' * 64}\n")
    with (story / "claims.csv").open("a", encoding="utf-8") as file:
        file.write(f"flood-c1,leeds,It is named.,,reported,flood,1,1,6,{'1' * 64},\n")
    before = contents(story)
    keep_places(desk / "draft")
    code, told = merge(desk)
    assert code == 0, told
    assert next(row["id"] for row in rows(story, "places")) == "leeds"
    assert {row["id"]: row["candidate"] for row in rows(story, "places")}["leeds-2"] == (
        "geonames:2644688"
    )
    assert [row["id"] for row in rows(story, "sources")] == ["flood", "flood-2"]
    mentions = rows(story, "mentions")
    assert {row["source"] for row in mentions} == {"flood-2"}
    assert all(row["id"].startswith(("flood-2-m", "flood-2-d")) for row in mentions)
    assert [row["of"] for row in mentions].count("leeds-2") == 1
    for name, data in before.items():
        assert (story / name).read_bytes().startswith(data)
    again = contents(story)
    assert merge(desk)[0] == 0
    assert contents(story) == again


def test_mentions_of_what_is_not_kept_are_left_out_and_told(desk: Path) -> None:
    keep_places(desk / "draft")
    edit(
        desk / "draft", "places", lambda row: row.update(keep="") if row["id"] == "leeds" else None
    )
    edit(
        desk / "draft",
        "claims",
        lambda row: row.update(keep="") if row["about"] == "leeds" else None,
    )
    code, told = merge(desk)
    assert code == 0, told
    assert "left out 1 mention of leeds, which is not kept" in told
    assert "leeds" not in {row["of"] for row in rows(desk / "story", "mentions")}


def test_a_story_with_faults_is_told_first(desk: Path) -> None:
    keep_places(desk / "draft")
    (desk / "story" / "events.csv").write_text("id,title\n", encoding="utf-8")
    code, told = merge(desk)
    assert code == 2
    assert "events.csv, row 1, column kind" in told


def test_what_is_no_draft_is_refused(desk: Path) -> None:
    code, told = run(desk, "draft", "--merge", "story", "--story", "story")
    assert code == 2
    assert "a folder that geo draft wrote" in told


def test_a_draft_for_a_story_says_what_the_story_has(desk: Path) -> None:
    keep_places(desk / "draft")
    edit(desk / "draft", "sources", lambda row: row.update(id="post"))
    for table in ("claims", "mentions"):
        edit(desk / "draft", table, lambda row: row.update(source="post"))
    assert merge(desk)[0] == 0
    write_article(desk)
    code, told = run(desk, "draft", "flood.txt", "--story", "story", "-o", "again")
    assert code == 0, told
    (source,) = rows(desk / "again", "sources")
    assert (source["id"], source["publisher"]) == ("post", "The Calder Post")
    assert source["how"].endswith("; in the story as post")
    found = {row["id"]: row["how"] for row in rows(desk / "again", "places")}
    assert found["leeds"].endswith("; in the story as leeds")
    mentions = [row for row in rows(desk / "again", "mentions") if row["what"] == "place"]
    assert all("; in the story as " in row["how"] for row in mentions)
