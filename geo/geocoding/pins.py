"""The pins of a story: the geocoder's answers, kept like a lock file."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from geo.errors import GazetteerError, GeocodeError
from geo.gazetteer.gazetteer import Gazetteer, Place, embedded
from geo.gazetteer.outlines import POINTS, draw_place
from geo.gazetteer.reverse import country_of
from geo.gazetteer.weights import OK_FROM
from geo.geocoding.explain import AMBIGUOUS, OK, Answer
from geo.geocoding.hints import Area, Hints, read_country, read_kind
from geo.geocoding.pin_file import COLUMNS, PERSON, UNLOCATABLE, typed
from geo.geocoding.ranking import resolve
from geo.geodesy import distance_km

if TYPE_CHECKING:
    from collections.abc import Mapping


_NEEDED = ("name", "kind", "within", "query", "country")
_ADDED = ("lon", "lat", "candidate", "candidate_confidence", "note")
_CANT = "the story says that it can't be"
IN_TABLE = "its lon and lat stand in places.csv"
_UNSURE_FROM = 0.5  # a guess that is likelier wrong than right is not drawn
_NEAR_DEGREES, _FAR_DEGREES = 0.5, 2.0
_NEAR_KM, _FAR_KM = 50.0, 500.0
# Half of the usual width of such a place, in metres, where a person says only where it is.
_USUAL_RADIUS_M = {
    "suburb": 1_000, "city": 5_000, "borough": 10_000, "region": 50_000, "province": 100_000,
    "country": 300_000,
}  # fmt: skip


@dataclass(frozen=True)
class _Pinned:
    """A pin, as its row in the table, and the place that contains others; None if nowhere."""

    row: Mapping[str, Any]
    located: Place | None


def answer_pins(
    places: pd.DataFrame, *, pins: pd.DataFrame | None = None, gazetteer: Gazetteer | None = None
) -> pd.DataFrame:
    """Answer a story's places: where each one is, why, and who lost.

    Parameters
    ----------
    places : DataFrame
        A story's places with the columns name, kind, within (id of another row, or empty), query
        (asked instead of the name when filled), country (ISO code, or empty); the ids in a column
        ``id`` or in the index. Columns that may be left out: lon and lat, a person's own pin
        (degrees); candidate and candidate_confidence, the place that a draft guessed (an id of
        the gazetteer) and how sure that is (0 to 1); note, which says why a place of the kind
        ``unlocatable`` can't be located.
    pins : DataFrame, optional
        The pins so far. One that a person set stays as it is, and others lie within it; one of
        the geocoder stays where nothing is found for the same question now.
    gazetteer : Gazetteer, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    DataFrame
        One row a place, in the order of `places`, with the columns of ``pins.csv``: place; lon,
        lat (degrees); precision; radius_m (metres); boundary; provider, provider_id, gazetteer
        (its version); query; matched; confidence (0 to 1, never above that of a guess on which it
        rests); reason; refused; set_by (``person`` where lon and lat are given). What can't be
        located has precision ``unlocatable`` and a reason.

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
    gazetteer = embedded() if gazetteer is None else gazetteer
    rows = _read_places(places)
    records = [] if pins is None else pins.to_dict("records")
    before = {row["place"]: {str(name): row[name] for name in row} for row in records}
    pinned: dict[str, _Pinned] = {}
    for key in rows:
        _pin(key, rows, pinned, before, gazetteer, chain=())
    table = [pinned[key].row for key in rows]
    return typed(pd.DataFrame(table, columns=list(COLUMNS)))


def _read_places(places: pd.DataFrame) -> dict[str, Mapping[str, str]]:
    frame = places if "id" in places.columns else places.rename_axis("id").reset_index()
    missing = [column for column in _NEEDED if column not in frame.columns]
    if missing:
        raise GeocodeError(f"places: the column {missing[0]} is missing, wanted {_NEEDED}")
    filled = frame.reindex(columns=["id", *_NEEDED, *_ADDED])
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
    before: Mapping[str, Mapping[str, Any]],
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
        _pin(row["within"], rows, pinned, before, gazetteer, (*chain, key))
    container = _container(row, rows, pinned)
    pinned[key] = _decide(row, container, before.get(key), gazetteer)


def _container(
    row: Mapping[str, str], rows: dict[str, Mapping[str, str]], pinned: dict[str, _Pinned]
) -> _Pinned | None:
    """Find the nearest containing place that could be located."""
    while row["within"]:
        around = pinned[row["within"]]
        if around.located is not None:
            return around
        row = rows[row["within"]]
    return None


def _decide(
    row: Mapping[str, str],
    container: _Pinned | None,
    before: Mapping[str, Any] | None,
    gazetteer: Gazetteer,
) -> _Pinned:
    """Return what a person set; else look up, and return the pin so far where nothing is found."""
    if row["lon"] and row["lat"]:
        point = float(row["lon"]), float(row["lat"])
        pin = person_pin(row, *point, precision=row["kind"], reason=IN_TABLE, gazetteer=gazetteer)
        return _Pinned(pin, _as_place(pin, gazetteer))
    if before is not None and before["set_by"] == PERSON and before["reason"] != IN_TABLE:
        return _Pinned(before, _as_place(before, gazetteer))
    query = row["query"] or row["name"]
    if row["kind"] == UNLOCATABLE:
        return _nowhere(row, Answer(query, "", row["note"] or _CANT), gazetteer)
    hints = Hints(
        kind=read_kind(row["kind"]),
        country=read_country(gazetteer, row["country"]),
        within=Area(container.located, gazetteer) if container and container.located else None,
    )
    answer = _answer(row, query, hints, gazetteer)
    if container is not None and container.row["confidence"] < answer.confidence:
        answer = replace(answer, confidence=container.row["confidence"])
    place = answer.place
    if place is not None and (answer.status == OK or answer.confidence >= _UNSURE_FROM):
        return _Pinned(_row(row["id"], answer, place.kind, gazetteer.version), place)
    if before is not None and _holds(before, query, hints, gazetteer):
        return _Pinned(before, _as_place(before, gazetteer))
    return _nowhere(row, answer, gazetteer)


def _answer(row: Mapping[str, str], query: str, hints: Hints, gazetteer: Gazetteer) -> Answer:
    """Look a place up, and weigh its answer against the guess of a draft, if there is one.

    Without a guess an unsure answer is none.
    """
    guess = gazetteer.find(row["candidate"]) if row["candidate"] else None
    sure = float(row["candidate_confidence"] or 0)
    informed = hints.country or hints.within or row["query"]
    guessed_kind = guess is not None and guess.kind == hints.kind
    conditions = replace(hints, kind="") if guessed_kind else hints
    answer = resolve(gazetteer, query, conditions)
    if guess is None or not _fits(guess, hints, gazetteer):
        return answer if answer.status == OK else replace(answer, confidence=0.0)
    if answer.status == OK and answer.place is not None and answer.place.id == guess.id:
        confidence = answer.confidence if informed else min(answer.confidence, sure)
        return replace(answer, confidence=confidence)
    if answer.status == OK and informed:
        return answer
    if answer.place is not None and answer.place.id == guess.id:
        why, refused = answer.reason, answer.refused
    else:
        why = f"guessed from the article by geo draft: {guess.address}"
        refused = f"{answer.place.address} (without the article)" if answer.place else ""
    if hints.kind in POINTS and guess.kind not in POINTS:
        why = f"{hints.kind} not located; shown as {guess.name}; {why}"
    if sure < OK_FROM and "unsure" not in why:
        why = f"{why}; unsure, as nothing else tells the place"
    status = OK if sure >= OK_FROM else AMBIGUOUS
    return Answer(query, status, why, place=guess, confidence=sure, refused=refused)


def _fits(place: Place, hints: Hints, gazetteer: Gazetteer) -> bool:
    """Return whether a place agrees with what a person says of it: a point may stand for more."""
    row = gazetteer.row(place.id)
    known = replace(hints, kind="") if hints.kind in POINTS else hints
    return row is not None and not known.against(gazetteer, np.array([row]))[0]


def _holds(before: Mapping[str, Any], query: str, hints: Hints, gazetteer: Gazetteer) -> bool:
    """Return whether a pin so far answers the same question, as far as can be told."""
    if before["precision"] == UNLOCATABLE or before["query"] != query:
        return False
    place = gazetteer.find(before["provider_id"])
    return place is None or _fits(place, hints, gazetteer)


def _as_place(pin: Mapping[str, Any], gazetteer: Gazetteer) -> Place | None:
    """Return the place of a pin, in which others can lie."""
    if pin["precision"] == UNLOCATABLE:
        return None
    known = gazetteer.find(pin["provider_id"]) if pin.get("provider_id") else None
    if known is not None and pin["set_by"] != PERSON:
        return known
    radius_m = pin["radius_m"]
    return Place(
        id="",
        name=str(pin["matched"] or pin["place"]),
        lon=float(pin["lon"]),
        lat=float(pin["lat"]),
        kind=str(pin["precision"]),
        feature="",
        country="",
        admin1="",
        admin1_code="",
        admin2="",
        population=0,
        radius_m=1 if math.isnan(radius_m) else max(1, int(radius_m)),
        boundary=str(pin["boundary"] or ""),
        disputed=False,
    )


def person_pin(
    row: Mapping[str, str],
    lon: float,
    lat: float,
    *,
    precision: str,
    reason: str,
    gazetteer: Gazetteer | None = None,
) -> dict[str, Any]:
    """Build the pin that a person sets.

    Parameters
    ----------
    row : mapping of str to str
        The place's row, with id, name, query, country and kind.
    lon, lat : float
        Degrees, EPSG:4326.
    precision : str
        How exact the point is: site, street, suburb, borough, city, region, province or country.
    reason : str
        Why it lies there.
    gazetteer : Gazetteer, optional
        Another gazetteer than the embedded one.

    Returns
    -------
    dict
        A row of ``pins.csv`` with ``set_by`` person. An area takes outline and radius (metres) of
        the gazetteer's place of its name around the point; else the usual radius of its kind.
    """
    gazetteer = embedded() if gazetteer is None else gazetteer
    pin: dict[str, Any] = {
        **dict.fromkeys(COLUMNS, ""),
        "place": row["id"],
        "lon": lon,
        "lat": lat,
        "precision": precision,
        "radius_m": float(_USUAL_RADIUS_M.get(precision, 0)),
        "matched": row["name"],
        "confidence": math.nan,
        "reason": reason,
        "set_by": PERSON,
    }
    if precision in POINTS:
        return pin
    same = resolve(gazetteer, row["query"] or row["name"], Hints(kind=read_kind(precision))).place
    if same is not None and same.kind == precision and _surrounds(same, lon, lat, gazetteer):
        pin |= {"radius_m": float(same.radius_m), "boundary": same.boundary}
    return pin


def _surrounds(place: Place, lon: float, lat: float, gazetteer: Gazetteer) -> bool:
    outline = gazetteer.outlines.find(place.boundary) if place.boundary else None
    if outline is not None:
        return bool(shapely.intersects_xy(outline, lon, lat))
    return distance_km(place.lon, place.lat, lon, lat) * 1000 <= place.radius_m


def is_swapped(row: Mapping[str, str], lon: float, lat: float) -> bool:
    """Return whether a person's point of a place is right only with its axes swapped.

    Parameters
    ----------
    row : mapping of str to str
        The place's row, with name, query and country.
    lon, lat : float
        Degrees, EPSG:4326.

    Returns
    -------
    bool
        True where the point lies far outside the place's country, and inside it when swapped.
        Without a country: far from the place of the gazetteer, and near it when swapped.

    Examples
    --------
    >>> is_swapped({"name": "Karachi", "query": "", "country": "PK"}, 24.86, 67.01)
    True
    """
    if abs(lon) > 90:  # noqa: PLR2004 - no latitude
        return False
    gazetteer = embedded()
    country = country_of(gazetteer, row["country"]) if row["country"] else None
    outline = gazetteer.outlines.find(country.boundary) if country is not None else None
    if outline is not None:
        apart = shapely.distance(outline, shapely.points([(lon, lat), (lat, lon)]))
        return bool(apart[0] > _FAR_DEGREES and apart[1] <= _NEAR_DEGREES)
    place = resolve(gazetteer, row["query"] or row["name"], Hints()).place
    if place is None:
        return False
    here, there = (distance_km(place.lon, place.lat, *at) for at in ((lon, lat), (lat, lon)))
    return here > _FAR_KM and there < _NEAR_KM


def _nowhere(row: Mapping[str, str], answer: Answer, gazetteer: Gazetteer) -> _Pinned:
    """Build the pin of a place that is not located, with the reason and who was unsure."""
    refused = answer.refused
    if answer.place is not None:
        refused = "; ".join(filter(None, [f"{answer.place.address} (unsure)", refused]))
    answer = replace(answer, reason=f"not located: {answer.reason}", place=None, refused=refused)
    return _Pinned(_row(row["id"], answer, UNLOCATABLE, gazetteer.version), None)


def _row(key: str, answer: Answer, precision: str, version: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "place": key,
        "precision": precision,
        "gazetteer": version,
        "query": answer.query,
        "reason": answer.reason,
        "refused": answer.refused,
        "set_by": "geocoder",
    }
    place = answer.place
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
    gazetteer = embedded() if gazetteer is None else gazetteer
    wanted = ["lon", "lat", "precision", "radius_m", "boundary"]
    missing = [column for column in wanted if column not in pins.columns]
    if missing:
        raise GeocodeError(f"pins: the column {missing[0]} is missing, wanted {wanted}")
    shapes = []
    for lon, lat, precision, radius_m, boundary in pins[wanted].itertuples(index=False):
        nowhere = precision == UNLOCATABLE or math.isnan(lon) or math.isnan(lat)
        outline = boundary if isinstance(boundary, str) else ""
        if outline and outline not in gazetteer.outlines:
            raise GazetteerError(f"no outline has the id {outline!r}")
        shapes.append(
            None if nowhere else draw_place(gazetteer, lon, lat, precision, radius_m, outline)
        )
    return geopandas.GeoSeries(shapes, index=pins.index, crs="EPSG:4326")
