"""Where sentences end, in the scripts of the world."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.extraction import find_dates, find_events, find_figures, find_statements
from geo.geoparsing import sentences


@pytest.mark.parametrize(
    "parts",
    [
        ["وہ آیا۔", "وہ گیا۔"],
        ["वह आया।", "वह गया॥"],
        ["他来了。", "他走了！", "好吗？", "好。"],
        ["ねえ！", "行こう。"],
        ["هل جاء؟", "نعم. "],
        ["ሰላም።", "ሄደ፧"],
        ["Նա եկավ։", "Նա գնաց։"],
        ["သူလာသည်။", "သူသွားသည်။"],
        ["គាត់មក។", "គាត់ទៅ៕"],
        ["བོད།", "ཡིག།"],
        ["Он пришёл.", "Она ушла."],
        ["Élan vint.", "Évra partit."],
        ["“它来了。”", "他说。"],
    ],
)
def test_each_script_ends_its_sentences(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == [part.strip() for part in parts]


def test_marks_without_spaces_end_sentences_where_the_script_has_none() -> None:
    assert sentences("他来了。他走了。") == [(0, 4), (4, 8)]


@pytest.mark.parametrize("text", ["He paid 3.5 lakh.", "It is 3．5 metres", '"Go!" he said.'])
def test_a_mark_within_a_sentence_does_not_end_it(text: str) -> None:
    assert sentences(text) == [(0, len(text))]


@pytest.mark.parametrize(
    "parts",
    [
        ["It closed on Jan. 3.", "See Fig. 2 and pp. 4–6."],
        ["They came from Ste. Marie and Ft. Worth.", "Maj. Gen. Iqbal left."],
        ["La Dra. Ruiz no vino.", "El Sr. Paz sí."],
        ["Der Zug hielt am 3. Mai in Köln.", "Niemand stieg aus."],
        ["Er wohnt z. B. in Bonn.", "Sie nicht."],
        ["I am 30.", "He is 40."],
        ["She won 3.", "Smith won 4."],
        ["It began at 6 a.m. Monday.", "It ended at 5 p.m.", "The hall was empty."],
        ["The firm, Smith & Co. Ltd., closed.", "They live in Washington, D.C.", "He does not."],
        ["J. R. R. Tolkien wrote it.", "M. Le Pen est venu."],
        ["He chose plan B.", "The others left."],
        ["Il est arrivé à 10 h.", "Mme Martin non."],
        ["He said no.", "She left."],
    ],
)
def test_a_full_stop_of_an_abbreviation_ends_no_sentence(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


@given(st.text(alphabet="Aa 1.!?…۔।。؟።”\n", max_size=60))
def test_sentences_hold_every_word_once(text: str) -> None:
    found = sentences(text)
    assert "".join(text[start:end] for start, end in found).replace(" ", "") == "".join(
        text.split()
    )


HOSTILE = (
    "a",
    "a ",
    '"',
    "“",
    "1",
    "1 ",
    ",",
    "A",
    "Ab ",
    "۔",
    "他",
    "\n",
    "who said that ",
    "40; ",
)


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("find", [find_statements, find_figures, find_dates, find_events])
def test_a_long_run_of_one_thing_tells_nothing(find: object, unit: str) -> None:
    assert callable(find)
    assert find(unit * (20_000 // len(unit))) == []
