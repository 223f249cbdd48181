"""One file, sealed: everything inside, nothing asked of the network, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.raster_layers import TileLayer
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geo.errors import ExportError
from geo.maps.assets import inlined
from geo.maps.finished import Finished, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath d='M2 12Q6 2 14 5' fill='none' stroke='%23034d8e' stroke-width='2'/%3E"
    "%3Ccircle cx='2.5' cy='12' r='2.5'/%3E%3Ccircle cx='13.5' cy='5' r='2.5'/%3E%3C/svg%3E"
)
_JQUERY = re.compile(r"\$\(|\bjQuery\b")
_RANDOM_ID = re.compile(r"[0-9a-f]{32}")
_LOADING = {
    **dict.fromkeys(("script", "img", "iframe", "audio", "video", "source", "embed"), "src"),
    "link": "href",
    "object": "data",
}
_RUN = {"", "module", "text/javascript", "application/javascript"}
_SKIPPED = {"meta_http"}


@cache
def templates() -> Environment:
    """Give the environment of our own templates: escaping on, unknown names refused."""
    return Environment(
        loader=PackageLoader("geo.maps"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )


def rendered_parts(figure: Figure) -> tuple[str, str, str]:
    """Render a figure's head, body and script, with every linked file that we have put inside.

    Raises
    ------
    geo.errors.ExportError
        Naming each address that a page would need the network for.
    """
    for child in figure._children.values():  # noqa: SLF001 - as branca's own Figure.render does
        child.render()
    head, missing = [], []
    for name, part in figure.header._children.items():  # noqa: SLF001
        if name in _SKIPPED:
            continue
        if not isinstance(part, (JavascriptLink, CssLink)):
            head.append(part.render())
            continue
        text = inlined(part.url)
        tag = "script" if isinstance(part, JavascriptLink) else "style"
        if text is None:
            missing.append(part.url)
        else:
            head.append(f"<{tag}>{text}</{tag}>\n")
    missing += [layer.tiles for layer in elements(figure) if isinstance(layer, TileLayer)]
    if missing:
        raise _unresolved(missing)
    return "".join(head), figure.html.render(), figure.script.render()


def _unresolved(urls: list[str]) -> ExportError:
    listed = "\n".join(f"  {url}" for url in dict.fromkeys(urls))
    return ExportError(
        "the map needs files that no offline page can have; found\n"
        f"{listed}\nwanted a map without tiles, and only elements that come with their scripts"
    )


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
            if name != "_parent":
                open_ends += [one for one in _flat(value) if isinstance(one, Element)]


def _flat(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, (list, tuple)) else [value]


def with_stable_ids(page: str, *, figure: Figure) -> str:
    """Give a figure's elements numbers for ids, by their first appearance in the page."""
    random = {element._id for element in elements(figure)}  # noqa: SLF001
    numbers: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        name = found[0]
        if name not in random:
            return name
        return numbers.setdefault(name, str(len(numbers) + 1))

    return _RANDOM_ID.sub(number, page)


class _Reader(HTMLParser):
    """Collects what a browser would run, style by, or load."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.loaded: list[str] = []
        self._into: list[str] | None = None
        self._read: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element loads, and whether its text is a script or style."""
        given = {name: value or "" for name, value in attrs}
        address = given.get(_LOADING.get(tag, ""), "")
        if address and not address.startswith(("data:", "#")):
            self.loaded.append(address)
        self._read = []
        if tag == "style":
            self._into = self.styles
        elif tag == "script" and given.get("type", "") in _RUN and "src" not in given:
            self._into = self.scripts

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take ``<link/>`` for ``<link>``."""
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        """Keep the text of a script or style, which may come in pieces."""
        self._read.append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a script or style."""
        if tag in {"script", "style"} and self._into is not None:
            self._into.append("".join(self._read))
            self._into = None


def content_policy(page: str, *, strict: bool) -> str:
    """Give the content security policy under which a page runs its own scripts and nothing else.

    Parameters
    ----------
    page : str
        The finished page, without its policy.
    strict : bool
        Styles by hash only; otherwise style attributes are let through, as folium's icons need.

    Raises
    ------
    geo.errors.ExportError
        Naming each address that the page would load.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    if reader.loaded:
        raise _unresolved(reader.loaded)
    scripts = " ".join(map(_hash, dict.fromkeys(reader.scripts))) or "'none'"
    styles = " ".join(map(_hash, dict.fromkeys(reader.styles))) if strict else "'unsafe-inline'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src data: blob:; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def seal(
    figure: Figure,
    *,
    title: str = "Map",
    description: str = "",
    language: str = "en",
    strict: bool = False,
) -> str:
    """Make one self-contained page of a figure.

    Parameters
    ----------
    figure : branca.element.Figure
        The root of a folium map.
    title, description, language : str
        For the page's head.
    strict : bool
        Let no style attribute through, only styles whose hash the policy names.

    Returns
    -------
    str
        The page.

    Raises
    ------
    geo.errors.ExportError
        Naming each address that the page would need the network for.
    """
    head, body, script = rendered_parts(figure)
    if _JQUERY.search(_others(figure)) and "jquery" not in figure.header._children:  # noqa: SLF001
        raise ExportError("the map's script: found $(…), wanted elements that need no jQuery")

    def page(policy: str) -> str:
        text = (
            templates()
            .get_template("page.html")
            .render(
                language=language,
                title=title,
                description=description,
                icon=Markup(_ICON),  # noqa: S704 - a constant
                head=Markup(head),  # noqa: S704 - finished
                body=Markup(body),  # noqa: S704 - finished
                script=Markup(script),  # noqa: S704 - finished
                policy=Markup(policy),  # noqa: S704 - hashes
            )
        )
        return with_stable_ids(text.replace("\r\n", "\n"), figure=figure)

    policy = content_policy(page(""), strict=strict)
    return page(f'<meta http-equiv="Content-Security-Policy" content="{policy}">')


def _others(figure: Figure) -> str:
    """Give the script of the elements that are not ours."""
    parts = figure.script._children.values()  # noqa: SLF001
    return "".join(part.render() for part in parts if not isinstance(part, Finished))
