"""A sheet in points, its strokes, and places by their precision."""

from __future__ import annotations

import io
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from geo.figures.labels import Label, Letter, Line, face, showable
from geo.palette import MEDIA, PAPER, STATUSES, Medium, Standing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from contextlib import AbstractContextManager

    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from geo.figures.axes import Window


DEFAULTS: Any = {
    name: mpl.rcParamsDefault[name] for name in mpl.rcParamsDefault if name != "backend"
}
"""What a user's own ``matplotlibrc`` must not change; asking for a backend would load pyplot."""

POINTS_PER_INCH = 72
SCREEN_DPI = 100
DASH_SCALE = 0.62
"""The palette's dashes are in pixels of a screen map; a picture's lines are finer."""


@dataclass(frozen=True)
class Sizes:
    """Sizes of letters and marks, in units of the sheet.

    Parameters
    ----------
    place, beside, count : float
        Letters of a place's name, of others at the same spot, and of its events.
    name, far, bar : float
        Letters of names around, of the far ends of links, and of the scale bar.
    dot : float
        Radius of a place that is known to the site.
    """

    place: float = 8.2
    beside: float = 6.8
    count: float = 6.6
    name: float = 6.6
    far: float = 6.8
    bar: float = 6.4
    dot: float = 3.0


@dataclass(frozen=True)
class Theme:
    """The palette, in light or dark, and sizes."""

    dark: bool = False
    sizes: Sizes = Sizes()
    own_media: Mapping[str, Medium] = field(default_factory=dict)
    statuses: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def media(self) -> dict[str, Medium]:
        """The media of the palette, and the story's own."""
        return {**MEDIA, **self.own_media}

    def ink(self, name: str) -> str:
        """Return a colour of the paper, by its name in `geo.palette.PAPER`."""
        ink = PAPER[name]
        return ink.dark if self.dark else ink.light

    def medium(self, name: str) -> str:
        """Return the colour of a medium; one that the palette lacks is as `other`."""
        ink = self.media.get(name, MEDIA["other"]).ink
        return ink.dark if self.dark else ink.light

    def dash(self, status: str) -> tuple[float, ...]:
        """Return stroke and gap of a status, in points."""
        return tuple(length * DASH_SCALE for length in self.pixels(status))

    def pixels(self, status: str) -> tuple[float, ...]:
        """Return stroke and gap of a status, the story's own or the palette's, in pixels."""
        own = self.statuses.get(status, STATUSES.get(status))
        return own.dash if own else ()


@dataclass(frozen=True)
class Pen:
    """How a shape is stroked and filled; widths in points, empty colours draw nothing."""

    line: str = ""
    fill: str = ""
    weight: float = 0.6
    alpha: float = 1.0
    dash: tuple[float, ...] = ()
    layer: float = 1.0


class Picture(Figure):
    """A figure that shows itself in a notebook, whether or not pyplot was ever loaded."""

    alt = ""
    """What it shows, in words."""

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=SCREEN_DPI, metadata={"Software": None})
        return buffer.getvalue(), {"alt": self.alt}


class Sheet:
    """A figure with one pair of axes over all of it, whose unit is a point (1/72 inch).

    The upper left corner is (0, 0), and y is negative below it, so that a picture can be drawn
    from its top before its height is known; `cut` gives it one.

    Parameters
    ----------
    width : float
        Width in points.
    theme : Theme
        Colours.
    """

    def __init__(self, width: float, *, theme: Theme) -> None:
        self.width = width
        self.theme = theme
        self.figure = Picture(facecolor=theme.ink("page"))
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()

    def cut(self, height: float, *, alt: str = "") -> Picture:
        """Cut the sheet at a height, in points, and return the figure and its text in words."""
        self.figure.alt = alt
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(-height, 0)
        self.figure.set_size_inches(self.width / POINTS_PER_INCH, height / POINTS_PER_INCH)
        return self.figure

    def group(self, kind: str, *ids: str) -> AbstractContextManager[None]:  # noqa: ARG002
        """Mark what is drawn next, for sheets whose parts can be told apart: a picture's can't."""
        return nullcontext()

    def shapes(self, shapes: Any, pen: Pen) -> None:  # noqa: ANN401 - one shape or an array
        """Draw polygons and lines, in points."""
        parts = shapely.get_parts(np.atleast_1d(np.asarray(shapes, dtype=object)))
        parts = shapely.get_parts(parts)
        areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
        lines = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
        rings: list[NDArray[np.float64]] = []
        for area in shapely.orient_polygons(areas):
            rings += [shapely.get_coordinates(ring) for ring in (area.exterior, *area.interiors)]
        self._path(rings, pen, closed=True)
        if pen.line:
            self._path([shapely.get_coordinates(line) for line in lines], pen, closed=False)

    def line(self, points: NDArray[np.float64], pen: Pen) -> None:
        """Draw one line through points of shape (n, 2)."""
        self._path([points], pen, closed=False)

    def polygon(self, points: NDArray[np.float64], pen: Pen) -> None:
        """Draw one closed shape through points of shape (n, 2)."""
        self._path([np.vstack([points, points[:1]])], pen, closed=True)

    def disc(self, x: float, y: float, radius: float, pen: Pen) -> None:
        """Draw a disc or a ring."""
        turn = np.linspace(0, 2 * np.pi, 49)[:-1]
        self.polygon(np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)]), pen)

    def box(self, left: float, bottom: float, right: float, top: float, pen: Pen) -> None:
        """Draw a rectangle."""
        corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
        self.polygon(np.array(corners, dtype=float), pen)

    def text(self, x: float, y: float, text: str, letter: Letter) -> None:
        """Set one line of text, letter for letter."""
        artist = Text(
            x,
            y,
            showable(text, font=letter.font),
            color=letter.colour,
            fontproperties=face(letter.font),
            horizontalalignment=letter.across,
            verticalalignment=letter.down,
            parse_math=False,
            zorder=letter.layer,
        )
        artist.set_fontsize(letter.size)
        if letter.halo:
            artist.set_path_effects([withStroke(linewidth=2.6, foreground=letter.halo)])
        self.axes.add_artist(artist)

    def _path(self, lines: list[NDArray[np.float64]], pen: Pen, *, closed: bool) -> None:
        if not lines:
            return
        codes = np.concatenate([_codes(len(line), closed=closed) for line in lines])
        path = Path(np.concatenate(lines), codes)
        # matplotlib counts dashes in widths of the line
        dash = tuple(length / pen.weight for length in pen.dash)
        stroke: Any = (0, dash) if dash else "solid"
        if not closed and len(lines) == 1:
            xs, ys = lines[0].T
            artist: Any = Line2D(xs, ys, color=pen.line, linewidth=pen.weight, linestyle=stroke)
            artist.set_dash_capstyle("butt")
            artist.set_solid_capstyle("round")
            artist.set(alpha=pen.alpha, zorder=pen.layer)
            self.axes.add_artist(artist)  # not `add_line`: it would measure what `cut` sets
            return
        artist = PathPatch(
            path,
            facecolor=pen.fill if pen.fill and closed else "none",
            edgecolor=pen.line or "none",
            linewidth=pen.weight if pen.line else 0,
            linestyle=stroke,
            joinstyle="round",
            alpha=pen.alpha,
            zorder=pen.layer,
        )
        self.axes.add_artist(artist)


def _codes(length: int, *, closed: bool) -> NDArray[np.uint8]:
    codes = np.full(length, Path.LINETO, dtype=np.uint8)
    codes[0] = Path.MOVETO
    if closed:
        codes[-1] = Path.CLOSEPOLY
    return codes


POINTLIKE = ("site", "street")
CIRCULAR = ("suburb", "city")
SMALLEST = 5.0
"""An extent of fewer points is drawn as a mark of its kind, for it would not be seen."""

UNSURE = "?"
"""The sign of a place that may be another one of that name."""

TOGETHER = {True: 4.0, False: 9.0}
"""Places nearer than this, in points, share one label: where each needs one, and elsewhere."""


@dataclass(frozen=True)
class Mark:
    """A place in a window: where its mark stands, and its radius, in points."""

    place: str
    x: float
    y: float
    reach: float
    is_area: bool
    is_unsure: bool = False

    @property
    def sign(self) -> tuple[float, float]:
        """Where the sign of an unsure place stands: upper left; in an area, above its name."""
        if self.is_area:
            return self.x, self.y + 9.0
        away = 0.72 * self.reach + 3.4
        return self.x - away, self.y + away


def draw_places(sheet: Sheet, places: gpd.GeoDataFrame, *, window: Window) -> list[Mark]:
    """Draw every place that the window shows, larger ones first.

    Parameters
    ----------
    sheet : Sheet
        Where to draw.
    places : geopandas.GeoDataFrame
        A story's places.
    window : Window
        Where they are drawn.

    Returns
    -------
    list of Mark
        One for each place that can be seen, in the order of `places`.
    """
    known = places[~(places.geometry.isna() | places.geometry.is_empty)]
    marks = []
    for place in known.geometry.map(_size).sort_values(ascending=False, kind="stable").index:
        with sheet.group("place", str(place)):
            mark = _draw(sheet, known.loc[place], window)
        if mark:
            marks.append(mark)
    order = {place: at for at, place in enumerate(places.index)}
    return sorted(marks, key=lambda mark: order[mark.place])


def _size(shape: shapely.Geometry) -> float:
    return float(shape.area)


def _draw(sheet: Sheet, place: pd.Series, window: Window) -> Mark | None:
    shape = window.shapes([place.geometry])
    at = window.points(np.array([[place["lon"], place["lat"]]], dtype=float))[0]
    whole = shapely.union_all(shape) if len(shape) else shapely.Point()
    left, bottom, right, top = shapely.bounds(whole)
    extent = 0.0 if np.isnan(left) else max(right - left, top - bottom)
    if place["precision"] in POINTLIKE or extent < SMALLEST:
        if not window.holds(at):
            return None
        _dot(sheet, at, place)
        return _mark(place, at, reach=sheet.theme.sizes.dot + 0.2, is_area=False)
    if shapely.covers(whole, window.outline):
        return None
    round_ = place["precision"] in CIRCULAR
    inside = window.holds(at, inset=6)
    if round_ and not inside:
        return None
    _extent(sheet, place, window)
    if not inside:
        at = shapely.get_coordinates(shapely.point_on_surface(whole))[0]
    reach = extent / 2 if round_ else 0.0
    return _mark(place, at, reach=reach, is_area=not round_)


def _mark(place: pd.Series, at: np.ndarray, *, reach: float, is_area: bool) -> Mark:
    return Mark(str(place.name), at[0], at[1], reach, is_area, bool(place["unsure"]))


def draw_unsure(sheet: Sheet, x: float, y: float, *, colour: str) -> None:
    """Draw the sign of a place that may be another one of that name, in the middle of a point."""
    halo = sheet.theme.ink("halo")
    letter = Letter(8.6, colour, "bold", "center", "center_baseline", halo=halo, layer=6.6)
    sheet.text(x, y, UNSURE, letter)


def _dot(sheet: Sheet, at: np.ndarray, place: pd.Series) -> None:
    theme = sheet.theme
    ink, paper = theme.ink("event"), theme.ink("event-paper")
    radius = theme.sizes.dot
    if place["precision"] in POINTLIKE:
        sheet.disc(at[0], at[1], radius, Pen(line=paper, fill=ink, weight=0.8, layer=6))
    else:
        sheet.disc(at[0], at[1], radius + 0.2, Pen(line=ink, fill=paper, weight=1.3, layer=6))


def _extent(sheet: Sheet, place: pd.Series, window: Window) -> None:
    """Tint an area, and outline one that is wholly in sight.

    Countries have borders of their classes, and a piece of an outline would look like a link.
    """
    ink = sheet.theme.ink("event")
    tint = 0.05 if place["precision"] in ("country", *CIRCULAR) else 0.08
    sheet.shapes(window.shapes([place.geometry]), Pen(fill=ink, alpha=tint, layer=2.2))
    if place["precision"] == "country":
        return
    dash = (3.0, 2.2) if place["disputed"] else ()
    if place["precision"] not in CIRCULAR and _is_cut(place.geometry, window):
        return
    weight = 1.1 if place["precision"] in CIRCULAR else 0.8
    pen = Pen(line=ink, weight=weight, alpha=0.75, dash=dash, layer=2.6)
    sheet.shapes(window.shapes([shapely.boundary(place.geometry)]), pen)


def _is_cut(shape: shapely.Geometry, window: Window) -> bool:
    """Return whether a part of a shape lies beyond the window."""
    return not all(window.holds(at) for at in window.points(shapely.get_coordinates(shape)))


def place_labels(
    marks: list[Mark],
    *,
    places: gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    theme: Theme,
    needed: bool,
    leading: Collection[str] = (),
) -> list[Label]:
    """Write a label for each mark, or for the marks that stand together, the weightiest first.

    Parameters
    ----------
    marks : list of Mark
        As `draw_places` gives them.
    places, events : geopandas.GeoDataFrame
        A story's.
    theme : Theme
        Colours.
    needed : bool
        Every label shall find room, with a line to its mark if need be.
    leading : collection of str
        Places that come before all others.

    Returns
    -------
    list of Label
        Points and circles before areas, more claims before fewer.
    """
    ranked = sorted(
        marks, key=lambda mark: (mark.place not in leading, *_rank(mark, places.loc[mark.place]))
    )
    groups: list[list[Mark]] = []
    for mark in ranked:
        for group in groups:
            first = group[0]
            near = np.hypot(mark.x - first.x, mark.y - first.y) < TOGETHER[needed]
            if near and not mark.is_area and not first.is_area:
                group.append(mark)
                break
        else:
            groups.append([mark])
    return [
        _label(group, places=places, events=events, theme=theme, needed=needed) for group in groups
    ]


def _rank(mark: Mark, place: pd.Series) -> tuple[bool, bool, int]:
    """Areas last; what is known less exactly than told after what it is known by; then claims."""
    return mark.is_area, place["kind"] != place["precision"], -int(place["claims"])


def _label(
    group: list[Mark],
    *,
    places: gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    theme: Theme,
    needed: bool,
) -> Label:
    first = group[0]
    ink, quiet, halo = theme.ink("name-story"), theme.ink("quiet"), theme.ink("halo")
    country = places.loc[first.place, "precision"] == "country"
    font = "oblique" if first.is_area else "bold"
    sizes = theme.sizes
    head = Letter(
        sizes.place, ink if not country else theme.ink("quiet"), font, "center", halo=halo
    )
    lines = [Line(str(places.loc[first.place, "label"]), head)]
    if needed:
        small = Letter(sizes.beside, ink, "plain", "center", halo=halo)
        lines += [Line(str(places.loc[mark.place, "label"]), small) for mark in group[1:4]]
    text = events_text(events, [mark.place for mark in group])
    if text:
        lines.append(Line(text, Letter(sizes.count, quiet, "plain", "center", halo=halo)))
    reach = max(mark.reach for mark in group)
    return Label(
        first.x,
        first.y,
        reach,
        tuple(lines),
        centred=first.is_area,
        needed=needed,
        names=tuple(mark.place for mark in group),
    )


def events_text(events: gpd.GeoDataFrame, places: list[str]) -> str:
    """Return how many events some places have, and how many of these are contested.

    Examples
    --------
    >>> import pandas as pd
    >>> events = pd.DataFrame({"place": ["a", "a", "b"], "contested": [True, False, False]})
    >>> events_text(events, ["a"])
    '2 events, 1 contested'
    """
    here = events[events["place"].isin(places)]
    if here.empty:
        return ""
    contested = int(here["contested"].sum())
    text = f"{len(here)} event{'s' if len(here) != 1 else ''}"
    return f"{text}, {contested} contested" if contested else text
