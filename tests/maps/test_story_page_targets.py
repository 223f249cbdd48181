"""On the page of this project's own story a click opens the line it is meant for."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

import geo

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open, Opened
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEAR_PX = 3
MIDDLE = (0.2, 0.8)
SPOT = """([name, share, aside]) => {
    geoMaps.storeOf(story_map_1).select("", "list");
    story_map_1.closePopup();
    scrollTo({ top: window.start ??= scrollY, behavior: "instant" });
    const line = document.querySelector(`[data-link="${name}"]`);
    const [all, turn] = [line.getTotalLength(), line.getScreenCTM()];
    const at = line.getPointAtLength(all * share).matrixTransform(turn);
    const next = line.getPointAtLength(all * share + 1).matrixTransform(turn);
    const far = Math.hypot(next.x - at.x, next.y - at.y);
    const spot = [at.x - (next.y - at.y) / far * aside, at.y + (next.x - at.x) / far * aside];
    const box = story_map_1.getContainer().getBoundingClientRect();
    const isSeen = spot[0] > box.left && spot[0] < box.right && spot[1] > box.top
        && spot[1] < Math.min(box.bottom, innerHeight);
    return isSeen ? spot : null }"""


@pytest.fixture(scope="module")
def story_page(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "story.html"
    geo.save_html(geo.story_map(geo.read_story(data)), path)
    return path


def share_of_hits(found: Opened, *, each: int, touch: bool) -> float:
    page, chance = found.page, random.Random(0)  # noqa: S311 - no secret
    page.evaluate("document.querySelector('.geo-archive').scrollIntoView()")
    names = page.evaluate(
        "[...document.querySelectorAll('[data-link]')].map((line) => line.dataset.link)"
    )
    assert len(names) == 5
    hits = []
    for name in names:
        for number in range(each):
            share = MIDDLE[0] + (MIDDLE[1] - MIDDLE[0]) * (number + 0.5) / each
            spot = [name, share, chance.uniform(-NEAR_PX, NEAR_PX)]
            if page.evaluate(SPOT, spot) is None:
                continue
            if touch:
                page.wait_for_timeout(550)  # two taps in a row would zoom; a phone's page glides
                page.touchscreen.tap(*page.evaluate(SPOT, spot))
                page.wait_for_timeout(50)
            else:
                page.mouse.click(*page.evaluate(SPOT, spot))
            hits.append(found.report()["selected"] == name)
    assert len(hits) > 4 * each
    return sum(hits) / len(hits)


@pytest.mark.parametrize("width", [1280, 1920])
def test_a_click_near_the_middle_of_a_line_opens_it(
    width: int, story_page: Path, opened: Open
) -> None:
    found = opened(story_page, width=width, height=width * 5 // 8)
    found.wait_for_basemap()
    assert share_of_hits(found, each=20, touch=False) >= 0.98


def test_so_does_a_finger_on_a_phone(story_page: Path, chromium: Browser) -> None:
    from maps.opening import Opened  # noqa: PLC0415 - a type elsewhere

    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, offline=True
    )
    page = context.new_page()
    page.goto(story_page.as_uri())
    found = Opened(page, [], [])
    found.wait_for_basemap()
    assert share_of_hits(found, each=5, touch=True) >= 0.9
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_all_that_can_be_chosen_is_large_enough(width: int, story_page: Path, opened: Open) -> None:
    found = opened(story_page, width=width)
    found.wait_for_basemap()
    small = found.page.evaluate(
        """() => [...document.querySelectorAll(`.geo-archive :is(button, summary, input, select),
            .geo-archive :is([role=button], [role=slider]), .leaflet-control-zoom a`)]
            .filter((one) => one.checkVisibility())
            .map((one) => [one, one.querySelector("[class$=-target]")])
            .map(([one, target]) => [one, target ?? one.closest("label") ?? one])
            .map(([one, part]) => [one, part.getBoundingClientRect()])
            .filter(([, { width, height }]) => Math.min(width, height) < 23.5)
            .map(([one, { width, height }]) => `${one.getAttribute("class")} ${width} ${height}`)"""
    )
    assert small == []


def test_a_number_on_the_map_lists_as_many_things(story_page: Path, opened: Open) -> None:
    found = opened(story_page)
    found.wait_for_basemap()
    page = found.page
    page.evaluate("document.querySelector('.geo-archive').scrollIntoView()")
    mark = page.locator('.geo-mark[aria-label$=" in Karachi"]')
    number, *_ = mark.get_attribute("aria-label").split()
    mark.hover()
    assert page.locator(".geo-link-tip").inner_text() == f"{number} in Karachi"
    mark.click()
    rows = page.locator("ul.geo-choices button:has(.geo-key)")
    assert rows.count() == int(number) > 10
    before = page.evaluate("story_map_1.getZoom()")
    page.get_by_role("button", name="Show the map nearer").click()
    page.wait_for_function("(zoom) => story_map_1.getZoom() > zoom + 1", arg=before)
    assert found.complaints == []


def test_it_prints_on_four_sheets(story_page: Path, opened: Open, tmp_path: Path) -> None:
    found = opened(story_page)
    found.wait_for_basemap()
    pdf = found.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert 2 <= pdf.count(b"/Type /Page\n") <= 4
    assert "Printed on " in found.page.locator(".geo-printed").text_content()
    found.page.emulate_media(media="print")
    charts = found.page.locator(".geo-card-chart")
    shown = [chart.inner_text() for chart in charts.all() if chart.is_visible()]
    assert charts.count() > len(shown) == len(set(shown)) == 1


def test_a_frame_of_a_notebook_has_the_scene_beside_the_cards(
    story_page: Path, opened: Open
) -> None:
    page = opened(story_page, width=900, height=720).page
    scene = page.locator(".geo-scene.is-narrow").bounding_box()
    card = page.locator(".geo-card.is-read").bounding_box()
    assert scene["x"] + scene["width"] < card["x"]
    assert scene["width"] + card["width"] > 0.88 * 900
    assert scene["y"] + scene["height"] < 720


def test_one_account_filters_list_map_timeline_and_figures(story_page: Path, opened: Open) -> None:
    found = opened(story_page)
    found.wait_for_basemap()
    page = found.page
    page.evaluate("document.querySelector('.geo-archive').scrollIntoView()")
    choice = page.locator(".geo-account-choice")
    choice.select_option("source:independent")
    shown = set(found.report()["shown"])
    assert "karachi-violence" in shown
    assert "gun-battles" not in shown  # the BBC alone tells of them
    assert page.locator('[data-item="gun-battles"]').is_hidden()
    assert "is-out" in page.locator('[data-bar="gun-battles"]').get_attribute("class")
    assert page.locator('[data-link="telephone-addresses"]').count() == 0
    page.locator('[data-item="karachi-violence"] .geo-head').click()
    row = page.locator('[data-item="karachi-violence"]')
    assert row.locator(".geo-number").all_inner_texts() == ["42 people", "13 people"]
    cited = row.locator(".geo-claims > li > .geo-claim > .geo-cite")
    assert all("Independent" in text for text in cited.all_inner_texts())
    page.wait_for_function("() => location.hash.includes('account=source')")
    choice.select_option("of:altaf-hussain")
    assert "Altaf Hussain" in page.locator("[data-item='altaf-hussain']").inner_text()
    choice.select_option("two:")
    shown = set(found.report()["shown"])
    assert {"mqm-secretariat", "karachi-violence"} <= shown
    assert not {"gun-battles", "telephone-addresses", "bhutto-bombing"} & shown
    choice.select_option("")
    page.locator(".geo-matrix > summary").click()
    page.locator(".geo-matrix table").wait_for()
    matrix = page.locator(".geo-matrix tr")
    cells = {
        name: matrix.filter(has_text=name).locator("td") for name in ("Weekend", "Gun battles")
    }
    assert cells["Weekend"].all_inner_texts() == ["differs", "differs"]
    assert cells["Gun battles"].all_inner_texts() == ["–", "states"]
    matrix.filter(has_text="Gun battles").locator("button").click()
    assert page.locator('[data-item="gun-battles"] .geo-details').is_visible()
    assert len(found.report()["shown"]) == found.report()["items"]
    row.locator(".geo-head").click()
    assert row.locator(".geo-number").count() > 3  # those of the BBC, too
    assert found.complaints == []
