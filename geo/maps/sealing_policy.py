"""What a page may run, and the error that names what it may not have."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, NamedTuple

from geo.errors import ExportError
from geo.maps.sealing_markup import RUNNING_TYPES, read_page

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLACES_SHOWN = 5
_LONGEST = 200
_END = "</script>\n</body>\n</html>"


class Missing(NamedTuple):
    """An address that no sealed page can have, and where it stands."""

    address: str
    place: str = ""


def unresolved(missing: Iterable[Missing], *, wanted: str) -> ExportError:
    """Build the error that names everything that a page would load or go to, and every place."""
    places: dict[str, dict[str, None]] = {}
    for one in missing:
        named = places.setdefault(_shortened(one.address), {})
        if one.place:
            named[one.place] = None
    lines = []
    for address, named in places.items():
        lines.append(f"  {address}")
        lines += [f"    in {place}" for place in [*named][:_PLACES_SHOWN]]
        if len(named) > _PLACES_SHOWN:
            lines.append(f"    and in {len(named) - _PLACES_SHOWN} more")
    listed = "\n".join(lines)
    return ExportError(
        f"the map needs files that no offline page can have; found\n{listed}\nwanted {wanted}"
    )


def _shortened(address: str) -> str:
    return address if len(address) <= _LONGEST else f"{address[:_LONGEST]}…"


def content_policy(page: str, *, strict: bool) -> str:
    """Return the content security policy under which a page runs its own scripts and no others.

    Parameters
    ----------
    page : str
        The finished page, without its policy.
    strict : bool
        Styles by hash only; otherwise style attributes are let through, as folium's icons and
        controls need.

    Raises
    ------
    geo.errors.ExportError
        Naming each address that the page would load; or when markup in the page is left open, so
        that a browser would take the script for a part of it.
    """
    read = read_page(page)
    if read.loads:
        missing = [Missing(one.address, f"{one.by} of the page") for one in read.loads]
        raise unresolved(missing, wanted="images and frames as data, scripts from folium")
    running = [text for text, kind in read.scripts if kind in RUNNING_TYPES]
    if page.endswith(_END) and not (running and page.endswith(f"{running[-1]}{_END}")):
        raise ExportError(
            "the map's markup: found a comment, style or other element that is left open and "
            "takes in the map's own script, wanted each to be closed"
        )
    scripts = " ".join(map(_hash, dict.fromkeys(running))) or "'none'"
    styles = " ".join(map(_hash, dict.fromkeys(read.styles))) if strict else "'unsafe-inline'"
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src data: blob:; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )
    if strict:
        return policy
    policy += "; connect-src 'none'; media-src data: blob:"
    return policy + ("; frame-src data:" if "data:text/html" in page else "")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"
