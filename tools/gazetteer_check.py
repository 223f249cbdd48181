"""The gazetteer read back: every place, name and outline, as it stands in the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.gazetteer.outlines import build_outline
from tools.gazetteer_outlines import PER_DEGREE, is_near
from tools.gazetteer_rows import FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import shapely


_TYPES = {pa.string(): pd.ArrowDtype(pa.string())}
_KINDS = ("site", "suburb", "borough", "city", "region", "province", "country")
_FIRST_LEVEL = "ADM1"
_LETTER = r"[\pL\pN]"


def find_faults(data: Path) -> list[str]:
    """Read the gazetteer's files back, and list what no caller could use.

    Parameters
    ----------
    data : pathlib.Path
        Folder with ``places.parquet``, ``names.parquet`` and ``boundaries.parquet``.

    Returns
    -------
    list of str
        One line a fault, with the row's id; empty when all is sound: ids are unique and sorted,
        names not empty, points on the map and not at 0, 0, kinds known, radii positive, areas
        around a place known, every place has its main name, every name a place, and every outline
        that a place names is there, valid, not empty, and near its point.
    """
    places, names = (
        pq.read_table(data / f"{table}.parquet").to_pandas(types_mapper=_TYPES.get)
        for table in ("places", "names")
    )
    return [
        *_place_faults(places),
        *_name_faults(names, places),
        *_outline_faults(data / "boundaries.parquet", places),
    ]


def _place_faults(places: pd.DataFrame) -> Iterator[str]:
    lon, lat = places["lon"] / PER_DEGREE, places["lat"] / PER_DEGREE
    provinces = set(places.loc[places["feature"] == _FIRST_LEVEL, "admin1_code"])
    inside = places["admin1_code"].str.partition(".")[0]
    wrong = {
        "the id stands there twice": places["id"].duplicated(),
        "the id is not in order": places["id"] < places["id"].shift(fill_value=""),
        "no provider in the id": ~places["id"].str.match(r"[a-z]+:.+"),
        "no name": ~places["name"].str.contains(_LETTER),
        "the point is not on the map": ~(lon.abs().le(180) & lat.abs().le(90)),
        "the point is at 0, 0": (lon == 0) & (lat == 0),
        "no such kind": ~places["kind"].isin(_KINDS),
        "the country is no code": ~places["country"].str.fullmatch("[A-Z]{2}|"),
        "no radius": places["radius_m"] <= 0,
        "people are negative": places["population"] < 0,
        "the area around it is in another country": (inside != "") & (inside != places["country"]),
        "the area around it has no place": (inside != "")
        & ~places["admin1_code"].isin(provinces)
        & (places["admin1"] == ""),
    }
    for fault, rows in wrong.items():
        yield from (f"{place}: {fault}" for place in places.loc[rows, "id"])


def _name_faults(names: pd.DataFrame, places: pd.DataFrame) -> Iterator[str]:
    there = names["place"].between(0, len(places) - 1)
    yield from (f"name {name!r}: no such place" for name in names.loc[~there, "name"])
    empty = ~names["name"].str.contains(_LETTER)
    yield from (f"{places['id'][row]}: an empty name" for row in names.loc[empty, "place"])
    known = set(FLAGS)
    unknown = names.loc[~names["flag"].isin(known), "name"]
    yield from (f"name {name!r}: no such flag" for name in unknown)
    main = np.isin(np.arange(len(places)), names.loc[names["flag"] == "main", "place"])
    yield from (f"{place}: not called by its main name" for place in places.loc[~main, "id"])


def _outline_faults(path: Path, places: pd.DataFrame) -> Iterator[str]:
    outlines: dict[str, shapely.Geometry | None] = {}
    for batch in pq.ParquetFile(path).iter_batches(64):
        for row in batch.to_pylist():
            key = row["id"]
            if key in outlines:
                yield f"{key}: the outline stands there twice"
            if not row["area_km2"] > 0:
                yield f"{key}: the outline has no area"
            outlines[key] = None
            try:
                outlines[key] = build_outline({name: [cell] for name, cell in row.items()})
            except (ValueError, TypeError) as error:
                yield f"{key}: no outline that can be read: {error}"
    if list(outlines) != sorted(outlines):
        yield "outlines: not in the order of their ids"
    yield from _far_from_outline(places[places["boundary"] != ""], outlines)


def _far_from_outline(
    places: pd.DataFrame, outlines: dict[str, shapely.Geometry | None]
) -> Iterator[str]:
    lons, lats = places["lon"].to_numpy() / PER_DEGREE, places["lat"].to_numpy() / PER_DEGREE
    for place, key, lon, lat in zip(places["id"], places["boundary"], lons, lats, strict=True):
        if key not in outlines:
            yield f"{place}: no outline has the id {key!r}"
            continue
        outline = outlines[key]
        if outline is not None and not is_near(outline, float(lon), float(lat)):
            yield f"{place}: the point is not near its outline {key}"
    spare = set(outlines) - set(places["boundary"])
    yield from (f"{key}: no place has this outline" for key in sorted(spare))
