"""Pictures as files: PNG, SVG and PDF, the same bytes each time."""

from __future__ import annotations

import io
from html import escape
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

from geo.arguments import as_path
from geo.credits import CREDIT_LINES
from geo.errors import ExportError
from geo.files import write_whole

from .lettering import showable
from .paths import compact
from .scene import draw
from .sheet import DEFAULTS
from .wording import description

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from geo.story import Story

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
    Letters are outlines in SVG, so that every machine shows the same picture; title and
    description are there as text for screen readers, in SVG, PNG and PDF. No clock and no name
    of a program goes into the file.

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
    target = as_path("path", path)
    suffix = target.suffix.lower()
    if suffix not in FORMATS:
        raise ExportError(f"path: wanted {', '.join(FORMATS)} at the end, got {target.name!r}")
    figure = draw(story, dark=dark)
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
    write_whole(target, _described(data, story) if suffix == ".svg" else data)
    return target


_BACKENDS = {".png": "agg", ".svg": "svg", ".pdf": "pdf"}


def _metadata(story: Story, suffix: str) -> dict[str, str | None]:
    title, told = showable(story.title), showable(description(story))
    rights = ". ".join(CREDIT_LINES)
    if suffix == ".png":
        return {"Title": title, "Description": told, "Copyright": rights, "Software": None}
    if suffix == ".pdf":
        said = {"Title": title, "Subject": told, "Keywords": rights}
        return {**said, "Creator": "geo", "Producer": "geo", "CreationDate": None}
    return {"Title": title, "Rights": rights, "Creator": "geo", "Date": None, "Format": None}


def _described(svg: bytes, story: Story) -> bytes:
    """Name and describe an SVG for who can't see it, and write its paths short."""
    text = svg.decode("utf-8")
    text = text.replace("<svg ", '<svg role="img" aria-labelledby="title desc" ', 1)
    told = f'</title>\n <desc id="desc">{escape(showable(description(story)))}</desc>'
    text = text.replace("<title>", '<title id="title">', 1).replace("</title>", told, 1)
    return compact(text).encode()
