"""docs/desk.md, followed: its commands run, and its keys are those of the page."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desk.running import cells, desk

import geo

if TYPE_CHECKING:
    from support import Geo

ROOT = Path(geo.__file__).parents[1]
TEXT = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
(ARTICLE,) = [block for kind, block in BLOCKS if kind == "text"]


def test_the_keys_are_those_of_the_help() -> None:
    script = (ROOT / "web" / "src" / "desk" / "main.ts").read_text(encoding="utf-8")
    block = script.partition("const KEYS")[2].partition("];")[0]
    keys = re.findall(r'\["([^"]+)", "([^"]+)"\]', block)
    table = TEXT.partition("| Key |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| (.+?) \| (.+?) \|$", table, flags=re.MULTILINE) == keys
    assert len(keys) == 17


def test_every_option_is_named_here_or_in_the_help(geo_command: Geo) -> None:
    told = geo_command("desk", "--help").stdout
    assert {"--draft", "--no-browser", "--published"} <= set(re.findall(r"--[a-z-]+", told))
    assert {"--draft", "--no-browser", "--sources"} <= set(re.findall(r"--[a-z-]+", TEXT))


@pytest.mark.service
def test_the_commands_lead_from_the_article_to_the_page(tmp_path: Path, geo_command: Geo) -> None:
    (tmp_path / "flood.txt").write_text(ARTICLE, encoding="utf-8")
    new, opens, *rest = COMMANDS
    assert geo_command(*shlex.split(new)[1:], cwd=tmp_path).returncode == 0
    _, _, folder, article, *given = shlex.split(opens)
    with desk(tmp_path / folder, tmp_path / article, *given) as running:
        rows = running.rows()
        (event,) = [name for name, row in rows.items() if row["cells"].get("kind") == "protest"]
        assert running.act("keep", event)[0] == 200
        (denial,) = [name for name, row in rows.items() if row["cells"].get("status") == "denied"]
        running.act("keep", denial)
        for name in [name for name, row in running.rows().items() if row["faults"]]:
            assert running.act("edit", name, cells={"statement": f"Worded: {name}."})[0] == 200
        status, told, _ = running.request("api/check", method="POST", body="{}")
        assert (status, told) == (200, {"findings": [], "waiting": []})
    story = tmp_path / folder
    assert sorted(row["status"] for row in cells(story, "claims")) == [
        *("alleged", "denied", "reported")
    ]
    for command in rest:
        done = geo_command(*shlex.split(command)[1:], cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (story / "outputs" / "flood.html").is_file()
    state = json.loads((story / "desk" / "desk.json").read_text(encoding="utf-8"))
    assert len(state["undo"]) == 4
