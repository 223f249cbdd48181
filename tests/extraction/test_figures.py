"""Figures in texts: the number, what it allows, and what it counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.extraction import find_figures

PEOPLE = ("people", "people")
WORDS = (
    "at least 41 people died more than a decade 12 % of 168 seats $3.5 million dozens between 30 "
    "and 40 forty-one half half a . , - 1992 May hundreds of thousands"
)


@pytest.mark.parametrize(
    ("text", "words", "low", "high", "bound", "measure", "unit"),
    [
        ("At least 41 people died.", "At least 41", 41, None, "at-least", "deaths", "people"),
        ("42 people were killed", "42", 42, 42, "exact", "deaths", "people"),
        ("at least five were hurt", "at least five", 5, None, "at-least", "injured", "people"),
        ("up to 9,000 voters", "up to 9,000", None, 9_000, "at-most", "voters", "people"),
        ("about 6,300 km away", "about 6,300", 6300, 6300, "about", "distance", "kilometres"),
        ("forty-one singers came", "forty-one", 41, 41, "exact", "singers", "people"),
        ("half a million voters", "half a million", 5e5, 5e5, "exact", "voters", "people"),
        ("hundreds of thousands came", "hundreds of thousands", None, None, "", *PEOPLE),
        ("a dozen ministers", "a dozen", 12, 12, "exact", "ministers", "ministers"),
        ("between 30 and 40 arrests", "between 30 and 40", 30, 40, "between", "arrests", "arrests"),
        ("2 to 3 million voters", "2 to 3 million", 2e6, 3e6, "between", "voters", "people"),
        ("more than 4 hours", "more than 4", 4, None, "more-than", "duration", "hours"),
        ("more than a decade", "more than a", 1, None, "more-than", "duration", "decades"),
        ("it cost $3.5 million", "$3.5 million", 3.5e6, 3.5e6, "exact", "money", "dollars"),
        ("12 per cent of it", "12", 12, 12, "exact", "share", "percent"),
        ("the 168-member assembly", "168", 168, 168, "exact", "members", "people"),
    ],
)  # fmt: skip
def test_a_figure_is_read(
    text: str,
    words: str,
    low: float | None,
    high: float | None,
    bound: str,
    measure: str,
    unit: str,
) -> None:
    (one,) = find_figures(text)
    assert (one.text, one.low, one.high, one.bound) == (words, low, high, bound)
    assert (one.measure, one.unit) == (measure, unit)


@pytest.mark.parametrize("text", ["on the first floor", "the only party", "the third one came"])
def test_an_order_and_an_only_are_no_figures(text: str) -> None:
    assert find_figures(text) == []


@pytest.mark.parametrize(
    ("text", "wording"),
    [("Thousands of people came.", "Thousands"), ("More than 20 people died.", "")],
)
def test_a_word_that_names_no_number_stays_a_word(text: str, wording: str) -> None:
    (one,) = find_figures(text)
    assert one.wording == wording


def test_seats_of_seats_are_two_figures_and_the_first_says_of_how_many() -> None:
    won, all_ = find_figures("The party won 42 of the 168 seats.")
    assert (won.low, won.measure, won.scope) == (42, "seats", "of 168 seats")
    assert (all_.low, all_.measure) == (168, "seats")


@pytest.mark.parametrize(
    "text",
    [
        "In 1992 he left; on 12 May 2007 he spoke at 10:30.",
        "Flight 93 left from Room 12 of No 10.",
        "call 020 7946 1999",
        "he was one of the two, and a man of some standing",
        "the one who left; no one came; over the hill",
        "aged 54, in second place",
        "the A1 and B52, 4x4 and 7/7",
    ],
)
def test_what_counts_nothing_is_no_figure(text: str) -> None:
    assert find_figures(text) == []


@given(
    st.lists(
        st.one_of(
            st.sampled_from(WORDS.split()),
            st.text(max_size=6),
        ),
        max_size=30,
    )
)
def test_spans_are_exact_whatever_the_text(words: list[str]) -> None:
    text = " ".join(words)
    end = 0
    for one in find_figures(text):
        assert one.text == text[one.start : one.end]
        assert one.start >= end
        assert (one.low is None and one.high is None) == (one.wording != "") == (one.bound == "")
        if one.low is not None and one.high is not None:
            assert one.low <= one.high
        end = one.end
