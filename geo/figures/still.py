"""Small pictures: for places that run no script, for previews of links and feeds."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import shapely
from PIL import Image

from geo.errors import MapError
from geo.figures.axes import Rect, window_on
from geo.figures.key import Paragraph
from geo.figures.labels import Letter
from geo.figures.panel import draw_ground, draw_panel, whole_points
from geo.figures.scene import EDGE, ROOM, SETTINGS, WIDTH, draw
from geo.figures.sheet import DEFAULTS, Pen, Sheet, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.figures.axes import Window
    from geo.story.story import Story

DPI = 75
_COLOURS = 255  # of the palette that makes the file a third as large
_MAP_HEIGHT = 380.0
_MOST_DOTS = 50_000  # more are thinned out evenly: a picture of 900 pixels shows no more
_MOST_FRAMING = 2_000
_DIRECTIONS = 16
_BEND = 5.0  # degrees between vertices of a box, so that its edges are framed where they bend
_SMALLEST = 4.0  # points: a shape smaller than this is a dot


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

    Examples
    --------
    >>> import geo
    >>> image = Image.open(io.BytesIO(still(geo.read_story("data"))))  # this project's own story
    >>> image.width
    900
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
        Lon, lat of shape (n, 2), in degrees; at least one. The last ones lie on the `shapes`.
    colours : numpy.ndarray of str
        Each event's colour.
    shapes : numpy.ndarray
        Lines and areas, in degrees, edges straight in degrees. Those too small to be seen are dots.
    title : str
        Headline.
    key : sequence of (str, str)
        Label and colour of each group.

    Returns
    -------
    bytes
        The same bytes each time.

    Examples
    --------
    >>> drawn = still_of_events(
    ...     np.array([[67.01, 24.86]]),
    ...     colours=np.array(["#034d8e"]),
    ...     shapes=np.array([], dtype=object),
    ...     title="Karachi",
    ...     key=[("a call", "#034d8e")],
    ... )
    >>> Image.open(io.BytesIO(drawn)).width
    900
    """
    theme = Theme(dark=False)
    with mpl.rc_context(DEFAULTS):
        sheet = Sheet(WIDTH, theme=theme)
        head = Paragraph(title, Letter(18, theme.ink("text"), "title"), ROOM, 1.2)
        head.draw(sheet, EDGE, -EDGE)
        top = -EDGE - head.height - 8
        rect = Rect(EDGE, top - _MAP_HEIGHT, WIDTH - EDGE, top)
        framing = np.vstack([_framing(lonlat), _framing(_outer(shapes))])
        window = window_on(framing, rect=rect, least_km=20, margin=0.1)
        draw_ground(sheet, window)
        single = len(lonlat) - len(shapes)
        large = _large(window, shapes)
        _draw_shapes(sheet, window, shapes[large], colours[single:][large])
        points, owner = _points_among(shapes[large])
        dots = np.r_[np.full(single, fill_value=True), ~large]
        inks = np.r_[colours[dots], colours[single:][large][owner]]
        _draw_dots(sheet, window, np.vstack([lonlat[dots], points]), inks)
        row = rect.bottom - 16
        for label, colour in key:
            sheet.disc(EDGE + 4, row + 3, 3.5, Pen(fill=colour))
            sheet.text(EDGE + 14, row, label, Letter(8.5, theme.ink("text")))
            row -= 13
        return _png(sheet.cut(-row + EDGE / 2))


def _framing(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Thin points out, but keep the outermost, whichever meridian the picture is cut along."""
    if len(lonlat) <= _MOST_FRAMING:
        return lonlat
    chosen = {*range(len(lonlat))[_thinned(len(lonlat), _MOST_FRAMING)]}
    lon, lat = lonlat.T
    for across in (lon, lon % 360):
        for turn in np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False):
            chosen.add(int(np.argmax(across * np.cos(turn) + lat * np.sin(turn))))
    return lonlat[sorted(chosen)]


def _outer(shapes: NDArray[Any]) -> NDArray[np.float64]:
    """Return points along the boxes around shapes, lon and lat of shape (n, 2)."""
    west, south, east, north = shapely.bounds(shapes).T
    boxes = shapely.box(west, south, east, north)
    wide = np.maximum(east - west, north - south) > _BEND
    points = shapely.get_coordinates(boxes)
    between = shapely.get_coordinates(shapely.segmentize(boxes[wide], _BEND))
    return np.vstack([points, between])


def _large(window: Window, shapes: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which shapes are large enough to be seen."""
    west, south, east, north = shapely.bounds(shapes).T
    low = window.points(np.column_stack([west, south]))
    high = window.points(np.column_stack([east, north]))
    far = np.maximum(east - west, north - south) > _BEND  # its corners may fall together
    large: NDArray[np.bool_] = far | (np.abs(high - low).max(axis=1) >= _SMALLEST)
    return large


def _draw_shapes(
    sheet: Sheet, window: Window, shapes: NDArray[Any], colours: NDArray[np.str_]
) -> None:
    """Draw the lines and areas of shapes, group by group."""
    sound = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
    parts, owner = _single_parts(sound)
    areas = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    lines = np.where(areas, shapely.boundary(parts), parts)  # a cut at the far side is no outline
    for colour in np.unique(colours):
        own = colours[owner] == colour
        sheet.shapes(window.shapes(parts[own & areas]), Pen(fill=colour, alpha=0.16, layer=4))
        sheet.shapes(window.shapes(lines[own]), Pen(line=colour, weight=1.1, layer=4))


def _points_among(shapes: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return lon, lat of the points among parts of shapes, and the number of each one's shape."""
    parts, owner = _single_parts(shapes)
    points = shapely.get_type_id(parts) == shapely.GeometryType.POINT
    return shapely.get_coordinates(parts[points]), owner[points]


def _single_parts(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Split collections; return points, lines and polygons, and the number of each's shape."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while np.any(shapely.get_type_id(parts) > shapely.GeometryType.POLYGON):
        parts, index = shapely.get_parts(parts, return_index=True)
        owner = owner[index]
    filled = ~shapely.is_empty(parts)
    return parts[filled], owner[filled]


def _draw_dots(
    sheet: Sheet, window: Window, lonlat: NDArray[np.float64], colours: NDArray[np.str_]
) -> None:
    taken = _thinned(len(lonlat), _MOST_DOTS)
    rect = window.rect
    xy = window.points(lonlat[taken])
    inside = (xy >= (rect.left, rect.bottom)).all(1) & (xy <= (rect.right, rect.top)).all(1)
    size = 22 if len(lonlat) <= 1_000 else 6  # noqa: PLR2004 - where dots begin to touch
    x, y = xy[inside].T
    sheet.axes.scatter(x, y, s=size, c=colours[taken][inside], linewidths=0, zorder=5)


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


@dataclass(frozen=True)
class CardSize:
    """The size of a card in pixels, and of its title in points of a sheet of half that size."""

    width: int
    height: int
    title: float


CARDS = {
    "preview": CardSize(1200, 630, 23),
    "square": CardSize(1200, 1200, 30),
    "upright": CardSize(1080, 1350, 29),
}
"""For previews of links, for square feeds, and for upright ones."""

_SCALE = 2
_DPI = 144
_EDGE = 22.0
_GAP = 10.0
_MOST_LINES = 3
_FOOT = 9.5


def draw_card(story: Story, name: str) -> bytes:
    r"""Draw a card of a story.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it.
    name : str
        ``preview`` (1200 x 630), ``square`` (1200 x 1200) or ``upright`` (1080 x 1350).

    Returns
    -------
    bytes
        A PNG with the title in it, and no time. The same story gives the same bytes.

    Raises
    ------
    geo.errors.MapError
        Nothing in the story has a place.

    Examples
    --------
    >>> import geo
    >>> draw_card(geo.read_story("data"), "preview")[:4]  # this project's own story
    b'\x89PNG'
    """
    if story.places.geometry.isna().all():
        raise MapError("places: found none with a point, wanted one for a picture")
    size = CARDS[name]
    with mpl.rc_context(DEFAULTS):
        figure = _drawn(story, size)
        data = io.BytesIO()
        texts = {"Title": story.title, "Software": None}
        figure.savefig(data, format="png", dpi=_DPI, metadata=texts)
    return data.getvalue()


def _drawn(story: Story, size: CardSize) -> mpl.figure.Figure:
    width, height = size.width / _SCALE, size.height / _SCALE
    theme = Theme(own_media=getattr(story, "media", {}), statuses=getattr(story, "statuses", {}))
    sheet = Sheet(width, theme=theme)
    room = width - 2 * _EDGE
    title = _fitting(story.title, size.title, room=room, theme=theme)
    title.draw(sheet, _EDGE, -_EDGE)
    names = ", ".join(dict.fromkeys(story.sources["publisher"]))
    letter = Letter(_FOOT, theme.ink("quiet"))
    foot = Paragraph(f"From {names}. Map data: Natural Earth, GeoNames.", letter, room)
    bottom = -height + _EDGE + foot.height
    rect = Rect(_EDGE, bottom + _GAP, width - _EDGE, -_EDGE - title.height - _GAP)
    window = window_on(whole_points(story), rect=rect, least_km=20, margin=0.13)
    draw_panel(sheet, story, window=window, whole=True, numbered=False)
    foot.draw(sheet, _EDGE, bottom)
    return sheet.cut(height, alt=story.title)


def _fitting(text: str, size: float, *, room: float, theme: Theme) -> Paragraph:
    """Set a title in letters that become smaller until it has three lines at most."""
    while True:
        title = Paragraph(text, Letter(size, theme.ink("text"), "title"), room, 1.2)
        if len(title.lines) <= _MOST_LINES or size <= _FOOT:
            return title
        size -= 1
