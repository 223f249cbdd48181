"""What single sentences say, of several kinds, with answers written before they were read."""

import json
from collections import Counter
from pathlib import Path

import pytest

from geo.drafts import propose, read_article
from geo.extraction import find_dates, find_figures, find_statements

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
]
PUBLISHED = "2007-05-16"
# What is missing of all that the sentences say: a name with a colon; "40, not 60, people".
MISSING = {"speaker": 1, "bound": 1}


def read(case: dict[str, str], folder: Path) -> tuple[list[object], list[object]]:
    """Return the answers to a sentence, and what is read of it."""
    text = case["text"]
    if "said" in case:
        return list(case["said"]), [[said.said_by, said.status] for said in find_statements(text)]
    if "figures" in case:
        return list(case["figures"]), [
            [figure.low, figure.high, figure.bound, figure.measure]
            + (["denied"] if figure.status == "denied" else [])
            for figure in find_figures(text)
        ]
    if "dates" in case:
        dates = [date.edtf for date in find_dates(text, published=PUBLISHED)]
        return list(case["dates"]), list(dates)
    path = folder / "note.txt"
    path.write_text(text, encoding="utf-8")
    events = propose([read_article(path, published=PUBLISHED)]).tables["events"]
    return list(case["events"]), [[row["date"], row["place"]] for row in events]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:32] for case in CASES])
def test_nothing_is_read_that_a_sentence_does_not_say(case: dict[str, str], tmp_path: Path) -> None:
    wanted, found = read(case, tmp_path)
    for answer in found:
        assert answer in wanted
        wanted.remove(answer)


def test_what_the_sentences_say_is_read(tmp_path: Path) -> None:
    missing: Counter[str] = Counter()
    for case in CASES:
        wanted, found = read(case, tmp_path)
        missing[case["kind"]] += len([answer for answer in wanted if answer not in found])
    assert +missing == MISSING
