"""Check scripts before they go into a page, without running them.

The parser is tree-sitter's, with the grammar that editors use. What it would be slow on is taken
out first: JSON, as folium writes data into a script, goes to Python's own parser, and lines that
differ in their strings and numbers alone are parsed once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import tree_sitter_javascript
from tree_sitter import Language, Parser, Query, QueryCursor

from geo.errors import ExportError
from geo.sealing.assets import (
    RUNNING_TYPES,
    Load,
    ends_open,
    leads_out,
    loaded_by_markup,
    read_markup,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node


_PLACES_SHOWN = 5
_LONGEST = 200
_END = "</script>\n</body>\n</html>"


class Missing(NamedTuple):
    """An address that no sealed page can have, and where it stands."""

    address: str
    place: str = ""


def unresolved(missing: Iterable[Missing], *, wanted: str) -> ExportError:
    """Build the error that names everything that a page would load or go to, and every place."""
    places: dict[str, dict[str, None]] = {}
    for each in missing:
        named = places.setdefault(_shortened(each.address), {})
        if each.place:
            named[each.place] = None
    lines = []
    for address, named in places.items():
        lines.append(f"  {address}")
        lines += [f"    in {place}" for place in [*named][:_PLACES_SHOWN]]
        if len(named) > _PLACES_SHOWN:
            lines.append(f"    and in {len(named) - _PLACES_SHOWN} more")
    listed = "\n".join(lines)
    return ExportError(
        f"the map needs files that no offline page can have; found\n{listed}\nwanted {wanted}"
    )


def _shortened(address: str) -> str:
    return address if len(address) <= _LONGEST else f"{address[:_LONGEST]}…"


def content_policy(page: str, *, strict: bool) -> str:
    """Return the content security policy under which a page runs its own scripts and no others.

    Parameters
    ----------
    page : str
        The finished page, without its policy.
    strict : bool
        Styles by hash only; otherwise style attributes are let through, as folium's icons and
        controls need.

    Raises
    ------
    geo.errors.ExportError
        Naming each address that the page would load; or when markup in the page is left open, so
        that a browser would take the script for a part of it.
    """
    read = read_markup(page)
    if read.loads:
        missing = [Missing(load.address, f"{load.by} of the page") for load in read.loads]
        raise unresolved(missing, wanted="images and frames as data, scripts from folium")
    running = [text for text, kind in read.scripts if kind in RUNNING_TYPES]
    if page.endswith(_END) and not (running and page.endswith(f"{running[-1]}{_END}")):
        raise ExportError(
            "the map's markup: found a comment, style or other element that is left open and "
            "takes in the map's own script, wanted each to be closed"
        )
    scripts = " ".join(map(_hash, dict.fromkeys(running))) or "'none'"
    styles = " ".join(map(_hash, dict.fromkeys(read.styles))) if strict else "'unsafe-inline'"
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src data: blob:; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )
    if strict:
        return policy
    policy += "; connect-src 'none'; media-src data: blob:"
    return policy + ("; frame-src data:" if "data:text/html" in page else "")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"


_JSON_STARTS = re.compile(r"(?<=[(=:,])(\s*)(?=[\[{])")
_JSON_ENDS = re.compile(r"\s*(?:[;,)}\]]|\Z)")
_LEAST_JSON = 120
_PROTO = re.compile(r'"__proto__"(?=\s*:)')
_SIMPLE_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_OTHER_SIGNS = re.compile(r"['`/]|<!--|-->")
_NUMBER = re.compile(r"(?<![\w.$])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])")
_NAME = re.compile(r"_[0-9a-f]{32}\b")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))")
_ESCAPED = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "0": "\0",
} | dict.fromkeys(("\n", "\r", "\r\n", "\u2028", "\u2029"), "")
_FETCHED = re.compile(  # what code fetches itself: the last name before the bracket says so
    r"\b(?:tileLayer|wms|imageOverlay|videoOverlay|fetch|getJSON|ajax|json|csv|Worker"
    r"|sendBeacon|EventSource|WebSocket|importScripts)\s*\(\s*string(\d+)_"
)
_PYTHON = re.compile(r"(?<=[(\[,:=])\s*(?:None|True|False|nan|np\.\w+\(.*?\))(?=\s*[)\],;}])")
_ICONS = re.compile(r"\b(?:iconUrl|iconRetinaUrl|shadowUrl)\s*:\s*string(\d+)_")


@dataclass
class Script:
    """What a script's text holds.

    Parameters
    ----------
    broken : str
        Where it can't be read, with the text that stands there; empty for a whole script.
    loads : list of (Load, str)
        What markup in its strings would load, and what its code fetches; with where it stands.
    """

    broken: str = ""
    loads: list[tuple[Load, str]] = field(default_factory=list)


def read_script(text: str) -> Script:
    r"""Read a script.

    Examples
    --------
    >>> read_script('var style = {{ 7*7 }};').broken
    'line 1: var style = {{ 7*7 }};'
    >>> found = read_script('a.setContent("\u003cimg src=\\"https://b.org/c.png\\"\u003e")')
    >>> (found.broken, found.loads[0][0].address)
    ('', 'https://b.org/c.png')
    >>> read_script('var words = "fetch(\'https://a.org\') and url(https://a.org)";').loads
    []
    """
    code, values = _without_json(text)
    script = Script()
    for value in values:
        script.loads += _loaded_by_json(value, "")
    if (code_and_strings := _simple(code)) is None:
        code_and_strings, script.broken = _parsed(code)
    elif _broken_shape(_NAME.sub("", _NUMBER.sub("0", code_and_strings[0]))):
        script.broken = _parsed(code)[1]
    code, strings = code_and_strings
    if not script.broken and (word := _PYTHON.search(code)):
        script.broken = f"{word[0].strip()}, which is Python"
    for string in strings:
        script.loads += [(load, "") for load in loaded_by_markup(string)]
    for number in [*_FETCHED.findall(code), *_ICONS.findall(code)]:
        if address := leads_out(strings[int(number)]):
            script.loads.append((Load(address, "script"), ""))
    return script


def _without_json(text: str) -> tuple[str, list[object]]:
    """Return a script with ``0`` for each long JSON value, and the values."""
    pieces: list[str] = []
    values: list[object] = []
    end = 0
    for begin, stop, value in _json_values(text, least=_LEAST_JSON):
        pieces += [text[end:begin], "0"]
        values.append(value)
        end = stop
    return "".join([*pieces, text[end:]]), values


def _json_values(text: str, *, least: int) -> Iterator[tuple[int, int, object]]:
    """Return begin, end and value of each list or object in a script that is JSON as a whole."""
    if len(text) < least:
        return
    decode = json.JSONDecoder().raw_decode
    start = _JSON_STARTS.search(text)
    while start:
        begin = start.end()
        after = begin + 1
        try:
            value, stop = decode(text, begin)
        except (ValueError, RecursionError):
            pass
        else:
            if stop - begin >= least and _JSON_ENDS.match(text, stop):
                yield begin, stop, value
                after = stop
        start = _JSON_STARTS.search(text, after)


def with_own_names(text: str) -> str:
    r"""Quote ``__proto__`` as a name like any other in the JSON of a script.

    As a key it would say what an object inherits from, and its value would be lost.

    Examples
    --------
    >>> with_own_names('add({"__proto__": "a", "b": "\\"__proto__\\": c"}, x ? "__proto__" : 1);')
    'add({["__proto__"]: "a", "b": "\\"__proto__\\": c"}, x ? "__proto__" : 1);'
    """
    if '"__proto__"' not in text:
        return text
    pieces: list[str] = []
    end = 0
    for begin, stop, _ in _json_values(text, least=len('{"__proto__":0}')):
        pieces += [text[end:begin], _PROTO.sub('["__proto__"]', text[begin:stop])]
        end = stop
    return "".join([*pieces, text[end:]])


def _loaded_by_json(value: object, path: str) -> Iterator[tuple[Load, str]]:
    if isinstance(value, str):
        if "<" in value:
            yield from ((load, path.lstrip(".")) for load in loaded_by_markup(value))
    elif isinstance(value, dict):
        for key, item in value.items():
            if "<" in key:
                yield from ((load, path.lstrip(".")) for load in loaded_by_markup(key))
            if isinstance(item, (str, dict, list)):
                yield from _loaded_by_json(item, f"{path}.{key}")
        yield from ((load, path.lstrip(".")) for load in _loaded_together(value, path))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, (str, dict, list)):
                yield from _loaded_by_json(item, f"{path}[{number}]")


def _loaded_together(record: dict[str, object], path: str) -> Iterator[Load]:
    """Return what texts of a record load side by side: one may end a tag that another opens."""
    texts = [text for text in record.values() if isinstance(text, str)]
    for opening in texts:
        if ends_open(opening):
            for other in texts:
                yield from loaded_by_markup(f"{opening}</td></tr><tr><th></th><td>{other}")
    if path.endswith(".iconstyle"):  # the options of an icon, as TimestampedGeoJson has them
        addresses = [record.get(name) for name in ("iconUrl", "iconRetinaUrl", "shadowUrl")]
        for address in addresses:
            if isinstance(address, str) and leads_out(address):
                yield Load(leads_out(address), "icon")


def _simple(code: str) -> tuple[str, list[str]] | None:
    """Return code and strings if double quotes are all that such a script has to be read by."""
    strings: list[str] = []

    def keep(match: re.Match[str]) -> str:
        strings.append(_value_of(match[1]))
        return f"string{len(strings) - 1}_"

    rest = _SIMPLE_STRING.sub(keep, code)
    return None if '"' in rest or "\\" in rest or _OTHER_SIGNS.search(rest) else (rest, strings)


def _value_of(text: str) -> str:
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits:
        number = int(digits, 16)
        return chr(number) if number <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"  # noqa: PLR2004
    return _ESCAPED.get(match[4], match[4])


@cache
def _tools() -> tuple[Parser, Query]:
    language = Language(tree_sitter_javascript.language())
    return Parser(language), Query(language, "[(string) (template_string)] @string")


@cache
def _broken_shape(code: str) -> bool:
    return bool(_parsed(code)[1])


def _parsed(code: str) -> tuple[tuple[str, list[str]], str]:
    """Return code and strings of any script, and where it is broken."""
    parser, query = _tools()
    source = code.encode("utf-8", "surrogatepass")
    root = parser.parse(source).root_node
    broken = _place_of(_first_error(root), source) if root.has_error else ""
    pieces: list[bytes] = []
    strings: list[str] = []
    end = 0
    nodes = QueryCursor(query).captures(root).get("string", [])
    for node in sorted(nodes, key=lambda each: (each.start_byte, -each.end_byte)):
        if node.start_byte >= end:  # otherwise it stands in the code of another
            pieces += [source[end : node.start_byte], f" string{len(strings)}_ ".encode()]
            end = node.end_byte
        strings.append(_text_of_string(node, source))
    rest = b"".join([*pieces, source[end:]]).decode("utf-8", "replace")
    return (rest, strings), broken


def _text_of_string(node: Node, source: bytes) -> str:
    """Return a string's value; what a template works out is left out."""
    pieces, end = [], node.start_byte + 1
    for child in node.named_children:
        if child.type == "template_substitution":
            pieces.append(source[end : child.start_byte])
            end = child.end_byte
    pieces.append(source[end : node.end_byte - 1])
    return _value_of(b"".join(pieces).decode("utf-8", "replace"))


def _first_error(node: Node) -> Node:
    while True:
        inner = next(
            (child for child in node.children if child.has_error or child.is_missing), None
        )
        if inner is None or node.is_missing:
            return node
        node = inner


def _place_of(node: Node, source: bytes) -> str:
    row, column = node.start_point
    line = source.split(b"\n")[row][max(0, column - 20) :].decode("utf-8", "replace")
    return f"line {row + 1}: {line.strip()[:80]}"
