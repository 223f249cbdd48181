"""Turn the places of a table's rows into places of a story, as exact as the table says.

A row's own coordinates are a person's pin. How exact they are says a column of the table; without
one the number of their decimals, and whether they are the middle of the place whose name stands
beside them. A name alone is a place with its hints, located by the gazetteer or not at all.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from geo.geocoding.pins import answer_pins, person_pin
from geo.geodesy import distance_km
from geo.importing.cells import RowTexts, own_words, short_id
from geo.story.schema import NUMBER
from geo.tables.column_choice import country_code, geocode_rows, questions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.importing.cells import Ids
    from geo.tables.scan import EventTable
    from geo.tables.schemas import Fields

    Row = dict[str, str]

_NOT_STATED = "The table does not say how exact the point is."
_NEAR_KM = 0.5  # a point as near as this to the middle of the place that it is named after is it
_SETTLED = ("suburb", "borough", "city", "region", "province", "country")
_SHAPES_M = ((300, "site"), (1_500, "suburb"), (15_000, "city"), (math.inf, "region"))


class PlaceBuilder:
    """Build the places of a table's rows.

    Parameters
    ----------
    table : EventTable
    fields : Fields
    source : str
        Id of the table as a source.
    ids : Ids
        The ids that there are.
    others : mapping
        Places of the story that are not this table's: by name in small letters, for each id of the
        gazetteer the place's own. A name that the gazetteer answers with it is that place.

    Attributes
    ----------
    rows : dict
        The places by id.
    names : dict
        Names of all places of the table's rows by id, those that the story had already among them.
    pins : dict
        Pins of those that the table draws as lines or areas.
    """

    def __init__(
        self,
        table: EventTable,
        fields: Fields,
        *,
        source: str,
        ids: Ids,
        others: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._table, self._fields, self._source, self._ids = table, fields, source, ids
        self._text = RowTexts(table).text
        self._others = others
        self._same: dict[str, str] = {}
        self.rows: dict[str, Row] = {}
        self.names: dict[str, str] = {}
        self.pins: dict[str, dict[str, Any]] = {}
        country = country_code(table.options.country) if table.options.country else ""
        self._queries, self._codes = questions(table.cells, table.names, country=country)
        self._found = self._named_places()
        self._keep_moved()

    def of(self, at: int) -> str:
        """Return the id of a row's place; nothing where it has none."""
        name = own_words(self._text(at, self._table.names.place))
        if self._is_own(at):
            shape = self._table.frame.geometry.iloc[at]
            build = self._point if shape.geom_type == "Point" else self._shape
            own = build(at, name, shape)
        elif name:
            own = self._named(at, name)
        else:
            return ""
        self.names[own] = self.rows[own]["name"] if own in self.rows else name
        return own

    def _named_places(self) -> dict[int, Any]:
        """Return for rows with their own coordinates and a name the gazetteer's place of it."""
        table = self._table
        if not table.names.place or self._fields.precision:
            return {}
        rows = [at for at in range(len(table.frame)) if self._is_own(at) and self._queries[at]]
        first = {(self._queries[at], self._codes[at]): at for at in reversed(rows)}
        if not first:
            return {}
        answers = geocode_rows(
            table.cells.iloc[list(first.values())],
            table.names,
            country=country_code(table.options.country),
        )
        located = {
            question: (row.lon, row.lat, row.precision)
            for question, row in zip(first, answers.itertuples(), strict=True)
            if row.status == "ok"
        }
        return {
            at: located[question]
            for at in rows
            if (question := (self._queries[at], self._codes[at])) in located
        }

    def _is_own(self, at: int) -> bool:
        """Return whether a row has a place that was not geocoded."""
        frame = self._table.frame
        shape = frame.geometry.iloc[at]
        located = str(frame["located_status"].iloc[at]) if "located_status" in frame else ""
        return shape is not None and not shape.is_empty and not located

    def _keep_moved(self) -> None:
        """Retain the id of a point whose coordinates were corrected, where its name tells it."""
        shapes = self._table.frame.geometry
        points = [
            at
            for at in range(len(shapes))
            if self._is_own(at) and shapes.iloc[at].geom_type == "Point"
        ]
        now = dict.fromkeys(self._point_key(at, shapes.iloc[at]) for at in points)
        known = self._ids.known.setdefault("places", {})
        old, new = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        for key in known:
            if key.startswith("point\t") and key not in now:
                old[key.split("\t")[1]].append(key)
        for key in now:
            if key not in known:
                new[key.split("\t")[1]].append(key)
        for name, keys in new.items():
            if len(keys) == len(old[name]) == 1:
                known[keys[0]] = known.pop(old[name][0])

    def _point_key(self, at: int, shape: Any) -> str:  # noqa: ANN401 - of shapely
        name = own_words(self._text(at, self._table.names.place))
        lon, lat = self._degrees(at, "lon", shape.x), self._degrees(at, "lat", shape.y)
        kind, _ = self._exactness(at, shape)
        return f"point\t{name.casefold()}\t{lon}\t{lat}\t{kind}"

    def _named(self, at: int, name: str) -> str:
        key = "\t".join(("name", name.casefold(), self._queries[at].casefold(), self._codes[at]))
        frame = self._table.frame
        precision = str(frame["located_precision"].iloc[at])
        query = own_words(self._queries[at])
        row = {
            "id": "",
            "name": name,
            "kind": precision or "unlocatable",
            "query": query if query != name else "",
            "country": self._codes[at],
            "note": "" if precision else str(frame["located_reason"].iloc[at]),
        }
        if precision and key not in self._same:
            self._same[key] = self._already(row)
        if self._same.get(key):
            return self._same[key]
        own = row["id"] = self._ids.of("places", key, short_id(name) or "place")
        self.rows.setdefault(own, {**row, "note": own_words(row["note"])})
        return own

    def _already(self, row: Row) -> str:
        """Return the story's own place that the gazetteer answers this one with, too."""
        others = self._others.get(row["name"].casefold(), {})
        if not others:
            return ""
        query = pd.DataFrame([{**row, "id": "asked", "within": ""}])
        return others.get(str(answer_pins(query)["provider_id"].iloc[0]), "")

    def _point(self, at: int, name: str, shape: Any) -> str:  # noqa: ANN401 - of shapely
        lon, lat = self._degrees(at, "lon", shape.x), self._degrees(at, "lat", shape.y)
        shown = name or f"{lat}, {lon}"
        kind, note = self._exactness(at, shape)
        key = self._point_key(at, shape)
        own = self._ids.of("places", key, short_id(name) or f"{self._source}-place")
        row = {"id": own, "name": shown, "kind": kind, "country": self._codes[at]}
        query = own_words(self._queries[at])
        row |= {"query": query if name and query != name else "", "lon": lon, "lat": lat}
        self.rows.setdefault(own, {**row, "note": note})
        return own

    def _degrees(self, at: int, axis: str, value: float) -> str:
        """Return a coordinate as its cell has it, else in full."""
        text = self._text(at, getattr(self._table.options, axis)) if self._table.options.lat else ""
        text = text.replace(",", ".")
        if re.fullmatch(NUMBER, text) and math.isclose(float(text), value, abs_tol=1e-9):
            return text
        return f"{value:.7f}".rstrip("0").rstrip(".") if value else "0"

    def _exactness(self, at: int, shape: Any) -> tuple[str, str]:  # noqa: ANN401 - of shapely
        """Return the kind of a point, as the table says, else as its decimals and name allow."""
        stated = self._text(at, self._fields.precision)
        kind = self._fields.precisions.get(stated, "") or (
            stated.casefold() if not self._fields.precisions else ""
        )
        if kind:
            words = f"{self._fields.precision} {stated}: " if self._fields.precisions else ""
            return kind, f"{words}a point for {kind}" if words else ""
        decimals = max(
            len(self._degrees(at, axis, value).partition(".")[2])
            for axis, value in (("lon", shape.x), ("lat", shape.y))
        )
        coarse = {0: "region", 1: "city", 2: "suburb"}.get(decimals, "site")
        lon, lat, precision = self._found.get(at, (math.nan, math.nan, ""))
        near = precision in _SETTLED and distance_km(lon, lat, shape.x, shape.y) <= _NEAR_KM
        if near and (coarse == "site" or _SETTLED.index(precision) > _SETTLED.index(coarse)):
            return precision, f"{_NOT_STATED} It is the middle of the place of this name."
        return coarse, _NOT_STATED

    def _shape(self, at: int, name: str, shape: Any) -> str:  # noqa: ANN401 - of shapely
        """Return the place of a line or an area: a circle around its middle that holds it."""
        middle = shape.representative_point()
        corners = shapely.get_coordinates(shape.convex_hull)
        radius_m = max(1000 * distance_km(middle.x, middle.y, lon, lat) for lon, lat in corners)
        kind = next(kind for most, kind in _SHAPES_M if radius_m <= most)
        digest = hashlib.sha256(shapely.to_wkb(shape)).hexdigest()[:16]
        own = self._ids.of(
            "places", f"shape\t{name.casefold()}\t{digest}",
            short_id(name) or f"{self._source}-place",
        )  # fmt: skip
        row = {"id": own, "name": name or f"{self._source}, row {self._table.cells.index[at]}"}
        row |= {"kind": kind, "country": self._codes[at], "query": ""}
        row["note"] = f"A {shape.geom_type.lower()} in the table; drawn as a circle that holds it."
        self.rows.setdefault(own, row)
        pin = person_pin(
            row, middle.x, middle.y, precision=kind, reason="the shape that the table draws"
        )
        self.pins[own] = pin | {"radius_m": float(math.ceil(radius_m)), "boundary": ""}
        return own
