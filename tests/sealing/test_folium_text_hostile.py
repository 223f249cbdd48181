from __future__ import annotations

from typing import TYPE_CHECKING

import folium
import pytest
from branca.element import IFrame
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geo
from geo.sealing.folium_text import frames
from geo.sealing.seal import seal

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open

TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(list("{}%#$`\\'\"</>!-")),
    max_size=30,
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXT, min_size=60, max_size=60))
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
    from geo.sealing.assets import to_json  # noqa: PLC0415 - beside its only use

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
