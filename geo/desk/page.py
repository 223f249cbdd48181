"""The page of the desk, and what it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.credits import CREDIT_LINES
from geo.desk.places import drawn_places
from geo.desk.records import DROPPED, KEPT, Name, is_list
from geo.drafts.columns import references
from geo.drafts.propose import limits_of
from geo.evidence import split_ids, without_marks
from geo.messages import words_in
from geo.palette import style_variables
from geo.sealing.assets import basemap_text, data_block, printable, static_text
from geo.story.schema import SCHEMAS
from geo.story.vocabulary import PINNABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.desk.desk import Desk
    from geo.desk.records import Entry

    Place = tuple[str, int, int]

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Desk</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="static/desk.css">
</head>
<body class="desk-page">
<div id="desk"></div>
<noscript><p>The desk needs scripts, and scripts are off.</p></noscript>
<script type="text/plain" id="desk-basemap">{basemap}</script>
{words}<script src="static/leaflet.js"></script>
<script src="static/desk.js"></script>
</body>
</html>
"""
_SHOWN = ("how", "confidence", "quote", "candidate_lon", "candidate_lat", "candidate_name", "edtf")


def page_text() -> str:
    """Return the page: it holds no word of a story, which it asks for."""
    words = data_block("geo_maps_words", words_in("en").for_page(story="en")).render()
    return _PAGE.format(basemap=basemap_text(), words=words)


def static_file(name: str) -> tuple[str, str] | None:
    """Return a script or style of the page with its type; None for any other name."""
    if name in ("leaflet.js", "desk.js"):
        return static_text(name), "text/javascript; charset=utf-8"
    if name == "desk.css":
        parts = (static_text("leaflet.css"), style_variables(), static_text("desk.css"))
        return "\n".join(parts), "text/css; charset=utf-8"
    return None


def describe_story(desk: Desk) -> dict[str, Any]:
    """Return what stays the same while a desk is open: articles and what each column wants."""
    copies = desk.material.copies
    return {
        "texts": {source: printable(copy.text) for source, copy in copies.items()},
        "limits": {source: limits_of(copy.text) for source, copy in copies.items()},
        "schema": {
            table: {column: _column(table, column) for column in schema.columns}
            for table, schema in SCHEMAS.items()
        },
        "precisions": list(PINNABLE),
        "credits": list(CREDIT_LINES),
    }


def _column(table: str, column: str) -> dict[str, Any]:
    described = SCHEMAS[table].columns[column]
    return {
        "wanted": described.description,
        "empty": described.empty,
        "choices": described.field.get("constraints", {}).get("enum", []),
        "refers": list(references(table).get(column, ())),
        "list": is_list(table, column),
    }


def describe_rows(desk: Desk) -> dict[str, Any]:
    """Return the rows as they are now, in the order of the text, and the places to draw."""
    rows = [_row(desk, name, entry) for name, entry in desk.entries.items()]
    where = _Positions(desk)
    for row in rows:
        at = where.of(Name(row["table"], row["key"]))
        row["at"] = None if at is None else dict(zip(("source", "start", "end"), at, strict=True))
    cells_of = {name: e.cells for name, e in desk.entries.items() if e.state == KEPT}
    pins = {name.key: cells for name, cells in cells_of.items() if name.table == "pins"}
    places = [cells for name, cells in cells_of.items() if name.table == "places"]
    return {
        "revision": desk.revision,
        "rows": sorted(rows, key=where.rank),
        "places": drawn_places(places, pins),
        "undo": desk.done[-1]["label"] if desk.done else "",
        "redo": desk.undone[-1]["label"] if desk.undone else "",
    }


def _row(desk: Desk, name: Name, entry: Entry) -> dict[str, Any]:
    hints = desk.material.hints.get(name, {})
    return {
        "table": name.table,
        "key": name.key,
        "state": entry.state,
        "cells": dict(entry.cells),
        "hints": {column: hints[column] for column in _SHOWN if column in hints},
        "faults": desk.whole.faults.get(name, []) if entry.state == KEPT else [],
        "waits": name in desk.whole.waiting,
        "shown": without_marks(entry.cells.get("title", "")),
        "note": entry.note,
        "checked": entry.checked,
    }


class _Positions:
    """Where rows stand in the articles: by their own span, the draft's, or that of a claim."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._entries, self._hints = desk.entries, desk.material.hints
        sources = [name.key for name in desk.entries if name.table == "sources"]
        self._sources = {source: number for number, source in enumerate(sources)}
        self._places: dict[str, Place] = {}
        for table in ("mentions", "claims"):
            for name, entry in desk.entries.items():
                if name.table == table and entry.state != DROPPED:
                    self._tell(entry.cells)

    def _tell(self, cells: Mapping[str, str]) -> None:
        at = _span(cells)
        for key in (cells.get("of", ""), *split_ids(cells.get("about", ""))):
            if at is not None and key and key not in self._places:
                self._places[key] = at

    def of(self, name: Name) -> Place | None:
        """Return source, start and end of a row; None where nothing tells them."""
        cells = self._entries[name].cells
        own = _span(cells) or _span(self._hints.get(name, {}))
        if own is None and name.table == "relations":
            ends = [Name("claims", cells[column]) for column in ("claim", "other")]
            spans = [span for end in ends if end in self._entries for span in self._spans(end)]
            return max(spans, key=lambda span: span[1], default=None)
        if own is None and name.table == "figures" and name.key not in self._places:
            return next(self._spans(Name("claims", cells["claim"])), None)
        return own or self._places.get(name.key)

    def _spans(self, name: Name) -> Iterator[Place]:
        span = _span(self._entries[name].cells) if name in self._entries else None
        if span is not None:
            yield span

    def rank(self, row: Mapping[str, Any]) -> tuple[int, int, int, str]:
        """Return the sort key of a row: article, beginning, the longer one first."""
        at = row["at"]
        if row["table"] == "sources":
            return (self._sources.get(row["key"], 0), -1, 0, row["key"])
        if at is None:
            there = self._desk.place_of(Name(row["table"], row["key"]))
            return (len(self._sources), there, 0, row["key"])
        order = self._sources.get(at["source"], len(self._sources))
        last = row["table"] in ("relations", "figures")
        return (order, at["start"], int(last) or -at["end"], row["key"])


def _span(cells: Mapping[str, str]) -> Place | None:
    start, end = cells.get("start", ""), cells.get("end", "")
    if not (start.isdigit() and end.isdigit()):
        return None
    return cells.get("source", ""), int(start), int(end)
