"""Rules between events, links, places, claims and figures of a story.

Each takes the tables it names, as text, and yields a fault for each row that breaks it; the rules
within one table stand in `geo.story.rules`.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from geo.errors import Fault
from geo.evidence import split_ids
from geo.geodesy import distance_km
from geo.story import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[tuple[int, dict[str, str]]]:
    """Go through a table, row number and cells."""
    columns = list(frame.columns)
    for number, *cells in frame.itertuples(name=None):
        yield number, dict(zip(columns, cells, strict=True))


def tables_are_cited_by_cells(claims: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Fault]:
    """Check that all claims of a source name a column, as of a table, or none of them does."""
    sheets = {row["id"] for _, row in rows_of(sources) if row["sheet"]}
    tables = sheets | set(claims.loc[claims["column"] != "", "source"])
    for number, row in rows_of(claims):
        if row["source"] in tables and not row["column"]:
            wanted = f"a column, as {row['source']} is a table by its other claims or its sheet"
            yield Fault("claims.csv", number, "column", "", wanted)


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
