"""`geo draft ARTICLE`: what is proposed, where it stands, and what a second run does."""

import hashlib
import json
from pathlib import Path

import pytest
from drafts.drafting import ARTICLE, GIVEN, edit, rows, run, write_article


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drafted")
    write_article(folder)
    code, told = run(folder, "draft", "flood.txt", *GIVEN)
    assert code == 0, told
    return folder / "draft"


def test_the_source_is_what_was_given_and_measured(drafted: Path) -> None:
    (source,) = rows(drafted, "sources")
    assert source["id"] == "flood"
    assert (source["title"], source["publisher"]) == ("Floods", "The Calder Post")
    assert source["published"] == "2024-01-08"
    assert source["file"] == "flood.txt"
    assert source["length"] == str(len(ARTICLE))
    assert source["sha256"] == hashlib.sha256(ARTICLE.encode()).hexdigest()
    assert (drafted / "flood.txt").read_bytes() == ARTICLE.encode()


def test_places_are_proposed_with_where_they_are_and_why(drafted: Path) -> None:
    found = {row["name"]: row for row in rows(drafted, "places")}
    assert {"Hebden Bridge", "West Yorkshire", "Leeds"} <= set(found)
    leeds = found["Leeds"]
    assert (leeds["id"], leeds["kind"]) == ("leeds", "city")
    assert (leeds["candidate"], leeds["country"]) == ("geonames:2644688", "")
    assert (leeds["lon"], leeds["lat"], leeds["query"]) == ("", "", "")
    assert float(leeds["candidate_lon"]) == pytest.approx(-1.55, abs=0.05)
    assert float(leeds["candidate_lat"]) == pytest.approx(53.8, abs=0.05)
    assert leeds["how"].startswith("the name of the city Leeds")
    assert 0.8 <= float(leeds["confidence"]) <= 1
    assert all(row["keep"] == "" for row in found.values())


def test_every_span_is_the_text_that_its_row_is_about(drafted: Path) -> None:
    names = {row["id"]: row["name"] for row in rows(drafted, "places")}
    mentions = [row for row in rows(drafted, "mentions") if row["what"] == "place"]
    assert [row["of"] for row in mentions].count("hebden-bridge") == 2
    for row in mentions:
        words = ARTICLE[int(row["start"]) : int(row["end"])]
        assert words == names[row["of"]]
        assert row["span_sha256"] == hashlib.sha256(words.encode()).hexdigest()
        before = ARTICLE[: int(row["start"]) + 1].split("\n")
        assert row["paragraph"] == str(sum(bool(line.strip()) for line in before))


def test_boilerplate_gives_no_row(tmp_path: Path) -> None:
    text = (
        "Rain in Leeds\nPublished 5 May 2024, 10:00 London time\n"
        "It rained in Leeds for a week.\n\nShare this page\n\n"
        "Why Paris is empty in August\nTen walks near Berlin\nCopyright Madrid News\n"
    )
    write_article(tmp_path, text)
    assert run(tmp_path, "draft", "flood.txt")[0] == 0
    assert {row["name"] for row in rows(tmp_path / "draft", "places")} == {"Leeds"}
    (source,) = rows(tmp_path / "draft", "sources")
    assert source["published"] == "2024-05-05"
    assert source["how"] == "dated 2024-05-05 by its own line"


def test_the_same_article_gives_the_same_bytes(drafted: Path, tmp_path: Path) -> None:
    write_article(tmp_path)
    assert run(tmp_path, "draft", "flood.txt", *GIVEN, "-o", "again")[0] == 0
    names = sorted(path.name for path in drafted.iterdir())
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == names
    for name in names:
        assert (tmp_path / "again" / name).read_bytes() == (drafted / name).read_bytes(), name


def test_a_changed_article_tells_what_moved_and_what_is_gone(tmp_path: Path) -> None:
    article = write_article(tmp_path)
    assert run(tmp_path, "draft", "flood.txt")[0] == 0
    article.write_text(
        "An update.\n" + ARTICLE.replace("two roads to Leeds", "two roads to York"),
        encoding="utf-8",
        newline="",
    )
    code, told = run(tmp_path, "draft", "flood.txt")
    assert code == 0, told
    assert "flood: the article has changed;" in told
    old = ARTICLE.index("Hebden Bridge")
    assert f"{old} → {old + len('An update.') + 1}" in told
    assert "gone: mentions.csv" in told
    assert "new: mentions.csv" in told


def test_what_a_person_changed_is_not_written_over(tmp_path: Path) -> None:
    article = write_article(tmp_path)
    assert run(tmp_path, "draft", "flood.txt")[0] == 0
    edit(tmp_path / "draft", "places", lambda row: row.update(keep="x"))
    before = (tmp_path / "draft" / "places.csv").read_bytes()
    code, told = run(tmp_path, "draft", "flood.txt")
    assert code == 0
    assert "what you changed stays" in told
    article.write_text("It rained in York.", encoding="utf-8")
    code, told = run(tmp_path, "draft", "flood.txt")
    assert code == 2
    assert "places.csv changed since the draft was written" in told
    assert (tmp_path / "draft" / "places.csv").read_bytes() == before
    assert run(tmp_path, "draft", "flood.txt", "--overwrite")[0] == 0
    assert [row["name"] for row in rows(tmp_path / "draft", "places")] == ["York"]


def test_a_folder_with_other_tables_is_refused(story_folder: Path, tmp_path: Path) -> None:
    article = write_article(tmp_path)
    code, told = run(tmp_path, "draft", article, "-o", story_folder)
    assert code == 2
    assert "no draft wrote it" in told


def test_several_articles_share_their_places(tmp_path: Path) -> None:
    write_article(tmp_path, "The march went from Leeds to York.", name="one.txt")
    write_article(tmp_path, "Leeds, England, was quiet.", name="two.txt")
    code, told = run(tmp_path, "draft", "one.txt", "two.txt")
    assert code == 0, told
    assert [row["id"] for row in rows(tmp_path / "draft", "sources")] == ["one", "two"]
    leeds = [row for row in rows(tmp_path / "draft", "mentions") if row["of"] == "leeds"]
    assert [row["source"] for row in leeds] == ["one", "two"]
    manifest = json.loads((tmp_path / "draft" / "draft.json").read_text(encoding="utf-8"))
    assert sorted(manifest["articles"]) == ["one", "two"]


def test_all_articles_that_cannot_be_read_are_told_at_once(tmp_path: Path) -> None:
    write_article(tmp_path, "", name="empty.txt")
    write_article(tmp_path, "Leeds.", name="good.txt")
    code, told = run(tmp_path, "draft", "empty.txt", "good.txt", "absent.txt")
    assert code == 2
    assert "empty.txt: found nothing" in told
    assert "absent.txt: can't be read" in told
    assert not (tmp_path / "draft").exists()


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    write_article(tmp_path)
    code, told = run(tmp_path, "draft", "flood.txt", "--published", "8 May")
    assert code == 2
    assert "published: got '8 May'; wanted a date in EDTF" in told
