"""The lists that recognition reads, and the weights that it adds up."""

from geo.gazetteer import weights
from geo.geoparsing.lexicon import AREAS, BODIES, BUILDINGS, LAND, PUBLIC, vocabulary


def test_words_are_known_by_how_common_they_are() -> None:
    common = vocabulary().common
    assert [common.get(word) for word in ("said", "bath", "turkey", "karachi")] == [0, 1, 2, None]
    assert set(common.values()) == {0, 1, 2, 3}


def test_people_are_known_by_their_names() -> None:
    lists = vocabulary()
    assert {"mary", "benazir"} <= lists.first
    assert {"smith", "bhutto"} <= lists.last
    assert "karachi" not in lists.first | lists.last


def test_all_lists_are_in_small_letters() -> None:
    lists = vocabulary()
    words = lists.common.keys() | lists.first | lists.last | AREAS | BODIES | LAND | PUBLIC
    assert [word for word in words if word != word.lower()] == []


def test_no_word_says_two_things() -> None:
    assert set() == LAND & BUILDINGS
    assert set() == BODIES & (AREAS | LAND | BUILDINGS | PUBLIC)


def test_every_weight_is_round() -> None:
    names = [name for name in vars(weights) if name.isupper()]
    recognising = names[names.index("START") :]
    values = [getattr(weights, name) for name in recognising]
    numbers = [value for value in values if isinstance(value, float)]
    numbers += [*weights.LEFT_WORDS.values(), *weights.COMMON]
    assert len(numbers) > 50
    assert [value for value in numbers if round(value, 1) != value] == []
