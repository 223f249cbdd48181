"""A date knows the first and the last day that its text allows."""

import contextlib
from datetime import date, time

import numpy as np
import pandas as pd
import pytest
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.dates import Dates, parse_dates, possible
from geo.dates.edtf import edtf_bounds


def reach(text: str) -> tuple[str, str]:
    dates = parse_dates(text)
    return tuple(str(day).removesuffix("T00:00:00") for day in (dates.earliest, dates.latest))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1992", "1992-01-01", "1992-12-31"),
        ("2007-05", "2007-05-01", "2007-05-31"),
        ("2007-02", "2007-02-01", "2007-02-28"),
        ("2008-02", "2008-02-01", "2008-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2007-05-12", "2007-05-12", "2007-05-12"),
        ("2007-05-12T23:59:59Z", "2007-05-12", "2007-05-12"),
        ("2007-05-12/2007-05-13", "2007-05-12", "2007-05-13"),
        ("2007-05/2007-06-03", "2007-05-01", "2007-06-03"),
        ("../1992", "NaT", "1992-12-31"),
        ("/1992", "NaT", "1992-12-31"),
        ("1992/..", "1992-01-01", "NaT"),
        ("1992/", "1992-01-01", "NaT"),
        ("1984~", "1984-01-01", "1984-12-31"),
        ("1984?", "1984-01-01", "1984-12-31"),
        ("2007-05-12%", "2007-05-12", "2007-05-12"),
        ("1984~/2004-06?", "1984-01-01", "2004-06-30"),
        ("198X", "1980-01-01", "1989-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2007-XX", "2007-01-01", "2007-12-31"),
        ("2007-05-XX", "2007-05-01", "2007-05-31"),
        ("2007-XX-XX", "2007-01-01", "2007-12-31"),
        ("-0044-XX", "-044-01-01", "-044-12-31"),
        ("-0044-02-XX", "-044-02-01", "-044-02-29"),
        ("2007-21", "2007-03-01", "2007-05-31"),
        ("2007-23", "2007-09-01", "2007-11-30"),
        ("2007-24", "2007-12-01", "2008-02-29"),
        ("[1849,1850]", "1849-01-01", "1850-12-31"),
        ("{2007-05-12, 2007-05-14}", "2007-05-12", "2007-05-14"),
        ("[1850~,1848-24]", "1848-12-01", "1850-12-31"),
        ("[1667,1670..1672]", "1667-01-01", "1672-12-31"),
        ("[..1760-12-03]", "NaT", "1760-12-03"),
        ("[1992..]", "1992-01-01", "NaT"),
        ("[1849..1852]", "1849-01-01", "1852-12-31"),
        ("2007-05-12T14:30", "2007-05-12", "2007-05-12"),
        ("2007-05-12T14:30+05:00", "2007-05-12", "2007-05-12"),
        ("[1760-12,1762..]", "1760-12-01", "NaT"),
        ("", "NaT", "NaT"),
    ],
)
def test_a_text_gives_its_first_and_last_day(text: str, earliest: str, latest: str) -> None:
    assert reach(text) == (earliest, latest)


@pytest.mark.parametrize("text", ["1066", "0001", "0000", "-0044", "-198X", "Y170000002"])
def test_years_that_the_standard_library_does_not_know_are_safe(text: str) -> None:
    dates = parse_dates(text)
    assert dates.earliest < dates.latest
    frame = pd.DataFrame({"earliest": np.array([dates.earliest]), "latest": [dates.latest]})
    assert str(frame["earliest"].dtype) == "datetime64[s]"
    assert repr(frame)


def test_days_before_our_era_are_counted_with_their_leap_years() -> None:
    # 44 years of 365 days, 11 leap days, less the 74 days before 15 March of a leap year.
    before = np.datetime64("0000-01-01") - parse_dates("-0044-03-15").earliest
    assert before == np.timedelta64(44 * 365 + 11 - 74, "D")


def test_44_bc_is_the_year_minus_43_as_1_bc_is_the_year_0() -> None:
    # 292 days are left of a common year from 15 March on; 42 years with 10 leap days follow.
    ides = parse_dates("-0043-03-15").earliest
    assert np.datetime64("0000-01-01") - ides == np.timedelta64(292 + 42 * 365 + 10, "D")


def test_a_decade_before_our_era_runs_forward() -> None:
    assert reach("-198X") == ("-1989-01-01", "-1980-12-31")


@pytest.mark.parametrize(
    "text",
    [
        *("12 May 2007", "12/05/2007", "2007-5-12", "2007-02-29", "2007-04-31", "2007-13"),
        *("2007-00", "2007-05-00", "2007-05-32", "2007-25", "1992/1991", "/", "..", "../.."),
        *("unknown", "open/1992", "1950S2", "Y-17E7", "2004-06~-11"),
        *("[]", "[1667", "1667,1668", "[1667,1668}", "[1667,]", "[1667/1668]", "[1850..1849]"),
        *("[..]", "[2007-02-29,2007-03]", "[1849 or 1850]", "[[1849],1850]"),
        *("1X92", "XXXX", "-0000", " 1992", "1992 ", "1992\n", "199", "19922", "2007-1X"),
        *("2007-05-12T24:00:00", "2007-05-12T10:00:00/2008", "١٩٩٢", "１９９２", "1992\0", "NaT"),
        *("{{ 7*7 }}", "=1+1", "1992/1993/1994", "1992~~", "2007-21-03", "x" * 1_000_000),
    ],
)
def test_anything_else_is_refused_with_an_example_of_what_is_wanted(text: str) -> None:
    with pytest.raises(geo.DateError) as caught:
        parse_dates(text)
    message = str(caught.value)
    assert repr(text[:60])[1:-1] in message
    assert "2007-05-12/2007-05-13" in message
    assert len(message) < 500


@given(st.text(alphabet="0123456789-/X.?~%TYZ:+ {}[],SEu\0é", max_size=80))
def test_hostile_text_gives_a_date_or_a_date_error(text: str) -> None:
    with contextlib.suppress(geo.DateError):
        assert isinstance(parse_dates(text), Dates)


@given(st.text(max_size=2000))
def test_any_text_gives_a_date_or_a_date_error(text: str) -> None:
    with contextlib.suppress(geo.DateError):
        assert parse_dates(text).text == text


@given(st.dates())
def test_a_day_is_itself_on_both_sides(day: date) -> None:
    dates = parse_dates(day.isoformat())
    assert dates.earliest == dates.latest == np.datetime64(day, "s")
    assert dates.text == day.isoformat()


@given(st.dates(), st.dates())
def test_an_interval_runs_from_its_first_to_its_last_day(one: date, other: date) -> None:
    first, last = sorted([one, other])
    dates = parse_dates(f"{first}/{last}")
    assert dates.earliest == np.datetime64(first, "s")
    assert dates.latest == np.datetime64(last, "s")


@given(st.dates(), st.dates())
def test_a_set_bounds_the_moment_that_is_not_known(one: date, other: date) -> None:
    first, last = sorted([one, other])
    assert reach(f"[..{last}]") == ("NaT", str(last))
    assert reach(f"[{first}..]") == (str(first), "NaT")
    for text in (f"[{first}..{last}]", f"[{first},{last}]", f"[{last}, {first}]"):
        assert reach(text) == (str(first), str(last))
        assert edtf_bounds(text) == edtf_bounds(f"{first}/{last}")
        assert parse_dates(text).text == text


@given(st.dates(), st.times(), st.sampled_from(["", "Z", "+05:00", "-03:30"]))
def test_a_time_of_day_counts_as_its_day(day: date, clock: time, zone: str) -> None:
    for text in (f"{day}T{clock:%H:%M}{zone}", f"{day}T{clock:%H:%M:%S}{zone}"):
        assert reach(text) == (str(day), str(day))
        assert edtf_bounds(text) == edtf_bounds(str(day))


@given(st.integers(-9999, 9999), st.integers(1, 12))
def test_a_month_lies_within_its_year(year: int, month: int) -> None:
    text = f"{year:05d}" if year < 0 else f"{year:04d}"
    whole, part = parse_dates(text), parse_dates(f"{text}-{month:02d}")
    assert whole.earliest <= part.earliest < part.latest <= whole.latest


def test_dates_are_equal_by_their_text() -> None:
    assert parse_dates("1992/..") == Dates("1992/..", np.datetime64("NaT"), np.datetime64("NaT"))
    assert parse_dates("1992") != parse_dates("1992~")


def test_what_has_no_date_may_fall_on_any_day() -> None:
    texts = {"a": "2007-05", "b": "../1992", "c": "1992/..", "d": ""}
    bounds = [parse_dates(text) for text in texts.values()]
    earliest = pd.Series([each.earliest for each in bounds], index=list(texts))
    latest = pd.Series([each.latest for each in bounds], index=list(texts))
    may = possible(earliest, latest, day="2007-05-31")
    assert may.to_dict() == {"a": True, "b": False, "c": True, "d": True}
    assert possible(earliest, latest, day="1992-06-01").to_dict() == {
        "a": False,
        "b": True,
        "c": True,
        "d": True,
    }


def test_a_bare_year_never_becomes_its_first_day() -> None:
    dates = parse_dates("1992")
    assert possible(dates.earliest, dates.latest, day="1992-12-31")
    assert dates.earliest != dates.latest


@given(
    st.integers(1, 9999),
    st.integers(0, 13),
    st.integers(0, 32),
    st.sampled_from(["year", "month", "day"]),
)
def test_plain_dates_are_those_of_the_library(year: int, month: int, day: int, exact: str) -> None:
    text = {"year": f"{year:04d}", "month": f"{year:04d}-{month:02d}"}.get(
        exact, f"{year:04d}-{month:02d}-{day:02d}"
    )
    try:
        theirs = parse_edtf(text)
        bounds = tuple(theirs.lower_strict())[:3], tuple(theirs.upper_strict())[:3]
        days = [date(*bound).isoformat() for bound in bounds]
    except (EDTFParseException, ValueError):
        with pytest.raises(geo.DateError):
            parse_dates(text)
        return
    assert list(reach(text)) == days


@pytest.mark.parametrize(
    "text", ["198X", "19XX", "2007-XX", "2007-02-XX", "2007-XX-XX", "2007-21", "2007-23", "1984~"]
)
def test_vague_dates_are_those_of_the_library(text: str) -> None:
    theirs = parse_edtf(text)
    bounds = tuple(theirs.lower_strict())[:3], tuple(theirs.upper_strict())[:3]
    assert list(reach(text)) == [date(*bound).isoformat() for bound in bounds]
