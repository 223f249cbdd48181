"""Small pictures of a story for previews of links and for feeds: title, map, publisher's line."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib as mpl

from geo.errors import MapError
from geo.figures.axes import Rect, window_on
from geo.figures.key import Paragraph
from geo.figures.labels import Letter
from geo.figures.panel import draw_panel, whole_points
from geo.figures.sheet import DEFAULTS, Sheet, Theme

if TYPE_CHECKING:
    from geo.story.story import Story


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
    theme = Theme(own_media=getattr(story, "media", {}))
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
