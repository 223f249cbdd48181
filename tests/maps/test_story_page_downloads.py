"""Cite this, and the data inside the page as files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from maps.opening import Open, Opened

pytestmark = pytest.mark.browser


@pytest.fixture
def page(small_page: Path, opened: Open) -> Opened:
    return opened(small_page)


def saved(page: Opened, tool: str) -> tuple[str, str]:
    with page.page.expect_download() as download:
        page.page.locator(f'[data-tool="{tool}"]').click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes().decode()


def test_the_citation_names_page_selection_and_sources(page: Opened) -> None:
    page.page.locator('[data-item="clash"] .geo-head').click()
    page.page.locator('[data-tool="cite.open"]').click()
    dialog = page.page.get_by_role("dialog", name="Cite this")
    assert dialog.locator('[data-form="text"]').text_content() == (
        'A call across the world [Interactive map]. "A clash" (clash).\n'
        'A Writer. "A party abroad". The Paper, 16 May 2007.'
    )
    assert "@misc{small-paper," in dialog.locator('[data-form="bibtex"]').text_content()
    map_, article = json.loads(dialog.locator('[data-form="csl"]').text_content())
    assert (map_["type"], map_["locator"]) == ("map", "clash")
    assert article["issued"] == {"date-parts": [[2007, 5, 16]]}
    page.page.keyboard.press("Escape")
    assert dialog.count() == 0
    assert page.page.evaluate("document.activeElement.dataset.tool") == "cite.open"


def test_geojson_holds_all_that_the_page_tells(page: Opened) -> None:
    name, text = saved(page, "download.geojson")
    assert name == "small.geojson"
    features = {feature["id"]: feature for feature in json.loads(text)["features"]}
    assert len(features) == 4 + 4 + 2 + 2  # events, links, places without events, people
    assert features["clash"]["geometry"] == {"type": "Point", "coordinates": [67.01, 24.86]}
    assert features["murder"]["geometry"] is None
    told = features["order"]["properties"]
    assert (told["earliest"], told["latest"]) == ("2007-01-01", "2007-12-31")
    assert told["contested"] is True
    columns = ("said_by", "claim_status", "paragraph")
    assert [tuple(claim[column] for column in columns) for claim in told["claims"]] == [
        ("the rival", "alleged", 4),
        ("the party", "denied", 5),
    ]
    assert page.complaints == []


def test_csv_has_a_row_for_each_claim_of_what_is_shown(page: Opened) -> None:
    page.page.evaluate("location.hash = 'status=alleged'")
    page.page.wait_for_function("() => geoMaps.report(story_map_1).shown.length === 2")
    name, text = saved(page, "download.csv")
    assert name == "small.csv"
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["id"], row["claim"]) for row in rows] == [
        ("clash", "c-forty"),
        ("clash", "c-fifty"),
        ("order", "c-order"),
        ("order", "c-denial"),
    ]
    assert rows[0]["figures"] == "deaths: at least 40 people (all)"
    assert rows[3]["replies_to"] == "c-order"
    said = page.page.locator(".geo-panel [role=status]").text_content()
    assert said == "small.csv saved, with 2 entries"
