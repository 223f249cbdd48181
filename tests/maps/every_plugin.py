"""One small map for each of folium's plugins and features that a sealed page can have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
from branca.colormap import LinearColormap
from folium import plugins
from folium.utilities import JsCode

if TYPE_CHECKING:
    from collections.abc import Callable

SQUARE = [[30.0, 60.0], [30.0, 66.0], [36.0, 66.0], [36.0, 60.0]]
ICON = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def features(**properties: list[Any]) -> dict[str, Any]:
    """Make a feature collection of points, one for each value."""
    number = len(next(iter(properties.values())))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {name: values[row] for name, values in properties.items()},
                "geometry": {"type": "Point", "coordinates": [60 + row, 30 + row]},
            }
            for row in range(number)
        ],
    }


def _square_feature() -> dict[str, Any]:
    ring = [[lon, lat] for lat, lon in [*SQUARE, SQUARE[0]]]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": "0",
                "properties": {"name": "square"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        ],
    }


def _sub_groups(m: folium.Map) -> None:
    group = folium.FeatureGroup("all").add_to(m)
    folium.Marker([30, 60]).add_to(plugins.FeatureGroupSubGroup(group, "some").add_to(m))


def _patterns(m: folium.Map) -> None:
    for pattern in (plugins.StripePattern(angle=45), plugins.CirclePattern()):
        pattern.add_to(m)
        style = {"fillPattern": pattern, "fillOpacity": 1}
        folium.GeoJson(_square_feature(), style_function=lambda _, style=style: style).add_to(m)


def _grouped(m: folium.Map) -> None:
    groups = [folium.FeatureGroup(name).add_to(m) for name in "AB"]
    plugins.GroupedLayerControl({"group": groups}, collapsed=False).add_to(m)


def _search(m: folium.Map) -> None:
    layer = folium.GeoJson(features(name=["Alpha", "Beta"])).add_to(m)
    plugins.Search(layer, search_label="name").add_to(m)


def _text_path(m: folium.Map) -> None:
    line = folium.PolyLine(SQUARE).add_to(m)
    plugins.PolyLineTextPath(line, "along the line").add_to(m)


def _timeline(m: folium.Map) -> None:
    timeline = plugins.Timeline(features(start=[0, 86400000], end=[86400000, 172800000])).add_to(m)
    plugins.TimelineSlider(auto_play=False).add_timelines(timeline).add_to(m)


def _tree(m: folium.Map) -> None:
    layer = folium.FeatureGroup("leaf").add_to(m)
    tree = {"label": "tree", "children": [{"label": "leaf", "layer": layer}]}
    plugins.TreeLayerControl(overlay_tree=tree).add_to(m)


def _spiderfier(m: folium.Map) -> None:
    for _ in range(3):
        folium.Marker([30, 60]).add_to(m)
    plugins.OverlappingMarkerSpiderfier().add_to(m)


def _topo(m: folium.Map) -> None:
    topology = {
        "type": "Topology",
        "objects": {
            "one": {
                "type": "GeometryCollection",
                "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"name": "a"}}],
            }
        },
        "arcs": [[[600, 300], [60, 0], [0, 60], [-60, -60]]],
        "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
    }
    folium.TopoJson(topology, "objects.one").add_to(m)


def _style_slider() -> plugins.TimeSliderChoropleth:
    styles = {
        "0": {"0": {"color": "#ff0000", "opacity": 1}, "9": {"color": "#0000ff", "opacity": 1}}
    }
    return plugins.TimeSliderChoropleth(_square_feature(), styledict=styles)


def _timestamped() -> plugins.TimestampedGeoJson:
    data = features(time=["2007-05-10", "2007-05-12"], icon=["circle", "circle"])
    return plugins.TimestampedGeoJson(data, period="P1D", duration="P1D", auto_play=False)


def _beautified(m: folium.Map) -> None:
    icon = plugins.BeautifyIcon(icon="plane", border_color="#b3334f")
    folium.Marker([30, 60], icon=icon).add_to(m)


def _realtime() -> plugins.Realtime:
    source = JsCode("(ok) => ok({type: 'Feature', id: 1, properties: {}, geometry: "
                    "{type: 'Point', coordinates: [60, 30]}})")  # fmt: skip
    return plugins.Realtime(source, get_feature_id=JsCode("(one) => one.id"), interval=60000)


def _add(make: Callable[[], Any]) -> Callable[[folium.Map], None]:
    def put(m: folium.Map) -> None:
        make().add_to(m)

    return put


# By name: what puts it on a map, and what a reader then finds there.
EVERY: dict[str, tuple[Callable[[folium.Map], None], str]] = {
    "AntPath": (
        _add(lambda: plugins.AntPath(SQUARE)),
        "path.leaflet-ant-path, path[stroke-dasharray]",
    ),
    "BeautifyIcon": (_beautified, ".beautify-marker i.fa-plane"),
    "BoatMarker": (
        _add(lambda: plugins.BoatMarker([30, 60], heading=45, wind_heading=150, wind_speed=45)),
        "canvas",
    ),
    "CirclePattern, StripePattern": (_patterns, "pattern"),
    "Draw": (_add(lambda: plugins.Draw(export=True)), ".leaflet-draw-draw-polygon"),
    "FastMarkerCluster": (
        _add(lambda: plugins.FastMarkerCluster([[30, 60], [30, 60.001]])),
        ".marker-cluster",
    ),
    "FeatureGroupSubGroup": (_sub_groups, ".leaflet-marker-icon"),
    "FloatImage": (
        _add(lambda: plugins.FloatImage(ICON, bottom=5, left=5)),
        "img[alt=float_image]",
    ),
    "Fullscreen": (_add(plugins.Fullscreen), ".fullscreen-icon"),
    "GeoMan": (_add(plugins.GeoMan), ".leaflet-pm-toolbar"),
    "GroupedLayerControl": (_grouped, ".leaflet-control-layers-group"),
    "HeatMap": (_add(lambda: plugins.HeatMap([[30, 60], [31, 61]])), ".leaflet-heatmap-layer"),
    "HeatMapWithTime": (
        _add(lambda: plugins.HeatMapWithTime([[[30, 60]], [[31, 61]]], index=["one", "two"])),
        ".heatmap-canvas",
    ),
    "LocateControl": (_add(plugins.LocateControl), ".leaflet-control-locate"),
    "MarkerCluster": (
        _add(lambda: plugins.MarkerCluster([[30, 60], [30, 60.001]])),
        ".marker-cluster",
    ),
    "MiniMap": (_add(plugins.MiniMap), ".leaflet-control-minimap .leaflet-pane"),
    "MousePosition": (_add(plugins.MousePosition), ".leaflet-control-mouseposition"),
    "OverlappingMarkerSpiderfier": (_spiderfier, ".leaflet-marker-icon"),
    "PolyLineFromEncoded": (
        _add(lambda: plugins.PolyLineFromEncoded("_p~iF~cn~U_ulLn{vA_mqNvxq`@")),
        "path",
    ),
    "PolygonFromEncoded": (
        _add(lambda: plugins.PolygonFromEncoded("_p~iF~cn~U_ulLn{vA_mqNvxq`@")),
        "path",
    ),
    "PolyLineOffset": (_add(lambda: plugins.PolyLineOffset(SQUARE, offset=5)), "path"),
    "PolyLineTextPath": (_text_path, "svg textPath"),
    "Realtime": (_add(_realtime), ".leaflet-marker-icon"),
    "ScrollZoomToggler": (_add(plugins.ScrollZoomToggler), "img[alt=scroll]"),
    "Search": (_search, ".leaflet-control-search"),
    "SemiCircle": (
        _add(lambda: plugins.SemiCircle([30, 60], radius=9e5, direction=0, arc=90)),
        "path",
    ),
    "TagFilterButton": (
        _add(lambda: plugins.TagFilterButton(["a", "b"])),
        ".tag-filter-tags-container",
    ),
    "Terminator": (_add(plugins.Terminator), "path"),
    "TimeSliderChoropleth": (_add(_style_slider), "input[type=range]"),
    "Timeline, TimelineSlider": (_timeline, ".leaflet-timeline-control"),
    "TimestampedGeoJson": (_add(_timestamped), ".timecontrol-play"),
    "TreeLayerControl": (_tree, ".leaflet-layerstree-node"),
    "Icon": (
        _add(lambda: folium.Marker([30, 60], icon=folium.Icon(icon="cloud", angle=45))),
        ".awesome-marker i.glyphicon-cloud",
    ),
    "CustomIcon": (
        _add(lambda: folium.Marker([30, 60], icon=folium.CustomIcon(ICON))),
        ".leaflet-marker-icon",
    ),
    "ImageOverlay": (
        _add(lambda: folium.raster_layers.ImageOverlay(ICON, [[30, 60], [36, 66]])),
        "img.leaflet-image-layer",
    ),
    "RegularPolygonMarker": (_add(lambda: folium.RegularPolygonMarker([30, 60])), "path"),
    "TopoJson": (_topo, "path"),
    "ColorMap": (
        _add(lambda: LinearColormap(["red", "blue"], vmin=0, vmax=9, caption="how many")),
        "svg#legend",
    ),
    "LatLngPopup": (_add(folium.LatLngPopup), ".leaflet-container"),
    "ClickForMarker": (_add(lambda: folium.ClickForMarker("here")), ".leaflet-container"),
}
