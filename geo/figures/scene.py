"""A story as one static picture: maps, links, figures, credits; pictures as PNG, SVG or PDF."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

from geo.credits import CREDIT_LINES
from geo.errors import STORY, ExportError, MapError, as_path, check_has
from geo.figures.axes import Rect, Window, window_on
from geo.figures.key import DotRange, Paragraph, Signs, Stack, link_list
from geo.figures.labels import Letter, showable
from geo.figures.messages import (
    credits_text,
    description,
    differing_sets,
    finding_text,
    not_drawn,
    sources_text,
    unsure_places,
)
from geo.figures.panel import draw_panel, is_way_unstated, near_views, whole_points
from geo.figures.sheet import DEFAULTS, Sheet, Theme
from geo.files import write_whole

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from geo.figures.axes import Arc
    from geo.figures.key import Block
    from geo.story.story import Story

WIDTH = 864.0
EDGE = 28.0
GUTTER = 16.0
MAP_HEIGHT = 400.0
VIEW_HEIGHT = 262.0
MOST_PANELS = 3
MOST_SETS = 2
ROOM = WIDTH - 2 * EDGE

FANNED = (
    "Lines join their ends and show no route. Those that join about the same places are bowed "
    "apart to be seen; lengths are those of great circles. Main map: areas are true, north is up "
    "in the middle."
)

FAINT = "A line is faint where only the country of an end, or the way round the world, is told."

WANTED = {
    "places": (
        "name",
        "label",
        "kind",
        "precision",
        "lon",
        "lat",
        "disputed",
        "unsure",
        "claims",
        "geometry",
    ),
    "events": ("title", "place", "contested"),
    "links": (
        *("title", "from_label", "to_label", "from_unsure", "to_unsure", "country_ends", "via"),
        *("medium", "direction", "status"),
    ),
    "claims": (
        *("about", "said_by_label", "status", "source_label", "paragraph"),
        *("denied_by", "contradicts"),
    ),
    "figures": (
        "claim",
        "measure",
        "low",
        "high",
        "bound",
        "label",
        "set",
        "scope",
        "source_label",
    ),
}


def draw(story: Story, *, dark: bool = False) -> Figure:
    """Draw a story as a picture for print and for pages that run no script.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it.
    dark : bool
        On dark paper.

    Returns
    -------
    matplotlib.figure.Figure
        12 inches wide, as high as it needs. It belongs to no window and to no backend; saving it
        with `save_picture` gives the same bytes each time.

    Raises
    ------
    ArgumentError
        When an argument is of the wrong type.
    MapError
        A frame lacks a column or is not in EPSG:4326, or nothing in the story has a place.

    Notes
    -----
    The main map shows every link whose ends are told, in an equal-area projection about their
    middle, numbered as in the list below it. Views of the story that are much smaller get a map of
    their own. Places are drawn as exactly as they are known: a dot, a circle of the radius, an
    outline; a question mark beside one, or near the end of a link, says that it may be another
    place of that name. Dashes tell the status. Figures of one set on which the sources differ
    stand beside each other. What can't be drawn is said in words.

    Examples
    --------
    >>> import geo
    >>> figure = draw(geo.read_story("data"))  # the tables of this project's own story
    >>> float(figure.get_size_inches()[0])
    12.0
    """
    check_has("story", story, *WANTED, wanted=STORY)
    _require(story)
    with mpl.rc_context(DEFAULTS):
        return _Scene(
            story,
            Theme(
                dark=dark,
                own_media=getattr(story, "media", {}),
                statuses=getattr(story, "statuses", {}),
            ),
        ).drawn()


@dataclass(frozen=True, eq=False)
class _Scene:
    """The blocks of a picture, laid out from top to bottom."""

    story: Story
    theme: Theme

    def drawn(self) -> Figure:
        """Draw from the top, and cut the sheet where the last block ends."""
        sheet = Sheet(WIDTH, theme=self.theme)
        top = -EDGE
        head = self._head()
        head.draw(sheet, EDGE, top)
        top -= head.height + 12
        rect = Rect(EDGE, top - MAP_HEIGHT, WIDTH - EDGE, top)
        whole = draw_panel(sheet, self.story, window=self._whole(rect), whole=True)
        top -= MAP_HEIGHT + 14
        seen, row = self._row(sheet, top)
        top -= row
        foot = self._foot(whole.arcs, whole.places | seen)
        foot.draw(sheet, EDGE, top)
        alt = f"Map: {self.story.title}. {finding_text(self.story)}".strip()
        return sheet.cut(-top + foot.height + EDGE, alt=alt)

    def _head(self) -> Stack:
        title = Paragraph(self.story.title, Letter(25, self.theme.ink("text"), "title"), ROOM, 1.2)
        text = finding_text(self.story)
        finding = Paragraph(text, Letter(11.2, self.theme.ink("quiet")), ROOM, 1.4)
        return Stack((title, finding) if text else (title,), 6)

    def _whole(self, rect: Rect) -> Window:
        """Return a window on every link; on every place where there is no link to draw."""
        lonlat = whole_points(self.story)
        return window_on(lonlat, rect=rect, least_km=20, margin=0.13)

    def _near_views(self) -> list[tuple[str, str, NDArray[np.float64]]]:
        """Return id, title and points of the views that are much smaller than the whole."""
        reach = self._whole(Rect(0, 0, ROOM, MAP_HEIGHT)).width_km
        return near_views(self.story, reach_km=reach)

    def _row(self, sheet: Sheet, top: float) -> tuple[frozenset[str], float]:
        """Draw views and differing figures side by side; return places shown, height used."""
        views = self._near_views()
        sets = [*differing_sets(self.story.figures, self.story.claims)]
        cells = views[: MOST_PANELS - bool(sets)]
        count = len(cells) + bool(sets)
        if not count:
            return frozenset(), 0.0
        room = (ROOM - GUTTER * (count - 1)) / count
        seen: frozenset[str] = frozenset()
        for at, (_, title, lonlat) in enumerate(cells):
            left = EDGE + at * (room + GUTTER)
            heading = Paragraph(title, Letter(9.4, self.theme.ink("text"), "bold"), room)
            heading.draw(sheet, left, top)
            rect = Rect(left, top - VIEW_HEIGHT, left + room, top - heading.height - 3)
            window = window_on(lonlat, rect=rect, least_km=8, margin=0.12)
            seen |= draw_panel(sheet, self.story, window=window, whole=False).places
        ranges = Stack(
            tuple(DotRange(figures, self.theme, room) for figures in sets[:MOST_SETS]), 14
        )
        if sets:
            ranges.draw(sheet, EDGE + (count - 1) * (room + GUTTER), top)
        return seen, max(VIEW_HEIGHT if cells else 0.0, ranges.height) + 16

    def _foot(self, arcs: tuple[Arc, ...], shown: frozenset[str]) -> Stack:
        small = Letter(7.4, self.theme.ink("quiet"))
        unsure = bool(self.story.places["unsure"].any())
        drawn = self.story.links[self.story.links.geometry.notna()]
        statuses = frozenset(drawn["status"]) if arcs else frozenset()
        blocks: list[Block] = [Signs(ROOM, self.theme, statuses, unsure)]
        if arcs:
            blocks.append(link_list(self.story, arcs, theme=self.theme, room=ROOM))
        notes = [*unsure_places(self.story.places), *not_drawn(self.story, shown=shown)]
        notes += [sources_text(self.story), credits_text()]
        if len(arcs) > 1:
            notes.insert(0, f"{FANNED} {FAINT}" if _any_faint(drawn) else FANNED)
        blocks += [Paragraph(text, small, ROOM) for text in notes]
        return Stack(tuple(blocks), 6)


def _any_faint(links: gpd.GeoDataFrame) -> bool:
    return any(row["country_ends"] or is_way_unstated(row) for _, row in links.iterrows())


def _require(story: Story) -> None:
    for name, wanted in WANTED.items():
        frame = getattr(story, name)
        missing = sorted(set(wanted) - set(frame.columns))
        if missing:
            raise MapError(f"{name}: wanted the columns {', '.join(missing)}, got none of them")
        crs = getattr(frame, "crs", "EPSG:4326")
        if crs is None or crs != "EPSG:4326":
            raise MapError(f"{name}: wanted CRS EPSG:4326, got {crs}; call to_crs(4326) first")
    if story.places.geometry.isna().all():
        raise MapError(
            "places: wanted at least one with a geometry, got none; give country, within or query "
            "in places.csv and geocode again, or pin one by hand in pins.csv"
        )


_PATH = re.compile(r' d="([^"]*)"')
_STROKE = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_KNOWN = frozenset("MLQz")
_NEEDLESS = re.compile(r" (?=-)|(?<=\.\d) (?=\.)|(?<=\.\d\d) (?=\.)")
"""Spaces before a number that no reader could join to the one before it."""


def compact(svg: str) -> str:
    r"""Shorten the paths of an SVG as matplotlib writes it.

    Parameters
    ----------
    svg : str
        The file's text.

    Returns
    -------
    str
        The same picture to a hundredth of a point. Lines and curves are written as steps from point
        to point, each rounded from where it really is, so that no error adds up.

    Examples
    --------
    >>> compact('<path d="M 10 20.004 \nL 9.5 20 \nL 9.75 20.25 \nz\n"/>')
    '<path d="m10 20-.5 0 .25.25z"/>'
    """
    return _PATH.sub(lambda path: f' d="{_shortened(path[1])}"', svg)


def _shortened(path: str) -> str:
    strokes = [(command, numbers.split()) for command, numbers in _STROKE.findall(path)]
    if not {command for command, _ in strokes} <= _KNOWN:
        return path
    written, last, at, start = [], "", (0, 0), (0, 0)
    for command, numbers in strokes:
        ends = [round(float(number) * 100) for number in numbers]
        steps = [_number(end - at[side % 2]) for side, end in enumerate(ends)]
        at = (ends[-2], ends[-1]) if ends else start
        start = at if command == "M" else start
        letter = "" if command == last else command.lower()
        last = "L" if command == "M" else command  # pairs after a move are lines
        written.append(f"{' ' if steps and not letter else letter}{' '.join(steps)}")
    return _NEEDLESS.sub("", "".join(written))


@lru_cache(maxsize=1 << 16)  # most steps are short, and written again and again
def _number(hundredths: int) -> str:
    number = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    return re.sub(r"^(-?)0\.", r"\1.", number)


FORMATS = (".png", ".svg", ".pdf")
DPI = 200

SETTINGS: Any = {
    **DEFAULTS,
    "svg.hashsalt": "geo",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "text.hinting": "no_hinting",
}
"""How files are written, whatever a user's own ``matplotlibrc`` says."""


def save_picture(
    story: Story, path: str | os.PathLike[str], *, dark: bool = False, dpi: int = DPI
) -> Path:
    """Draw a story and save the picture.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it.
    path : path-like
        Ends in ``.png``, ``.svg`` or ``.pdf``. The file appears whole or not at all.
    dark : bool
        On dark paper.
    dpi : int
        Pixels per inch of a PNG, which is 12 inches wide: 200 give 2,400 pixels.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ArgumentError
        When an argument is of the wrong type.
    ExportError
        The path has another ending.
    MapError
        The story can't be drawn; see `draw`.

    Notes
    -----
    Letters are outlines in SVG, so that every machine shows the same picture; its parts stand in
    layers that Illustrator and Inkscape name: Paper, Basemap, Places, Names, Links, Events, Text,
    Frames. Title and description are there as text for screen readers, in SVG, PNG and PDF. No
    clock and no name of a program goes into the file.

    Examples
    --------
    >>> import geo
    >>> import tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     picture = save_picture(story, f"{folder}/london-karachi.svg")
    ...     picture.name, picture.read_text(encoding="utf-8")[:5]
    ('london-karachi.svg', '<?xml')
    """
    (target,) = save_pictures(story, [path], dark=dark, dpi=dpi)
    return target


def save_pictures(
    story: Story, paths: Iterable[str | os.PathLike[str]], *, dark: bool = False, dpi: int = DPI
) -> list[Path]:
    """Draw a story once and save the picture in several files; see `save_picture`."""
    targets = [as_path("path", path) for path in paths]
    for target in targets:
        if target.suffix.lower() not in FORMATS:
            raise ExportError(f"path: wanted {', '.join(FORMATS)} at the end, got {target.name!r}")
    figure = draw(story, dark=dark)
    _name_layers(figure)
    for target in targets:
        write_whole(target, _encoded(figure, story, target.suffix.lower(), dpi))
    return targets


def _encoded(figure: Figure, story: Story, suffix: str, dpi: int) -> bytes:
    """Return a figure as the bytes of a file."""
    buffer = io.BytesIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(
            buffer,
            format=suffix[1:],
            dpi=dpi,
            metadata=_metadata(story, suffix),
            backend=_BACKENDS[suffix],
        )
    data = buffer.getvalue()
    return _described(data, story) if suffix == ".svg" else data


_BACKENDS = {".png": "agg", ".svg": "svg", ".pdf": "pdf"}


def _metadata(story: Story, suffix: str) -> dict[str, str | None]:
    title, summary = showable(story.title), showable(description(story))
    rights = ". ".join(CREDIT_LINES)
    if suffix == ".png":
        return {"Title": title, "Description": summary, "Copyright": rights, "Software": None}
    if suffix == ".pdf":
        metadata = {"Title": title, "Subject": summary, "Keywords": rights}
        return {**metadata, "Creator": "geo", "Producer": "geo", "CreationDate": None}
    return {"Title": title, "Rights": rights, "Creator": "geo", "Date": None, "Format": None}


def _described(svg: bytes, story: Story) -> bytes:
    """Name and describe an SVG for who can't see it, and write its paths short."""
    text = svg.decode("utf-8")
    text = text.replace("<svg ", '<svg role="img" aria-labelledby="title desc" ', 1)
    summary = f'</title>\n <desc id="desc">{escape(showable(description(story)))}</desc>'
    text = text.replace("<title>", '<title id="title">', 1).replace("</title>", summary, 1)
    return compact(_layered(text)).encode()


_LAYERS = {
    "Frames": 9.0,
    "Text": 6.5,
    "Events": 5.0,
    "Links": 3.0,
    "Names": 2.7,
    "Places": 2.2,
    "Basemap": 0.0,
}
"""Layers of an SVG as Illustrator and Inkscape name them, and where each begins in the sheet."""
_DRAWN = re.compile(r'^   <g id="([A-Z][a-z]+)\.\d+">$')
_INKSCAPE = "http://www.inkscape.org/namespaces/inkscape"


def _name_layers(figure: Figure) -> None:
    """Mark each part of a picture with its layer, by which `_layered` finds it."""
    parts = sorted(figure.axes[0].get_children(), key=lambda part: part.get_zorder())
    for number, part in enumerate(parts):
        order = part.get_zorder()
        layer = next((name for name, start in _LAYERS.items() if order >= start), "Basemap")
        part.set_gid(f"{layer}.{number}")


def _layered(svg: str) -> str:
    """Return an SVG of matplotlib's whose parts stand in named layers at its top."""
    svg = svg.replace("<svg ", f'<svg xmlns:inkscape="{_INKSCAPE}" ', 1)
    svg = svg.replace(' <g id="figure_1">\n', f"{_opened('Paper')}\n", 1)
    start, axes, rest = svg.partition('  <g id="axes_1">\n')
    drawn, end, tail = rest.partition("  </g>\n </g>\n")
    lines, layer = [], "Paper"
    for line in drawn.splitlines():
        match = _DRAWN.match(line)
        if match and match[1] != layer:
            layer = match[1]
            lines += [" </g>", _opened(layer)]
        lines.append(line)
    return "".join(
        [start, *(f"{line}\n" for line in lines), " </g>\n" if axes and end else "", tail]
    )


def _opened(layer: str) -> str:
    return f' <g id="{layer}" inkscape:groupmode="layer" inkscape:label="{layer}">'
