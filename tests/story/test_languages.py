"""A story in several languages: columns such as ``title@ur`` in its tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import geo
from geo.cli.main import cli
from geo.maps import story_map
from geo.story import write_datapackage
from geo.story.framing import missing_texts
from geo.story.read import read_tables
from geo.story.redactions import redact_tables
from geo.story.table_files import files_of, keyed_rows, table_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from story.small import SmallStory

TITLE = "دو کوائر"
CALL = "فون کال"
HEARD = "تیس لوگ سنتے ہیں۔"


@pytest.fixture
def urdu(small: SmallStory) -> SmallStory:
    small.head += f'"title@ur" = "{TITLE}"\n'
    for row in small.tables["links"]:
        row["title@ur"] = CALL
    for row in small.tables["claims"]:
        row["statement@ur"] = HEARD if row["id"] == "c-listen" else ""
    for row in small.tables["places"]:
        row["local"] = "کراچی" if row["id"] == "karachi" else ""
        row["note"] = row.pop("note")  # the last column
    return small


def test_the_texts_of_a_language_stand_where_it_has_them(urdu: SmallStory) -> None:
    story = geo.read_story(urdu.write())
    assert (story.languages, story.language, story.title) == (("ur",), "en", "Two choirs")
    told = story.in_language("ur")
    assert (told.language, told.title, told.finding) == ("ur", TITLE, "A call.")
    assert told.links.loc["weekly-call", "title"] == CALL
    assert told.links.loc["weekly-call", "to_label"] == "کراچی"
    assert told.places.loc["karachi", ["label", "local"]].tolist() == ["کراچی", "Karachi (label)"]
    assert told.claims.loc[["c-listen", "c-met"], "statement"].tolist() == [
        HEARD,
        "In our words: c-met.",
    ]
    assert story.links.loc["weekly-call", "title"] == "The call"


def test_a_page_in_a_language_shows_its_texts(urdu: SmallStory) -> None:
    story = geo.read_story(urdu.write())
    page = story_map(story, language="ur").get_root().render()
    assert '<html lang="ur" dir="rtl">' in page
    assert f"<h1><bdi>{TITLE}</bdi></h1>" in page
    assert TITLE not in story_map(story).get_root().render()


def test_a_language_without_words_of_the_page_has_its_texts(small: SmallStory) -> None:
    small.head += '"title@it" = "Due cori"\n'
    page = story_map(geo.read_story(small.write()), language="it").get_root().render()
    assert '<html lang="en">' in page
    assert '<h1><bdi lang="it">Due cori</bdi></h1>' in page


def test_no_text_in_a_language_is_refused(urdu: SmallStory) -> None:
    story = geo.read_story(urdu.write())
    with pytest.raises(geo.ArgumentError, match="language: found 'fr', wanted ur"):
        story.in_language("fr")
    assert story.according_to(actor="owner").languages == ()


@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        ("id@ur", "and in other languages title@ur"),
        ("title@", "title@ur, date_note@ur, note@ur"),
        ("title@u", "title@ur, date_note@ur, note@ur"),
    ],
)
def test_a_column_that_holds_no_text_is_refused(
    small: SmallStory, column: str, wanted: str
) -> None:
    for row in small.tables["events"]:
        row[column] = "x"
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(small.write())
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == ("events.csv", 1, column)
    assert wanted in fault.wanted


def test_marks_and_keys_in_a_language_are_checked(small: SmallStory) -> None:
    small.head += '"finding@ur" = "x [nothing]"\n"title@ur" = 3\n"name@ur" = "y"\n'
    for row in small.tables["views"]:
        row["title@ur"] = "z [nowhere]"
    with pytest.raises(geo.StoryError) as caught:
        geo.read_story(small.write())
    faults = [(fault.file, fault.column, fault.found) for fault in caught.value.faults]
    assert sorted(faults) == [
        ("story.toml", "finding@ur", "[nothing]"),
        ("story.toml", "name@ur", "y"),
        ("story.toml", "title@ur", "3"),
        ("views.csv", "title@ur", "[nowhere]"),
    ]


def test_what_a_language_lacks_is_listed(urdu: SmallStory) -> None:
    folder = urdu.write()
    missing = {(f.file, f.column): f.found for f in missing_texts(read_tables(folder))}
    assert missing["story.toml", "finding@ur"] == "no finding in ur"
    assert missing["claims.csv", "statement@ur"] == "4 of 5 texts not in ur"
    assert missing["events.csv", "title@ur"] == "2 of 2 texts not in ur"
    assert ("links.csv", "title@ur") not in missing
    shown = CliRunner().invoke(cli, ["check", str(folder), "--sources", str(folder)])
    assert "claims.csv, row 2 first: statement@ur: 4 of 5 texts not in ur" in shown.output


def test_a_text_goes_where_its_original_was_redacted(urdu: SmallStory) -> None:
    urdu.row("links", "weekly-call")["note"] = "From the house at the corner of the old market."
    urdu.row("links", "weekly-call")["note@ur"] = "پرانے بازار کے کونے سے"
    urdu.row("claims", "c-met")["statement@ur"] = "In the house at the corner of the old market."
    urdu.row("places", "edgware")["label@ur"] = "ایجویئر"
    tables, _ = redact_tables(read_tables(urdu.write()))
    assert tables.texts["links"].iloc[0].to_dict() == {"title@ur": CALL, "note@ur": ""}
    assert "ایجویئر" in set(tables.texts["places"]["label@ur"])


def test_the_files_of_a_story_are_written_with_its_languages(urdu: SmallStory) -> None:
    urdu.head += '[media.sound]\nlabel = "Sound"\nletter = "N"\ncolour = "orders"\n'
    urdu.row("links", "weekly-call")["medium"] = "sound"
    folder = urdu.write()
    tables = read_tables(folder)
    for name, data in files_of(tables).items():
        (folder / name).write_bytes(data)
    again = read_tables(folder)
    assert again.head == tables.head
    assert again.media == tables.media
    assert again.texts["links"].equals(tables.texts["links"])
    rows = keyed_rows(folder)["links"]
    rows["weekly-call"]["title"] = "Changed"
    assert CALL.encode() in table_bytes(folder / "links.csv", rows.values())


def test_the_data_package_describes_the_columns(urdu: SmallStory) -> None:
    package = json.loads(write_datapackage(urdu.write()).read_text(encoding="utf-8"))
    links = next(table for table in package["resources"] if table["name"] == "links")
    names = [field["name"] for field in links["schema"]["fields"]]
    assert names[-1] == "title@ur"


@pytest.mark.slow
def test_a_build_has_a_page_for_each_language(urdu: SmallStory, tmp_path: Path) -> None:
    folder = urdu.write()
    done = CliRunner().invoke(cli, ["build", str(folder), "--output", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    page = (tmp_path / "out" / "two-choirs.ur.html").read_text(encoding="utf-8")
    assert f"<h1><bdi>{TITLE}</bdi></h1>" in page
