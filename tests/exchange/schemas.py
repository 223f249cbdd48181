"""What the specifications say of Linked Places and of Web Annotations, as schemas of our own."""

from __future__ import annotations

_ISO = r"^[+-]?\d{4,}(-\d\d(-\d\d(T[0-9:]+(Z|[+-][0-9:]+)?)?)?)?[~?%]?$"
_MOMENT = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        name: {"type": "string", "pattern": _ISO} for name in ("in", "earliest", "latest")
    },
}
_WHEN = {
    "type": "object",
    "required": ["timespans"],
    "properties": {
        "timespans": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["start"],
                "additionalProperties": False,
                "properties": {"start": _MOMENT, "end": _MOMENT},
            },
        },
        "label": {"type": "string"},
    },
}
_CITATIONS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["@id", "label"],
        "properties": {"@id": {"type": "string", "pattern": "^[a-z]+:"}},
    },
}
_POSITION = {"type": "array", "minItems": 2, "items": {"type": "number"}}
_GEOMETRY = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"enum": ["Point", "LineString", "Polygon", "MultiPolygon", "MultiLineString"]},
        "certainty": {"enum": ["certain", "less-certain", "uncertain"]},
        "when": _WHEN,
    },
    "if": {"properties": {"type": {"const": "Point"}}},
    "then": {"properties": {"coordinates": _POSITION}},
}
_FEATURE = {
    "type": "object",
    "required": ["@id", "type", "properties", "names", "geometry"],
    "properties": {
        "@id": {"type": "string", "pattern": "^(urn:|https?://)"},
        "type": {"const": "Feature"},
        "properties": {"type": "object", "required": ["title"]},
        "when": _WHEN,
        "names": {
            "type": "array",
            "minItems": 1,
            "contains": {"required": ["citations"]},
            "items": {
                "type": "object",
                "required": ["toponym"],
                "properties": {
                    "toponym": {"type": "string", "minLength": 1},
                    "lang": {"type": "string", "pattern": "^[A-Za-z]{2,3}"},
                    "citations": _CITATIONS,
                    "when": _WHEN,
                },
            },
        },
        "types": {
            "type": "array",
            "items": {
                "type": "object",
                "anyOf": [{"required": ["label"]}, {"required": ["identifier"]}],
            },
        },
        "geometry": {
            "anyOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "required": ["type", "geometries"],
                    "properties": {
                        "type": {"const": "GeometryCollection"},
                        "geometries": {"type": "array", "minItems": 1, "items": _GEOMETRY},
                    },
                },
            ]
        },
        "links": {
            "type": "array",
            "items": {
                "required": ["type", "identifier"],
                "properties": {
                    "type": {
                        "enum": [
                            "exactMatch",
                            "closeMatch",
                            "primaryTopicOf",
                            "subjectOf",
                            "seeAlso",
                        ]
                    }
                },
            },
        },
        "relations": {
            "type": "array",
            "items": {"required": ["relationType", "relationTo", "label"]},
        },
        "descriptions": {"type": "array", "items": {"required": ["value"]}},
    },
}
LINKED_PLACES = {
    "type": "object",
    "required": ["type", "@context", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "@context": {"type": "string", "pattern": "^https://"},
        "features": {"type": "array", "items": _FEATURE},
    },
}
"""Linked Places 1.2.2, as its README words it."""

_OA = "http://www.w3.org/ns/oa#"
_TERMS = (
    "Annotation",
    "TextualBody",
    "SpecificResource",
    "TextPositionSelector",
    "FragmentSelector",
)
ANNOTATION_CONTEXT = {
    "@context": {
        "oa": _OA,
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "as": "http://www.w3.org/ns/activitystreams#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "id": {"@id": "@id", "@type": "@id"},
        "type": {"@id": "@type", "@type": "@vocab"},
        **{name: f"oa:{name}" for name in (*_TERMS, "TextQuoteSelector")},
        "AnnotationCollection": "as:OrderedCollection",
        "AnnotationPage": "as:OrderedCollectionPage",
        **{
            name: {"@type": "@vocab", "@id": f"oa:{target}"}
            for name, target in {"motivation": "motivatedBy", "purpose": "hasPurpose"}.items()
        },
        **{
            motive: f"oa:{motive}"
            for motive in (
                *("describing", "identifying", "classifying", "commenting", "tagging"),
                *("replying", "linking"),
            )
        },
        "body": {"@type": "@id", "@id": "oa:hasBody"},
        "target": {"@type": "@id", "@id": "oa:hasTarget"},
        "source": {"@type": "@id", "@id": "oa:hasSource"},
        "selector": {"@type": "@id", "@id": "oa:hasSelector"},
        "conformsTo": {"@type": "@id", "@id": "dcterms:conformsTo"},
        "rights": {"@type": "@id", "@id": "dcterms:rights"},
        "first": {"@type": "@id", "@id": "as:first"},
        "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
        "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"},
        "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
        "exact": "oa:exact",
        "prefix": "oa:prefix",
        "suffix": "oa:suffix",
        "value": "rdf:value",
        "format": "dc:format",
        "language": "dc:language",
        "label": "rdfs:label",
        "total": {"@type": "xsd:nonNegativeInteger", "@id": "as:totalItems"},
        "startIndex": {"@type": "xsd:nonNegativeInteger", "@id": "as:startIndex"},
    }
}
"""The terms of the Web Annotation vocabulary that are used, as its recommendation maps them."""
