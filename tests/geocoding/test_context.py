"""The names of one document speak for each other."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GeocodeError
from geo.geocoding import geocode

NAMES = [
    "Paris", "Texas", "Lamar County", "Dallas", "Springfield", "Hyderabad", "Hyderabad, Sindh",
    "Karachi", "Perth", "Edinburgh", "Georgia", "Atlanta", "Mill Hill", "London", "Qwertz",
]  # fmt: skip


def together(*names: str, **given_: object) -> pd.DataFrame:
    return geocode(list(names), document=["one"] * len(names), **given_)


@pytest.mark.parametrize(
    ("names", "country", "admin1"),
    [
        (("Hyderabad", "Karachi", "Sindh"), "PK", "Sindh"),
        (("Hyderabad", "Telangana"), "IN", "Telangana"),
        (("Paris", "Lamar County", "Texas"), "US", "Texas"),
        (("Perth", "Edinburgh"), "GB", "Scotland"),
        (("Perth", "Sydney"), "AU", "Western Australia"),
        (("Cambridge", "Boston"), "US", "Massachusetts"),
        (("London", "Ontario", "Toronto"), "CA", "Ontario"),
        (("Mill Hill", "Edgware"), "GB", "England"),
        (("Birmingham", "Montgomery", "Alabama"), "US", "Alabama"),
    ],
)
def test_a_name_is_what_its_neighbours_say(
    names: tuple[str, ...], country: str, admin1: str
) -> None:
    answer = together(*names).iloc[0]
    assert (answer["status"], answer["country"], answer["admin1"]) == ("ok", country, admin1)
    assert f"beside {answer['reason'].split('beside ')[1]}" in answer["reason"]
    assert any(name in answer["reason"].split("beside ")[1] for name in names[1:])


def test_georgia_with_atlanta_is_the_state_and_with_tbilisi_the_country() -> None:
    assert together("Georgia", "Atlanta").iloc[0]["kind"] == "province"
    assert together("Georgia", "Tbilisi").iloc[0]["kind"] == "country"


def test_both_hyderabads_of_one_text_are_kept_apart() -> None:
    answers = together("Hyderabad, Sindh", "Hyderabad, India", "Karachi", "Mumbai")
    assert list(answers["country"]) == ["PK", "IN", "PK", "IN"]
    assert list(answers["status"]) == ["ok"] * 4


def test_a_bare_name_is_the_one_that_the_text_has_qualified() -> None:
    assert list(together("Hyderabad, Sindh", "Hyderabad")["admin1"]) == ["Sindh", "Sindh"]
    assert list(together("Hyderabad", "Hyderabad, Sindh")["admin1"]) == ["Sindh", "Sindh"]


def test_without_a_document_each_name_stands_by_itself() -> None:
    answers = geocode(["Hyderabad", "Karachi", "Sindh"])
    assert list(answers["country"]) == ["IN", "PK", "PK"]


def test_context_speaks_and_is_not_answered() -> None:
    answers = geocode(["Hyderabad", "Paris"], context=["Karachi", "Sindh"])
    assert list(answers["country"]) == ["PK", "FR"]
    assert geocode("Perth", context="Edinburgh")["country"].iloc[0] == "GB"


def test_the_place_of_publication_speaks_and_excludes_nothing() -> None:
    names = ["Springfield", "Karachi"]
    answers = geocode(names, published_in="Massachusetts")
    assert list(answers["admin1"]) == ["Massachusetts", "Sindh"]
    assert geocode("Richmond", published_in="GB")["country"].iloc[0] == "GB"


def test_a_table_is_answered_document_by_document() -> None:
    rows = [
        ("Hyderabad", "a", 1), ("Hyderabad", "b", 2), ("Karachi", "a", 3), ("Telangana", "b", 4),
        (None, "b", 5),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["place", "doc", "other"], index=[9, 7, 5, 3, 1])
    answers = geocode(table, column="place", document="doc")
    assert list(answers.index) == [9, 7, 5, 3, 1]
    assert list(answers["country"]) == ["PK", "IN", "PK", "IN", ""]
    assert list(table.columns) == ["place", "doc", "other"]


def test_a_row_without_a_document_key_stands_by_itself() -> None:
    table = pd.DataFrame({"place": ["Hyderabad", "Hyderabad", "Sindh"], "doc": ["a", None, None]})
    assert list(geocode(table, column="place", document="doc")["country"]) == ["IN", "IN", "PK"]


@settings(max_examples=30, deadline=None)
@given(names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=8), seed=st.randoms())
def test_the_order_of_the_names_changes_no_answer(names: list[str], seed: object) -> None:
    shuffled = list(names)
    seed.shuffle(shuffled)
    one, other = (
        together(*order).drop_duplicates("query").set_index("query").sort_index()
        for order in (names, shuffled)
    )
    columns = ["provider_id", "status", "confidence", "reason", "refused"]
    pd.testing.assert_frame_equal(pd.DataFrame(one[columns]), pd.DataFrame(other[columns]))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5), min_size=2, max_size=4))
def test_documents_do_not_hear_each_other(documents: list[list[str]]) -> None:
    rows = [(name, key) for key, names in enumerate(documents) for name in names]
    table = pd.DataFrame(rows, columns=["place", "doc"])
    answers = geocode(table, column="place", document="doc")
    alone = pd.concat([together(*names) for names in documents], ignore_index=True)
    pd.testing.assert_frame_equal(pd.DataFrame(answers), pd.DataFrame(alone))


def test_a_document_of_a_thousand_names_is_answered() -> None:
    names = [f"Springfield {number}" for number in range(990)] + ["Paris", "Texas"] * 5
    answers = together(*names)
    assert list(answers["status"][:990]) == ["not_found"] * 990
    assert set(answers["country"][990:]) == {"US"}


@pytest.mark.parametrize(
    ("names", "options", "told"),
    [
        (pd.DataFrame({"place": ["Karachi"]}), {}, "wanted its column too"),
        (pd.DataFrame({"place": ["Karachi"]}), {"column": "town"}, "the table has place"),
        (
            pd.DataFrame({"place": ["Karachi"]}),
            {"column": "place", "document": "doc"},
            "document: found no 'doc'",
        ),
        (pd.DataFrame([["a", "b"]], columns=["x", "x"]), {"column": "x"}, "found no 'x'"),
        (["Karachi"], {"column": "place"}, "the names are no DataFrame"),
        (["Karachi"], {"document": [1, 2]}, "2 values for 1 names"),
        (["Karachi"], {"context": 7}, "context: found int"),
        (["Karachi"], {"context": [7]}, "context: found 7"),
        (["Karachi"], {"published_in": "Nowhereshire"}, "published_in: found 'Nowhereshire'"),
    ],
)
def test_a_table_that_can_not_be_read_is_refused(
    names: object, options: dict[str, object], told: str
) -> None:
    with pytest.raises(GeocodeError, match=told):
        geocode(names, **options)
