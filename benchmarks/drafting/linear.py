"""Measure whether an article takes time in proportion to its length, whatever stands in it.

python -m benchmarks.drafting.linear [--most 1000000] [--propose] [NAME…]
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.drafts import propose, read_article
from geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LENGTHS = (10_000, 100_000, 1_000_000)
SENTENCE = "A storm shut the old bridge in Whitby on Friday night, and buses had to turn back. "
PARAGRAPH = f"<p>{SENTENCE * 2}</p>"


def page(inside: str, *, head: str = "<title>Storm</title>") -> str:
    """Return a page with an article that has something in its middle."""
    body = f"{PARAGRAPH * 3}{inside}{PARAGRAPH * 2}"
    return f"<!DOCTYPE html><html><head>{head}</head><body><article>{body}</article></body></html>"


PAGES: dict[str, Callable[[int], str]] = {
    "attributes": lambda n: page(f"<p {' '.join(f'a{i}=1' for i in range(n // 8))}>Rain.</p>"),
    "attributes, quoted": lambda n: page("<p " + "a='<>'" * (n // 6) + ">Rain.</p>"),
    "attributes, in head": lambda n: page("", head="<meta " + "a b " * (n // 4) + ">"),
    "nested tags": lambda n: page("<div>" * (n // 11) + "Rain." + "</div>" * (n // 11)),
    "unclosed tags": lambda n: page("<b><i>" * (n // 6)),
    "entities": lambda n: page(f"<p>{'&eacute;' * (n // 8)}</p>"),
    "entity bomb": lambda n: (
        "<!DOCTYPE html [" + "<!ENTITY a '&b;&b;'>" * (n // 20) + "]>" + page("")
    ),
    "ampersands": lambda n: page(f"<p>{'&' * n}</p>"),
    "angles": lambda n: page(f"<p>{'<' * n}</p>"),
    "comments": lambda n: "<!---->" * (n // 7) + page(""),
    "open comments": lambda n: page("<!--" * (n // 4)),
    "quotes": lambda n: page("<p a='\"" * (n // 7)),
    "script": lambda n: page(f"<script>{'if(a<b){c}' * (n // 10)}</script>"),
    "open scripts": lambda n: page("<script>" * (n // 8)),
    "paragraphs": lambda n: page("<p>Rain fell.</p>" * (n // 17)),
    "breaks": lambda n: page(f"<p>{'x<br>' * (n // 5)}</p>"),
    "links": lambda n: page("<a href='x'>y</a>" * (n // 17)),
    "table": lambda n: page(f"<table>{'<tr><td>a</td></tr>' * (n // 19)}</table>"),
    "one letter": lambda n: page(f"<p>{'a' * n}</p>"),
    "spaces": lambda n: page(f"<p>{' ' * n}</p>"),
    "dates": lambda n: page(f"<p>{'2024-01-01 ' * (n // 11)}</p>"),
    "addresses": lambda n: page(f"<p>{'http://a.example/2024/01/01/c ' * (n // 30)}</p>"),
    "title": lambda n: page("", head=f"<title>{'x ' * (n // 2)}</title>"),
    "json in head": lambda n: page(
        "", head=f"<script type='application/ld+json'>{'[' * n}</script>"
    ),
}
TEXTS: dict[str, Callable[[int], str]] = {
    "sentences": lambda n: SENTENCE * (n // len(SENTENCE)),
    "one line without an end": lambda n: "rain fell in town " * (n // 18),
    "one letter, no page": lambda n: "Rain. " + "a" * n,
    "full stops": lambda n: "Rain" + "." * n,
    "numbers with points": lambda n: "Rain " + "1.5" * (n // 3),
    "appeals": lambda n: "subscribe " * (n // 10),
    "short lines": lambda n: "Menu\n" * (n // 5),
    "hyphens": lambda n: "Rain\n" + "-" * n,
    "brackets": lambda n: "Rain " + "(" * n,
    "quotation marks": lambda n: "Rain " + "“" * n,
    "capitals": lambda n: "Whitby " * (n // 7),
    "Urdu": lambda n: "لاہور میں بارش ہوئی۔ " * (n // 21),
    "Hindi": lambda n: "दिल्ली में बारिश हुई। " * (n // 21),
    "Chinese": lambda n: "周六河水漫过堤岸。" * (n // 9),
    "open JSON": lambda n: "{" + '"a":1,' * (n // 6),
    "fields": lambda n: "a: b\n" * (n // 5),
}
ENCODED: dict[str, tuple[str, str]] = {
    "windows-1252": ("Le maire de Genève a fermé l’école. ", "cp1252"),
    "mac-roman": ("Le maire de Genève a fermé l’école. ", "mac_roman"),
    "koi8-r": ("Река вышла из берегов. ", "koi8-r"),
    "gb18030": ("周六河水漫过堤岸。", "gb18030"),
    "utf-16": ("Rain fell. ", "utf-16-le"),
}


def contents(name: str, length: int) -> tuple[str, bytes]:
    """Return the file's name and bytes."""
    if name in ENCODED:
        text, encoding = ENCODED[name]
        return "a.txt", (text * (length // len(text))).encode(encoding)
    if name in PAGES:
        return "a.html", PAGES[name](length).encode()
    return "a.txt", TEXTS[name](length).encode()


def measure(
    path: Path, results: multiprocessing.SimpleQueue[tuple[float, str]], *, whole: bool
) -> None:
    """Read one article, or draft it; put the processor time and what came of it."""
    began = time.process_time()
    try:
        article = read_article(path)
        told = f"{len(article.text):,} characters"
        if whole:
            propose([article])
    except SourceError as error:
        told = str(error)[:60]
    results.put((time.process_time() - began, told))


def timed(name: str, length: int, *, whole: bool, limit_s: float) -> tuple[float | None, str]:
    """Measure in a process of its own, which is ended when it takes too long."""
    context = multiprocessing.get_context("fork")
    results: multiprocessing.SimpleQueue[tuple[float, str]] = context.SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        file, data = contents(name, length)
        path = Path(folder, file)
        path.write_bytes(data)
        process = context.Process(target=measure, args=(path, results), kwargs={"whole": whole})
        process.start()
        process.join(limit_s)
        if process.is_alive():
            process.kill()
            process.join()
            return None, f"ended after {limit_s:g} s"
        return results.get()


def warm() -> None:
    """Read and draft something of each kind, so that no measure has the first use in it."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("paragraphs", "sentences", *ENCODED):
            file, data = contents(name, 2_000)
            Path(folder, file).write_bytes(data)
            propose([read_article(Path(folder, file))])


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1)
@click.option("--most", default=LENGTHS[-1], show_default=True, help="Characters of the longest.")
@click.option("--propose", "whole", is_flag=True, help="Draft each article, too.")
@click.option("--limit", "limit_s", default=120.0, show_default=True, help="Seconds for each.")
def main(*, names: Sequence[str], most: int, whole: bool, limit_s: float) -> None:
    """Print the seconds of processor time at each length, and how the last step grew them."""
    warm()
    lengths = [length for length in LENGTHS if length <= most]
    print(f"| What stands in it | {' | '.join(f'{one:,}' for one in lengths)} | × | |")
    print(f"| --- | {' | '.join('--:' for _ in lengths)} | --: | --- |")
    for name in names or (*PAGES, *TEXTS, *ENCODED):
        spent: list[float | None] = []
        told = ""
        for length in lengths:
            seconds, told = timed(name, length, whole=whole, limit_s=limit_s)
            spent.append(seconds)
            if seconds is None:
                break
        cells = [f"{one:.3f}" if one is not None else "…" for one in spent]
        cells += ["…"] * (len(lengths) - len(cells))
        last = [one for one in spent if one][-2:]
        grown = f"{last[1] / last[0]:.0f}" if len(last) > 1 else ""
        print(f"| {name} | {' | '.join(cells)} | {grown} | {told} |", flush=True)


if __name__ == "__main__":
    main()
