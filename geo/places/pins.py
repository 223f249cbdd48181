"""The pins of a story: the geocoder's answers, kept like a lock file."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas
import pandas as pd

from geo.errors import GeocodeError
from geo.files import write_whole
from geo.places.gazetteer import Gazetteer, Place, embedded
from geo.places.hints import Area, Hints, read_country, read_kind
from geo.places.resolve import OK, Answer, resolve
from geo.places.shapes import draw

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

COLUMNS = (
    "place", "lon", "lat", "precision", "radius_m", "boundary", "provider", "provider_id",
    "gazetteer", "query", "matched", "confidence", "reason", "refused", "set_by",
)  # fmt: skip
NUMBERS = ("lon", "lat", "radius_m", "confidence")
UNLOCATABLE = "unlocatable"
_NEEDED = ("name", "kind", "within", "query", "country")
# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class _Pinned:
    """A place's answer, and what it is drawn as."""

    answer: Answer
    precision: str

    @property
    def located(self) -> Place | None:
        return None if self.precision == UNLOCATABLE else self.answer.place


def answer_pins(places: pd.DataFrame, *, gazetteer: Gazetteer | None = None) -> pd.DataFrame:
    """Answer a story's places: where each one is, why, and who lost.

    Parameters
    ----------
    places : DataFrame
        A story's places with the columns name, kind, within (id of another row, or empty), query
        (asked instead of the name when filled), country (ISO code, or empty); the ids in a column
        ``id`` or in the index.
    gazetteer : Gazetteer, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    DataFrame
        One row a place, in the order of `places`, with the columns of ``pins.csv``: place; lon,
        lat (degrees); precision; radius_m (metres); boundary; provider, provider_id, gazetteer
        (its version), query, matched, confidence (0 to 1), reason, refused, set_by
        (``geocoder``). What can't be located has the precision ``unlocatable``, no coordinates,
        and a reason that begins with ``not located:``. An unsure answer is not located: it
        becomes no dot on a map.

    Raises
    ------
    GeocodeError
        When a column is missing, a kind or a country is not known, a place lies within a row
        that is not there, or places lie within each other in a circle.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("edgware", "Edgware", "suburb", "london"), ("london", "London", "city", "")]
    >>> places = pd.DataFrame(rows, columns=["id", "name", "kind", "within"])
    >>> places = places.assign(query="", country="GB")
    >>> answer_pins(places)[["place", "precision", "provider_id"]]
         place precision       provider_id
    0  edgware    suburb  geonames:2650228
    1   london      city  geonames:2643743
    """
    used = embedded() if gazetteer is None else gazetteer
    rows = _read_places(places)
    pinned: dict[str, _Pinned] = {}
    for key in rows:
        _pin(key, rows, pinned, used, chain=())
    table = [_row(key, pinned[key], used.version) for key in rows]
    return _typed(pd.DataFrame(table, columns=list(COLUMNS)))


def _read_places(places: pd.DataFrame) -> dict[str, Mapping[str, str]]:
    frame = places if "id" in places.columns else places.rename_axis("id").reset_index()
    missing = [column for column in _NEEDED if column not in frame.columns]
    if missing:
        raise GeocodeError(f"places: the column {missing[0]} is missing, wanted {_NEEDED}")
    filled = frame[["id", *_NEEDED]].astype("object").fillna("").astype(str)
    twice = filled.loc[filled["id"].duplicated(), "id"]
    if len(twice):
        raise GeocodeError(f"places: the id {twice.iloc[0]!r} stands there twice")
    return {
        row["id"]: {str(column): str(cell) for column, cell in row.items()}
        for row in filled.to_dict("records")
    }


def _pin(
    key: str,
    rows: dict[str, Mapping[str, str]],
    pinned: dict[str, _Pinned],
    gazetteer: Gazetteer,
    chain: tuple[str, ...],
) -> None:
    """Pin one place after what contains it."""
    if key in pinned:
        return
    if key in chain:
        raise GeocodeError(f"places: within goes in a circle: {' → '.join([*chain, key])}")
    if key not in rows:
        raise GeocodeError(f"places: {chain[-1]} lies within {key!r}, which is no row")
    row = rows[key]
    if row["within"]:
        _pin(row["within"], rows, pinned, gazetteer, (*chain, key))
    pinned[key] = _answer(row, _container(row, rows, pinned), gazetteer)


def _container(
    row: Mapping[str, str], rows: dict[str, Mapping[str, str]], pinned: dict[str, _Pinned]
) -> Place | None:
    """Find the nearest containing place that could be located."""
    while row["within"]:
        place = pinned[row["within"]].located
        if place is not None:
            return place
        row = rows[row["within"]]
    return None


def _answer(row: Mapping[str, str], container: Place | None, gazetteer: Gazetteer) -> _Pinned:
    query = row["query"] or row["name"]
    if row["kind"] == UNLOCATABLE:
        return _Pinned(
            Answer(query, "", "not located: the story says that it can't be"), UNLOCATABLE
        )
    hints = Hints(
        kind=read_kind(row["kind"]),
        country=read_country(gazetteer, row["country"]),
        within=None if container is None else Area(container, gazetteer),
    )
    answer = resolve(gazetteer, query, hints)
    if answer.status != OK or answer.place is None:
        reason = f"not located: {answer.reason}"
        others = [answer.place.address] if answer.place else []
        refused = "; ".join(
            [*(f"{name} (unsure)" for name in others), *filter(None, [answer.refused])]
        )
        return _Pinned(Answer(query, answer.status, reason, refused=refused), UNLOCATABLE)
    return _Pinned(answer, answer.place.kind)


def _row(key: str, pinned: _Pinned, version: str) -> dict[str, Any]:
    answer, place = pinned.answer, pinned.located
    row: dict[str, Any] = {
        "place": key,
        "precision": pinned.precision,
        "gazetteer": version,
        "query": answer.query,
        "reason": answer.reason,
        "refused": answer.refused,
        "set_by": "geocoder",
    }
    if place is not None:
        row |= {
            "lon": place.lon,
            "lat": place.lat,
            "radius_m": place.radius_m,
            "boundary": place.boundary,
            "provider": place.id.split(":")[0],
            "provider_id": place.id,
            "matched": place.name,
            "confidence": answer.confidence,
        }
    return row


def _typed(pins: pd.DataFrame) -> pd.DataFrame:
    """Give numbers as float and everything else as text, empty where there is nothing."""
    numbers = {name: pd.to_numeric(pins[name]).astype("float64") for name in NUMBERS}
    text = {n: pins[n].astype("object").fillna("").astype(str) for n in COLUMNS if n not in NUMBERS}
    return pd.DataFrame({name: (numbers | text)[name] for name in COLUMNS}, index=pins.index)


def pin_geometry(pins: pd.DataFrame, *, gazetteer: Gazetteer | None = None) -> geopandas.GeoSeries:
    """Draw pins by their precision.

    Parameters
    ----------
    pins : DataFrame
        With lon, lat (degrees), precision, radius_m (metres) and boundary.
    gazetteer : Gazetteer, optional
        Where the outlines are; the embedded one if left out.

    Returns
    -------
    GeoSeries
        With the index of `pins`, EPSG:4326: a point for site and street; a circle of 64 corners
        for suburb and city; the outline for borough, region, province and country, or a circle
        where there is none; None for ``unlocatable``.

    Raises
    ------
    GazetteerError
        When no outline has a pin's boundary id.

    Examples
    --------
    >>> import pandas as pd
    >>> pin = {"lon": 67.0, "lat": 24.9, "precision": "city", "radius_m": 100, "boundary": ""}
    >>> pin_geometry(pd.DataFrame([pin], index=["karachi"])).geom_type["karachi"]
    'Polygon'
    """
    used = embedded() if gazetteer is None else gazetteer
    wanted = ["lon", "lat", "precision", "radius_m", "boundary"]
    missing = [column for column in wanted if column not in pins.columns]
    if missing:
        raise GeocodeError(f"pins: the column {missing[0]} is missing, wanted {wanted}")
    shapes = []
    for lon, lat, precision, radius_m, boundary in pins[wanted].itertuples(index=False):
        nowhere = precision == UNLOCATABLE or math.isnan(lon) or math.isnan(lat)
        outline = boundary if isinstance(boundary, str) else ""
        shapes.append(None if nowhere else draw(used, lon, lat, precision, radius_m, outline))
    return geopandas.GeoSeries(shapes, index=pins.index, crs="EPSG:4326")


def read_pins(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read ``pins.csv``; a file that is not there yet has no rows.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    DataFrame
        The columns of ``pins.csv``; lon, lat, radius_m and confidence as float (NaN where
        empty), the others as text.

    Raises
    ------
    GeocodeError
        When a column is missing or a number is none.
    """
    file = Path(path)
    if not file.exists():
        return _typed(pd.DataFrame(columns=list(COLUMNS)))
    pins = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8")
    missing = [column for column in COLUMNS if column not in pins.columns]
    if missing:
        raise GeocodeError(f"{file.name}: the column {missing[0]} is missing")
    try:
        return _typed(pins.replace("", None))
    except ValueError as error:
        raise GeocodeError(f"{file.name}: {error}; {', '.join(NUMBERS)} are numbers") from error


def write_pins(pins: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write ``pins.csv`` whole or not at all: UTF-8, LF, in the order of the rows.

    A text cell that a spreadsheet would take for a formula gets an apostrophe in front.

    Parameters
    ----------
    pins : DataFrame
        As `answer_pins` and `read_pins` give them.
    path : path-like
        The file.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in pins[list(COLUMNS)].itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    write_whole(path, buffer.getvalue())


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6f}".rstrip("0").rstrip(".")
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def changes(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Say what new pins would change.

    Parameters
    ----------
    old, new : DataFrame
        Pins before and after.

    Returns
    -------
    DataFrame
        One row for each place whose pin would be another: place, change (in words), set_by (who
        set the old pin; empty when it is new). Empty when nothing changes. A pin that a person
        set is told like the others, and only the caller may overwrite it.

    Examples
    --------
    >>> import pandas as pd
    >>> changes(read_pins("not-there.csv"), read_pins("not-there.csv")).empty
    True
    """
    before = {row["place"]: row for row in _cells(old)}
    after = {row["place"]: row for row in _cells(new)}
    rows = []
    for place in [*after, *(key for key in before if key not in after)]:
        change = _change(before.get(place), after.get(place))
        if change:
            rows.append((place, change, before.get(place, {}).get("set_by", "")))
    return pd.DataFrame(rows, columns=["place", "change", "set_by"])


def _cells(pins: pd.DataFrame) -> list[dict[str, str]]:
    """Give the rows as they stand in the file."""
    rows = pins[list(COLUMNS)].itertuples(index=False)
    return [dict(zip(COLUMNS, map(_cell, row), strict=True)) for row in rows]


def _change(before: dict[str, str] | None, after: dict[str, str] | None) -> str:
    if before is None and after is not None:
        return f"new: {_where(after)}"
    if after is None and before is not None:
        return f"gone: was {_where(before)}"
    if before is None or after is None or before == after:
        return ""
    if _where(before) != _where(after):
        return f"{_where(before)} → {_where(after)}"
    return ", ".join(name for name in COLUMNS if before[name] != after[name]) + " changed"


def _where(pin: dict[str, str]) -> str:
    if pin["precision"] == UNLOCATABLE:
        return pin["reason"] or UNLOCATABLE
    return (
        f"{pin['matched']} ({pin['precision']}, {pin['lat']}, {pin['lon']}, {pin['provider_id']})"
    )
