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
    tiles: Tiles = "refuse",
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
    tiles : {"refuse", "basemap", "none"}
        What becomes of layers of tiles, which only the network has: an error that names them; our
        basemap, which lies in the page, in the place of the first of each map; or nothing.

    Raises
    ------
    geo.errors.ArgumentError
        When an argument is of the wrong type.
    geo.errors.ExportError
        Naming everything that the page would need the network for and that has no bundled file:
        tiles, images by address, scripts of your own, and the plugins that are of no use without
        a network (``docs/saving.md`` lists them).

    Notes
    -----
    Text is written as text. branca parses each finished part of a page as a template a second
    time, and folium writes pop-ups and tooltips between back-ticks, where ``${…}`` is code; while a
    map is sealed neither happens, and no string can end the script that it stands in. Markup in
    pop-ups, tooltips, names of layers and properties stays markup, for it is folium's way to style
    them; no script or handler in it runs.

    What can't be guarded is what is code by its maker's wish before it comes here: `JsCode`,
    templates of a `MacroElement` of your own, and `ClickForMarker`, whose text folium takes for
    code; and a script in markup that you hang into the figure yourself is let through. A plain
    ``folium.Element("…")`` is written letter for letter, not worked out as a template.

    Examples
    --------
    >>> import folium, geo
    >>> plain = folium.Map([51.6, -0.28])
    >>> geo.save_html(plain, "map.html")
    Traceback (most recent call last):
    ...
    geo.errors.ExportError: the map needs files that no offline page can have; found
      https://tile.openstreetmap.org/{z}/{x}/{y}.png
    ...
    >>> geo.save_html(plain, "map.html", tiles="basemap")  # doctest: +SKIP
    """
    check_has("folium_map", folium_map, "get_root", "render", wanted="a folium map")
    path = as_path("path", path)
    if tiles not in get_args(Tiles):
        raise ExportError(f"tiles: found {tiles!r}, wanted one of {', '.join(get_args(Tiles))}")
    sealed = getattr(folium_map, "sealed", None)
    if sealed is None:
        figure = figure_of(folium_map)
        page = seal(figure, title=title or "", language=language, tiles=tiles)
    elif title is None and language == "en" and tiles == "refuse":
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
