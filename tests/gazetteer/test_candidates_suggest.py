"""Names that a misspelt name may stand for."""

import pytest

from geo.gazetteer.candidates import suggest
from geo.gazetteer.gazetteer import embedded


def first(name: str) -> tuple[str, str, int]:
    found = suggest(embedded(), name)[0]
    return found.place.name, found.place.country, found.edits


@pytest.mark.parametrize(
    ("typed", "meant", "country", "edits"),
    [
        ("Karachu", "Karachi", "PK", 1),  # a wrong letter
        ("Islambad", "Islamabad", "PK", 1),  # a letter left out
        ("Edgeware", "Edgware", "GB", 1),  # a letter too many
        ("Cincinnait", "Cincinnati", "US", 1),  # two letters swapped
        ("Newyork", "New York", "US", 1),  # a space left out
        ("Jarachi", "Karachi", "PK", 1),  # the first letter wrong
        ("San Fransisco", "San Francisco", "US", 1),
        ("Philidelphia", "Philadelphia", "US", 1),
        ("Cincinatti", "Cincinnati", "US", 2),
        ("Phillipines", "Philippines", "PH", 2),
        ("Springfeild, Illinois", "Springfield", "US", 1),
        ("Санкт-Питербург", "Saint Petersburg", "RU", 1),
    ],
)
def test_a_typing_mistake_finds_the_name_meant(
    typed: str, meant: str, country: str, edits: int
) -> None:
    assert first(typed) == (meant, country, edits)


@pytest.mark.parametrize(
    "name",
    ["", "  ", "...", "Qwertzuiopolis", "Xyzzyplugh", "Rme", "x" * 61, "x" * 5_000, "\0" * 9],
)
def test_what_is_close_to_nothing_gets_no_suggestion(name: str) -> None:
    assert suggest(embedded(), name) == []


def test_each_place_is_suggested_once_and_the_best_first() -> None:
    found = suggest(embedded(), "Karachu", limit=50)
    ids = [each.place.id for each in found]
    assert len(ids) == len(set(ids))
    assert [each.edits for each in found] == sorted(each.edits for each in found)
    assert all(0 < each.score < 1 for each in found)
    assert found[0].score == pytest.approx(6 / 7, abs=0.001)


def test_no_more_than_the_limit_are_given_and_always_the_same() -> None:
    assert len(suggest(embedded(), "Karachu", limit=2)) == 2
    assert suggest(embedded(), "Phillipines") == suggest(embedded(), "Phillipines")
