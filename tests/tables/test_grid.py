"""A sheet's table is found between what stands around it."""

import pytest
from tables.tables import points, scanned

from geo.errors import EventsError
from geo.tables.grid import read_grid
from geo.tables.sources import SourceSheet


def test_lines_above_totals_and_notes_below_are_left_and_said() -> None:
    text = (
        "Incidents,,\nas of May,,\n,,\nWhat,lat,lon\nA,1.5,2.5\nB,3.5,4.5\nTotal,2,\n"
        ",,\nSource: the office,,\n"
    )
    table = scanned(text)
    assert points(table) == [(2.5, 1.5), (4.5, 3.5)]
    assert table.frame.index.tolist() == [5, 6]
    assert table.lines["left"] == (
        "rows 1 to 2 above the header; row 7 (Total) below the table; "
        "row 9 (Source: the office) below the table"
    )


def test_two_header_rows_are_joined() -> None:
    text = "What,Place,,When\n,Latitude,Longitude,\nA,1.5,2.5,2007\nB,3.5,4.5,2008\n"
    table = scanned(text)
    assert list(table.frame.columns[:4]) == ["What", "Place Latitude", "Place Longitude", "When"]
    assert points(table) == [(2.5, 1.5), (4.5, 3.5)]


def test_a_whole_second_header_row_needs_none_above() -> None:
    cells = [["Where", None, None, "What", None], ["Place", "Lat", "Lon", "Kind", "Injured"]]
    cells += [["Leeds", 53.8, -1.5, "march", 12], ["York", 53.9, -1.1, "fire", 3]]
    grid = read_grid(SourceSheet(cells=cells, merged=(((0, 0), (0, 2)), ((0, 3), (0, 4)))), what="")
    assert list(grid.columns) == ["Place", "Lat", "Lon", "Kind", "Injured"]
    assert grid.notes == ("row 1 above the header",)


def test_a_second_table_below_is_no_part_of_the_first() -> None:
    text = "What,lat,lon\nA,1.5,2.5\nB,3.5,4.5\n,,\nRegion,People,\nNorth,2200000,\n"
    table = scanned(text)
    assert points(table) == [(2.5, 1.5), (4.5, 3.5)]
    assert table.lines["left"] == "rows 5 to 6, which are another table"


def test_a_gap_in_a_table_parts_nothing() -> None:
    text = "What,lat,lon\nA,1.5,2.5\nB,3.5,4.5\n,,\nC,5.5,6.5\nD,7.5,8.5\n"
    assert len(points(scanned(text))) == 4


def test_other_digits_and_other_marks_are_read() -> None:
    table = scanned("'What';'lat';'lon';'تاريخ'\n'A';'1.5';'2.5';'٢٠٠٧-٠٣-١٢'\n")
    assert (points(table), table.title, table.timeline) == ([(2.5, 1.5)], "What", "تاريخ")
    assert table.frame["تاريخ"].tolist() == ["2007-03-12"]


def test_tags_of_hxl_are_no_row() -> None:
    table = scanned("What,lat,lon\n#event,#geo+lat,#geo+lon\nA,1.5,2.5\n")
    assert points(table) == [(2.5, 1.5)]
    assert table.lines["left"] == "row 2 with tags of HXL"


def test_headers_that_repeat_or_are_missing_get_names_and_empty_columns_go() -> None:
    table = scanned("What,note,note,lat,lon,,none\nA,x,y,1.5,2.5,z,\n")
    names = ["What", "note", "note (2)", "lat", "lon", "column F"]
    assert list(table.frame.columns[:6]) == names
    assert "empty column none" in table.lines["left"]


def test_merged_cells_hold_their_value_throughout() -> None:
    cells = [["What", "Town", "n"], ["A", "Karachi", 1], ["B", "", 2]]
    grid = read_grid(SourceSheet(cells=cells, merged=(((1, 1), (2, 1)),)), what="a.xlsx")
    assert grid.frame["Town"].tolist() == ["Karachi", "Karachi"]


@pytest.mark.parametrize("text", ["lat,lon\n", ",,\n,,\n"])
def test_a_table_without_rows_is_refused(text: str) -> None:
    with pytest.raises(EventsError, match=r"no row below it|no cell with anything|found nothing"):
        scanned(text)
