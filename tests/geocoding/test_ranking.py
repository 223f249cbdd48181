"""Abbreviations, peoples, names from other times and tongues, land and water."""

import subprocess
import sys

import pandas as pd
import pytest

from geo.geocoding import geocode


def one(name: str, **hints: object) -> pd.Series:
    return geocode(name, **hints).iloc[0]


@pytest.mark.parametrize(
    ("name", "matched", "kind"),
    [
        ("U.S.", "United States", "country"),
        ("US", "United States", "country"),  # also a village near Paris
        ("UK", "United Kingdom", "country"),  # also a village in Siberia
        ("UAE", "United Arab Emirates", "country"),
        ("EU", "European Union", "region"),  # also a town in Normandy
        ("Calif.", "California", "province"),
        ("Ont.", "Ontario", "province"),
        ("N.S.W.", "New South Wales", "province"),
        ("D.C.", "Washington", "city"),
        ("NWFP", "Khyber Pakhtunkhwa", "province"),
    ],
)
def test_an_abbreviation_is_what_it_is_short_for(name: str, matched: str, kind: str) -> None:
    answer = one(name)
    assert (answer["status"], answer["matched"], answer["kind"]) == ("ok", matched, kind)


@pytest.mark.parametrize(
    ("name", "matched"),
    [
        ("Pakistani", "Pakistan"), ("British", "United Kingdom"), ("Swiss", "Switzerland"),
        ("Canadian", "Canada"),  # also a town in Texas
        ("English", "England"),  # also a town in Indiana
        ("Polish", "Poland"), ("Texan", "Texas"),
    ],
)  # fmt: skip
def test_an_adjective_is_its_country_or_state_and_no_town(name: str, matched: str) -> None:
    answer = one(name)
    assert (answer["status"], answer["matched"]) == ("ok", matched)
    assert answer["kind"] in ("country", "province")
    assert answer["reason"].startswith("the people or the adjective of the ")


@pytest.mark.parametrize("name", ["Londoner", "Karachiite"])
def test_the_people_of_a_town_are_never_surely_in_it(name: str) -> None:
    answer = one(name)
    assert answer["status"] == "ambiguous"
    assert answer["confidence"] <= 0.6


@pytest.mark.parametrize(
    ("name", "matched"),
    [
        ("Constantinople", "Istanbul"), ("Leningrad", "Saint Petersburg"), ("Danzig", "Gdańsk"),
        ("Saigon", "Ho Chi Minh City"), ("Rhodesia", "Zimbabwe"), ("Rangoon", "Yangon"),
        ("Dacca", "Dhaka"), ("Swaziland", "Eswatini"), ("Den Haag", "The Hague"),
    ],
)  # fmt: skip
def test_a_name_of_another_time_or_tongue_is_the_place_of_today(name: str, matched: str) -> None:
    answer = one(name)
    assert (answer["status"], answer["matched"]) == ("ok", matched)


@pytest.mark.parametrize(
    ("name", "matched", "lon", "lat", "within_degrees"),
    [
        ("Black Sea", "Black Sea", 34.0, 43.4, 2),
        ("Atlantic", "Atlantic Ocean", -30.0, 10.0, 30),  # also a town in Iowa
        ("Indus", "Indus", 70.0, 29.0, 5),
        ("Himalayas", "Himalayas", 84.0, 28.5, 3),
        ("Middle East", "Middle East", 45.0, 30.0, 10),
        ("Heathrow Airport", "London Heathrow Airport", -0.45, 51.47, 0.05),
        ("O'Hare", "Chicago O'Hare International Airport", -87.9, 41.98, 0.05),
    ],
)
def test_land_water_and_airports_are_known(
    name: str, matched: str, lon: float, lat: float, within_degrees: float
) -> None:
    answer = one(name)
    assert (answer["status"], answer["matched"]) == ("ok", matched)
    assert answer["lon"] == pytest.approx(lon, abs=within_degrees)
    assert answer["lat"] == pytest.approx(lat, abs=within_degrees)


def test_thames_is_no_town_in_new_zealand_beside_london() -> None:
    answer = geocode("Thames", context=["London", "Oxford"]).iloc[0]
    assert (answer["status"], answer["country"], answer["kind"]) == ("ok", "GB", "region")


def test_answers_do_not_depend_on_the_seed_of_hashes() -> None:
    script = (
        "import geo; names = ['Hyderabad', 'Karachi', 'Paris', 'Texas', 'Springfield', 'Qwertz'];"
        "print(geo.geocode(names, document=[1] * 6).drop(columns='geometry').to_csv())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("0", "1")
    }
    assert len(told) == 1
    assert "Hyderabad, Telangana" in told.pop()
