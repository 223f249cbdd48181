"""Merge what was edited in another tool into the tables of a story, and lose nothing of either."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import shapely
import shapely.geometry

from geo.errors import ExportError, Fault, StoryError
from geo.evidence import marked_claims, without_marks
from geo.files import exclusive, write_together
from geo.formats.escaping import unguarded, xml_text
from geo.formats.linked_places import edtf_of, when_of
from geo.formats.subjects import (
    BASE,
    EDITABLE,
    degrees,
    in_nfc,
    short_hash,
    text_rows,
)
from geo.geocoding.pin_file import COLUMNS as PIN_COLUMNS
from geo.geocoding.pins import IN_TABLE, is_swapped, person_pin
from geo.importing.workbook import Taken, is_story_book, read_workbook
from geo.story.read import HEAD, read_tables
from geo.story.schema import SCHEMAS
from geo.story.story import read_story
from geo.story.table_files import keyed_rows, table_bytes, trial_story
from geo.story.vocabulary import PINNABLE

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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


KEEP = ("", "folder", "file")
_POINT = ("lon", "lat")
_REASON = "a person set it in another tool"
_GRID = 1e-6
"""Degrees that a tool may move a point by only by writing its numbers anew."""


def take_back(
    file: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    keep: str = "",
    dry_run: bool = False,
) -> Taken | None:
    """Merge what was edited in an exported file into the tables of its story, all of it or nothing.

    Parameters
    ----------
    file : path-like
        GeoJSON, GeoPackage, CSV, KML, KMZ, Linked Places, Web Annotations, TEI or a workbook that
        `write_tables` wrote of the story, and another tool has written since.
    folder : path-like
        Folder of the story.
    keep : str
        Which of two edits of one cell stays: ``folder`` or ``file``; if empty, none is made.
    dry_run : bool
        Whether to write nothing.

    Returns
    -------
    Taken or None
        What has changed; None where the file was not exported from this story.

    Raises
    ------
    geo.errors.StoryError
        The story would not hold together, or cells were edited in both: all of them; nothing is
        written.
    geo.errors.ExportError
        The hashes in the file, by which edits are known, are none.

    Notes
    -----
    Each cell is compared three ways: as it was exported (its hash is in the file), as the story
    has it now, and as the file has it. Rows that the file lacks stay. New ones are returned in
    `new`, as only a claim can tell where they come from: `geo.desk.desk.Desk.hold` lets them wait.

    Examples
    --------
    >>> import geo, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = geo.write_tables(geo.read_story("data"), folder, to=["tei"])
    ...     take_back(files[0], "data", dry_run=True).files
    {}
    """
    path, story = Path(file), Path(folder)
    if keep not in KEEP:
        raise ExportError(f"keep: found {keep!r}, wanted folder or file")
    if not (story / HEAD).is_file() or not path.is_file():
        return None
    if is_story_book(path):
        return read_workbook(
            path, story, keep="workbook" if keep == "file" else keep, dry_run=dry_run
        )
    rows = read_edited(path)
    if not rows:
        return None
    with exclusive(story):
        raw = keyed_rows(story)
        if not any(row.id in raw[row.table] for row in rows if row.base):
            return None
        merge = _Merge(path.name, story, raw, keep)
        merge.take(rows)
        taken = merge.taken
        if taken.conflicts and not keep:
            raise StoryError(taken.conflicts)
        if merge.refused:
            raise StoryError(merge.refused)
        taken.files = merge.files()
        if taken.files:
            _check(story, taken.files, merge.sources)
        if taken.files and not dry_run:
            write_together(story, taken.files)
    return taken


class _Merge:
    """Merge the rows of one file into those of a folder, cell by cell."""

    def __init__(
        self, file: str, story: Path, raw: dict[str, dict[str, dict[str, str]]], keep: str
    ) -> None:
        frames = in_nfc(read_story(story))
        self._file, self._story, self._keep = file, story, keep
        self._raw = raw
        self._rows = {table: dict(rows) for table, rows in raw.items()}
        self._shown: dict[str, dict[str, dict[str, str]]] = {
            table: dict(
                zip(map(str, getattr(frames, table).index), _texts(frames, table), strict=True)
            )
            for table in EDITABLE
        }
        self._moved: dict[str, dict[str, str]] = {}
        self._seen: dict[tuple[str, str, str], str] = {}
        self.taken = Taken()
        self.refused: list[Fault] = []
        self.sources: dict[tuple[str, str], str] = {}

    def take(self, rows: list[EditedRow]) -> None:
        """Merge all rows, and note those that are new, and those that are not there."""
        for row in rows:
            now = self._shown[row.table].get(row.id)
            if now is None:
                self._unknown(row)
                continue
            where = f"{self._file}, {row.where}"
            self.sources[row.table, row.id] = where
            for column, cell in self._cells(row, now).items():
                self._cell(row, column, cell, now, where)
        for table in dict.fromkeys(row.table for row in rows if row.table):
            known = {row.id for row in rows}
            for name in self._shown[table]:
                if name not in known:
                    self._note(f"{table}.csv, {name}: not in {self._file}; stays as it is")
        self._move()

    def _unknown(self, row: EditedRow) -> None:
        """Note a row that the story does not have: a new one, or one that is gone from it."""
        shown = ", ".join(f"{column} {cell!r}" for column, cell in row.cells.items() if cell)
        if not row.base and any(cell for column, cell in row.own.items() if column != "id"):
            own = {column: cell for column, cell in row.own.items() if cell}
            if row.point is not None:
                own = dict(zip(_POINT, map(degrees, row.point), strict=True)) | own
            cells = own | {"id": row.id}
            self.taken.new.append((row.table, cells, f"{self._file}, {row.where}"))
            return
        if not row.base:
            what = "new and empty; not taken"
        elif self._is_edited(row):
            what = "edited, and gone from the story or withheld meanwhile; not taken"
        else:
            return
        self._note(f"{row.table}, {row.id or row.where} ({self._file}): {what}: {shown}")

    def _is_edited(self, row: EditedRow) -> bool:
        base = dict(zip(EDITABLE[row.table], row.base, strict=True))
        return any(short_hash(cell) != base[column] for column, cell in row.cells.items())

    def _cells(self, row: EditedRow, now: Mapping[str, str]) -> dict[str, str]:
        """Return the cells of a row; where its point was moved, with lon and lat of that."""
        point = row.point
        if row.table == "claims" or point is None:
            return row.cells
        there = [float(now[column]) for column in _POINT if now[column]]
        if row.table == "events":
            if there and not _near(point, there):
                self._note(
                    f"events, {row.id} ({self._file}, {row.where}): its point is not that of its "
                    f"place ({_shown(there)}); not taken: move the place, or name another one"
                )
            return row.cells
        base = dict(zip(EDITABLE["places"], row.base, strict=False))
        typed = {column: row.cells[column] for column in _POINT if column in row.cells}
        if any(short_hash(cell) != base.get(column, "-") for column, cell in typed.items()):
            return row.cells  # somebody typed another position
        texts = dict(zip(_POINT, map(degrees, point), strict=True))
        is_old = all(short_hash(texts[column]) == base.get(column) for column in _POINT)
        is_there = bool(there) and _near(point, there)
        return row.cells if is_old or is_there else {**row.cells, **texts}

    def _cell(
        self, row: EditedRow, column: str, cell: str, now: Mapping[str, str], where: str
    ) -> None:
        base = dict(zip(EDITABLE[row.table], row.base, strict=False)).get(column, "")
        there = now.get(column, "")
        if short_hash(cell) == base or _same(cell, there):
            return  # not edited in the file, or to what stands there
        key = (row.table, row.id, column)
        if self._seen.setdefault(key, cell) != cell:
            wanted = f"one text; the file also has {self._seen[key]!r}"
            self.refused.append(Fault(where, 0, column, cell, wanted))
            return
        if short_hash(there) != base:
            self.taken.conflicts.append(Fault(where, 0, column, cell, self._both(row, base, there)))
            if self._keep != "file":
                return
        self._write(row, column, cell, there, where)

    def _both(self, row: EditedRow, base: str, there: str) -> str:
        when = "edited after the file was exported" if base else "and not when it was exported"
        return (
            f"one of the two: {row.table}.csv, {row.id} has {there!r} now, {when}; "
            "--keep folder or --keep file"
        )

    def _write(self, row: EditedRow, column: str, cell: str, there: str, where: str) -> None:
        """Set a cell, with the marks of claims that its text bore."""
        in_pins = column in _POINT and not self._raw["places"][row.id].get("lon")
        table = "pins" if in_pins else row.table
        stands = self._raw[table].get(row.id, {}).get(column, "")
        is_number = column in _POINT and stands
        if stands and not _same(
            degrees(float(stands)) if is_number else without_marks(stands), there
        ):
            wanted = f"a cell that is shown as it stands; redactions.csv makes {there!r} of it"
            self.refused.append(Fault(where, 0, column, cell, wanted))
            return
        self.taken.lines.append(f"{table}.csv, {row.id}, {column}: {there!r} → {cell!r}")
        if column in _POINT:
            self._moved.setdefault(row.id, {})[column] = cell
            return
        marks = marked_claims(stands)
        text = f"{cell} [{'; '.join(marks)}]" if marks and cell else cell
        self._rows[table][row.id] = {**self._rows[table][row.id], column: text}

    def _move(self) -> None:
        """Turn the points that were set into pins of a person."""
        for name, moved in self._moved.items():
            place, where = self._rows["places"][name], self.sources["places", name]
            at = {
                column: moved.get(column, self._shown["places"][name][column]) for column in _POINT
            }
            pin = self._pin(name, place, at, where)
            if pin and place.get("lon"):
                self._rows["places"][name] = {**place, **at}
                pin["reason"] = IN_TABLE
            if pin:
                self._rows["pins"][name] = pin

    def _pin(
        self, name: str, place: Mapping[str, str], texts: Mapping[str, str], where: str
    ) -> dict[str, str]:
        """Return the pin that a person set, or nothing where there can be none."""
        position = ", ".join(f"{column} {text}" for column, text in texts.items())
        try:
            lon, lat = float(texts["lon"]), float(texts["lat"])
        except ValueError:
            self.refused.append(Fault(where, 0, "lon, lat", position, "two numbers, in degrees"))
            return {}
        cells = dict.fromkeys(("id", "name", "query", "country", "kind"), "") | dict(place)
        swapped = is_swapped(cells, lon, lat)
        if not (abs(lon) <= 180 and abs(lat) <= 90) or (lon == lat == 0) or swapped:  # noqa: PLR2004
            wanted = "a position in degrees" + ("; axes swapped?" if swapped else "")
            self.refused.append(Fault(where, 0, "lon, lat", position, wanted))
            return {}
        old = self._rows["pins"].get(name, {})
        precision = old.get("precision") if old.get("precision") in PINNABLE else place["kind"]
        if precision not in PINNABLE:
            wanted = f"a place that has one; its kind is {precision}: geo pin {name} --precision"
            self.refused.append(Fault(where, 0, "lon, lat", position, wanted))
            return {}
        pin = person_pin(cells, lon, lat, precision=str(precision), reason=_REASON)
        return {column: _pin_cell(pin[column]) for column in PIN_COLUMNS}

    def _note(self, text: str) -> None:
        self.taken.notes.append(re.sub(r"\s+", " ", text))

    def files(self) -> dict[str, bytes]:
        """Return the tables that are others now, as files; the rest stays byte for byte."""
        files = {}
        for table, rows in self._rows.items():
            if rows == self._raw[table]:
                continue
            path = self._story / f"{table}.csv"
            files[path.name] = table_bytes(path, rows.values())
        return files


def _texts(frames: Any, table: str) -> list[dict[str, str]]:  # noqa: ANN401 - frames of a story
    frame = getattr(frames, table)
    return text_rows(frame.drop(columns="geometry", errors="ignore"))


def _pin_cell(value: Any) -> str:  # noqa: ANN401 - a cell of a pin
    if isinstance(value, float):
        return "" if value != value else degrees(value)  # noqa: PLR0124 - NaN
    return str(value or "")


def _same(first: str, second: str) -> bool:
    """Return whether two texts differ in nothing but what a format can't hold."""
    return xml_text(first).split() == xml_text(second).split() or first == second.replace(" ", "")


def _near(first: Sequence[float], second: Sequence[float]) -> bool:
    return all(abs(a - b) < _GRID for a, b in zip(first, second, strict=True))


def _shown(point: Sequence[float]) -> str:
    return f"lat {degrees(point[1])}, lon {degrees(point[0])}"


def _check(story: Path, files: Mapping[str, bytes], sources: Mapping[tuple[str, str], str]) -> None:
    """Refuse tables that would not hold together; faults name where in the file the row stands."""
    with trial_story(story, files) as trial:
        try:
            read_tables(trial)
        except StoryError as error:
            rows = {table: list(keyed_rows(trial)[table]) for table in EDITABLE}
            raise StoryError(_in_file(fault, rows, sources) for fault in error.faults) from error


def _in_file(
    fault: Fault, rows: Mapping[str, list[str]], sources: Mapping[tuple[str, str], str]
) -> Fault:
    table = fault.file.removesuffix(".csv")
    keys = rows.get(table, [])
    if not 2 <= fault.row < len(keys) + 2:  # noqa: PLR2004 - below the header
        return fault
    name = keys[fault.row - 2]
    where = sources.get((table, name), "")
    return replace(fault, file=f"{where} ({table}.csv, {name})", row=0) if where else fault
