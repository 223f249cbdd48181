"""The command line: what a person types, what it answers, with which exit code."""

import csv
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support import Geo

from geo.cli.main import cli


def test_help_lists_every_command_in_the_order_of_use(geo_command: Geo) -> None:
    done = geo_command("--help")
    assert done.returncode == 0
    commands = done.stdout.split("Commands:")[1]
    assert re.findall(r"^  (\w+)  ", commands, flags=re.MULTILINE) == [
        *("map", "view", "import", "new", "draft", "desk", "cite", "archive", "places"),
        *("gazetteer", "geocode", "pin", "check", "review", "audit", "build", "publish", "verify"),
        *("open", "notebooks", "export", "serve"),
        *("diff", "workbook", "schema", "upgrade"),
    ]
    assert set(re.findall(r"^  (\w+)  ", commands, flags=re.MULTILINE)) == set(cli.commands)
    assert "..." not in commands
    assert "empty tables, and a README that explains them." in " ".join(commands.split())


def test_check_finds_every_span_of_the_real_story(geo_command: Geo, sources: Path) -> None:
    done = geo_command("check", "data", "--sources", sources)
    assert done.returncode == 0, done.stdout
    assert re.fullmatch(r"\d+ found\n", done.stdout)


def test_one_changed_byte_breaks_exactly_the_spans_that_cover_it(
    geo_command: Geo, sources: Path, data: Path, tmp_path: Path
) -> None:
    with (data / "sources.csv").open(encoding="utf-8", newline="") as file:
        source = next(csv.DictReader(file))
    with (data / "claims.csv").open(encoding="utf-8", newline="") as file:
        claim = next(row for row in csv.DictReader(file) if row["source"] == source["id"])
    for path in sources.glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    copy = tmp_path / source["file"]
    text = copy.read_text(encoding="utf-8")
    spot = int(claim["start"])
    copy.write_text(text[:spot] + "§" + text[spot + 1 :], encoding="utf-8")
    touched = set()
    for table in ("claims", "mentions"):
        with (data / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            touched |= {
                f"{table}.csv, {row['id']}"
                for row in csv.DictReader(file)
                if row["source"] == source["id"] and int(row["start"]) <= spot < int(row["end"])
            }
    done = geo_command("check", "data", "--sources", tmp_path)
    assert done.returncode == 1
    named = re.findall(r"^(.*?): (\w+)", done.stdout, flags=re.MULTILINE)
    broken = {name for name, _ in named}
    assert broken == touched
    assert claim["id"] in done.stdout


def test_a_missing_copy_is_told_and_is_no_traceback(geo_command: Geo, tmp_path: Path) -> None:
    done = geo_command("check", "data", "--sources", tmp_path)
    assert done.returncode == 1
    assert "source missing" in done.stdout
    done = geo_command("check", "data", "--sources", tmp_path / "nowhere")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_schema_writes_the_data_package_that_is_committed(
    geo_command: Geo, story_folder: Path, data: Path
) -> None:
    done = geo_command("schema", story_folder)
    assert done.returncode == 0, done.stderr
    written = (story_folder / "datapackage.json").read_bytes()
    assert written == (data / "datapackage.json").read_bytes()


@pytest.mark.parametrize("command", ["build", "check", "draft", "geocode", "places", "schema"])
def test_each_command_has_its_help(geo_command: Geo, command: str) -> None:
    done = geo_command(command, "--help")
    assert done.returncode == 0
    assert "Usage: geo " + command in done.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_after_the_work_is_done_changes_nothing(number: signal.Signals) -> None:
    program = (
        "import atexit, os, sys; from geo.cli.main import main\n"
        f"atexit.register(os.kill, os.getpid(), {int(number)})\n"
        "sys.argv = ['geo', 'geocode', 'Edgware']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Edgware  ok")


def test_a_fault_while_a_stop_cleans_up_ends_as_a_stop() -> None:
    script = """
from geo.cli.main import cli, main

@cli.command()
def fall():
    try:
        raise KeyboardInterrupt
    finally:
        raise OSError(9, "Bad file descriptor", "part.arrow")

main(["fall"])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (130, "geo: part.arrow: Bad file descriptor\n")
