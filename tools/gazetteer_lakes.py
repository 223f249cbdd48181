"""Lakes and reservoirs out of Natural Earth (1:10m), with their outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from tools.gazetteer_outlines import read_shapes
from tools.gazetteer_rows import ALTERNATE, EXONYM, MAIN, Row

if TYPE_CHECKING:
    from tools.gazetteer_outlines import Outlines
    from tools.gazetteer_sources import Sources


def add_lakes(rows: dict[str, Row], outlines: Outlines, sources: Sources) -> Outlines:
    """Add the lakes that have a name; one that lies in one country has its code.

    Parameters
    ----------
    rows : dict of str to Row
        All places so far; changed in place.
    outlines : dict of str to shapely geometry
        Outlines of the countries, by boundary id.
    sources : Sources
        The packages.

    Returns
    -------
    dict of str to shapely geometry
        Outlines of the lakes, by boundary id.
    """
    lands = [row for row in rows.values() if row.kind == "country" and row.boundary in outlines]
    tree = shapely.STRtree([outlines[land.boundary] for land in lands])
    made: Outlines = {}
    for lake in read_shapes(sources, "lakes").to_dict("records"):
        key, words = f"ne:{lake['ne_id']}", {c: w for c, w in lake.items() if isinstance(w, str)}
        if "name" not in words or key in rows:
            continue
        made[key] = shapely.make_valid(lake["geometry"])
        around = {lands[number].country for number in tree.query(made[key], "intersects")}
        rows[key] = _lake(key, words, made[key])
        rows[key].country = around.pop() if len(around) == 1 else ""
    return made


def _lake(key: str, words: dict[str, str], outline: shapely.Geometry) -> Row:
    spot = shapely.point_on_surface(outline)
    feature = "RSV" if words["featurecla"] == "Reservoir" else "LK"
    name = words["name"]
    row = Row(key, name, round(spot.x, 5), round(spot.y, 5), "region", feature, boundary=key)
    row.call(name, MAIN)
    row.call(words.get("name_alt"), ALTERNATE)
    # In every language the source leaves the word for a lake out: Huron, Titicaca.
    if english := words.get("name_en"):
        row.call(english if "Lake" in english else f"Lake {english}", EXONYM)
    return row
