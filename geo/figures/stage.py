"""The scene of a guided story as SVG for its page: text as text, parts by name, wide and narrow."""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geo.figures.axes import Rect, arcs, window_on
from geo.figures.key import DotRange
from geo.figures.labels import UNSHOWN, Label, Letter, Line, Placer, wrapped
from geo.figures.panel import (
    draw_frame,
    draw_label,
    draw_link,
    draw_located,
    draw_names,
    draw_stubs,
    mark_unsure_ends,
    near_views,
    whole_points,
)
from geo.figures.sheet import Pen, Sheet, Sizes, Theme, place_labels
from geo.messages import words_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from geo.figures.axes import Arc, Window
    from geo.figures.sheet import Mark
    from geo.figures.steps import GuideStep, Note
    from geo.messages import Words


_UNSEEN = 1.1
"""Bends of fewer units are straightened: a page draws a unit as about a pixel."""
_STRAIGHT = 0.12
_LONG = 60
"""Paths of more points count tenths of a unit, for that is shorter."""
_TENTHS = 10
_SMALL, _UNSEEN_SMALL = 36.0, 0.3
"""In the circle of a place the eye sees more."""
_SPECK = 6.0
_HIDDEN = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_WEIGHT = {"bold": "700", "title": "700"}
_ANCHOR = {"left": "start", "center": "middle", "right": "end"}


SCREEN = Sizes(place=16, beside=13.6, count=13.2, name=13.2, far=13.2, bar=13.2, dot=5)


@dataclass(frozen=True)
class ScreenTheme(Theme):
    """The palette as the page's own variables, which know light and dark."""

    sizes: Sizes = SCREEN

    def ink(self, name: str) -> str:
        """Return the variable of a colour of the paper."""
        return f"var(--{name})"

    def medium(self, name: str) -> str:
        """Return the variable of the colour of a medium."""
        return f"var(--medium-{name if name in self.media else 'other'})"

    def dash(self, status: str) -> tuple[float, ...]:
        """Return stroke and gap of a status, in pixels."""
        return self.pixels(status)


class _Part(NamedTuple):
    """An element, in the order in which it is drawn, with what it belongs to."""

    layer: float
    number: int
    kind: str
    ids: tuple[str, ...]
    markup: str


@dataclass
class VectorSheet(Sheet):
    """A sheet whose strokes become elements of an SVG, in the order of their layers.

    Parameters
    ----------
    width : float
        Width in units.
    theme : Theme
        Colours.
    full : collection of str
        Ids of what is emphasised before any script runs.
    """

    width: float
    theme: Theme
    full: Collection[str] = ()
    _parts: list[_Part] = field(default_factory=list)
    _named: tuple[str, tuple[str, ...]] = ("", ())

    @contextmanager
    def group(self, kind: str, *ids: str) -> Iterator[None]:
        """Mark what is drawn next: the kind becomes a class, the ids what a script finds it by."""
        before, self._named = self._named, (kind, ids)
        yield
        self._named = before

    def svg(self) -> str:
        """Return the elements, those that belong together in one group."""
        parts = sorted(self._parts, key=lambda part: (part.layer, part.number))
        written = []
        for (kind, ids), run in groupby(parts, key=lambda part: (part.kind, part.ids)):
            inner = "".join(part.markup for part in run)
            written.append(f"<g{self._attributes(kind, ids)}>{inner}</g>" if kind else inner)
        return "".join(written)

    def _attributes(self, kind: str, ids: tuple[str, ...]) -> str:
        full = " is-full" if not {*ids}.isdisjoint(self.full) else ""
        of = f' data-of="{escape(" ".join(ids))}"' if ids else ""
        return f' class="k-{kind}{full}"{of}'

    def shapes(self, shapes: Any, pen: Pen) -> None:  # noqa: ANN401 - one shape or an array
        """Draw polygons and lines, without what is too small to be seen."""
        parts = shapely.get_parts(np.atleast_1d(np.asarray(shapes, dtype=object)))
        parts = shapely.get_parts(parts)
        left, bottom, right, top = shapely.bounds(parts).T
        is_small = (np.maximum(right - left, top - bottom) < _SMALL) & (self._named[0] == "place")
        parts = shapely.simplify(parts, np.where(is_small, _UNSEEN_SMALL, _UNSEEN))
        areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        seen = np.where(areal, shapely.area(parts), shapely.length(parts)) > _SPECK
        super().shapes(parts[seen], pen)

    def line(self, points: NDArray[np.float64], pen: Pen) -> None:
        """Draw one line, without points that no eye would miss."""
        straight = shapely.simplify(shapely.LineString(points), _STRAIGHT)
        super().line(shapely.get_coordinates(straight), pen)

    def disc(self, x: float, y: float, radius: float, pen: Pen) -> None:
        """Draw a disc or a ring."""
        place = f'cx="{_short(x)}" cy="{_short(-y)}" r="{_short(radius)}"'
        self._add(f"<circle {place}{_paint(pen, closed=True)}/>", pen.layer)

    def box(self, left: float, bottom: float, right: float, top: float, pen: Pen) -> None:
        """Draw a rectangle."""
        corner = f'x="{_short(left)}" y="{_short(-top)}"'
        size = f'width="{_short(right - left)}" height="{_short(top - bottom)}"'
        self._add(f"<rect {corner} {size}{_paint(pen, closed=True)}/>", pen.layer)

    def text(self, x: float, y: float, text: str, letter: Letter) -> None:
        """Set one line of text, as text that can be marked and copied."""
        middle = letter.down in {"center", "center_baseline"}
        lower = letter.size * (0.36 if middle else 0.75 if letter.down == "top" else 0)
        values = {
            "x": _short(x),
            "y": _short(lower - y),
            "font-size": _short(letter.size),
            "fill": letter.colour,
            "text-anchor": _ANCHOR[letter.across] if letter.across != "left" else "",
            "font-weight": _WEIGHT.get(letter.font, ""),
            "font-style": "italic" if letter.font == "oblique" else "",
            "class": "h" if letter.halo else "",
        }
        attributes = "".join(f' {name}="{value}"' for name, value in values.items() if value)
        self._add(f"<text{attributes}>{escape(_isolated(shown(text)))}</text>", letter.layer)

    def _path(self, lines: list[NDArray[np.float64]], pen: Pen, *, closed: bool) -> None:
        if lines:
            is_long = sum(map(len, lines)) > _LONG
            data = path_data(lines, closed=closed, whole=is_long)
            paint = _paint(pen, closed=closed, scale=_TENTHS if is_long else 1)
            scale = f' transform="scale({1 / _TENTHS:g})"' * is_long
            self._add(f'<path d="{data}"{paint}{scale}/>', pen.layer)

    def _add(self, markup: str, layer: float) -> None:
        self._parts.append(_Part(layer, len(self._parts), *self._named, markup))


def _isolated(text: str) -> str:
    """Return a text that runs from right to left so that its parts stand in that order."""
    way = next((unicodedata.bidirectional(sign) for sign in text if sign.isalpha()), "")
    return f"\u2067{text}\u2069" if way in {"R", "AL"} else text


def shown(text: str) -> str:
    r"""Return text on one line, with a sign for what would turn the direction of other text.

    Examples
    --------
    >>> shown("a\nb"), shown("a\u202eb") == "a\N{REPLACEMENT CHARACTER}b"
    ('a b', True)
    """
    return "".join(
        " " if sign.isspace() else UNSHOWN if sign in _HIDDEN or ord(sign) < ord(" ") else sign
        for sign in text
    )


def path_data(lines: list[NDArray[np.float64]], *, closed: bool, whole: bool = False) -> str:
    """Write lines as steps, to a tenth of a unit, y downwards; no rounding adds up.

    Parameters
    ----------
    lines : list of numpy.ndarray
        Points of shape (n, 2).
    closed : bool
        Whether the end of each is joined to its start.
    whole : bool
        Count tenths of a unit in place of units.

    Examples
    --------
    >>> path_data([np.array([(10.0, -20.0), (12.26, -20.0), (12.26, -19.5)])], closed=False)
    'm10 20 2.3 0 0-.5'
    """
    written, last = [], np.zeros(2, dtype=np.int64)
    for line in lines:
        points = np.round(line * (_TENTHS, -_TENTHS)).astype(np.int64)
        moved = np.r_[True, np.any(np.diff(points, axis=0) != 0, axis=1)]
        points = points[moved]
        if len(points) < 2:  # noqa: PLR2004 - a line has two ends
            continue
        steps = np.diff(points, axis=0, prepend=[last])
        numbers = steps[: -1 if closed else None].ravel().tolist()
        text = " ".join(str(number) if whole else _tenths(number) for number in numbers)
        written.append(f"m{text}{'z' * closed}".replace(" -", "-"))
        last = points[0] if closed else points[-1]
    return "".join(written)


def _tenths(number: int) -> str:
    whole, tenth = divmod(abs(number), _TENTHS)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole or ''}.{tenth}" if tenth else f"{sign}{whole}"


def _paint(pen: Pen, *, closed: bool, scale: float = 1) -> str:
    attributes: dict[str, str] = {"fill": pen.fill if pen.fill and closed else "none"}
    if pen.line:
        attributes |= {"stroke": pen.line, "stroke-width": _short(pen.weight * scale)}
        if pen.dash:
            attributes["stroke-dasharray"] = " ".join(_short(length * scale) for length in pen.dash)
    if pen.alpha < 1:
        attributes["opacity"] = _short(pen.alpha, places=2)
    return "".join(f' {name}="{value}"' for name, value in attributes.items())


def _short(number: float, *, places: int = 1) -> str:
    text = f"{number:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


_MOST_PANES = 3
_NOTE_ROOM = 312.0
_SHARES = (0.5, 0.8)
"""How wide a note may be, as shares of its map: wider where the first has no room."""
_LOWER = 0.05
"""Share of its height by which the whole lies higher than the middle, so that notes find room."""
_LEAST_ROOM = 96.0
_LONG_NAME = 0.4
_DOT = " · "
_EDGE = 16.0
_HEAD = 22.0
_WIDE = (700.0, 424.0, 190.0)
_NARROW = (360.0, 336.0)
_CHART = 166.0


class StageDrawings(NamedTuple):
    """The scene of a page, for wide and for narrow windows, as elements of SVG."""

    wide: str
    narrow: str


@dataclass(frozen=True)
class _Frames:
    """The frames that a scene is made of, with what they may lack."""

    places: Any
    events: Any
    links: Any
    views: Any
    media: Any
    statuses: Any

    @classmethod
    def of(cls, story: Any) -> _Frames:  # noqa: ANN401 - any story that can be mapped
        places = _with(story.places, unsure=False, disputed="", claims=0, kind="")
        links = _with(story.links, from_unsure=False, to_unsure=False)
        return cls(places, story.events, links, story.views, *_signs(story))


def _signs(story: Any) -> tuple[Any, Any]:  # noqa: ANN401
    return getattr(story, "media", {}), getattr(story, "statuses", {})


def _with(frame: Any, **missing: object) -> Any:  # noqa: ANN401
    return frame.assign(**{key: it for key, it in missing.items() if key not in frame.columns})


def stage(story: Any, steps: Sequence[GuideStep], *, name: str) -> StageDrawings | None:  # noqa: ANN401
    """Draw the scene of a story's steps: the whole, and views that are much smaller than it.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it.
    steps : sequence of GuideStep
        As `guide_steps` gives them. What the first one emphasises is full from the start.
    name : str
        Id of the element that describes the scene in words.

    Returns
    -------
    StageDrawings or None
        None where no place of the story is located.

    Notes
    -----
    The same projection, curves, signs and placement of labels as in the static picture. Parts have
    a class by their kind (``k-link``, ``k-place``, ``k-label``, ``k-note``) and in ``data-of`` the
    ids that they belong to; notes have their step's id. Text is text.

    Examples
    --------
    >>> import geo
    >>> from geo.figures.steps import guide_steps
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> scene = stage(story, guide_steps(story), name="scene")
    >>> "6,329" in scene.wide and "Edgware" in scene.narrow
    True
    """
    frames = _Frames.of(story)
    if frames.places.geometry.isna().all():
        return None
    return StageDrawings(_wide(frames, steps, name), _narrow(frames, steps, name))


def _wide(frames: _Frames, steps: Sequence[GuideStep], name: str) -> str:
    width, high, low = _WIDE
    whole = Rect(0, -high, width, 0)
    panes = [_Pane(frames, steps, whole).main()]
    views = _near_views(frames)[:_MOST_PANES]
    room = (width - 12 * (len(views) - 1)) / max(len(views), 1)
    top = -high - 12 - _HEAD
    for at, view in enumerate(views):
        left = at * (room + 12)
        rect = Rect(left, top - low, left + room, top)
        panes.append(_Pane(frames, steps, rect).near(view, head=True))
    height = high + (12 + _HEAD + low if views else 0)
    return _svg("".join(panes), width=width, height=height, name=name, kind="wide")


def _narrow(frames: _Frames, steps: Sequence[GuideStep], name: str) -> str:
    """Draw all panes over each other: the page shows one at a time."""
    width, height = _NARROW
    rect = Rect(0, -height, width, 0)
    panes = [_Pane(frames, steps, rect).main()]
    views = {step.view for step in steps}
    panes += [
        _Pane(frames, steps, rect).near(view, head=False)
        for view in _near_views(frames)
        if view[0] in views
    ]
    return _svg("".join(panes), width=width, height=height, name=name, kind="narrow")


def _svg(inner: str, *, width: float, height: float, name: str, kind: str) -> str:
    return (
        f'<svg class="geo-scene is-{kind}" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-labelledby="{escape(name)}" direction="ltr">{inner}</svg>'
    )


def _near_views(frames: _Frames) -> list[tuple[str, str, NDArray[np.float64]]]:
    """Return id, title and points of the views that are much smaller than the whole."""
    reach = window_on(whole_points(frames), rect=Rect(0, 0, 700, 392), least_km=20, margin=0.1)
    return near_views(frames, reach_km=reach.width_km)


@dataclass
class _Pane:
    """One map of a scene, in its rectangle."""

    frames: _Frames
    steps: Sequence[GuideStep]
    rect: Rect

    def __post_init__(self) -> None:
        self.theme = ScreenTheme(own_media=self.frames.media, statuses=self.frames.statuses)
        self.opening = self.steps[0]
        full = (*self.opening.emphasis, step_mark(self.opening.id))
        self.sheet = VectorSheet(self.rect.width, theme=self.theme, full=full)
        self.placer = Placer(self.rect)
        self.emphasised = {name for step in self.steps for name in step.emphasis}

    def main(self) -> str:
        """Draw the whole."""
        window = window_on(whole_points(self.frames), rect=self.rect, least_km=20, margin=0.12)
        left, bottom, right, top = window.extent
        down = (top - bottom) * _LOWER
        window = replace(window, extent=(left, bottom - down, right, top - down))
        marks = self._located(window, scale=self.is_wide)
        curves = arcs(self.frames.links, window=window)
        for arc in curves:
            link = self.frames.links.loc[arc.link]
            draw_link(self.sheet, arc, link, weight=2.2, head=11)
        self.placer.boxes += mark_unsure_ends(self.sheet, self.frames.links, curves)
        self.placer.lines = np.concatenate([np.empty((0, 2)), *(arc.points for arc in curves)])
        labels = self._labels(marks, needed=False)
        first = [label for label in labels if not self.full.isdisjoint(label.names)]
        for label in first:
            draw_label(self.sheet, self.placer.place(self._with_city(label)))
        anchors = self._anchors(marks, curves)
        opening = self._notes(self.opening, anchors)
        self.placer.boxes += opening
        self._pointers(window)
        for label in labels:
            if label not in first:
                draw_label(self.sheet, self.placer.place(label))
        # Notes of different steps are never seen together, and may stand in the same place.
        self.placer.boxes = [box for box in self.placer.boxes if box not in opening]
        later = [box for step in self.steps[1:] for box in self._notes(step, anchors)]
        self.placer.boxes += [*opening, *later]
        draw_names(self.sheet, window, self.placer, places=self.frames.places)
        draw_frame(self.sheet, window)
        return _pane(self.sheet, view="", on=True)

    def near(self, view: tuple[str, str, NDArray[np.float64]], *, head: bool) -> str:
        """Draw a view, with links as stubs."""
        name, title, lonlat = view
        window = window_on(lonlat, rect=self.rect, least_km=8, margin=0.1)
        if head:
            letter = Letter(14, self.theme.ink("text"), "bold")
            self.sheet.text(self.rect.left, self.rect.top + 7, title, letter)
        marks = self._located(window)
        curves = arcs(self.frames.links, window=window)
        inside = [arc for arc in curves if all(window.holds(end) for end in arc.points[[0, -1]])]
        for arc in inside:
            draw_link(self.sheet, arc, self.frames.links.loc[arc.link], weight=2.2, head=11)
        self.placer.lines = np.concatenate([np.empty((0, 2)), *(arc.points for arc in inside)])
        far = draw_stubs(self.sheet, self.frames.links, curves, self.placer, window)
        labels = [self._folded(label) for label in self._labels(marks, needed=True)]
        first = [label for label in labels if not self.emphasised.isdisjoint(label.names)]
        for label in first:
            draw_label(self.sheet, self.placer.place(label))
        if not head:
            anchors = self._anchors(marks, inside)
            shown = [step for step in self.steps if step.view == name]
            self.placer.boxes += [box for step in shown for box in self._notes(step, anchors)]
        for label in (*(label for label in labels if label not in first), *far):
            draw_label(self.sheet, self.placer.place(label))
        draw_names(self.sheet, window, self.placer, places=self.frames.places)
        draw_frame(self.sheet, window)
        return _pane(self.sheet, view=name, on=False)

    @property
    def is_wide(self) -> bool:
        """Whether there is room for more than what is needed."""
        return self.rect.width != _NARROW[0]

    @property
    def full(self) -> set[str]:
        """What is emphasised at the opening."""
        return {*self.opening.emphasis}

    def _located(self, window: Window, *, scale: bool = True) -> list[Mark]:
        places = self.frames.places
        return draw_located(self.sheet, window, self.placer, places=places, half=5.5, scale=scale)

    def _labels(self, marks: list[Mark], *, needed: bool) -> list[Label]:
        """Label marks, those that any step emphasises first, and without counts."""
        return place_labels(
            marks,
            places=self.frames.places,
            events=self.frames.events.iloc[:0],
            theme=self.theme,
            needed=needed,
            leading=self.full if not needed else self.emphasised,
        )

    def _folded(self, label: Label) -> Label:
        """Break a long name that stands alone into two lines, so that it finds room at its mark."""
        is_short = label.size[0] < self.rect.width * _LONG_NAME
        if len(label.lines) > 1 or label.centred or is_short:
            return label
        line = label.lines[0]
        folded = _balanced(line.text, line.letter, room=label.size[0] * 0.75)
        return replace(label, lines=tuple(Line(text, line.letter) for text in folded))

    def _with_city(self, label: Label) -> Label:
        """Write beneath a label the best known of the other places at its spot."""
        others = self.frames.places.loc[list(label.names[1:])]
        claims = others["claims"].to_numpy()
        if others.empty or claims.max() <= self.frames.places.loc[label.names[0], "claims"]:
            return replace(label, needed=True)
        known = str(others["label"].iloc[int(claims.argmax())])
        ink, halo = self.theme.ink("name-story"), self.theme.ink("halo")
        line = Line(known, Letter(self.theme.sizes.beside, ink, "plain", "center", halo=halo))
        return replace(label, lines=(*label.lines, line), needed=True)

    def _anchors(self, marks: list[Mark], curves: list[Arc]) -> dict[str, tuple[float, float]]:
        """Return where notes may stand: places, events at theirs, and the middles of links."""
        at = {mark.place: (mark.x, mark.y) for mark in marks}
        events = self.frames.events["place"]
        anchors = {str(event): at[place] for event, place in events.items() if place in at}
        return at | anchors | {arc.link: (arc.badge[0], arc.badge[1]) for arc in curves}

    def _notes(
        self, step: GuideStep, anchors: dict[str, tuple[float, float]]
    ) -> list[tuple[float, float, float, float]]:
        """Write a step's notes, clear of labels and of each other; return their boxes."""
        placer = replace(self.placer, boxes=[*self.placer.boxes])
        known = len(placer.boxes)
        for note in step.notes:
            if note.at in self.frames.events.index and not self.is_wide:
                note = replace(note, text="")  # noqa: PLW2901 - the card has its date
            if note.at in anchors:
                x, y = anchors[note.at]
                label = Label(x, y, 5, (), needed=True, names=(step_mark(step.id),), kind="note")
                forms = (replace(label, lines=lines) for lines in self._forms(note))
                placed = (placer.place(form) for form in forms)
                draw_label(self.sheet, next(filter(None, placed), None))
        return placer.boxes[known:]

    def _forms(self, note: Note) -> Iterator[tuple[Line, ...]]:
        """Yield how a note may be set, the best first; where its head has no room, its text."""
        for text in (note, replace(note, head="")):
            for share in _SHARES:
                if lines := self._lines(text, room=min(_NOTE_ROOM, self.rect.width * share)):
                    yield lines

    def _lines(self, note: Note, *, room: float) -> tuple[Line, ...]:
        theme = self.theme
        large, plain = (17.5, 15) if self.is_wide else (15.5, 13.6)
        halo = theme.ink("halo")
        written = (
            (note.head, Letter(large, theme.ink("text"), "bold", "center", halo=halo, layer=9)),
            (note.text, Letter(plain, theme.ink("text"), "plain", "center", halo=halo, layer=9)),
            (note.doubt, Letter(13.6, theme.ink("accent"), "bold", "center", halo=halo, layer=9)),
        )
        return tuple(
            Line(line, letter)
            for text, letter in written
            if text
            for line in _balanced(text, letter, room=room)
        )

    def _pointers(self, window: Window) -> None:
        """Point at the edge to emphasised places that lie beyond it."""
        places = self.frames.places
        rect = self.rect
        centre = np.array([(rect.left + rect.right) / 2, (rect.bottom + rect.top) / 2])
        for name in sorted(self.emphasised & {*places.index[places["lon"].notna()]}):
            point = places.loc[name, ["lon", "lat"]].to_numpy(dtype=float)
            at = window.points(point[None])[0]
            if not np.isfinite(at).all() or window.holds(at):
                continue
            way = (at - centre) / max(float(np.hypot(*(at - centre))), 1e-9)
            reach = np.array([rect.width / 2 - _EDGE, rect.height / 2 - _EDGE])
            tip = centre + way * float(np.min(reach / np.maximum(np.abs(way), 1e-9)))
            tip = tip + self._room_beside(tip, tip - way * 34)
            across = np.array([-way[1], way[0]])
            foot, end = tip - way * 13, tip - way * 34
            ink, halo = self.theme.ink("text"), self.theme.ink("halo")
            with self.sheet.group("edge", name):
                head = np.array([tip, foot + across * 5, foot - across * 5])
                self.sheet.line(np.array([end, foot]), Pen(line=ink, weight=2.2, layer=6))
                self.sheet.polygon(head, Pen(fill=ink, layer=6))
            self.placer.boxes.append(_box_around(tip, end))
            line = Line(str(places.loc[name, "label"]), Letter(16, ink, "bold", halo=halo))
            label = Label(end[0], end[1], 5, (line,), needed=True, names=(name,), kind="edge")
            draw_label(self.sheet, self.placer.place(label))

    def _room_beside(
        self, tip: NDArray[np.float64], end: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return how far along the edge a pointer has to move so that it covers no name."""
        is_upright = abs(tip[1] - (self.rect.bottom + self.rect.top) / 2) > (
            self.rect.height / 2 - _EDGE - 1
        )
        along = np.array([1.0, 0.0] if is_upright else [0.0, 1.0])
        for step in (0, 24, -24, 48, -48, 72, -72, 96, -96):
            if self.placer.is_free(_box_around(tip + along * step, end + along * step)):
                return along * step
        return along * 0


def _box_around(
    first: NDArray[np.float64], second: NDArray[np.float64]
) -> tuple[float, float, float, float]:
    (left, bottom), (right, top) = np.minimum(first, second) - 4, np.maximum(first, second) + 4
    return float(left), float(bottom), float(right), float(top)


def _balanced(text: str, letter: Letter, *, room: float) -> list[str]:
    """Break a text into as few lines as there is room for, about equally long."""
    lines = wrapped(text, size=letter.size, room=room, font=letter.font)
    if len(lines) > 1 and _DOT in text:
        return [line for part in text.split(_DOT) for line in _balanced(part, letter, room=room)]
    while room > _LEAST_ROOM:
        room -= 8
        tighter = wrapped(text, size=letter.size, room=room, font=letter.font)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def step_mark(step: str) -> str:
    """Return what marks the notes of a step: no id of the tables has a colon."""
    return f"step:{step}"


def _pane(sheet: VectorSheet, *, view: str, on: bool) -> str:
    state = " is-on" if on else ""
    return f'<g class="geo-pane{state}" data-pane="{escape(view)}">{sheet.svg()}</g>'


def chart(figures: pd.DataFrame, *, words: Words | None = None) -> str:
    """Draw one set of figures as SVG for a page: each as its source gives it, on one scale.

    Parameters
    ----------
    figures : pandas.DataFrame
        Rows of a story's figures: one measure, unit and scope.
    words : geo.messages.Words, optional
        The language of all but what the story says; English by default.

    Examples
    --------
    >>> import geo
    >>> figures = geo.read_story("data").figures  # the tables of this project's own story
    >>> "at least 40 people" in chart(figures[figures["measure"] == "deaths"].iloc[:3])
    True
    """
    theme = ScreenTheme()
    sheet = VectorSheet(_CHART, theme=theme)
    figures = _with(figures, bound="exact")
    block = DotRange(figures, theme, _CHART, words or words_in("en"))
    block.draw(sheet, 0, 0)
    values = "; ".join(f"{row.label} ({row.source_label})" for row in figures.itertuples())
    text = f"{figures['measure'].iloc[0]}, {figures['scope'].iloc[0]}: {values}"
    return (
        f'<svg class="geo-axis-chart" viewBox="0 0 {_CHART:g} {block.height:.0f}" role="img" '
        f'aria-label="{escape(shown(text))}" direction="ltr" overflow="visible">'
        f"{sheet.svg()}</svg>"
    )
