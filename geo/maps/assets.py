"""The built front end and the embedded basemap, as text for a page."""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files

from geo.errors import ExportError
from geo.maps.finished import Finished
from geo.palette import style_variables


@cache
def static_text(name: str) -> str:
    """Read one built file, such as ``story.js``.

    Raises
    ------
    geo.errors.ExportError
        When the front end has not been built.
    """
    try:
        text = files("geo.maps").joinpath("static", name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        message = f"geo/maps/static/{name}: found nothing, wanted the built front end; "
        raise ExportError(message + "run `python tools/build_web.py`") from error
    return text.replace("\r\n", "\n")


@cache
def basemap_text() -> str:
    """Read the embedded basemap: a gzip file in base64."""
    data = files("geo.maps").joinpath("data", "basemap.bin.gz").read_bytes()
    return base64.b64encode(data).decode("ascii")


def head_parts() -> dict[str, Finished]:
    """Return the elements that any of our layers needs in the head of its page, by name."""
    styles = style_variables() + static_text("story.css")
    return {
        "geo_maps_style": Finished(f"<style>{styles}</style>\n"),
        "geo_maps_script": Finished(f"<script>{static_text('story.js')}</script>\n"),
    }
