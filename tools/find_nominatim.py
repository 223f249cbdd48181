"""Find what a real Nominatim needs for the tests, or bring it.

Prints where its command is. A Nominatim is PostgreSQL with PostGIS, osm2pgsql and Debian's binding
to ICU (which pip would compile for two minutes), and an environment of its own in
``.venv/nominatim`` from a lock with hashes. With ``--install`` Debian's packages come where this
user may install them, then the environment. When that fails it says what to do and the exit code
is still 0: the tests that need it then skip with the same words.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.locked_environment import LockedEnvironment, attempt

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = LockedEnvironment(
    ROOT / ".venv" / "nominatim", ROOT / "tests" / "services" / "nominatim" / "requirements.lock"
)
SYSTEM_PYTHON = "/usr/bin/python3"  # the one that Debian's python3-icu belongs to
PACKAGES = (
    "postgresql",
    "postgresql-postgis",
    "postgresql-postgis-scripts",
    "osm2pgsql",
    "python3",
    "python3-icu",
)
ADVICE = (
    "No Nominatim found. On Debian, as root: python tools/find_nominatim.py --install "
    f"(it brings {', '.join(PACKAGES)} and an environment in .venv/nominatim)."
)
APT = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "--no-upgrade"]


@dataclass(frozen=True)
class Parts:
    """Where the parts are.

    Parameters
    ----------
    nominatim : pathlib.Path
        The command of the environment.
    postgres : pathlib.Path
        Folder of PostgreSQL's commands.
    """

    nominatim: Path
    postgres: Path


def find() -> Parts | None:
    """Return where the parts are that are here already, or None when one is missing."""
    postgres = _postgres()
    if postgres is None or not shutil.which("osm2pgsql") or not ENVIRONMENT.is_ready():
        return None
    return Parts(ENVIRONMENT.command("nominatim"), postgres)


def install() -> Parts | None:
    """Bring what is missing; return the parts, or None."""
    if _system_lacks() and shutil.which("apt-get") and os.geteuid() == 0:
        attempt(["apt-get", "update", "-qq"])
        attempt([*APT, *PACKAGES])
    if not _system_lacks() and not ENVIRONMENT.is_ready():
        ENVIRONMENT.bring("--python", SYSTEM_PYTHON, "--system-site-packages")
    return find()


def _system_lacks() -> bool:
    icu = [SYSTEM_PYTHON, "-c", "import icu"]
    return (
        _postgres() is None
        or not shutil.which("osm2pgsql")
        or not Path(SYSTEM_PYTHON).exists()
        or subprocess.run(icu, check=False, capture_output=True).returncode != 0  # noqa: S603
    )


def _postgres() -> Path | None:
    """Return the folder of the newest PostgreSQL that has PostGIS."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        extension = Path("/usr/share/postgresql", folder.parent.name, "extension")
        if (folder / "initdb").exists() and (extension / "postgis.control").exists():
            return folder
    return None


def main() -> None:
    """Print where Nominatim is, or the advice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--install", action="store_true", help="bring what is missing")
    options = parser.parse_args()
    found = find() or (install() if options.install else None)
    print(found.nominatim if found else ADVICE)


if __name__ == "__main__":
    main()
