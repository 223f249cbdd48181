"""The file pins.csv: what is wrong in it is told, and what a person set stays."""

from pathlib import Path

import pandas as pd
import pytest

from geo.errors import StoryError
from geo.geocoding import answer_pins, changes, read_pins, write_pins
from geo.geocoding.pin_file import COLUMNS

HEAD = ",".join(COLUMNS)
KARACHI = (
    "karachi,67.01,24.86,city,27200,,geonames,geonames:1174872,v,Karachi,Karachi,0.9,,,geocoder"
)


def told(tmp_path: Path, text: str | bytes) -> list[str]:
    path = tmp_path / "pins.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(StoryError) as caught:
        read_pins(path)
    return [str(fault) for fault in caught.value.faults]


def test_a_file_that_is_not_there_has_no_rows(tmp_path: Path) -> None:
    pins = read_pins(tmp_path / "pins.csv")
    assert tuple(pins.columns) == COLUMNS
    assert pins.empty


def test_every_bad_cell_is_told_with_row_and_column(tmp_path: Path) -> None:
    swapped = KARACHI.replace("67.01,24.86", "24.86,167.01").replace("city", "village")
    faults = told(tmp_path, "\n".join([HEAD, KARACHI, swapped, KARACHI.replace("0.9", "sure"), ""]))
    assert faults[0] == (
        "pins.csv, row 3, column lat: found '167.01', wanted "
        "degrees north, -90 to 90 (axes swapped?), or nothing"
    )
    assert faults[1].startswith("pins.csv, row 3, column precision: found 'village', wanted one of")
    assert faults[2].startswith("pins.csv, row 4, column confidence: found 'sure', wanted a number")
    assert len(faults) == 3


@pytest.mark.parametrize("number", ["nan", "inf", "1e999", "six", "6 7"])
def test_what_is_no_number_is_told(tmp_path: Path, number: str) -> None:
    faults = told(tmp_path, f"{HEAD}\n{KARACHI.replace('67.01', number)}\n")
    assert faults[0].startswith(f"pins.csv, row 2, column lon: found '{number}'")


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("", "pins.csv, row 1, column boundary: found 'no such column'"),
        ("place,lon\nkarachi,67\n", "pins.csv, row 1, column boundary: found 'no such column'"),
        (f"{HEAD}\n{KARACHI},more\n", "pins.csv, row 2: found '16 cells', wanted 15 cells"),
        (f"{HEAD}\nkarachi\n", "pins.csv, row 2: found '1 cells', wanted 15 cells"),
        (f'{HEAD}\n"{KARACHI}', "pins.csv: found "),
        (HEAD.encode("utf-16"), "pins.csv: found "),
        (b"\xff\xfe\x00", "pins.csv: found "),
    ],
)
def test_what_is_no_table_of_pins_is_told(tmp_path: Path, text: str | bytes, begin: str) -> None:
    assert told(tmp_path, text)[0].startswith(begin)


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoryError, match="wanted a table in CSV"):
        read_pins(tmp_path)


def test_a_file_that_a_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pins.csv"
    path.write_bytes("\r\n".join(["\ufeff" + HEAD, KARACHI, "," * 14, ""]).encode())
    pins = read_pins(path)
    assert list(pins["place"]) == ["karachi"]
    assert pins["lon"].iloc[0] == 67.01


def test_what_a_person_set_stays_in_its_row(tmp_path: Path) -> None:
    rows = [("karachi", "Karachi", "city"), ("chicago", "Chicago", "city")]
    places = pd.DataFrame(rows, columns=["id", "name", "kind"])
    places = places.assign(within="", query="", country="")
    old = answer_pins(places)
    old.loc[0, ["lon", "reason", "set_by"]] = [67.05, "the old town is meant", "person"]
    write_pins(old, tmp_path / "pins.csv")
    kept = answer_pins(places, pins=read_pins(tmp_path / "pins.csv"))
    pd.testing.assert_frame_equal(kept, old)
    assert changes(old, kept).empty


def test_a_persons_pin_of_a_place_that_is_gone_goes_too() -> None:
    rows = [("karachi", "Karachi", "city"), ("chicago", "Chicago", "city")]
    places = pd.DataFrame(rows, columns=["id", "name", "kind"])
    places = places.assign(within="", query="", country="")
    old = answer_pins(places).assign(set_by="person")
    assert list(answer_pins(places.head(1), pins=old)["place"]) == ["karachi"]


def test_an_unlocatable_place_is_explained_by_its_note() -> None:
    columns = ["id", "name", "kind", "within", "query", "country", "note"]
    rows = [
        ("streets", "the streets", "unlocatable", "", "", "", "No street is named."),
        ("homes", "homes", "unlocatable", "", "", "", None),
    ]
    pins = answer_pins(pd.DataFrame(rows, columns=columns))
    assert pins["reason"].iloc[0] == "not located: No street is named."
    assert pins["reason"].iloc[1] == "not located: the story says that it can't be"
