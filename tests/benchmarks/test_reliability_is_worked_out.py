"""The table of confidence is worked out by hand for a few answers."""

import pytest

from benchmarks.geoparsing.reliability import answers, bins, plot, table

KARACHI = {"start": 0, "end": 7, "lat": 24.86, "lon": 67.01, "geonameid": 1174872}
NOWHERE = {"start": 10, "end": 14, "lat": None, "lon": None}


def answer(start: int, end: int, lat: float, confidence: float, **more: object) -> dict:
    return {"start": start, "end": end, "lat": lat, "lon": 67.0, "confidence": confidence, **more}


def test_each_answer_is_judged_once() -> None:
    predicted = [
        answer(0, 7, 24.9, 0.95),  # right
        answer(10, 14, 24.9, 0.5),  # marked, and not located: neither
        answer(20, 24, 24.9, 0.7),  # not marked
        answer(30, 34, 24.9, 0.4, status="unlisted"),  # no answer
    ]
    assert list(answers([KARACHI, NOWHERE], predicted)) == [(0.95, True), (0.7, False)]
    far = [answer(0, 7, 60.0, 0.92, geonameid=1174872)]
    assert list(answers([KARACHI], far)) == [(0.92, True)]


def test_answers_are_sorted_into_ranges() -> None:
    rows = bins([(0.95, True), (0.93, False), (0.7, True), (0.9, True)])
    assert [(row.low, row.answers) for row in rows[:-1]] == [(0.65, 1), (0.9, 3)]
    assert (rows[-1].answers, rows[-1].right) == (2, 0.5)
    assert rows[1].right == pytest.approx(2 / 3)
    assert "| a | above 0.9 | 2 | 94.0 | 50.0 |" in table({"a": rows})
    assert plot({"a": rows, "b": rows}).count("<circle") == 2
