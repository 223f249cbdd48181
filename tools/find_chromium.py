"""Find a Chromium for the browser tests, or bring one.

Prints its path. The order: GEO_CHROMIUM, one on PATH, the one that Playwright downloaded. The
shell without windows comes first: it draws the same in less than half of the time. With
``--install``, Debian's package of the shell is brought where this user may install one; where
there is no browser at all then, Debian's whole Chromium, then Playwright's download. When all
fail it says what to do and the exit code is still 0: the tests that need a browser then skip
with the same words.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
ADVICE = (
    "No Chromium found. Install one (Debian: apt-get install chromium; elsewhere: "
    "playwright install chromium), or set GEO_CHROMIUM to its path."
)
APT = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]


def find() -> str | None:
    """Return the path of a Chromium that is here already, or None."""
    wanted = os.environ.get("GEO_CHROMIUM")
    if wanted:
        return wanted if os.access(wanted, os.X_OK) else None
    on_path = next((found for name in NAMES if (found := shutil.which(name))), None)
    return on_path or _playwright_path()


def install() -> str | None:
    """Bring what is missing by apt or Playwright; return the browser's path, or None."""
    if os.environ.get("GEO_CHROMIUM") or shutil.which(SHELL):
        return find()
    if shutil.which("apt-get") and os.geteuid() == 0:
        _run("apt-get", "update", "-qq")
        _run(*APT, SHELL, "fonts-dejavu-core")
        if find() is None:
            _run(*APT, "chromium", "fonts-dejavu-core")
    if find() is None:
        _run(sys.executable, "-m", "playwright", "install", "chromium")
    return find()


def _run(*command: str) -> None:
    print("trying:", " ".join(command), file=sys.stderr)
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed commands


def _playwright_path() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and last in the order

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> None:
    """Print the path, or the advice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--install", action="store_true", help="bring one where there is none")
    options = parser.parse_args()
    found = install() if options.install else find()
    print(found or ADVICE)


if __name__ == "__main__":
    main()
