"""Text in a picture: one font that is always there, and every text shown as it is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path

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

    Examples
    --------
    >>> wrapped("one two three", size=10, room=45)
    ['one two', 'three']
    """
    lines = [""]
    for word in showable(text, font=font).split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if width(longer, size=size, font=font) <= room:
            lines[-1] = longer
            continue
        pieces = _pieces(word, size=size, room=room, font=font)
        lines[-1:] = [line for line in (lines[-1], *pieces) if line]
    return [line for line in lines if line]


def shortened(text: str, *, size: float, room: float, font: str = "plain") -> str:
    """Return as much of `text` as there is room for, with an ellipsis where it was cut."""
    kept = showable(text, font=font)
    if width(kept, size=size, font=font) <= room:
        return kept
    while kept and width(f"{kept}…", size=size, font=font) > room:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


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
