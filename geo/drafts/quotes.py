"""The words around a span, on one line, for a person's eye only: never for the story's tables."""

from __future__ import annotations

import re

_AROUND = 48  # characters on each side
_LONGEST = 300
_SPACE = re.compile(r"[\s\0-\x1f\x7f]+")


def around(text: str, start: int, end: int) -> str:
    """Return a span with some words of its line on both sides.

    Examples
    --------
    >>> around("The river rose. It reached Leeds on Monday.", 27, 32)
    'The river rose. It reached Leeds on Monday.'
    """
    first = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    stop = text.find("\n", end)
    last = min(len(text) if stop < 0 else stop, end + _AROUND)
    if first > 0 and text[first - 1] != "\n":
        first = _at_space(text, first, start)
    if last < len(text) and text[last] != "\n":
        space = text.rfind(" ", end, last)
        last = space if space > 0 else last
    return _line(text[first:last])


def whole(text: str, start: int, end: int) -> str:
    """Return a span itself, cut where it is long."""
    return _line(text[start : min(end, start + 2 * _LONGEST)])


def _at_space(text: str, first: int, start: int) -> int:
    space = text.find(" ", first, start)
    return space + 1 if space >= 0 else first


def _line(text: str) -> str:
    line = _SPACE.sub(" ", text).strip()
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
