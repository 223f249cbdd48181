"""Write Linked Places (LPF 1.2): places and events with names, times, relations and citations."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from geo.credits import CREDITS
from geo.evidence import split_ids
from geo.files import write_whole
from geo.formats.subjects import (
    BASE,
    claim_lines,
    days_of,
    entities_of,
    identifier,
    source_address,
    sources_of,
)
from geo.messages import date_text

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from geo.formats.subjects import Entity


CONTEXT = (
    "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/"
    "linkedplaces-context-v1.1.jsonld"
)
_LEFT_OUT = ("geometry", "lon", "lat")
_PLAIN = re.compile(
    r"-?\d{4}(-(0[1-9]|1[0-2])(-\d\d(T[0-9:]+(Z|[+-][0-9:]+)?)?)?)?[~?%]?|Y-?\d{5,}"
)
_MATCHES = {"geonames": "https://sws.geonames.org/{}/", "wikidata": "wd:{}"}
_CERTAINTY = {"true": "less-certain", "false": "certain"}


def write_linked_places(
    story: Any,  # noqa: ANN401 - a Story, or frames
    path: str | os.PathLike[str],
    *,
    base: str = "",
) -> Path:
    """Write places and events as Linked Places, as the World Historical Gazetteer takes them.

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    path : path-like
        The file; it appears whole or not at all.
    base : str
        Address below which the things are published; UUIDs if empty.

    Returns
    -------
    pathlib.Path
        The file.

    Examples
    --------
    >>> import geo, tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_linked_places(story, Path(folder, "story.json"))
    ...     json.loads(file.read_text("utf-8"))["features"][0]["names"][0]["toponym"]
    'Edgware'
    """
    head = {
        "type": "FeatureCollection",
        "@context": CONTEXT,
        "title": story.title,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "attribution": [credit.line for credit in CREDITS],
        "citations": [
            {"@id": source_address(row), "label": _label(row)}
            for _, row in sources_of(story, list(story.sources.index))
        ],
    }
    features = [
        json.dumps(_feature(subject, story, base), ensure_ascii=False, default=int)
        for table in ("places", "events")
        for subject in entities_of(story, table)
    ]
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    target = Path(path)
    write_whole(target, f'{opening},\n"features": [\n' + ",\n".join(features) + "\n]}\n")
    return target


def _label(source: dict[str, Any]) -> str:
    parts = (source["author"], source["title"], source["publisher"])
    return ", ".join(filter(None, (*parts, date_text(source["published"]))))


def _feature(subject: Entity, story: Any, base: str) -> dict[str, Any]:  # noqa: ANN401
    cells = subject.cells
    shown = {name: cell for name, cell in cells.items() if cell and name not in _LEFT_OUT}
    feature: dict[str, Any] = {
        "@id": identifier(story, subject.table, subject.id, base=base),
        "type": "Feature",
        "properties": {
            "title": subject.title,
            "id": subject.id,
            "table": subject.table,
            **shown,
            "evidence": subject.claims,
            BASE: subject.base,
        },
        "names": list(_names(subject, story)),
        "types": [{"label": cells.get("kind", ""), "sourceLabels": _labels(cells.get("kind", ""))}],
        "geometry": _geometry(subject),
        "links": list(_links(cells)),
        "relations": list(_relations(subject, story, base)),
        "descriptions": [
            {"value": line, "lang": getattr(story, "language", "") or "und"}
            for line in claim_lines(subject, story.claims)
        ],
    }
    when = when_of(cells.get("date", ""))
    return {**feature, **({"when": when} if when else {})}


def _labels(kind: str) -> list[dict[str, str]]:
    return [{"label": kind, "lang": "en"}]


def _names(subject: Entity, story: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Yield the names: each as the articles that were read write it, with them as citations."""
    cited = [str(claim["source"]) for claim in subject.claims]
    citations = [
        {"@id": source_address(row), "label": _label(row)} for _, row in sources_of(story, cited)
    ]
    written = subject.cells.get("name") or subject.title
    language = getattr(story, "language", "") or "und"
    yield {"toponym": written, "lang": language, "citations": citations}
    for column in ("label", "local"):
        other = subject.cells.get(column, "")
        if other and other != written:
            yield {"toponym": other, **({"lang": language} if column == "label" else {})}


def _geometry(subject: Entity) -> dict[str, Any] | None:
    """Return the point and the outline of what has them, with how sure they are; else null."""
    shape = subject.geometry
    shapes = [] if shape is None or shape.is_empty else [shape]
    if subject.point and shapes and shape is not None and shape.geom_type != "Point":
        shapes.insert(0, shapely.Point(subject.point))
    certainty = _CERTAINTY.get(subject.cells.get("unsure", ""), "certain")
    parts = [{**shapely.geometry.mapping(each), "certainty": certainty} for each in shapes]
    return {"type": "GeometryCollection", "geometries": parts} if parts else None


def _links(cells: dict[str, str]) -> Iterator[dict[str, str]]:
    provider, _, number = cells.get("provider_id", "").partition(":")
    if provider in _MATCHES and number:
        identifier_ = _MATCHES[provider].format(number)
        yield {"type": "closeMatch", "identifier": identifier_}


def _relations(subject: Entity, story: Any, base: str) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    targets = {"within": "gvp:broaderPartitive", "place": "gvp:tgn3000_related_to"}
    for column, relation in targets.items():
        for target in split_ids(subject.cells.get(column, "")):
            yield {
                "relationType": relation,
                "relationTo": identifier(story, "places", target, base=base),
                "label": f"{column}: {target}",
            }


def when_of(edtf: str) -> dict[str, Any]:
    """Return a date in EDTF as LPF writes time; empty where there is none.

    A span has a start and an end, each of which may be bounded; what may have happened at any time
    of a reach has only bounds.

    Examples
    --------
    >>> when_of("2007-05")["timespans"]
    [{'start': {'in': '2007-05'}}]
    >>> when_of("1992/..")["timespans"]
    [{'start': {'in': '1992'}, 'end': {'earliest': '1992'}}]
    >>> when_of("[..1992]")["timespans"], when_of("")
    ([{'start': {'latest': '1992-12-31'}, 'end': {'latest': '1992-12-31'}}], {})
    """
    if not edtf:
        return {}
    members = [edtf]
    if edtf[:1] == "{":
        members = [member.strip() for member in edtf[1:-1].split(",")]
    return {"timespans": [_timespan(member) for member in members], "label": date_text(edtf)}


def _timespan(edtf: str) -> dict[str, Any]:
    if "/" in edtf:
        start, _, end = edtf.partition("/")
        opens, closes = start not in ("", ".."), end not in ("", "..")
        return {
            "start": _moment(start) if opens else {"latest": _iso(end)},
            "end": _moment(end) if closes else {"earliest": _iso(start)},
        }
    if _PLAIN.fullmatch(edtf):
        return {"start": {"in": _iso(edtf)}}
    first, last = days_of(edtf)
    reach = {name: day for name, day in (("earliest", first), ("latest", last)) if day}
    return {"start": reach, **({"end": {"latest": last}} if last else {})}


def _moment(edtf: str) -> dict[str, str]:
    if _PLAIN.fullmatch(edtf):
        return {"in": _iso(edtf)}
    first, last = days_of(edtf)
    return {"earliest": first, "latest": last}


def _iso(edtf: str) -> str:
    """Return a point as ISO 8601 writes it: years of more than four digits with their sign."""
    if edtf.startswith("Y"):
        year = edtf[1:]
        return year if year.startswith("-") else f"+{year}"
    return edtf if _PLAIN.fullmatch(edtf) else days_of(edtf)[0]


def edtf_of(when: dict[str, Any]) -> str:
    """Return what LPF says of time as a date in EDTF: one span, or several as a set.

    Examples
    --------
    >>> edtf_of(when_of("1992/..")), edtf_of(when_of("2007-05-12")), edtf_of(when_of("{1849,1850}"))
    ('1992/..', '2007-05-12', '{1849,1850}')
    """
    members = [_of_timespan(span) for span in when.get("timespans") or []]
    return members[0] if len(members) == 1 else f"{{{','.join(members)}}}" if members else ""


def _of_timespan(span: dict[str, Any]) -> str:
    start, end = span.get("start") or {}, span.get("end") or {}
    if "in" in start and not end:
        return _long(start["in"])
    if "in" in start or "in" in end:
        first = _long(start["in"]) if "in" in start else ".."
        last = _long(end["in"]) if "in" in end else ".."
        return first if first == last else f"{first}/{last}"
    low, high = start.get("earliest", ""), end.get("latest") or start.get("latest", "")
    return f"[{_long(low)}..{_long(high)}]" if low or high else ""


def _long(iso: str) -> str:
    year = iso.lstrip("+-").partition("-")[0]
    if year.isdigit() and len(year) > len("9999"):
        return f"Y{iso.removeprefix('+')}"
    return iso
