"""What is said of several articles is for the one that it names, and contradicts no page."""

from pathlib import Path

import pytest
from drafts.drafting import ARTICLE, rows, run, write_article

from geo.drafts.articles import SourceOptions
from geo.errors import SourceError

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Bridge shut after storm</title>
<meta property="og:title" content="Bridge shut after storm">
<meta property="og:site_name" content="The Moor Mail">
<meta property="article:published_time" content="2024-02-03T08:00:00+00:00">
</head><body><article><h1>Bridge shut after storm</h1>
<p>A storm shut the old bridge in Whitby on Friday night, and buses to Scarborough had to turn
back before they came to the town.</p>
<p>The council said that engineers from Middlesbrough would look at the damage in the morning, and
that the bridge would not open before they had finished their work there.</p></article>
</body></html>
"""
VALUES = ("title", "publisher", "published")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    write_article(tmp_path, name="a.txt")
    write_article(tmp_path, PAGE, name="b.html")
    return tmp_path


def sources(desk: Path) -> dict[str, tuple[str, ...]]:
    found = rows(desk / "draft", "sources")
    return {row["id"]: tuple(row[name] for name in VALUES) for row in found}


def test_a_value_for_all_that_a_page_contradicts_is_refused(desk: Path) -> None:
    given = ("--published", "2024-01-08", "--publisher", "The Calder Post")
    code, told = run(desk, "draft", "a.txt", "b.html", *given)
    assert code == 2
    assert "b.html: --published says '2024-01-08', the article itself '2024-02-03'" in told
    assert "b.html: --publisher says 'The Calder Post', the article itself 'The Moor Mail'" in told
    assert not (desk / "draft").exists()


def test_a_value_is_for_the_article_that_it_names(desk: Path) -> None:
    given = ("--published", "a=2024-01-08", "--publisher", "a.txt=The Calder Post")
    code, told = run(desk, "draft", "a.txt", "b.html", *given, "--title", "a=Floods")
    assert code == 0, told
    assert sources(desk) == {
        "a": ("Floods", "The Calder Post", "2024-01-08"),
        "b": ("Bridge shut after storm", "The Moor Mail", "2024-02-03"),
    }


def test_a_value_for_a_page_that_says_another_is_taken_only_over_it(desk: Path) -> None:
    given = ("draft", "b.html", "--published", "b=2024-02-04")
    code, told = run(desk, *given)
    assert code == 2
    assert "'2024-02-04', the article itself '2024-02-03'" in told
    code, told = run(desk, *given, "--overrule")
    assert code == 0, told
    assert sources(desk)["b"][2] == "2024-02-04"
    assert "published '2024-02-04' as given, '2024-02-03' on the page" in told


def test_a_date_that_holds_the_page_s_own_is_no_contradiction(desk: Path) -> None:
    code, told = run(desk, "draft", "b.html", "--published", "2024-02")
    assert code == 0, told
    assert sources(desk)["b"][2] == "2024-02"


def test_what_is_for_one_comes_before_what_is_for_all(desk: Path) -> None:
    given = ("--publisher", "The Calder Post", "--publisher", "b=The Moor Mail")
    code, told = run(desk, "draft", "a.txt", "b.html", *given)
    assert code == 0, told
    assert [row[1] for row in sources(desk).values()] == ["The Calder Post", "The Moor Mail"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--title", "a=One", "--title", "a=Two"), "--title a: found 'One' and 'Two', wanted one"),
        (("--author", "Ann", "--author", "Bob"), "--author: found 'Ann' and 'Bob', wanted one"),
        (("--title", "c=One"), "no article is called 'c', wanted one of: a.txt, b.html"),
        (("--published", "a=8 May"), "published: got '8 May'"),
    ],
)
def test_a_value_that_cannot_be_placed_is_refused(
    desk: Path, given: tuple[str, ...], told: str
) -> None:
    code, said = run(desk, "draft", "a.txt", "b.html", *given)
    assert code == 2
    assert told in said
    assert not (desk / "draft").exists()


def test_a_name_of_two_articles_is_refused_and_a_path_is_not(desk: Path) -> None:
    (desk / "more").mkdir()
    write_article(desk / "more", f"{ARTICLE}It rained.\n", name="a.txt")
    code, told = run(desk, "draft", "a.txt", "more/a.txt", "--title", "a=One")
    assert code == 2
    assert "'a' is more than one article: a.txt, more/a.txt" in told
    code, told = run(desk, "draft", "a.txt", "more/a.txt", "--title", "more/a.txt=One")
    assert code == 0, told
    assert {name: row[0] for name, row in sources(desk).items()} == {"a": "", "a-2": "One"}


def test_one_text_twice_is_told_and_has_one_title(desk: Path) -> None:
    write_article(desk, name="again.txt")
    code, told = run(desk, "draft", "a.txt", "again.txt")
    assert code == 0, told
    assert "again.txt: the same text as a.txt" in told
    code, told = run(desk, "draft", "a.txt", "again.txt", "--title", "a=One", "--overwrite")
    assert code == 2
    assert "again.txt: has the text of a.txt, and their title differs: found '' and 'One'" in told


def test_in_a_folder_what_a_page_contradicts_is_told_and_the_rest_goes_on(desk: Path) -> None:
    code, told = run(desk, "draft", ".", "-o", "all.parquet", "--published", "2024-01-08")
    assert code == 1
    assert "b.html: --published says '2024-01-08', the article itself '2024-02-03'" in told
    assert "1 of them could not be read" in told
    code, told = run(
        desk, "draft", ".", "-o", "all.parquet", "--published", "a=2024-01-08", "--overwrite"
    )
    assert code == 0, told


def test_a_title_with_an_equals_sign_is_given_by_name() -> None:
    with pytest.raises(SourceError, match=r"a value with = in it is written NAME=E=mc2"):
        SourceOptions({"title": ["E=mc2"]}).of(["a.txt"])
    assert SourceOptions({"title": ["a=E=mc2"]}).of(["a.txt"]) == [{"title": "E=mc2"}]
