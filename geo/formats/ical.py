"""Write iCalendar (RFC 5545): each event that has a first and a last day."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.credits import CREDIT_LINES
from geo.files import write_whole
from geo.formats.subjects import claim_lines, degrees, entities_of, identifier
from geo.messages import date_text

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from geo.formats.subjects import Entity


_MOST_BYTES = 75
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_STAMP = "19700101T000000Z"


def write_ical(story: Any, path: str | os.PathLike[str]) -> Path:  # noqa: ANN401 - a Story, or frames
    """Write the dated events as all-day entries of a calendar.

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    path : path-like
        The file; it appears whole or not at all.

    Returns
    -------
    pathlib.Path
        The file. Events without a first or a last day, and those outside the years 1 to 9999, are
        left out: the format has no such dates.

    Notes
    -----
    An entry reaches over all days on which the event may have happened. Where these are more than
    the date states as one day, the entry is ``TENTATIVE`` and its title says when. ``DTSTAMP`` is
    the same in every file, as no clock is read.

    Examples
    --------
    >>> import geo, tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     text = write_ical(story, Path(folder, "story.ics")).read_text("utf-8")
    >>> "DTSTART;VALUE=DATE:20070512" in text
    True
    """
    about = "\n".join((getattr(story, "finding", ""), *CREDIT_LINES))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//geo//event maps//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(story.title)}",
        f"X-WR-CALNAME;VALUE=TEXT:{_text(story.title)}",
        f"DESCRIPTION:{_text(about.strip())}",
    ]
    for subject in entities_of(story, "events"):
        lines += _entry(subject, story)
    lines.append("END:VCALENDAR")
    target = Path(path)
    write_whole(target, "".join(f"{folded}\r\n" for line in lines for folded in [_folded(line)]))
    return target


def _entry(subject: Entity, story: Any) -> Iterator[str]:  # noqa: ANN401
    first, last = _day(subject.cells["earliest"]), _day(subject.cells["latest"])
    if first is None or last is None or last == dt.date.max:
        return
    cells = subject.cells
    when = date_text(cells["date"])
    is_day = first == last
    yield "BEGIN:VEVENT"
    yield f"UID:{identifier(story, 'events', subject.id)}"
    yield f"DTSTAMP:{_STAMP}"
    yield f"DTSTART;VALUE=DATE:{_compact(first)}"
    yield f"DTEND;VALUE=DATE:{_compact(last + dt.timedelta(days=1))}"
    yield f"SUMMARY:{_text(subject.title if is_day else f'{subject.title} ({when})')}"
    yield f"STATUS:{'CONFIRMED' if is_day else 'TENTATIVE'}"
    yield "TRANSP:TRANSPARENT"
    if cells.get("place_label"):
        yield f"LOCATION:{_text(cells['place_label'])}"
    if subject.point:
        lon, lat = subject.point
        yield f"GEO:{degrees(lat)};{degrees(lon)}"
    if cells.get("kind"):
        yield f"CATEGORIES:{_text(cells['kind'])}"
    lines = [*claim_lines(subject, story.claims), cells.get("note", "")]
    yield f"DESCRIPTION:{_text(chr(10).join(filter(None, lines)))}"
    for name in ("id", "date", "date_basis", "status", "precision", "differs_on", "sources"):
        if cells.get(name) or name == "id":
            value = subject.id if name == "id" else cells[name]
            yield f"X-GEO-{name.upper().replace('_', '-')};VALUE=TEXT:{_text(value)}"
    yield "END:VEVENT"


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _compact(day: dt.date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _text(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", plain)
    return "".join(_ESCAPED.get(sign, sign) for sign in plain)


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 bytes, none of which ends within a character."""
    pieces, piece, size = [], "", 0
    for sign in line:
        width = len(sign.encode("utf-8", "replace"))
        if size + width > _MOST_BYTES:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + width
    return "\r\n".join([*pieces, piece])
