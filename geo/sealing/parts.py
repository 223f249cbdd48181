"""The parts of a figure as finished text, with the files that they load.

The table is ``data/folium_files.toml``; `tools/build_web.py` puts the files into ``static/``.
"""

from __future__ import annotations

import json
import logging
import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium import plugins
from folium.raster_layers import TileLayer, WmsTileLayer
from folium.template import tojavascript

from geo.errors import ExportError
from geo.maps.base import parent_name
from geo.maps.layers import Basemap
from geo.sealing.assets import (
    Finished,
    Load,
    basemap_text,
    head_parts,
    loaded_by_markup,
    scripts_of,
    static_text,
)
from geo.sealing.folium_text import StandIn, TextStore, elements, rendered_text, safe_script
from geo.sealing.script import Missing, read_script, with_own_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_ROTATED = re.compile(r"\bfa-rotate-([1-9][0-9]{0,2})\b")
_END_OF_STYLE = re.compile(r"</(?=style)", re.IGNORECASE)
MARKER_IMAGES = "folium/marker-images.js"


@dataclass(frozen=True, kw_only=True)
class BundledFile:
    """A script or style that a sealed page can have inside.

    Parameters
    ----------
    name : str
        Its name in ``static/folium/``.
    package : str
        Npm package; ``folium`` for what folium's own wheel holds.
    path : str
        Where it stands in the package.
    ends : tuple of str
        Ends of the addresses that it stands for.
    needed : str
        Pattern that the page's own text must hold for the file to be of use; empty for always.
    uses : tuple of str
        Names of files that this one is of no use without.
    more : tuple of str
        Names of files that come with this one, if their own pattern is found.
    shared : bool
        Whether it is the front end's own copy.
    holds : tuple of str
        Other packages that its makers have packed into it.
    replace : tuple of pairs of str
        What folium's own file has, and what it gets; the build does it for npm's.
    """

    name: str
    package: str
    path: str
    ends: tuple[str, ...]
    needed: str = ""
    uses: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    shared: bool = False
    holds: tuple[str, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()

    @property
    def is_script(self) -> bool:
        """Whether it is a script."""
        return self.name.endswith(".js")

    def serves(self, text: str) -> bool:
        """Whether a page with this text of its own has use for the file."""
        return not self.needed or re.search(self.needed, text) is not None

    def content(self, page: str = "") -> str:
        """Return the file's text; `page` is the text that it is for."""
        if not self.package:
            angles = sorted({int(angle) for angle in _ROTATED.findall(page)})
            return "".join(f".fa-rotate-{a}{{transform:rotate({a}deg)}}" for a in angles)
        if self.package == "folium":
            path = files("folium").joinpath(*self.path.split("/"))
            own = path.read_text(encoding="utf-8").replace("\r\n", "\n")
            return reduce(lambda text, pair: text.replace(*pair), self.replace, own)
        text = static_text(self.name if self.shared else f"folium/{self.name}")
        return text if self.is_script else _END_OF_STYLE.sub(r"<\\/", text)


@cache
def _table() -> dict[str, Any]:
    text = files("geo.maps").joinpath("data", "folium_files.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def bundled_files() -> dict[str, BundledFile]:
    """Return every bundled file by name, in the table's order."""
    return {
        row["name"]: BundledFile(
            name=row["name"],
            package=row["package"],
            path=row["path"],
            ends=tuple(row["ends"]),
            needed=row.get("needed", ""),
            uses=tuple(row.get("uses", ())),
            more=tuple(row.get("more", ())),
            shared=row.get("shared", False),
            holds=tuple(row.get("holds", ())),
            replace=tuple((pattern, wanted) for pattern, wanted in row.get("replace", ())),
        )
        for row in _table()["file"]
    }


def _ends_with(url: str, ends: Iterable[str]) -> bool:
    return any(url.endswith(f"/{end}") for end in ends)


def bundled_file(url: str) -> BundledFile | None:
    """Find the file that stands for an address.

    Examples
    --------
    >>> bundled_file("https://example.org/jquery/3.7.1/jquery.min.js").name
    'jquery.js'
    >>> bundled_file("https://example.org/unknown.js") is None
    True
    """
    return next((file for file in bundled_files().values() if _ends_with(url, file.ends)), None)


def why_unavailable(url: str) -> str:
    """Return why no sealed page can have a file; empty when there is no reason."""
    rows = _table()["unavailable"]
    reasons = (f"{row['who']} {row['why']}" for row in rows if re.search(row["pattern"], url))
    return next(reasons, "")


@cache
def _notices() -> dict[str, Any]:
    notices: dict[str, Any] = json.loads(static_text("folium/notices.json"))
    return notices


def notice(packages: Iterable[str]) -> str:
    """Write the licences of packages: who holds the copyright, and each text once.

    Parameters
    ----------
    packages : iterable of str
        Names as in the table.

    Returns
    -------
    str
        Plain text, sorted by package.

    Examples
    --------
    >>> notice(["jquery"]).splitlines()[0]
    'jquery 3.7.1: Copyright OpenJS Foundation and other contributors, https://openjsf.org/'
    """
    by_text: dict[str, list[str]] = {}
    for name in sorted(set(packages) - {""}):
        about = _notices()["packages"][name]
        holders = "; ".join(about["copyright"]) or "see below"
        line = f"{name} {about['version']}: {holders}"
        by_text.setdefault(about["text"], []).append(line)
    blocks = [
        "\n".join(lines) + "\n\n" + _notices()["texts"][text] for text, lines in by_text.items()
    ]
    return f"\n\n{'-' * 72}\n\n".join(blocks)


_RANDOM_NAME = re.compile(r"_[0-9a-f]{32}\Z")
_SKIPPED = {"meta_http"}
_LINK = re.compile(
    r"""<script\s[^>]*\bsrc=["']([^"']+)["'][^>]*>\s*</script>"""
    r"""|<link\s[^>]*\bhref=["']([^"']+\.css)["'][^>]*>"""
)


@dataclass
class PageParts:
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


def drawn_parts(figure: Figure, texts: TextStore) -> PageParts:
    """Draw a figure and take its parts: what stands in the head, the body and the script.

    Raises
    ------
    geo.errors.ExportError
        Naming each element whose script no browser could read.
    """
    for child in figure._children.values():  # noqa: SLF001 - as branca's own Figure.render does
        child.render()
    parts = PageParts([], [], [], [], [], [])
    named = {element.get_name(): element for element in elements(figure)}
    for name, part in figure.header._children.items():  # noqa: SLF001
        if isinstance(part, (JavascriptLink, CssLink)):
            _take(part.url, parts)
        elif name not in _SKIPPED:
            _take_head(part, texts, named.get(name, part), parts)
    for name, part in figure.html._children.items():  # noqa: SLF001
        parts.body.append(rendered_text(part, texts))
        if not _is_ours(part):
            _look_at_markup(parts.body[-1], named.get(name, part), parts)
    for name, part in figure.script._children.items():  # noqa: SLF001
        text = rendered_text(part, texts)
        parts.script.append(text if _is_ours(part) else safe_script(with_own_names(text)))
        if not _is_ours(part):
            parts.foreign.append(text)
            _look_at_script(text, named.get(name, part), parts)
    if parts.broken:
        listed = "\n".join(f"  {line}" for line in parts.broken)
        raise ExportError(f"the map has scripts that no browser can read; found\n{listed}")
    return parts


def _take_head(part: Element, texts: TextStore, element: Element, parts: PageParts) -> None:
    pieces = _with_files(rendered_text(part, texts))
    parts.head += pieces
    if not _is_ours(part):
        marked_up = [piece for piece in pieces if isinstance(piece, str)]
        _look_at_markup("".join(marked_up), element, parts)


def _look_at_markup(text: str, element: Element, parts: PageParts) -> None:
    parts.foreign.append(text)
    parts.missing += [_missing(load, element) for load in loaded_by_markup(text)]
    for script in scripts_of(text):
        _look_at_script(script, element, parts)


def _look_at_script(text: str, element: Element, parts: PageParts) -> None:
    script = read_script(text)
    parts.missing += [_missing(load, element, path) for load, path in script.loads]
    if script.broken:
        parts.broken.append(f"{described(element)}: {script.broken}")


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


def _take(url: str, parts: PageParts) -> None:
    """Embed a file that the head links to, or add it to what is missing."""
    file = bundled_file(url)
    if file is not None:
        parts.head.append(file)
    else:
        why = why_unavailable(url)
        parts.missing.append(Missing(f"{url} ({why})" if why else url))


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


def _chosen(parts: PageParts) -> list[str | BundledFile]:
    """Choose the files that the page's own text has use for, with those that they use."""
    linked = {file.name for file in parts.head if isinstance(file, BundledFile)}
    standard = [*folium.Map.default_js, *folium.Map.default_css]
    also = [other for _, url in standard if (other := bundled_file(url)) and other.needed]
    uses = {name for name in linked for name in bundled_files()[name].uses}

    def wanted(other: BundledFile) -> bool:
        return other.serves(parts.others) or other.name in uses

    head: list[str | BundledFile] = []
    for file in [
        *(other for other in also if other.name not in linked and wanted(other)),
        *parts.head,
    ]:
        if isinstance(file, BundledFile) and not wanted(file):
            continue
        head.append(file)
        if isinstance(file, BundledFile):
            more = [bundled_files()[name] for name in file.more]
            head += [other for other in more if wanted(other)]
    scripts = [file for file in head if isinstance(file, BundledFile) and file.shared]
    return [*scripts, *(file for file in head if file not in scripts)]


def written_head(parts: PageParts) -> Iterator[str]:
    """Write the head: each file in an element of its own, Leaflet's marker images after Leaflet."""
    chosen = _chosen(parts)
    for file in chosen:
        if isinstance(file, str):
            yield file
            continue
        tag = "script" if file.is_script else "style"
        yield f"<{tag}>{file.content(parts.others)}</{tag}>\n"
        if file.name == "leaflet.js" and parts.others:
            yield f"<script>{static_text(MARKER_IMAGES).strip()}</script>\n"
    files = [file for file in chosen if isinstance(file, BundledFile) and not file.shared]
    if files:
        packages = {name for file in files for name in (file.package, *file.holds)}
        text = notice({*packages, "leaflet"}).replace("<", "&lt;")
        yield f'<script type="text/plain" id="geo_licences">\n{text}\n</script>\n'


Tiles = Literal["offline", "basemap", "none", "refuse"]
_LOG = logging.getLogger(__name__)
_BYTES = "geo_basemap_bytes"
_FOLIUM_MAX_ZOOM = 18


def tile_addresses(figure: Figure) -> Iterator[str]:
    """Return the addresses of a figure's tile layers, those of small maps too."""
    yield from _tile_addresses(figure, over=False)
    yield from _tile_addresses(figure, over=True)


def _tile_addresses(figure: Figure, *, over: bool) -> Iterator[str]:
    for element in elements(figure):
        if isinstance(element, (TileLayer, WmsTileLayer)) and bool(element.overlay) == over:
            address = element.tiles if isinstance(element, TileLayer) else element.url
            if not address.startswith("data:"):
                yield address


def refused_tiles(figure: Figure, *, tiles: Tiles) -> list[str]:
    """Return the addresses of tile layers that can't be left out; replaced ones are logged.

    With ``offline`` those are layers over the map: what they show is nowhere else.
    """
    if tiles == "refuse":
        return [*tile_addresses(figure)]
    if tiles != "offline":
        return []
    over = [*_tile_addresses(figure, over=True)]
    replaced = sorted({address for address in tile_addresses(figure) if address not in over})
    if replaced and not over:
        _LOG.warning(
            "tiles of the network replaced by the offline basemap: %s "
            '(tiles="basemap" or tiles="none" says so without this line)',
            ", ".join(replaced),
        )
    return over


def settle_tiles(figure: Figure, texts: TextStore, *, tiles: Tiles) -> None:
    """Remove the tile layers of a figure, and set the zoom that they gave on its maps.

    With ``basemap`` and ``offline`` the first layer of each map, and that of each small map,
    becomes ours.
    """
    for element in [*elements(figure)]:
        if isinstance(element, folium.Map):
            _settle_zoom(element)
            if tiles != "refuse":
                _settle_map(element, texts, basemap=tiles != "none")
        elif isinstance(element, plugins.MiniMap) and tiles != "refuse":
            script = _layer(element.tile_layer, basemap=tiles != "none") + _small_map(element)
            _replace(element, texts, script)
    if tiles in {"offline", "basemap"} and any(True for _ in tile_addresses(figure)):
        for name, part in head_parts().items():
            figure.header.add_child(part, name=name)
        block = f'<script type="text/plain" id="{_BYTES}">{basemap_text()}</script>\n'
        figure.html.add_child(Finished(block), name=_BYTES)


def _settle_zoom(small: folium.Map) -> None:
    """Set how far a map zooms: without tiles Leaflet has no end, and clusters wait for one."""
    if {"max_zoom", "maxZoom"}.isdisjoint(small.options):
        layers = [child for child in small._children.values() if isinstance(child, TileLayer)]  # noqa: SLF001
        limits = [
            zoom for layer in layers if isinstance(zoom := layer.options.get("max_zoom"), int)
        ]
        most = max(limits, default=_FOLIUM_MAX_ZOOM)
        small.options = {**small.options, "max_zoom": most}


def _settle_map(drawn: folium.Map, texts: TextStore, *, basemap: bool) -> None:
    wanted = basemap and not any(isinstance(child, Basemap) for child in drawn._children.values())  # noqa: SLF001
    for layer in _tile_layers(drawn):
        layer.control = False
        _replace(layer, texts, _layer(layer, basemap=wanted))
        wanted = False


def _tile_layers(root: Element) -> list[TileLayer | WmsTileLayer]:
    return [layer for layer in _below(root) if isinstance(layer, (TileLayer, WmsTileLayer))]


def _below(root: Element) -> Iterator[Element]:
    for child in root._children.values():  # noqa: SLF001
        yield child
        yield from _below(child)


def _layer(layer: Element, *, basemap: bool) -> str:
    made = f'geoMaps.basemap("{_BYTES}")' if basemap else "L.layerGroup()"
    return f"var {layer.get_name()} = {made};\n"


def _small_map(small: plugins.MiniMap) -> str:
    name, layer = small.get_name(), small.tile_layer.get_name()
    return (
        f"var {name} = new L.Control.MiniMap({layer}, {tojavascript(small.options)});\n"
        f"{parent_name(small)}.addControl({name});\n"
    )


def _replace(element: Element, texts: TextStore, script: str) -> None:
    changes = {"script": lambda *_: script}
    vars(element)["_template"] = StandIn(element._template, texts, changes)  # noqa: SLF001
