from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from maps.exploring import LAYER, MAP, report_of

from geo.maps import explore, save_html
from geo.maps.finished import printable

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open

pytestmark = pytest.mark.browser

RUN = "window.ran=1"
PAYLOADS = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</SCRIPT ><svg/onload={RUN}>",
    f"<!--<script>--><img src=x onerror={RUN}>",
    f'"><img src=x onerror="{RUN}">',
    f"'><svg onload={RUN}>",
    f"</style></title></textarea><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    "<!--<script>",
    "--><!--events of x-->",
    f"`${{{RUN}}}`",
    f"${{{RUN}}}",
    "{{ 7*7 }} {{citation needed}} {# gone #}",
    "100 {% off {% raw %} {% endraw %}",
    f"javascript:{RUN}//",
    f"https://example.org/\" onclick='{RUN}'",
    f"data:text/html,<script>{RUN}</script>",
    "a\u202eb\u2066c \u200f\u2028\u2029d",
    "nul\x00 bell\x07 \ufffe\uffff",
    "=HYPERLINK(1) &lt;b&gt; &amp; ]]> \\u003c \\",
    "𝕊𝕦𝕣𝕣𝕠𝕘𝕒𝕥𝕖𝕤 👩‍👩‍👧 کراچی",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<a href='javascript:{RUN}'>x</a><base href=//x><meta http-equiv=refresh content=0>",
    " leading and trailing \t\n lines ",
]


@pytest.fixture(scope="module")
def table() -> gpd.GeoDataFrame:
    """Return one row for each payload, which is its title, its note and its kind."""
    rows = range(len(PAYLOADS))
    columns = {"title": PAYLOADS, "kind": PAYLOADS, PAYLOADS[1]: PAYLOADS}
    points = gpd.points_from_xy([3.0 * row for row in rows], [0.0 for _ in rows])
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")


@pytest.mark.parametrize("title", [PAYLOADS[1], PAYLOADS[9], PAYLOADS[12], PAYLOADS[18]])
def test_nothing_runs_and_every_text_shows_letter_for_letter(
    table: gpd.GeoDataFrame, opened: Open, tmp_path: Path, title: str
) -> None:
    ends = pd.DataFrame({"from": [0], "to": [1], title: [title]})
    page = explore(table, column="kind", title=title, links=ends)
    save_html(page, tmp_path / "page.html")
    found = opened(tmp_path / "page.html")
    told = report_of(found)
    assert told["passed"] == len(PAYLOADS)
    assert found.page.locator("h1").text_content() == printable(title)
    shown = found.page.evaluate(
        f"""async () => {{
            const layer = {LAYER};
            const texts = [];
            for (let i = 0; i < {len(PAYLOADS)}; i += 1) {{
                await layer.open([i], 1);
                const box = [...document.querySelectorAll('.many-event')].at(-1);
                texts.push([box.querySelector('h2').textContent,
                            ...[...box.querySelectorAll('dd')].map((one) => one.textContent)]);
            }}
            return texts }}"""
    )
    assert sorted(shown) == sorted([text] * 3 for text in PAYLOADS)
    names = found.page.locator(".many-name").all_text_contents()
    assert names[:8] == sorted(PAYLOADS)[:8]
    found.page.evaluate(f"() => {MAP}.closePopup().setView([0, 34], 2, {{animate: false}})")
    found.page.locator("summary").click()
    found.page.locator("tbody tr").nth(len(PAYLOADS) - 1).wait_for()
    cells = found.page.locator("tbody th").all_text_contents()
    assert sorted(cells) == sorted(PAYLOADS)
    assert found.page.locator("thead th").nth(2).text_content() == PAYLOADS[1]
    assert found.page.evaluate("window.ran") is None
    planted = "script:not([type]):not([src])"
    assert (
        found.page.locator(f".many-popup {planted}, .many-table img, .many-key svg[onload]").count()
        == 0
    )
    assert found.requests == []
    assert found.complaints == []


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
        link = found.page.locator(f"[data-event='{number}'] a")
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
