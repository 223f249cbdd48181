"""Save pictures as PNG, SVG or PDF, the same bytes each time."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

from geo.credits import CREDIT_LINES
from geo.errors import ExportError, as_path
from geo.figures.labels import showable
from geo.figures.messages import description
from geo.figures.scene import draw
from geo.figures.sheet import DEFAULTS
from geo.files import write_whole

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from pathlib import Path

    from matplotlib.figure import Figure

    from geo.story.story import Story


_PATH = re.compile(r' d="([^"]*)"')
_STROKE = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_KNOWN = frozenset("MLQz")
_NEEDLESS = re.compile(r" (?=-)|(?<=\.\d) (?=\.)|(?<=\.\d\d) (?=\.)")
"""Spaces before a number that no reader could join to the one before it."""


def compact(svg: str) -> str:
    r"""Shorten the paths of an SVG as matplotlib writes it.

    Parameters
    ----------
    svg : str
        The file's text.

    Returns
    -------
    str
        The same picture to a hundredth of a point. Lines and curves are written as steps from point
        to point, each rounded from where it really is, so that no error adds up.

    Examples
    --------
    >>> compact('<path d="M 10 20.004 \nL 9.5 20 \nL 9.75 20.25 \nz\n"/>')
    '<path d="m10 20-.5 0 .25.25z"/>'
    """
    return _PATH.sub(lambda path: f' d="{_shortened(path[1])}"', svg)


def _shortened(path: str) -> str:
    strokes = [(command, numbers.split()) for command, numbers in _STROKE.findall(path)]
    if not {command for command, _ in strokes} <= _KNOWN:
        return path
    written, last, at, start = [], "", (0, 0), (0, 0)
    for command, numbers in strokes:
        ends = [round(float(number) * 100) for number in numbers]
        steps = [_number(end - at[side % 2]) for side, end in enumerate(ends)]
        at = (ends[-2], ends[-1]) if ends else start
        start = at if command == "M" else start
        letter = "" if command == last else command.lower()
        last = "L" if command == "M" else command  # pairs after a move are lines
        written.append(f"{' ' if steps and not letter else letter}{' '.join(steps)}")
    return _NEEDLESS.sub("", "".join(written))


@lru_cache(maxsize=1 << 16)  # most steps are short, and written again and again
def _number(hundredths: int) -> str:
    number = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    return re.sub(r"^(-?)0\.", r"\1.", number)


FORMATS = (".png", ".svg", ".pdf")
DPI = 200

SETTINGS: Any = {
    **DEFAULTS,
    "svg.hashsalt": "geo",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "text.hinting": "no_hinting",
}
"""How files are written, whatever a user's own ``matplotlibrc`` says."""


def save_picture(
    story: Story, path: str | os.PathLike[str], *, dark: bool = False, dpi: int = DPI
) -> Path:
    """Draw a story and save the picture.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it.
    path : path-like
        Ends in ``.png``, ``.svg`` or ``.pdf``. The file appears whole or not at all.
    dark : bool
        On dark paper.
    dpi : int
        Pixels per inch of a PNG, which is 12 inches wide: 200 give 2,400 pixels.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ArgumentError
        When an argument is of the wrong type.
    ExportError
        The path has another ending.
    MapError
        The story can't be drawn; see `draw`.

    Notes
    -----
    Letters are outlines in SVG, so that every machine shows the same picture; its parts stand in
    layers that Illustrator and Inkscape name: Paper, Basemap, Places, Names, Links, Events, Text,
    Frames. Title and description are there as text for screen readers, in SVG, PNG and PDF. No
    clock and no name of a program goes into the file.

    Examples
    --------
    >>> import geo
    >>> import tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     picture = save_picture(story, f"{folder}/london-karachi.svg")
    ...     picture.name, picture.read_text(encoding="utf-8")[:5]
    ('london-karachi.svg', '<?xml')
    """
    (target,) = save_pictures(story, [path], dark=dark, dpi=dpi)
    return target


def save_pictures(
    story: Story, paths: Iterable[str | os.PathLike[str]], *, dark: bool = False, dpi: int = DPI
) -> list[Path]:
    """Draw a story once and save the picture in several files; see `save_picture`."""
    targets = [as_path("path", path) for path in paths]
    for target in targets:
        if target.suffix.lower() not in FORMATS:
            raise ExportError(f"path: wanted {', '.join(FORMATS)} at the end, got {target.name!r}")
    figure = draw(story, dark=dark)
    _name_layers(figure)
    for target in targets:
        write_whole(target, _encoded(figure, story, target.suffix.lower(), dpi))
    return targets


def _encoded(figure: Figure, story: Story, suffix: str, dpi: int) -> bytes:
    """Return a figure as the bytes of a file."""
    buffer = io.BytesIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(
            buffer,
            format=suffix[1:],
            dpi=dpi,
            metadata=_metadata(story, suffix),
            backend=_BACKENDS[suffix],
        )
    data = buffer.getvalue()
    return _described(data, story) if suffix == ".svg" else data


_BACKENDS = {".png": "agg", ".svg": "svg", ".pdf": "pdf"}


def _metadata(story: Story, suffix: str) -> dict[str, str | None]:
    title, summary = showable(story.title), showable(description(story))
    rights = ". ".join(CREDIT_LINES)
    if suffix == ".png":
        return {"Title": title, "Description": summary, "Copyright": rights, "Software": None}
    if suffix == ".pdf":
        metadata = {"Title": title, "Subject": summary, "Keywords": rights}
        return {**metadata, "Creator": "geo", "Producer": "geo", "CreationDate": None}
    return {"Title": title, "Rights": rights, "Creator": "geo", "Date": None, "Format": None}


def _described(svg: bytes, story: Story) -> bytes:
    """Name and describe an SVG for who can't see it, and write its paths short."""
    text = svg.decode("utf-8")
    text = text.replace("<svg ", '<svg role="img" aria-labelledby="title desc" ', 1)
    summary = f'</title>\n <desc id="desc">{escape(showable(description(story)))}</desc>'
    text = text.replace("<title>", '<title id="title">', 1).replace("</title>", summary, 1)
    return compact(_layered(text)).encode()


_LAYERS = {
    "Frames": 9.0,
    "Text": 6.5,
    "Events": 5.0,
    "Links": 3.0,
    "Names": 2.7,
    "Places": 2.2,
    "Basemap": 0.0,
}
"""Layers of an SVG as Illustrator and Inkscape name them, and where each begins in the sheet."""
_DRAWN = re.compile(r'^   <g id="([A-Z][a-z]+)\.\d+">$')
_INKSCAPE = "http://www.inkscape.org/namespaces/inkscape"


def _name_layers(figure: Figure) -> None:
    """Mark each part of a picture with its layer, by which `_layered` finds it."""
    parts = sorted(figure.axes[0].get_children(), key=lambda part: part.get_zorder())
    for number, part in enumerate(parts):
        order = part.get_zorder()
        layer = next((name for name, start in _LAYERS.items() if order >= start), "Basemap")
        part.set_gid(f"{layer}.{number}")


def _layered(svg: str) -> str:
    """Return an SVG of matplotlib's whose parts stand in named layers at its top."""
    svg = svg.replace("<svg ", f'<svg xmlns:inkscape="{_INKSCAPE}" ', 1)
    svg = svg.replace(' <g id="figure_1">\n', f"{_opened('Paper')}\n", 1)
    start, axes, rest = svg.partition('  <g id="axes_1">\n')
    drawn, end, tail = rest.partition("  </g>\n </g>\n")
    lines, layer = [], "Paper"
    for line in drawn.splitlines():
        match = _DRAWN.match(line)
        if match and match[1] != layer:
            layer = match[1]
            lines += [" </g>", _opened(layer)]
        lines.append(line)
    return "".join(
        [start, *(f"{line}\n" for line in lines), " </g>\n" if axes and end else "", tail]
    )


def _opened(layer: str) -> str:
    return f' <g id="{layer}" inkscape:groupmode="layer" inkscape:label="{layer}">'
