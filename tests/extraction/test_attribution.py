"""Who says what: the clause, its speaker, its status; and where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.extraction import find_statements
from geo.geoparsing import sentences


@pytest.mark.parametrize(
    ("text", "said_by", "said", "status"),
    [
        ("Ann Lee says that the bridge is safe.", "Ann Lee", "the bridge is safe", "said"),
        ("The union insists the engine was old.", "The union", "the engine was old", "said"),
        ('"The bridge is safe," said Ann Lee.', "Ann Lee", "The bridge is safe", "said"),
        ("“It was raining hard,” Mr Bo said.", "Mr Bo", "It was raining hard", "said"),
        ('Ann Lee said: "The bridge is safe."', "Ann Lee", "The bridge is safe", "said"),
        ('"It is safe," says the engineer, Ann Lee.', "Ann Lee", "It is safe", "said"),
        ("Opponents allege that money was stolen.", "Opponents", "money was stolen", "alleged"),
        ("The firm denied the charges.", "The firm", "The firm denied the charges", "denied"),
        ('"We deny all of it," said Ann Lee.', "Ann Lee", "We deny all of it", "denied"),
        ("Bo was accused of taking money.", "", "Bo was accused of taking money", "alleged"),
        ("He is said to live in Lyon.", "", "He is said to live in Lyon", "hearsay"),
        ("According to the police, he fled.", "the police", "According to the police, he fled",
         "said"),
        ("Bo warned on Friday: the dam will break.", "Bo", "the dam will break", "said"),
        ("Bo Ray, who runs the mill, said on Monday that the dam held.", "Bo Ray", "the dam held",
         "said"),
        ("Two men were killed, the port authority said.", "the port authority",
         "Two men were killed", "said"),
        ("The dam broke at noon, Ann Lee said on Monday.", "Ann Lee", "The dam broke at noon",
         "said"),
        ("The dockers' union alleged that the crane was old.", "The dockers' union",
         "the crane was old", "alleged"),
        ("Ann Lee said that Bo was accused of theft.", "Ann Lee", "Bo was accused of theft",
         "said"),
        ("The dam is said to be safe, police said.", "police", "The dam is said to be safe",
         "hearsay"),
        ('The union said: "The dam is old and weak."', "The union", "The dam is old and weak",
         "said"),
        ("Officials have said that two roads are closed.", "Officials", "two roads are closed",
         "said-unnamed"),
        ("Allegedly, Bo took the money.", "", "Allegedly, Bo took the money", "alleged"),
        ("The charges were rejected by the court.", "the court",
         "The charges were rejected by the court", "denied"),
        ("Officials blamed the storm for the delay.", "Officials",
         "Officials blamed the storm for the delay", "alleged"),
        ("Bo added that the dam was old.", "Bo", "the dam was old", "said"),
        ("Bo insists the mill is “old and safe” and stays.", "Bo",
         "the mill is “old and safe” and stays", "said"),
        ("Ann says the mill is one that believes in old ways.", "Ann",
         "the mill is one that believes in old ways", "said"),
        ("The dam - which is old - is said to leak at night.", "", "is said to leak at night",
         "hearsay"),
        ("He met critics who accused him of theft.", "critics", "who accused him of theft",
         "alleged"),
        ("Last to come was Bo Ray, who denied all of it.", "Bo Ray", "who denied all of it",
         "denied"),
        ("Bo sold the mill and is said to live in Lyon.", "", "is said to live in Lyon", "hearsay"),
        ("Bo was accused of theft in May when police came; two fled.", "",
         "Bo was accused of theft in May", "alleged"),
    ],
)  # fmt: skip
def test_a_statement_has_its_speaker_and_status(
    text: str, said_by: str, said: str, status: str
) -> None:
    (one,) = find_statements(text)
    assert (one.said_by, one.text, one.status) == (said_by, said, status)
    if said_by:
        assert text[one.said_by_start : one.said_by_end] == said_by


def test_a_pronoun_and_a_quotation_go_on_with_the_last_speaker_of_their_paragraph() -> None:
    text = 'Ann Lee says that it had rained. He says that it had stopped. "It was dry all day."'
    assert [one.said_by for one in find_statements(text)] == ["Ann Lee"] * 3


GOES_ON = ['"It was dry all day."', "He says that it had stopped."]


@pytest.mark.parametrize("goes_on", GOES_ON)
@pytest.mark.parametrize(
    "before",
    [
        "Ann Lee says that it had rained. Bo Ray says that it was cold.",
        "The union says that it had rained.",
        "Ann Lee says that it had rained.\n\nBo Ray came at noon.",
        "Ann Lee says that it had rained.\n\nMary came at noon.",
    ],
)
def test_a_new_paragraph_inherits_no_speaker_where_two_may_be_meant(
    before: str, goes_on: str
) -> None:
    said = find_statements(f"{before}\n\n{goes_on}")[-1]
    assert (said.said_by, said.said_by_start, said.confidence) == ("", None, 0.3)
    assert said.how.endswith("who says it is not clear from the text: said_by is empty")


@pytest.mark.parametrize("goes_on", GOES_ON)
def test_the_only_person_who_spoke_goes_on_and_is_told_as_less_sure(goes_on: str) -> None:
    first, second = find_statements(f"Ann Lee says that it had rained.\n\n{goes_on}")
    assert (first.said_by, first.confidence) == ("Ann Lee", 0.85)
    assert (second.said_by, second.confidence) == ("Ann Lee", 0.4)
    assert second.how.endswith("Ann Lee spoke in a paragraph before, and nobody else fits")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ann says that the dam is safe and that the mill is old.",
         ["the dam is safe", "the mill is old"]),
        ('"We have built a dam and have even made a road," said Ann.',
         ["We have built a dam", "have even made a road"]),
        ("Ann denied the charges, saying that her men were asleep.",
         ["Ann denied the charges", "her men were asleep"]),
        ('"The dam is old. It will break soon," said Ann.',
         ["The dam is old", "It will break soon"]),
        ('"The dam is old.\n\n"It will break soon," said Ann.',
         ["The dam is old", "It will break soon"]),
    ],
)  # fmt: skip
def test_each_of_two_things_is_a_statement_of_one_speaker(text: str, said: list[str]) -> None:
    found = find_statements(text)
    assert [one.text for one in found] == said
    assert {one.said_by for one in found} == {"Ann"}


@pytest.mark.parametrize(
    ("before", "goes_on", "said_by"),
    [
        ("Mrs Lee says that it was wet.", "He says that it was dry.", ""),
        ("Mrs Lee says that it was wet.", "She says that it was dry.", "Mrs Lee"),
        ("The union says that it was wet.", "He says that it was dry.", ""),
        ("The union says that it was wet.", "They say that it was dry.", "The union"),
        ("Bo says that it was wet. The union says that it was cold.", "He says it was too dry.",
         "Bo"),
        ("Bo says that it was wet. The union says that it was cold.\n\nThen Bo was brief.\n",
         '"It was too dry."', "Bo"),
    ],
)  # fmt: skip
def test_a_pronoun_is_nobody_whom_it_does_not_fit(before: str, goes_on: str, said_by: str) -> None:
    assert find_statements(f"{before} {goes_on}")[-1].said_by == said_by


def test_a_denial_answers_the_allegation_before_it() -> None:
    text = "Critics allege that he took money. The mayor denied the charges."
    accused, denied = find_statements(text)
    assert (accused.status, denied.status, denied.answers) == ("alleged", "denied", 0)


@pytest.mark.parametrize(
    "text",
    [
        "The bridge fell on Monday.",
        'The "old" bridge fell.',
        "We believe in good journalism.",
        "",
        "Residents were warned that the dam may break.",
        "Bo was denied bail on Monday.",
        "Two men were blamed for the fire.",
        "The council added two new members.",
        "The claims were long and dull.",
    ],
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
