"""Write KML 2.2 and KMZ: placemarks with their time, their style and the claims behind them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import shapely

from geo.credits import CREDITS
from geo.errors import ExportError
from geo.files import write_whole
from geo.formats.escaping import add_element, document, fragment
from geo.formats.subjects import BASE, claim_lines, degrees, entities_of
from geo.messages import date_text
from geo.palette import MEDIA, PAPER

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from shapely.geometry.base import BaseGeometry

    from geo.formats.subjects import Entity
    from geo.palette import Medium


_FOLDERS = {"events": "Events", "links": "Links", "places": "Places"}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEFT_OUT = ("geometry", "lon", "lat")


def write_kml(story: Any, path: str | os.PathLike[str]) -> Path:  # noqa: ANN401 - a Story, or frames
    """Write events, links and places as KML 2.2; zipped where the path ends in ``.kmz``.

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    path : path-like
        The file; it appears whole or not at all.

    Returns
    -------
    pathlib.Path
        The file. The same story gives the same bytes.

    Notes
    -----
    A thing lies in time from the first to the last day that its date allows; years before 1 are
    counted as XML Schema 1.0 does, without a year 0. The date as it stands in the table, all other
    columns and the claims are in ``ExtendedData``.

    Examples
    --------
    >>> import geo, tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_kml(story, Path(folder, "story.kml")).read_bytes()[:38]
    b'<?xml version="1.0" encoding="UTF-8"?>'
    """
    target = Path(path)
    media = {**MEDIA, **getattr(story, "media", {})}
    root = ET.Element("kml", {"xmlns": "http://www.opengis.net/kml/2.2"})
    head = add_element(root, "Document", id="story")
    add_element(head, "name", story.title)
    add_element(head, "open", "1")
    add_element(head, "description", _about(story))
    _styles(head, media)
    for table, name in _FOLDERS.items():
        folder = add_element(head, "Folder", id=table)
        add_element(folder, "name", name)
        if table == "places":
            add_element(folder, "visibility", "0")
        for subject in entities_of(story, table):
            _placemark(folder, subject, story, style=_style_of(subject, media))
    data = document(root)
    write_whole(target, _zipped(data) if target.suffix.lower() == ".kmz" else data)
    return target


def _zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("doc.kml", _EPOCH), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _about(story: Any) -> str:  # noqa: ANN401
    about = ET.Element("div")
    if getattr(story, "finding", ""):
        add_element(about, "p", story.finding)
    articles = add_element(about, "ul")
    for source in story.sources.to_dict("records"):
        parts = (source["author"], source["title"], source["publisher"])
        add_element(
            articles, "li", ", ".join(filter(None, (*parts, date_text(source["published"]))))
        )
    for credit in CREDITS:
        add_element(add_element(about, "p"), "a", credit.line, href=credit.url)
    return fragment(about)


def _styles(head: Element, media: Mapping[str, Medium]) -> None:
    event, paper = PAPER["event"].light, PAPER["accent"].light
    for name, ink in {"events": event, "contested": paper, "places": PAPER["quiet"].light}.items():
        style = add_element(head, "Style", id=f"style-{name}")
        icon = add_element(style, "IconStyle")
        add_element(icon, "color", _colour(ink))
        add_element(icon, "scale", "0.8")
        add_element(add_element(style, "LineStyle"), "color", _colour(ink))
        add_element(add_element(style, "PolyStyle"), "color", _colour(ink, alpha="33"))
    for medium, style_ in media.items():
        line = add_element(add_element(head, "Style", id=f"style-link-{medium}"), "LineStyle")
        add_element(line, "color", _colour(style_.ink.light))
        add_element(line, "width", "3")


def _colour(ink: str, *, alpha: str = "ff") -> str:
    """Return ``#rrggbb`` as KML writes it: ``aabbggrr``."""
    return alpha + ink[5:7] + ink[3:5] + ink[1:3]


def _placemark(folder: Element, subject: Entity, story: Any, *, style: str) -> None:  # noqa: ANN401
    mark = add_element(folder, "Placemark", id=f"{subject.table}.{subject.id}")
    add_element(mark, "name", subject.title)
    if subject.table == "places":
        add_element(mark, "visibility", "0")
    lines = claim_lines(subject, story.claims)
    add_element(mark, "Snippet", lines[0] if lines else "", maxLines="2")
    add_element(mark, "description", _balloon(subject, lines))
    _time_span(mark, subject)
    add_element(mark, "styleUrl", f"#style-{style}")
    data = add_element(mark, "ExtendedData")
    for name, value in _data(subject):
        add_element(add_element(data, "Data", name=name), "value", value)
    shape = _shape(subject)
    if shape is not None:
        mark.append(shape)


def _style_of(subject: Entity, media: Mapping[str, Medium]) -> str:
    if subject.table == "links":
        medium = subject.cells.get("medium", "")
        return f"link-{medium if medium in media else 'other'}"
    contested = subject.cells.get("contested") == "true" or subject.cells.get("differs_on")
    return "contested" if subject.table == "events" and contested else subject.table


def _balloon(subject: Entity, lines: list[str]) -> str:
    balloon = ET.Element("div")
    when, where = date_text(subject.cells.get("date", "")), subject.cells.get("place_label", "")
    summary = " · ".join(filter(None, (when, where, subject.cells.get("precision", ""))))
    if summary:
        add_element(balloon, "p", summary)
    if subject.cells.get("differs_on"):
        add_element(balloon, "p", f"Sources differ: {subject.cells['differs_on']}")
    claims = add_element(balloon, "ol")
    for line in lines:
        add_element(claims, "li", line)
    if subject.cells.get("note"):
        add_element(balloon, "p", subject.cells["note"])
    return fragment(balloon)


def _time_span(mark: Element, subject: Entity) -> None:
    ends = {"begin": subject.cells.get("earliest"), "end": subject.cells.get("latest")}
    if any(ends.values()):
        span = add_element(mark, "TimeSpan")
        for name, day in ends.items():
            if day:
                add_element(span, name, _without_year_zero(day))


def _without_year_zero(day: str) -> str:
    """Return a day as XML Schema 1.0 counts years: 1 BC is ``-0001``, which ISO 8601 calls 0000."""
    year, month, date = day.removeprefix("+").rsplit("-", 2)
    number = int(year)
    return f"-{1 - number:04}-{month}-{date}" if number <= 0 else f"{number:04}-{month}-{date}"


def _data(subject: Entity) -> Iterator[tuple[str, str]]:
    yield "id", subject.id
    yield "table", subject.table
    for name, cell in subject.cells.items():
        if name not in _LEFT_OUT:
            yield name, cell
    yield "evidence", json.dumps(subject.claims, ensure_ascii=False, default=int)
    if subject.base:
        yield BASE, subject.base


def _shape(subject: Entity) -> Element | None:
    """Return the geometry: a point to click beside the outline of what has one."""
    shape = subject.geometry
    parts = [] if shape is None or shape.is_empty else list(shapely.get_parts(shape))
    point = subject.point
    if point and parts and parts[0].geom_type != "Point":
        parts.insert(0, shapely.Point(point))
    if not parts:
        return None
    if len(parts) == 1:
        return _part(parts[0])
    several = ET.Element("MultiGeometry")
    several.extend(_part(part) for part in parts)
    return several


def _part(shape: BaseGeometry) -> Element:
    if shape.geom_type == "Polygon":
        polygon = ET.Element("Polygon")
        for name, ring in (
            ("outerBoundaryIs", shape.exterior),
            *(("innerBoundaryIs", hole) for hole in shape.interiors),
        ):
            add_element(
                add_element(add_element(polygon, name), "LinearRing"),
                "coordinates",
                _coordinates(ring),
            )
        return polygon
    if shape.geom_type not in {"Point", "LineString"}:
        raise ExportError(f"geometry: found {shape.geom_type}, wanted points, lines and polygons")
    single = ET.Element(shape.geom_type)
    if shape.geom_type == "LineString":
        add_element(single, "tessellate", "1")
    add_element(single, "coordinates", _coordinates(shape))
    return single


def _coordinates(shape: BaseGeometry) -> str:
    positions = shapely.get_coordinates(shape).tolist()
    return " ".join(f"{degrees(lon)},{degrees(lat)}" for lon, lat in positions)
