"""The words that the code no longer uses stay out, and the old public names still work."""

import ast
from pathlib import Path

import pytest

import geo.text

ROOT = Path(__file__).resolve().parent.parent / "geo"
GONE = {
    "text": {"Happening", "Known", "Spoken", "Spot", "Weighed", "told", "used", "worth", "spot"},
    "drafts": {"Kept", "Placed", "Said", "Told", "moves", "placed", "told", "used"},
    "story": {"standing", "told", "used", "kept"},
    "exports": {"told", "said", "used"},
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


@pytest.mark.parametrize("room", GONE)
def test_words_that_were_replaced_stay_out(room: str) -> None:
    used = {path.name: names(path) & GONE[room] for path in sorted((ROOT / room).glob("*.py"))}
    assert {name: words for name, words in used.items() if words} == {}


@pytest.mark.parametrize(
    ("old", "new"), [("spoken", "find_names"), ("find_happenings", "find_events")]
)
def test_an_old_name_warns_and_works(old: str, new: str) -> None:
    with pytest.warns(DeprecationWarning, match=f"is now geo.text.{new}"):
        assert getattr(geo.text, old) is getattr(geo.text, new)
