"""Remove outputs, counts and editor marks from notebooks before they enter git.

Exit code 1 when a file changed, so that a commit stops and shows it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def strip(path: Path) -> bool:
    """Strip one notebook in place; return whether it changed."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = {"tags": tags} if tags else {}
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    after = nbformat.writes(notebook) + "\n"
    if after != before:
        path.write_text(after, encoding="utf-8")
    return bool(after != before)


def main(paths: list[str]) -> int:
    """Strip each notebook and say which changed."""
    changed = [path for path in paths if strip(Path(path))]
    for path in changed:
        print(f"{path}: stripped")
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
