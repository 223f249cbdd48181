"""How fast, how large, how soon: each tool in processes of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.geocoding import questions
from benchmarks.geocoding.contestants import OWN, PEERS
from benchmarks.geocoding.running import ROOT, run

if TYPE_CHECKING:
    from collections.abc import Sequence

_STARTS = 5  # fresh processes; the machine may be shared, so that the best and the middle count
_ROUNDS = 2  # of a long task; the best counts
_DOCUMENTS = 5_000
_ROWS = 1_000_000
_NAMES = 20_000
_INDEX = ROOT / "geo" / "gazetteer" / "index"
_OUTLINES = ROOT / "geo" / "gazetteer" / "data" / "boundaries.parquet"
_MEGA = 1e6


def measure(scratch: Path, peers: Path, tools: Sequence[str]) -> dict[str, Any]:
    """Measure ours on tables, and every tool's start, memory, pace and size.

    Parameters
    ----------
    scratch : pathlib.Path
        A folder for the questions.
    peers : pathlib.Path
        The interpreter that has the peers.
    tools : sequence of str
        Names from `contestants.TOOLS`.

    Returns
    -------
    dict
        tables: task → names, names_per_s (of processor time), cpu_s, wall_s, peak_mb;
        tools: tool → start (wall_s, cpu_s: best and median; peak_mb), names_per_s, size_mb.
    """
    return {
        "tables": _tables(scratch),
        "tools": {tool: _tool(scratch, peers, tool) for tool in tools},
        "index_mb": _size(_INDEX),
        "outlines_mb": _size(_OUTLINES),
    }


def _tables(scratch: Path) -> dict[str, Any]:
    asked = {
        "documents": questions.documents(count=_DOCUMENTS),
        "column": questions.column(count=_ROWS, distinct=2_000),
        "varied column": questions.column(count=_ROWS, distinct=20_000),
    }
    measured = {}
    for task, table in asked.items():
        path = scratch / f"{task}.parquet"
        table.to_parquet(path)
        command = [sys.executable, "-m", "benchmarks.geocoding.own_speed", str(path)]
        runs = [run(command) for _ in range(_ROUNDS)]
        best = min((json.loads(each.output) for each in runs), key=lambda each: each["cpu_s"])
        measured[task] = best | {
            "distinct": table["place"].nunique(),
            "names_per_s": best["names"] / best["cpu_s"],
        }
    return measured


def _tool(scratch: Path, peers: Path, tool: str) -> dict[str, Any]:
    interpreter = Path(sys.executable) if tool in OWN else peers
    command = [str(interpreter), "-m", "benchmarks.geocoding.contestants", tool]
    starts = [run([*command, "first"]) for _ in range(_STARTS)]
    wall, cpu = [each.wall_s for each in starts], [each.cpu_s for each in starts]
    asked = scratch / "names.json"
    names = questions.documents(count=_NAMES // 10)["place"].drop_duplicates().tolist()
    asked.write_text(json.dumps(names), "utf-8")
    pace = json.loads(run([*command, "speed", str(asked)]).output)
    return {
        "start": {
            "wall_s": {"best": min(wall), "median": median(wall)},
            "cpu_s": {"best": min(cpu), "median": median(cpu)},
            "peak_mb": min(json.loads(each.output)["peak_mb"] for each in starts),
        },
        "names_per_s": pace["names"] / pace["cpu_s"],
        "size_mb": _installed(interpreter, tool) if tool in PEERS else None,
    }


def _installed(interpreter: Path, package: str) -> float:
    """Sum the files that a package itself installs, megabytes."""
    code = (
        "import importlib.metadata as m, sys; "
        "print(sum(f.locate().stat().st_size for f in m.files(sys.argv[1]) if f.locate().exists()))"
    )
    return int(run([interpreter, "-c", code, package]).output) / _MEGA


def _size(path: Path) -> float:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files) / _MEGA
