"""A story that names no views opens on the places where something happens or leads."""

import json
import re
from pathlib import Path

import geo


def test_the_one_view_spans_the_places_that_are_told(story_folder: Path) -> None:
    (story_folder / "views.csv").write_text("id,title,places\n", encoding="utf-8")
    (story_folder / "steps.csv").unlink()
    page = geo.story_map(geo.read_story(story_folder)).get_root().render()
    blocks = re.findall(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    views = [
        each
        for block in map(json.loads, blocks)
        for each in (block if isinstance(block, list) else block.get("views", []))
        if isinstance(each, dict) and "bounds" in each
    ]
    (view,) = views
    west, south, east, north = view["bounds"]
    assert view["title"] == "The whole story"
    assert west < -87.65  # Chicago
    assert east > 77  # India
    assert south < 24.86  # Karachi
    assert north > 51.61  # Edgware


def test_a_link_without_a_line_says_the_true_reason(story_folder: Path) -> None:
    links = story_folder / "links.csv"
    text = links.read_text(encoding="utf-8")
    row = "hussain-to-britain,Hussain's journey to Britain,"
    assert f"{row}pakistan,britain," in text
    for ends, reason in {
        "pakistan,pakistan,": "one-place",
        "rest-of-sindh,britain,": "not-every-end",
        "pakistan,,": "one-end",
    }.items():
        links.write_text(text.replace(f"{row}pakistan,britain,", row + ends), encoding="utf-8")
        page = geo.story_map(geo.read_story(story_folder)).get_root().render()
        (link,) = _named(page, "hussain-to-britain")
        assert link["undrawn"] == reason


def _named(page: str, name: str) -> list[dict[str, object]]:
    """Return the items with an id in the data of a page."""
    blocks = re.findall(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    data = [block for block in map(json.loads, blocks) if isinstance(block, dict)]
    return [item for block in data for item in block.get("items", []) if item["id"] == name]
