"""Events are counted by area and time; what is not certain is not counted as if it were."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import geo
from geo.errors import MapError

KARACHI, QUETTA, LONDON, OCEAN = (67.01, 24.86), (67.0, 30.2), (-0.1, 51.5), (-30.0, 0.0)


def events(
    *rows: tuple[tuple[float, float] | None, object], **columns: list[object]
) -> gpd.GeoDataFrame:
    """Return events at places with their times."""
    points = [None if at is None else shapely.Point(at) for at, _ in rows]
    table = {"day": [day for _, day in rows], **columns}
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326")


def rows_of(found: gpd.GeoDataFrame, *columns: str) -> list[tuple[object, ...]]:
    return list(found[list(columns)].itertuples(index=False, name=None))


def test_countries_hold_what_lies_in_them_and_the_rest_has_no_name() -> None:
    table = events(*((at, "2007") for at in (KARACHI, QUETTA, LONDON, OCEAN, None)))
    found = geo.summarise(table, by="country")
    counts = dict(rows_of(found, "area", "events"))
    assert counts == {"": 2, "Pakistan": 2, "United Kingdom": 1}
    assert "period" not in found
    pakistan = found.set_index("area").loc["Pakistan"]
    assert pakistan.geometry.contains(shapely.Point(QUETTA))
    assert pakistan["per_100_000"] == pytest.approx(2 / pakistan["people"] * 100_000)


def test_provinces_are_those_of_the_gazetteer() -> None:
    table = events((KARACHI, "2007"), (QUETTA, "2007"), (KARACHI, "2008"))
    found = geo.summarise(table, by="admin1")
    assert sorted(rows_of(found, "area", "events")) == [("Balochistan", 1), ("Sindh", 2)]


def test_a_date_that_leaves_the_month_open_is_counted_apart_and_said_to_be_possible() -> None:
    square = gpd.GeoDataFrame(geometry=[shapely.box(60, 20, 70, 35)], index=["a"], crs=4326)
    days = ["2007-05-12", "2007-05", "2007", "2007-04/2007-05", "", "2007-06-30"]
    found = geo.summarise(events(*((KARACHI, day) for day in days)), by=square, every="month")
    months = {
        period: (sure, may) for period, sure, may in rows_of(found, "period", "events", "possible")
    }
    assert months[""] == (3, 0)  # the year, the two months, and the one without a date
    assert months["2007-01"] == (0, 1)
    assert months["2007-04"] == (0, 2)
    assert months["2007-05"] == (2, 2)
    assert months["2007-06"] == (1, 1)
    assert months["2007-12"] == (0, 1)
    assert found["events"].sum() == 6


@pytest.mark.parametrize(
    ("every", "periods"),
    [
        ("day", ["-0043-03-15", "2007-05-12"]),
        ("year", ["-0043", "2007"]),
        ("decade", ["-004X", "200X"]),
        ("century", ["-00XX", "20XX"]),
    ],
)
def test_periods_are_edtf(every: str, periods: list[str]) -> None:
    found = geo.summarise(
        events((KARACHI, "-0043-03-15"), (KARACHI, "2007-05-12")), by="country", every=every
    )
    assert list(found["period"]) == periods


def test_an_open_end_reaches_as_far_as_anything_that_is_known() -> None:
    table = events((KARACHI, "2005/.."), (KARACHI, "2003"), (KARACHI, "2006"))
    found = geo.summarise(table, by="country", every="year")
    assert rows_of(found, "period", "events", "possible") == [
        ("", 1, 0),
        ("2003", 1, 0),
        ("2005", 0, 1),
        ("2006", 1, 1),
    ]


def test_own_areas_bring_their_names_people_and_crs() -> None:
    areas = gpd.GeoDataFrame(
        {"district": ["south", "north"], "people": [200_000, None]},
        geometry=[shapely.box(60, 20, 70, 27), shapely.box(60, 26, 70, 35)],
        index=["s", "n"],
        crs=4326,
    ).to_crs(3857)
    table = events((KARACHI, "2007"), ((65, 26.5), "2007"), deaths=[3, None])
    found = geo.summarise(table, by=areas, name="district", population="people", total=["deaths"])
    # The second event lies in both, which overlap; its deaths are not known.
    assert rows_of(found, "area_id", "area", "events") == [("s", "south", 2), ("n", "north", 1)]
    assert found["deaths"].tolist()[0] == 3
    assert np.isnan(found["deaths"].tolist()[1])
    assert found["per_100_000"].tolist()[0] == 1.0
    assert found.crs == "EPSG:4326"


def test_a_harbour_beside_the_simplified_coast_counts_where_it_is_near() -> None:
    pakistan = geo.summarise(events((KARACHI, "2007")), by="country").geometry[0]
    south = shapely.Point(66.5, 20.0)
    coast = shapely.shortest_line(south, pakistan).coords[1]
    table = events(((coast[0], coast[1] - 0.01), "2007"), ((coast[0], coast[1] - 0.1), "2007"))
    found = geo.summarise(table, by="country")
    assert rows_of(found, "area", "events") == [("", 1), ("Pakistan", 1)]


def test_a_summary_is_drawn_with_a_timeline(tmp_path: object) -> None:
    found = geo.summarise(
        events((KARACHI, "2007-05"), (LONDON, "2008")), by="country", every="year"
    )
    page = geo.explore(found, column="events", time="period")
    assert (page.time_columns, page._layer.rows) == (("period",), 2)
    geo.formats.write_geoparquet(found, f"{tmp_path}/years.parquet")
    back = gpd.read_parquet(f"{tmp_path}/years.parquet", bbox=(60, 20, 70, 30))
    assert list(back["area"]) == ["Pakistan"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"by": "county"},
            "by='county': found no such areas, wanted 'country' or 'admin1', or a frame",
        ),
        ({"every": "week"}, "every='week': found no such period, wanted one of: day, month, year"),
        ({"total": ["what"]}, "total='what': found no column of numbers, wanted one"),
        ({"total": ["no"]}, "total='no': found no such column"),
        (
            {"by": gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=4326)},
            "by: row 0: found Point",
        ),
    ],
)
def test_what_can_not_be_counted_is_refused(options: dict[str, object], message: str) -> None:
    table = events((KARACHI, "2007"), what=["a riot"])
    with pytest.raises(MapError) as caught:
        geo.summarise(table, **options)
    assert str(caught.value).startswith(message)
    with pytest.raises(MapError, match="every: found no column of times"):
        geo.summarise(table.drop(columns="day"), every="month")
    assert isinstance(geo.summarise(table), pd.DataFrame)
