from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from tools.build_web import FORMULAS, OUTPUTS, STAMP, STATIC, WEB, build

if TYPE_CHECKING:
    from pathlib import Path

COPIED = ("src", "styles", "package.json", "package-lock.json", "tsconfig.json", ".npmrc", "test")


def test_nothing_is_done_when_nothing_has_changed(root: Path, tmp_path: Path) -> None:
    (tmp_path / WEB).mkdir(parents=True)
    for name in COPIED:
        source, target = root / WEB / name, tmp_path / WEB / name
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    (tmp_path / FORMULAS).parent.mkdir(parents=True)
    shutil.copy(root / FORMULAS, tmp_path / FORMULAS)
    shutil.copytree(root / STATIC, tmp_path / STATIC)
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / STATIC).iterdir()}
    build(tmp_path)
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / STATIC).iterdir()}
    assert after == before
    assert set(before) == {*OUTPUTS, STAMP}
    assert not (tmp_path / WEB / "node_modules").exists()


def test_the_lock_file_names_no_address(root: Path) -> None:
    lock = json.loads((root / WEB / "package-lock.json").read_text(encoding="utf-8"))
    packages = [package for name, package in lock["packages"].items() if name]
    assert len(packages) > 50
    assert not [package for package in packages if "resolved" in package]
    assert all(package["integrity"].startswith("sha") for package in packages)


def test_leaflet_is_the_version_that_folium_asks_for(root: Path) -> None:
    import folium  # noqa: PLC0415 - beside its only use

    wanted = dict(folium.Map.default_js)["leaflet"]
    package = (root / WEB / "package.json").read_text(encoding="utf-8")
    assert '"leaflet": "1.9.3"' in package
    assert "leaflet@1.9.3" in wanted


def test_no_bundle_can_end_its_own_script_element(root: Path) -> None:
    for name in ("leaflet.js", "story.js"):
        text = (root / STATIC / name).read_text(encoding="utf-8")
        assert "</script" not in text.lower()
        assert "<!--" not in text
