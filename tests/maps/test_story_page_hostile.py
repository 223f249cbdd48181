"""Every text field carries every payload, and each way of showing it shows it letter for letter."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import folium
import pytest
from hostile_texts import PAYLOADS as EVERY_PAYLOAD
from hostile_texts import RUN, grouped
from hypothesis import given, settings
from hypothesis import strategies as st
from maps.wide_story import wide_story

import geo.maps as ours
from geo.maps import story_map
from geo.messages import date_text
from geo.sealing import save_html
from geo.sealing.assets import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from maps.opening import Open, Opened
    from maps.small_story import SmallStory

    WithText = Callable[[str], SmallStory]

STATIC = Path(ours.__file__).parent / "static"
LEAFLET = {"/leaflet.js": STATIC / "leaflet.js", "/leaflet.css": STATIC / "leaflet.css"}


def as_html_carries(text: str) -> str:
    """Return a text as HTML has it: no control characters, and one sort of line end."""
    return printable(text).replace("\r\n", "\n").replace("\r", "\n")


PAYLOADS = grouped(EVERY_PAYLOAD)  # a row for each of them would take minutes
SHOWN = [as_html_carries(text) for text in PAYLOADS]
DETAILS = """() => [...document.querySelectorAll(".geo-list .geo-head")].map((head) => {
    head.click();
    return head.closest("li").querySelector(".geo-details")?.textContent ?? "" })"""
STEPS = """() => [...document.querySelectorAll(".geo-card")].map((card) => {
    const shown = ["h2", ".geo-step-text"].map((one) => card.querySelector(one).textContent);
    document.querySelector(".geo-step-next").click();
    return shown })"""
ADDRESSES = """async (addresses) => {
    const shown = [];
    for (const address of addresses) {
        location.hash = address;
        await new Promise((done) => setTimeout(done));
        shown.push(document.querySelector(".geo-search").value);
    }
    return shown }"""


def texts(page: Opened, selector: str) -> list[str]:
    return page.page.locator(selector).all_text_contents()


def is_clean(found: Opened) -> bool:
    strange = "main :is(script, img, iframe, object, embed, link, base, meta, form, style)"
    return (
        found.page.evaluate("window.ran") is None
        and found.requests == []
        and found.complaints == []
        and found.page.locator(strange).count() == 0
    )


def test_there_are_at_least_two_hundred_and_fifty_payloads() -> None:
    assert len(set(EVERY_PAYLOAD)) >= 250


@pytest.mark.browser
def test_every_payload_in_every_field_of_the_page(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(wide_story(PAYLOADS)), path)
    found = opened(path, height=900)
    found.wait_for_basemap()
    page = found.page
    assert page.locator("h1").text_content() == SHOWN[0]
    assert page.locator(".geo-finding").text_content() == SHOWN[1]
    for section in ("event", "link", "actor"):
        assert sorted(texts(found, f".section-{section} .geo-title")) == sorted(PAYLOADS)
    assert texts(found, ".geo-views button") == PAYLOADS
    details = page.evaluate(DETAILS)
    for number, text in enumerate(PAYLOADS):
        assert sum(text in one for one in details) >= 3, number  # by event, link and person
    bars = texts(found, "[data-bar] title")
    assert sorted(bars) == sorted(f"{text} · {date_text(text)}" for text in PAYLOADS * 2)
    rows = texts(found, ".geo-table tbody tr")
    for number, text in enumerate(SHOWN):
        assert sum(text in row for row in rows) >= 4, number
    assert texts(found, "footer cite bdi") == SHOWN
    page.locator(".geo-filters > summary").click()
    page.locator("[data-facet]").first.wait_for()
    for facet in ("kind", "source", "actor"):
        choices = "".join(texts(found, f'[data-facet="{facet}"] bdi'))
        assert all(text.replace("-", " ") in choices.replace("-", " ") for text in PAYLOADS)
    assert page.evaluate(STEPS) == [[text, text] for text in SHOWN]
    assert is_clean(found)


@pytest.mark.browser
def test_every_payload_on_paper_in_citations_and_in_files(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(wide_story(PAYLOADS)), path)
    found = opened(path, height=900)
    page = found.page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    printed = page.locator(".geo-table").inner_text()
    assert all(text.split()[0] in printed for text in SHOWN)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    page.locator('[data-tool="cite.open"]').click()
    cited = page.locator('[data-form="text"]').text_content()
    assert all(text in cited for text in PAYLOADS)
    csl = json.loads(page.locator('[data-form="csl"]').text_content())
    assert [source["title"] for source in csl[1:]] == PAYLOADS
    assert page.locator('[data-form="bibtex"]').text_content().count("@misc{") == len(PAYLOADS) + 1
    page.keyboard.press("Escape")
    with page.expect_download() as saved:
        page.locator('[data-tool="download.geojson"]').click()
    features = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))["features"]
    assert {feature["properties"]["title"] for feature in features} == set(PAYLOADS)
    with page.expect_download() as saved:
        page.locator('[data-tool="download.csv"]').click()
    text = Path(saved.value.path()).read_bytes().decode()
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if re.match(r"[=+@\t\r\n\0]|-(?!\d)", cell)]
    kept = {cell.removeprefix("'") for cell in cells}
    assert {text.replace("\0", "␀") for text in PAYLOADS} <= kept | set(cells)
    assert is_clean(found)


@pytest.mark.browser
def test_every_payload_in_popups_and_layer_names(tmp_path: Path, opened: Open) -> None:
    story = wide_story(PAYLOADS)
    plain = folium.Map([0, 0], zoom_start=4, tiles=None)
    ours.Basemap().add_to(plain)
    told = {"claims": story.claims, "figures": story.figures}
    ours.EventLayer(story.events, **told).add_to(plain)
    ours.LinkLayer(story.links, **told).add_to(plain)
    for text in PAYLOADS:
        ours.PlaceLayer(story.places.iloc[:0], name=text, show=False).add_to(plain)
    folium.LayerControl(collapsed=False).add_to(plain)
    path = tmp_path / "plain.html"
    plain.save(path)
    found = opened(path, served=LEAFLET)
    found.wait_for_basemap()
    shown = found.page.evaluate(
        """() => [...document.querySelectorAll(".geo-mark, .geo-chip")].map((mark) => {
            mark.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
            return [mark.getAttribute("aria-label"),
                [...document.querySelectorAll(".leaflet-popup-content")].pop().textContent] })"""
    )
    named = [title for title, _ in shown]
    for number, text in enumerate(PAYLOADS):
        assert named.count(text) >= 1, number
        assert sum(text in content for _, content in shown) >= 1, number
    labels = found.page.locator(".leaflet-control-layers-overlays label")
    assert [label.strip() for label in labels.all_text_contents()[2:]] == [
        text.strip() for text in SHOWN
    ]
    assert found.page.evaluate("window.ran") is None
    assert not [one for one in found.requests if "example.org" in one]


@pytest.mark.browser
def test_every_payload_in_the_address(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(small_story), path)
    found = opened(path)
    found.wait_for_basemap()
    keys = ("view", "step", "item", "time", "map", "kind", "medium", "status", "source", "actor")
    parts = [quote(text) for text in EVERY_PAYLOAD]
    addresses = [
        "&".join([*(f"{key}={part}" for key in keys), f"find={part}", f"{part}={part}"])
        for part in parts
    ]
    shown = found.page.evaluate(ADDRESSES, addresses)
    assert shown == [text[:200].replace("\r", "").replace("\n", "") for text in EVERY_PAYLOAD]
    assert found.report()["selected"] == ""
    assert is_clean(found)


def generated(number: int) -> list[str]:
    """Return what hypothesis makes of any text, the same each time."""
    collected: dict[str, None] = {}
    signs = st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&\"'`{}%$\\/=")

    @settings(max_examples=number * 2, database=None)
    @given(st.text(signs, min_size=1, max_size=40))
    def collect(text: str) -> None:
        collected[text] = None

    collect()
    return list(collected)[:number]


ROWS_IN_TURN = """async () => {
    const titles = [];
    for (const list of document.querySelectorAll(".section-event :is(.geo-chunk, ol.geo-items)")) {
        list.scrollIntoView();
        while (list.childElementCount === 0) await new Promise(requestAnimationFrame);
        titles.push(...[...list.querySelectorAll(".geo-title")].map((one) => one.textContent));
    }
    return titles;
}"""


@pytest.mark.browser
def test_five_hundred_generated_texts(tmp_path: Path, opened: Open) -> None:
    given_texts = generated(500)
    assert len(given_texts) == 500
    story = wide_story(given_texts)
    few = {name: getattr(story, name).iloc[:1] for name in ("views", "steps", "links")}
    story = replace(story, **few)
    path = tmp_path / "page.html"
    save_html(story_map(story), path)
    found = opened(path)
    titles = found.page.evaluate(ROWS_IN_TURN)  # of a long list only what is near stands there
    assert sorted(titles) == sorted(given_texts)
    rows = found.page.evaluate(
        """() => [...document.querySelectorAll('.geo-table [data-row^="e-"] th bdi')].map(
            (one) => one.textContent)"""
    )
    assert sorted(rows) == sorted(map(as_html_carries, given_texts))
    assert is_clean(found)


def test_the_map_s_frame_in_a_notebook_is_shut_off(with_text: WithText) -> None:
    shown = story_map(with_text(PAYLOADS[1]))._repr_html_()
    frame = '<iframe class="geo-frame" sandbox="allow-scripts allow-popups allow-downloads"'
    assert (shown.count(frame), shown.count("<iframe")) == (1, 1)
    marks = re.findall("</?[a-z]+", shown)  # all else is escaped
    assert marks == ["<div", "<style", "</style", "<iframe", "</iframe", "</div"]


@pytest.mark.browser
def test_words_from_a_vocabulary_may_be_hostile_too(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    text = f'"><img src=x onerror="{RUN}"> {{{{ 7*7 }}}}'
    story = replace(
        small_story,
        events=small_story.events.assign(status=text, precision=text, date_basis=text),
        links=small_story.links.assign(status=text, medium=text, direction=text),
        claims=small_story.claims.assign(status=text, source=text),
        places=small_story.places.assign(precision=text, kind=text),
        steps=small_story.steps.assign(view=text, selects=text, date=text),
    )
    path = tmp_path / "page.html"
    save_html(story_map(story), path)
    found = opened(path)
    found.wait_for_basemap()
    found.page.locator('[data-item="clash"] .geo-head').click()
    assert found.page.locator('[data-item="clash"] .geo-claim').count() == 2
    assert found.page.evaluate("window.ran") is None
    assert found.complaints == []
