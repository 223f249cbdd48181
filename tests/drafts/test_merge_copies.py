"""A merge keeps the copies that were read, so that the story can be checked at once."""

import hashlib
from pathlib import Path

import pytest
from drafts.drafting import ARTICLE, keep, rows, run, write_article, write_story
from drafts.test_articles_arguments import PAGE

OF_A = ("--published", "a=2024-01-08", "--title", "a=Floods", "--publisher", "a=The Calder Post")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    write_article(tmp_path, name="a.txt")
    write_article(tmp_path, PAGE, name="b.html")
    write_story(tmp_path / "story")
    code, told = run(tmp_path, "draft", "a.txt", "b.html", *OF_A)
    assert code == 0, told
    return tmp_path


def merge(desk: Path, draft: str = "draft") -> str:
    for table in ("sources", "places", "actors", "events", "claims", "mentions"):
        keep(desk / draft, table)
    code, told = run(desk, "draft", "--merge", draft, "--story", "story")
    assert code == 0, told
    return told


def test_a_merged_story_is_checked_against_its_own_articles(desk: Path) -> None:
    told = merge(desk)
    assert "geo check story\n" in told
    for row in rows(desk / "story", "sources"):
        data = (desk / "story" / "articles" / row["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["sha256"]
    assert {path.name for path in (desk / "story" / "articles").iterdir()} == {
        ".gitignore",
        "a.txt",
        "b.txt",
    }
    code, told = run(desk, "check", "story")
    assert code == 0, told
    assert told.endswith(" found\n")
    assert "," not in told


def test_articles_of_one_name_keep_a_copy_each(desk: Path) -> None:
    merge(desk)
    write_article(desk, ARTICLE.replace("Leeds", "York"), name="a.txt")
    assert run(desk, "draft", "a.txt", "-o", "second", *OF_A)[0] == 0
    merge(desk, "second")
    files = [row["file"] for row in rows(desk / "story", "sources")]
    assert files == ["a.txt", "b.txt", "a-2.txt"]
    assert "York" in (desk / "story" / "articles" / "a-2.txt").read_text(encoding="utf-8")
    code, told = run(desk, "check", "story")
    assert code == 0, told


def test_a_copy_that_was_lost_comes_back_with_the_next_merge(desk: Path) -> None:
    merge(desk)
    (desk / "story" / "articles" / "b.txt").unlink()
    assert "source missing" in run(desk, "check", "story")[1]
    merge(desk)
    assert run(desk, "check", "story")[0] == 0


def test_a_copy_that_changed_is_told_and_not_kept(desk: Path) -> None:
    with (desk / "draft" / "b.txt").open("a", encoding="utf-8") as file:
        file.write("More.\n")
    (desk / "draft" / "a.txt").unlink()
    told = merge(desk)
    assert "b: draft/b.txt is not as it was read, so the story keeps no copy of it" in told
    assert "a: draft/a.txt is gone, so the story keeps no copy of it" in told
    assert not (desk / "story" / "articles").exists()


def test_a_copy_that_stands_there_is_never_written_over(desk: Path) -> None:
    (desk / "story" / "articles").mkdir()
    (desk / "story" / "articles" / "a.txt").write_text("Mine.\n", encoding="utf-8")
    merge(desk)
    assert (desk / "story" / "articles" / "a.txt").read_text(encoding="utf-8") == "Mine.\n"
    assert [row["file"] for row in rows(desk / "story", "sources")] == ["a-2.txt", "b.txt"]
    assert run(desk, "check", "story")[0] == 0


def test_a_refused_merge_keeps_no_copy(desk: Path) -> None:
    keep(desk / "draft", "sources")
    keep(desk / "draft", "places")
    code, _ = run(desk, "draft", "--merge", "draft", "--story", "story")
    assert code == 2
    assert not (desk / "story" / "articles").exists()
