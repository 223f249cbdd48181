"""Names of one level in a list are read as such, in the sentences that the benchmark makes."""

import pytest

from benchmarks.geoparsing.lists import cities, judge, lists
from geo.gazetteer.gazetteer import embedded


def test_the_same_seed_makes_the_same_sentences() -> None:
    first, again, other = (list(lists(embedded(), 1, seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert all(3 <= len(sentence.places) <= 6 for sentence in first)


@pytest.mark.parametrize(
    ("level", "right", "wrong"), [("provinces", 0.98, 0.01), ("counties", 0.96, 0.02)]
)
def test_names_of_a_list_are_read_as_peers(level: str, right: float, wrong: float) -> None:
    outcomes = judge(one for one in lists(embedded(), 12, 7) if one.group == level)[level]
    total = sum(outcomes.values())
    assert (outcomes["right"] + outcomes["unsure"]) / total >= right
    assert outcomes["wrong"] / total <= wrong


def test_large_cities_stand_whole_in_a_sentence_with_their_country() -> None:
    outcomes = judge(cities(embedded(), 300))["cities"]
    assert outcomes["cut"] == outcomes["missed"] == 0
    assert (outcomes["right"] + outcomes["unsure"]) / sum(outcomes.values()) >= 0.99
