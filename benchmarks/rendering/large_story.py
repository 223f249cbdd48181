"""Measure how a story's page with thousands of events and claims answers its reader.

python -m benchmarks.rendering.large_story [--events 2000] [--claims 8000] [--output FOLDER] \
    [--beside PAGE]

The story is made up: events of a hundred places over twenty years, a link for each tenth of them,
and as many claims. Of a click: the script's time, what the page's thread works in all (processor
time, with the rows that are scrolled to), and the time to the frame that is drawn after it.
"""

from __future__ import annotations

import csv
import hashlib
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tools.find_chromium import ADVICE, find

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

_OPEN = """async (number) => {
    const store = geoMaps.storeOf(story_map_1);
    const events = [...store.items.values()].filter(({ type }) => type === "event");
    const rows = document.querySelectorAll("li.geo-item button.geo-head");
    const { id } = events[(number * 7919) % events.length];
    const row = rows[(number * 7919) % rows.length];
    row.scrollIntoView({ block: "nearest" });
    await new Promise((done) => setTimeout(done, 700));
    const start = performance.now();
    WHAT;
    const script = performance.now() - start;
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    return [script, performance.now() - start];
}"""

_ACTS = {
    "a click in the list": "row.click()",
    "a click on the map": 'store.select(id, "map")',
    "a click on the timeline": (
        'document.querySelector(`[data-bar="${id}"]`)'
        '.dispatchEvent(new MouseEvent("click", { bubbles: true }))'
    ),
    "a brush of the time": (
        "store.setFilter({ time: [11000 + number * 10, 12000 + number * 10] })"
    ),
}


def write_story(folder: Path, *, events: int, claims: int) -> Path:
    """Write a made-up story of that many events and claims."""
    text = hashlib.sha256(b"made up").hexdigest()
    places = [f"place-{n}" for n in range(100)]
    links = [f"link-{n}" for n in range(events // 10)]
    names = [f"event-{n}" for n in range(events)]
    about = [*names, *links, *places]
    tables: dict[str, list[dict[str, object]]] = {
        "sources": [
            {
                "id": "paper",
                "title": "The paper",
                "publisher": "The Paper",
                "author": "",
                "published": "2020",
                "file": "paper.txt",
                "length": 10_000_000,
                "sha256": text,
            }
        ],
        "places": [
            {
                "id": name,
                "name": f"Place {n}",
                "kind": "city",
                "within": "",
                "query": "",
                "country": "",
                "disputed": "",
                "label": "",
                "note": "",
            }
            for n, name in enumerate(places)
        ],
        "events": [
            {
                "id": name,
                "title": f"What happened as number {n}",
                "kind": "rally",
                "date": f"{2000 + n % 20}-{n % 12 + 1:02}-{n % 28 + 1:02}",
                "date_basis": "stated",
                "date_note": "",
                "place": places[n * 37 % 100],
                "note": "",
            }
            for n, name in enumerate(names)
        ],
        "links": [
            {
                "id": name,
                "title": f"Call number {n}",
                "from": places[n * 13 % 100],
                "to": places[(n * 13 + 41) % 100],
                "medium": "telephone",
                "direction": "one-way",
                "date": "",
                "date_basis": "none",
                "date_note": "",
                "note": "",
            }
            for n, name in enumerate(links)
        ],
        "actors": [],
        "claims": [
            {
                "id": f"claim-{n}",
                "about": about[n % len(about)],
                "statement": f"it is told as number {n} that this came to pass, and how it went.",
                "said_by": "",
                "status": "reported",
                "source": "paper",
                "paragraph": n // 8 + 1,
                "start": n * 100,
                "end": n * 100 + 90,
                "span_sha256": text,
                "note": "",
            }
            for n in range(claims)
        ],
        "figures": [],
        "mentions": [],
        "views": [{"id": "whole", "title": "The whole", "places": "; ".join(places[:50])}],
        "pins": [
            {
                "place": name,
                "lon": round(-119 + n * 2.4, 2),
                "lat": round(50 - n * 37 % 90, 2),
                "precision": "city",
                "radius_m": 5000,
                "boundary": "",
                "provider": "hand",
                "provider_id": n,
                "gazetteer": "",
                "query": f"Place {n}",
                "matched": f"Place {n}",
                "confidence": 0.9,
                "reason": "made up",
                "refused": "",
                "set_by": "person",
            }
            for n, name in enumerate(places)
        ],
    }
    heads = {
        "actors": ["id", "name", "kind", "role"],
        "figures": ["id", "claim", "measure", "low", "high", "bound", "unit", "scope", "note"],
        "mentions": ["id", "of", "what", "source", "paragraph", "start", "end", "span_sha256"],
    }
    folder.mkdir(parents=True, exist_ok=True)
    head = (
        'schema = 2\nname = "large"\ntitle = "A large story"\nfinding = "Much."\nlanguage = "en"\n'
    )
    Path(folder, "story.toml").write_text(head, encoding="utf-8")
    for table, rows in tables.items():
        with Path(folder, f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, heads.get(table) or [*rows[0]], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--events", default=2000)
@click.option("--claims", default=8000)
@click.option("--clicks", default=15, help="The middle and the most are told.")
@click.option("--output", type=click.Path(path_type=Path), help="Keep story and page here.")
@click.option(
    "--beside",
    type=click.Path(path_type=Path, exists=True),
    help="Another build of the page, measured in turn with it.",
)
def main(
    *, events: int, claims: int, clicks: int, output: Path | None, beside: Path | None
) -> None:
    """Print size, time to build and what clicks and a brush take, in milliseconds."""
    import geo  # noqa: PLC0415 - the help needs none

    with tempfile.TemporaryDirectory() as temporary:
        folder = write_story(Path(output or temporary, "large"), events=events, claims=claims)
        start = time.process_time()
        page = folder.parent / "large.html"
        geo.save_html(geo.story_map(geo.read_story(folder)), page)
        built = time.process_time() - start
        size = page.stat().st_size / 1e6
        print(f"{events:,} events, {claims:,} claims: {size:.2f} MB, built in {built:.1f} CPU s\n")
        _measure([page, *([beside] if beside else [])], clicks=clicks)


def _measure(pages: list[Path], *, clicks: int) -> None:
    """Print for each page what its script takes, of its processor, and until the next frame."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the help needs none

    chromium = find()
    if not chromium:
        raise click.ClickException(ADVICE)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
        tabs = [_opened(context.new_page(), page) for page in pages]
        print("| ms, middle (most) | page | elements | script | thread | next frame |")
        print("| --- | --- | --: | --: | --: | --: |")
        for title, act in _ACTS.items():
            taken: dict[str, list[list[float]]] = {page.name: [] for page in pages}
            for number in range(1, clicks + 1):
                for page, tab in zip(pages, tabs, strict=True):
                    taken[page.name].append(_act(tab, act, number))
            for page, tab in zip(pages, tabs, strict=True):
                elements = tab.evaluate("document.querySelectorAll('*').length")
                columns = zip(*taken[page.name], strict=True)
                told = " | ".join(f"{statistics.median(c):.0f} ({max(c):.0f})" for c in columns)
                print(f"| {title} | {page.name} | {elements:,} | {told} |")
        browser.close()


def _opened(tab: Page, page: Path) -> Page:
    """Return the tab with the page open at its archive."""
    tab.goto(page.resolve().as_uri())
    tab.wait_for_selector("li.geo-item")
    tab.evaluate("document.querySelector('.geo-archive').scrollIntoView()")
    tab.wait_for_timeout(1000)
    return tab


def _act(tab: Page, act: str, number: int) -> list[float]:
    """Return what one act takes: its script, the thread in all, and until a frame is drawn."""
    tab.bring_to_front()
    session = tab.context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    tab.evaluate(_OPEN.replace("WHAT;", ""), number)
    before = _thread_s(session)
    script, frame = tab.evaluate(_OPEN.replace("WHAT", act), number)
    thread = 1000 * (_thread_s(session) - before)
    session.detach()
    return [script, thread, frame]


def _thread_s(session: CDPSession) -> float:
    """Return the seconds of processor that the page's main thread has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")


if __name__ == "__main__":
    main()
