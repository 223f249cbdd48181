"""Do mlcroissant and roc-validator accept what is exported? Both in an environment of their own.

.venv/bin/python -m benchmarks.catalogs
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STORIES = ("data", "examples/krakatau")
PYTHON = HERE / ".venv" / "bin" / "python"


def set_up() -> None:
    """Make the environment of the validators, once."""
    if PYTHON.exists():
        return
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "venv", "--quiet", HERE / ".venv"], check=True)  # noqa: S603
    wanted = ["--quiet", "--python", PYTHON, "-r", HERE / "requirements.in"]
    subprocess.run([uv, "pip", "install", *wanted], check=True)  # noqa: S603


def main() -> int:
    """Export each story and print what the validators say; 1 where one refuses it."""
    set_up()
    codes = []
    with tempfile.TemporaryDirectory() as folder:
        for story in STORIES:
            output = Path(folder, Path(story).name)
            formats = ["--to", "croissant,ro-crate", "--published", "2024-05-17"]
            command = [Path(sys.executable).with_name("geo"), "export", ROOT / story]
            subprocess.run([*command, *formats, "-o", output], check=True, capture_output=True)  # noqa: S603
            print(story, flush=True)
            validate = [PYTHON, HERE / "validate.py", output]
            codes.append(subprocess.run(validate, check=False))  # noqa: S603
    return max(done.returncode for done in codes)


if __name__ == "__main__":
    sys.exit(main())
