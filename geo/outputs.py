"""The records of what builds and runs of notebooks have written into a folder."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from geo.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo.files import Transaction


BUILD_RECORD = "build.json"
RUN_RECORD = "notebooks.json"


def recorded_build(output: Path) -> dict[str, Any]:
    """Read the record of the last build; one without steps where there is none."""
    try:
        record = json.loads((output / BUILD_RECORD).read_text(encoding="utf-8"))
        if isinstance(record["steps"], dict):
            return dict(record)
    except (OSError, ValueError, KeyError, TypeError):
        pass  # no record, or not one of ours: everything is stale
    return {"steps": {}}


def outputs_of(steps: Mapping[str, Any]) -> set[str]:
    """Return the names of the files that steps of a build have written."""
    return {name for step in steps.values() for name in step["outputs"]}


def written_by_builds(output: Path) -> set[str]:
    """Return the names of a folder's files that builds have written."""
    return outputs_of(recorded_build(output)["steps"])


def written_by_runs(output: Path) -> set[str]:
    """Return the names of a folder's files that runs have written and nobody has changed."""
    names = set()
    for entry in _recorded_runs(output).values():
        for name, sha256 in entry["outputs"].items():
            if (output / name).is_file() and _sha256(output / name) == sha256:
                names.add(name)
    return names


def record_run(
    change: Transaction, notebook: Path, files: Sequence[Path], *, parameters: Mapping[str, Any]
) -> None:
    """Record which files a run has written, from which notebook and with which parameters."""
    known = _recorded_runs(change.folder)
    known[notebook.stem] = {
        "notebook": _sha256(notebook),
        "parameters": dict(parameters),
        "outputs": {file.name: _sha256(file) for file in files},
    }
    text = json.dumps(known, indent=2, sort_keys=True, ensure_ascii=False)
    write_whole(change.new / RUN_RECORD, text + "\n")


def _recorded_runs(output: Path) -> dict[str, Any]:
    try:
        known = json.loads((output / RUN_RECORD).read_text(encoding="utf-8"))
        return {name: entry for name, entry in known.items() if "outputs" in entry}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}  # no record, or not one of ours


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
