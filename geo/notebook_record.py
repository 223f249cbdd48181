"""What runs of notebooks have written into a folder; a build without notebooks asks it, too."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from geo.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo.transaction import Transaction

RECORD = "notebooks.json"


def written_here(output: Path) -> set[str]:
    """Name the files of a folder that runs of notebooks have written and nobody has changed."""
    names = set()
    for entry in _recorded(output).values():
        for name, sha256 in entry["outputs"].items():
            if (output / name).is_file() and _sha256(output / name) == sha256:
                names.add(name)
    return names


def note_run(
    change: Transaction, notebook: Path, files: Sequence[Path], *, parameters: Mapping[str, Any]
) -> None:
    """Note which files a run has written, from which notebook and with which parameters."""
    known = _recorded(change.folder)
    known[notebook.stem] = {
        "notebook": _sha256(notebook),
        "parameters": dict(parameters),
        "outputs": {file.name: _sha256(file) for file in files},
    }
    text = json.dumps(known, indent=2, sort_keys=True, ensure_ascii=False)
    write_whole(change.new / RECORD, text + "\n")


def _recorded(output: Path) -> dict[str, Any]:
    try:
        known = json.loads((output / RECORD).read_text(encoding="utf-8"))
        return {name: entry for name, entry in known.items() if "outputs" in entry}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}  # no record, or not one of ours


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
