"""The time of an event is found and read, asked for, or left out; never guessed."""

import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest
from tables.tables import scanned

import geo
from geo.errors import EventsError
from geo.tables.days import edtf_texts


def dated(*cells: str, header: str = "date", **options: str) -> list[str | None]:
    """Return the dates as the page reads them."""
    rows = "".join(f"{n},1.5,2.5,{cell}\n" for n, cell in enumerate(cells))
    table = scanned(f"n,lat,lon,{header}\n{rows}", **options)
    return list(table.frame[table.time[0]]) if table.time else []


@pytest.mark.parametrize(
    ("cells", "header", "read"),
    [
        (["2007-05-12", "2007-05"], "date", ["2007-05-12", "2007-05"]),
        (["12/05/2007", "25/05/2007"], "date", ["12/05/2007", "25/05/2007"]),
        (["39214", "39215"], "Event date", ["2007-05-12", "2007-05-13"]),
        (["39214.5", "39215"], "date", ["2007-05-12T12:00:00", "2007-05-13T00:00:00"]),
        (["1998,5,0", "1999,12,31", "2000,,"], "year,month,day", ["1998-05", "1999-12-31", "2000"]),
        (["1998,5,0"], "iyear,imonth,iday", ["1998-05"]),
        (["1998,March,7"], "year,month,day", ["1998-03-07"]),
        (["2007-05-12", "soon", "2007", ""], "date", ["2007-05-12", None, "2007", None]),
    ],
)
def test_dates_are_read(cells: list[str], header: str, read: list[str | None]) -> None:
    assert dated(*cells, header=header) == read


def test_first_and_last_are_two_columns() -> None:
    text = "n,lat,lon,start_date,end_date\n1,1,2,2007-05-12,2007-05-13\n2,1,2,2007-06-01,\n"
    assert scanned(text).time == ("start_date", "end_date")


def test_an_order_that_nothing_decides_is_a_question() -> None:
    with pytest.raises(EventsError, match=r"'date': found '03/04/2020', which could be two days"):
        dated("03/04/2020", "05/06/2020")
    assert dated("03/04/2020", "05/06/2020", date_order="dmy") == ["2020-04-03", "2020-06-05"]
    assert dated("03/04/2020", "05/06/2020", date_order="mdy") == ["2020-03-04", "2020-05-06"]


def test_two_orders_in_one_column_are_told_as_such() -> None:
    text = "What,lat,lon,date\nA,1.5,2.5,13/04/2006\nB,3.5,4.5,06/25/2006\nC,5,6,07/08/2006\n"
    with pytest.raises(EventsError, match=r"found '13/04/2006' beside '06/25/2006'"):
        scanned(text)


def test_a_year_of_two_digits_is_a_question() -> None:
    with pytest.raises(EventsError, match="wanted years of four digits"):
        dated("12/05/07", "25/05/07")


def test_dates_that_a_spreadsheet_may_have_turned_are_a_question() -> None:
    book = openpyxl.Workbook()
    for row in (["lat", "lon", "date"], [1, 2, dt.date(2007, 5, 12)], [3, 4, "25/05/2007"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(EventsError, match="may have turned day and month around"):
        geo.read_events(io.BytesIO(file.getvalue()))


def test_named_columns_are_first_and_last_or_parts() -> None:
    text = "n,lat,lon,a,b,c\n1,1,2,2007,5,12\n"
    table = scanned(text, date=("a", "b", "c"))
    assert table.frame["edtf_date"].tolist() == ["2007-05-12"]
    text = "n,lat,lon,a,b\n1,1,2,2007-05-12,2007-05-14\n"
    assert scanned(text, date=("a", "b")).time == ("a", "b")


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["12 May 2007", "May 2007", "2007", None], ["2007-05-12", "2007-05", "2007", ""]),
        (["2006~", "[1849,1850]", "1990s"], ["2006~", "[1849,1850]", "199X"]),
        ([20070512, 20070500], ["2007-05-12", "2007-05"]),
        (["2007-05-12T10:30:00+05:00", "2007-05-13T08:00:00+05:00"],
         ["2007-05-12T10:30+05:00", "2007-05-13T08:00+05:00"]),
        (pd.to_datetime(["2007-05-12", "2007-05-13"]), ["2007-05-12", "2007-05-13"]),
        (pd.to_datetime(["2007-05-12 10:30", None]), ["2007-05-12T10:30", ""]),
    ],
)  # fmt: skip
def test_dates_are_written_in_edtf_as_exact_as_they_stand(cells: object, found: list[str]) -> None:
    assert edtf_texts(pd.DataFrame({"day": cells}), ["day"]) == found


def test_first_and_last_are_a_time_that_lasted() -> None:
    table = pd.DataFrame(
        {
            "from": ["2007-05-12", "2007-05-12", "2007-05-12", None, "2007-05-14"],
            "to": ["2007-05-13", "2007-05-12", None, "2007-05-14", "2007-05-13"],
        }
    )
    assert edtf_texts(table, ["from", "to"]) == [
        "2007-05-12/2007-05-13", "2007-05-12", "2007-05-12", "[..2007-05-14]", "",
    ]  # fmt: skip
