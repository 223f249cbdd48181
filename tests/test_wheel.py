"""The wheel alone, in an empty environment, does what the clone does."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support import hashes


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, "."]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.mark.slow
def test_the_wheel_holds_the_bundle_the_index_and_the_licences(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.startswith("geo/maps/static/") and name.endswith(".js")]
    assert [name for name in names if name.startswith("geo/gazetteer/index/")]
    assert [name for name in names if name.endswith("licenses/data/LICENSES.md")]
    assert "geo/__init__.pyi" in names
    assert not [name for name in names if "node_modules" in name or name.startswith("tests/")]


@pytest.mark.slow
def test_a_story_built_from_the_wheel_has_the_same_bytes(
    wheel: Path, root: Path, outputs: Path, tmp_path: Path
) -> None:
    venv = tmp_path / "venv"
    uv = Path(sys.executable).with_name("uv")
    python = venv / "bin" / "python"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, venv], check=True)
    constraints = ["--constraint", root / "requirements.lock"]
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--python", python, *constraints, wheel], check=True
    )
    empty_home = {"HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]}
    built = tmp_path / "outputs"
    one = tmp_path / "notebooks"
    one.mkdir()
    (one / "01-the-link.ipynb").write_bytes((root / "notebooks/01-the-link.ipynb").read_bytes())
    done = subprocess.run(
        [venv / "bin" / "geo", "build", "data", "--notebooks", one, "--output", built],
        cwd=root, env=empty_home, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    from_wheel, from_clone = hashes(built), hashes(outputs)
    # The record holds fingerprints of the package's files, which an installed wheel lacks some of,
    # and the notebook says from where it read the tables.
    others = {"build.json", "01-the-link.ipynb", "01-the-link.html"}
    assert from_wheel.keys() <= from_clone.keys()
    assert others <= from_wheel.keys()
    assert [name for name in from_wheel if from_clone[name] != from_wheel[name]] == [
        name for name in from_wheel if name in others
    ]
