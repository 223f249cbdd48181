"""An article that takes too long is told, and stops no other."""

import signal
from pathlib import Path

import pytest
from drafts.drafting import run, write_article

from geo.drafts.batch import deadline
from geo.errors import SourceError


def spin() -> None:
    while True:
        pass


def test_what_takes_too_long_is_stopped_and_the_timer_put_back() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(SourceError, match=r"took longer than 0\.02 s"), deadline(0.02):
        spin()
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_what_ends_in_time_is_left_alone() -> None:
    with deadline(60):
        found = sum(range(10))
    assert found == 45
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_an_article_of_a_folder_that_takes_too_long_is_told(tmp_path: Path) -> None:
    write_article(tmp_path)
    command = ("draft", tmp_path, "-o", tmp_path / "all.parquet", "--deadline", "0.0001")
    code, told = run(tmp_path, *command)
    assert code == 1
    assert "flood.txt: took longer than 0.0001 s" in told
    assert "1 of them could not be read" in told
    assert run(tmp_path, *command[:-1], "60", "--overwrite")[0] == 0
