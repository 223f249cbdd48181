"""Read an article for its dates, figures and statements.

Each finder takes the text and gives values with the attributes that are named here. What a finder
does not know it leaves empty; a draft without finders proposes sources and places alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


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


_WORDED = ("at-least", "more-than", "at-most", "less-than", "about")


class Spanned(Protocol):
    """Something that stands in a text."""

    @property
    def start(self) -> int:
        """First code point."""

    @property
    def end(self) -> int:
        """The one behind the last."""

    @property
    def how(self) -> str:
        """How it was found, in words."""


class DateFound(Spanned, Protocol):
    """A date in a text."""

    @property
    def edtf(self) -> str:
        """The date in EDTF; empty where the words alone don't tell it."""

    @property
    def basis(self) -> str:
        """One of `geo.story.vocabulary.DATE_BASES`."""


class FigureFound(Spanned, Protocol):
    """A number of something."""

    @property
    def measure(self) -> str:
        """What is counted, such as deaths."""

    @property
    def low(self) -> float | None:
        """The least that the words allow."""

    @property
    def high(self) -> float | None:
        """The most."""

    @property
    def bound(self) -> str:
        """One of `geo.story.vocabulary.BOUNDS`."""

    @property
    def unit(self) -> str:
        """The unit, such as people."""

    @property
    def scope(self) -> str:
        """Which group, time or place is counted."""


def bounds_of(figure: FigureFound) -> tuple[float | None, float | None, str]:
    """Return low, high and bound as the table wants them: a range is never cut to one number."""
    low, high = figure.low, figure.high
    if figure.bound in ("at-least", "more-than"):
        return low, None, figure.bound
    if figure.bound in ("at-most", "less-than"):
        return None, high, figure.bound
    low, high = (high if low is None else low), (low if high is None else high)
    return low, high, figure.bound if low == high else "between"  # no bound where both are none


def counted(figure: FigureFound) -> str:
    """Write a number with its bound and unit: at least 40 people, 40 to 60 seats."""
    low, high, kind = bounds_of(figure)
    number = digits(high if low is None else low) or getattr(figure, "wording", "")
    number += f" to {digits(high)}" if kind == "between" else ""
    bound = kind.replace("-", " ") if kind in _WORDED else ""
    return f"{bound} {number} {figure.unit or figure.measure}".strip()


def digits(number: float | None) -> str:
    """Write a number without needless zeros; nothing for none."""
    if number is None:
        return ""
    return str(int(number)) if float(number).is_integer() else f"{number:f}".rstrip("0")


class StatementFound(Spanned, Protocol):
    """Something that somebody says."""

    @property
    def said_by(self) -> str:
        """Who says it, as the text names them; empty where it doesn't."""

    @property
    def said_by_start(self) -> int | None:
        """Where that name begins."""

    @property
    def said_by_end(self) -> int | None:
        """The code point behind it."""

    @property
    def status(self) -> str:
        """One of `geo.story.vocabulary.STATUSES`."""


class Cued(Spanned, Protocol):
    """Something that a word in its span shows."""

    @property
    def cue_start(self) -> int:
        """Where the word begins."""

    @property
    def cue_end(self) -> int:
        """The code point behind it."""


class EventFound(Cued, Protocol):
    """Something that happened: where and when is what its span names, nearest to the word."""

    @property
    def kind(self) -> str:
        """One word, such as march."""


class RelationFound(Cued, Protocol):
    """Something that goes from one place to another."""

    @property
    def origin(self) -> tuple[int, int]:
        """Where the place stands from which it goes."""

    @property
    def target(self) -> tuple[int, int]:
        """Where the place stands to which it goes."""

    @property
    def medium(self) -> str:
        """One of `geo.story.vocabulary.MEDIA`."""


@dataclass(frozen=True)
class Finders:
    """Who is asked.

    Parameters
    ----------
    dates : callable
        Takes a text and ``published=`` (EDTF, or empty), gives its dates.
    figures, statements, happenings : callable
        Take a text, give its figures, what is said in it, and what happened. Of what happened an
        event is proposed where a place and a date stand in its span; who makes the statement around
        its word says so.
    connections : callable
        Takes a text and the spans of its places, gives what goes from one to another.
    speech : callable
        Takes a text, gives the spans in which somebody has the word: what stands there and in no
        statement is not the article's own.

    Examples
    --------
    >>> from geo.extraction import find_dates
    >>> Finders(dates=find_dates).figures is None
    True
    """

    dates: Callable[..., Sequence[DateFound]] | None = None
    figures: Callable[[str], Sequence[FigureFound]] | None = None
    statements: Callable[[str], Sequence[StatementFound]] | None = None
    happenings: Callable[[str], Sequence[EventFound]] | None = None
    connections: Callable[[str, list[tuple[int, int]]], Sequence[RelationFound]] | None = None
    speech: Callable[[str], Sequence[tuple[int, int]]] | None = None
