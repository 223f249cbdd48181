"""Small pictures for places that run no script: a notebook that nobody has trusted yet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from PIL import Image

from .key import Paragraph
from .panel import draw_ground
from .picture import SETTINGS
from .scene import EDGE, ROOM, WIDTH, draw
from .sheet import DEFAULTS, Letter, Pen, Sheet, Theme
from .window import Rect, window_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from geo.story import Story

DPI = 75
_COLOURS = 255  # of the palette that makes the file a third as large
_MAP_HEIGHT = 380.0
_MOST_DOTS = 50_000  # more are thinned out evenly: a picture of 900 pixels shows no more


def still(story: Story) -> bytes:
    """Draw a story as a small PNG, 900 pixels wide.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it.

    Returns
    -------
    bytes
        The same bytes each time.

    Raises
    ------
    MapError
        The story can't be drawn; see `draw`.
    """
    return _png(draw(story))


def still_of_events(
    lonlat: NDArray[np.float64],
    *,
    colours: NDArray[np.str_],
    shapes: NDArray[Any],
    title: str,
    key: Sequence[tuple[str, str]],
) -> bytes:
    """Draw a table of events as a small PNG, 900 pixels wide.

    Parameters
    ----------
    lonlat : numpy.ndarray
        Lon, lat of shape (n, 2), in degrees; at least one.
    colours : numpy.ndarray of str
        Each event's colour.
    shapes : numpy.ndarray
        Lines and areas among the events, in degrees.
    title : str
        Headline.
    key : sequence of (str, str)
        Label and colour of each group.

    Returns
    -------
    bytes
        The same bytes each time.
    """
    theme = Theme(dark=False)
    with mpl.rc_context(DEFAULTS):
        sheet = Sheet(WIDTH, theme=theme)
        head = Paragraph(title, Letter(18, theme.ink("text"), "title"), ROOM, 1.2)
        head.draw(sheet, EDGE, -EDGE)
        top = -EDGE - head.height - 8
        rect = Rect(EDGE, top - _MAP_HEIGHT, WIDTH - EDGE, top)
        window = window_on(lonlat[_thinned(len(lonlat), 2_000)], rect=rect, least_km=20, margin=0.1)
        draw_ground(sheet, window)
        outline = Pen(line=theme.ink("event"), weight=0.7, layer=4)
        sheet.shapes(window.shapes(shapes), outline)
        taken = _thinned(len(lonlat), _MOST_DOTS)
        xy = window.points(lonlat[taken])
        inside = (xy >= (rect.left, rect.bottom)).all(1) & (xy <= (rect.right, rect.top)).all(1)
        inks = colours[taken][inside]
        size = 22 if len(lonlat) <= 1_000 else 6  # noqa: PLR2004 - where dots begin to touch
        x, y = xy[inside].T
        sheet.axes.scatter(x, y, s=size, c=inks, linewidths=0, zorder=5)
        row = rect.bottom - 16
        for label, colour in key:
            sheet.disc(EDGE + 4, row + 3, 3.5, Pen(fill=colour))
            sheet.text(EDGE + 14, row, label, Letter(8.5, theme.ink("text")))
            row -= 13
        return _png(sheet.cut(-row + EDGE / 2))


def _thinned(count: int, most: int) -> slice:
    return slice(None, None, -(-count // most) or 1)


def _png(figure: Any) -> bytes:  # noqa: ANN401 - matplotlib has no types
    drawn = io.BytesIO()
    with mpl.rc_context(SETTINGS):  # letters as wide as they were measured
        figure.savefig(drawn, format="png", dpi=DPI, backend="agg", metadata={"Software": None})
    small = io.BytesIO()
    picture = Image.open(drawn).convert("RGB")
    flat = picture.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    flat.save(small, format="png", optimize=True)
    return small.getvalue()
