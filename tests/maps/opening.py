"""Pages opened in Chromium where there is no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


@dataclass
class Opened:
    """A page in Chromium, with what it asked for and complained of."""

    page: Page
    requests: list[str]
    complaints: list[str]

    def report(self) -> dict[str, Any]:
        """Return the page's own count of what is on its map."""
        told: dict[str, Any] = self.page.evaluate(
            """() => geoMaps.report(window[Object.keys(window).find(
                (name) => /^(story_)?map_/.test(name) && window[name] instanceof L.Map)])"""
        )
        return told

    def wait_for_basemap(self) -> None:
        """Wait until the basemap is painted."""
        self.page.wait_for_function(
            """() => { const name = Object.keys(window).find(
                (one) => /^(story_)?map_/.test(one) && window[one] instanceof L.Map);
                return name && geoMaps.report(window[name]).basemap > 0 }"""
        )


class Open(Protocol):
    """Opens a file with the network refused; `served` gives the ends of addresses it may have."""

    def __call__(
        self,
        path: Path,
        *,
        width: int = 1280,
        height: int = 800,
        served: dict[str, Path] | None = None,
    ) -> Opened:
        """Open the file."""
