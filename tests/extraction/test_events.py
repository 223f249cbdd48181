"""What happened, and what goes from one place to another: the words that tell, and their ends."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.drafts import propose, read_article
from geo.extraction import find_events, find_relations

PLACE = re.compile(r"Dover|Calais|Leeds|York")


@pytest.mark.parametrize(
    ("text", "kind", "cue"),
    [
        ("Some 300 people marched through Leeds on 4 May 2007.", "march", "marched"),
        ("The ferry crashed into the pier, and two men were killed.", "killing", "killed"),
        ("The crew went on strike in Stornoway.", "strike", "went on strike"),
        ("The river rose above its banks.", "flood", "rose above its banks"),
    ],
)
def test_the_gravest_word_of_a_sentence_is_its_kind(text: str, kind: str, cue: str) -> None:
    one = find_events(text)[0]
    assert (one.kind, text[one.cue_start : one.cue_end]) == (kind, cue)
    assert text[one.start : one.end] == text.rstrip(".")


@pytest.mark.parametrize(
    "text",
    ["They were not killed in Leeds.", "They would have marched.", "It could have exploded.",
     "He never visited York."],
)  # fmt: skip
def test_what_did_not_happen_is_no_event(text: str) -> None:
    assert find_events(text) == []


@pytest.mark.parametrize(
    "line", Path(__file__).with_name("kinds.tsv").read_text(encoding="utf-8").splitlines()
)
def test_a_word_that_is_meant_otherwise_gives_no_kind(line: str) -> None:
    text, kinds = line.split("\t")
    assert "; ".join(one.kind for one in find_events(text)) == kinds


@pytest.mark.parametrize("text", ["It was hot in Leeds on 4 May 2007.", "A marching band.", ""])
def test_without_a_word_nothing_happens(text: str) -> None:
    assert find_events(text) == []


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("They went from Dover to Calais.", ("travel", "Dover", "Calais")),
        ("They left Dover for the port of Calais.", ("travel", "Dover", "Calais")),
        ("They returned to Dover from Calais.", ("travel", "Calais", "Dover")),
        ("He telephoned from Dover to Calais.", ("telephone", "Dover", "Calais")),
        ("Families migrated to Leeds from York.", ("migration", "York", "Leeds")),
    ],
)
def test_the_words_between_tell_the_direction(text: str, ends: tuple[str, str, str]) -> None:
    (one,) = find_relations(text, [spot.span() for spot in PLACE.finditer(text)])
    assert (one.medium, text[slice(*one.origin)], text[slice(*one.target)]) == ends


@pytest.mark.parametrize(
    "text",
    [
        "They went to Dover and Calais.",
        "The road from Dover to Calais is long.",  # nothing moves
        "They left Dover. From Calais to Leeds it rained.",
        "They came from Dover, and in June they sailed on for many days and nights to far Calais.",
    ],
)
def test_without_direction_or_movement_there_is_no_link(text: str) -> None:
    assert find_relations(text, [spot.span() for spot in PLACE.finditer(text)]) == []


@given(
    st.lists(
        st.sampled_from(
            [
                "They",
                "went",
                "from",
                "to",
                "Dover",
                "Calais",
                "left",
                "for",
                ".",
                ",",
                "killed",
                "\n",
            ]
        )
    )
)
def test_spans_are_exact_whatever_the_text(words: list[str]) -> None:
    text = " ".join(words)
    for one in find_events(text):
        assert 0 <= one.start <= one.cue_start < one.cue_end <= one.end <= len(text)
    for link in find_relations(text, [spot.span() for spot in PLACE.finditer(text)]):
        assert PLACE.fullmatch(text[slice(*link.origin)])
        assert PLACE.fullmatch(text[slice(*link.target)])


ARTICLE = """\
The council said that 300 people marched through Leeds on 4 May 2007.

On 5 May 2007 a train went from Leeds to York.

Bo Ray, who lives in York, founded the union in 1984.

People marched through York recently.
"""


def test_action_place_and_date_make_an_event_of_who_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "walk.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    draft = propose([read_article(path, published="2007-05-16")])
    march, founding = draft.tables["events"]
    assert (founding["kind"], founding["date"], founding["place"]) == ("founding", "1984", "")
    assert (march["title"], march["date"], march["place"]) == (
        "March in Leeds", "2007-05-04", "leeds",
    )  # fmt: skip
    said = next(row for row in draft.tables["claims"] if march["id"] in row["about"])
    assert (said["said_by"], said["status"], said["statement"]) == ("the-council", "said", "")
    (train,) = draft.tables["links"]
    assert (train["title"], train["medium"]) == ("Travel from Leeds to York", "travel")
    assert (train["from"], train["to"], train["date"]) == ("leeds", "york", "2007-05-05")
    told = next(row for row in draft.tables["claims"] if train["id"] in row["about"])
    assert (told["about"], told["statement"], told["said_by"]) == (
        f"{train['id']}; leeds; york", "Travel from Leeds to York.", "",
    )  # fmt: skip
