"""What all elements share, and pages inside notebooks.

A notebook that somebody else opens shows no frame until it is trusted, and neither does a page of
nbconvert that is sanitised. So the picture is an output of its own, before the frame; where the
frame is shown, its style hides the picture. Sanitisers take styles away, and so the picture stays;
nbconvert's writes the frame's markup out as text, which a class of JupyterLab's then hides.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
from branca.element import Element, Figure, MacroElement
from folium.map import Layer

from geo.errors import MapError
from geo.messages import Words, words_in
from geo.sealing.assets import Finished, data_block, head_parts, printable, share_evidence, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.sealing.assets import Json, Records


def box_of(*frames: gpd.GeoDataFrame) -> tuple[float, float, float, float] | None:
    """Return the box around frames in degrees, as `bounds_round` does; None if all are empty."""
    parts = [frame.geometry.explode().bounds.dropna().to_numpy() for frame in frames]
    boxes = np.vstack(parts)
    return bounds_round(boxes) if len(boxes) else None


def bounds_round(boxes: NDArray[Any]) -> tuple[float, float, float, float]:
    """Return the smallest box around boxes on the globe, over the antimeridian if that is less.

    Parameters
    ----------
    boxes : array of float, shape (n, 4)
        West, south, east, north in degrees, n at least 1.

    Returns
    -------
    tuple of float
        West, south, east, north; east is over 180 where the box crosses the antimeridian.

    Examples
    --------
    >>> bounds_round(np.array([[177.0, -18.0, 180.0, -17.0], [-172.0, -14.0, -171.0, -13.0]]))
    (177.0, -18.0, 189.0, -13.0)
    """
    west, east = boxes[:, 0], boxes[:, 2]
    order = np.argsort(west, kind="stable")
    reach = np.maximum.accumulate(east[order])
    starts = west[order]
    gaps = np.r_[starts[1:], starts[0] + 360] - reach
    last = int(np.argmax(np.r_[gaps[-1], gaps[:-1]]))  # of equal gaps the one over 180°
    first = float(starts[last])
    end = float(reach[-1] if last == 0 else reach[last - 1] + 360)
    return first, float(boxes[:, 1].min()), end, float(boxes[:, 3].max())


_WORDS = "geo_maps_words"


def safe_name(text: str) -> str:
    """Write a layer's name so that folium's layer control shows it letter for letter.

    That control puts names through a template, into the keys of an object and into HTML: what the
    first two would take for more than text is written as the third spells it.

    Examples
    --------
    >>> safe_name("Events")
    'Events'
    >>> safe_name("{{ 7*7 }}<b>")
    '&#123;&#123; 7*7 }}&lt;b&gt;'
    """
    return escape(printable(text)).replace("{", "&#123;").replace("__proto__", "&#95;_proto__")


def figure_of(element: Element) -> Figure:
    """Return the figure that an element stands in.

    Raises
    ------
    geo.errors.MapError
        When the element is on no map.
    """
    figure = element.get_root()
    if not isinstance(figure, Figure):
        raise MapError(f"{type(element).__name__}: found no map around it, wanted add_to(map)")
    return figure


def parent_name(element: Element) -> str:
    """Return the name of the script variable that holds what an element was added to."""
    if element._parent is None:  # noqa: SLF001 - branca has no other way
        raise MapError(f"{type(element).__name__}: found no map around it, wanted add_to(map)")
    return element._parent.get_name()  # noqa: SLF001


def without_empty(records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return records without what is empty; the page takes what is missing for empty.

    The column of a claim stays: an empty one is a table's whole row, a missing one an article.
    """
    return [
        {key: value for key, value in record.items() if key == "column" or value not in _EMPTY}
        for record in records
    ]


_EMPTY: tuple[Any, ...] = ("", [], None)


def with_evidence(
    element: Element, *, data: Mapping[str, Any], evidence: Records
) -> Mapping[str, Any]:
    """Share an element's claims and figures with its map, and tell its data where they stand."""
    brief = {kind: without_empty(rows) for kind, rows in evidence.items()}
    return {**data, "evidence": share_evidence(element, brief, figure=figure_of(element))}


def place_words(figure: Figure, *, words: Words | None = None, story: str = "") -> None:
    """Add the interface's words to a figure, once; English where no language was chosen.

    Parameters
    ----------
    figure : branca.element.Figure
        The page.
    words : Words, optional
        The words, before any element asks for them.
    story : str
        Language of what the story says; the interface's own if none is given.
    """
    if _WORDS in figure.html._children:  # noqa: SLF001 - branca has no other way
        return
    words = words or words_in("en")
    block = data_block(_WORDS, words.for_page(story=story or words.language))
    figure.html.add_child(block, name=_WORDS)


def place_in_page(element: MacroElement, *, data: Json, script: str) -> None:
    """Add an element's data and script to its figure, with the front end if it is the first.

    Raises
    ------
    geo.errors.MapError
        When the element is on no map.
    """
    figure = figure_of(element)
    for name, part in head_parts().items():
        figure.header.add_child(part, name=name)
    place_words(figure)
    name = element.get_name()
    figure.html.add_child(data_block(f"{name}_data", data), name=f"{name}_data")
    figure.script.add_child(Finished(f"{script}\n"), name=name)
    for child in element._children.values():  # noqa: SLF001 - branca has no other way
        child.render()


class DataLayer(Layer):
    """A folium layer whose data travels as JSON and is drawn by our front end.

    Parameters
    ----------
    name : str
        Name in layer controls; any text.
    data : dict
        What is drawn, as JSON can carry it.
    evidence : dict
        Records under ``claims`` and ``figures``; each stands once on a map, whatever its layers.
    show : bool
        Whether the layer is on the map from the start.
    box : tuple of float, optional
        West, south, east, north of what is drawn, in degrees; east is over 180 where it crosses the
        antimeridian. None where nothing has a place.
    """

    _function = ""
    _options: Any = None

    def __init__(
        self,
        *,
        name: str,
        data: Mapping[str, Any],
        evidence: Records,
        show: bool = True,
        box: tuple[float, float, float, float] | None = None,
    ) -> None:
        super().__init__(name=safe_name(name), overlay=True, show=show)
        self._name = type(self).__name__
        self._data = data
        self._evidence = evidence
        self._box = box

    def _get_self_bounds(self) -> list[list[float | None]]:
        """Return south-western and north-eastern corner, for `folium.Map.get_bounds`."""
        west, south, east, north = self._box or (None,) * 4
        return [[south, west], [north, east]]

    def render(self, **_: object) -> str:
        """Add data and script to the figure."""
        name, parent = self.get_name(), parent_name(self)
        options = "" if self._options is None else f", {to_json(self._options)}"
        script = f'var {name} = geoMaps.{self._function}("{name}_data"{options});'
        if self.show:
            script += f"\n{name}.addTo({parent});"
        data = with_evidence(self, data=self._data, evidence=self._evidence)
        place_in_page(self, data=data, script=script)
        return ""


class DataControl(MacroElement):
    """A part of the page beside or over the map, drawn by our front end.

    Parameters
    ----------
    data : dict or list
        What is shown, as JSON can carry it.
    slot : str
        Id of the page's element that takes the part; empty for a corner of the map.
    """

    _function = ""

    def __init__(self, *, data: Json, slot: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = type(self).__name__
        self._data = data
        self._slot = slot

    def render(self, **_: object) -> str:
        """Add data and script to the figure."""
        name, parent = self.get_name(), parent_name(self)
        script = f'geoMaps.{self._function}({parent}, "{name}_data", "{self._slot}");'
        place_in_page(self, data=self._content(), script=script)
        return ""

    def _content(self) -> Json:
        """Return the data as the page shall have it."""
        return self._data


_HIDDEN = "jp-FileSize-hidden"  # not shown in JupyterLab's styles, which nbconvert brings along
_STYLE = (
    "<style>@media screen{.jp-OutputArea-child:has(+ .jp-OutputArea-child .geo-frame)"
    "{display:none}}@media print{.jp-OutputArea-child:has(img) + .jp-OutputArea-child .geo-frame"
    "{display:none!important}}</style>"
)
"""On paper the picture stands: of a frame, browsers print what its window shows, or nothing."""


def framed(page: str, *, title: str, height: int, name: str = "") -> str:
    """Wrap a whole page in a frame that can't reach the notebook.

    Parameters
    ----------
    page : str
        HTML of the page.
    title : str
        What the frame shows, for who can't see it.
    height : int
        In CSS pixels.
    name : str
        By which a live notebook knows the frame.

    Returns
    -------
    str
        HTML for a cell's output.
    """
    known = f' name="{escape(name)}"' if name else ""
    return (
        f'<div class="{_HIDDEN}" style="display:block">{_STYLE}'
        f'<iframe class="geo-frame"{known} sandbox="allow-scripts allow-popups allow-downloads" '
        f'width="100%" height="{height}" style="border:0;display:block" '
        f'title="{escape(printable(title))}" srcdoc="{escape(page)}"></iframe></div>'
    )


def show(
    html: str,
    *,
    text: str,
    title: str,
    picture: Callable[[], bytes | None],
    is_watched: bool = False,
) -> None:
    """Show a framed page as the output of a cell, and a picture for who must not see the frame.

    Parameters
    ----------
    html : str
        As `framed` gives it.
    text : str
        The same in words, for a terminal.
    title : str
        Alternative text of the picture.
    picture : callable
        Gives a PNG, or None where there is nothing to draw.
    is_watched : bool
        Whether a person waits: then the page comes at once, and the picture in its place after it.
    """
    from IPython.display import publish_display_data  # noqa: PLC0415 - only a notebook has it

    page = {"text/html": html, "text/plain": text}
    known: dict[str, Any] = {"transient": {"display_id": uuid4().hex}} if is_watched else {}
    if is_watched:
        publish_display_data({"text/plain": title}, **known)
        publish_display_data(page)
    drawn = picture()
    if drawn is not None:
        bundle = {"image/png": drawn, "text/plain": title}
        metadata = {"image/png": {"alt": title}}
        publish_display_data(bundle, metadata=metadata, update=is_watched, **known)
    if not is_watched:
        publish_display_data(page)
