"""Seventeen places of a folium map where text stands, and what hostile text does in each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import folium
import pytest
from branca.colormap import LinearColormap
from branca.element import Figure, IFrame
from counting import OPEN_ALL, opened_quietly
from folium import plugins
from hostile_texts import HOST, LOADING, PAYLOADS, WORDS, beside, grouped
from maps.every_plugin import features
from selectolax.lexbor import LexborHTMLParser

from geo.errors import ExportError
from geo.sealing.assets import loaded_by_css, loaded_by_markup, printable, read_markup, scripts_of
from geo.sealing.seal import seal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from counting import CountingServer
    from playwright.sync_api import Browser, Page

    Put = Callable[[folium.Map, list[str]], object]


def is_closed(text: str) -> bool:
    """Return whether nothing in a text takes in the paragraph that follows it."""
    return bool(LexborHTMLParser(f"<body>{text}<p id=after>").css("body > p#after"))


def together(texts: list[str], size: int) -> list[str]:
    """Return the texts several to one, those that are left open each alone."""
    closed = [text for text in texts if is_closed(text)]
    return [*grouped(closed, size), *(text for text in texts if not is_closed(text))]


def markers(make: Callable[[str], dict[str, object]]) -> Put:
    """Return what puts a marker for each text on a map."""

    def put(m: folium.Map, texts: list[str]) -> None:
        for text in texts:
            folium.Marker([30, 60], **make(text)).add_to(m)

    return put


def geo_json(m: folium.Map, texts: list[str], **options: object) -> folium.GeoJson:
    return folium.GeoJson(features(name=texts), **options).add_to(m)


def styled(m: folium.Map, texts: list[str]) -> None:
    def style(feature: dict[str, dict[str, str]]) -> dict[str, object]:
        return {"color": feature["properties"]["name"], "dashArray": feature["properties"]["name"]}

    circle = folium.CircleMarker(radius=5)
    geo_json(m, texts, style_function=style, highlight_function=style, marker=circle)


def named_layers(m: folium.Map, texts: list[str]) -> None:
    for number, text in enumerate(texts):
        folium.FeatureGroup(f"{text} {number}").add_to(m)
    folium.LayerControl(collapsed=False).add_to(m)


def grouped_layers(m: folium.Map, texts: list[str]) -> None:
    groups = {text: [folium.FeatureGroup(f"g {text}").add_to(m)] for text in texts}
    plugins.GroupedLayerControl(groups, collapsed=False).add_to(m)


def timed(m: folium.Map, texts: list[str]) -> None:
    days = ["2007-05-10"] * len(texts)
    data = features(time=days, popup=texts, tooltip=texts)
    plugins.TimestampedGeoJson(data, auto_play=False).add_to(m)


def captions(m: folium.Map, texts: list[str]) -> None:
    for text in together(texts, 4):
        LinearColormap(["red", "blue"], vmin=0, vmax=9, caption=text).add_to(m)


def lines(m: folium.Map, texts: list[str]) -> None:
    for text in together(texts, 4):
        line = folium.PolyLine([[34, 60], [34, 70]]).add_to(m)
        plugins.PolyLineTextPath(line, text).add_to(m)


def searches(m: folium.Map, texts: list[str]) -> None:
    layer = geo_json(m, texts)
    for text in together(texts, 4):
        plugins.Search(layer, search_label="name", placeholder=text).add_to(m)


def clicks(m: folium.Map, texts: list[str]) -> None:
    for text in texts:
        folium.ClickForMarker(text).add_to(m)


def in_frames(text: str) -> dict[str, object]:
    return {"popup": folium.Popup(IFrame(text, width="90px", height="90px"), show=False)}


def in_icons(text: str) -> dict[str, object]:
    return {"icon": folium.Icon(icon=text, prefix=text, icon_color=text)}


def aliases(m: folium.Map, texts: list[str]) -> None:
    names = [f"name{number}" for number in range(len(texts))]
    data = features(**{name: ["a"] for name in names})
    shown = folium.GeoJsonPopup(names, aliases=texts)
    folium.GeoJson(data, popup=shown, tooltip=folium.GeoJsonTooltip(names, aliases=texts)).add_to(m)


def named_properties(m: folium.Map, texts: list[str]) -> None:
    names = [text for text in texts if "." not in text]  # at which folium parts such a name
    data = features(**{name: ["a", "b"] for name in names})
    folium.GeoJson(data, style_function=lambda _: {"color": "#b3334f"}).add_to(m)


def tags(m: folium.Map, texts: list[str]) -> None:
    folium.Marker([30, 60], tags=texts).add_to(m)
    plugins.TagFilterButton(texts).add_to(m)


MARKUP: dict[str, Put] = {
    "pop-up": markers(lambda text: {"popup": text}),
    "lazy pop-up": markers(lambda text: {"popup": folium.Popup(text, lazy=True)}),
    "tooltip": markers(lambda text: {"tooltip": text}),
    "property in a pop-up": lambda m, texts: geo_json(
        m, texts, popup=folium.GeoJsonPopup(["name"])
    ),
    "property in a tooltip": lambda m, texts: geo_json(
        m, texts, tooltip=folium.GeoJsonTooltip(["name"])
    ),
    "name of a layer": named_layers,
    "name of a group": grouped_layers,
    "DivIcon": markers(lambda text: {"icon": folium.DivIcon(html=text)}),
    "property through time": timed,
    "IFrame": markers(in_frames),
    "marker on a click": clicks,
    "aliases": aliases,
    "tags": tags,
}
WRITTEN_AS_TEXT: dict[str, Put] = {
    "pop-up of text": markers(lambda text: {"popup": folium.Popup(text, parse_html=True)}),
    "Html": markers(lambda text: {"popup": folium.Popup(folium.Html(text))}),
    "icon's classes": markers(in_icons),
}
OPTIONS: dict[str, Put] = {
    "style": styled,
    "name of a property": named_properties,
    "number of an icon": markers(lambda text: {"icon": plugins.BeautifyIcon(number=text)}),
    "options of a date": lambda m, texts: [
        plugins.TimestampedGeoJson(features(time=["2007"]), date_options=text).add_to(m)
        for text in together(texts, 40)
    ],
    "data of an image": lambda m, texts: [
        plugins.FloatImage(f"data:image/gif;base64,{text}").add_to(m) for text in texts
    ],
    "caption": captions,
    "text along a line": lines,
    "placeholder": searches,
    "title": markers(lambda text: {"title": text, "alt": text}),
}
STYLES: dict[str, Put] = {
    "style of a tooltip": markers(lambda text: {"tooltip": folium.Tooltip("x", style=text)}),
}
SINKS = MARKUP | WRITTEN_AS_TEXT | OPTIONS
# What the browser says of what the policy stopped, and of paths that are none.
SAID = (
    "Content Security Policy", "URLs may not be", "javascript: URL", "ERR_INVALID_URL",
    "Refused to", "attribute", "[object", "violates",
    "Unsafe attempt to load URL data:", "speculation rule",
)  # fmt: skip


def sealed(put: Put, texts: list[str]) -> str:
    m = folium.Map([32, 62], zoom_start=5, tiles=None)
    put(m, texts)
    return seal(m.get_root())


def named(error: ExportError) -> set[str]:
    """Return the addresses that an error names."""
    return {
        line.strip() for line in str(error).splitlines() if line.startswith("  ") and line[2] != " "
    }


def test_there_are_many_sinks_and_payloads() -> None:
    assert len(SINKS) + 1 >= 17  # and an Element of the page
    assert len(set(PAYLOADS)) >= 250


@pytest.mark.parametrize("sink", [*MARKUP])
def test_all_that_would_load_or_leave_is_named_in_one_error(sink: str) -> None:
    with pytest.raises(ExportError) as caught:
        sealed(MARKUP[sink], LOADING)
    found = named(caught.value)
    for text in LOADING[:-2] if sink == "IFrame" else LOADING:  # nothing follows in a frame
        wanted = set(re.findall(rf"{HOST}/[\w.-]+/?(?:#a)?", text))
        assert all(any(one.startswith(url) for one in found) for url in wanted), text
    assert "\n    in " in str(caught.value)


@pytest.mark.parametrize("sink", [*SINKS])
def test_words_are_never_refused(sink: str) -> None:
    assert sealed(SINKS[sink], WORDS)


@pytest.mark.parametrize("sink", [*WRITTEN_AS_TEXT])
def test_what_is_written_as_text_is_never_refused(sink: str) -> None:
    assert sealed(WRITTEN_AS_TEXT[sink], LOADING)


# What stands where text should, read before the pop-ups open.
SHOWN = """() => {
    const popups = [], titles = [];
    for (const name of Object.keys(window).filter((name) => window[name] instanceof L.Map))
        window[name].eachLayer((one) => {
            if (one.options.title) titles.push(one.options.title);
            const html = one.getPopup?.()?.getContent();
            if (!html) return;
            const read = new DOMParser().parseFromString(html.outerHTML ?? html, "text/html");
            popups.push(read.body.textContent);
        });
    const all = (selector, value) => [...document.querySelectorAll(selector)].map(value);
    return { popups, titles, paths: all("textPath", (one) => one.textContent),
        captions: all("text.caption", (one) => one.textContent),
        searches: all(".leaflet-control-search input", (one) => one.placeholder) } }"""


@pytest.mark.browser
@pytest.mark.parametrize("sink", [*SINKS, *STYLES])
def test_nothing_runs_loads_or_leaves_and_what_is_text_shows_letter_for_letter(
    sink: str, tmp_path: Path, chromium: Browser, counting: CountingServer
) -> None:
    texts = [text for text in beside(counting.host) if is_let_in(text, sink)]
    assert len(texts) >= 90
    figure = Figure(title=" ".join(texts))
    m = folium.Map([32, 62], zoom_start=5, tiles=None).add_to(figure)
    (SINKS | STYLES)[sink](m, together(texts, 8) if sink == "IFrame" else texts)
    path = tmp_path / "map.html"
    path.write_text(seal(figure), encoding="utf-8")
    shown: dict[str, list[str]] = {}

    def look(page: Page) -> None:
        shown.update(page.evaluate(SHOWN))
        page.evaluate(OPEN_ALL)

    with opened_quietly(path, chromium, counting, do=look) as (page, complaints):
        assert [one for one in complaints if not any(word in one for word in SAID)] == []
        assert in_one_line(page.title()) == in_one_line(printable(" ".join(texts)))
    if sink in {"pop-up of text", "Html"}:
        assert shown["popups"] == [as_parsed(text) for text in texts]
    elif sink == "title":
        assert shown["titles"] == texts
    elif sink == "text along a line":
        assert [one.replace("\xa0", " ") for one in shown["paths"]] == together(texts, 4)
    elif sink == "caption":
        assert shown["captions"] == together(texts, 4)
    elif sink == "placeholder":
        wanted = [in_one_line(text) for text in together(texts, 4)]
        assert [in_one_line(one) for one in shown["searches"]] == wanted


def in_one_line(text: str) -> str:
    """Return how a browser shows a title or a placeholder: each gap as one space."""
    return " ".join(text.split())


def as_parsed(text: str) -> str:
    """Return how a browser reads line ends and NUL in markup; folium loses a backslash, too."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\\`", "`").replace("\0", "")


def is_template(text: str) -> bool:
    """Return whether branca itself parses an element's text as a template, and may refuse it."""
    return any(sign in text for sign in ("{{", "{%", "{#"))


def is_let_in(text: str, sink: str) -> bool:
    """Return whether a text can be in a page at that place."""
    if sink in WRITTEN_AS_TEXT:
        return True
    if sink == "IFrame":
        return not is_template(text) and not read_markup(text).loads and not scripts_of(text)
    return not [*loaded_by_css(text)] if sink in STYLES else not loaded_by_markup(text)


@pytest.mark.browser
def test_what_comes_together_in_the_page_alone_goes_nowhere(
    tmp_path: Path, chromium: Browser, counting: CountingServer
) -> None:
    """Markup that no reading beforehand sees, for a script puts it together."""
    m = folium.Map(tiles=None)
    parts = f"'<me' + 'ta http-equiv=refresh content=\"0;url={counting.host}/late\">'"
    put = f"document.body.insertAdjacentHTML('beforeend', {parts})"
    script = f"<script>addEventListener('load', () => {put})</script>"
    m.get_root().html.add_child(folium.Element(script))
    path = tmp_path / "map.html"
    path.write_text(seal(m.get_root()), encoding="utf-8")
    with opened_quietly(path, chromium, counting) as (page, _):
        assert page.locator("meta[http-equiv=refresh]").count() == 1


def page_of_elements(texts: list[str]) -> str:
    figure = Figure()
    for text in texts:
        figure.html.add_child(folium.Element(text))
    return seal(figure)


@pytest.mark.browser
def test_an_element_of_the_page_is_refused_or_harmless(
    tmp_path: Path, chromium: Browser, counting: CountingServer
) -> None:
    # A script of the maker's own runs, and branca may refuse what looks like a template.
    texts = [one for one in beside(counting.host) if not scripts_of(one) and not is_template(one)]
    refused = set()
    for text in texts:
        try:
            page_of_elements([text])
        except ExportError:
            refused.add(text.replace(counting.host, HOST))
    assert refused >= {text for text in LOADING[:-2] if not is_template(text)}
    assert refused.isdisjoint(WORDS)
    harmless = [one for one in texts if one.replace(counting.host, HOST) not in refused]
    assert len(harmless) >= 60
    closed = [one for one in harmless if is_closed(one)]
    pages = [closed, *([one] for one in harmless if not is_closed(one))]
    for number, on_page in enumerate(pages):
        path = tmp_path / f"{number}.html"
        path.write_text(page_of_elements(on_page), encoding="utf-8")
        with opened_quietly(path, chromium, counting, do=lambda _: None):
            pass


def test_an_element_that_takes_in_the_map_s_script_is_an_error() -> None:
    for text in ("<!--", "<style>", "<textarea>", "<script type=text/plain>", "<template><svg>"):
        m = folium.Map(tiles=None)
        m.get_root().html.add_child(folium.Element(text))
        with pytest.raises(ExportError, match="left open"):
            seal(m.get_root())
