"""Every command of docs/importing.md runs, in its order, on the table that stands there."""

import re
import shlex
from pathlib import Path

from support import Geo

TEXT = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
(TABLE,) = [block for kind, block in BLOCKS if kind == "csv"]
(SAID,) = [block for kind, block in BLOCKS if kind == "text"]


def test_the_commands_lead_from_the_table_to_the_page(tmp_path: Path, geo_command: Geo) -> None:
    (tmp_path / "incidents.csv").write_text(TABLE, encoding="utf-8")
    said = {}
    for command in COMMANDS:
        done = geo_command(*shlex.split(command)[1:], cwd=tmp_path)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        said.setdefault(command, done.stdout)
    assert said[COMMANDS[0]] == SAID
    assert said["geo check incidents"] == "5 found\n"
    assert said["geo import incidents.csv --story incidents"].endswith("nothing to do\n")
    assert said["geo workbook story.xlsx incidents"].endswith("nothing to do\n")
    assert (tmp_path / "outputs" / "incidents.html").is_file()


def test_every_option_is_told(geo_command: Geo) -> None:
    for command in ("import", "workbook"):
        options = set(
            re.findall(
                r"^ +(?:-\w, )?(--[a-z][a-z-]+)",
                geo_command(command, "--help").stdout,
                flags=re.MULTILINE,
            )
        )
        assert options - {"--help"} <= set(re.findall(r"--[a-z][a-z-]+", TEXT))
