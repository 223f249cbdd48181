"""Names of one list are of one level, and an area holds the name before it only across levels."""

import random

import numpy as np
import pytest

from geo.gazetteer.gazetteer import Place, embedded
from geo.geoparsing.geoparse import mentions
from geo.geoparsing.toponyms import Mention


def found(text: str) -> dict[str, Mention]:
    """Return the mentions of a text by their names."""
    return {mention.name: mention for mention in mentions(text)}


def kinds(text: str) -> list[tuple[str, str, str]]:
    """Return name, kind and country of every place of a text."""
    places = [(one.name, one.answer.place) for one in mentions(text)]
    return [(name, place.kind, place.country) for name, place in places if place is not None]


@pytest.mark.parametrize(
    ("text", "kind", "country"),
    [
        ("Rain fell in California, Pennsylvania, Indiana and Washington.", "province", "US"),
        ("Rain fell in Georgia, Alabama, and Florida.", "province", "US"),
        ("Rain fell in Washington, Oregon & Idaho.", "province", "US"),
        ("Rain fell in Ohio, Texas and Delaware.", "province", "US"),  # the town is in mid-Ohio
        ("Rain fell in Punjab, Sindh or Balochistan.", "province", "PK"),
        ("They met in Karachi, Hyderabad and Sukkur.", "city", "PK"),
    ],
)
def test_names_of_a_list_are_of_one_level(text: str, kind: str, country: str) -> None:
    told = kinds(text)
    assert len(told) >= 3
    assert {one[1:] for one in told} == {(kind, country)}


def test_provinces_of_two_countries_stand_in_one_list() -> None:
    told = kinds("She drove from New Mexico to Ontario, New York and Quebec.")
    assert told == [
        ("New Mexico", "province", "US"), ("Ontario", "province", "CA"),
        ("New York", "province", "US"), ("Quebec", "province", "CA"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "admin1"),
    [
        ("He was born in California, Pennsylvania.", "California", "Pennsylvania"),
        ("They live in Paris, Texas and London.", "Paris", "Texas"),
        ("She went to London, Ontario and Toronto.", "London", "Ontario"),
        ("Offices in Springfield, Illinois, and Dayton, Ohio.", "Dayton", "Ohio"),
    ],
)
def test_an_area_holds_the_town_before_it(text: str, name: str, admin1: str) -> None:
    place = found(text)[name].answer.place
    assert place is not None
    assert (place.kind, place.admin1) == ("city", admin1)


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("In Russia, U.S. officials said nothing.", "Russia", "geonames:2017370"),
        ("In Paris, U.S. officials said nothing.", "Paris", "geonames:2988507"),
        ("In London, France's minister said nothing.", "London", "geonames:2643743"),
    ],
)
def test_a_country_that_begins_the_clause_holds_nothing(text: str, name: str, place: str) -> None:
    answer = found(text)[name].answer
    assert answer.place is not None
    assert answer.place.id == place


def test_a_list_that_can_be_read_in_two_ways_is_in_doubt() -> None:
    answer = found("She has visited Rome, New York and Boston.")["Rome"].answer
    assert answer.status == "ambiguous"
    assert "can be read in two ways" in answer.reason


def test_a_town_is_never_put_outside_the_country_behind_it() -> None:
    answer = found("They met in Hyderabad, Germany, on Monday.")["Hyderabad"].answer
    assert (answer.status, answer.place) == ("not_found", None)
    assert answer.reason == "no such name is known in Germany, where the text puts it"


def of_kind(kind: str, country: str = "") -> list[Place]:
    """Return the states of a country, or all countries, without namesakes among them."""
    index = embedded()
    columns = index.columns
    fits = columns.kind == columns.code("kind", kind)
    if country:
        fits &= columns.country == columns.code("country", country)
        fits &= columns.feature == columns.code("feature", "ADM1")
    fits &= columns.people >= 1_000
    places = [index.place(int(row)) for row in np.flatnonzero(fits)]
    names = [place.name for place in places]
    return [place for place in places if names.count(place.name) == 1 and "," not in place.name]


@pytest.mark.parametrize(
    ("kind", "country", "count"),
    [("province", "US", 200), ("province", "CA", 50), ("province", "PK", 50), ("country", "", 200)],
)
def test_of_random_lists_no_name_is_sure_and_wrong(kind: str, country: str, count: int) -> None:
    places = of_kind(kind, country)
    chance = random.Random(13)  # noqa: S311 - the same in every run
    wrong = []
    for _ in range(count):
        some = chance.sample(places, chance.choice((3, 4, 5)))
        joint = chance.choice((" and ", ", and ", " or ", " & "))
        names = [place.name for place in some]
        text = f"Cases rose in {', '.join(names[:-1])}{joint}{names[-1]}."
        answers = {one.name: one.answer for one in mentions(text)}
        wrong += [
            (text, place.address)
            for place in some
            if place.name in answers
            and answers[place.name].status == "ok"
            and answers[place.name].place != place
        ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "kind", "country"),
    [
        ("Rain fell in Hidalgo, Mexico, Puebla and Oaxaca.", "province", "MX"),
        ("Rain fell in Mexico, Tamaulipas and Chihuahua.", "province", "MX"),
        ("Rain fell in Delaware, Washington, Georgia, and Kansas.", "province", "US"),
        ("Rain fell in Nova Scotia, Prince Edward Island and Quebec.", "province", "CA"),
        ("Rain fell in Durango, San Luis Potosí and Colima.", "province", "MX"),
        ("Flights between Lima, Cusco and Arequipa were cut.", "city", "PE"),
    ],
)
def test_a_list_of_one_countrys_provinces_is_read_as_such(
    text: str, kind: str, country: str
) -> None:
    told = kinds(text)
    assert len(told) >= 3
    assert {one[1:] for one in told} == {(kind, country)}


def test_counties_of_a_list_lie_in_the_state_that_has_all_of_them() -> None:
    told = found("Rain fell in Franklin County, Perry County, Marengo County and Butler County.")
    states = {one.answer.place.admin1 for one in told.values() if one.answer.place is not None}
    assert states == {"Alabama"}  # Marengo County is nowhere else


def test_a_name_is_never_answered_with_the_name_beside_it() -> None:
    answer = found("It rained in Mexico, Tamaulipas and Chihuahua.")["Mexico"].answer
    assert answer.place is not None
    assert answer.place.name != "Tamaulipas"


def test_sure_names_of_a_list_speak_for_the_others() -> None:
    assert "Litchfield" in found("Officials from MacDonnell, Darwin, Katherine and Litchfield met.")


def test_the_counties_of_one_area_are_not_a_county_of_its_name() -> None:
    place = found("It is in the middle of Indiana counties.")["Indiana"].answer.place
    assert place is not None
    assert place.kind == "province"


def test_counties_that_two_states_have_alike_are_in_doubt() -> None:
    text = "Officials from Hickman County, Union County and Marion County met."
    assert {one.answer.status for one in mentions(text)} == {"ambiguous"}
    told = {one.answer.place.admin1 for one in mentions(f"{text} It rained in Kentucky.")}
    assert told == {"Kentucky"}


def test_unusual_names_of_one_state_speak_for_each_other() -> None:
    text = "Nipawin, Melfort, Melville, and Shaunavon reported heavy rain this week."
    states = [one.answer.place.admin1 for one in mentions(text)]
    assert states == ["Saskatchewan"] * 4


@pytest.mark.parametrize(
    ("text", "status", "admin1"),
    [
        ("She was born in Portland, United States.", "ok", "Oregon"),
        ("She was born in Khulna, Bangladesh.", "ok", "Khulna Division"),
        ("She was born in Arlington, United States.", "ambiguous", "Texas"),
    ],
)
def test_a_city_with_its_country_is_the_one_that_needs_no_state(
    text: str, status: str, admin1: str
) -> None:
    answer = mentions(text)[0].answer
    assert (answer.status, answer.place.admin1) == (status, admin1)
