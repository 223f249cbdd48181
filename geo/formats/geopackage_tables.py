"""What makes a GeoPackage open at once in QGIS: join tables, relations, and a style for each layer.

Relations follow the extension Related Tables (OGC 18-000), which GDAL and QGIS read, and QGIS' own
weak relations in the styles; these stand in the table ``layer_styles``, from which QGIS takes the
default of a layer.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pandas as pd

from geo.evidence import split_ids
from geo.formats.xml import add_element
from geo.palette import MEDIA, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from xml.etree.ElementTree import Element


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


def _pairs(
    story: Any,  # noqa: ANN401
    base: str,
    related: str,
    pairs: list[tuple[str, str]],
) -> pd.DataFrame:
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


def add_relations_and_styles(path: Path, spatial: Mapping[str, bool]) -> None:
    """Add the relations between the layers of a GeoPackage, and their styles.

    Parameters
    ----------
    path : pathlib.Path
        A GeoPackage whose layers are written, those of `join_tables` included.
    spatial : dict
        For each layer whether it has geometry.
    """
    with closing(sqlite3.connect(path)) as database:
        with database:
            _add_relations(database, spatial)
            _add_styles(database, spatial, path.name)
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


def _add_styles(database: sqlite3.Connection, spatial: Mapping[str, bool], file: str) -> None:
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
            (name, "geom" if is_spatial else "", name, _qml(name, spatial, file), changed)
            for name, is_spatial in spatial.items()
            if is_spatial or name in _REFERS
        ],
    )


def _qml(layer: str, spatial: Mapping[str, bool], file: str) -> str:
    """Return the style of a layer: rules for points and areas, labels, relations."""
    categories = "Symbology|Labeling|Relations" if spatial[layer] else "Relations"
    root = ET.Element("qgis", {"styleCategories": categories, "version": "3.22.0"})
    if spatial[layer]:
        root.set("labelsEnabled", "1")
        _add_renderer(root, list(_rules(layer)))
        _add_labels(root, "label" if layer == "places" else "title")
    if layer in _REFERS:
        references = add_element(root, "referencedLayers")
        for column, target in _REFERS[layer].items():
            if target in spatial:
                _add_relation(references, layer, column, target, file)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(
        root, "unicode"
    )


def _rules(layer: str) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Yield label, filter, kind of symbol and its properties."""
    if layer == "links":
        doubted = "status IN ('alleged', 'denied', 'retracted')"
        for name, medium in MEDIA.items():
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
