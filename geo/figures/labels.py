"""Measure texts, and place labels clear of each other and of marks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from geo.figures.axes import Rect

    _Try = tuple[int, tuple[float, float, float, float]]
    """How far off, and the box: left, bottom, right, top in points."""


FACES = {
    "plain": "DejaVuSans.ttf",
    "bold": "DejaVuSans-Bold.ttf",
    "oblique": "DejaVuSans-Oblique.ttf",
    "title": "DejaVuSerif-Bold.ttf",
}
"""Fonts that matplotlib ships, so that each machine draws the same letters."""

LINE_HEIGHT = 1.32
"""Distance of base lines, in sizes of the font."""

UNSHOWN = "\N{REPLACEMENT CHARACTER}"
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


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


@lru_cache
def face(name: str) -> FontProperties:
    """Return the font properties of one of `FACES`, by file and not by what is installed."""
    return FontProperties(fname=_file(name))


def showable(text: str, *, font: str = "plain") -> str:
    r"""Return `text` on one line, with a sign for each character that can't be shown.

    Parameters
    ----------
    text : str
        Any text, hostile text too.
    font : str
        One of `FACES`.

    Returns
    -------
    str
        White space becomes a space. Control characters, letters that the font lacks, and signs
        that would turn the direction of other text become ``\N{REPLACEMENT CHARACTER}``. All else
        stays letter for letter; nothing is read as mathematics or markup.

    Examples
    --------
    >>> showable("100 $x^2$\n{{ 7*7 }}"), len(showable("a\0b"))
    ('100 $x^2$ {{ 7*7 }}', 3)
    """
    known = _letters(font)
    return "".join(
        " "
        if letter.isspace()
        else letter
        if ord(letter) in known and ord(letter) > ord(" ") and letter not in _OVERRIDES
        else UNSHOWN
        for letter in text
    )


@lru_cache(maxsize=4096)
def width(text: str, *, size: float, font: str = "plain") -> float:
    """Return how wide a text is as it is shown, in points, at `size` points."""
    shown = showable(text, font=font)
    return float(text_to_path.get_text_width_height_descent(shown, _sized(font, size), False)[0])  # noqa: FBT003 - no mathematics


def wrapped(text: str, *, size: float, room: float, font: str = "plain") -> list[str]:
    """Break a text into lines no wider than `room` points; a longer word is broken too.

    Its letters stay: a sheet shows each that its own font has.

    Examples
    --------
    >>> wrapped("one two three", size=10, room=45)
    ['one two', 'three']
    """
    lines = [""]
    for word in "".join(" " if letter.isspace() else letter for letter in text).split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if width(longer, size=size, font=font) <= room:
            lines[-1] = longer
            continue
        pieces = _pieces(word, size=size, room=room, font=font)
        lines[-1:] = [line for line in (lines[-1], *pieces) if line]
    return [line for line in lines if line]


def _pieces(word: str, *, size: float, room: float, font: str) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size=size, font=font) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@lru_cache
def _sized(name: str, size: float) -> FontProperties:
    return FontProperties(fname=_file(name), size=size)


@lru_cache
def _letters(name: str) -> frozenset[int]:
    return frozenset(FT2Font(_file(name)).get_charmap())


def _file(name: str) -> str:
    return str(Path(mpl.get_data_path(), "fonts", "ttf", FACES[name]))


GAP = 3.0
RINGS = (0.0, 7.0, 15.0, 26.0, 40.0, 56.0)
"""Distances from its mark at which a label is tried, in points; nearest first."""

FAR_RINGS = (*RINGS, 74.0, 94.0, 120.0)
NOTE_SHIFTS = (-0.45, -0.25, 0.25, 0.45)
"""How far a note beside its mark may stand higher or lower, in heights of the note; and where it
finds no room so, how far to one side above or below, in widths."""

SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))


@dataclass(frozen=True)
class Line:
    """One line of a label."""

    text: str
    letter: Letter


@dataclass(frozen=True)
class Label:
    """A label for a mark.

    Parameters
    ----------
    x, y : float
        The mark, in points.
    reach : float
        Radius of the mark.
    lines : tuple of Line
        What it says.
    centred : bool
        Stands on its mark, as the name of an area does; else beside it.
    needed : bool
        May stand far off, with a line to its mark, rather than be left out.
    names : tuple of str
        Ids of what it names.
    kind : str
        What it is, for sheets whose parts can be told apart.
    """

    x: float
    y: float
    reach: float
    lines: tuple[Line, ...]
    centred: bool = False
    needed: bool = False
    names: tuple[str, ...] = ()
    kind: str = "label"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        widths = [
            width(line.text, size=line.letter.size, font=line.letter.font) for line in self.lines
        ]
        return max(widths), sum(line.letter.size * LINE_HEIGHT for line in self.lines)


@dataclass(frozen=True)
class Placed:
    """A label and the box it got: left, bottom, right, top in points."""

    label: Label
    box: tuple[float, float, float, float]
    ring: int


@dataclass
class Placer:
    """Finds room for labels in a rectangle, in the order in which they come.

    Parameters
    ----------
    rect : Rect
        Labels stay inside it.
    boxes : list of tuple
        What no label may cover: left, bottom, right, top in points.
    lines : numpy.ndarray
        Points of lines that labels avoid if they can, of shape (n, 2).
    """

    rect: Rect
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    lines: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))

    def place(self, label: Label) -> Placed | None:
        """Place a label in the best room that is left; None if there is none."""
        best = self._best(label, self._tries(label))
        if best is None and label.kind == "note":
            best = self._best(label, _aside(label))
        if best is not None:
            self.boxes.append(best.box)
        return best

    def _best(self, label: Label, tries: Iterable[_Try]) -> Placed | None:
        best: tuple[float, Placed] | None = None
        for ring, box in tries:
            if not self.is_free(box):
                continue
            cost = self._crossed(box) * 2.0 + ring * 1.0
            if best is None or cost < best[0] - 1e-9:
                best = (cost, Placed(label, box, ring))
            if cost == 0:
                break
        return None if best is None else best[1]

    def _tries(self, label: Label) -> Sequence[_Try]:
        wide, high = label.size
        if label.centred:
            shifts = [
                (0.0, 0.0),
                *((dx * step, dy * step) for step in (8.0, 18.0, 30.0) for dx, dy in SIDES),
            ]
            return [
                (at, _around(label.x + dx, label.y + dy, wide, high))
                for at, (dx, dy) in enumerate(shifts)
            ]
        tries = []
        rings = FAR_RINGS if label.kind == "note" else RINGS if label.needed else RINGS[:2]
        for ring, distance in enumerate(rings):
            away = label.reach + GAP + distance
            for dx, dy in SIDES:
                slant = 0.72 if dx and dy else 1.0
                x = label.x + dx * (away * slant + wide / 2)
                y = label.y + dy * (away * slant + high / 2)
                tries.append((ring, _around(x, y, wide, high)))
            if label.kind != "note":
                continue
            for dx in (1, -1):
                x = label.x + dx * (away + wide / 2)
                tries += [
                    (ring, _around(x, label.y + shift * high, wide, high)) for shift in NOTE_SHIFTS
                ]
        return tries

    def is_free(self, box: tuple[float, float, float, float]) -> bool:
        """Return whether a box lies inside, clear of all others."""
        left, bottom, right, top = box
        inside = (
            left >= self.rect.left + GAP
            and right <= self.rect.right - GAP
            and bottom >= self.rect.bottom + GAP
            and top <= self.rect.top - GAP
        )
        return inside and not any(
            left < other[2] + 1 and right > other[0] - 1 and bottom < other[3] and top > other[1]
            for other in self.boxes
        )

    def _crossed(self, box: tuple[float, float, float, float]) -> int:
        left, bottom, right, top = box
        x, y = self.lines.T
        return int(((x > left - 2) & (x < right + 2) & (y > bottom - 1) & (y < top + 1)).sum())


def _aside(label: Label) -> Iterator[_Try]:
    """Yield where a note may stand above or below its mark, but to one side, near or far."""
    wide, high = label.size
    for ring, distance in enumerate((*FAR_RINGS, 150.0)):
        for dy in (1, -1):
            y = label.y + dy * (label.reach + GAP + distance + high / 2)
            for shift in NOTE_SHIFTS:
                yield ring, _around(label.x + shift * wide, y, wide, high)


def _around(x: float, y: float, wide: float, high: float) -> tuple[float, float, float, float]:
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2
