from __future__ import annotations

import warnings
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.errors import MapError, MapWarning
from geo.maps import ManyEvents
from geo.maps.explore import explore
from geo.tables.times import Spans, read_spans

DAY = 86_400


def frame(**columns: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - any values
    rows = len(next(iter(columns.values())))
    points = gpd.points_from_xy(range(rows), range(rows))
    return gpd.GeoDataFrame(columns, geometry=points, crs=4326)


def spans(column: Any) -> list[str]:  # noqa: ANN401 - any values
    """Return the time of each value as ISO 8601, first and last if they differ."""
    return written(read_spans(pd.DataFrame({"when": column}), columns=["when"]))


def written(read: Spans) -> list[str]:
    unit = {DAY: "D", 60: "m", 1: "s"}[read.unit_s]
    ends = [
        [str(np.datetime64(int(one) + read.zero, unit)) for one in pair]
        for pair in zip(read.first, read.last, strict=True)
    ]
    known = (read.first <= read.last).tolist()
    texts = [one if one == other else f"{one}/{other}" for one, other in ends]
    return [text if there else "" for text, there in zip(texts, known, strict=True)]


@pytest.mark.parametrize(
    ("columns", "taken"),
    [
        # As ACLED, UCDP and GDELT name and write them.
        (
            {
                "event_date": ["12 May 2007"],
                "year": [2007],
                "time_precision": [1],
                "timestamp": [1649000000],
            },
            ("event_date",),
        ),
        (
            {
                "year": [2007],
                "active_year": [True],
                "source_date": ["2007-05-13"],
                "date_prec": [1],
                "date_start": ["2007-05-12 00:00:00.000"],
                "date_end": ["2007-05-13 00:00:00.000"],
            },
            ("date_start", "date_end"),
        ),
        (
            {
                "SQLDATE": [20070512],
                "MonthYear": [200705],
                "Year": [2007],
                "FractionDate": [2007.36],
                "DATEADDED": [20170701234500],
            },
            ("SQLDATE",),
        ),
        # As KML is read: what is empty is no time.
        (
            {"timestamp": pd.to_datetime(["2014-04-12"]), "begin": [pd.NaT], "end": [pd.NaT]},
            ("timestamp",),
        ),
        ({"timestamp": [pd.NaT], "begin": [pd.NaT], "end": [pd.NaT]}, None),
        (
            {"timestamp": [pd.NaT], "begin": pd.to_datetime(["2014-04-12"]), "end": [pd.NaT]},
            ("begin", "end"),
        ),
        (
            {
                "eventDate": ["2007-05"],
                "dateIdentified": ["2009-01-01"],
                "year": [2007],
                "month": [5],
            },
            ("eventDate",),
        ),
        (
            {"startDate": ["2007-05-12"], "endDate": ["2007-05-13"], "modified": ["2009-01-01"]},
            ("startDate", "endDate"),
        ),
        ({"acq_date": ["2007-05-12"], "acq_time": [1342]}, ("acq_date",)),
        ({"time": [1178928000000], "updated": [1188928000000]}, ("time",)),
        ({"Start Year": [1992], "note": ["2007-05-12"]}, ("Start Year",)),
        ({"date": ["2007-05-12"], "year": [2007]}, ("date",)),
        ({"a": pd.to_datetime(["2007-05-12"])}, ("a",)),
        ({"a": pd.to_datetime(["2007-05-12"]), "b": pd.to_datetime(["2007-05-12"])}, None),
        ({"created_at": ["2007-05-12"], "event_year": [1999]}, ("event_year",)),
        ({"date": ["unknown"], "year": ["n/a"]}, None),
        ({"time_spent": [12], "weekday": ["Monday"], "date_prec": [3]}, None),
        ({"year": [3], "days": [400]}, None),
        ({"name": ["May 2007"]}, None),
    ],
)
def test_the_values_decide_which_column_is_the_time(
    columns: dict[str, Any], taken: tuple[str, ...] | None
) -> None:
    page = explore(frame(**columns))
    assert page.time_columns == taken
    assert ("time: " + " to ".join(taken) if taken else "events>") in repr(page)


def test_a_column_that_could_be_two_is_passed_over_with_a_warning_that_settles_it() -> None:
    table = frame(event_date=["05/12/2007", "06/12/2007"], year=[2007, 2007])
    with pytest.warns(MapWarning, match=r"event_date.*to_datetime.*format='%d/%m/%Y'"):
        layer = ManyEvents(table)
    assert layer.time_columns == ("year",)
    with pytest.raises(
        MapError, match=r"'05/12/2007', which could be dates of two kinds.*row 0 and 1"
    ):
        explore(table, time="event_date")
    table["event_date"] = pd.to_datetime(table["event_date"], format="%d/%m/%Y")
    assert explore(table).time_columns == ("event_date",)


def test_days_in_columns_of_their_own_beside_the_years_are_pointed_out() -> None:
    parts = {"iyear": [2007, 2008], "imonth": [5, 0], "iday": [12, 0]}
    with pytest.warns(MapWarning, match="'imonth' and 'iday' hold the days") as warned:
        assert explore(frame(**parts)).time_columns == ("iyear",)
    table = pd.DataFrame(parts)
    advice = str(warned[0].message).partition(": ")[2]
    exec(advice, {"pandas": pd, "table": table})  # noqa: S102 - as the reader would
    assert table["date"].tolist() == [pd.Timestamp("2007-05-12"), pd.NaT]


def test_words_and_nothing_beside_the_years_are_no_days() -> None:
    parts = {"year": [2007, 2008], "month": ["May", "June"], "day": [None, None]}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert explore(frame(**parts)).time_columns == ("year",)


def test_a_table_with_one_wrong_date_says_so_and_is_drawn() -> None:
    days = ["2007-05-12"] * 9 + ["2007-02-30"]
    with pytest.warns(MapWarning, match=r"'date': found '2007-02-30'.*row 9"):
        assert explore(frame(date=days, year=[2007] * 10)).time_columns == ("year",)


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (["12/05/2007", "25/12/2007"], ["2007-05-12", "2007-12-25"]),
        (["12/05/2007", "12/25/2007", "n/a"], ["2007-12-05", "2007-12-25", ""]),
        ([20070512, 20070500], ["2007-05-12", "2007-05-01/2007-05-31"]),
        (["20070512", "20070513", None], ["2007-05-12", "2007-05-13", ""]),
        ([199805, 201312], ["1998-05-01/1998-05-31", "2013-12-01/2013-12-31"]),
        ([1178926200, 1178926201], ["2007-05-11T23:30:00", "2007-05-11T23:30:01"]),
        (["1178926200000", ""], ["2007-05-11T23:30:00", ""]),
        ([20070512233000.0, np.nan], ["2007-05-12T23:30:00", ""]),
        (["-753", "44 BC"], ["-753-01-01/-753-12-31", "-043-01-01/-043-12-31"]),
        (["2007-05-12 00:00:00", "2007-05-13T00:00"], ["2007-05-12", "2007-05-13"]),
        (
            ["2007-05-12 00:00:00", "2007-05-13T10:00"],
            ["2007-05-12T00:00:00", "2007-05-13T10:00:00"],
        ),
        (
            pd.Series(["2007-05-12", "1992"], dtype="category"),
            ["2007-05-12", "1992-01-01/1992-12-31"],
        ),
        (pd.period_range("2007-05", periods=1, freq="M"), ["2007-05-01/2007-05-31"]),
        ([pd.Timestamp("2007-05-12"), None], ["2007-05-12", ""]),
        ([float("nan"), None], ["", ""]),
    ],
)
def test_a_column_is_read_as_a_whole(values: Any, read: list[str]) -> None:  # noqa: ANN401
    assert spans(values) == read


@pytest.mark.parametrize(
    ("values", "call"),
    [
        (["05/12/2007"], "format='%d/%m/%Y'), or format='%m/%d/%Y'"),
        (["13/05/2007", "05/13/2007"], "format="),
        (["12-MAY-07"], "format='%d-%b-%y'"),
        ([200705, 200812], "format='%Y%m'"),
        ([39214, 39215.5], "unit='D', origin='1899-12-30'"),
        ([2007051210, 2007051211], "unit='s'"),
        (["2007-05-12T10:00Z", "2007-05-12T11:00"], "utc=True"),
    ],
)
def test_what_the_values_leave_open_is_refused_with_the_call(values: Any, call: str) -> None:  # noqa: ANN401
    with pytest.raises(MapError, match="could be dates of two kinds") as caught:
        spans(values)
    assert call in str(caught.value)
    assert "'when'" in str(caught.value)


@pytest.mark.parametrize(
    "values", [[2007.5, 1992], [True, False], [["2007"]], [{}], ["2007", "soon"]]
)
def test_what_is_no_date_names_column_value_and_row(values: Any) -> None:  # noqa: ANN401
    with pytest.raises(MapError, match=r"column 'when': found .*wanted dates.*; row \d"):
        spans(values)


def test_local_midnights_are_days_and_other_moments_keep_their_clock() -> None:
    days = pd.DatetimeIndex(["2007-05-12", "2007-05-13"]).tz_localize("Asia/Karachi")
    read = read_spans(pd.DataFrame({"when": days}), columns=["when"])
    assert (written(read), read.zone) == (["2007-05-12", "2007-05-13"], "")
    moments = pd.DatetimeIndex(["2007-05-12 23:30", "2007-05-13 08:00"]).tz_localize("Asia/Karachi")
    read = read_spans(pd.DataFrame({"when": moments}), columns=["when"])
    assert written(read) == ["2007-05-12T23:30:00", "2007-05-13T08:00:00"]
    assert read.zone == "Asia/Karachi"


def test_days_of_a_zone_with_summer_time_are_days_as_text_too() -> None:
    texts = ["2007-01-12T00:00:00+01:00", "2007-07-12T00:00:00+02:00"]
    assert spans(texts) == ["2007-01-12", "2007-07-12"]


def test_several_zones_are_told_in_universal_time() -> None:
    texts = ["2007-05-12T23:30:00+05:00", "2007-05-12T23:30:00+01:00"]
    read = read_spans(pd.DataFrame({"when": texts}), columns=["when"])
    assert written(read) == ["2007-05-12T18:30:00", "2007-05-12T22:30:00"]
    assert read.zone == "UTC"
    pair = pd.DataFrame(
        {
            "start": pd.DatetimeIndex(["2007-05-12 23:30"]).tz_localize("Asia/Karachi"),
            "end": pd.DatetimeIndex(["2007-05-12 19:30"]).tz_localize("UTC"),
        }
    )
    read = read_spans(pair, columns=["start", "end"])
    assert written(read) == ["2007-05-12T18:30:00/2007-05-12T19:30:00"]


def test_a_pair_of_midnights_is_a_span_of_days_and_of_clocks_is_not() -> None:
    pair = pd.DataFrame({"a": ["2007-05-12 00:00"], "b": ["2007-05-13 00:00"]})
    assert written(read_spans(pair, columns=["a", "b"])) == ["2007-05-12/2007-05-13"]
    pair["b"] = ["2007-05-13 10:00"]
    (text,) = written(read_spans(pair, columns=["a", "b"]))
    assert text == "2007-05-12T00:00:00/2007-05-13T10:00:00"
