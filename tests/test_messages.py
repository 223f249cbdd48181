from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.messages import date_text


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("1984", "1984"),
        ("2007-05", "May 2007"),
        ("2007-05-12", "12 May 2007"),
        ("1992/..", "since 1992"),
        ("../1992", "as of 1992; since when is not told"),
        ("/2007-05-16", "as of 16 May 2007; since when is not told"),
        ("2007-05-12/2007-05-13", "12–13 May 2007"),
        ("2007-05-30/2007-06-02", "30 May 2007 – 2 June 2007"),
        ("1984~", "about 1984"),
        ("1984-06?", "June 1984 (uncertain)"),
        ("-0043", "44 BCE"),
        ("0000", "1 BCE"),
        ("198X", "1980s"),
        ("19XX", "1900–1999"),
        ("-198X", "1990 BCE–1981 BCE"),
        ("2007-XX", "2007, month not known"),
        ("2007-05-XX", "May 2007, day not known"),
        ("1985-XX-25", "day 25 of a month in 1985"),
        ("XXXX-12-25", "25 December in an unknown year"),
        ("156X-12-25", "25 December 1560s"),
        ("1848-21", "spring 1848"),
        ("1848-24", "winter 1848"),
        ("2001-32", "southern winter 2001"),
        ("2001-34", "second quarter of 2001"),
        ("2001-41", "second half of 2001"),
        ("2001-21/2001-22", "spring 2001 – summer 2001"),
        ("2004-06~-11", "about 11 June 2004"),
        ("?2004-06-~11", "about 11 June 2004 (uncertain)"),
        ("1984%", "about 1984 (uncertain)"),
        ("1984?/2004~", "1984 (uncertain) – about 2004"),
        ("[1667,1668, 1670..1672]", "1667 or 1668 or between 1670 and 1672"),
        ("{1960,1961-12}", "1960 and December 1961"),
        ("{1960..1962}", "each from 1960 to 1962"),
        ("{..1984}", "each up to 1984"),
        ("[..1984]", "by 1984"),
        ("[..2007-05-13]", "by 13 May 2007"),
        ("[1992..]", "1992 or later"),
        ("[1849..1852]", "between 1849 and 1852"),
        ("[1849,1850]", "1849 or 1850"),
        ("1984/1992", "1984 – 1992"),
        ("1950S2", "1900–1999"),
        ("Y17E4", "170000"),
        ("Y-17E4", "170001 BCE"),
        ("2007-05-12T10:30:00Z", "12 May 2007, 10:30:00Z"),
        ("2007-05-12T14:30", "12 May 2007, 14:30"),
        ("2007-05-12T14:30+05:00", "12 May 2007, 14:30+05:00"),
        ("2007-13", "2007-13"),
        ("", ""),
    ],
)
def test_a_date(edtf: str, said: str) -> None:
    assert date_text(edtf) == said


DATES = st.dates().map(str) | st.integers(1, 9999).map("{:04}".format)


@given(DATES, st.sampled_from(["[..{}]", "[{}..]", "[{0},{0}]", "[{0}..{0}]", "[..{0},{0}..]"]))
def test_a_moment_that_is_not_known_is_never_said_to_last(date: str, notation: str) -> None:
    said = date_text(notation.format(date))
    assert date_text(date) in said
    assert not {"until", "since", "as"} & set(said.split())


@given(DATES)
def test_a_span_and_a_moment_not_known_differ_in_words(date: str) -> None:
    pairs = [(f"../{date}", f"[..{date}]"), (f"{date}/..", f"[{date}..]")]
    assert all(date_text(span) != date_text(moment) for span, moment in pairs)


@given(st.text())
def test_any_text_gives_some_text(text: str) -> None:
    assert isinstance(date_text(text), str)
