"""The desk in a browser: two articles become a story, and every decision is counted."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desk.hand import Hand, hand_at
from desk.running import ARTICLES, GIVEN, cells, desk, new_story
from fork_server import GEO
from playwright.sync_api import expect

import geo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk.running import Running
    from playwright.sync_api import Browser

AXE = Path(geo.__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in ARTICLES.glob("*.txt")}

pytestmark = [pytest.mark.browser, pytest.mark.service]


@pytest.fixture
def hand(running: Running, chromium: Browser) -> Iterator[Hand]:
    with hand_at(running.address, chromium) as at_work:
        yield at_work


def proposed(running: Running, table: str, source: str, words: str) -> str:
    """Return the row of a table that was proposed for words of an article."""
    at = TEXTS[source].index(words)
    for name, row in running.rows().items():
        where = row["at"] or {"source": "", "start": 0, "end": 0}
        is_there = where["source"] == source and where["start"] <= at < where["end"]
        if row["table"] == table and is_there:
            return name
    raise AssertionError(f"nothing in {table} is proposed for {words!r}")


EVENTS = (
    *(("harbour", "crews went on strike"), ("harbour", "people marched through Cardiff")),
    *(("harbour", "police arrested"), ("harbour", "signed an agreement")),
    *(("quarry", "people protested in Galway"), ("quarry", "man was arrested in Galway")),
    *(("quarry", "inquiry opened in Galway"), ("quarry", "judge visited the dam")),
    ("harbour", "Talks opened in Chester"),
)
LINKS = (
    *(("harbour", "travelled from Cardiff"), ("harbour", "sailed from Holyhead")),
    ("quarry", "moved its machines"),
)
FIGURES = (
    *(("harbour", "About 250 people"), ("harbour", "3,000 people")),
    ("quarry", "400 people protested"),
)
DISPUTES = (
    (
        "harbour",
        "had known for weeks",
        "The union says a fault was known.",
        "The owners reject it.",
    ),
    ("quarry", "raised the water", "Residents say the dam was overfilled.", "The firm rejects it."),
)


def test_two_articles_become_a_story_in_sixty_decisions(tmp_path: Path, chromium: Browser) -> None:
    story = new_story(tmp_path / "story")
    articles = [ARTICLES / "harbour.txt", ARTICLES / "quarry.txt"]
    with desk(story, *articles, *GIVEN) as running, hand_at(running.address, chromium) as hand:
        tell_the_story(hand, running)
        assert hand.decisions <= 60, (hand.clicks, hand.keys, hand.texts)
    assert [len(cells(story, table)) for table in ("events", "links")] == [10, 4]
    assert len(cells(story, "figures")) == 5
    statuses = [row["status"] for row in cells(story, "claims")]
    assert (statuses.count("alleged"), statuses.count("denied")) == (2, 2)
    relations = [row["relation"] for row in cells(story, "relations")]
    assert sorted(relations) == ["contradicts", "denies", "denies"]
    for command in (("check", story), ("build", story, "--output", story / "outputs")):
        done = subprocess.run([GEO, *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    read = geo.read_story(story)
    assert read.events.geometry.notna().all()
    assert (story / "outputs" / f"{read.name}.html").is_file()


def tell_the_story(hand: Hand, running: Running) -> None:
    """Decide what the story has, from the first row to the page."""
    page = hand.page
    # The crash, whatever the draft says of it: words, kind of row, place, title.
    hand.select("The ferry from Dublin struck the breakwater at Holyhead on 4 March 2024")
    hand.press("v")
    hand.choose("draft|place", "holyhead")
    hand.click(page.locator('[data-focus="draft|title"]'))
    hand.type("The ferry hits the breakwater")
    hand.press("Enter")
    # How many were hurt is told in two ways.
    for words, statement in (
        ("At least 14", "The harbour office counts at least 14 hurt."),
        ("23.", "The union counts 23 hurt."),
    ):
        hand.keep(proposed(running, "figures", "harbour", words))
        hand.type(statement)
        hand.press("Enter")
    union = proposed(running, "claims", "harbour", "put the number of injured")
    office = proposed(running, "claims", "harbour", "At least 14 passengers")
    hand.click(hand.line(union))
    hand.press("r")
    hand.choose("relate|other", office.split("/")[1])
    hand.click(page.locator('[data-focus="relate|on"]'))
    hand.type("injured")
    hand.press("Enter")
    for source, words, accusation, denial in DISPUTES:
        hand.keep(proposed(running, "claims", source, words))
        hand.type(accusation)
        hand.press("Enter")
        hand.type(denial)
        hand.press("Enter")
    for table, wanted in (("events", EVENTS), ("links", LINKS), ("figures", FIGURES)):
        for source, words in wanted:
            hand.keep(proposed(running, table, source, words))
    # A fourth journey, made of its words: both ends, day and title are filled in.
    hand.click(page.locator(".desk-sources button").nth(0))
    hand.select("A tug brought the ship from Holyhead to Liverpool on 5 March 2024")
    hand.press("l", "Enter")
    hand.press("b")
    page.wait_for_selector("dialog[open] h2", timeout=120_000)
    assert page.locator("dialog[open] h2").inner_text() == "The page is built"


def test_all_of_it_can_be_done_with_the_keyboard(hand: Hand, running: Running) -> None:
    assert hand.focus() == "line|sources/harbour"
    hand.press("j", "j", "k", "Space")
    assert hand.focus() == "claims/harbour-s120|statement"  # what was kept wants its statement
    hand.type("The office counts at least 14 hurt.")
    hand.press("Enter")
    assert [row["statement"] for row in cells(running.story, "claims")] == [
        "The office counts at least 14 hurt."
    ]
    assert hand.focus() == "line|figures/harbour-f120"
    hand.press("x")
    assert running.rows()["figures/harbour-f120"]["state"] == "dropped"
    hand.press("u")
    assert running.rows()["figures/harbour-f120"]["state"] == "proposed"
    hand.press("U")
    assert running.rows()["figures/harbour-f120"]["state"] == "dropped"
    hand.press("?")
    hand.page.wait_for_selector("dialog[open] kbd")
    hand.press("Escape", "2", "j", "e")
    assert hand.focus().endswith("|name")
    hand.press("Escape")
    assert hand.focus().startswith("line|places/")
    hand.press("1", "s", "Shift+ArrowRight", "c")
    assert hand.focus() == "draft|statement"
    hand.type("What the article opens with.")
    hand.press("Enter")
    (made,) = [row for row in cells(running.story, "claims") if row["statement"].startswith("What")]
    span = TEXTS["harbour"][int(made["start"]) : int(made["end"])]
    assert span
    assert made["status"] == "reported"


def test_what_a_cell_can_not_be_stays_with_its_message(hand: Hand, running: Running) -> None:
    page = hand.page
    hand.click(hand.line("events/harbour-e617"))
    date = page.locator('[data-focus="events/harbour-e617|date"]')
    date.fill("09/03/2024")
    hand.press("Enter")
    cell = page.locator(".is-date")
    assert "could be two days" in cell.locator(".desk-fault").inner_text()
    assert date.input_value() == "09/03/2024"
    assert date.get_attribute("aria-invalid") == "true"
    hand.click(cell.get_by_role("button", name="2024-03-09"))
    assert [row["date"] for row in cells(running.story, "events")] == ["2024-03-09"]
    hand.click(hand.line("claims/harbour-s792"))
    start = TEXTS["harbour"].index("guards hired")
    page.locator('[data-focus="claims/harbour-s792|statement"]').fill(
        TEXTS["harbour"][start - 40 : start + 60]
    )
    hand.press("Enter")
    assert "wanted your own words" in page.locator(".is-statement .desk-fault").inner_text()


def test_two_windows_and_a_notice(hand: Hand, running: Running, chromium: Browser) -> None:
    with hand_at(running.address, chromium) as other:
        other.keep("events/harbour-e617")
        hand.click(hand.line("events/harbour-e1317"))
        title = hand.page.locator('[data-focus="events/harbour-e1317|title"]')
        title.fill("Thousands march in Cardiff")
        path = running.story / "events.csv"
        path.write_text(path.read_text().replace("Strike in Holyhead", "Crews stop work"))
        hand.press("Enter")
        notice = hand.page.get_by_role("alert")
        assert "nothing was written" in notice.inner_text()
        assert title.input_value() == "Thousands march in Cardiff"
        assert [row["title"] for row in cells(running.story, "events")] == ["Crews stop work"]
        hand.click(notice.get_by_role("button", name="Reload"))
        assert notice.inner_text() == ""
        assert title.input_value() == "Thousands march in Cardiff"
        title.focus()
        hand.press("Enter")
        titles = [row["title"] for row in cells(running.story, "events")]
        assert titles == ["Crews stop work", "Thousands march in Cardiff"]


def test_a_click_right_after_typing_is_not_lost(hand: Hand, running: Running) -> None:
    page = hand.page
    hand.click(hand.line("events/harbour-e617"))
    page.locator('[data-focus="events/harbour-e617|title"]').fill("The crews stop work")
    sign = page.locator('li[data-name="figures/harbour-f671"] .desk-sign').bounding_box()
    assert sign is not None
    page.mouse.move(sign["x"] + 10, sign["y"] + 10)
    page.mouse.down()  # the cell is left, and saved, while the button is held
    page.wait_for_timeout(400)
    page.mouse.up()
    page.wait_for_timeout(200)
    hand.saved()
    rows = running.rows()
    assert rows["events/harbour-e617"]["cells"]["title"] == "The crews stop work"
    assert rows["figures/harbour-f671"]["state"] == "kept"


def test_a_pin_is_set_by_a_candidate_and_by_dragging(hand: Hand, running: Running) -> None:
    page = hand.page
    hand.keep("events/harbour-e617")
    hand.press("m")
    page.wait_for_selector(".desk-candidates button")
    reason = page.locator(".desk-candidates button").first.inner_text()
    assert "Holyhead, Wales, GB" in reason
    hand.click(page.locator(".desk-candidates button").first)
    (pin,) = cells(running.story, "pins")
    assert (pin["set_by"], pin["matched"]) == ("person", "Holyhead")
    assert "a person chose" in pin["reason"]
    mark = page.locator(".desk-pin")
    box = mark.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 11, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 51, box["y"] - 20, steps=6)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert hand.focus() == "pin|reason"
    hand.type("the quay")
    hand.press("Enter")
    (moved,) = cells(running.story, "pins")
    assert (moved["set_by"], moved["reason"]) == ("person", "the quay")
    assert float(moved["lon"]) > float(pin["lon"])
    assert float(moved["lat"]) > float(pin["lat"])


def _drag(hand: Hand, what: str, right: int) -> None:
    box = hand.page.locator(what).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand.page.mouse.move(x, y)
    hand.page.mouse.down()
    hand.page.mouse.move(x + right, y, steps=6)
    hand.page.mouse.up()
    hand.page.wait_for_timeout(300)


def test_an_area_and_a_way_are_drawn_on_the_map(hand: Hand, running: Running) -> None:
    page = hand.page
    link = "links/harbour-l1944-1955"
    for name in ("events/harbour-e617", "links/harbour-l2635-2647", link):
        hand.keep(name)
    hand.press("d")
    assert hand.focus() == f"{link}-2|title"
    hand.press("Escape", "u")
    hand.click(hand.line(link))
    hand.press("g")
    dots = page.locator(".desk-dot:not(.is-chosen):not(.is-guess)")
    assert dots.count() == 1  # Dublin, as the ends are chosen
    hand.click(dots)
    way = next(row for row in cells(running.story, "links") if row["id"] == link[6:])
    assert (way["from"], way["via"], way["to"]) == ("cardiff", "dublin", "holyhead")
    assert page.locator(".desk-link").get_attribute("d").count("L") == 2
    hand.press("u")
    assert running.rows()[link]["cells"]["via"] == ""
    page.locator(f'[data-focus="{link}|via"]').select_option("dublin")  # by the keyboard
    hand.saved()
    assert hand.page.locator(".desk-chip", has_text="Dublin").count() == 1
    hand.press("Escape", "m")
    page.wait_for_selector(".desk-candidates button")
    before = page.locator("#pin-radius").input_value()
    _drag(hand, ".desk-edge", 40)
    radius = float(page.locator("#pin-radius").input_value())
    assert (before, hand.focus()) == ("", "pin|reason")
    hand.type("as far as the ferry goes")
    hand.press("Enter")
    (pin,) = (row for row in cells(running.story, "pins") if row["set_by"] == "person")
    assert float(pin["radius_m"]) == pytest.approx(radius * 1000)
    assert (pin["boundary"], pin["reason"]) == ("", "as far as the ferry goes")
    assert hand.complaints == []


@pytest.mark.parametrize(
    ("width", "height", "theme"), [(1280, 800, "light"), (1280, 800, "dark"), (390, 844, "light")]
)
def test_axe_finds_nothing(
    running: Running, chromium: Browser, width: int, height: int, theme: str
) -> None:
    dark = theme == "dark"
    with hand_at(running.address, chromium, width=width, height=height, dark=dark) as hand:
        hand.keep("events/harbour-e617")
        running.rows()
        for at in ("events/harbour-e617", "places/holyhead", "story/story"):
            hand.page.keyboard.press({"e": "1", "p": "2", "s": "4"}[at[0]])
            hand.page.wait_for_timeout(200)
            hand.click(hand.line(at))
            hand.page.wait_for_timeout(300)
            faults = run_axe(hand)
            assert faults == [], at
        hand.page.keyboard.press("Escape")
        hand.select("Ferry crews stop work")
        hand.press("l")
        assert run_axe(hand) == []
        assert hand.page.evaluate("document.documentElement.scrollWidth") <= width


def run_axe(hand: Hand) -> list[str]:
    """Return what axe has against the page; the script goes in beside its policy."""
    script = AXE.read_text(encoding="utf-8")
    hand.page.evaluate(script)
    found = hand.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


def test_a_hostile_story_is_shown_and_not_run(tmp_path: Path, chromium: Browser) -> None:
    story = new_story(tmp_path / "story")
    article = tmp_path / "bad.txt"
    payload = "<img src=x onerror=\"document.title='run'\"> <script>document.title='run'</script>"
    article.write_text(f"{payload} in Leeds on 4 March 2024 the crew went on strike in Leeds.\n")
    named = f"bad={payload}"
    given = ("--title", named, "--publisher", named, "--published", "2024-03-05")
    with desk(story, article, *given) as running, hand_at(running.address, chromium) as hand:
        hand.press("Space", "4", "1")
        assert hand.page.title() == "Desk: Ferry and dam"
        assert hand.page.locator(".desk-article p").first.inner_text().endswith("in Leeds.")
        assert payload in hand.page.locator(".desk-title").first.inner_text()
        assert hand.page.locator(".desk-article img, .desk-rows img").count() == 0


def test_what_is_not_read_of_a_language_stands_above_its_article(
    tmp_path: Path, chromium: Browser
) -> None:
    story = new_story(tmp_path / "story")
    articles = {
        "brand": "Bei einem Brand in Rostock starben am Freitag drei Menschen, sagte die Polizei.",
        "fire": "Three people died in a fire in Rostock on Friday, and the police said so.",
    }
    for name, text in articles.items():
        (tmp_path / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")
    paths = [tmp_path / f"{name}.txt" for name in articles]
    given = ("--published", "brand=2024-03-05", "--published", "fire=2024-03-05")
    with desk(story, *paths, *given) as running, hand_at(running.address, chromium) as hand:
        note = hand.page.locator(".desk-limits")
        hand.page.get_by_role("button", name="brand", exact=True).click()
        assert note.inner_text() == (
            "This article is in German, of which places, dates, figures and who says what are "
            "read; events and links are not."
        )
        hand.page.get_by_role("button", name="fire", exact=True).click()
        expect(note).to_have_count(0)
