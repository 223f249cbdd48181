"""Streams, letters and locales of the command line, tried in processes of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

GEO = Path(sys.executable).with_name("geo")
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def run(shell: str, *words: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of the shell in which "$@" are the words."""
    return subprocess.run(
        ["bash", "-c", shell, "bash", *words],
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("locale", ["C", "xx_XX.unknown"])
def test_names_are_read_and_printed_letter_for_letter_in_any_locale(locale: str) -> None:
    done = run(f'{GEO} geocode "$@"', "Zürich", "کراچی", **ASCII | {"LC_ALL": locale})
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode("utf-8").splitlines()
    assert [line.split()[:2] for line in lines if not line.startswith(" ")] == [
        ["Zürich", "ok"],
        ["کراچی", "ok"],
    ]


def test_a_file_has_its_name_in_any_locale(tmp_path: Path) -> None:
    table = tmp_path / "Orte.csv"
    table.write_text("place\nZürich\n", encoding="utf-8")
    answers = tmp_path / "Zürich.csv"
    done = run(f'{GEO} geocode "$@"', table, "--column", "place", "-o", answers, **ASCII)
    assert done.returncode == 0, done.stderr
    assert "Zürich" in answers.read_text(encoding="utf-8")


def test_an_output_that_is_set_to_ascii_gets_the_letters() -> None:
    done = run(f'{GEO} geocode "$@"', "Zürich", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8").startswith("Zürich  ok")


def test_bytes_that_are_not_utf8_are_refused_with_their_place() -> None:
    done = run(f'{GEO} geocode "$@"', "Karachi", b"Z\xfcrich", b"B\xe2le")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == (
        b"Error: found bytes that are not UTF-8 (Z\\xfcrich, B\\xe2le), wanted text in UTF-8\n"
    )


@pytest.mark.parametrize(
    "command",
    ["geocode Karachi >&-", "geocode Karachi --format csv >&-", "places Edgware >&- 2>&- <&-"],
)
def test_a_closed_stream_ends_in_no_traceback(command: str) -> None:
    done = run(f"{GEO} {command}")
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_closed_stdout_is_no_files_descriptor(tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    table.write_text("place\nKarachi\n", encoding="utf-8")
    answers = tmp_path / "answers.csv"
    done = run(f'{GEO} geocode "$@" >&-', table, "--column", "place", "-o", answers)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    rows = answers.read_text("utf-8").splitlines()
    assert [row.split(",")[0] for row in rows] == ['"place"', '"Karachi"']


def test_a_reader_that_has_enough_is_no_fault() -> None:
    done = run(f"set -o pipefail; {GEO} places London --limit 500 | head -n 1")
    assert done.stdout.startswith(b"London")
    assert b"Traceback" not in done.stderr
