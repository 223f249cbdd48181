"""A guess of a draft stays a guess: it is no condition, and its pin is never surer than it."""

import pandas as pd
import pytest

from geo.gazetteer.gazetteer import embedded
from geo.geocoding import answer_pins

BRESLAU, HYDERABAD_IN, HYDERABAD_PK = "geonames:3081368", "geonames:1269843", "geonames:1176734"
COLUMNS = ["id", "name", "kind", "within", "query", "country"]


def pin(**cells: str) -> pd.Series:
    row = {**dict.fromkeys([*COLUMNS, "candidate", "candidate_confidence"], ""), "id": "a", **cells}
    return answer_pins(pd.DataFrame([row])).iloc[0]


@pytest.mark.parametrize("sure", ["0.55", "0.70", "0.81"])
def test_a_pin_is_never_surer_than_the_guess_on_which_it_rests(sure: str) -> None:
    found = pin(name="Breslau", kind="city", candidate=BRESLAU, candidate_confidence=sure)
    assert found["provider_id"] == BRESLAU
    assert found["confidence"] <= float(sure)
    assert "no other place fits" not in found["reason"]


def test_a_guess_that_is_likelier_wrong_is_no_pin() -> None:
    found = pin(name="Breslau", kind="city", candidate=BRESLAU, candidate_confidence="0.49")
    assert found["precision"] == "unlocatable"
    assert "unsure" in found["reason"]
    assert found["refused"].startswith("Wrocław, Lower Silesia, PL (unsure)")


def test_the_article_speaks_louder_than_the_name_alone() -> None:
    guess = {"candidate": HYDERABAD_PK, "candidate_confidence": "0.90"}
    found = pin(name="Hyderabad", kind="city", **guess)
    assert (found["provider_id"], found["confidence"]) == (HYDERABAD_PK, 0.9)
    assert found["reason"] == "guessed from the article by geo draft: Hyderabad, Sindh, PK"
    assert found["refused"] == "Hyderabad, Telangana, IN (without the article)"


@pytest.mark.parametrize("said", [{"country": "PK"}, {"query": "Hyderabad, Sindh"}])
def test_what_a_person_says_counts_before_a_guess(said: dict[str, str]) -> None:
    guess = {"candidate": HYDERABAD_IN, "candidate_confidence": "0.90"}
    found = pin(name="Hyderabad", kind="city", **guess, **said)
    assert found["provider_id"] == HYDERABAD_PK
    assert found["confidence"] > 0.9


def test_a_guess_that_a_person_bears_out_is_as_sure_as_they_make_it() -> None:
    guess = {"candidate": HYDERABAD_PK, "candidate_confidence": "0.60"}
    assert pin(name="Hyderabad", kind="city", country="PK", **guess)["confidence"] > 0.9


def test_a_guessed_kind_is_no_condition_but_another_kind_is_one() -> None:
    # The draft took the city of New York; a person says that the state is meant
    city = embedded().find("geonames:5128581")
    assert city is not None
    guess = {"candidate": city.id, "candidate_confidence": "0.60"}
    assert pin(name="New York", kind="city", **guess)["confidence"] <= 0.6
    assert pin(name="New York", kind="province", country="US", **guess)["provider_id"] != city.id


def test_a_candidate_that_the_gazetteer_lacks_is_none() -> None:
    gone = {"candidate": "geonames:0", "candidate_confidence": "0.99"}
    found = pin(name="Edgware", kind="suburb", country="GB", **gone)
    assert found["provider_id"] == "geonames:2650228"


def test_what_lies_within_a_guess_is_no_surer_than_it() -> None:
    rows = [
        ("england", "England", "province", "", "", "", "geonames:6269131", "0.60"),
        ("edgware", "Edgware", "suburb", "england", "", "", "", ""),
    ]
    columns = [*COLUMNS, "candidate", "candidate_confidence"]
    pins = answer_pins(pd.DataFrame(rows, columns=columns)).set_index("place")
    assert pins.loc["england", "confidence"] == 0.6
    assert pins.loc["edgware", "confidence"] == 0.6
