"""What no package has, made by hand: places, and which places are disputed; each with a source."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import shapely

from tools.gazetteer_outlines import Outlines, join
from tools.gazetteer_rows import ALTERNATE, MAIN, Row

if TYPE_CHECKING:
    from pathlib import Path


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
    """Say of the rows in ``disputed.csv`` whether countries dispute whose they are.

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
