"""Seal a page: everything inside, no request, the same bytes each time."""

from __future__ import annotations

import base64
import mimetypes
import os
import re
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlsplit
from urllib.request import url2pathname

import folium
from folium import plugins
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geo.errors import ExportError, as_path, check_has
from geo.files import write_whole, written_whole
from geo.maps.base import figure_of
from geo.palette import style_variables
from geo.sealing.assets import leads_out, printable
from geo.sealing.folium_text import (
    TextStore,
    elements,
    keep_text_as_text,
    left_unchanged,
    with_stable_ids,
)
from geo.sealing.parts import (
    Tiles,
    described,
    drawn_parts,
    refused_tiles,
    settle_tiles,
    written_head,
)
from geo.sealing.script import Missing, content_policy, unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branca.element import Element, Figure


_ATTRIBUTES: tuple[tuple[type[Element], str, str], ...] = (
    (folium.raster_layers.ImageOverlay, "url", "image"),
    (folium.raster_layers.VideoOverlay, "video_url", "video"),
    (plugins.FloatImage, "image", "image"),
)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_NOTHING = "data:,"


def put_files_inside(figure: Figure) -> Iterator[Missing]:
    """Yield the files that a figure's elements are given by path into them, as data.

    Only what the maker of the map gave as a path counts, absolute or relative to the current
    folder, or as a ``file:`` address: no file is read because markup names it, and none that is
    not an image or a film by its name.

    Yields
    ------
    geo.sealing.script.Missing
        Each path that can't be put inside, why, and the element that it was given to.
    """
    for element in elements(figure):
        for values, name, kind in _sources(element):
            path = local_path(values[name])
            if path is not None:
                values[name], problem = _data_of(path, kind)
                if problem:
                    yield Missing(f"{path} ({problem})", described(element))


def _sources(element: Element) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Return where an element keeps what it shows, the name there, and whether it is a film."""
    for cls, name, kind in _ATTRIBUTES:
        if isinstance(element, cls):
            yield vars(element), name, kind
    if isinstance(element, folium.CustomIcon):
        for name in ("icon_url", "shadow_url"):
            if name in element.options:
                yield element.options, name, "image"


def local_path(source: object) -> Path | None:
    """Return the file that a source of an image means, or None if it is an address or data.

    Examples
    --------
    >>> print(local_path("pictures/logo.png").as_posix(), local_path("file:///a%20b.png").as_posix())
    pictures/logo.png /a b.png
    >>> [local_path(one) for one in ("https://a.org/b.png", "//a.org/b.png", "data:image/png,")]
    [None, None, None]
    """
    if isinstance(source, os.PathLike):
        return Path(source)
    if not isinstance(source, str) or not leads_out(source):
        return None
    if _DRIVE.match(source):
        return Path(source)
    try:
        address = urlsplit(source.replace("\\", "/"))
    except ValueError:
        return None
    if address.scheme == "file" and address.netloc in {"", "localhost"}:
        return Path(url2pathname(address.path))
    return None if address.scheme or address.netloc else Path(source)


def _data_of(path: Path, kind: str) -> tuple[str, str]:
    """Return a file as a data address, and what is wrong with it."""
    media = mimetypes.guess_type(path.name)[0] or ""
    if not media.startswith(f"{kind}/"):
        return _NOTHING, f"the name is not that of {'an image' if kind == 'image' else 'a film'}"
    try:
        data = path.read_bytes()
    except (FileNotFoundError, ValueError):
        return _NOTHING, "there is no such file"
    except OSError as error:
        return _NOTHING, f"can't be read: {error.strerror}"
    return f"data:{media};base64,{base64.b64encode(data).decode('ascii')}", ""


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
    for element in elements(figure):
        if isinstance(element, folium.Map):
            order = sorted(element._children.items(), key=lambda item: isinstance(item[1], _LAST))  # noqa: SLF001
            element._children.clear()  # noqa: SLF001
            element._children.update(order)  # noqa: SLF001


def _forget_earlier_drawings(figure: Figure) -> None:
    """Remove what an earlier drawing left: it is drawn again."""
    names = {element.get_name() for element in elements(figure)}
    for container in (figure.header, figure.html, figure.script):
        for name, part in list(container._children.items()):  # noqa: SLF001
            if name in names and part.get_name() != name:
                del container._children[name]  # noqa: SLF001
    for element in elements(figure):
        if isinstance(element, folium.Marker):
            for name, child in list(element._children.items()):  # noqa: SLF001
                if isinstance(child, folium.Marker.SetIcon):
                    del element._children[name]  # noqa: SLF001


def seal(
    figure: Figure,
    *,
    title: str = "",
    description: str = "",
    language: str = "en",
    strict: bool = False,
    tiles: Tiles = "refuse",
) -> str:
    """Build one self-contained page of a figure, and leave the figure as it was.

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
        texts = TextStore()
        missing = [*put_files_inside(figure), *_loaded(figure)]
        missing += _refused_tiles(figure, tiles=tiles)
        _forget_earlier_drawings(figure)
        _put_controls_last(figure)
        settle_tiles(figure, texts, tiles=tiles)
        keep_text_as_text(figure, texts)
        parts = drawn_parts(figure, texts)
        missing += parts.missing
        body, script = _joined(parts.body), _joined(parts.script)
        if missing:
            raise unresolved(missing, wanted=_WANTED)
        if parts.others.strip():
            parts.head.insert(0, f"<script>{_STAY}</script>\n")
        if not strict and "geo_maps_style" in figure.header._children:  # noqa: SLF001
            parts.head.append(f"<style>{_with_light_colours()}</style>\n")
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


def _with_light_colours() -> str:
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


def save_html(
    folium_map: folium.Map,
    path: str | os.PathLike[str],
    *,
    title: str | None = None,
    language: str = "en",
    tiles: Tiles = "offline",
) -> None:
    """Save a folium map, plugins included, as one file that needs no network.

    Every script, style, font and image that folium asks the network for is put inside, from the
    npm packages that this project pins, with their licences; what the map has no use for stays
    out. A content security policy lets nothing else run and nothing be loaded. The same map gives
    the same bytes each time, and is left as it was.

    Parameters
    ----------
    folium_map : folium.Map
        A map, or a `folium.plugins.DualMap`. A `StoryMap` keeps its title and language.
    path : path-like
        Where the file shall stand. It appears whole, or what stood there stays.
    title : str, optional
        For the browser's tab; otherwise the figure's title, or "Map".
    language : str
        BCP 47 tag of the page's text.
    tiles : {"offline", "basemap", "none", "refuse"}
        What becomes of layers of tiles, which only the network has. With ``"offline"`` our basemap,
        which lies in the page, takes the place of the first of each map and one line of the log
        says so; tiles that lie over the map are an error. With ``"basemap"`` the same without that
        line, and what lies over the map is left out. ``"none"`` leaves all out, ``"refuse"`` is an
        error that names them.

    Raises
    ------
    geo.errors.ArgumentError
        When an argument is of the wrong type.
    geo.errors.ExportError
        Naming everything that the page would load from elsewhere or go to by itself, and every
        place: images, frames and styles by address (relative ones and files, too), a refresh,
        scripts of your own, tiles, and the plugins that are of no use without a network
        (``docs/saving.md`` lists them); or naming each element whose script is broken.

    Notes
    -----
    Code is trusted, text is not. What its maker wrote as code stays code: `JsCode`, templates of a
    `MacroElement`, a ``<script>`` in an element that is hung into the figure. Texts and data are
    written as JSON, so that no template, no ``${…}`` and no end of a script in them does anything.
    Markup in pop-ups, tooltips, names of layers and properties stays markup, for it is folium's
    way to style them; it is read by a parser of HTML before anything is written, no script or
    handler in it runs, and nothing in it is loaded. An image or film that an element was given as
    a path is put inside; no file is read because markup names it.

    Behind that stand two bars in the page itself: a policy under which scripts run by their hash
    alone and nothing is loaded, and a line that stops the page from leaving by itself (where the
    browser has the Navigation API). A reader's click on a link still leads there.

    Examples
    --------
    >>> import folium, geo
    >>> plain = folium.Map([51.6, -0.28])
    >>> geo.save_html(plain, "map.html", tiles="refuse")
    Traceback (most recent call last):
    ...
    geo.errors.ExportError: the map needs files that no offline page can have; found
      https://tile.openstreetmap.org/{z}/{x}/{y}.png
    ...
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     geo.save_html(plain, f"{folder}/map.html", tiles="basemap")
    """
    check_has("folium_map", folium_map, "get_root", "render", wanted="a folium map")
    path = as_path("path", path)
    if tiles not in get_args(Tiles):
        raise ExportError(f"tiles: found {tiles!r}, wanted one of {', '.join(get_args(Tiles))}")
    sealed = getattr(folium_map, "sealed", None)
    if sealed is None:
        figure = figure_of(folium_map)
        page = seal(figure, title=title or "", language=language, tiles=tiles)
    elif title is None and language == "en" and tiles == "offline":
        stream = getattr(folium_map, "sealed_pieces", None)
        if stream is not None:
            with written_whole(path) as partial, partial.open("wb") as file:
                file.writelines(stream())
            return
        page = sealed()
    else:
        raise ExportError(
            f"{type(folium_map).__name__}: found a title, language or tiles, wanted none: "
            "it has its own"
        )
    write_whole(path, page)
