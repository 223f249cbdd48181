"""Spans of another extractor: each is where its words stand, or it is refused."""

import json
from pathlib import Path

import pytest
from drafts.drafting import run
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.drafts import read_article
from geo.drafts.propose import propose
from geo.drafts.spans import Span, anchor_spans, read_spans, with_spans
from geo.errors import SourceError

TEXT = """The Calder rose above its banks on Saturday.

Ann Lee met the mayor of Leeds. Later Ann Lee left Leeds with Bo Ray, a smith from Wakefield.
"""
FORMS = {
    "LangExtract": {
        "text": TEXT,
        "extractions": [
            {
                "extraction_class": "person",
                "extraction_text": "Bo Ray",
                "char_interval": {"start_pos": 108, "end_pos": 114},
            }
        ],
    },
    "spaCy": {"text": TEXT, "ents": [{"start": 108, "end": 114, "label": "PERSON"}]},
    "Label Studio": [
        {
            "data": {"text": TEXT},
            "annotations": [
                {
                    "result": [
                        {
                            "type": "labels",
                            "value": {"start": 108, "end": 114, "labels": ["PER"]},
                        }
                    ]
                }
            ],
        }
    ],
    "W3C annotations": [
        {
            "type": "Annotation",
            "body": [
                {"purpose": "commenting", "value": "who?"},
                {"purpose": "tagging", "value": "Person"},
            ],
            "target": {
                "selector": [
                    {"type": "TextQuoteSelector", "exact": "Bo Ray"},
                    {"type": "TextPositionSelector", "start": 108, "end": 114},
                ]
            },
        }
    ],
}


@pytest.mark.parametrize("maker", FORMS)
def test_each_form_gives_a_person_where_the_name_stands(tmp_path: Path, maker: str) -> None:
    (tmp_path / "spans.json").write_text(json.dumps(FORMS[maker]), "utf-8")
    (tmp_path / "note.txt").write_text(TEXT, "utf-8")
    found_maker, spans = read_spans(tmp_path / "spans.json")
    assert found_maker == maker
    draft, report = with_spans(propose([read_article(tmp_path / "note.txt")]), maker, spans)
    assert (report.added, report.known, report.shifted, report.refused) == (1, 0, (), ())
    (actor,) = [row for row in draft.tables["actors"] if row["name"] == "Bo Ray"]
    assert (actor["start"], actor["end"], actor["kind"]) == ("108", "114", "person")
    assert f"by {maker}" in actor["how"]
    assert draft.articles[0].text[108:114] == "Bo Ray"


@pytest.mark.parametrize(
    ("span", "start", "refused"),
    [
        (Span("person", "Bo Ray", 108), 108, ""),
        (Span("person", "Bo Ray", 3), 108, ""),
        (Span("person", "Bo Ray", None), 108, ""),
        (Span("person", "Bob Ray", 108), None, "not in the article"),
        (Span("person", "", 108), None, "no words"),
        (Span("place", "Leeds", None), None, "stand there 2 times"),
        (Span("place", "Leeds", 100, before="Ann Lee left"), 97, ""),
        (Span("place", "Leeds", None, after=". Later"), 71, ""),
        (Span("place", "Lee", 3), None, "stand there 2 times"),
        (Span("place", "banks on\nSaturday", 0), 26, ""),
    ],
)
def test_a_span_is_moved_to_its_words_or_refused(
    span: Span, start: int | None, refused: str
) -> None:
    anchored, lines = anchor_spans(TEXT, [span])
    assert [item.start for item in anchored] == ([] if start is None else [start])
    assert all(refused in line for line in lines)
    assert len(lines) == (start is None)


@settings(max_examples=60)
@given(st.text(max_size=60), st.integers(-5, 70), st.text(min_size=1, max_size=8))
def test_what_is_anchored_has_the_words_of_its_span(text: str, start: int, words: str) -> None:
    anchored, refused = anchor_spans(text, [Span("x", words, start)])
    assert len(anchored) + len(refused) == 1
    for item in anchored:
        assert text[item.start : item.end].split() == words.split()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "line 1 is no JSON"),
        ('{"a": 1}', "no known form; wanted one of LangExtract, Label Studio"),
        ('{"extractions": [{"extraction_class": "x"}]}', "is not as LangExtract writes it"),
        ("[1, 2]", "no known form"),
    ],
)
def test_a_file_of_another_form_is_one_clear_error(
    tmp_path: Path, content: str, message: str
) -> None:
    (tmp_path / "spans.json").write_text(content, "utf-8")
    with pytest.raises(SourceError, match=message):
        read_spans(tmp_path / "spans.json")


def test_the_command_says_what_became_of_each_span(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(TEXT, "utf-8")
    entities = [[4, 10, "LOC"], [0, 3, "PERSON"], [35, 43, "DATE"]]
    (tmp_path / "spans.json").write_text(
        json.dumps(
            {"text": "Old Calder rose. On Thursday it fell, on Saturday", "entities": entities}
        )
    )
    code, shown = run(tmp_path, "draft", "note.txt", "--from", "spans.json")
    assert code == 0
    assert "spans.json: “Calder” (LOC)" not in shown
    assert "spans.json: refused: “Old” (PERSON) at 0: these words are not in the article" in shown
    assert "of 3 spans of spaCy" in shown
    code, shown = run(tmp_path, "draft", "note.txt", "note.txt", "--from", "spans.json")
    assert code == 2
    assert "--from wants the one ARTICLE" in shown
