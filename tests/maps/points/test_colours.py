from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import MapError
from geo.maps.points.colours import (
    colouring,
    exact_numbers,
    key_lines,
    natural_breaks,
    size_codes,
)
from geo.palette import RAMP

SKEWED = [0] * 100 + list(range(1, 100)) + [100_000]


def test_skewed_values_keep_their_own_colours_and_the_key_says_how() -> None:
    found = colouring(pd.Series(SKEWED, name="deaths"))
    assert len({*found.codes.tolist()}) == 101
    lines = [text for text, _ in key_lines(found.key)]
    assert lines == [
        "deaths: 0 (equal steps in rank)",
        "deaths: 25",
        "deaths: 50",
        "deaths: 75",
        "deaths: 100,000",
    ]


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        (SKEWED, "rank"),
        ([-one for one in SKEWED], "rank"),
        ([one % 11 for one in range(200)] + [500, 900, 5_800] * 4, "rank"),
        (10.0 ** np.linspace(0, 9, 50), "ratio"),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000], "ratio"),
        (range(0, 100, 10), "value"),
        (np.linspace(-1, 1, 500) ** 3, "value"),
    ],
)
def test_the_skew_of_numbers_chooses_how_they_are_spread(values: object, spread: str) -> None:
    key = colouring(pd.Series(values, name="n", dtype=float)).key
    assert key.get("spread", "value") == spread
    assert ("breaks" in key) is (spread == "rank")


def test_ranks_are_those_of_the_events_and_not_of_their_different_values() -> None:
    # Nine tenths of 10,000 events have 0 to 8, the rest a value each: these share the last tenth.
    values = [one % 9 for one in range(9_000)] + list(range(100, 1_100))
    found = colouring(pd.Series(values, name="n", dtype=float), scale="rank")
    breaks = found.key["breaks"]
    assert breaks[:9] == list(range(9))
    assert len(breaks) == 9 + 26  # 256 steps, a tenth of them beyond the ties
    assert breaks[-1] == 1_099


@given(st.lists(st.one_of(st.none(), st.floats(-1e12, 1e12)), min_size=1))
def test_numbers_come_out_as_they_are_or_with_seven_digits(values: list[float | None]) -> None:
    column = np.array(values, dtype=np.float64)
    numbers, key = exact_numbers(column, label="n")
    nothing = np.iinfo(np.int32).min
    if key["per"] == 0:
        back = numbers.view(np.float32).astype(np.float64)
        assert np.allclose(back, column, rtol=1e-7, atol=1e-37, equal_nan=True)
    else:
        back = np.where(numbers == nothing, np.nan, numbers / key["per"])
        assert np.allclose(back, column, rtol=1e-11, atol=0, equal_nan=True)


def test_the_radius_of_a_dot_is_the_root_of_its_number() -> None:
    codes, key = size_codes(np.array([100, 25, 1, 0, np.nan]), label="deaths")
    assert codes.tolist() == [254, 127, 25, 0, 255]  # 254 times 1, 1/2, 1/10, 0
    assert key == {"label": "deaths", "high": 100.0, "missing": 1}
    with pytest.raises(MapError, match="size='n': found -2, wanted numbers of 0 or more"):
        size_codes(np.array([-2.0, 4]), label="n")
    with pytest.raises(MapError, match="size='n': found no column of numbers, wanted one"):
        size_codes(None, label="n")


def test_equal_ratios_are_equal_steps_and_the_key_says_so() -> None:
    found = colouring(pd.Series([1, 10, 100, 1_000, 10_000], name="n", dtype=float), scale="ratio")
    assert found.codes.tolist() == [0, 64, 127, 190, 254]  # quarters of 254, a half to the even one
    assert [text for text, _ in key_lines(found.key)] == [
        "n: 1 (logarithmic)",
        "n: 10",
        "n: 100",
        "n: 1,000",
        "n: 10,000",
    ]


def test_natural_classes_part_what_is_far_apart() -> None:
    groups = [[1, 2, 3], [40, 41], [90, 95], [200, 201, 202], [500], [1_000, 1_001]]
    values = [value for group in groups for value in group]
    found = colouring(pd.Series(values, name="n", dtype=float), scale="classes")
    assert found.key["breaks"] == [group[0] for group in groups]
    codes = iter(found.codes.tolist())
    assert [{next(codes) for _ in group} for group in groups] == [
        {0},
        {51},
        {102},
        {152},
        {203},
        {254},
    ]


@given(st.lists(st.integers(0, 60), min_size=4, max_size=12), st.integers(2, 4))
def test_no_other_classes_have_less_within_them(values: list[int], classes: int) -> None:
    known = np.sort(np.array(values, dtype=float))
    different = np.unique(known)

    def within(begins: object) -> float:
        parts = np.split(known, np.searchsorted(known, begins))
        return sum(float(((part - part.mean()) ** 2).sum()) for part in parts if len(part))

    least = min(
        within(begins)
        for begins in itertools.combinations(different[1:], min(classes, len(different)) - 1)
    )
    assert within(natural_breaks(known, classes=classes)[1:]) == pytest.approx(least)


@pytest.mark.parametrize(
    ("values", "scale", "said"),
    [
        ([0, 1, 2], "ratio", "found 0 in 'n', wanted numbers above 0"),
        (["a", "b"], "rank", "found no numbers in 'n', wanted a number"),
        ([1, 2], "log", "found 'log', wanted one of value, ratio, rank, classes"),
    ],
)
def test_a_scale_that_does_not_fit_is_refused(values: list[object], scale: str, said: str) -> None:
    with pytest.raises(MapError, match=said):
        colouring(pd.Series(values, name="n"), scale=scale)


def test_an_ordered_categorical_keeps_its_order_and_has_a_ramp() -> None:
    levels = pd.CategoricalDtype(["low", "middle", "high", "never"], ordered=True)
    found = colouring(pd.Series(["high", "low", "low", "middle"], name="level", dtype=levels))
    assert found.key["names"] == ["low", "middle", "high"]
    assert found.codes.tolist() == [2, 0, 0, 1]
    lights = [group["light"] for group in found.key["groups"]]
    assert (lights[0], lights[-1]) == (RAMP[0].light, RAMP[-1].light)


def test_thirty_values_are_all_named_and_three_hundred_as_far_as_a_byte_goes() -> None:
    thirty = colouring(pd.Series([f"v{one:02d}" for one in range(30)], name="v"))
    assert thirty.key["names"] == [f"v{one:02d}" for one in range(30)]
    many = colouring(pd.Series([f"v{one:03d}" for one in range(300)] + ["v299"], name="v"))
    assert len(many.key["names"]) == 253
    assert many.key["names"][0] == "v299"
    assert set(many.codes[252:299].tolist()) == {253}


@given(st.lists(st.floats(-1e9, 1e9), min_size=9, max_size=400, unique=True))
def test_a_greater_value_never_has_a_lower_step(values: list[float]) -> None:
    codes = colouring(pd.Series([*values, None], name="n", dtype=float)).codes
    if "spread" in colouring(pd.Series(values, name="n")).key or len({*codes}) > 9:
        ordered = codes[np.argsort(values)].astype(int)
        assert np.all(np.diff(ordered) >= 0)
    assert codes[-1] == 255
