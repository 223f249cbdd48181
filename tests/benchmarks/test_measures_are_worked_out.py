"""The benchmark's own arithmetic, on examples small enough to do by hand."""

import json
import math
from pathlib import Path

import pytest

from benchmarks.geocoding import corpora, errors
from benchmarks.geocoding import score_toponyms as scorer
from benchmarks.geocoding.measures import (
    Judged,
    accuracy,
    calibration,
    coverage,
    first_right,
    judge,
    read_lines,
    sure,
)

# Along a meridian a degree is 111.195 km on the sphere of radius 6371.009 km: 0.1° is 11 km, 1° is
# 111 km (within 161 but not within 20), 2° is 222 km.
RIGHT, NEAR, FAR = 50.1, 51.0, 52.0


def name(start: int, answer: object, confidence: float = 0.5, **more: object) -> Judged:
    gold = {"start": start, "end": start + 1, "name": "X", "lat": 50.0, "lon": 7.0, **more}
    told = {} if answer is None else {"lat": answer, "lon": 7.0, "confidence": confidence}
    return Judged("a", gold, told)


def test_distance_is_measured_on_the_sphere() -> None:
    assert name(0, NEAR).off_km == pytest.approx(111.195, abs=0.01)
    assert name(0, None).off_km is None


def test_no_answer_is_a_wrong_one() -> None:
    names = [name(0, RIGHT), name(1, NEAR), name(2, FAR), name(3, None)]
    assert accuracy(names, limit_km=161, ids=False) == 0.5
    assert accuracy(names, limit_km=20, ids=False) == 0.25
    assert math.isnan(accuracy([], limit_km=20, ids=False))


def test_the_same_number_is_right_at_any_distance_only_when_ids_count() -> None:
    same, none = (
        Judged("a", {"lat": 50.0, "lon": 7.0, "geonameid": number}, far | {"geonameid": number})
        for far in [{"lat": FAR, "lon": 7.0}]
        for number in (5, None)
    )
    assert same.right(limit_km=20, ids=True)
    assert not same.right(limit_km=161, ids=False)
    assert not none.right(limit_km=161, ids=True)


def test_answers_are_found_by_document_and_span() -> None:
    gold = [
        {"doc_id": "a", "toponyms": [
            {"start": 0, "end": 2, "lat": 1.0, "lon": 2.0},
            {"start": 0, "end": 2, "lat": 9.0, "lon": 9.0},  # marked twice: the first counts
            {"start": 3, "end": 5, "lat": None, "lon": None},  # no place is known
            {"start": 6, "end": 8, "lat": 3.0, "lon": 4.0},  # nothing was predicted
        ]},
        {"doc_id": "b", "toponyms": [{"start": 0, "end": 2, "lat": 5.0, "lon": 6.0}]},
    ]  # fmt: skip
    predicted = [
        {"doc_id": doc, "toponyms": [{"start": 0, "end": 2, "lat": lat, "lon": 0.0}]}
        for doc, lat in (("b", 20.0), ("a", 10.0))
    ]
    judged = judge(gold, predicted)
    assert [(each.doc_id, each.gold["lat"], each.answer.get("lat")) for each in judged] == [
        ("a", 1.0, 10.0),
        ("a", 3.0, None),
        ("b", 5.0, 20.0),
    ]


def test_coverage_is_what_some_candidate_would_reach() -> None:
    candidates = {"X": [{"lat": FAR, "lon": 7.0}, {"lat": NEAR, "lon": 7.0, "geonameid": 5}]}
    names = [name(0, None), name(1, RIGHT), name(2, FAR, geonameid=5)]
    assert coverage(names, candidates, limit_km=161, ids=False) == 1
    assert coverage(names, candidates, limit_km=20, ids=False) == pytest.approx(1 / 3)
    assert coverage(names, candidates, limit_km=20, ids=True) == pytest.approx(2 / 3)
    assert first_right(names[0], candidates["X"], limit_km=161, ids=False) == 2
    assert first_right(names[0], candidates["X"], limit_km=20, ids=False) == 0


def test_calibration_counts_each_answer_in_one_bin() -> None:
    names = [
        name(0, RIGHT, 1.0), name(1, RIGHT, 0.9), name(2, NEAR, 0.95), name(3, FAR, 0.9),
        name(4, RIGHT, 0.89), name(5, FAR, 0.5), name(6, None), name(7, FAR, 0.0),
    ]  # fmt: skip
    bins = calibration(names, (0.0, 0.5, 0.9, 1.0))
    assert [(each.low, each.high, each.count) for each in bins] == [
        (0.0, 0.5, 1),
        (0.5, 0.9, 2),
        (0.9, 1.0, 4),
    ]
    assert bins[0].right == {161: 0.0, 20: 0.0}
    assert bins[1].right == {161: 0.5, 20: 0.5}
    assert bins[2].right == {161: 0.75, 20: 0.5}
    above = sure(names, 0.9)  # 1.0 and 0.95; 0.9 is not above 0.9
    assert (above.count, above.right) == (2, {161: 1.0, 20: 0.5})
    assert math.isnan(sure([], 0.9).right[161])


@pytest.mark.parametrize(
    ("answer", "offered", "error"),
    [
        (RIGHT, [RIGHT], ""),
        (NEAR, [NEAR, RIGHT], "near"),
        (None, [], "no candidate"),
        (FAR, [FAR], "no right candidate"),
        (None, [FAR, RIGHT], "not answered"),
        (FAR, [FAR, RIGHT], "another won"),
    ],
)
def test_an_error_has_one_kind(answer: float | None, offered: list[float], error: str) -> None:
    candidates = [{"lat": lat, "lon": 7.0} for lat in offered]
    assert errors.kind_of_error(name(0, answer), candidates) == error


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes('{"text": "a\u2028b\u0085c"}\n\n{"text": "d"}'.encode())
    assert [each["text"] for each in read_lines(path)] == ["a\u2028b\u0085c", "d"]


def test_our_accuracy_is_the_scorer_s() -> None:
    gold = [
        {"start": i, "end": i + 1, "name": "X", "lat": 50.0, "lon": 7.0, "geonameid": 5}
        for i in range(4)
    ]
    predicted = [
        {"start": i, "end": i + 1, "lat": lat, "lon": lat and 7.0, "geonameid": number}
        for i, (lat, number) in enumerate([(RIGHT, 1), (NEAR, 2), (FAR, 5), (None, None)])
    ]
    judged = judge([{"doc_id": "a", "toponyms": gold}], [{"doc_id": "a", "toponyms": predicted}])
    for ids in (False, True):
        figures = scorer.figures([scorer.tally(gold, predicted, ids)])
        for limit in (161, 20):
            ours = accuracy(judged, limit_km=limit, ids=ids)
            assert ours == pytest.approx(figures[f"acc@{limit}"])


def test_names_are_counted_per_document(tmp_path: Path) -> None:
    path = tmp_path / "errors.jsonl"
    path.write_text(json.dumps({"doc_id": "a", "text": "In X now", "toponyms": []}))
    found = errors.table([name(3, FAR)], {"X": []}, {"a": next(read_lines(path))["text"]})
    assert found["error"].tolist() == ["no candidate"]
    assert found["off_km"].tolist() == [222.4]
    assert found["around"].tolist() == ["In X now"]


def test_the_scorer_s_figures_are_worked_out() -> None:
    gold = [
        {"start": 0, "end": 5, "lat": 0.0, "lon": 0.0, "geonameid": 1},
        {"start": 10, "end": 15, "lat": 0.0, "lon": 0.0, "geonameid": 2},
        {"start": 20, "end": 25, "lat": None, "lon": None},
        {"start": 30, "end": 35, "lat": 0.0, "lon": 0.0, "geonameid": 3},
    ]
    predicted = [
        {"start": 0, "end": 5, "lat": 0.0, "lon": 0.1},  # 11.1 km off
        {"start": 12, "end": 17, "lat": 0.0, "lon": 1.0, "geonameid": 2},  # 111.2 km off
        {"start": 20, "end": 25, "lat": 5.0, "lon": 5.0},  # nobody knows where it is
        {"start": 40, "end": 45, "lat": 5.0, "lon": 5.0},
    ]
    told = scorer.figures([scorer.tally(gold, predicted)])
    assert (told["gold"], told["gold_with_xy"], told["pred"]) == (4, 3, 4)
    assert (told["exact_P"], told["exact_R"], told["overlap_P"]) == (0.5, 0.5, 0.75)
    assert told["acc@161"] == told["answered"] == pytest.approx(2 / 3)
    assert told["acc@20"] == pytest.approx(1 / 3)
    assert told["median_km"] == pytest.approx((11.119 + 111.195) / 2, abs=0.01)
    assert told["e2e161_P"] == pytest.approx(2 / 3)  # the one without a place counts neither way
    assert told["e2e20_R"] == pytest.approx(1 / 3)
    by_number = scorer.figures([scorer.tally(gold, predicted, ids=True)])
    assert by_number["acc@20"] == pytest.approx(2 / 3)


def test_corpora_are_compared_by_their_texts(tmp_path: Path) -> None:
    listed = tmp_path / "corpora.csv"
    sha256 = "2cf24dba5fb0a30e"  # of "hello"
    listed.write_text(f"corpus,doc_id,text_sha256,toponyms\nsmall,a-1,{sha256},1\n")
    path = tmp_path / "small.jsonl"
    assert corpora.faults(tmp_path, listed=listed) == [f"{path}: not there"]
    document = {"doc_id": "other", "text": "hello", "toponyms": [{}]}
    path.write_text(json.dumps(document))
    assert corpora.faults(tmp_path, listed=listed) == []
    path.write_text(json.dumps(document | {"toponyms": []}))
    assert corpora.faults(tmp_path, listed=listed) == [f"{path}: a-1 has 0 names, wanted 1"]
    path.write_text(json.dumps(document | {"text": "hallo"}))
    assert corpora.faults(tmp_path, listed=listed) == [
        f"{path}: a-1 is missing, or its text differs",
        f"{path}: 1 documents that are not listed",
    ]
