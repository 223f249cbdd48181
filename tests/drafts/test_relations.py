"""What a draft proposes of how claims stand to each other, and what becomes of it in a story."""

from pathlib import Path

import pytest
from drafts.drafting import keep, rows, run, write_article, write_story

import geo
from geo.drafts import propose, read_article
from geo.drafts.relations import clashes, reply

DENIAL = """\
Riot in Leeds

The opposition alleged that the party had started the riot in Leeds. The party denied it.
"""
WHERE = dict.fromkeys(
    ("source", "paragraph", "start", "end", "span_sha256", "how", "confidence", "quote"), ""
)


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        ("The union alleged that the firm knew.", "the-union; the-firm"),
        ("The union alleged that the ferry firm knew.", "the-union"),  # whose firm is not decided
        ("The union alleged that the firm's engine was faulty.", "the-union"),
        ("The union alleged that Lee, who led it, knew.", "the-union; ann-lee"),
        ("The union accused Ann Lee of fraud.", "the-union; ann-lee"),
        ("The firm was accused of fraud.", "accusers-post; the-firm"),
        ("The union alleged that somebody knew of it.", "the-union"),
        ("The union said that the firm knew.", "the-union"),
    ],
)
def test_an_accusation_is_about_the_speaker_whom_it_names(
    sentence: str, about: str, tmp_path: Path
) -> None:
    text = f"{sentence}\n\nAnn Lee said that it had rained. The firm said that it was dry.\n"
    article = read_article(write_article(tmp_path, text, name="post.txt"))
    claims = propose([article]).tables["claims"]
    assert claims[0]["about"] == about


def test_an_accusation_is_about_whoever_denies_it_and_is_named_in_part(tmp_path: Path) -> None:
    text = "The union alleged that the ferry firm knew. The firm denied it.\n"
    article = read_article(write_article(tmp_path, text, name="post.txt"))
    accusation, _ = propose([article]).tables["claims"]
    assert accusation["about"] == "the-union; the-firm"


def figure(claim: str, low: str, high: str, bound: str, scope: str = "the riot") -> dict[str, str]:
    cells = {"claim": claim, "measure": "deaths", "unit": "people", "scope": scope}
    return cells | {"low": low, "high": high, "bound": bound} | WHERE


def claim(name: str, said_by: str, status: str = "said") -> dict[str, str]:
    return {"id": name, "source": "post", "said_by": said_by, "status": status}


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (("40", "40", "exact"), ("42", "42", "exact"), True),
        (("40", "40", "exact"), ("40", "40", "exact"), False),
        (("40", "", "at-least"), ("42", "42", "exact"), False),
        (("43", "", "at-least"), ("42", "42", "exact"), True),
        (("", "41", "at-most"), ("42", "42", "exact"), True),
        (("40", "45", "between"), ("42", "42", "exact"), False),
        (("40", "40", "about"), ("60", "60", "exact"), False),
    ],
)
def test_only_figures_that_no_number_fits_clash(
    one: tuple[str, str, str],
    other: tuple[str, str, str],
    clash: bool,  # noqa: FBT001
) -> None:
    for pair in ([one, other], [other, one]):
        rows = [figure(f"c-{at}", *cells) for at, cells in enumerate(pair)]
        found = list(clashes(rows, [claim("c-0", "mayor"), claim("c-1", "union")]))
        assert [(row["claim"], row["relation"], row["other"], row["on"]) for row in found] == (
            [("c-0", "contradicts", "c-1", "deaths")] if clash else []
        )


def test_figures_of_other_scopes_and_of_one_claim_do_not_clash() -> None:
    first = figure("c-0", "40", "40", "exact")
    of_two = [claim("c-0", "mayor"), claim("c-1", "union")]
    assert not list(clashes([first, figure("c-1", "42", "42", "exact", scope="the day")], of_two))
    assert not list(clashes([first, figure("c-0", "42", "42", "exact")], of_two))


@pytest.mark.parametrize(
    "other", [claim("c-1", "mayor"), claim("c-1", "", status=""), claim("c-1", "union", status="")]
)
def test_two_counts_of_one_speaker_or_of_nobody_known_do_not_clash(other: dict[str, str]) -> None:
    rows = [figure("c-0", "40", "40", "exact"), figure("c-1", "42", "42", "exact")]
    assert not list(clashes(rows, [claim("c-0", "mayor"), other]))


def test_a_denial_denies_and_any_other_reply_answers() -> None:
    denial = {"id": "c-2", "status": "denied", **WHERE}
    assert reply(denial, "c-1")["relation"] == "denies"
    assert reply(denial | {"status": "said"}, "c-1")["relation"] == "answers"
    assert reply(denial, "c-1")["by"] == "draft"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Draft an article with an accusation and its denial, for a story without a row."""
    write_article(tmp_path, DENIAL, name="riot.txt")
    code, told = run(tmp_path, "draft", "riot.txt", "--publisher", "The Post", "--title", "Riot")
    assert code == 0, told
    write_story(tmp_path / "story")
    return tmp_path


def merge(desk: Path) -> tuple[int, str]:
    for table in ("sources", "places", "actors"):
        keep(desk / "draft", table)
    return run(desk, "draft", "--merge", "draft", "--story", "story")


@pytest.mark.parametrize("has_table", [True, False])
def test_a_denial_comes_along_with_its_claims_and_once(desk: Path, has_table: bool) -> None:  # noqa: FBT001
    (proposed,) = rows(desk / "draft", "relations")
    assert (proposed["relation"], proposed["by"], proposed["keep"]) == ("denies", "draft", "")
    if not has_table:
        (desk / "story" / "relations.csv").unlink()
    keep(desk / "draft", "claims")
    code, told = merge(desk)
    assert code == 0, told
    assert "story/relations.csv: 1 row added" in told
    claims = geo.read_story(desk / "story").claims
    assert claims.loc[proposed["other"], "denied_by"] == proposed["claim"]
    code, told = merge(desk)
    assert code == 0, told
    assert "relations.csv" not in told
    assert len(rows(desk / "story", "relations")) == 1


def test_a_denial_without_what_it_denies_is_told(desk: Path) -> None:
    (proposed,) = rows(desk / "draft", "relations")
    keep(desk / "draft", "relations")
    keep(desk / "draft", "claims", proposed["claim"])
    code, told = merge(desk)
    assert code == 2
    assert "draft/claims.csv" in told
    assert "wanted what it denies: a row in relations.csv" in told
    assert rows(desk / "story", "claims") == []


def test_an_article_with_a_denial_can_be_drafted_for_a_story(tmp_path: Path) -> None:
    write_story(tmp_path / "story")
    (tmp_path / "riot.txt").write_text(DENIAL, encoding="utf-8")
    code, told = run(tmp_path, "draft", "riot.txt", "--title", "Riot", "--story", "story")
    assert code == 0, told
    assert [row["relation"] for row in rows(tmp_path / "draft", "relations")] == ["denies"]
