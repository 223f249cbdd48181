"""SQL of the pyramid: bins of time, and places as another formula has them."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MapError
from geo.maps.large.source import bin_of, bin_sql, bins_for, counts_sql, day_sql, places_sql

EPOCH = date(1970, 1, 1)
DAYS = st.integers(-719_162, 700_000)  # from year 1 to 3886


@settings(max_examples=15)
@given(st.lists(DAYS, min_size=2), st.sampled_from(["day", "month", "year"]))
def test_every_day_lies_in_one_bin_and_sql_says_the_same(days: list[int], coarsest: str) -> None:
    bins = bins_for(min(days), max(days), coarsest=coarsest)
    assert len(bins.edges) <= 61
    assert list(bins.edges) == sorted(set(bins.edges))
    numbers = [bin_of(day, bins) for day in days]
    for day, number in zip(days, numbers, strict=True):
        assert bins.edges[number] <= day < bins.edges[number + 1]
    written = ", ".join(f"DATE '{EPOCH + timedelta(days=day)}'" for day in days)
    query = (
        f"SELECT {bin_sql('day', bins)}, {day_sql('day')} "  # noqa: S608 - made here
        f"FROM (SELECT unnest([{written}]) AS day)"
    )
    assert duckdb.sql(query).fetchall() == list(zip(numbers, days, strict=True))


def test_months_are_the_calendar_s() -> None:
    bins = bins_for(
        (date(2007, 5, 12) - EPOCH).days, (date(2008, 2, 3) - EPOCH).days, coarsest="month"
    )
    starts = [(EPOCH + timedelta(days=day)).isoformat() for day in bins.edges]
    assert starts[:2] + starts[-2:] == ["2007-05-01", "2007-06-01", "2008-02-01", "2008-03-01"]


def test_times_beyond_all_calendars_are_refused() -> None:
    with pytest.raises(MapError, match="6,000 years"):
        bins_for(0, 366 * 9000)


@pytest.mark.parametrize(
    ("lon", "lat", "x", "y"),
    [
        (0.0, 0.0, 2**29, 2**29),
        (-180.0, 89.0, 0, 0),
        (180.0, -89.0, 0, 2**30 - 1),  # 180 degrees east is 180 degrees west
        (190.0, 0.0, int(2**30 / 36), 2**29),
        (0.0, 66.51326044, 2**29, 2**28),  # where a quarter of the map's height lies
    ],
)
def test_places_lie_where_mercator_has_them(lon: float, lat: float, x: int, y: int) -> None:
    query = ", ".join(places_sql(f"{lon!r}::DOUBLE", f"{lat!r}::DOUBLE"))
    assert duckdb.sql(f"SELECT {query}").fetchall()[0] == pytest.approx((x, y), abs=2)


def test_counts_add_up_at_every_depth() -> None:
    points = pd.DataFrame({"n": range(500)})  # noqa: F841 - named in the query
    duckdb.sql("""CREATE OR REPLACE TEMP TABLE points AS SELECT
        n * 2147483 AS x, 1073741823 - n * 99991 AS y, n % 3 AS code, n % 5 AS bin FROM points""")
    for depth in (0, 3, 14):
        counts = duckdb.sql(counts_sql(depth)).fetchall()
        assert sum(many for *_, many in counts) == 500
        assert max(max(x, y) for x, y, *_ in counts) < 64 * 2**depth
