"""The pins of a story: the geocoder's answers, kept like a lock file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas
import pandas as pd

from geo.errors import GeocodeError
from geo.places.hints import Area, Hints, read_country, read_kind
from geo.places.index import Index, Place, embedded
from geo.places.pin_file import COLUMNS, UNLOCATABLE, typed
from geo.places.resolve import OK, Answer, resolve
from geo.places.shapes import draw

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEEDED = ("name", "kind", "within", "query", "country")
_CANT = "the story says that it can't be"


@dataclass(frozen=True)
class _Pinned:
    """A place's answer, and what it is drawn as."""

    answer: Answer
    precision: str

    @property
    def located(self) -> Place | None:
        return None if self.precision == UNLOCATABLE else self.answer.place


def answer_pins(places: pd.DataFrame, *, gazetteer: Index | None = None) -> pd.DataFrame:
    """Answer a story's places: where each one is, why, and who lost.

    Parameters
    ----------
    places : DataFrame
        A story's places with the columns name, kind, within (id of another row, or empty), query
        (asked instead of the name when filled), country (ISO code, or empty); the ids in a column
        ``id`` or in the index. A column note, where there is one, says why a place of the kind
        ``unlocatable`` can't be located.
    gazetteer : Index, optional
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
    return typed(pd.DataFrame(table, columns=list(COLUMNS)))


def _read_places(places: pd.DataFrame) -> dict[str, Mapping[str, str]]:
    frame = places if "id" in places.columns else places.rename_axis("id").reset_index()
    missing = [column for column in _NEEDED if column not in frame.columns]
    if missing:
        raise GeocodeError(f"places: the column {missing[0]} is missing, wanted {_NEEDED}")
    filled = frame.reindex(columns=["id", *_NEEDED, "note"])
    filled = filled.astype("object").fillna("").astype(str)
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
    gazetteer: Index,
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


def _answer(row: Mapping[str, str], container: Place | None, gazetteer: Index) -> _Pinned:
    query = row["query"] or row["name"]
    if row["kind"] == UNLOCATABLE:
        return _Pinned(Answer(query, "", f"not located: {row['note'] or _CANT}"), UNLOCATABLE)
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


def pin_geometry(pins: pd.DataFrame, *, gazetteer: Index | None = None) -> geopandas.GeoSeries:
    """Draw pins by their precision.

    Parameters
    ----------
    pins : DataFrame
        With lon, lat (degrees), precision, radius_m (metres) and boundary.
    gazetteer : Index, optional
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
