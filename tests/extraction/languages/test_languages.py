"""Languages whose words are a data file: what 20 written sentences of each say, and no more.

The sentences and their answers were written before the code and its words looked at them. What a
sentence says and the grammar leaves open may be missing; nothing may be there that is not right.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.extraction import find_language
from geo.extraction.languages import (
    extract_dates,
    extract_figures,
    extract_speech,
    extract_statements,
    find_grammar,
    grammars,
)

HERE = Path(__file__).parent
CODES = {
    "ar": "Arabic", "de": "German", "es": "Spanish", "fr": "French", "hi": "Hindi",
    "pt": "Portuguese", "ru": "Russian", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
}  # fmt: skip
PUBLISHED = "2007-05-16"  # a Wednesday
# What is missing of all that the sentences say.
MISSING = {"fr": {"figures": 1, "said": 1}, "ar": {"said": 2}}


def sentences(code: str) -> list[dict[str, object]]:
    lines = (HERE / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def answers(text: str, code: str) -> dict[str, list[object]]:
    grammar = find_grammar(CODES[code])
    assert grammar is not None
    return {
        "dates": [date.edtf for date in extract_dates(text, grammar, published=PUBLISHED)],
        "figures": [
            [figure.low, figure.high, figure.bound, figure.measure]
            + ([figure.status] if figure.status != "reported" else [])
            for figure in extract_figures(text, grammar)
        ],
        "said": [[said.said_by, said.status] for said in extract_statements(text, grammar)],
    }


def without(these: list[object], those: list[object]) -> list[object]:
    rest = list(these)
    for value in those:
        if value in rest:
            rest.remove(value)
    return rest


CASES = [(code, case) for code in CODES for case in sentences(code)]


@pytest.mark.parametrize(("code", "case"), CASES)
def test_nothing_is_read_that_a_sentence_does_not_say(code: str, case: dict[str, object]) -> None:
    read = answers(str(case["text"]), code)
    assert {kind: without(values, case[kind]) for kind, values in read.items()} == {  # type: ignore[arg-type]
        "dates": [], "figures": [], "said": []
    }  # fmt: skip


TRAPS = [
    json.loads(line) for line in (HERE / "traps.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("trap", TRAPS, ids=[trap["text"][:24] for trap in TRAPS])
def test_what_only_looks_like_a_figure_is_none(trap: dict[str, Any]) -> None:
    wanted = [[None if side == "" else side for side in row] for row in trap["figures"]]
    read = answers(trap["text"], trap["code"])
    assert read["figures"] == wanted
    assert read["dates"] == []


@pytest.mark.parametrize("code", CODES)
def test_what_the_sentences_say_is_read(code: str) -> None:
    missing: Counter[str] = Counter()
    for case in sentences(code):
        for kind, values in answers(str(case["text"]), code).items():
            missing[kind] += len(without(case[kind], values))  # type: ignore[arg-type]
    assert +missing == MISSING.get(code, {})
    assert len(sentences(code)) == 20


@pytest.mark.parametrize("code", CODES)
def test_the_language_of_its_sentences_is_known(code: str) -> None:
    text = " ".join(str(case["text"]) for case in sentences(code))
    assert find_language(text) == CODES[code]


def test_each_grammar_has_its_sentences() -> None:
    assert set(CODES.values()) == set(grammars())


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=20)
@given(data=st.data())
def test_spans_are_where_the_words_stand(code: str, data: st.DataObject) -> None:
    cases = [str(case["text"]) for case in sentences(code)]
    text = data.draw(st.lists(st.one_of(st.sampled_from(cases), st.text(max_size=40)), max_size=3))
    whole = "\n".join(text)
    grammar = find_grammar(CODES[code])
    assert grammar is not None
    for reader in (extract_dates, extract_figures, extract_statements):
        ends = [0]
        for item in reader(whole, grammar):
            assert item.text == whole[item.start : item.end]
            assert item.start >= ends[-1]
            ends.append(item.end)
    assert all(0 <= start < end <= len(whole) for start, end in extract_speech(whole, grammar))
