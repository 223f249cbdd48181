"""Serve the gazetteer on loopback as the Reconciliation API 0.2 and 1.0-draft.

The server takes only requests that name it as their host, and answers pages of other hosts not at
all: a list of one's own places stays on the machine.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from tornado.web import RequestHandler

from geo.errors import GeoError
from geo.formats.escaping import add_element, fragment
from geo.gazetteer.candidates import find_candidates
from geo.gazetteer.candidates import suggest as suggest_near
from geo.gazetteer.gazetteer import embedded
from geo.geocoding.geocode import geocode
from geo.serving.loopback import HOST, serve_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

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


DRAFT = "/1.0-draft"
MOST_QUERIES = 500
_MOST_BYTES = 5_000_000
_LOOPBACK = re.compile(r"https?://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?")
_SPACE = "https://www.geonames.org/"
_WIDTH, _HEIGHT = 320, 240


def serve_gazetteer(*, opened: Callable[[str], None], port: int = 0) -> None:
    """Serve the gazetteer until the process is stopped.

    Parameters
    ----------
    opened : callable
        Takes the address once it can be used.
    port : int
        The port; a free one if 0.

    Raises
    ------
    OSError
        The port is taken.
    """
    embedded()  # opened before the first query waits for it
    routes = [
        (r"/", _Service),
        (DRAFT, _DraftManifest),
        (rf"{DRAFT}/", _DraftManifest),
        (rf"{DRAFT}/match", _DraftMatch),
        (rf"{DRAFT}/extend", _DraftExtend),
        (rf"(?:{DRAFT})?/suggest/(entity|property|type)", _Suggest),
        (rf"(?:{DRAFT})?/extend/propose", _Propose),
        (rf"(?:{DRAFT})?/(?:preview|view)", _Preview),
    ]
    serve_pages(routes, opened, port=port, most_bytes=_MOST_BYTES)


class _Handler(RequestHandler):
    """A request that names the server as its host, from a page of this machine or from none."""

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")
        origin = self.request.headers.get("Origin", "")
        if _LOOPBACK.fullmatch(origin):
            self.set_header("Access-Control-Allow-Origin", origin)
            self.set_header("Access-Control-Allow-Headers", "Content-Type")
            self.set_header("Vary", "Origin")

    def prepare(self) -> None:
        """Refuse what names another host, or comes from a page of one."""
        port = self.settings["port"]
        origin = self.request.headers.get("Origin", "")
        is_own = self.request.host in (f"{HOST}:{port}", f"localhost:{port}")
        if not is_own or (origin and not _LOOPBACK.fullmatch(origin)):
            self.refuse(403, "wanted a request to this machine from this machine")

    def options(self) -> None:
        """Answer what a browser asks before it asks."""
        self.set_header("Access-Control-Allow-Methods", "GET, POST")
        self.set_status(204)
        self.finish()

    def refuse(self, status: int, message: str) -> None:
        """Answer with an error as JSON."""
        self.set_status(status)
        self.reply({"message": message})

    def reply(self, data: object) -> None:
        """Answer with JSON."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(data, ensure_ascii=False))

    def write_error(self, status_code: int, **_: object) -> None:
        """Write no more of an error than its number."""
        self.refuse(status_code, str(status_code))

    def limit(self) -> int:
        """Return how many answers are wanted."""
        text = self.get_query_argument("limit", "10")
        return int(text) if text.isdigit() else 10

    @property
    def address(self) -> str:
        """The address that was asked."""
        return f"http://{self.request.host}"


def _head(address: str) -> dict[str, Any]:
    return {
        "name": f"geo: gazetteer of places ({embedded().version})",
        "identifierSpace": _SPACE,
        "schemaSpace": f"{_SPACE}ontology",
        "serviceVersion": version("geo-event-maps"),
        "view": {"url": f"{address}/view?id={{{{id}}}}"},
        "defaultTypes": [{"id": key, "name": name} for key, name in TYPES.items()],
    }


class _Service(_Handler):
    """The API 0.2: the manifest, a batch of queries, or properties of places."""

    def get(self) -> None:
        self._answer()

    def post(self) -> None:
        self._answer()

    def _answer(self) -> None:
        queries, extend = self.get_argument("queries", ""), self.get_argument("extend", "")
        if not queries and not extend:
            self.reply(self._manifest())
            return
        try:
            request = json.loads(queries or extend)
            answer = _batch(request) if queries else _extension(request)
        except _UnreadError as error:
            self.refuse(400, str(error))
        except ValueError:
            self.refuse(400, "wanted JSON")
        else:
            self.reply(answer)

    def _manifest(self) -> dict[str, Any]:
        service = {"service_url": self.address}
        return {
            "versions": ["0.2"],
            **_head(self.address),
            "suggest": {
                name: {**service, "service_path": f"/suggest/{name}"}
                for name in ("entity", "property", "type")
            },
            "preview": {
                "url": f"{self.address}/preview?id={{{{id}}}}",
                "width": _WIDTH,
                "height": _HEIGHT,
            },
            "extend": {
                "propose_properties": {**service, "service_path": "/extend/propose"},
                "property_settings": [],
            },
        }


class _UnreadError(ValueError):
    """The request is nothing of the API; the message is what was wanted."""


def _batch(request: object) -> dict[str, Any]:
    if not isinstance(request, dict) or len(request) > MOST_QUERIES:
        raise _UnreadError(f"queries: wanted an object of at most {MOST_QUERIES} queries")
    return {str(key): {"result": match(_query(query))} for key, query in request.items()}


def _query(query: object) -> PlaceQuery:
    if not isinstance(query, dict) or not isinstance(query.get("query", ""), str):
        raise _UnreadError("queries: wanted objects with a text as query")
    listed = query.get("type") or ""
    kind = listed[0] if isinstance(listed, list) else listed
    hints = {}
    for condition in query.get("properties") or []:
        if isinstance(condition, dict):
            hints[str(condition.get("pid"))] = _text(condition.get("v"))
    limit = query.get("limit", 10)
    return PlaceQuery(
        query.get("query", ""),
        kind=str(kind.get("id", "") if isinstance(kind, dict) else kind),
        limit=int(limit) if isinstance(limit, int | float) else 10,
        hints=hints,
    )


def _text(value: object) -> str:
    """Return the value of a condition: of several the first, of an entity its name."""
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    if isinstance(value, dict):
        return str(value.get("name") or value.get("id") or "")
    return "" if value is None else str(value)


def _wanted(request: object) -> tuple[list[str], list[str]]:
    try:
        ids = [str(name) for name in request["ids"]]  # type: ignore[index]
        properties = [str(each["id"]) for each in request["properties"]]  # type: ignore[index]
    except (KeyError, TypeError) as error:
        raise _UnreadError("extend: wanted an object with ids and properties") from error
    return ids, properties


def _meta(properties: list[str]) -> list[dict[str, str]]:
    return [{"id": name, "name": PROPERTIES.get(name, name)} for name in properties]


def _extension(request: object) -> dict[str, Any]:
    ids, properties = _wanted(request)
    rows = {name: dict(property_values(name, properties)) for name in ids}
    return {"meta": _meta(properties), "rows": rows}


class _DraftManifest(_Handler):
    """The manifest of the API 1.0-draft."""

    def get(self) -> None:
        self.reply(
            {
                "versions": ["1.0-draft"],
                **_head(self.address),
                "suggest": dict.fromkeys(("entity", "property", "type"), True),
                "preview": {"width": _WIDTH, "height": _HEIGHT},
                "extend": {"proposeProperties": True, "propertySettings": []},
                "standardizedScore": True,
            }
        )


class _Posted(_Handler):
    """A request of the API 1.0-draft that sends JSON."""

    def post(self) -> None:
        try:
            self.reply(self.answer(json.loads(self.request.body)))
        except _UnreadError as error:
            self.refuse(400, str(error))
        except ValueError:
            self.refuse(400, "wanted JSON")

    def answer(self, request: object) -> dict[str, Any]:
        """Return what is answered."""
        raise NotImplementedError


class _DraftMatch(_Posted):
    def answer(self, request: object) -> dict[str, Any]:
        queries = request.get("queries") if isinstance(request, dict) else None
        if not isinstance(queries, list) or len(queries) > MOST_QUERIES:
            raise _UnreadError(f"queries: wanted a list of at most {MOST_QUERIES} queries")
        return {"results": [{"candidates": match(_drafted(query))} for query in queries]}


def _drafted(query: object) -> PlaceQuery:
    """Read a query of the draft: the name and the properties are conditions."""
    conditions = query.get("conditions") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(conditions, list):
        raise _UnreadError("queries: wanted objects with a list of conditions")
    rows = [row for row in conditions if isinstance(row, dict)]
    names = [_text(row.get("v")) for row in rows if row.get("matchType") == "name"]
    others = [row for row in rows if row.get("matchType") == "property"]
    plain = {**query, "query": next(iter(names), ""), "properties": others}
    return _query(plain)


class _DraftExtend(_Posted):
    def answer(self, request: object) -> dict[str, Any]:
        ids, properties = _wanted(request)
        rows = [
            {
                "id": name,
                "properties": [
                    {"id": key, "values": values}
                    for key, values in property_values(name, properties)
                ],
            }
            for name in ids
        ]
        return {"meta": _meta(properties), "rows": rows}


class _Suggest(_Handler):
    def get(self, what: str) -> None:
        prefix = self.get_query_argument("prefix", "")
        if what == "entity":
            result: list[Any] = suggest_entities(prefix, limit=self.limit())
        else:
            result = list(suggest_from(PROPERTIES if what == "property" else TYPES, prefix))
        self.reply({"result": result})


class _Propose(_Handler):
    def get(self) -> None:
        kind = self.get_query_argument("type", "place")
        properties = [{"id": key, "name": name} for key, name in PROPERTIES.items()]
        limit = self.limit() if self.get_query_argument("limit", "") else len(properties)
        self.reply({"type": kind, "limit": limit, "properties": properties[:limit]})


class _Preview(_Handler):
    def get(self) -> None:
        page = preview(self.get_query_argument("id", ""))
        if page is None:
            self.refuse(404, "wanted the id of a place")
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.finish(page)
