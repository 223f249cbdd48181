"""Rules between events, links, places, claims and figures of a story, and the order of its events.

Each takes the tables it names, as text, and yields a fault for each row that breaks it; the rules
within one table stand in `geo.story.rules`.

The column ``after`` of events and links names what a reader of the articles knows to have come
before. Nothing is guessed from kinds, speakers or places.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.dates.edtf import parse_dates
from geo.errors import Fault
from geo.evidence import SEPARATOR, split_ids
from geo.geodesy import distance_km
from geo.story import schema, vocabulary
from geo.story.schema import is_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd


def rows_of(frame: pd.DataFrame) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a table: row number and cells."""
    columns = list(frame.columns)
    return [
        (number, dict(zip(columns, cells, strict=True)))
        for number, *cells in frame.itertuples(name=None)
    ]


def tables_are_cited_by_cells(claims: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Fault]:
    """Check that all claims of a source name a column, as of a table, or none of them does."""
    sheets = {row["id"] for _, row in rows_of(sources) if row["sheet"]}
    tables = sheets | set(claims.loc[claims["column"] != "", "source"])
    for number, row in rows_of(claims):
        if row["source"] in tables and not (row["column"] or row["exhibit"]):
            wanted = f"a column, as {row['source']} is a table by its other claims or its sheet"
            yield Fault("claims.csv", number, "column", "", wanted)


_SPAN = ("paragraph", "start", "end", "span_sha256")


def claims_stand_somewhere(claims: pd.DataFrame, exhibits: pd.DataFrame) -> Iterator[Fault]:
    """Check that a claim stands in a span of a source, or on an exhibit and a part of that."""
    known = {row["id"]: row for _, row in rows_of(exhibits)}
    for number, row in rows_of(claims):
        name = row["exhibit"]
        exhibit = known.get(name, {"source": "", "file": ""})
        for column in (*_SPAN, *(("column",) if name else ())):
            if bool(row[column]) == bool(name):
                wanted = schema.SCHEMAS["claims"].columns[column].description
                wanted = f"nothing, as the claim stands on the exhibit {name}" if name else wanted
                yield Fault("claims.csv", number, column, row[column], wanted)
        if exhibit["source"] not in ("", row["source"]):
            wanted = f"{exhibit['source']}, the source of the exhibit {name}"
            yield Fault("claims.csv", number, "source", row["source"], wanted)
        if re.fullmatch(schema.URL, exhibit["file"]):
            wanted = "an exhibit with a file in exhibits/, as nobody can verify an address"
            yield Fault("claims.csv", number, "exhibit", name, wanted)
        if name and row["part"] and not _is_part(row["part"]):
            wanted = "a part of what the exhibit shows: xywh=percent: within 100, or t="
            yield Fault("claims.csv", number, "part", row["part"], wanted)


def _is_part(part: str) -> bool:
    """Return whether a part lies within whatever is shown, however large it is."""
    match = re.fullmatch(r"(?:xywh=percent:([0-9.,]+))?&?(?:t=[0-9.,]+)?", part)
    if match is None or not match[1]:
        return match is not None
    left, top, width, height = map(float, match[1].split(","))
    return width > 0 and height > 0 and max(left + width, top + height) <= 100  # noqa: PLR2004


def dates_of_links_agree(
    claims: pd.DataFrame, events: pd.DataFrame, links: pd.DataFrame
) -> Iterator[Fault]:
    """Check that a link's date is known as well as the same date of an event of the same claim.

    A link dated like several events is `inferred` as soon as the date of one of them is.
    """
    dated = {
        row["id"]: (row["date"], row["date_basis"]) for _, row in rows_of(events) if row["date"]
    }
    together = defaultdict[str, set[str]](set)
    for cell in claims["about"]:
        names = split_ids(cell)
        for name in names:
            together[name].update(names)
    for number, row in rows_of(links):
        basis = row["date_basis"]
        near = {name: dated[name] for name in together[row["id"]] & dated.keys()}
        same = {name: known for name, (day, known) in near.items() if day == row["date"]}
        wanted = "inferred" if "inferred" in same.values() else "stated"
        if same and basis in ("stated", "inferred") and basis != wanted:
            others = ", ".join(sorted(name for name, known in same.items() if known == wanted))
            text = f"{wanted}, as for the same date of {others} in events.csv"
            yield Fault("links.csv", number, "date_basis", basis, text)


def named_speakers_have_a_name(claims: pd.DataFrame, actors: pd.DataFrame) -> Iterator[Fault]:
    """Check that what is `said` has a speaker who is named."""
    unnamed = set(actors.loc[actors["kind"] == "unnamed", "id"])
    for number, row in rows_of(claims):
        speaker = row["said_by"]
        if row["status"] == "said" and speaker in unnamed:
            wanted = f"said-unnamed or hearsay, as {speaker} is of kind unnamed in actors.csv"
            yield Fault("claims.csv", number, "status", "said", wanted)


def accused_and_victims_are_named(claims: pd.DataFrame) -> Iterator[Fault]:
    """Check that those whom a claim accuses, and its victims, are whom it is about."""
    for number, row in rows_of(claims):
        about = split_ids(row["about"])
        for column in ("accused", "victims"):
            for name in split_ids(row[column]):
                if name not in about:
                    wanted = "an id that stands in about, too"
                    yield Fault("claims.csv", number, column, name, wanted)


def parts_fit_their_whole(figures: pd.DataFrame) -> Iterator[Fault]:
    """Check that a figure is part of another of its unit, which is no smaller, and no part."""
    figures_by_id = {row["id"]: row for _, row in rows_of(figures)}
    for number, row in rows_of(figures):
        whole = figures_by_id.get(row["part_of"])
        if whole is None:
            continue
        wanted, name = "", whole["id"]
        if whole["part_of"]:  # a circle of parts is told by this, too
            wanted = "a figure that is itself no part of another"
        elif whole["unit"] != row["unit"]:
            wanted = f"a figure in {row['unit']}, as this one; {name} is in {whole['unit']}"
        elif _number(row["low"]) > _number(whole["high"], default=math.inf):
            wanted = f"a figure of at least {row['low']}; {name} is at most {whole['high']}"
        if wanted:
            yield Fault("figures.csv", number, "part_of", row["part_of"], wanted)


def _number(cell: str, *, default: float = -math.inf) -> float:
    """Return a cell as a number; without one, the default."""
    return float(cell) if re.fullmatch(schema.NUMBER, cell) else default


def roles_stand_once(events: pd.DataFrame, event_places: pd.DataFrame) -> Iterator[Fault]:
    """Check that a place has a role in an event once; the column `place` of events is `at`."""
    seen = {
        (row["id"], row["place"], "at"): f"events.csv, row {number}"
        for number, row in rows_of(events)
        if row["place"]
    }
    for number, row in rows_of(event_places):
        here = f"event_places.csv, row {number}"
        first = seen.setdefault((row["event"], row["place"], row["role"]), here)
        if first != here:
            wanted = f"another role, or no row: it stands already in {first}"
            yield Fault("event_places.csv", number, "role", row["role"], wanted)


def regions_hold_their_places(places: pd.DataFrame, pins: pd.DataFrame) -> Iterator[Fault]:
    """Check that a circle that a person drew for a region holds what the table puts inside it.

    Those of the geocoder are widened, as far as is needed, when the story is read.
    """
    circles = {
        row["place"]: (float(row["lon"]), float(row["lat"]), _number(row["radius_m"], default=0.0))
        for _, row in rows_of(pins)
        if all(re.fullmatch(schema.NUMBER, row[axis]) for axis in ("lon", "lat"))
    }
    parents = dict(zip(places["id"], places["within"], strict=True))
    for number, pin in rows_of(pins):
        if pin["precision"] != "region" or pin["boundary"] or pin["set_by"] != "person":
            continue
        name, reach_m = furthest_inside(pin["place"], parents=parents, circles=circles)
        if reach_m > _number(pin["radius_m"], default=0.0):
            wanted = (
                f"at least {math.ceil(reach_m)}, as far as {name}, which places.csv puts inside; "
                "or kind unlocatable in places.csv, and the region is not drawn"
            )
            yield Fault("pins.csv", number, "radius_m", pin["radius_m"], wanted)


def furthest_inside(
    region: str, *, parents: dict[str, str], circles: dict[str, tuple[float, float, float]]
) -> tuple[str, float]:
    """Return the place that reaches furthest inside a region, and how far from its middle.

    Parameters
    ----------
    region : str
        Id of a place.
    parents : dict of str to str
        For each place the one around it, or an empty text.
    circles : dict of str to tuple
        lon, lat in degrees and radius in metres of the places that are located.

    Returns
    -------
    tuple of str and float
        Its id and the distance in metres; an empty text and 0 where nothing lies inside.

    Examples
    --------
    >>> parents = {"edgware": "barnet", "barnet": "north", "north": ""}
    >>> circles = {"north": (0, 51, 9000), "barnet": (0, 51, 5000), "edgware": (0, 51.1, 1000)}
    >>> name, metres = furthest_inside("north", parents=parents, circles=circles)
    >>> name, round(metres, -2)
    ('edgware', 12100.0)
    """
    lon, lat, _ = circles.get(region, (math.nan, math.nan, 0.0))
    reach = {
        name: 1000 * distance_km(lon, lat, *where) + radius_m
        for name, (*where, radius_m) in circles.items()
        if region in circles and _lies_within(name, region, parents)
    }
    furthest = max(reach, key=lambda name: reach[name], default="")
    return furthest, reach.get(furthest, 0.0)


def _lies_within(name: str, region: str, parents: dict[str, str]) -> bool:
    """Return whether the way outwards from a place leads to a region."""
    seen = set[str]()
    while name and name not in seen:
        seen.add(name)
        name = parents.get(name, "")
        if name == region:
            return region not in seen
    return False


def redactions_hold(redactions: pd.DataFrame, *frames: pd.DataFrame) -> Iterator[Fault]:
    """Check that each redaction names a row and a column that are there, and what stands instead.

    The frames are those of `geo.story.vocabulary.REDACTABLE`, but for ``story``.
    """
    tables = {
        table: {row[_key(table)]: row for _, row in rows_of(frame)}
        for table, frame in zip(vocabulary.REDACTABLE[1:], frames, strict=True)
    }
    rows = list(rows_of(redactions))
    whole = {row["row"] for _, row in rows if row["table"] == "places" and not row["column"]}
    first_rows: dict[tuple[str, ...], int] = {}
    for number, row in rows:
        wants = _story_wants(row) if row["table"] == "story" else _row_wants(row, tables)
        for column, wanted in wants:
            yield Fault("redactions.csv", number, column, row[column], wanted)
        key = (row["table"], row["row"], row["column"])
        first = first_rows.setdefault(key, number)
        if first != number:
            wanted = f"each row and column once; it stands already in row {first}"
            yield Fault("redactions.csv", number, "row", row["row"], wanted)
        yield from _inside(number, row, tables["places"], whole)


def _key(table: str) -> str:
    return vocabulary.KEYS.get(table, ("id",))[0]


def _story_wants(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a redaction of ``story.toml``."""
    if row["row"]:
        yield "row", "nothing, as the table is story"
    if row["column"] and row["column"] not in vocabulary.MARKED_HEAD:
        yield "column", f"{vocabulary.listed(vocabulary.MARKED_HEAD)}; or nothing for the whole"
    elif not row["column"] and not row["until"]:
        yield "until", "the day on which the embargo of the whole story ends"
    elif not row["column"] and row["instead"]:
        yield "instead", "nothing, as the whole story is withheld"
    elif row["column"] == "title" and not row["instead"].strip():
        yield "instead", "the title that stands in its place"


def _row_wants(
    row: dict[str, str], tables: dict[str, dict[str, dict[str, str]]]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a redaction of a row, or of a cell."""
    table, name, column, instead = (row[key] for key in ("table", "row", "column", "instead"))
    if table not in tables:  # the schema refuses it already
        return
    if name not in tables[table]:
        yield "row", f"the {_key(table)} of a row in {table}.csv"
        return
    columns = schema.SCHEMAS[table].columns
    around = _around(name, tables["places"]) if table == "places" else []
    if not column:
        yield from _whole_row_wants(table, instead, around)
    elif column not in columns or column == _key(table):
        names = ", ".join(other for other in columns if other != _key(table))
        yield "column", f"one of: {names}; or nothing for the whole row"
    elif not columns[column].allows(instead):
        yield "instead", f"as in the column {column}: {columns[column].description}"


def _whole_row_wants(table: str, instead: str, around: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with what stands in the place of a whole row."""
    if table == "pins":
        yield "column", "a column of pins.csv; or the whole place, in the table places"
    elif table == "actors" and not instead:
        yield "instead", "what stands in place of the name, such as a resident"
    elif table == "places" and instead and instead not in around:
        names = vocabulary.listed(around) or "nothing, as none is named there"
        yield "instead", f"a place around it by the column within: {names}; or nothing"
    elif table not in ("actors", "places") and instead:
        yield "instead", "nothing, as the whole row is withheld; or a column"


def _around(name: str, places: dict[str, dict[str, str]]) -> list[str]:
    """Return the places around one, the nearest first."""
    around: list[str] = []
    while (name := places.get(name, {}).get("within", "")) and name not in around:
        around.append(name)
    return around


def _inside(
    number: int, row: dict[str, str], places: dict[str, dict[str, str]], whole: set[str]
) -> Iterator[Fault]:
    """Check that what lies in a withheld place is withheld, too, and what stands for it not."""
    if row["table"] != "places" or row["column"]:
        return
    for name in places:
        if name not in whole and row["row"] in _around(name, places):
            wanted = f"a row for {name}, too, which lies in it and would tell where it is"
            yield Fault("redactions.csv", number, "row", row["row"], wanted)
    if row["instead"] in whole:
        wanted = "a place that is not itself withheld"
        yield Fault("redactions.csv", number, "instead", row["instead"], wanted)


_DERIVED = ("not_before", "not_before_by")


def order_holds(events: pd.DataFrame, links: pd.DataFrame) -> Iterator[Fault]:
    """Check that nothing comes before itself, and that the dates allow the order.

    Parameters
    ----------
    events, links : pandas.DataFrame
        Tables as text, indexed by row number.
    """
    rows = pd.concat({"events": events, "links": links})[["id", "date", "after"]]
    after = dict(zip(rows["id"], rows["after"].map(split_ids), strict=True))
    dates = {
        name: parse_dates(date)
        for name, date in zip(rows["id"], rows["date"], strict=True)
        if is_date(date)
    }
    for (table, row), name, cell in zip(rows.index, rows["id"], rows["after"], strict=True):
        earlier = _all_before(name, after)
        if name in earlier:
            wanted = f"ids of what came before {name}, which comes before them by their own rows"
            yield Fault(f"{table}.csv", int(row), "after", cell, wanted)
            continue
        for other in split_ids(cell):
            if {name, other} <= dates.keys() and dates[name].latest < dates[other].earliest:
                wanted = f"something earlier: by their dates {name} was over before it"
                yield Fault(f"{table}.csv", int(row), "after", other, wanted)


def _all_before(name: str, after: Mapping[str, list[str]]) -> list[str]:
    """Return all that comes before something, over any number of steps, the nearest first."""
    earlier: list[str] = []
    wanted = list(after.get(name, ()))
    while wanted:
        other = wanted.pop(0)
        if other not in earlier:
            earlier.append(other)
            wanted += after.get(other, ())
    return earlier


def with_not_before(
    events: gpd.GeoDataFrame, links: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return events and links with the first day that what came before allows each of them.

    Parameters
    ----------
    events, links : geopandas.GeoDataFrame
        With earliest and after.

    Returns
    -------
    tuple of geopandas.GeoDataFrame
        With not_before (datetime64[s]; NaT where nothing before it has a first day, or its own
        date begins no earlier) and not_before_by (ids of what sets that day).
    """
    both = pd.concat([events[["after", "earliest"]], links[["after", "earliest"]]])
    names = list(map(str, both.index))
    after = dict(zip(names, both["after"].map(split_ids), strict=True))
    first = dict(zip(names, both["earliest"].to_numpy("datetime64[s]"), strict=True))
    days = {name: _not_before(name, after, first) for name in names}
    return _with_days(events, days), _with_days(links, days)


def _not_before(
    name: str, after: Mapping[str, list[str]], first: Mapping[str, np.datetime64]
) -> tuple[np.datetime64, str]:
    """Return the first day that the order allows, and what sets it."""
    known = {other: first[other] for other in _all_before(name, after) if other in first}
    known = {other: day for other, day in known.items() if not np.isnat(day)}
    day = max(known.values(), default=np.datetime64("NaT", "s"))
    if np.isnat(day) or first[name] >= day:
        return np.datetime64("NaT", "s"), ""
    return day, SEPARATOR.join(other for other, its_day in known.items() if its_day == day)


def _with_days(
    frame: gpd.GeoDataFrame, days: Mapping[str, tuple[np.datetime64, str]]
) -> gpd.GeoDataFrame:
    own = [days[str(name)] for name in frame.index]
    columns = [name for name in frame.columns if name not in _DERIVED]
    at = columns.index("latest") + 1
    made = frame.assign(
        not_before=np.array([day for day, _ in own], dtype="datetime64[s]"),
        not_before_by=pd.Series([by for _, by in own], index=frame.index, dtype="str"),
    )
    return made[[*columns[:at], *_DERIVED, *columns[at:]]]
