"""What a draft finds of the story's own articles is not lost unnoticed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

# Found and right, in percent. The strict measure also counts words such as "the office" and "once".
LENIENT = {"places": (90, 90), "dates": (85, 85), "figures": (90, 90), "statements": (70, 70)}
STRICT = {"places": (65, 85), "dates": (60, 95), "figures": (90, 95), "statements": (75, 90)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "wanted"), [([], LENIENT), (["--strict"], STRICT)], ids=["lenient", "strict"]
)
def test_a_draft_finds_what_a_person_marked(
    root: Path, sources: Path, options: list[str], wanted: dict[str, tuple[int, int]]
) -> None:
    command = [sys.executable, "-m", "benchmarks.drafting", "--sources", sources, *options]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root).stdout
    rows = re.findall(r"^\| (\w+) \| \d+ \| (\d+) \| \d+ \| (\d+) \|$", told, flags=re.MULTILINE)
    assert [name for name, *_ in rows] == list(wanted)
    for name, found, right in rows:
        assert (int(found) >= wanted[name][0], int(right) >= wanted[name][1]) == (True, True), name
    speakers = re.search(r"of (\d+) right statements (\d+) .*, (\d+) the right status", told)
    assert speakers
    right, named, firm = map(int, speakers.groups())
    assert named >= 0.85 * right
    assert firm >= 0.85 * right
