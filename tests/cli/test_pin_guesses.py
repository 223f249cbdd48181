"""From article to page as a newcomer goes: guesses stay guesses, and placeholders stay at home."""

import csv
import json
from pathlib import Path

import pytest
from support import Geo

from geo.story import read_story
from geo.story.vocabulary import PLACEHOLDER

ARTICLE = """\
Choirs meet

The choir from Breslau met singers from Springfield in Hyderabad on 4 March 2024.

In Breslau the rehearsal was held on 2 March 2024, and the crowd cheered.
"""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def merged(geo_command: Geo, tmp_path: Path) -> Path:
    """Return a new story with all places of a draft, and a claim about each."""
    (tmp_path / "choirs.txt").write_text(ARTICLE, encoding="utf-8")
    geo_command("new", "story", "--title", "Choirs", cwd=tmp_path)
    given = ("--published", "2024-03-05", "--publisher", "The Post", "--title", "Choirs meet")
    geo_command("draft", "choirs.txt", *given, cwd=tmp_path)
    for table in ("sources", "places", "claims", "events", "actors"):
        path = tmp_path / "draft" / f"{table}.csv"
        if rows := rows_of(path):
            told = {"statement": "Guests arrived."} if table == "claims" else {}
            write(path, [row | {"keep": "x"} | told for row in rows])
    done = geo_command("draft", "--merge", "draft", "--story", "story", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path / "story"


def test_a_draft_guesses_in_columns_of_its_own(merged: Path) -> None:
    places = {row["id"]: row for row in rows_of(merged / "places.csv")}
    for row in places.values():
        assert (row["country"], row["query"], row["within"]) == ("", "", "")
        assert (row["lon"], row["lat"]) == ("", "")
        assert row["candidate"].startswith("geonames:")
    assert float(places["springfield"]["candidate_confidence"]) < 0.5


def test_the_map_marks_a_guess_and_leaves_out_a_wild_one(geo_command: Geo, merged: Path) -> None:
    done = geo_command("geocode", merged)
    assert done.returncode == 1  # Springfield may be anywhere
    guesses = {row["id"]: row for row in rows_of(merged / "places.csv")}
    for row in rows_of(merged / "pins.csv"):
        if row["confidence"]:
            assert float(row["confidence"]) <= float(guesses[row["place"]]["candidate_confidence"])
    assert "springfield: new, not located\n    because " in done.stdout
    story = read_story(merged)
    assert bool(story.places.loc["breslau", "unsure"])
    assert not story.places.loc["springfield", "unsure"]
    assert geo_command("pin", merged, "breslau", "51.11", "17.03").returncode == 0
    assert not read_story(merged).places.loc["breslau", "unsure"]


def test_a_story_without_the_columns_says_that_guesses_stay_behind(
    geo_command: Geo, merged: Path
) -> None:
    other = merged.parent / "other"
    geo_command("new", other)
    path = other / "places.csv"
    header = path.read_text(encoding="utf-8").strip().split(",")
    kept = [name for name in header if not name.startswith("candidate")]
    path.write_text(",".join(kept) + "\n", encoding="utf-8")
    done = geo_command("draft", "--merge", merged.parent / "draft", "--story", other)
    assert done.returncode == 0, done.stderr
    assert (
        "the gazetteer's guesses of 3 places stay behind; add the columns candidate" in done.stdout
    )


def test_the_placeholder_of_a_new_story_is_published_nowhere(
    geo_command: Geo, merged: Path
) -> None:
    assert PLACEHOLDER in (merged / "story.toml").read_text(encoding="utf-8")
    geo_command("geocode", merged)
    done = geo_command("build", merged, "--output", merged / "outputs")
    assert done.returncode == 0, done.stderr
    told = "story.toml: finding is still what geo new wrote, and is left out; write one sentence"
    assert told in done.stderr
    geo_command("schema", merged)
    assert "description" not in json.loads((merged / "datapackage.json").read_text("utf-8"))
    published = [path for path in (merged / "outputs").rglob("*") if path.is_file()]
    published.append(merged / "datapackage.json")
    assert any(path.suffix == ".html" for path in published)
    words = PLACEHOLDER[:24].encode()
    assert [
        p.name for p in [*published, merged / "datapackage.json"] if words in p.read_bytes()
    ] == []
    assert words not in (merged / "notebooks" / "01-the-story.ipynb").read_bytes()
    assert read_story(merged).finding == ""
