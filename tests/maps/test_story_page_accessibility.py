"""For everyone: axe is content, the keyboard does all, the table tells all, and so does paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import geo
from geo.maps import story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open, Opened
    from maps.small_story import SmallStory

pytestmark = pytest.mark.browser

AXE = "web/node_modules/axe-core/axe.min.js"


@pytest.fixture
def small_page(small_story: SmallStory, tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    save_html(story_map(small_story), path)
    return path


def faults(found: Opened, axe: str) -> list[tuple[str, str, Any]]:
    """Return what axe-core finds, but for what it calls minor or moderate."""
    found.page.evaluate(axe)
    result = found.page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        (one["impact"], one["id"], [node["target"] for node in one["nodes"]][:3])
        for one in result["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    data: Path, root: Path, tmp_path: Path, opened: Open, scheme: str, language: str
) -> None:
    axe = (root / AXE).read_text(encoding="utf-8")
    path = tmp_path / "page.html"
    save_html(story_map(geo.read_story(data), language=language), path)
    found = opened(path, width=1400 if language == "en" else 390, height=900)
    found.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found.wait_for_basemap()
    assert faults(found, axe) == []
    found.page.locator('[data-item="karachi-violence"] .geo-head').click()
    found.page.locator(".geo-filters > summary").click()
    found.page.locator(".geo-facet summary").nth(2).click()
    for summary in found.page.locator(".geo-table summary").all():
        summary.click()
    assert faults(found, axe) == []
    found.page.keyboard.press("Escape")
    found.page.locator('[data-tool="cite.open"]').click()
    assert faults(found, axe) == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_serious_in_any_step(
    data: Path, root: Path, tmp_path: Path, opened: Open, width: int, scheme: str
) -> None:
    axe = (root / AXE).read_text(encoding="utf-8")
    path = tmp_path / "page.html"
    story = geo.read_story(data)
    save_html(story_map(story), path)
    found = opened(path, width=width, height=844)
    found.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for details in found.page.locator(".geo-rests summary").all():
        details.click()
    for number, step in enumerate(story.steps.index):
        found.page.locator(".geo-step-dot").nth(number).click()
        assert found.report()["step"] == step
        assert faults(found, axe) == []


def test_what_can_be_hit_is_large_enough(data: Path, tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(geo.read_story(data)), path)
    page = opened(path, width=390, height=844).page
    small = page.evaluate(
        """() => [...document.querySelectorAll(".geo-story :is(button, summary)")]
            .map((one) => one.getBoundingClientRect())
            .filter(({ width, height }) => Math.min(width, height) < 24).length"""
    )
    assert small == 0


def test_the_keyboard_alone_goes_the_main_path(small_page: Path, opened: Open) -> None:
    found = opened(small_page)
    page = found.page

    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("(one) => document.activeElement.matches(one)", selector):
                return
        pytest.fail(f"no way by Tab to {selector}")

    tab_to('[data-view="far"]')
    page.keyboard.press("Enter")
    assert found.report()["view"] == "far"
    tab_to(".geo-mark")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # the first of the list of what stands there
    assert found.report()["selected"] == "speech"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.geo-mark')")
    tab_to("[data-bar]")
    page.keyboard.press("Enter")
    first = found.report()["selected"]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert found.report()["selected"] not in {"", first}
    tab_to(".geo-step-next")
    page.keyboard.press("Enter")
    assert found.report()["step"] == "there"
    tab_to(".geo-search")
    page.keyboard.type("order")
    page.wait_for_function("() => geoMaps.report(story_map_1).shown.length === 1")
    tab_to(".geo-filters > summary")
    page.keyboard.press("Enter")
    tab_to('[data-facet="status"] > summary')
    page.keyboard.press("Enter")
    tab_to("[data-facet] input")
    page.keyboard.press("Space")
    tab_to(".geo-reset")
    page.keyboard.press("Enter")
    assert len(found.report()["shown"]) == 12
    tab_to(".geo-list .geo-head")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert found.report()["selected"] == "clash"
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.closest('li').dataset.item") == "rival"
    tab_to(".geo-table summary")
    page.keyboard.press("Enter")
    assert page.locator(".geo-table table").first.is_visible()


def test_what_changes_is_said(small_page: Path, opened: Open) -> None:
    page = opened(small_page).page
    said = page.locator(".geo-panel [role=status]")
    assert said.get_attribute("aria-live") == "polite"
    page.locator('[data-item="clash"] .geo-head').click()
    assert said.text_content() == "Selected: A clash"
    page.locator('[data-view="near"]').click()
    assert said.text_content() == "Map shows: Barnet"


def test_the_table_has_all_that_the_list_has(data: Path, tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(geo.read_story(data)), path)
    page = opened(path).page
    told = page.evaluate(
        """() => {
            const table = document.querySelector(".geo-table").textContent;
            const block = document.getElementById("story_map_1_evidence");
            const evidence = JSON.parse(block.textContent);
            const all = (name) => [...document.querySelectorAll(`[data-${name}]`)].map(
                (one) => one.dataset[name]);
            const [rows, items] = [all("row"), all("item")];
            return { claims: evidence.claims.filter((one) => !table.includes(one.statement)).length,
                figures: evidence.figures.filter((one) => !table.includes(one.label)).length,
                missing: items.filter((one) => !rows.includes(one)), number: items.length } }"""
    )
    assert told == {"claims": 0, "figures": 0, "missing": [], "number": told["number"]}
    assert told["number"] > 100


def test_reduced_motion_moves_the_map_at_once(small_page: Path, opened: Open) -> None:
    found = opened(small_page)
    found.page.emulate_media(reduced_motion="reduce")
    found.page.locator('[data-view="near"]').click()
    west = found.page.evaluate("story_map_1.getBounds().getWest()")
    assert -1 < west < -0.31
    assert found.page.evaluate("() => !story_map_1._animatingZoom")


def test_it_prints_whole_and_within_the_paper(
    small_page: Path, opened: Open, tmp_path: Path
) -> None:
    found = opened(small_page)
    page = found.page
    pdf = page.pdf(path=tmp_path / "page.pdf", format="A4")
    assert pdf.count(b"/Type /Page\n") <= 4
    assert page.locator(".geo-table").get_attribute("open") is None  # as before
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 694, "height": 1000})  # A4 between its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 694
    for statement in ("There was a call.", "It was none.", "Fifty died."):
        assert page.locator(".geo-table").get_by_text(statement).first.is_visible()
    assert page.locator(".geo-table").get_by_text("at least 40 people").is_visible()
    assert page.locator(".geo-side").is_hidden()
    assert page.locator("footer").get_by_text("A party abroad").is_visible()
    assert found.complaints == []


def test_colour_is_never_alone(small_page: Path, opened: Open) -> None:
    page = opened(small_page).page
    letters = page.locator(".geo-chip text").all_text_contents()
    assert sorted(letters) == ["O", "T", "T"]
    assert page.locator('[data-bar="clash"].is-said').count() == 1  # hollow and dashed: alleged
    dash = page.locator(".geo-link.medium-orders").get_attribute("stroke-dasharray")
    assert dash == "6 5"
