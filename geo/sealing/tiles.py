"""Layers that load pictures: refused, left out, or our basemap instead."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

import folium
from folium import plugins
from folium.raster_layers import TileLayer, WmsTileLayer
from folium.template import tojavascript

from geo.maps.base import parent_name
from geo.maps.layers import Basemap
from geo.sealing.assets import Finished, basemap_text, head_parts
from geo.sealing.folium_text import Kept, StandIn, elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branca.element import Element, Figure


Tiles = Literal["offline", "basemap", "none", "refuse"]
_LOG = logging.getLogger(__name__)
_BYTES = "geo_basemap_bytes"
_FOLIUM_MAX_ZOOM = 18


def tile_addresses(figure: Figure) -> Iterator[str]:
    """Return the addresses of a figure's tile layers, those of small maps too."""
    yield from _tile_addresses(figure, over=False)
    yield from _tile_addresses(figure, over=True)


def _tile_addresses(figure: Figure, *, over: bool) -> Iterator[str]:
    for element in elements(figure):
        if isinstance(element, (TileLayer, WmsTileLayer)) and bool(element.overlay) == over:
            address = element.tiles if isinstance(element, TileLayer) else element.url
            if not address.startswith("data:"):
                yield address


def refused_tiles(figure: Figure, *, tiles: Tiles) -> list[str]:
    """Return the addresses of tile layers that can't be left out; replaced ones are logged.

    With ``offline`` those are layers over the map: what they show is nowhere else.
    """
    if tiles == "refuse":
        return [*tile_addresses(figure)]
    if tiles != "offline":
        return []
    over = [*_tile_addresses(figure, over=True)]
    replaced = sorted({one for one in tile_addresses(figure) if one not in over})
    if replaced and not over:
        _LOG.warning(
            "tiles of the network replaced by the offline basemap: %s "
            '(tiles="basemap" or tiles="none" says so without this line)',
            ", ".join(replaced),
        )
    return over


def settle_tiles(figure: Figure, kept: Kept, *, tiles: Tiles) -> None:
    """Remove the tile layers of a figure, and set the zoom that they gave on its maps.

    With ``basemap`` and ``offline`` the first layer of each map, and that of each small map,
    becomes ours.
    """
    for one in [*elements(figure)]:
        if isinstance(one, folium.Map):
            _settle_zoom(one)
            if tiles != "refuse":
                _settle_map(one, kept, basemap=tiles != "none")
        elif isinstance(one, plugins.MiniMap) and tiles != "refuse":
            script = _layer(one.tile_layer, basemap=tiles != "none") + _small_map(one)
            _replace(one, kept, script)
    if tiles in {"offline", "basemap"} and any(True for _ in tile_addresses(figure)):
        for name, part in head_parts().items():
            figure.header.add_child(part, name=name)
        block = f'<script type="text/plain" id="{_BYTES}">{basemap_text()}</script>\n'
        figure.html.add_child(Finished(block), name=_BYTES)


def _settle_zoom(one: folium.Map) -> None:
    """Set how far a map zooms: without tiles Leaflet has no end, and clusters wait for one."""
    if {"max_zoom", "maxZoom"}.isdisjoint(one.options):
        layers = [child for child in one._children.values() if isinstance(child, TileLayer)]  # noqa: SLF001
        given = [zoom for layer in layers if isinstance(zoom := layer.options.get("max_zoom"), int)]
        most = max(given, default=_FOLIUM_MAX_ZOOM)
        one.options = {**one.options, "max_zoom": most}


def _settle_map(one: folium.Map, kept: Kept, *, basemap: bool) -> None:
    wanted = basemap and not any(isinstance(child, Basemap) for child in one._children.values())  # noqa: SLF001
    for layer in _tile_layers(one):
        layer.control = False
        _replace(layer, kept, _layer(layer, basemap=wanted))
        wanted = False


def _tile_layers(root: Element) -> list[TileLayer | WmsTileLayer]:
    return [one for one in _below(root) if isinstance(one, (TileLayer, WmsTileLayer))]


def _below(root: Element) -> Iterator[Element]:
    for child in root._children.values():  # noqa: SLF001
        yield child
        yield from _below(child)


def _layer(layer: Element, *, basemap: bool) -> str:
    made = f'geoMaps.basemap("{_BYTES}")' if basemap else "L.layerGroup()"
    return f"var {layer.get_name()} = {made};\n"


def _small_map(one: plugins.MiniMap) -> str:
    name, layer = one.get_name(), one.tile_layer.get_name()
    return (
        f"var {name} = new L.Control.MiniMap({layer}, {tojavascript(one.options)});\n"
        f"{parent_name(one)}.addControl({name});\n"
    )


def _replace(element: Element, kept: Kept, script: str) -> None:
    changes = {"script": lambda *_: script}
    vars(element)["_template"] = StandIn(element._template, kept, changes)  # noqa: SLF001
