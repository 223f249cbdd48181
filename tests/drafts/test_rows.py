"""What a draft proposes of small texts: nothing that the text does not say."""

from pathlib import Path

import pytest

from geo.drafts import propose, read_article
from geo.drafts.places import kind_of, status_of

Tables = dict[str, list[dict[str, str]]]


def drafted(folder: Path, text: str) -> Tables:
    path = folder / "note.txt"
    path.write_text(text, encoding="utf-8")
    return propose([read_article(path)]).tables


def test_a_range_keeps_both_ends_and_its_own_bound(tmp_path: Path) -> None:
    tables = drafted(tmp_path, "Between 30 and 45 people were hurt in Leeds.")
    (figure,) = tables["figures"]
    assert (figure["low"], figure["high"], figure["bound"]) == ("30", "45", "between")
    assert (figure["measure"], figure["confidence"]) == ("injured", "0.90")
    (claim,) = [row for row in tables["claims"] if row["id"] == figure["claim"]]
    assert claim["statement"] == "The article gives 30 to 45 people."


def test_a_denied_number_is_in_a_denied_claim(tmp_path: Path) -> None:
    tables = drafted(tmp_path, "The mayor denied that nine people were killed in Leeds.")
    (figure,) = tables["figures"]
    (claim,) = [row for row in tables["claims"] if row["id"] == figure["claim"]]
    assert (claim["status"], claim["said_by"]) == ("denied", "the-mayor")


def test_a_number_that_the_article_itself_denies_says_who_is_missing(tmp_path: Path) -> None:
    tables = drafted(tmp_path, "It is not true that nine people died in Leeds.")
    (figure,) = tables["figures"]
    (claim,) = [row for row in tables["claims"] if row["id"] == figure["claim"]]
    assert (claim["status"], claim["said_by"], claim["statement"]) == ("denied", "", "")
    assert claim["how"].endswith("who denies it is missing in said_by")


def test_two_counts_of_one_thing_are_one_set_each_with_its_speaker(tmp_path: Path) -> None:
    tables = drafted(tmp_path, "The council put the toll at 21; doctors spoke of 24.")
    assert [row["low"] for row in tables["figures"]] == ["21", "24"]
    assert len({(row["measure"], row["unit"], row["scope"]) for row in tables["figures"]}) == 1
    claims = {row["id"]: row["said_by"] for row in tables["claims"]}
    assert [claims[row["claim"]] for row in tables["figures"]] == ["the-council", "doctors"]


@pytest.mark.parametrize(
    ("text", "said_by", "status"),
    [
        ("The owner has always denied that the dam was weak.", ["The owner"], "denied"),
        ("A deal was reached on Monday, their agents said.", ["their agents"], "said"),
        ("A report by the Dam Board says that it was weak.", ["the Dam Board"], "said"),
        ("The ministry of works said the dam was weak.", ["The ministry of works"], "said"),
        ('"It was very loud," said Bo Ray, a night porter.', ["Bo Ray"], "said"),
        ('Farmers left.\n\n"Nobody told us," one of them said.', [""], "said"),
        ('The union spoke first. "We knew nothing of it," some said.', [""], "said"),
        ("Residents in Leeds said that it was loud.", ["Residents"], "said"),
    ],
)
def test_who_says_it_is_whole_or_empty(
    tmp_path: Path, text: str, said_by: list[str], status: str
) -> None:
    tables = drafted(tmp_path, text)
    names = {row["id"]: row["name"] for row in tables["actors"]}
    claims = [row for row in tables["claims"] if row["status"] != "reported"]
    assert [names.get(row["said_by"], "") for row in claims] == said_by
    assert {row["status"] for row in claims} == {status}
    for claim in claims:
        assert claim["said_by"] or claim["how"].endswith("said_by is empty")
        assert (float(claim["confidence"]) < 0.5) is not bool(claim["said_by"])


@pytest.mark.parametrize(
    "text", ["The mayor did not say that it fell.", "Nobody said that it fell."]
)
def test_what_is_not_said_is_no_statement(tmp_path: Path, text: str) -> None:
    assert drafted(tmp_path, text)["claims"] == []


def test_each_sentence_with_place_and_day_is_an_event(tmp_path: Path) -> None:
    text = "The ship docked in Dover on 2 July 2006. On 9 July 2006 men dumped oil at Calais."
    events = drafted(tmp_path, text)["events"]
    assert [(row["place"], row["date"]) for row in events] == [
        ("dover", "2006-07-02"),
        ("calais", "2006-07-09"),
    ]


def test_an_event_is_where_it_happens_and_not_whose_people_act(tmp_path: Path) -> None:
    text = "In Dover, the French police seized the ship on 2 July 2006."
    (event,) = drafted(tmp_path, text)["events"]
    assert event["place"] == "dover"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Bo Ray", "person"),
        ("foreign minister Ann Lee", "person"),
        ("the mayor of Leeds", "person"),
        ("The ministry of transport", "government"),
        ("Human Rights Watch", "group"),
        ("the United Nations", "group"),
        ("The operator", "group"),
        ("their lawyers", "people"),
        ("the police", "forces"),
        ("the harbour office", "group"),
    ],
)
def test_a_person_is_told_from_a_body(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("speaker", "status"),
    [
        ("a witness", "said-unnamed"),
        ("two fishermen", "said-unnamed"),
        ("one of the dockers", "said-unnamed"),
        ("the harbour office", "said"),
        ("the mayor of Leeds", "said"),
        ("Bo Ray", "said"),
    ],
)
def test_what_somebody_without_a_name_says_has_a_status_of_its_own(
    speaker: str, status: str
) -> None:
    assert status_of("said", speaker) == status
    assert status_of("denied", speaker) == "denied"
