"""Find the validator of RO-Crates that the tests run (roc-validator), or bring it.

Prints where its Python is: an environment of its own in ``.venv/crate``, from a lock with hashes.
With ``--install`` it is made where it is missing. When that fails the exit code is still 0: the
tests that need it then skip with the words that are printed here.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.locked_environment import LockedEnvironment

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = LockedEnvironment(
    ROOT / ".venv" / "crate", ROOT / "tests" / "exchange" / "crate" / "requirements.lock"
)
ADVICE = "No validator of RO-Crates found. Run: python tools/find_crate_validator.py --install"


def main() -> None:
    """Print where its Python is, or the advice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--install", action="store_true", help="bring it where it is missing")
    options = parser.parse_args()
    here = ENVIRONMENT.is_ready() or (options.install and ENVIRONMENT.bring())
    print(ENVIRONMENT.command("python") if here else ADVICE)


if __name__ == "__main__":
    main()
