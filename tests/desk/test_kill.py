"""A desk that is killed at any moment: what it answered as saved is there when it opens again."""

from __future__ import annotations

import random
import signal
import threading
from typing import TYPE_CHECKING, Any

import pytest
from desk.running import cells, start

import geo

if TYPE_CHECKING:
    from pathlib import Path

    from desk.running import Running

pytestmark = [pytest.mark.slow, pytest.mark.service]
KILLS = 20


def work(
    running: Running,
    decisions: list[tuple[str, str, dict[str, Any]]],
    saved: dict[str, Any],
) -> dict[str, Any]:
    """Decide until nobody answers; return each row as it was last answered to be saved."""
    try:
        while decisions:
            action, name, told = decisions[-1]
            status, answer = running.act(action, name, **told)
            assert status == 200, answer
            decisions.pop()
            saved = {f"{row['table']}/{row['key']}": summary(row) for row in answer["rows"]}
    except (OSError, EOFError, ValueError):
        pass
    except Exception as error:
        if type(error).__module__ != "http.client":
            raise
    return saved


def summary(row: dict[str, Any]) -> tuple[object, ...]:
    return row["state"], tuple(sorted(row["cells"].items())), row["note"]


def plan(story: Path, seed: random.Random) -> list[tuple[str, str, dict[str, Any]]]:
    """Return decisions of all kinds on the rows of the draft, in a random order."""
    running = start(story)
    rows = list(running.rows().values())
    running.stop()
    decisions: list[tuple[str, str, dict[str, Any]]] = []
    for row in rows:
        name = f"{row['table']}/{row['key']}"
        if row["table"] in ("events", "links", "figures"):
            decisions.append(("keep" if seed.random() < 0.7 else "drop", name, {}))
            decisions.append(("remark", name, {"note": f"note {seed.random()}", "checked": ""}))
        if row["table"] == "claims":
            text = {"cells": {"statement": f"Worded anew: {seed.random():.6f}."}}
            decisions.append(("edit", name, text))
    seed.shuffle(decisions)
    return decisions


def test_nothing_that_was_answered_as_saved_is_lost(story: Path) -> None:
    seed = random.Random(17)  # noqa: S311 - moments, not secrets
    decisions = plan(story, seed)
    taken = kills = 0
    # A slow machine takes fewer decisions between two kills: it is killed more often.
    while kills < KILLS or (taken <= KILLS and kills < 5 * KILLS):
        kills += 1
        running = start(story)
        before = len(decisions)
        shown = {name: summary(row) for name, row in running.rows().items()}
        timer = threading.Timer(seed.uniform(0.05, 1.2), running.process.kill)
        timer.start()
        saved = work(running, decisions, shown)
        timer.join()
        running.process.communicate(timeout=30)
        assert running.process.returncode == -signal.SIGKILL
        taken += before - len(decisions)
        geo.read_story(story)  # the tables are whole, whatever the moment
        again = start(story)
        rows = {name: summary(row) for name, row in again.rows().items()}
        if any(rows.get(name) != row for name, row in saved.items()):
            # The one decision that was under way is there, and its answer was cut off.
            decisions.pop()
            assert again.act("undo")[0] == 200
            undone = {name: summary(row) for name, row in again.rows().items()}
            assert {name: undone.get(name) for name in saved} == saved
            assert again.act("redo")[0] == 200
        again.stop()
    assert taken > KILLS
    assert cells(story, "events")
