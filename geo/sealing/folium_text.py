"""Escape the texts that people put into a folium map.

folium writes some text into its script between back-ticks, where ``${…}`` is code, some between
quotes without escaping it, and branca then parses every finished part as a template once more, so
that ``{{ 7*7 }}`` in a name is worked out. While a map is sealed, stand-ins take the place of the
templates: what they give is kept aside and put into the page after branca has done its work.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
from contextlib import contextmanager
from functools import cached_property
from html import escape
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import folium
from branca.colormap import ColorMap
from branca.element import Element, Figure, Html, MacroElement
from folium import plugins
from folium.features import GeoJsonDetail, GeoJsonStyleMapper
from folium.template import tojavascript

from geo.maps.base import figure_of
from geo.sealing.assets import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from jinja2 import Template

    Change = Callable[..., str]
    Guards = dict[str, Callable[..., object]]


_RANDOM_ID = re.compile(r"[0-9a-f]{32}")
_FRAME = re.compile(r"(data:text/html;charset=utf-8;base64,)([A-Za-z0-9+/=]+)")


def elements(root: Element) -> Iterator[Element]:
    """Walk an element, its children, and the elements that it keeps as attributes."""
    seen: set[int] = set()
    open_ends = [root]
    while open_ends:
        element = open_ends.pop()
        if id(element) in seen:
            continue
        seen.add(id(element))
        yield element
        for name, value in vars(element).items():
            if isinstance(value, Element):
                if name != "_parent":
                    open_ends.append(value)
            elif isinstance(value, (list, tuple)):
                open_ends += [item for item in value if isinstance(item, Element)]
            elif isinstance(value, dict):
                open_ends += [item for item in value.values() if isinstance(item, Element)]


@contextmanager
def left_unchanged(figure: Figure) -> Iterator[None]:
    """Restore every element's attributes, lists and dicts on leaving.

    Drawing changes a map: folium hangs new elements into it and fills the figure's head, body and
    script. Values inside nested containers are not folium's to change and are not looked at.
    """
    before = [(element, dict(vars(element))) for element in list(elements(figure))]
    values = [value for _, attributes in before for value in attributes.values()]
    lists = [(value, value.copy()) for value in values if isinstance(value, list)]
    dicts = [(value, value.copy()) for value in values if isinstance(value, dict)]
    try:
        yield
    finally:
        for element, attributes in before:
            vars(element).clear()
            vars(element).update(attributes)
        for items, was in lists:
            if not _same(items, was):
                items[:] = was
        for entries, known in dicts:
            if list(entries) != list(known) or not _same(entries.values(), known.values()):
                entries.clear()
                entries.update(known)


def _same(first: Collection[object], other: Collection[object]) -> bool:
    return len(first) == len(other) and all(a is b for a, b in zip(first, other, strict=True))


def with_stable_ids(page: str, *, figure: Figure) -> str:
    """Replace the ids of a figure's elements by numbers, in their order in the page."""
    random = {element._id for element in elements(figure)}  # noqa: SLF001
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        name = match[0]
        if name not in random:
            return name
        return numbers.setdefault(name, str(len(numbers) + 1))

    def inside(match: re.Match[str]) -> str:
        text = base64.b64decode(match[2]).decode("utf-8", "replace")
        numbered = _RANDOM_ID.sub(number, text)
        return match[1] + base64.b64encode(numbered.encode()).decode("ascii")

    return _FRAME.sub(inside, _RANDOM_ID.sub(number, page))


def frames(text: str) -> Iterable[str]:
    """Return the pages that folium has packed into frames inside `text`."""
    for match in _FRAME.finditer(text):
        yield base64.b64decode(match[2]).decode("utf-8", "replace")


_MACROS = ("header", "html", "script")
_END_OF_SCRIPT = re.compile(r"<(?=/script)", re.IGNORECASE)
_FILL = re.compile(r"\{\{'([a-z_]+_[0-9a-f]{32})'\}\}")
_PROTO = re.compile(r'^(\s*)"__proto__" :', re.MULTILINE)
_LATITUDE_OR_LONGITUDE = re.compile(r"\$\{(lat|lng)\}")
_ARROWS = (  # in the place of an icon that folium has from a host of its own
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'%3E"
    "%3Cpath d='M10 2v16M2 10h16M7 5l3-3 3 3M7 15l3 3 3-3M5 7l-3 3 3 3M15 7l3 3-3 3' "
    "fill='none' stroke='%23222' stroke-width='1.5'/%3E%3C/svg%3E"
)
_SCROLL_IMAGE = re.compile(r'src="[^"]*"')


class TextStore:
    """Finished texts, and short words that stand for them until the page is put together."""

    def __init__(self) -> None:
        self._word = f"kept{secrets.token_hex(8)}x"
        self._pattern = re.compile(rf"{self._word}([0-9]+)x")
        self._texts: list[str] = []

    def put(self, text: str) -> str:
        """Store a text and return the word for it."""
        self._texts.append(text)
        return f"{self._word}{len(self._texts) - 1}x"

    def resolved(self, text: str) -> str:
        """Insert the kept texts into `text`, also those inside other kept texts."""
        return self._pattern.sub(lambda word: self.resolved(self._texts[int(word[1])]), text)


class StandIn:
    """Replacement of an element's template that keeps what it renders.

    Parameters
    ----------
    template : jinja2.Template
        The element's own.
    texts : TextStore
        Where the text goes.
    changes : dict
        By macro (or ``render``): a function of the element and the template's text that gives the
        text to use instead. What ``before`` names is called first, for what it does to the element.
    """

    def __init__(
        self,
        template: Template | StandIn,
        texts: TextStore,
        changes: dict[str, Change] | None = None,
    ) -> None:
        self._template = template
        self._texts = texts
        self._changes = changes or {}

    @cached_property
    def module(self) -> SimpleNamespace:
        """Return the macros, as branca looks for them."""
        own = self._template.module.__dict__
        names = [name for name in _MACROS if name in own or name in self._changes]
        return SimpleNamespace(**{name: self._macro(name, own.get(name)) for name in names})

    def _macro(self, name: str, macro: Change | None) -> Change:
        def give(this: Element, kwargs: dict[str, object]) -> str:
            if before := self._changes.get("before"):
                before(this, "")
            text = "" if macro is None else str(macro(this, kwargs))
            change = self._changes.get(name)
            return self._texts.put(change(this, text) if change else text)

        return give

    def render(self, *, this: Element, kwargs: dict[str, object]) -> str:
        """Return a word for what the template renders."""
        change = self._changes.get("render")
        text = change(this, "") if change else self._template.render(this=this, kwargs=kwargs)
        return self._texts.put(text)


class _Literal:
    """Replacement of a template that was made of somebody's text: renders as the text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def render(self, **_: object) -> str:
        return self._text


def _parent_of(this: Element) -> str:
    """Return the variable of what an element hangs on; branca draws none without."""
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


def _quote_styles(this: folium.GeoJson, _: str) -> str:
    """Write each style as JSON: folium takes what looks like a template in one for a variable.

    A fill is an element of its own and stands in a style by its variable.
    """
    for name in ("style", "highlight"):
        styles = getattr(this, f"{name}_map", None)
        if getattr(this, name, False) and styles:
            texts = [styles["default"], *(style for style in styles if style != "default")]
            if not all(map(_is_json, texts)):
                styles = _styles(this, getattr(this, f"{name}_function"))
            setattr(this, f"{name}_map", styles)
    return ""


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _styles(this: folium.GeoJson, style: Callable[[object], dict[str, object]]) -> dict[str, Any]:
    fills = {
        element.get_name() for element in elements(this.get_root()) if isinstance(element, _FILLS)
    }
    mapper = GeoJsonStyleMapper(this.data, this.feature_identifier, this)
    styles: dict[str, Any] = {}
    for feature in this.data["features"]:
        written = _style(style(feature), fills)
        styles.setdefault(written, []).append(mapper.get_feature_id(feature))
    most = max(styles, key=lambda element: len(styles[element]))
    return {**{element: ids for element, ids in styles.items() if element != most}, "default": most}


def _style(values: dict[str, object], fills: Collection[str]) -> str:
    written = []
    for key, value in sorted(values.items()):
        fill = value.get_name() if isinstance(value, _FILLS) else _fill_named(value)
        written.append(f"{to_script(key)}: {fill if fill in fills else to_script(value)}")
    return f"{{{', '.join(written)}}}"


def _fill_named(value: object) -> str:
    match = _FILL.fullmatch(value) if isinstance(value, str) else None
    return match[1] if match else ""


def _geo_json(this: folium.GeoJson, text: str) -> str:
    """Name the property that tells features apart by a string."""
    start, prefix, key = getattr(this, "feature_identifier", "").partition("feature.properties.")
    if start or not prefix:
        return text
    return text.replace(f"switch({prefix}{key})", f"switch(feature.properties[{to_json(key)}])")


def _scroll_button(_: Element, text: str) -> str:
    """Write the button with its image, and without an inline handler: the policy lets none run."""
    text = _SCROLL_IMAGE.sub(f'src="{_ARROWS}"', text)
    return re.sub(r'onclick="[^"]*"', "", text)


def _scroll_script(this: Element, text: str) -> str:
    name, parent = this.get_name(), _parent_of(this)
    return f'{text}\ndocument.getElementById("{name}").onclick = () => {parent}.toggleScroll();\n'


def _timestamped(_: Element, text: str) -> str:
    """Remove that folium writes every date to the browser's console."""
    return re.sub(r"console\.log\(newdate\)", "", text)


def _own_names(_: Element, text: str) -> str:
    """Quote ``__proto__`` as a name of its own among the keys of an object."""
    return _PROTO.sub(r'\1["__proto__"] :', text)


def _order_groups(this: plugins.GroupedLayerControl, _: str) -> str:
    """Sort what is switched off by the order of the groups: folium has it in a set."""
    layers = [name for group in this.grouped_overlays.values() for name in group.values()]
    vars(this)["layers_untoggle"] = [name for name in layers if name in this.layers_untoggle]
    return ""


_CHANGES: dict[type[MacroElement], dict[str, Change]] = {
    folium.Popup: {"render": _popup},
    folium.Tooltip: {"script": _tooltip},
    folium.LayerControl: {"script": _own_names},
    plugins.GroupedLayerControl: {"before": _order_groups, "script": _own_names},
    folium.GeoJson: {"before": _quote_styles, "script": _geo_json},
    plugins.TimestampedGeoJson: {"script": _timestamped},
    plugins.ScrollZoomToggler: {"html": _scroll_button, "script": _scroll_script},
}


def to_script(value: object) -> str:
    r"""Write a value as JSON for a script; what Python's numbers may be and JSON's not, included.

    Examples
    --------
    >>> import numpy as np
    >>> print(to_script([np.float64(0.5), (None, True), "</script>", float("nan")]))
    [0.5, [null, true], "\u003c/script\u003e", NaN]
    """
    text = json.dumps(value, default=_plain)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _plain(value: Any) -> object:  # noqa: ANN401 - numpy's, arrow's or anybody's number
    return value.tolist() if hasattr(value, "tolist") else str(value)


class _Values(list[object]):
    """A list that a template writes as JSON, as a whole and by item."""

    def __init__(self, values: Iterable[object]) -> None:
        super().__init__(json.loads(json.dumps(list(values), default=_plain)))

    def __str__(self) -> str:
        return to_script(list(self))


def _quoted(text: str) -> str:
    """Escape text that folium puts between quotes in a script as it stands."""
    return to_json(str(text))[1:-1].replace("'", "\\u0027")


def _quoted_already(text: str) -> str:
    """Escape text that folium has put between double quotes as it stood."""
    return to_json(text[1:-1]) if text.startswith('"') else text


def _data(text: str) -> str:
    """Write JSON text again: folium writes what it has read into the script as it stands."""
    return to_json(json.loads(text) if _is_json(text) else text)


def _number(value: object) -> object:
    return to_script(value) if value else value


def _index(labels: list[object]) -> str:
    return to_json(
        [label if isinstance(label, (str, int, float)) else str(label) for label in labels]
    )


def _css(text: str) -> str:
    """Escape what would end a style element, or be taken for a template, in a rule's value."""
    return text.replace("<", "\\3c ").replace("{", "\\7b ")


def _css_of(values: dict[str, object]) -> dict[str, str]:
    return {_css(str(name)): _css(str(value)) for name, value in values.items()}


def _clicked(text: str) -> str:
    """Write a text between back-ticks as strings, with folium's two variables between them."""
    if not text.startswith("`"):
        return text
    pieces = _LATITUDE_OR_LONGITUDE.split(text[1:-1].replace("\\`", "`"))
    return " + ".join(part if at % 2 else to_json(part) for at, part in enumerate(pieces))


def _icon_options(options: dict[str, Any]) -> dict[str, Any]:
    """Escape the names of an icon's classes and colours: they are put between quotes in markup."""
    words = ("icon", "prefix", "icon_color", "extra_classes", "marker_color")
    return {k: escape(v) if k in words and isinstance(v, str) else v for k, v in options.items()}


_GUARDS: dict[type[Element], Guards] = {
    ColorMap: dict.fromkeys(("color_domain", "color_range", "tick_labels"), _Values),
    folium.ClickForMarker: {"popup": _clicked},
    folium.Map: {"font_size": lambda size: _css(str(size))},
    folium.TopoJson: {"_safe_object_path": lambda path: path.replace("\\", "\\\\")},
    plugins.BoatMarker: dict.fromkeys(("heading", "wind_heading", "wind_speed"), to_script),
    plugins.Search: {
        **dict.fromkeys(("search_label", "placeholder", "position"), _quoted),
        "search_zoom": _number,
    },
    plugins.SemiCircle: {"direction": lambda ends: _Values(ends) if ends else ends},
    plugins.TimestampedGeoJson: {
        "date_options": _quoted,
        "data": _data,
        "duration": _quoted_already,
    },
    plugins.HeatMapWithTime: {
        **dict.fromkeys(("data", "times", "gradient", "radius", "blur"), to_script),
        **dict.fromkeys(("min_opacity", "max_opacity", "index_steps"), to_script),
        **dict.fromkeys(("min_speed", "max_speed", "speed_step"), to_script),
        "index": _index,
        "position": _quoted,
        "style_NS": _quoted,
    },
    plugins.TimeSliderChoropleth: {
        "stroke_color": _quoted,
        "stroke_width": to_script,
        "stroke_opacity": to_script,
    },
    plugins.FloatImage: {"image": escape, "css": _css_of},
    GeoJsonDetail: {"style": _css, "class_name": _css},
}
_FILLS = (plugins.CirclePattern, plugins.StripePattern)


def keep_text_as_text(figure: Figure, texts: TextStore) -> None:
    """Replace texts in a figure's elements by placeholders and escaped text.

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
                stand_ins[id(template)] = StandIn(template, texts, _changes_of(template))
            vars(element)["_template"] = stand_ins[id(template)]
            _guard(element)


def _is_drawn_into(figure: Figure, element: Element) -> bool:
    root = element.get_root()
    while root is not figure and isinstance(root, Figure) and root._parent:  # noqa: SLF001
        root = figure_of(root._parent)  # noqa: SLF001
    return root is figure


def _changes_of(template: Template) -> dict[str, Change] | None:
    fitting = (how for cls, how in _CHANGES.items() if cls._template is template)
    return next(fitting, None)


def _guard(element: Element) -> None:
    if type(element) is folium.Icon:
        element.options = _icon_options(element.options)
    for cls, guards in _GUARDS.items():
        if isinstance(element, cls):
            for name, guard in guards.items():
                if getattr(element, name, None) is not None:
                    setattr(element, name, guard(getattr(element, name)))


def rendered_text(part: Element, texts: TextStore) -> str:
    """Return a part of the figure's head, body or script as finished text."""
    if type(part) is Element and part._template_str is not None:  # noqa: SLF001
        return texts.resolved(part._template_str)  # noqa: SLF001
    return texts.resolved(part.render())


def safe_script(text: str) -> str:
    r"""Write script so that no string in it ends its element; every string keeps its value.

    Examples
    --------
    >>> safe_script('var a = "</script><!--";')
    'var a = "<\\/script><\\!--";'
    """
    return _END_OF_SCRIPT.sub(r"<\\", text).replace("<!--", r"<\!--")
