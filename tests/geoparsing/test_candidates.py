"""Names are read whole, and in every script without what grammar adds to them."""

import pytest

from geo.geoparsing.geoparse import mentions
from geo.geoparsing.tokenize import base_forms


def placed(text: str) -> list[tuple[str, str]]:
    """Return each name of a text with the name of its place; empty where it is not located."""
    answers = [(one.name, one.answer.place) for one in mentions(text)]
    return [(name, place.name if place is not None else "") for name, place in answers]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The ship lay off Dar es Salaam, Tanzania, for days.", "Dar es Salaam"),
        ("Aid reached Port-au-Prince on Monday.", "Port-au-Prince"),
        ("The judges met in the Hague.", "the Hague"),
        ("He lives in Stratford-upon-Avon.", "Stratford-upon-Avon"),
        ("He lives in Rio de Janeiro.", "Rio de Janeiro"),
        ("It rained in St. George's, Grenada.", "St. George's"),
        ("Troops came near al-Hasakah.", "al-Hasakah"),
        ("A fire broke out in 's-Hertogenbosch.", "'s-Hertogenbosch"),
        ("She left Frankfurt am Main.", "Frankfurt am Main"),
        ("They drove to Sainte-Marie-aux-Mines.", "Sainte-Marie-aux-Mines"),
        ("It is hot in Umm al-Quwain.", "Umm al-Quwain"),
        ("DAR ES SALAAM, Tanzania - A ship lay there.", "DAR ES SALAAM"),
    ],
)
def test_a_name_with_small_words_hyphens_and_apostrophes_is_read_whole(
    text: str, name: str
) -> None:
    assert placed(text)[0][0] == name
    assert placed(text)[0][1]


def test_a_hospital_is_not_in_the_town_that_its_founder_is_called_like() -> None:
    told = placed("She was treated at the Aga Khan University Hospital in Karachi.")
    assert told == [("Aga Khan University Hospital", ""), ("Karachi", "Karachi")]


def test_a_hospital_is_shown_as_the_town_in_its_name() -> None:
    assert placed("He died at Edgware General Hospital.") == [
        ("Edgware General Hospital", "Edgware")
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Она приехала в Киев. Во вторник она была в Лондоне.", ["Kyiv", "London"]),
        ("Из Москвы в Санкт-Петербург. На улице тихо.", ["Moscow", "Saint Petersburg"]),
        ("北京和上海都下雨。", ["Beijing", "Shanghai"]),
        ("東京と大阪で雨。", ["Tokyo", "Osaka"]),
        ("서울에서 부산까지 달린다.", ["Seoul", "Busan"]),
        ("سافر من لندن إلى باريس.", ["London", "Paris"]),
        ("وہ کراچی سے لاہور گیا۔", ["Karachi", "Lahore"]),
        ("वह दिल्ली से मुंबई गया।", ["Delhi", "Mumbai"]),
        ("Πήγε στην Αθήνα και στη Θεσσαλονίκη.", ["Athens", "Thessaloníki"]),
    ],
)
def test_other_scripts_give_their_places_and_no_function_word(text: str, names: list[str]) -> None:
    assert [place for _, place in placed(text)] == names


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("Лондоном", "Лондон"), ("Варшаву", "Варшава"), ("Украине", "Украина"),
        ("부산까지", "부산"), ("ولندن", "لندن"), ("Λονδίνου", "Λονδίνο"),
    ],
)  # fmt: skip
def test_an_inflected_name_may_be_its_base_form(word: str, base: str) -> None:
    assert base in base_forms(word)


@pytest.mark.parametrize("word", ["London", "Во", "на", "北京", ""])
def test_other_words_have_no_base_forms(word: str) -> None:
    assert list(base_forms(word)) == []


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("The talks were held in Goyang-si, South Korea, on Friday.", "Goyang-si", "KR"),
        ("He came from Ku-ring-gai, Australia.", "Ku-ring-gai", "AU"),
        ("She was born in Ryazan’, Russia.", "Ryazan’", "RU"),
        ("Police in Al ‘Amārah, Iraq, said so.", "Al ‘Amārah", "IQ"),
        ("They met in Obio/Akpor, Nigeria.", "Obio/Akpor", "NG"),
        ("They met in Hoji ya Henda, Angola.", "Hoji ya Henda", "AO"),
        ("They met in Van, Turkey.", "Van", "TR"),
        ("They met in Lord Howe Island, Australia.", "Lord Howe Island", "AU"),
    ],
)
def test_a_name_is_read_whole(text: str, name: str, country: str) -> None:
    answers = {one.name: one.answer for one in mentions(text)}
    place = answers[name].place
    assert place is not None
    assert place.country == country
