"""Dates in texts: EDTF with both bounds, and how each was read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DateError
from geo.extraction import find_dates

WORDS = (
    "12 May 2007 May, Saturday last ago three years 1984 - – 86 the 1980s in BC of weekend over "
    "recently next since ( ) th century \n . 31 February"
)
DAY = "2007-05-16"  # a Wednesday


def read(text: str, published: str = DAY) -> list[tuple[str, str, str]]:
    return [(one.text, one.edtf, one.basis) for one in find_dates(text, published=published)]


@pytest.mark.parametrize(
    ("text", "words", "edtf"),
    [
        ("It was signed on 12 May 2007 in Lyon.", "12 May 2007", "2007-05-12"),
        ("It was signed on May 12, 2007, in Lyon.", "May 12, 2007", "2007-05-12"),
        ("the 12th of May, 2007", "12th of May, 2007", "2007-05-12"),
        ("Updated: Wednesday, 16 May 2007", "Wednesday, 16 May 2007", "2007-05-16"),
        ("from 12-13 May 2007", "12-13 May 2007", "2007-05-12/2007-05-13"),
        ("dated 2007-05-12.", "2007-05-12", "2007-05-12"),
        ("In May 2007 it rained", "May 2007", "2007-05"),
        ("in early May 2007", "May 2007", "2007-05~"),
        ("in the summer of 2003", "summer of 2003", "2003-22"),
        ("She arrived in 1992, alone.", "1992", "1992"),
        ("a citizen since 1992", "1992", "1992/.."),
        ("in force until 1999", "1999", "../1999"),
        ("around 1066", "1066", "1066~"),
        ("between 1992 and 1999", "1992 and 1999", "1992/1999"),
        ("in office 1984–86", "1984–86", "1984/1986"),
        ("in the 1980s", "1980s", "198X"),
        ("in the 19th century", "19th century", "18XX"),
        ("in 480 BC", "480 BC", "-0479"),
        ("in AD 79", "AD 79", "0079"),
        ("the 1992 riots", "1992", "1992"),
        ("the election (1997)", "1997", "1997"),
    ],
)
def test_what_is_stated(text: str, words: str, edtf: str) -> None:
    assert read(text, "") == [(words, edtf, "stated")]


@pytest.mark.parametrize(
    ("text", "words", "edtf"),
    [
        ("He spoke on Saturday.", "Saturday", "2007-05-12"),
        ("He spoke on Wednesday.", "Wednesday", "2007-05-16"),
        ("He spoke last Wednesday.", "Wednesday", "2007-05-09"),
        ("He will speak next Monday.", "Monday", "2007-05-21"),
        ("Shots were heard over the weekend.", "over the weekend", "2007-05-12/2007-05-13"),
        ("It rained last week.", "last week", "2007-05-07/2007-05-13"),
        ("She left yesterday.", "yesterday", "2007-05-15"),
        ("She leaves next month.", "next month", "2007-06"),
        ("It began last year.", "last year", "2006"),
        ("three years ago", "three years ago", "2004"),
        ("two days ago", "two days ago", "2007-05-14"),
        ("18 months ago", "18 months ago", "2005-11"),
        ("He recently said so.", "recently", "[..2007-05-16]"),
        ("They marched on 12 May.", "12 May", "2007-05-12"),
        ("They marched on 28 December.", "28 December", "2006-12-28"),
        ("at least forty died in May.", "May", "2007-05"),
        ("since last December", "December", "2006-12"),
    ],
)
def test_what_is_worked_out_from_the_article_s_own_day(text: str, words: str, edtf: str) -> None:
    assert read(text) == [(words, edtf, "inferred")]
    (one,) = find_dates(text, published=DAY)
    assert one.how.endswith("of the article's own date, 16 May 2007")
    assert read(text, "") == [(words, "", "none")]  # no day of its own, no relative date


@pytest.mark.parametrize(
    "text",
    [
        "It may march again, he said; Mr May agreed.",
        "about 1947 people came, and 2000 horses",
        "call 020 7946 1999 now",
        "at 10:30 in Room 1984",
        "it cost $1999 and 1,984 pounds",
        "the second floor, in second place",
        "an august body of march tunes",
        "version 2.0.1992",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert read(text) == []


def test_a_date_has_both_its_bounds() -> None:
    since, month = find_dates("since 1992; May 2007")
    assert (since.earliest, since.latest) == ("1992-01-01", "")
    assert (month.earliest, month.latest) == ("2007-05-01", "2007-05-31")


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(DateError):
        find_dates("on Saturday", published="last May")
    assert read("on 31 February 2003") == [("31 February 2003", "", "none")]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(WORDS.split(" ")),
            st.text(max_size=6),
        ),
        max_size=30,
    ),
    st.sampled_from(["", "2007", "2007-05", DAY]),
)
def test_spans_are_exact_whatever_the_text(words: list[str], published: str) -> None:
    text = " ".join(words)
    end = 0
    for one in find_dates(text, published=published):
        assert one.text == text[one.start : one.end]
        assert one.start >= end
        assert one.basis in ("stated", "inferred", "none")
        assert (one.edtf == "") == (one.basis == "none")
        end = one.end


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("the 3d of June, 1847", "1847-06-03"),
        ("in 1849 or 1850", "[1849,1850]"),
        ("on 3 or 4 June 1847", "[1847-06-03,1847-06-04]"),
        ("in May or June 1847", "[1847-05,1847-06]"),
        ("from 3 June to 4 July 1847", "1847-06-03/1847-07-04"),
        ("between May and June 1847", "1847-05/1847-06"),
        ("before 1850", "[..1850]"),
        ("by 12 May 2007", "[..2007-05-12]"),
        ("prior to May 2007", "[..2007-05]"),
        ("no later than 1850", "[..1850]"),
        ("until 12 May 2007", "../2007-05-12"),
        ("after 1850", "[1850..]"),
        ("not before 1850", "[1850..]"),
        ("from 1850 on", "1850/.."),
        ("from 1850 onwards", "1850/.."),
        ("before the 1850s", "[..185X]"),
        ("since the 19th century", "18XX/.."),
        ("He did not leave until 1850.", "1850"),
    ],
)
def test_words_before_a_date_open_its_start_or_its_end(text: str, edtf: str) -> None:
    (one,) = find_dates(text)
    assert (one.edtf, one.basis, one.confidence) == (edtf, "stated", 0.95)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On 6 May 2006 it rained. A week later it froze. Two days later it thawed.",
         ["2006-05-06", "2006-05-13", "2006-05-15"]),
        ("On 6 May 2006 it sank. The next day divers came.", ["2006-05-06", "2006-05-07"]),
        ("In 2006 he left. Two years later he died.", ["2006", "2008"]),
        ("On 31 January 2006 he fell. A month later he rose.", ["2006-01-31", "2006-02"]),
        ("Accused in October 2006 of having known since April.", ["2006-10", "2006-04/.."]),
        ("On 30 December 2006 he left; on 3 January he came.", ["2006-12-30", "2007-01-03"]),
        ("It sank two days after 12 May 2007.", ["2007-05-14"]),
        # A base that is too coarse, that is one of two, or that stands nowhere.
        ("In June 2006 he left. Two days later it sank.", ["2006-06", ""]),
        ("It came on 3 May 2006 and left on 4 May 2006. A week later it sank.",
         ["2006-05-03", "2006-05-04", ""]),
        ("Several days later it sank.", [""]),
        ("The next day, it sank.", [""]),
    ],
)  # fmt: skip
def test_a_relative_date_is_counted_from_the_one_before_it(text: str, found: list[str]) -> None:
    dates = find_dates(text)
    assert [one.edtf for one in dates] == found
    assert {one.basis for one in dates if not one.edtf} <= {"none"}


def test_a_counted_date_says_from_what() -> None:
    _, later = find_dates("On 6 May 2006 it rained. A week later it froze.")
    assert (later.basis, later.how) == ("inferred", "counted from 6 May 2006")
    assert later.confidence < 0.95


@pytest.mark.parametrize(
    ("text", "edtf", "basis"),
    [
        ("on Easter Monday 1916", "1916-04-24", "stated"),
        ("on Good Friday, 1930", "1930-04-18", "stated"),
        ("on Whit Monday 1851", "1851-06-09", "stated"),
        ("at Michaelmas 1800", "1800-09-29", "stated"),
        ("on New Year’s Eve 1999", "1999-12-31", "stated"),
        ("two days before Christmas 2020", "2020-12-23", "inferred"),
        ("on Good Friday", "2007-04-06", "inferred"),
        ("since last Christmas", "2006-12-25", "inferred"),
        ("at Michaelmas 1640", "", "none"),
        ("on the 4th inst.", "2007-05-04", "inferred"),
        ("on the 30th ultimo", "2007-04-30", "inferred"),
        ("on the 2d prox.", "2007-06-02", "inferred"),
        ("on 5.vi.1847", "1847-06-05", "stated"),
        ("on 5. XII. 1847", "1847-12-05", "stated"),
        ("on 10/22 November 1854", "1854-11-22", "stated"),
        ("in the night of 4/5 May 2006", "2006-05-04/2006-05-05", "stated"),
        ("either on 4 or on 5 May 2006", "[2006-05-04,2006-05-05]", "stated"),
    ],
)
def test_feasts_letters_and_calendars(text: str, edtf: str, basis: str) -> None:
    (mention,) = find_dates(text, published=DAY)
    assert (mention.edtf, mention.basis) == (edtf, basis)


def test_a_feast_is_no_day_of_the_week_and_its_year_no_number() -> None:
    assert read("The Christmas cards came. On Monday 1916 sheep were sold.") == []


LETTER = """Liverpool, 4 June 1847.

We arrived last Tuesday and sail for Quebec tomorrow.

On board the Argo, Monday, 7 June 1847

Yesterday we saw whales.
"""


def test_a_letter_counts_from_the_date_at_its_head() -> None:
    assert [(one.text, one.edtf) for one in find_dates(LETTER, published=DAY)] == [
        ("4 June 1847", "1847-06-04"),
        ("Tuesday", "1847-06-01"),
        ("tomorrow", "1847-06-05"),
        ("Monday, 7 June 1847", "1847-06-07"),
        ("Yesterday", "1847-06-06"),
    ]
    how = find_dates(LETTER, published=DAY)[1].how
    assert how == "the last such day, worked out of the date above, 4 June 1847"


def test_a_diary_counts_from_the_date_of_its_entry() -> None:
    text = "3 March 1846. Rain. Tomorrow we sail.\n4 March 1846. Yesterday is forgotten."
    assert [one.edtf for one in find_dates(text, published=DAY)] == [
        *("1846-03-03", "1846-03-04"),
        *("1846-03-04", "1846-03-03"),
    ]


def test_a_date_in_a_sentence_heads_nothing() -> None:
    text = "In Leeds, on 4 June 2003, he died.\n\nYesterday she came."
    assert [one.edtf for one in find_dates(text, published=DAY)] == ["2003-06-04", "2007-05-15"]
