"""Write the files that hold several tables of a story, or one for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.credits import CREDITS
from geo.files import write_whole
from geo.formats.geojson import write_geojson
from geo.formats.geopackage import (
    add_relations_and_styles,
    join_tables,
    write_flatgeobuf,
    write_geopackage,
)
from geo.formats.geoparquet import write_geoparquet
from geo.formats.subjects import BASE, EDITABLE, base_of, text_rows
from geo.formats.tables import with_evidence, write_csv
from geo.messages import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
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
        return {name: frame for name, frame in frames.items() if frame is not None}

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
    """Write every table as CSV, without outlines."""
    for name, table in export.tables().items():
        plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
        yield write_csv(with_base(plain, name), export.folder / f"{name}.csv")


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
