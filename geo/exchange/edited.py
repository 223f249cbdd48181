"""Read the rows of a file that was exported and then edited in another tool."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import shapely
import shapely.geometry

from geo.errors import ExportError
from geo.formats.escaping import unguarded
from geo.formats.linked_places import edtf_of, when_of
from geo.formats.subjects import BASE, EDITABLE, degrees, short_hash
from geo.story.schema import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

_BY_COUNT = {len(columns): table for table, columns in EDITABLE.items()}
_OURS = "geo:"
_KML = "{http://www.opengis.net/kml/2.2}"
_TEI = "{http://www.tei-c.org/ns/1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LARGEST = 1 << 30


@dataclass(frozen=True)
class EditedRow:
    """A row as a file has it that came back.

    Parameters
    ----------
    table : str
        ``events``, ``places`` or ``claims``.
    id : str
        Its id; empty where the other tool gave it none.
    cells : dict of str to str
        Those of its columns that may be edited, as far as the file has them.
    base : tuple of str
        The hash of each editable column as it was exported; none for a row that is new.
    where : str
        The place in the file, such as ``layer events, row 3``.
    point : tuple of float or None
        lon and lat of its geometry, where that is or begins with a point.
    own : dict of str to str
        Of a row that is new every column that the story's table has, as far as the file has them.
    """

    table: str
    id: str
    cells: dict[str, str]
    base: tuple[str, ...]
    where: str
    point: tuple[float, float] | None = None
    own: dict[str, str] = field(default_factory=dict)


def read_edited(path: Path) -> list[EditedRow]:
    """Read what may be edited of a file that `write_tables` wrote, in the order of the file.

    Parameters
    ----------
    path : pathlib.Path
        GeoJSON, GeoPackage, CSV, KML, KMZ, Linked Places, Web Annotations or TEI; by what is in it,
        and not by its name.

    Returns
    -------
    list of EditedRow
        Empty where the file is none of these, or no row of it bears the hashes of an export.

    Raises
    ------
    geo.errors.ExportError
        A row bears hashes that are none.
    """
    reader = _reader_of(path)
    if reader is None:
        return []
    try:
        rows = list(reader(path))
    except (ValueError, KeyError, TypeError, AttributeError, OSError, zipfile.BadZipFile):
        return []  # another kind of file: it is read as a table of events
    if not any(row.base for row in rows):
        return []
    wrong = [
        f"  {row.where}: found {' '.join(row.base)!r}, wanted a hash for each of "
        f"{', '.join(EDITABLE.get(row.table, ()))}"
        for row in rows
        if row.base and len(row.base) != len(EDITABLE.get(row.table, ()))
    ]
    if wrong:
        raise ExportError("\n".join([f"{path}: column {BASE} was changed", *wrong]))
    return rows


def _reader_of(path: Path) -> Callable[[Path], Iterator[EditedRow]] | None:
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"SQLite format 3\0"):
        return _of_geopackage
    if head.startswith(b"PK\x03\x04") and path.suffix.lower() == ".kmz":
        return _of_kml
    text = head.decode("utf-8-sig", "ignore").lstrip()
    if text.startswith("<"):
        return _of_kml if "opengis.net/kml" in text else _of_tei if "tei-c.org" in text else None
    if text.startswith(("{", "[")):
        return _of_json
    return _of_csv if BASE in text.partition("\n")[0] else None


def _row(
    where: str,
    cells: Mapping[str, Any],
    *,
    table: str = "",
    name: str = "",
    shape: BaseGeometry | None = None,
) -> EditedRow:
    """Return a row from cells of any type."""
    base = tuple(_text(cells.get(BASE)).split())
    table = table if table in EDITABLE else _table_of([cells])
    plain = {column: _text(cells[column]) for column in EDITABLE.get(table, ()) if column in cells}
    columns = SCHEMAS[table].columns if table and not base else ()
    own = {column: _text(cells[column]) for column in columns if column in cells}
    name = name or _text(cells.get("id"))
    return EditedRow(table, name, plain, base, where, _point_of(shape), own)


def _table_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the table of rows, which is told by how many hashes they bear."""
    counts = (len(_text(cells.get(BASE)).split()) for cells in rows)
    return next((_BY_COUNT[count] for count in counts if count in _BY_COUNT), "")


def _show(cells: dict[str, Any], table: str, column: str, text: str) -> None:
    """Set a cell to what a tool shows of it elsewhere, unless the cell itself was edited."""
    base = _text(cells.get(BASE)).split()
    at = EDITABLE[table].index(column)
    is_own = at < len(base) and short_hash(_text(cells.get(column))) != base[at]
    if not is_own and text != cells.get(column):
        cells[column] = text


def _text(cell: Any) -> str:  # noqa: ANN401 - a cell of any type
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(cell, float):
        return degrees(cell)
    return unicodedata.normalize("NFC", str(cell))


def _point_of(shape: BaseGeometry | None) -> tuple[float, float] | None:
    """Return the point that a shape is, or that stands before its outline."""
    if shape is None or shape.is_empty:
        return None
    first = shapely.get_parts(shape)[0] if shape.geom_type.startswith("Geometry") else shape
    return (float(first.x), float(first.y)) if first.geom_type == "Point" else None


def _of_json(path: Path) -> Iterator[EditedRow]:
    """Yield rows of GeoJSON, Linked Places, or Web Annotations."""
    document = json.loads(path.read_text(encoding="utf-8-sig"))
    if isinstance(document, dict) and "features" in document:
        table = _table_of(feature.get("properties") or {} for feature in document["features"])
        for number, feature in enumerate(document["features"], start=1):
            yield _of_feature(feature, f"feature {number}", table)
        return
    page = document.get("first", document) if isinstance(document, dict) else {"items": document}
    articles = {
        item["target"]["source"]: item["geo:source"]
        for item in page["items"]
        if "geo:source" in item
    }
    for number, item in enumerate(page["items"], start=1):
        if item.get("type") == "Annotation" and item.get("geo:table", "claims") == "claims":
            yield _of_annotation(item, f"annotation {number}", articles)


def _of_feature(feature: Mapping[str, Any], where: str, table: str) -> EditedRow:
    cells = dict(feature.get("properties") or {})
    name = cells.get("id") or feature.get("id") or ""
    outline = feature.get("geometry")
    shape = shapely.geometry.shape(outline) if outline else None
    if "names" not in feature:
        return _row(where, cells, table=table, name=str(name), shape=shape)
    table = str(cells.get("table") or table)
    for column in set(EDITABLE.get(table, ())) - {"lon", "lat"}:
        cells.setdefault(column, "")  # Linked Places leave out what is empty
    toponym = str(feature["names"][0]["toponym"]) if feature["names"] else ""
    if toponym:
        _show(cells, table, "title" if table == "events" else "name", toponym)
    date, shown = str(cells.get("date", "")), edtf_of(feature.get("when") or {})
    if table == "events" and shown != edtf_of(when_of(date)):
        _show(cells, table, "date", shown)
    return _row(where, cells, table=table, name=str(name), shape=shape)


def _of_annotation(item: Mapping[str, Any], where: str, articles: Mapping[str, str]) -> EditedRow:
    """Return a claim; what was edited in the bodies counts, which is what the tools show."""
    cells = {name.removeprefix(_OURS): cell for name, cell in item.items()}
    bodies = item.get("body") or []
    purposes = {"describing": "statement", "classifying": "status"}
    for body in bodies if isinstance(bodies, list) else [bodies]:
        column = purposes.get(str(body.get("purpose", "")))
        if column and body.get("value") is not None:
            _show(cells, "claims", column, str(body["value"]))
    target = item.get("target")
    if not item.get("geo:id") and isinstance(target, dict):
        cells.pop("id", None)  # of the annotation, and no row's
        cells["source"] = articles.get(str(target.get("source")), "")
        selectors = target.get("selector") or []
        for selector in selectors if isinstance(selectors, list) else [selectors]:
            if selector.get("type") == "TextPositionSelector":
                cells |= {side: str(int(selector[side])) for side in ("start", "end")}
    return _row(where, cells, table="claims", name=str(item.get("geo:id", "")))


def _of_csv(path: Path) -> Iterator[EditedRow]:
    text = path.read_text(encoding="utf-8-sig")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    lines = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = [(lines.line_num, row) for row in lines]
    table = _table_of(row for _, row in rows)
    for number, row in rows:
        cells = {key: unguarded(cell or "") for key, cell in row.items() if key}
        for column in ("lon", "lat"):
            with suppress(ValueError):
                cells[column] = degrees(float(cells.get(column, "")))
        yield _row(f"line {number}", cells, table=table)


def _of_geopackage(path: Path) -> Iterator[EditedRow]:
    import pyogrio  # noqa: PLC0415 - GDAL takes its time

    for layer, kind in pyogrio.list_layers(path):
        if BASE not in pyogrio.read_info(path, layer=layer)["fields"]:
            continue
        frame = pyogrio.read_dataframe(path, layer=layer)
        shapes = frame.geometry if kind else [None] * len(frame)
        records = frame.drop(columns="geometry", errors="ignore").to_dict("records")
        table = layer if layer in EDITABLE else _table_of(records)
        for number, (cells, shape) in enumerate(zip(records, shapes, strict=True), start=1):
            plain = {str(name): cell for name, cell in cells.items()}
            yield _row(f"layer {layer}, row {number}", plain, table=table, shape=shape)


def _xml(path: Path) -> ET.Element:
    """Read a document; one that declares entities is refused, as these can grow without end."""
    data = path.read_bytes()
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(path) as archive:
            inner = next(n for n in archive.namelist() if n.lower().endswith(".kml"))
            if archive.getinfo(inner).file_size > _LARGEST:
                raise ValueError(inner)
            data = archive.read(inner)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError(path.name)
    try:
        return ET.fromstring(data)  # noqa: S314 - without a document type there are no entities
    except ET.ParseError as error:
        raise ValueError(str(error)) from error


def _of_kml(path: Path) -> Iterator[EditedRow]:
    for number, mark in enumerate(_xml(path).iter(f"{_KML}Placemark"), start=1):
        cells: dict[str, Any] = {
            str(each.get("name")): each.findtext(f"{_KML}value") or ""
            for each in mark.iter(f"{_KML}Data")
        } | {str(each.get("name")): each.text or "" for each in mark.iter(f"{_KML}SimpleData")}
        table = cells.get("table", "")
        if table not in EDITABLE:
            continue  # links, and what somebody drew beside the story
        named = mark.findtext(f"{_KML}name") or ""
        shown = cells.get("title") or cells.get("label") or cells.get("name", "")
        if named and named != shown:
            _show(cells, table, "title" if table == "events" else "label", named)
        yield _row(f"placemark {number}", cells, table=table, shape=_kml_point(mark))


def _kml_point(mark: ET.Element) -> BaseGeometry | None:
    at = mark.findtext(f".//{_KML}Point/{_KML}coordinates")
    return shapely.Point(*map(float, at.strip().split(",")[:2])) if at and at.strip() else None


def _of_tei(path: Path) -> Iterator[EditedRow]:
    for number, element in enumerate(_xml(path).iter(), start=1):
        kind, _, name = (element.get(_XML_ID) or "").partition(".")
        if kind in _TEI_READERS:
            table, cells = f"{kind}s", _TEI_READERS[kind](element)
            cells[BASE] = element.get("n") or ""
            at = element.findtext(f"{_TEI}location/{_TEI}geo")
            shape = shapely.Point(*map(float, reversed(at.split()))) if at else None
            yield _row(f"element {number}", cells, table=table, name=name, shape=shape)


def _tei_place(place: ET.Element) -> dict[str, str]:
    names = {each.get("type") or "name": each.text or "" for each in place.iter(f"{_TEI}placeName")}
    cells = {"name": names.get("name", ""), "local": names.get("local", "")}
    cells["label"] = names.get("label") or cells["name"]
    plain = [each for each in place.iter(f"{_TEI}note") if not each.get("type")]
    return {**cells, "note": (plain[0].text or "") if plain else ""}


def _tei_event(event: ET.Element) -> dict[str, str]:
    notes = {each.get("type"): each.text or "" for each in event.iter(f"{_TEI}note")}
    return {
        "title": event.findtext(f"{_TEI}label") or "",
        "kind": event.get("type") or "",
        "date": event.get("when-custom") or "",
        "place": (event.get("where") or "").removeprefix("#place."),
        **{column: notes.get(column, "") for column in ("date_basis", "date_note", "note")},
    }


def _tei_claim(item: ET.Element) -> dict[str, str]:
    note = next(item.iter(f"{_TEI}note"))
    return {"statement": note.text or "", "status": note.get("type") or ""}


_TEI_READERS = {"place": _tei_place, "event": _tei_event, "claim": _tei_claim}
