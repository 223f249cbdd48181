"""Write GeoPackage: every table of a story in one SQLite file, with relations and styles."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from geo.credits import CREDIT_LINES
from geo.errors import ExportError
from geo.evidence import split_ids
from geo.files import written_whole
from geo.formats.columns import cells_of, iso_texts, texts_of, times_of, unkept
from geo.formats.escaping import NUL_SIGN, add_element
from geo.formats.frames import flat, require_geography, require_plain
from geo.palette import MEDIA, PAPER

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from geo.palette import Medium

    Media = Mapping[str, Medium]

YEARS = ("0001-01-01", "9999-12-31")
"""First and last day that a DATE or DATETIME of the format can hold."""

LARGEST = 2**63 - 1
"""The largest whole number that SQLite can hold."""

_SPACE = 1 << 20  # bytes


def write_geopackage(
    layers: Mapping[str, pd.DataFrame],
    path: str | os.PathLike[str],
    *,
    description: str = " · ".join(CREDIT_LINES),
    changed: str = "1970-01-01T00:00:00.000Z",
) -> Path:
    """Write tables as the layers of one GeoPackage.

    Parameters
    ----------
    layers : mapping of str to DataFrame
        A layer for each: a GeoDataFrame (EPSG:4326; geometry of any kinds together, or null)
        becomes a feature layer, a DataFrame a table. An index that is data becomes a column of
        its name, or `id`; one that only counts the rows is left out.
    path : path-like
        The file; it appears whole or not at all.
    description : str
        Stands beside each layer in ``gpkg_contents``; by default the credit lines.
    changed : str
        The time that the format wants to know for each layer; never taken from the clock.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    DiskError
        The disk is full, or may not be written.
    ExportError
        A frame is not in EPSG:4326, ids repeat, columns differ by capitals only, there is no
        layer, or cells can't be kept: all of them, each with row and column.

    Notes
    -----
    A column of days is a DATE, one of moments a DATETIME to the millisecond, in UTC where its zone
    is known; where a year lies outside 1 to 9999 all of the column is ISO 8601 text, for
    SQLite has no such dates. Decimals are text, and so are whole numbers that have no 64 bits;
    lists and mappings are JSON, further geometries WKT. The format ends a text at a NUL, so that
    ``␀`` (U+2400) stands for one. The file is closed when this returns, and holds the same bytes
    each time.

    Examples
    --------
    >>> import tempfile
    >>> seen = gpd.GeoDataFrame(
    ...     {"title": ["a rally"]}, index=["rally"], geometry=[None], crs="EPSG:4326"
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_geopackage({"events": seen}, Path(folder, "story.gpkg"))
    ...     pyogrio.read_dataframe(file, layer="events")["id"].tolist()
    ['rally']
    """
    if not layers:
        raise ExportError("layers: wanted at least one table, got none")
    ready = {str(name): _flat(frame, str(name)) for name, frame in layers.items()}
    with written_whole(path) as partial, _gdal_options(OGR_CURRENT_DATE=changed):
        try:
            for name, frame in ready.items():
                _append(frame, partial, name, description)
        except (DataSourceError, DataLayerError) as error:
            partial.with_name("space").write_bytes(bytes(_SPACE))  # SQLite hides why
            raise ExportError(f"{path}: can't be written ({error})") from error
    return Path(path)


def write_flatgeobuf(
    frame: gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    *,
    name: str = "",
    description: str = " · ".join(CREDIT_LINES),
) -> Path:
    """Write a GeoDataFrame as FlatGeobuf, with an index by which parts are read over HTTP.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        EPSG:4326; geometry of any kinds together. Cells as `write_geopackage` holds them.
    path : path-like
        The file; it appears whole or not at all.
    name : str
        Title of the layer.
    description : str
        Stands in the header; by default the credit lines.

    Returns
    -------
    pathlib.Path
        The file. Rows stand in the order of the index, which is not that of the frame; those
        without geometry are left out, for an index has no place for them.

    Examples
    --------
    >>> import tempfile
    >>> at = gpd.GeoSeries.from_xy([67.01], [24.86], index=["karachi"], crs="EPSG:4326")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_flatgeobuf(at.to_frame("at"), Path(folder, "a.fgb"))
    ...     pyogrio.read_dataframe(file)["id"].tolist()
    ['karachi']
    """
    target = Path(path)
    table = _flat(frame, target.stem)
    located = table[~(table.geometry.isna() | table.geometry.is_empty)]
    with written_whole(target) as partial:
        try:
            pyogrio.write_dataframe(
                located,
                partial,
                driver="FlatGeobuf",
                geometry_type="Unknown",
                layer=target.stem,
                promote_to_multi=False,
                layer_options={"TITLE": name, "DESCRIPTION": description},
            )
        except (DataSourceError, DataLayerError) as error:
            raise ExportError(f"{path}: can't be written ({error})") from error
    return target


def _append(frame: pd.DataFrame, path: Path, layer: str, description: str) -> None:
    spatial: dict[str, Any] = {}
    options = {"DESCRIPTION": description, "FID": _unused(frame, "fid")}
    if isinstance(frame, gpd.GeoDataFrame):
        spatial = {"geometry_type": "Unknown", "promote_to_multi": False}
        options["GEOMETRY_NAME"] = _unused(frame, "geom")
    pyogrio.write_dataframe(
        frame, path, layer=layer, driver="GPKG", use_arrow=True, layer_options=options, **spatial
    )


def _unused(frame: pd.DataFrame, name: str) -> str:
    """Return a name for a column of the format's own that no column of the table has."""
    names = {column.casefold() for column in frame.columns}
    while name in names:
        name += "_"
    return name


def _flat(frame: pd.DataFrame, layer: str) -> pd.DataFrame:
    """Return a copy with the index as a column and every cell as SQLite can hold it."""
    if isinstance(frame, gpd.GeoSeries):
        frame = frame.to_frame()
    spatial = isinstance(frame, gpd.GeoDataFrame)
    plain = (require_geography if spatial else require_plain)(frame, what=layer)
    table = flat(plain, what=layer)
    _require_field_names(table, layer)
    for name in table.columns.drop(getattr(table, "active_geometry_name", None) or []):
        table[name] = _cells(table[name])
    return table


def _require_field_names(table: pd.DataFrame, layer: str) -> None:
    """Refuse columns that differ by capitals only, which SQLite takes for one."""
    by_name: dict[str, list[str]] = {}
    for name in table.columns:
        by_name.setdefault(name.casefold(), []).append(name)
    problem = "found {}, wanted names that differ by more than capitals"
    faults = [
        (layer, "", repr(same[-1]), problem.format(" and ".join(map(repr, same))))
        for same in by_name.values()
        if len(same) > 1
    ]
    if faults:
        raise unkept(faults, error=ExportError)


def _cells(column: pd.Series) -> pd.Series:
    if column.dtype.kind == "M":
        return _times(column)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return _numbers(column)
    texts = [text and text.replace("\0", NUL_SIGN) for text in texts_of(column)]
    return pd.Series(texts, index=column.index, name=column.name, dtype="str")


def _numbers(column: pd.Series) -> pd.Series:
    """Return numbers as SQLite holds them: of 64 bits at most, and with a sign."""
    if column.dtype.kind == "u" and column.max() > LARGEST:
        return pd.Series(texts_of(column), index=column.index, name=column.name, dtype="str")
    if column.dtype.kind == "f" and column.dtype not in ("float64", "Float64"):
        return pd.Series(cells_of(column), index=column.index, name=column.name, dtype="float64")
    return column


def _times(column: pd.Series) -> pd.Series:
    times, unit, zone = times_of(column)
    valid_days = times[~np.isnat(times)].astype("datetime64[D]")
    first, last = (np.datetime64(day) for day in YEARS)
    if len(valid_days) and (valid_days.min() < first or valid_days.max() > last):
        return pd.Series(iso_texts(times, unit, zone), index=column.index, dtype="str")
    if unit == "D":
        days = pa.array(times.astype("datetime64[D]"))
        return pd.Series(days, dtype=pd.ArrowDtype(pa.date32()), index=column.index)
    moments = pd.Series(times.astype("datetime64[ms]"), index=column.index)
    return moments.dt.tz_localize("UTC") if zone else moments


@contextmanager
def _gdal_options(**options: str) -> Iterator[None]:
    """Set options of GDAL, and set them back as they were."""
    previous = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(previous)


_DEFINED_IN = "http://www.geopackage.org/18-000.html"
_CLAIMED = ("events", "links", "places", "actors")
_CITING = ("events", "links")
_REFERS = {
    "events": {"place": "places"},
    "event_places": {"event": "events", "place": "places"},
    "links": {"from": "places", "to": "places"},
    "places": {"within": "places"},
    "claims": {"source": "sources", "said_by": "actors"},
    "figures": {"claim": "claims"},
    "mentions": {"source": "sources"},
    "relations": {"claim": "claims", "other": "claims"},
}
"""Columns that hold the id of one row of another table, by table."""


def join_tables(story: Any) -> dict[str, pd.DataFrame]:  # noqa: ANN401 - a Story, or frames
    """Return for each two tables of which many rows belong to many a table of the pairs.

    Returns
    -------
    dict
        ``events_claims``, ``links_claims``, ``places_claims``, ``actors_claims``,
        ``events_sources`` and ``links_sources``: base_id and related_id (numbers of the rows, from
        1, as the extension wants them), and the two ids.

    Examples
    --------
    >>> import geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> join_tables(story)["actors_claims"].loc[0, ["actor", "claim"]].tolist()
    ['mqm', 'ind-headline']
    """
    joined = {}
    for base in filter(lambda table: hasattr(story, table), _CLAIMED):
        about = [
            (subject, str(claim))
            for claim, cell in story.claims["about"].items()
            for subject in split_ids(cell)
        ]
        joined[f"{base}_claims"] = _pairs(story, base, "claims", about)
    for base in _CITING:
        cited = [
            (str(subject), source)
            for subject, cell in getattr(story, base)["sources"].items()
            for source in split_ids(cell)
        ]
        joined[f"{base}_sources"] = _pairs(story, base, "sources", cited)
    return joined


def _pairs(story: object, base: str, related: str, pairs: list[tuple[str, str]]) -> pd.DataFrame:
    numbers = [
        {str(name): number for number, name in enumerate(getattr(story, table).index, start=1)}
        for table in (base, related)
    ]
    rows = [
        (numbers[0][own], numbers[1][other], own, other)
        for own, other in pairs
        if own in numbers[0] and other in numbers[1]
    ]
    columns = ["base_id", "related_id", base.removesuffix("s"), related.removesuffix("s")]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({name: "int64" if name.endswith("_id") else "str" for name in columns})


def add_relations_and_styles(path: Path, spatial: Mapping[str, bool], *, media: Media) -> None:
    """Add the relations between the layers of a GeoPackage, and their styles.

    Parameters
    ----------
    path : pathlib.Path
        A GeoPackage whose layers are written, those of `join_tables` included.
    spatial : dict
        For each layer whether it has geometry.
    media : dict of str to geo.palette.Medium
        The story's own media, beside those of the vocabulary.
    """
    with closing(sqlite3.connect(path)) as database:
        with database:
            _add_relations(database, spatial)
            _add_styles(database, spatial, path.name, media={**MEDIA, **media})
        database.execute("VACUUM")


def _add_relations(database: sqlite3.Connection, spatial: Mapping[str, bool]) -> None:
    database.execute(
        "CREATE TABLE gpkgext_relations (id INTEGER PRIMARY KEY AUTOINCREMENT, "
        "base_table_name TEXT NOT NULL, base_primary_column TEXT NOT NULL DEFAULT 'id', "
        "related_table_name TEXT NOT NULL, related_primary_column TEXT NOT NULL DEFAULT 'id', "
        "relation_name TEXT NOT NULL, mapping_table_name TEXT NOT NULL UNIQUE)"
    )
    names = [name for name in spatial if name.endswith(("_claims", "_sources"))]
    database.executemany(
        "INSERT INTO gpkgext_relations (base_table_name, base_primary_column, related_table_name, "
        "related_primary_column, relation_name, mapping_table_name) "
        "VALUES (?, 'fid', ?, 'fid', 'attributes', ?)",
        [(*name.split("_"), name) for name in names],
    )
    database.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_related_tables', ?, 'read-write')",
        [(table, _DEFINED_IN) for table in ("gpkgext_relations", *names)],
    )


def _add_styles(
    database: sqlite3.Connection, spatial: Mapping[str, bool], file: str, *, media: Media
) -> None:
    database.execute(
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
        "f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), "
        "f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, "
        "useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
        "update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"
    )
    changed = database.execute("SELECT max(last_change) FROM gpkg_contents").fetchone()[0]
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', 'Styles of QGIS', ?)",
        (changed,),
    )
    database.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
        "f_geometry_column, styleName, styleQML, useAsDefault, description, owner, update_time) "
        "VALUES ('', '', ?, ?, ?, ?, 1, 'As geo draws it', '', ?)",
        [
            (name, "geom" if is_spatial else "", name, _qml(name, spatial, file, media), changed)
            for name, is_spatial in spatial.items()
            if is_spatial or name in _REFERS
        ],
    )


def _qml(layer: str, spatial: Mapping[str, bool], file: str, media: Media) -> str:
    """Return the style of a layer: rules for points and areas, labels, relations."""
    categories = "Symbology|Labeling|Relations" if spatial[layer] else "Relations"
    root = ET.Element("qgis", {"styleCategories": categories, "version": "3.22.0"})
    if spatial[layer]:
        root.set("labelsEnabled", "1")
        _add_renderer(root, list(_rules(layer, media)))
        _add_labels(root, "label" if layer == "places" else "title")
    if layer in _REFERS:
        references = add_element(root, "referencedLayers")
        for column, target in _REFERS[layer].items():
            if target in spatial:
                _add_relation(references, layer, column, target, file)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(
        root, "unicode"
    )


def _rules(layer: str, media: Media) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Yield label, filter, kind of symbol and its properties."""
    if layer == "links":
        doubted = "status IN ('alleged', 'denied', 'retracted')"
        for name, medium in media.items():
            for dashed, test in ((False, f"NOT {doubted}"), (True, doubted)):
                properties = {"line_color": _rgba(medium.ink.light), "line_width": "0.7"}
                properties["line_style"] = "dash" if dashed else "solid"
                label = f"{medium.label}, alleged or denied" if dashed else medium.label
                yield label, f"medium = '{name}' AND {test}", "line", properties
        return
    inks = {"": PAPER["quiet"].light}
    if layer == "events":
        inks = {"contested": PAPER["accent"].light, "NOT contested": PAPER["event"].light}
    for test, ink in inks.items():
        label = {"contested": "Contested", "NOT contested": "Not contested"}.get(test, "Place")
        for kind, name in (("marker", "Point"), ("fill", "Polygon")):
            shape = f"geometry_type($geometry) = '{name}'"
            where = " AND ".join(filter(None, (shape, test)))
            paint = _paint(kind, ink)
            if kind == "fill" and layer == "events":  # many lie upon each other
                paint["style"] = "no"
            yield label if kind == "marker" else f"{label}, area", where, kind, paint


def _paint(kind: str, ink: str) -> dict[str, str]:
    if kind == "marker":
        return {"name": "circle", "color": _rgba(ink), "outline_color": "255,255,255,255",
                "size": "2.6"}  # fmt: skip
    return {"color": _rgba(ink, alpha=28), "outline_color": _rgba(ink), "outline_width": "0.4",
            "style": "solid"}  # fmt: skip


def _rgba(ink: str, *, alpha: int = 255) -> str:
    return ",".join(str(int(ink[at : at + 2], 16)) for at in (1, 3, 5)) + f",{alpha}"


_CLASSES = {"marker": "SimpleMarker", "line": "SimpleLine", "fill": "SimpleFill"}


def _add_renderer(root: Element, rules: list[tuple[str, str, str, dict[str, str]]]) -> None:
    renderer = add_element(
        root, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0"
    )
    tree = add_element(renderer, "rules", key="root")
    symbols = add_element(renderer, "symbols")
    for number, (label, test, kind, properties) in enumerate(rules):
        key = {"key": f"rule-{number}", "symbol": str(number)}
        add_element(tree, "rule", label=label, filter=test, **key)
        symbol = add_element(symbols, "symbol", name=str(number), type=kind, alpha="1")
        drawn = add_element(symbol, "layer", **{"class": _CLASSES[kind]}, enabled="1", locked="0")
        options = ET.SubElement(drawn, "Option", {"type": "Map"})
        for name, value in properties.items():
            ET.SubElement(options, "Option", {"name": name, "type": "QString", "value": value})
            ET.SubElement(drawn, "prop", {"k": name, "v": value})


def _add_labels(root: Element, column: str) -> None:
    settings = add_element(add_element(root, "labeling", type="simple"), "settings")
    style = {"fontSize": "8", "fontSizeUnit": "Point", "textColor": _rgba(PAPER["text"].light)}
    text = ET.SubElement(
        settings, "text-style", {"fieldName": column, "isExpression": "0", **style}
    )
    buffer = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM"}
    ET.SubElement(text, "text-buffer", {**buffer, "bufferColor": "255,255,255,200"})
    ET.SubElement(settings, "placement", {"placement": "0", "dist": "1.5"})
    ET.SubElement(settings, "rendering", {"obstacle": "1", "drawLabels": "1"})


def _add_relation(parent: Element, layer: str, column: str, target: str, file: str) -> None:
    """Add a relation of QGIS that finds the other layer again in the same file."""
    source = f"./{file}|layername={target}"
    relation = ET.SubElement(
        parent,
        "relation",
        {
            "id": f"{layer}_{column}",
            "name": f"{layer}: {column}",
            "strength": "Association",
            "referencingLayer": layer,
            "referencedLayer": target,
            "layerId": target,
            "layerName": target,
            "dataSource": source,
            "providerKey": "ogr",
        },
    )
    ET.SubElement(relation, "fieldRef", {"referencingField": column, "referencedField": "id"})
