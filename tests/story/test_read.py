"""Files are read as a person wrote them, and what can't be read is told."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from story.small import SmallStory

import geo
from geo.story import read_tables


def faults(folder: Path) -> tuple[geo.Fault, ...]:
    with pytest.raises(geo.StoryError) as caught:
        read_tables(folder)
    return caught.value.faults


def edit(folder: Path, file: str, old: bytes, new: bytes) -> Path:
    path = Path(folder, file)
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))
    return folder


HOSTILE = [
    "<script>alert(1)</script>",
    "{{ 7*7 }} {% raw %} 100 {% off",
    '=HYPERLINK("x")',
    "'quoted', \"twice\"",
    "two\nlines\r\nand three",
    " blanks stay ",
    "\u202eright to left\u202c گانا",
    "NA",
    "null",
    "1e5",
    "007",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_letter_for_letter(small: SmallStory, text: str) -> None:
    small.row("places", "hall")["note"] = text
    small.row("claims", "c-call")["statement"] = text
    tables = read_tables(small.write()).frames
    assert tables["places"].loc[4, "note"] == text
    assert tables["claims"].loc[2, "statement"] == text


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
def test_any_text_that_a_file_can_hold_comes_back(small: SmallStory, text: str) -> None:
    small.row("places", "hall")["note"] = text
    assert read_tables(small.write()).frames["places"].loc[4, "note"] == text


def test_a_cell_with_line_breaks_does_not_shift_the_numbers_of_rows(small: SmallStory) -> None:
    small.row("places", "edgware")["note"] = "one\ntwo\n\nthree"
    small.row("places", "hall")["kind"] = "barn"
    (fault,) = faults(small.write())
    assert (fault.row, fault.column, fault.found) == (4, "kind", "barn")


@pytest.mark.parametrize("line_end", [b"\r\n", b"\r"])
def test_line_ends_of_other_systems_are_read(small: SmallStory, line_end: bytes) -> None:
    folder = small.write()
    path = Path(folder, "views.csv")
    path.write_bytes(path.read_bytes().replace(b"\n", line_end))
    assert read_tables(folder).frames["views"].loc[2, "title"] == "The whole call"


def test_a_byte_order_mark_is_no_part_of_the_first_column(small: SmallStory) -> None:
    folder = small.write()
    for file in ("views.csv", "story.toml"):
        path = Path(folder, file)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_tables(folder).head["name"] == "two-choirs"


def test_pins_may_be_missing_altogether(small: SmallStory) -> None:
    folder = small.write()
    Path(folder, "pins.csv").unlink()
    assert read_tables(folder).frames["pins"].empty


def test_a_missing_file_is_told(small: SmallStory) -> None:
    folder = small.write()
    for file in ("events.csv", "story.toml"):
        Path(folder, file).unlink()
    told = [(fault.file, fault.found) for fault in faults(folder)]
    assert told == [("events.csv", "no such file"), ("story.toml", "no such file")]


def test_a_missing_folder_is_one_fault(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path / "nowhere")
    assert fault.found == "no such folder"


def test_an_empty_file_is_told(small: SmallStory) -> None:
    folder = small.write()
    Path(folder, "views.csv").write_bytes(b"")
    (fault,) = faults(folder)
    assert (fault.file, fault.row, fault.found) == ("views.csv", 0, "nothing")
    assert fault.wanted == "a header: id,title,places"


def test_text_that_is_not_utf_8_is_told_with_its_byte(small: SmallStory) -> None:
    folder = edit(small.write(), "views.csv", b"The whole", b"The wh\xf6le")
    (fault,) = faults(folder)
    at = Path(folder, "views.csv").read_bytes().index(b"\xf6")
    assert fault.found == f"byte 0xf6 at position {at}, line 2"
    assert "UTF-8" in fault.wanted


@pytest.mark.parametrize(
    ("header", "column", "wanted"),
    [
        (b"id,title", "places", "this column"),
        (b"id,title,places,colour", "colour", "no column but id, title, places"),
        (b"id,title,title,places", "title", "one column"),
        (b"id,Title,places", "Title", "no column but id, title, places"),
        (b"title,id,places", "", "columns in the order id,title,places"),
        (b"id;title;places", "", "cells separated by commas, not semicolons"),
        (b"id\ttitle\tplaces", "", "cells separated by commas, not tabs"),
    ],
)
def test_a_wrong_header_is_told(small: SmallStory, header: bytes, column: str, wanted: str) -> None:
    folder = edit(small.write(), "views.csv", b"id,title,places", header)
    told = [(fault.row, fault.column, fault.wanted) for fault in faults(folder)]
    assert (1, column, wanted) in told


@pytest.mark.parametrize(
    ("row", "found"),
    [(b"whole,The whole call\n", "2 cells"), (b"whole,a,edgware,b,c\n", "5 cells")],
)
def test_a_ragged_row_is_told_once(small: SmallStory, row: bytes, found: str) -> None:
    folder = edit(small.write(), "views.csv", b"whole,The whole call,edgware; karachi\n", row)
    (fault,) = faults(folder)
    assert (fault.row, fault.found) == (2, found)
    assert fault.wanted == "3 cells, as many as the header has"


@pytest.mark.parametrize("blank", [b"\n", b",,\n"])
def test_a_blank_row_is_told_and_counted(small: SmallStory, blank: bytes) -> None:
    folder = edit(small.write(), "views.csv", b"whole,The", blank + b"Whole,The")
    told = faults(folder)
    assert [(fault.row, fault.column) for fault in told] == [(2, ""), (3, "id")]


@pytest.mark.parametrize("broken", [b'whole,"The whole', b'whole,"The" whole'])
def test_a_quote_that_is_not_closed_is_told(small: SmallStory, broken: bytes) -> None:
    (fault,) = faults(edit(small.write(), "views.csv", b"whole,The whole", broken))
    assert (fault.file, fault.row) == ("views.csv", 2)
    assert "each quote is closed" in fault.wanted


@pytest.mark.parametrize(
    ("head", "column", "found"),
    [
        ('name = "Two Choirs"', "name", "Two Choirs"),
        ('name = ""', "name", ""),
        ("name = 5", "name", "5"),
        ('name = "two-choirs"\ncolour = "red"', "colour", "red"),
        ('name = "two-choirs"\nlanguage = "English, mostly"', "language", "English, mostly"),
    ],
)
def test_a_wrong_key_in_the_head_is_told(
    small: SmallStory, head: str, column: str, found: str
) -> None:
    rest = [line for line in small.head.splitlines() if line.split(" ")[0] not in head]
    small.head = "\n".join([head, *rest])
    (fault,) = faults(small.write())
    assert (fault.file, fault.column, fault.found) == ("story.toml", column, found)


@pytest.mark.parametrize("head", ["name: two-choirs", 'name = "a"\nname = "b"', "= ="])
def test_a_head_that_is_no_toml_is_told(small: SmallStory, head: str) -> None:
    small.head = head
    (fault,) = faults(small.write())
    assert fault.wanted.startswith("TOML, such as")
