"""What no package has, made by hand: places, names, and what is disputed; each with a source."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import shapely

from tools.gazetteer_outlines import Outlines, join
from tools.gazetteer_rows import ALTERNATE, EXONYM, FLAGS, MAIN, Row

if TYPE_CHECKING:
    from pathlib import Path

# Kinds of place that share the lot of the area around them.
_INSIDE = ("city", "suburb", "borough", "region", "site")


def add_supplement(rows: dict[str, Row], outlines: Outlines, path: Path) -> Outlines:
    """Add the rows of ``supplement.csv``; give back the outlines made of others.

    Raises
    ------
    ValueError
        When an id is taken, a source is missing, or ``boundary_of`` names a row without outline.
    """
    made: Outlines = {}
    with path.open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            if cells["id"] in rows or not cells["source"] or not cells["precision"]:
                raise ValueError(f"{path.name}: {cells['id']} is taken, or has no source")
            row = _read(cells)
            parts = [part for part in cells["boundary_of"].split("; ") if part]
            if parts:
                made[row.id] = join(outlines[rows[part].boundary] for part in parts)
                row.boundary = row.id
                spot = shapely.point_on_surface(made[row.id])
                row.lon, row.lat = round(spot.x, 5), round(spot.y, 5)
            rows[row.id] = row
    return made


def mark_disputed(rows: dict[str, Row], path: Path) -> None:
    """Mark the rows in ``disputed.csv``: whether countries dispute whose they are.

    Raises
    ------
    ValueError
        When an id has no row, the row has another name, or a source is missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            row = rows.get(cells["id"])
            if row is None or row.name != cells["name"] or not cells["source"]:
                raise ValueError(f"{path.name}: no {cells['id']} {cells['name']}, or no source")
            row.disputed = cells["disputed"] == "yes"


def mark_inside(rows: dict[str, Row], outlines: Outlines) -> None:
    """Call a place disputed that lies inside a disputed one: Sevastopol, Hebron, Laayoune."""
    disputed = [row.boundary for row in rows.values() if row.disputed and row.boundary]
    inside = [row for row in rows.values() if row.kind in _INSIDE and not row.disputed]
    tree = shapely.STRtree(shapely.points([(row.lon, row.lat) for row in inside]))
    areas = [outlines[key] for key in sorted(set(disputed))]
    for number in np.unique(tree.query(areas, "contains")[1]):
        inside[number].disputed = True


def add_regions(rows: dict[str, Row], path: Path, admin1: dict[str, str]) -> None:
    """Add the rows of ``regions.csv``; one whose id is there already only tells how far it reaches.

    Parameters
    ----------
    rows : dict of str to Row
        All places so far; changed in place.
    path : pathlib.Path
        The table.
    admin1 : dict of str to str
        Names by GeoNames' admin-1 code.

    Raises
    ------
    ValueError
        When a source or a radius is missing, or a GeoNames id has no row.
    """
    with path.open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            known, radius_m = rows.get(cells["id"]), round(float(cells["radius_km"]) * 1_000)
            if not cells["source"] or (known is None) != cells["id"].startswith("geo:"):
                raise ValueError(f"{path.name}: {cells['id']} is taken, not there or has no source")
            if known is not None:
                known.radius_m = radius_m
                continue
            row = Row(cells["id"], cells["name"], float(cells["lon"]), float(cells["lat"]),
                      cells["kind"], cells["feature"], cells["country"], radius_m=radius_m,
                      disputed=cells["disputed"] == "yes")  # fmt: skip
            row.population = int(cells["population"] or 0)
            row.admin1_code, row.admin1 = cells["admin1_code"], admin1.get(cells["admin1_code"], "")
            row.call(row.name, MAIN)
            for name in cells["aliases"].split("; "):
                row.call(name, EXONYM)
            rows[row.id] = row


def add_names(rows: dict[str, Row], path: Path) -> None:
    """Add the names of ``other_names.csv``: here a person said what a name is, and that counts.

    Raises
    ------
    ValueError
        When an id has no row, the row has another name, a flag is none, or a source is missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            row = rows.get(cells["id"])
            if row is None or row.name != cells["place"] or not cells["source"]:
                raise ValueError(f"{path.name}: no {cells['id']} {cells['place']}, or no source")
            if cells["flag"] not in FLAGS:
                raise ValueError(f"{path.name}: {cells['name']} is said to be {cells['flag']!r}")
            row.rename(cells["name"], cells["flag"])


def _read(cells: dict[str, str]) -> Row:
    row = Row(
        id=cells["id"],
        name=cells["name"],
        lon=float(cells["lon"] or "nan"),
        lat=float(cells["lat"] or "nan"),
        kind=cells["kind"],
        feature=cells["feature"],
        country=cells["country"],
        admin1=cells["admin1"],
        admin1_code=cells["admin1_code"],
        admin2=cells["admin2"],
        population=int(cells["population"] or 0),
        radius_m=int(cells["radius_m"] or 0),
        disputed=cells["disputed"] == "yes",
    )
    row.call(row.name, MAIN)
    for name in cells["aliases"].split("; "):
        row.call(name, ALTERNATE)
    return row
