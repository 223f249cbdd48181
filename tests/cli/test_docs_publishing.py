"""Every command of docs/publishing.md runs on the project's own story; all options are named."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from support import Geo

TEXT = (Path(__file__).parents[2] / "docs" / "publishing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines()]


@pytest.mark.slow
def test_the_commands_run(data: Path, tmp_path: Path, geo_command: Geo) -> None:
    shutil.copytree(data, tmp_path / "data")
    printed = {}
    for command in COMMANDS:
        done = geo_command(*shlex.split(command)[1:], cwd=tmp_path)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        printed[command] = done.stdout
    assert printed["geo verify site"].endswith(" files; all hold\n")
    assert printed["geo diff data data"] == "No difference that a reader would see.\n"
    files = {path.name for path in (tmp_path / "site").iterdir()}
    assert files == {
        name.strip("/")
        for name in re.findall(r"`([\w.]+\.\w+|\w+/|SHA256SUMS)`", TEXT.split("## ")[0])
    }


def test_every_option_is_named(geo_command: Geo) -> None:
    for command in ("publish", "verify", "diff"):
        help_text = geo_command(command, "--help").stdout
        options = set(re.findall(r"^ +(?:-\w, )?(--[a-z][a-z-]+)", help_text, flags=re.MULTILINE))
        assert options - {"--help"} <= set(re.findall(r"--[a-z][a-z-]+", TEXT))
