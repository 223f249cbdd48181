"""Texts that nobody should write, and somebody will: right spans, bounded time, no exception."""

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.errors import SourceError
from geo.geoparsing import mentions

PIECES = st.sampled_from(
    [
        "Karachi", "karachi", "KARACHI", "London", "St.", "St. John's", "John’s", "U.S.", "U.S",
        "d’Ivoire", "Côte", "New", "York", "County", "of", "City", "Mr", "said", "in", "the", "-",
        "—", "’s", "'", ",", ".", "(", ")", "&", "$", "23", "\n", "\r\n", "\t", "\u00a0", "\ufeff",
        "\x00", "\ufffd", "\u202e", "\u200f", "\ud800", "كراچی", "لندن", "伦敦", "दिल्ली",
        "İstanbul", "ß", "ﬁ", "𝐋𝐨𝐧𝐝𝐨𝐧", "e\u0301", "Highway", "Street", "D-", "Ill.", "W.Va.",
        "T&T", "A.", " ",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join),
                  st.lists(PIECES, max_size=40).map("".join))  # fmt: skip


@given(TEXTS)
@example("")
@example("\x00" * 50)
@example("A." * 400)
@example("’s’s’s")
@example("\ufeffKarachi")
def test_the_text_at_every_span_is_the_name_and_none_lies_over_another(text: str) -> None:
    last = 0
    for one in mentions(text):
        assert last <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.name
        assert 0.5 <= one.recognised <= 1
        last = one.end


def test_a_byte_order_mark_and_control_signs_hide_nothing() -> None:
    text = "\ufeffKarachi burned.\x00\nIn London\ufffd it rained; \u202bin Lahore\u202c too."
    found = [(one.start, one.name) for one in mentions(text)]
    assert found == [(1, "Karachi"), (21, "London"), (44, "Lahore")]


def test_names_in_a_script_without_capitals_are_found() -> None:
    text = "وہ كراچی سے لندن گئے"
    found = [(one.name, one.answer.place and one.answer.place.country) for one in mentions(text)]
    assert found == [("كراچی", "PK"), ("لندن", "GB")]


def test_a_long_text_on_one_line_is_read_in_parts_with_the_right_spans() -> None:
    text = "Nobody slept in Karachi and Lahore that night because of the heat there. " * 3000
    found = mentions(text)
    assert len(found) == 6000
    assert all(text[one.start : one.end] == one.name for one in found)


def test_a_text_without_a_space_is_read_too() -> None:
    assert mentions("Karachi" * 40_000) == []
    assert mentions("A." * 100_000) == []


@pytest.mark.parametrize("coding", ["latin-1", "utf-8", "utf-16"])
def test_what_is_a_binary_file_is_refused(coding: str) -> None:
    noise = random.Random(7).randbytes(50_000).decode(coding, "replace")  # noqa: S311 - no secret
    with pytest.raises(SourceError, match="wanted the text of an article, not a binary file"):
        mentions(noise)


def test_a_few_control_signs_in_an_article_are_no_reason_to_refuse_it() -> None:
    text = "It rained all day in Karachi, and nobody slept.\x00\x1a\ufffd " * 50
    assert [one.name for one in mentions(text)] == ["Karachi"] * 50
