"""Sixty small stories: in thirty the own words say more than the claims, in thirty they do not."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from story.small import SmallStory

from geo.editing import Remark, check_texts

STORIES = list(
    csv.DictReader(Path(__file__).with_name("framing.csv").read_text("utf-8").splitlines())
)
OWN = ("stronger", "vouching", "crime", "present", "number", "until", "prose")


def remarks_on(small: SmallStory, row: dict[str, str]) -> list[Remark]:
    """Return what is said of the wording of a story with one text of the table."""
    small.cite()
    claim = small.row("claims", "c-met")
    others = "encore; hall; choir" if row["where"] == "event" else "rehearsal; encore; hall; choir"
    small.row("claims", "c-count")["about"] = others
    speaker = "" if row["status"] == "reported" else "owner"
    claim.update(status=row["status"], statement=row["statement"], said_by=speaker)
    small.tables["figures"] = [{**small.row("figures", "f-28"), **_figure(row["figure"])}]
    if not row["figure"]:
        small.tables["figures"][0]["claim"] = "c-count"
    if row["date"]:
        dated = {"date": row["date"], "date_basis": "inferred", "date_note": "By the passage."}
        for event in small.tables["events"]:
            event.update(dated)
    _place(small, row["where"], row["text"])
    small.tables["mentions"] = [m for m in small.tables["mentions"] if m["of"] != "f-30"]
    return [one for one in check_texts(small.write()) if one.rule in OWN or one.refused]


def _figure(text: str) -> dict[str, str]:
    if not text:
        return {}
    measure, number, bound, wording = [*text.split(), ""][:4]
    return {
        "claim": "c-met",
        "measure": measure,
        "low": "" if bound in ("at-most", "less-than") else number,
        "high": "" if bound in ("at-least", "more-than") else number,
        "bound": bound,
        "unit": "people",
        "wording": wording,
        "scope": "of that day",
    }


def _place(small: SmallStory, where: str, text: str) -> None:
    """Write a text where it stands; the others of the story rest on what the paper says itself."""
    title, finding = "Two choirs [c-met]", "The owner says that he calls [c-call]."
    small.head = small.head.replace(title, text if where == "title" else "Two choirs [c-count]")
    small.head = small.head.replace(finding, text if where == "finding" else finding)
    step = small.tables["steps"][0]
    step.update(note="", note_at="", text="They sang [c-count].")
    for actor in small.tables["actors"]:
        actor["claims"] = ""
    cells = {
        "text": (step, {"text": text}),
        "step": (step, {"title": text}),
        "note": (step, {"note": text, "note_at": "rehearsal"}),
        "event": (small.row("events", "rehearsal"), {"title": text}),
        "label": (small.row("places", "hall"), {"label": text}),
        "view": (small.tables["views"][0], {"title": text}),
        "role": (small.row("actors", "choir"), {"role": text, "claims": "c-met"}),
    }
    if where in cells:
        row, changed = cells[where]
        row.update(changed)
    if where == "prose":
        notebook = small.folder / "notebooks" / "01.ipynb"
        notebook.parent.mkdir(parents=True)
        code = {"cell_type": "code", "source": 'story = ".."'}
        prose = {"cell_type": "markdown", "source": text}
        notebook.write_text(json.dumps({"cells": [code, prose]}), encoding="utf-8")


@pytest.mark.parametrize("row", STORIES, ids=[f"{n}-{s['kind']}" for n, s in enumerate(STORIES)])
def test_what_says_more_than_its_claims_is_found_and_nothing_else(
    small: SmallStory, row: dict[str, str]
) -> None:
    rules = {one.rule for one in remarks_on(small, row)}
    if row["wrong"] == "yes":
        assert rules
    else:
        assert rules == set()


def test_there_are_thirty_of_each() -> None:
    assert Counter(row["wrong"] for row in STORIES) == {"yes": 30, "no": 30}
