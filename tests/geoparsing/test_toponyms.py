"""Names at the spans of a text, read with all that the text says around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import SourceError
from geo.geoparsing import find_names, resolve_spans


def answers(text: str, *names: str, **hints: str) -> list[str]:
    spans, start = [], 0
    for name in names:
        start = text.index(name, start)
        spans.append((start, start + len(name)))
        start += len(name)
    found = resolve_spans(text, spans, **hints)
    return [one.place.address if one.place else "" for one in found]


@pytest.mark.parametrize(
    ("text", "names", "places"),
    [
        ("Fire in Paris, Texas.", ["Paris"], ["Paris, Texas, US"]),
        ("Fire in Paris (Texas) today", ["Paris"], ["Paris, Texas, US"]),
        (
            "He flew from Hyderabad, Sindh, to Hyderabad, India.",
            ["Hyderabad", "Hyderabad"],
            ["Hyderabad, Sindh, PK", "Hyderabad, Telangana, IN"],
        ),
        (
            "Potosi is a village in Grant County, Wisconsin.",
            ["Potosi"],
            ["Potosi, Wisconsin, US"],
        ),
        (
            "Talks in Paris, London and Berlin.",
            ["Paris", "London"],
            ["Paris, Île-de-France, FR", "London, England, GB"],
        ),
    ],
)
def test_the_text_around_a_name_says_which_place_it_is(
    text: str, names: list[str], places: list[str]
) -> None:
    assert answers(text, *names) == places


def test_a_name_that_stands_beside_counts_more_than_one_far_away() -> None:
    filler = "and so it went on for a long while, " * 40
    text = f"Perth near Edinburgh. {filler} Sydney."
    assert answers(text, "Perth") == ["Perth, Scotland, GB"]
    text = f"Perth, not Sydney. {filler} Edinburgh."
    assert answers(text, "Perth") == ["Perth, Western Australia, AU"]


def test_a_place_inside_an_unknown_name_is_shown_and_never_sure() -> None:
    text = "The Chicago Widget Institute was founded in Karachi."
    [answer] = resolve_spans(text, [(4, 28)])
    assert answer.status == "unlisted"
    assert answer.place is not None
    assert answer.place.address == "Chicago, Illinois, US"
    assert answer.reason.startswith("no such name; it holds the name of the city Chicago")


def test_what_the_gazetteer_knows_is_listed_with_exact_spans() -> None:
    text = "“Edgware” — from São Paulo to Isle of Man, the U.S. and Côte d’Ivoire."
    found = find_names(text)
    assert [text[one.start : one.end] for one in found] == [one.name for one in found]
    assert [one.name for one in found] == [
        "Edgware", "São Paulo", "Isle of Man", "U.S.", "Côte d’Ivoire",
    ]  # fmt: skip


def test_a_word_that_stands_in_lower_case_too_is_no_name() -> None:
    assert [one.name for one in find_names("Of that I know little of. Reading is reading.")] == []


@pytest.mark.parametrize("span", [(0, 0), (-1, 2), (3, 99), (5, 4)])
def test_a_span_outside_the_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(SourceError, match="wanted one inside the text"):
        resolve_spans("Karachi", [span])


@given(st.text(max_size=200))
def test_any_text_is_read_and_its_spans_are_exact(text: str) -> None:
    found = find_names(text)
    assert all(text[one.start : one.end] == one.name for one in found)
    ends = [0, *(one.end for one in found)]
    assert all(end <= one.start for end, one in zip(ends, found, strict=False))


def test_an_empty_text_has_no_names() -> None:
    assert find_names("") == []
    assert resolve_spans("", []) == []
