"""Where a text was published is read off its source's name, its other texts and its dateline."""

import pytest

from geo.gazetteer.gazetteer import embedded
from geo.geoparsing import document_mentions, find_homes, mentions
from geo.geoparsing.home import homes

OHIO = [
    "A fire broke out in Westerville on Monday, and crews from Hilliard came.",
    "Schools in Hilliard and Westerville stay closed.",
    "The mayor of Dublin resigned.",
]


def test_the_other_texts_of_a_source_say_where_it_is_read() -> None:
    *_, dublin = document_mentions(OHIO, ["a", "a", "a"])
    answer = dublin[0].answer
    assert answer.place is not None
    assert (answer.place.admin1, answer.status) == ("Ohio", "ok")
    assert "where the text was published, as other texts of its source show" in answer.reason


def test_a_text_never_speaks_for_its_own_home() -> None:
    assert find_homes(OHIO[:1], ["a"]) == [None]
    assert find_homes(OHIO, [None, None, None]) == [None, None, None]


def test_a_source_of_the_world_has_no_home() -> None:
    texts = [f"It rained in {city}." for city in ("Tokyo", "Lima", "Oslo", "Cairo", "Delhi")]
    assert find_homes(texts, ["a"] * 5) == [None] * 5


@pytest.mark.parametrize(
    ("source", "text", "name", "admin1"),
    [
        ("Columbus Dispatch", "The mayor of Dublin resigned.", "Dublin", "Ohio"),
        ("dallasnews.com", "It rained in Arlington.", "Arlington", "Texas"),
        (
            "https://www.kansascity.com/news/1",
            "It rained in Kansas City.",
            "Kansas City",
            "Missouri",
        ),
        ("The Boston Globe", "It rained in Cambridge.", "Cambridge", "Massachusetts"),
        ("www.example.com.pk", "It rained in Hyderabad.", "Hyderabad", "Sindh"),
    ],
)
def test_a_single_text_takes_its_home_from_its_source(
    source: str, text: str, name: str, admin1: str
) -> None:
    answer = {one.name: one.answer for one in mentions(text, source=source)}[name]
    assert answer.place is not None
    assert (answer.place.admin1, answer.status) == (admin1, "ok")


@pytest.mark.parametrize("source", ["The Guardian", "Reuters", "BBC News", "The Daily Telegraph"])
def test_a_source_without_a_place_in_its_name_says_nothing(source: str) -> None:
    assert find_homes(["It rained."], [source]) == [None]


def test_published_in_goes_before_the_source() -> None:
    told = mentions("It rained in Dublin.", source="Columbus Dispatch", published_in="Ireland")
    assert told[0].answer.place is not None
    assert told[0].answer.place.country == "IE"


@pytest.mark.parametrize(
    ("text", "name", "admin1"),
    [
        ("COLUMBUS, Ohio — The mayor of Dublin said so.", "Dublin", "Ohio"),
        ("KARACHI (Agency) - It rained in Hyderabad.", "Hyderabad", "Sindh"),
        ("The Columbus Dispatch\n\nThe mayor of Dublin said so.", "Dublin", "Ohio"),
    ],
)
def test_a_dateline_and_a_masthead_say_it_too(text: str, name: str, admin1: str) -> None:
    place = {one.name: one.answer.place for one in mentions(text)}[name]
    assert place is not None
    assert place.admin1 == admin1


def test_missing_sources_are_none() -> None:
    assert homes(embedded(), [None, "", float("nan")], [[], [], []]) == [None, None, None]
