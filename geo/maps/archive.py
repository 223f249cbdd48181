"""The archive half of a story's page: its tables, and what no article states."""

from __future__ import annotations

import base64
import io
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from geo.evidence import answers, claims_by_subject, split_ids
from geo.maps import records
from geo.maps.guide import claim_record
from geo.story.exhibits import exhibit_copies, is_remote

if TYPE_CHECKING:
    import pandas as pd

    from geo.maps.story_page import MappedStory
    from geo.messages import Words

    Record = dict[str, Any]


def table_rows(story: MappedStory, *, words: Words) -> list[Record]:
    """Return events, links, places and people in order, each with its claims.

    What is said of a place or a person in the claims of an event or a link stands there alone. A
    claim that stood further up already is marked: on paper it needs no more than a line.
    """
    claims_of = claims_by_subject(story.claims)
    timed = [
        *sorted(
            records.event_items(story.events, claims_of=claims_of, words=words),
            key=itemgetter("order"),
        ),
        *sorted(
            records.link_items(story.links, claims_of=claims_of, words=words),
            key=itemgetter("order"),
        ),
    ]
    rest = [
        *records.place_items(story.places, claims_of=claims_of),
        *records.actor_items(story.actors, claims_of=claims_of),
    ]
    about = {item["id"] for item in [*timed, *rest]}
    evidence_claims = records.evidence(story.claims, figures=None, about=about)["claims"]
    answered = answer_lines(story.claims)
    claims = {
        claim["id"]: claim | {"answers": answered.get(claim["id"])} for claim in evidence_claims
    }
    seen = {name for item in timed for name in item["claims"]}
    printed: set[str] = set()
    rows = []
    for item in [*timed, *rest]:
        own = (
            item["claims"]
            if item in timed
            else [name for name in item["claims"] if name not in seen]
        )
        seen.update(own)
        rows.append(item | {"claims": [claims[name] | {"again": name in printed} for name in own]})
        printed.update(own)
    return rows


def answer_lines(claims: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Return who answers each claim that accuses somebody: ``denied`` or ``reply``, and the names.

    Of a claim that nobody answers, none.
    """
    names = claims["said_by_label"]
    return {
        accusation: [
            (how, "; ".join(dict.fromkeys(names[name] for name in own)))
            for how, own in (
                ("denied", [n for n in replies if accusation in split_ids(claims["denies"][n])]),
                ("reply", [n for n in replies if accusation not in split_ids(claims["denies"][n])]),
            )
            if own
        ]
        for accusation, replies in answers(claims).items()
    }


def table_differences(story: MappedStory) -> Record | None:
    """Return what claims contradict each other on, with the claims of each source in a column.

    None where nothing does, and of a story without the table of relations.
    """
    relations = getattr(story, "relations", None)
    if relations is None:
        return None
    groups: list[tuple[str, set[str]]] = []
    pairs = relations[relations["relation"] == "contradicts"]
    for on, claim, other in pairs[["on", "claim", "other"]].itertuples(index=False):
        pair = {claim, other} & {*story.claims.index}
        beside = [group for group in groups if group[0] == on and group[1] & pair]
        groups = [group for group in groups if group not in beside]
        groups.append((on, pair.union(*(names for _, names in beside))))
    rows = [(on, story.claims[story.claims.index.isin(names)]) for on, names in groups]
    sources = list(dict.fromkeys(name for _, claims in rows for name in claims["source_label"]))
    replies = answers(story.claims)
    cells = [
        [
            [
                claim_record(claims, name, replies=replies)
                for name in claims.index[claims["source_label"] == source]
            ]
            for source in sources
        ]
        for _, claims in rows
    ]
    table = [{"on": on, "cells": row} for (on, _), row in zip(rows, cells, strict=True)]
    return {"sources": sources, "rows": table} if table else None


def table_figures(story: MappedStory) -> list[Record]:
    """Return all figures, those of one set beneath each other."""
    everything = set(map(str, story.claims["about"].map(split_ids).explode().dropna()))
    figures = records.evidence(story.claims, figures=story.figures, about=everything)["figures"]
    order = {
        name: number for number, name in enumerate(dict.fromkeys(map(itemgetter("set"), figures)))
    }
    spoken = [{**row, "measure": row["measure"].replace("-", " ")} for row in figures]
    return sorted(spoken, key=lambda row: order[row["set"]])


_UNSTATED = {
    "place": ("place", ""),
    "place it begins at": ("place", "from"),
    "place it ends at": ("place", "to"),
    "date": ("date", ""),
    "begin": ("date", ""),
    "end": ("date", ""),
    "reply": ("reply", ""),
}
"""Of what `geo.Story.unstated` lists, the part of the page, and which end of a link is meant."""


def unstated_groups(story: MappedStory, items: list[Record]) -> dict[str, list[Record]]:
    """Return what no article states, by ``reply``, ``place`` and ``date``; empty ones left out.

    A story of which something is withheld, or that is one account of several, has none: what is
    not there may stand in an article.

    Parameters
    ----------
    story : geo.Story
        The story.
    items : list of dict
        Its rows, as `table_rows` returns them, with the dates in the words of the page.
    """
    if not getattr(story, "is_whole", False):
        return {}
    dates = {item["id"]: item["date"] for item in items}
    groups: dict[str, list[Record]] = {}
    for name, row in story.unstated().iterrows():  # type: ignore[attr-defined]
        if row["what"] in _UNSTATED:
            part, end = _UNSTATED[row["what"]]
            known = dates[str(name)] if part == "date" else row["known"]
            item = {"title": row["title"], "end": end, "known": known}
            groups.setdefault(part, []).append(item)
    return {part: groups[part] for part in ("reply", "place", "date") if part in groups}


def exhibit_figures(story: Any) -> dict[str, Record]:  # noqa: ANN401 - any story that can be mapped
    """Return what is shown of each exhibit, by its id; nothing of a story without any.

    Of a picture its copy and its size, of what lies at an address that; the events it is of, with
    their titles; alt text, credit and licence.
    """
    table = getattr(story, "exhibits", None)
    if table is None or table.empty:
        return {}
    from PIL import Image  # noqa: PLC0415 - only who has pictures needs it

    copies = exhibit_copies(story)
    figures = {}
    for name, row in table.iterrows():
        on = story.claims["exhibit"] == name if "exhibit" in story.claims else []
        about = {each for cell in story.claims[on]["about"] for each in split_ids(cell)}
        of = story.events[(story.events["image"] == name) | story.events.index.isin(about)]
        part = f"#{row['part']}" if row["part"] and "#" not in row["file"] else ""
        figure: Record = {
            **{key: row[key] for key in ("alt", "credit", "licence")},
            "id": name,
            "of": " ".join(dict.fromkeys([*of.index, *sorted(about)])),
            "titles": list(of["title"]),
            "address": f"{row['file']}{part}" if is_remote(row["file"]) else "",
            "data": "",
        }
        if data := copies.get(str(name)):
            size = Image.open(io.BytesIO(data)).size
            figure |= {"data": base64.b64encode(data).decode(), "size": size}
        figures[str(name)] = figure
    return figures
