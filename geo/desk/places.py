"""Candidates of the gazetteer for a place, and its pin."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.desk.typed import RefusedError
from geo.errors import GazetteerError, GeocodeError
from geo.gazetteer.candidates import find_candidates, suggest
from geo.gazetteer.gazetteer import embedded
from geo.gazetteer.outlines import POINTS
from geo.geocoding.pin_file import COLUMNS, NUMBERS, PERSON, typed
from geo.geocoding.pins import answer_pins, is_swapped, person_pin, pin_geometry
from geo.geodesy import distance_km
from geo.maps.records import place_records
from geo.story.vocabulary import PINNABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.gazetteer.candidates import Candidate

    Cells = dict[str, str]

QUESTION = ("name", "kind", "within", "query", "country", "lon", "lat", "candidate")
"""Columns of a place that decide what the geocoder answers."""

_MOST = 12
_MOST_RADIUS_M = 20_000_000
_NAMED = {
    "main": "its main name",
    "exonym": "a common other name",
    "alternate": "another name",
    "code": "a code",
    "abbreviation": "short for it",
    "demonym": "its people or adjective",
    "historical": "a former name",
}


def candidates_of(
    place: Mapping[str, str], others: Sequence[tuple[float, float]]
) -> list[dict[str, object]]:
    """Return the places that a name can mean, the likeliest first, each with what speaks for it.

    Parameters
    ----------
    place : mapping of str to str
        A row of places.
    others : sequence of (lon, lat)
        Where the story's other places lie, in degrees.

    Returns
    -------
    list of dict
        id, name, address, kind, lon, lat (degrees), reason.
    """
    gazetteer = embedded()
    name = place["query"] or place["name"]
    candidates = find_candidates(gazetteer, name)
    listed = [candidates.candidate(gazetteer, at) for at in range(min(len(candidates), _MOST))]
    shown = [
        _shown(candidate.place, _reason(candidate, place, others))
        for candidate in listed
        if candidate.place.kind in PINNABLE
    ]
    if shown:
        return shown
    near = suggest(gazetteer, name)
    return [
        _shown(candidate.place, f"no place is called {name}; spelt alike") for candidate in near
    ]


def _shown(place: Any, reason: str) -> dict[str, object]:  # noqa: ANN401 - a place of the gazetteer
    return {
        "id": place.id,
        "name": place.name,
        "address": place.address,
        "kind": place.kind,
        "lon": place.lon,
        "lat": place.lat,
        "reason": reason,
    }


def _reason(
    candidate: Candidate, place: Mapping[str, str], others: Sequence[tuple[float, float]]
) -> str:
    """Return in words what speaks for a candidate, and against it."""
    known_place = candidate.place
    words = [_NAMED.get(candidate.flag, candidate.flag)]
    if known_place.population:
        words.append(f"{known_place.population:,} people")
    if known_place.kind != place["kind"]:
        words.append(f"a {known_place.kind}, the table says {place['kind']}")
    if place["country"] and place["country"] != known_place.country:
        words.append(f"not in {place['country']}")
    apart = [distance_km(known_place.lon, known_place.lat, *other) for other in others]
    if apart:
        words.append(f"{min(apart):,.0f} km from the nearest other place")
    return "; ".join(words)


def chosen_pin(place: Mapping[str, str], candidate: str) -> Cells:
    """Return the pin of a place that a person puts on a candidate of the gazetteer.

    Raises
    ------
    RefusedError
        The gazetteer has no such place.
    """
    known_place = embedded().find(candidate)
    if known_place is None or known_place.kind not in PINNABLE:
        raise RefusedError(f"found {candidate!r}, wanted one of the candidates")
    pin = dict.fromkeys(COLUMNS, "") | {
        "place": place["id"],
        "lon": _number(known_place.lon),
        "lat": _number(known_place.lat),
        "precision": known_place.kind,
        "radius_m": _number(known_place.radius_m),
        "boundary": known_place.boundary,
        "provider": known_place.id.split(":")[0],
        "provider_id": known_place.id,
        "gazetteer": embedded().version,
        "query": place["query"] or place["name"],
        "matched": known_place.name,
        "reason": f"a person chose {known_place.address} among the candidates",
        "set_by": PERSON,
    }
    return {name: str(cell) for name, cell in pin.items()}


def dragged_pin(
    place: Mapping[str, str],
    lon: float,
    lat: float,
    *,
    precision: str,
    reason: str,
    radius: str = "",
) -> Cells:
    """Return the pin of a place that a person sets on the map.

    Parameters
    ----------
    place : mapping of str to str
        A row of places.
    lon, lat : float
        Degrees.
    precision, reason : str
        How exact the point is, and why it lies there; empty: the place's kind, and that a person
        set it.
    radius : str
        Kilometres from the point to the edge of an area that a person draws; empty: the outline or
        the radius that the gazetteer has of it.

    Raises
    ------
    RefusedError
        There can be no such pin.
    """
    exact = precision or place["kind"]
    if exact not in PINNABLE:
        wanted = f"one of: {', '.join(PINNABLE)}"
        raise RefusedError(f"found {exact!r}, wanted {wanted}", column="precision")
    lon = (lon + 180) % 360 - 180
    if not (math.isfinite(lon) and abs(lat) <= 90) or (lon == 0 and lat == 0):  # noqa: PLR2004
        raise RefusedError(f"found lat {lat:g}, lon {lon:g}, wanted a position on the map")
    if place["lon"] or place["lat"]:
        raise RefusedError("lon and lat stand in places.csv; change or empty them there")
    if is_swapped(place, lon, lat):
        raise RefusedError(f"found lat {lat:g}, lon {lon:g}; axes swapped?")
    why = reason.strip() or f"a person {'drew' if radius.strip() else 'set'} it"
    pin = person_pin(place, lon, lat, precision=exact, reason=why)
    if radius.strip():
        pin |= {"radius_m": _radius_m(radius, exact), "boundary": ""}
    return _cells(pin)


def _radius_m(radius: str, precision: str) -> float:
    """Read the radius of an area, which is typed in kilometres."""
    try:
        radius_m = float(radius.replace(",", ".")) * 1000
    except ValueError:
        radius_m = math.nan
    if not 0 < radius_m <= _MOST_RADIUS_M:
        wanted = f"kilometres, more than 0 and at most {_MOST_RADIUS_M // 1000:,}"
        raise RefusedError(f"found {radius!r}, wanted {wanted}", column="radius")
    if precision in POINTS:
        wanted = f"an area: {', '.join(name for name in PINNABLE if name not in POINTS)}"
        raise RefusedError(f"found {precision!r}, wanted {wanted}", column="precision")
    return radius_m


def answered_pins(
    places: Sequence[Mapping[str, str]], pins: Sequence[Mapping[str, str]]
) -> dict[str, Cells]:
    """Return the geocoder's pins of some places that have none, by place.

    Parameters
    ----------
    places : sequence of mapping
        Rows of places that hold together.
    pins : sequence of mapping
        Rows of pins, those that a person set among them.
    """
    have = {pin["place"] for pin in pins}
    if all(place["id"] in have for place in places):
        return {}
    try:
        answered = answer_pins(pd.DataFrame(list(places)), pins=_frame(pins))
    except (GeocodeError, GazetteerError):
        return {}
    rows = [{str(name): row[name] for name in row} for row in answered.to_dict("records")]
    return {str(row["place"]): _cells(row) for row in rows if row["place"] not in have}


def drawn_places(
    places: Sequence[Mapping[str, str]], pins: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Return places as the page draws them: point, circle or outline."""
    import geopandas  # noqa: PLC0415 - the commands that serve no page do without

    rows = [place for place in places if pins.get(place["id"], {}).get("lon")]
    if not rows:
        return []
    frame = _frame([pins[place["id"]] for place in rows]).set_index("place")
    frame = frame.assign(label=[place["label"] or place["name"] for place in rows], local="")
    drawn = geopandas.GeoDataFrame(frame, geometry=pin_geometry(frame), crs="EPSG:4326")
    return place_records(drawn, place=None, label="label")


def _frame(pins: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    return typed(pd.DataFrame(list(pins), columns=list(COLUMNS)).replace("", None))


def _cells(pin: Mapping[str, Any]) -> Cells:
    return {
        name: _number(pin[name]) if name in NUMBERS else str(pin[name] or "") for name in COLUMNS
    }


def _number(value: object) -> str:
    number = float(value) if isinstance(value, (int, float)) else math.nan
    return "" if math.isnan(number) else f"{number:.6f}".rstrip("0").rstrip(".")
