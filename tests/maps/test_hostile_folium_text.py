from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import folium
import pytest
from branca.colormap import LinearColormap
from branca.element import IFrame
from folium import plugins
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError
from maps.every_plugin import features

import geo
from geo.maps.finished import printable
from geo.maps.folium_elements import frames
from geo.maps.sealing import seal

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open

RUN = "window.ran=1"
MARKUP = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</SCRIPT ><script>{RUN}</script>",
    f"<!--<script>{RUN}",
    f"--><script>{RUN}</script>",
    f"<![CDATA[</script><script>{RUN}</script>]]>",
    f'<img src=data:, onerror="{RUN}">',
    f"<img src=data:, onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<video><source onerror={RUN}></video>",
    f"<input autofocus onfocus={RUN}>",
    f'<a href="javascript:{RUN}">x</a>',
    '<iframe srcdoc="<script>parent.ran=1</script>"></iframe>',
    f"<form action=javascript:{RUN}><button>x</button></form>",
    f"<math><mi xlink:href=javascript:{RUN}>x",
    f"</style><script>{RUN}</script>",
    f"</title></textarea><script>{RUN}</script>",
    f"<style onload={RUN}></style>",
    f"<object data=javascript:{RUN}></object>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<base href=javascript:{RUN}//>",
]
QUOTES = [
    f'";{RUN};"',
    f"';{RUN};'",
    f'"+({RUN})+"',
    f"'+({RUN})+'",
    f"`+({RUN})+`",
    f"`;{RUN};`",
    f"\\`;{RUN};`",
    f"\\\\`;{RUN};`",
    f"${{{RUN}}}",
    f"`${{{RUN}}}`",
    f"$\\{{{RUN}}}",
    f"\\${{{RUN}}}",
    f'\\";{RUN};//',
    f"\\';{RUN};//",
    f"\n{RUN}\n",
    f"\r\n{RUN}//",
    f"\u2028{RUN}\u2029",
    f"*/{RUN}/*",
    f"//{RUN}",
    f'"}};{RUN};//',
    f"'}});{RUN};//",
    f'"]);{RUN};([""',
    f"\\u0022;{RUN};\\u0022",
    f"\\x22;{RUN};\\x22",
    "C:\\temp\\new\\u0041",
    "back\\",
]
TEMPLATES = [
    "{{ 7*7 }}",
    "{{7*'7'}}",
    "{{ this }}",
    "{{ this._parent }}",
    "{{ kwargs }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "{{citation needed}}",
    "{% set x = 7*7 %}{{ x }}",
    "{% for x in [1,2] %}49{% endfor %}",
    "{% raw %}",
    "{% endraw %}{{ 7*7 }}",
    "{% endmacro %}{{ 7*7 }}",
    "{% off",
    "100 {% off }}",
    "{# gone #}",
    "{#",
    "{{",
    "}}",
    "${{ 7*7 }}",
    "{{ '</script>' }}",
]
PAYLOADS = [*MARKUP, *QUOTES, *TEMPLATES]

SIDE_BY_SIDE = 6
BLOCKED = ("Content Security Policy", "URLs may not be", "to a javascript: URL", "ERR_INVALID_URL")
# Opens every pop-up and tooltip of every map, and tells what stands where text should.
SHOW_ALL = """() => Object.keys(window).filter((name) => window[name] instanceof L.Map)
    .map((name) => {
        const map = window[name];
        let titled;
        map.eachLayer((one) => {
            if (one.options.title) titled = one;
            if (one.getPopup && one.getPopup()) {
                one.fire("click", { latlng: map.getCenter() });
                one.openPopup(map.getCenter());
            }
            if (one.getTooltip && one.getTooltip()) one.openTooltip(map.getCenter());
        });
        const own = new DOMParser().parseFromString(titled.getPopup().getContent(), "text/html");
        const within = map.getContainer();
        return { marker: titled.options.title, popup: own.body.textContent,
            path: within.querySelector("textPath").textContent,
            search: within.querySelector(".leaflet-control-search input").placeholder };
    })"""


def hostile(text: str) -> folium.Map:
    """Return a map whose every text field holds `text`."""
    m = folium.Map([32, 62], zoom_start=5, tiles=None)
    folium.Marker(
        [30, 60], popup=folium.Popup(text, parse_html=True, max_width=300), title=text
    ).add_to(m)
    folium.Marker([30, 61], popup=folium.Popup(text, lazy=True), tooltip=text, alt=text).add_to(m)
    folium.Marker([30, 62], icon=folium.DivIcon(html=text), popup=text).add_to(m)
    folium.Marker(
        [30, 63], popup=folium.Popup(folium.Html(text)), icon=folium.Icon(icon=text)
    ).add_to(m)
    tip = folium.Tooltip(text, style=text, sticky=False)
    with suppress(TemplateSyntaxError):  # raised by branca when the element is made, before us
        element = folium.Element(text)
        folium.CircleMarker([31, 60], tooltip=tip, popup=folium.Popup(element)).add_to(m)
    icon = plugins.BeautifyIcon(number=text)
    folium.Marker([31, 62], icon=icon).add_to(m)
    layer = folium.GeoJson(
        features(name=[text, f"{text}2"]),
        name=text,
        tooltip=folium.GeoJsonTooltip(["name"], aliases=[text], style=text),
        popup=folium.GeoJsonPopup(["name"], aliases=[text]),
    ).add_to(m)
    if "." not in text:  # folium's own code parts such a name at its dots
        style = {"color": "#b3334f"}
        data = features(**{text: ["a", "b"]})
        folium.GeoJson(data, name="key", style_function=lambda _: style).add_to(m)
    plugins.Search(layer, search_label="name", placeholder=text).add_to(m)
    plugins.TagFilterButton([text]).add_to(m)
    line = folium.PolyLine([[34, 60], [34, 70]]).add_to(m)
    plugins.PolyLineTextPath(line, text).add_to(m)
    timed = features(time=["2007-05-10"], popup=[text], tooltip=[text])
    plugins.TimestampedGeoJson(timed, date_options=text, auto_play=False).add_to(m)
    group = folium.FeatureGroup(f"{text}3").add_to(m)
    plugins.GroupedLayerControl({text: [group]}, collapsed=False).add_to(m)
    LinearColormap(["red", "blue"], vmin=0, vmax=9, caption=text).add_to(m)
    plugins.FloatImage(f"data:image/gif;base64,{text}").add_to(m)
    folium.LayerControl(collapsed=False).add_to(m)
    return m


@pytest.mark.browser
@pytest.mark.parametrize("start", range(0, len(PAYLOADS), SIDE_BY_SIDE))
def test_nothing_runs_and_what_is_text_shows_letter_for_letter(
    start: int, tmp_path: Path, opened: Open
) -> None:
    texts = PAYLOADS[start : start + SIDE_BY_SIDE]
    figure = folium.Figure(title=texts[0])
    for text in texts:
        hostile(text).add_to(figure)
    path = tmp_path / "maps.html"
    geo.save_html(next(iter(figure._children.values())), path)
    found = opened(path)
    shown = found.page.evaluate(SHOW_ALL)
    assert found.page.evaluate("window.ran") is None
    # What is blocked is said by the browser; nothing else is: every script of the maps has run.
    unexpected = [one for one in found.complaints if not any(word in one for word in BLOCKED)]
    assert unexpected == []
    assert [one for one in found.requests if not one.startswith("file:")] == []
    assert [one["marker"] for one in shown] == texts
    assert [one["popup"] for one in shown] == [normal(text) for text in texts]
    assert [one["path"].replace("\xa0", " ") for one in shown] == texts
    assert found.page.locator("text.caption").all_text_contents() == texts
    assert [words(one["search"]) for one in shown] == [words(text) for text in texts]
    assert found.page.title() == words(printable(texts[0]))


def words(text: str) -> str:
    """Say how a browser shows a title or a placeholder: each gap as one space."""
    return " ".join(text.split())


def normal(text: str) -> str:
    """Say how a browser reads line ends in markup; folium loses a backslash before a back-tick."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\\`", "`")


def test_there_are_at_least_sixty_of_them() -> None:
    assert len(set(PAYLOADS)) >= 60


TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(list("{}%#$`\\'\"</>!-")),
    max_size=30,
)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXT, min_size=10, max_size=10))
def test_generated_text_is_kept_whole_and_evaluated_by_nobody(texts: list[str]) -> None:
    m = folium.Map(tiles=None)
    for text in texts:
        folium.Marker([0, 0], popup=folium.Popup(text), tooltip=text, title=text).add_to(m)
    page = seal(m.get_root())
    for text in texts:
        inside = as_json_string(text.replace("\\`", "`"))
        assert f'{inside}\\u003c/div\\u003e");' in page  # the pop-up
        assert f"\\u003cdiv\\u003e{as_json_string(text)}\\u003c/div\\u003e" in page  # the tooltip
    assert page.count("</script>") == page.count("<script")


def as_json_string(text: str) -> str:
    from geo.maps.finished import to_json  # noqa: PLC0415 - beside its only use

    return to_json(text)[1:-1]


def test_an_element_made_of_text_is_text_and_no_template(tmp_path: Path) -> None:
    m = folium.Map(tiles=None)
    m.get_root().html.add_child(folium.Element("<h1>{{ 7*7 }} {{ this._id }}</h1>"))
    folium.Marker([0, 0], popup=folium.Popup(IFrame("<p>{{ 7*7 }}</p>"))).add_to(m)
    path = tmp_path / "map.html"
    geo.save_html(m, path)
    page = path.read_text(encoding="utf-8")
    assert "<h1>{{ 7*7 }} {{ this._id }}</h1>" in page
    (packed,) = frames(page)
    assert packed.strip() == "<p>{{ 7*7 }}</p>"


@pytest.mark.browser
def test_markup_that_was_written_on_purpose_stays(tmp_path: Path, opened: Open) -> None:
    m = folium.Map([30, 60], zoom_start=5, tiles=None)
    html = '<h4 class="mine" style="color: rgb(1, 2, 3)">Title</h4><a href="https://example.org">more</a>'
    folium.Marker(
        [30, 60], popup=folium.Popup(html, show=True), tooltip="<i class=tip>tip</i>"
    ).add_to(m)
    script = "<script>window.mine = 1</script>"
    m.get_root().html.add_child(folium.Element(f"<h1 id=top>On top</h1>{script}"))
    path = tmp_path / "map.html"
    geo.save_html(m, path)
    found = opened(path)
    heading = found.page.locator(".leaflet-popup h4.mine")
    assert heading.evaluate("one => getComputedStyle(one).color") == "rgb(1, 2, 3)"
    assert (
        found.page.locator(".leaflet-popup-content a").get_attribute("href")
        == "https://example.org"
    )
    assert found.page.locator("#top").text_content() == "On top"
    assert found.page.evaluate("window.mine") == 1
    assert found.complaints == []
