"""Describe exported files for those who find data: Data Package, RO-Crate, Croissant."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.credits import CREDITS
from geo.errors import ExportError
from geo.files import sha256_of, write_whole
from geo.formats.bibliography import authors_of
from geo.formats.subjects import BASE, EDITABLE, identifier, source_address, text_rows
from geo.messages import date_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".parquet": "application/vnd.apache.parquet",
    ".gpkg": "application/geopackage+sqlite3",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".kmz": "application/vnd.google-earth.kmz",
    ".gpx": "application/gpx+xml",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".bib": "application/x-bibtex",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ics": "text/calendar",
    ".fgb": "application/flatgeobuf",
    ".topojson": "application/json",
    ".xml": "application/tei+xml",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".txt": "text/plain",
}
_TO_CROISSANT = {
    "string": "sc:Text",
    "number": "sc:Float",
    "integer": "sc:Integer",
    "boolean": "sc:Boolean",
    "date": "sc:Text",
}
_KEYS = {
    "relations": ("claim", "relation", "other"),
}
_FOREIGN = {
    "source": "sources",
    "place": "places",
    "within": "places",
    "claim": "claims",
    "other": "claims",
    "event": "events",
    "from": "places",
    "to": "places",
    "said_by": "actors",
    "view": "views",
}
"""Columns whose cells are the id of one row of another table."""
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_CRATE = [
    "https://w3id.org/ro/crate/1.1/context",
    {name: f"http://schema.org/{name}" for name in ("creditText", "sha256")},  # of later years
]
_CROISSANT_TERMS = (
    *("citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject"),
    *("fileProperty", "fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5"),
    *("parentField", "path", "recordSet", "references", "regex", "repeated", "replace"),
    *("samplingRate", "separator", "source", "subField", "transform"),
)
_CROISSANT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _CROISSANT_TERMS},
}


@cache
def documented_columns() -> dict[str, dict[str, str]]:
    """Return what each column of an exported table holds, by table and name; `any` for all.

    Examples
    --------
    >>> documented_columns()["relations"]["by"]
    'string: person or draft'
    """
    text = files("geo.formats").joinpath("data", "columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def column_description(table: str, name: str) -> tuple[str, str]:
    """Return type and description of a column of an exported table; text where none is known.

    Examples
    --------
    >>> column_description("events", "lon")
    ('number', 'longitude in degrees, EPSG:4326')
    """
    columns = documented_columns()
    known = columns.get(table, {}).get(name) or columns["any"].get(name, "string: ")
    kind, _, text = known.partition(": ")
    return kind, text


def write_datapackage_v2(story: Any, path: Path, *, written: Sequence[Path]) -> Path:  # noqa: ANN401
    """Write ``datapackage.json`` (Data Package 2.0) for files of a story in the same folder.

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    path : pathlib.Path
        The file.
    written : sequence of pathlib.Path
        The files that it describes; a table in CSV with each of its columns.
    """
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": story.name,
        "id": identifier(story),
        "title": story.title,
        **({"description": finding} if (finding := getattr(story, "finding", "")) else {}),
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "CC BY 4.0"}],
        "contributors": [{"title": credit.line, "path": credit.url} for credit in CREDITS],
        "sources": [
            {"title": _shown(row), **({"path": row["url"]} if row.get("url") else {})}
            for row in text_rows(story.sources)
        ],
        "resources": [_resource(story, file, written) for file in _described(written)],
    }
    write_whole(path, _json(package))
    return path


def _described(written: Iterable[Path]) -> list[Path]:
    return sorted(file for file in written if file.suffix)


def _resource(story: Any, file: Path, written: Sequence[Path]) -> dict[str, Any]:  # noqa: ANN401
    resource: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9._-]", "-", file.name.lower()),
        "path": file.name,
        "mediatype": media_type(file),
        "bytes": file.stat().st_size,
        "hash": f"sha256:{sha256_of(file)}",
    }
    if file.suffix != ".csv":
        return {**resource, "type": "file"}  # else a reader takes Parquet for a table to check
    table = file.stem
    present = {other.stem for other in written if other.suffix == ".csv"}
    columns = _columns(story, table)
    fields = [{"name": name, **_field(table, name)} for name in columns]
    keys = [
        {"fields": [name], "reference": _reference(table, target)}
        for name in columns
        if (target := _FOREIGN.get(name)) in present and _all_refer(story, table, name)
    ]
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "missingValues": [""],
        "primaryKey": list(_KEYS.get(table, ("id",))),
        "foreignKeys": keys,
    }
    return {
        **resource,
        "name": table,
        "type": "table",
        "format": "csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _reference(table: str, target: str) -> dict[str, Any]:
    return {"fields": ["id"], **({} if target == table else {"resource": target})}


def _all_refer(story: Any, table: str, name: str) -> bool:  # noqa: ANN401
    ids = set(getattr(story, _FOREIGN[name]).index)
    return set(getattr(story, table)[name]) - {""} <= ids


def _columns(story: Any, table: str) -> list[str]:  # noqa: ANN401
    frame = getattr(story, table)
    first = ["id"] if frame.index.name == "id" else []
    last = [BASE] if table in EDITABLE else []
    return [*first, *(str(name) for name in frame.columns if name != "geometry"), *last]


def _field(table: str, name: str) -> dict[str, Any]:
    kind, description = column_description(table, name)
    # Years before 1 are no dates of the standard: days stay text.
    if kind == "boolean":
        return {"type": kind, "trueValues": ["true"], "falseValues": ["false"],
                "description": description}  # fmt: skip
    return {"type": "string" if kind == "date" else kind, "description": description}


def media_type(file: Path) -> str:
    """Return the media type of a file by its ending.

    Examples
    --------
    >>> from pathlib import Path
    >>> media_type(Path("events.geojson"))
    'application/geo+json'
    """
    return _MEDIA_TYPES.get(file.suffix.lower(), "application/octet-stream")


def write_ro_crate(
    story: Any,  # noqa: ANN401
    path: Path,
    *,
    written: Sequence[Path],
    published: str = "",
) -> Path:
    """Write ``ro-crate-metadata.json`` (RO-Crate 1.1) for files of a story in the same folder.

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    path : pathlib.Path
        The file.
    written : sequence of pathlib.Path
        The files of the crate.
    published : str
        Day on which it is published; up to when the story is told if empty, else the latest day of
        its articles.

    Raises
    ------
    ExportError
        There is no such day: the format wants one.
    """
    described = _described(written)
    day = published or _last_day(story)
    if not day:
        raise ExportError(
            "published: found no day in the story or its articles, wanted one, such as 2024-05-17: "
            "RO-Crate has none without it"
        )
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": story.title,
        "description": getattr(story, "finding", "") or story.title,
        "datePublished": day,
        "license": {"@id": LICENCE},
        "hasPart": [{"@id": file.name} for file in described],
        "isBasedOn": _single(_links(_sources(story))),
        "citation": _links(_credits()),
        "mentions": {"@id": "#export"},
    }
    graph = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        root,
        _licence_entity(),
        *(_file_entity(file, story) for file in described),
        *_sources(story),
        *_credits(),
        *_authors(story),
        *_action(described, story),
    ]
    document = {"@context": _CRATE, "@graph": graph}
    write_whole(path, _json(document))
    return path


def _links(entities: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"@id": entity["@id"]} for entity in entities]


def _single(values: list[Any]) -> Any:  # noqa: ANN401
    """Return a list of one value as the value, as the recommendation wants it."""
    return values[0] if len(values) == 1 else values


def _licence_entity() -> dict[str, Any]:
    return {
        "@id": LICENCE,
        "@type": "CreativeWork",
        "name": "Creative Commons Attribution 4.0 International",
        "identifier": "CC-BY-4.0",
    }


def _file_entity(file: Path, story: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "@id": file.name,
        "@type": "File",
        "name": file.name,
        "encodingFormat": media_type(file),
        "contentSize": str(file.stat().st_size),
        "sha256": sha256_of(file),
        **_terms(file, story),
    }


def _terms(file: Path, story: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the licence of a file; of a picture whose work it is, and its own licence."""
    exhibits = getattr(story, "exhibits", None)
    if exhibits is None or file.suffix != ".jpg" or file.stem not in exhibits.index:
        return {"license": {"@id": LICENCE}}
    credit, licence = exhibits.loc[file.stem, ["credit", "licence"]]
    return {"creditText": credit, **({"license": licence} if licence else {})}


def _sources(story: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return [
        {
            "@id": source_address(row),
            "@type": "NewsArticle",
            "name": row["title"],
            "publisher": {"@id": _entity_id("publisher", row["publisher"])},
            **({"datePublished": row["published"]} if _DAY.fullmatch(row["published"]) else {}),
            **({"author": _single(authors)} if (authors := list(_author_links(row))) else {}),
            "sha256": row["sha256"],
            "alternateName": name,
        }
        for name, row in zip(map(str, story.sources.index), text_rows(story.sources), strict=True)
    ]


def _entity_id(kind: str, name: str) -> str:
    return f"#{kind}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _author_links(row: dict[str, str]) -> Iterator[dict[str, str]]:
    for name, _ in authors_of(row["author"], row["publisher"]):
        yield {"@id": _entity_id("author", name)}


def _authors(story: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    entities = {}
    for row in text_rows(story.sources):
        for name, is_body in authors_of(row["author"], row["publisher"]):
            kind = "Organization" if is_body else "Person"
            entities[_entity_id("author", name)] = {"@type": kind, "name": name}
        entities[_entity_id("publisher", row["publisher"])] = {
            "@type": "Organization",
            "name": row["publisher"],
        }
    yield from ({"@id": name, **entity} for name, entity in entities.items())


def _credits() -> list[dict[str, Any]]:
    return [
        {
            "@id": f"#credit-{number}",
            "@type": "CreativeWork",
            "name": credit.part,
            "creditText": credit.line,
            "license": credit.url,
        }
        for number, credit in enumerate(CREDITS, start=1)
    ]


def _action(written: Sequence[Path], story: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    yield {
        "@id": "#export",
        "@type": "CreateAction",
        "name": "Export of the story's tables",
        "instrument": {"@id": "#geo"},
        "object": _links([*_sources(story), *_credits()]),
        "result": [{"@id": file.name} for file in written],
    }
    yield {
        "@id": "#geo",
        "@type": "SoftwareApplication",
        "name": "geo",
        "softwareVersion": version("geo-event-maps"),
        "url": "https://pypi.org/project/geo-event-maps/",
    }


def _last_day(story: Any) -> str:  # noqa: ANN401
    days = [getattr(story, "as_of", ""), *story.sources["published"]]
    return next((day for day in (days[0], *sorted(days, reverse=True)) if _DAY.fullmatch(day)), "")


def write_croissant(
    story: Any,  # noqa: ANN401
    path: Path,
    *,
    written: Sequence[Path],
    published: str = "",
) -> Path:
    """Write ``croissant.json`` (Croissant 1.0) for the tables of a story in the same folder.

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    path : pathlib.Path
        The file.
    written : sequence of pathlib.Path
        Files in the folder; those in CSV are described.
    published : str
        As `write_ro_crate` takes it.
    """
    tables = [file for file in _described(written) if file.suffix == ".csv"]
    day = published or _last_day(story)
    document = {
        "@context": _CROISSANT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": story.name,
        "alternateName": [story.title],
        "description": getattr(story, "finding", "") or story.title,
        "license": LICENCE,
        "url": identifier(story),
        "version": "1.0.0",
        **({"datePublished": day} if day else {}),
        "citeAs": f"{story.title}. CC BY 4.0. {' · '.join(credit.line for credit in CREDITS)}",
        "creator": [{"@type": "sc:Organization", "name": credit.line} for credit in CREDITS],
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": file.name,
                "name": file.name,
                "contentUrl": file.name,
                "encodingFormat": "text/csv",
                "contentSize": f"{file.stat().st_size} B",
                "sha256": sha256_of(file),
            }
            for file in tables
        ],
        "recordSet": [_record_set(story, file) for file in tables],
    }
    write_whole(path, _json(document))
    return path


def _record_set(story: Any, file: Path) -> dict[str, Any]:  # noqa: ANN401
    table = file.stem
    columns = _columns(story, table)
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        **({"key": {"@id": f"{table}/id"}} if "id" in columns else {}),
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table}/{name}",
                "name": f"{table}/{name}",
                "description": column_description(table, name)[1],
                "dataType": _TO_CROISSANT[column_description(table, name)[0]],
                "source": {"fileObject": {"@id": file.name}, "extract": {"column": name}},
            }
            for name in columns
        ],
    }


def _shown(row: dict[str, str]) -> str:
    parts = (row["author"], row["title"], row["publisher"], date_text(row["published"]))
    return ", ".join(filter(None, parts))


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
