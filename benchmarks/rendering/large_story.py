"""Measure how a story's page with thousands of events and claims answers its reader.

python -m benchmarks.rendering.large_story [--events 2000] [--claims 8000] [--output FOLDER]

The story is made up: events of a hundred places over twenty years, a link for each tenth of them,
and as many claims. A click is timed from the event to the frame that is drawn after it.
"""

from __future__ import annotations

import csv
import hashlib
import statistics
import tempfile
import time
from pathlib import Path

import click

from tools.find_chromium import ADVICE, find

_CLICK = """async (number) => {
    const rows = document.querySelectorAll("li.geo-item button.geo-head");
    const row = rows[Math.floor((number * 7919) % rows.length)];
    row.scrollIntoView({ block: "nearest" });
    await new Promise((done) => setTimeout(done, 700));
    const start = performance.now();
    row.click();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    return performance.now() - start;
}"""

_BRUSH = """async (number) => {
    await new Promise((done) => setTimeout(done, 300));
    const start = performance.now();
    const store = geoMaps.storeOf(story_map_1);
    store.setFilter({ ...store.filter, time: [11000 + number * 10, 12000 + number * 10] });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    return performance.now() - start;
}"""


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
def main(*, events: int, claims: int, clicks: int, output: Path | None) -> None:
    """Print size, time to build and what clicks and a brush take, in milliseconds."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the help needs none

    import geo  # noqa: PLC0415

    chromium = find()
    if not chromium:
        raise click.ClickException(ADVICE)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as player:
        folder = write_story(Path(output or temporary, "large"), events=events, claims=claims)
        start = time.process_time()
        page = folder.parent / "large.html"
        geo.save_html(geo.story_map(geo.read_story(folder)), page)
        built = time.process_time() - start
        browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True).new_page()
        tab.goto(page.resolve().as_uri())
        tab.wait_for_selector("li.geo-item")
        tab.evaluate("document.querySelector('.geo-archive').scrollIntoView()")
        tab.wait_for_timeout(1000)
        taken = {
            "a click in the list": [tab.evaluate(_CLICK, n) for n in range(1, clicks + 1)],
            "a brush of the time": [tab.evaluate(_BRUSH, n) for n in range(1, clicks + 1)],
        }
        browser.close()
    size = f"{page.stat().st_size / 1e6:.2f} MB" if output else ""
    print(f"{events:,} events, {claims:,} claims: {size}, built in {built:.1f} CPU s\n")
    print("| ms | middle | most |\n| --- | --: | --: |")
    for title, values in taken.items():
        print(f"| {title} | {statistics.median(values):.0f} | {max(values):.0f} |")


if __name__ == "__main__":
    main()
