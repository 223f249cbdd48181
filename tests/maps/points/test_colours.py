from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.maps.points.colours import colouring, key_lines

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
    ("values", "skewed"),
    [
        (SKEWED, True),
        ([-one for one in SKEWED], True),
        ([one % 11 for one in range(200)] + [500, 900, 5_800] * 4, True),
        (10.0 ** np.linspace(0, 9, 50), True),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000], True),
        (range(0, 100, 10), False),
        (np.linspace(-1, 1, 500) ** 3, False),
    ],
)
def test_equal_steps_in_value_are_kept_where_they_show_the_values(
    values: object,
    skewed: bool,  # noqa: FBT001 - what is expected
) -> None:
    key = colouring(pd.Series(values, name="n", dtype=float)).key
    assert ("breaks" in key) is skewed


@given(st.lists(st.floats(-1e9, 1e9), min_size=9, max_size=400, unique=True))
def test_a_greater_value_never_has_a_lower_step(values: list[float]) -> None:
    codes = colouring(pd.Series([*values, None], name="n", dtype=float)).codes
    if "breaks" in colouring(pd.Series(values, name="n")).key or len({*codes}) > 9:
        ordered = codes[np.argsort(values)].astype(int)
        assert np.all(np.diff(ordered) >= 0)
    assert codes[-1] == 255
