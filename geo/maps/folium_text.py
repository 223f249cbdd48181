"""Text that people put into a folium map reaches the page as text.

folium writes some text into its script between back-ticks, where ``${…}`` is code, some between
quotes without escaping it, and branca then parses every finished part as a template once more, so
that ``{{ 7*7 }}`` in a name is worked out. While a map is sealed, stand-ins take the place of the
templates: what they give is kept aside and put into the page after branca has done its work.
"""

from __future__ import annotations

import json
import re
import secrets
from functools import cached_property
from html import escape
from types import SimpleNamespace
from typing import TYPE_CHECKING

import folium
from branca.element import Element, Figure, Html, MacroElement
from folium import plugins
from folium.features import GeoJsonDetail
from folium.template import tojavascript

from geo.maps.elements import figure_of
from geo.maps.finished import to_json
from geo.maps.folium_elements import elements

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Template

    Change = Callable[..., str]
    Guards = dict[str, Callable[..., str]]

_MACROS = ("header", "html", "script")
_END_OF_SCRIPT = re.compile(r"<(?=/script)", re.IGNORECASE)
_FILL = re.compile(r"\{\{'([a-z_]+_[0-9a-f]{32})'\}\}")
_ARROWS = (  # in the place of an icon that folium has from a host of its own
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'%3E"
    "%3Cpath d='M10 2v16M2 10h16M7 5l3-3 3 3M7 15l3 3 3-3M5 7l-3 3 3 3M15 7l3 3-3 3' "
    "fill='none' stroke='%23222' stroke-width='1.5'/%3E%3C/svg%3E"
)
_SCROLL_IMAGE = re.compile(r'src="[^"]*"')


class Kept:
    """Finished texts, and short words that stand for them until the page is put together."""

    def __init__(self) -> None:
        self._word = f"kept{secrets.token_hex(8)}x"
        self._pattern = re.compile(rf"{self._word}([0-9]+)x")
        self._texts: list[str] = []

    def put(self, text: str) -> str:
        """Keep a text and give the word for it."""
        self._texts.append(text)
        return f"{self._word}{len(self._texts) - 1}x"

    def resolved(self, text: str) -> str:
        """Put the kept texts into `text`, also those inside other kept texts."""
        return self._pattern.sub(lambda word: self.resolved(self._texts[int(word[1])]), text)


class StandIn:
    """Takes the place of an element's template and keeps what it gives.

    Parameters
    ----------
    template : jinja2.Template
        The element's own.
    kept : Kept
        Where the text goes.
    changes : dict
        By macro (or ``render``): a function of the element and the template's text that gives the
        text to use instead.
    """

    def __init__(
        self, template: Template | StandIn, kept: Kept, changes: dict[str, Change] | None = None
    ) -> None:
        self._template = template
        self._kept = kept
        self._changes = changes or {}

    @cached_property
    def module(self) -> SimpleNamespace:
        """Give the macros, as branca looks for them."""
        own = self._template.module.__dict__
        names = [name for name in _MACROS if name in own or name in self._changes]
        return SimpleNamespace(**{name: self._macro(name, own.get(name)) for name in names})

    def _macro(self, name: str, macro: Change | None) -> Change:
        def give(this: Element, kwargs: dict[str, object]) -> str:
            text = "" if macro is None else str(macro(this, kwargs))
            change = self._changes.get(name)
            return self._kept.put(change(this, text) if change else text)

        return give

    def render(self, *, this: Element, kwargs: dict[str, object]) -> str:
        """Give a word for what the template renders."""
        change = self._changes.get("render")
        text = change(this, "") if change else self._template.render(this=this, kwargs=kwargs)
        return self._kept.put(text)


class _Literal:
    """Takes the place of a template that was made of somebody's text: gives the text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def render(self, **_: object) -> str:
        return self._text


def _parent_of(this: Element) -> str:
    """Give the variable of what an element hangs on; branca draws none without."""
    parent = this._parent  # noqa: SLF001
    return "" if parent is None else str(parent.get_name())


def _popup(this: folium.Popup, _: str) -> str:
    name, parent = this.get_name(), _parent_of(this)
    lines = [f"var {name} = L.popup({tojavascript(this.options)});"]
    for child in this.html._children.values():  # noqa: SLF001
        text = child.render()
        if isinstance(child, Html):  # whose back-ticks folium has escaped
            text = text.replace("\\`", "`")
        line = f"{name}.setContent({to_json(text)});"
        lines.append(f"{parent}.once('click', function() {{ {line} }});" if this.lazy else line)
    shown = ".openPopup()" if this.show else ""
    lines.append(f"{parent}.bindPopup({name}){shown};")
    lines += [child.render() for child in this.script._children.values()]  # noqa: SLF001
    return "\n".join(lines) + "\n"


def _tooltip(this: folium.Tooltip, _: str) -> str:
    style = f' style="{escape(this.style)}"' if getattr(this, "style", None) else ""
    text = to_json(f"<div{style}>{this.text}</div>")
    options = tojavascript(this.options)
    return f"{_parent_of(this)}.bindTooltip({text}, {options});\n"


def _geo_json(this: folium.GeoJson, text: str) -> str:
    """Name a fill by its variable, and the property that tells features apart by a string."""
    text = _FILL.sub(r"\1", text)  # folium leaves this to the template that branca makes of it
    start, found, key = getattr(this, "feature_identifier", "").partition("feature.properties.")
    if start or not found:
        return text
    return text.replace(f"switch({found}{key})", f"switch(feature.properties[{to_json(key)}])")


def _scroll_button(_: Element, text: str) -> str:
    """Give the button its image, and no inline handler: the policy lets none run."""
    text = _SCROLL_IMAGE.sub(f'src="{_ARROWS}"', text)
    return re.sub(r'onclick="[^"]*"', "", text)


def _scroll_script(this: Element, text: str) -> str:
    name, parent = this.get_name(), _parent_of(this)
    return f'{text}\ndocument.getElementById("{name}").onclick = () => {parent}.toggleScroll();\n'


def _timestamped(_: Element, text: str) -> str:
    """Leave out that folium writes every date to the browser's console."""
    return re.sub(r"console\.log\(newdate\)", "", text)


_CHANGES: dict[type[MacroElement], dict[str, Change]] = {
    folium.Popup: {"render": _popup},
    folium.Tooltip: {"script": _tooltip},
    folium.GeoJson: {"script": _geo_json},
    plugins.TimestampedGeoJson: {"script": _timestamped},
    plugins.ScrollZoomToggler: {"html": _scroll_button, "script": _scroll_script},
}


def _quoted(text: str) -> str:
    """Escape text that folium puts between quotes in a script as it stands."""
    return to_json(str(text))[1:-1].replace("'", "\\u0027")


def _data(text: str) -> str:
    """Write JSON text again: folium writes what it has read into the script as it stands."""
    return to_json(json.loads(text))


def _index(labels: list[object]) -> str:
    return to_json([one if isinstance(one, (str, int, float)) else str(one) for one in labels])


def _css(text: str) -> str:
    """Escape what would end a style element, or be taken for a template, in a rule's value."""
    return text.replace("<", "\\3c ").replace("{", "\\7b ")


_GUARDS: dict[type[Element], Guards] = {
    plugins.Search: dict.fromkeys(("search_label", "placeholder", "position"), _quoted),
    plugins.TimestampedGeoJson: {"date_options": _quoted, "data": _data},
    plugins.HeatMapWithTime: {"index": _index, "position": _quoted, "style_NS": _quoted},
    plugins.TimeSliderChoropleth: {"stroke_color": _quoted},
    plugins.FloatImage: {"image": escape},
    GeoJsonDetail: {"style": _css, "class_name": _css},
}


def keep_text_as_text(figure: Figure, kept: Kept) -> None:
    """Put stand-ins and escaped text into a figure's elements.

    An `Element` that was made of a text gives that text: it is not taken for a template.
    """
    stand_ins: dict[int, StandIn] = {}
    for element in list(elements(figure)):
        if type(element) is Element and element._template_str is not None:  # noqa: SLF001
            vars(element)["_template"] = _Literal(element._template_str)  # noqa: SLF001
        elif isinstance(element, MacroElement) and _is_drawn_into(figure, element):
            template: Template | StandIn = element._template  # noqa: SLF001
            if isinstance(template, StandIn):  # a tile layer's, which has one already
                continue
            if id(template) not in stand_ins:
                stand_ins[id(template)] = StandIn(template, kept, _changes_of(template))
            vars(element)["_template"] = stand_ins[id(template)]
            _guard(element)


def _is_drawn_into(figure: Figure, element: Element) -> bool:
    root = element.get_root()
    while root is not figure and isinstance(root, Figure) and root._parent:  # noqa: SLF001
        root = figure_of(root._parent)  # noqa: SLF001
    return root is figure


def _changes_of(template: Template) -> dict[str, Change] | None:
    found = (how for cls, how in _CHANGES.items() if cls._template is template)
    return next(found, None)


def _guard(element: Element) -> None:
    for cls, guards in _GUARDS.items():
        if isinstance(element, cls):
            for name, guard in guards.items():
                if getattr(element, name, None) is not None:
                    setattr(element, name, guard(getattr(element, name)))


def text_of(part: Element, kept: Kept) -> str:
    """Give a part of the figure's head, body or script as finished text."""
    if type(part) is Element and part._template_str is not None:  # noqa: SLF001
        return kept.resolved(part._template_str)  # noqa: SLF001
    return kept.resolved(part.render())


def safe_script(text: str) -> str:
    r"""Write script so that no string in it ends its element; every string keeps its value.

    Examples
    --------
    >>> safe_script('var a = "</script><!--";')
    'var a = "<\\/script><\\!--";'
    """
    return _END_OF_SCRIPT.sub(r"<\\", text).replace("<!--", r"<\!--")
