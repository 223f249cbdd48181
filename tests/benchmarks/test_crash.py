"""`python -m benchmarks.robustness`: commands that are killed, or find the disk full."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import skip
from support import Geo, contents

CSV = "place\n" + "Karachi\nLondon\n" * 3_000


def campaign(root: Path, *options: object, prefix: tuple[str, ...] = ()) -> list[list[str]]:
    """Run a campaign; return the rows of its table."""
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "benchmarks.robustness", *map(str, options)],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()
    ]


@pytest.mark.slow
def test_killed_commands_lose_nothing_and_end_in_the_same_bytes(root: Path) -> None:
    rows = campaign(root, "crash", "--only", "new", "merge", "pins", "file", "--kills", 4)
    assert [(row[0], row[-1]) for row in rows] == [
        ("new", "0"), ("merge", "0"), ("pins", "0"), ("file", "0"),
    ]  # fmt: skip


@pytest.mark.slow
def test_killed_builds_and_runs_of_notebooks_leave_nothing(root: Path) -> None:
    rows = campaign(root, "crash", "--only", "build", "notebooks", "--kills", 2)
    assert [(row[0], row[-1]) for row in rows] == [("build", "0"), ("notebooks", "0")]


@pytest.mark.slow
def test_changed_bytes_are_read_or_refused(root: Path) -> None:
    rows = campaign(root, "mutate", "--count", 160)
    assert [row[-1] for row in rows] == ["0"] * 8, rows


@pytest.mark.slow
def test_a_full_disk_is_named_and_nothing_changes(root: Path) -> None:
    prefix = () if os.geteuid() == 0 else ("unshare", "-rm")
    if subprocess.run([*prefix, "unshare", "-m", "true"], check=False).returncode:
        skip("a small disk can't be mounted here: it takes root, or user namespaces")
    options = ("full", "--free-kb", 0, "--only", "new", "merge", "pins", "cite", "draft", "file")
    rows = campaign(root, *options, prefix=(*prefix, "unshare", "-m"))
    assert [row[-1] for row in rows] == ["0"] * 6
    assert all(row[1] == "2 ×1" for row in rows)


@pytest.mark.parametrize("out", ["out.csv", "out.parquet", "out.geojson"])
def test_a_file_that_grows_too_large_is_named_and_the_old_one_stays(
    tmp_path: Path, out: str
) -> None:
    (tmp_path / "in.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / out).write_text("the old one", encoding="utf-8")
    command = [Path(sys.executable).with_name("geo"), "geocode", "in.csv", "--column", "place"]

    def limit() -> None:  # as a quota would
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

    done = subprocess.run(
        [*command, "--overwrite", "-o", out],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        preexec_fn=limit,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.splitlines()[-1].startswith(f"geo: {out}: ")
    assert os.strerror(errno.EFBIG) in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / out).read_text(encoding="utf-8") == "the old one"


def test_a_folder_that_may_not_be_written_is_named(
    story_folder: Path, tmp_path: Path, geo_command: Geo
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    before = contents(story_folder)
    for arguments in (
        ("new", "file/next"),
        ("build", story_folder, "--output", "file/outputs"),
        ("draft", story_folder / "story.toml", "-o", "file/draft"),
    ):
        done = geo_command(*arguments, cwd=tmp_path)
        assert done.returncode == 2, (arguments, done.stderr)
        assert "Traceback" not in done.stderr
        assert "file" in done.stderr
    assert contents(story_folder) == before
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"
