"""Measure how the code is cut: modules, lines, repeats, and what five calls go through.

    python -m benchmarks.structure [--before FOLDER] [--write]

``--before`` measures another checkout beside this one (its gazetteer must be built); without it the
column of docs/architecture.md stays. ``--write`` puts the table there.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import statistics
import subprocess
import sys
import tokenize
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parents[2]
PAGE = HERE / "docs" / "architecture.md"
BEGIN, END = "<!-- structure: begin -->", "<!-- structure: end -->"
FLOWS = {
    "`geo.geocode` of a name": "geo.geocode(['Chicago'])",
    "`geo.geoparse` of a sentence": "geo.geoparse('He spoke in Karachi and flew to London.')",
    "`geo.read_story`": "geo.read_story('examples/krakatau')",
    "`geo.story_map`, saved": "geo.story_map(story).save(folder / 'map.html')",
    "`geo.explore`, saved": "geo.explore(story.events).save(folder / 'explore.html')",
}
_TRACE = """
import json, pathlib, sys, tempfile, warnings
warnings.simplefilter("ignore")
import geo
story = geo.read_story("examples/krakatau")
folder = pathlib.Path(tempfile.mkdtemp())
home = str(pathlib.Path(geo.__file__).parent)
flows = json.loads(sys.argv[1])
for call in flows.values():
    eval(call)
seen = {}
for name, call in flows.items():
    modules, functions, crossings = set(), set(), 0
    def look(frame, event, _):
        global crossings
        if event != "call":
            return
        code, back = frame.f_code, frame.f_back
        if code.co_filename.startswith(home):
            modules.add(code.co_filename)
            functions.add((code.co_filename, code.co_qualname))
            crossings += back is not None and back.f_code.co_filename != code.co_filename
    sys.setprofile(look)
    eval(call)
    sys.setprofile(None)
    seen[name] = [len(modules), len(functions), crossings]
print(json.dumps(seen))
"""


def main() -> None:
    """Measure and print the table; write it where that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--before", type=Path, help="another checkout to measure beside this one")
    parser.add_argument("--write", action="store_true", help="put the table into the documentation")
    arguments = parser.parse_args()
    above, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    written, _, below = rest.partition(END)
    cells = [line.strip("| ").split(" | ") for line in written.splitlines()]
    before = {row[0]: row[1] for row in cells if len(row) > 1}
    if arguments.before:
        before = size(arguments.before) | flows(arguments.before)
    rows = [["", "before", "now"], ["---", "--:", "--:"]]
    rows += [[name, before.get(name, ""), now] for name, now in (size(HERE) | flows(HERE)).items()]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    print(table)
    if arguments.write:
        PAGE.write_text(f"{above}{BEGIN}\n{table}\n{END}{below}", encoding="utf-8")


def size(root: Path) -> dict[str, str]:
    """Return what is measured in the text of a checkout's package."""
    files = [path for path in (root / "geo").rglob("*.py") if "node_modules" not in path.parts]
    texts = [path.read_text(encoding="utf-8") for path in files]
    lines = [code_lines(text) for text in texts]
    functions = [
        node.end_lineno - node.lineno + 1
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.end_lineno
    ]
    return {
        "modules": f"{len(files):,}",
        "lines of code, without comments and docstrings": f"{sum(map(len, lines)):,}",
        "lines of the longest module": f"{max(text.count(chr(10)) for text in texts):,}",
        "lines of a function, median": f"{statistics.median(functions):g}",
        "places that repeat six lines": f"{repeats(lines):,}",
    }


def code_lines(text: str) -> list[str]:
    """Return the lines of a module that hold code: no comment, no docstring, none that is empty."""
    documentation: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            end = node.body[0].end_lineno or 0
            documentation |= set(range(node.body[0].lineno, end + 1))
    code: set[int] = set()
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in skipped | {tokenize.ENDMARKER}:
            code |= set(range(token.start[0], token.end[0] + 1))
    every = text.splitlines()
    return [every[number - 1].strip() for number in sorted(code - documentation)]


def repeats(modules: list[list[str]], *, length: int = 6) -> int:
    """Return how many stretches of lines stand more than once, imports left out."""
    windows = Counter(
        tuple(lines[at : at + length])
        for module in modules
        for lines in [[line for line in module if not line.startswith(("import ", "from "))]]
        for at in range(len(lines) - length + 1)
    )
    return sum(number for number in windows.values() if number > 1)


def flows(root: Path) -> dict[str, str]:
    """Return through how many modules, functions and crossings each call goes, once warm."""
    done = subprocess.run(  # noqa: S603 - this program alone
        [sys.executable, "-c", _TRACE, json.dumps(FLOWS)],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    return {
        f"{name}: modules / functions / crossings": " / ".join(f"{number:,}" for number in numbers)
        for name, numbers in json.loads(done.stdout).items()
    }


if __name__ == "__main__":
    main()
