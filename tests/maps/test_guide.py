"""The guided half of the page: what the opening tells, and how the reader is led."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import geo
from geo.maps import story_map
from geo.sealing import save_html

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open, Opened
    from maps.small_story import SmallStory
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SEEN = """(scope) => [...document.querySelectorAll(`${scope} text`)].filter((one) => {
    const { width, height, top, bottom } = one.getBoundingClientRect();
    return width > 0 && height > 0 && top >= 0 && bottom <= innerHeight
}).map((one) => one.textContent)"""


@pytest.fixture
def page(small_page: Path, opened: Open) -> Opened:
    found = opened(small_page)
    found.page.emulate_media(reduced_motion="reduce")
    return found


@pytest.fixture(scope="module")
def real(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("guide") / "story.html"
    save_html(story_map(geo.read_story(data)), path)
    return path


def full(found: Opened) -> list[str]:
    """Return what is full on the scene that is seen: kinds and ids."""
    told: list[str] = found.page.evaluate(
        """() => [...new Set([...document.querySelectorAll(".geo-scene.is-wide .is-full")]
            .map((one) => `${one.classList[0]} ${one.dataset.of}`))].sort()"""
    )
    return told


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1600, 1000), (390, 844)])
def test_the_opening_picture_alone_tells_the_story(
    real: Path, opened: Open, width: int, height: int
) -> None:
    page = opened(real, width=width, height=height).page
    told = " ".join(page.evaluate(SEEN, ".geo-scene"))
    assert all(word in told for word in ("Edgware", "Telephone", "Karachi"))
    assert "6,329 km" in told
    assert "contested" in told
    assert "at least 40 / at least 41 / 42" in told
    assert "Chief justice" not in told  # the note of another step


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1600, 900), (1920, 1080)])
def test_the_text_stands_beside_the_scene(
    real: Path, opened: Open, width: int, height: int
) -> None:
    page = opened(real, width=width, height=height).page
    gap = page.evaluate(
        """() => document.querySelector(".geo-card").getBoundingClientRect().left
            - document.querySelector(".geo-scene.is-wide").getBoundingClientRect().right"""
    )
    assert 16 <= gap <= 60


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1100, 700), (390, 844), (360, 740)])
def test_no_letter_is_smaller_than_13_pixels(
    real: Path, opened: Open, width: int, height: int
) -> None:
    page = opened(real, width=width, height=height).page
    sizes = page.evaluate(
        """() => [...document.querySelectorAll(".geo-scene text, .geo-axis-chart text")]
            .filter((one) => one.getBoundingClientRect().width > 0)
            .map((one) => parseFloat(one.getAttribute("font-size")) * one.getScreenCTM().a)"""
    )
    assert len(sizes) > 20
    assert min(sizes) >= 12.95


def test_every_place_that_the_story_is_about_is_named_in_the_guide(
    real: Path, opened: Open
) -> None:
    text = opened(real).page.locator(".geo-story").text_content()
    for name in ("Edgware", "Edgware High Street", "Barnet", "Karachi", "Sindh", "Chicago"):
        assert name in text
    assert "Karachi airport" in text


def test_one_link_is_full_at_the_opening_and_the_rest_is_grey(real: Path, opened: Open) -> None:
    found = opened(real)
    links = [one for one in full(found) if one.startswith("k-link")]
    assert links == ["k-link telephone-addresses"]
    strokes = found.page.evaluate(
        """() => [...document.querySelectorAll(
            '.geo-scene.is-wide .k-link [stroke^="var(--medium"]')].map((line) => [
                line.parentNode.dataset.of, getComputedStyle(line).stroke])"""
    )
    colours = dict(strokes)
    assert colours.pop("telephone-addresses") == "rgb(3, 77, 142)"  # the palette's telephone
    assert len(set(colours.values())) == 1


def test_next_and_back_by_keyboard_and_by_the_browser(page: Opened) -> None:
    number = page.page.locator(".geo-step-number")
    assert number.text_content() == "Step 1 of 2"
    assert page.report()["step"] == "all"
    onward = page.page.get_by_role("button", name="Next step")
    onward.focus()
    page.page.keyboard.press("Enter")
    assert number.text_content() == "Step 2 of 2"
    assert page.report()["step"] == "there"
    assert page.page.evaluate("document.activeElement.className") == "geo-step-next"
    said = page.page.locator(".geo-panel [role=status]").text_content()
    assert said == "Step 2 of 2: There. There was a clash."
    page.page.wait_for_function("() => location.hash === '#step=there'")
    page.page.keyboard.press("ArrowLeft")
    assert page.report()["step"] == "all"
    page.page.wait_for_function("() => location.hash === ''")
    page.page.go_back()
    page.page.wait_for_function("() => geoMaps.report(story_map_1).step === 'there'")
    assert number.text_content() == "Step 2 of 2"


def test_the_archive_stays_as_it_is_until_it_is_asked_for(page: Opened) -> None:
    page.page.keyboard.press("ArrowRight")
    assert page.report()["step"] == "there"
    assert (page.report()["selected"], page.report()["view"]) == ("", "whole")
    page.page.locator('[data-step="there"] .geo-explore').click()
    told = page.report()
    assert (told["selected"], told["view"]) == ("clash", "far")
    assert page.page.locator(".geo-time-field").input_value() == "2007-05-12"
    assert page.page.locator('[data-item="clash"] .geo-claim').count() == 2
    box = page.page.locator(".geo-archive").bounding_box()
    assert abs(box["y"]) < 2
    page.page.wait_for_function("() => location.hash.includes('item=clash')")
    page.page.wait_for_function("() => geoMaps.report(story_map_1).step === ''")


def test_scrolling_leads_from_card_to_card(real: Path, opened: Open) -> None:
    found = opened(real)
    steps = []
    top = found.page.evaluate(
        "document.querySelector('.geo-figure').getBoundingClientRect().top + scrollY"
    )
    for name in ("overview", "edgware", "speaker", "sindh", "karachi", "contested-figures"):
        found.page.evaluate(
            """(name) => document.querySelector(`.geo-card[data-step="${name}"]`)
                .scrollIntoView({ block: "start", behavior: "instant" })""",
            name,
        )
        found.page.wait_for_timeout(80)
        steps.append(found.report()["step"])
        seen = found.page.locator(".geo-scene.is-wide").bounding_box()
        assert 0 <= seen["y"] <= top  # the scene stays
    assert steps == ["overview", "edgware", "speaker", "sindh", "karachi", "contested-figures"]


def test_an_address_opens_at_its_step(real: Path, opened: Open) -> None:
    found = opened(real)
    url = found.page.url
    found.page.goto("about:blank")
    found.page.goto(f"{url}#step=speaker")
    found.page.wait_for_timeout(400)
    assert found.report()["step"] == "speaker"
    card = found.page.locator('[data-step="speaker"]').bounding_box()
    assert 0 <= card["y"] < 100
    chicago = found.page.locator(".geo-scene.is-wide .k-edge text")
    assert chicago.all_text_contents() == ["Chicago"]
    assert chicago.is_visible()


def test_a_swipe_leads_on(real: Path, chromium: Browser) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(real.as_uri())
    swipe = """(turn) => { const root = document.querySelector(".geo-cards");
        const at = (x) => [new Touch({ identifier: 1, target: root, clientX: x, clientY: 600 })];
        const send = (type, x, held) => root.dispatchEvent(new TouchEvent(type, { bubbles: true,
            touches: held ? at(x) : [], changedTouches: at(x) }));
        send("touchstart", 200, true); send("touchend", 200 + turn, false) }"""
    step = "() => geoMaps.report(story_map_1).step"
    page.evaluate(swipe, -120)
    assert page.evaluate(step) == "edgware"
    assert page.locator(".geo-scene.is-narrow .is-on").get_attribute("data-pane") == "london"
    page.evaluate(swipe, 30)  # too short
    assert page.evaluate(step) == "edgware"
    page.evaluate(swipe, 120)
    assert page.evaluate(step) == "overview"
    context.close()


def test_a_card_holds_claim_and_denial_side_by_side_and_figures_on_their_axis(
    real: Path, opened: Open
) -> None:
    page = opened(real).page
    card = page.locator('[data-step="contested-figures"]')
    chart = " ".join(card.locator(".geo-axis-chart text").all_text_contents())
    assert all(
        label in chart for label in ("at least 40 people", "at least 41 people", "42 people")
    )
    first = card.locator(".geo-dispute").first
    accused, denied = (
        first.locator(side).bounding_box() for side in (".geo-side-a", ".geo-side-b")
    )
    assert accused["y"] == denied["y"]
    assert denied["x"] > accused["x"] + accused["width"]
    assert "alleged by accusers whom the Independent does not name" in first.inner_text()
    assert "Altaf Hussain rejects the accusations." in first.locator(".geo-side-b").inner_text()


def test_without_a_script_the_scene_and_every_card_are_there(real: Path, chromium: Browser) -> None:
    context = chromium.new_context(
        viewport={"width": 1280, "height": 800}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(real.as_uri())
    assert page.locator(".geo-card").count() == 6
    assert all(card.is_visible() for card in page.locator(".geo-card").all())
    note = page.locator(".geo-scene.is-wide .k-note.is-full text")
    assert "Telephone addresses" in note.all_text_contents()
    assert all(one.is_visible() for one in note.all())
    assert page.locator(".geo-main").is_hidden()
    context.close()


def test_the_scene_is_described_in_sentences(real: Path, opened: Open) -> None:
    page = opened(real).page
    scene = page.locator(".geo-scene.is-wide")
    assert scene.get_attribute("role") == "img"
    told = page.locator(f"#{scene.get_attribute('aria-labelledby')}").text_content()
    assert told.startswith("Telephone addresses Edgware → Karachi · 6,329\N{NO-BREAK SPACE}km.")
    assert "Violence allegedly orchestrated from London (London → Karachi, alleged)" in told


def test_the_map_of_the_archive_takes_most_of_the_screen(real: Path, opened: Open) -> None:
    for width, height in ((1280, 800), (1600, 1000), (390, 844)):
        page = opened(real, width=width, height=height).page
        box = page.locator(".geo-archive .folium-map").bounding_box()
        assert box["width"] * box["height"] >= 0.55 * width * height


def made(page: Page) -> list[tuple[str, str]]:
    cards = page.locator(".geo-card")
    return [
        (card.get_attribute("data-step"), card.locator("h2").text_content()) for card in cards.all()
    ]


def test_without_steps_the_cards_are_made_of_the_tables(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    path = tmp_path / "page.html"
    save_html(story_map(replace(small_story, steps=small_story.steps.iloc[:0])), path)
    found = opened(path)
    assert made(found.page) == [
        ("finding", "A call across the world"),
        ("near", "Barnet"),
        ("far", "Karachi"),
        ("figures-1", "Deaths"),
    ]
    assert found.page.locator(".geo-card").first.locator(".geo-finding").is_visible()
    assert full(found)[0].startswith("k-label")
    links = [one for one in full(found) if one.startswith("k-link")]
    assert links == ["k-link order"]  # two claims, more than any other link
    items = found.page.locator('[data-step="far"] .geo-card-items li').all_text_contents()
    assert items == ["A speech (May 2007)", "A clash (12 May 2007)"]
    assert found.complaints == []


def test_a_story_that_says_nothing_yet_opens_with_what_happened(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    path = tmp_path / "page.html"
    framing = small_story.framing[small_story.framing["column"] != "finding"]
    nothing = small_story.steps.iloc[:0]
    save_html(story_map(replace(small_story, steps=nothing, finding="", framing=framing)), path)
    found = opened(path)
    items = found.page.locator('[data-step="finding"] .geo-card-items li').all_text_contents()
    assert items == ["A meeting (1992)", "A speech (May 2007)", "A clash (12 May 2007)", "A murder"]
    assert found.complaints == []


def test_steps_without_the_newer_columns_show_what_they_select(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    assert "emphasis" not in small_story.steps
    path = tmp_path / "page.html"
    save_html(story_map(small_story), path)
    found = opened(path)
    found.page.keyboard.press("ArrowRight")
    emphasis = found.page.locator('[data-step="there"]').get_attribute("data-emphasis")
    assert emphasis.split() == ["clash", "karachi"]
    assert "k-place karachi" in full(found)
    assert "k-note step:there" in full(found)
    assert not [one for one in full(found) if one.startswith("k-link")]


def test_a_hostile_note_is_text_on_the_map(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    told = ["<img src=x onerror=ran=1>", '"/><script>ran=1</script>{{7*7}}']
    steps = small_story.steps.assign(note=told, note_at="call", emphasis="call; clash")
    path = tmp_path / "page.html"
    save_html(story_map(replace(small_story, steps=steps)), path)
    found = opened(path)
    shown = found.page.evaluate(
        """() => ["all", "there"].map((step) => [...document.querySelectorAll(
            `.geo-scene.is-wide [data-of="step:${step}"] text`)].map((one) => one.textContent)
            .join(" "))"""
    )
    for note, text in zip(told, shown, strict=True):
        assert note.replace(" ", "") in text.replace(" ", "")
    assert found.page.evaluate("window.ran") is None
    assert found.page.locator("main :is(script, img)").count() == 0
    assert found.complaints == []


def test_embedded_it_is_its_scene_and_one_card(real: Path, opened: Open) -> None:
    found = opened(real, width=640, height=500)
    page = found.page
    page.goto("about:blank")
    page.route("**/*", lambda route: route.continue_())
    page.goto(f"{real.as_uri()}?embed")
    assert page.evaluate("document.documentElement.scrollHeight") <= 500
    cards = page.locator(".geo-card")
    assert [card.is_visible() for card in cards.all()] == [True] + [False] * 5
    assert page.locator(".geo-archive").is_hidden()
    assert "6,329 km" in page.evaluate(SEEN, ".geo-scene")
    page.locator(".geo-step-next").click()
    assert cards.nth(1).is_visible()
    assert page.evaluate("scrollY") == 0
    page.wait_for_function("() => location.hash === '#step=edgware'")
    whole = page.locator(".geo-whole")
    assert whole.get_attribute("target") == "_blank"
    assert "embed" not in whole.get_attribute("href")


def test_from_the_evidence_a_reader_gets_back_to_the_card(real: Path, opened: Open) -> None:
    found = opened(real)
    page = found.page
    page.locator(".geo-step-next").click()
    page.wait_for_function(
        "document.querySelectorAll('.geo-card')[1].classList.contains('is-read')"
    )
    page.locator(".geo-card").nth(1).locator(".geo-explore").click()
    page.locator(".geo-back").click()
    page.wait_for_function(
        "document.querySelectorAll('.geo-card')[1].getBoundingClientRect().top < 60"
    )
    assert page.locator(".geo-step-dot").nth(1).get_attribute("aria-current") == "step"
    table = page.locator(".geo-differing")
    heads = table.locator("thead th").all_inner_texts()
    assert heads == ["On", "The Independent", "BBC News"]
    deaths = table.locator("tbody tr", has=page.get_by_role("rowheader", name="deaths", exact=True))
    ours, theirs = deaths.locator("td").all()
    assert ours.locator(".geo-statement").count() == 1  # 42
    assert theirs.locator(".geo-statement").count() == 2  # 40 and 41
    # From country to country: the line comes up from one outline and fades towards the other.
    stops = page.locator("#geo-shade-hussain-to-britain stop").evaluate_all(
        "(stops) => stops.map((stop) => Number(stop.getAttribute('stop-opacity')))"
    )
    assert stops == [0.12, 1, 1, 0.12]
    assert found.complaints == []


def test_colours_of_the_system_keep_what_colours_say(real: Path, chromium: Browser) -> None:
    context = chromium.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(real.as_uri())
    page.wait_for_selector(".geo-item")
    drawn = page.evaluate(
        """() => {
            const colour = (one, pseudo) => getComputedStyle(one, pseudo).backgroundColor;
            const [here, there] = document.querySelectorAll(".geo-step-dot");
            const event = document.querySelector(".geo-key.key-event");
            return [colour(here, "::before") !== colour(there, "::before"),
                ![colour(document.body), "rgba(0, 0, 0, 0)"].includes(colour(event))] }"""
    )
    assert drawn == [True, True]
    context.close()
