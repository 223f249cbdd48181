"""One cache for all processes: nothing is lost, asked twice, or held up by who was killed."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from geocoding.online.server import Call, Server, place, response

from geo.geocoding.online.cache import FILE

ROOT = Path(__file__).parents[3]
MANY = 1_000
SHIFT = 50  # each process begins this many names after the one before


def lat(number: int) -> float | None:
    """Return where the server says a place is; every tenth is nowhere."""
    return None if number % 10 == 0 else round(51 + number / 10_000, 4)


def answers_each_its_own(call: Call) -> None:
    number = int(call.query.split()[1])
    where = lat(number)
    call.send(
        response(
            "[]"
            if where is None
            else place(lat=str(where), name=call.query, display_name=call.query)
        )
    )


def start(
    server: Server, folder: Path, first: int, count: int, *, interval_s: float = 0
) -> subprocess.Popen[str]:
    command = [sys.executable, ROOT / "tests/geocoding/online/worker.py", server.url, folder]
    command += [str(first), str(count), str(interval_s)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def told(process: subprocess.Popen[str]) -> dict[str, list[object]]:
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert "locked" not in errors
    return json.loads(out)


def kept(folder: Path) -> int:
    with sqlite3.connect(folder / FILE) as database:
        return database.execute("SELECT count(*) FROM answers WHERE answer IS NOT NULL").fetchone()[
            0
        ]


def expected(first: int, count: int) -> dict[str, list[object]]:
    where = {number: lat(number) for number in range(first, first + count)}
    return {
        f"place {number}": ["not_found" if here is None else "ok", here]
        for number, here in where.items()
    }


@pytest.mark.slow
def test_eight_processes_ask_each_name_once_and_lose_none(server: Server, tmp_path: Path) -> None:
    server.play = answers_each_its_own
    firsts = [number * SHIFT for number in range(8)]
    processes = [start(server, tmp_path, first, MANY) for first in firsts]
    for first, process in zip(firsts, processes, strict=True):
        assert told(process) == expected(first, MANY)
    names = firsts[-1] + MANY
    assert len(server.asked) == names
    assert set(server.asked.values()) == {1}
    assert kept(tmp_path) == names


@pytest.mark.slow
def test_a_killed_process_loses_at_most_the_name_in_flight(server: Server, tmp_path: Path) -> None:
    def slowly(call: Call) -> None:
        time.sleep(0.01)
        answers_each_its_own(call)

    server.play = slowly
    process = start(server, tmp_path, 0, 300)
    while len(server.calls) < 100:
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    time.sleep(0.1)
    asked, stored = len(server.calls), kept(tmp_path)
    assert stored >= 99
    assert asked - stored in (0, 1)

    assert told(start(server, tmp_path, 0, 300)) == expected(0, 300)
    assert len(server.asked) == 300
    again = [name for name, times in server.asked.items() if times > 1]
    assert len(again) == asked - stored


@pytest.mark.slow
def test_processes_take_turns(server: Server, tmp_path: Path) -> None:
    server.play = answers_each_its_own
    processes = [start(server, tmp_path, first, 3, interval_s=0.5) for first in (0, 100, 200)]
    for first, process in zip((0, 100, 200), processes, strict=True):
        assert told(process) == expected(first, 3)
    turns = sorted(server.came)
    assert len(turns) == 9
    # Eight intervals lie between the first and the last; a request can be late, but not early.
    assert turns[-1] - turns[0] > 8 * 0.5 - 0.25
