"""Build one page with one tool, in a process of its own, and tell what it cost.

``python building.py TOOL EVENTS.parquet PAGE.html`` prints a line of JSON: CPU seconds of building
and saving (user and system, all threads), the peak of resident memory above what the table and the
imports need, and the size of the page. Runs in geo's environment and in that of the peers.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS = ["id", "title", "text", "source"]
_NEEDED = {
    "geo": ("geo.maps",),
    "fast-marker-cluster": ("folium.plugins",),
    "geojson": ("folium",),
    "explore": ("folium", "matplotlib", "mapclassify"),
    "bokeh": ("bokeh.plotting", "bokeh.models", "bokeh.resources"),
    "lonboard": ("lonboard",),
    "pydeck": ("pydeck",),
    "kepler": ("keplergl",),
    "datashader": ("datashader", "datashader.transfer_functions"),
}
_CALLBACK = """
function (row) {
    var marker = L.marker(new L.LatLng(row[0], row[1]));
    marker.bindPopup(function () {
        var box = document.createElement("div");
        row.slice(2).forEach(function (text) {
            box.appendChild(document.createElement("p")).textContent = text;
        });
        return box;
    });
    return marker;
};
"""


def geo(events: gpd.GeoDataFrame, page: Path) -> None:
    """Write our page: colours, timeline and all texts."""
    explore = importlib.import_module("geo.maps").explore
    known = ["title", "text", "id", "source"]
    texts = [*known, *(name for name in events.columns if name.startswith("n"))]
    explore(events, column="kind", time=("start", "end"), text=texts).save(page)


def fast_marker_cluster(events: gpd.GeoDataFrame, page: Path) -> None:
    """Write folium's fastest clusters, with the texts for a pop-up."""
    folium = importlib.import_module("folium")
    plugins = importlib.import_module("folium.plugins")
    columns = [events.geometry.y, events.geometry.x, *(events[one] for one in TEXTS)]
    rows = [list(row) for row in zip(*(one.tolist() for one in columns), strict=True)]
    shown = folium.Map([30, 40], zoom_start=3, maxZoom=18, tiles=None)
    plugins.FastMarkerCluster(rows, callback=_CALLBACK).add_to(shown)
    shown.save(str(page))


def geojson(events: gpd.GeoDataFrame, page: Path) -> None:
    """Write folium's GeoJSON layer on a canvas, with a pop-up."""
    folium = importlib.import_module("folium")
    shown = folium.Map([30, 40], zoom_start=3, maxZoom=18, tiles=None, prefer_canvas=True)
    folium.GeoJson(
        events[[*TEXTS, "geometry"]],
        marker=folium.CircleMarker(radius=3, fill=True),
        popup=folium.GeoJsonPopup(fields=TEXTS),
    ).add_to(shown)
    shown.save(str(page))


def explore(events: gpd.GeoDataFrame, page: Path) -> None:
    """Write GeoPandas' own map."""
    shown = events.drop(columns=["start", "end"]).explore(column="kind", tiles=None)
    shown.save(str(page))


def bokeh(events: gpd.GeoDataFrame, page: Path) -> None:
    """Write a bokeh plot in Web Mercator, with the texts for its hover."""
    plotting = importlib.import_module("bokeh.plotting")
    models = importlib.import_module("bokeh.models")
    resources = importlib.import_module("bokeh.resources")
    metres = events.geometry.to_crs("EPSG:3857")
    columns = {one: events[one].to_numpy() for one in [*TEXTS, "kind", "start", "end"]}
    source = models.ColumnDataSource({"x": metres.x, "y": metres.y, **columns})
    figure = plotting.figure(
        x_axis_type="mercator",
        y_axis_type="mercator",
        active_scroll="wheel_zoom",
        tools="pan,wheel_zoom,tap",
        output_backend="canvas",
        width=1280,
        height=700,
    )
    figure.scatter("x", "y", source=source, size=4)
    figure.add_tools(models.HoverTool(tooltips=[(one, f"@{one}") for one in TEXTS]))
    plotting.output_file(str(page), title="events")
    plotting.save(figure, resources=resources.CDN)


def lonboard(events: gpd.GeoDataFrame, page: Path) -> None:
    """Write a lonboard map."""
    module = importlib.import_module("lonboard")
    shown = events[[*TEXTS, "geometry"]]
    module.Map(module.ScatterplotLayer.from_geopandas(shown, get_radius=500)).to_html(str(page))


def _plain(events: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the table with degrees and texts for what travels as JSON."""
    degrees = {"lon": events.geometry.x, "lat": events.geometry.y}
    days = {name: events[name].astype(str) for name in ("start", "end")}
    return pd.DataFrame(events.drop(columns="geometry")).assign(**degrees, **days)


def pydeck(events: gpd.GeoDataFrame, page: Path) -> None:
    """Write a pydeck map, with the texts for its tooltip."""
    module = importlib.import_module("pydeck")
    layer = module.Layer(
        "ScatterplotLayer", _plain(events), get_position=["lon", "lat"],
        get_radius=500, pickable=True,
    )  # fmt: skip
    view = module.ViewState(longitude=40, latitude=30, zoom=2)
    tooltip = {"text": "\n".join(f"{{{one}}}" for one in TEXTS)}
    deck = module.Deck([layer], initial_view_state=view, map_style=None, tooltip=tooltip)
    deck.to_html(str(page), open_browser=False)


def kepler(events: gpd.GeoDataFrame, page: Path) -> None:
    """Write a kepler.gl map."""
    module = importlib.import_module("keplergl")
    shown = module.KeplerGl(data={"events": _plain(events)})
    with contextlib.redirect_stdout(io.StringIO()):
        shown.save_to_html(file_name=str(page))


def datashader(events: gpd.GeoDataFrame, page: Path) -> None:
    """Write one picture of the density: datashader draws anew for each view, by a kernel."""
    module = importlib.import_module("datashader")
    shading = importlib.import_module("datashader.transfer_functions")
    metres = events.geometry.to_crs("EPSG:3857")
    points = pd.DataFrame({"x": metres.x, "y": metres.y})
    counts = module.Canvas(plot_width=1280, plot_height=700).points(points, "x", "y")
    page.write_bytes(shading.shade(counts, how="log").to_bytesio().getvalue())


TOOLS: dict[str, Callable[[gpd.GeoDataFrame, Path], None]] = {
    "geo": geo,
    "fast-marker-cluster": fast_marker_cluster,
    "geojson": geojson,
    "explore": explore,
    "bokeh": bokeh,
    "lonboard": lonboard,
    "pydeck": pydeck,
    "kepler": kepler,
    "datashader": datashader,
}


def resident_mb(field: str) -> float:
    """Read ``VmRSS`` or ``VmHWM`` of this process, in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1000
    return float("nan")


def measured(tool: str, events: gpd.GeoDataFrame, page: Path) -> dict[str, Any]:
    """Build a page and tell what it cost."""
    for module in _NEEDED[tool]:
        importlib.import_module(module)
    build = TOOLS[tool]
    build(events.head(50), page)  # what is loaded once is not counted
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, started, began = resident_mb("VmRSS"), time.process_time(), time.perf_counter()
    build(events, page)
    return {
        "cpu_s": round(time.process_time() - started, 3),
        "wall_s": round(time.perf_counter() - began, 3),
        "extra_mb": round(resident_mb("VmHWM") - before, 1),
        "bytes": page.stat().st_size,
    }


if __name__ == "__main__":
    name, table, target = sys.argv[1:]
    os.environ["PYTHONWARNINGS"] = "ignore"
    print(json.dumps(measured(name, gpd.read_parquet(table), Path(target))))
