"""Two people code the same articles: what both found, kappa and alpha."""

import math
import sys
from pathlib import Path

import pytest
from sklearn.metrics import cohen_kappa_score
from story.small import SmallStory, anchor
from support import Geo

import geo
from geo.errors import ArgumentError
from geo.story.coders import _beyond_chance


def rows(first: geo.Story, second: geo.Story) -> dict[tuple[str, str], list[float]]:
    """Return the rows of the comparison by table and column."""
    table = geo.story.agreement(first, second)
    return {(table_, column): cells for table_, column, *cells in table.values.tolist()}


@pytest.fixture
def other(tmp_path: Path) -> SmallStory:
    return SmallStory(tmp_path / "other")


def test_ids_may_differ_where_names_spans_and_claims_agree(
    small: SmallStory, other: SmallStory
) -> None:
    first = geo.read_story(small.write())
    del other.tables["redactions"]  # its rows name others by table and row
    tables = other.tables
    for table in tables.values():
        for row in table:
            for column in set(row) - {"title", "kind", "statement", "name", "status", "relation"}:
                if column in _IDS:
                    row[column] = "; ".join(f"x-{name}" for name in row[column].split("; ") if name)
    second = geo.read_story(other.write())
    for (table, column), cells in rows(first, second).items():
        assert cells[1:4] == [0, 0, 1], (table, column)


_IDS = {
    *("id", "about", "said_by", "source", "claim", "other", "of", "within", "place", "event"),
    *("from", "to", "places", "view", "selects"),
}


def test_what_one_of_the_two_found_is_counted(small: SmallStory, other: SmallStory) -> None:
    first = geo.read_story(small.write())
    other.row("claims", "c-call").update(
        anchor("herald", "Edgware says")
    )  # meets by less than half
    other.row("claims", "c-met").update(anchor("herald", "rehearsed in March 2006, and once more"))
    compared = rows(first, geo.read_story(other.write()))
    both, mine, theirs, equal = compared["claims", ""][:4]
    assert (both, mine, theirs) == (4, 1, 1)
    assert equal == pytest.approx(8 / 10)


def test_a_column_is_compared_on_what_both_found(small: SmallStory, other: SmallStory) -> None:
    first = geo.read_story(small.write())
    other.row("claims", "c-call")["status"] = "alleged"
    other.row("claims", "c-listen")["said_by"] = "secretary"
    compared = rows(first, geo.read_story(other.write()))
    # said, said, denied, reported, reported beside alleged, said, denied, reported, reported
    chance = (2 * 1 + 1 * 1 + 2 * 2) / 25
    assert compared["claims", "status"][3] == pytest.approx(0.8)
    assert compared["claims", "status"][4] == pytest.approx((0.8 - chance) / (1 - chance))
    # Krippendorff: of the ten values 3 are said, 2 denied, 4 reported, 1 alleged
    expected = 1 - (3 * 2 + 2 * 1 + 4 * 3) / (10 * 9)
    assert compared["claims", "status"][5] == pytest.approx(1 - 0.2 / expected)
    assert compared["claims", "said_by"][3] == pytest.approx(0.8)
    assert compared["events", "date"][3] == 1


@pytest.mark.parametrize("cells", [[("a", "a")], [("a", "a"), ("a", "a")]])
def test_nothing_is_beyond_chance_where_there_is_one_value(cells: list[tuple[str, str]]) -> None:
    equal, kappa, alpha = _beyond_chance(cells)
    assert equal == 1
    assert math.isnan(kappa)
    assert math.isnan(alpha)


def test_kappa_is_that_of_scikit_learn() -> None:
    first, second = "aabbccabcacb", "aabbcbbbcacc"
    equal, kappa, _ = _beyond_chance(list(zip(first, second, strict=True)))
    assert equal == pytest.approx(9 / 12)
    assert kappa == pytest.approx(cohen_kappa_score(list(first), list(second)))


def test_alpha_is_that_of_krippendorff_s_own_example() -> None:
    """Krippendorff 2011, "Computing Krippendorff's alpha-reliability", example B."""
    first = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"]
    second = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"]
    assert _beyond_chance(list(zip(first, second, strict=True)))[2] == pytest.approx(
        0.692, abs=5e-4
    )


def test_stories_of_other_articles_are_refused(small: SmallStory, other: SmallStory) -> None:
    first = geo.read_story(small.write())
    for row in other.tables["sources"]:
        row["sha256"] = row["sha256"][::-1]
    with pytest.raises(ArgumentError, match="found no article that first has"):
        geo.story.agreement(first, geo.read_story(other.write()))


def test_what_only_one_has_of_another_article_is_left_out(
    small: SmallStory, other: SmallStory
) -> None:
    first = geo.read_story(small.write())
    other.row("sources", "gazette")["sha256"] = "0" * 64
    compared = rows(first, geo.read_story(other.write()))
    assert compared["claims", ""][:4] == [4, 0, 0, 1]


def test_without_nltk_the_message_says_how_it_comes(
    small: SmallStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = geo.read_story(small.write())
    monkeypatch.setitem(sys.modules, "nltk.metrics.agreement", None)
    with pytest.raises(ArgumentError, match=r'pip install "geo-event-maps\[agreement\]"'):
        geo.story.agreement(story, story)


def test_the_command_writes_it(small: SmallStory, other: SmallStory, geo_command: Geo) -> None:
    other.row("claims", "c-call")["status"] = "alleged"
    done = geo_command("check", small.write(), "--agreement", other.write())
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["both", "only", "1", "only", "2", "equal", "kappa", "alpha"]
    at = next(number for number, line in enumerate(lines) if line.startswith("claims"))
    assert lines[at].split() == ["claims", "5", "0", "0", "1.00", "–", "–"]
    assert lines[at + 2].split() == ["status", "0.80", "0.72", "0.74"]
    done = geo_command("check", small.write(), "--agreement", other.write(), "--format", "json")
    assert '"kappa": null' in done.stdout


def test_the_command_lists_what_is_unstated(small: SmallStory, geo_command: Geo) -> None:
    done = geo_command("check", small.write(), "--unstated")
    assert done.stdout.splitlines() == [
        "no place:",
        "  encore: It rehearses again (herald); stated is: the hall",
        "no date:",
        "  weekly-call: The call (herald)",
    ]
