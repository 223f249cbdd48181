from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.maps.wording import date_text


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("1984", "1984"),
        ("2007-05", "May 2007"),
        ("2007-05-12", "12 May 2007"),
        ("1992/..", "since 1992"),
        ("../1992", "until 1992"),
        ("2007-05-12/2007-05-13", "12–13 May 2007"),
        ("2007-05-30/2007-06-02", "30 May 2007 – 2 June 2007"),
        ("1984~", "about 1984"),
        ("1984-06?", "June 1984 (uncertain)"),
        ("-0043", "44 BCE"),
        ("0000", "1 BCE"),
        ("198X", "198X"),
        ("2007-13", "2007-13"),
        ("", ""),
    ],
)
def test_a_date(edtf: str, said: str) -> None:
    assert date_text(edtf) == said


@given(st.text())
def test_any_text_gives_some_text(text: str) -> None:
    assert isinstance(date_text(text), str)
