"""A person at the desk in Chromium, whose clicks, keys and typed texts are counted."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

_SELECT = """(words) => {
    const lines = [...document.querySelectorAll('.desk-article [data-start]')];
    const line = lines.find((one) => one.textContent.includes(words));
    const first = line.textContent.indexOf(words);
    const last = first + words.length;
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let at = 0;
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const next = at + node.length;
        if (first >= at && first < next) range.setStart(node, first - at);
        if (last > at && last <= next) range.setEnd(node, last - at);
        at = next;
    }
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


@dataclass
class Hand:
    """A person at the desk; a movement that selects words is a click, Enter is a key."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    clicks: int = 0
    keys: int = 0
    texts: int = 0

    @property
    def decisions(self) -> int:
        """How often something was decided: clicks, keys, and texts that were typed."""
        return self.clicks + self.keys + self.texts

    def saved(self) -> None:
        """Wait until the page tells that all is saved, and stands still."""
        busy = ':text-is("saving…"), :text-is("checking…"), :text-is("reading…")'
        self.page.wait_for_selector(f".desk-said:not({busy})", state="attached")
        self.page.wait_for_timeout(60)

    def click(self, what: Locator) -> None:
        """Click, and wait until that is saved."""
        self.clicks += 1
        what.click()
        self.saved()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(40)
            self.saved()

    def type(self, text: str) -> None:
        """Type a text where the keyboard is."""
        self.texts += 1
        self.page.keyboard.insert_text(text)

    def choose(self, cell: str, value: str) -> None:
        """Choose a value in a cell, by `row|column`."""
        self.clicks += 1
        self.page.locator(f'[data-focus="{cell}"]').select_option(value)
        self.saved()

    def keep(self, name: str) -> None:
        """Keep a row with a click on its sign."""
        self.click(self.page.locator(f'li[data-name="{name}"] .desk-sign'))

    def line(self, name: str) -> Locator:
        """Return the line of a row."""
        return self.page.locator(f'li[data-name="{name}"] .desk-line')

    def focus(self) -> str:
        """Return which control has the keyboard."""
        return str(self.page.evaluate("document.activeElement.dataset.focus ?? ''"))

    def select(self, words: str) -> None:
        """Select words of the article, as with one movement of the mouse."""
        self.clicks += 1
        self.page.evaluate(_SELECT, words)
        self.page.wait_for_selector(".desk-select.is-shown button")


@contextmanager
def hand_at(
    address: str, browser: Browser, *, width: int = 1280, height: int = 800, dark: bool = False
) -> Iterator[Hand]:
    """Open a desk in a browser; at the end nothing went wrong, and nothing else was asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    hand = Hand(context.new_page())
    page = hand.page
    page.on("pageerror", lambda error: hand.complaints.append(str(error)))
    page.on("console", lambda told: hand.complaints.extend(_errors(told.type, told.text)))
    page.on("request", lambda request: hand.complaints.extend(_elsewhere(request.url, address)))
    page.goto(address)
    page.wait_for_selector(".desk-list li")
    yield hand
    context.close()
    assert hand.complaints == []


def _errors(kind: str, text: str) -> list[str]:
    """Return an error of the console; that a request was refused is none."""
    return (
        [text] if kind == "error" and "the server responded with a status of 4" not in text else []
    )


def _elsewhere(url: str, address: str) -> list[str]:
    return [] if url.startswith((address, "data:", "blob:")) else [url]
