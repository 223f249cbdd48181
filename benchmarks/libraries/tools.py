"""Parts written by hand and the libraries beside them, each run by itself in a fresh process.

python benchmarks/libraries/tools.py PART TOOL < inputs.json

A tool is a function that imports what it needs and returns another, from one input to its
answer. Standard library only at the top: each tool runs in an environment of its own, and as a
file, since pysbd brings a package `benchmarks` of its own.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Tool = Callable[[Any], Any]

PUBLISHED = "2007-05-16"


def geo_dates() -> Tool:
    """`geo.extraction.find_dates`."""
    from geo.extraction import find_dates  # noqa: PLC0415 - each tool has its own environment

    return lambda text: [date.edtf for date in find_dates(text, published=PUBLISHED)]


def dateparser() -> Tool:
    """PyPI dateparser, its search in texts; each answer is a day."""
    from datetime import datetime  # noqa: PLC0415 - as above

    from dateparser.search import search_dates  # noqa: PLC0415 - as above

    settings = {
        "RELATIVE_BASE": datetime.fromisoformat(PUBLISHED),
        "PREFER_DATES_FROM": "past",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }

    def answer(text: str) -> list[str]:
        matches = search_dates(text, languages=["en"], settings=settings) or []
        return [day.date().isoformat() for _, day in matches]

    return answer


def geo_numbers() -> Tool:
    """`geo.extraction.find_figures`: value and bound."""
    from geo.extraction import find_figures  # noqa: PLC0415 - as above

    return lambda text: [[figure.low, figure.high] for figure in find_figures(text)]


def quantulum3() -> Tool:
    """PyPI quantulum3: value, unit, uncertainty."""
    from quantulum3 import parser  # noqa: PLC0415 - as above

    def answer(text: str) -> list[list[float]]:
        quantities = parser.parse(text)
        spread = [(one.value, one.uncertainty or 0) for one in quantities]
        return [[value - around, value + around] for value, around in spread]

    return answer


def text2num() -> Tool:
    """PyPI text2num: words to digits; the digits are then taken as they stand."""
    from text_to_num import alpha2digit  # noqa: PLC0415 - as above

    def answer(text: str) -> list[list[float]]:
        digits = re.findall(r"\d[\d,]*(?:\.\d+)?", alpha2digit(text, "en"))
        values = [float(each.replace(",", "")) for each in digits]
        return [[value, value] for value in values]

    return answer


def geo_sentences() -> Tool:
    """`geo.geoparsing.sentences`."""
    from geo.geoparsing import sentences  # noqa: PLC0415 - as above

    return lambda text: [text[start:end] for start, end in sentences(text)]


def pysbd() -> Tool:
    """PyPI pysbd, with its English rules."""
    from pysbd import Segmenter  # noqa: PLC0415 - as above

    segmenter = Segmenter(language="en", clean=False)
    return lambda text: [part.strip() for part in segmenter.segment(text)]


def blingfire() -> Tool:
    """PyPI blingfire."""
    from blingfire import text_to_sentences  # noqa: PLC0415 - as above

    return lambda text: text_to_sentences(text).split("\n")


def geo_pages() -> Tool:
    """`geo.extraction.boilerplate`: the lines that are left."""
    from geo.extraction.boilerplate import blanked  # noqa: PLC0415 - as above

    return lambda text: [line.strip() for line in blanked(text).split("\n") if line.strip()]


def justext() -> Tool:
    """PyPI jusText, each pasted line as a paragraph."""
    import html  # noqa: PLC0415 - as above

    from justext import get_stoplist  # noqa: PLC0415 - as above
    from justext import justext as classify  # noqa: PLC0415 - as above

    words = get_stoplist("English")

    def answer(text: str) -> list[str]:
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n"))
        paragraphs = classify(f"<html><body>{lines}</body></html>", words)
        return [one.text for one in paragraphs if not one.is_boilerplate]

    return answer


def geo_labels() -> Tool:
    """`geo.figures.labels.Placer`."""
    from geo.figures.axes import Rect  # noqa: PLC0415 - as above
    from geo.figures.labels import Label, Letter, Line, Placer  # noqa: PLC0415 - as above

    letter = Letter(size=9, colour="#000000")

    def answer(points: list[list[Any]]) -> list[list[float] | None]:
        placer = Placer(Rect(0, 0, 640, 480))
        placer.boxes += [(x - 3, y - 3, x + 3, y + 3) for x, y, _ in points]
        labels = [Label(x, y, 3, (Line(text, letter),)) for x, y, text in points]
        placed = [placer.place(label) for label in labels]
        return [list(one.box) if one else None for one in placed]

    return answer


def _drawn(place: Callable[[Any, list[list[Any]]], Iterable[Any]]) -> Tool:
    """Return a tool that draws points with matplotlib and lets a library place their names."""
    from matplotlib import pyplot as plt  # noqa: PLC0415 - as above

    def answer(points: list[list[Any]]) -> list[list[float]]:
        figure = plt.figure(figsize=(640 / 72, 480 / 72), dpi=72)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, 640), ylim=(0, 480))
        axes.scatter([x for x, _, _ in points], [y for _, y, _ in points], s=28)
        texts = place(axes, points)
        renderer = figure.canvas.get_renderer()
        boxes = [list(text.get_window_extent(renderer).extents) for text in texts]
        plt.close(figure)
        return boxes

    return answer


def adjusttext() -> Tool:
    """PyPI adjustText."""
    from adjustText import adjust_text  # noqa: PLC0415 - as above

    def place(axes: Any, points: list[list[Any]]) -> list[Any]:  # noqa: ANN401 - matplotlib
        texts = [axes.text(x, y, text, fontsize=9) for x, y, text in points]
        adjust_text(texts, ax=axes)
        return texts

    return _drawn(place)


def textalloc() -> Tool:
    """PyPI textalloc."""
    from textalloc import allocate  # noqa: PLC0415 - as above

    def place(axes: Any, points: list[list[Any]]) -> list[Any]:  # noqa: ANN401 - matplotlib
        x, y, texts = zip(*points, strict=True)
        placed = allocate(
            axes, list(x), list(y), list(texts), textsize=9,
            x_scatter=list(x), y_scatter=list(y), draw_lines=False,
        )  # fmt: skip
        return [text for text in placed[2] if text is not None]

    return _drawn(place)


def geo_deadline() -> Tool:
    """`geo.geocoding.online.client.Transport`: the end of a whole request."""
    from geo.geocoding.online.client import Transport  # noqa: PLC0415 - as above

    transport = Transport(proxies={}, ssl_context=None)
    return lambda url: _tried(lambda: transport.get_json(url, timeout=2, headers={}))


def httpx() -> Tool:
    """PyPI httpx, timeout=2."""
    from httpx import get  # noqa: PLC0415 - as above

    return lambda url: _tried(lambda: get(url, timeout=2, trust_env=False))


def urllib() -> Tool:
    """Request with the standard library, timeout=2."""
    from urllib.request import urlopen  # noqa: PLC0415 - as above

    return lambda url: _tried(lambda: urlopen(url, timeout=2).read())  # noqa: S310 - loopback


def _tried(request: Callable[[], object]) -> float:
    """Return the seconds until a request ends, one way or the other."""
    began = time.perf_counter()
    try:
        request()
    except Exception as error:  # noqa: BLE001 - each library has its own
        print(type(error).__name__, file=sys.stderr)
    return time.perf_counter() - began


TOOLS: dict[str, dict[str, Callable[[], Tool]]] = {
    "dates": {"geo": geo_dates, "dateparser": dateparser},
    "numbers": {"geo": geo_numbers, "quantulum3": quantulum3, "text2num": text2num},
    "sentences": {"geo": geo_sentences, "pysbd": pysbd, "blingfire": blingfire},
    "pages": {"geo": geo_pages, "jusText": justext},
    "labels": {"geo": geo_labels, "adjustText": adjusttext, "textalloc": textalloc},
    "deadline": {"geo": geo_deadline, "httpx": httpx, "urllib": urllib},
}


def main() -> None:
    """Read inputs, write answers and what they cost."""
    part, tool = sys.argv[1:]
    inputs = json.load(sys.stdin)
    began = time.process_time()
    answer = TOOLS[part][tool]()
    opened = time.process_time()
    answers = [answer(each) for each in inputs]
    done = time.process_time()
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    costs = {"opening_s": opened - began, "cpu_s": done - opened, "peak_mb": peak_kb / 1024}
    print(json.dumps({"answers": answers} | costs))


if __name__ == "__main__":
    main()
