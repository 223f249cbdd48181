"""From a text to a table of places, at the user's border."""

import pytest

from geo.errors import GeocodeError, SourceError
from geo.geoparsing import geoparse, mentions

TEXT = "He left Karachi for London, Ontario. In London he rang the Sindh police."


def test_each_mention_has_a_row_in_the_order_of_the_text() -> None:
    found = geoparse(TEXT)
    assert found["name"].tolist() == ["Karachi", "London", "Ontario", "London", "Sindh"]
    assert found["start"].tolist() == [8, 20, 28, 40, 59]
    assert found["end"].tolist() == [15, 26, 35, 46, 64]
    assert found["matched"].tolist() == ["Karachi", "London", "Ontario", "London", "Sindh"]
    assert found["country"].tolist() == ["PK", "CA", "CA", "CA", "PK"]
    assert found["kind"].tolist() == ["city", "city", "province", "city", "province"]


def test_the_table_has_its_columns_and_a_projection() -> None:
    found = geoparse(TEXT)
    assert list(found.columns) == [
        "start", "end", "name", "matched", "kind", "country", "admin1", "lon", "lat", "precision",
        "radius_m", "status", "confidence", "recognised", "role", "reason", "refused",
        "provider_id", "geometry",
    ]  # fmt: skip
    assert found.crs == "EPSG:4326"
    assert found["recognised"].between(0.5, 1).all()
    assert found["confidence"].between(0, 1).all()
    assert found.geometry[0].contains(found.geometry[0].centroid)


def test_a_text_without_places_gives_an_empty_table_of_the_same_columns() -> None:
    empty = geoparse("")
    assert len(empty) == 0
    assert list(empty.columns) == list(geoparse(TEXT).columns)
    assert empty.crs == "EPSG:4326"


def test_what_cannot_be_located_is_in_the_table_and_not_on_the_map() -> None:
    found = geoparse("It rained on Tolworth Street.")
    assert found["status"].tolist() == ["not_found"]
    assert found["lon"].isna().all()
    assert found.geometry.isna().all()


def test_where_a_text_appeared_speaks_for_places_around_it() -> None:
    def states(**hints: str) -> list[str]:
        return geoparse("A barn burned in Springfield.", **hints)["admin1"].tolist()

    assert states(published_in="Eugene") == ["Oregon"]
    assert states(published_in="Chicago") == ["Illinois"]


def test_a_country_refuses_places_elsewhere() -> None:
    found = geoparse("A barn burned in London.", country="CA")
    assert found["country"].tolist() == ["CA"]
    assert "London, England, GB (not in CA" in found["refused"][0]


def test_a_hint_that_means_nothing_is_refused() -> None:
    with pytest.raises(GeocodeError, match="country: found 'Atlantis'"):
        geoparse(TEXT, country="Atlantis")
    with pytest.raises(GeocodeError, match="published_in: found 'Qwxz'"):
        geoparse(TEXT, published_in="Qwxz")


@pytest.mark.parametrize("text", [None, b"Karachi", 7, {"Karachi": 1}])
def test_what_is_no_text_is_refused(text: object) -> None:
    with pytest.raises(SourceError, match=f"text: found {type(text).__name__}, wanted text"):
        geoparse(text)  # type: ignore[arg-type]


def test_the_table_says_what_the_list_says() -> None:
    found, listed = geoparse(TEXT), mentions(TEXT)
    assert found["start"].tolist() == [one.start for one in listed]
    assert found["recognised"].tolist() == [one.recognised for one in listed]
    assert found["reason"].tolist() == [one.answer.reason for one in listed]


def test_a_mention_says_as_what_the_name_stands_there() -> None:
    found = geoparse(
        "Pakistani troops and the Karachi Police met students of the University of Leeds in New "
        "York City. Boston City Council agreed."
    )
    assert dict(zip(found["name"], found["role"], strict=True)) == {
        "Pakistani": "people",
        "Karachi": "organisation",
        "Leeds": "organisation",
        "New York City": "place",
        "Boston": "organisation",
    }


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("Miners in Jastrzębie-Zdrój went on strike. Talks in Jastrzębie failed.",
         "Jastrzębie", "Jastrzębie Zdrój"),
        ("He moved to Kansas City. Kansas has few lakes.", "Kansas", "Kansas"),
    ],
)  # fmt: skip
def test_a_name_that_a_longer_one_begins_with_is_that_one_where_it_is_the_larger_town(
    text: str, name: str, place: str
) -> None:
    found = geoparse(text)
    (matched,) = found.loc[found["name"] == name, "matched"]
    assert matched == place


@pytest.mark.parametrize(
    "text", ["Kaya left Berlin for Vienna.", "They met Iga in Paris and Rome."]
)
def test_a_town_far_from_the_two_others_of_a_text_is_never_sure(text: str) -> None:
    found = geoparse(text)
    own = found[found["name"].isin(["Kaya", "Iga"])]
    assert (own["status"] != "ok").all()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Storms formed over the tropical Atlantic, said a man in Colorado.", "Atlantic Ocean"),
        ("Ships crossed the Mediterranean to Tunis.", "Mediterranean Sea"),
    ],
)
def test_a_sea_comes_before_the_towns_of_its_name(text: str, name: str) -> None:
    assert name in set(geoparse(text)["matched"])
