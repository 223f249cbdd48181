"""Places by how exactly they are known: dot, circle or outline; and what is said beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from .labels import Label, Line
from .sheet import Letter, Pen

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from .sheet import Sheet, Theme
    from .window import Window

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
        return _mark(place, at, reach=3.2, is_area=False)
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
    if place["precision"] in POINTLIKE:
        sheet.disc(at[0], at[1], 3.0, Pen(line=paper, fill=ink, weight=0.8, layer=6))
    else:
        sheet.disc(at[0], at[1], 3.2, Pen(line=ink, fill=paper, weight=1.3, layer=6))


def _extent(sheet: Sheet, place: pd.Series, window: Window) -> None:
    """Tint an area, and outline it where it is not a country: their borders have classes."""
    ink = sheet.theme.ink("event")
    tint = 0.05 if place["precision"] in ("country", *CIRCULAR) else 0.08
    sheet.shapes(window.shapes([place.geometry]), Pen(fill=ink, alpha=tint, layer=2.2))
    if place["precision"] == "country":
        return
    dash = (3.0, 2.2) if place["disputed"] else ()
    weight = 1.1 if place["precision"] in CIRCULAR else 0.8
    pen = Pen(line=ink, weight=weight, alpha=0.75, dash=dash, layer=2.6)
    sheet.shapes(window.shapes([shapely.boundary(place.geometry)]), pen)


def place_labels(
    marks: list[Mark],
    *,
    places: gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    theme: Theme,
    needed: bool,
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

    Returns
    -------
    list of Label
        Points and circles before areas, more claims before fewer.
    """
    ranked = sorted(marks, key=lambda mark: _rank(mark, places.loc[mark.place]))
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
    head = Letter(8.2, ink if not country else theme.ink("quiet"), font, "center", halo=halo)
    lines = [Line(str(places.loc[first.place, "label"]), head)]
    if needed:
        small = Letter(6.8, ink, "plain", "center", halo=halo)
        lines += [Line(str(places.loc[mark.place, "label"]), small) for mark in group[1:4]]
    told = events_told(events, [mark.place for mark in group])
    if told:
        lines.append(Line(told, Letter(6.6, quiet, "plain", "center", halo=halo)))
    reach = max(mark.reach for mark in group)
    return Label(first.x, first.y, reach, tuple(lines), centred=first.is_area, needed=needed)


def events_told(events: gpd.GeoDataFrame, places: list[str]) -> str:
    """Return how many events some places have, and how many of these are contested.

    Examples
    --------
    >>> import pandas as pd
    >>> told = pd.DataFrame({"place": ["a", "a", "b"], "contested": [True, False, False]})
    >>> events_told(told, ["a"])
    '2 events, 1 contested'
    """
    here = events[events["place"].isin(places)]
    if here.empty:
        return ""
    contested = int(here["contested"].sum())
    told = f"{len(here)} event{'s' if len(here) != 1 else ''}"
    return f"{told}, {contested} contested" if contested else told
