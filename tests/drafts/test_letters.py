"""Five letters in one file become events on the days that they tell of, on one page."""

from pathlib import Path

import pytest
from drafts.drafting import edit, keep, rows, run

LETTERS = (Path(__file__).parent / "letters.txt").read_text(encoding="utf-8")
# Worked out with a calendar: 4 June 1847 was a Friday, 2 August a Monday, 3 May 1848 a Wednesday.
EVENTS = [
    ("1847-06-01", "liverpool"),
    ("1847-07-15", "grosse-isle"),
    ("1847-07-19", "quebec"),
    ("1847-07-30", "montreal"),
    ("1847-08-11", "montreal"),
    ("1848-03", "toronto"),
    ("1848-04-20", ""),
    ("1848-04-24/1848-04-30", ""),
]


def draft(folder: Path) -> Path:
    (folder / "letters.txt").write_text(LETTERS, encoding="utf-8")
    code, shown = run(
        folder,
        "draft",
        "letters.txt",
        "--title",
        "Letters of a family",
        "--publisher",
        "Doyle papers",
    )
    assert code == 0, shown
    return folder / "draft"


def test_each_letter_dates_what_it_tells(tmp_path: Path) -> None:
    proposed = rows(draft(tmp_path), "events")
    assert [(row["date"], row["place"]) for row in proposed] == EVENTS
    (deaths, daily) = rows(tmp_path / "draft", "figures")
    assert (deaths["low"], deaths["measure"]) == ("9", "deaths")
    assert (daily["low"], daily["high"], daily["bound"]) == ("30", "", "at-least")


@pytest.mark.slow
def test_the_letters_become_a_page_with_their_days(tmp_path: Path) -> None:
    folder = draft(tmp_path)
    events = {row["id"]: row["place"] for row in rows(folder, "events") if row["place"]}
    for table, ids in (("sources", ()), ("events", events), ("places", set(events.values()))):
        keep(folder, table, *ids)
    claims = [
        row["id"] for row in rows(folder, "claims") if events.keys() & set(row["about"].split("; "))
    ]
    keep(folder, "claims", *claims)
    # Which Liverpool it is the letter leaves to its reader: the geocoder asks for the country.
    edit(folder, "places", lambda row: row.update(country="GB" if row["id"] == "liverpool" else ""))
    for command in (
        ["new", "family", "--title", "Letters from Canada"],
        ["draft", "--merge", "draft", "--story", "family"],
        ["geocode", "family"],
        ["check", "family"],
        ["build", "family", "--output", "out"],
    ):
        code, shown = run(tmp_path, *command)
        assert code == 0, f"{command}: {shown}"
    page = next((tmp_path / "out").rglob("*.html")).read_text(encoding="utf-8")
    for date, _ in EVENTS[:6]:
        assert date in page
