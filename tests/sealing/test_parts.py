from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import folium
import pytest
from branca.element import IFrame
from folium import plugins
from folium.elements import JSCSSMixin
from folium.template import Template
from folium.utilities import JsCode
from maps.every_plugin import EVERY, ICON

import geo
from geo.errors import ExportError
from geo.sealing.parts import bundled_file, bundled_files, why_unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from maps.small_story import SmallStory

    from geo.sealing.parts import Tiles

# What no sealed page can have, and the words that say why.
CANNOT = {
    "Geocoder": "asks a server on the network",
    "MeasureControl": "makes code from text",
    "SideBySideLayers": "compares tiles from the network",
    "Vega": "makes code from text",
    "VectorGridProtobuf": "fetches its tiles from the network",
}


def classes(base: type) -> Iterator[type]:
    for one in base.__subclasses__():
        yield one
        yield from classes(one)


def references() -> dict[str, set[str]]:
    """Return every file that folium's own classes link to, with the classes that do."""
    found: dict[str, set[str]] = {}
    for one in classes(JSCSSMixin):
        if one.__module__.startswith("folium."):
            for _, url in [*one.default_js, *one.default_css]:
                found.setdefault(url, set()).add(one.__name__)
    return found


def test_every_file_that_folium_links_to_is_bundled_or_said_to_be_unavailable() -> None:
    urls = references()
    assert len(urls) > 70
    cannot: dict[str, str] = {}
    for url, names in urls.items():
        if bundled_file(url) is None:
            cannot |= dict.fromkeys(names, why_unavailable(url))
    assert {name: why for name, why in cannot.items() if not why or name not in CANNOT} == {}
    assert cannot.keys() == CANNOT.keys()
    assert all(CANNOT[name] in why for name, why in cannot.items())


def test_no_row_of_the_table_is_for_nothing() -> None:
    urls = references() | {
        "https://example.org/ajax/libs/d3/3.5.5/d3.min.js": {"ColorMap"},
    }
    named = {file.name for url in urls if (file := bundled_file(url))}
    named |= {name for file in bundled_files().values() for name in file.more}
    assert named == set(bundled_files())


def test_every_class_that_links_to_files_is_shown_in_a_browser_or_listed() -> None:
    shown = {name for names in EVERY for name in names.split(", ")}
    told = {name for names in references().values() for name in names}
    # Not plugins: the map itself, bases of others, a layout, and what only a server can feed.
    others = {"Map", "_BaseFromEncoded", "DualMap", "TimestampedWmsTileLayers"}
    assert told - shown - others == CANNOT.keys()


def test_one_error_names_everything(tmp_path: Path) -> None:
    m = folium.Map([51.6, -0.28])
    folium.WmsTileLayer("https://wms.example.org/a", layers="b").add_to(m)
    folium.raster_layers.ImageOverlay("https://example.org/over.png", [[0, 0], [1, 1]]).add_to(m)
    folium.raster_layers.VideoOverlay("https://example.org/film.webm", [[0, 0], [1, 1]]).add_to(m)
    icon = folium.CustomIcon("https://example.org/icon.png")
    popup = folium.Popup(
        '<a href="https://example.org/read">read</a> <img src="https://example.org/popup.jpg">'
    )
    folium.Marker(
        [0, 0], icon=icon, popup=popup, tooltip='<img src="//example.org/tip.gif">'
    ).add_to(m)
    html = '<div style="background: url(https://example.org/back.png)">x</div>'
    folium.Marker([0, 0], icon=folium.DivIcon(html=html)).add_to(m)
    feature = {
        "type": "Feature",
        "properties": {
            "note": "<img src='https://example.org/field.png'>",
            "link": "https://example.org/a",
        },
        "geometry": {"type": "Point", "coordinates": [0, 0]},
    }
    folium.GeoJson(feature).add_to(m)
    plugins.FloatImage("https://example.org/float.png").add_to(m)
    plugins.Realtime("https://example.org/live.json").add_to(m)
    plugins.Geocoder().add_to(m)
    frame = IFrame('<script src="https://example.org/in-frame.js"></script>')
    folium.Marker([1, 1], popup=folium.Popup(frame)).add_to(m)
    m.add_js_link("mine", "https://example.org/mine.js")
    m.get_root().header.add_child(
        folium.Element('<link rel="stylesheet" href="https://example.org/mine.css">')
    )
    try:
        with pytest.raises(ExportError) as caught:
            geo.save_html(m, tmp_path / "map.html", tiles="refuse")
    finally:
        m.default_js[:] = [pair for pair in m.default_js if pair[0] != "mine"]
    message = str(caught.value)
    listed = {line.strip().split(" ")[0] for line in message.splitlines() if "//" in line}
    ends = {url.split("example.org", 1)[-1] for url in listed if "example.org" in url}
    assert ends == {
        "/a", "/over.png", "/film.webm", "/icon.png", "/popup.jpg", "/tip.gif", "/back.png",
        "/field.png", "/float.png", "/live.json", "/in-frame.js", "/mine.js", "/mine.css",
    }  # fmt: skip
    assert any("tile.openstreetmap.org" in url for url in listed)
    assert "Geocoder asks a server" in message
    assert 'tiles="basemap"' in message
    assert 'tiles="none"' in message
    for address, place in (
        ("icon.png", "CustomIcon of Marker at 0.0, 0.0"),
        ("popup.jpg", "Popup of Marker at 0.0, 0.0 (img src)"),
        ("back.png", "DivIcon of Marker at 0.0, 0.0 (div style)"),
        ("in-frame.js", "Popup of Marker at 1.0, 1.0 (script src)"),
    ):
        assert f"https://example.org/{address}\n    in {place}\n" in message
    assert list(tmp_path.iterdir()) == []


def test_pictures_of_a_server_through_time_are_named_even_when_tiles_are_left_out(
    tmp_path: Path,
) -> None:
    m = folium.Map([51.6, -0.28])
    layer = folium.WmsTileLayer("https://wms.example.org/a", layers="b").add_to(m)
    plugins.TimestampedWmsTileLayers(layer).add_to(m)
    with pytest.raises(ExportError, match=r"found\n  https://wms\.example\.org/a\n    in"):
        geo.save_html(m, tmp_path / "map.html", tiles="none")


def test_what_a_maker_s_own_script_fetches_is_named(tmp_path: Path) -> None:
    m = folium.Map(tiles=None)
    code = (
        "(ok) => { fetch('https://example.org/live.json').then(ok);"
        "L.tileLayer(`https://tiles.example.org/{z}/{x}/{y}.png`);"
        "L.icon({iconUrl: 'https://example.org/pin.png'}); d3.csv('https://example.org/t.csv') }"
    )
    plugins.Realtime(JsCode(code)).add_to(m)
    with pytest.raises(ExportError) as caught:
        geo.save_html(m, tmp_path / "map.html")
    listed = [line.strip() for line in str(caught.value).splitlines() if line.startswith("  http")]
    assert sorted(listed) == [
        "https://example.org/live.json",
        "https://example.org/pin.png",
        "https://example.org/t.csv",
        "https://tiles.example.org/{z}/{x}/{y}.png",
    ]


def test_a_script_in_a_frame_is_named_for_it_would_not_run(tmp_path: Path) -> None:
    m = folium.Map(tiles=None)
    folium.Marker([0, 0], popup=folium.Popup(IFrame("<script>alert(1)</script>"))).add_to(m)
    with pytest.raises(ExportError, match="a script inside a frame"):
        geo.save_html(m, tmp_path / "map.html")


def test_data_that_stays_outside_is_named(tmp_path: Path) -> None:
    outside = tmp_path / "points.geojson"
    outside.write_text(json.dumps({"type": "FeatureCollection", "features": []}), encoding="utf-8")
    m = folium.Map(tiles=None)
    folium.GeoJson(str(outside), embed=False).add_to(m)
    with pytest.raises(ExportError, match=re.escape(str(outside))):
        geo.save_html(m, tmp_path / "map.html")


@pytest.mark.parametrize("tiles", ["basemap", "none"])
def test_tiles_can_be_left_out_and_nothing_is_asked_of_their_server(
    tmp_path: Path, tiles: Tiles
) -> None:
    m = folium.Map([51.6, -0.28])
    plugins.MiniMap().add_to(m)
    folium.LayerControl().add_to(m)
    path = tmp_path / "map.html"
    geo.save_html(m, path, tiles=tiles)
    page = path.read_text(encoding="utf-8")
    assert "openstreetmap" not in page.replace("openstreetmap.org/copyright", "")
    assert ("geo_basemap_bytes" in page) == (tiles == "basemap")


def test_code_that_feeds_a_realtime_layer_is_no_address(tmp_path: Path) -> None:
    m = folium.Map(tiles=None)
    plugins.Realtime(JsCode("(ok) => ok({type: 'FeatureCollection', features: []})")).add_to(m)
    geo.save_html(m, tmp_path / "map.html")


def test_a_page_holds_only_the_files_that_its_map_has_use_for(tmp_path: Path) -> None:
    def size(make: Callable[[folium.Map], object]) -> int:
        m = folium.Map(tiles=None)
        make(m)
        path = tmp_path / "map.html"
        geo.save_html(m, path)
        return path.stat().st_size

    def icon(m: folium.Map) -> None:
        folium.Marker([0, 0], icon=folium.Icon()).add_to(m)

    def awesome(m: folium.Map) -> None:
        folium.Marker([0, 0], icon=folium.Icon(icon="star", prefix="fa")).add_to(m)

    bare = size(lambda m: folium.Marker([0, 0], popup="a pop-up", tooltip="a tip").add_to(m))
    assert bare < 380_000  # Leaflet 164, Bootstrap's styles 195: what folium gives every map
    assert bare + 300_000 < size(icon) < 720_000  # the markers' sprites and the glyphs
    assert size(icon) + 200_000 < size(awesome) < 1_000_000  # Font Awesome's solid face


def test_the_licences_of_what_is_inside_are_inside(tmp_path: Path) -> None:
    m = folium.Map(tiles=None)
    plugins.MarkerCluster([[0, 0]]).add_to(m)
    path = tmp_path / "map.html"
    geo.save_html(m, path)
    page = path.read_text(encoding="utf-8")
    told = re.search(
        r'<script type="text/plain" id="geo_licences">(.*?)</script>', page, re.DOTALL
    )[1]
    assert "leaflet.markercluster 1.1.0: Copyright 2012 David Leaver" in told
    assert "leaflet 1.9.3: Copyright (c) 2010-2022, Vladimir Agafonkin" in told
    assert told.count("Permission is hereby granted, free of charge") == 1  # MIT, once for all
    assert "Redistributions in binary form" in told  # BSD-2-Clause
    assert "leaflet-draw" not in told


def test_every_package_has_a_licence_and_somebody_who_holds_it() -> None:
    from geo.sealing.parts import notice  # noqa: PLC0415 - beside its only use

    files = bundled_files().values()
    packages = {name for file in files for name in (file.package, *file.holds)} - {""}
    for package in packages:
        text = notice([package])
        assert re.search(r"copyright|see below", text.splitlines()[0], re.IGNORECASE), package
        assert re.search(r"MIT License|Permission|Redistribution|Apache License", text), package
        assert not re.search(
            r"\bGPL\b|GNU (?:Lesser|Affero|General)", text.replace("GPL friendly", "")
        )


def test_a_page_of_its_own_takes_no_second_title(small_story: SmallStory, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="StoryMap: found a title"):
        geo.save_html(geo.story_map(small_story), tmp_path / "map.html", title="Another")


def test_the_title_is_the_caller_s_or_the_figure_s(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    m = folium.Map(tiles=None)
    geo.save_html(m, path, title="A & B <i>", language="ur")
    page = path.read_text(encoding="utf-8")
    assert "<title>A &amp; B &lt;i&gt;</title>" in page
    assert '<html lang="ur"' in page
    m.get_root().title = "From the figure"
    geo.save_html(m, path)
    assert "<title>From the figure</title>" in path.read_text(encoding="utf-8")


def test_files_that_other_packages_link_to_in_their_own_markup_are_inside_too(
    tmp_path: Path,
) -> None:
    """As the legend of GeoPandas does, which can be dragged with jQuery UI."""
    m = folium.Map(tiles=None)
    legend = folium.MacroElement()
    legend._template = Template(
        """{% macro header(this, kwargs) %}
        <script src="https://code.example.org/ui/1.12.1/jquery-ui.js"></script>
        <script>$(function() { $(".maplegend").draggable({ start: () => 0 }); });</script>
        {% endmacro %}"""
    )
    m.get_root().add_child(legend)
    path = tmp_path / "map.html"
    geo.save_html(m, path)
    page = path.read_text(encoding="utf-8")
    assert page.index("jQuery JavaScript Library") < page.index("jQuery UI - v1.12.1")
    assert page.index("jQuery UI - v1.12.1") < page.index('$(".maplegend").draggable')
    assert "code.example.org" not in page


def test_a_data_address_needs_no_network(tmp_path: Path) -> None:
    m = folium.Map(tiles=None)
    folium.Marker([0, 0], icon=folium.CustomIcon(ICON), popup=f'<img src="{ICON}">').add_to(m)
    geo.save_html(m, tmp_path / "map.html")


def test_the_docs_name_every_plugin_that_can_be_inside_and_every_one_that_can_not(
    root: Path,
) -> None:
    text = (root / "docs" / "saving.md").read_text(encoding="utf-8")
    listed, table = text.split("These can't be in a page")
    for name in (name for names in EVERY for name in names.split(", ")):
        assert re.search(rf"\b{name}\b", listed), name
    for name in CANNOT:
        assert f"| {name}" in table, name
