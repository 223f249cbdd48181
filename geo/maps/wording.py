"""Dates in words, as far as the page needs them."""

from __future__ import annotations

import re

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DATE = re.compile(r"(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?([?~%]?)")
_DOUBT = {"": "{}", "?": "{} (uncertain)", "~": "about {}", "%": "about {} (uncertain)"}


def date_text(edtf: str) -> str:
    """Say an EDTF date in English; what has no simple wording stays as it is written.

    Examples
    --------
    >>> date_text("2007-05-12"), date_text("1992/.."), date_text("2007-05-12/2007-05-13")
    ('12 May 2007', 'since 1992', '12–13 May 2007')
    """
    if "/" not in edtf:
        return _one(edtf)
    start, _, end = edtf.partition("/")
    if end in {"", ".."}:
        return f"since {_one(start)}"
    if start in {"", ".."}:
        return f"until {_one(end)}"
    same_month = start[:8] == end[:8] and _DATE.fullmatch(start) and _DATE.fullmatch(end)
    if same_month and len(start) == len(end) == len("2007-05-12"):
        return f"{int(start[8:])}–{_one(end)}"
    return f"{_one(start)} – {_one(end)}"


def _one(edtf: str) -> str:
    found = _DATE.fullmatch(edtf)
    if found is None:
        return edtf
    year, month, day, doubt = found.groups(default="")
    if month and not 1 <= int(month) <= len(_MONTHS):
        return edtf
    number = int(year)
    said = f"{1 - number} BCE" if number <= 0 else str(number)
    parts = [str(int(day)) if day else "", _MONTHS[int(month) - 1] if month else "", said]
    return _DOUBT[doubt].format(" ".join(part for part in parts if part))
