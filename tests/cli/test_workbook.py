"""`geo workbook`: a story as one workbook, edited as a spreadsheet does, and back."""

import csv
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import Geo, contents

import geo
from geo.importing.workbook import read_workbook, write_workbook
from geo.story.new import write_example


@pytest.fixture
def story(tmp_path: Path) -> Path:
    folder = tmp_path / "story"
    folder.mkdir()
    write_example(folder)
    return folder


@pytest.fixture
def book(story: Path, geo_command: Geo) -> Path:
    done = geo_command("workbook", "story", "story.xlsx", cwd=story.parent)
    assert done.returncode == 0, done.stderr
    return story.parent / "story.xlsx"


def cell_of(sheet: object, name: str, column: str) -> object:
    """Return the cell of a row's column."""
    header = [cell.value for cell in sheet[1]]  # type: ignore[index]
    rows = [row for row in sheet.iter_rows(min_row=2) if row[0].value == name]  # type: ignore[attr-defined]
    return rows[0][header.index(column)]


def edited(book: Path, *edits: tuple[str, str, str, object]) -> None:
    """Write cells of a workbook: sheet, id, column, what."""
    made = openpyxl.load_workbook(book)
    for sheet, name, column, value in edits:
        cell_of(made[sheet], name, column).value = value  # type: ignore[attr-defined]
    made.save(book)


def cells(story: Path, table: str) -> dict[str, dict[str, str]]:
    with (story / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines)}


def test_a_sheet_for_each_table_with_lists_comments_text_and_a_frozen_header(book: Path) -> None:
    made = openpyxl.load_workbook(book)
    assert made.sheetnames[:4] == ["story", "sources", "places", "events"]
    assert made["geo"].sheet_state == "veryHidden"
    events = made["events"]
    assert events.freeze_panes == "B2"
    date = cell_of(events, "concert", "date")
    assert (date.value, date.number_format, date.data_type) == ("1996-05-17", "@", "s")  # type: ignore[attr-defined]
    comments = {cell.value: cell.comment.text for cell in events[1]}
    assert comments["place"] == "place: the id of a row in places.csv"
    lists = {
        str(offer.sqref).partition(":")[0]: offer.formula1
        for offer in events.data_validations.dataValidation
    }
    assert lists == {
        "E2": '"stated,inferred,none"',
        "G2": "'places'!$A$2:$A$2000",
        "J2": "'exhibits'!$A$2:$A$2000",
    }
    claims = made["claims"].data_validations.dataValidation
    assert any("hearsay" in offer.formula1 for offer in claims)


def test_the_same_story_gives_the_same_bytes_and_back_changes_none(
    story: Path, book: Path, geo_command: Geo
) -> None:
    first = book.read_bytes()
    done = geo_command("workbook", "story", "story.xlsx", "--overwrite", cwd=story.parent)
    assert done.returncode == 0
    assert book.read_bytes() == first
    before = contents(story)
    done = geo_command("workbook", "story.xlsx", "story", cwd=story.parent)
    assert (done.returncode, done.stdout) == (0, "story: nothing has changed, nothing to do\n")
    assert contents(story) == before


def test_what_was_edited_comes_into_the_tables_and_nothing_else_changes(
    story: Path, book: Path, geo_command: Geo
) -> None:
    edited(
        book,
        ("events", "concert", "title", "The choir sings"),
        ("figures", "singers-32", "low", 33),
        ("figures", "singers-32", "high", 33.0),
        ("claims", "gazette-32", "statement", "33, the organisers say."),
    )  # fmt: skip
    before = contents(story)
    done = geo_command("workbook", "story.xlsx", "story", cwd=story.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "events.csv, concert, title: 'The choir sings in Oslo' → 'The choir sings'",
        (
            "claims.csv, gazette-32, statement: "
            "'The organisers put the number of singers at 32.' → '33, the organisers say.'"
        ),
        "figures.csv, singers-32, low: '32' → '33'",
        "figures.csv, singers-32, high: '32' → '33'",
        "story: claims.csv, events.csv, figures.csv written",
    ]
    after = contents(story)
    assert {name for name in after if after[name] != before[name]} == {
        "claims.csv", "events.csv", "figures.csv",
    }  # fmt: skip
    assert cells(story, "figures")["singers-32"]["low"] == "33"
    assert geo.read_story(story).events.loc["concert", "title"] == "The choir sings"


def test_rows_are_added_and_removed_and_the_finding_is_edited(
    story: Path, book: Path, geo_command: Geo
) -> None:
    made = openpyxl.load_workbook(book)
    made["views"].append(["south", "Oslo", "oslo"])
    made["mentions"].delete_rows(2)
    made["story"]["B3"] = "A choir in Oslo [gazette-concert]"
    made.save(book)
    done = geo_command("workbook", "story.xlsx", "story", cwd=story.parent)
    assert done.returncode == 0, done.stderr
    assert "views.csv, south: new" in done.stdout
    assert "mentions.csv, gazette-p02-01: removed" in done.stdout
    assert (
        "story.toml, title: 'The choir that went to Oslo [gazette-concert]' → "
        "'A choir in Oslo [gazette-concert]'" in done.stdout
    )
    assert list(cells(story, "views")) == ["whole", "south"]
    assert geo.read_story(story).title == "A choir in Oslo"


def test_dates_of_a_spreadsheet_are_read_as_exact_as_it_shows_them(
    story: Path, book: Path, geo_command: Geo
) -> None:
    made = openpyxl.load_workbook(book)
    month = cell_of(made["events"], "concert", "date")
    month.value, month.number_format = dt.date(1996, 5, 1), "mmm-yy"  # type: ignore[attr-defined]
    day = cell_of(made["links"], "journey", "date")
    day.value, day.number_format = dt.date(1996, 5, 17), "dd/mm/yyyy"  # type: ignore[attr-defined]
    cell_of(made["sources"], "gazette", "published").value = 1996  # type: ignore[attr-defined]
    made.save(book)
    done = geo_command("workbook", "story.xlsx", "story", cwd=story.parent)
    assert done.returncode == 0, done.stderr
    assert cells(story, "events")["concert"]["date"] == "1996-05"
    assert cells(story, "links")["journey"]["date"] == "1996-05-17"
    assert cells(story, "sources")["gazette"]["published"] == "1996"


def test_all_cells_that_can_not_be_read_are_told_at_once_and_nothing_is_written(
    story: Path, book: Path, geo_command: Geo
) -> None:
    made = openpyxl.load_workbook(book)
    cell_of(made["figures"], "singers-30", "low").value = "=15*2"  # type: ignore[attr-defined]
    cell_of(made["figures"], "singers-30", "scope").value = dt.date(2007, 3, 4)  # type: ignore[attr-defined]
    cell_of(made["events"], "concert", "date").value = 39214  # type: ignore[attr-defined]
    cell_of(made["claims"], "gazette-30", "note").value = "#N/A"  # type: ignore[attr-defined]
    cell_of(made["claims"], "gazette-30", "note").data_type = "e"  # type: ignore[attr-defined]
    made["views"].append(["whole", "Again", "oslo"])
    made.save(book)
    before = contents(story)
    done = geo_command("workbook", "story.xlsx", "story", cwd=story.parent)
    assert done.returncode == 2
    for said in (
        "sheet figures, row 3, column low (D3): found '=15*2', wanted what it comes to",
        "sheet figures, row 3, column scope (I3): found '2007-03-04 00:00:00', wanted text",
        (
            "sheet events, row 2, column date (D2): found '39214', wanted a date as text; if it is "
            "2007-05-12, write 2007-05-12"
        ),
        "sheet claims, row 4, column note (N4): found '#N/A', wanted text, or nothing",
        "sheet views, row 3, column id: found 'whole', wanted another than in row 2",
    ):
        assert said in done.stderr
    assert contents(story) == before


def test_what_does_not_hold_together_names_the_cells_of_the_workbook(
    story: Path, book: Path, geo_command: Geo
) -> None:
    edited(book, ("events", "concert", "place", "osl"), ("claims", "gazette-30", "status", "sad"))
    done = geo_command("workbook", "story.xlsx", "story", cwd=story.parent)
    assert done.returncode == 2
    assert "story.xlsx, sheet events, row 2, column place: found 'osl'" in done.stderr
    assert "did you mean oslo?" in done.stderr
    assert "story.xlsx, sheet claims, row 4, column status: found 'sad'" in done.stderr


def test_edits_in_both_are_shown_and_nothing_is_lost(
    story: Path, book: Path, geo_command: Geo
) -> None:
    path = story / "events.csv"
    path.write_text(path.read_text().replace("The choir sings in Oslo", "A concert in Oslo"))
    edited(
        book,
        ("events", "concert", "title", "The choir sings"),
        ("events", "concert", "kind", "music"),
    )
    before = contents(story)
    done = geo_command("workbook", "story.xlsx", "story", cwd=story.parent)
    assert done.returncode == 2
    assert (
        "story.xlsx, sheet events, row 2, column title: found 'The choir sings', wanted one of the "
        "two: events.csv has 'A concert in Oslo' now" in done.stderr
    )
    assert contents(story) == before
    done = geo_command("workbook", "story.xlsx", "story", "--keep", "folder", cwd=story.parent)
    assert done.returncode == 0
    row = cells(story, "events")["concert"]
    assert (row["title"], row["kind"]) == ("A concert in Oslo", "music")
    done = geo_command("workbook", "story.xlsx", "story", "--keep", "workbook", cwd=story.parent)
    assert cells(story, "events")["concert"]["title"] == "The choir sings"


def test_what_the_folder_alone_has_changed_stays(story: Path, book: Path, geo_command: Geo) -> None:
    path = story / "views.csv"
    path.write_text(path.read_text() + "south,Oslo,oslo\n")
    edited(book, ("events", "concert", "kind", "music"))
    done = geo_command("workbook", "story.xlsx", "story", cwd=story.parent)
    assert done.returncode == 0, done.stderr
    assert list(cells(story, "views")) == ["whole", "south"]
    assert cells(story, "events")["concert"]["kind"] == "music"


def test_without_its_hidden_sheet_each_difference_is_a_question(
    story: Path, book: Path, geo_command: Geo
) -> None:
    made = openpyxl.load_workbook(book)
    made.remove(made["geo"])
    made.save(book)
    done = geo_command("workbook", "story.xlsx", "story", cwd=story.parent)
    assert done.stdout.endswith("story: nothing has changed, nothing to do\n")
    edited(book, ("events", "concert", "kind", "music"))
    done = geo_command("workbook", "story.xlsx", "story", cwd=story.parent)
    assert (done.returncode, "wanted one of the two" in done.stderr) == (2, True)
    done = geo_command("workbook", "story.xlsx", "story", "--keep", "workbook", cwd=story.parent)
    assert done.returncode == 0
    assert cells(story, "events")["concert"]["kind"] == "music"


def test_a_row_that_one_side_edited_and_the_other_removed_is_a_question(
    story: Path, book: Path, geo_command: Geo
) -> None:
    made = openpyxl.load_workbook(book)
    made["mentions"].delete_rows(2)
    made.save(book)
    path = story / "mentions.csv"
    path.write_text(path.read_text().replace("bergen,place", "oslo,place"))
    done = geo_command("workbook", "story.xlsx", "story", cwd=story.parent)
    assert (done.returncode, "gazette-p02-01" in done.stderr) == (2, True)
    done = geo_command("workbook", "story.xlsx", "story", "--keep", "folder", cwd=story.parent)
    assert done.returncode == 0
    assert cells(story, "mentions")["gazette-p02-01"]["of"] == "oslo"
    done = geo_command("workbook", "story.xlsx", "story", "--keep", "workbook", cwd=story.parent)
    assert done.returncode == 0
    assert cells(story, "mentions") == {}


def test_a_sorted_sheet_sorts_the_table_and_keeps_what_is_new_in_the_folder(
    story: Path, book: Path, geo_command: Geo
) -> None:
    made = openpyxl.load_workbook(book)
    sheet = made["claims"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, row in enumerate(reversed(rows), start=2):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    made.save(book)
    before = list(cells(story, "claims"))
    done = geo_command("workbook", "story.xlsx", "story", cwd=story.parent)
    assert done.returncode == 0, done.stderr
    assert "claims.csv: in the order of the sheet" in done.stdout
    assert list(cells(story, "claims")) == before[::-1]


def test_a_workbook_alone_makes_a_story(book: Path, geo_command: Geo) -> None:
    done = geo_command("workbook", "story.xlsx", "another", cwd=book.parent)
    assert done.returncode == 0, done.stderr
    made = geo.read_story(book.parent / "another")
    assert (made.name, made.title) == ("choir-in-oslo", "The choir that went to Oslo")
    assert made.claims.index.tolist() == geo.read_story(book.parent / "story").claims.index.tolist()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["story", "story"], "wanted a story's folder and a workbook"),
        (["story", "story.xlsx"], "found a file, wanted a new one"),
        (["story", "other.xlsx", "--keep", "folder"], "go with a workbook that is read"),
        (["plain.xlsx", "story"], "a workbook of another kind"),
        (["text.xlsx", "story"], "another file"),
    ],
)
def test_what_is_no_workbook_of_a_story_is_refused(
    book: Path, geo_command: Geo, arguments: list[str], said: str
) -> None:
    openpyxl.Workbook().save(book.parent / "plain.xlsx")
    (book.parent / "text.xlsx").write_text("id,title")
    before = contents(book.parent)
    done = geo_command("workbook", *arguments, cwd=book.parent)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
    assert contents(book.parent) == before


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t"), max_size=30
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(notes=st.lists(TEXTS, min_size=1, max_size=4), end=st.sampled_from(["\n", "\r\n"]))
def test_any_text_comes_back_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, notes: list[str], end: str
) -> None:
    folder = tmp_path_factory.mktemp("story")
    write_example(folder)
    path = folder / "actors.csv"
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    for row, note in zip(rows, notes, strict=False):
        row[header.index("role")] = note
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows([header, *rows])
    path.write_bytes(text.getvalue().encode())
    before = contents(folder)
    made = write_workbook(folder, folder.parent / f"{folder.name}.xlsx")
    assert read_workbook(made, folder).files == {}
    assert contents(folder) == before
