"""Tables as others write them, small enough to be worked out by hand."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

from geo.tables.events import scan_events
from geo.tables.schemas import Options

if TYPE_CHECKING:
    from pathlib import Path

    from geo.tables.scan import EventTable

HEADER = ("What", "Date", "Lat", "Lon", "Town", "Country", "Kind", "Dead")
ROWS = (
    ("A wall fell", "2007-05-12", 24.86, 67.01, "Karachi", "Pakistan", "collapse", 4),
    ("A river rose", "2007-05-13", None, None, "Hyderabad", "Pakistan", "flood", 12),
    ("A bridge closed", "2007-05-14", 0, 0, "Nosuchtown", "Pakistan", "flood", 0),
)
"""One row with coordinates, one that its name places, one that nothing does."""


def scanned(text: str | bytes, **options: Any) -> EventTable:  # noqa: ANN401 - as Options has them
    """Read a text, or the bytes of a file, as `geo map` does."""
    data = text.encode() if isinstance(text, str) else text
    return scan_events(io.BytesIO(data), Options(**options))


def points(table: EventTable) -> list[tuple[float, float] | None]:
    """Return the points of all rows; None where there is none."""
    return [None if one is None else (one.x, one.y) for one in table.frame.geometry]


def head_of(page: Path) -> dict[str, Any]:
    """Return what a page says of its events."""
    text = page.read_text(encoding="utf-8")
    (block,) = re.findall(r'<script type="application/json" id="\w+_head">(.*?)</script>', text)
    head: dict[str, Any] = json.loads(block)
    return head


def zipped(**contents: bytes) -> bytes:
    """Return a zip file; two underscores in a name stand for a point."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in contents.items():
            packed.writestr(name.replace("__", "."), content)
    return file.getvalue()
