"""Find and read the columns that hold coordinates, whatever they are called and look like."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import EventsError
from geo.geocoding.coordinates import read_coordinates
from geo.tables.grid import is_nothing, stated
from geo.tables.schemas import rank_of, words_of, words_of_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

_TRIED = 200
_MOST_LAT, _MOST_LON = 90.0, 180.0
_E7 = 1e7
_MOSTLY = 0.8
_NUMBER = re.compile(r"[+\-]?[0-9]+(?:[.,][0-9]+)?")
_FOUR = re.compile(r"([+\-]?[0-9.]+) ([+\-]?[0-9.]+) [+\-]?[0-9.]+ [+\-]?[0-9.]+")  # ODK's geopoint
_SHAPE = re.compile(
    r"(?:SRID=4326;\s*)?(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*Z?\s*\(",
    re.IGNORECASE,
)
NOTHING = "no coordinates"


@dataclass(frozen=True)
class Chosen:
    """Columns that hold the coordinates: two of numbers, or one of both.

    Parameters
    ----------
    columns : tuple of str
        Longitude and latitude, or the one column.
    note : str
        What is to be said of how they are read.
    """

    columns: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Read:
    """The place of each row, as far as coordinates tell it.

    Parameters
    ----------
    shapes : numpy.ndarray
        Geometries in lon, lat degrees; None where there are none.
    faults : numpy.ndarray of str
        Why a row has none; `NOTHING` where nothing stands there.
    notes : list of str
        What is to be said of it.
    """

    shapes: NDArray[np.object_]
    faults: NDArray[np.object_]
    notes: list[str] = field(default_factory=list)


def find_coordinates(frame: pd.DataFrame) -> Chosen | None:
    """Choose the columns with coordinates by their names and values; None where there are none.

    Raises
    ------
    EventsError
        When several fit equally: with their names and the options that settle it.

    Examples
    --------
    >>> import pandas as pd
    >>> find_coordinates(pd.DataFrame({"Lat": ["24,86"], "Long": ["67,01"], "n": [1]})).columns
    ('Long', 'Lat')
    """
    pairs = [pair for pair in _pairs(frame) if _holds_degrees(frame, pair)]
    if len(pairs) > 1:
        bare = [pair for pair in pairs if all(len(words_of_name(name)) == 1 for name in pair)]
        pairs = bare if len(bare) == 1 else pairs
    if len(pairs) > 1:
        listed = "; ".join(f"{lon!r} with {lat!r}" for lon, lat in pairs)
        raise EventsError(
            f"coordinates: found {len(pairs)} pairs of columns: {listed}; which of them is meant? "
            f"give --lon and --lat (lon=…, lat=…)"
        )
    if pairs:
        return Chosen(pairs[0])
    singles = [str(name) for name in frame.columns if _holds_points(frame[name])]
    if len(singles) > 1:
        ranked = sorted((_name_rank(name), name) for name in singles)
        if ranked[0][0] == ranked[1][0]:
            raise EventsError(
                f"coordinates: found them in {', '.join(map(repr, singles))}; which of these is "
                "meant? give --lon with its name (lon=…)"
            )
        singles = [ranked[0][1]]
    return Chosen((singles[0],)) if singles else None


def _name_rank(name: str) -> int:
    rank = rank_of(name, "point")
    return len(words_of("point")) * 2 if rank is None else rank


def _pairs(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Return columns whose names differ in the words for longitude and latitude alone."""
    names = [str(name) for name in frame.columns]
    sides: dict[str, dict[tuple[str, ...], str]] = {}
    for axis in ("lon", "lat"):
        entries = {entry[0] for entry in words_of(axis)}
        for name in names:
            words = words_of_name(name)
            at = next((n for n, word in enumerate(words) if word in entries), None)
            if at is not None:
                sides.setdefault(axis, {}).setdefault(words[:at] + words[at + 1 :], name)
    lons, lats = sides.get("lon", {}), sides.get("lat", {})
    pairs = [(lons[rest], lats[rest]) for rest in lons if rest in lats]
    folded = {name.casefold(): name for name in names}
    if not pairs and {"x", "y"} <= folded.keys():
        pairs = [(folded["x"], folded["y"])]
    if not pairs and len(lons) == len(lats) == 1 and "long" not in words_of_name(*lons.values()):
        pairs = [(next(iter(lons.values())), next(iter(lats.values())))]
    return [(lon, lat) for lon, lat in pairs if lon != lat]


def _holds_degrees(frame: pd.DataFrame, pair: tuple[str, str]) -> bool:
    """Return whether most of what stands in two columns are numbers."""
    for name in pair:
        known = stated(frame[name])[:_TRIED]
        numbers = [cell for cell in known if _degree(cell) is not None]
        if not known or 2 * len(numbers) <= len(known):
            return False
    return True


def _holds_points(column: pd.Series[Any]) -> bool:
    known = stated(column)[:_TRIED]
    if not known or not all(isinstance(cell, (str, list, dict, bytes)) for cell in known):
        return False
    fitting = sum(_point(cell)[0] is not None or bool(_point(cell)[1]) for cell in known)
    return fitting >= _MOSTLY * len(known)


def _degree(cell: object) -> float | None:
    """Return one coordinate in degrees; None if it is none."""
    if isinstance(cell, (int, float, np.number)) and not isinstance(cell, bool):
        return float(cell)
    text = str(cell).strip().replace("−", "-").rstrip("°")
    if _NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    point = read_coordinates(f"{text} 0°0'E") or read_coordinates(f"0°0'N {text}")
    if point is None:
        return None
    return point.lat or point.lon


def _point(cell: Any, *, lon_first: bool = False) -> tuple[Any, str]:  # noqa: ANN401
    """Return the geometry of a cell and an empty text, or None and what is wrong with it."""
    try:
        shape = _shape(cell)
    except (ValueError, TypeError, IndexError, shapely.GEOSException):
        return None, ""
    if shape is not None:
        fault = _fault(shape.x, shape.y) if shape.geom_type == "Point" else ""
        return (None, fault) if fault else (shape, "")
    text = str(cell).strip()
    four = _FOUR.fullmatch(text)
    point = read_coordinates(f"{four[1]}, {four[2]}" if four else text)
    if point is None:
        return None, ""
    lon, lat = (point.lat, point.lon) if lon_first else (point.lon, point.lat)
    fault = _fault(lon, lat)
    return (None, fault) if fault else (shapely.Point(lon, lat), "")


def _shape(cell: Any) -> Any:  # noqa: ANN401
    """Return the geometry of WKB, WKT, GeoJSON or a pair of numbers; None if it is none of them."""
    if isinstance(cell, bytes):
        return shapely.from_wkb(cell)
    if isinstance(cell, (dict, list)):
        return _of_json(cell)
    text = str(cell).strip()
    if _SHAPE.match(text):
        return shapely.from_wkt(text.partition(";")[2] or text)
    return _of_json(json.loads(text)) if text.startswith("{") and "coordinates" in text else None


def _of_json(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return shapely.from_geojson(json.dumps(value))
    lat, lon = (float(number) for number in value[:2])  # as KoBo writes _geolocation
    return shapely.Point(lon, lat)


def is_null_island(shape: Any) -> bool:  # noqa: ANN401
    """Return whether a shape is the point at 0, 0, which missing coordinates look like."""
    return shape.geom_type == "Point" and not shape.is_empty and shape.x == 0 and shape.y == 0


def _fault(lon: float, lat: float) -> str:
    if lon == 0 and lat == 0:
        return "0, 0 is what missing coordinates look like"
    if abs(lat) > _MOST_LAT:
        guess = " (axes swapped?)" if abs(lat) <= _MOST_LON and abs(lon) <= _MOST_LAT else ""
        return f"latitude {lat:g} is not between -90 and 90{guess}"
    if abs(lon) > _MOST_LON:
        return f"longitude {lon:g} is not between -180 and 180"
    return ""


def read_columns(frame: pd.DataFrame, chosen: Chosen) -> Read:
    """Read the coordinates of each row.

    Raises
    ------
    EventsError
        When hardly any row of the columns holds degrees.
    """
    if len(chosen.columns) == 1:
        return _of_points(frame[chosen.columns[0]], chosen.columns[0])
    lon, lat = (_degrees(frame[name]) for name in chosen.columns)
    named = [str(name) for name in chosen.columns]
    notes = []
    if all("e7" in words_of_name(name)[-1] for name in named):
        lon, lat = lon / _E7, lat / _E7
    known = np.isfinite(lon) & np.isfinite(lat)
    far, near = np.abs(lat) > _MOST_LAT, np.abs(lon) <= _MOST_LAT
    if known.any() and 2 * (far & near)[known].sum() > known.sum() and near[known].all():
        lon, lat = lat, lon
        notes.append(f"{named[1]!r} goes beyond 90 degrees, so that the two columns are swapped")
    faults = np.full(len(frame), "", dtype=object)
    for row in np.flatnonzero(known):
        faults[row] = _fault(lon[row], lat[row])
    for row in np.flatnonzero(~known):
        cells = [frame[name].iloc[row] for name in chosen.columns]
        broken = [cell for cell in cells if not is_nothing(cell) and _degree(cell) is None]
        faults[row] = f"{str(broken[0])[:40]!r} is no coordinate" if broken else NOTHING
    _require_degrees(known, named, np.abs(lon), np.abs(lat))
    shapes = np.full(len(frame), None, dtype=object)
    fine = faults == ""
    shapes[fine] = shapely.points(lon[fine], lat[fine])
    return Read(shapes, faults, notes)


def _degrees(column: pd.Series[Any]) -> NDArray[np.float64]:
    values = [None if is_nothing(cell) else _degree(cell) for cell in column]
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _require_degrees(
    known: NDArray[np.bool_],
    named: Sequence[str],
    *sizes: NDArray[np.float64],
) -> None:
    """Refuse two columns of which most rows are far from any degrees, as metres of a grid are."""
    large = np.maximum(*sizes)[known]
    if len(large) and np.median(large) > 2 * _MOST_LON:
        example = f"{large[0]:g}"
        raise EventsError(
            f"columns {named[0]!r} and {named[1]!r}: found {example}, wanted degrees (EPSG:4326); "
            "turn them from your map's grid into lon and lat, or name others with --lon and --lat"
        )


def _of_points(column: pd.Series[Any], name: str) -> Read:
    joined = " ".join(words_of_name(name))
    lon_first = any(" ".join(entry) in joined for entry in words_of("lon_first"))
    shapes = np.full(len(column), None, dtype=object)
    faults = np.full(len(column), "", dtype=object)
    swapped = 0
    for row, cell in enumerate(column):
        if is_nothing(cell):
            faults[row] = NOTHING
            continue
        shapes[row], faults[row] = _point(cell, lon_first=lon_first)
        swapped += "axes swapped?" in faults[row]
        if shapes[row] is None and not faults[row]:
            faults[row] = f"{str(cell)[:40]!r} is no point"
    stated = sum(fault != NOTHING for fault in faults)
    notes = [f"{name!r} is read as lon, lat"] if lon_first else []
    if not lon_first and swapped and 2 * swapped > stated:
        turned = _of_points(column.rename("lonlat"), "lonlat")
        notes = [f"{name!r} holds lon, lat: its first numbers go beyond 90"]
        return Read(turned.shapes, turned.faults, notes)
    return Read(shapes, faults, notes)


def far_from_hints(read: Read, areas: Sequence[Any], *, what: str) -> Read:
    """Compare points with the areas that their rows name; turn round or take out what is swapped.

    Parameters
    ----------
    read : Read
        The points.
    areas : sequence of shapely.Geometry or None
        For each row the country or place that it names, in degrees.
    what : str
        The column that names them.

    Returns
    -------
    Read
        All points turned round, if nearly all lie in their areas only then; else those rows without
        a point that do so.
    """
    rows = [
        row
        for row, (shape, area) in enumerate(zip(read.shapes, areas, strict=True))
        if shape is not None and area is not None and shape.geom_type == "Point"
    ]
    if not rows:
        return read
    located = np.array([read.shapes[row] for row in rows], dtype=object)
    about = np.array([areas[row] for row in rows], dtype=object)
    turned = shapely.points(shapely.get_y(located), shapely.get_x(located))
    fits = shapely.distance(located, about) <= 1
    only_turned = ~fits & (shapely.distance(turned, about) <= 1)
    only_turned &= np.abs(shapely.get_y(turned)) <= _MOST_LAT
    shapes, faults, notes = read.shapes.copy(), read.faults.copy(), list(read.notes)
    if only_turned.sum() >= _MOSTLY * len(rows):
        points = [row for row, shape in enumerate(shapes) if shape is not None]
        for row in points:
            shapes[row] = shapely.Point(shapes[row].y, shapes[row].x)
        notes.append(f"latitude and longitude are swapped: only so do they lie in {what!r}")
    else:
        for row in np.array(rows)[only_turned]:
            shapes[row] = None
            faults[row] = f"latitude and longitude seem swapped: only so it lies in its {what}"
    return Read(shapes, faults, notes)


def as_series(read: Read, index: pd.Index[Any]) -> gpd.GeoSeries:
    """Return the shapes as a column in EPSG:4326."""
    return gpd.GeoSeries(read.shapes, index=index, crs="EPSG:4326")
