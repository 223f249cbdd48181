"""Images and films that folium's elements are given as files, put into the page."""

from __future__ import annotations

import base64
import mimetypes
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import folium
from folium import plugins

from geo.maps.folium_elements import elements
from geo.maps.sealing_markup import leads_out
from geo.maps.sealing_parts import described
from geo.maps.sealing_policy import Missing

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
    geo.maps.sealing_policy.Missing
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
