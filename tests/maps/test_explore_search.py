"""Events are searched, listed, ordered, walked through, named by the address and saved."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from maps.exploring import LAYER, MAP, report_of, seven_events, shapes

from geo.maps.explore import explore

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open, Opened
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ROWS = 20_000
PLACED = {
    19_000: "Überfall in Malmö",
    18_000: "Malmoe is no match of it",
    17_000: "взрыв в КИЇВ сегодня",
    12_345: "東京で地震",
    3: "“Karachi”: calls from Edgware, near İzmir",
    9_999: "KARACHI again; ev-7",
    4_000: "Οδυσσεύς",
}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page of so many events that it looks only at blocks that may hold a word."""
    titles = [f"event number{number:05d}" for number in range(ROWS)]
    for row, title in PLACED.items():
        titles[row] = title
    random = np.random.default_rng(5)
    lon, lat = random.uniform(-170, 170, ROWS), random.uniform(-60, 70, ROWS)
    kinds = [f"kind {number % 3}" for number in range(ROWS)]
    deaths = [(number * 7919) % ROWS for number in range(ROWS)]
    points = gpd.points_from_xy(lon, lat)
    frame = gpd.GeoDataFrame(
        {"title": titles, "kind": kinds, "n": deaths}, geometry=points, crs=4326
    )
    path = tmp_path_factory.mktemp("many") / "many.html"
    explore(frame, column="kind", text=["title", "n"]).save(path)
    assert path.read_text().count('_w9"') == 1
    return path


def search(page: Page, query: str) -> str:
    """Type a query and return what is said to be found."""
    page.get_by_role("searchbox").fill(query)
    page.keyboard.press("Enter")
    found = page.locator(".many-found")
    page.wait_for_function(
        "() => /found$|place$/.test(document.querySelector('.many-found').textContent)"
    )
    return found.inner_text()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("malmö", "2 found"),
        ("MALMO", "2 found"),  # what begins with it
        ("malmoe", "1 found"),
        ("київ", "1 found"),
        ("地震", "1 found"),
        ("東", "1 found"),
        ("karachi", "2 found"),
        ("edgware karachi", "1 found"),
        ("izmir", "1 found"),
        ("οδυσσευς", "1 found"),
        ("arachi", "Nothing found"),  # words are found by their beginnings
        ("number19", "997 found"),  # 19000 to 19999 but for the one with another title, and ...
        ("7", "11 found"),
        ("kind 1", "6,666 found"),
        ("number0001", "10 found"),
    ],
)
def test_words_are_found_by_their_beginnings_in_any_script(
    opened: Open, many: Path, query: str, said: str
) -> None:
    found = opened(many)
    report_of(found)
    expected = said
    if query in {"number19", "7", "kind 1"}:
        expected = f"{_count(query):,} found"
    assert search(found.page, query) == expected
    assert found.complaints == []


def _count(query: str) -> int:
    """Count the events that have all words of a query, by the rule that a reader is told."""
    many = 0
    for number in range(ROWS):
        title = PLACED.get(number, f"event number{number:05d}").casefold()
        values = f"{title} kind {number % 3} {(number * 7919) % ROWS}"
        words = "".join(one if one.isalnum() else " " for one in values).split()
        many += all(any(word.startswith(part) for word in words) for part in query.split())
    return many


def test_a_search_filters_map_table_and_timeline_and_is_taken_back(
    opened: Open, tmp_path: Path
) -> None:
    events = seven_events()
    lost = gpd.GeoDataFrame({"title": ["Flood nobody placed"]}, geometry=[None], crs=4326)
    explore(pd.concat([events, lost]), column="kind", time="date").save(tmp_path / "page.html")
    found = opened(tmp_path / "page.html")
    report_of(found)
    assert search(found.page, "flo") == "4 found, 1 of them without a place"
    assert report_of(found)["passed"] == 3
    assert search(found.page, "flood river") == "Nothing found"
    assert search(found.page, "upriver flood") == "1 found"
    found.page.get_by_role("button", name="Zoom to these").click()
    found.page.wait_for_function(f"() => geoMany.report({LAYER}).inView === 1")
    found.page.get_by_role("searchbox").fill("")
    found.page.wait_for_function(f"() => geoMany.report({LAYER}).passed === 7")
    assert found.page.locator(".many-found").inner_text() == ""


def table_of(found: Opened) -> Page:
    found.page.locator(".many-table:not(.many-unplaced) summary").click()
    found.page.locator("tbody th").first.wait_for()
    return found.page


def test_the_table_holds_all_events_and_orders_them_by_a_number(opened: Open, many: Path) -> None:
    page = table_of(opened(many))
    page.get_by_role("button", name="All that are shown").click()
    page.get_by_text("20,000 events shown").wait_for()
    page.get_by_role("button", name="n", exact=True).click()
    by_rank = sorted(range(ROWS), key=lambda number: (number * 7919) % ROWS)
    titles = [PLACED.get(number, f"event number{number:05d}") for number in by_rank]
    page.wait_for_function(
        "(first) => document.querySelector('tbody th').textContent === first", arg=titles[0]
    )
    assert page.locator("tbody th").all_inner_texts()[:10] == titles[:10]
    assert page.locator("thead th").nth(2).get_attribute("aria-sort") == "ascending"
    page.locator("tbody th button").first.focus()
    page.keyboard.press("End")
    last = page.get_by_role("button", name=titles[-1])
    last.wait_for()
    page.wait_for_function("(last) => document.activeElement.textContent === last", arg=titles[-1])
    for _ in range(3):
        page.keyboard.press("ArrowUp")
        page.wait_for_timeout(100)
    assert page.evaluate("document.activeElement.textContent") == titles[-4]
    assert page.locator("tbody tr").count() < 40
    page.get_by_role("button", name="n", exact=True).click()
    page.wait_for_function(
        "(first) => document.querySelector('tbody th').textContent === first", arg=titles[-1]
    )


def test_keys_walk_from_event_to_event_on_the_map(opened: Open, tmp_path: Path) -> None:
    explore(seven_events(), text=["title"]).save(tmp_path / "page.html")
    page = table_of(opened(tmp_path / "page.html"))
    titles = page.locator("tbody th").all_inner_texts()
    page.locator(".folium-map").focus()
    opened_titles = []
    for key in ("n", "n", "n", "p"):
        page.keyboard.press(key)
        page.wait_for_timeout(350)
        opened_titles.append(page.locator(".many-event h2").inner_text())
    assert opened_titles == [titles[0], titles[1], titles[2], titles[1]]


def test_an_address_leads_back_to_what_was_seen(opened: Open, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    explore(seven_events(), column="kind", time="date").save(path)
    found = opened(path)
    page = found.page
    report_of(found)
    page.wait_for_timeout(700)
    assert "#" not in page.url  # as it opens
    search(page, "f")
    page.get_by_role("checkbox", name="fire").uncheck()
    page.get_by_role("slider", name="First day").press("PageUp")
    page.evaluate(f"{MAP}.setView([25, 67], 5, {{animate: false}})")
    page.wait_for_timeout(900)
    told = report_of(found)
    address = page.url.split("#")[1]
    assert "q=f" in address
    assert "hide=fire" in address
    assert told["passed"] == 2
    page.goto("about:blank")
    page.goto(f"{path.as_uri()}#{address}")
    page.wait_for_function(f"() => geoMany.report({LAYER}).passed === 2")
    page.wait_for_timeout(700)
    assert page.url.split("#")[1] == address
    assert report_of(found)["window"] == told["window"]
    assert page.evaluate(f"{MAP}.getZoom()") == 5
    page.goto("about:blank")
    page.goto(f"{path.as_uri()}#event=0&q=nothing%20such")
    page.locator(".many-event h2").wait_for()
    link = page.get_by_role("link", name="Link to this event").get_attribute("href") or ""
    assert "event=0" in link
    for wrong in ("map=a/b/c", "event=99", "event=-1", "time=x..y", "hide=%25E0%25A4", "q=", "zzz"):
        page.goto("about:blank")
        page.goto(f"{path.as_uri()}#{wrong}")
        assert report_of(found)["rows"] == 7
    assert found.complaints == []


def saved(page: Page, name: str) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value.path().read_text(encoding="utf-8")


def test_what_is_shown_is_saved_as_csv(opened: Open, tmp_path: Path) -> None:
    events = seven_events().assign(note=["=1+1", 'a "word"', "a\nb", "c,d", "", "x", "y"])
    explore(events, column="kind", time="date", text=["title", "note"]).save(tmp_path / "page.html")
    found = opened(tmp_path / "page.html")
    report_of(found)
    page = table_of(found)
    page.get_by_role("button", name="only flood").click()
    page.get_by_role("button", name="All that are shown").click()
    page.get_by_role("button", name="title", exact=True).click()
    page.get_by_text("3 events shown").wait_for()
    page.wait_for_timeout(300)
    rows = list(csv.reader(io.StringIO(saved(page, "Save as CSV"))))
    assert rows == [
        ["title", "note", "date", "kind", "lon", "lat"],
        ["Flood of old", "a\nb", "44 BCE", "flood", "12.5", "41.9"],
        ["Flood of the delta", "'=1+1", "12 May 2007", "flood", "67", "24.9"],
        ["Flood upriver", 'a "word"', "May 2007", "flood", "68.4", "25.4"],
    ]


def test_shapes_are_saved_as_geojson_with_their_holes(opened: Open, tmp_path: Path) -> None:
    frame = shapes().iloc[:4]
    two = shapely.union_all([shapely.box(30, 30, 40, 40), shapely.box(50, 30, 60, 40)])
    frame = pd.concat([frame, frame.iloc[:1].set_geometry([two]).assign(name="two areas")])
    explore(frame).save(tmp_path / "page.html")
    found = opened(tmp_path / "page.html")
    report_of(found)
    page = table_of(found)
    page.get_by_role("button", name="All that are shown").click()
    (tmp_path / "saved.geojson").write_text(saved(page, "Save as GeoJSON"), encoding="utf-8")
    back = gpd.read_file(tmp_path / "saved.geojson").set_index("name").sort_index()
    wanted = frame.set_index("name").sort_index()
    assert back.index.tolist() == wanted.index.tolist()
    assert shapely.equals(
        shapely.normalize(shapely.set_precision(back.geometry.array, 1e-5)),
        shapely.normalize(shapely.set_precision(wanted.geometry.array, 1e-5)),
    ).all()


def test_all_values_of_a_column_are_listed_searched_and_picked(
    opened: Open, tmp_path: Path
) -> None:
    names = [f"Province {number:02d}" for number in range(30) for _ in range(30 - number)]
    points = gpd.points_from_xy(np.linspace(-80, 80, len(names)), np.zeros(len(names)))
    frame = gpd.GeoDataFrame({"province": names}, geometry=points, crs=4326)
    explore(frame, column="province").save(tmp_path / "page.html")
    found = opened(tmp_path / "page.html")
    report_of(found)
    page = found.page
    assert page.locator(".many-row").count() == 30
    page.get_by_label("Search 30 values of province").fill("ince 2")
    assert page.locator(".many-row:visible").count() == 10
    page.get_by_role("button", name="only Province 25").click()
    assert report_of(found)["passed"] == 5
    # Its colour and shape are those of the first value, which is hidden now.
    drawn = page.locator(".many-row:visible svg > *").nth(5)
    assert drawn.evaluate("one => [one.tagName, one.getAttribute('fill')]") == ["circle", "#034d8e"]
    page.wait_for_timeout(700)
    assert page.url.endswith("#hide=%21Province%252025")
    page.get_by_role("checkbox", name="Province 20").check()
    assert report_of(found)["passed"] == 15
    page.get_by_role("button", name="Show all").click()
    assert report_of(found)["passed"] == 465


def test_numbers_are_filtered_by_their_histograms(opened: Open, tmp_path: Path) -> None:
    frame = seven_events().assign(score=[0, 127, 254, 10, 20, 30, 40.5])
    explore(frame, column="kind", time="date").save(tmp_path / "page.html")
    found = opened(tmp_path / "page.html")
    report_of(found)
    page = found.page
    page.locator(".many-numbers summary").click()
    legends = page.locator(".many-numbers legend").all_inner_texts()
    assert legends == ["deaths", "score"]
    page.get_by_label("score: least shown").fill("20")
    page.wait_for_function(f"() => geoMany.report({LAYER}).passed === 5")
    page.get_by_label("score: greatest shown").fill("127")
    page.wait_for_function(f"() => geoMany.report({LAYER}).passed === 4")
    search(page, "flood")
    page.wait_for_function(f"() => geoMany.report({LAYER}).passed === 1")
    page.wait_for_timeout(700)
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_function(f"() => geoMany.report({LAYER}).passed === 1")
    assert page.get_by_label("score: least shown").input_value() == "20"
    assert found.complaints == []
