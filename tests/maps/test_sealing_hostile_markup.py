"""Seventeen places of a folium map where text stands, and what hostile text does in each."""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import folium
import pytest
from branca.colormap import LinearColormap
from branca.element import Figure, IFrame
from folium import plugins
from maps.every_plugin import features
from maps.hostile_texts import EVERY_PAYLOAD, HOST, LOADING, PAYLOADS, WORDS

from geo.errors import ExportError
from geo.maps.sealing import seal
from geo.maps.sealing_markup import loaded_by_markup, read_page, scripts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    Put = Callable[[folium.Map, list[str]], object]


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
    for text in texts:
        LinearColormap(["red", "blue"], vmin=0, vmax=9, caption=text).add_to(m)


def lines(m: folium.Map, texts: list[str]) -> None:
    for text in texts:
        line = folium.PolyLine([[34, 60], [34, 70]]).add_to(m)
        plugins.PolyLineTextPath(line, text).add_to(m)


def searches(m: folium.Map, texts: list[str]) -> None:
    layer = geo_json(m, texts)
    for text in texts:
        plugins.Search(layer, search_label="name", placeholder=text).add_to(m)


def clicks(m: folium.Map, texts: list[str]) -> None:
    for text in texts:
        folium.ClickForMarker(text).add_to(m)


def in_frames(text: str) -> dict[str, object]:
    return {"popup": folium.Popup(IFrame(text, width="90px", height="90px"), show=False)}


def in_icons(text: str) -> dict[str, object]:
    return {"icon": folium.Icon(icon=text, prefix=text, icon_color=text)}


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
}
WRITTEN_AS_TEXT: dict[str, Put] = {
    "pop-up of text": markers(lambda text: {"popup": folium.Popup(text, parse_html=True)}),
    "Html": markers(lambda text: {"popup": folium.Popup(folium.Html(text))}),
    "icon's classes": markers(in_icons),
}
OPTIONS: dict[str, Put] = {
    "style": styled,
    "caption": captions,
    "text along a line": lines,
    "placeholder": searches,
    "title": markers(lambda text: {"title": text, "alt": text}),
}
SINKS = MARKUP | WRITTEN_AS_TEXT | OPTIONS
# What the browser says of what the policy stopped, and of paths that are none.
SAID = ("Content Security Policy", "URLs may not be", "javascript: URL", "ERR_INVALID_URL",
        "Refused to", "attribute", "[object", "violates")  # fmt: skip
OPEN_ALL = """() => Object.keys(window).filter((name) => window[name] instanceof L.Map)
    .forEach((name) => {
        const map = window[name], latlng = map.getCenter();
        map.fire("click", { latlng });
        map.eachLayer((one) => {
            if (one.getPopup?.()) { one.fire("click", { latlng }); one.openPopup(latlng); }
            if (one.getTooltip?.()) one.openTooltip(latlng);
        }) })"""


@pytest.fixture(scope="module")
def counting() -> Iterator[tuple[str, list[str]]]:
    """Return the address of a server on loopback, and the list of what is asked of it."""
    asked: list[str] = []

    class Counting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def sealed(put: Put, texts: list[str]) -> str:
    m = folium.Map([32, 62], zoom_start=5, tiles=None)
    put(m, texts)
    return seal(m.get_root())


def named(error: ExportError) -> set[str]:
    """Return the addresses that an error names."""
    return {
        line.strip() for line in str(error).splitlines() if line.startswith("  ") and line[2] != " "
    }


def test_there_are_seventeen_sinks_and_ninety_payloads() -> None:
    assert len(SINKS) + 1 >= 17  # and an Element of the page
    assert len(set(PAYLOADS)) >= 90


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


def opened_quietly(
    path: Path, chromium: Browser, counting: tuple[str, list[str]]
) -> tuple[Page, list[str]]:
    """Open a page that may reach the counting server; return what it complains of."""
    context = chromium.new_context()
    page = context.new_page()
    complaints: list[str] = []
    gone: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("framenavigated", lambda frame: gone.append(frame.url) if not frame.parent_frame else 0)
    page.goto(path.as_uri())
    page.evaluate(OPEN_ALL)
    page.wait_for_timeout(300)
    assert gone == [path.as_uri()]
    assert page.url == path.as_uri()
    assert page.evaluate("window.ran") is None
    assert counting[1] == []
    return page, complaints


@pytest.mark.browser
@pytest.mark.parametrize("sinks", [MARKUP, WRITTEN_AS_TEXT | OPTIONS], ids=["markup", "text"])
def test_nothing_runs_loads_or_leaves(
    sinks: dict[str, Put], tmp_path: Path, chromium: Browser, counting: tuple[str, list[str]]
) -> None:
    figure = Figure()
    for sink, put in sinks.items():
        m = folium.Map([32, 62], zoom_start=5, tiles=None).add_to(figure)
        texts = [text.replace(HOST, counting[0]) for text in EVERY_PAYLOAD if is_let_in(text, sink)]
        assert len(texts) >= (len(EVERY_PAYLOAD) if sink in WRITTEN_AS_TEXT else 40)
        put(m, texts)
    path = tmp_path / "maps.html"
    path.write_text(seal(figure), encoding="utf-8")
    page, complaints = opened_quietly(path, chromium, counting)
    page.context.close()
    assert [one for one in complaints if not any(word in one for word in SAID)] == []


def is_template(text: str) -> bool:
    """Return whether branca itself parses an element's text as a template, and may refuse it."""
    return any(sign in text for sign in ("{{", "{%", "{#"))


def is_let_in(text: str, sink: str) -> bool:
    """Return whether a text can be in a page at that place."""
    if sink in WRITTEN_AS_TEXT:
        return True
    if sink == "IFrame":
        return not is_template(text) and not read_page(text).loads and not scripts_of(text)
    return not loaded_by_markup(text)


@pytest.mark.browser
def test_what_comes_together_in_the_page_alone_goes_nowhere(
    tmp_path: Path, chromium: Browser, counting: tuple[str, list[str]]
) -> None:
    """Markup that no reading beforehand sees, for a script puts it together."""
    m = folium.Map(tiles=None)
    parts = f"'<me' + 'ta http-equiv=refresh content=\"0;url={counting[0]}/late\">'"
    put = f"document.body.insertAdjacentHTML('beforeend', {parts})"
    script = f"<script>addEventListener('load', () => {put})</script>"
    m.get_root().html.add_child(folium.Element(script))
    path = tmp_path / "map.html"
    path.write_text(seal(m.get_root()), encoding="utf-8")
    page, _ = opened_quietly(path, chromium, counting)
    assert page.locator("meta[http-equiv=refresh]").count() == 1
    page.context.close()


@pytest.mark.browser
def test_an_element_of_the_page_is_refused_or_harmless(
    tmp_path: Path, chromium: Browser, counting: tuple[str, list[str]]
) -> None:
    path = tmp_path / "page.html"
    refused = set()
    context = chromium.new_context()
    page = context.new_page()
    for text in EVERY_PAYLOAD:
        if scripts_of(text) or is_template(text):  # a script of the maker's own runs
            continue
        figure = Figure()
        figure.html.add_child(folium.Element(text.replace(HOST, counting[0])))
        try:
            path.write_text(seal(figure), encoding="utf-8")
        except ExportError:
            refused.add(text)
            continue
        page.goto(path.as_uri())
        assert page.evaluate("window.ran") is None, text
    page.wait_for_timeout(200)
    assert page.url == path.as_uri()
    assert counting[1] == []
    context.close()
    assert refused >= {text for text in LOADING[:-2] if not is_template(text)}
    assert refused.isdisjoint(WORDS)


def test_an_element_that_takes_in_the_map_s_script_is_an_error() -> None:
    for text in ("<!--", "<style>", "<textarea>", "<script type=text/plain>", "<template><svg>"):
        m = folium.Map(tiles=None)
        m.get_root().html.add_child(folium.Element(text))
        with pytest.raises(ExportError, match="left open"):
            seal(m.get_root())
