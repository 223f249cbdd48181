"""One file, sealed: everything inside, nothing asked of the network, the same bytes each time."""

from __future__ import annotations

from functools import cache
from secrets import token_hex
from typing import TYPE_CHECKING

import folium
from folium import plugins
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geo.maps.finished import printable
from geo.maps.folium_elements import elements, left_unchanged, with_stable_ids
from geo.maps.folium_images import put_files_inside
from geo.maps.folium_text import Kept, keep_text_as_text
from geo.maps.folium_tiles import Tiles, refused_tiles, settle_tiles
from geo.maps.sealing_markup import leads_out
from geo.maps.sealing_parts import described, drawn_parts, written_head
from geo.maps.sealing_policy import Missing, content_policy, unresolved
from geo.palette import style_variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branca.element import Element, Figure

__all__ = ["content_policy", "elements", "seal", "templates", "with_stable_ids"]

_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath d='M2 12Q6 2 14 5' fill='none' stroke='%23034d8e' stroke-width='2'/%3E"
    "%3Ccircle cx='2.5' cy='12' r='2.5'/%3E%3Ccircle cx='13.5' cy='5' r='2.5'/%3E%3C/svg%3E"
)
# The page goes nowhere by itself: what loads is the policy's to stop, and no policy stops this.
_STAY = (
    "window.navigation?.addEventListener('navigate',(event)=>{if(event.cancelable"
    "&&!event.userInitiated&&!event.hashChange&&!event.destination.sameDocument"
    "&&event.downloadRequest==null)event.preventDefault()})"
)
_LAST = (folium.LayerControl, plugins.GroupedLayerControl, plugins.TreeLayerControl)
_WANTED = (
    "data instead of an address, elements that come with their scripts, and for tiles\n"
    '  tiles="basemap" (ours, inside the page), tiles="none" (left out), or folium.Map(tiles=None)'
)
_LOADED_ATTRIBUTES: tuple[tuple[type[Element], str], ...] = (
    (folium.raster_layers.ImageOverlay, "url"),
    (folium.raster_layers.VideoOverlay, "video_url"),
    (plugins.VectorGridProtobuf, "url"),
    (plugins.Realtime, "src"),
)


@cache
def templates() -> Environment:
    """Return the environment of our own templates: escaping on, unknown names refused."""
    return Environment(
        loader=PackageLoader("geo.maps"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )


def _loaded(figure: Figure) -> Iterator[Missing]:
    """Return the addresses that a figure's elements load while the page runs."""
    for element in elements(figure):
        for address in _loaded_by(element):
            if leads_out(address):
                yield Missing(leads_out(address), described(element))


def _loaded_by(element: Element) -> Iterator[str]:
    for cls, name in _LOADED_ATTRIBUTES:
        if isinstance(element, cls):
            yield _address(getattr(element, name))
    if isinstance(element, folium.CustomIcon):
        yield from (_address(element.options.get(name)) for name in ("icon_url", "shadow_url"))
    if isinstance(element, folium.GeoJson) and not element.embed:
        yield str(getattr(element, "embed_link", "data outside the page"))
    if isinstance(element, plugins.TimestampedGeoJson) and not element.embed:
        yield str(element.data)
    if isinstance(element, plugins.TimestampedWmsTileLayers):  # times of pictures of a server
        yield from (layer.url for layer in element.layers)


def _address(source: object) -> str:
    """Return the address in what an element was made with: text, or under ``url``; never code."""
    if isinstance(source, dict):
        source = source.get("url", "")
    return source if isinstance(source, str) else ""


def _put_controls_last(figure: Figure) -> None:
    """Move controls of layers behind the layers, which they name in the script."""
    for one in elements(figure):
        if isinstance(one, folium.Map):
            order = sorted(one._children.items(), key=lambda item: isinstance(item[1], _LAST))  # noqa: SLF001
            one._children.clear()  # noqa: SLF001
            one._children.update(order)  # noqa: SLF001


def _forget_earlier_drawings(figure: Figure) -> None:
    """Remove what an earlier drawing left: it is drawn again."""
    names = {one.get_name() for one in elements(figure)}
    for container in (figure.header, figure.html, figure.script):
        for name, part in list(container._children.items()):  # noqa: SLF001
            if name in names and part.get_name() != name:
                del container._children[name]  # noqa: SLF001
    for one in elements(figure):
        if isinstance(one, folium.Marker):
            for name, child in list(one._children.items()):  # noqa: SLF001
                if isinstance(child, folium.Marker.SetIcon):
                    del one._children[name]  # noqa: SLF001


def seal(
    figure: Figure,
    *,
    title: str = "",
    description: str = "",
    language: str = "en",
    strict: bool = False,
    tiles: Tiles = "refuse",
) -> str:
    """Make one self-contained page of a figure, and leave the figure as it was.

    Parameters
    ----------
    figure : branca.element.Figure
        The root of a folium map.
    title, description, language : str
        For the page's head; without a title the figure's, or "Map".
    strict : bool
        Let no style attribute through, only styles whose hash the policy names, if all elements
        are ours: folium's own need style attributes.
    tiles : {"offline", "basemap", "none", "refuse"}
        What becomes of layers of tiles from the network, as for `geo.save_html`.

    Returns
    -------
    str
        The page.

    Raises
    ------
    geo.errors.ExportError
        Naming each address that the page would need the network for or go to, and each element
        whose script no browser could read.

    Examples
    --------
    >>> from geo.maps import Basemap
    >>> m = folium.Map(tiles=None)
    >>> _ = Basemap().add_to(m)
    >>> "Content-Security-Policy" in seal(m.get_root(), title="A map")
    True
    """
    with left_unchanged(figure):
        kept = Kept()
        missing = [*put_files_inside(figure), *_loaded(figure)]
        missing += _refused_tiles(figure, tiles=tiles)
        _forget_earlier_drawings(figure)
        _put_controls_last(figure)
        settle_tiles(figure, kept, tiles=tiles)
        keep_text_as_text(figure, kept)
        parts = drawn_parts(figure, kept)
        missing += parts.missing
        body, script = _joined(parts.body), _joined(parts.script)
        if missing:
            raise unresolved(missing, wanted=_WANTED)
        if parts.others.strip():
            parts.head.insert(0, f"<script>{_STAY}</script>\n")
        if not strict and "geo_maps_style" in figure.header._children:  # noqa: SLF001
            parts.head.append(f"<style>{_kept_light()}</style>\n")
        return _page(
            figure,
            head="".join(written_head(parts)),
            body=body,
            script=script,
            about={
                "title": title or figure.title or "Map",
                "description": description,
                "language": language,
            },
            strict=strict and not parts.others.strip(),
        )


def _refused_tiles(figure: Figure, *, tiles: Tiles) -> Iterator[Missing]:
    place = "the layer of tiles over the map" if tiles == "offline" else ""
    for address in refused_tiles(figure, tiles=tiles):
        yield Missing(address, place)


def _kept_light() -> str:
    """Write the rule that keeps our layers light: folium's controls know nothing of the dark."""
    light, _, _ = style_variables().partition("\n")
    return light.replace(":root", ":root:root:root", 1).replace("light dark", "light", 1)


def _joined(texts: list[str]) -> str:
    return "".join(f"\n    {text}" for text in texts)


def _page(
    figure: Figure, *, head: str, body: str, script: str, about: dict[str, str], strict: bool
) -> str:
    """Build a page, its policy last: that names the hash of every script."""
    mark = f"policy-{token_hex(16)}"
    template = templates().get_template("page.html")
    text = template.render(
        **about,
        icon=Markup(_ICON),  # noqa: S704 - a constant
        head=Markup(head),  # noqa: S704 - finished
        body=Markup(body),  # noqa: S704 - finished
        script=Markup(script),  # noqa: S704 - finished
        policy=mark,
    )
    before, _, after = with_stable_ids(text.replace("\r\n", "\n"), figure=figure).partition(mark)
    policy = content_policy(before + after, strict=strict)
    return f'{before}<meta http-equiv="Content-Security-Policy" content="{policy}">{after}'
