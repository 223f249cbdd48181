"""What the words around a number allow: every bound with every number, and ranges."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.extraction.quantities import NUMBER, Quantity, number_of, read_quantity

AT_LEAST = (
    *("at least", "not fewer than", "no fewer than", "not less than", "no less than"),
    *("a minimum of", "not under", "nothing less than", "at the very least", "as few as"),
    *("never fewer than", "upward of"),
)
MORE_THAN = ("more than", "over", "above", "upwards of", "in excess of", "well over", "exceeding")
AT_MOST = (
    *("at most", "not more than", "no more than", "up to", "as many as", "a maximum of"),
    *("not over", "did not exceed", "never more than", "wasn't over", "no longer than"),
    *("no more than about",),
)
LESS_THAN = ("fewer than", "less than", "under", "below", "not even", "far fewer than")
ABOUT = (
    *("about", "around", "some", "nearly", "almost", "roughly", "approximately", "just over"),
    *("an estimated", "close to", "just under", "perhaps", "hardly", "not much more than"),
)
EXACT = ("", "exactly", "precisely", "only", "a total of", "all", "no more and no less than")
NUMBERS = {
    "40": 40, "1,200": 1200, "forty-one": 41, "two hundred and six": 206, "3.5 million": 3.5e6,
    "1,20,000": 120_000, "half a million": 5e5, "one million two hundred thousand": 1.2e6,
    "12 000": 12_000, "two and a half million": 2.5e6,
}  # fmt: skip


def read(text: str) -> Quantity | None:
    found = (one for one in NUMBER.finditer(text) if one["low"] not in ("a", "an"))
    return read_quantity(text, next(found))


@pytest.mark.parametrize(("words", "value"), NUMBERS.items())
def test_a_number_is_read_in_figures_and_in_words(words: str, value: float) -> None:
    assert number_of(words) == value


@pytest.mark.parametrize(
    ("bound", "phrase"),
    [
        *product(["at-least"], AT_LEAST),
        *product(["more-than"], MORE_THAN),
        *product(["at-most"], AT_MOST),
        *product(["less-than"], LESS_THAN),
        *product(["about"], ABOUT),
        *product(["exact"], EXACT),
    ],
)
@given(number=st.sampled_from(sorted(NUMBERS)), opens=st.sampled_from(["", "There were "]))
def test_each_phrase_means_its_bound_with_each_number(
    bound: str, phrase: str, number: str, opens: str
) -> None:
    one = read(f"{opens}{phrase} {number} people".lstrip())
    assert one is not None
    low = None if bound in ("at-most", "less-than") else NUMBERS[number]
    high = None if bound in ("at-least", "more-than") else NUMBERS[number]
    assert (one.low, one.high, one.bound) == (low, high, bound)


@pytest.mark.parametrize("phrase", ["{} to {}", "{}-{}", "between {} and {}", "from {} to {}",
                                    "{} or {}", "anywhere from {} to {}", "{}–{}"])  # fmt: skip
@given(low=st.integers(2, 9_000), more=st.integers(1, 9_000))
def test_a_range_keeps_both_its_ends(phrase: str, low: int, more: int) -> None:
    one = read(f"Then {phrase.format(low, low + more)} people came")
    assert one is not None
    assert (one.low, one.high, one.bound) == (low, low + more, "between")


@pytest.mark.parametrize(
    ("words", "low", "high", "bound"),
    [
        ("40 or more people", 40, None, "at-least"),
        ("40-plus people", 40, None, "at-least"),
        ("40+ people", 40, None, "at-least"),
        ("40 at most", None, 40, "at-most"),
        ("40 or fewer people", None, 40, "at-most"),
        ("40 or so people", 40, 40, "about"),
        ("dozens of people", None, None, ""),
        ("at least hundreds of thousands of people", None, None, ""),
        ("2 to 3 million people", 2e6, 3e6, "between"),
    ],
)
def test_words_behind_a_number_bind_it_too(
    words: str, low: float | None, high: float | None, bound: str
) -> None:
    one = read(words)
    assert one is not None
    assert (one.low, one.high, one.bound) == (low, high, bound)


@pytest.mark.parametrize(("words", "note"), [
    ("more than 40", ""),
    ("fewer than 40", ""),
    ("more than about 40", "about"),
    ("nearly 40", "a little less"),
    ("just over 40", "a little more"),
    ("at least 40", ""),
])  # fmt: skip
def test_what_the_columns_cannot_hold_is_noted(words: str, note: str) -> None:
    one = read(words)
    assert one is not None
    assert one.note == note


@pytest.mark.parametrize(
    "text",
    ["not 40 but sixty", "rather than 40", "won 40-30", "lost 40 to 60", "between 40 men and 60",
     "not only 40 people", "up to hundreds"],
)  # fmt: skip
def test_a_negated_number_a_score_and_half_a_range_are_none(text: str) -> None:
    assert read(text) is None


def test_a_change_is_no_range() -> None:
    one = read("it rose from 40 to 60")
    assert one is not None
    assert (one.low, one.high, one.bound) == (40, 40, "exact")
