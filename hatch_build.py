"""Build what git does not hold: the page's script bundle and the gazetteer's index."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface):  # type: ignore[type-arg] # hatchling's generic is of no use here
    """Runs before a wheel or an editable install is made, and does nothing twice."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build into the tree; `version` and `build_data` are hatchling's and stay as they are."""
        del version, build_data
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from tools import build_index, build_web  # noqa: PLC0415 - found beside this file

            build_web.build(root)
            build_index.build(root)
        finally:
            sys.path.remove(str(root))
