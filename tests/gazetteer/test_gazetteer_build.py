"""The data again, from the packages that it was derived from."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "geo" / "gazetteer" / "data"
SOURCES = os.environ.get("GEO_GAZETTEER_SOURCES", "")


@pytest.mark.slow
@pytest.mark.skipif(
    not SOURCES, reason="GEO_GAZETTEER_SOURCES names no folder with the packages' archives"
)
def test_the_same_packages_give_the_same_data(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.build_gazetteer", "--sources", SOURCES]
    environment = os.environ | {"TZ": "Asia/Karachi", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    subprocess.run([*command, "--data", tmp_path], cwd=ROOT, check=True, env=environment)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (DATA / path.name).read_bytes(), path.name
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".parquet"}
