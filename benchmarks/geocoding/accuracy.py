"""How often each tool is right on the marked corpora, by `score_toponyms.py`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.geocoding import errors, measures
from benchmarks.geocoding.contestants import OWN, TOOLS
from benchmarks.geocoding.running import HERE, run

if TYPE_CHECKING:
    from collections.abc import Sequence

GEO = "geo"
SCORER = HERE / "score_toponyms.py"
_KEPT = ("acc@161", "acc@20", "answered", "acc@161_guesses", "acc@20_guesses")


@dataclass(frozen=True)
class Setting:
    """What is needed to score: the corpora, the peers' interpreter, room to write."""

    corpora: tuple[Path, ...]
    peers: Path
    scratch: Path

    def predictions(self, tool: str, corpus: Path) -> Path:
        """Return the file that holds a tool's answers to a corpus."""
        return self.scratch / f"{tool.replace(' ', '-').replace(',', '')}.{corpus.name}"

    def interpreter(self, tool: str) -> Path:
        """Return the interpreter of the environment that has a tool."""
        return Path(sys.executable) if tool in OWN else self.peers


def measure(setting: Setting, tools: Sequence[str]) -> dict[str, Any]:
    """Run each tool on each corpus, in a process of its own, and score the answers.

    Parameters
    ----------
    setting : Setting
        Where everything is.
    tools : sequence of str
        Names from `contestants.TOOLS`, or ``geo``.

    Returns
    -------
    dict
        tools: tool → corpus → acc@161, acc@20, answered, and the first two with ids;
        coverage and calibration of ours: corpus → figures. All shares are 0 to 1.
    """
    for tool in tools:
        _answer(setting, tool)
    scored = {
        tool: {each.stem: _score(setting, tool, each) for each in setting.corpora} for tool in tools
    }
    judged = {each.stem: _judged(setting, each) for each in setting.corpora}
    return {
        "tools": scored,
        "coverage": {name: _coverage(each) for name, each in judged.items()},
        "calibration": {
            name: _calibration(each)
            for name, each in [*judged.items(), ("all", [*chain(*judged.values())])]
        },
    }


def _answer(setting: Setting, tool: str) -> None:
    if tool == GEO:  # by the command that anybody can run
        for corpus in setting.corpora:
            output = setting.predictions(tool, corpus)
            run([sys.executable, HERE / "predict.py", corpus, "-o", output, "--spans", "gold"])
        return
    files = [(each, setting.predictions(tool, each)) for each in setting.corpora]
    module = ["-m", "benchmarks.geocoding.contestants", tool, "accuracy"]
    run([setting.interpreter(tool), *module, *(path for pair in files for path in pair)])


def _score(setting: Setting, tool: str, corpus: Path) -> dict[str, float]:
    def scores(*options: str) -> dict[str, float]:
        files = map(str, (SCORER, corpus, setting.predictions(tool, corpus)))
        command = [sys.executable, *files, "--gold-spans", "--json", *options]
        return dict(json.loads(run(command).output))

    plain, ids = scores(), scores("--ids")
    return {key: plain[key] for key in _KEPT} | {f"{key} ids": ids[key] for key in _KEPT[:2]}


def _judged(setting: Setting, corpus: Path) -> list[measures.Judged]:
    predicted = measures.read_lines(setting.predictions(GEO, corpus))
    return measures.judge(measures.read_lines(corpus), predicted)


def _coverage(judged: Sequence[measures.Judged]) -> dict[str, float]:
    candidates = errors.candidates_of(each.gold["name"] for each in judged)
    return {
        f"@{limit}{' ids' * ids}": measures.coverage(judged, candidates, limit_km=limit, ids=ids)
        for ids in (False, True)
        for limit in measures.LIMITS_KM
    }


def _calibration(judged: Sequence[measures.Judged]) -> dict[str, Any]:
    return {
        "bins": [asdict(each) for each in measures.calibration(judged)],
        "sure": asdict(measures.sure(judged)),
    }


def write_errors(setting: Setting, folder: Path) -> None:
    """Write ``errors_<corpus>.tsv``: every name that is not right, for the person who tunes."""
    folder.mkdir(parents=True, exist_ok=True)
    for corpus in setting.corpora:
        judged = _judged(setting, corpus)
        candidates = errors.candidates_of(each.gold["name"] for each in judged)
        texts = {each["doc_id"]: each["text"] for each in measures.read_lines(corpus)}
        found = errors.table(judged, candidates, texts)
        found.to_csv(folder / f"errors_{corpus.stem}.tsv", sep="\t", index=False)


ALL = (GEO, *TOOLS)
