"""The formats in which a story is exported: their writers, what they can't hold, and the call."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.credits import CREDITS
from geo.errors import STORY, ExportError, as_path, check_has
from geo.files import transaction, write_whole
from geo.formats import bibliography, catalog, gpx, ical, kml, linked_places, tei
from geo.formats.annotations import write_annotations
from geo.formats.geojson import write_geojson
from geo.formats.geopackage import (
    add_relations_and_styles,
    join_tables,
    write_flatgeobuf,
    write_geopackage,
)
from geo.formats.geoparquet import write_geoparquet
from geo.formats.subjects import BASE, EDITABLE, base_of, in_nfc, text_rows
from geo.formats.tables import with_evidence, write_csv
from geo.formats.topojson import write_topojson
from geo.messages import date_text
from geo.story.exhibits import copy_name, exhibit_copies, with_copies
from geo.story.read import read_tables
from geo.story.redactions import redact_tables
from geo.story.table_files import files_of, trial_story

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import SimpleNamespace

    import geopandas as gpd

    from geo.story.story import Story


CREDITS_FILE = "CREDITS.txt"
SPATIAL = ("events", "event_places", "links", "places")
TABLES = (
    *("sources", "actors", "places", "events", "event_places", "links"),
    *("claims", "relations", "figures", "mentions", "views", "steps"),
)
"""Every table of a story that is exported, in its order."""


@dataclass(frozen=True)
class Export:
    """What a format is written from.

    Parameters
    ----------
    story : Story
        The story.
    frames : SimpleNamespace
        Its texts and frames in Unicode NFC.
    folder : pathlib.Path
        Where the files are written.
    base : str
        Address below which they are published, or empty.
    published : str
        Day on which they are published, or empty.
    texts : mapping
        The reader's own copies, by the id of the source.
    written : list of pathlib.Path
        What is written so far.
    """

    story: Story
    frames: SimpleNamespace
    folder: Path
    base: str = ""
    published: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    written: list[Path] = field(default_factory=list)

    def path(self, ending: str) -> Path:
        """Return the path of a file that has the story's name."""
        return self.folder / f"{self.frames.name}{ending}"

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that there are, in their order."""
        frames = {name: getattr(self.frames, name, None) for name in TABLES}
        exhibits = getattr(self.frames, "exhibits", None)
        if exhibits is not None and len(exhibits):
            frames["exhibits"] = with_copies(exhibits, self.copies)
        return {name: frame for name, frame in frames.items() if frame is not None}

    @cached_property
    def copies(self) -> dict[str, bytes]:
        """Return the copies of the story's pictures, by the exhibit's id."""
        return exhibit_copies(self.story) if hasattr(self.story, "exhibits") else {}

    def spatial(self) -> list[str]:
        """Return the names of the tables with a geometry that there are, in their order."""
        return [name for name in SPATIAL if name in self.tables()]


def with_base(frame: gpd.GeoDataFrame, table: str) -> gpd.GeoDataFrame:
    """Return a frame with the hashes of what may be edited elsewhere, where there is any."""
    if table not in EDITABLE:
        return frame
    spatial = getattr(frame, "active_geometry_name", None)
    rows = text_rows(frame.drop(columns=spatial) if spatial else frame)
    hashes = [base_of(table, row) for row in rows]
    return frame.assign(**{BASE: pd.Series(hashes, frame.index, dtype="str")})


def write_geojson_files(export: Export) -> Iterator[Path]:
    """Write events, their places, links and places as GeoJSON."""
    for name in export.spatial():
        frame = with_base(getattr(export.frames, name), name)
        yield write_geojson(
            with_evidence(frame, claims=export.frames.claims),
            export.folder / f"{name}.geojson",
            name=f"{export.frames.title}: {name}",
            sources=export.frames.sources,
        )


def _as_text(export: Export, name: str) -> gpd.GeoDataFrame:
    frame = getattr(export.frames, name)
    return with_evidence(frame, claims=export.frames.claims, as_text=True)


def write_geoparquet_files(export: Export) -> Iterator[Path]:
    """Write events, their places, links and places as GeoParquet."""
    sources = export.frames.sources.to_json()
    for name in export.spatial():
        path = export.folder / f"{name}.parquet"
        yield write_geoparquet(_as_text(export, name), path, metadata={"sources": sources})


def write_flatgeobuf_files(export: Export) -> Iterator[Path]:
    """Write events, their places, links and places as FlatGeobuf."""
    for name in export.spatial():
        path = export.folder / f"{name}.fgb"
        yield write_flatgeobuf(_as_text(export, name), path, name=f"{export.frames.title}: {name}")


def write_csv_files(export: Export) -> Iterator[Path]:
    """Write every table as CSV, without outlines, and the pictures that one of them names."""
    for name, table in export.tables().items():
        plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
        yield write_csv(with_base(plain, name), export.folder / f"{name}.csv")
    for name, data in export.copies.items():
        path = export.folder / copy_name(name)
        path.write_bytes(data)
        yield path


def write_geopackage_file(export: Export) -> Iterator[Path]:
    """Write every table as a layer of one GeoPackage, with join tables, relations and styles."""
    layers: dict[str, Any] = {
        name: with_base(_as_text(export, name), name) if name in SPATIAL else with_base(table, name)
        for name, table in export.tables().items()
    }
    layers |= join_tables(export.frames) | {"credits": credits_table()}
    path = write_geopackage(layers, export.path(".gpkg"))
    spatial = {name: hasattr(frame, "active_geometry_name") for name, frame in layers.items()}
    add_relations_and_styles(path, spatial, media=getattr(export.frames, "media", {}))
    yield path


def credits_table() -> pd.DataFrame:
    """Return the credits of the map data as a table."""
    return pd.DataFrame(CREDITS, index=pd.RangeIndex(1, len(CREDITS) + 1, name="id"))


def write_credits(export: Export) -> Path:
    """Write as plain text who wrote the articles, and who made the map data."""
    sources = export.frames.sources
    articles = [
        ", ".join(filter(None, (row["author"], row["title"], row["publisher"], published)))
        for row, published in zip(
            sources.to_dict("records"), sources["published"].map(date_text), strict=True
        )
    ]
    lines = [credit.line for credit in CREDITS]
    text = "\n".join([export.frames.title, "", "Articles", *articles, "", "Data", *lines])
    plain = "".join(sign for sign in text if sign.isprintable() or sign == "\n") + "\n"
    path = export.folder / CREDITS_FILE
    write_whole(path, plain)
    return path


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
    return tuple(f"{table}{ending}" for table in SPATIAL)


_NO_OTHER_TABLES = "figures, mentions, actors, steps and views"

FORMATS: dict[str, Format] = {
    item.name: item
    for item in (
        Format(
            "geojson", "GeoJSON (RFC 7946)", _layered(".geojson"),
            "QGIS, geojson.io, Leaflet, pandas",
            f"{_NO_OTHER_TABLES}; programs that write it anew drop credits and sources at its top",
            write_geojson_files,
        ),
        Format(
            "parquet", "GeoParquet 1.1", _layered(".parquet"), "geopandas, DuckDB, QGIS",
            _NO_OTHER_TABLES, write_geoparquet_files,
        ),
        Format(
            "gpkg", "GeoPackage 1.4", ("NAME.gpkg",), "QGIS with its styles, GDAL",
            "nothing; a NUL in a text becomes ␀", write_geopackage_file,
        ),
        Format(
            "csv", "CSV (RFC 4180)", tuple(f"{table}.csv" for table in TABLES),
            "any spreadsheet, pandas",
            "outlines of places and lines of links; credits stand in CREDITS.txt alone",
            write_csv_files,
        ),
        Format(
            "flatgeobuf", "FlatGeobuf 3", _layered(".fgb"), "QGIS, GDAL, web maps by HTTP range",
            f"{_NO_OTHER_TABLES}; the order of rows; what has no place",
            write_flatgeobuf_files,
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


WANTED = {
    "sources": ("title", "publisher", "author", "published"),
    "events": ("title", "date", "earliest", "latest", "status", "sources"),
    "links": ("title", "from", "to", "earliest", "latest", "status", "sources"),
    "places": ("name", "label", "precision"),
    "claims": ("about", "statement", "said_by_label", "status", "source", "paragraph"),
    "figures": ("claim", "label", "said_by_label", "status", "source", "paragraph"),
}
"""Without these a file would not say who says so and where it stands."""

_BASE = re.compile(r"https?://[^\s/?#<>\"]+(?:/[^\s?#<>\"]*)?")


def write_tables(  # noqa: PLR0913 - one call; each option stands for itself
    story: Story,
    folder: str | os.PathLike[str],
    *,
    to: Sequence[str] = DEFAULT,
    base: str = "",
    published: str = "",
    sources: Sequence[str | os.PathLike[str]] = (),
    progress: Callable[[Path], object] | None = None,
    check: Callable[[Sequence[Path]], object] | None = None,
) -> list[Path]:
    """Write a story's tables for other tools, by default as GeoJSON, GeoParquet, GeoPackage, CSV.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it.
    folder : path-like
        Where the files shall stand; made if missing.
    to : sequence of str
        Names of formats, as ``geo export --help`` and docs/formats.md list them.
    base : str
        Address below which the files will be published, such as ``https://example.org/story/``:
        things get addresses there in place of UUIDs.
    published : str
        Day on which they will be, such as ``2024-05-17``, for RO-Crate and Croissant; up to when
        the story is told, or the latest day of its articles, if empty.
    sources : sequence of path-like
        Your own copies of the articles, or folders with them: annotations quote the words then.
        Copies that are not, byte for byte, those that were read are not quoted.
    progress : callable, optional
        Called with each file once it is written; all of them change together at the end.
    check : callable, optional
        Called with all files before they change; where it raises an error, nothing does.

    Returns
    -------
    list of pathlib.Path
        The files, and ``CREDITS.txt``. What a format needs beside it is written too.

    Raises
    ------
    ArgumentError
        When an argument is of the wrong type.
    ExportError
        A format is not known, a frame lacks a column, or is not in EPSG:4326. Nothing has changed
        then.

    Notes
    -----
    Every event, link and place carries `evidence`: its claims, each with who says so, status,
    source, paragraph, span and denials. Every file that has a place for them carries the credit
    lines; ``CREDITS.txt`` also names the articles. Texts are in Unicode NFC, but for names of
    files and their columns. The same tables give the same bytes.

    Examples
    --------
    >>> import geo
    >>> import tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in write_tables(story, folder, to=["kml", "ical"])]
    ['london-karachi.kml', 'london-karachi.ics', 'CREDITS.txt']
    """
    check_has("story", story, *WANTED, wanted=STORY)
    target = as_path("folder", folder)
    names = _with_needs(to)
    _require_columns(story)
    if base and not _BASE.fullmatch(base):
        raise ExportError(f"base: found {base!r}, wanted an address such as https://example.org/a/")
    if published and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", published):
        raise ExportError(f"published: found {published!r}, wanted a day such as 2024-05-17")
    texts = _texts(story, sources)
    written = []
    with transaction(target) as change:
        export = Export(story, in_nfc(story), change.new, base, published, texts)
        for path in _files(export, names):
            written.append(target / path.name)
            if progress is not None:
                progress(written[-1])
        if check is not None:
            check(sorted(path for path in change.new.iterdir() if path.is_file()))
    return written


def _with_needs(to: Sequence[str]) -> list[str]:
    """Return the formats that are asked for with those that they need, in their order."""
    wanted = [to] if isinstance(to, str) else list(to)
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown or not wanted:
        known = ", ".join(FORMATS)
        raise ExportError(f"to: found {', '.join(map(repr, unknown)) or 'none'}; wanted {known}")
    needed = {need for name in wanted for need in FORMATS[name].needs}
    return [name for name in FORMATS if name in needed or name in wanted]


def _files(export: Export, names: Sequence[str]) -> Iterator[Path]:
    for name in names:
        for path in FORMATS[name].write(export):
            export.written.append(path)
            yield path
    yield write_credits(export)


def _texts(story: Story, sources: Sequence[str | os.PathLike[str]]) -> dict[str, str]:
    """Return the reader's copies that are the ones that were read."""
    if not sources:
        return {}
    from geo.story.citations import find_copies  # noqa: PLC0415 - only where there are copies

    copies = find_copies(story.sources, places=[Path(place) for place in sources])
    return {name: copy.text for name, copy in copies.items() if copy.is_whole}


def _require_columns(story: Story) -> None:
    for name, wanted in WANTED.items():
        missing = sorted(set(wanted) - set(getattr(story, name).columns))
        if missing:
            raise ExportError(f"{name}: wanted the columns {', '.join(missing)}, got none of them")
