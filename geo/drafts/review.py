"""The page in which a person reviews a draft."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import folium
import geopandas
import pandas as pd
from branca.element import CssLink, Figure, JavascriptLink

from geo.credits import CREDIT_LINES
from geo.drafts.columns import TABLES, draft_columns
from geo.evidence import split_ids
from geo.gazetteer.weights import OK_FROM
from geo.geocoding.pins import pin_geometry
from geo.maps.base import figure_of, place_words
from geo.maps.layers import Basemap, PlaceLayer
from geo.messages import date_text
from geo.sealing.assets import Finished, data_block, head_parts, static_text, to_json
from geo.sealing.seal import seal, templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.drafts.propose import Draft

    Cells = dict[str, str]
    from collections.abc import Mapping, Sequence

    import geopandas as gpd


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
    "claims": ("about", "said_by", "status"),
    "figures": ("measure", "bound", "low", "high", "unit", "wording", "scope"),
}
_DATES = ("date", "published")


def draft_page(draft: Draft) -> str:
    """Build the page of a draft: articles with what was found in them, map and rows.

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
            Text(article.id, title, article.text, draft.limits(article.id))
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


def _spans(draft: Draft) -> Iterator[MarkedSpan]:
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


def _span(row: Cells, name: str, kind: str) -> MarkedSpan:
    return MarkedSpan(row["source"], int(row["start"]), int(row["end"]), name, kind)


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


_WIDE = ("claim", "event", "link")
_LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True)
class MarkedSpan:
    """Where in a text something was found.

    Parameters
    ----------
    text : str
        Id of the text.
    start, end : int
        Code points, the end exclusive.
    row : str
        Id of the row that it belongs to.
    kind : str
        The row's kind, or another if the highlight shall look so: place, date, actor, figure,
        claim, event or link.
    """

    text: str
    start: int
    end: int
    row: str
    kind: str


@dataclass(frozen=True)
class Text:
    """A text to show.

    Parameters
    ----------
    id, title : str
        Id, and headline.
    text : str
        The text; a paragraph is a line that isn't blank.
    note : str
        What of it is not read.
    """

    id: str
    title: str
    text: str = field(repr=False)
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A row to decide on.

    Parameters
    ----------
    id : str
        Unique in the page.
    kind : str
        As of `MarkedSpan`, or source.
    title : str
        What it says.
    details : tuple of (str, str)
        Names and values of what else is in it.
    how, sure : str
        How it was found, and how sure that is.
    place : str
        The place that the map shows for it, or nothing.
    """

    id: str
    kind: str
    title: str
    details: tuple[tuple[str, str], ...]
    how: str
    sure: str
    place: str = ""


class _ReviewMap(folium.Map):
    """The map of the page, and all around it."""

    default_js = folium.Map.default_js[:1]
    default_css = folium.Map.default_css[:1]

    def __init__(
        self, places: gpd.GeoDataFrame, *, body: str, record: Mapping[str, object]
    ) -> None:
        super().__init__(tiles=None)
        self._name = "ReviewMap"
        self._body, self._record = body, record
        Figure().add_child(self)
        Basemap().add_to(self)
        PlaceLayer(places, name="Places").add_to(self)

    def render(self, **_: object) -> str:
        """Add the page's parts to the figure, then the layers."""
        figure, name = figure_of(self), self.get_name()
        for key, url in self.default_css:
            figure.header.add_child(CssLink(url), name=key)
        for key, url in self.default_js:
            figure.header.add_child(JavascriptLink(url), name=key)
        parts = head_parts()
        parts["geo_review_style"] = Finished(f"<style>{static_text('review.css')}</style>\n")
        parts["geo_review_script"] = Finished(f"<script>{static_text('review.js')}</script>\n")
        for key, part in parts.items():
            figure.header.add_child(part, name=key)
        place_words(figure)
        figure.html.add_child(Finished(self._body), name=f"{name}_body")
        figure.html.add_child(data_block("review-data", self._record), name=f"{name}_record")
        options = {"attributionControl": False, "center": [20, 10], "zoom": 1, "zoomControl": False}
        options |= {"maxZoom": 15, "minZoom": 1, "zoomSnap": 0.25}
        script = f'var {name} = L.map("review-map", {to_json(options)});\n'
        figure.script.add_child(Finished(script), name=name)
        for child in self._children.values():
            child.render()
        last = f'geoReview.review({name}, geoMaps.storeOf({name}), "review-data");\n'
        figure.script.add_child(Finished(last), name=f"{name}_review")
        return ""


def review_page(
    *,
    title: str,
    texts: Sequence[Text],
    rows: Sequence[Row],
    spans: Sequence[MarkedSpan],
    places: gpd.GeoDataFrame,
    tables: Mapping[str, tuple[Sequence[str], Sequence[Mapping[str, str]]]],
    bound: Mapping[str, Sequence[str]],
) -> str:
    """Build a page in which a person looks through what was found in texts, and marks rows.

    Parameters
    ----------
    title : str
        Headline.
    texts : sequence of Text
        The texts.
    rows : sequence of Row
        What was found, in order; those of a kind together.
    spans : sequence of MarkedSpan
        Where. They may lie over each other.
    places : geopandas.GeoDataFrame
        Places to draw, as `geo.maps.PlaceLayer` wants them, by the id that rows name.
    tables : mapping of str to (columns, rows)
        What the page's buttons save as CSV: by file name. The first column is filled with x for
        the rows that the person ticked, by their ``id``.
    bound : mapping of str to sequence of str
        For each row's id the ``file/id`` of each line in `tables` that its tick marks.

    Returns
    -------
    str
        The page: no request, a strict policy, the same bytes each time.
    """
    order = list(dict.fromkeys(row.kind for row in rows))
    body = (
        templates()
        .get_template("review.html")
        .render(
            title=title,
            texts=[(text, list(_paragraphs(text, spans))) for text in texts],
            groups=[(kind, [row for row in rows if row.kind == kind]) for kind in order],
            first=_first(spans),
            times=_times(spans),
            files=list(tables),
            located=bool(places.geometry.notna().any()) if len(places) else False,
            credits=CREDIT_LINES,
        )
    )
    record = {
        "rows": [{"id": row.id, "place": row.place} for row in rows],
        "tables": {
            name: {"columns": list(columns), "rows": [dict(row) for row in lines]}
            for name, (columns, lines) in tables.items()
        },
        "bound": {name: list(lines) for name, lines in bound.items()},
    }
    page = _ReviewMap(places, body=body, record=record)
    return seal(figure_of(page), title=title, strict=True)


@dataclass(frozen=True)
class _Piece:
    """A piece of a paragraph, with the rows that it belongs to, the closest first."""

    text: str
    row: str = ""
    kind: str = ""
    under: str = ""
    anchor: str = ""


def _paragraphs(text: Text, spans: Sequence[MarkedSpan]) -> Iterator[tuple[int, list[_Piece]]]:
    """Yield the paragraphs of a text, numbered as citations number them, in pieces."""
    own = sorted(
        (span for span in spans if span.text == text.id), key=lambda part: (part.start, part.end)
    )
    begun = set[str]()
    number, at = 0, 0
    open_spans: list[MarkedSpan] = []
    for line in _LINE.finditer(text.text):
        if not line[0].strip():
            continue
        number += 1
        while at < len(own) and own[at].start < line.end():
            open_spans.append(own[at])
            at += 1
        open_spans = [span for span in open_spans if span.end > line.start()]
        yield number, list(_pieces(text.text, line.start(), line.end(), open_spans, begun))


def _pieces(
    text: str, start: int, end: int, spans: Sequence[MarkedSpan], begun: set[str]
) -> Iterator[_Piece]:
    """Cut a line where a span begins or ends."""
    inside = [span for span in spans if span.start < end and span.end > start]
    cuts = {start, end, *(s.start for s in inside), *(s.end for s in inside)}
    edges = sorted(cut for cut in cuts if start <= cut <= end)
    for first, last in pairwise(edges):
        here = [span for span in inside if span.start <= first and span.end >= last]
        if not here:
            yield _Piece(text[first:last])
            continue
        closest = min(here, key=_closeness)
        others = sorted({span.kind for span in here if span is not closest})
        anchor = f"t-{closest.row}" if closest.row not in begun else ""
        begun.add(closest.row)
        yield _Piece(text[first:last], closest.row, closest.kind, " ".join(others), anchor)


def _closeness(span: MarkedSpan) -> tuple[int, bool, str]:
    """Order spans: the shortest first, of two alike what is named before what is stated."""
    return span.end - span.start, span.kind in _WIDE, span.row


def _first(spans: Sequence[MarkedSpan]) -> set[str]:
    """Return the rows that some piece of a text is an anchor of."""
    return {span.row for span in spans}


def _times(spans: Sequence[MarkedSpan]) -> dict[str, int]:
    """Count how often each row is found."""
    ordered = sorted(span.row for span in spans)
    return {row: len(list(group)) for row, group in groupby(ordered)}
