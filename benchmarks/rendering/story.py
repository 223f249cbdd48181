"""Measure how soon a story's page answers its reader: opened cold, the network refused.

python -m benchmarks.rendering.story outputs/london-karachi.html [--repeat N]

At the load event the first event of the list is clicked. The page answers with the frame that
shows its evidence; until then it is not interactive. Long tasks are those of over 50 ms.
"""

from __future__ import annotations

import statistics
from pathlib import Path

import click

from tools.find_chromium import ADVICE, find

_WATCH = """
window.benchmark = {long: []};
new PerformanceObserver((list) => {
    for (const one of list.getEntries()) window.benchmark.long.push(one.startTime + one.duration);
}).observe({type: "longtask", buffered: true});
addEventListener("load", () => setTimeout(() => {
    const told = window.benchmark;
    told.load = performance.now();
    const button = document.querySelector("li.geo-item button");
    button.click();
    const look = () => {
        if (document.querySelector("li.geo-item .geo-details")) {
            requestAnimationFrame(() => { told.answered = performance.now(); });
        } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}, 0));
"""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("page", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--repeat", default=9, help="Fresh browsers; the middle and the most are told.")
def main(*, page: Path, repeat: int) -> None:
    """Print when the page was loaded and when it answered, in milliseconds."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the help needs none

    chromium = find()
    if not chromium:
        raise click.ClickException(ADVICE)
    rows: list[tuple[float, float, float]] = []
    with sync_playwright() as player:
        for _ in range(repeat):
            browser = player.chromium.launch(executable_path=chromium)
            context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
            tab = context.new_page()
            tab.add_init_script(_WATCH)
            tab.goto(page.resolve().as_uri())
            tab.wait_for_function("() => window.benchmark.answered > 0")
            tab.wait_for_timeout(500)
            told = tab.evaluate("() => window.benchmark")
            busy = max([0.0, *(end - told["load"] for end in told["long"])])
            rows.append((told["load"], told["answered"] - told["load"], busy))
            browser.close()
    print(f"{page.stat().st_size:,} bytes, {repeat} fresh browsers\n")
    print("| ms | middle | most |\n| --- | --: | --: |")
    titles = "loaded, from navigation", "answers a click, after load", "last long task, after load"
    for title, values in zip(titles, zip(*rows, strict=True), strict=True):
        print(f"| {title} | {statistics.median(values):.0f} | {max(values):.0f} |")


if __name__ == "__main__":
    main()
