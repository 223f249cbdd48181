"""Scripts, styles and data that go into a page as they stand.

branca parses what an element's template gives a second time, so that ``{{ 7*7 }}`` in somebody's
data would be worked out. Nothing that a story says passes through a template of branca or folium:
it travels as JSON in a block that no browser runs, inside an element that gives finished text.
"""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from branca.element import Element, Figure
from folium import Map

from geo.errors import ExportError
from geo.palette import style_variables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Json = Mapping[str, Any] | Sequence[Any] | str | float | None
    Records = Mapping[str, Sequence[Mapping[str, Any]]]


class Finished(Element):
    """An element whose rendering is `text`, letter for letter.

    Parameters
    ----------
    text : str
        Finished HTML, CSS or script. Whoever makes it has escaped what had to be.

    Examples
    --------
    >>> Finished("{{ 7*7 }}").render()
    '{{ 7*7 }}'
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Finished"
        self._text = text

    def render(self, **_: object) -> str:
        """Return the text."""
        return self._text


def to_json(data: Json) -> str:
    r"""Write `data` as JSON that is safe inside a script element, sorted and in plain ASCII.

    Examples
    --------
    >>> to_json({"b": "</script>", "a": "\u2028"})
    '{"a":"\\u2028","b":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def data_block(name: str, data: Json) -> Finished:
    """Make the block that carries `data` under the id `name`; a browser reads it, never runs it."""
    return Finished(f'<script type="application/json" id="{name}">{to_json(data)}</script>\n')


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Replace what HTML can't carry (control characters, lone surrogates) by U+FFFD.

    Examples
    --------
    >>> printable("a\x00b\ud800c")
    'a�b�c'
    """
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


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


class SharedEvidence(Element):
    """The block with the claims and figures of all layers of one map, each once.

    Parameters
    ----------
    block : str
        Id of the block in the page.
    """

    def __init__(self, block: str) -> None:
        super().__init__()
        self._name = "SharedEvidence"
        self._block = block
        self._told: dict[str, dict[str, Any]] = {"claims": {}, "figures": {}}

    def add(self, told: Records) -> None:
        """Add what one layer knows; what has the same id is the same."""
        for kind, records in told.items():
            self._told[kind].update({record["id"]: record for record in records})

    def render(self, **_: object) -> str:
        """Return the block."""
        told = {kind: list(records.values()) for kind, records in self._told.items()}
        return data_block(self._block, told).render()


def share_evidence(element: Element, told: Records, *, figure: Figure) -> str:
    """Add claims and figures to the block of an element's map, and return the block's id.

    Parameters
    ----------
    element : branca.element.Element
        A layer or control, anywhere beneath a map.
    told : dict
        Records under ``claims`` and ``figures``.
    figure : branca.element.Figure
        The page.

    Returns
    -------
    str
        Id of the block; empty where there is nothing to share.
    """
    if not any(told.values()):
        return ""
    block = f"{_map_around(element).get_name()}_evidence"
    shared = figure.html._children.get(block)  # noqa: SLF001 - branca has no other way
    if not isinstance(shared, SharedEvidence):
        shared = SharedEvidence(block)
        figure.html.add_child(shared, name=block)
    shared.add(told)
    return block


def _map_around(element: Element) -> Element:
    """Return the map that an element is on, or else the outermost that it is in."""
    while not isinstance(element, Map) and element._parent is not None:  # noqa: SLF001
        element = element._parent  # noqa: SLF001
    return element
