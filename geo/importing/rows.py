"""Turn the rows of a table of events into rows of a story, and its places: only what it says.

A row of the table is an event with a claim that stands in the row's cells; each number is a figure
with a claim of its own, which stands in one cell. Who is named as the source says it; without one
it is reported by the table. What the table does not say stays empty.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.errors import EventsError
from geo.evidence import SEPARATOR, free_id
from geo.extraction.speakers import is_unnamed
from geo.geocoding.pins import answer_pins, person_pin
from geo.geodesy import distance_km
from geo.importing.cells import RowTexts, hashed_cells, own_words, short_id
from geo.messages import date_text
from geo.story.frames import BOUND_WORDS
from geo.story.schema import NUMBER
from geo.story.table_files import cell_text, digest_of
from geo.tables.column_choice import country_code, geocode_rows, questions
from geo.tables.days import edtf_texts
from geo.tables.fields import Count, is_whole_measure, read_count
from geo.tables.grid import is_address
from geo.tables.schemas import words_of, words_of_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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


MOST_ROWS = 10_000
"""More events are no story that a person reads; `geo map` draws them."""

_LONGEST_TITLE = 160


@dataclass(frozen=True)
class Built:
    """What a table makes of a story.

    Parameters
    ----------
    tables : dict
        Rows by table and id.
    owners : dict
        For rows of one event, its key, by table and id; shared rows are not in it.
    cells : dict
        For each key the hashes of the row's cells, by column.
    pins : dict
        Pins of places that the table draws as lines or areas, by place.
    notes : list of str
        What is to be said of rows.
    """

    tables: dict[str, dict[str, Row]]
    owners: dict[tuple[str, str], str]
    cells: dict[str, dict[str, str]]
    pins: dict[str, dict[str, Any]]
    notes: list[str]


class RowBuilder:
    """Build the rows of a story from those of a table.

    Parameters
    ----------
    table : EventTable
        The table, as `geo.tables.events.scan_events` finds it.
    fields : Fields
        Which of its columns hold what a story wants besides.
    source : str
        Id of the table as a source.
    keys : sequence of str
        What tells its rows apart.
    ids : Ids
        The ids that there are.
    others : mapping
        Places of the story that are not this table's, as `PlaceBuilder` takes them.
    """

    def __init__(
        self,
        table: EventTable,
        fields: Fields,
        *,
        source: str,
        keys: Sequence[str],
        ids: Ids,
        others: Mapping[str, Mapping[str, str]],
    ) -> None:
        if len(table.frame) > MOST_ROWS:
            raise EventsError(
                f"{table.name}: found {len(table.frame):,} rows, wanted at most {MOST_ROWS:,} for "
                "a story; geo map draws them all"
            )
        self._table, self._fields, self._source, self._ids = table, fields, source, ids
        self._keys = list(keys)
        self._dates = edtf_texts(table.frame, table.time)
        self._texts = RowTexts(table)
        self._places = PlaceBuilder(table, fields, source=source, ids=ids, others=others)
        titles = table.frame[table.title].astype(str) if table.title else None
        self._repeats = titles is not None and titles.nunique() < 0.5 * len(titles)
        self._built = Built(
            {"places": self._places.rows}
            | {name: {} for name in ("actors", "events", "claims", "figures")},
            {}, {}, self._places.pins, [],
        )  # fmt: skip

    def build(self) -> Built:
        """Return the rows of the story."""
        hashes = hashed_cells(self._table)
        for at, key in enumerate(self._keys):
            self._built.cells[key] = hashes[at]
            self._row(at, key)
        self._part_scopes()
        self._say_odd()
        return self._built

    def _row(self, at: int, key: str) -> None:
        """Add the event of a row, its claim, and its figures."""

        def text_of(name: str) -> str:
            return self._texts.text(at, name)

        place = self._places.of(at)
        kind = self._texts.shown(at, self._fields.kind)
        date, basis, date_note = self._date(at)
        title = self._title(at, kind, place)
        event = self._event_id(key, title, date)
        actors = self._actors(at)
        speaker, status = self._speaker(at)
        self._add(key, "events", event, {
            "title": title,
            "kind": short_id(kind, longest=60) or "event",
            "date": date,
            "date_basis": basis,
            "date_note": date_note,
            "place": place,
            "note": self._note(at),
        })  # fmt: skip
        context = self._context(title, place, date)
        names = self._built.tables["actors"]
        named = f"; named: {', '.join(names[actor]['name'] for actor in actors)}" * bool(actors)
        speech = {"said_by": speaker, "status": status, "note": ""}
        named_link = text_of(self._fields.said_by) if not speaker else ""
        links = [*map(text_of, self._fields.links), named_link]
        self._claim(key, f"{event}-row", at, self._used(at), {
            **speech,
            "about": SEPARATOR.join([event, place, *actors]),
            "statement": f"{context}{named}.",
            "note": SEPARATOR.join(link for link in links if link.startswith("http")),
        })  # fmt: skip
        self._figures(key, at, event, context, speech)

    def _figures(self, key: str, at: int, event: str, context: str, speech: Row) -> None:
        """Add a claim and a figure for each number of a row."""
        for columns, measure, count, part in self._numbers(at):
            name = free_id(f"{event}-{measure}", self._built.tables["figures"])
            what = ", ".join(filter(None, (_worded(measure), part)))
            statement = f"{what}: {_count_text(count)} ({context})."
            self._claim(key, name, at, columns, {**speech, "about": event, "statement": statement})
            self._add(key, "figures", name, {
                "claim": name,
                "measure": measure,
                "low": count.low,
                "high": count.high,
                "bound": count.bound,
                "unit": self._unit(columns[0]),
                "wording": own_words(count.wording),
                "scope": ", ".join(filter(None, (part, context))),
            })  # fmt: skip

    def _add(self, key: str, table: str, name: str, row: Row) -> None:
        self._built.tables[table][name] = {"id": name, **row}
        self._built.owners[table, name] = key

    def _title(self, at: int, kind: str, place: str) -> str:
        own = self._texts.shown(at, self._table.title)
        where = self._places.names.get(place, "")
        is_place = self._table.title in (self._table.names.place, "")
        if is_place or not own:
            named = (kind[:1].upper() + kind[1:]) or "Event"
            own = ", ".join(filter(None, (named, where or own)))
        elif self._repeats and where:
            own = f"{own}, {where}"
        own = own_words(own or "Event")
        if len(own) > _LONGEST_TITLE:
            own = own[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
        return own

    def _context(self, title: str, place: str, date: str) -> str:
        where = self._places.names.get(place, "")
        parts = [where if where and where not in title else "", date_text(date)]
        rest = ", ".join(filter(None, parts))
        return f"{title}, {rest}" if rest else title

    def _event_id(self, key: str, title: str, date: str) -> str:
        if self._fields.key:
            own = short_id(key)
            base = own if re.search("[a-z]", own) else f"{self._source}-{own}".strip("-")
        else:
            day = date if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", date) else ""
            base = "-".join(filter(None, (short_id(title, longest=30), day)))
        return self._ids.of("events", key, base or f"{self._source}-event")

    def _note(self, at: int) -> str:
        notes = [own_words(self._texts.text(at, name)) for name in self._fields.notes]
        return " ".join(filter(None, notes))

    def _date(self, at: int) -> tuple[str, str, str]:
        """Return date, basis and note; a precision that the table states widens the date."""
        date = self._dates[at]
        code = self._texts.text(at, self._fields.date_precision)
        reach = self._fields.date_precisions.get(code, "")
        if not date:
            return "", "none", ""
        if reach in ("", "day"):
            return date, "stated", ""
        note = f"{self._fields.date_precision} {code}: "
        if reach == "span" and "/" in date:
            first, last = date.split("/")
            return f"[{first}..{last}]", "inferred", f"{note}a day between the two that are stated"
        if reach == "month" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date):
            return date[:7], "inferred", f"{note}the month is known, and the day is not"
        if reach == "week" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date):
            return _around(date), "inferred", f"{note}known to the week about {date_text(date)}"
        return date, "stated", ""

    def _used(self, at: int) -> list[str]:
        """Return the columns of a row that its claim rests on: those that hold something."""
        table, fields = self._table, self._fields
        names = (table.placing | fields.columns) - {*fields.counts, *fields.estimate}
        filled = [str(name) for name in table.cells.columns if self._texts.text(at, str(name))]
        return [name for name in filled if name in names] or filled[:1]

    def _claim(self, key: str, name: str, at: int, columns: Sequence[str], row: Row) -> None:
        """Add a claim that stands in cells of a row."""
        table = self._table
        text = "\t".join(cell_text(table.cells[name].iloc[at]) for name in columns)
        anchor = {
            "source": self._source,
            "paragraph": str(table.cells.index[at]),
            "column": SEPARATOR.join(columns),
            "start": "0",
            "end": str(len(text)),
            "span_sha256": digest_of(text),
        }
        subjects = dict.fromkeys(filter(None, (*row["about"].split(SEPARATOR), row["said_by"])))
        self._add(key, "claims", name, row | anchor | {"about": SEPARATOR.join(subjects)})

    def _actors(self, at: int) -> list[str]:
        names = [own_words(self._texts.text(at, column)) for column in self._fields.actors]
        return [self._actor(name, _actor_kind(name)) for name in dict.fromkeys(names) if name]

    def _actor(self, name: str, kind: str) -> str:
        own = self._ids.of("actors", f"{kind}\t{name.casefold()}", short_id(name) or "actor")
        self._built.tables["actors"].setdefault(own, {"id": own, "name": name, "kind": kind})
        return own

    def _speaker(self, at: int) -> tuple[str, str]:
        """Return who says what a row tells, and the status that follows from it."""
        name = own_words(self._texts.text(at, self._fields.said_by))
        if not name or is_address(name) or words_of_name(name) in words_of("unknown"):
            return "", "reported"
        if is_unnamed(name):
            return self._actor(name, "unnamed"), "said-unnamed"
        return self._actor(name, _actor_kind(name)), "said"

    def _numbers(self, at: int) -> Iterator[tuple[list[str], str, Count, str]]:
        """Yield the columns, the measure, the number and its part of what is counted."""
        whole = [name for name in self._fields.counts if is_whole_measure(name)]
        for name, measure in self._fields.counts.items():
            count = read_count(self._table.cells[name].iloc[at], whole=name in self._fields.people)
            if count is None or (name in self._fields.no_zero and count.high == "0"):
                continue
            part = name not in whole and name in self._fields.people
            yield [name], measure, count, " ".join(name.split()) if part else ""
        if self._fields.estimate:
            yield from self._estimate(at)

    def _estimate(self, at: int) -> Iterator[tuple[list[str], str, Count, str]]:
        """Yield the low and high estimate as one number between, and the best beside it."""
        low, best, high = (
            read_count(self._table.cells[name].iloc[at]) for name in self._fields.estimate
        )
        low_name, best_name, high_name = self._fields.estimate
        exact = [
            count for count in (low, best, high) if count is not None and count.bound == "exact"
        ]
        if best is not None and len(exact) == 3 and len({count.low for count in exact}) == 1:  # noqa: PLR2004
            yield [best_name], "deaths", best, ""
            return
        if best is not None and best.bound == "exact":
            yield [best_name], "deaths", Count("about", best.low, best.high), ""
        if low and high and low.low and high.high and int(low.low) < int(high.high):
            yield [low_name, high_name], "deaths", Count("between", low.low, high.high), ""

    def _unit(self, column: str) -> str:
        is_people = column in (*self._fields.people, *self._fields.estimate)
        return "people" if is_people else own_words(" ".join(column.split()).casefold())

    def _part_scopes(self) -> None:
        """Separate figures of different events whose scope is told in the same words."""
        figures = self._built.tables["figures"]
        events: dict[str, set[str]] = {}
        for name, row in figures.items():
            events.setdefault(row["scope"], set()).add(self._built.owners["figures", name])
        for name, row in figures.items():
            if len(events[row["scope"]]) > 1:
                key = self._built.owners["figures", name]
                row["scope"] = f"{row['scope']} ({self._ids.known['events'][key]})"

    def _say_odd(self) -> None:
        """Note what a story does not hold of the rows."""
        frame = self._table.frame
        stated = [
            at
            for at in range(len(frame))
            if not self._dates[at]
            and any(self._texts.text(at, name) for name in self._table.options.date)
        ]
        if stated:
            rows = ", ".join(str(frame.index[at]) for at in stated[:5])
            more = f" and {len(stated) - 5} more" if len(stated) > 5 else ""  # noqa: PLR2004
            self._built.notes.append(f"no date can be read in row {rows}{more}")


def _worded(name: str) -> str:
    words = name.replace("-", " ")
    return words[:1].upper() + words[1:]


def _count_text(count: Count) -> str:
    if count.wording:
        return count.wording
    low, high = (f"{int(text):,}" if text.isdecimal() else text for text in (count.low, count.high))
    if count.bound == "between":
        return f"{low} to {high}"
    return f"{BOUND_WORDS[count.bound]}{low or high}"


def _around(day: str) -> str:
    """Return the seven days about a day, as a moment among them that is not known."""
    middle = np.datetime64(day)
    return f"[{middle - 3}..{middle + 3}]"


def _actor_kind(name: str) -> str:
    """Return what an actor is by words that leave no doubt, else a group."""
    words = words_of_name(name)
    if words[:2] == ("government", "of") or words[:1] == ("ministry",):
        return "government"
    if {"police", "military", "army", "navy"} & set(words[:1]):
        return "forces"
    if words[:1] and words[0] in ("civilians", "protesters", "residents", "rioters"):
        return "people"
    return "group"
