from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from counting import opened_quietly
from hostile_texts import beside, grouped
from maps.exploring import LAYER, MAP, report_of

from geo.maps.explore import explore
from geo.sealing import save_html
from geo.sealing.assets import printable

if TYPE_CHECKING:
    from pathlib import Path

    from counting import CountingServer
    from maps.opening import Open
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

# Each event opened, the names of its columns, and the names in the key.
READ = f"""async () => {{
    const layer = {LAYER}, map = {MAP}, events = [];
    const all = (box, selector) =>
        [...box.querySelectorAll(selector)].map((one) => one.textContent);
    const last = () => [...document.querySelectorAll(".many-event")].at(-1);
    for (let i = 0; i < layer.cloud.x.length; i += 1) {{
        await layer.open([i], 1);
        events.push([all(last(), "h2")[0] ?? "", ...all(last(), "dd")]);
    }}
    const names = all(last(), "dt");
    map.closePopup();
    const keys = all(document, ".many-name");
    return {{ events, names, keys }} }}"""


def test_nothing_runs_and_every_text_shows_letter_for_letter(
    chromium: Browser, counting: CountingServer, tmp_path: Path
) -> None:
    """In titles, groups, cells, names of columns and labels of the index."""
    texts = beside(counting.host)
    rows = range(len(texts))
    names = grouped(texts, 8)
    columns = {name: [*[""] * (len(texts) - 1), "x"] for name in names}
    table = gpd.GeoDataFrame(
        {"title": texts, "kind": texts} | columns,
        geometry=gpd.points_from_xy(
            [row // 40 * 20 + row % 40 / 100 for row in rows], [0] * len(texts)
        ),
        index=pd.Index(texts, name="label"),
        crs="EPSG:4326",
    )
    ends = pd.DataFrame({"from": texts[:-1], "to": texts[1:], "note": texts[1:]})
    page = explore(table, column="kind", links=ends)
    save_html(page, tmp_path / "page.html")
    shown: dict[str, list[list[str]]] = {}
    cells: list[str] = []

    def look(page: Page) -> None:
        page.wait_for_function(f"() => {LAYER}?.drawn.whole > 0")
        shown.update(page.evaluate(READ))
        page.locator(".many-table summary").evaluate("one => one.click()")
        page.locator(".many-scroll").evaluate(
            "one => { one.style.height = one.style.maxHeight = '1500px' }"
        )
        for start in range(0, len(texts), 40):  # fewer than the rows in sight
            lon = start // 40 * 20
            page.evaluate(f"() => {MAP}.setView([0, {lon}], 7, {{animate: false}})")
            page.wait_for_function(
                "(text) => [...document.querySelectorAll('tbody th')]"
                ".some((one) => one.textContent === text)",
                arg=texts[start],
            )
            cells.extend(page.locator("tbody th").all_text_contents())

    with opened_quietly(tmp_path / "page.html", chromium, counting, do=look) as (found, complaints):
        assert complaints == []
        planted = ":is(script, img, iframe, object, embed, style, base, meta, form, svg[onload])"
        assert found.locator(f":is(.many-popup, .many-table, .many-key) {planted}").count() == 0
    events = shown["events"]  # in the order of their places
    assert sorted(events[:-1]) == sorted([text] * 3 for text in texts[:-1])
    assert sorted(events[-1]) == sorted([*[texts[-1]] * 3, *["x"] * len(names)])
    assert sorted(shown["names"]) == sorted(["kind", "label", *names])
    assert shown["keys"][:8] == sorted(texts)[:8]
    assert sorted(cells) == sorted(texts)


def test_a_headline_is_only_text(
    chromium: Browser, counting: CountingServer, tmp_path: Path
) -> None:
    title = " ".join(beside(counting.host))
    events = gpd.GeoDataFrame({"title": ["a"]}, geometry=gpd.points_from_xy([0], [0]), crs=4326)
    save_html(explore(events, title=title), tmp_path / "page.html")

    def look(page: Page) -> None:
        page.wait_for_function(f"() => {LAYER}?.drawn.whole > 0")

    with opened_quietly(tmp_path / "page.html", chromium, counting, do=look) as (page, complaints):
        assert complaints == []
        assert page.locator("h1").text_content() == printable(title).replace("\r\n", "\n").replace(
            "\r", "\n"
        )
        assert page.title().split() == printable(title).split()


def test_only_a_whole_web_address_becomes_a_link(opened: Open, tmp_path: Path) -> None:
    values = [
        "https://example.org/a?b=c#d",
        "http://example.org",
        "javascript:alert(1)",
        " https://example.org",
        "see https://example.org",
        "https://example.org/<b>",
        "ftp://example.org",
    ]
    events = gpd.GeoDataFrame(
        {"title": "one", "source": values},
        geometry=gpd.points_from_xy(range(7), [0] * 7),
        crs="EPSG:4326",
    )
    save_html(explore(events), tmp_path / "page.html")
    found = opened(tmp_path / "page.html")
    report_of(found)
    linked = set()
    for number in range(7):
        found.page.evaluate(f"() => {LAYER}.open([{number}], 1)")
        link = found.page.locator(f"[data-event='{number}'] dd a")
        if link.count():
            linked.add(link.get_attribute("href"))
    assert linked == {values[0], values[1]}


def test_a_hundred_thousand_events_open_without_a_network(opened: Open, tmp_path: Path) -> None:
    rows = 100_000
    events = gpd.GeoDataFrame(
        {
            "title": [f"Event {row} <b>" for row in range(rows)],
            "kind": [("a", "b", "c", "c")[row % 4] for row in range(rows)],
            "year": [-500 + row % 2500 for row in range(rows)],
        },
        geometry=gpd.points_from_xy(
            [(row * 7919 % 36000) / 100 - 180 for row in range(rows)],
            [(row * 104729 % 16000) / 100 - 80 for row in range(rows)],
        ),
        crs="EPSG:4326",
    )
    save_html(explore(events, column="kind", time="year", text=["title"]), tmp_path / "many.html")
    found = opened(tmp_path / "many.html")
    told = report_of(found)
    assert told["byGroup"][:3] == [50_000, 25_000, 25_000]
    assert "Every event is on the map." in found.page.inner_text(".many-notes")
    found.page.get_by_role("checkbox", name="c 50,000", exact=True).uncheck()
    # 500 BCE to 401 BCE are 100 of the 2,500 years: 4,000 events, of which half are of kind c.
    days = 100 * 365 + 24  # 501 BCE (-500) is no leap year
    found.page.evaluate(f"() => {{ {LAYER}.cloud.window = {{first: 0, last: {days - 1}}} }}")
    assert report_of(found)["passed"] == 2_000
    titles = found.page.evaluate(
        f"""async () => {{
            const {{texts, cloud}} = {LAYER};
            const rows = [0, 2047, 2048, 65535, 99999];
            return Promise.all(rows.map(async (i) => [(await texts.of(i))[0], cloud.code[i]])) }}"""
    )
    for title, code in titles:
        row = int(title.removeprefix("Event ").removesuffix(" <b>"))
        assert {0: (2, 3), 1: (0,), 2: (1,)}[code].count(row % 4) == 1
    assert found.requests == []
    assert found.complaints == []
