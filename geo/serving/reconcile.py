"""Answer what a reconciliation client asks: which places a cell may mean, and what they are.

The Reconciliation API of the W3C's Entity Reconciliation Community Group, in its versions 0.2 and
1.0-draft, differs in the shape of its messages alone; what is answered is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from geo.errors import GeoError
from geo.formats.escaping import add_element, fragment
from geo.gazetteer.candidates import find_candidates
from geo.gazetteer.candidates import suggest as suggest_near
from geo.gazetteer.gazetteer import embedded
from geo.geocoding.geocode import geocode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.gazetteer.gazetteer import Gazetteer, Place


TYPES = {
    "place": "Place",
    "city": "City, town or village",
    "suburb": "Suburb",
    "borough": "Borough",
    "region": "Region",
    "province": "Province or state",
    "country": "Country",
    "site": "Site",
}
"""Types of places by id; `place` is any."""

PROPERTIES = {
    "lon": "Longitude",
    "lat": "Latitude",
    "country": "Country code (ISO 3166-1)",
    "admin1": "Province or state",
    "kind": "Kind of place",
    "feature": "GeoNames feature code",
    "population": "Population",
    "radius_m": "Radius in metres",
    "geonames": "GeoNames id",
    "address": "Name with province and country",
}
"""What can be fetched of a place, by id."""

MOST = 25
_HINTS = ("country", "within")
_STEP = 10.0
_DOUBT = 45.0


@dataclass(frozen=True)
class PlaceQuery:
    """One cell that is asked for.

    Parameters
    ----------
    name : str
        The name of a place.
    kind : str
        Id of a type; `place` or empty for any.
    limit : int
        Candidates at most.
    hints : dict
        What the row says besides: country (a code or name), within (the name of a place around
        it), lon, lat, as far as they are there.
    """

    name: str
    kind: str = ""
    limit: int = 10
    hints: dict[str, str] = field(default_factory=dict)


def match(query: PlaceQuery, gazetteer: Gazetteer | None = None) -> list[dict[str, Any]]:
    """Return the places that a name may mean, the likeliest first.

    Returns
    -------
    list of dict
        id, name, description, type, score (0 to 100), match (whether the geocoder is sure of it
        and of no other), features.

    Notes
    -----
    The geocoder's answer has a hundred times its confidence as score; the others lie below it by
    ten for each power of ten by which they are less likely. A name that nothing has is answered
    with those that differ by a typing mistake; these are never a match.

    Examples
    --------
    >>> first = match(PlaceQuery("Edgware"))[0]
    >>> first["id"], first["match"]
    ('geonames:2650228', True)
    >>> match(PlaceQuery("Hyderabad"))[0]["match"], match(PlaceQuery("Hyderabad", limit=0))
    (False, [])
    """
    known = gazetteer or embedded()
    limit = max(0, min(query.limit, MOST))
    name = " ".join(query.name.split())
    if not name or not limit:
        return []
    chosen, confidence, is_sure = _answer(name, query, known)
    candidates = find_candidates(known, name)
    places = [
        (candidates.candidate(known, number).place, float(candidates.scores[number]))
        for number in range(min(len(candidates), 4 * MOST))
    ]
    if not places and chosen is None:
        return _near(known, name, query, limit)
    if chosen is not None and chosen.id not in {place.id for place, _ in places}:
        places.insert(0, (chosen, max((score for _, score in places), default=0.0)))
    top = 100 * confidence if chosen is not None else _DOUBT
    best = max(score for _, score in places)
    scored = [
        (
            place,
            top if chosen == place else max(1.0, min(top, 100.0) - _STEP - _STEP * (best - own)),
        )
        for place, own in places
        if _has_kind(place, query.kind)
    ]
    scored.sort(key=lambda pair: -pair[1])
    return [
        _candidate(place, score=score, is_match=is_sure and place == chosen)
        for place, score in scored[:limit]
    ]


def _answer(name: str, query: PlaceQuery, known: Gazetteer) -> tuple[Place | None, float, bool]:
    """Return the geocoder's place, its confidence, and whether it is sure."""
    hints: dict[str, Any] = {key: query.hints[key] for key in _HINTS if query.hints.get(key)}
    near = _point(query.hints)
    hints |= {"near": near} if near else {}
    try:
        answer = geocode(name, **hints).iloc[0]
    except GeoError:  # a cell that is no country: the name alone is asked for, and nothing is sure
        answer = geocode(name).iloc[0]
        hints["unread"] = True
    place = known.find(str(answer["provider_id"] or ""))
    if place is None or not _has_kind(place, query.kind):
        return None, 0.0, False
    is_sure = answer["status"] == "ok" and "unread" not in hints
    return place, float(answer["confidence"]), is_sure


def _point(hints: Mapping[str, str]) -> tuple[float, float] | None:
    try:
        return float(hints["lon"]), float(hints["lat"])
    except (KeyError, ValueError):
        return None


def _has_kind(place: Place, kind: str) -> bool:
    return kind in ("", "place") or place.kind == kind


def _near(known: Gazetteer, name: str, query: PlaceQuery, limit: int) -> list[dict[str, Any]]:
    return [
        _candidate(near.place, score=_DOUBT - _STEP * near.edits, is_match=False)
        for near in suggest_near(known, name, limit=limit)
        if _has_kind(near.place, query.kind)
    ]


def _candidate(place: Place, *, score: float, is_match: bool) -> dict[str, Any]:
    return {
        **entity(place),
        "type": [{"id": place.kind, "name": TYPES.get(place.kind, place.kind)}],
        "score": round(score, 1),
        "match": is_match,
        "features": [{"id": "population", "name": "Population", "value": place.population}],
    }


def entity(place: Place) -> dict[str, str]:
    """Return id, name and description of a place."""
    return {"id": place.id, "name": place.name, "description": place.address}


def suggest_entities(prefix: str, *, limit: int = 10) -> list[dict[str, Any]]:
    """Return the places that are called so, for a person who types.

    Examples
    --------
    >>> suggest_entities("Edgware", limit=1)[0]["name"]
    'Edgware'
    """
    places = match(PlaceQuery(prefix, limit=limit))
    return [
        {
            **{key: item[key] for key in ("id", "name", "description")},
            "notable": item["type"],
        }
        for item in places
    ]


def suggest_from(names: Mapping[str, str], prefix: str) -> list[dict[str, str]]:
    """Return the types or properties whose id, or a word of whose name, begins with a text."""
    wanted = prefix.casefold().strip()
    return [
        {"id": key, "name": name}
        for key, name in names.items()
        if any(word.startswith(wanted) for word in (key, *name.casefold().split()))
    ]


def property_values(place_id: str, properties: Sequence[str]) -> Iterator[tuple[str, list[Any]]]:
    """Yield each property that is asked for with its values: text, whole or other numbers.

    Examples
    --------
    >>> dict(property_values("geonames:2650228", ["lat", "country", "height"]))
    {'lat': [{'float': 51.6128}], 'country': [{'str': 'GB'}], 'height': []}
    """
    place = embedded().find(place_id)
    for name in properties:
        yield name, [] if place is None else list(_values(place, name))


def _values(place: Place, name: str) -> Iterator[dict[str, Any]]:
    if name == "geonames":
        provider, _, number = place.id.partition(":")
        if provider == "geonames":
            yield {"str": number}
        return
    value = getattr(place, name, None) if name in PROPERTIES else None
    if isinstance(value, str) and value:
        yield {"str": value}
    elif name == "population" and value:
        yield {"int": int(value)}
    elif isinstance(value, float | int) and value == value and name != "population":  # noqa: PLR0124 - NaN
        yield {"float": float(value)}


def preview(place_id: str) -> str | None:
    """Return a small page about a place; None where there is none."""
    place = embedded().find(place_id)
    if place is None:
        return None
    page = ET.Element("html", {"lang": "en"})
    head = add_element(page, "head")
    add_element(head, "meta", charset="utf-8")
    add_element(head, "title", place.name)
    add_element(
        head, "style", "body{font:14px system-ui;margin:8px}dt{color:#5e5b54}dd{margin:0 0 4px}"
    )
    body = add_element(page, "body")
    add_element(body, "strong", place.address)
    rows = add_element(body, "dl")
    for name, values in property_values(place_id, list(PROPERTIES)):
        for value in values if name != "address" else ():
            add_element(rows, "dt", PROPERTIES[name])
            add_element(rows, "dd", str(next(iter(value.values()))))
    add_element(body, "small", "Place names from GeoNames (geonames.org), CC BY 4.0")
    return f"<!doctype html>{fragment(page)}"
