"""Cells and names as people have them, each with its right answer (data/README.md says how)."""

import csv
import math
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import geo
from geo.geodesy import distance_km

DATA = Path(__file__).with_name("data")
TABLES = {"messy_cells": 400, "awkward_names": 300}
RIGHT, UNSURE, MISSED, WRONG = "right", "unsure", "missed", "wrong"
Row = dict[str, str]


@cache
def answered(table: str) -> list[tuple[Row, str, str]]:
    """Return for each row of a table what became of it, and the answer in words."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hints = [dict(hint.split("=") for hint in row["hints"].split(";") if hint) for row in rows]
    answers = geo.geocode(
        [row["text"] for row in rows],
        country=[hint.get("country") for hint in hints],
        within=[hint.get("within") for hint in hints],
    )
    return [
        (
            row,
            verdict(row, answer),
            f"{answer.status} {answer.matched}, {answer.country}: {answer.reason}",
        )
        for row, answer in zip(rows, answers.itertuples(), strict=True)
    ]


def verdict(row: Row, answer) -> str:  # type: ignore[no-untyped-def] # noqa: ANN001 - a named tuple
    """Return what an answer is worth."""
    sure, unsure = answer.status == "ok", answer.status == "ambiguous"
    match row["right"]:
        case "not found or unsure":
            right = not sure
        case "several":
            right = unsure and math.isnan(answer.lon)
        case "any of the name":
            right = unsure
        case "skipped" | "not found":
            right = answer.status == row["right"].replace(" ", "_")
        case "holder":
            open_about_it = unsure or "not located" in answer.reason
            right = there(row, answer) and open_about_it
        case "around":
            right = there(row, answer) and row["says"] in answer.reason
        case _:
            right = there(row, answer) and row["says"] in answer.reason and sure
    if right:
        return RIGHT
    return WRONG if sure else UNSURE if unsure else MISSED


def there(row: Row, answer) -> bool:  # type: ignore[no-untyped-def] # noqa: ANN001 - a named tuple
    """Return whether an answer is the place that is meant, or its circle holds the point."""
    if math.isnan(answer.lon):
        return False
    off_km = distance_km(float(row["lon"]), float(row["lat"]), answer.lon, answer.lat)
    if row["right"] in ("direction", "between") and off_km * 1000 > answer.radius_m:
        return False
    return off_km <= float(row["within_km"]) and row["country"] in ("", answer.country)


@pytest.mark.parametrize("table", TABLES)
def test_no_cell_is_answered_wrongly_for_sure(table: str) -> None:
    wrong = [f"{row['text']!r}: {words}" for row, each, words in answered(table) if each == WRONG]
    assert wrong == []


@pytest.mark.parametrize(("table", "least"), TABLES.items())
def test_of_the_cells_95_in_100_are_right_or_honestly_unsure(table: str, least: int) -> None:
    counts = Counter(each for _, each, _ in answered(table))
    assert counts.total() >= least
    assert (counts[RIGHT] + counts[UNSURE]) / counts.total() >= 0.99
    assert counts[RIGHT] / counts.total() >= 0.9


@pytest.mark.parametrize("table", TABLES)
def test_no_kind_of_cell_is_missed_as_a_whole(table: str) -> None:
    kinds: dict[str, Counter[str]] = {}
    for row, each, _ in answered(table):
        kinds.setdefault(row["kind"], Counter())[each] += 1
    shares = {kind: 1 - counts[MISSED] / counts.total() for kind, counts in kinds.items()}
    assert {kind: share for kind, share in shares.items() if share < 0.9} == {}
