"""A sheet of paper in points, and the few strokes that a picture is made of."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from geo.palette import MEDIA, PAPER, STATUSES

from .lettering import face, showable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

DEFAULTS: Any = {
    name: mpl.rcParamsDefault[name] for name in mpl.rcParamsDefault if name != "backend"
}
"""What a user's own ``matplotlibrc`` must not change; asking for a backend would load pyplot."""

POINTS_PER_INCH = 72
SCREEN_DPI = 100
DASH_SCALE = 0.62
"""The palette's dashes are in pixels of a screen map; a picture's lines are finer."""


@dataclass(frozen=True)
class Theme:
    """The palette, in light or dark."""

    dark: bool = False

    def ink(self, name: str) -> str:
        """Return a colour of the paper, by its name in `geo.palette.PAPER`."""
        ink = PAPER[name]
        return ink.dark if self.dark else ink.light

    def medium(self, name: str) -> str:
        """Return the colour of a medium; one that the palette lacks is as `other`."""
        ink = MEDIA.get(name, MEDIA["other"]).ink
        return ink.dark if self.dark else ink.light

    @staticmethod
    def dash(status: str) -> tuple[float, ...]:
        """Return stroke and gap of a status, in points."""
        dash = STATUSES[status].dash if status in STATUSES else ()
        return tuple(length * DASH_SCALE for length in dash)


@dataclass(frozen=True)
class Pen:
    """How a shape is stroked and filled; widths in points, empty colours draw nothing."""

    line: str = ""
    fill: str = ""
    weight: float = 0.6
    alpha: float = 1.0
    dash: tuple[float, ...] = ()
    layer: float = 1.0


@dataclass(frozen=True)
class Letter:
    """How a text is set: size in points, colour, font and alignment."""

    size: float
    colour: str
    font: str = "plain"
    across: Literal["left", "center", "right"] = "left"
    down: Literal["baseline", "center_baseline", "top", "center"] = "baseline"
    halo: str = ""
    layer: float = 8.0


class Picture(Figure):
    """A figure that shows itself in a notebook, whether or not pyplot was ever loaded."""

    told = ""
    """What it shows, in words."""

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=SCREEN_DPI, metadata={"Software": None})
        return buffer.getvalue(), {"alt": self.told}


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

    def cut(self, height: float, *, told: str = "") -> Picture:
        """Cut the sheet at a height, in points, and return the figure, which shows what is told."""
        self.figure.told = told
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(-height, 0)
        self.figure.set_size_inches(self.width / POINTS_PER_INCH, height / POINTS_PER_INCH)
        return self.figure

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
            self.axes.add_line(artist)
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
        self.axes.add_patch(artist)


def _codes(length: int, *, closed: bool) -> NDArray[np.uint8]:
    codes = np.full(length, Path.LINETO, dtype=np.uint8)
    codes[0] = Path.MOVETO
    if closed:
        codes[-1] = Path.CLOSEPOLY
    return codes
