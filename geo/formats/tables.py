"""Write all of a story's tables in the formats that other tools read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.credits import CREDITS
from geo.errors import STORY, ExportError, as_path, check_has
from geo.files import transaction, write_whole
from geo.formats.csv import write_csv
from geo.formats.evidence import with_evidence
from geo.formats.geojson import write_geojson
from geo.formats.geopackage import write_geopackage
from geo.formats.geoparquet import write_geoparquet
from geo.messages import date_text

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo.story.story import Story


CREDITS_FILE = "CREDITS.txt"

WANTED = {
    "sources": ("title", "publisher", "author", "published"),
    "events": ("title", "date", "earliest", "latest", "status", "sources"),
    "links": ("title", "from", "to", "earliest", "latest", "status", "sources"),
    "places": ("name", "label", "precision"),
    "claims": ("about", "statement", "said_by_label", "status", "source", "paragraph"),
    "figures": ("claim", "label", "said_by_label", "status", "source", "paragraph"),
}
"""Without these a file would not say who says so and where it stands."""


def write_tables(
    story: Story,
    folder: str | os.PathLike[str],
    *,
    progress: Callable[[Path], object] | None = None,
) -> list[Path]:
    """Write a story's frames as GeoJSON, GeoParquet, GeoPackage and CSV.

    Parameters
    ----------
    story : Story
        As `geo.read_story` gives it.
    folder : path-like
        Where the files shall stand; made if missing.
    progress : callable, optional
        Called with each file once it is written; all of them change together at the end.

    Returns
    -------
    list of pathlib.Path
        ``events``, ``links`` and ``places``, each as ``.geojson`` and ``.parquet``; all tables in
        ``<name of the story>.gpkg``; ``claims.csv``, ``figures.csv`` and ``sources.csv``; and
        ``CREDITS.txt``.

    Raises
    ------
    ArgumentError
        When an argument is of the wrong type.
    ExportError
        A frame lacks a column, or is not in EPSG:4326. Nothing has changed then.

    Notes
    -----
    Every event, link and place carries `evidence`: its claims, each with who says so, status,
    source, paragraph, span and denials. Every file carries the credit lines: GeoJSON at its top
    level, GeoParquet in its metadata, GeoPackage beside each layer and in the layer `credits`,
    and CSV in ``CREDITS.txt``, which also names the articles.

    Examples
    --------
    >>> import geo
    >>> import tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(path.name for path in write_tables(story, folder))[:3]
    ['CREDITS.txt', 'claims.csv', 'events.geojson']
    """
    check_has("story", story, *WANTED, wanted=STORY)
    target = as_path("folder", folder)
    _require_columns(story)
    written = []
    with transaction(target) as change:
        for path in _files(story, change.new):
            written.append(target / path.name)
            if progress is not None:
                progress(written[-1])
    return written


def _files(story: Story, folder: Path) -> Iterator[Path]:
    spatial = {"events": story.events, "links": story.links, "places": story.places}
    plain = {
        "claims": story.claims,
        "relations": story.relations,
        "figures": story.figures,
        "sources": story.sources,
    }
    as_text = {
        name: with_evidence(frame, claims=story.claims, as_text=True)
        for name, frame in spatial.items()
    }
    for name, frame in spatial.items():
        yield write_geojson(
            with_evidence(frame, claims=story.claims),
            folder / f"{name}.geojson",
            name=f"{story.title}: {name}",
            sources=story.sources,
        )
    for name, frame in as_text.items():
        yield write_geoparquet(
            frame, folder / f"{name}.parquet", metadata={"sources": story.sources.to_json()}
        )
    yield write_geopackage(
        {**as_text, **plain, "credits": _credits()}, folder / f"{story.name}.gpkg"
    )
    for name, table in plain.items():
        yield write_csv(table, folder / f"{name}.csv")
    write_whole(folder / CREDITS_FILE, _credits_text(story))
    yield folder / CREDITS_FILE


def _require_columns(story: Story) -> None:
    for name, wanted in WANTED.items():
        missing = sorted(set(wanted) - set(getattr(story, name).columns))
        if missing:
            raise ExportError(f"{name}: wanted the columns {', '.join(missing)}, got none of them")


def _credits() -> pd.DataFrame:
    return pd.DataFrame(CREDITS, index=pd.RangeIndex(1, len(CREDITS) + 1, name="id"))


def _credits_text(story: Story) -> str:
    """Return the credits as plain text: who wrote the articles, and who made the map data."""
    articles = [
        ", ".join(filter(None, (row["author"], row["title"], row["publisher"], published)))
        for row, published in zip(
            story.sources.to_dict("records"), story.sources["published"].map(date_text), strict=True
        )
    ]
    lines = [credit.line for credit in CREDITS]
    text = "\n".join([story.title, "", "Articles", *articles, "", "Data", *lines])
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n") + "\n"
