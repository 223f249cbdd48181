"""Several files change together, whatever ends the process that changes them."""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support import contents

import geo
from geo.files import UNDO, exclusive, reading, transaction, write_together, write_whole
from geo.locks import hidden_folder

BEFORE = {"a.csv": b"old a", "gone.csv": b"old gone", "mine.txt": b"mine"}
AFTER = {"a.csv": b"new a", "articles/b.txt": b"new b", "c.csv": b"new c", "mine.txt": b"mine"}
CHANGE = """
import os, signal, sys
from pathlib import Path
from geo.files import transaction
folder, steps, number = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
def stop(event, arguments, left=[steps]):
    if event in {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir"}:
        if str(folder) in str(arguments[0]):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), number)
sys.addaudithook(stop)
with transaction(folder) as change:
    (change.new / "a.csv").write_bytes(b"new a")
    (change.new / "articles").mkdir()
    (change.new / "articles" / "b.txt").write_bytes(b"new b")
    (change.new / "c.csv").write_bytes(b"new c")
    change.removed.add("gone.csv")
print("done")
"""
"""A change that sends itself a signal at the n-th thing that it does to the folder."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "story"
    path.mkdir()
    for name, data in BEFORE.items():
        (path / name).write_bytes(data)
    return path


def change(folder: Path, steps: int, number: int) -> "subprocess.CompletedProcess[str]":
    """Run the change in a process of its own, which ends at a step."""
    command = [sys.executable, "-c", CHANGE, str(folder), str(steps), str(number)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["SIGKILL", "SIGTERM"])
def test_a_change_that_ends_at_any_step_is_whole_or_undone(folder: Path, number: int) -> None:
    outcomes = set()
    for steps in range(1, 100):
        done = change(folder, steps, number)
        with reading(folder):
            found = contents(folder)
        assert found in (BEFORE, AFTER), steps
        assert not [path for path in folder.iterdir() if path.name.startswith(".")], steps
        outcomes.add((found == AFTER, done.stdout))
        if done.stdout:
            break
        write_together(folder, BEFORE)
        for name in ("articles/b.txt", "c.csv"):
            (folder / name).unlink(missing_ok=True)
        if (folder / "articles").exists():
            (folder / "articles").rmdir()
    assert outcomes == {(False, ""), (True, ""), (True, "done\n")}
    assert steps > 12


@pytest.mark.parametrize("name", ["a.csv", "c.csv", "articles/b.txt"])
def test_an_error_in_the_middle_of_the_moves_puts_everything_back(folder: Path, name: str) -> None:
    def interfere(event: str, arguments: tuple[object, ...]) -> None:
        if armed and event == "os.rename" and str(arguments[1]) == str(folder / name):
            armed.clear()
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(arguments[0]))

    armed = {name}
    sys.addaudithook(interfere)
    with pytest.raises(geo.DiskError) as caught:
        write_together(folder, {name: data for name, data in AFTER.items() if name != "mine.txt"})
    assert str(caught.value) == f"{folder / name}: Input/output error"
    assert caught.value.errno == errno.EIO
    assert contents(folder) == BEFORE
    assert sorted(path.name for path in folder.iterdir()) == sorted(BEFORE)


def test_a_name_that_is_a_folder_is_named_and_nothing_changes(folder: Path) -> None:
    (folder / "c.csv").mkdir()
    with pytest.raises(geo.DiskError, match=r"c\.csv: Is a directory$"):
        write_together(folder, {"a.csv": b"new a", "c.csv": b"new c"})
    assert contents(folder) == BEFORE


def test_a_name_that_is_too_long_is_named(folder: Path) -> None:
    name = "n" * 300
    with pytest.raises(geo.DiskError, match=f"^{folder / name}: File name too long$"):
        write_together(folder, {"a.csv": b"new a", name: b""})
    with pytest.raises(geo.DiskError, match=f"^{folder / name}: File name too long$"):
        write_whole(folder / name, "")
    assert contents(folder) == BEFORE


def test_folders_that_were_made_for_nothing_are_removed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), transaction(tmp_path / "a" / "b"):
        1 / 0  # noqa: B018 - it fails
    assert list(tmp_path.iterdir()) == []


def test_hidden_folders_of_the_dead_go_and_those_of_the_living_stay(folder: Path) -> None:
    (folder / ".writing-abcdefgh").mkdir()
    (folder / ".building-abcdefgh" / "new").mkdir(parents=True)
    (folder / ".writing-notes").mkdir()  # somebody's own
    with hidden_folder(folder) as alive:
        with reading(folder):
            pass
        names = {path.name for path in folder.iterdir() if path.is_dir()}
    assert names == {alive.parent.name, ".writing-notes"}


@contextmanager
def another_process(folder: Path, block: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a process that holds a folder until its input ends."""
    program = (
        f"import sys; from geo.files import *\nwith {block}(sys.argv[1]):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("end", ["ends", "is killed"])
def test_a_second_writer_waits_and_says_so(
    folder: Path, caplog: pytest.LogCaptureFixture, end: str
) -> None:
    with another_process(folder, "exclusive") as process:
        assert process.stdin is not None
        stop: Callable[[], None] = process.stdin.close if end == "ends" else process.kill
        threading.Timer(0.3, stop).start()
        write_together(folder, {"a.csv": b"second"})
        assert process.wait(timeout=30) == (0 if end == "ends" else -signal.SIGKILL)
    assert "another process is writing here; waiting until it is done" in caplog.text
    assert contents(folder)["a.csv"] == b"second"


def test_readers_share_a_folder(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with another_process(folder, "reading"), reading(folder):
        pass
    assert caplog.text == ""


def test_blocks_may_stand_in_each_other(folder: Path) -> None:
    with exclusive(folder), reading(folder), exclusive(folder):
        write_together(folder, {"a.csv": b"inner"})
        write_whole(folder / "c.csv", "alone")
    assert contents(folder)["a.csv"] == b"inner"


def test_what_can_not_be_undone_is_named(folder: Path) -> None:
    (folder / UNDO / "old").mkdir(parents=True)
    journal = {"added": ["sub/x.csv"], "folders": [], "hidden": ".writing-abcdefgh"}
    (folder / UNDO / "journal.json").write_text(json.dumps(journal), encoding="utf-8")
    (folder / "sub").write_text("a file where a folder was", encoding="utf-8")
    with (
        pytest.raises(geo.DiskError, match=r"a change was cut short here and can't be undone"),
        reading(folder),
    ):
        pass


def test_a_replaced_file_keeps_its_mode(folder: Path) -> None:
    (folder / "a.csv").chmod(0o600)
    (folder / "mine.txt").chmod(0o640)
    write_together(folder, {"a.csv": b"new a"})
    write_whole(folder / "mine.txt", "still mine")
    assert (folder / "a.csv").stat().st_mode & 0o777 == 0o600
    assert (folder / "mine.txt").stat().st_mode & 0o777 == 0o640
