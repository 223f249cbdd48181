"""What a page may run, and what it would load: read from the finished markup."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from geo.errors import ExportError
from geo.maps.folium_elements import frames

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOADING = {
    **dict.fromkeys(("script", "img", "iframe", "audio", "video", "source", "embed"), "src"),
    "link": "href",
    "object": "data",
}
_RUN = {"", "module", "text/javascript", "application/javascript"}
_ADDRESS = r"(?:https?:|ftp:)?//[^\"'`\\\s<>()]+"
_QUOTE = r"(?:\\?[\"']|\\u0022|\\u0027|&quot;|&#39;)?"
_IN_SCRIPT = (
    re.compile(  # markup inside strings, with or without folium's escapes
        rf"(?:<|\\u003c)(?:img|iframe|audio|video|source|embed|object|link|script)\b"
        rf"(?:(?!>|\\u003e).)*?\b(?:src|href|data)\s*=\s*{_QUOTE}({_ADDRESS})",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(rf"\burl\(\s*{_QUOTE}({_ADDRESS})", re.IGNORECASE),
    re.compile(rf"""\b(?:icon|iconRetina|shadow)Url["']?\s*:\s*["'`]({_ADDRESS})"""),
    re.compile(  # what a script of the maker's own fetches
        rf"""\b(?:tileLayer|tileLayer\.wms|imageOverlay|videoOverlay|fetch|getJSON|ajax|json|csv)"""
        rf"""\(\s*["'`]({_ADDRESS})"""
    ),
)
_IN_STYLE = re.compile(rf"(?:\burl\(|@import)\s*[\"']?({_ADDRESS})", re.IGNORECASE)


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
        self.loaded += _IN_STYLE.findall(given.get("style", ""))
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


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader


def loaded_by_markup(markup: str) -> list[str]:
    """Give the addresses that markup loads: images, frames, scripts, and those in its styles.

    Examples
    --------
    >>> loaded_by_markup('<a href="https://a.org"><img src="https://b.org/c.png"></a>')
    ['https://b.org/c.png']
    """
    reader = _read(markup)
    return reader.loaded + [url for style in reader.styles for url in _IN_STYLE.findall(style)]


def loaded_by_script(script: str) -> list[str]:
    r"""Give the addresses that a map's script would load, so far as its text tells.

    Markup in its strings (pop-ups, tooltips, properties), styles, images of icons, and the pages
    that folium packs into frames are looked at. A plain link is no address that is loaded.

    Examples
    --------
    >>> loaded_by_script('a.setContent("\u003cimg src=\"https://b.org/c.png\"\u003e")')
    ['https://b.org/c.png']
    >>> loaded_by_script('a.setContent("<a href=https://a.org>")')
    []
    """
    found = [url for pattern in _IN_SCRIPT for url in pattern.findall(script)]
    for page in frames(script):
        found += loaded_by_markup(page)
        if _read(page).scripts:
            found.append("a script inside a frame, which the page's policy keeps from running")
    return found


def unresolved(addresses: Iterable[str], *, wanted: str) -> ExportError:
    """Make the error that names everything that a page would need the network for."""
    listed = "\n".join(f"  {address}" for address in dict.fromkeys(addresses))
    return ExportError(
        f"the map needs files that no offline page can have; found\n{listed}\nwanted {wanted}"
    )


def content_policy(page: str, *, strict: bool) -> str:
    """Give the content security policy under which a page runs its own scripts and nothing else.

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
        Naming each address that the page would load.
    """
    reader = _read(page)
    if reader.loaded:
        raise unresolved(reader.loaded, wanted="images and frames as data, scripts from folium")
    scripts = " ".join(map(_hash, dict.fromkeys(reader.scripts))) or "'none'"
    styles = " ".join(map(_hash, dict.fromkeys(reader.styles))) if strict else "'unsafe-inline'"
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src data: blob:; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )
    if strict:
        return policy
    policy += "; connect-src 'none'"
    if "L.videoOverlay(" in page:
        policy += "; media-src data: blob:"
    return policy + ("; frame-src data:" if next(iter(frames(page)), None) else "")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"
