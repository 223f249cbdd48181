"""An environment of its own, from a lock with hashes, for a tool that only the tests run."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class LockedEnvironment:
    """An environment, and the lock that it is made from.

    Parameters
    ----------
    home : pathlib.Path
        Its folder.
    lock : pathlib.Path
        The lock.
    """

    home: Path
    lock: Path

    def command(self, name: str) -> Path:
        """Return the path of a command in it."""
        folder, ending = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
        return self.home / folder / f"{name}{ending}"

    def is_ready(self) -> bool:
        """Return whether it is here, as the lock wants it."""
        stamp = self.home / "lock.sha256"
        return stamp.exists() and stamp.read_text() == self._lock_hash()

    def bring(self, *options: str) -> bool:
        """Make it anew; the options are those of ``uv venv``. Return whether that went well."""
        uv = [sys.executable, "-m", "uv"]
        steps = (
            [*uv, "venv", "-q", "--clear", *options, str(self.home)],
            [*uv, "pip", "install", "-q", "--python", str(self.command("python")), "--no-deps",
             "--require-hashes", "-r", str(self.lock)],
        )  # fmt: skip
        if all(attempt(step) for step in steps):
            (self.home / "lock.sha256").write_text(self._lock_hash())
        return self.is_ready()

    def _lock_hash(self) -> str:
        return hashlib.sha256(self.lock.read_bytes()).hexdigest()


def attempt(step: list[str]) -> bool:
    """Run a step of an installation, name it on the way, and return whether it went well."""
    print("trying:", " ".join(step), file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(step, check=False, stdout=subprocess.DEVNULL, env=quiet)  # noqa: S603
    return done.returncode == 0
