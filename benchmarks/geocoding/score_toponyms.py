"""Score the names that were found in texts, and where they were put, against a marked corpus.

python benchmarks/geocoding/score_toponyms.py GOLD.jsonl PRED.jsonl [--gold-spans] [--ids] [--json]

Both files hold one JSON object a line:
``{doc_id, toponyms: [{start, end, lat, lon, geonameid?}]}``. Offsets are code points of the
document's text, the end exclusive. A name whose ``lat`` is null counts for recognition alone.

- Recognition: precision, recall and F1. Exact: the same span. Overlap: at least one shared
  character, matched one to one, the longest overlap first.
- Resolution, of the gold names with coordinates: ``acc@D`` is the share whose matched prediction
  lies within D km; no answer is wrong. ``AUC`` is the area under the sorted ln(1 + km), from 0 to
  1, less is better; in ``AUC_all`` no answer is the farthest point on Earth.
- End to end: right is a prediction with coordinates that overlaps a gold name with coordinates and
  lies within D km of it. Predictions on gold names without coordinates count neither way.

A prediction with the status ``unlisted`` is no answer: no list has its name, and it is shown at
another place of the text. The figures are without such guesses; those that end in ``_guesses``
count them.

``--gold-spans``: the predictions were made on the spans of the corpus; only resolution is printed.
``--ids``: the corpus's own GeoNames number is 0 km off. Standard library only.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

EARTH_KM = 6371.0088
FARTHEST_KM = 20039.0  # half of the equator
LIMITS_KM = (5, 20, 50, 161)
END_TO_END_KM = (161, 20)

UNLISTED = "unlisted"

Toponym = dict[str, Any]
Part = tuple[Counter[str], list["float | None"]]


def distance_km(one: Toponym, other: Toponym) -> float:
    """Return the length of the great circle between two located names, on a sphere."""
    lat1, lat2 = math.radians(one["lat"]), math.radians(other["lat"])
    half = math.sin((lat2 - lat1) / 2) ** 2
    across = math.sin(math.radians(other["lon"] - one["lon"]) / 2) ** 2
    return (
        2
        * EARTH_KM
        * math.asin(min(1.0, math.sqrt(half + math.cos(lat1) * math.cos(lat2) * across)))
    )


def located(toponym: Toponym) -> bool:
    """Return whether a name has coordinates."""
    return toponym.get("lat") is not None and toponym.get("lon") is not None


def read(path: Path) -> dict[str, list[Toponym]]:
    """Read the names of each document of a file, and check spans and coordinates."""
    documents: dict[str, list[Toponym]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        document = json.loads(line)
        if document["doc_id"] in documents:
            sys.exit(f"{path}:{number}: doc_id {document['doc_id']!r} occurs twice")
        for toponym in document["toponyms"]:
            if not 0 <= toponym["start"] < toponym["end"]:
                sys.exit(f"{path}:{number}: bad span {toponym['start']}..{toponym['end']}")
            if located(toponym) and (abs(toponym["lat"]) > 90 or abs(toponym["lon"]) > 180.001):  # noqa: PLR2004 - degrees
                found = f"{toponym['lat']}, {toponym['lon']}"
                sys.exit(f"{path}:{number}: coordinates out of range {found}")
        documents[document["doc_id"]] = document["toponyms"]
    return documents


def pair(gold: list[Toponym], predicted: list[Toponym]) -> dict[int, int]:
    """Match names one to one by their overlap: the longest first, then the closest span."""
    candidates = []
    for i, one in enumerate(gold):
        for j, other in enumerate(predicted):
            overlap = min(one["end"], other["end"]) - max(one["start"], other["start"])
            if overlap > 0:
                off = abs(one["start"] - other["start"]) + abs(one["end"] - other["end"])
                candidates.append((-overlap, off, i, j))
    matched: dict[int, int] = {}
    for _, _, i, j in sorted(candidates):
        if i not in matched and j not in matched.values():
            matched[i] = j
    return matched


def unique(toponyms: list[Toponym]) -> list[Toponym]:
    """Drop repeated spans, and keep the first: some corpora list a mention twice."""
    first: dict[tuple[int, int], Toponym] = {}
    for toponym in toponyms:
        first.setdefault((toponym["start"], toponym["end"]), toponym)
    return list(first.values())


def tally(
    gold: list[Toponym],
    predicted: list[Toponym],
    ids: bool = False,  # noqa: FBT001, FBT002 - a switch of the command
    *,
    guesses: bool = False,
) -> Part:
    """Count what the figures of one document need; return the counts and the errors in km."""
    gold, predicted = unique(gold), unique(predicted)
    if not guesses:
        nowhere = {"lat": None, "lon": None}
        predicted = [one | nowhere if one.get("status") == UNLISTED else one for one in predicted]
    matched = pair(gold, predicted)
    spans = [{(one["start"], one["end"]) for one in each} for each in (gold, predicted)]
    counts = Counter(
        gold=len(gold), pred=len(predicted), exact=len(spans[0] & spans[1]), overlap=len(matched),
        gold_xy=sum(map(located, gold)), pred_xy=sum(map(located, predicted)),
    )  # fmt: skip
    errors: list[float | None] = []
    for i, one in enumerate(gold):
        other = predicted[matched[i]] if i in matched else None
        if other is not None and not located(other):
            other = None
        if not located(one):
            counts["pred_xy"] -= other is not None
            continue
        error = None if other is None else distance_km(one, other)
        number = one.get("geonameid")
        if ids and other is not None and number and number == other.get("geonameid"):
            error = 0.0
        errors.append(error)
        for limit in END_TO_END_KM:
            counts[f"tp{limit}"] += error is not None and error <= limit
    return counts, errors


def shares(right: int, predicted: int, gold: int) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    precision = right / predicted if predicted else 0.0
    recall = right / gold if gold else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def area(errors: list[float]) -> float:
    """Return the area under the sorted ln(1 + km), from 0 to 1; NaN for fewer than two."""
    if len(errors) < 2:  # noqa: PLR2004 - a curve has two ends
        return math.nan
    logs = sorted(math.log1p(min(error, FARTHEST_KM)) for error in errors)
    under = sum((low + high) / 2 for low, high in pairwise(logs))
    return under / (math.log1p(FARTHEST_KM) * (len(logs) - 1))


def figures(parts: list[Part]) -> dict[str, float]:
    """Return the figures of several documents together; shares are 0 to 1."""
    counts: Counter[str] = sum((part for part, _ in parts), Counter())
    errors = [error for _, each in parts for error in each]
    answered = [error for error in errors if error is not None]
    total = len(errors) or 1
    near = sum(error <= max(LIMITS_KM) for error in answered)
    told: dict[str, float] = {
        "docs": len(parts), "gold": counts["gold"], "gold_with_xy": len(errors),
        "pred": counts["pred"], "answered": len(answered) / total,
        "acc@161_answered": near / (len(answered) or 1),
        "median_km": statistics.median(answered) if answered else math.nan,
        "mean_km": sum(answered) / len(answered) if answered else math.nan,
        "AUC_answered": area(answered),
        "AUC_all": area([FARTHEST_KM if error is None else error for error in errors]),
    }  # fmt: skip
    told |= {f"acc@{km}": sum(error <= km for error in answered) / total for km in LIMITS_KM}
    rows = [(kind, kind, "pred", "gold") for kind in ("exact", "overlap")]
    rows += [(f"e2e{km}", f"tp{km}", "pred_xy", "gold_xy") for km in END_TO_END_KM]
    for kind, *names in rows:
        scores = shares(*(counts[name] for name in names))
        told |= dict(zip((f"{kind}_P", f"{kind}_R", f"{kind}_F1"), scores, strict=True))
    return told


def text(told: dict[str, float], *, gold_spans: bool) -> str:
    """Return the figures as lines for people, shares in percent."""

    def percent(*names: str) -> str:
        short = {name: name.removesuffix("_guesses").rpartition("_")[2] for name in names}
        return "  ".join(f"{short[name]} {100 * told[name]:5.1f}" for name in names)

    found = f"{told['gold']} names ({told['gold_with_xy']} with coordinates)"
    lines = [f"{told['docs']} documents, {found}, predicted {told['pred']}"]
    lines += [f"resolution  {percent(*(f'acc@{km}' for km in LIMITS_KM), 'answered')}"]
    lines += [f"with guesses {percent('acc@20_guesses', 'acc@161_guesses', 'answered_guesses')}"]
    lines += [f"median {told['median_km']:.1f} km, mean {told['mean_km']:.0f} km"]
    lines += [f"AUC of answers {told['AUC_answered']:.3f}, of all {told['AUC_all']:.3f}"]
    if not gold_spans:
        for kind in ("exact", "overlap", *(f"e2e{km}" for km in END_TO_END_KM)):
            lines.append(f"{kind:8s} {percent(f'{kind}_P', f'{kind}_R', f'{kind}_F1')}")
    return "\n".join(lines)


_BOTH = ("acc@20", "acc@161", "answered", "e2e161_F1", "e2e20_F1")


def main() -> None:
    """Print the figures of one file of predictions."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("gold", type=Path)
    parser.add_argument("pred", type=Path)
    for option in ("--gold-spans", "--ids", "--json"):
        parser.add_argument(option, action="store_true")
    asked = parser.parse_args()
    gold, predicted = read(asked.gold), read(asked.pred)
    unknown = sorted(set(predicted) - set(gold))
    if unknown:
        sys.exit(f"{len(unknown)} predicted doc_id not in gold, such as {unknown[0]!r}")
    pairs = [(each, predicted.get(name, [])) for name, each in gold.items()]
    told = figures([tally(*pair, asked.ids) for pair in pairs])
    with_guesses = figures([tally(*pair, asked.ids, guesses=True) for pair in pairs])
    told |= {f"{name}_guesses": with_guesses[name] for name in _BOTH}
    print(json.dumps(told) if asked.json else text(told, gold_spans=asked.gold_spans))


if __name__ == "__main__":
    main()
