from __future__ import annotations

import numpy as np
import pandas as pd

from geo.maps.records import in_order


def days(**told: tuple[str, str]) -> pd.DataFrame:
    first, last = ([told[name][side] or "NaT" for name in told] for side in (0, 1))
    columns = {
        "earliest": np.array(first, dtype="datetime64[s]"),
        "latest": np.array(last, dtype="datetime64[s]"),
    }
    return pd.DataFrame(columns, index=list(told))


def test_what_has_no_date_comes_last_as_it_stands() -> None:
    frame = days(partition=("", ""), cab=("", ""), founded=("1984-01-01", "1984-12-31"))
    assert list(in_order(frame)) == ["founded", "partition", "cab"]


def test_what_is_told_to_be_over_by_a_year_comes_before_what_is_of_that_year() -> None:
    frame = days(
        arrival=("1992-01-01", "1992-12-31"),
        warrant=("", "1992-12-31"),
        march=("2007-05-12", "2007-05-13"),
        month=("", "2007-05-31"),
        call=("", "2007-05-13"),
        rule=("1984-01-01", ""),
    )
    assert list(in_order(frame)) == ["rule", "warrant", "arrival", "month", "march", "call"]


def test_days_that_nanoseconds_cannot_count_are_ordered_too() -> None:
    frame = days(marathon=("-0489-01-01", "-0489-12-31"), ides=("", "-0043-03-15"), now=("", ""))
    assert list(in_order(frame)) == ["marathon", "ides", "now"]


def test_a_frame_without_last_days_or_without_rows_has_an_order() -> None:
    frame = days(late=("2007-05-12", ""), early=("1984-01-01", ""))
    assert in_order(frame.drop(columns="latest")) == {"early": 0, "late": 1}
    assert in_order(frame.iloc[:0]) == {}
