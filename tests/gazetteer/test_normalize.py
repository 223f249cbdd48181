"""Names as keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer.normalize import fold, forms, holding


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zürich", "ZURICH"),
        ("St. Louis", "Saint Louis"),
        ("Mt. Vernon", "mount vernon"),
        ("U.S.", "US"),
        ("N.S.W.", "NSW"),
        ("Łódź", "Lodz"),
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("İstanbul", "Istanbul"),
        ("Stoke-on-Trent", "Stoke on Trent"),
        ("كراچى", "کراچی"),
        ("Ｋａｒａｃｈｉ", "karachi"),
        ("Москва́", "москва"),
        ("Bosnia & Herzegovina", "Bosnia and Herzegovina"),
        ("मुम्बई", "मुंबई"),
        ("इन्दौर", "इंदौर"),
        ("फ़्रांस", "फ्रांस"),
    ],
)
def test_two_writings_of_a_name_have_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("बिहार", "बहर"),
        ("대구", "도구"),
        ("Galle", "Gale"),
        ("में लोग", "मालागा"),  # "people in": no Málaga
        ("काम", "क़ुम"),  # "work": no Qom
        ("चेन्नई", "चेनई"),
        ("กรุง", "กรง"),
    ],
)
def test_letters_that_matter_stay(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text())
def test_a_key_has_single_spaces_and_no_capitals(name: str) -> None:
    key = fold(name)
    assert key == " ".join(key.split())
    assert key == key.casefold()


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_letter_case_and_outer_space_do_not_count(name: str) -> None:
    assert fold(f"  {name.upper()} ") == fold(name)


@given(st.text())
def test_every_reading_of_a_name_has_a_key(name: str) -> None:
    assert all(form.key == fold(form.key) != "" for form in forms(name))


@pytest.mark.parametrize(
    ("name", "key", "kind"),
    [
        ("London Borough of Barnet", "barnet", "borough"),
        ("the Royal Borough of Greenwich", "greenwich", "borough"),
        ("City of Westminster", "westminster", "borough"),
        ("Sindh Province", "sindh", "province"),
        ("County Kerry", "kerry", "region"),
        ("Republic of Korea", "korea", "country"),
    ],
)
def test_a_generic_wording_asks_for_a_kind(name: str, key: str, kind: str) -> None:
    reading = forms(name)[-1]
    assert reading.key == key
    assert kind in reading.kinds


@pytest.mark.parametrize("name", ["north London", "Northern London", "north-west London"])
def test_a_part_is_read_as_a_part(name: str) -> None:
    assert forms(name)[-1].key == "london"
    assert forms(name)[-1].part.startswith("north")


def test_a_street_holds_the_name_of_its_place() -> None:
    assert holding("Edgware High Street") == "edgware"
    assert holding("Edgware") == ""
