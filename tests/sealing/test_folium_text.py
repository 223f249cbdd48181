"""Values reach a folium map's script as JSON, and a script that is broken is an error."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
import pytest
from branca.colormap import StepColormap
from folium import plugins
from folium.template import Template
from folium.utilities import JsCode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from maps.every_plugin import features

from geo.errors import ExportError
from geo.sealing.seal import seal

if TYPE_CHECKING:
    from pathlib import Path

    from maps.opening import Open

STYLES = ["{{citation needed}}", "{{ 7*7 }}", "{{window.ran=1}}", "a}}", "{{", '"}};window.ran=1//',
          "</script>", "<!--", "\u2028", "`${window.ran=1}`", "\\", "'"]  # fmt: skip
MAP = "window[Object.keys(window).find((name) => window[name] instanceof L.Map)]"


def a_map() -> folium.Map:
    return folium.Map([32, 62], zoom_start=5, tiles=None)


def styled(texts: list[str]) -> folium.Map:
    """Return a map whose features' styles are texts of the data, and one feature has a fill."""
    m = a_map()
    fill = plugins.StripePattern(angle=45).add_to(m)

    def style(feature: dict[str, Any]) -> dict[str, Any]:
        name = feature["properties"]["name"]
        return {"color": name, "fillPattern": fill if name == "fill" else None}

    def lit(feature: dict[str, Any]) -> dict[str, Any]:
        return {"color": feature["properties"]["name"]}

    data = features(name=["fill", *texts])
    circle = folium.CircleMarker(radius=5)
    folium.GeoJson(data, style_function=style, highlight_function=lit, marker=circle).add_to(m)
    return m


@pytest.mark.browser
def test_a_style_of_the_data_s_own_words_is_a_string(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "map.html"
    path.write_text(seal(styled(STYLES).get_root()), encoding="utf-8")
    found = opened(path)
    names = found.page.evaluate(
        f"""() => {{ const found = {{}}; {MAP}.eachLayer((one) => {{
            if (one.feature) found[one.feature.properties.name] = [one.options.color,
                one.options.fillPattern instanceof L.StripePattern]; }}); return found }}"""
    )
    assert names == {text: [text, False] for text in STYLES} | {"fill": ["fill", True]}
    assert found.page.evaluate("window.ran") is None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.text(st.sampled_from("{}'\"`$\\<>!-/x\u2028"), max_size=8), min_size=1, max_size=5)
)
def test_no_style_breaks_a_script(texts: list[str]) -> None:
    assert seal(styled(texts).get_root())


def test_numbers_of_numpy_and_labels_are_json() -> None:
    m = a_map()
    colours = StepColormap(
        ["red", "blue"], index=np.array([0.0, 1.0, 2.0]), vmin=np.float64(0), vmax=np.float64(2),
        tick_labels=["0", None, "</script>it's"],
    )  # fmt: skip
    colours.add_to(m)
    heat = [[[np.float64(1), np.float64(2), float("nan")]]]
    plugins.HeatMapWithTime(heat, index=["one"], gradient={0.4: "it's"}).add_to(m)
    plugins.BoatMarker([1, 1], heading="north'east", wind_heading=np.int64(3)).add_to(m)
    page = seal(m.get_root())
    assert r'.tickValues(["0", null, "\u003c/script\u003eit' in page
    assert "[[[1.0, 2.0, NaN]]]" in page
    assert """gradient: {"0.4": "it's"}""" in page
    assert '"north\'east"' in page
    assert "np.float64" not in page


@pytest.mark.browser
def test_the_text_of_a_marker_on_a_click_is_text_with_two_variables(
    tmp_path: Path, opened: Open
) -> None:
    m = a_map()
    folium.ClickForMarker("`it` ${lat} \\ ${window.ran=1} {{ 7*7 }}").add_to(m)
    path = tmp_path / "map.html"
    path.write_text(seal(m.get_root()), encoding="utf-8")
    found = opened(path)
    found.page.evaluate(f"() => {MAP}.fire('click', {{latlng: L.latLng(1, 2)}})")
    found.page.locator(".leaflet-marker-icon").evaluate("one => one.click()")
    shown = found.page.locator(".leaflet-popup-content").text_content()
    assert shown == "`it` 1.0000 \\ ${window.ran=1} {{ 7*7 }}"
    assert found.page.evaluate("window.ran") is None


def test_one_error_names_every_layer_whose_script_is_broken() -> None:
    m = a_map()
    group = folium.FeatureGroup("News").add_to(m)
    plugins.MarkerCluster(name="Many", icon_create_function="function(a {").add_to(group)
    plugins.Realtime(JsCode("(ok) => ok({{}})")).add_to(m)
    own = folium.MacroElement()
    own._template = Template("{% macro script(this, kwargs) %}var a = [1, None];{% endmacro %}")
    m.add_child(own)
    m.get_root().html.add_child(folium.Element("<script>if (</script>"))
    folium.Marker([1, 2], popup="whole").add_to(m)
    with pytest.raises(ExportError) as caught:
        seal(m.get_root())
    message = str(caught.value)
    assert message.startswith("the map has scripts that no browser can read; found\n")
    assert '  MarkerCluster "Many" of FeatureGroup "News": line ' in message
    assert "  Realtime: line " in message
    assert "  MacroElement: None, which is Python" in message
    assert "  Element: line 1: if (" in message
    assert message.count("\n  ") == 4
    assert "Marker at" not in message


def test_an_end_of_a_line_or_of_a_script_in_data_breaks_nothing() -> None:
    m = a_map()
    hostile = "\u2028\u2029</script><!--<script>`${x}`{{ y }}\\\r\n'\""
    folium.GeoJson(
        features(**{hostile.replace(".", ""): ["a", "b"], "name": [hostile, "b"]}),
        name=hostile,
        style_function=lambda _: {"color": hostile},
        tooltip=folium.GeoJsonTooltip(["name"], aliases=[hostile]),
    ).add_to(m)
    plugins.FastMarkerCluster([[1, 2, hostile]]).add_to(m)
    plugins.TimestampedGeoJson(features(time=["2007"], popup=[hostile])).add_to(m)
    assert seal(m.get_root()).count("<script") >= 1


@pytest.mark.browser
def test_a_layer_or_group_may_have_any_name(tmp_path: Path, opened: Open) -> None:
    m = a_map()
    names = ["__proto__", "constructor", "toString", "a"]
    for name in names:
        folium.FeatureGroup(name).add_to(m)
    folium.LayerControl(collapsed=False).add_to(m)
    groups = {name: [folium.FeatureGroup(name, control=False).add_to(m)] for name in names}
    plugins.GroupedLayerControl(groups, collapsed=False).add_to(m)
    path = tmp_path / "map.html"
    path.write_text(seal(m.get_root()), encoding="utf-8")
    found = opened(path)
    labels = found.page.locator(".leaflet-control-layers-overlays > label").all_text_contents()
    assert [label.strip() for label in labels if label.strip() in names][:4] == names
    headings = found.page.locator(".leaflet-control-layers-group-name").all_text_contents()
    assert headings == names
    assert found.complaints == []


def test_what_is_switched_off_in_groups_stands_in_the_order_of_the_groups() -> None:
    m = a_map()
    groups = [folium.FeatureGroup(f"g{number}").add_to(m) for number in range(6)]
    plugins.GroupedLayerControl({"all": groups}, collapsed=False).add_to(m)
    removed = re.findall(r"feature_group_(\d+)\.remove\(\);", seal(m.get_root()))
    assert removed == sorted(removed, key=int)
    assert len(removed) == 5


@pytest.mark.browser
def test_a_property_may_have_any_name(tmp_path: Path, opened: Open) -> None:
    """``__proto__`` as a key of a script's object would say what that object inherits from."""
    m = a_map()
    names = ["__proto__", "constructor", "hasOwnProperty", '"__proto__": 1', "name"]
    values = ["a", {"b": '"__proto__": c'}, '{"__proto__": "d"}', 1, "e"]
    data = features(**{name: [value] for name, value in zip(names, values, strict=True)})
    data["features"][0]["properties"]["inner"] = {"__proto__": {"__proto__": 2}}
    field = folium.GeoJsonPopup(["__proto__"], aliases=["first"])
    folium.GeoJson(data, popup=field).add_to(m)
    timed = features(time=["2007-05-10"], __proto__=["timed"])
    plugins.TimestampedGeoJson(timed, auto_play=False).add_to(m)
    styles = {"0": {"0": {"color": "red", "opacity": 1}}}
    square = features(__proto__=["square"])
    square["features"][0]["id"] = "0"
    plugins.TimeSliderChoropleth(square, styledict=styles).add_to(m)
    path = tmp_path / "map.html"
    path.write_text(seal(m.get_root()), encoding="utf-8")
    found = opened(path)
    found.page.wait_for_function(f"() => Object.keys({MAP}._layers).length > 3")
    shown = found.page.evaluate(
        f"""() => {{ const found = []; {MAP}.eachLayer((one) => {{
            if (one.feature) found.push(JSON.stringify(one.feature.properties)) }});
            return found }}"""
    )
    kept = [json.loads(one) for one in shown]
    assert kept == [
        data["features"][0]["properties"],
        timed["features"][0]["properties"],
        square["features"][0]["properties"],
    ]
    found.page.evaluate(
        f"() => {MAP}.eachLayer((one) => {{ if (one.getPopup?.()) one.openPopup() }})"
    )
    assert found.page.locator(".leaflet-popup-content td").text_content() == "a"
