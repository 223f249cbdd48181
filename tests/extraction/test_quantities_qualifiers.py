"""Figures that a text does not tell: ages, scores, other things than people, denied numbers."""

import pytest

from geo.extraction import find_figures


@pytest.mark.parametrize(
    "text",
    [
        "A woman of 53 died in Leeds.",
        "Ann Lee, 53, died.",
        "Ann Lee (53) was killed.",
        "He died at 53.",
        "A 53-year-old died.",
        "The 53-year-old's death shook them.",
        "She was 53 and died in May.",
        "Aged 53, he died.",
        "He turned 53 and died.",
        "Children under 12 were killed.",
        "Boys aged 12 to 15 died.",
        "The 40th person died.",
        "One in 40 people died.",
        "Leeds won 40-30, and two fans said so at 10:30.".replace("two", "the"),
        "Between 40 people and 60 died.",
        "The boat sank; Flight 93 was late.",
    ],
)
def test_what_is_no_number_of_people_is_no_figure(text: str) -> None:
    assert find_figures(text) == []


@pytest.mark.parametrize(
    ("text", "low", "measure", "unit"),
    [
        ("40 fish died.", 40, "fish", "fish"),
        ("40 sheep were killed.", 40, "sheep", "sheep"),
        ("40 dead birds lay there.", 40, "birds", "birds"),
        ("40 people watched as a man was killed.", 40, "people", "people"),
        ("40 people in Leeds said that Bo died.", 40, "people", "people"),
        ("None of the 40 passengers died.", 40, "passengers", "people"),
        ("The raid saved 40 lives.", 40, "lives", "lives"),
        ("The bombing of 40 villages killed nobody.", 40, "villages", "villages"),
        ("Ten people were not killed, as was said at first, but hurt.", 10, "injured", "people"),
        ("The storm did not kill 40 people.", 40, "people", "people"),
        ("40 people were wrongly reported dead.", 40, "people", "people"),
    ],
)
def test_no_death_is_told_that_the_grammar_does_not_tell(
    text: str, low: float, measure: str, unit: str
) -> None:
    (one,) = find_figures(text)
    assert (one.low, one.measure, one.unit) == (low, measure, unit)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The blast killed 40 people and injured 60.", [(40, "deaths"), (60, "injured")]),
        ("The blast killed 40 cows and injured 60.", [(40, "cows")]),
        ("It left 40 dead and 60 hurt.", [(40, "deaths"), (60, "injured")]),
        ("The raid, killing 12 soldiers and two farmers", [(12, "deaths"), (2, "deaths")]),
        ("Forty soldiers killed 12 farmers.", [(40, "soldiers"), (12, "deaths")]),
        ("Ten of the 40 people on board were killed.", [(10, "deaths"), (40, "people")]),
        ("40 people were killed or injured.", [(40, "deaths or injured")]),
        ("The flood claimed 40 lives.", [(40, "deaths")]),
        ("In Leeds 40 people died.", [(40, "deaths")]),
        ("A family of five died.", [(5, "deaths")]),
        ("Not 40 but 60 people died.", [(60, "deaths")]),
        ("The death toll rose from 40 to 60.", [(40, "deaths"), (60, "deaths")]),
        ("The town put the toll at 15; doctors spoke of 17.", [(15, "toll"), (17, "toll")]),
        ("One hundred and twenty people were killed.", [(120, "deaths")]),
        ("40 injured passengers left.", [(40, "injured")]),
    ],
)
def test_a_fate_is_read_from_the_grammar_around_the_number(
    text: str, found: list[tuple[float, str]]
) -> None:
    assert [(one.low, one.measure) for one in find_figures(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "The mayor denied that 12 people were killed.",
        "It is not true that 12 people died.",
        "There is no evidence that 12 people died.",
        "Reports that 12 people died were false.",
        "A paper falsely reported that 12 people had died.",
        "The claim that 12 people died was withdrawn.",
        "Reports of 12 deaths turned out to be wrong.",
        "The report of 12 deaths was later retracted.",
    ],
)
def test_a_number_that_the_sentence_denies_is_denied(text: str) -> None:
    (one,) = find_figures(text)
    assert (one.low, one.high, one.measure, one.status) == (12, 12, "deaths", "denied")


@pytest.mark.parametrize(
    "text",
    [
        "Police wrongly arrested 12 people.",
        "The court rejected 12 voters.",
        "12 people were denied entry.",
        "They did not stop until 12 people were killed.",
    ],
)
def test_words_of_denial_about_something_else_deny_no_number(text: str) -> None:
    assert [one.status for one in find_figures(text)] == ["reported"]


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("40 people died.", 0.9),
        ("40 died.", 0.6),
        ("Dozens of people died.", 0.6),
        ("A bomb could kill 40 people.", 0.3),
        ("40 people may have died.", 0.3),
        ("Did the storm kill 40 people?", 0.3),
    ],
)
def test_confidence_tells_what_is_told_from_what_is_possible(text: str, confidence: float) -> None:
    (one,) = find_figures(text)
    assert one.confidence == confidence


@pytest.mark.parametrize(
    "text",
    [
        "Nobody believes that 53 people died.",
        "No one claims 53 people died.",
        "The mayor could not confirm that 53 people died.",
        "She has never said that 53 people died.",
        "Unverified reports said 53 people died.",
    ],
)
def test_a_figure_that_nobody_confirms_is_unsure(text: str) -> None:
    (figure,) = find_figures(text)
    assert (figure.low, figure.status, figure.confidence) == (53, "reported", 0.3)
    assert figure.note == "not confirmed, by the text"
