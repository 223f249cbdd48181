"""The desk in a browser: two articles become a story, and every decision is counted."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desk.running import cells
from fork_server import GEO

import geo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk.running import Running
    from playwright.sync_api import Browser, Locator, Page

AXE = Path(geo.__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = [pytest.mark.browser, pytest.mark.service]


class Hand:
    """A person at the desk, whose clicks, keys and typed texts are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = self.keys = self.texts = 0

    @property
    def decisions(self) -> int:
        return self.clicks + self.keys + self.texts

    def saved(self) -> None:
        """Wait until the page tells that all is saved, and stands still."""
        busy = ':text-is("saving…"), :text-is("checking…")'
        self.page.wait_for_selector(f".desk-said:not({busy})", state="attached")
        self.page.wait_for_timeout(60)

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()
        self.saved()

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)
        self.page.wait_for_timeout(40)
        self.saved()

    def type(self, text: str) -> None:
        self.texts += 1
        self.page.keyboard.insert_text(text)

    def choose(self, field: str, value: str) -> None:
        self.clicks += 1
        self.page.locator(f'[data-focus="{field}"]').select_option(value)
        self.saved()

    def keep(self, name: str) -> None:
        self.click(self.page.locator(f'li[data-name="{name}"] .desk-sign'))

    def line(self, name: str) -> Locator:
        return self.page.locator(f'li[data-name="{name}"] .desk-line')

    def select(self, words: str) -> None:
        """Drag over words of the article: one movement of the mouse."""
        self.clicks += 1
        self.page.evaluate(
            """(words) => {
                const lines = [...document.querySelectorAll('.desk-article [data-start]')];
                const line = lines.find((one) => one.textContent.includes(words));
                const ends = [line.textContent.indexOf(words)];
                ends.push(ends[0] + words.length);
                const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
                const range = document.createRange();
                let at = 0;
                for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
                    const next = at + node.length;
                    if (ends[0] >= at && ends[0] < next) range.setStart(node, ends[0] - at);
                    if (ends[1] > at && ends[1] <= next) range.setEnd(node, ends[1] - at);
                    at = next;
                }
                getSelection().removeAllRanges();
                getSelection().addRange(range);
            }""",
            words,
        )
        self.page.wait_for_selector(".desk-select.is-shown button")


@pytest.fixture
def hand(running: Running, chromium: Browser) -> Iterator[Hand]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda told: complaints.append(told.text)
        if told.type == "error" and "status of 4" not in told.text
        else None,
    )
    page.on(
        "request",
        lambda request: None
        if request.url.startswith((running.address, "data:"))
        else complaints.append(request.url),
    )
    page.goto(running.address)
    page.wait_for_selector(".desk-list li")
    yield Hand(page)
    context.close()
    assert complaints == []


EVENTS = (
    *("harbour-e617", "harbour-e1317", "harbour-e1902", "harbour-e2058", "harbour-e2374"),
    *("quarry-e1179", "quarry-e1311", "quarry-e2150", "quarry-e2242"),
)


def test_two_articles_become_a_story_in_sixty_decisions(hand: Hand, running: Running) -> None:
    page = hand.page
    # The crash, which the draft does not propose: words, kind of row, title, place.
    hand.select("The ferry from Dublin struck the breakwater at Holyhead on 4 March 2024")
    hand.press("v")
    hand.choose("draft|place", "holyhead")
    page.locator('[data-focus="draft|title"]').focus()
    hand.type("The ferry hits the breakwater")
    hand.press("Enter")
    # How many were hurt is told in two ways.
    hand.keep("figures/harbour-f120")
    hand.type("The harbour office counts at least 14 hurt.")
    hand.press("Enter")
    hand.keep("figures/harbour-f236")
    hand.type("The union counts 23 hurt.")
    hand.press("Enter")
    # Accusations, each with its denial.
    for accusation, words, answer in (
        ("harbour-s792", "The union accuses the owners of sailing with a fault.", "The owners reject it."),
        ("quarry-s900", "Residents accuse the company of having filled the dam.", "It rejects that."),
    ):
        hand.keep(f"claims/{accusation}")
        hand.type(words)
        hand.press("Enter")
        hand.type(answer)
        hand.press("Enter")
    for event in EVENTS:
        hand.keep(f"events/{event}")
    for link in ("harbour-l1944-1955", "harbour-l2635-2647", "quarry-l1513-1528"):
        hand.keep(f"links/{link}")
    # A fourth journey, made of its words: both ends, day and title are filled in.
    hand.click(page.locator(".desk-sources button").nth(0))
    hand.select("A tug brought the ship from Holyhead to Liverpool on 5 March 2024")
    hand.press("l")
    hand.press("Enter")
    for figure in ("harbour-f671", "harbour-f1334", "quarry-f1198"):
        hand.keep(f"figures/{figure}")
    # The finding, with the claims that it rests on.
    hand.press("4")
    hand.click(hand.line("story/story"))
    hand.click(page.locator('[data-focus="story/story|finding"]'))
    hand.type("A ferry hit a breakwater [harbour-h47], and a dam above a town broke.")
    hand.press("Enter")
    hand.press("Escape")
    hand.press("c")
    hand.press("b")
    page.wait_for_selector("dialog[open] h2", timeout=120_000)
    assert page.locator("dialog[open] h2").inner_text() == "The page is built"
    assert hand.decisions <= 60, (hand.clicks, hand.keys, hand.texts)
    print(f"{hand.decisions} decisions: {hand.clicks} clicks, {hand.keys} keys, {hand.texts} texts")
    story = running.story
    assert [len(cells(story, table)) for table in ("events", "links")] == [10, 4]
    assert len(cells(story, "figures")) == 5
    statuses = [row["status"] for row in cells(story, "claims")]
    assert (statuses.count("alleged"), statuses.count("denied")) == (2, 2)
    assert [row["relation"] for row in cells(story, "relations")] == ["denies", "denies"]
    for command in (("check", story), ("build", story, "--output", story / "outputs")):
        done = subprocess.run([GEO, *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    read = geo.read_story(story)
    assert read.events.geometry.notna().all()
    assert (story / "outputs" / f"{read.name}.html").is_file()
