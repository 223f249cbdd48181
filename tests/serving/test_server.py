"""`geo serve` in a process of its own, asked as OpenRefine asks; answers fit the specification."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import jsonschema
import pytest
from fork_server import GEO

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

_TEXT = {"type": "string"}
_NAMED = {"type": "object", "required": ["id", "name"], "properties": {"id": _TEXT, "name": _TEXT}}
_LIST = {"type": "array", "items": _NAMED}
_CANDIDATES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "name", "type", "score", "match"],
        "additionalProperties": False,
        "properties": {
            "id": _TEXT,
            "name": _TEXT,
            "description": _TEXT,
            "type": _LIST,
            "score": {"type": "number", "minimum": 0, "maximum": 100},
            "match": {"type": "boolean"},
            "features": {
                "type": "array",
                "items": {
                    "required": ["id", "name", "value"],
                    "properties": {"value": {"type": ["number", "boolean"]}},
                },
            },
        },
    },
}
_VALUE = {
    "oneOf": [
        {"required": [key], "additionalProperties": False, "properties": {key: {"type": kind}}}
        for key, kind in {"str": "string", "float": "number", "int": "integer"}.items()
    ]
}
_VALUES = {"type": "array", "items": {"type": "object", **_VALUE}}
_SERVICE = {"required": ["service_url", "service_path"]}
_HEAD = {"name": _TEXT, "identifierSpace": _TEXT, "schemaSpace": _TEXT, "defaultTypes": _LIST}
_TEMPLATE = {"type": "string", "pattern": r"\{\{id\}\}"}
SCHEMAS: dict[str, dict[str, Any]] = {
    "manifest 0.2": {
        "type": "object",
        "required": ["versions", "name", "identifierSpace", "schemaSpace"],
        "properties": {
            **_HEAD,
            "versions": {"type": "array", "contains": {"const": "0.2"}},
            "view": {"required": ["url"], "properties": {"url": _TEMPLATE}},
            "suggest": {"additionalProperties": _SERVICE},
            "preview": {"required": ["url", "width", "height"], "properties": {"url": _TEMPLATE}},
            "extend": {"properties": {"propose_properties": _SERVICE}},
        },
    },
    "manifest 1.0-draft": {
        "type": "object",
        "required": ["versions", "name", "view"],
        "properties": {
            **_HEAD,
            "versions": {"type": "array", "contains": {"const": "1.0-draft"}},
            "suggest": {
                "required": ["entity", "property", "type"],
                "additionalProperties": {"type": "boolean"},
            },
            "preview": {
                "required": ["width", "height"],
                "additionalProperties": {"type": "integer"},
            },
            "standardizedScore": {"type": "boolean"},
        },
    },
    "results 0.2": {
        "type": "object",
        "additionalProperties": {
            "required": ["result"],
            "properties": {"result": _CANDIDATES},
        },
    },
    "results 1.0-draft": {
        "type": "object",
        "required": ["results"],
        "properties": {
            "results": {
                "type": "array",
                "items": {"required": ["candidates"], "properties": {"candidates": _CANDIDATES}},
            }
        },
    },
    "extension 0.2": {
        "type": "object",
        "required": ["meta", "rows"],
        "properties": {
            "meta": _LIST,
            "rows": {"type": "object", "additionalProperties": {"additionalProperties": _VALUES}},
        },
    },
    "extension 1.0-draft": {
        "type": "object",
        "required": ["meta", "rows"],
        "properties": {
            "meta": _LIST,
            "rows": {
                "type": "array",
                "items": {
                    "required": ["id", "properties"],
                    "properties": {
                        "properties": {
                            "items": {
                                "required": ["id", "values"],
                                "properties": {"values": _VALUES},
                            }
                        }
                    },
                },
            },
        },
    },
    "suggestions": {"type": "object", "required": ["result"], "properties": {"result": _LIST}},
    "proposal": {
        "type": "object",
        "required": ["properties"],
        "properties": {"properties": _LIST, "type": _TEXT, "limit": {"type": "integer"}},
    },
}
"""What the Reconciliation API says of each answer, in schemas of our own."""


class Service:
    """A running service, and what is asked of it."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc

    def ask(
        self, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, str]:
        """Return status, headers and text."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET" if body is None else "POST", path, body=body, headers=named)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def answer(self, schema: str, path: str, body: str | None = None, **headers: str) -> Any:  # noqa: ANN401 - as JSON is
        """Return an answer that fits its schema."""
        status, _, text = self.ask(path, body, **headers)
        assert status == 200, text
        answer = json.loads(text)
        jsonschema.Draft202012Validator(SCHEMAS[schema]).validate(answer)
        return answer

    def form(self, schema: str, **fields: object) -> Any:  # noqa: ANN401
        """Ask as OpenRefine does: a form with JSON in it."""
        body = urlencode({name: json.dumps(value) for name, value in fields.items()})
        return self.answer(schema, "/", body, Content_Type="application/x-www-form-urlencoded")

    def draft(self, schema: str, path: str, body: object) -> Any:  # noqa: ANN401
        """Ask as the draft wants it: JSON below its own address."""
        kind = {"Content_Type": "application/json"}
        return self.answer(schema, f"/1.0-draft/{path}", json.dumps(body), **kind)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    process = subprocess.Popen([GEO, "serve"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    yield Service(re.findall(r"http://127\.0\.0\.1:\d+/", line)[0])
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "closed" in rest


def test_a_column_is_reconciled_as_openrefine_does_it(service: Service) -> None:
    manifest = service.answer("manifest 0.2", "/")
    assert manifest["suggest"]["entity"]["service_url"] == f"http://{service.host}"
    sample = {f"q{n}": {"query": name, "limit": 3} for n, name in enumerate(["Karachi", "Lahore"])}
    guessed = service.form("results 0.2", queries=sample)
    assert guessed["q0"]["result"][0]["type"] == [{"id": "city", "name": "City, town or village"}]
    rows = {
        "q0": {
            "query": "Hyderabad",
            "type": "city",
            "type_strict": "should",
            "limit": 5,
            "properties": [{"pid": "country", "v": "PK"}],
        },
        "q1": {"query": "Hyderabad", "type": "city", "limit": 5},
        "q2": {"query": "Cincinatti", "limit": 5},
        "q3": {"query": "", "limit": 5},
    }
    found = service.form("results 0.2", queries=rows)
    first = found["q0"]["result"][0]
    assert (first["id"], first["match"]) == ("geonames:1176734", True)
    assert [item["match"] for item in found["q1"]["result"]].count(True) == 0
    assert {"geonames:1176734", "geonames:1269843"} <= {x["id"] for x in found["q1"]["result"]}
    assert found["q2"]["result"][0]["name"] == "Cincinnati"
    assert found["q2"]["result"][0]["match"] is False
    assert found["q3"]["result"] == []
    scores = [item["score"] for item in found["q1"]["result"]]
    assert scores == sorted(scores, reverse=True)


def test_columns_are_added_from_reconciled_cells(service: Service) -> None:
    proposed = service.answer("proposal", "/extend/propose?type=city&limit=3")
    assert [row["id"] for row in proposed["properties"]] == ["lon", "lat", "country"]
    wanted = {
        "ids": ["geonames:2650228", "nothing:1"],
        "properties": [{"id": "lat"}, {"id": "country"}, {"id": "geonames"}],
    }
    rows = service.form("extension 0.2", extend=wanted)["rows"]
    assert rows["geonames:2650228"] == {
        "lat": [{"float": 51.6128}],
        "country": [{"str": "GB"}],
        "geonames": [{"str": "2650228"}],
    }
    assert rows["nothing:1"] == {"lat": [], "country": [], "geonames": []}


def test_a_person_searches_and_looks(service: Service) -> None:
    found = service.answer("suggestions", "/suggest/entity?prefix=Edgware")
    assert found["result"][0]["id"] == "geonames:2650228"
    types = service.answer("suggestions", "/suggest/type?prefix=city")
    assert [row["id"] for row in types["result"]] == ["city"]
    properties = service.answer("suggestions", "/suggest/property?prefix=lat")
    assert [row["id"] for row in properties["result"]] == ["lat"]
    status, headers, page = service.ask("/preview?id=geonames:2650228")
    assert (status, "Edgware, England, GB" in page) == (200, True)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert service.ask("/preview?id=x")[0] == 404


def test_the_draft_answers_in_its_own_shape(service: Service) -> None:
    manifest = service.answer("manifest 1.0-draft", "/1.0-draft")
    assert manifest["versions"] == ["1.0-draft"]
    conditions = [
        {"matchType": "name", "v": "Hyderabad"},
        {"matchType": "property", "pid": "country", "v": ["Pakistan"]},
    ]
    query = {"type": "city", "limit": 2, "conditions": conditions}
    (first,) = service.draft("results 1.0-draft", "match", {"queries": [query]})["results"]
    assert first["candidates"][0]["id"] == "geonames:1176734"
    assert len(first["candidates"]) <= 2
    wanted = {"ids": ["geonames:2650228"], "properties": [{"id": "population"}]}
    (row,) = service.draft("extension 1.0-draft", "extend", wanted)["rows"]
    assert row["properties"][0]["values"][0]["int"] > 1_000


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/", "queries=%7Bnot"),
        ("/", "queries=[1]"),
        ("/", "extend={}"),
        ("/1.0-draft/match", "[]"),
        ("/1.0-draft/match", '{"queries": [1]}'),
        ("/1.0-draft/extend", "no"),
    ],
)
def test_what_is_no_request_of_the_api_is_told(service: Service, path: str, body: str) -> None:
    kind = "application/json" if "draft" in path else "application/x-www-form-urlencoded"
    status, _, text = service.ask(path, body, Content_Type=kind)
    assert status == 400
    assert json.loads(text)["message"].startswith(("wanted", "queries: wanted", "extend: wanted"))


def test_pages_of_other_hosts_get_nothing(service: Service) -> None:
    assert service.ask("/", Origin="https://example.org")[0] == 403
    assert service.ask("/", Host="rebound.example.org")[0] == 403
    status, headers, _ = service.ask("/", Origin="http://127.0.0.1:3333")
    assert status == 200
    assert headers["Access-Control-Allow-Origin"] == "http://127.0.0.1:3333"
