"""A sheet that is written as SVG for a page: text as text, colours of the page, parts by name."""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geo.figures.labels import UNSHOWN, Letter
from geo.figures.sheet import Sheet, Sizes, Theme

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

    from geo.figures.sheet import Pen


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
