"""The page in which a person looks through a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas
import pandas as pd

from geo.drafts.columns import TABLES, draft_columns
from geo.maps.review import Row, Span, Text, review_page
from geo.maps.wording import date_text
from geo.places import pin_geometry
from geo.places.weights import OK_FROM
from geo.story.evidence import split_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.drafts.proposals import Draft

    Cells = dict[str, str]

FILE = "draft.html"

_KINDS = {
    "sources": "source",
    "places": "place",
    "actors": "actor",
    "events": "event",
    "links": "link",
    "claims": "claim",
    "figures": "figure",
}
_TITLES = {
    "sources": ("title", "publisher"),
    "places": ("name",),
    "actors": ("name",),
    "events": ("title",),
    "links": ("title",),
    "claims": ("statement", "quote"),
    "figures": ("quote",),
}
_DETAILS = {
    "sources": ("publisher", "author", "published", "file"),
    "places": ("kind", "candidate_name", "candidate_confidence"),
    "actors": ("kind", "role"),
    "events": ("kind", "date", "date_note", "place"),
    "links": ("from", "to", "medium", "direction", "date"),
    "claims": ("about", "said_by", "status", "replies_to"),
    "figures": ("measure", "bound", "low", "high", "unit", "scope"),
}
_DATES = ("date", "published")


def draft_page(draft: Draft) -> str:
    """Make the page of a draft: articles with what was found in them, map and rows.

    Parameters
    ----------
    draft : Draft
        What was proposed.

    Returns
    -------
    str
        One sealed page. It holds the articles, so it stays where the draft is.
    """
    articles = draft.articles
    titles = [article.title or article.path.name for article in articles]
    return review_page(
        title=f"Draft: {titles[0]}" if len(titles) == 1 else f"Draft of {len(titles)} articles",
        texts=[
            Text(article.id, title, article.text)
            for article, title in zip(articles, titles, strict=True)
        ],
        rows=list(_rows(draft)),
        spans=list(_spans(draft)),
        places=_places(draft),
        tables={
            f"{table}.csv": (draft_columns(table), draft.tables[table])
            for table in TABLES
            if draft.tables[table]
        },
        bound=_bound(draft),
    )


def _rows(draft: Draft) -> Iterator[Row]:
    located = {row["id"] for row in draft.tables["places"] if _is_drawn(row)}
    for table, kind in _KINDS.items():
        for row in draft.tables[table]:
            names = [
                row["id"],
                *(row.get(column, "") for column in ("place", "from", "to", "about")),
            ]
            there = [name for cell in names for name in split_ids(cell) if name in located]
            yield Row(
                f"{table}-{row['id']}",
                kind,
                next((row[name] for name in _TITLES[table] if row[name]), row["id"]),
                tuple(_details(table, row)),
                row["how"],
                row["confidence"],
                there[0] if there and table != "sources" else "",
            )


def _details(table: str, row: Cells) -> Iterator[tuple[str, str]]:
    """Yield the cells that the page shows of a row, dates in words; empty ones are left out."""
    for name in _DETAILS[table]:
        if row[name]:
            cell = date_text(row[name]) if name in _DATES else row[name]
            yield name.replace("_", " "), cell


def _spans(draft: Draft) -> Iterator[Span]:
    """Yield what is highlighted: mentions for what they are of, other rows where they stand."""
    of = {"place": "places", "actor": "actors", "figure": "figures"}
    shown = {(table, row["id"]) for table in _KINDS for row in draft.tables[table]}
    for row in draft.tables["mentions"]:
        tables = (of[row["what"]],) if row["what"] in of else ("events", "links", "sources")
        table = next((table_name for table_name in tables if (table_name, row["of"]) in shown), "")
        if table:
            yield _span(row, f"{table}-{row['of']}", row["what"])
    for table, kind in _KINDS.items():
        for row in draft.tables[table]:
            if table != "sources" and table not in of.values():
                yield _span(row, f"{table}-{row['id']}", kind)


def _span(row: Cells, name: str, kind: str) -> Span:
    return Span(row["source"], int(row["start"]), int(row["end"]), name, kind)


def _bound(draft: Draft) -> dict[str, list[str]]:
    """Return which lines a tick marks: the row's own, and those that only name its place."""
    bound = {
        f"{table}-{row['id']}": [f"{table}.csv/{row['id']}"]
        for table in _KINDS
        for row in draft.tables[table]
    }
    for row in draft.tables["mentions"]:
        for table in _KINDS:
            name = f"{table}-{row['of']}"
            if name in bound:
                bound[name].append(f"mentions.csv/{row['id']}")
                break
    return bound


def _is_drawn(row: Cells) -> bool:
    """Return whether a place is sure enough for a map."""
    return bool(row["candidate_lon"]) and float(row["confidence"]) >= OK_FROM


def _places(draft: Draft) -> geopandas.GeoDataFrame:
    rows = [row for row in draft.tables["places"] if _is_drawn(row)]
    columns = ["id", "name", "kind", "note"]
    table = pd.DataFrame([{name: row[name] for name in columns} for row in rows], columns=columns)
    table = table.set_index("id").assign(
        label=table["name"].to_numpy(),
        local="",
        **{
            name: pd.Series([row[f"candidate_{name}"] for row in rows], table["id"], dtype="str")
            for name in ("precision", "boundary")
        },
        **{
            name: pd.Series(
                [float(row[f"candidate_{name}"]) for row in rows], table["id"], dtype="float64"
            )
            for name in ("lon", "lat", "radius_m")
        },
    )
    return geopandas.GeoDataFrame(table, geometry=pin_geometry(table), crs="EPSG:4326")
