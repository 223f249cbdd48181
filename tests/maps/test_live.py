"""A map whose page a notebook reads and sets: the kernel's half, as the page tells it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from maps.exploring import seven_events

from geo.errors import MapError
from geo.maps.explore import ExploreMap, explore


@pytest.fixture
def view() -> ExploreMap:
    """Return seven events under letters, the page's order of them being another."""
    events = seven_events().set_index(pd.Index(list("abcdefg")))
    return explore(events, column="kind", time="date", title="Seven")


def told(view: ExploreMap, labels: str) -> bytes:
    """Return the bits with which the page tells of these events."""
    order = [list("abcdefg")[row] for row in view._layer.order]
    return np.packbits([label in labels for label in order], bitorder="little").tobytes()


def test_what_is_selected_on_the_page_is_a_part_of_the_table(view: ExploreMap) -> None:
    assert list(view.selected.index) == []
    view.widget.chosen = memoryview(told(view, "fbd"))
    assert list(view.selected.index) == ["b", "d", "f"]
    assert list(view.selected["title"]) == ["Flood upriver", "Fire in the market", "Strike"]
    assert view.selected.crs == "EPSG:4326"


@pytest.mark.parametrize(
    "value",
    [
        ["b", "d"],
        pd.Index(["d", "b"]),
        seven_events().set_index(pd.Index(list("abcdefg"))).loc[["b", "d"]],
        np.array([False, True, False, True, False, False, False]),
    ],
)
def test_rows_are_set_as_pandas_users_name_them(view: ExploreMap, value: object) -> None:
    view.selected = value
    assert bytes(view.widget.chosen) == told(view, "bd")
    view.filtered = value
    assert bytes(view.widget.kept) == told(view, "bd")
    view.selected = None
    assert view.widget.chosen is None


def test_without_any_filter_all_rows_with_a_place_pass() -> None:
    events = seven_events()
    events.loc[2, "geometry"] = None
    view = explore(events, column="kind")
    assert list(view.filtered.index) == [0, 1, 3, 4, 5, 6]
    view.widget.passed = bytes([0])
    assert list(view.filtered.index) == []


def test_a_window_of_time_is_told_in_datetimes_and_set_in_texts(view: ExploreMap) -> None:
    assert view.time is None
    view.time = ("2007-05", "2007-06-01")
    assert view.time == (np.datetime64("2007-05-01"), np.datetime64("2007-06-01"))
    # Days from a zero that the page knows; from 1 May to 1 June are 31 of them.
    first, last = view.widget.window
    assert first + view._layer.spans.zero == 13634  # days from 1970-01-01 to 2007-05-01
    assert last - first == 31
    view.time = (np.datetime64("2007"), pd.Timestamp("2007-06-01 12:00"))
    assert view.time == (np.datetime64("2007-01-01"), np.datetime64("2007-06-01"))
    view.time = None
    assert view.widget.window is None


def test_bounds_are_those_of_the_events_until_the_page_tells_its_own(view: ExploreMap) -> None:
    assert view.bounds == (-58.4, -34.6, 139.7, 51.6)
    view.widget.bounds = [60, 20, 75, 30]
    assert view.bounds == (60, 20, 75, 30)


def test_a_moved_event_comes_back_in_the_tables_own_crs(view: ExploreMap) -> None:
    events = seven_events().set_index(pd.Index(list("abcdefg"))).to_crs(3857)
    view = explore(events, column="kind")
    number = list(view._layer.order).index(5)  # the strike
    view.widget.moves = [[number, 1.0, 0.0]]
    assert view.moved.to_dict("index") == {"f": {"lon": 1.0, "lat": 0.0, "set_by": "person"}}
    there = view.edited.geometry["f"]
    # A degree on Mercator's equator: the earth's radius of 6,378,137 m times pi / 180.
    assert (round(there.x, 3), round(there.y, 3)) == (111319.491, 0)
    others = events.index.drop("f")
    assert view.edited.geometry[others].equals(events.geometry[others])
    assert events.geometry["f"] != there


def test_a_function_is_called_when_a_value_changes_and_no_more_after_the_end(
    view: ExploreMap,
) -> None:
    seen: list[list[str]] = []
    end = view.observe(lambda now: seen.append(list(now.selected.index)), "selected")
    view.selected = ["a"]
    view.bounds = (0, 0, 1, 1)
    end()
    view.selected = ["b"]
    assert seen == [["a"]]


def test_linked_maps_show_one_place_and_one_time(view: ExploreMap) -> None:
    other = explore(
        gpd.GeoDataFrame(
            {"day": ["2007-05-12", "2008"]}, geometry=[shapely.Point(1, 2)] * 2, crs=4326
        )
    )
    end = view.link(other)
    view.widget.place = [5, 24.9, 67.0]
    view.time = ("2007-05-12", "2007-12-31")
    assert other.widget.place == [5, 24.9, 67.0]
    assert other.time == (np.datetime64("2007-05-12"), np.datetime64("2007-12-31"))
    other.widget.place = [6, 1.0, 2.0]
    assert view.widget.place == [6, 1.0, 2.0]
    end()
    view.widget.place = [1, 0.0, 0.0]
    assert other.widget.place == [6, 1.0, 2.0]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("selected", ["z"], "selected: found 'z', wanted labels of the events' index"),
        ("filtered", np.array([True]), "filtered: found 1 truth values, wanted 7"),
        (
            "selected",
            3,
            "selected: found int, wanted a frame, labels of the events' index, a truth",
        ),
        ("bounds", (1, 2, 3), "bounds: found (1, 2, 3), wanted west, south, east, north"),
        ("bounds", (0, 60, 10, 50), "bounds: found 0, 60, 10, 50, wanted west, south, east, north"),
        ("time", "2007", "time: found '2007', wanted a first and a last time, or None"),
        ("time", ("May 1st", "2007"), "time: found 'May 1st', wanted a datetime or a text in EDTF"),
        ("time", ("2008", "2007"), "time: found 2008 to 2007, wanted the first before the last"),
    ],
)
def test_what_can_not_be_shown_is_refused(
    view: ExploreMap, name: str, value: object, message: str
) -> None:
    with pytest.raises(MapError) as caught:
        setattr(view, name, value)
    assert str(caught.value).startswith(message)
    with pytest.raises(MapError, match="wanted None: these events have no timeline"):
        explore(seven_events(), time="").time = ("2007", "2008")
    with pytest.raises(MapError, match="observe: found 'place', wanted one of: selected, filtered"):
        view.observe(print, "place")


def test_an_event_s_texts_are_found_by_the_number_that_the_page_has_for_it(
    view: ExploreMap,
) -> None:
    number = list(view._layer.order).index(5)
    assert view._layer.texts_of(number)[0] == "Strike"
    assert view._layer.texts_of(700) == []
