"""Write GPX 1.1: events and places as waypoints, links as tracks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import shapely

from geo.credits import CREDIT_LINES
from geo.files import write_whole
from geo.formats.escaping import add_element, document
from geo.formats.subjects import claim_lines, degrees, entities_of
from geo.messages import date_text

if TYPE_CHECKING:
    import os
    from xml.etree.ElementTree import Element

    from geo.formats.subjects import Entity


_OURS = "https://pypi.org/project/geo-event-maps/gpx"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def write_gpx(story: Any, path: str | os.PathLike[str]) -> Path:  # noqa: ANN401 - a Story, or frames
    """Write events and places as waypoints and links as tracks.

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    path : path-like
        The file; it appears whole or not at all.

    Returns
    -------
    pathlib.Path
        The file. What has no point is left out: the format has no waypoint without one.

    Notes
    -----
    The format's ``time`` is a moment to the second; it is never written, as no date of a story is
    one. Dates, all other columns and the claims are in ``extensions``.

    Examples
    --------
    >>> import geo, tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_gpx(story, Path(folder, "story.gpx")).read_text("utf-8").count("<wpt ")
    43
    """
    names = {"xmlns": "http://www.topografix.com/GPX/1/1", "xmlns:geo": _OURS}
    root = ET.Element("gpx", {**names, "version": "1.1", "creator": "geo"})
    _metadata(root, story)
    for table in ("events", "places"):
        for subject in entities_of(story, table):
            if subject.point:
                lon, lat = map(degrees, subject.point)
                _describe(add_element(root, "wpt", lat=lat, lon=lon), subject, story)
    for subject in entities_of(story, "links"):
        if subject.geometry is not None and not subject.geometry.is_empty:
            track = add_element(root, "trk")
            _describe(track, subject, story)
            for part in shapely.get_parts(subject.geometry):
                segment = add_element(track, "trkseg")
                for lon, lat in shapely.get_coordinates(part).tolist():
                    add_element(segment, "trkpt", lat=degrees(lat), lon=degrees(lon))
    target = Path(path)
    write_whole(target, document(root))
    return target


def _metadata(root: Element, story: Any) -> None:  # noqa: ANN401
    head = add_element(root, "metadata")
    add_element(head, "name", story.title)
    articles = [
        ", ".join(filter(None, (source["author"], source["title"], source["publisher"])))
        for source in story.sources.to_dict("records")
    ]
    lines = [getattr(story, "finding", ""), *articles, *CREDIT_LINES]
    add_element(head, "desc", "\n".join(filter(None, lines)))
    rights = add_element(head, "copyright", author="; ".join((story.title, *CREDIT_LINES)))
    add_element(rights, "license", LICENCE)


def _describe(parent: Element, subject: Entity, story: Any) -> None:  # noqa: ANN401
    cells = subject.cells
    add_element(parent, "name", subject.title)
    when = date_text(cells.get("date", ""))
    place = cells.get("place_label", "")
    add_element(parent, "cmt", " · ".join(filter(None, (when, place, cells.get("precision", "")))))
    add_element(
        parent, "desc", "\n".join([*claim_lines(subject, story.claims), cells.get("note", "")])
    )
    if cells.get("sources"):
        add_element(parent, "src", cells["sources"])
    add_element(parent, "type", cells.get("kind") or cells.get("medium") or subject.table)
    more = add_element(parent, "extensions")
    row = {"id": subject.id, "table": subject.table, **cells}
    row["evidence"] = json.dumps(subject.claims, ensure_ascii=False, default=int)
    for name, cell in row.items():
        if cell:
            add_element(more, f"geo:{name}", cell)
