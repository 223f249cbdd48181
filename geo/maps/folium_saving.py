"""Any folium map as one file that needs no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from geo.arguments import as_path, check_has
from geo.errors import ExportError
from geo.files import write_whole, written_whole
from geo.maps.elements import figure_of
from geo.maps.folium_tiles import Tiles
from geo.maps.sealing import seal

if TYPE_CHECKING:
    import os

    import folium


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
