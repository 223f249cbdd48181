"""Who says what: the clause, its speaker, its status; and where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.text import find_statements, sentences


@pytest.mark.parametrize(
    ("text", "said_by", "said", "status"),
    [
        ("Ann Lee says that the bridge is safe.", "Ann Lee", "the bridge is safe", "claimed"),
        ("The union insists the engine was old.", "The union", "the engine was old", "claimed"),
        ('"The bridge is safe," said Ann Lee.', "Ann Lee", "The bridge is safe", "claimed"),
        ("“It was raining hard,” Mr Bo said.", "Mr Bo", "It was raining hard", "claimed"),
        ('Ann Lee said: "The bridge is safe."', "Ann Lee", "The bridge is safe", "claimed"),
        ('"It is safe," says the engineer, Ann Lee.', "Ann Lee", "It is safe", "claimed"),
        ("Opponents allege that money was stolen.", "Opponents", "money was stolen", "alleged"),
        ("The firm denied the charges.", "The firm", "The firm denied the charges", "denied"),
        ('"We deny all of it," said Ann Lee.', "Ann Lee", "We deny all of it", "denied"),
        ("Bo was accused of taking money.", "", "Bo was accused of taking money", "alleged"),
        ("He is said to live in Lyon.", "", "He is said to live in Lyon", "alleged"),
        ("According to the police, he fled.", "the police", "According to the police, he fled",
         "claimed"),
    ],
)  # fmt: skip
def test_a_statement_has_its_speaker_and_status(
    text: str, said_by: str, said: str, status: str
) -> None:
    (one,) = find_statements(text)
    assert (one.said_by, one.text, one.status) == (said_by, said, status)
    if said_by:
        assert text[one.said_by_start : one.said_by_end] == said_by


def test_a_pronoun_and_a_quotation_go_on_with_the_last_speaker() -> None:
    text = 'Ann Lee says that it had rained. He says that it had stopped.\n\n"It was dry all day."'
    assert [one.said_by for one in find_statements(text)] == ["Ann Lee"] * 3


def test_a_denial_answers_the_allegation_before_it() -> None:
    text = "Critics allege that he took money. The mayor denied the charges."
    accused, denied = find_statements(text)
    assert (accused.status, denied.status, denied.answers) == ("alleged", "denied", 0)


@pytest.mark.parametrize(
    "text",
    ["The bridge fell on Monday.", 'The "old" bridge fell.', "We believe in good journalism.", ""],
)
def test_what_nobody_says_is_no_statement(text: str) -> None:
    assert find_statements(text) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Mr Lee came. Dr. Bo left.", ["Mr Lee came.", "Dr. Bo left."]),
        ("It cost 3.5 million. All of it.", ["It cost 3.5 million.", "All of it."]),
        ("J. R. Lee left the U.S. in May. He was ill!", ["J. R. Lee left the U.S. in May.",
                                                         "He was ill!"]),
        ('"Go." He went.', ['"Go."', "He went."]),
        ("A headline\nA sentence. ", ["A headline", "A sentence."]),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_end_where_they_end(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


WORDS = (
    'Ann Lee says said that denied " “ ” . , who and was accused of the union he told \n Mr U.S.'
)


@given(st.lists(st.one_of(st.sampled_from(WORDS.split(" ")), st.text(max_size=6)), max_size=40))
def test_spans_are_exact_whatever_the_text(words: list[str]) -> None:
    text = " ".join(words)
    end = 0
    for number, one in enumerate(find_statements(text)):
        assert one.text == text[one.start : one.end]
        assert one.start >= end
        assert one.answers is None or one.answers < number
        if one.said_by:
            assert text[one.said_by_start : one.said_by_end] == one.said_by
        end = one.end
    end = 0
    for start, stop in sentences(text):
        assert end <= start < stop
        assert text[start:stop] == text[start:stop].strip()
        end = stop


def test_long_runs_of_one_thing_are_read_once() -> None:
    titles = (
        "Mr. " * 40_000
    )  # no end of a sentence: reading each again from its start takes minutes
    assert sentences(titles) == [(0, len(titles) - 1)]
    assert sentences(" " * 100_000) == []
    assert find_statements("\n" * 100_000) == []
