"""What is not on the map is listed below it, with the reason, in a real browser."""

from pathlib import Path

import pytest
from maps.exploring import report_of
from maps.opening import Open

import geo

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_rows_without_a_place_are_listed_with_the_reason(
    width: int, opened: Open, tmp_path: Path
) -> None:
    rows = "".join(f"Row {n};;;Nosuchtown\n" for n in range(150))
    text = f"What;lat;lon;Town\nA wall fell;24,86;67,01;Karachi\n<b>Bold</b>;0;0;\n{rows}"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    geo.save_html(geo.explore(str(tmp_path / "a.csv")), tmp_path / "a.html")
    found = opened(tmp_path / "a.html", width=width)
    assert report_of(found)["rows"] == 1
    listed = found.page.locator(".many-unplaced")
    assert listed.locator("summary").inner_text() == "151 rows without a place"
    listed.locator("summary").click()
    listed.locator("tbody tr").nth(99).wait_for()
    first = listed.locator("tbody tr").first.locator("th, td").all_inner_texts()
    assert first[:2] == [
        "<b>Bold</b>",
        "0, 0 is what missing coordinates look like; no name was given",
    ]
    listed.get_by_text("Show more").click()
    listed.locator("tbody tr").nth(150).wait_for()
    assert listed.locator("tbody tr").count() == 151
    assert found.requests == []
    assert found.complaints == []
