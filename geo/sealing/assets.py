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
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

import tinycss2
from branca.element import Element, Figure
from selectolax.lexbor import LexborHTMLParser

from geo.errors import ExportError
from geo.palette import style_variables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    """Return a block that carries `data` under the id `name`; a browser reads it, never runs it."""
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


_HARMLESS = str.maketrans("<&>", ",.:")


@cache
def basemap_text() -> str:
    """Read the embedded basemap: a gzip file in base85, without letters that HTML reads.

    Base85 as Python's, with ``,`` for ``<``, ``.`` for ``&`` and ``:`` for ``>``.
    """
    data = files("geo.maps").joinpath("data", "basemap.bin.gz").read_bytes()
    return base64.b85encode(data).decode("ascii").translate(_HARMLESS)


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
        self._records: dict[str, dict[str, Any]] = {"claims": {}, "figures": {}}

    def add(self, evidence: Records) -> None:
        """Add what one layer knows; what has the same id is the same."""
        for kind, records in evidence.items():
            self._records[kind].update({record["id"]: record for record in records})

    def render(self, **_: object) -> str:
        """Return the block."""
        records_by_kind = {kind: list(records.values()) for kind, records in self._records.items()}
        return data_block(self._block, records_by_kind).render()


def share_evidence(element: Element, records: Records, *, figure: Figure) -> str:
    """Add claims and figures to the block of an element's map, and return the block's id.

    Parameters
    ----------
    element : branca.element.Element
        A layer or control, anywhere beneath a map.
    records : dict
        Records under ``claims`` and ``figures``.
    figure : branca.element.Figure
        The page.

    Returns
    -------
    str
        Id of the block; empty where there is nothing to share.
    """
    if not any(records.values()):
        return ""
    block = f"{_map_around(element).get_name()}_evidence"
    shared = figure.html._children.get(block)  # noqa: SLF001 - branca has no other way
    if not isinstance(shared, SharedEvidence):
        shared = SharedEvidence(block)
        figure.html.add_child(shared, name=block)
    shared.add(records)
    return block


def _map_around(element: Element) -> Element:
    """Return the map that an element is on, or else the outermost that it is in."""
    from folium import Map  # noqa: PLC0415 - slow to load, and the desk draws none

    while not isinstance(element, Map) and element._parent is not None:  # noqa: SLF001
        element = element._parent  # noqa: SLF001
    return element


_LOADING = frozenset(
    [
        "src",
        "poster",
        "background",
        "lowsrc",
        "dynsrc",
        "data",
        "classid",
        "code",
        "codebase",
        "archive",
        "manifest",
        "icon",
        "action",
        "formaction",
    ]
)
_SETS = frozenset({"srcset", "imagesrcset"})
_STYLED = frozenset(  # attributes of SVG that are properties of CSS
    [
        "clip-path",
        "cursor",
        "fill",
        "filter",
        "marker",
        "marker-end",
        "marker-mid",
        "marker-start",
        "mask",
        "stroke",
    ]
)
RUNNING_TYPES = frozenset({"", "module", "text/javascript", "application/javascript"})
_ANIMATED = ("from", "to", "by", "values")
_DATA_IS_WORDS = frozenset({"data", "code", "icon", "archive", "manifest"})
_EMBEDDING = frozenset({"applet", "embed", "html", "menuitem", "object"})
_RELATIONS = frozenset(  # of <link>: those that load nothing
    [
        "alternate",
        "author",
        "bookmark",
        "canonical",
        "help",
        "license",
        "me",
        "next",
        "nofollow",
        "noopener",
        "noreferrer",
        "prev",
        "search",
        "shortlink",
        "tag",
    ]
)
_LOADING_FUNCTIONS = frozenset(
    ["url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"]
)
_INSIDE = re.compile(r"(?:data|blob|about|javascript|vbscript|mailto|tel):", re.IGNORECASE)
_BLANK = re.compile(r"[\t\n\r]+")
_EDGES = "".join(map(chr, range(0x21)))
_MAY_LOAD = re.compile(
    r"src|href|style|data|poster|action|http-equiv|background|ping|url|code|classid"
    r"|archive|manifest|icon|attributename|image|cross-fade|\\",
    re.IGNORECASE,
)
_CSS_MAY_LOAD = re.compile(r"url|src|image|import|cross-fade|\\", re.IGNORECASE)
# Ends a tag that a piece of markup leaves open, whatever its quotes, as what follows it may.
_END = "'\">"
_REFRESH_ADDRESS = re.compile(
    r"""\s*[\d.]+[\s;,]*(?:url\s*=\s*)?["']?\s*(.*?)["']?\s*\Z""", re.IGNORECASE | re.DOTALL
)
_PAGE_AS_DATA = re.compile(
    r"\s*data:text/(?:html|xml)[^,]*,|\s*data:application/xhtml", re.IGNORECASE
)


class Load(NamedTuple):
    """An address that a page would load or go to, and what names it."""

    address: str
    by: str


class MarkupLoads(NamedTuple):
    """A page as a browser would read it."""

    loads: list[Load]
    scripts: list[tuple[str, str]]
    styles: list[str]


def leads_out(address: str) -> str:
    r"""Return an address as a browser reads it if it leads out of the page, otherwise nothing.

    Relative addresses and files lead out: a page that is one file has nothing beside it. Scripts
    in an address do not: the page's policy runs none.

    Examples
    --------
    >>> leads_out(" ht\ntps://example.org/a "), leads_out("photo.png"), leads_out("#a")
    ('https://example.org/a', 'photo.png', '')
    >>> leads_out("data:image/png;base64,AA"), leads_out("javascript:void(0)")
    ('', '')
    """
    address = _BLANK.sub("", address.strip(_EDGES))
    return "" if address.startswith("#") or _INSIDE.match(address) else address


def ends_open(markup: str) -> bool:
    """Return whether a piece of markup ends inside a tag, which what follows it would end.

    Examples
    --------
    >>> ends_open("<b title='a"), ends_open("<b title='a'>it's"), ends_open("1 < 2")
    (True, False, False)
    """
    tag = markup.find("<")
    if tag < 0 or not (
        markup.rfind("<") > markup.rfind(">")
        or markup.count("'", tag) % 2
        or markup.count('"', tag) % 2
    ):
        return False
    return len(_parsed(markup + _END).css("*")) > len(_parsed(markup).css("*"))


def _parsed(markup: str) -> LexborHTMLParser:
    return LexborHTMLParser(markup, is_fragment=True)


def loaded_by_css(css: str, *, by: str = "style") -> Iterator[Load]:
    r"""Return the addresses that a style sheet or a value of one loads.

    Examples
    --------
    >>> [one.address for one in loaded_by_css("a { background: \\75rl(https://a.org/b.png) }")]
    ['https://a.org/b.png']
    >>> [*loaded_by_css("a::after { content: 'url(https://a.org)' }")]
    []
    """
    if _CSS_MAY_LOAD.search(css):
        for address in _addresses_of_tokens(tinycss2.parse_component_value_list(css)):
            if leads_out(address):
                yield Load(leads_out(address), by)


def _addresses_of_tokens(tokens: Iterable[tinycss2.ast.Node]) -> Iterator[str]:
    rule = ""
    for token in tokens:
        if token.type == "at-keyword":
            rule = token.lower_value
        elif token.type in {"{} block", "literal"}:
            rule = "" if token.type != "literal" or token.value == ";" else rule
        if (token.type == "url" and rule != "namespace") or (
            token.type == "string" and rule == "import"
        ):
            yield token.value
        elif token.type == "function":
            if token.lower_name in _LOADING_FUNCTIONS and rule != "namespace":
                yield from (
                    argument.value for argument in token.arguments if argument.type == "string"
                )
            yield from _addresses_of_tokens(token.arguments)
        elif token.type in {"{} block", "() block", "[] block"}:
            yield from _addresses_of_tokens(token.content)


def loaded_by_markup(markup: str) -> list[Load]:
    """Return what a piece of markup would load once it stands in a page.

    Parameters
    ----------
    markup : str
        A fragment, as ``innerHTML`` takes it. Links that a reader clicks load nothing.

    Examples
    --------
    >>> loaded_by_markup('<a href="https://a.org"><img src="https://b.org/c.png"></a>')
    [Load(address='https://b.org/c.png', by='img src')]
    >>> loaded_by_markup("words: url(https://a.org), src=https://a.org, a <b and c")
    []
    >>> [one.by for one in loaded_by_markup('<meta http-equiv=Refresh content="0;url=//a.org">')]
    ['meta refresh']
    """
    if "<" not in markup or not _MAY_LOAD.search(markup):
        return []
    loads = _loads_of_tree(_parsed(markup + _END))
    return [Load(load.address.rstrip("'\""), load.by) for load in loads if load.address != "'"]


def scripts_of(markup: str) -> list[str]:
    """Return the scripts of a piece of markup that a browser would run."""
    if "<script" not in markup.lower():
        return []
    return [text for text, kind in read_markup(markup).scripts if kind in RUNNING_TYPES]


def read_markup(page: str) -> MarkupLoads:
    """Return what a whole page loads, its inline scripts (text and type), and its styles."""
    tree = LexborHTMLParser(page)
    scripts = [
        (node.text(), (node.attributes.get("type") or "").strip().lower())
        for node in tree.css("script")
        if not node.attributes.keys() & {"src", "href", "xlink:href"}
    ]
    styles = [node.text() for node in tree.css("style")]
    return MarkupLoads([*_loads_of_tree(tree)], scripts, styles)


def _loads_of_tree(tree: LexborHTMLParser) -> Iterator[Load]:
    for node in tree.css("*"):
        tag = node.tag or ""
        if tag == "style":
            yield from loaded_by_css(node.text(), by="style")
        elif tag == "template":
            yield from loaded_by_markup((node.html or "").replace("<template", "<div", 1))
        attributes = node.attributes
        if attributes:
            yield from _loads_of_element(tag, {k.lower(): v or "" for k, v in attributes.items()})


def _loads_of_element(tag: str, attributes: Mapping[str, str]) -> Iterator[Load]:
    for name, value in attributes.items():
        by = f"{tag} {name}"
        if name == "style" or (name in _STYLED and "(" in value):
            yield from loaded_by_css(value, by=by)
        elif name == "srcdoc":
            yield from read_markup(value).loads
        elif name == "ping":
            yield from _out(value.split(), by)
        elif name in _SETS:
            yield from _out(_candidates(value), by)
        elif name.removeprefix("xlink:") == "href":
            yield from _loads_of_href(tag, attributes, value, by)
        elif name in _LOADING and not (name in _DATA_IS_WORDS and tag not in _EMBEDDING):
            yield from _out([value], by)
            yield from _embedded(tag, value, by)
    if tag == "meta" and attributes.get("http-equiv", "").strip().lower() == "refresh":
        yield from _refreshed(attributes.get("content", ""))
    if attributes.get("attributename", "").lower().removeprefix("xlink:") in {"href", "src"}:
        values = [part for name in _ANIMATED for part in attributes.get(name, "").split(";")]
        yield from _out(values, f"{tag} of an address")


def _out(addresses: Iterable[str], by: str) -> Iterator[Load]:
    for address in addresses:
        if leads_out(address):
            yield Load(leads_out(address), by)


def _candidates(value: str) -> Iterator[str]:
    """Return the addresses of a set of images, whose own commas are not separators."""
    for part in re.split(r"\s+", re.sub(r",(?=\s|\Z)", " , ", value)):
        if part not in {"", ","} and not re.fullmatch(r"[\d.e+-]+[wxh]", part, re.IGNORECASE):
            yield part.lstrip(",")


def _loads_of_href(tag: str, attributes: Mapping[str, str], value: str, by: str) -> Iterator[Load]:
    relations = attributes.get("rel", "").lower().split()
    is_link = tag in {"a", "area"} or (tag == "link" and _RELATIONS.issuperset(relations))
    if not is_link:
        yield from _out([value], by)


def _embedded(tag: str, value: str, by: str) -> Iterator[Load]:
    """Return what a page that is packed into an address would load, and what none may embed."""
    if tag in _EMBEDDING and value.lower().startswith("data:"):
        yield Load(value, by)
    if _PAGE_AS_DATA.match(value):
        head, _, text = value.partition(",")
        if head.rstrip().lower().endswith(";base64"):
            padded = unquote(text) + "==="
            packed = re.sub(r"[^A-Za-z0-9+/=]", "", padded)
            text = base64.b64decode(packed[: len(packed) // 4 * 4]).decode("utf-8", "replace")
        else:
            text = unquote(text)
        page = read_markup(text)
        yield from page.loads
        if any(kind in RUNNING_TYPES for _, kind in page.scripts):
            yield Load("a script inside a frame, which the page's policy keeps from running", by)


def _refreshed(content: str) -> Iterator[Load]:
    """Return where a refresh leads; without an address it is the page itself, again and again."""
    match = _REFRESH_ADDRESS.match(content)
    if match:
        address = leads_out(match[1]) if match[1] else "the page itself"
        if address or match[1].startswith("data:"):
            yield Load(address or match[1], "meta refresh")
