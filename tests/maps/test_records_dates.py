"""A date that is one of two goes from the tables to the page, and stands there in words."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from story.small import SmallStory

if TYPE_CHECKING:
    from maps.opening import Open
    from support import Geo

pytestmark = pytest.mark.browser


@pytest.fixture
def small(tmp_path: Path) -> SmallStory:
    """Return the small story with such a date of an event, and of an article."""
    small = SmallStory(tmp_path / "two-choirs")
    small.row("events", "rehearsal")["date"] = "[1849,1850]"
    small.row("sources", "gazette")["published"] = "[2007-05-16,2007-05-18]"
    return small


def test_one_of_two_years_is_checked_built_and_said_in_words(
    small: SmallStory, geo_command: Geo, opened: Open
) -> None:
    small.cite()
    folder, copies = small.write(), small.write_articles()
    checked = geo_command("check", folder, "--sources", copies)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    output = folder.with_name("outputs")
    built = geo_command("build", folder, "--output", output)
    assert built.returncode == 0, built.stderr
    found = opened(output / "two-choirs.html")
    page = found.page
    line = page.locator('[data-item="rehearsal"] .geo-line').inner_text()
    assert line.startswith("1849 or 1850 · ")
    page.locator(".geo-table summary").click()
    assert page.locator('[data-row="rehearsal"] td').first.inner_text() == "1849 or 1850"
    assert "16 May 2007 or 18 May 2007" in page.locator(".geo-foot").inner_text()
    assert "[1849" not in page.locator("body").inner_text()
    page.evaluate("location.hash = 'time=1850-06'")
    page.wait_for_function("() => geoMaps.report(story_map_1).shown.includes('rehearsal')")
    page.evaluate("location.hash = 'time=1851'")
    page.wait_for_function("() => !geoMaps.report(story_map_1).shown.includes('rehearsal')")
    assert found.complaints == []


def test_files_keep_it_as_it_is_written_with_its_bounds(
    small: SmallStory, geo_command: Geo, opened: Open
) -> None:
    output = small.folder.with_name("outputs")
    built = geo_command("build", small.write(), "--output", output)
    assert built.returncode == 0, built.stderr
    page = opened(output / "two-choirs.html").page
    with page.expect_download() as download:
        page.locator('[data-tool="download.csv"]').click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    told = [rows["rehearsal"][name] for name in ("date", "earliest", "latest")]
    assert told == ["[1849,1850]", "1849-01-01", "1850-12-31"]


def test_a_citation_has_no_date_in_edtf(small: SmallStory, geo_command: Geo, opened: Open) -> None:
    output = small.folder.with_name("outputs")
    built = geo_command("build", small.write(), "--output", output)
    assert built.returncode == 0, built.stderr
    page = opened(output / "two-choirs.html").page
    page.locator('[data-tool="cite.open"]').click()
    text, bibtex, csl = page.locator("dialog pre").all_text_contents()
    assert '"Notes from a choir". The Gazette, 16 May 2007 or 18 May 2007.' in text
    assert '"The bell in the harbour". The Herald, 16 May 2007.' in text
    assert "year = {16 May 2007 or 18 May 2007}" in bibtex
    assert "date = {2007-05-16}" in bibtex
    issued = [item["issued"] for item in json.loads(csl)[1:]]
    assert issued == [
        {"date-parts": [[2007, 5, 16]]},
        {"literal": "16 May 2007 or 18 May 2007"},
    ]
