"""The command that tests run is forked; it answers as the one that a user starts."""

import subprocess
from pathlib import Path

import pytest
from fork_server import GEO
from support import Geo


@pytest.mark.parametrize(
    "words",
    [
        ("--version",),
        ("geocode", "Zürich", "Xyzzyplugh"),
        ("places",),
        ("draft", "post.txt", "-o", "draft"),
    ],
)
def test_a_forked_command_answers_as_a_cold_one(
    tmp_path: Path, geo_command: Geo, words: tuple[str, ...]
) -> None:
    answers = []
    for name in ("cold", "forked"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "post.txt").write_text("Rain fell in Leeds on 4 March 2024.", encoding="utf-8")
        if name == "cold":
            done = subprocess.run(
                [GEO, *words], cwd=folder, capture_output=True, text=True, check=False, input=""
            )
        else:
            done = geo_command(*words, cwd=folder)
        written = {
            path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        answers.append((done.returncode, done.stdout, done.stderr, written))
    assert answers[0] == answers[1]
