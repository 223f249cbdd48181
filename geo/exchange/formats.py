"""The formats in which a story is exported: their files, their writers, what they can't hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.exchange import layers
from geo.formats import bibliography, catalog, gpx, ical, kml, linked_places, tei
from geo.formats.annotations import write_annotations
from geo.formats.topojson import write_topojson
from geo.story.read import read_tables
from geo.story.redactions import redact_tables
from geo.story.table_files import files_of, trial_story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo.exchange.layers import Export


@dataclass(frozen=True)
class Format:
    """A format in which a story is exported.

    Parameters
    ----------
    name : str
        As ``geo export --to`` and `write_tables` name it.
    title : str
        What it is, with its version.
    files : tuple of str
        The files; ``NAME`` is that of the story.
    opens : str
        What opens it.
    loses : str
        What of a story it can't hold, as the docs say it.
    write : callable
        Takes an `Export` and yields each file when it is written.
    needs : tuple of str
        Formats that are written with it.

    Examples
    --------
    >>> FORMATS["kml"].title, FORMATS["kml"].files
    ('KML 2.2', ('NAME.kml',))
    """

    name: str
    title: str
    files: tuple[str, ...]
    opens: str
    loses: str
    write: Callable[[Export], Iterator[Path]]
    needs: tuple[str, ...] = ()


def _kml(export: Export) -> Iterator[Path]:
    yield kml.write_kml(export.frames, export.path(".kml"))


def _kmz(export: Export) -> Iterator[Path]:
    yield kml.write_kml(export.frames, export.path(".kmz"))


def _gpx(export: Export) -> Iterator[Path]:
    yield gpx.write_gpx(export.frames, export.path(".gpx"))


def _lpf(export: Export) -> Iterator[Path]:
    path = export.path(".lpf.json")
    yield linked_places.write_linked_places(export.frames, path, base=export.base)


def _annotations(export: Export) -> Iterator[Path]:
    path = export.path(".annotations.jsonld")
    texts = export.texts
    yield write_annotations(export.frames, path, base=export.base, texts=texts)


def _csl(export: Export) -> Iterator[Path]:
    yield bibliography.write_csl(export.frames, export.path(".csl.json"))


def _bibtex(export: Export) -> Iterator[Path]:
    yield bibliography.write_bibtex(export.frames, export.path(".bib"))


def _xlsx(export: Export) -> Iterator[Path]:
    from geo.importing.workbook import write_workbook  # noqa: PLC0415 - openpyxl takes its time

    folder, path = export.story.folder, export.path(".xlsx")
    own = read_tables(folder)
    if own.frames["redactions"].empty:
        yield write_workbook(folder, path, overwrite=True)
        return
    tables, _ = redact_tables(own)
    with trial_story(folder, files_of(tables), is_new=True) as redacted:
        yield write_workbook(redacted, path, overwrite=True)


def _ical(export: Export) -> Iterator[Path]:
    yield ical.write_ical(export.frames, export.path(".ics"))


def _topojson(export: Export) -> Iterator[Path]:
    yield write_topojson(export.frames, export.path(".topojson"))


def _tei(export: Export) -> Iterator[Path]:
    yield tei.write_tei(export.frames, export.path(".tei.xml"))


def _svg(export: Export) -> Iterator[Path]:
    from geo.figures import save_picture  # noqa: PLC0415 - Matplotlib takes its time

    yield save_picture(export.story, export.path(".svg"))


def _datapackage(export: Export) -> Iterator[Path]:
    path = export.folder / "datapackage.json"
    yield catalog.write_datapackage_v2(export.frames, path, written=export.written)


def _ro_crate(export: Export) -> Iterator[Path]:
    path = export.folder / "ro-crate-metadata.json"
    yield catalog.write_ro_crate(
        export.frames, path, written=export.written, published=export.published
    )


def _croissant(export: Export) -> Iterator[Path]:
    path = export.folder / "croissant.json"
    yield catalog.write_croissant(
        export.frames, path, written=export.written, published=export.published
    )


def _layered(ending: str) -> tuple[str, ...]:
    return tuple(f"{table}{ending}" for table in layers.SPATIAL)


_NO_OTHER_TABLES = "figures, mentions, actors, steps and views"

FORMATS: dict[str, Format] = {
    item.name: item
    for item in (
        Format(
            "geojson", "GeoJSON (RFC 7946)", _layered(".geojson"),
            "QGIS, geojson.io, Leaflet, pandas",
            f"{_NO_OTHER_TABLES}; programs that write it anew drop credits and sources at its top",
            layers.write_geojson_files,
        ),
        Format(
            "parquet", "GeoParquet 1.1", _layered(".parquet"), "geopandas, DuckDB, QGIS",
            _NO_OTHER_TABLES, layers.write_geoparquet_files,
        ),
        Format(
            "gpkg", "GeoPackage 1.4", ("NAME.gpkg",), "QGIS with its styles, GDAL",
            "nothing; a NUL in a text becomes ␀", layers.write_geopackage_file,
        ),
        Format(
            "csv", "CSV (RFC 4180)", tuple(f"{table}.csv" for table in layers.TABLES),
            "any spreadsheet, pandas",
            "outlines of places and lines of links; credits stand in CREDITS.txt alone",
            layers.write_csv_files,
        ),
        Format(
            "flatgeobuf", "FlatGeobuf 3", _layered(".fgb"), "QGIS, GDAL, web maps by HTTP range",
            f"{_NO_OTHER_TABLES}; the order of rows; what has no place",
            layers.write_flatgeobuf_files,
        ),
        Format(
            "topojson", "TopoJSON 1", ("NAME.topojson",), "D3, mapshaper, QGIS",
            f"{_NO_OTHER_TABLES}; coordinates are rounded to about a metre", _topojson,
        ),
        Format(
            "kml", "KML 2.2", ("NAME.kml",), "Google Earth, QGIS, Marble",
            f"{_NO_OTHER_TABLES}; how a date is vague (its reach alone is drawn)", _kml,
        ),
        Format(
            "kmz", "KML 2.2, zipped", ("NAME.kmz",), "Google Earth, QGIS", "as KML", _kmz,
        ),
        Format(
            "gpx", "GPX 1.1", ("NAME.gpx",), "navigation devices, OsmAnd, QGIS",
            f"{_NO_OTHER_TABLES}; outlines; what has no place; dates and evidence stand in "
            "extensions that devices pass over", _gpx,
        ),
        Format(
            "lpf", "Linked Places 1.2", ("NAME.lpf.json",),
            "World Historical Gazetteer, Recogito, Peripleo",
            f"links; {_NO_OTHER_TABLES}; who says so is in properties and descriptions", _lpf,
        ),
        Format(
            "annotations", "W3C Web Annotations", ("NAME.annotations.jsonld",),
            "Recogito, Hypothesis, Annotorious",
            "events, links and places themselves; figures, steps and views; the quoted words, "
            "unless --sources has your copies", _annotations,
        ),
        Format(
            "tei", "TEI P5", ("NAME.tei.xml",), "oXygen, TEI Publisher, Voyant",
            "links, outlines, figures, mentions, steps and views", _tei,
        ),
        Format(
            "csl", "CSL JSON 1.0.2", ("NAME.csl.json",), "Zotero, pandoc, citeproc",
            "all but the sources; vague dates are spans; no place for credits, and none are due",
            _csl,
        ),
        Format(
            "bibtex", "BibTeX, biblatex", ("NAME.bib",), "LaTeX, Zotero, JabRef",
            "all but the sources", _bibtex,
        ),
        Format(
            "ical", "iCalendar (RFC 5545)", ("NAME.ics",), "any calendar",
            "links, places without events, events without a first and a last day or outside the "
            f"years 1 to 9999; outlines; {_NO_OTHER_TABLES}", _ical,
        ),
        Format(
            "xlsx", "workbook (Office Open XML)", ("NAME.xlsx",), "Excel, LibreOffice",
            "outlines", _xlsx,
        ),
        Format(
            "svg", "SVG 1.1 with named layers", ("NAME.svg",), "browsers, Inkscape, Illustrator",
            "all that the picture does not show; evidence is drawn as dash and mark", _svg,
        ),
        Format(
            "datapackage", "Data Package 2.0", ("datapackage.json",), "Frictionless, OpenRefine",
            "nothing: it describes the files beside it", _datapackage, needs=("csv",),
        ),
        Format(
            "croissant", "Croissant 1.0", ("croissant.json",), "mlcroissant, data search",
            "files other than CSV", _croissant, needs=("csv",),
        ),
        Format(
            "ro-crate", "RO-Crate 1.1", ("ro-crate-metadata.json",), "RO-Crate tools, archives",
            "nothing: it describes the files beside it", _ro_crate, needs=("csv", "geojson"),
        ),
    )
}  # fmt: skip
"""Every format, by the name with which it is asked for, in the order in which they are written."""

DEFAULT = ("geojson", "parquet", "gpkg", "csv")
"""What is written where no format is named, and by `geo build`."""
