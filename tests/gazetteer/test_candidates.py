"""What the gazetteer calls a place, and how the build comes to know it."""

import pytest

from geo.gazetteer.normalize import fold
from geo.geocoding import Gazetteer
from tools.gazetteer_airports import spoken_names
from tools.gazetteer_america import capitals
from tools.gazetteer_districts import call_short
from tools.gazetteer_geonames import call_head
from tools.gazetteer_rows import Row


@pytest.mark.parametrize(
    ("name", "place_id", "flag"),
    [
        ("Pakistani", "geonames:1168579", "demonym"),
        ("Karachiites", "geonames:1174872", "demonym"),
        ("Texan", "geonames:4736286", "demonym"),
        ("Calif.", "geonames:5332921", "abbreviation"),
        ("N.S.W.", "geonames:2155400", "abbreviation"),
        ("U.S.A.", "geonames:6252001", "abbreviation"),
        ("U.K.", "geonames:2635167", "abbreviation"),
        ("CA", "geonames:5332921", "code"),
        ("PK", "geonames:1168579", "code"),
        ("Kurrachee", "geonames:1174872", "historical"),
        ("Bombay", "geonames:1275339", "historical"),
        ("Constantinople", "geonames:745044", "historical"),
        ("Rhodesia", "geonames:878675", "historical"),
        ("Den Haag", "geonames:2747373", "exonym"),
        ("Frankfurt", "geonames:2925533", "exonym"),
        ("Middle East", "geonames:6269133", "main"),
        ("Heathrow", "iata:LHR", "exonym"),
        ("JFK Airport", "iata:JFK", "exonym"),
        ("O'Hare", "iata:ORD", "exonym"),
        ("JFK", "iata:JFK", "code"),
        ("River Thames", "geo:thames", "exonym"),
        ("Yorkshire", "geonames:8581589", "main"),
        ("Deptford", "geo:london-deptford", "main"),
        ("Stoke", "geonames:2636841", "exonym"),
    ],
)
def test_a_name_is_known_for_what_it_is(name: str, place_id: str, flag: str) -> None:
    called = {place.id: how for place, how in Gazetteer().named(fold(name))}
    assert called[place_id] == flag


@pytest.mark.parametrize(
    "people", ["Punjabis", "Pashtuns", "Pathans", "Sinhalese", "Arabs", "Tamils"]
)
def test_a_people_that_is_no_citizens_of_a_place_is_no_name(people: str) -> None:
    assert list(Gazetteer().named(fold(people))) == []


@pytest.mark.parametrize(
    ("name", "city", "code", "spoken"),
    [
        (
            "London Heathrow Airport",
            "London",
            "LHR",
            {
                "Heathrow Airport",
                "LHR Airport",
                "London Airport",
                "London Heathrow",
                "London Heathrow Airport",
            },
        ),
        (
            "Miami International Airport",
            "Miami",
            "MIA",
            {"Miami Airport", "MIA Airport"},
        ),
        (
            "Sydney Kingsford Smith International Airport",
            "Sydney",
            "SYD",
            {
                "Kingsford Smith",
                "Kingsford Smith Airport",
                "Kingsford Smith International Airport",
                "SYD Airport",
                "Sydney Airport",
                "Sydney Kingsford Smith",
                "Sydney Kingsford Smith Airport",
            },
        ),
        ("Amborovy Airport", "", "MJN", {"Amborovy Airport", "MJN Airport"}),
        ("Khasab Air Base", "Khasab", "KHS", {"KHS Airport", "Khasab Airport"}),
    ],
)
def test_an_airport_has_the_names_that_people_say(
    name: str, city: str, code: str, spoken: set[str]
) -> None:
    assert set(spoken_names(name, city, code)) == spoken


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Stoke-on-Trent", "Stoke"),
        ("Frankfurt am Main", "Frankfurt"),
        ("Newcastle upon Tyne", "Newcastle"),
        ("Boulogne-sur-Mer", "Boulogne"),
        ("Ústí nad Labem", "Ústí"),
        ("Amsterdam", None),
        ("Baden-Baden", None),
    ],
)
def test_a_town_is_called_without_its_river(name: str, short: str | None) -> None:
    row = Row("geonames:1", name, 0.0, 0.0, "city", "PPL")
    call_head(row)
    assert list(row.names) == ([short] if short else [])


def test_a_county_is_called_without_county_unless_a_town_in_it_is() -> None:
    county = Row("geonames:1", "Cook County", 0.0, 0.0, "region", "ADM2")
    town = Row("geonames:2", "Cook", 0.0, 0.0, "city", "PPL")
    call_short(county, [town])
    assert county.names == {}
    call_short(county, [])
    assert county.names == {"Cook": "alternate"}


def test_of_two_flags_for_one_name_the_stronger_stays_and_a_person_overrules() -> None:
    row = Row("geonames:1", "Mumbai", 0.0, 0.0, "city", "PPLA")
    row.call("Mumbai", "main")
    row.call("Bombay", "alternate")
    row.call("Bombay", "exonym")
    row.call("Bombay", "alternate")
    row.call("BOM", "alternate")
    assert row.names == {"Mumbai": "main", "Bombay": "exonym", "BOM": "code"}
    row.rename("Bombay", "historical")
    row.rename("MUMBAI", "historical")
    assert row.names == {"Mumbai": "main", "BOM": "code", "Bombay": "historical"}


def test_capitals_inside_a_name_are_put_back() -> None:
    names = ["Mcdowell", "O'fallon", "Coeur D'alene", "Oakland", "Mackay"]
    assert [capitals(name) for name in names] == [
        "McDowell", "O'Fallon", "Coeur d'Alene", "Oakland", "Mackay",
    ]  # fmt: skip
