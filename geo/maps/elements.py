"""What all our elements share: finished text in, no template of folium's in between."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from branca.element import Element, Figure, MacroElement
from folium.map import Layer

from geo.errors import MapError
from geo.maps.assets import head_parts
from geo.maps.finished import Finished, data_block, printable, to_json
from geo.maps.shared import share_evidence
from geo.maps.wording import Words, words_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.maps.finished import Json
    from geo.maps.shared import Records

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


def with_evidence(
    element: Element, *, data: Mapping[str, Any], evidence: Records
) -> Mapping[str, Any]:
    """Share an element's claims and figures with its map, and tell its data where they stand."""
    return {**data, "evidence": share_evidence(element, evidence, figure=figure_of(element))}


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
        place_in_page(self, data=self._told(), script=script)
        return ""

    def _told(self) -> Json:
        """Return the data as the page shall have it."""
        return self._data
