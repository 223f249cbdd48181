"""Words such as "the city" mean the one just named, if just one is."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.drafts import propose, read_article
from geo.extraction import find_coreferences

NAMES = {"Leeds": "city", "York": "city", "Oslo": "city", "Peru": "country", "Chad": "country"}


def named(text: str) -> list[tuple[int, int, str, str]]:
    mention_candidates = re.finditer("|".join(NAMES), text)
    return [(*spot.span(), NAMES[spot[0]], spot[0].casefold()) for spot in mention_candidates]


def pointed(text: str) -> list[tuple[str, str]]:
    places = named(text)
    return [
        (text[one.start : one.end], text[slice(*places[one.place][:2])])
        for one in find_coreferences(text, places)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Leeds was flooded. The city has two bridges.", [("The city", "Leeds")]),
        ("Leeds in Peru: the country's oldest town.", [("the country", "Peru")]),
        ("Leeds was dry. Leeds is old. They left the port city.", [("the port city", "Leeds")]),
        ("York is old.\n\nLeeds was flooded. The city has two bridges.", [("The city", "Leeds")]),
        (
            "Leeds was flooded.\n\nIt was cold.\n\nThe city has two bridges.",
            [("The city", "Leeds")],
        ),
    ],
)
def test_one_place_of_the_kind_just_named_is_meant(text: str, found: list[tuple[str, str]]) -> None:
    assert pointed(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Leeds and York were flooded. The city has two bridges.",
        "Peru was flooded. The city has two bridges.",
        "The city has two bridges. Leeds is one.",
        "Leeds.\n\nIt was cold.\n\nIt was dry.\n\nThe city has two bridges.",
        "They came to Leeds, and the city of York was empty.",
        "The Leeds-based firm came to the city.",
        "In Peru the state department and the city council met.",
        "",
    ],
)
def test_what_is_not_clear_is_left(text: str) -> None:
    assert pointed(text) == []


@given(st.lists(st.sampled_from(["the city", "The country", *NAMES, ".", "\n", "of", "-based"])))
def test_it_points_back_to_one_of_its_kind(words: list[str]) -> None:
    text = " ".join(words)
    places = named(text)
    for one in find_coreferences(text, places):
        assert places[one.place][1] <= one.start
        assert text[one.start : one.end].rsplit(" ", 1)[-1] == places[one.place][2]


def test_a_draft_marks_it_as_a_mention_of_its_place(tmp_path: Path) -> None:
    path = tmp_path / "walk.txt"
    path.write_text("Leeds was flooded on Monday. The city has two bridges.", encoding="utf-8")
    mentions = propose([read_article(path)]).tables["mentions"]
    (row,) = [row for row in mentions if "points to" in row["how"]]
    assert (row["of"], row["what"], row["start"], row["end"]) == ("leeds", "place", "29", "37")
    assert row["how"] == "points to Leeds, the only city just named"
