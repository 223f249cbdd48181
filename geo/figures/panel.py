"""Draw one map on the sheet: the page's basemap, places, links, labels, scale."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely

from geo.evidence import split_ids
from geo.figures.axes import Arc, arcs, lonlat_of, middle
from geo.figures.labels import LINE_HEIGHT, Label, Letter, Line, Placed, Placer, width
from geo.figures.sheet import DASH_SCALE, Pen, draw_places, draw_unsure, place_labels
from geo.geodesy import HEADINGS
from geo.palette import BORDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo.figures.axes import Window
    from geo.figures.sheet import Mark, Sheet
    from geo.story.story import Story


AREAS = frozenset({"land", "lake"})


@dataclass(frozen=True)
class BasemapName:
    """A name on the basemap, in degrees, with the zoom from which the map shows it."""

    text: str
    kind: str
    lon: float
    lat: float
    zoom: int


@dataclass(frozen=True, eq=False)
class PictureBasemap:
    """Shapes of the world, and finer ones for some parts of it.

    Parameters
    ----------
    layers : dict
        By kind (land, lake, river, international, line-of-control, disputed, indefinite,
        province, borough) and detail (its name, or empty for the world): an array of shapes, lon
        and lat in degrees.
    boxes : dict
        By name of a detail: west, south, east, north in degrees.
    names : tuple of BasemapName
        Countries, seas, cities and boroughs.
    """

    layers: dict[tuple[str, str], NDArray[Any]]
    boxes: dict[str, tuple[float, float, float, float]]
    names: tuple[BasemapName, ...]

    def shapes(self, kind: str, *, near: shapely.Geometry | None = None) -> NDArray[Any]:
        """Return the shapes of one kind, with details wherever they meet `near`.

        Parameters
        ----------
        kind : str
            As in `layers`.
        near : shapely geometry, optional
            The part of the world that is drawn large, in degrees; None for the whole world.
        """
        world = self.layers.get((kind, ""), np.array([], dtype=object))
        if near is None:
            return world
        parts = []
        for name, box in self.boxes.items():
            window = shapely.box(*box)
            if not near.intersects(window):
                continue
            world = shapely.difference(world, window)
            detail = self.layers.get((kind, name), np.array([], dtype=object))
            parts.append(shapely.intersection(detail, window))
        shapes = np.concatenate([world, *parts])
        return np.asarray(shapes[~shapely.is_empty(shapes)])

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds that there are."""
        return frozenset(kind for kind, _ in self.layers)


@lru_cache
def basemap() -> PictureBasemap:
    """Read the basemap that ships with geo.

    Examples
    --------
    >>> {"land", "international", "line-of-control"} <= basemap().kinds
    True
    """
    packed = files("geo").joinpath("maps/data/basemap.bin.gz").read_bytes()
    content = gzip.decompress(packed)
    start = 4 + int.from_bytes(content[:4], "little")
    header = json.loads(content[4:start])
    numbers = _unpacked(np.frombuffer(content, dtype=np.uint8, offset=start))
    layers, at = {}, 0
    for layer in header["layers"]:
        lines, at = _lines(numbers, at, layer["lines"], layer["scale"])
        key = (layer["kind"], layer["detail"])
        layers[key] = (
            _areas(lines)
            if layer["kind"] in AREAS
            else np.array([shapely.LineString(line) for line in lines])
        )
    boxes = {detail["name"]: tuple(detail["box"]) for detail in header["details"]}
    return PictureBasemap(layers, boxes, tuple(BasemapName(*label) for label in header["labels"]))


def _unpacked(data: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Decode zigzag varints: seven bits a byte, the lowest first."""
    ends = np.flatnonzero(data < 0x80)  # noqa: PLR2004 - the bit that says "more"
    starts = np.r_[0, ends[:-1] + 1]
    place = np.arange(len(data)) - np.repeat(starts, ends - starts + 1)
    bits = (data & 0x7F).astype(np.int64) << (7 * place)
    values = np.add.reduceat(bits, starts)
    return (values >> 1) ^ -(values & 1)


def _lines(
    numbers: NDArray[np.int64], at: int, count: int, scale: float
) -> tuple[list[NDArray[np.float64]], int]:
    lines: list[NDArray[np.float64]] = []
    for _ in range(count):
        length = int(numbers[at])
        steps = numbers[at + 1 : at + 1 + 2 * length].reshape(-1, 2)
        lines.append(np.cumsum(steps, axis=0).astype(np.float64) * scale)
        at += 1 + 2 * length
    return lines, at


def _areas(rings: list[NDArray[np.float64]]) -> NDArray[Any]:
    """Build polygons of rings: one that lies in another is a hole of it."""
    polygons = shapely.make_valid(np.array([shapely.Polygon(ring) for ring in rings]))
    tree = shapely.STRtree(polygons)
    inner, outer = tree.query(shapely.point_on_surface(polygons), predicate="within")
    depth = np.bincount(inner[inner != outer], minlength=len(polygons))
    holes = polygons[depth % 2 == 1]
    land = polygons[depth % 2 == 0]
    if len(holes):
        land = shapely.difference(land, shapely.union_all(holes))
    return np.asarray(land)


Across = Literal["left", "center", "right"]

BADGE = 6.4
SIGN = 9.0
"""Height of the sign of a doubt, in points, with some room around it."""

END = 26.0
"""How far from its place the sign of an unsure end stands on a line, in points."""

SAME_EXIT = 60.0
"""Stubs that leave a window nearer to each other than this, in points, share one label."""

FADED = (0.12, 0.2)
"""How strong a line is at the outline of a country, and over what share of it that grows to 1."""

UNTOLD = 0.45
"""How strong a line is in the middle of a way of which only the heading is told."""

SHADES = 5

NAMES = {"country": (3, 4, 5), "sea": (4, 5, 7), "city": (0, 6, 7), "borough": (0, 0, 10)}
"""The largest zoom of a name that is shown in a window of a continent, a country or a city."""

CONTINENT_KM, COUNTRY_KM = 3500.0, 400.0
"""Windows wider than these show names of a continent, and of a country."""

NEAR_SHARE = 0.4
"""A view gets a pane of its own if it is smaller than this share of the whole."""

_KM_PER_DEGREE = 111.2
SCALES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


@dataclass(frozen=True)
class Drawn:
    """What a panel shows, for the key."""

    arcs: tuple[Arc, ...]
    places: frozenset[str]


def draw_panel(
    sheet: Sheet, story: Story, *, window: Window, whole: bool, numbered: bool = True
) -> Drawn:
    """Draw a map of a story into a window.

    Parameters
    ----------
    sheet : Sheet
        Where to draw.
    story : Story
        As `geo.read_story` gives it.
    window : Window
        The part of the world.
    whole : bool
        The panel of the whole link, where links are fanned out and numbered; in others, links are
        stubs that name their far end.
    numbered : bool
        Whether links have the numbers of a list that stands beside the map.

    Returns
    -------
    Drawn
        Links and places that can be seen.
    """
    placer = Placer(window.rect)
    marks = draw_located(sheet, window, placer, places=story.places, half=3.5)
    curves = arcs(story.links, window=window)
    labels = place_labels(
        marks, places=story.places, events=story.events, theme=sheet.theme, needed=not whole
    )
    if whole:
        for arc in curves:
            link = story.links.loc[arc.link]
            draw_link(sheet, arc, link)
            if not numbered:
                continue
            colour = sheet.theme.medium(link["medium"])
            draw_badge(sheet, arc.badge[0], arc.badge[1], number=arc.number, colour=colour)
            placer.boxes.append(square(arc.badge, BADGE))
        placer.boxes += mark_unsure_ends(sheet, story.links, curves)
        placer.lines = np.concatenate([np.empty((0, 2)), *(arc.points for arc in curves)])
    else:
        for far in draw_stubs(sheet, story.links, curves, placer, window):
            draw_label(sheet, placer.place(far))
    for label in labels:
        draw_label(sheet, placer.place(label))
    draw_names(sheet, window, placer, places=story.places)
    draw_frame(sheet, window)
    return Drawn(tuple(curves), frozenset(mark.place for mark in marks))


def whole_points(story: Any) -> NDArray[np.float64]:  # noqa: ANN401 - a Story, or frames
    """Return the points of every link; without one those of the places where something happens.

    A place that is only named, such as a firm's seat overseas, makes no map wider; it does where
    there is nothing else to draw.
    """
    shapes = story.links.geometry.dropna()
    if shapes.empty:
        shapes = story.places.geometry.dropna()
        happens = shapes.index.isin(story.events["place"])
        shapes = shapes[happens] if happens.any() else shapes
    return np.asarray(shapely.get_coordinates(shapes.to_numpy()))


def near_views(
    story: Any,  # noqa: ANN401 - a Story, or frames
    *,
    reach_km: float,
) -> list[tuple[str, str, NDArray[np.float64]]]:
    """Return id, title and points of the views that are much smaller than the whole."""
    views = []
    for view, title, names in story.views[["title", "places"]].itertuples():
        listed = story.places.index.isin(split_ids(names))
        lonlat = shapely.get_coordinates(story.places.geometry[listed].dropna().to_numpy())
        if len(lonlat) and 2 * middle(lonlat)[2] * _KM_PER_DEGREE < reach_km * NEAR_SHARE:
            views.append((str(view), str(title), lonlat))
    return views


def draw_located(
    sheet: Sheet,
    window: Window,
    placer: Placer,
    *,
    places: gpd.GeoDataFrame,
    half: float,
    scale: bool = True,
) -> list[Mark]:
    """Draw the ground, the places, the scale and the signs of doubt; labels keep clear of them."""
    draw_ground(sheet, window)
    marks = draw_places(sheet, places, window=window)
    placer.boxes += [square((mark.x, mark.y), half) for mark in marks if not mark.is_area]
    if scale:
        placer.boxes.append(draw_scale(sheet, window))
    for mark in marks:
        if mark.is_unsure:
            draw_unsure(sheet, *mark.sign, colour=sheet.theme.ink("accent"))
            placer.boxes.append(square(mark.sign, SIGN / 2))
    return marks


def draw_ground(sheet: Sheet, window: Window) -> None:
    """Draw land, water and borders by their class into a window."""
    theme, world, near = sheet.theme, basemap(), window.near
    rect = window.rect
    sheet.box(rect.left, rect.bottom, rect.right, rect.top, Pen(fill=theme.ink("sea"), layer=0))
    coast = Pen(line=theme.ink("coast"), fill=theme.ink("land"), weight=0.5, layer=1)
    sheet.shapes(window.shapes(world.shapes("land", near=near)), coast)
    lake = Pen(line=theme.ink("coast"), fill=theme.ink("lake"), weight=0.3, layer=1.2)
    sheet.shapes(window.shapes(world.shapes("lake", near=near)), lake)
    if near is not None:
        for kind, weight in (("river", 0.7), ("province", 0.5), ("borough", 0.5)):
            pen = Pen(line=theme.ink(kind), weight=weight, layer=1.4)
            sheet.shapes(window.shapes(world.shapes(kind, near=near)), pen)
    for kind, border in BORDERS.items():
        dash = tuple(length * DASH_SCALE for length in border.dash)
        pen = Pen(line=theme.ink(kind), weight=0.8 if dash else 0.6, dash=dash, layer=2)
        sheet.shapes(window.shapes(world.shapes(kind, near=near)), pen)


def draw_link(
    sheet: Sheet, arc: Arc, link: pd.Series, *, weight: float = 1.7, head: float = 8.5
) -> None:
    """Draw a link along its curve, with its dashes and arrow heads."""
    theme = sheet.theme
    colour = theme.medium(link["medium"])
    casing = Pen(line=theme.ink("halo"), weight=2 * weight, alpha=0.75, layer=3)
    pen = Pen(line=colour, weight=weight, dash=theme.dash(link["status"]), layer=3.5)
    with sheet.group("link", arc.link):
        sheet.line(arc.points, casing)
        for points, alpha in _shaded(arc.points, link):
            sheet.line(points, replace(pen, alpha=alpha))
        for shape in _heads(arc, link["direction"], size=head):
            sheet.polygon(shape, Pen(line=theme.ink("halo"), fill=colour, weight=0.6, layer=4))


def _shaded(
    points: NDArray[np.float64], link: pd.Series
) -> Iterator[tuple[NDArray[np.float64], float]]:
    """Yield the pieces of a line, each with how strong it is.

    It comes up from the outline of an end of which only the country is told, and is faint on its
    way where only the way round the world is.
    """
    alphas = np.ones(len(points) - 1)
    share = np.linspace(0, 1, len(alphas))
    known = split_ids(str(link.get("country_ends", "")))
    for side, away in (("from", share), ("to", 1 - share)):
        if side in known:
            alphas = np.minimum(alphas, FADED[0] + away / FADED[1])
    if is_way_unstated(link):
        alphas = np.minimum(alphas, np.maximum(UNTOLD, abs(share - 0.5) / 0.35))
    strength = np.ceil(alphas * SHADES) / SHADES
    cuts = [0, *(np.flatnonzero(np.diff(strength)) + 1), len(strength)]
    for start, end in pairwise(cuts):
        yield points[start : end + 1], float(strength[start])


def is_way_unstated(link: pd.Series) -> bool:
    """Return whether all that is stated of a link's way is which way round the world it goes."""
    return not set(HEADINGS).isdisjoint(split_ids(str(link.get("via", ""))))


def _heads(arc: Arc, direction: str, *, size: float) -> list[NDArray[np.float64]]:
    if direction == "one-way":
        return [arc.head(0.76, size=size)]
    if direction == "both":
        return [arc.head(0.76, size=size), arc.head(0.24, size=size, back=True)]
    return []


def mark_unsure_ends(
    sheet: Sheet, links: gpd.GeoDataFrame, curves: list[Arc]
) -> list[tuple[float, float, float, float]]:
    """Mark lines near their ends whose places are unsure, and return the boxes of the signs.

    Of several lines to one place the first has the sign, where theirs would lie on it.
    """
    signs: list[NDArray[np.float64]] = []
    for arc in curves:
        link = links.loc[arc.link]
        for side, way in (("from", arc.points), ("to", arc.points[::-1])):
            at = _at(way, END)
            if link[f"{side}_unsure"] and all(np.hypot(*(at - sign)) > SIGN for sign in signs):
                draw_unsure(sheet, at[0], at[1], colour=sheet.theme.medium(link["medium"]))
                signs.append(at)
    return [square(at, SIGN / 2) for at in signs]


def _at(way: NDArray[np.float64], distance: float) -> NDArray[np.float64]:
    """Return the point at a distance along a line, at most a third of it, in points."""
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(way, axis=0).T))]
    at = min(distance, along[-1] / 3)
    return np.array([np.interp(at, along, way[:, axis]) for axis in (0, 1)])


def draw_badge(sheet: Sheet, x: float, y: float, *, number: int, colour: str) -> None:
    """Draw the number of a link in a disc of its colour."""
    paper = sheet.theme.ink("halo")
    sheet.disc(x, y, BADGE, Pen(line=paper, fill=colour, weight=1.0, layer=5))
    letter = Letter(7.4, paper, "bold", "center", "center_baseline", layer=5.5)
    sheet.text(x, y, str(number), letter)


def draw_stubs(
    sheet: Sheet, links: gpd.GeoDataFrame, curves: list[Arc], placer: Placer, window: Window
) -> list[Label]:
    """Draw links that leave the window as stubs, and return labels that name their far ends."""
    exits: list[tuple[NDArray[np.float64], dict[str, None], set[str]]] = []
    for arc in curves:
        link = links.loc[arc.link]
        points = window.points(lonlat_of(link.geometry))
        starts, ends = window.holds(points[0]), window.holds(points[-1])
        if starts == ends:
            continue
        stub = _stub(points if starts else points[::-1], window)
        with sheet.group("stub", arc.link):
            colour, dash = sheet.theme.medium(link["medium"]), sheet.theme.dash(link["status"])
            sheet.line(stub, Pen(line=colour, weight=1.0, dash=dash, layer=3.2))
        passed = stub[0] + np.outer(np.linspace(0, 1, 60), stub[1] - stub[0])
        placer.lines = np.concatenate([placer.lines, passed])
        far = str(link["to_label" if starts else "from_label"])
        away = ("→" if starts else "←") if link["direction"] == "one-way" else "↔"
        for edge, names, arrows in exits:
            if np.hypot(*(edge - stub[1])) < SAME_EXIT:
                names[far] = None
                arrows.add(away)
                break
        else:
            exits.append((stub[1], {far: None}, {away}))
    size = sheet.theme.sizes.far
    letter = Letter(size, sheet.theme.ink("quiet"), "oblique", halo=sheet.theme.ink("halo"))
    return [
        Label(x, y, 1.0, (Line(f"{_one(arrows)} {_listed(list(names))}", letter),), needed=True)
        for (x, y), names, arrows in exits
    ]


def _stub(way: NDArray[np.float64], window: Window) -> NDArray[np.float64]:
    """Return the straight piece from a line's first point, inside, to where the line leaves."""
    after = next(number for number, at in enumerate(way) if not window.holds(at))
    inner, outer = way[after - 1], way[after]
    for _ in range(40):
        half = (inner + outer) / 2
        inner, outer = (half, outer) if window.holds(half) else (inner, half)
    return np.array([way[0], inner])


def _one(arrows: set[str]) -> str:
    """Return the arrow of links that leave together: away, this way, or both."""
    return arrows.copy().pop() if len(arrows) == 1 else "↔"


def _listed(names: list[str]) -> str:
    """Name two at most, and count the others."""
    if len(names) <= 2:  # noqa: PLR2004 - one more would be as long as its name
        return " and ".join(names)
    return f"{names[0]}, {names[1]} and {len(names) - 2} more"


def draw_label(sheet: Sheet, placed: Placed | None) -> None:
    """Set a label in its box, flush with the side where its mark is."""
    if placed is None:
        return
    left, bottom, right, top = placed.box
    label = placed.label
    across: Across = "left" if left > label.x else "right" if right < label.x else "center"
    x = {"left": left, "right": right, "center": (left + right) / 2}[across]
    with sheet.group(label.kind, *label.names):
        if placed.ring and not label.centred:
            end = (np.clip(label.x, left, right), np.clip(label.y, bottom, top))
            pen = Pen(line=sheet.theme.ink("quiet"), weight=0.5, layer=6.5)
            sheet.line(np.array([(label.x, label.y), end]), pen)
        at = top
        for line in label.lines:
            letter = replace(line.letter, across=across)
            sheet.text(x, at - letter.size * 1.02, line.text, letter)
            at -= letter.size * LINE_HEIGHT


def draw_names(sheet: Sheet, window: Window, placer: Placer, *, places: gpd.GeoDataFrame) -> None:
    """Name what lies around, wherever there is room left; the story's own places have names."""
    scale = 0 if window.width_km > CONTINENT_KM else 1 if window.width_km > COUNTRY_KM else 2
    taken = {*places["label"], *places["name"]}
    names = [
        name for name in basemap().names if name.zoom <= NAMES.get(name.kind, (0, 0, 0))[scale]
    ]
    names.sort(key=lambda name: (name.kind != "sea", name.zoom))
    spots = window.points(np.array([(name.lon, name.lat) for name in names]).reshape(-1, 2))
    for name, at in zip(names, spots, strict=True):
        if name.text in taken or not window.holds(at, inset=8):
            continue
        same = places.geometry[places["precision"] == name.kind]
        if same.contains(shapely.Point(name.lon, name.lat)).any():
            continue
        placed = _placed_name(sheet, name, at, placer)
        if placed:
            taken.add(name.text)
            draw_label(sheet, placed)


def _placed_name(
    sheet: Sheet, name: BasemapName, at: NDArray[np.float64], placer: Placer
) -> Placed | None:
    theme = sheet.theme
    font = "oblique" if name.kind == "sea" else "plain"
    colour = theme.ink(f"name-{name.kind}")
    letter = Letter(theme.sizes.name, colour, font, "center", halo="", layer=2.8)
    label = Label(at[0], at[1], 1.6, (Line(name.text, letter),), centred=name.kind != "city")
    placed = placer.place(label)
    if placed and _stands_on_line(placer, placed):
        placer.boxes.remove(placed.box)
        return None
    if placed and name.kind == "city":
        sheet.disc(at[0], at[1], 1.1, Pen(fill=colour, layer=2.8))
    return placed


def _stands_on_line(placer: Placer, placed: Placed) -> bool:
    """Whether a label stands on a line."""
    left, bottom, right, top = placed.box
    x, y = placer.lines.T
    return bool(((x > left - 1) & (x < right + 1) & (y > bottom) & (y < top)).any())


def draw_scale(sheet: Sheet, window: Window) -> tuple[float, float, float, float]:
    """Draw a scale bar, true in the middle of the window, and return its box."""
    rect, theme = window.rect, sheet.theme
    room = rect.width * 0.24 * window.metres_per_point / 1000
    km = max((step for step in SCALES if step <= room), default=SCALES[0])
    long = km * 1000 / window.metres_per_point
    x, y = rect.left + 9, rect.bottom + 9
    pen = Pen(line=theme.ink("quiet"), weight=0.9, layer=7)
    sheet.line(np.array([(x, y + 3), (x, y), (x + long, y), (x + long, y + 3)]), pen)
    text = f"{km:,} km"
    size = theme.sizes.bar
    sheet.text(x + 3, y + 3, text, Letter(size, theme.ink("quiet"), halo=theme.ink("halo")))
    wide = max(long, width(text, size=size) + 3)
    return x - 2, y - 2, x + wide + 2, y + size + 4.6


def draw_frame(sheet: Sheet, window: Window) -> None:
    """Draw the edge of a window."""
    rect = window.rect
    pen = Pen(line=sheet.theme.ink("rule"), weight=0.8, layer=9)
    with sheet.group("frame"):
        sheet.box(rect.left, rect.bottom, rect.right, rect.top, pen)


def square(
    at: tuple[float, float] | NDArray[np.float64], half: float
) -> tuple[float, float, float, float]:
    """Return the box around a point."""
    x, y = float(at[0]), float(at[1])
    return x - half, y - half, x + half, y + half
