"""The words that the code no longer uses stay out, and a name has one meaning."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "geo"
DIALECT = {"asked", "found", "given", "heard", "one", "said", "spot", "told", "used", "worth"}
FORMER = {"Happening", "Known", "Spoken", "Spot", "Weighed", "Kept", "nursery", "gather"}
ROOMS = (
    ".",  # the modules beside the packages
    *sorted(path.parent.name for path in ROOT.glob("*/__init__.py")),
)
GONE = {
    **dict.fromkeys(ROOMS, DIALECT | FORMER | {"kept"}),
    "drafts": DIALECT | FORMER | {"kept", "Placed", "Said", "Told", "moves", "placed"},
    "story": DIALECT | FORMER | {"kept", "standing"},
    "geoparsing": DIALECT | FORMER | {"kept", "index"},
}
# Fields of what somebody is shown, and of what a run did, which scripts and tables of users have.
FIELDS = {
    **{key: {"found"} for key in ("check.py", "errors.py", "wording.py")},
    **{key: {"kept"} for key in ("batch.py", "job.py", "live_widget.py")},
}
VERBS = {"Ask", "Bring", "Gather", "Give", "Go", "Hold", "Keep", "Leave", "Let", "Make", "Put"}
VERBS |= {"Say", "Take", "Tell"}
# In two places because a command of the terminal is called as what it does, or one is public.
COMMANDS = {
    "add_list",
    "audit",
    "check",
    "cite",
    "diff",
    "geocode",
    "main",
    "remove_list",
    "verify",
}
TWICE = COMMANDS | {"Done", "read_spans", "with_evidence"}


def modules(package: str) -> list[Path]:
    """Return the modules of a package, those of its packages included."""
    folder = ROOT / package
    return sorted(folder.glob("*.py") if folder == ROOT else folder.rglob("*.py"))


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


def is_pandas_index(path: Path) -> bool:
    return path.name == "geoparse.py"  # `frame` has the index of a table


@pytest.mark.parametrize("package", GONE)
def test_words_that_were_replaced_stay_out(package: str) -> None:
    used = {
        str(path.relative_to(ROOT)): names(path)
        & GONE[package]
        - FIELDS.get(path.name, set())
        - ({"index"} if is_pandas_index(path) else set())
        for path in modules(package)
    }
    assert {name: words for name, words in used.items() if words} == {}


@pytest.mark.parametrize("package", ROOMS)
def test_docstrings_begin_with_a_verb_of_the_field(package: str) -> None:
    first_words = {
        f"{path.relative_to(ROOT)}: {node.name}": text.split()[0]
        for path in modules(package)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and (text := ast.get_docstring(node))
    }
    assert {name: word for name, word in first_words.items() if word in VERBS} == {}


def test_a_name_has_one_home() -> None:
    homes = defaultdict(set)
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].add(path.relative_to(ROOT).as_posix())
    twice = {name: sorted(places) for name, places in homes.items() if len(places) > 1}
    assert {name: places for name, places in twice.items() if name not in TWICE} == {}
