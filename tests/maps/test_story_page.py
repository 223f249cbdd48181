from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import geo
from geo.maps import story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open, Opened
    from maps.small_story import SmallStory

pytestmark = pytest.mark.browser


@pytest.fixture
def page(small_page: Path, opened: Open) -> Opened:
    found = opened(small_page)
    found.wait_for_basemap()
    return found


def test_it_asks_for_nothing_and_complains_of_nothing(page: Opened) -> None:
    assert page.requests == []
    assert page.complaints == []


def test_basemap_events_and_links_are_on_the_map(page: Opened) -> None:
    told = page.report()
    assert told["basemap"] > 500
    assert told["events"] == 3  # the murder has no place
    assert told["links"] == 3  # the journey has no start
    painted = page.page.evaluate(
        """() => { const all = document.querySelector(".leaflet-geo-basemap-pane canvas");
            const { width, height } = all;
            const data = all.getContext("2d").getImageData(0, 0, width, height).data;
            return new Set(Array.from({ length: data.length / 4 }, (_, i) => data[4 * i])).size }"""
    )
    assert painted > 3


def test_everything_is_listed_even_what_has_no_place(page: Opened) -> None:
    titles = page.page.locator(".section-event .geo-title").all_text_contents()
    assert titles == ["A meeting", "A speech", "A clash", "A murder"]  # by time, undated last
    murder = page.page.locator('[data-item="murder"]')
    assert murder.locator(".geo-line").text_content() == "place not stated · reported"
    street = page.page.locator('[data-item="nowhere"]')
    assert "not located" in street.text_content()
    journey = page.page.locator('[data-item="journey"]')
    assert "one end not stated" in journey.text_content()


def test_what_has_no_date_stands_under_a_head_of_its_own(page: Opened) -> None:
    heads = page.page.locator(".geo-undated")
    assert heads.all_text_contents() == ["Not dated"]  # every link has a date
    after = page.page.locator(".geo-undated + .geo-items .geo-title")
    assert after.all_text_contents() == ["A murder"]


def test_only_a_denial_makes_a_thing_contested(page: Opened) -> None:
    def tags(item: str) -> list[str]:
        found = page.page.locator(f'[data-item="{item}"] :is(.geo-is-contested, .geo-differs)')
        return [text.strip() for text in found.all_text_contents()]

    assert tags("order") == ["contested"]
    assert tags("clash") == ["sources differ on deaths: at least 40 / 50"]
    assert tags("call") == []
    assert page.page.locator(".geo-chip .geo-contested").count() == 1
    assert page.page.locator(".geo-mark .geo-contested").count() == 0
    assert "Contested: somebody denies it" in page.page.locator(".geo-legend").text_content()


def test_a_link_names_the_others_between_the_same_places(page: Opened) -> None:
    page.page.locator('[data-item="order"] .geo-head').click()
    others = page.page.locator('[data-item="order"] .geo-beside button')
    assert others.all_text_contents() == ["A call", "An answer"]
    others.first.click()
    assert page.report()["selected"] == "call"
    assert page.page.locator('[data-item="call"] .geo-head').evaluate(
        "head => head === document.activeElement"
    )


def test_a_click_on_a_link_shows_its_claims_with_paragraph_and_status(page: Opened) -> None:
    page.page.locator('.geo-chip[aria-label="An order"] .geo-chip-target').click()
    opened_item = page.page.locator('[data-item="order"]')
    assert opened_item.locator(".geo-head").get_attribute("aria-expanded") == "true"
    claim = opened_item.locator('[data-claim="c-order"]').first
    assert claim.locator(".geo-statement").first.text_content() == "It was an order."
    assert claim.locator(".geo-by").first.text_content() == "alleged by the rival"
    assert claim.locator(".geo-cite").first.text_content() == "The Paper, paragraph 4"


def test_an_allegation_stands_right_above_its_denial(page: Opened) -> None:
    page.page.locator('[data-item="order"] .geo-head').click()
    claim = page.page.locator('[data-item="order"] [data-claim="c-order"]')
    assert claim.locator(".geo-reply-head").text_content() == "Denied"
    assert "It was none." in claim.locator('[data-claim="c-denial"]').text_content()
    assert page.page.locator('[data-item="order"] [data-claim="c-denial"]').count() == 1


def test_differing_accounts_stand_side_by_side_and_figures_as_a_whole_set(page: Opened) -> None:
    page.page.locator('[data-item="clash"] .geo-head').click()
    clash = page.page.locator('[data-item="clash"]')
    forty, fifty = page.page.evaluate(
        """() => ["c-forty", "c-fifty"].map((name) => document
            .querySelector(`[data-item="clash"] [data-claim="${name}"]`)
            .getBoundingClientRect().toJSON())"""
    )
    assert forty["y"] == fifty["y"]
    assert fifty["left"] > forty["right"]
    assert clash.locator(".geo-number").all_text_contents() == [
        "at least 40 people",
        "50 people",
        "60 people",
    ]
    assert clash.locator(".geo-chart").count() == 3


def test_a_click_on_a_place_lists_its_events(page: Opened) -> None:
    page.page.locator('button[data-view="far"]').click()
    mark = page.page.locator(".geo-mark:not(.is-quiet) circle.geo-sure").first
    mark.click()
    assert page.report()["selected"] == ""
    assert page.page.locator(".geo-choices-head").inner_text() == "2 in Karachi"
    choices = page.page.locator("ul.geo-choices button")
    assert choices.locator(".geo-title").all_inner_texts() == ["A speech", "A clash"]
    assert choices.first.evaluate("one => one === document.activeElement")
    choices.nth(1).click()
    assert page.report()["selected"] == "clash"
    assert page.page.locator(".geo-mark.is-selected").count() == 1


def test_the_buttons_show_their_views(page: Opened) -> None:
    def seen() -> list[float]:
        return page.page.evaluate(
            """() => { const name = Object.keys(window).find((one) => /^story_map_/.test(one));
                const bounds = window[name].getBounds();
                return bounds.toBBoxString().split(",").map(Number) }"""
        )

    west, _, east, _ = seen()
    assert west < -0.2754
    assert east > 67.01
    page.page.locator('button[data-view="near"]').click()
    page.page.wait_for_timeout(600)
    west, _, _, north = seen()
    assert -1 < west < -0.31
    assert 51.67 < north < 52
    assert page.page.locator('button[data-view="near"]').get_attribute("aria-pressed") == "true"


def test_the_keyboard_reaches_marks_and_walks_the_list(page: Opened) -> None:
    page.page.locator('[data-item="meeting"] .geo-head').focus()
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    assert page.report()["selected"] == "speech"
    page.page.keyboard.press("Escape")
    assert page.report()["selected"] == ""
    chip = page.page.locator('.geo-chip[aria-label="A call"]')
    assert chip.get_attribute("role") == "button"
    chip.focus()
    page.page.keyboard.press("Enter")
    assert page.report()["selected"] == "call"


def test_tab_reaches_views_symbols_zoom_key_and_list_in_this_order(page: Opened) -> None:
    found = []
    for _ in range(40):
        page.page.keyboard.press("Tab")
        found.append(
            page.page.evaluate(
                """() => ["geo-skip", "geo-views", "leaflet-marker-pane", "leaflet-control-zoom",
                    "geo-legend", "geo-panel"].find(
                    (one) => document.activeElement.closest("." + one))"""
            )
        )
    assert [name for name in dict.fromkeys(found) if name] == [
        "geo-skip",
        "geo-views",
        "leaflet-marker-pane",
        "leaflet-control-zoom",
        "geo-legend",
        "geo-panel",
    ]


def test_escape_goes_back_to_the_symbol_that_was_chosen(page: Opened) -> None:
    page.page.locator('button[data-view="far"]').click()
    page.page.wait_for_timeout(600)
    mark = page.page.locator(".geo-mark:not(.is-quiet)").first
    for at, selected in enumerate(("speech", "clash")):
        mark.focus()
        page.page.keyboard.press("Enter")
        page.page.locator("ul.geo-choices button").nth(at).press("Enter")
        assert page.report()["selected"] == selected
        assert page.page.locator(f'[data-item="{selected}"] .geo-head').evaluate(
            "head => head === document.activeElement"
        )
        page.page.keyboard.press("Escape")
        assert page.report()["selected"] == ""
        assert mark.evaluate("mark => mark === document.activeElement")


def test_escape_goes_back_to_the_symbol_that_was_drawn_anew(page: Opened) -> None:
    page.page.locator('button[data-view="far"]').click()
    page.page.wait_for_timeout(600)
    mark = page.page.locator(".geo-mark:not(.is-quiet)").first
    mark.focus()
    page.page.keyboard.press("Enter")
    zoom = "at => document.querySelector(`.leaflet-control-zoom-${at}`).click()"
    page.page.evaluate(zoom, "in")
    page.page.wait_for_timeout(600)
    page.page.keyboard.press("Escape")
    assert page.page.evaluate("document.activeElement.matches('.geo-mark')")
    page.page.keyboard.press("Enter")
    page.page.locator("ul.geo-choices button").first.press("Enter")
    page.page.evaluate(zoom, "out")
    page.page.wait_for_timeout(600)
    page.page.keyboard.press("Escape")
    assert page.report()["selected"] == ""
    assert page.page.evaluate("document.activeElement.matches('.geo-mark')")


def test_escape_in_the_list_stays_in_its_line(page: Opened) -> None:
    page.page.locator('[data-item="order"] .geo-head').focus()
    page.page.keyboard.press("Enter")
    page.page.locator('[data-item="order"] .geo-beside button').first.focus()
    page.page.keyboard.press("Escape")
    assert page.report()["selected"] == ""
    assert page.page.locator('[data-item="order"] .geo-head').evaluate(
        "head => head === document.activeElement"
    )


def test_a_layer_can_be_switched_off_and_on(page: Opened) -> None:
    links = page.page.get_by_label("Links", exact=True)
    links.uncheck()
    assert page.page.locator(".geo-chip").count() == 0
    links.check()
    assert page.page.locator(".geo-chip").count() == 3


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_nothing_runs_out_of_the_window(
    small_story: SmallStory, tmp_path: Path, opened: Open, width: int
) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(small_story), path)
    found = opened(path, width=width, height=844)
    assert found.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_long_list_scrolls_in_its_panel_and_the_page_stays_short(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    events = small_story.events
    many = pd.concat([events.set_axis(events.index + f"-{copy}") for copy in range(40)])
    path = tmp_path / "page.html"
    save_html(story_map(replace(small_story, events=many)), path)
    page = opened(path).page
    panel = page.locator(".geo-slot-panel")
    assert panel.evaluate("panel => panel.scrollHeight > 8 * panel.clientHeight")
    assert page.locator(".geo-side").evaluate("side => side.clientHeight") <= 610  # 76 % of 800


def test_the_real_story_opens_small_and_quiet(data: Path, tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "story.html"
    save_html(story_map(geo.read_story(data)), path)
    assert path.stat().st_size < 800_000
    found = opened(path)
    found.wait_for_basemap()
    told = found.report()
    assert told["links"] >= 5
    assert told["events"] >= 20
    assert found.requests == []
    assert found.complaints == []
    found.page.locator('[data-item="telephone-addresses"] .geo-head').click()
    assert "paragraph" in found.page.locator('[data-item="telephone-addresses"]').text_content()


def test_what_a_person_is_in_the_story_is_no_place(page: Opened) -> None:
    row = page.page.locator('.geo-table [data-row="party"]')
    page.page.locator(".geo-table summary").click()
    assert row.locator("th").inner_text() == "The party Person or body: runs the city"
    assert row.locator("td").nth(1).inner_text() == ""
    party = page.page.locator('[data-item="party"]')
    assert party.locator(".geo-line").inner_text() == "runs the city"
    party.locator(".geo-head").click()
    facts = party.locator(".geo-facts")
    assert facts.locator("dt").all_inner_texts() == ["Role"]
    assert facts.locator("dd").all_inner_texts() == ["runs the city"]
