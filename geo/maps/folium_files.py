"""Which file stands for each address that folium and its plugins would load, and its licence.

The table is ``data/folium_files.toml``; `tools/build_web.py` puts the files into ``static/``.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache, reduce
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.maps.assets import static_text

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROTATED = re.compile(r"\bfa-rotate-([1-9][0-9]{0,2})\b")
_END_OF_STYLE = re.compile(r"</(?=style)", re.IGNORECASE)
MARKER_IMAGES = "folium/marker-images.js"


@dataclass(frozen=True, kw_only=True)
class BundledFile:
    """A script or style that a sealed page can have inside.

    Parameters
    ----------
    name : str
        Its name in ``static/folium/``.
    package : str
        Npm package; ``folium`` for what folium's own wheel holds.
    path : str
        Where it stands in the package.
    ends : tuple of str
        Ends of the addresses that it stands for.
    needed : str
        Pattern that the page's own text must hold for the file to be of use; empty for always.
    uses : tuple of str
        Names of files that this one is of no use without.
    more : tuple of str
        Names of files that come with this one, if their own pattern is found.
    shared : bool
        Whether it is the front end's own copy.
    holds : tuple of str
        Other packages that its makers have packed into it.
    replace : tuple of pairs of str
        What folium's own file has, and what it gets; the build does it for npm's.
    """

    name: str
    package: str
    path: str
    ends: tuple[str, ...]
    needed: str = ""
    uses: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    shared: bool = False
    holds: tuple[str, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()

    @property
    def is_script(self) -> bool:
        """Whether it is a script."""
        return self.name.endswith(".js")

    def serves(self, text: str) -> bool:
        """Whether a page with this text of its own has use for the file."""
        return not self.needed or re.search(self.needed, text) is not None

    def content(self, page: str = "") -> str:
        """Return the file's text; `page` is the text that it is for."""
        if not self.package:
            angles = sorted({int(angle) for angle in _ROTATED.findall(page)})
            return "".join(f".fa-rotate-{a}{{transform:rotate({a}deg)}}" for a in angles)
        if self.package == "folium":
            path = files("folium").joinpath(*self.path.split("/"))
            own = path.read_text(encoding="utf-8").replace("\r\n", "\n")
            return reduce(lambda text, pair: text.replace(*pair), self.replace, own)
        text = static_text(self.name if self.shared else f"folium/{self.name}")
        return text if self.is_script else _END_OF_STYLE.sub(r"<\\/", text)


@cache
def _table() -> dict[str, Any]:
    text = files("geo.maps").joinpath("data", "folium_files.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def bundled_files() -> dict[str, BundledFile]:
    """Return every bundled file by name, in the table's order."""
    return {
        row["name"]: BundledFile(
            name=row["name"],
            package=row["package"],
            path=row["path"],
            ends=tuple(row["ends"]),
            needed=row.get("needed", ""),
            uses=tuple(row.get("uses", ())),
            more=tuple(row.get("more", ())),
            shared=row.get("shared", False),
            holds=tuple(row.get("holds", ())),
            replace=tuple((found, wanted) for found, wanted in row.get("replace", ())),
        )
        for row in _table()["file"]
    }


def _ends_with(url: str, ends: Iterable[str]) -> bool:
    return any(url.endswith(f"/{end}") for end in ends)


def bundled_file(url: str) -> BundledFile | None:
    """Find the file that stands for an address.

    Examples
    --------
    >>> bundled_file("https://example.org/jquery/3.7.1/jquery.min.js").name
    'jquery.js'
    >>> bundled_file("https://example.org/unknown.js") is None
    True
    """
    return next((one for one in bundled_files().values() if _ends_with(url, one.ends)), None)


def why_unavailable(url: str) -> str:
    """Return why no sealed page can have a file; empty when there is no reason."""
    rows = _table()["unavailable"]
    told = (f"{row['who']} {row['why']}" for row in rows if re.search(row["pattern"], url))
    return next(told, "")


@cache
def _notices() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(static_text("folium/notices.json"))
    return told


def notice(packages: Iterable[str]) -> str:
    """Write the licences of packages: who holds the copyright, and each text once.

    Parameters
    ----------
    packages : iterable of str
        Names as in the table.

    Returns
    -------
    str
        Plain text, sorted by package.

    Examples
    --------
    >>> notice(["jquery"]).splitlines()[0]
    'jquery 3.7.1: Copyright OpenJS Foundation and other contributors, https://openjsf.org/'
    """
    by_text: dict[str, list[str]] = {}
    for name in sorted(set(packages) - {""}):
        about = _notices()["packages"][name]
        holders = "; ".join(about["copyright"]) or "see below"
        line = f"{name} {about['version']}: {holders}"
        by_text.setdefault(about["text"], []).append(line)
    blocks = [
        "\n".join(lines) + "\n\n" + _notices()["texts"][text] for text, lines in by_text.items()
    ]
    return f"\n\n{'-' * 72}\n\n".join(blocks)
