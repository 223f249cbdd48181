"""The page of a large table in a real browser, from a real server."""

from __future__ import annotations

import functools
import http.server
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = Path(__file__).parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SETTLED = "(many) => geoFolder.report().settled > many"


@pytest.fixture(scope="module")
def address(page: Path) -> Iterator[str]:
    """Serve the folder as a person does; hand back the address."""
    geo_program = Path(sys.executable).with_name("geo")
    command = [geo_program, "view", page, "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().split()[-3]
        finally:
            process.terminate()


@pytest.fixture
def shown(chromium: object, address: str) -> Iterator[object]:
    """Open the page; see that nothing is complained of."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(address)
    page.wait_for_function(SETTLED, arg=0)
    yield page
    assert faults == []
    page.close()


def report(page: object) -> dict:
    return page.evaluate("() => geoFolder.report()")


def look(page: object, lat: float, lon: float, zoom: float) -> None:
    many = report(page)["settled"]
    page.evaluate(f"() => map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")
    page.wait_for_function(SETTLED, arg=many)


def placed(parts: Path) -> pd.DataFrame:
    table = pd.read_parquet(parts)
    return table[table["longitude"].notna()]


def test_from_afar_all_events_are_counted_and_none_is_fetched(shown: object, parts: Path) -> None:
    told = report(shown)
    assert told["passed"] == told["inView"] == len(placed(parts))
    assert told["events"] == 0
    assert told["cells"] > 0
    assert not shown.locator("p", has_text="Automatic:").is_visible()
    most = shown.get_by_text("events in a square, the fuller the more").inner_text()
    assert 1000 < int(most.split()[2].replace(",", "")) < len(placed(parts))
    assert told["undated"] == placed(parts)["event_date"].isna().sum()


def test_near_by_each_event_is_there_with_its_text(shown: object, parts: Path) -> None:
    look(shown, 24.85, 67.05, 16)
    south, west, north, east = shown.evaluate(
        "() => { const b = map.getBounds();"
        " return [b.getSouth(), b.getWest(), b.getNorth(), b.getEast()] }"
    )
    table = placed(parts)
    inside = table[table.longitude.between(west, east) & table.latitude.between(south, north)]
    told = report(shown)
    assert told["cells"] == 0
    assert told["inView"] == len(inside) > 5
    one = inside.iloc[0]
    point = shown.evaluate(
        f"() => {{ const p = map.latLngToContainerPoint([{one.latitude}, {one.longitude}]);"
        " return [p.x, p.y] }"
    )
    box = shown.locator("#map").bounding_box()
    shown.mouse.click(box["x"] + point[0], box["y"] + point[1])
    same = inside[(inside.longitude == one.longitude) & (inside.latitude == one.latitude)]
    title = shown.locator(".many-popup h2").first
    title.wait_for()
    assert title.inner_text() in set(same["title"])


def test_group_and_time_are_filtered_from_afar_as_from_near(shown: object, parts: Path) -> None:
    table = placed(parts)
    shown.get_by_role("button", name="only flood").click()
    floods = table[table["event_type"] == "flood"]
    assert report(shown)["passed"] == report(shown)["inView"] == len(floods)
    last = shown.get_by_role("slider", name="Last day")
    last.focus()
    for _ in range(4):
        last.press("PageDown")
    window = report(shown)["window"]
    days = (pd.to_datetime(floods["event_date"]) - pd.Timestamp("1970-01-01")).dt.days
    kept = floods[days.between(window["first"], window["last"])]
    assert 0 < len(kept) < len(floods)
    assert report(shown)["passed"] == report(shown)["inView"] == len(kept)
    end = pd.Timestamp("1970-01-01") + pd.Timedelta(days=window["last"])
    assert (end.month, end.day) == (12, 31)  # whole years
    look(shown, 24.85, 67.05, 15)
    south, west, north, east = shown.evaluate(
        "() => { const b = map.getBounds();"
        " return [b.getSouth(), b.getWest(), b.getNorth(), b.getEast()] }"
    )
    near = kept[kept.longitude.between(west, east) & kept.latitude.between(south, north)]
    assert report(shown)["inView"] == len(near) > 0


def search(page: object, query: str) -> str:
    """Look for words; return what is said once that is over, or stops to ask."""
    page.get_by_role("searchbox").fill("")
    page.wait_for_function("() => document.querySelector('.many-found').textContent === ''")
    page.get_by_role("searchbox").fill(query)
    return ended(page)


def ended(page: object) -> str:
    page.wait_for_function(
        "() => / found($| so far)/.test(document.querySelector('.many-found').textContent)"
    )
    return page.locator(".many-found").inner_text()


def words_of(parts: Path) -> pd.Series:
    table = placed(parts).fillna({"event_type": ""})
    days = pd.to_datetime(table["event_date"]).dt.strftime("%Y %m %d").fillna("")
    values = table["title"].str.lower() + " " + table["event_id"].astype(str) + " " + days
    return (values + " " + table["event_type"]).str.replace("-", " ").str.split()


def test_words_of_all_events_are_found_without_a_server_s_help(shown: object, parts: Path) -> None:
    words = words_of(parts)
    for query in ("4711", "event 11999", "march 11999"):
        wanted = words.map(
            lambda row, query=query: all(
                any(word.startswith(part) for word in row) for part in query.split()
            )
        ).sum()
        assert search(shown, query) == f"{wanted:,} found"
        assert report(shown)["passed"] == report(shown)["events"] == wanted > 0
    assert search(shown, "MALMO") == search(shown, "地震") == search(shown, "київ") == "1 found"
    assert search(shown, "arachi") == "Nothing found"
    shown.wait_for_function("() => location.hash === '#q=arachi'")
    shown.get_by_role("searchbox").fill("")
    shown.wait_for_function("() => geoFolder.report().cells > 0")
    assert report(shown)["passed"] == len(words)


def test_a_common_word_is_searched_near_by_first_and_then_further(
    shown: object, parts: Path
) -> None:
    table = placed(parts)
    look(shown, 24.85, 67.05, 9)
    said = search(shown, "flood")
    many, blocks = re.fullmatch(
        r"([\d,]+) found so far: 48 of (\d+) parts that may have it are searched, "
        "from the middle of the map outwards",
        said,
    ).groups()
    near = table[table.longitude.between(66.9, 67.2) & table.latitude.between(24.7, 25.0)]
    floods = table[table["event_type"] == "flood"]
    assert len(near[near["event_type"] == "flood"]) <= int(many.replace(",", "")) < len(floods)
    assert int(blocks) > 48
    further = shown.get_by_role("button", name="Search further")
    further.click()
    further.wait_for(state="hidden")
    assert ended(shown) == f"{len(floods):,} found"


def test_what_is_found_is_listed_and_opened(shown: object, parts: Path) -> None:
    table = placed(parts)
    wanted = table[table["title"].str.startswith("Event 4711")]
    assert search(shown, "event 4711") == f"{len(wanted)} found"
    shown.get_by_role("button", name="Zoom to these").click()
    shown.get_by_text("Events as a table").click()
    shown.get_by_role("button", name="All that are shown").click()
    titles = shown.locator(".many-table tbody th button")
    shown.wait_for_function(
        "(many) => document.querySelectorAll('.many-table tbody th button').length === many",
        arg=len(wanted),
    )
    assert set(titles.all_inner_texts()) == set(wanted["title"])
    first = titles.first.inner_text()
    titles.first.click()
    assert shown.locator(".many-popup h2").inner_text() == first
    # As many others, found by another word, take their place in the list.
    others = table[table["title"].str.startswith("Event 4712")]
    assert search(shown, "event 4712") == f"{len(wanted)} found" == f"{len(others)} found"
    shown.wait_for_function(
        "(title) => document.querySelector('.many-table tbody').textContent.includes(title)",
        arg=others["title"].iloc[0],
    )
    assert set(titles.all_inner_texts()) == set(others["title"])


def test_an_event_has_an_address(shown: object, chromium: object, parts: Path) -> None:
    table = placed(parts)
    wanted = table[table["title"] == "Event 4711"].iloc[0]
    assert search(shown, "event 4711 4711") != "Nothing found"
    shown.get_by_text("Events as a table").click()
    shown.get_by_role("button", name="Event 4711", exact=True).click()
    shown.get_by_role("link", name="Link to this event").wait_for()
    found = shown.locator(".many-popup dd").all_inner_texts()
    address = shown.get_by_role("link", name="Link to this event").get_attribute("href")
    there = chromium.new_page(viewport={"width": 1280, "height": 800})
    event = re.search(r"event=[0-9.]+", address)[0]
    there.goto(f"{shown.url.partition('#')[0]}#{event}")
    popup = there.locator(".many-popup")
    popup.locator("h2").wait_for()
    assert popup.locator("h2").inner_text() == "Event 4711"
    assert popup.locator("dd").all_inner_texts() == found
    bounds = there.evaluate("() => map.getBounds().toBBoxString()").split(",")
    west, south, east, north = map(float, bounds)
    assert west < wanted.longitude < east
    assert south < wanted.latitude < north
    # The map moves on, other events are read, and the pop-up still tells of the same one.
    look(there, wanted.latitude + 0.01, wanted.longitude + 0.01, 17)
    assert popup.locator("h2").inner_text() == "Event 4711"
    there.wait_for_function("(event) => location.hash.includes(event)", arg=event)
    there.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(chromium: object, address: str, theme: str) -> None:
    page = chromium.new_page(color_scheme=theme, viewport={"width": 390, "height": 844})
    page.goto(address)
    page.wait_for_function(SETTLED, arg=0)
    search(page, "flood")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("() => axe.run().then((told) => told.violations)")
    assert [one["id"] for one in violations] == []
    page.close()


def test_a_square_says_what_it_holds_and_leads_nearer(shown: object) -> None:
    look(shown, 24.85, 67.05, 6)
    box = shown.locator("#map").bounding_box()
    shown.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    popup = shown.locator(".many-popup")
    popup.wait_for()
    head = popup.locator("h2").inner_text()
    many = int(head.split()[0].replace(",", ""))
    parts_ = [int(text.replace(",", "")) for text in popup.locator("dd").all_inner_texts()]
    assert sum(parts_) == many > 1000
    popup.get_by_role("button", name="Zoom in here").click()
    shown.wait_for_function("() => map.getZoom() === 8")


def test_without_a_server_the_page_says_how_to_open_it(chromium: object, page: Path) -> None:
    tab = chromium.new_page()
    tab.goto((page / "index.html").as_uri())
    tab.get_by_role("alert").filter(has_text="geo view FOLDER").wait_for()
    tab.close()


@contextmanager
def plain_server(folder: Path) -> Iterator[str]:
    """Serve a folder by Python's own server, which knows no ranges."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Write no line for a request."""

    handler = functools.partial(Handler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def test_a_server_that_sends_whole_files_is_named_as_the_fault(
    chromium: object, page: Path
) -> None:
    with plain_server(page) as address:
        tab = chromium.new_page()
        tab.goto(address)
        tab.get_by_role("alert").filter(has_text="serves ranges of bytes").wait_for()
        tab.close()
