"""A figure's head, body and script as finished text, with the files that the page has use for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink

from geo.errors import ExportError
from geo.maps.assets import static_text
from geo.maps.folium_elements import elements
from geo.maps.folium_files import (
    MARKER_IMAGES,
    BundledFile,
    bundled_file,
    bundled_files,
    notice,
    why_unavailable,
)
from geo.maps.folium_text import Kept, safe_script, text_of
from geo.maps.sealing_markup import Load, loaded_by_markup, scripts_of
from geo.maps.sealing_policy import Missing
from geo.maps.sealing_script import read_script, with_own_names

if TYPE_CHECKING:
    from collections.abc import Iterator

_RANDOM_NAME = re.compile(r"_[0-9a-f]{32}\Z")
_SKIPPED = {"meta_http"}
_LINK = re.compile(
    r"""<script\s[^>]*\bsrc=["']([^"']+)["'][^>]*>\s*</script>"""
    r"""|<link\s[^>]*\bhref=["']([^"']+\.css)["'][^>]*>"""
)


@dataclass
class Parts:
    """A figure's parts as finished text, and what it links to."""

    head: list[str | BundledFile]
    body: list[str]
    script: list[str]
    foreign: list[str]
    missing: list[Missing]
    broken: list[str]

    @cached_property
    def others(self) -> str:
        """Text that is not ours: it says which files the page has use for."""
        return "\n".join(self.foreign)


def drawn_parts(figure: Figure, kept: Kept) -> Parts:
    """Draw a figure and take its parts: what stands in the head, the body and the script.

    Raises
    ------
    geo.errors.ExportError
        Naming each element whose script no browser could read.
    """
    for child in figure._children.values():  # noqa: SLF001 - as branca's own Figure.render does
        child.render()
    found = Parts([], [], [], [], [], [])
    named = {element.get_name(): element for element in elements(figure)}
    for name, part in figure.header._children.items():  # noqa: SLF001
        if isinstance(part, (JavascriptLink, CssLink)):
            _take(part.url, found)
        elif name not in _SKIPPED:
            _take_head(part, kept, named.get(name, part), found)
    for name, part in figure.html._children.items():  # noqa: SLF001
        found.body.append(text_of(part, kept))
        if not _is_ours(part):
            _look_at_markup(found.body[-1], named.get(name, part), found)
    for name, part in figure.script._children.items():  # noqa: SLF001
        text = text_of(part, kept)
        found.script.append(text if _is_ours(part) else safe_script(with_own_names(text)))
        if not _is_ours(part):
            found.foreign.append(text)
            _look_at_script(text, named.get(name, part), found)
    if found.broken:
        listed = "\n".join(f"  {one}" for one in found.broken)
        raise ExportError(f"the map has scripts that no browser can read; found\n{listed}")
    return found


def _take_head(part: Element, kept: Kept, element: Element, found: Parts) -> None:
    pieces = _with_files(text_of(part, kept))
    found.head += pieces
    if not _is_ours(part):
        texts = [one for one in pieces if isinstance(one, str)]
        _look_at_markup("".join(texts), element, found)


def _look_at_markup(text: str, element: Element, found: Parts) -> None:
    found.foreign.append(text)
    found.missing += [_missing(one, element) for one in loaded_by_markup(text)]
    for script in scripts_of(text):
        _look_at_script(script, element, found)


def _look_at_script(text: str, element: Element, found: Parts) -> None:
    script = read_script(text)
    found.missing += [_missing(one, element, path) for one, path in script.loads]
    if script.broken:
        found.broken.append(f"{described(element)}: {script.broken}")


def _missing(load: Load, element: Element, path: str = "") -> Missing:
    within = f", {path}" if path else ""
    return Missing(load.address, f"{described(element)}{within} ({load.by})")


def described(element: Element) -> str:
    """Return what an element is, in words that find it again in the code that made it.

    Examples
    --------
    >>> import folium
    >>> described(folium.Marker([30, 60]).add_to(folium.FeatureGroup("News")))
    'Marker at 30.0, 60.0 of FeatureGroup "News"'
    """
    parts: list[str] = []
    outer: Element | None = element
    while outer is not None and not isinstance(outer, (Figure, folium.Map)):
        if not parts or type(outer) is not Element:  # a figure's own head, body and script are
            parts.append(_described_alone(outer))
        outer = outer._parent  # noqa: SLF001 - branca has no other way
    return " of ".join(parts) or "the map"


def _described_alone(element: Element) -> str:
    name = getattr(element, "layer_name", None)
    location = getattr(element, "location", None)
    text = type(element).__name__
    if name and not _RANDOM_NAME.search(name):
        text += f' "{name}"'
    if isinstance(location, (list, tuple)):
        text += f" at {', '.join(map(str, location))}"
    return text


def _is_ours(part: Element) -> bool:
    """Whether a part is finished text of our own: `Finished`, or what is like it."""
    return type(part).__module__.startswith("geo.")


def _take(url: str, found: Parts) -> None:
    """Embed a file that the head links to, or add it to what is missing."""
    file = bundled_file(url)
    if file is not None:
        found.head.append(file)
    else:
        why = why_unavailable(url)
        found.missing.append(Missing(f"{url} ({why})" if why else url))


def _with_files(text: str) -> list[str | BundledFile]:
    """Part a piece of the head at its links to files that are bundled."""
    parts: list[str | BundledFile] = []
    end = 0
    for link in _LINK.finditer(text):
        file = bundled_file(link[1] or link[2])
        if file is not None:
            parts += [text[end : link.start()], file]
            end = link.end()
    return [*parts, text[end:]]


def _chosen(parts: Parts) -> list[str | BundledFile]:
    """Choose the files that the page's own text has use for, with those that they use."""
    linked = {one.name for one in parts.head if isinstance(one, BundledFile)}
    standard = [*folium.Map.default_js, *folium.Map.default_css]
    also = [file for _, url in standard if (file := bundled_file(url)) and file.needed]
    uses = {name for name in linked for name in bundled_files()[name].uses}

    def wanted(file: BundledFile) -> bool:
        return file.serves(parts.others) or file.name in uses

    head: list[str | BundledFile] = []
    for one in [*(file for file in also if file.name not in linked and wanted(file)), *parts.head]:
        if isinstance(one, BundledFile) and not wanted(one):
            continue
        head.append(one)
        if isinstance(one, BundledFile):
            more = [bundled_files()[name] for name in one.more]
            head += [file for file in more if wanted(file)]
    scripts = [one for one in head if isinstance(one, BundledFile) and one.shared]
    return [*scripts, *(one for one in head if one not in scripts)]


def written_head(parts: Parts) -> Iterator[str]:
    """Write the head: each file in an element of its own, Leaflet's marker images after Leaflet."""
    chosen = _chosen(parts)
    for one in chosen:
        if isinstance(one, str):
            yield one
            continue
        tag = "script" if one.is_script else "style"
        yield f"<{tag}>{one.content(parts.others)}</{tag}>\n"
        if one.name == "leaflet.js" and parts.others:
            yield f"<script>{static_text(MARKER_IMAGES).strip()}</script>\n"
    files = [one for one in chosen if isinstance(one, BundledFile) and not one.shared]
    if files:
        packages = {name for one in files for name in (one.package, *one.holds)}
        text = notice({*packages, "leaflet"}).replace("<", "&lt;")
        yield f'<script type="text/plain" id="geo_licences">\n{text}\n</script>\n'
