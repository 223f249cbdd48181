"""Write TEI P5: places, events, persons and bodies, sources, and the claims that tie them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from geo.credits import CREDITS
from geo.evidence import split_ids
from geo.files import write_whole
from geo.formats.bibliography import authors_of
from geo.formats.escaping import add_element, document
from geo.formats.subjects import base_of, days_of, degrees, entities_of, text_rows

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

    from geo.formats.subjects import Entity


_PEOPLE = ("person", "unnamed")
_DAY = re.compile(r"-?\d{4}(-\d\d(-\d\d)?)?")
_CERTAIN = {"true": "low", "false": "high"}


def write_tei(story: Any, path: str | os.PathLike[str]) -> Path:  # noqa: ANN401 - a Story, or frames
    """Write a story as TEI P5: its lists of places, events, people and sources in ``standOff``.

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    path : path-like
        The file; it appears whole or not at all.

    Returns
    -------
    pathlib.Path
        The file.

    Notes
    -----
    Dates are those of ISO 8601 (``notBefore-iso``, ``notAfter-iso``); the date in EDTF stands in
    ``when-custom``. A claim is a `note` with its source and place in it; how claims stand to each
    other are `relation` elements.

    Examples
    --------
    >>> import geo, tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_tei(story, Path(folder, "story.xml")).read_text("utf-8").count("<place ")
    19
    """
    names = {"xmlns": "http://www.tei-c.org/ns/1.0"}
    if getattr(story, "language", ""):
        names["xml:lang"] = story.language
    root = ET.Element("TEI", names)
    _header(root, story)
    lists = add_element(root, "standOff")
    _sources(lists, story)
    _actors(lists, story)
    places = add_element(lists, "listPlace")
    for subject in entities_of(story, "places"):
        _place(places, subject)
    events = add_element(lists, "listEvent")
    for subject in entities_of(story, "events"):
        _event(events, subject)
    _claims(lists, story)
    body = add_element(add_element(root, "text"), "body")
    add_element(body, "p", getattr(story, "finding", "") or story.title)
    target = Path(path)
    write_whole(target, document(root))
    return target


def _header(root: Element, story: Any) -> None:  # noqa: ANN401
    description = add_element(add_element(root, "teiHeader"), "fileDesc")
    add_element(add_element(description, "titleStmt"), "title", story.title)
    rights = add_element(add_element(description, "publicationStmt"), "availability")
    licence = add_element(rights, "licence", target="https://creativecommons.org/licenses/by/4.0/")
    add_element(licence, "p", "Creative Commons Attribution 4.0")
    for credit in CREDITS:
        add_element(add_element(rights, "licence", target=credit.url), "p", credit.line)
    source = add_element(add_element(description, "sourceDesc"), "p")
    source.text = "Events and places as the articles below tell of them; their text is not here."


def _sources(lists: Element, story: Any) -> None:  # noqa: ANN401
    bibliography = add_element(lists, "listBibl")
    for name, row in zip(story.sources.index, text_rows(story.sources), strict=True):
        entry = add_element(bibliography, "bibl", xml_id=f"source.{name}")
        for author, is_body in authors_of(row["author"], row["publisher"]):
            add_element(add_element(entry, "author"), "orgName" if is_body else "persName", author)
        add_element(entry, "title", row["title"])
        add_element(entry, "publisher", row["publisher"])
        _dated(entry, row["published"])
        if row.get("url"):
            add_element(entry, "ptr", target=row["url"])
        add_element(entry, "idno", row["sha256"], type="sha256")


def _dated(parent: Element, edtf: str) -> None:
    if edtf:
        add_element(parent, "date", edtf, **_time(edtf))


def _time(edtf: str) -> dict[str, str]:
    """Return the attributes of a date: the day or reach, and the date as it is written."""
    if not edtf:
        return {}
    first, last = days_of(edtf)
    ends = {"notBefore-iso": first, "notAfter-iso": last}
    if _DAY.fullmatch(edtf):
        return {"when-iso": edtf, "when-custom": edtf}
    return {
        **{name: day for name, day in ends.items() if day},
        "when-custom": edtf.replace(" ", ""),
    }


def _actors(lists: Element, story: Any) -> None:  # noqa: ANN401
    actors = getattr(story, "actors", None)
    if actors is None or actors.empty:
        return
    people, bodies = ET.Element("listPerson"), ET.Element("listOrg")
    for name, row in zip(actors.index, text_rows(actors), strict=True):
        is_person = row["kind"] in _PEOPLE
        parent, tag, label = (
            (people, "person", "persName") if is_person else (bodies, "org", "orgName")
        )
        actor = add_element(parent, tag, xml_id=f"actor.{name}")
        add_element(actor, label, row["name"])
        if row.get("role"):
            add_element(actor, "note", row["role"], type="role")
    lists.extend(each for each in (people, bodies) if len(each))


def _place(places: Element, subject: Entity) -> None:
    cells = subject.cells
    place = add_element(
        places,
        "place",
        xml_id=f"place.{subject.id}",
        type=cells.get("precision") or "place",
        n=subject.base,
    )
    for column, kind in (("name", ""), ("label", "label"), ("local", "local")):
        if cells.get(column) and (not kind or cells[column] != cells.get("name")):
            add_element(place, "placeName", cells[column], **({"type": kind} if kind else {}))
    if subject.point:
        lon, lat = subject.point
        location = add_element(
            place, "location", cert=_CERTAIN.get(cells.get("unsure", ""), "high")
        )
        add_element(location, "geo", f"{degrees(lat)} {degrees(lon)}")
    for target in split_ids(cells.get("within", "")):
        add_element(place, "note", "", type="within", target=f"#place.{target}")
    if cells.get("provider_id"):
        add_element(place, "idno", cells["provider_id"])
    if cells.get("note"):
        add_element(place, "note", cells["note"])


def _event(events: Element, subject: Entity) -> None:
    cells = subject.cells
    where = {"where": f"#place.{cells['place']}"} if cells.get("place") else {}
    kind = {"type": cells["kind"]} if cells.get("kind") else {}
    time = _time(cells.get("date", ""))
    known = {"xml_id": f"event.{subject.id}", "n": subject.base}
    event = add_element(events, "event", **known, **kind, **where, **time)
    add_element(event, "label", subject.title)
    for name in ("date_basis", "date_note", "status", "differs_on", "note"):
        if cells.get(name):
            add_element(event, "note", cells[name], type=name)


def _claims(lists: Element, story: Any) -> None:  # noqa: ANN401
    claims = add_element(lists, "list", type="claims")
    for name, row in zip(story.claims.index, text_rows(story.claims), strict=True):
        known = {"xml_id": f"claim.{name}", "n": base_of("claims", row)}
        item = add_element(claims, "item", **known, ana=_pointers(story, row["about"]))
        source = f"#source.{row['source']}"
        add_element(item, "note", row["statement"], type=row["status"], source=source)
        where = f"{row['paragraph']}:{row['start']}-{row['end']}"
        add_element(item, "ref", row["source_label"], target=source, n=where)
        add_element(item, "name", row["said_by_label"], **_speaker(row))
    relations = ET.Element("listRelation")
    for row in text_rows(story.relations):
        ends = {"active": f"#claim.{row['claim']}", "passive": f"#claim.{row['other']}"}
        relation = add_element(relations, "relation", name=row["relation"], **ends)
        if row["on"] or row["reason"]:
            add_element(relation, "desc", "; ".join(filter(None, (row["on"], row["reason"]))))
    if len(relations):
        lists.append(relations)


def _speaker(row: Mapping[str, str]) -> dict[str, str]:
    return {"ref": f"#actor.{row['said_by']}"} if row["said_by"] else {}


def _pointers(story: Any, about: str) -> str:  # noqa: ANN401
    kinds = {"places": "place", "events": "event", "actors": "actor"}
    pointers = [
        f"#{kind}.{name}"
        for name in split_ids(about)
        for table, kind in kinds.items()
        if name in getattr(story, table, story.events).index
    ]
    return " ".join(dict.fromkeys(pointers)) or "#claims"
