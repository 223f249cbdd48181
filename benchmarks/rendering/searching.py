"""Measure the search in a page of many events, and what it adds to the page.

python -m benchmarks.rendering.searching [--rows N] [--repeat N]

The page is opened in Chromium with the network refused. A query is entered as a reader does; a
figure is the time from the key to the first hits that the page names, and to the end of the search.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from benchmarks.rendering.events import synthetic_events
from geo.maps.explore import explore
from tools.find_chromium import ADVICE, find

if TYPE_CHECKING:
    import geopandas as gpd
    from playwright.sync_api import Page

_SEARCH = """async (query) => {
    const box = document.querySelector('.many-search');
    const found = document.querySelector('.many-found');
    box.value = '';
    box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}));
    await new Promise((done) => setTimeout(done, 300));
    const started = performance.now();
    let first = 0;
    const ended = new Promise((done) => {
        const watch = () => {
            if (!/found/.test(found.textContent)) return;
            first ||= performance.now() - started;
            if (/searched/.test(found.textContent)) return;
            observer.disconnect();
            done(performance.now() - started);
        };
        const observer = new MutationObserver(watch);
        observer.observe(found, {childList: true, characterData: true, subtree: true});
    });
    box.value = query;
    box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}));
    const whole = await ended;
    return {first, whole, said: found.textContent};
}"""
_LIMIT_MS = 240_000
_ADDED = re.compile(rb'<script type="text/plain" id="\w+_w\d+">([^<]*)</script>\n')


def queries(events: gpd.GeoDataFrame) -> dict[str, str]:
    """Return queries by what they are: words of many events and of few, an id, and none's."""
    words = Counter(word for title in events["title"] for word in title.lower().split())
    ranked = [word for word, _ in words.most_common()]
    return {
        "a word of most": ranked[0],
        "a middling word": ranked[len(ranked) // 2],
        "the rarest word": ranked[-1],
        "an id": str(events["id"].iloc[-len(events) // 3]),
        "two words": f"{ranked[40]} {ranked[-40]}",
        "no event's": "zzzzzzzz",
    }


def _searched(page: Page, query: str) -> dict[str, Any]:
    measured: dict[str, Any] = page.evaluate(_SEARCH, query)
    return measured


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rows", default=1_000_000, help="Events on the page.")
@click.option("--repeat", default=3, help="Searches for each query; the least time counts.")
def main(*, rows: int, repeat: int) -> None:
    """Print what searches take, and the bytes that they need."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the help needs none

    chromium = find()
    if not chromium:
        raise click.ClickException(ADVICE)
    events = synthetic_events(rows)
    with tempfile.TemporaryDirectory(prefix="searching-") as folder, sync_playwright() as player:
        path = Path(folder, "page.html")
        texts = ["title", "text", "id", "source"]
        explore(events, column="kind", time=("start", "end"), text=texts).save(path)
        added = sum(len(match[0]) for match in _ADDED.finditer(path.read_bytes()))
        print(f"{rows:,} events, {path.stat().st_size:,} bytes; ", end="")
        print(f"of them {added / rows:.1f} an event for the search\n")
        browser = player.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(offline=True).new_page()
        page.set_default_timeout(_LIMIT_MS)
        page.goto(path.as_uri())
        page.wait_for_timeout(3_000)
        page.get_by_role("searchbox").first.focus()
        page.wait_for_timeout(3_000)
        print("| query | first hits, ms | whole, ms | said |\n|---|---|---|---|")
        for kind, query in queries(events).items():
            runs = [_searched(page, query) for _ in range(repeat)]
            first, whole = (min(run[key] for run in runs) for key in ("first", "whole"))
            print(f"| {kind} | {first:.0f} | {whole:.0f} | {runs[0]['said']} |")
        browser.close()


if __name__ == "__main__":
    main()
