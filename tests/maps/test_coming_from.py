"""The code on the page for those who come from other libraries runs, ours and what is installed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium

if TYPE_CHECKING:
    import pytest

PAGE = Path(__file__).parents[2] / "docs" / "coming-from.md"
NOT_INSTALLED = ("keplergl", "lonboard")


def test_each_block_runs_after_those_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(
        r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    known: dict[str, Any] = {}
    skipped = 0
    for block in blocks:
        code = compile(block, PAGE.name, "exec")
        if any(f"import {name}" in block or f"from {name}" in block for name in NOT_INSTALLED):
            skipped += 1
            continue
        exec(code, known)  # noqa: S102 - the page's own code
    assert (len(blocks), skipped) == (11, 2)
    assert isinstance(known["theirs"], folium.Map)
    assert list(known["wanted"]["what"]) == ["a flood", "a fire"]
    assert known["counts"].set_index("area").loc["Pakistan", "deaths"] == 40
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.html")}
    assert sorted(written) == ["both.html", "ours.html", "theirs.html"]
    for page in written.values():
        assert "default-src 'none'" in page
        assert not re.search(r'<(?:script|link)[^>]+(?:src|href)="https?:', page)
