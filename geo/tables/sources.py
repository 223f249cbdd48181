"""Open a table of any usual kind as sheets: files, pipes, frames, Arrow, GeoJSON."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from geo.errors import EventsError
from geo.tables.plain_text import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    Cells = list[list[Any]]

WANTED = (
    "a table in .csv, .tsv, .xlsx, .xls, .ods, .parquet, .geojson, .json, .gpkg, .kml, .kmz, "
    ".gpx or a zipped .shp"
)
PIPE = "standard input"
_MOST_UNPACKED = 1 << 30
_NOISE = frozenset(  # how LIBKML writes a place's look
    ("altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "snippet")
)
_GPX = ("waypoints", "routes", "tracks")


@dataclass(frozen=True)
class SourceSheet:
    """One table of a source: cells as they stand there, or a frame.

    Parameters
    ----------
    name : str
        The sheet's or layer's name; empty where there is only one.
    cells : list of list, optional
        All rows from the first of the sheet, as wide as they are.
    frame : pandas.DataFrame, optional
        In place of cells: columns with names.
    merged : tuple
        First and last (row, column) of cells that a spreadsheet shows as one, from 0.
    hidden : bool
        Whether a spreadsheet hides it.
    typed : bool
        Whether numbers and dates are told from text.
    notes : tuple of str
        What is to be said of how it was read.
    """

    name: str = ""
    cells: Cells | None = None
    frame: pd.DataFrame | None = None
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    hidden: bool = False
    typed: bool = False
    notes: tuple[str, ...] = field(default=())


def open_sheets(source: Any, *, encoding: str = "") -> tuple[str, list[SourceSheet]]:  # noqa: ANN401
    """Return what a source is called, and its sheets.

    Parameters
    ----------
    source : object
        A path; an open binary file, such as ``sys.stdin.buffer``; a DataFrame; a table of Arrow's,
        as polars, DuckDB and pyarrow have; GeoJSON, or an object with ``__geo_interface__``.
    encoding : str
        How a text is written, where its bytes do not decide.

    Raises
    ------
    EventsError
        When there is no such file, it is of another kind, or broken.
    """
    if isinstance(source, (str, PurePath)):
        return _open_path(source, encoding)
    if callable(getattr(source, "read", None)):
        data = source.read()
        if not isinstance(data, bytes):
            raise EventsError("events: found a file opened as text, wanted one opened as 'rb'")
        return PIPE, list(_of_bytes(data, PIPE, encoding))
    return "events", [SourceSheet(frame=_frame_of(source))]


def _open_path(source: str | PurePath, encoding: str) -> tuple[str, list[SourceSheet]]:
    if "://" in str(source):
        raise EventsError(f"{source}: geo opens no address: download the file and name its path")
    path = Path(source)
    try:
        if path.is_dir():
            raise EventsError(f"{source}: found a folder, wanted {WANTED}")
        data = path.read_bytes()
    except ValueError as error:  # a NUL in it
        raise EventsError(f"{source!r}: found no path, wanted {WANTED}") from error
    except FileNotFoundError as error:
        raise EventsError(f"{source}: no such file; wanted {WANTED}") from error
    if path.suffix.lower() == ".shp":  # its columns stand in files beside it
        return path.name, list(_layers(path, path.name))
    return path.name, list(_of_bytes(data, path.name, encoding))


def tells_places(source: Any) -> bool:  # noqa: ANN401
    """Return whether something says by itself where things are, and need not be read.

    Examples
    --------
    >>> tells_places({"type": "Point", "coordinates": [67.01, 24.86]}), tells_places("a.csv")
    (True, False)
    """
    import geopandas as gpd  # noqa: PLC0415 - slow to load
    import pandas as pd  # noqa: PLC0415 - the same

    if isinstance(source, (str, PurePath)) or callable(getattr(source, "read", None)):
        return False
    if isinstance(source, pd.DataFrame):
        return isinstance(source, gpd.GeoDataFrame)
    return not hasattr(source, "__arrow_c_stream__") or hasattr(source, "__geo_interface__")


def _frame_of(source: Any) -> Any:  # noqa: ANN401 - geopandas and pyarrow name no types
    import geopandas as gpd  # noqa: PLC0415 - slow to load
    import pandas as pd  # noqa: PLC0415 - the same

    from geo.formats.frames import as_geoframe  # noqa: PLC0415 - the same

    if isinstance(source, gpd.GeoDataFrame):
        return as_geoframe(source, what="events", error=EventsError)
    if isinstance(source, pd.DataFrame):
        return source
    if isinstance(source, pd.Series) and not isinstance(source, gpd.GeoSeries):
        raise EventsError("events: found Series, wanted a table with its columns")
    if hasattr(source, "__arrow_c_stream__") and not isinstance(source, gpd.GeoSeries):
        return _of_arrow(source)
    if isinstance(source, dict):
        return _of_objects(source, "events")
    return as_geoframe(source, what="events", error=EventsError)


def _of_arrow(source: Any) -> Any:  # noqa: ANN401
    import geopandas as gpd  # noqa: PLC0415 - slow to load
    import pyarrow as pa  # noqa: PLC0415 - the same

    table = pa.table(source)
    marks = [column.metadata or {} for column in table.schema]
    if any(mark.get(b"ARROW:extension:name", b"").startswith(b"geoarrow") for mark in marks):
        return gpd.GeoDataFrame.from_arrow(table)
    for at, column in enumerate(table.schema):
        if pa.types.is_string_view(column.type):  # as polars has it
            table = table.set_column(at, column.name, table.column(at).cast(pa.large_string()))
    return table.to_pandas(date_as_object=False)


def _of_bytes(data: bytes, name: str, encoding: str) -> Iterator[SourceSheet]:
    """Yield the sheets of a file by how it begins, whatever its name ends in."""
    if not data.strip():
        raise EventsError(f"{name}: found nothing, wanted {WANTED}")
    readers: tuple[tuple[bytes, Callable[[bytes, str, str], Iterator[SourceSheet]]], ...] = (
        (b"PK\x03\x04", _of_zip),
        (b"\xd0\xcf\x11\xe0", _of_workbook),
        (b"PAR1", _of_parquet),
        (b"SQLite format 3", _of_layers),
        (b"\x1f\x8b", _of_gzip),
    )
    for mark, reader in readers:
        if data.startswith(mark):
            yield from _whole(reader, data, name, encoding)
            return
    if b"\x00" in data[:4096] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        wide = data[:4096:2].count(0) + data[1:4096:2].count(0)
        if wide < len(data[:4096]) // 4:
            raise EventsError(f"{name}: found a file that is no table, wanted {WANTED}")
    text = read_text(data, name, encoding=encoding)
    start = text.text.lstrip()[:400].casefold()
    if start.startswith("<"):
        if "<kml" in start or "<gpx" in start:
            yield from _whole(_of_layers, data, name, encoding)
            return
        raise EventsError(f"{name}: found a page or another kind of XML, wanted {WANTED}")
    if start.startswith(("{", "[")):
        yield SourceSheet(frame=_of_objects(_parse_json(text.text, name), name), notes=text.notes)
        return
    yield SourceSheet(cells=text.cells(), notes=text.notes)


def _whole(
    reader: Callable[[bytes, str, str], Iterator[SourceSheet]],
    data: bytes,
    name: str,
    encoding: str,
) -> Iterator[SourceSheet]:
    """Yield what a library reads, and say what it can't in words."""
    try:
        yield from list(reader(data, name, encoding))
    except EventsError:
        raise
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        raise EventsError(f"{name}: can't be read ({reason}); wanted {WANTED}") from error


def _of_gzip(data: bytes, name: str, encoding: str) -> Iterator[SourceSheet]:
    import gzip  # noqa: PLC0415 - only few are packed so

    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        content = file.read(_MOST_UNPACKED + 1)
    _refuse_large(len(content), name)
    yield from _of_bytes(content, name.removesuffix(".gz"), encoding)


def _refuse_large(size: int, name: str) -> None:
    if size > _MOST_UNPACKED:
        raise EventsError(f"{name}: unpacks to over {_MOST_UNPACKED >> 30} GB; unpack it yourself")


def _of_zip(data: bytes, name: str, encoding: str) -> Iterator[SourceSheet]:
    """Yield the sheets of a workbook, which is a zip file, or of the tables in another one."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        inner = [member for member in packed.infolist() if not member.is_dir()]
        names = {member.filename for member in inner}
        if "xl/workbook.xml" in names or "content.xml" in names or "xl/workbook.bin" in names:
            yield from _of_workbook(data, name, encoding)
            return
        _refuse_large(sum(member.file_size for member in inner), name)
        if any(member.lower().endswith(".shp") for member in names):
            yield from _layers_of(data, name, ".shp.zip")
            return
        endings = (".csv", ".tsv", ".txt", ".xlsx", ".ods", ".json", ".geojson", ".kml", ".gpx")
        tables = [
            member for member in inner if member.filename.lower().endswith((*endings, ".parquet"))
        ]
        tables = [member for member in tables if not member.filename.startswith("__MACOSX")]
        if not tables:
            raise EventsError(f"{name}: found no table in this zip file, wanted {WANTED}")
        for member in tables:
            for sheet in _of_bytes(packed.read(member), member.filename, encoding):
                label = member.filename if not sheet.name else f"{member.filename}: {sheet.name}"
                yield _renamed(sheet, label if len(tables) > 1 else sheet.name)


def _renamed(sheet: SourceSheet, name: str) -> SourceSheet:
    return SourceSheet(**{**vars(sheet), "name": name})


def _of_workbook(data: bytes, _name: str, _encoding: str) -> Iterator[SourceSheet]:
    from python_calamine import (  # noqa: PLC0415 - only workbooks need it
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        yield SourceSheet(
            meta.name,
            cells=sheet.to_python(skip_empty_area=False),
            merged=tuple(sheet.merged_cell_ranges or ()),
            hidden=meta.visible != SheetVisibleEnum.Visible,
            typed=True,
        )


def _of_parquet(data: bytes, _name: str, _encoding: str) -> Iterator[SourceSheet]:
    import geopandas as gpd  # noqa: PLC0415 - slow to load
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    table = pq.read_table(io.BytesIO(data))
    if b"geo" in (table.schema.metadata or {}):
        yield SourceSheet(frame=gpd.read_parquet(io.BytesIO(data)))
    else:
        yield SourceSheet(frame=table.to_pandas())


def _of_layers(data: bytes, name: str, _encoding: str) -> Iterator[SourceSheet]:
    start = data[:400].lower()
    ending = ".kml" if b"<kml" in start else ".gpx" if b"<gpx" in start else ".gpkg"
    yield from _layers_of(data, name, ending)


def _layers_of(data: bytes, name: str, ending: str) -> Iterator[SourceSheet]:
    """Yield the layers of a file's bytes, which GDAL reads by the ending of a path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"layer{ending}")
        path.write_bytes(data)
        yield from _layers(path, name)


def _layers(path: Path, name: str) -> Iterator[SourceSheet]:
    """Yield the layers of a file that GDAL reads; those of a KML or GPX together."""
    import geopandas as gpd  # noqa: PLC0415 - slow to load
    import pandas as pd  # noqa: PLC0415 - the same
    import pyogrio  # noqa: PLC0415 - the same

    names = [str(layer) for layer in pyogrio.list_layers(path)[:, 0]]
    if path.suffix == ".gpx":
        names = [layer for layer in names if layer in _GPX]
    frames = {layer: _tidy(pyogrio.read_dataframe(path, layer=layer)) for layer in names}
    if path.suffix not in {".gpx", ".kml"}:
        for layer, frame in frames.items():
            yield SourceSheet(layer if len(frames) > 1 else "", frame=frame)
        return
    filled = {layer: frame for layer, frame in frames.items() if len(frame)}
    if not filled:
        raise EventsError(f"{name}: found no place in it, wanted points, lines or areas")
    if len(filled) > 1:
        filled = {layer: frame.assign(layer=layer) for layer, frame in filled.items()}
    joined = pd.concat(filled.values(), ignore_index=True)
    yield SourceSheet(frame=gpd.GeoDataFrame(joined, crs=next(iter(filled.values())).crs))


def _tidy(frame: Any) -> pd.DataFrame:  # noqa: ANN401 - pyogrio may return a plain table
    shown: pd.DataFrame = frame[[name for name in frame.columns if name not in _NOISE]]
    return shown


def _parse_json(text: str, name: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(text)
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            return [json.loads(line) for line in lines]
        except ValueError:
            raise EventsError(f"{name}: found broken JSON ({error}), wanted {WANTED}") from error


def _of_objects(content: Any, name: str) -> pd.DataFrame:  # noqa: ANN401
    """Return the records of GeoJSON, of a service's answer, or of a list of objects."""
    from geo.tables.plain_text import records_frame  # noqa: PLC0415 - it brings geopandas

    return records_frame(content, name)
