"""Write W3C Web Annotations: each claim and each mention at its words in the article."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.credits import CREDIT_LINES
from geo.evidence import page_of, split_ids
from geo.files import write_whole
from geo.formats.subjects import BASE, base_of, identifier, source_address, text_rows

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping


CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OURS = "https://pypi.org/project/geo-event-maps/annotations#"
_AROUND = 32
_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
_MOTIVATIONS = {"claims": "describing", "mentions": "identifying"}


def write_annotations(
    story: Any,  # noqa: ANN401 - a Story, or frames
    path: str | os.PathLike[str],
    *,
    base: str = "",
    texts: Mapping[str, str] | None = None,
) -> Path:
    """Write the spans of all claims and mentions as Web Annotations (W3C, 2017).

    Parameters
    ----------
    story : Story
        Or anything with its frames.
    path : path-like
        The file; it appears whole or not at all.
    base : str
        Address below which the annotations are published; UUIDs if empty.
    texts : mapping of str to str, optional
        Your own copies, by the id of the source. Only with these the words themselves are written
        (`TextQuoteSelector`): without, a span is known by its position and its hash.

    Returns
    -------
    pathlib.Path
        The file: an `AnnotationCollection` whose one page has all annotations.

    Notes
    -----
    Positions count characters from 0, as the tables do. A claim that stands in cells of a table is
    tied to its row (RFC 7111). How claims stand to each other are annotations of annotations.

    Examples
    --------
    >>> import geo, tempfile
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_annotations(story, Path(folder, "story.jsonld"))
    ...     json.loads(file.read_text("utf-8"))["first"]["items"][0]["target"]["selector"]
    [{'type': 'TextPositionSelector', 'start': 0, 'end': 39}]
    """
    items = list(_annotations(story, base, texts or {}))
    page = {
        "id": identifier(story, "annotations", "page", base=base),
        "type": "AnnotationPage",
        "startIndex": 0,
        "items": items,
    }
    document = {
        "@context": [CONTEXT, {"geo": OURS, BASE: f"geo:{BASE}"}],
        "id": identifier(story, "annotations", base=base),
        "type": "AnnotationCollection",
        "label": story.title,
        "rights": "https://creativecommons.org/licenses/by/4.0/",
        "geo:attribution": list(CREDIT_LINES),
        "total": len(items),
        "first": page,
    }
    target = Path(path)
    write_whole(target, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return target


def _annotations(story: Any, base: str, texts: Mapping[str, str]) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    language = getattr(story, "language", "") or "und"
    for table, motivation in _MOTIVATIONS.items():
        frame = getattr(story, table)
        for name, cells in zip(frame.index, text_rows(frame), strict=True):
            yield {
                "id": identifier(story, table, str(name), base=base),
                "type": "Annotation",
                "motivation": motivation,
                "body": _of_claim(cells, language)
                if table == "claims"
                else _of_mention(cells, story, base),
                "target": _target(cells, story, texts),
                "geo:table": table,
                "geo:id": str(name),
                **{f"geo:{column}": cell for column, cell in cells.items() if cell},
                BASE: base_of(table, cells),
            }
    for row in text_rows(story.relations):
        name = f"{row['claim']}:{row['relation']}:{row['other']}"
        yield {
            "id": identifier(story, "relations", name, base=base),
            "type": "Annotation",
            "motivation": "replying" if row["relation"] in ("denies", "answers") else "linking",
            "body": [
                identifier(story, "claims", row["claim"], base=base),
                _text_body(row["relation"], "tagging", ""),
                _text_body(
                    "; ".join(filter(None, (row["on"], row["reason"]))), "commenting", language
                ),
            ],
            "target": identifier(story, "claims", row["other"], base=base),
            "geo:table": "relations",
            "geo:id": name,
        }


def _text_body(value: str, purpose: str, language: str) -> dict[str, str]:
    body = {"type": "TextualBody", "value": value, "purpose": purpose, "format": "text/plain"}
    return {**body, "language": language} if language else body


def _of_claim(cells: Mapping[str, str], language: str) -> list[dict[str, str]]:
    about = split_ids(cells["about"])
    speaker = cells["said_by_label"]
    return [
        _text_body(cells["statement"], "describing", language),
        _text_body(cells["status"], "classifying", ""),
        _text_body(speaker, "commenting", ""),
        *(_text_body(name, "tagging", "") for name in about),
    ]


def _of_mention(cells: Mapping[str, str], story: Any, base: str) -> list[dict[str, Any]]:  # noqa: ANN401
    table = f"{cells['what']}s"
    body: list[dict[str, Any]] = [
        {
            "type": "SpecificResource",
            "purpose": "identifying",
            "source": identifier(story, table, cells["of"], base=base),
        },
        _text_body(cells["what"], "classifying", ""),
        _text_body(cells["of"], "tagging", ""),
    ]
    places = story.places
    provider = str(places["provider_id"].get(cells["of"], "")) if "provider_id" in places else ""
    if cells["what"] == "place" and provider.startswith("geonames:"):
        address = f"https://sws.geonames.org/{provider.removeprefix('geonames:')}/"
        body.append({"type": "SpecificResource", "purpose": "identifying", "source": address})
    return body


def _target(cells: Mapping[str, str], story: Any, texts: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401
    row = {str(k): v for k, v in story.sources.loc[cells["source"]].items()}
    if name := cells.get("exhibit"):
        file, sha256 = story.exhibits.loc[name, ["file", "sha256"]]
        target: dict[str, Any] = {"source": f"urn:sha256:{sha256}" if sha256 else file}
        if cells["part"]:
            part = {"type": "FragmentSelector", "conformsTo": _FRAGMENTS, "value": cells["part"]}
            target["selector"] = part
        return target
    if cells.get("column"):
        selector = {
            "type": "FragmentSelector",
            "conformsTo": "http://tools.ietf.org/rfc/rfc7111",
            "value": f"row={int(cells['paragraph']) + 1}",
        }
        return {"source": source_address(row), "selector": selector}
    start, end = int(cells["start"]), int(cells["end"])
    selectors: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": start, "end": end}]
    page = page_of(cells.get("part", ""))
    if page:
        pdf = "http://tools.ietf.org/rfc/rfc3778"
        selectors.append({"type": "FragmentSelector", "conformsTo": pdf, "value": f"page={page}"})
    text = texts.get(cells["source"], "")
    if text:
        quote = {"exact": text[start:end], "prefix": text[max(0, start - _AROUND) : start]}
        selectors.append(
            {"type": "TextQuoteSelector", **quote, "suffix": text[end : end + _AROUND]}
        )
    return {"source": source_address(row), "selector": selectors}
