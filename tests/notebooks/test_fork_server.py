"""The process that kernels are forked from ends with the one that started it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kernels are forked on Unix alone")


def test_a_server_whose_parent_has_ended_before_it_looked_ends_too(tmp_path: Path) -> None:
    address = tmp_path / "kernels"
    somebody_else = str(os.getppid())
    done = subprocess.run(
        [sys.executable, "-m", "geo.notebooks.fork_server", address, somebody_else],
        check=False,
        stdin=subprocess.PIPE,  # open until it ends
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    assert not address.exists()
