"""What `geocode` answers, and what it refuses to pretend."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

import geo
from geo.errors import GeocodeError
from geo.gazetteer.outlines import corners
from geo.geocoding import geocode
from geo.geocoding.geocode import COLUMNS


def one(name: str, **hints: object) -> pd.Series:
    return geocode(name, **hints).iloc[0]


def test_the_columns_are_the_documented_ones() -> None:
    answers = geocode(["Karachi"])
    assert tuple(answers.columns) == COLUMNS
    assert answers.crs == "EPSG:4326"


@pytest.mark.parametrize(
    ("name", "country", "lon", "lat"),
    [
        ("Londres", "GB", -0.13, 51.51),  # not the village in Argentina
        ("Islamabad", "PK", 73.04, 33.72),  # not Chattogram, which once had the name
        ("Karachi", "PK", 67.01, 24.86),
        ("کراچی", "PK", 67.01, 24.86),
        ("Kurrachee", "PK", 67.01, 24.86),
        ("Bombay", "IN", 72.88, 19.07),
        ("Peking", "CN", 116.40, 39.91),
        ("Hyderabad, Sindh", "PK", 68.37, 25.39),
        ("Hyderabad, India", "IN", 78.46, 17.38),
        ("London, Ontario", "CA", -81.23, 42.98),
        ("Paris, Texas", "US", -95.56, 33.66),
        ("Washington, D.C.", "US", -77.04, 38.90),
        ("São Paulo", "BR", -46.64, -23.55),
        ("SAO PAULO", "BR", -46.64, -23.55),
    ],
)
def test_a_name_goes_where_a_reader_means_it(
    name: str, country: str, lon: float, lat: float
) -> None:
    answer = one(name)
    assert answer["status"] == "ok"
    assert answer["country"] == country
    assert answer["lon"] == pytest.approx(lon, abs=0.15)
    assert answer["lat"] == pytest.approx(lat, abs=0.15)


@pytest.mark.parametrize("name", ["India", "Pakistan", "Mexico", "Jordan", "Cuba", "Lebanon"])
def test_a_country_never_becomes_a_village(name: str) -> None:
    assert one(name)["kind"] == "country"
    asked = one(name, kind="site")
    assert asked["status"] == "not_found"
    assert "a country, not a site" in asked["refused"]


@pytest.mark.parametrize("name", ["Mill Hill", "Springfield", "Clifton", "Hyderabad", "Punjab"])
def test_not_sure_is_an_answer(name: str) -> None:
    answer = one(name)
    assert answer["status"] == "ambiguous"
    assert "unsure" in answer["reason"]
    assert answer["confidence"] < 0.8


def test_mill_hill_is_in_london_when_london_is_known() -> None:
    answer = one("Mill Hill", within="London")
    assert (answer["status"], answer["country"]) == ("ok", "GB")
    assert "Trenton, New Jersey, US (not inside London, 3.3)" in answer["refused"]


def test_the_reason_and_the_losers_are_told() -> None:
    answer = one("London")
    assert answer["reason"] == "the name of the city London; before London, Ontario, CA and 7 more"
    assert answer["refused"].startswith("London, Ontario, CA (fewer people, 5.6); ")


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("", "skipped", "no name was given"),
        ("  ", "skipped", "no name was given"),
        (None, "skipped", "no name was given"),
        (float("nan"), "skipped", "no name was given"),
        (pd.NA, "skipped", "no name was given"),
        ("...", "skipped", "nothing is known: “...” names no place"),
        ("!", "not_found", "no letter and no digit was given"),
    ],
)
def test_no_name_is_skipped_and_no_letter_not_found(name: object, status: str, reason: str) -> None:
    answer = geocode([name]).iloc[0]
    assert (answer["status"], answer["reason"]) == (status, reason)
    assert pd.isna(answer["lon"])
    assert answer["geometry"] is None


def test_an_unknown_name_is_not_found_and_not_at_zero() -> None:
    answer = one("Qwertzuiopolis")
    assert answer["status"] == "not_found"
    assert pd.isna(answer["lat"])
    assert answer["confidence"] == 0


def test_the_index_of_a_series_is_kept() -> None:
    names = pd.Series(["Edgware", None, "Karachi"], index=["x", "x", 7], name="place")
    answers = geocode(names)
    assert list(answers.index) == ["x", "x", 7]
    assert list(answers["matched"]) == ["Edgware", "", "Karachi"]
    assert list(names.isna()) == [False, True, False]


def test_no_names_give_an_empty_frame_with_all_columns() -> None:
    assert tuple(geocode([]).columns) == COLUMNS


def test_each_name_can_have_its_own_hint() -> None:
    answers = geocode(["Hyderabad", "Hyderabad"], country=["PK", "IN"])
    assert list(answers["admin1"]) == ["Sindh", "Telangana"]
    assert list(answers["status"]) == ["ok", "ok"]


@pytest.mark.parametrize("within", ["Pakistan", "geonames:1168579", "Sindh"])
def test_within_takes_names_and_ids(within: str) -> None:
    assert one("Hyderabad", within=within)["admin1"] == "Sindh"


def test_near_decides_between_equals() -> None:
    assert one("Springfield", near=(-72.6, 42.1))["admin1"] == "Massachusetts"


def test_kind_decides_between_a_town_and_its_borough() -> None:
    assert one("Barnet", kind="borough")["provider_id"] == "ogl:barnet"
    assert one("Barnet", kind="suburb")["provider_id"] == "geonames:2656295"


def test_a_contradicted_hint_finds_nothing_rather_than_something_else() -> None:
    answer = one("Chicago", country="PK")
    assert answer["status"] == "not_found"
    assert "not in PK" in answer["refused"]


def test_a_street_is_shown_as_the_place_in_its_name() -> None:
    answer = one("Edgware High Street", kind="street")
    assert answer["matched"] == "Edgware"
    assert answer["precision"] == "suburb"
    assert answer["reason"] == "street not located; shown as Edgware"


@pytest.mark.parametrize(
    ("names", "hints", "told"),
    [
        ("Karachi", {"kind": "village"}, "site, street, suburb, borough, city"),
        ("Karachi", {"country": "ZZ"}, "the name of a country"),
        ("Karachi", {"within": "Nowhereshire"}, "nothing of that name"),
        ("Karachi", {"within": 7}, "wanted text"),
        ("Karachi", {"near": (24.86, 167.01)}, "axes swapped"),
        ("Karachi", {"near": "south"}, "lon first"),
        (["Karachi"], {"country": ["PK", "IN"]}, "2 values for 1 names"),
        ([7], {}, r"names\[0\]: found 7"),
        (7, {}, "found int"),
        (b"Karachi", {}, "found bytes"),
        (pd.DataFrame(), {}, "found DataFrame"),
    ],
)
def test_a_question_that_can_not_be_taken_is_refused_with_what_can(
    names: object, hints: dict[str, object], told: str
) -> None:
    with pytest.raises(GeocodeError, match=told):
        geocode(names, **hints)


def test_a_hint_series_with_another_index_is_refused() -> None:
    names = pd.Series(["Karachi"], index=["a"])
    with pytest.raises(GeocodeError, match="align"):
        geocode(names, country=pd.Series(["PK"], index=["b"]))


def test_the_answer_does_not_depend_on_the_batch() -> None:
    names = ["Karachi", "Springfield", "Punjab", "London", "Karachi"]
    together = geocode(names)
    apart = pd.concat([geocode(name) for name in names], ignore_index=True)
    pd.testing.assert_frame_equal(pd.DataFrame(together), pd.DataFrame(apart))


def test_geocoding_opens_no_socket() -> None:
    script = """
import sys
def refuse(event, args):
    if event.startswith("socket."):
        raise SystemExit(f"opened {event}")
sys.addaudithook(refuse)
import geo
print(geo.geocode("Edgware", within="London")["matched"].iloc[0])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=_root()
    )
    assert (done.stdout, done.stderr) == ("Edgware\n", "")


def _root() -> str:
    return str(next(iter(geo.__path__)) + "/..")


def test_circles_lie_on_the_ellipsoid_to_about_a_metre() -> None:
    lon, lat = (
        np.array([-0.28, 67.01, 179.9, 18.0, 25.0]),
        np.array([51.61, 24.86, -17.0, 64.9, 71.0]),
    )
    radius_m = np.array([1_500.0, 30_000.0, 5_000.0, 30_000.0, 80_000.0])
    east, north = corners(lon, lat, radius_m=radius_m)
    geod = Geod(ellps="WGS84")
    for at in range(len(lon)):
        _, _, metres = geod.inv(np.full(64, lon[at]), np.full(64, lat[at]), east[at], north[at])
        assert np.abs(np.asarray(metres) - radius_m[at]).max() < 1.2


def test_names_of_a_list_speak_for_each_other_where_they_are_told_to() -> None:
    names = pd.Series(["Georgia", "Alabama", "Florida"], index=["a", "b", "c"])
    assert geo.geocode(names)["kind"].tolist()[0] == "country"
    found = geo.geocode(names, together=True)
    assert found["kind"].tolist() == ["province"] * 3
    assert found.index.tolist() == ["a", "b", "c"]
    assert "beside" in found["reason"]["a"]
    assert geo.geocode("Georgia", context=["Alabama", "Florida"])["kind"].tolist() == ["province"]
    with pytest.raises(geo.GeocodeError, match="together: found with document"):
        geo.geocode(names, document=[1, 1, 1], together=True)


@pytest.mark.parametrize(
    ("name", "country", "says"),
    [
        ("northern Mali", "ML", "only its northern is meant"),
        ("off the coast of Somalia", "SO", "near Somalia"),
        ("20 km north of Karachi", "PK", "20 km north of Karachi"),
        ("between Bolzano and Trento", "IT", "between two places"),
        ("North Kordofan", "SD", "the name of the province North Kordofan"),
    ],
)
def test_a_region_that_is_described_is_found_by_its_places(
    name: str, country: str, says: str
) -> None:
    (answer,) = geo.geocode(name, kind="region").itertuples()
    assert (answer.status, answer.country) == ("ok", country)
    assert says in answer.reason
