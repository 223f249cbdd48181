"""A story as one static picture: maps, links, figures, credits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib as mpl

from geo.errors import STORY, MapError, check_has
from geo.figures.axes import Rect, Window, window_on
from geo.figures.key import DotRange, Paragraph, Signs, Stack, link_list
from geo.figures.labels import Letter
from geo.figures.messages import (
    credits_text,
    differing_sets,
    finding_text,
    not_drawn,
    sources_text,
    unsure_places,
)
from geo.figures.panel import draw_panel, is_way_untold, near_views, whole_points
from geo.figures.sheet import DEFAULTS, Sheet, Theme

if TYPE_CHECKING:
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
    return any(row["country_ends"] or is_way_untold(row) for _, row in links.iterrows())


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
