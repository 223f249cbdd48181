"""What a cell says of its number, and which columns count people."""

import pandas as pd
import pytest
from tables.tables import scanned

from geo.tables.fields import Count, find_counts, find_fields, is_whole_measure, read_count


@pytest.mark.parametrize(
    ("cell", "bound", "low", "high"),
    [
        (12, "exact", "12", "12"),
        (12.0, "exact", "12", "12"),
        ("0", "exact", "0", "0"),
        ("1,200", "exact", "1200", "1200"),
        ("1.200", "exact", "1200", "1200"),
        ("12 people", "exact", "12", "12"),
        ("at least 12", "at-least", "12", ""),
        ("At Least 12 dead", "at-least", "12", ""),
        ("12+", "at-least", "12", ""),
        ("12 or more", "at-least", "12", ""),
        ("≥12", "at-least", "12", ""),
        (">12", "more-than", "12", ""),
        ("more than 1,000", "more-than", "1000", ""),
        ("up to 20", "at-most", "", "20"),
        ("<5", "less-than", "", "5"),
        ("fewer than 5", "less-than", "", "5"),
        ("~40", "about", "40", "40"),
        ("about 40", "about", "40", "40"),
        ("40?", "about", "40", "40"),
        ("10-12", "between", "10", "12"),
        ("10 – 12", "between", "10", "12"),
        ("between 10 and 12", "between", "10", "12"),
        ("10 to 12", "between", "10", "12"),
        ("mindestens 12", "at-least", "12", ""),
        ("al menos 21", "at-least", "21", ""),
        ("au moins 21", "at-least", "21", ""),
        ("не менее 21", "at-least", "21", ""),
        ("más de 100", "more-than", "100", ""),
        ("bis zu 20", "at-most", "", "20"),
        ("etwa 30", "about", "30", "30"),
    ],
)
def test_a_number_is_read_with_its_bound(cell: object, bound: str, low: str, high: str) -> None:
    assert read_count(cell) == Count(bound, low, high)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "dozens",
            "several",
            "12 (4 children)",
            "at least 12+ or so",
            "1.5",
            "12,34",
            "12 dead, 3 hurt",
        ),
        *("12 dead, 3 hurt", "not 12", "12 houses", "a dozen", "12-10", "at least 10-12"),
    ],
)
def test_what_is_no_number_stays_a_word(cell: str) -> None:
    assert read_count(cell) == Count(wording=cell)


@pytest.mark.parametrize("cell", ["", "-", "n/a", "unknown", "Unclear", "?", None, -99, "-9", True])
def test_what_says_nothing_is_no_figure(cell: object) -> None:
    assert read_count(cell) is None


def test_only_people_are_counted_as_people() -> None:
    names = {
        "Killed": "deaths",
        "Number of people injured": "injured",
        "Civilian deaths": "deaths",
        "Total dead": "deaths",
        "Houses affected": "",
        "Cattle killed": "",
        "Displaced": "",  # households or people, nobody says
        "People displaced": "displaced",
        "Death rate": "",
        "Date of death": "",
        "Verletzte": "injured",
        "Magnitude": "",
    }
    table = pd.DataFrame({name: [1, 2] for name in names})
    assert find_counts(table, list(names)) == {
        name: found for name, found in names.items() if found
    }
    assert [name for name in names if is_whole_measure(name) and names[name]] == [
        "Killed", "Number of people injured", "Total dead", "People displaced", "Verletzte",
    ]  # fmt: skip


def test_a_column_of_words_counts_nothing() -> None:
    table = pd.DataFrame({"Dead": ["yes", "no", "3"]})
    assert find_counts(table, ["Dead"]) == {}


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("verified", ("TRUE", "FALSE", "TRUE", "TRUE"), ""),
        ("turnout", ("45%", "12.5 %", "45%", "45%"), ""),
        ("notes", ("seen", "not seen", "seen", "seen"), ""),
        ("mood", ("calm", "tense", "calm", "calm"), "mood"),
    ],
)
def test_yes_and_no_shares_and_notes_are_no_kind(
    header: str, cells: tuple[str, ...], kind: str
) -> None:
    rows = "".join(f"E{at},{at},{at},{cell}\n" for at, cell in enumerate(cells, 1))
    table = scanned(f"What,lat,lon,{header}\n{rows}")
    assert find_fields(table).kind == kind


def test_the_second_of_two_columns_with_one_name_is_no_title() -> None:
    table = scanned("place,lat,lon,place\nLeeds,1,2,West Yorkshire\nYork,3,4,North Yorkshire\n")
    assert table.title == "place"
