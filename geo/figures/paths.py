"""Paths of an SVG in fewer letters: steps from point to point, in hundredths of a point."""

from __future__ import annotations

import re

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
    written, said, at, start = [], "", (0, 0), (0, 0)
    for command, numbers in strokes:
        ends = [round(float(number) * 100) for number in numbers]
        steps = [_number(end - at[side % 2]) for side, end in enumerate(ends)]
        at = (ends[-2], ends[-1]) if ends else start
        start = at if command == "M" else start
        letter = "" if command == said else command.lower()
        said = "L" if command == "M" else command  # pairs after a move are lines
        written.append(f"{' ' if steps and not letter else letter}{' '.join(steps)}")
    return _NEEDLESS.sub("", "".join(written))


def _number(hundredths: int) -> str:
    number = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    return re.sub(r"^(-?)0\.", r"\1.", number)
