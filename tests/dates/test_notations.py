from __future__ import annotations

import contextlib
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dates import parse_dates
from geo.dates.edtf import NOT_KNOWN, OPEN_END, OPEN_START, edtf_bounds
from geo.dates.notations import is_ambiguous, order_of, parse_cell, settling_call
from geo.errors import DateError


def said(bounds: tuple[int, int]) -> str:
    """Write bounds as ISO 8601, days alone where they are whole days."""
    if bounds == NOT_KNOWN:
        return "unknown"
    first, last = bounds
    days = first % 86_400 == 0 and (last + 1) % 86_400 == 0
    unit = "D" if days or OPEN_END in bounds or OPEN_START in bounds else "s"
    texts = [
        ".." if abs(one) == OPEN_END else str(np.datetime64(one, "s").astype(f"M8[{unit}]"))
        for one in bounds
    ]
    return texts[0] if texts[0] == texts[1] else "/".join(texts)


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("12 May 2007", "2007-05-12"),
        ("12th of May, 2007", "2007-05-12"),
        ("12-May-2007", "2007-05-12"),
        ("May 12, 2007", "2007-05-12"),
        ("Sept. 3 2007", "2007-09-03"),
        ("Sat, 12 May 2007", "2007-05-12"),
        ("2007 May 12", "2007-05-12"),
        ("May 2007", "2007-05-01/2007-05-31"),
        ("2007/05/12", "2007-05-12"),
        ("2007.5.12", "2007-05-12"),
        ("2007-5-12", "2007-05-12"),
        ("20070512", "2007-05-12"),
        ("-753", "-753-01-01/-753-12-31"),
        ("44 BC", "-043-01-01/-043-12-31"),
        ("15 March 44 BCE", "-043-03-15"),
        ("AD 79", "0079-01-01/0079-12-31"),
        ("1850s", "1850-01-01/1859-12-31"),
        ("c. 1850", "1850-01-01/1850-12-31"),
        ("Spring 1848", "1848-03-01/1848-05-31"),
        ("1939–1945", "1939-01-01/1945-12-31"),
        ("2007-05-12 00:00:00.000", "2007-05-12T00:00:00"),
        ("2007-05-12T23:30", "2007-05-12T23:30:00"),
        ("12 May 2007 at 11:15 pm", "2007-05-12T23:15:00"),
        ("12 May 2007 12:05 AM", "2007-05-12T00:05:00"),
        # EDTF, level 1 and 2, each kind of the specification once.
        ("Y17000", "17000-01-01/17000-12-31"),
        ("2001-21", "2001-03-01/2001-05-31"),
        ("2001-24", "2001-12-01/2002-02-28"),
        ("1984?", "1984-01-01/1984-12-31"),
        ("2004-06~", "2004-06-01/2004-06-30"),
        ("2004-06-11%", "2004-06-11"),
        ("201X", "2010-01-01/2019-12-31"),
        ("20XX", "2000-01-01/2099-12-31"),
        ("2004-XX", "2004-01-01/2004-12-31"),
        ("1985-04-XX", "1985-04-01/1985-04-30"),
        ("1985-XX-XX", "1985-01-01/1985-12-31"),
        ("1985-04-12/..", "1985-04-12/.."),
        ("../1985-04", "../1985-04-30"),
        ("/1985", "../1985-12-31"),
        ("-1985", "-1985-01-01/-1985-12-31"),
        ("Y-17E4", "-170000-01-01/-170000-12-31"),
        ("1950S2", "1900-01-01/1999-12-31"),
        ("Y171010S3", "171000-01-01/171999-12-31"),
        ("2001-28", "2001-12-01/2002-02-28"),
        ("2001-29", "2001-09-01/2001-11-30"),
        ("2001-30", "2001-12-01/2002-02-28"),
        ("2001-34", "2001-04-01/2001-06-30"),
        ("2001-39", "2001-09-01/2001-12-31"),
        ("2001-41", "2001-07-01/2001-12-31"),
        ("[1667,1668, 1670..1672]", "1667-01-01/1672-12-31"),
        ("[..1760-12-03]", "../1760-12-03"),
        ("[1760-12..]", "1760-12-01/.."),
        ("{1960,1961-12}", "1960-01-01/1961-12-31"),
        ("{..1984}", "../1984-12-31"),
        ("2004-06~-11", "2004-06-11"),
        ("?2004-06-~11", "2004-06-11"),
        ("156X-12-25", "1560-12-25/1569-12-25"),
        ("15XX-12-XX", "1500-12-01/1599-12-31"),
        ("1XXX-XX", "1000-01-01/1999-12-31"),
        ("1984-1X", "1984-10-01/1984-12-31"),
        ("2004-02-2X", "2004-02-20/2004-02-29"),
        ("XXXX-12-XX", "unknown"),
        ("2004-06-~01/2004-06-~20", "2004-06-01/2004-06-20"),
        ("", "unknown"),
        ("  ", "unknown"),
        ("Unknown", "unknown"),
        ("n/a", "unknown"),
        ("NaT", "unknown"),
        ("..", "unknown"),
    ],
)
def test_a_cell_has_its_first_and_last_second(text: str, reach: str) -> None:
    assert said(parse_cell(text)[0]) == reach


@pytest.mark.parametrize(
    ("text", "at", "zone"),
    [
        ("2007-05-12T23:30:00+05:00", "2007-05-12T23:30:00", 18_000),
        ("2007-05-12T23:30Z", "2007-05-12T23:30:00", 0),
        ("2007-05-12 23:30 UTC", "2007-05-12T23:30:00", 0),
        ("Sat, 12 May 2007 23:30:00 -0330", "2007-05-12T23:30:00", -12_600),
    ],
)
def test_a_moment_keeps_its_own_clock_and_names_its_zone(text: str, at: str, zone: int) -> None:
    bounds, found = parse_cell(text)
    assert (said(bounds), found) == (at, zone)


@pytest.mark.parametrize(
    "text",
    [
        *("05/12/2007", "12.05.2007", "12/05/07", "12-MAY-07", "2007-02-29", "30 February 2007"),
        *("2007/05", "14:30", "May", "Monday", "2007-13-01", "2007-05-12T25:00", "13 PM 2007"),
        *("2007-05-12 13:00 PM", "1992/1991", "{}", "[]", "Y170000002", "ides of March", "12"),
        *("19th century", "2007-05T10:00", "1992 May 32", "=1+1", "x" * 10_000, "9" * 5_000),
    ],
)
def test_what_is_no_date_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        parse_cell(text)


@given(st.text(alphabet="0123456789-/.,:X?~%TYZESMayBC +[]{}", max_size=40))
def test_any_cell_is_bounds_in_order_or_refused(text: str) -> None:
    with contextlib.suppress(DateError):
        (first, last), _ = parse_cell(text, order="dmy")
        assert first <= last or (first, last) == NOT_KNOWN


@given(st.dates(), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y/%m/%d", "%d-%b-%Y", "%Y%m%d"]))
def test_a_day_in_any_notation_is_that_day(day: dt.date, notation: str) -> None:
    if 1000 <= day.year < 3000:
        assert said(parse_cell(day.strftime(notation))[0]) == day.isoformat()


@given(st.from_regex(r"-?[0-9]{4}(-(0[1-9]|1[0-2])(-[0-2][0-9])?)?[?~%]?", fullmatch=True))
def test_a_date_reads_as_in_a_story(text: str) -> None:
    try:
        dates = parse_dates(text)
    except DateError:
        with pytest.raises(DateError):
            edtf_bounds(text)
        return
    first, last = edtf_bounds(text)
    assert np.datetime64(first, "s") == dates.earliest
    assert np.datetime64(last + 1 - 86_400, "s") == dates.latest


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["12/05/2007", "25/12/2007"], "dmy"),
        (["12/05/2007", "12/25/2007"], "mdy"),
        (["12.05.2007", "31.12.2007"], "dmy"),
        (["12/05/2007 10:00", "12/25/2007 11:00"], "mdy"),
        (["12/05/2007"], ""),
        (["13/05/2007", "05/13/2007"], ""),
        (["05/05/2007", "07/07/2007"], "dmy"),
        (["12 May 2007"], ""),
    ],
)
def test_the_whole_column_decides_the_order_of_day_and_month(texts: list[str], order: str) -> None:
    assert order_of(texts) == order


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ("05/12/2007", "%d/%m/%Y"),
        ("05.12.07", "%d.%m.%y"),
        ("05/12/2007 11:15:00 PM", "%d/%m/%Y %I:%M:%S %p"),
        ("12-MAY-07 14:30", "%d-%b-%y %H:%M"),
    ],
)
def test_the_call_that_settles_a_date_reads_it(text: str, format_: str) -> None:
    assert is_ambiguous(text)
    assert f"format={format_!r}" in settling_call("day", [text])
    assert dt.datetime.strptime(text, format_)  # noqa: DTZ007 - the text has no zone


def test_a_day_that_no_order_gives_decides_nothing() -> None:
    assert not is_ambiguous("13/14/2020")
    assert order_of(["13/14/2020", "25/03/2020"]) == "dmy"
