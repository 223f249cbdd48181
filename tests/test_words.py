"""The words that the code no longer uses stay out."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "geo"
GONE = {
    "extraction": {
        "Happening",
        "Known",
        "Spoken",
        "Spot",
        "Weighed",
        "told",
        "used",
        "worth",
        "spot",
    },
    "geoparsing": {
        "Happening",
        "Known",
        "Spoken",
        "Spot",
        "Weighed",
        "told",
        "used",
        "worth",
        "spot",
    },
    "drafts": {"Kept", "Placed", "Said", "Told", "moves", "placed", "told", "used"},
    "story": {"standing", "told", "used", "kept"},
    "formats": {"told", "said", "used"},
}


def names(path: Path) -> set[str]:
    """Return what a module calls its functions, classes, arguments and variables."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


@pytest.mark.parametrize("package", GONE)
def test_words_that_were_replaced_stay_out(package: str) -> None:
    used = {
        path.name: names(path) & GONE[package] for path in sorted((ROOT / package).glob("*.py"))
    }
    assert {name: words for name, words in used.items() if words} == {}
